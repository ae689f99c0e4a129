"""What a list of studies says of each, kept ready: a worklist of thousands must not open every manifest.

A line is made from a manifest once. It holds as long as the manifest's file is the same one (its inode and its time of
change, for a manifest is always replaced whole), so processes that share an archive see each other's studies at once.
The lines lie sealed in one file beside the studies; without it, or when it is damaged, they are made again.
"""

import os
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from attending.errors import AttendingError
from attending.exchange.dicom.manifest import ArchivedStudy
from attending.exchange.dicom.sealed import SealedFiles
from attending.record.study import NOT_SHOWN

WORTH_KEEPING = 20
"""Lines made anew after which all are written down again: fewer are made faster than the file is written."""


class SeriesLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One series, without its images."""

    modality: str
    body_part: str
    images: int
    frames: int
    derived: bool = False

    @property
    def is_shown(self) -> bool:
        """Whether a viewer can show it: a report or a segmentation it cannot."""
        return self.modality not in NOT_SHOWN


class StudyLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """One study as worklists, searches and the choice of a prior need it; fields as in `ArchivedStudy`."""

    key: str
    uid: str
    received: datetime
    description: str
    started: datetime | None
    accession: str
    series: tuple[SeriesLine, ...]
    patient: str | None = None
    identity: dict[str, str] = {}
    broken: int = 0
    burned_in: str = "no"
    review: str | None = None
    urgent: str = ""
    looked_at: int = 0
    drafting: bool = False
    """Whether its report is being drafted, or waits for that."""
    enhancing: bool = False
    """Whether a series of it is being enhanced, or waits for that."""
    study_id: str = ""
    referrer: str = ""

    @property
    def sent(self) -> int:
        """How many images to look at came from outside: without the series that were computed here."""
        return sum(series.frames for series in self.series if series.is_shown and not series.derived)

    @property
    def images(self) -> int:
        """How many images one can look at."""
        return sum(series.frames for series in self.series if series.is_shown)


class _Held(msgspec.Struct, frozen=True, array_like=True):
    inode: int
    changed_ns: int
    line: StudyLine


def line_of(study: ArchivedStudy) -> StudyLine:
    """The line of a manifest."""
    return StudyLine(
        key=study.key, uid=study.uid, received=study.received, description=study.description, started=study.started,
        accession=study.accession, patient=study.patient, identity=study.identity, broken=len(study.broken),
        burned_in=study.burned_in, review=study.review, urgent=study.urgent, looked_at=study.looked_at,
        drafting=study.wish is not None and study.wish.goes_on, study_id=study.study_id, referrer=study.referrer,
        enhancing=any(wish.goes_on for wish in study.enhancing),
        series=tuple(
            SeriesLine(one.modality, one.body_part, len(one.images), sum(image.frames for image in one.images),
                       bool(one.derived_from))
            for one in study.series
        ),
    )  # fmt: skip


class StudyLines:
    """The lines of one archive; safe for threads, and for processes side by side."""

    def __init__(
        self, folder: Path, files: SealedFiles, find: Callable[[str], ArchivedStudy | None],
        moving: Callable[[], list[str]],
    ) -> None:  # fmt: skip
        """`find` reads a manifest; `moving` names the studies that may be otherwise than their manifest's file."""
        self._folder, self._files, self._find, self._moving = folder, files, find, moving
        self._held: dict[str, _Held] | None = None
        self._lock = threading.Lock()

    def read(self) -> list[StudyLine]:
        """Every study, in no order; only manifests that have changed are opened."""
        with self._lock:
            before = self._kept() if self._held is None else self._held
            now: dict[str, _Held] = {}
            moving = set(self._moving())
            for key, inode, changed in _manifests(self._folder):
                held = before.get(key)
                if held is None or key in moving or (held.inode, held.changed_ns) != (inode, changed):
                    study = self._find(key)
                    if study is None:
                        continue
                    held = _Held(inode, changed, line_of(study))
                now[key] = held
            made = sum(before.get(key) is not held for key, held in now.items())
            self._held = now
            if made >= WORTH_KEEPING:
                self._files.write(self._path, msgspec.msgpack.encode(list(now.values())))
            return [held.line for held in now.values()]

    def forget(self) -> None:
        """A study was erased: no line of it may stay on the disk."""
        with self._lock:
            self._held = None
            self._path.unlink(missing_ok=True)

    @property
    def _path(self) -> Path:
        return self._folder / "lists" / "studies"

    def _kept(self) -> dict[str, _Held]:
        try:
            held = msgspec.msgpack.decode(self._files.read(self._path), type=list[_Held])
        except (AttendingError, msgspec.MsgspecError):
            return {}  # never written, or of another version: the manifests are the truth
        return {one.line.key: one for one in held}


def _manifests(folder: Path) -> list[tuple[str, int, int]]:
    """Key, inode and time of change of every manifest; `os.scandir`, for pathlib's glob takes four times as long."""
    found = []
    for shelf in _folders(folder):
        for study in _folders(shelf) if len(shelf.name) == 2 else ():
            try:
                facts = Path(study.path, "study").stat()
            except FileNotFoundError:
                continue  # its first image is just being written
            found.append((study.name, facts.st_ino, facts.st_mtime_ns))
    return found


def _folders(path: "Path | os.DirEntry[str]") -> "list[os.DirEntry[str]]":
    try:
        with os.scandir(path) as entries:
            return [entry for entry in entries if entry.is_dir()]
    except FileNotFoundError:
        return []
