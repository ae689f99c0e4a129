"""A number in a unit that nobody used with it: "6 years" where only "six months" was said, "aspirin 81 mcg".

Read by `verify`. `check_time_units` of `opposites` weighs clauses; here the visit as a whole never gives the number in
that unit, nor the unit in any wording.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from attending.checks.clauses import Clauses
from attending.checks.number import carries
from attending.checks.problem import Problem, quoted
from attending.checks.rate import Rate, find_rates
from attending.terms.drugs import find_drugs
from attending.terms.quantity import Quantity, QuantityKind
from attending.terms.spoken import find_quantities
from attending.terms.units import comparable, find_unit

_DIMENSIONS = frozenset({"time", "length"})
_WORDS = {
    "min": r"min(?:ute)?s?", "h": r"h(?:ou)?rs?|hourly|q\d+h",
    "d": r"days?|daily|night(?:s|ly)?|mornings?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|yesterday|tomorrow",
    "wk": r"weeks?|weekly|fortnight\w*|weekends?", "mo": r"months?|monthly|quarter(?:ly)?",
    "a": r"years?|yearly|annual\w*|decades?|age|birthday",
    "mm": r"millimet\w+|mm", "cm": r"centimet\w+|cm|cms",
}  # fmt: skip
"""How talk names each unit; a note's unit that none of these names was not said."""
_MICROGRAMS = frozenset({
    "levothyroxine", "liothyronine", "fentanyl", "fluticasone", "budesonide", "beclomethasone", "beclometasone",
    "mometasone", "salmeterol", "formoterol", "tiotropium", "umeclidinium", "vilanterol", "ipratropium", "albuterol",
    "salbutamol", "levalbuterol", "clonidine", "digoxin", "misoprostol", "cyanocobalamin", "hydroxocobalamin",
    "cholecalciferol", "ergocalciferol", "calcitriol", "alfacalcidol", "desmopressin", "buprenorphine", "tamsulosin",
    "ethinylestradiol", "estradiol", "colchicine", "octreotide", "latanoprost", "bimatoprost", "travoprost",
    "exenatide", "semaglutide", "dulaglutide", "teriparatide", "remifentanil", "sufentanil", "dexmedetomidine",
    "epoprostenol", "filgrastim", "epoetin", "darbepoetin", "interferon", "biotin", "selenium", "chromium",
    "levonorgestrel", "norethisterone", "desogestrel", "pramipexole", "ropinirole", "azelastine", "triamcinolone",
    "ciclesonide", "oxymetazoline", "naloxone", "adrenaline", "epinephrine", "folic", "iodine", "lubiprostone",
    "moxonidine", "glycopyrronium", "glycopyrrolate", "carbetocin", "oxytocin", "fludrocortisone", "glucagon",
    "vitamin",
})  # fmt: skip
"""Medicines that are dosed in micrograms, or written so by many; of any other, micrograms are a slip."""


def check_other_units(sentence: str, clauses: Clauses) -> list[Problem]:
    """Times and lengths whose unit, and rates whose period, nobody said with that number; micrograms of a tablet."""
    return [*_times_and_lengths(sentence, clauses), *_periods(sentence, clauses), *_micrograms(sentence, clauses)]


def _times_and_lengths(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    rates = find_rates(sentence)
    for written in find_quantities(sentence):
        unit = find_unit(written.unit) if written.unit else None
        if unit is None or unit.dimension not in _DIMENSIONS or written.kind is QuantityKind.AGE:
            continue
        if (
            written.unit not in _WORDS
            or _AGE.match(sentence, written.end)
            or any(one.start < written.end and written.start < one.end for one in rates)
        ):
            continue
        said = [(one, turn) for held, turn in zip(clauses.quantities, clauses.turns, strict=True) for one in held]
        if any(carries(one, value, written.unit) for one, _ in said for value in written.values):
            continue
        others = [(one, turn) for one, turn in said if _same_number(one, written)]
        nowhere = not any(_names(text, written.unit) for text in clauses.texts)
        if nowhere or (others and not any(_names(text, written.unit) for text in _texts_near(clauses, written))):
            yield _found(written.text, others, "unit")


def _texts_near(clauses: Clauses, written: Quantity) -> Iterator[str]:
    """The clauses in which the number stands without a unit, with their neighbours; for 1 all clauses."""
    for at, (text, held) in enumerate(zip(clauses.texts, clauses.quantities, strict=True)):
        bare = any(one.unit is None and set(one.values) & set(written.values) for one in held)
        if bare or max(written.values) == 1 or _VAGUE.search(text):
            yield " ".join(clauses.texts[max(0, at - 1) : at + 2])


_AGE = re.compile(r"[\s-]*(?:old|of\s+age)\b", re.IGNORECASE)
_WEEKEND = re.compile(r"week-?end", re.IGNORECASE)
_VAGUE = re.compile(r"\b(?:a\s+)?(?:couple|few|several|half|some|another|dozen)\b", re.IGNORECASE)


def _names(text: str, unit: str) -> bool:
    return re.search(rf"\b(?:{_WORDS[unit]})\b", text, re.IGNORECASE) is not None


def _same_number(said: Quantity, written: Quantity) -> bool:
    if said.unit is None or written.unit is None or said.unit == written.unit:
        return False
    return comparable(said.unit, written.unit) and bool(set(said.values) & set(written.values))


def _found(here: str, others: Sequence[tuple[Quantity | Rate, int]], what: str) -> Problem:
    """What the words say instead; where nothing of the kind, that nobody said it."""
    if not others:
        return Problem(f"{what}-not-said", here.lower(), f"{quoted(here)} was not said.")
    one, turn = others[0]
    message = f"{quoted(here)} stands here, but the words say {quoted(one.text)}."
    return Problem(f"{what}-differs", f"{here}|{one.text}", message, (turn,))


def _periods(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    """As many times, but in another period; and nobody says a rate that would do."""
    own = find_rates(sentence)
    for written in own:
        if written.low is None or _WEEKEND.search(written.text):
            continue
        said = [(one, turn) for held, turn in zip(clauses.rates, clauses.turns, strict=True) for one in held]
        if any(one.meets(written) for one, _ in said):
            continue
        others = [(one, turn) for one, turn in said if _as_many(one, written)]
        if others and not any(one.meets(other) for other, _ in others for one in own):
            yield _found(written.text, others, "rate")


def _as_many(one: Rate, other: Rate) -> bool:
    if one.low is None or other.low is None or one.days == other.days:
        return False
    return abs(one.low * one.days - other.low * other.days) < 0.01


def _micrograms(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    drugs = find_drugs(sentence)
    for index, drug in enumerate(drugs):
        last = drugs[index + 1].start if index + 1 < len(drugs) else len(sentence)
        for dose in find_quantities(sentence[drug.end : min(last, drug.end + 40)]):
            if (
                dose.unit != "ug"
                or any(one.split()[0] in _MICROGRAMS for one in drug.ingredients)
                or _speaks_of_micrograms(clauses)
            ):
                continue
            message = f"{drug.name} is not dosed in micrograms, and nobody said so: {quoted(dose.text)}."
            yield Problem("unit-differs", dose.text, message)


@lru_cache(maxsize=8)
def _speaks_of_micrograms(clauses: Clauses) -> bool:
    return any(re.search(r"\b(?:microgram\w*|mcgs?|ug|µg)\b", one.text, re.IGNORECASE) for one in clauses.said)
