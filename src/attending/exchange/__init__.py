"""Hospital in and out: files what the hospital itself sends."""

from attending.exchange.conversations import file_conversation, read_conversation_of
from attending.exchange.fhir import ImportReport, import_bundle

__all__ = ["ImportReport", "file_conversation", "import_bundle", "read_conversation_of"]
