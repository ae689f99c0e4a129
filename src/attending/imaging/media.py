"""Discs and sticks from other hospitals: the list of a medium (DICOMDIR) says which of its files are images.

Read by `intake`. Beside its images a medium carries a viewer with programs, help pages and pictures, which are part of
no study. Source: DICOM PS3.10 section 8, PS3.3 annex F (basic directory IOD), PS3.12 (names of 8 capitals).
"""

import io
import warnings
from collections.abc import Iterable
from pathlib import PurePosixPath

import pydicom

from attending.errors import BadInput
from attending.imaging.packed import SentFile, refused

LIST = "DICOMDIR"
MISSING = "The list of its medium names this file, but it is not there."
UNREADABLE = "The list of a medium (DICOMDIR) cannot be read."


def is_list(name: str) -> bool:
    """Whether a file's name is that of a medium's list."""
    return _plain(name).rpartition("/")[2] == LIST


def images_of_media(files: Iterable[SentFile]) -> list[SentFile]:
    """The files without what belongs to a medium's viewer, and with a refusal for each image that the medium lacks.

    Below a list stay what it names and every other DICOM file; elsewhere everything.
    """
    sent = list(files)
    named: dict[str, dict[str, str]] = {}
    for one in sent:
        if is_list(one.name) and (names := _names(one)) is not None:
            named[one.name.rpartition("/")[0]] = {_plain(name): name for name in names}
    kept, found = [], set()
    for one in sent:
        root = max((folder for folder in named if _is_below(one.name, folder)), key=len, default=None)
        inside = _plain(one.name.removeprefix(f"{root}/" if root else "")) if root is not None else ""
        found.add((root, inside))
        if not is_list(one.name) and (root is None or inside in named[root] or _may_be_dicom(one)):
            kept.append(one)
    for root, names_of in named.items():
        lost = (name for plain, name in names_of.items() if (root, plain) not in found)
        kept += [refused(f"{root}/{name}" if root else name, MISSING, "Ask for the medium again.") for name in lost]
    return kept


def named_by(file: SentFile, files: Iterable[SentFile]) -> list[SentFile]:
    """Of the files beside a list, those that it names; raises `BadInput` where it cannot be read."""
    names = _names(file)
    if names is None:
        raise BadInput(UNREADABLE, hint="Send the whole folder of the medium instead.")
    wanted = {_plain(name) for name in names}
    return images_of_media(one for one in files if is_list(one.name) or _plain(one.name) in wanted)


def _names(file: SentFile) -> list[str] | None:
    """The files that a list names, by their place beside it; `None` where it cannot be read."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pydicom's warnings quote values
            records = pydicom.dcmread(io.BytesIO(file.read())).DirectoryRecordSequence
            found = [one.get("ReferencedFileID") for one in records]
    except Exception:  # a scratched list must hide no image: pydicom raises what its parsers raise on damaged bytes
        return None
    return ["/".join([name] if isinstance(name, str) else [str(part) for part in name]) for name in found if name]


def _plain(name: str) -> str:
    """A name as all systems write it: some add a version or a point, or use small letters."""
    parts = (part.partition(";")[0].rstrip(".").upper() for part in PurePosixPath(name).parts)
    return "/".join(parts)


def _is_below(name: str, folder: str) -> bool:
    return not folder or name.startswith(f"{folder}/")


def _may_be_dicom(file: SentFile) -> bool:
    """Also where it cannot be read: then that is told."""
    try:
        return file.read()[128:132] == b"DICM"
    except (BadInput, OSError):
        return True
