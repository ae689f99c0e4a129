"""Speech made readable: cleaned, cut into sentences where it came without stops, and split into utterances."""
