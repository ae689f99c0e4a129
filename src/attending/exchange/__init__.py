"""Hospital in and out: files what the hospital itself sends."""

from attending.exchange.conversations import file_conversation, read_conversation_of
from attending.exchange.fhir import ImportReport, import_bundle
from attending.exchange.many import import_bundles
from attending.exchange.packing import import_workers
from attending.exchange.sent_files import find_sent_files, read_sent_file

__all__ = [
    "ImportReport",
    "file_conversation",
    "find_sent_files",
    "import_bundle",
    "import_bundles",
    "import_workers",
    "read_conversation_of",
    "read_sent_file",
]
