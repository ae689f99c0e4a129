"""Organs and other structures that segmentation networks name, in SNOMED CT: by the network's label or by our name.

Source: the mapping that TotalSegmentator 2.18.0 ships (Apache-2.0), which follows DICOM PS3.16 CID 7166 ff.
"""

from dataclasses import dataclass
from functools import lru_cache

from attending.terms.coding import SNOMED, Coding
from attending.terms.lexicon import read_table

STRUCTURE = "123037004"
"""Anatomical Structure: the category of what is there in everybody."""


@dataclass(frozen=True)
class Organ:
    """One structure, with its side where it has two."""

    label: str
    """As the network calls it, such as `kidney_left`."""
    coding: Coding
    """`display` names the side too: Kidney, left."""
    kind: str
    """The same without its side, as the code alone says: Kidney."""
    category: str
    """SNOMED CT code of the DICOM category: a structure, a function, or something abnormal."""
    side: Coding | None


def organ_labelled(label: str) -> Organ | None:
    """The structure that a network's label names."""
    return _organs().get(label)


def organ_named(coding: Coding) -> Organ | None:
    """The structure that one of our findings names, by code and words."""
    return _by_coding().get((coding.code, coding.display))


@lru_cache(maxsize=1)
def _organs() -> dict[str, Organ]:
    return {row[0]: _organ(*row) for row in read_table("organs.tsv")}


@lru_cache(maxsize=1)
def _by_coding() -> dict[tuple[str, str], Organ]:
    return {(organ.coding.code, organ.coding.display): organ for organ in _organs().values()}


def _organ(label: str, category: str, code: str, display: str, side_code: str, side: str) -> Organ:
    named = f"{display}, {side.lower()}" if side else display
    return Organ(
        label, Coding(system=SNOMED, code=code, display=named), display, category,
        Coding(system=SNOMED, code=side_code, display=side) if side else None,
    )  # fmt: skip
