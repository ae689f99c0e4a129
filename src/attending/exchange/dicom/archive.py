"""Where images lie: one encrypted file each, beside the record; and a manifest for each study.

DICOM is megabytes a slice, so it stays out of the database. A file's name is a keyed hash of its UIDs, its content is
AES-256-GCM bound to that name: neither the folder nor a stolen disk says whom the images show. An image is written
whole and synced before its manifest names it, so a cut-off transfer leaves a study that is short, never one that lies.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import msgspec

from attending.errors import NotFound, Unavailable
from attending.exchange.dicom.intents import Intents
from attending.exchange.dicom.lines import StudyLine, StudyLines
from attending.exchange.dicom.locks import Locks
from attending.exchange.dicom.manifest import ArchivedStudy
from attending.exchange.dicom.renamed import renamed
from attending.exchange.dicom.sealed import SealedFiles
from attending.exchange.dicom.sendings import Sendings
from attending.security.keys import Keys


def _unknown(_token: str) -> bool:
    raise Unavailable("A study is being moved, and its archive was opened without the record that decides it.")


class ImageArchive:
    """The images of one hospital; safe for threads and processes side by side."""

    def __init__(self, folder: Path, *, keys: Keys, decided: Callable[[str], bool] = _unknown) -> None:
        """`decided` says whether the record has committed a move, see `intents`."""
        self._folder, self._files = folder, SealedFiles(keys)
        self.intents = Intents(folder / "moves", self._files, decided)
        self._lines = StudyLines(folder, self._files, self.find, self.intents.keys)
        self.sendings = Sendings(folder, self._files, Locks(folder / "locks"))
        self._locks, self._working = Locks(folder / "locks"), Locks(folder / "working")

    def key_of(self, study_uid: str) -> str:
        """The name of a study in addresses and files."""
        return self._hash("study", study_uid)

    def find_uid(self, study_uid: str) -> ArchivedStudy | None:
        """The study of a UID, or `None`; where images of several patients have it, the one that came first."""
        study = self.find(self.key_of(study_uid))
        if study is None:
            others = sorted((line.received, line.key) for line in self.lines() if line.uid == study_uid)
            study = self.find(others[0][1]) if others else None
        return study

    def put(self, key: str, sop_instance_uid: str, data: bytes, *, over: bool = False) -> None:
        """Keep one image of the study of that key, `over` one of its UID or only where there is none.

        Raises `Unavailable` when the disk is full.
        """
        path = self._image_path(key, sop_instance_uid)
        if over or not path.exists():
            self._files.write(path, data)

    def read(self, key: str, sop_instance_uid: str) -> bytes:
        """The DICOM bytes of one image, of whom its study names; raises `NotFound`, `Tampered`."""
        data = self._files.read(self._image_path(key, sop_instance_uid))
        moved = self.intents.decided(key)
        if moved is None or sop_instance_uid not in _uids(self.load(key)):
            return data
        return renamed(data, moved.identity, moved.move.when)

    def rename_images(self, study: ArchivedStudy) -> None:
        """Write whom a moved study names into every image that says another; what is right is left as it is."""
        for uid in _uids(study):
            path = self._image_path(study.key, uid)
            data = self._files.read(path)
            right = renamed(data, study.identity, study.moves[-1].when)
            if right is not data:
                self._files.write(path, right)

    def has(self, key: str, sop_instance_uid: str) -> bool:
        """Whether an image is kept."""
        return self._image_path(key, sop_instance_uid).exists()

    def drop(self, key: str, sop_instance_uids: Iterable[str]) -> None:
        """Take images away that were put for a series which will not be; what the manifest names stays."""
        with self._locks.hold(key):
            study = self.find(key)
            for uid in set(sop_instance_uids) - (_uids(study) if study else set()):
                self._image_path(key, uid).unlink(missing_ok=True)

    def change(self, key: str, how: Callable[[ArchivedStudy | None], ArchivedStudy]) -> ArchivedStudy:
        """Write a study's manifest over its former one, which `how` is given (none when it is new).

        Nobody else changes it meanwhile, in this process or another: archives send the parts of a study side by side.
        """
        with self._locks.hold(key):
            study = how(self.find(key))
            self._files.write(self._manifest_path(key), msgspec.json.encode(study))
        return study

    @contextmanager
    def holding(self, key: str) -> Iterator[ArchivedStudy]:
        """A study's manifest, which nobody changes or moves meanwhile; raises `NotFound`."""
        with self._locks.hold(key):
            yield self.load(key)

    def working_on(self, key: str) -> AbstractContextManager[None]:
        """Wait until nobody else on this machine works on a study for long, then be the one who does.

        A process that is killed gives it back. `change` is not held up by it.
        """
        return self._working.hold(key)

    def find(self, key: str) -> ArchivedStudy | None:
        """The manifest of a study, as moved where the record has decided a move; or `None`."""
        try:
            study = msgspec.json.decode(self._files.read(self._manifest_path(key)), type=ArchivedStudy)
        except NotFound:
            return None
        moved = self.intents.decided(key)
        return study if moved is None else moved.applied(study)

    def load(self, key: str) -> ArchivedStudy:
        """The manifest of a study; raises `NotFound`."""
        study = self.find(key)
        if study is None:
            raise NotFound("There is no such imaging study, or not for this role.")
        return study

    def lines(self) -> list[StudyLine]:
        """What a list says of every study, in no order."""
        return self._lines.read()

    def remove(self, key: str) -> None:
        """Delete a study's images and its manifest."""
        folder = self._manifest_path(key).parent
        for path in sorted(folder.glob("*"), key=lambda p: p.name == "study"):
            path.unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()
        self.intents.forget(key)
        self._lines.forget()
        self.sendings.forget(key)

    def spool(self, data: bytes) -> str:
        """Keep one file that nobody has sorted yet; returns its name."""
        name = secrets.token_hex(16)
        self._files.write(self._folder / "incoming" / name, data)
        return name

    def spooled(self) -> list[str]:
        """What waits to be sorted: left over from a run that was cut off."""
        return sorted(p.name for p in (self._folder / "incoming").glob("*") if not p.name.startswith("."))

    def unspool(self, name: str) -> bytes:
        """A file that waits."""
        return self._files.read(self._folder / "incoming" / name)

    def forget(self, name: str) -> None:
        """Take a file out of the spool: it is sorted."""
        (self._folder / "incoming" / name).unlink(missing_ok=True)

    def _image_path(self, key: str, sop_instance_uid: str) -> Path:
        return self._folder / key[:2] / key / self._hash("image", f"{key}/{sop_instance_uid}")

    def _manifest_path(self, key: str) -> Path:
        if not (len(key) == 32 and key.isalnum()):
            raise NotFound("There is no such imaging study, or not for this role.")
        return self._folder / key[:2] / key / "study"

    def _hash(self, kind: str, text: str) -> str:
        return self._files.hash(kind, text)


def _uids(study: ArchivedStudy) -> set[str]:
    return {image.sop_instance_uid for series in study.series for image in series.images}
