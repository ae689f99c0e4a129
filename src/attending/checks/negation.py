"""Denied in the note and reported in the visit, or the other way round."""

from attending.checks.problem import Problem
from attending.checks.source import Source
from attending.terms.negation import Status, assertion_of
from attending.terms.symptoms import Symptom, find_symptoms

# Names too general to compare: "pain" of the knee and "pain" of the back are not one symptom.
_TOO_GENERAL = frozenset(
    {"pain", "swelling", "weakness", "trauma", "falls", "stress", "burning sensation", "lump", "bleeding", "popping",
     "skin lesion", "sores", "warmth", "blood clots", "stiffness", "joint stiffness", "bruising", "snoring",
     "skin redness", "seasonal allergies", "instability", "locking", "hypoglycemia symptoms", "rub"}
)  # fmt: skip


_FEW_TURNS = 3  # in so few words even "pain" is the same pain
_OPEN = frozenset({Status.ASKED, Status.HYPOTHETICAL})  # neither reports nor denies


def check_negations(sentence: str, source: Source, everything: Source | None = None) -> list[Problem]:
    """Symptoms whose status is the opposite of their only one in the source, and denials of what nobody spoke of."""
    stated = statuses(source)
    problems = []
    for mention in find_symptoms(sentence):
        if mention.symptom.name in _TOO_GENERAL and len(source.said) > _FEW_TURNS:
            continue
        here = assertion_of(sentence, mention.start, mention.end)
        there = stated.get(mention.symptom)
        name = mention.symptom.name
        if here.other_person or here.past:
            continue
        if (
            here.status is Status.NEGATED
            and name not in _TOO_GENERAL
            and not _spoken_of(mention.symptom, everything or source)
        ):
            message = f"The note denies {name}, but nobody spoke of it."
            problems.append(Problem("denial-not-said", name, message))
        if not there:
            continue
        if here.status is Status.NEGATED and there == {Status.PRESENT}:
            message = f"The note denies {name}, but the words it cites report it."
            problems.append(Problem("negation-flipped", f"{name} denied", message))
        elif here.status is Status.PRESENT and there == {Status.NEGATED}:
            message = f"The note reports {name}, but the words it cites deny it."
            problems.append(Problem("negation-flipped", f"{name} reported", message))
    return problems


def _spoken_of(symptom: Symptom, source: Source) -> bool:
    """Whether the symptom is named anywhere, asked about or written in the chart."""
    return any(one.symptom == symptom for one in source.stated) or symptom in source.symptoms


def statuses(source: Source) -> dict[Symptom, set[Status]]:
    """What the source says of each symptom of the patient; chart elements are not spoken and do not count."""
    table: dict[Symptom, set[Status]] = {}
    for one in source.stated:
        if not one.assertion.other_person and one.assertion.status not in _OPEN:
            table.setdefault(one.symptom, set()).add(one.assertion.status)
    return table
