"""A practitioner's preferred wording, learned from signed edits: phrases that say the same facts in other words.

Read by `journeys`. A phrase is learned only when the practitioner made the same change in two notes or more, and only
where no number, time, medicine, symptom, diagnosis, side, denial or doubt differs between the two wordings. A denial
may be worded as another denial ("Denies" as "No"), at the head of a sentence only.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from attending.terms.anatomy import find_sides
from attending.terms.drugs import find_drugs
from attending.terms.negation import assertion_of
from attending.terms.persons import words_for
from attending.terms.possible import possible_numbers
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

FEWEST_NOTES = 2
"""Notes in which a practitioner must have made the same change before it counts as a preference."""
LONGEST_PHRASE = 6
_FACT_WORDS = re.compile(
    r"\d|\b(?:no|not|never|none|without|denies|denied|cannot|nor|neither|possibl[ey]|probabl[ey]|likely|maybe|"
    r"suspected|may|might|left|right|both|bilateral|once|twice|daily|weekly|monthly|hourly|nightly|days?|weeks?|"
    r"months?|years?|hours?|minutes?|morning|evening|night|yesterday|today|tomorrow|ago|since|always|sometimes|often|"
    r"rarely|mild|moderate|severe|increas\w*|decreas\w*|start\w*|stop\w*|continu\w*|all|any|some|every|more|less|"
    rf"better|worse|improv\w*|worsen\w*|normal|abnormal|positive|negative|he|she|his|her|{words_for()})\b|n't\b",
    re.IGNORECASE,
)
"""Words that carry a fact: a change that touches one of them is a correction, never a wording."""
_DENIALS = re.compile(r"\b(?:no|non|not|without|denies|denied)\b", re.IGNORECASE)
"""Of these, the words that deny what they stand before; one of them may stand for another."""
_NO = re.compile(r"\bno\b", re.IGNORECASE)
_BARE = frozenset(
    {"no", "denies", "denied", "without", "does", "not", "has", "have", "report", "reports", "the", "patient"}
)
"""A denial of these words alone is no statement yet, and is worded anew before whatever it denies."""
_HEAD = r"(?:^|(?<=: ))"
"""The head of a sentence, behind its label."""
_GOES_ON = re.compile(r"\s+(?:\w+ing|any|that|to|he|she|they|it|the|an?|his|her)\b", re.IGNORECASE)
"""What "denies" can stand before and "no" cannot."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrase of the draft, what this practitioner writes for it, and in how many notes."""

    before: str
    after: str
    notes: int


@dataclass(frozen=True, slots=True)
class Changed:
    """A run of words that was replaced, and the note in which it was."""

    note: str
    before: str
    after: str


def learn_wordings(changes: Iterable[Changed]) -> tuple[Wording, ...]:
    """What a practitioner's changes have in common, the most frequent first; contradictory ones teach nothing."""
    notes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for change in changes:
        before, after = _plain(change.before), _plain(change.after)
        if before != after and _is_wording(before, after):
            notes[before, after].add(change.note)
    counted = Counter({pair: len(found) for pair, found in notes.items()})
    best: dict[str, Wording] = {}
    for (before, after), count in counted.most_common():
        rivals = [n for (b, _), n in counted.items() if b == before]
        reversed_ = counted.get((after, before), 0)
        if count >= FEWEST_NOTES and count > reversed_ and rivals.count(count) == 1 and before not in best:
            best[before] = Wording(before, after, count)
    return tuple(best.values())


def notes_with(wording: Wording, changes: Iterable[Changed]) -> tuple[str, ...]:
    """The notes in which the practitioner made this change, as they come."""
    pair = (wording.before, wording.after)
    return tuple(dict.fromkeys(one.note for one in changes if (_plain(one.before), _plain(one.after)) == pair))


def reword(text: str, wordings: Sequence[Wording]) -> str:
    """The sentence in the practitioner's wording, where it says the same facts; otherwise as it was."""
    new = text
    for wording in wordings:
        pattern = rf"(?<![\w-]){re.escape(wording.before)}(?![\w-])"
        if _DENIALS.search(wording.before):
            pattern = _denial_pattern(wording.before)
        new = re.sub(pattern, lambda found, w=wording: _cased(w.after, found.group()), new, flags=re.IGNORECASE)  # type: ignore[misc]
    return new if new == text or same_facts(text, new) else text


def _denial_pattern(before: str) -> str:
    """Where a denial is worded anew: at the head of a sentence, before a noun; one that says what, as a whole only."""
    if set(before.split()) <= _BARE:
        return rf"{_HEAD}{re.escape(before)}(?=\s)(?!{_GOES_ON.pattern})"
    return rf"{_HEAD}{re.escape(before)}(?=\.?$)"


def same_facts(one: str, other: str) -> bool:
    """Whether two sentences state the same numbers, medicines, symptoms, diagnoses, sides and denials."""
    return _facts(one) == _facts(other)


def _facts(text: str) -> tuple[frozenset[object], ...]:
    drugs = frozenset(drug.ingredients for drug in find_drugs(text))
    symptoms = frozenset((m.symptom, assertion_of(text, m.start, m.end)) for m in find_symptoms(text))
    diagnoses = frozenset((m.diagnosis, assertion_of(text, m.start, m.end)) for m in find_diagnoses(text))
    sides = frozenset((side.side, side.part) for side in find_sides(text))
    numbers = possible_numbers(_NO.sub("", text))  # "no" may be the number nought
    return numbers, drugs, symptoms, diagnoses, sides


def _plain(phrase: str) -> str:
    return " ".join(phrase.lower().split()).strip(" .,;:")


def _is_wording(before: str, after: str) -> bool:
    words = [*_words(before)], [*_words(after)]
    if not all(0 < len(one) <= LONGEST_PHRASE for one in words):
        return False
    if any(_FACT_WORDS.search(_DENIALS.sub("", text)) for text in (before, after)):
        return False
    if set(before.split()) <= _BARE and _DENIALS.search(before) and after.split()[0] not in ("no", "denies", "without"):
        return False
    if len(_DENIALS.findall(before)) != len(_DENIALS.findall(after)) or len(_DENIALS.findall(before)) > 1:
        return False  # a denial that came or went; two of them may deny each other
    named = (find_drugs, find_symptoms, find_diagnoses, find_sides)
    return not any(find(text) for find in named for text in (before, after))


def _words(phrase: str) -> Iterator[str]:
    return (word for word in phrase.split() if any(sign.isalpha() for sign in word))


def _cased(phrase: str, like: str) -> str:
    return phrase[:1].upper() + phrase[1:] if like[:1].isupper() else phrase
