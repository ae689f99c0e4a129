"""The files of an import: as they are, packed by gzip or bzip2, or whole folders of them."""

import bz2
import gzip
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from attending.errors import BadInput
from attending.exchange.bundle import LARGEST

_NAMES = (".json", ".ndjson", ".json.gz", ".ndjson.gz", ".json.bz2", ".ndjson.bz2")
"""Files that are taken from a folder."""
_PACKED: dict[bytes, Callable[[Path], gzip.GzipFile | bz2.BZ2File]] = {b"\x1f\x8b": gzip.GzipFile, b"BZh": bz2.BZ2File}
"""How a packed file begins, and what opens it."""
_FIRST = ("organization", "hospital", "location", "practitioner")
"""Names of files in a folder that come before the others: patients' files refer to what they hold."""


def find_sent_files(given: Iterable[Path]) -> Iterator[Path]:
    """The files to import, in this order: each that is given, and all that are in a folder.

    Raises:
        BadInput: a folder holds none.
    """
    for path in given:
        if not path.is_dir():
            yield path
            continue
        found = [file for file in path.iterdir() if file.name.lower().endswith(_NAMES) and file.is_file()]
        if not found:
            raise BadInput(f"{path} holds no file to import.", hint=f"Files end in {', '.join(_NAMES)}.")
        yield from sorted(found, key=lambda file: (not any(word in file.name.lower() for word in _FIRST), file.name))


def read_sent_file(path: Path) -> bytes:
    """What a file holds, unpacked, but never more than is refused as too much.

    Raises:
        BadInput: a packed file is cut off or damaged.
    """
    with path.open("rb") as file:
        head = file.read(3)
    opened = next((opener for mark, opener in _PACKED.items() if head.startswith(mark)), None)
    if opened is None:
        return path.read_bytes()
    try:
        with opened(path) as file:
            return file.read(LARGEST + 1)
    except (OSError, EOFError) as error:
        raise BadInput(f"{path} cannot be unpacked: it is cut off or damaged.") from error
