"""Conversation to clinical note: every sentence cites the turns it rests on."""

from attending.scribe.draft import write_note
from attending.scribe.sentences.heard_marks import hear_marks
from attending.scribe.transcripts.read import read_conversation
from attending.scribe.transcripts.role_model import tell_clinician

__all__ = ["hear_marks", "read_conversation", "tell_clinician", "write_note"]
