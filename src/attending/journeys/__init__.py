"""Each clinical journey, to be read top to bottom like a protocol."""
