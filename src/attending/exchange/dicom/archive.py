"""Where images lie: one encrypted file each, beside the record; and a manifest for each study.

DICOM is megabytes a slice, so it stays out of the database. A file's name is a keyed hash of its UIDs, its content is
AES-256-GCM bound to that name: neither the folder nor a stolen disk says whom the images show. An image is written
whole and synced before its manifest names it, so a cut-off transfer leaves a study that is short, never one that lies.
"""

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attending.errors import NotFound, Tampered, Unavailable
from attending.record.study import NOT_SHOWN, KeptHeat
from attending.security.derivation import NONCE_BYTES
from attending.security.keys import Keys


class ArchivedImage(msgspec.Struct, frozen=True, omit_defaults=True):
    """One image of a study, as the viewer and the worklist need it without opening the file."""

    sop_instance_uid: str
    sop_class_uid: str
    number: int
    frames: int
    rows: int
    columns: int
    name: str = ""


class ArchivedSeries(msgspec.Struct, frozen=True, omit_defaults=True):
    """One series of a study, in the order of its stack."""

    uid: str
    modality: str
    description: str
    body_part: str
    images: tuple[ArchivedImage, ...]
    derived_from: str = ""
    """The series it was computed from; empty for what the scanner sent."""

    @property
    def is_shown(self) -> bool:
        """Whether a viewer can show it: a report or a segmentation it cannot."""
        return self.modality not in NOT_SHOWN


class ArchivedStudy(msgspec.Struct, frozen=True, omit_defaults=True):
    """A study's manifest. `key` is its name in addresses: a keyed hash, never the UID."""

    key: str
    uid: str
    received: datetime
    description: str
    started: datetime | None
    accession: str
    series: tuple[ArchivedSeries, ...]
    patient: str | None = None
    """Logical id of the patient in the record; None while nobody has matched it."""
    identity: dict[str, str] = {}
    """Whom the images say they show, for the match by hand."""
    broken: tuple[tuple[str, str], ...] = ()
    """Name and reason of each file that could not be read."""
    burned_in: str = "no"
    review: str | None = None
    """The review of its report."""
    urgent: str = ""
    """Why it should be read before others; empty for most."""
    heats: tuple[KeptHeat, ...] = ()
    """Maps of the models that its report was drafted with."""

    @property
    def images(self) -> int:
        """How many images one can look at."""
        return sum(image.frames for series in self.series if series.is_shown for image in series.images)


class ImageArchive:
    """The images of one hospital; safe for threads and processes side by side."""

    def __init__(self, folder: Path, *, keys: Keys) -> None:
        self._folder, self._keys = folder, keys
        self._lock = threading.Lock()

    def key_of(self, study_uid: str) -> str:
        """The name of a study in addresses and files."""
        return self._hash("study", study_uid)

    def put(self, study_uid: str, sop_instance_uid: str, data: bytes) -> None:
        """Keep one image; the same image again changes nothing. Raises `Unavailable` when the disk is full."""
        path = self._image_path(self.key_of(study_uid), sop_instance_uid)
        if not path.exists():
            self._write(path, data)

    def read(self, key: str, sop_instance_uid: str) -> bytes:
        """The DICOM bytes of one image; raises `NotFound`, `Tampered`."""
        return self._read(self._image_path(key, sop_instance_uid))

    def save(self, study: ArchivedStudy) -> ArchivedStudy:
        """Write a study's manifest over its former one."""
        self._write(self._manifest_path(study.key), msgspec.json.encode(study))
        return study

    def find(self, key: str) -> ArchivedStudy | None:
        """The manifest of a study, or `None`."""
        try:
            return msgspec.json.decode(self._read(self._manifest_path(key)), type=ArchivedStudy)
        except NotFound:
            return None

    def load(self, key: str) -> ArchivedStudy:
        """The manifest of a study; raises `NotFound`."""
        study = self.find(key)
        if study is None:
            raise NotFound("There is no such imaging study, or not for this role.")
        return study

    def studies(self) -> Iterator[ArchivedStudy]:
        """Every study, in no order."""
        for path in sorted(self._folder.glob("*/*/study")):
            study = self.find(path.parent.name)
            if study is not None:
                yield study

    def remove(self, key: str) -> None:
        """Delete a study's images and its manifest."""
        folder = self._manifest_path(key).parent
        for path in sorted(folder.glob("*"), key=lambda p: p.name == "study"):
            path.unlink(missing_ok=True)
        if folder.is_dir():
            folder.rmdir()

    def spool(self, data: bytes) -> str:
        """Keep one file that nobody has sorted yet; returns its name."""
        name = secrets.token_hex(16)
        self._write(self._folder / "incoming" / name, data)
        return name

    def spooled(self) -> list[str]:
        """What waits to be sorted: left over from a run that was cut off."""
        return sorted(p.name for p in (self._folder / "incoming").glob("*") if not p.name.startswith("."))

    def unspool(self, name: str) -> bytes:
        """A file that waits."""
        return self._read(self._folder / "incoming" / name)

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
        return hmac.digest(self._keys.derive(f"images/{kind}"), text.encode(), hashlib.sha256).hex()[:32]

    def _write(self, path: Path, data: bytes) -> None:
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._cipher().encrypt(nonce, data, self._bound(path))
        fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(sealed)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(path)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            raise Unavailable(
                "The images cannot be kept now: nothing was changed.", hint="Is the disk full?"
            ) from error

    def _read(self, path: Path) -> bytes:
        try:
            sealed = path.read_bytes()
        except FileNotFoundError as error:
            raise NotFound("There is no such image, or not for this role.") from error
        except OSError as error:
            raise Unavailable("The images cannot be read now.") from error
        try:
            return self._cipher().decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], self._bound(path))
        except (InvalidTag, ValueError) as error:
            raise Tampered("A stored image is not what was written.", hint="Restore it from a backup.") from error

    def _cipher(self) -> AESGCM:
        return AESGCM(self._keys.derive("images/content"))

    def _bound(self, path: Path) -> bytes:
        return f"{path.parent.name}/{path.name}".encode()


def find_image(study: ArchivedStudy, series: int, place: int) -> tuple[ArchivedImage, int]:
    """The image and the frame (from 1) at a place (from 0) of a series' stack; raises `NotFound`."""
    if 0 <= series < len(study.series):
        for image in study.series[series].images:
            if place < image.frames:
                return image, place + 1
            place -= image.frames
    raise NotFound("There is no such image.")
