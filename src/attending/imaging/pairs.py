"""NIfTI volumes that lie in two files, .hdr and .img: read as the one file that they could have been.

Read by `intake`. Source: nifti1.h, nifti2.h (the magic of a pair is "ni1" or "ni2", of a single file "n+1" or "n+2").
"""

import re
import struct
from collections.abc import Iterable

from attending.errors import BadInput
from attending.imaging.nifti import is_nifti, unzipped
from attending.imaging.packed import VOXELS, SentFile, refused

_HEADER = re.compile(r"(.*)\.hdr(?:\.gz)?", re.I)
_SIZES = {1: (348, 352), 2: (540, 544)}
"""Bytes of a header, and where the voxels of a single file begin: four bytes say that it has no extension."""


def pairs_joined(files: Iterable[SentFile]) -> list[SentFile]:
    """The files with each header and its voxels as one; a half without the other says what it lacks."""
    sent = list(files)
    headers = {found.group(1): one for one in sent if (found := _HEADER.fullmatch(one.name))}
    voxels = {found.group(1): one for one in sent if (found := VOXELS.fullmatch(one.name))}
    made: list[SentFile] = []
    for one in sent:
        header, body = _HEADER.fullmatch(one.name), VOXELS.fullmatch(one.name)
        if header is not None and one is headers[header.group(1)]:
            beside = voxels.get(header.group(1))
            made.append(_joined(one, beside) if beside is not None else _without_voxels(one))
        elif body is None or body.group(1) not in headers:
            made.append(one)
    return made


def _joined(header: SentFile, voxels: SentFile) -> SentFile:
    def read() -> bytes:
        return as_one(header.read(), voxels.read())

    return SentFile(header.name, read)


def _without_voxels(header: SentFile) -> SentFile:
    return refused(header.name, "The voxels of this volume lie in an .img file beside it.", "Send both files together.")


def as_one(header: bytes, voxels: bytes) -> bytes:
    """A single NIfTI file of the two of a pair, each gzipped or not.

    Raises:
        BadInput: an Analyze header, which does not say how its volume lies in the patient; or damaged.
    """
    plain, stored = unzipped(header), unzipped(voxels, any_content=True)
    if not is_nifti(plain):
        if len(plain) >= 348 and 348 in (*struct.unpack("<i", plain[:4]), *struct.unpack(">i", plain[:4])):
            raise BadInput(
                "This is an Analyze volume: it does not say how it lies in the patient, and left may be right.",
                hint="Convert it to NIfTI where its orientation is known.",
            )
        raise BadInput("This file holds no NIfTI volume.")
    version = 2 if plain[4:6] in (b"ni", b"n+") else 1
    size, begin = _SIZES[version]
    order = "<" if struct.unpack("<i", plain[:4])[0] == size else ">"
    kind, at = ("q", 168) if version == 2 else ("f", 108)
    skipped = int(struct.unpack_from(f"{order}{kind}", plain, at)[0])
    made = bytearray(plain[:size]) + bytes(begin - size)
    struct.pack_into(f"{order}{kind}", made, at, begin)
    made[5 if version == 2 else 345] = ord("+")
    return bytes(made) + stored[max(0, skipped) :]
