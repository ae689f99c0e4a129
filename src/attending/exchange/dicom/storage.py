"""What DIMSE doors take: storage classes, transfer syntaxes, and a file of what an association brought.

Read by the receiver (others call us) and by the classic archive (we call others). Needs pynetdicom.
"""

import logging
import warnings

from pynetdicom import AllStoragePresentationContexts, register_uid
from pynetdicom.events import Event
from pynetdicom.service_class import StorageServiceClass

logging.getLogger("pynetdicom").setLevel(logging.CRITICAL)  # its messages quote headers
warnings.filterwarnings("ignore", category=UserWarning, module=r"pydicom\.")  # and so do these

SUCCESS, PENDING, REFUSED, CANNOT_UNDERSTAND = 0x0000, 0xFF00, 0xA700, 0xC000
PENDING_NOT_ALL_KEYS, NOT_THE_CLASS, CANCELLED = 0xFF01, 0xA900, 0xFE00
"""Status words. Source: DICOM PS3.4 tables B.2-1 and C.4-1."""

_RETIRED = (  # which old scanners and teaching files still send: ultrasound, nuclear medicine, biplane, visible light
    "1.2.840.10008.5.1.4.1.1.3", "1.2.840.10008.5.1.4.1.1.5", "1.2.840.10008.5.1.4.1.1.6",
    "1.2.840.10008.5.1.4.1.1.12.3", "1.2.840.10008.5.1.4.1.1.77.1", "1.2.840.10008.5.1.4.1.1.77.2",
)  # fmt: skip
CLASSES = (*(str(context.abstract_syntax) for context in AllStoragePresentationContexts), *_RETIRED)
"""Every storage class."""
for _uid in _RETIRED:  # pynetdicom knows none of them and would break the association off, with all that was to follow
    register_uid(_uid, f"Retired{_uid.replace('.', '_')}", StorageServiceClass)

UNCOMPRESSED = ("1.2.840.10008.1.2.1", "1.2.840.10008.1.2")
SYNTAXES = (
    *UNCOMPRESSED,
    "1.2.840.10008.1.2.4.90",
    "1.2.840.10008.1.2.4.91",
    "1.2.840.10008.1.2.4.201",
    "1.2.840.10008.1.2.4.202",
    "1.2.840.10008.1.2.4.203",
    "1.2.840.10008.1.2.4.80",
    "1.2.840.10008.1.2.4.81",
    "1.2.840.10008.1.2.4.70",
    "1.2.840.10008.1.2.4.57",
    "1.2.840.10008.1.2.4.51",
    "1.2.840.10008.1.2.4.50",
    "1.2.840.10008.1.2.5",
    "1.2.840.10008.1.2.1.99",
)
"""What `decode` reads: JPEG 2000 and HTJ2K, JPEG-LS, JPEG of every process in use, RLE, deflated."""


def as_file(event: Event) -> bytes:
    """The data set of a C-STORE as it was sent, with the file header it needs: nothing is decoded or changed."""
    mark = b"\0" * 128 + b"DICM"
    return mark + event.encoded_dataset(include_meta=True).removeprefix(mark)
