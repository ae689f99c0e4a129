"""How often a medicine is taken: "twice daily" of a note against what was said with that medicine. Read by `verify`."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from attending.checks.problem import Problem
from attending.terms.answers import Said
from attending.terms.directions import Directions, read_directions
from attending.terms.drugs import DrugMention, find_drugs

Rate = tuple[Decimal, Decimal]
"""Fewest and most intakes a day."""

_REACH = 90
"""Characters behind a medicine in which its directions stand."""
_ANSWER_WORDS = 14
"""A turn as short as this may go on with the directions of the turn before."""
_DAYS = {"h": Decimal(1) / 24, "d": Decimal(1), "wk": Decimal(7), "mo": Decimal(30), "a": Decimal(365)}


def rates_said(said: Sequence[Said]) -> dict[str, frozenset[Rate]]:
    """For each ingredient of a single-ingredient medicine, how often it was said to be taken."""
    texts = [one.text for one in said]
    short = [(one, other) for one, other in pairwise(texts) if len(other.split()) <= _ANSWER_WORDS]
    together = [f"{one} . {other[:1].lower()}{other[1:]}" for one, other in short]  # no new sentence: an answer
    return _by_ingredient(pair for text in (*texts, *together) for pair in _rates(text))


def check_frequencies(sentence: str, said: dict[str, frozenset[Rate]]) -> list[Problem]:
    """Medicines of a sentence that are taken more or less often than anybody said."""
    problems = []
    for ingredient, rates in _by_ingredient(_rates(sentence)).items():
        known = said.get(ingredient)
        if not known or any(_meet(one, other) for one in rates for other in known):
            continue
        told = " or ".join(dict.fromkeys(map(_show, sorted(known))))
        message = f"How often {ingredient} is taken differs: the words say {told}."
        problems.append(Problem("frequency-differs", ingredient, message))
    return problems


def _rates(text: str) -> Iterator[tuple[str, Rate]]:
    drugs = tuple(find_drugs(text))
    for index, drug in enumerate(drugs):
        if len(drug.ingredients) != 1:
            continue
        rate = _rate(read_directions(_behind(text, drug, drugs[index + 1 :])))
        if rate is not None:
            yield drug.ingredients[0], rate


_ANOTHER_SENTENCE = re.compile(
    r",?\s+and\s+(?:i|we|he|she|they)(?:['’](?:d|ll|m|ve)|\s+(?:will|would|want|think))\b"
    r"(?![^.]{0,40}\b(?:it|that|them|take|taking|use|using)\b)|"
    r"[.?!]\s+(?!(?:take|takes|taking|once|twice|one|two|three|four|every|that|it|you|this|so|and|daily|at|in)\b|\d)"
    r"(?-i:(?=[A-Z]))",
    re.IGNORECASE,
)
"""Where the words behind a medicine turn to something else."""


def _behind(text: str, drug: DrugMention, others: Sequence[DrugMention]) -> str:
    end = min([drug.end + _REACH, *(other.start for other in others)])
    behind = text[drug.end : end]
    stop = _ANOTHER_SENTENCE.search(behind)
    return behind[: stop.start()] if stop else behind


def _rate(directions: Directions) -> Rate | None:
    repeat = directions.repeat
    if repeat is None or repeat.frequency is None or repeat.period is None or repeat.unit not in _DAYS:
        return None
    days = _DAYS[repeat.unit]
    slowest = Decimal(repeat.frequency) / ((repeat.period_most or repeat.period) * days)
    return slowest, Decimal(repeat.most or repeat.frequency) / (repeat.period * days)


def _meet(one: Rate, other: Rate) -> bool:
    nearly = Decimal("0.99")  # a third of a day, thrice, is not quite a day
    return one[0] * nearly <= other[1] and other[0] * nearly <= one[1]


def _show(rate: Rate) -> str:
    times, days = (rate[1], 1) if rate[1] >= 1 else (rate[1] * 7, 7)
    period = "a day" if days == 1 else "a week"
    return f"{round(times) or 'less than 1'} time{'' if round(times) == 1 else 's'} {period}"


def _by_ingredient(pairs: Iterable[tuple[str, Rate]]) -> dict[str, frozenset[Rate]]:
    table: dict[str, frozenset[Rate]] = {}
    for ingredient, rate in pairs:
        table[ingredient] = table.get(ingredient, frozenset()) | {rate}
    return table
