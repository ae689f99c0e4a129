"""The opposite word right beside the same thing: "severely restricted extension" of what is "mildly restricted".

Read by `verify`. `opposites` weighs whole clauses, which speech without sentence ends cuts anywhere; here only the word
that stands next to the thing counts, in either order ("marked tenderness", "the tenderness is marked").
"""

import re
from collections.abc import Iterator

from attending.checks.clauses import Clauses
from attending.checks.opposites import denied_before, occurrences, sides_without_part, units_beside
from attending.checks.problem import Problem, quoted
from attending.checks.scales import Pole, Scale
from attending.terms.content import Keys, Unit, keys_of
from attending.terms.negation import Status, assertion_of

_CODES = frozenset({"severity-differs", "change-differs", "course-differs", "side-differs"})
_WORD = re.compile(r"[\w'’-]+")
_BREAK = re.compile(r"[,;:.?!]\s|\b(?:and|or|but|than|with|to|when|while|because|if)\b", re.IGNORECASE)
_PART_ENDS = re.compile(r"\s*[,;:.?!]+\s|\band\s+(?=\w+ly\b)", re.IGNORECASE)
_BEFORE, _BEHIND = 2, 3
"""Words that may stand between a word and its thing: behind it ("severe low back pain"), before it ("pain has got")."""
_AROUND = 8
"""Words around a thing among which the note's own word bears it out."""
_TOLD = frozenset({Status.PRESENT, Status.UNCERTAIN})
"""A side that may be, "maybe a few crackles at the right base", is told all the same."""
_LITTLE = frozenset({"some", "moderate", "moderately", "small", "big"})
"""Loose words that stand beside many things and name no degree by themselves."""


def check_adjacent(sentence: str, clauses: Clauses) -> list[Problem]:
    """Words of degree and change whose opposite, and nothing like them, stands beside the same thing in the visit."""
    problems: list[Problem] = []
    for scale, number, match in (*occurrences(sentence), *sides_without_part(sentence)):
        thing = _thing(sentence, match.start(), match.end()) if scale.code in _CODES else None
        before = " ".join(sentence[: match.start()].split()[-2:])
        if thing is None or scale.poles[1 - number].loose.search(before):  # "a little large"
            continue
        rivals: list[tuple[str, int]] = []
        for turn, said in enumerate(clauses.said):
            own, other = _beside(said.text, thing.keys, scale, number)
            if own:
                rivals = []
                break
            rivals += [(word, turn) for word in other]
        if rivals:
            word, turn = rivals[0]
            here, there = quoted(match.group().lower()), quoted(word)
            message = f"{here} stands here beside {quoted(thing.text)}, but the words say {there}."
            problems.append(Problem(scale.code, match.group().lower(), message, (turn,)))
    return problems


def words_beside(sentence: str, match: re.Match[str], pole: Pole, clauses: Clauses) -> frozenset[str]:
    """The words right beside the same thing in the visit that say what a word of the note says."""
    thing = _thing(sentence, match.start(), match.end())
    return frozenset(
        found.group().lower()
        for said in (clauses.said if thing else ())
        if thing and thing.keys & keys_of(said.text)
        for words in (list(_WORD.finditer(said.text)),)
        for at, word in enumerate(words)
        if thing.keys & keys_of(word.group())
        for found in pole.loose.finditer(_around(said.text, words, at, _BEHIND))
    )


def _thing(sentence: str, start: int, end: int) -> Unit | None:
    """What a word of the note stands beside: what follows it, else what it is said of."""
    units = units_beside(sentence, start, end)
    behind = [unit for unit in units if unit.start >= end and _near(sentence[end : unit.start], _BEFORE)]
    if behind:
        return min(behind, key=lambda unit: unit.start)
    before = [unit for unit in units if unit.end <= start and _near(sentence[unit.end : start], _BEHIND)]
    return max(before, key=lambda unit: unit.end, default=None)


def _near(between: str, most: int) -> bool:
    return len(_WORD.findall(between)) <= most and not _BREAK.search(between)


def _beside(text: str, keys: Keys, scale: Scale, number: int) -> tuple[bool, list[str]]:
    """Whether a turn says the note's own word around the thing, and the opposite words right beside it."""
    if not keys & keys_of(text):
        return False, []
    words = list(_WORD.finditer(text))
    places = [at for at, word in enumerate(words) if keys & keys_of(word.group())]
    if not places:
        return False, []
    own = scale.poles[number]
    if any(own.plain.search(_around(text, words, at, _AROUND)) for at in places):
        return True, []
    if any(own.loose.search(_around(text, words, at, _reach(scale))) for at in places):
        return True, []
    return False, [word for at in places for word in _opposites_at(text, words, at, scale, number)]


def _around(text: str, words: list[re.Match[str]], at: int, reach: int) -> str:
    """So many words before and behind a thing, as far as no other part of the sentence begins."""
    first, last = words[max(0, at - reach)].start(), words[min(len(words) - 1, at + reach)].end()
    begins = [match.end() for match in _PART_ENDS.finditer(text, first, words[at].start())]
    ends = _PART_ENDS.search(text, words[at].end(), last)
    return text[max(begins, default=first) : ends.start() if ends else last]


def _reach(scale: Scale) -> int:
    """Words that may mean a degree bear it out from further away than words that may mean a change."""
    return _AROUND if scale.code == "severity-differs" else _BEFORE


def _opposites_at(text: str, words: list[re.Match[str]], at: int, scale: Scale, number: int) -> Iterator[str]:
    pole = scale.poles[1 - number]
    first, last = max(0, at - _BEFORE - 2), min(len(words) - 1, at + _BEHIND + 1)
    for match in _told(pole, scale).finditer(text, words[first].start(), words[last].end()):
        if match.end() <= words[at].start():
            near = _near(text[match.end() : words[at].start()], _BEFORE)
        else:
            near = match.start() >= words[at].end() and _near(text[words[at].end() : match.start()], _BEHIND)
        status = assertion_of(text, match.start(), match.end()).status
        told = status in _TOLD and not denied_before(text, match.start())
        if near and told and match.group().lower() not in _LITTLE:
            yield match.group()


def _told(pole: Pole, scale: Scale) -> re.Pattern[str]:
    """Degrees are told in many words; what rose or fell only in plain ones."""
    return pole.loose if scale.code == "severity-differs" else pole.plain
