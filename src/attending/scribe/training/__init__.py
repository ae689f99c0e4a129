"""How the weights of the scribe are made; read by `attending train`."""
