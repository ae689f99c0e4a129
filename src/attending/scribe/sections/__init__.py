"""The sections of the note, one module for each kind of passage."""
