"""Takes what people have: DICOM files, folders, zip archives, and for research PNG, JPEG and NIfTI.

Every file ends as a DICOM instance of a study or as a `Broken` with its reason; one broken file never stops the rest.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from attending.errors import BadInput
from attending.imaging.header import read_instance
from attending.imaging.media import images_of_media, is_list, named_by
from attending.imaging.packed import HEAD_BYTES, SentFile, is_noise, is_zip, list_zip
from attending.imaging.pairs import pairs_joined
from attending.imaging.research import as_dicom, is_research_file
from attending.imaging.study import Broken, Instance, Study, group_studies
from attending.imaging.whole import check_whole

__all__ = ["Intake", "SentFile", "list_files", "list_sent", "sort_files", "take_in"]

Progress = Callable[[int, int], None]


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
        BadInput: a path that is not there, or not a single readable image.
    """
    return sort_files(list(list_files(paths)), modality=modality, progress=progress)


def sort_files(files: list[SentFile], *, modality: str = "", progress: Progress | None = None) -> Intake:
    """Sort files into studies; raises `BadInput` when none of them holds an image."""
    instances: list[Instance] = []
    broken: list[Broken] = []
    readers: dict[str, Callable[[], bytes]] = {}
    sent = pairs_joined(files)
    for count, file in enumerate(sent, 1):
        try:
            for instance, read in _instances_of(file, modality):
                instances.append(instance)
                readers.setdefault(instance.sop_instance_uid, read)
        except BadInput as error:
            broken.append(Broken(file.name, str(error)))
        if progress is not None:
            progress(count, len(sent))
    if not instances:
        raise _nothing_held(files, broken)
    return Intake(group_studies(instances, broken), tuple(broken), readers)


def _nothing_held(files: list[SentFile], broken: list[Broken]) -> BadInput:
    """Why nothing could be kept: the reason that most files have."""
    if not files:
        return BadInput("There is no file here.", hint="Send DICOM files, a folder or a zip archive of them.")
    ((commonest, count),) = Counter(one.reason for one in broken).most_common(1)
    if len(files) == 1:
        return BadInput(commonest)
    return BadInput(f"None of the {len(files)} files holds a DICOM image; {count} of them: {commonest}")


def list_files(paths: Iterable[Path]) -> Iterator[SentFile]:
    """Every file under the paths, zip archives opened; hidden files and the viewers of media are left out.

    The list of a medium (DICOMDIR) stands for the images that it names.
    """
    for path in paths:
        if not path.exists():
            raise BadInput("There is no such file or folder.")
        if path.is_file() and is_list(path.name):
            yield from named_by(SentFile(path.name, path.read_bytes), _below(path.parent))
        else:
            yield from images_of_media(_below(path))


def _below(path: Path) -> Iterator[SentFile]:
    """Every file of a folder and below, or the file itself."""
    below = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    for file in below:
        name = file.relative_to(path).as_posix() if path.is_dir() else file.name
        if is_noise(name):
            continue
        if is_zip(_head(file)):
            yield from list_zip(file, name, could_be_image=_could_be_image)
        else:
            yield SentFile(name, file.read_bytes)


def list_sent(files: Iterable[SentFile]) -> Iterator[SentFile]:
    """Files that came over the network, zip archives opened; the viewers of media are left out."""
    yield from images_of_media(_opened(files))


def _opened(files: Iterable[SentFile]) -> Iterator[SentFile]:
    for file in files:
        if is_noise(file.name):
            continue
        if is_zip(file.read()[:HEAD_BYTES]):
            yield from list_zip(file.read, file.name, could_be_image=_could_be_image)
        else:
            yield file


def _head(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(HEAD_BYTES)
    except OSError:
        return b""  # that it cannot be read is told when it is


def _could_be_image(head: bytes) -> bool:
    return head[128:132] == b"DICM" or is_research_file(head)


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
