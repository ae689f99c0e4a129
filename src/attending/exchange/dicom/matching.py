"""Whose images these are: the patient of the record whom a DICOM header names.

A wrong match puts a scan into a stranger's record, so it takes the hospital's number and one more fact that agrees, or
the whole identity; everything less waits for a person.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from attending.record import Resource, Store
from attending.security import Grant

SEXES = {"female": "F", "male": "M", "other": "O"}
"""Sex of a manifest → PatientSex. Source: DICOM PS3.3 C.7.1.1."""


@dataclass(frozen=True)
class Match:
    """What was found: a patient, or the reason why a person has to choose."""

    patient: str | None
    reason: str
    candidates: tuple[str, ...] = ()
    """Logical ids of patients whom it might be."""


def match_patient(
    store: Store, *, number: str, name: str, birth_date: date | None, sex: str = "", grant: Grant
) -> Match:
    """Find the patient of a header.

    Args:
        store: the record.
        number: PatientID.
        name: PatientName, `Family^Given`.
        birth_date: PatientBirthDate.
        sex: `female`, `male`, `other` or empty.
        grant: who asks; only patients of the grant are found.
    """
    if not number and not (name and birth_date):
        return Match(None, "The images do not say whom they show.")
    family = words_of_name(name.split("^")[0])
    text = number or (family[0] if family else "")
    found = store.patients(grant=grant, text=text) if text else []
    numbered = [p for p in found if number and number in _numbers(p)]
    alike = [p for p in (numbered or found) if _agreements(p, name, birth_date) >= (1 if numbered else 2)]
    against = [p for p in alike if _contradicts(p, birth_date, sex)]
    fitting = [p for p in alike if p not in against]
    candidates = tuple(str(p["id"]) for p in numbered or found)[:10]
    if len(fitting) == 1:
        how = "number, name" if numbered else "name, birth date"
        return Match(str(fitting[0]["id"]), f"Matched by {how}.", candidates)
    if len(fitting) > 1:
        return Match(None, "Several patients of the record fit.", candidates)
    if numbered:
        return Match(None, "A patient has this number, but another name, birth date or sex.", candidates)
    return Match(None, "No patient of the record fits.", candidates)


def _numbers(patient: Resource) -> set[str]:
    return {str(identifier.get("value", "")) for identifier in patient.get("identifier", [])} | {str(patient["id"])}


def _agreements(patient: Resource, name: str, birth_date: date | None) -> int:
    """How many of name and birth date agree."""
    family, _, rest = name.partition("^")
    same_name = any(
        words_of_name(family) == words_of_name(str(known.get("family", "")))
        and (
            not rest or not known.get("given") or words_of_name(rest)[:1] == words_of_name(" ".join(known["given"]))[:1]
        )
        for known in patient.get("name", [])
    )
    return same_name + (birth_date is not None and str(birth_date) == str(patient.get("birthDate", "")))


def _contradicts(patient: Resource, birth_date: date | None, sex: str) -> bool:
    known_day, known_sex = str(patient.get("birthDate", "")), str(patient.get("gender", ""))
    other_day = birth_date is not None and len(known_day) == 10 and known_day != str(birth_date)
    other_sex = {sex, known_sex} == {"female", "male"}
    return other_day or other_sex


def words_of_name(text: str) -> list[str]:
    """The words of a name without capitals, accents and punctuation, which two systems write differently."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"\w+", plain.casefold())
