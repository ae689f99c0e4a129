"""What a DICOMweb client says it can read, and what it gets: as one file or in parts, in which transfer syntax.

Read by the HTTP routes. Source: DICOM PS3.18, 8.7 (media types; tables 8.7.3-2 and 8.7.3-5 for compressed frames).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from attending.errors import NotAcceptable

ANY = "*/*"
STORED = "*"
PLAIN = "1.2.840.10008.1.2.1"
"""Explicit VR little endian: the transfer syntax of those who name none (PS3.18 8.7.3.1)."""
_JPEG = "1.2.840.10008.1.2.4."
FRAME_KINDS: dict[str, str] = {
    **{f"{_JPEG}{number}": "image/jpeg" for number in (50, 51, 57, 70)},
    **{f"{_JPEG}{number}": "image/jls" for number in (80, 81)},
    **{f"{_JPEG}{number}": "image/jp2" for number in (90, 91)},
    **{f"{_JPEG}{number}": "image/jphc" for number in (201, 202, 203)},
    "1.2.840.10008.1.2.5": "image/dicom-rle",
}
"""Transfer syntax → media type of one compressed frame."""


@dataclass(frozen=True)
class Media:
    """One media type of an Accept header."""

    kind: str
    in_parts: bool = False
    """Whether it was asked for within multipart/related."""
    syntax: str = ""


@dataclass(frozen=True)
class Files:
    """How files are to be given."""

    in_parts: bool
    syntaxes: tuple[str, ...]
    """Transfer syntaxes that the client reads, the preferred one first; `STORED` is as each file is."""


def read_accept(header: str) -> tuple[Media, ...]:
    """The media types of an Accept header, the preferred first; nothing said is everything."""
    found: list[tuple[float, Media]] = []
    for one in re.findall(r'(?:[^,"]|"[^"]*")+', header):
        kind, *rest = (part.strip() for part in re.findall(r'(?:[^;"]|"[^"]*")+', one))
        given = {name.strip().lower(): value.strip().strip('"') for name, _, value in (r.partition("=") for r in rest)}
        in_parts = kind.lower() == "multipart/related"
        what = given.get("type", ANY).lower() if in_parts else kind.lower()
        weight = float(given["q"]) if re.fullmatch(r"[01](\.\d*)?", given.get("q", "")) else 1.0
        if weight > 0:
            found.append((weight, Media(what, in_parts, given.get("transfer-syntax", ""))))
    return tuple(media for _, media in sorted(found, key=lambda one: -one[0])) or (Media(ANY),)


def files_for(header: str, *, several: bool) -> Files:
    """How whole DICOM files are given to a client; raises `NotAcceptable`."""
    read = [media for media in read_accept(header) if media.kind in (ANY, "application/*", "application/dicom")]
    alone = [media for media in read if media.kind == "application/dicom" and not media.in_parts]
    if not read or (several and alone == read):
        raise NotAcceptable(
            "DICOM files are given as application/dicom (one) or multipart/related; type=application/dicom (several).",
            hint="Leave the Accept header out to get them as they are stored.",
        )
    named = [media for media in read if media.kind == "application/dicom" and (media.in_parts or not several)]
    if not named:
        return Files(True, (STORED,))
    return Files(named[0].in_parts, tuple(media.syntax or PLAIN for media in named))


def compressed_kind(header: str, stored: str) -> str | None:
    """The media type in which frames leave as they are stored, or none where they leave without compression.

    Raises:
        NotAcceptable: the client reads neither.
    """
    kind = FRAME_KINDS.get(stored, "")
    for media in read_accept(header):
        if media.kind == kind and media.syntax in ("", STORED, stored):
            return f"{kind}; transfer-syntax={stored}"
        if media.kind in (ANY, "application/*", "application/octet-stream") and media.syntax in ("", STORED, PLAIN):
            return None
    raise NotAcceptable(
        "Frames are given as application/octet-stream without compression, or as they are stored.",
        hint="Accept multipart/related; type=application/octet-stream.",
    )


def choose(header: str, kinds: Sequence[str]) -> str:
    """The media type of `kinds` that a client prefers, the first of them for one that reads anything.

    Raises:
        NotAcceptable: it reads none of them.
    """
    for media in read_accept(header):
        pattern = re.escape(media.kind).replace(r"\*", ".*")
        for kind in kinds:
            if re.fullmatch(pattern, kind):
                return kind
    raise NotAcceptable(f"This is given as {' or '.join(kinds)} only.")
