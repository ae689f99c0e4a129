"""Denied in the note and reported in the visit, or the other way round."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from attending.checks.implied import implied_denials
from attending.checks.note import label_of
from attending.checks.problem import Problem
from attending.checks.source import Source
from attending.terms.anatomy import Side, find_parts, sides_of
from attending.terms.answers import NEAR, Answer, Stated, answer_of
from attending.terms.content import keys_of, units_of
from attending.terms.negation import Assertion, Status, assertion_of
from attending.terms.symptoms import Symptom, SymptomMention, find_symptoms

# Names too general to compare: "pain" of the knee and "pain" of the back are not one symptom.
_TOO_GENERAL = frozenset(
    {"pain", "swelling", "weakness", "trauma", "falls", "stress", "burning sensation", "lump", "bleeding", "popping",
     "skin lesion", "sores", "warmth", "blood clots", "stiffness", "joint stiffness", "bruising", "snoring",
     "skin redness", "seasonal allergies", "instability", "locking", "hypoglycemia symptoms", "rub"}
)  # fmt: skip


_SWOLLEN = re.compile(r"\b(?:swell\w*|swollen|puff\w+)\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:den(?:y|ies|ied|ying)|no|not|without|never)\b", re.IGNORECASE)
_SHORT_WORDS = 12  # a longer sentence tells a story, in which a symptom need not be claimed
_BARE_WORDS = 8
_SIDE_NEAR = 12  # characters between a symptom as it was said and its side
_WARNS = re.compile(
    r"\b(?:call|return|ring|seek|go\s+to|come\s+back|if|watch|monitor|risk|prevent\w*)\b", re.IGNORECASE
)
_PLACE_WORDS = 2  # words that tell the place of a general symptom as a body part would
_PLACE_NEAR = 30  # characters between a symptom of a note and the body part it is in
_FEW_TURNS = 3  # in so few words even "pain" is the same pain
_OPEN = frozenset({Status.ASKED, Status.HYPOTHETICAL})  # neither reports nor denies


def check_negations(sentence: str, source: Source, everything: Source | None = None) -> list[Problem]:
    """Symptoms whose status is the opposite of their only one in the source, and denials of what nobody spoke of."""
    problems = []
    label = label_of(sentence)
    for mention in find_symptoms(sentence):
        here = written_of(sentence, mention.start, mention.end)
        name = mention.symptom.name
        general = name in _TOO_GENERAL and len(source.said) > _FEW_TURNS
        if mention.end <= label:
            continue  # "Allergies:" says where a sentence stands, not that there are any
        if here.other_person or here.past or _GONE.search(sentence):
            continue
        if (
            here.status is Status.NEGATED
            and name not in _TOO_GENERAL
            and not _spoken_of(mention.symptom, everything or source)
            and name not in implied_denials((everything or source).text)
        ):
            message = f"The note denies {name}, but nobody spoke of it."
            problems.append(Problem("denial-not-said", name, message))
        own = [one for one in source.stated if _alike(one.symptom, mention.symptom) and _counts(one)]
        own = [one for one in own if _same_side(sentence, mention, one)]
        there = _of_the_same_place(sentence, mention, own) if general else _of_the_same_kind(sentence, mention, own)
        if here.status is Status.NEGATED and there == {Status.PRESENT}:
            message = f"The note denies {name}, but the words it cites report it."
            problems.append(Problem("negation-flipped", f"{name} denied", message, _turns(own, Status.PRESENT)))
        elif here.status is Status.PRESENT and not there and name in implied_denials(source.text):
            message = f"The note reports {name}, but the words call that finding normal."
            problems.append(Problem("negation-flipped", f"{name} reported", message))
        elif here.status is Status.PRESENT and there == {Status.NEGATED}:
            message = f"The note reports {name}, but the words it cites deny it."
            problems.append(Problem("negation-flipped", f"{name} reported", message, _turns(own, Status.NEGATED)))
    return problems


def _turns(own: Sequence[Stated], status: Status) -> tuple[int, ...]:
    """The turns that say so, with those that answer."""
    first = next(one for one in own if one.assertion.status is status)
    return (first.turn,) if first.answered is None else (first.turn, first.answered)


def written_of(sentence: str, start: int, end: int) -> Assertion:
    """What a note says of a thing; a note asks nothing: "reports any numbness" is no question.

    A label before a colon says what a sentence is of, and behind "denies" nothing is reported but after a "but".
    """
    here = assertion_of(sentence, start, end)
    label, denies = _LABEL.match(sentence), _DENIES_ALL.match(sentence)
    if label and end < label.end() < len(sentence):
        return Assertion(Status.HYPOTHETICAL, here.other_person, here.past)
    if denies and denies.end() <= start and here.status is Status.PRESENT and not _BUT.search(sentence, 0, start):
        return Assertion(Status.HYPOTHETICAL, here.other_person, here.past)
    asks = "?" in sentence or _DENIES.search(sentence, 0, start)
    if here.status is Status.ASKED and not asks:
        return Assertion(Status.PRESENT, here.other_person, here.past)
    return here


_LABEL = re.compile(
    r"[^:.?!]{1,40}:\s+(?=(?:\w+\s+){0,4}?(?:no|not|never|none|nothing|denies)\b|\w+n['’]t\b)", re.IGNORECASE
)
_DENIES_ALL = re.compile(r"(?:(?:the\s+)?patient|he|she|they)\s+den(?:ies|ied|y)\b", re.IGNORECASE)
_BUT = re.compile(r"\b(?:but|although|however|reports?|admits?|has|had|does)\b", re.IGNORECASE)


def _of_the_same_place(sentence: str, mention: SymptomMention, own: Sequence[Stated]) -> set[Status]:
    """What is said of a symptom as general as "pain" where the same body part is named, or none by either."""
    if (
        mention.symptom.name not in _ANYWHERE
        and not _WARNS.search(sentence)
        and {one.assertion.status for one in own} == {Status.NEGATED}
    ):
        return {Status.NEGATED}
    parts = _parts(sentence[max(0, mention.start - _PLACE_NEAR) : mention.end + _PLACE_NEAR])
    if not parts:
        return _mostly(own) if _is_bare(sentence) else _in_the_same_words(sentence, mention, own)
    there = {one.assertion.status for one in own if _parts(one.near) & parts}
    if there or mention.symptom.name in _ANYWHERE:
        return there
    if any(_parts(one.near) for one in own):
        return set()
    return {one.assertion.status for one in own}  # "any locking?" of the one knee that the visit is about


def _in_the_same_words(sentence: str, mention: SymptomMention, own: Sequence[Stated]) -> set[Status]:
    """What is said of it beside all else that a short sentence names: "no joint line tenderness"."""
    units = [unit for unit in units_of(sentence) if unit.end <= mention.start or mention.end <= unit.start]
    if sum(len(unit.text.split()) for unit in units) < _PLACE_WORDS or len(sentence.split()) > _BARE_WORDS:
        return set()
    near = [(one, keys_of(one.near[max(0, min(one.start, NEAR) - _PLACE_NEAR) : NEAR + _PLACE_NEAR])) for one in own]
    found = {one.assertion.status for one, keys in near if all(unit.is_in(keys) for unit in units)}
    return found if found == {Status.PRESENT} else set()


_GONE = re.compile(r"\b(?:resolved|subsided|(?:gone|went)\s+away)\b", re.IGNORECASE)
"""What has gone was there: neither denied nor still reported."""


def _same_side(sentence: str, mention: SymptomMention, one: Stated) -> bool:
    """Whether what was said may be of the same side: "denies left knee pain" is not of the right knee."""
    here = sides_of(sentence[max(0, mention.start - _PLACE_NEAR) : mention.end + _PLACE_NEAR])
    start = min(one.start, NEAR)
    there = sides_of(one.near[max(0, start - _SIDE_NEAR) : start + one.end - one.start + _SIDE_NEAR])
    return not any(
        side and there[part] and not side & there[part] and Side.BOTH not in side | there[part]
        for part, side in here.items()
        if part in there
    )


def _of_the_same_kind(sentence: str, mention: SymptomMention, own: Sequence[Stated]) -> set[Status]:
    """What is said of a symptom; where it is both reported and denied, only what shares a circumstance counts."""
    statuses = {one.assertion.status for one in own}
    if len(statuses) < 2 or len(sentence.split()) > _SHORT_WORDS:
        return statuses
    if _is_bare(sentence):
        return _mostly(own)
    units = [unit for unit in units_of(sentence) if unit.end <= mention.start or mention.end <= unit.start]
    shared = [sum(unit.weight for unit in units if unit.is_in(keys_of(one.near))) for one in own]
    most = max(shared)
    return {one.assertion.status for one, share in zip(own, shared, strict=True) if share == most} if most else statuses


def _is_bare(sentence: str) -> bool:
    """Whether a sentence names symptoms and nothing about them: "Denies pain." is of no place and no circumstance."""
    if len(sentence.split()) > _BARE_WORDS:
        return False
    mentions = find_symptoms(sentence)
    return all(any(unit.start < m.end and m.start < unit.end for m in mentions) for unit in units_of(sentence))


def _mostly(own: Sequence[Stated]) -> set[Status]:
    """What is said of a symptom that is named without place or circumstance: reported if more often so than denied."""
    counts = Counter(one.assertion.status for one in own)
    if Status.PRESENT in counts and counts[Status.PRESENT] > counts[Status.NEGATED]:
        return {Status.PRESENT}
    return set(counts)


_ANYWHERE = frozenset({"pain", "swelling", "trauma", "bleeding", "stress", "burning sensation", "lump"})
"""Told of so many places that a part must be named."""
_WEAK = frozenset({"weakness", "muscle weakness", "focal weakness"})


def _alike(one: Symptom, other: Symptom) -> bool:
    return one == other or {one.name, other.name} <= _WEAK


def _parts(text: str) -> frozenset[str]:
    return frozenset(part.value for part in find_parts(text))


def _counts(one: Stated) -> bool:
    return not one.assertion.other_person and one.assertion.status not in _OPEN


def _spoken_of(symptom: Symptom, source: Source) -> bool:
    """Whether the symptom is named anywhere, asked about or written in the chart."""
    if symptom.name == "edema" and _SWOLLEN.search(source.text):
        return True
    if any(one.symptom == symptom for one in source.stated) or symptom in source.symptoms:
        return True
    words = [unit for word in symptom.name.split() for unit in units_of(word)]
    asked = (one for one, reply in pairwise(source.said) if "?" in one.text and answer_of(reply.text) is Answer.NO)
    return len(words) > 1 and any(all(unit.is_in(keys_of(one.text)) for unit in words) for one in asked)
