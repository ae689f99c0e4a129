"""C-FIND as data: what a workstation asks at one of four levels, and the answers it can read.

A key that cannot be matched here is left out of the match, and the answer says so by its status: a query that an old
workstation fills with keys of its own must still find its study. Source: DICOM PS3.4, C.4.1 and C.6.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from attending.exchange.dicom.qido import KEYWORDS, PATIENT_KEYWORDS

Level = Literal["PATIENT", "STUDY", "SERIES", "IMAGE"]
UNIQUE: dict[str, str] = {
    "PATIENT": "PatientID", "STUDY": "StudyInstanceUID", "SERIES": "SeriesInstanceUID", "IMAGE": "SOPInstanceUID",
}  # fmt: skip
_NO_KEYS = {"QueryRetrieveLevel", "SpecificCharacterSet", "TimezoneOffsetFromUTC"}


@dataclass(frozen=True)
class Asked:
    """A query: its level, what must match, and every element that the answer shall have."""

    level: Level
    keys: Mapping[str, str]
    wanted: Dataset
    all_matched: bool
    """Whether every key that has a value is one that can be matched here."""


def read_query(identifier: Dataset) -> Asked | None:
    """What an identifier asks; none where its level is missing or unknown."""
    level = str(identifier.get("QueryRetrieveLevel", "")).strip().upper()
    if level not in UNIQUE:
        return None
    keys, unknown = {}, False
    for element in identifier:
        value = element.value
        if element.keyword in _NO_KEYS or value is None or value == "" or element.VR == "SQ":
            continue
        if element.keyword in KEYWORDS:
            keys[element.keyword] = "\\".join(map(str, value)) if isinstance(value, MultiValue) else str(value)
        else:
            unknown = True
    return Asked(level, keys, identifier, not unknown)  # type: ignore[arg-type]  # just looked up


def answers(asked: Asked, found: Iterable[Mapping[str, Any]]) -> list[Dataset]:
    """The matches as a workstation reads them: what it asked for, empty where we do not know, in UTF-8."""
    made, seen = [], set()
    for facts in found:
        whole = Dataset.from_json(dict(facts))
        name = str(whole.get(UNIQUE[asked.level], ""))
        if asked.level == "PATIENT" and name in seen:
            continue
        seen.add(name)
        answer = Dataset()
        answer.SpecificCharacterSet = "ISO_IR 192"
        answer.QueryRetrieveLevel = asked.level
        for element in asked.wanted:
            if element.keyword in _NO_KEYS:
                continue
            if element.tag in whole and (asked.level != "PATIENT" or element.keyword in PATIENT_KEYWORDS):
                answer[element.tag] = whole[element.tag]
            else:
                answer.add_new(element.tag, element.VR, [] if element.VR == "SQ" else None)
        setattr(answer, UNIQUE[asked.level], name)
        made.append(answer)
    return made
