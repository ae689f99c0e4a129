"""Conversation to clinical note: every sentence cites the turns it rests on."""

from attending.scribe.draft import write_note

__all__ = ["write_note"]
