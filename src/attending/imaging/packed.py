"""Zip archives as people send them: archives within archives, damaged members, and bombs.

Read by `intake`. What cannot be unpacked is a file whose reading raises its reason, so that the rest is kept.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from attending.errors import BadInput

MOST_FILES = 50_000
MOST_BYTES = 16 * 1024**3
"""Of one archive with those inside it, unpacked: more is a bomb or a mistake."""
MOST_FILE_BYTES = 2 * 1024**3
MOST_GROWTH, GROWS_FREELY = 100, 64 * 1024**2
"""Images above 64 MB shrink to a half or a tenth of their size; what shrinks to a hundredth is no image."""
DEEPEST = 4
"""Archives within each other."""
HEAD_BYTES = 352
"""From so many it is known what a file is: DICOM's mark ends at 132, that of NIfTI-1 at 348."""
VOXELS = re.compile(r"(.*)\.img(?:\.gz)?", re.IGNORECASE)
"""Names of the voxels of a NIfTI pair: they begin with no mark."""
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True)
class SentFile:
    """One file as it came; `read` fetches its bytes, so that a thousand slices are never in memory together."""

    name: str
    read: Callable[[], bytes]


@dataclass
class _Room:
    """What one archive may still unpack, with all archives inside it."""

    files: int = MOST_FILES
    size: int = MOST_BYTES


def is_zip(head: bytes) -> bool:
    """By its first bytes."""
    return head.startswith(_ZIP)


def is_noise(name: str) -> bool:
    """Hidden files, and those in which desktops remember how a folder looks."""
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or not parts or parts[-1].upper() in {"THUMBS.DB", "DESKTOP.INI"}


def list_zip(
    archive: Path | Callable[[], bytes], name: str, *, could_be_image: Callable[[bytes], bool]
) -> Iterator[SentFile]:
    """The files of a zip archive and of those inside it; one that cannot be opened stands there with its reason.

    Args:
        archive: its path, or what fetches its bytes.
        name: before the names of its files.
        could_be_image: by the first `HEAD_BYTES`; of other files no more is unpacked.
    """
    yield from _listed(archive, name, could_be_image, _Room(), 1)


def _listed(
    source: Path | Callable[[], bytes], name: str, could_be_image: Callable[[bytes], bool], room: _Room, depth: int
) -> Iterator[SentFile]:
    try:
        archive = zipfile.ZipFile(source if isinstance(source, Path) else io.BytesIO(source()))
        members = [m for m in archive.infolist() if not m.is_dir() and not is_noise(m.filename)]
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        yield refused(name, "The zip archive is damaged or cut off.", "Pack and send it again.")
        return
    except BadInput as error:
        yield refused(name, error.message, error.hint or "")
        return
    if any(member.flag_bits & 0x1 for member in members):
        yield refused(name, "The zip archive is encrypted.", "Unpack it, then send the folder.")
        return
    room.files -= len(members)
    room.size -= sum(member.file_size for member in members)
    if min(room.files, room.size) < 0:
        yield refused(name, f"The zip archive holds more than {MOST_FILES:,} files or {MOST_BYTES // 1024**3} GB.", "")
        return
    for member in members:
        inner = f"{name}/{member.filename}"

        def read(member: zipfile.ZipInfo = member) -> bytes:
            return _unpacked(archive, member, could_be_image)

        if not _holds_zip(archive, member):
            yield SentFile(inner, read)
        elif depth < DEEPEST:
            yield from _listed(read, inner, could_be_image, room, depth + 1)
        else:
            yield refused(inner, f"More than {DEEPEST} zip archives lie within each other.", "Unpack the outer ones.")


def refused(name: str, message: str, hint: str) -> SentFile:
    """A file that stands in the list of what came with the reason why it cannot be read."""

    def read() -> bytes:
        raise BadInput(message, hint=hint or None)

    return SentFile(name, read)


def _holds_zip(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    with suppress(*_DAMAGE), archive.open(member) as file:  # a damaged member is told of when it is read
        return is_zip(file.read(len(_ZIP)))
    return False


_DAMAGE = (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, RuntimeError, EOFError, ValueError)


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, could_be_image: Callable[[bytes], bool]) -> bytes:
    grows = member.file_size > GROWS_FREELY and member.file_size > MOST_GROWTH * member.compress_size
    try:
        with archive.open(member) as file:
            head = file.read(HEAD_BYTES)
            if not could_be_image(head) and not is_zip(head) and not VOXELS.fullmatch(member.filename):
                return head
            if grows or member.file_size > MOST_FILE_BYTES:
                raise BadInput(
                    f"Unpacked, this file would be {member.file_size / 1024**2:,.0f} MB, "
                    f"{member.file_size // max(1, member.compress_size):,} times its size: no image is.",
                    hint="Unpack the archive and send its images.",
                )
            return head + file.read()
    except _DAMAGE as error:
        raise BadInput("This file of the zip archive is damaged.", hint="Pack and send it again.") from error
