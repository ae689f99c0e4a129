"""ICD-10-CM codes for a diagnosis as it was written: the code whose official wording says the same.

Read by `icd10cm_written`. A code is suggested only where its title or an inclusion term and the diagnosis say the same
content; what contradicts it (another side, type or stage, a history, a relative's, "without" what was said) rules it
out. Where no wording says it, nothing is suggested: nearest is not good enough.

Source: titles and inclusion terms of `icd10cm_table`. The two shares were chosen on half of the titles that
`attending evaluate icd-suggestions` reads, and measured on the other half.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from attending.terms.icd10cm_table import Entry, entries
from attending.terms.icd10cm_words import Said, plain_words, read_wording

LEAST_HEARD, LEAST_SAID = 0.85, 0.75
"""How much of the diagnosis the wording must say, and of the wording the diagnosis, by rarity of words."""
_DECISIVE = frozenset(
    "right left bilateral history family secondary newborn neonatal pregnancy childbirth maternal congenital acute "  # noqa: SIM905
    "chronic type1 type2 sequela rheumatic gestational drug traumatic puerperium recurrent juvenile hereditary benign "
    "malignant alcohol screening encounter postprocedural complicating stage1 stage2 stage3 stage4 stage5 "
    "infantile obstetric hiv underdosing suspected exposure dependence abuse situ persistent remission "
    "tuberculous syphilitic gonococcal macular vascular portal adverse poisoning fetus perinatal "
    "nonrheumatic metastatic "
    "mild moderate severe relapse rupture intractable exacerbation hemorrhage perforation gangrene".split()
)
"""Words that make another diagnosis of it: what one says of these, the other must say."""


_MANIFESTATION = re.compile(r"\bclassified elsewhere\b", re.IGNORECASE)
"""Codes that may not stand alone."""
_OTHER_HEADING = re.compile(r"other\b", re.IGNORECASE)
"""A heading that only gathers what is left over names nothing."""
_AND = re.compile(r",? (?:and|or) [^,;]*")
_BEFORE_AND = re.compile(r"\b[\w-]+,? (?:and|or) ")


@dataclass(frozen=True, slots=True)
class Fit:
    """A code that says what was written, and how well (0 to 1)."""

    entry: Entry
    share: float
    wording: str


@dataclass(frozen=True, slots=True)
class _Wording:
    entry: Entry
    text: str
    words: frozenset[str]


def codes_worded(diagnosis: str, *, most: int = 5) -> tuple[Fit, ...]:
    """The codes that say what the diagnosis says, the best first; empty where none does."""
    asked = read_wording(diagnosis)
    if not asked.needed:
        return ()
    best: dict[str, tuple[float, Fit]] = {}
    for wording in _candidates(asked):
        if _MANIFESTATION.search(wording.entry.title) and not _MANIFESTATION.search(diagnosis):
            continue
        is_title = wording.text == wording.entry.title
        if _OTHER_HEADING.match(wording.text) and not (wording.entry.billable or asked.other):
            continue
        ranks = (_compare(asked, read_wording(one), is_title=is_title) for one in _either(wording.text))
        rank = max((one for one in ranks if one is not None), default=None)
        code = wording.entry.code
        if rank is not None and (code not in best or rank > best[code][0]):
            best[code] = (rank, Fit(wording.entry, min(rank, 1.0), wording.text))
    ranked = sorted(best.values(), key=lambda one: (-round(one[0], 3), not one[1].entry.billable, one[1].entry.code))
    return tuple(one[1] for one in ranked[: 2 * most] if not _only_a_heading(one, ranked))[:most]


def _only_a_heading(one: tuple[float, Fit], ranked: list[tuple[float, Fit]]) -> bool:
    """Whether a heading's own code for the same, nearly as near, may be billed: "without complications"."""
    entry = one[1].entry
    return not entry.billable and any(
        other.entry.billable and other.entry.code.startswith(entry.code) and rank > one[0] - _NEAR
        for rank, other in ranked
    )


def _either(text: str) -> Iterator[str]:
    """The wording, and each half of an "and", which means "and/or" in this list (guideline I.A.14)."""
    yield text
    if _AND.search(text):
        yield _AND.sub("", text, count=1)
        yield _BEFORE_AND.sub("", text, count=1)


def _compare(asked: Said, wording: Said, *, is_title: bool) -> float | None:
    extra = wording.needed - asked.needed - asked.optional
    left = asked.needed - wording.needed - wording.optional
    if wording.absent & asked.needed or asked.absent & wording.needed or (extra | left) & _DECISIVE:
        return None
    heard, said = 1 - _weight(left) / _weight(asked.needed), 1 - _weight(extra) / (_weight(wording.needed) or 1)
    if heard < LEAST_HEARD or said < LEAST_SAID:
        return None
    open_ended = wording.vague or not wording.absent - asked.absent
    residual = wording.other and not asked.other
    absence = bool(asked.absent & wording.absent) - bool(asked.absent - wording.absent)
    share = 2 * heard * said / (heard + said)
    return share + 0.02 * open_ended + 0.01 * is_title - 0.03 * residual + 0.04 * absence


def _candidates(asked: Said) -> Iterator[_Wording]:
    """Wordings that hold one of the three rarest words of the diagnosis, and enough of the others."""
    wordings, index = _index()
    known = sorted((word for word in asked.needed if word in index), key=lambda word: len(index[word]))
    least = LEAST_HEARD * _weight(frozenset(known)) - _SLACK
    for number in sorted({number for word in known[:3] for number in index[word]}):
        if _weight(asked.needed & wordings[number].words) >= least:
            yield wordings[number]


def _weight(words: frozenset[str]) -> float:
    rarity = _rarity()
    return sum(rarity.get(word, _RAREST) for word in words)


_NEAR = 0.06
_SLACK = 6.0
"""What phrases may hide from the quick look: one word of middling rarity."""
_RAREST = 11.0
"""The rarity of a word that the list does not know: the logarithm of the number of its wordings, about."""


@cache
def _index() -> tuple[tuple[_Wording, ...], dict[str, list[int]]]:
    wordings = tuple(
        _Wording(entry, text, plain_words(text))
        for entry in entries().values()
        for text in dict.fromkeys((entry.title, *entry.names))
    )
    index: dict[str, list[int]] = {}
    for number, one in enumerate(wordings):
        for word in one.words:
            index.setdefault(word, []).append(number)
    return wordings, index


@cache
def _rarity() -> dict[str, float]:
    wordings, _ = _index()
    counts = Counter(word for one in wordings for word in one.words)
    return {word: math.log(1 + len(wordings) / count) for word, count in counts.items()}
