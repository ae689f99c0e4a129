"""Finds the tables, pictures and masks of a data set by what they hold, never by what their folders are called."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, UnidentifiedImageError

from attending.errors import BadInput

Row = Mapping[str, str]
PICTURES = {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"}


@dataclass(frozen=True)
class Case:
    """A picture, its row of the table (empty without one) and its mask, where there is one."""

    name: str
    """As the table says it; else the file's name."""
    picture: Path
    row: Row
    mask: Path | None = None


def read_table(folder: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    """The rows of the first csv below `folder` whose header holds one of `columns`; empty without one."""
    return next(_tables(folder, columns), [])


def _tables(folder: Path, columns: Sequence[str]) -> Iterator[list[dict[str, str]]]:
    """The rows of each such csv; raises `BadInput` where none can be read and one of them is no UTF-8 csv."""
    told, damaged = False, False
    for path in sorted(folder.rglob("*.csv")) if folder.is_dir() else [folder] if folder.suffix == ".csv" else []:
        try:
            rows = _rows(path, columns)
        except (OSError, UnicodeDecodeError, csv.Error):
            damaged = True
            continue
        if rows:
            told = True
            yield rows
    if damaged and not told:
        raise BadInput("A table of the data set cannot be read as UTF-8 csv.")


def _rows(path: Path, columns: Sequence[str]) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8-sig") as file:
        reader = csv.DictReader(file)
        header = [name.strip().lower() for name in reader.fieldnames or ()]
        if not any(column.lower() in header for column in columns):
            return []
        return [
            {(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if not isinstance(v, list)}
            for row in reader
        ]


def read_cases(data: Path, keys: Sequence[str], *, marks: Sequence[str] = ()) -> list[Case]:
    """Every picture that a table names, once, or every picture where none does.

    Of several tables the one counts that names most pictures: a table of boxes names only those that have some.

    Args:
        data: the folder.
        keys: names that the column with the picture's name may have, the likeliest first.
        marks: further columns by which the table is known.

    Raises:
        BadInput: there is no picture in the folder.
    """
    folder = data if data.is_dir() else data.parent
    pictures, masks = _pictures(folder)
    if not pictures:
        raise BadInput("The data set holds no picture.", hint="Name the folder with its table and its images.")
    best: dict[str, Case] = {}
    for table in _tables(data, [*keys, *marks]):
        cases: dict[str, Case] = {}
        for row in table:
            name = next((row[key] for key in keys if row.get(key)), "")
            found = pictures.get(name) or pictures.get(Path(name).stem)
            if found is not None:
                cases.setdefault(name, Case(name, found, row, masks.get(found.stem)))
        best = cases if len(cases) > len(best) else best
    if best:
        return list(best.values())
    return [Case(path.stem, path, {}, masks.get(path.stem)) for path in sorted(set(pictures.values()))]


def _pictures(folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Pictures and masks by stem: of two with one stem, the mask lies in the folder that says so or has two values."""
    by_stem: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in PICTURES and path.is_file():
            by_stem.setdefault(path.stem, []).append(path)
    pictures, masks = {}, {}
    for stem, paths in by_stem.items():
        marked = [p for p in paths if _says_mask(p, folder)]
        plain = [p for p in paths if p not in marked]
        if len(plain) > 1 and not marked:
            marked = [p for p in plain if _has_two_values(p)]
            plain = [p for p in plain if p not in marked]
        if plain:
            pictures[stem] = pictures[plain[0].name] = plain[0]
        if marked:
            masks[stem.removesuffix("_mask")] = marked[0]
    return pictures, masks


def _says_mask(path: Path, folder: Path) -> bool:
    words = path.relative_to(folder).as_posix().lower()
    return any(word in words for word in ("mask", "label", "segment", "annot", "truth", "/gt/"))


def _has_two_values(path: Path) -> bool:
    with Image.open(path) as picture:
        return picture.mode == "1" or len(set(np.asarray(picture.convert("L")).ravel().tolist())) <= 2


def read_grey(path: Path) -> NDArray[np.uint8]:
    """A picture as grey (row, column); raises `BadInput` when it is damaged."""
    return _opened(path, lambda picture: np.asarray(_eight_bits(picture).convert("L")))


def read_colour(path: Path) -> NDArray[np.uint8]:
    """A picture as (row, column, 3); raises `BadInput` when it is damaged."""
    return _opened(path, lambda picture: np.asarray(_eight_bits(picture).convert("RGB")))


def read_mask(path: Path) -> NDArray[np.bool_]:
    """A mask (row, column): everything that is not black."""
    return _opened(path, lambda picture: np.asarray(picture.convert("L"))) > 0


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode in {"I", "F"} or picture.mode.startswith("I;16"):
        values = np.asarray(picture, np.float32)
        return Image.fromarray((255 * values / max(1.0, float(values.max()))).astype(np.uint8))
    return picture


def _opened(path: Path, read: Callable[[Image.Image], NDArray[np.uint8]]) -> NDArray[np.uint8]:
    try:
        with Image.open(path) as picture:
            return read(picture)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise BadInput(f"The picture {path.name} is damaged or cut off.") from error


def read_json_lists(folder: Path) -> Iterator[dict[str, Any]]:
    """Every object of every JSON list below a folder (annotations)."""
    for path in sorted(folder.rglob("*.json")) if folder.is_dir() else []:
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        for mark in held if isinstance(held, list) else []:
            if isinstance(mark, dict):
                yield mark


def number_of(row: Row, name: str) -> float | None:
    """A number of the table, or none where it is missing or no number."""
    try:
        return float(row.get(name) or "")
    except ValueError:
        return None
