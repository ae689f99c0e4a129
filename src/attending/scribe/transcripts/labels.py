"""Speaker labels: how a line says who speaks, and which role a label names.

Read by the text and subtitle readers (`split_label`) and by `roles` (`role_of`).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from attending.drafts import Role
from attending.terms.persons import words_for

_STAMP = r"\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?"
_NAME = r"[^\W\d_](?:[^\n:\[\](){}<>?!*]{0,38}[^\s:\[\](){}<>?!*])?"

_BESIDE = r"(?:\s*\([^\W\d_][^\n:()\[\]<>]{0,38}\))?"


def _time(group: str) -> str:
    """Write the pattern of a time or of a span of times, the first of which is named."""
    return rf"(?:[\[(]?(?P<{group}>{_STAMP})[\])]?(?:\s*[-–>]+\s*[\[(]?{_STAMP}[\])]?)?)"


_COLON = re.compile(
    rf"^\s*(?:{_time('time1')}[\s,;-]*)?(?:\*\*|__|\[|\()?(?P<name>{_NAME}{_BESIDE})(?:\]|\))?"
    rf"\s*(?:{_time('time2')})?\s*(?:\*\*|__)?\s*[:：]\s*(?:\*\*|__)?(?P<text>(?:[^/].*)?)$",
    re.DOTALL,
)
_BRACKET = re.compile(rf"^\s*(?:{_time('time1')}\s*)?[\[<](?P<name>{_NAME})[\]>]\s*[:：]?\s*(?P<text>.*)$", re.DOTALL)
_ABBREVIATION = re.compile(r"^\s*(?P<name>(?:DR|PT|DOC)\.)\s+(?P<text>.+)$", re.DOTALL)

_CLINICIAN = re.compile(
    r"^(?:d|dr|doc|doctor|docteur|clinician|physician|gp|provider|practitioner|consultant|therapist|psychiatrist|surgeon|"
    r"resident|registrar|interviewer|arzt|ärztin|médico|médica)(?:[ _-]*[01a])?$|^(?:dr|doctor|prof|professor)\b",
    re.IGNORECASE,
)
_PATIENT = re.compile(
    r"^(?:p|pt|pat|patient|client|interviewee|patientin|paciente)(?:[ _-]*[01a])?$|^(?:patient|pt)[ :,-]+\w+$",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"\b(?:{words_for()}|guest(?!\W?\d)|interpreter|translator|nurse|medical assistant|receptionist|student|"
    r"companion|other)\b|^(?:doctor|clinician|physician)(?: ?[2-9]| [b-z])$",
    re.IGNORECASE,
)
_GENERIC = re.compile(
    r"^(?:speaker|spk|voice|channel|guest|person|participant|unknown|s)?[ _#-]*(?:\d{1,3}|[a-z])?$", re.IGNORECASE
)

_STAFF = re.compile(r"\b(?:nurse|medical assistant|student|midwife|pharmacist|paramedic)\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"^(?P<name>[^()]+?)\s*\((?P<more>[^()]+)\)$")

MAX_SPEAKERS = 12


@dataclass(frozen=True)
class Labelled:
    """A line split into who speaks and what is said; `seconds` where the line has a time."""

    speaker: str | None
    text: str
    seconds: float | None = None


def split_label(line: str, *, known: frozenset[str] | None = None) -> Labelled:
    """Split `Doctor: hello` or `[doctor] hello`; without `known` only labels that name a role or `Speaker 1` count."""
    for pattern in (_BRACKET, _COLON, _ABBREVIATION):
        found = pattern.match(line)
        if not found:
            continue
        name = tidy(found["name"])
        if (name.lower() in known) if known is not None else names_speaker(name):
            groups = found.groupdict()
            stamp = groups.get("time1") or groups.get("time2")
            return Labelled(name, found["text"], stamp_seconds(stamp) if stamp else None)
    return Labelled(None, line)


def candidate_label(line: str) -> str | None:
    """Find what might be a label at the head of a line, whatever it names."""
    for pattern in (_BRACKET, _COLON, _ABBREVIATION):
        found = pattern.match(line)
        if found and len(found["name"].split("(")[0].split()) <= 4:
            return tidy(found["name"])
    return None


def tidy(name: str) -> str:
    """Write a label without spare spaces, stars and stops."""
    return " ".join(name.strip(" *_.,;-").split())


def stamp_seconds(stamp: str) -> float:
    """Turn `1:02:03.5` or `02:03` into seconds."""
    seconds = 0.0
    for part in stamp.replace(",", ".").split(":"):
        seconds = seconds * 60 + float(part)
    return seconds


def role_of(label: str) -> Role | None:
    """Name the role a label states: `Dr. Jones`, `patient`, `Mother`; None when it states none."""
    plain = tidy(label).replace("_", " ").strip()
    if beside := _IN_BRACKETS.match(plain):  # "Doctor (Patel)", "Mary Jones (patient)"
        return role_of(beside["name"]) or role_of(beside["more"])
    exact = {"clinician": Role.CLINICIAN, "patient": Role.PATIENT, "other": Role.OTHER}.get(plain.lower())
    if exact:
        return exact
    if _OTHER.search(plain):
        return Role.OTHER
    if _CLINICIAN.search(plain):
        return Role.CLINICIAN
    return Role.PATIENT if _PATIENT.search(plain) else None


def names_staff(label: str) -> bool:
    """Say whether a label names somebody of the clinic who may see a patient alone."""
    return _STAFF.search(tidy(label).replace("_", " ")) is not None


def names_speaker(label: str) -> bool:
    """Say whether a label is surely a speaker's: it names a role, or it is `Speaker 1` and the like."""
    plain = tidy(label).replace("_", " ")
    return role_of(label) is not None or (len(plain) > 1 and _GENERIC.match(plain) is not None)


def find_labels(lines: Sequence[str]) -> frozenset[str]:
    """Find the labels of a file: those that name a speaker, and, beside them, names that come back."""
    counts = Counter(label.lower() for line in lines if (label := candidate_label(line)))
    filled = sum(bool(line.strip()) for line in lines)
    certain = {label for label in counts if names_speaker(label)}
    recurring = {label for label, count in counts.items() if count >= 2 and _may_be_name(label)}
    if certain and sum(counts[label] for label in certain) >= 2:
        return frozenset(certain | (recurring if len(certain | recurring) <= MAX_SPEAKERS else set()))
    labelled = sum(counts[label] for label in recurring)
    if 2 <= len(recurring) <= MAX_SPEAKERS and labelled >= 0.3 * filled:
        return frozenset(recurring)
    return frozenset(certain)


def _may_be_name(label: str) -> bool:
    return len(label.split()) <= 3 and not label.replace(" ", "").isdigit()
