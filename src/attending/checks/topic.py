"""Diagnoses and habits denied in a note and reported in the visit, or the other way round; said of the wrong person.

Read by `verify`. Symptoms are the business of `negation`; here everything else that a history asks for by name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from attending.checks.negation import written_of
from attending.checks.problem import Problem, quoted
from attending.terms.answers import Said, assertion_in
from attending.terms.content import Keys, Unit, units_of
from attending.terms.negation import Assertion, Status
from attending.terms.persons import BLOOD, Kind, persons

_HABITS = {
    "~fracture": "a fracture",
    "~alcohol": "alcohol",
    "~cigarette": "smoking",
    "~drug use": "drug use",
    "~vape": "vaping",
    "=allergy": "allergies",
}
_TOLD_APART = {
    word: person.name
    for person in persons(*BLOOD, Kind.NIECE, Kind.CHILD)
    for one in person.words
    for word in (one, f"{one}s")
    if person.sex
} | {"wife": "wife", "husband": "husband"}
"""Relatives by every word that tells one from all others: no "partner", who may be the wife."""
_RELATIVE = re.compile(rf"\b(?:{'|'.join(_TOLD_APART)})\b", re.IGNORECASE)
_SURE = frozenset({Status.PRESENT, Status.NEGATED})
_NEVER_SMOKED = re.compile(r"\bnon-?\s?(?:smok\w+|tobacco)|\bnonsmoker", re.IGNORECASE)
_CLAUSE_END = re.compile(r"[.?!;](?=\s|$)|\b(?:and|but)\s+(?=(?:my|your|his|her|the)\b)", re.IGNORECASE)
_COMPANY = {
    "~cigarette": ("packs?", r"smok|cigar|tobacco|\ba day|per day|year"),
    "~fracture": ("br[eo]a?k", r"\b(?:bones?|arm|leg|wrist|ankle|hip|rib|toe|finger|foot|elbow|shoulder|neck|nose)"),
    "~drug use": ("drugs?$", r"\bus(?:e[ds]?|ing)\b|recreational|illicit|illegal|street|hard|marijuana|alcohol|\bdo\b"),
    "~alcohol": ("dr[iau]nk", ""),
}  # fmt: skip
"""Words that mean a habit or a fracture only in company: packs, a break, drugs."""
_NOT_SO = re.compile(
    r"\b(?:coffees?|tea|water|sodas?|juice|milk|caffeine|fluids?|pop|coke|food|eat\w*|allerg\w+|sulfa)\b", re.IGNORECASE
)
"""Beside a drink or drugs that are no habit."""
_NEVER = re.compile(r"\bnever\b", re.IGNORECASE)
_REACH = 2  # turns around a mention in which the relative may be named


@dataclass(frozen=True, slots=True)
class Told:
    """A diagnosis or habit as the visit speaks of it."""

    keys: Keys
    assertion: Assertion
    turn: int
    relatives: frozenset[str]
    named: bool = True
    """Whether its own clause names them, not only the turns around it."""
    span: tuple[int, int] = (0, 0)
    """Where the turn names it, in characters."""
    answered: int | None = None
    """The turn that answers, where the naming one asks."""


def told_topics(said: Sequence[Said]) -> tuple[Told, ...]:
    """Every diagnosis and habit of the visit, questions settled by their answers."""
    found = []
    for turn, one in enumerate(said):
        for unit in units_of(one.text):
            keys = _topic(unit, one.text)
            if not keys:
                continue
            assertion, answered = assertion_in(said, turn, unit.start, unit.end, keys)
            last = answered if answered is not None else turn
            span = (unit.start, unit.end)
            spoken_of = _whom_she_is(one.text, unit.start) if one.clinician is False else frozenset()
            if spoken_of:
                found.append(
                    Told(keys, replace(assertion, other_person=True), turn, spoken_of, span=span, answered=answered)
                )
                continue
            own = _relatives_beside(one.text, unit.start)
            near = own or _relatives_around(said, turn, last)
            found.append(Told(keys, assertion, turn, near, bool(own), span=span, answered=answered))
    return tuple(found)


_OF_SEVERAL = re.compile(r"\b(?:they|both|each)\b", re.IGNORECASE)
_SHE = re.compile(r"\W*(?:and\s+|but\s+|so\s+)?(?:she|he)(?:['’]s|['’]d|\s)", re.IGNORECASE)
_MAY_BE_THE_PATIENT = frozenset({"son", "daughter", "wife", "husband"})


def _whom_she_is(text: str, start: int) -> frozenset[str]:
    """The relative of the sentence before, where this one goes on with "she": "I live with my mum. She has asthma."."""
    cuts = [match.end() for match in _CLAUSE_END.finditer(text, 0, start)]
    first = max(cuts, default=0)
    if not first or not _SHE.match(text, first):
        return frozenset()
    before = max(cuts[:-1], default=0)
    named = relatives_in(text[before:first])
    return named if len(named) == 1 and not named & _MAY_BE_THE_PATIENT else frozenset()


def _relatives_beside(text: str, start: int) -> frozenset[str]:
    """The relatives of the clause in which a mention stands."""
    first = max((match.end() for match in _CLAUSE_END.finditer(text, 0, start)), default=0)
    end = _CLAUSE_END.search(text, start)
    clause = text[first : end.start() if end else len(text)]
    return relatives_in(text[: first + len(clause)] if _OF_SEVERAL.search(clause) else clause)


def _relatives_around(said: Sequence[Said], turn: int, last: int) -> frozenset[str]:
    """The relatives of the turns around a mention."""
    return relatives_in(" ".join(said[i].text for i in range(max(0, turn - _REACH + 1), min(len(said), last + 1))))


def check_topics(sentence: str, told: Sequence[Told]) -> list[Problem]:
    """Diagnoses and habits of a sentence that the visit gives the other way round, or to somebody else."""
    problems = []
    for unit in units_of(sentence):
        keys = _topic(unit, sentence)
        there = [one for one in told if one.keys & keys]
        if not keys or not there:
            continue
        here = written_of(sentence, unit.start, unit.end)
        if _NEVER_SMOKED.match(sentence, unit.start):
            here = Assertion(Status.NEGATED)
        problems += _status(sentence, unit, here, there)
        problems += _person(sentence, unit, here, there)
    return problems


def relatives_in(text: str) -> frozenset[str]:
    """The relatives that a text names."""
    return frozenset(_TOLD_APART[match.group().lower()] for match in _RELATIVE.finditer(text))


def _topic(unit: Unit, text: str) -> Keys:
    """The diagnoses and habits that a unit names; a drink of water is none, and who vapes need not smoke."""
    if re.match("vap(?:e|ing)", unit.text, re.IGNORECASE):
        return frozenset({"~vape"})
    keys = frozenset(key for key in unit.keys if key in _HABITS or key.startswith("dx:"))
    for key in keys & _COMPANY.keys():
        word, company = _COMPANY[key]
        if re.match(word, unit.text, re.IGNORECASE):
            around = text[max(0, text.rfind(".", 0, unit.start)) : unit.end + _NEAR]
            other = _NOT_SO.search(around) and "alcohol" not in around
            if other or not re.search(company, around, re.IGNORECASE):
                return keys - {key}
    return keys


_NEAR = 40
"""Characters behind a word that tell what it means."""


def _status(sentence: str, unit: Unit, here: Assertion, there: Sequence[Told]) -> list[Problem]:
    """Denied against reported, of the patient, where all that was said agrees."""
    if here.other_person or here.past or here.status not in _SURE:
        return []
    own = {one.assertion.status for one in there if not one.assertion.other_person}
    opposite = Status.PRESENT if here.status is Status.NEGATED else Status.NEGATED
    never = here.status is Status.NEGATED and _NEVER.search(sentence, 0, unit.start) and opposite in own
    if own != {opposite} and not (never and here.status not in own):
        return []
    if any(one.assertion.past for one in there) and not never:  # "I used to smoke" neither denies nor reports
        return []
    told = "report it" if opposite is Status.PRESENT else "deny it"
    verb = "denies" if here.status is Status.NEGATED else "reports"
    message = f"The note {verb} {quoted(unit.text)}, but the words {told}."
    turn = next(one.turn for one in there if not one.assertion.other_person)
    return [Problem("negation-flipped", f"{unit.text.lower()} {verb}", message, (turn,))]


def _person(sentence: str, unit: Unit, here: Assertion, there: Sequence[Told]) -> list[Problem]:
    """A relative's illness given to the patient, or to another relative."""
    if not any(key.startswith("dx:") for key in unit.keys):
        return []
    first = max(sentence.rfind(sign, 0, unit.start) for sign in ";,.") + 1
    ends = [at for sign in ";,." if (at := sentence.find(sign, unit.end)) >= 0]
    named = relatives_in(sentence[first : min(ends, default=len(sentence))]) or relatives_in(sentence)
    elsewhere = all(one.assertion.other_person and one.relatives for one in there)
    if elsewhere and not named and not here.other_person and here.status is Status.PRESENT:
        who = " and ".join(f"the {one}" for one in sorted(frozenset().union(*(one.relatives for one in there))))
        message = f"{quoted(unit.text)} is given to the patient, but the words speak of {who}."
        return [Problem("subject-differs", unit.text.lower(), message, (there[0].turn,))]
    sure = [one for one in there if one.named and one.relatives] or there
    spoken = frozenset().union(*(one.relatives for one in sure))
    if named and spoken and not named & spoken and here.status is Status.PRESENT:
        here_, there_ = (" and ".join(f"the {one}" for one in sorted(who)) for who in (named, spoken))
        message = f"{quoted(unit.text)} is given to {here_}, but the words name {there_}."
        return [Problem("subject-differs", unit.text.lower(), message, (there[0].turn,))]
    return []
