"""Conversation to clinical note: every sentence cites the turns it rests on."""

from attending.scribe.draft import write_note
from attending.scribe.transcripts.read import read_conversation

__all__ = ["read_conversation", "write_note"]
