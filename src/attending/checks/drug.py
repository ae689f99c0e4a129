"""Medicines and doses of a sentence against what was said or stands in the chart."""

import re
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import permutations

from attending.checks.dose import Dose, doses_by_ingredient
from attending.checks.problem import Problem, quoted
from attending.checks.source import Source
from attending.terms.drugs import DrugMention, classes, find_drugs
from attending.terms.lexicon import words_of
from attending.terms.possible import possible_numbers
from attending.terms.spoken import find_quantities
from attending.terms.units import convert

_CALLED = {
    "levothyroxine": re.compile(r"\bthyroid\s+(?:tablets?|pills?|medic\w+|replacement)\b", re.IGNORECASE),
    "albuterol": re.compile(r"\b(?:blue\s+(?:one|inhaler|puffer|pump)|rescue\s+inhaler|reliever)\b", re.IGNORECASE),
    "beclomethasone": re.compile(r"\b(?:brown\s+(?:one|inhaler|puffer|pump)|preventer)\b", re.IGNORECASE),
}
"""Medicines as patients call them."""
_BARE_REACH = 60  # characters behind a medicine in which a dose without its unit is told
_SPOKEN_REACH = 160  # characters behind a medicine as it is spoken of, over the turns
_SHORTEST = 5  # letters; shorter names are like too many words
_SIMILAR = 0.8  # of a name's letters; below that the recogniser heard another word


def check_drugs(sentence: str, source: Source, everything: Source | None = None) -> list[Problem]:
    """Medicines that the source does not name; `everything` is the whole visit and the chart."""
    problems = []
    for drug in find_drugs(sentence):
        if _named(drug, source):
            continue
        if everything is not None and _named(drug, everything):
            tail = "it was named elsewhere, in the visit or the chart."
            problems.append(_problem("medicine-elsewhere", drug, f"is not in the words this sentence cites; {tail}"))
            continue
        heard = _similar(drug, everything or source)
        if heard:
            problems.append(_problem("medicine-unclear", drug, f"was heard as {quoted(heard)}; please confirm it."))
        else:
            problems.append(_problem("medicine-not-said", drug, "was not named in the visit, nor is it in the chart."))
    return problems


def check_doses(sentence: str, source: Source) -> list[Problem]:
    """Medicines whose dose in the sentence is none of those said with them."""
    problems = []
    drugs = tuple(find_drugs(sentence))
    for ingredient, doses in doses_by_ingredient(sentence, drugs).items():
        known = source.doses.get(ingredient)
        bare = frozenset() if known else _said_bare(ingredient, source)
        if bare and not {value for value, _ in doses} & (bare | _numbers_with(ingredient, source, _BARE_REACH)):
            shown, told = _show(doses), " or ".join(f"{value:f}" for value in sorted(bare))
            message = f"{ingredient[:1].upper()}{ingredient[1:]} {shown} stands here, but the words say {told}."
            turns = _turns_with_dose(ingredient, source)
            problems.append(Problem("dose-differs", f"{ingredient} {shown}|{told}", message, turns))
        heard = any(value != int(value) and value in source.numbers for value, _ in doses)  # "twelve . five"
        if not known or heard or any(_same_dose(dose, other) for dose in doses for other in known):
            continue
        shown, told = _show(doses), _show(known)
        message = f"{ingredient} {shown} stands here, but the words say {told}."
        detail, message = f"{ingredient} {shown}|{told}", message[0].upper() + message[1:]
        problems.append(Problem("dose-differs", detail, message, _turns_with_dose(ingredient, source)))
    return problems


_BARE = re.compile(r"\s*(?:,\s*|at\s+|(?:up\s+)?to\s+|of\s+|the\s+|is\s+)?")
_LEAST_BARE = 2  # "lisinopril a day", "metformin one" give no dose


def _said_bare(ingredient: str, source: Source) -> frozenset[Decimal]:
    """Numbers without a unit right behind a medicine: "losartan a hundred", "atorvastatin forty"."""
    found: set[Decimal] = set()
    for drug in source.drugs:
        behind = source.text[drug.end : drug.end + _BARE_REACH]
        first = next(iter(find_quantities(behind)), None) if drug.ingredients == (ingredient,) else None
        if first is not None and first.unit is None and _BARE.fullmatch(behind[: first.start]):
            found |= {value for value in first.values if value >= _LEAST_BARE}
    return frozenset(found)


def _turns_with_dose(ingredient: str, source: Source) -> tuple[int, ...]:
    """The turns that give this medicine a dose; else those that name it."""
    named = [(turn, tuple(find_drugs(one.text))) for turn, one in enumerate(source.said)]
    named = [(turn, drugs) for turn, drugs in named if any(ingredient in drug.ingredients for drug in drugs)]
    dosed = [turn for turn, drugs in named if ingredient in doses_by_ingredient(source.said[turn].text, drugs)]
    return tuple((dosed or [turn for turn, _ in named])[:2])


def check_swapped(sentence: str, source: Source) -> list[Problem]:
    """Two medicines of which one has the dose that was said with the other, with its unit or without."""
    written = doses_by_ingredient(sentence, tuple(find_drugs(sentence)))
    near = {ingredient: _numbers_with(ingredient, source) for ingredient in written}
    problems = []
    for (one, doses), (other, others) in permutations(written.items(), 2):
        mine, theirs = ({value for value, _ in said} for said in (doses, others))
        if mine & near[other] and theirs & near[one] and not (mine & near[one] or theirs & near[other]):
            shown = _show(doses)
            message = f"{one[:1].upper()}{one[1:]} {shown} stands here, but that was said with {other}."
            problems.append(Problem("dose-differs", f"{one} {shown}", message))
    return problems


def _numbers_with(ingredient: str, source: Source, reach: int = _SPOKEN_REACH) -> frozenset[Decimal]:
    """Every number said behind a medicine, before the next one."""
    found: set[Decimal] = set()
    following = (*(drug.start for drug in source.drugs[1:]), len(source.text))
    for drug, end in zip(
        source.drugs, following, strict=False
    ):  # where none is named, the end of the text is left over
        if ingredient in drug.ingredients:
            found |= possible_numbers(source.text[drug.end : min(end, drug.end + reach)])
    return frozenset(found)


def _same_dose(one: Dose, other: Dose) -> bool:
    value = convert(other[0], other[1], one[1])
    return value is not None and value == one[0]


def _show(doses: frozenset[Dose]) -> str:
    return " or ".join(f"{value:f} {'units' if unit == '[IU]' else unit}" for value, unit in sorted(doses))


def _named(drug: DrugMention, source: Source) -> bool:
    if set(drug.ingredients) & source.ingredients:
        return True
    if "vaccines" in classes(drug.ingredients[0]):
        return any(word in source.text.lower() for word in ("vaccin", " shot", "booster", " jab"))
    if drug.ingredients[0] in _CALLED and _CALLED[drug.ingredients[0]].search(source.text):
        return True
    generic = {"insulin": "insulins"}.get(drug.ingredients[0])
    return generic is not None and any(generic in classes(one) for one in source.ingredients)


def _similar(drug: DrugMention, source: Source) -> str | None:
    """A word or two neighbouring words of the source that sound much like the medicine: "lie sinopril"."""
    name = drug.name.lower()
    words = words_of(source.text)
    if len(name) < _SHORTEST:
        return None
    letters = SequenceMatcher(None, "", name)
    for first, second in zip(words, [*words[1:], None], strict=True):
        if first.text[:1] != name[:1]:
            continue
        candidates = [first.text] + ([first.text + second.text] if second else [])
        for heard, end in zip(candidates, (first, second), strict=False):
            if end and abs(len(heard) - len(name)) <= 3 and _sounds_like(letters, heard):
                return source.text[first.start : end.end]
    return None


def _sounds_like(letters: "SequenceMatcher[str]", heard: str) -> bool:
    """Whether a word has enough letters of a name in common; the cheaper ratios are never below the true one."""
    letters.set_seq1(heard)
    cheap = letters.real_quick_ratio() >= _SIMILAR and letters.quick_ratio() >= _SIMILAR
    return cheap and letters.ratio() >= _SIMILAR


def _problem(code: str, drug: DrugMention, tail: str) -> Problem:
    return Problem(code, drug.name.lower(), f"{quoted(drug.name)} {tail}")
