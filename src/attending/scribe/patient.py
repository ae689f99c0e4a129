"""Who the patient is, as far as the note must know: sex for the pronouns, age and name for the opening line.

From the chart first; where the chart is silent, from how people speak of and to the patient. Read by `note`.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from attending.drafts import Conversation, Element, Role
from attending.record.chart import Chart
from attending.scribe.rewrite.person import Sex

_WOMEN = re.compile(
    r"\b(female|woman|lady|ma'am|mrs|ms|miss|pregnan\w*|menstrua\w*|mammogram|pap smear|hysterectomy|menopaus\w*|"
    r"my husband|ob-?gyn|ovar\w+|uter\w+)\b"
)
_MEN = re.compile(
    r"\b(male|(?<=year-old )man|(?<=year old )man|(?:an?|young|old|older|elderly|pleasant|this) man|gentleman|sir|mr|"
    r"prostate|psa|testic\w*|testosterone|erectile|vasectomy|my wife)\b"
)
_SHE = re.compile(r"\b(she|her)\b")
_HE = re.compile(r"\b(he|him|his)\b")
_GREETED = re.compile(
    r"\b(?:hi|hey|hello|morning|afternoon|okay|so|is|well|now|alright|patient|seeing|you|mr|"
    r"thanks)(?=[ ,]+([a-z]+)\b)"
)
_OPENING_TURNS = 4
"""Turns in which a clinician who speaks of "she" or "he" presents the patient."""


@dataclass(frozen=True, slots=True)
class Patient:
    """Sex, age and name where known, and the elements of the chart that say so."""

    sex: Sex
    age_years: int | None
    name: str
    evidence: tuple[Element, ...]


def read_patient(conversation: Conversation, chart: Chart | None, now: date) -> Patient:
    """Read the patient from the chart; the sex else from the conversation."""
    resource = chart.patient if chart else {}
    reference = f"Patient/{resource.get('id', '')}"
    version = int(resource.get("meta", {}).get("versionId", 1) or 1) if resource else 1
    gender = str(resource.get("gender", ""))
    born = _birth_date(str(resource.get("birthDate", "")))
    names = resource.get("name") or [{}]
    name = " ".join([*names[0].get("given", [])[:1], names[0].get("family", "")]).strip() or str(
        names[0].get("text", "")
    )
    age = None if born is None else now.year - born.year - ((now.month, now.day) < (born.month, born.day))
    known = {
        "Patient.gender": gender,
        "Patient.birthDate": f"{born}, {age} years old" if born else "",
        "Patient.name": name,
    }
    evidence = [Element(reference=reference, version=version, path=p, text=t) for p, t in known.items() if t]
    sex: Sex = "female" if gender == "female" else "male" if gender == "male" else _sex_heard(conversation)
    return Patient(sex, age, name, tuple(evidence))


def _birth_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@cache
def first_names() -> dict[str, int]:
    """First names: +1 for women's, -1 for men's; names of both are left out."""
    text = (files("attending.scribe") / "first_names.txt").read_text("utf-8")
    lists = {sex: set(names.split()) for sex, _, names in (line.partition(":") for line in text.splitlines())}
    women, men = lists["female"], lists["male"]
    return dict.fromkeys(women - men, 1) | dict.fromkeys(men - women, -1)


def _sex_heard(conversation: Conversation) -> Sex:
    score = 0.0
    clinician_turns = [t.text.lower() for t in conversation.turns if t.role is not Role.PATIENT]
    patient_turns = [t.text.lower() for t in conversation.turns if t.role is Role.PATIENT]
    for text in clinician_turns:
        score += 3 * len(_WOMEN.findall(text)) - 3 * len(_MEN.findall(text))
    for text in patient_turns:
        score += len(re.findall(r"\b(my husband|pregnan\w*|my period)\b", text)) - len(
            re.findall(r"\b(my wife|my prostate)\b", text)
        )
    for text in clinician_turns[:_OPENING_TURNS]:
        score += len(_SHE.findall(text)) - len(_HE.findall(text))
        score += sum(2 * first_names().get(name, 0) for name in (*text.split(maxsplit=1)[:1], *_GREETED.findall(text)))
    return "female" if score > 0 else "male" if score < 0 else ""
