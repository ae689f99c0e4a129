"""Takes what people have: DICOM files, folders, zip archives, and for research PNG, JPEG and NIfTI.

Every file ends as a DICOM instance of a study or as a `Broken` with its reason; one broken file never stops the rest.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from attending.errors import BadInput
from attending.imaging.header import read_instance
from attending.imaging.research import as_dicom, is_research_file
from attending.imaging.study import Broken, Instance, Study, group_studies
from attending.imaging.whole import check_whole

MOST_FILES = 50_000
MOST_BYTES = 16 * 1024**3
"""Of a zip archive, unpacked: more is a bomb or a mistake."""
MOST_FILE_BYTES = 2 * 1024**3

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class SentFile:
    """One file as it came; `read` fetches its bytes, so that a thousand slices are never in memory together."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Intake:
    """What was sent: studies, with a way to each instance's bytes."""

    studies: tuple[Study, ...]
    broken: tuple[Broken, ...]
    files: dict[str, Callable[[], bytes]]
    """SOPInstanceUID → its DICOM bytes."""

    def read(self, instance: Instance) -> bytes:
        """The DICOM bytes of an instance."""
        return self.files[instance.sop_instance_uid]()


def take_in(paths: Iterable[Path], *, modality: str = "", progress: Progress | None = None) -> Intake:
    """Read files, folders and zip archives.

    Args:
        paths: what was sent.
        modality: DICOM modality of PNG, JPEG and NIfTI files, such as `DX` or `MR`; they do not say it themselves.
        progress: called with files done and files in all.

    Raises:
        BadInput: a path that is not there, a zip archive larger than `MOST_BYTES`, or not a single readable image.
    """
    return sort_files(list(list_files(paths)), modality=modality, progress=progress)


def sort_files(files: list[SentFile], *, modality: str = "", progress: Progress | None = None) -> Intake:
    """Sort files into studies; raises `BadInput` when none of them holds an image."""
    instances: list[Instance] = []
    broken: list[Broken] = []
    readers: dict[str, Callable[[], bytes]] = {}
    for count, file in enumerate(files, 1):
        try:
            for instance, read in _instances_of(file, modality):
                instances.append(instance)
                readers.setdefault(instance.sop_instance_uid, read)
        except BadInput as error:
            broken.append(Broken(file.name, str(error)))
        if progress is not None:
            progress(count, len(files))
    if not instances:
        reason = broken[0].reason if len(broken) == 1 else f"None of the {len(files)} files holds a DICOM image."
        reason = reason if files else "There is no file here."
        raise BadInput(reason, hint="Send DICOM files, a folder or a zip archive of them.")
    return Intake(group_studies(instances, broken), tuple(broken), readers)


def list_files(paths: Iterable[Path]) -> Iterator[SentFile]:
    """Every file under the paths, zip archives opened; hidden files and indexes of media are left out."""
    for path in paths:
        if not path.exists():
            raise BadInput("There is no such file or folder.")
        below = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in below:
            name = file.relative_to(path).as_posix() if path.is_dir() else file.name
            if _is_noise(name):
                continue
            if zipfile.is_zipfile(file):
                yield from list_zip(file.read_bytes, name)
            else:
                yield SentFile(name, file.read_bytes)


def list_sent(files: Iterable[SentFile]) -> Iterator[SentFile]:
    """Files that came over the network, zip archives opened."""
    for file in files:
        if _is_noise(file.name):
            continue
        if file.read()[:4] == b"PK\x03\x04":
            yield from list_zip(file.read, file.name)
        else:
            yield file


def list_zip(read: Callable[[], bytes], name: str) -> Iterator[SentFile]:
    """The files of a zip archive; raises `BadInput` when it is damaged, encrypted or too large."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(read()))
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_noise(m.filename)]
    except (zipfile.BadZipFile, OSError) as error:
        raise BadInput("The zip archive is damaged or cut off.", hint="Pack and send it again.") from error
    if any(member.flag_bits & 0x1 for member in members):
        raise BadInput("The zip archive is encrypted.", hint="Unpack it, then send the folder.")
    sizes = [member.file_size for member in members]
    if len(members) > MOST_FILES or sum(sizes) > MOST_BYTES or max(sizes, default=0) > MOST_FILE_BYTES:
        raise BadInput(f"The zip archive holds more than {MOST_FILES:,} files or {MOST_BYTES // 1024**3} GB.")
    for member in members:
        yield SentFile(f"{name}/{member.filename}", lambda member=member: _unpacked(archive, member))  # type: ignore[misc]


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, NotImplementedError, OSError, RuntimeError, EOFError) as error:
        raise BadInput("This file of the zip archive is damaged.", hint="Pack and send it again.") from error


def _instances_of(file: SentFile, modality: str) -> Iterator[tuple[Instance, Callable[[], bytes]]]:
    try:
        data = file.read()
    except OSError as error:
        raise BadInput("The file cannot be read.") from error
    if not data:
        raise BadInput("The file is empty.")
    if not is_research_file(data):
        instance = read_instance(data, file.name)
        check_whole(data)
        yield instance, file.read
        return
    for number, made in enumerate(as_dicom(data, name=file.name, modality=modality)):
        instance = read_instance(made, file.name)
        yield instance, lambda number=number: as_dicom(file.read(), name=file.name, modality=modality)[number]  # type: ignore[misc]


def _is_noise(name: str) -> bool:
    parts = PurePosixPath(name).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or parts[-1].upper() in {"DICOMDIR", "THUMBS.DB", "DESKTOP.INI"}
