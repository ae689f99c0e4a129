"""Conversation to clinical note: every sentence cites the turns it rests on."""
