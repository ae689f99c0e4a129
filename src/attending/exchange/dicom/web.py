"""DICOMweb as data: WADO-RS metadata, the multipart bodies of WADO and STOW, and what STOW answers.

Read by the HTTP routes. Source: DICOM PS3.18, sections 8.6 (media types), 10.4 (retrieve), 10.5 (store).
"""

import io
import json
import re
import secrets
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pydicom

from attending.errors import BadInput, UnknownForm

DICOM_JSON = "application/dicom+json"
PLAIN_FRAMES = "application/octet-stream; transfer-syntax=1.2.840.10008.1.2.1"
"""Frames without compression, as a viewer can always read them (PS3.18 8.7.3.3.1)."""


def metadata(data: bytes, bulk: str = "") -> dict[str, Any]:
    """Everything a file says but its pixels, as DICOM JSON; `bulk` is the address of what stands in their place."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset = pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True, force=True)
        said = dataset.to_json_dict(suppress_invalid_tags=True)
    made: dict[str, Any] = json.loads(json.dumps(said))  # pydicom's kinds of text and number become plain ones
    if bulk and "Rows" in dataset:
        made["7FE00010"] = {"vr": "OW", "BulkDataURI": bulk}
    return made


def write_multipart(parts: Iterable[bytes], *, kind: str = "application/dicom") -> tuple[bytes, str]:
    """A multipart/related body of DICOM files, or of what else `kind` says, and its Content-Type."""
    boundary = secrets.token_hex(16)
    body = b"".join(
        b"--%s\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n%s\r\n"
        % (boundary.encode(), kind.encode(), len(part), part)
        for part in parts
    )
    bare = kind.partition(";")[0]
    return body + f"--{boundary}--\r\n".encode(), f'multipart/related; type="{bare}"; boundary={boundary}'


def read_multipart(body: bytes, content_type: str) -> Iterator[bytes]:
    """The DICOM files of a STOW-RS request.

    Raises:
        UnknownForm: not multipart/related of application/dicom.
        BadInput: cut off.
    """
    boundary = re.search(r'boundary="?([^";]+)"?', content_type)
    kind = re.search(r'[; ]type="?([^";]+)"?', content_type)
    known = kind is None or kind[1].strip().lower() in ("application/dicom", "application/octet-stream")
    if not content_type.lower().startswith("multipart/related") or boundary is None or not known:
        raise UnknownForm(
            "DICOM files travel as multipart/related with type application/dicom.", hint="Set the Content-Type."
        )
    mark = b"--" + boundary[1].encode()
    if not body.rstrip().endswith(mark + b"--"):
        raise BadInput("The request is cut off before its closing boundary.", hint="Send it again.")
    for part in body.split(b"\r\n" + mark if not body.startswith(mark) else mark)[1:]:
        if part.startswith(b"--"):
            return
        _, found, content = part.partition(b"\r\n\r\n")
        if found:
            yield content.removesuffix(b"\r\n")


@dataclass(frozen=True)
class Stored:
    """What became of one instance of a STOW-RS request."""

    sop_class_uid: str = ""
    sop_instance_uid: str = ""
    address: str = ""
    """Where a kept one is fetched from."""
    failure: int = 0
    """Why it was not kept, by PS3.18 I.2.2 and PS3.4 table B.2-1; 0 where it is."""


CANNOT_UNDERSTAND, OTHER_STUDY = 0xC000, 0xC409
"""Not readable; of another study than the address names. Both are of the class Cxxx, "cannot understand"."""


def stored(results: Sequence[Stored], study: str = "") -> dict[str, Any]:
    """The STOW-RS answer: each instance kept, and each that was not with its reason (PS3.18 table 10.5.3-2)."""
    kept = [_reference(one, ("00081190", "UR", one.address)) for one in results if not one.failure]
    failed = [_reference(one, ("00081197", "US", one.failure)) for one in results if one.failure]
    answer: dict[str, Any] = {"00081190": {"vr": "UR", "Value": [study]}} if study else {}
    if failed:
        answer["00081198"] = {"vr": "SQ", "Value": failed}
    return {**answer, "00081199": {"vr": "SQ", "Value": kept}}


def _reference(one: Stored, said: tuple[str, str, str | int]) -> dict[str, Any]:
    told = (("00081150", "UI", one.sop_class_uid), ("00081155", "UI", one.sop_instance_uid), said)
    return {tag: {"vr": vr, "Value": [value]} for tag, vr, value in told if value}
