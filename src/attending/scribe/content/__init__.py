"""What the statements of a visit are about, whose they are, and how one is written as a line of the note."""
