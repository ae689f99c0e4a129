"""Is this the patient of the chart? Age, sex and name in a note and in the conversation."""

import re
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from attending.checks.problem import Problem, quoted
from attending.record.chart import Chart
from attending.terms.answers import Said
from attending.terms.quantity import QuantityKind
from attending.terms.spoken import find_quantities

_SEX_WORDS = {
    "female": "female", "woman": "female", "lady": "female", "girl": "female", "gentlewoman": "female",
    "male": "male", "man": "male", "gentleman": "male", "boy": "male", "guy": "male",
}  # fmt: skip
_SEX = re.compile(rf"[\s,]+(?:(?!who|with|and)\w[\w-]*[\s,]+){{0,4}}?(?P<sex>{'|'.join(_SEX_WORDS)})\b", re.IGNORECASE)
_TITLED = re.compile(
    r"\b(?P<title>mr|mrs|ms|miss|mister|missus|missis)\b\.?\s+(?P<name>[a-z][a-z'’-]{1,})\b", re.IGNORECASE
)
_GREETED = re.compile(
    r"\b(?:hi|hello|hey|good\s+(?:morning|afternoon|evening))[\s,]+(?P<name>[a-z][a-z'’-]+)(?=\s*[,.!?]|\s+(?:how|nice|good|it's|"
    r"thanks|thank|what|so|welcome|what's|how's)\b)",
    re.IGNORECASE,
)
_SELF = re.compile(r"\bmy\s+name(?:\s+is|'s)\s+(?P<name>[a-z][a-z'’-]+)", re.IGNORECASE)
_NO_NAME = frozenset(
    {
        *("there", "how", "good", "nice", "it", "you", "doc", "doctor", "everyone", "everybody", "all", "guys"),
        *("dragon", "siri", "alexa", "dax", "um", "uh", "and", "again", "sir", "madam", "ma'am", "maam", "so", "well"),
        *(
            "hey",
            "hi",
            "hello",
            "buddy",
            "friend",
            "dear",
            "honey",
            "sweetie",
            "mate",
            "love",
            "what",
            "i'm",
            "im",
            "is",
        ),
        *("thanks", "thank", "welcome", "today", "okay", "ok", "mom", "dad", "come", "please", "yes", "yeah", "what's"),
        *(
            "let's",
            "mr",
            "mrs",
            "ms",
            "miss",
            "my",
            "to",
            "folks",
            "honestly",
            "nurse",
            "just",
            "not",
            "actually",
            "the",
        ),
        *("a", "an", "really", "going", "doing", "here", "feeling", "pretty", "fine", "great", "morning", "afternoon"),
    }
)
_ALIKE = 0.75  # of a name's letters: recognisers misspell names
_CLOSE_YEARS = 1  # a birthday between visit and note, or a rounded age
_OPENING_TURNS = 8  # names are exchanged at the beginning


@dataclass(frozen=True, slots=True)
class Identity:
    """What the chart says of the patient; what it does not know is not checked."""

    age: int | None
    sex: str | None
    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()

    @classmethod
    def of(cls, chart: Chart) -> "Identity":
        """Read the chart's Patient."""
        patient = chart.patient
        sex = patient.get("gender")
        names = patient.get("name") or ()
        given = tuple(word.lower() for name in names for part in name.get("given") or () for word in part.split())
        family = tuple(word.lower() for name in names for word in re.split(r"[\s-]+", name.get("family") or "") if word)
        return cls(
            _age(patient.get("birthDate"), chart.as_of.date()),
            sex if sex in {"female", "male"} else None,
            given,
            family,
        )


def check_person(sentence: str, identity: Identity) -> list[Problem]:
    """Age, sex and titled family name in a sentence that speaks of the patient."""
    problems: list[Problem] = []
    for quantity in find_quantities(sentence):
        if quantity.kind is not QuantityKind.AGE or not _speaks_of_patient(sentence, quantity.start):
            continue
        age = int(quantity.values[0])
        if identity.age is not None and abs(age - identity.age) > _CLOSE_YEARS:
            message = f"{quoted(quantity.text)} stands here, but the chart's patient is {identity.age} years old."
            problems.append(Problem("wrong-age", str(age), message))
        sex = _SEX.match(sentence, quantity.end)
        if sex and identity.sex and _SEX_WORDS[sex["sex"].lower()] != identity.sex:
            message = f"{quoted(sex['sex'])} stands here, but the chart's patient is {identity.sex}."
            problems.append(Problem("wrong-sex", sex["sex"].lower(), message))
    problems += _titles(sentence, identity)
    return problems


def check_speakers(said: tuple[Said, ...], identity: Identity) -> list[Problem]:
    """Names, age and sex spoken in the visit: is it the visit of the chart's patient?"""
    problems: dict[tuple[str, str], Problem] = {}
    for index, one in enumerate(said):
        found: list[Problem] = []
        if one.clinician is not False:
            found += check_person(one.text, identity)
            found += _greetings(one.text, identity) if index < _OPENING_TURNS else []
        if one.clinician is False and index < _OPENING_TURNS:
            found += _given(_SELF, one.text, identity)
        for problem in found:
            problems.setdefault((problem.code, problem.detail), problem)
    return list(problems.values())


def _greetings(text: str, identity: Identity) -> list[Problem]:
    return _given(_GREETED, text, identity)


def _given(pattern: re.Pattern[str], text: str, identity: Identity) -> list[Problem]:
    known = (*identity.given, *identity.family)
    problems = []
    for match in pattern.finditer(text):
        name = match["name"].lower()
        if known and name not in _NO_NAME and not _like_any(name, known):
            message = f"{quoted(match['name'])} is named in the visit; the chart's patient has another name."
            problems.append(Problem("other-name", name, message))
    return problems


def _titles(text: str, identity: Identity) -> list[Problem]:
    problems = []
    for match in _TITLED.finditer(text):
        name = match["name"].lower()
        known = (*identity.family, *identity.given)
        if name in _NO_NAME or not identity.family or _like_any(name, known) or not _capital_or_spoken(text, match):
            continue
        message = f"{quoted(match.group())} stands here; the chart's patient has another name."
        problems.append(Problem("wrong-name", name, message))
    return problems


def _capital_or_spoken(text: str, match: re.Match[str]) -> bool:
    """In a note with capitals a name has one; speech has none at all. "ms" is also a disease and a unit."""
    title, name = match["title"], match["name"]
    if title.lower() == "ms" and title != "Ms":
        return False
    return name[0].isupper() or text == text.lower()


def _like_any(name: str, known: tuple[str, ...]) -> bool:
    return any(
        SequenceMatcher(None, name, other).ratio() >= _ALIKE or (len(name) > 2 and other.startswith(name[:3]))
        for other in known
    )


def _speaks_of_patient(sentence: str, start: int) -> bool:
    """Not "his 40-year-old brother", "at the age of", "when she was"."""
    before = sentence[max(0, start - 40) : start]
    return not re.search(
        r"\b(?:his|her|their|my|your|have|has|had|when|at|age|whose|old)\s+(?:\w+\s+){0,2}$", before, re.IGNORECASE
    )


def _age(birth_date: object, today: date) -> int | None:
    if not isinstance(birth_date, str) or len(birth_date) < 4:
        return None
    parts = [int(part) for part in birth_date.split("-")[:3]]
    birth = [*parts, *(7, 1)[len(parts) - 1 :]]  # the middle of a year or month that is all the record knows
    return today.year - birth[0] - ((today.month, today.day) < (birth[1], birth[2]))
