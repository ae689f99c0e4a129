"""The files beside the database that a hospital would lose with it: images, its own models and networks, its templates.

Read by `backup`. They are copied after the database was read, so that no image which the record names is missing. What
lies encrypted is copied as it lies; what lies in clear is sealed like a table. A file that has not changed since an
earlier backup is linked to that one's copy where the disk can do it. Every file is read once more, its hash compared.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import msgspec

from attending.errors import Conflict, Tampered
from attending.record.sealed_parts import Sealed
from attending.security.ring import sync_folder

LIST, FOLDER = "files.jsonl", "files"
_FIRST = "study"
"""A study's manifest is copied before its images: each image was there before the manifest named it."""
_PART = 4 * 1024 * 1024


@dataclass(frozen=True)
class Beside:
    """A folder beside the database."""

    name: str
    folder: Path
    lies_sealed: bool = False
    """Whether its files are encrypted already, where they lie."""
    without: frozenset[str] = frozenset()
    """Folders in it that are of this machine and this moment, such as locks."""


class Kept(msgspec.Struct, frozen=True):
    """One file of a backup."""

    folder: str
    path: str
    size: int
    sha256: str
    """Of the file as it lies beside the database."""
    modified: int
    """Nanoseconds since 1970; tells whether it must be copied again."""
    is_sealed: bool

    @property
    def stored(self) -> str:
        """Where it lies in the backup; names say nothing and are never the same twice."""
        name = hashlib.sha256(f"{self.folder}/{self.path}".encode()).hexdigest()[:40]
        return f"{FOLDER}/{name[:2]}/{name}"


def keep(
    target: Path, beside: Iterable[Beside], *, key: bytes, since: Path | None, progress: Callable[[str], None]
) -> str:
    """Copy every file into a backup; returns the hash of their list, empty where there is no folder.

    Args:
        target: the backup's folder.
        beside: what to copy; a folder that is not there is left out.
        key: of this backup.
        since: an earlier backup that was checked, whose copies may be linked.
        progress: is told each folder.
    """
    known = {(kept.folder, kept.path): kept for kept in (listed(since) if since else ())}
    there = [one for one in beside if one.folder.is_dir()]
    if not there:
        return ""
    with (target / LIST).open("xb") as file:
        for one in there:
            progress(one.name)
            for kept in _without_removed_studies(one, target, _copy_all(one, target, key, since, known)):
                file.write(msgspec.json.encode(kept) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    return _hash_of(target / LIST)


def listed(backup: Path) -> Iterator[Kept]:
    """What a backup holds; raises `Tampered`."""
    if (backup / LIST).exists():
        with (backup / LIST).open("rb") as file:
            try:
                yield from (msgspec.json.decode(line, type=Kept) for line in file)
            except msgspec.MsgspecError as error:
                raise _damaged() from error


def check_files(backup: Path, expected: str, *, key: bytes) -> None:
    """Read every file of a backup and compare it with the list, whose hash is expected; raises `Tampered`."""
    if not expected:
        return
    if not (backup / LIST).exists() or _hash_of(backup / LIST) != expected:
        raise _damaged()
    for kept in listed(backup):
        found = hashlib.sha256()
        for part in _parts_of(backup, kept, key):
            found.update(part)
        if found.hexdigest() != kept.sha256:
            raise _damaged()


def folders_of(backup: Path) -> set[str]:
    """The names of the folders of which a backup holds something."""
    return {kept.folder for kept in listed(backup)}


def refuse_others(backup: Path, beside: Iterable[Beside]) -> None:
    """Raise `Conflict` where a file of a backup belongs and another one lies."""
    for kept, place in _places(backup, beside):
        if place.exists() and not _is_same(kept, place):
            raise Conflict(
                f"Another file lies in the folder of the {kept.folder} already; nothing was changed.",
                hint="Move that folder aside.",
            )


def restore_files(backup: Path, beside: Iterable[Beside], *, key: bytes, progress: Callable[[str], None]) -> None:
    """Put the files back where they belong; what is there already and is the same stays.

    Raises:
        Conflict: another file is there; nothing was changed.
        Tampered: a file is not what was backed up.
    """
    beside = tuple(beside)
    refuse_others(backup, beside)
    touched: dict[Path, None] = {}
    said: set[str] = set()
    for kept, place in _places(backup, beside):
        if place.exists():
            continue
        if kept.folder not in said:
            said.add(kept.folder)
            progress(kept.folder)
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(place, _parts_of(backup, kept, key), kept.sha256)
        touched[place.parent] = None
    for folder in touched:
        sync_folder(folder)


def _places(backup: Path, beside: Iterable[Beside]) -> Iterator[tuple[Kept, Path]]:
    """Each file of the folders that are asked for, and where it belongs."""
    folders = {one.name: one.folder for one in beside}
    for kept in listed(backup):
        if kept.folder in folders:
            yield kept, folders[kept.folder] / _safe(kept.path)


def _is_same(kept: Kept, place: Path) -> bool:
    return place.stat().st_size == kept.size and _hash_of(place) == kept.sha256


def _copy_all(
    one: Beside, target: Path, key: bytes, since: Path | None, known: dict[tuple[str, str], Kept]
) -> Iterator[Kept]:
    """Copy what is there; what is taken away meanwhile is left out."""
    for path in _files(one):
        relative = path.relative_to(one.folder).as_posix()
        try:
            about = path.stat()
            before = known.get((one.name, relative))
            if (
                since is not None
                and before is not None
                and not before.is_sealed
                and (before.size, before.modified) == (about.st_size, about.st_mtime_ns)
                and _linked(since / before.stored, target / before.stored)
            ):
                yield before
                continue
            yield _copied(one, path, relative, target, key)
        except FileNotFoundError:
            continue


def _files(one: Beside) -> list[Path]:
    """Every file but those that are being written."""
    there = (path for path in one.folder.rglob("*") if path.relative_to(one.folder).parts[0] not in one.without)
    found = [path for path in there if not path.name.startswith(".") and path.is_file()]
    return sorted(found, key=lambda path: (path.parent, path.name != _FIRST, path.name))


def _copied(one: Beside, path: Path, relative: str, target: Path, key: bytes) -> Kept:
    with path.open("rb") as file:
        about, found = os.fstat(file.fileno()), hashlib.sha256()
        kept = Kept(one.name, relative, about.st_size, "", about.st_mtime_ns, is_sealed=not one.lies_sealed)
        stored = target / kept.stored
        stored.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        parts = _hashed(iter(lambda: file.read(_PART), b""), found)
        if kept.is_sealed:
            Sealed(stored, key).write([(part,)] for part in parts)
        else:
            _write(stored, parts)
        return msgspec.structs.replace(kept, sha256=found.hexdigest())


def _linked(old: Path, new: Path) -> bool:
    new.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.link(old, new)
    except OSError:  # another disk, or one without links
        return False
    return True


def _without_removed_studies(one: Beside, target: Path, copied: Iterator[Kept]) -> Iterator[Kept]:
    """Leave out a study that was taken away while it was copied: its manifest would name images that are gone."""
    for kept in list(copied):
        parent = PurePosixPath(kept.path).parent
        manifest = one.folder / parent / _FIRST
        was_study = one.lies_sealed and (target / Kept(one.name, f"{parent}/{_FIRST}", 0, "", 0, False).stored).exists()
        if was_study and not manifest.exists():
            (target / kept.stored).unlink(missing_ok=True)
        else:
            yield kept


def _parts_of(backup: Path, kept: Kept, key: bytes) -> Iterator[bytes]:
    path = backup / kept.stored
    try:
        if kept.is_sealed:
            for rows in Sealed(path, key).read():
                yield from (part for (part,) in rows)
        else:
            with path.open("rb") as file:
                yield from iter(lambda: file.read(_PART), b"")
    except FileNotFoundError as error:
        raise _damaged() from error


def _write(path: Path, parts: Iterable[bytes], expected: str = "") -> None:
    """Write a file whole, flushed, and of the expected hash, or not at all."""
    fresh, found = path.with_name(f".{path.name}.new"), hashlib.sha256()
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for part in parts:
                found.update(part)
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if expected and found.hexdigest() != expected:
            raise _damaged()
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _hashed(parts: Iterable[bytes], found: "hashlib._Hash") -> Iterator[bytes]:
    for part in parts:
        found.update(part)
        yield part


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _safe(relative: str) -> str:
    """A path that stays in its folder."""
    path = PurePosixPath(relative)
    if path.is_absolute() or ".." in path.parts:
        raise _damaged()
    return relative


def _damaged() -> Tampered:
    return Tampered("A file of this backup is missing or is not what was backed up.", hint="Take another one.")
