"""How likely each statement belongs in each part of the note, learned from the notes of train sets."""
