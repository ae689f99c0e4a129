"""A conversation as single facts that a note should hold, worst to miss first. Read by `omissions`.

Each fact has the keys under which a note may hold it (`terms.content`), so "tablet for the pressure" stands for itself
and "short of breath" for dyspnea.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from attending.checks.allergens import allergens_told
from attending.checks.orders import tests_said
from attending.checks.regimen import Act, acts_in
from attending.checks.return_visit import returns_said
from attending.checks.topic import told_topics
from attending.terms.answers import Said, assertion_in, stated_symptoms
from attending.terms.content import Keys, keys_of, number_key
from attending.terms.drugs import classes, find_drugs
from attending.terms.negation import Status
from attending.terms.quantity import Quantity, QuantityKind
from attending.terms.spoken import find_quantities


class FactKind(StrEnum):
    """What kind of fact it is, worst to miss first."""

    ALLERGY = "allergy"
    WARNING_SIGN = "warning sign"
    NEW_MEDICINE = "changed medicine"
    MEDICINE = "medicine"
    DIAGNOSIS = "diagnosis"
    MEASUREMENT = "measurement"
    TEST = "test"
    FOLLOW_UP = "follow-up"
    SYMPTOM = "symptom"
    DENIED = "warning sign denied"
    FAMILY = "family history"
    HABIT = "habit"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a visit: in words, where it was told, and any of which keys a note that holds it has."""

    kind: FactKind
    words: str
    turn: int
    keys: Keys
    all_of: bool = False
    """Whether a note must hold all the keys, as of a blood pressure both numbers."""
    span: tuple[int, int] = (0, 0)
    """Where its turn names it, in characters; (0, 0) where that is not known."""
    answered: int | None = None
    """The turn that answers, where the naming one asks."""
    parts: tuple[Keys, ...] = ()
    """The keys of its single words, where its name has several: one sentence must hold them all."""

    @property
    def name(self) -> str:
        """What it is, wherever and how often it was told."""
        return f"{self.kind}: {self.words}"

    def is_in(self, keys: Keys, sentences: Sequence[Keys] = ()) -> bool:
        """Whether a note with those keys, and its sentences with theirs, hold it."""
        if self.all_of:
            return self.keys <= keys
        return bool(self.keys & keys) or (
            bool(self.parts) and any(all(part & one for part in self.parts) for one in sentences)
        )


_WARNING_SIGNS = frozenset(
    {"chest pain", "shortness of breath", "coughing up blood", "blood in stool", "black stools", "vomiting blood",
     "blood in urine", "syncope", "seizure", "confusion", "slurred speech", "focal weakness", "vision loss",
     "double vision",
     "suicidal ideation", "homicidal ideation", "hallucinations", "weight loss", "night sweats", "neck stiffness",
     "bowel incontinence", "urinary retention", "urinary incontinence", "foot drop", "difficulty swallowing",
     "jaundice",
     "breast lump", "vaginal bleeding", "head injury", "orthopnea", "palpitations", "stridor", "hypoglycemia symptoms",
     "falls"}
)  # fmt: skip
"""Findings for which guidelines ask for an answer the same day, or for a reason why not.
Source: red flags of the NICE topic pages on headache, back pain, chest pain and suspected cancer (NG12), by name."""
_LITTLE = frozenset(
    {"pain", "stress", "snoring", "rub", "popping", "trauma", "burning sensation", "sores", "warmth",
     "allergic reaction",
     "seasonal allergies", "lump", "sputum", "daytime sleepiness", "head injury"}
)  # fmt: skip
"""Too general to be missed by their name, or told of what is planned."""
_FAMILY = {FactKind.NEW_MEDICINE: FactKind.MEDICINE}
"""A medicine that is started is not listed again as one that is taken."""
_OF_REACTIONS = frozenset({"urticaria", "anaphylaxis", "hives", "rash", "swelling", "itching", "nausea", "vomiting"})
_NOT_IT = frozenset({Status.HYPOTHETICAL, Status.ASKED, Status.NEGATED})


def facts_told(said: Sequence[Said]) -> tuple[Fact, ...]:
    """Every fact of a visit, those of one kind in the order in which they were told; each once."""
    found = [
        *_allergies(said), *_symptoms(said), *_medicines(said), *_diagnoses(said), *_measurements(said),
        *_tests(said), *_returns(said),
    ]  # fmt: skip
    reacting = {one.turn for one in allergens_told(said) if one.reactions}
    found = [fact for fact in found if not (fact.turn in reacting and fact.words in _OF_REACTIONS)]
    order = list(FactKind)
    once: dict[tuple[str, Keys], Fact] = {}
    for fact in sorted(found, key=lambda fact: order.index(fact.kind)):
        once.setdefault((_FAMILY.get(fact.kind, fact.kind), fact.keys), fact)
    return tuple(sorted(once.values(), key=lambda fact: (order.index(fact.kind), fact.turn)))


def _allergies(said: Sequence[Said]) -> Iterator[Fact]:
    for one in allergens_told(said):
        reaction = f" ({', '.join(sorted(one.reactions))})" if one.reactions else ""
        yield Fact(FactKind.ALLERGY, f"{one.name}{reaction}", one.turn, frozenset(f"allergy:{key}" for key in one.keys))


def _named(name: str) -> tuple[Keys, tuple[Keys, ...]]:
    """The keys of a name as a whole, and those of its single words where it has several: a pain is no chest pain."""
    single = [keys_of(word) for word in name.split()]
    whole = keys_of(name)
    if len(single) == 1:
        return whole, ()
    return whole - frozenset[str]().union(*single), tuple(keys for keys in single if keys)


def _symptoms(said: Sequence[Said]) -> Iterator[Fact]:
    stated = [one for one in stated_symptoms(said) if not one.assertion.other_person]
    reported = {one.symptom.name for one in stated if one.assertion.status is Status.PRESENT}
    for one in stated:
        name = one.symptom.name
        alone, parts = _named(name)
        keys = frozenset({f"sx:{name}"}) | alone
        warning = name in _WARNING_SIGNS
        if one.assertion.status is Status.PRESENT and not one.assertion.past and name not in _LITTLE:
            kind = FactKind.WARNING_SIGN if warning else FactKind.SYMPTOM
            yield Fact(kind, name, one.turn, keys, span=(one.start, one.end), answered=one.answered, parts=parts)
        elif one.assertion.status is Status.NEGATED and warning and name not in reported:
            span = (one.start, one.end)
            yield Fact(FactKind.DENIED, f"no {name}", one.turn, keys, span=span, answered=one.answered, parts=parts)


def _medicines(said: Sequence[Said]) -> Iterator[Fact]:
    allergens = {key for one in allergens_told(said) for key in one.keys}
    for turn, one in enumerate(said):
        acts = {name: act for name, act, explicit in acts_in(one.text) if explicit}
        for drug in find_drugs(one.text):
            keys = frozenset(f"drug:{name}" for name in drug.ingredients)
            assertion, answered = assertion_in(said, turn, drug.start, drug.end, keys)
            act = next((acts[name] for name in drug.ingredients if name in acts), None)
            if assertion.other_person or "vaccines" in classes(drug.ingredients[0]):
                continue
            if (assertion.status in _NOT_IT and act is not Act.STOP) or (keys & allergens and act is not Act.START):
                continue
            name, span = drug.name.lower().removesuffix("'s"), (drug.start, drug.end)
            if act in (Act.START, Act.STOP):
                yield Fact(FactKind.NEW_MEDICINE, f"{name} {act}", turn, keys, span=span, answered=answered)
            else:
                yield Fact(FactKind.MEDICINE, name, turn, keys, span=span, answered=answered)


def _diagnoses(said: Sequence[Said]) -> Iterator[Fact]:
    for told in told_topics(said):
        status, own = told.assertion.status, not told.assertion.other_person
        name = next((key.removeprefix("dx:") for key in sorted(told.keys) if key.startswith("dx:")), None)
        if status is not Status.PRESENT or _FEARED.search(said[told.turn].text, 0, told.span[0]):
            continue
        if name is None:
            habit = next(key for key in sorted(told.keys) if key.startswith("~")) if told.keys - {"=allergy"} else None
            if habit and own and not (habit == "~cigarette" and _OTHER_SMOKE.search(said[told.turn].text)):
                words = habit.removeprefix("~")
                yield Fact(FactKind.HABIT, words, told.turn, told.keys, span=told.span, answered=told.answered)
        elif own:
            alone, parts = _named(name)
            keys, span = told.keys | alone, told.span
            yield Fact(FactKind.DIAGNOSIS, name, told.turn, keys, span=span, answered=told.answered, parts=parts)
        elif told.relatives:
            words = f"{name} of the {' or '.join(sorted(told.relatives))}"
            yield Fact(FactKind.FAMILY, words, told.turn, told.keys, span=told.span, answered=told.answered)


_FEARED = re.compile(
    r"\b(?:worr(?:y|ied|ying)|afraid|scared|frightened|concern(?:ed|s)?|fear(?:ed|s)?|wonder(?:ed|ing)?|paranoid)\b"
    r"[^.?!;]{0,40}(?<!\bmy )(?<!\bhis )(?<!\bher )(?<!\byour )(?<!\bthe )\Z",
    re.IGNORECASE,
)
"""Before an illness that somebody only fears: "I was worried about pneumonia", but not "about my asthma"."""
_OTHER_SMOKE = re.compile(r"\b(?:weed|cannabis|marijuana|pot|joints?)\b", re.IGNORECASE)
_MEASURED = re.compile(
    r"\b(?P<what>pulse|heart\s+rate|temperature|temp|oxygen(?:\s+level|\s+saturation)?|sats|saturation|weight|"
    r"a\s?1c|hemoglobin|haemoglobin|potassium|creatinine|sodium|ldl|inr|tsh|crp|white\s+(?:cell\s+|blood\s+)?count|"
    r"ejection\s+fraction|peak\s+flow|phq\s*-?\s*(?:9|nine)|gad\s*-?\s*(?:7|seven))\b(?:['’]s|\s+\w+){0,4}?\s*$",
    re.IGNORECASE,
)
_NO_VALUE = re.compile(r"a\s?1\s?c", re.IGNORECASE)
_GOES_ON = re.compile(
    r"\s*(?:\.\s*|point\s+)(?:\d|(?:one|two|three|four|five|six|seven|eight|nine|oh|zero)\b)", re.IGNORECASE
)
_PRESSURE = ((70, 260), (30, 150))


def _measurements(said: Sequence[Said]) -> Iterator[Fact]:
    """Blood pressures, and other values behind their name; the patient's own readings at home too."""
    for turn, one in enumerate(said):
        for quantity in find_quantities(one.text):
            keys = frozenset(number_key(value) for value in quantity.values)
            if _is_pressure(quantity):
                shown = f"blood pressure {'/'.join(f'{value:f}' for value in quantity.values)}"
                yield Fact(FactKind.MEASUREMENT, shown, turn, keys, all_of=True, span=(quantity.start, quantity.end))
            elif match := _MEASURED.search(one.text[: quantity.start]):
                if _NO_VALUE.fullmatch(quantity.text) or _GOES_ON.match(one.text, quantity.end):
                    continue  # "hemoglobin a1c" names no value, and of "seven point five" the first word is none
                shown = f"{' '.join(match['what'].lower().split())} {quantity.text}"
                span = (match.start(), quantity.end)
                yield Fact(FactKind.MEASUREMENT, shown, turn, keys, span=span)


def _is_pressure(quantity: Quantity) -> bool:
    if quantity.kind is not QuantityKind.RATIO or len(quantity.values) != len(_PRESSURE):
        return False
    return all(low <= value <= high for value, (low, high) in zip(quantity.values, _PRESSURE, strict=True))


def _tests(said: Sequence[Said]) -> Iterator[Fact]:
    for turn, one in enumerate(said):
        if one.clinician is False:
            continue
        for name, span in tests_said(one.text):
            yield Fact(FactKind.TEST, name, turn, frozenset({f"test:{name}"}), span=span)


def _returns(said: Sequence[Said]) -> Iterator[Fact]:
    for turn, quantity in returns_said(said):
        if said[turn].clinician is not False:
            keys, span = frozenset(map(number_key, quantity.values)), (quantity.start, quantity.end)
            yield Fact(FactKind.FOLLOW_UP, f"back in {quantity.text}", turn, keys, span=span)
