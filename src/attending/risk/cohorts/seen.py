"""Which cases a model learned from, so that nobody measures it on them without being told.

Kept as short fingerprints of each case's number, sex and age band: enough to count the cases that come back, too few to
tell who they are. A case whose number was changed is not found; two of 100,000 others may be found by chance.
"""

import gzip
import hashlib
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import InvalidCard
from attending.models.registry import load
from attending.risk.cohorts.cohort import Cohort

SUFFIX = ".seen.gz"
BYTES = 4
BY_CHANCE = 0.02
"""A share up to this may be chance: two hospitals may give one number to two patients of like age and sex."""


def fingerprints(cohort: Cohort) -> NDArray[np.uint32]:
    """One number for each case of a cohort, shape (case,)."""
    empty = [""] * len(cohort.ids)
    rows = zip(cohort.ids, cohort.groups.get("sex", empty), cohort.groups.get("age", empty), strict=True)
    words = (hashlib.blake2b("\0".join(row).encode(), digest_size=BYTES).digest() for row in rows)
    return np.frombuffer(b"".join(words), "<u4").astype(np.uint32)


def pack_seen(cohort: Cohort) -> bytes:
    """The cases inside a cohort whose outcome is told, as the bytes of a file: sorted steps, gzipped."""
    found = np.unique(fingerprints(cohort)[cohort.known()])
    return gzip.compress(np.diff(found, prepend=np.uint32(0)).astype("<u4").tobytes(), 9, mtime=0)


def unpack_seen(data: bytes) -> NDArray[np.uint32]:
    """The fingerprints of a file; raises `InvalidCard` where the bytes hold none."""
    try:
        steps = np.frombuffer(gzip.decompress(data), "<u4")
    except (OSError, EOFError, ValueError) as error:
        raise InvalidCard("The file of the cases a model learned from cannot be read.") from error
    return np.cumsum(steps, dtype=np.uint64).astype(np.uint32)


def count_seen(name: str, cohort: Cohort) -> dict[str, Any]:
    """How many cases of a cohort the shipped model of this name learned from, and what that means."""
    data = load(files("attending.risk"), name).files.get(name + SUFFIX)
    if data is None or not cohort.ids:
        return {"rows": len(cohort.ids), "seen": None, "says": "not assessed: the model does not tell its cases"}
    seen = int(np.isin(fingerprints(cohort), unpack_seen(data)).sum())
    says = f"{seen} of {len(cohort.ids)} rows were used in training"
    if seen > len(cohort.ids) * BY_CHANCE:
        says += ": what is measured here is better than on new patients"
    return {"rows": len(cohort.ids), "seen": seen, "says": says}
