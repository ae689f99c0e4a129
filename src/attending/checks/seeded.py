"""Seeded errors: a right sentence made wrong on purpose, to measure how many such errors the checks find.

Read by `evaluate` and `verified`. Each function returns the wrong sentence, or None where nothing can be got wrong.
"""

import random
import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from attending.checks.dose import doses_by_ingredient
from attending.checks.seeded_events import wrong_daytime, wrong_done, wrong_habit, wrong_operation, wrong_person
from attending.terms.anatomy import Side, find_sides
from attending.terms.dates import SURE_MONTHS, WEEKDAYS
from attending.terms.drugs import all_ingredients, find_drugs
from attending.terms.negation import Status, assertion_of
from attending.terms.problems import diagnosis_names, find_diagnoses
from attending.terms.quantity import QuantityKind, show
from attending.terms.spoken import find_quantities
from attending.terms.symptoms import find_symptoms

_DIGITS = re.compile(r"\d+")
_DENIES = re.compile(r"\b(Denies|denies|No|no|Negative for|without)\b")
_AFFIRMED = {
    "Denies": "Reports",
    "denies": "reports",
    "No": "Has",
    "no": "",
    "Negative for": "Positive for",
    "without": "with",
}


def wrong_number(sentence: str, rng: random.Random) -> str | None:
    """Another number of the same length, as a slip of the finger or an invention would give."""
    found = [q for q in find_quantities(sentence) if q.kind is not QuantityKind.LABEL and _DIGITS.search(q.text)]
    found = [q for q in found if q.start > 0]  # the "1." of a list says nothing
    if not found:
        return None
    quantity = rng.choice(found)
    match = rng.choice(list(_DIGITS.finditer(quantity.text)))
    low = 10 ** (len(match.group()) - 1)
    other = rng.choice([n for n in range(low if low > 1 else 2, min(low * 10, low + 900)) if n != int(match.group())])
    start = quantity.start + match.start()
    return f"{sentence[:start]}{other}{sentence[start + len(match.group()) :]}"


def wrong_medicine(sentence: str, rng: random.Random) -> str | None:
    """Another medicine."""
    found = find_drugs(sentence)
    if not found:
        return None
    drug = rng.choice(found)
    other = rng.choice([name for name in all_ingredients() if name not in drug.ingredients])
    return f"{sentence[: drug.start]}{other}{sentence[drug.end :]}"


def wrong_denial(sentence: str, rng: random.Random) -> str | None:
    """A denied symptom reported, or a reported one denied; sentences of one clear status only."""
    mentions = find_symptoms(sentence)
    found = {assertion_of(sentence, mention.start, mention.end).status for mention in mentions}
    if found == {Status.NEGATED}:
        match = _DENIES.search(sentence)
        if match and match.start() < mentions[0].start:
            return f"{sentence[: match.start()]}{_AFFIRMED[match.group()]}{sentence[match.end() :]}"
    if found == {Status.PRESENT}:
        return f"Denies {rng.choice(mentions).symptom.name}."
    return None


def wrong_side(sentence: str, rng: random.Random) -> str | None:
    """Left for right."""
    found = [one for one in find_sides(sentence) if one.side is not Side.BOTH and one.part]
    if not found:
        return None
    one = rng.choice(found)
    word = sentence[one.start : one.end]
    other = word.lower().replace("left", "right") if one.side is Side.LEFT else word.lower().replace("right", "left")
    return None if other == word.lower() else f"{sentence[: one.start]}{other}{sentence[one.end :]}"


def wrong_dose(sentence: str, rng: random.Random) -> str | None:
    """A dose that is ten times, twice or half as large, as misplaced points and wrong tablets are."""
    drugs = tuple(find_drugs(sentence))
    doses = {dose for one in doses_by_ingredient(sentence, drugs).values() for dose in one}
    found = [q for q in find_quantities(sentence) if q.unit and (q.values[0], q.unit) in doses]
    found = [q for q in found if _NUMBER.match(q.text)]
    if not found:
        return None
    quantity = rng.choice(found)
    match = _NUMBER.match(quantity.text)
    other = show((quantity.values[0] * rng.choice([Decimal(10), Decimal(2), Decimal("0.5")])).normalize() + 0)
    return f"{sentence[: quantity.start]}{other}{sentence[quantity.start + (match.end() if match else 0) :]}"


def wrong_unit(sentence: str, rng: random.Random) -> str | None:
    """Micrograms for milligrams, weeks for days."""
    found = [q for q in find_quantities(sentence) if q.unit and q.kind is not QuantityKind.AGE]
    places = [(q.start, m) for q in found for m in _UNIT.finditer(q.text)]
    if not places:
        return None
    start, match = rng.choice(places)
    return f"{sentence[: start + match.start()]}{_OTHER_UNIT[match.group().lower()]}{sentence[start + match.end() :]}"


def wrong_frequency(sentence: str, rng: random.Random) -> str | None:
    """Twice for once a day, weekly for daily."""
    return _exchanged(sentence, rng, _FREQUENCY, _OTHER_FREQUENCY)


def wrong_relative(sentence: str, rng: random.Random) -> str | None:
    """Another relative's illness."""
    found = list(_RELATIVE.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    other = rng.choice([one for one in _OTHER_RELATIVES if one != match.group().lower()])
    return f"{sentence[: match.start()]}{other}{sentence[match.end() :]}"


def wrong_day(sentence: str, rng: random.Random) -> str | None:
    """Last month for yesterday, another weekday, another month."""
    return _exchanged(sentence, rng, _DAY, _OTHER_DAY)


def wrong_tense(sentence: str, rng: random.Random) -> str | None:
    """What was for what is: a former smoker who smokes, a pain gone that persists."""
    return _exchanged(sentence, rng, _TENSE, _OTHER_TENSE)


def wrong_severity(sentence: str, rng: random.Random) -> str | None:
    """Severe for mild."""
    return _exchanged(sentence, rng, _SEVERITY, _OTHER_SEVERITY)


def wrong_result(sentence: str, rng: random.Random) -> str | None:
    """Abnormal for normal, positive for negative."""
    return _exchanged(sentence, rng, _RESULT, _OTHER_RESULT)


def wrong_change(sentence: str, rng: random.Random) -> str | None:
    """Better for worse, increased for decreased."""
    return _exchanged(sentence, rng, _CHANGE, _OTHER_CHANGE)


def wrong_diagnosis(sentence: str, rng: random.Random) -> str | None:
    """Another diagnosis."""
    found = find_diagnoses(sentence)
    if not found:
        return None
    one = rng.choice(found)
    other = rng.choice([name for name in diagnosis_names() if name != one.diagnosis.name])
    return f"{sentence[: one.start]}{other}{sentence[one.end :]}"


def wrong_subject(sentence: str, rng: random.Random) -> str | None:
    """The patient's mother for the patient, and the patient for a relative."""
    found = list(_RELATIVE.finditer(sentence)) if find_diagnoses(sentence) else []
    if found:
        return f"The patient has {rng.choice(find_diagnoses(sentence)).diagnosis.name}."
    match = _PATIENT.match(sentence)
    if match is None:
        return None
    return f"The patient's {rng.choice(_OTHER_RELATIVES)}{sentence[match.end() :]}"


def _exchanged(sentence: str, rng: random.Random, pattern: re.Pattern[str], other: Mapping[str, str]) -> str | None:
    found = list(pattern.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    return f"{sentence[: match.start()]}{other[match.group().lower()]}{sentence[match.end() :]}"


def _any_of(other: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(
        rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(other, key=len, reverse=True)))})(?![\w-])", re.IGNORECASE
    )


_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?(?=\s|[a-z])", re.IGNORECASE)
_OTHER_UNIT = {
    "mg": "mcg", "milligram": "microgram", "milligrams": "micrograms", "mcg": "mg", "micrograms": "milligrams",
    "g": "mg", "grams": "milligrams", "ml": "L", "minutes": "hours", "hour": "day", "hours": "days", "day": "week",
    "days": "weeks", "week": "month", "weeks": "months", "month": "year", "months": "years", "year": "month",
    "years": "months",
    "cm": "mm", "mm": "cm", "centimeters": "millimeters", "millimeters": "centimeters", "pounds": "kg", "kg": "pounds",
}  # fmt: skip
_OTHER_FREQUENCY = {
    "once a day": "twice a day", "once daily": "twice daily", "twice a day": "once a day", "twice daily": "once daily",
    "two times daily": "three times daily", "2 times daily": "3 times daily", "2 times a day": "4 times a day",
    "three times a day": "twice a day", "three times daily": "twice daily", "3 times daily": "2 times daily",
    "3 times a day": "2 times a day", "four times a day": "twice a day", "once a week": "once a day",
    "once weekly": "once daily", "twice a week": "twice a day", "every day": "every week", "daily": "weekly",
    "weekly": "daily", "every week": "every day", "every other day": "every day", "nightly": "weekly",
    "monthly": "weekly",    "per day": "per week", "per week": "per day", "bid": "qid", "tid": "bid",
}  # fmt: skip
_OTHER_RELATIVES = ("mother", "father", "sister", "brother", "grandmother", "grandfather", "aunt", "uncle")
_OTHER_DAY = {
    "yesterday": "last month", "last night": "last month", "this morning": "last week", "last week": "last year",
    "last month": "yesterday", "last year": "last week", "next week": "next month", "next month": "next year",
    **{day: WEEKDAYS[(at + 3) % 7].title() for at, day in enumerate(WEEKDAYS)},
    **{month: SURE_MONTHS[(at + 4) % 11].title() for at, month in enumerate(SURE_MONTHS)},
}  # fmt: skip
_OTHER_TENSE = {
    "still": "no longer", "no longer": "still",
    "former smoker": "current smoker", "current smoker": "former smoker", "has resolved": "persists",
    "resolved": "persisting",
    "quit smoking": "still smokes", "stopped smoking": "still smokes", "used to smoke": "smokes",
    "quit drinking": "still drinks", "used to drink": "drinks", "has stopped": "continues", "stopped": "continues",
}  # fmt: skip
_OTHER_SEVERITY = {
    "mild": "severe", "mildly": "severely", "slight": "severe", "slightly": "severely", "minimal": "severe",
    "severe": "mild", "severely": "mildly", "marked": "slight", "moderate": "mild", "moderately": "mildly",
    "trace": "marked", "significant": "slight", "significantly": "slightly",
}  # fmt: skip
_OTHER_RESULT = {
    "normal": "abnormal", "abnormal": "normal", "unremarkable": "abnormal", "within normal limits": "abnormal",
    "positive": "negative", "negative": "positive", "intact": "impaired", "elevated": "normal", "clear": "abnormal",
}  # fmt: skip
_OTHER_CHANGE = {
    "improved": "worsened", "improves": "worsens", "improving": "worsening", "better": "worse", "worse": "better",
    "worsened": "improved", "worsening": "improving", "worsens": "improves", "increased": "decreased",
    "decreased": "increased", "increase": "decrease", "decrease": "increase", "reduce": "increase",
    "alleviated": "aggravated", "aggravated": "alleviated",
}  # fmt: skip
_PATIENT = re.compile(
    r"(?:The patient|Mr\.? \w+|Mrs\.? \w+|Ms\.? \w+|He|She)(?= (?:has|had|was|is|takes|reports|denies)\b)"
)
_SEVERITY, _RESULT, _CHANGE = map(_any_of, (_OTHER_SEVERITY, _OTHER_RESULT, _OTHER_CHANGE))
_UNIT, _FREQUENCY, _DAY, _TENSE = map(_any_of, (_OTHER_UNIT, _OTHER_FREQUENCY, _OTHER_DAY, _OTHER_TENSE))
_RELATIVE = _any_of({one: one for one in _OTHER_RELATIVES})

SEEDS: Mapping[str, Callable[[str, random.Random], str | None]] = {
    "number": wrong_number,
    "medicine": wrong_medicine,
    "negation": wrong_denial,
    "side": wrong_side,
}
NOTE_SEEDS: Mapping[str, Callable[[str, random.Random], str | None]] = {
    **SEEDS,
    "dose": wrong_dose,
    "unit": wrong_unit,
    "frequency": wrong_frequency,
    "relative": wrong_relative,
    "day": wrong_day,
    "tense": wrong_tense,
    "severity": wrong_severity,
    "result": wrong_result,
    "change": wrong_change,
    "diagnosis": wrong_diagnosis,
    "subject": wrong_subject,
    "person": wrong_person,
    "done": wrong_done,
    "daytime": wrong_daytime,
    "habit": wrong_habit,
    "operation": wrong_operation,
}
"""Those and more, which only the verifier of whole notes can be expected to find."""
CODES: Mapping[str, frozenset[str]] = {
    "number": frozenset({"number-not-said", "unit-differs", "dose-differs"}),
    "medicine": frozenset({"medicine-not-said", "medicine-unclear"}),
    "negation": frozenset({"negation-flipped", "denial-not-said"}),
    "side": frozenset({"side-flipped", "side-not-said"}),
}
"""The findings that count as having found a seeded error."""
