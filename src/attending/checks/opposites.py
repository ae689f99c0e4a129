"""The opposite of what was said: still or no longer, mild or severe, normal or abnormal, more or less, daily or weekly.

Read by `verify`. As with numbers and sides (`elsewhere`), both words usually stand somewhere in a visit: what the words
around each place hold of the sentence (`passages`) tells which is its own. Only words that are each other's opposite
are compared, and a denial turns a word into its opposite ("not swollen", "no longer taking").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from attending.checks.clauses import Clauses
from attending.checks.instead import is_time
from attending.checks.number import carries
from attending.checks.problem import Problem, quoted
from attending.checks.rate import find_rates
from attending.checks.scales import SCALES, SIDES, Scale
from attending.terms.anatomy import find_sides
from attending.terms.answers import Answer
from attending.terms.content import Unit, keys_of, number_key, units_of
from attending.terms.negation import Status, assertion_of
from attending.terms.quantity import Quantity
from attending.terms.spoken import find_quantities
from attending.terms.units import comparable

RIVAL_SHARE, LEAST_LEAD, LEAST_SHARE = 0.6, 0.4, 0.75
"""A word is contradicted where its clauses hold at most so much of the sentence as those of its opposite do, by at
least so much less content, and those hold at least the third of what any clause holds. Chosen on ACI-BENCH train."""
WEIGHTS, BIAS = (-2.2, -2.6, -1.0, 3.5, 1.1), 0.5
"""Logistic regression on ACI-BENCH train: words of clinicians' and drafted sentences against the same words turned, by
what the visit holds: the word in any wording, plainly, in questions; its opposite plainly, loosely. Rounded."""
LEAST_ODDS = 0.9
"""Above it 8 of 677 right words of train are called wrong and 67 % of those turned."""
LOOSE_SHARE, FAR_SHARE = 0.8, 0.4
"""What a word counts that may mean the same, and what stands in another clause of the note's sentence."""
NOWHERE_SHARE = 0.15
"""A relative who is named only where so little of the sentence is spoken of is another one."""
_SMALL = 4
"""Smaller numbers stand everywhere ("to", "for") and tell no place."""


def check_opposites(sentence: str, clauses: Clauses) -> list[Problem]:
    """Words of a sentence whose opposite was said where the visit speaks of the same."""
    return list(_scaled(sentence, clauses))


def check_rates(sentence: str, clauses: Clauses) -> list[Problem]:
    """How often something is done, where the visit gives it otherwise."""
    problems = []
    own = find_rates(sentence)
    for rate in own:
        held = clauses.weigh(units_beside(sentence, rate.start, rate.end))
        mine, others = [], []
        for index, (weight, said, turn) in enumerate(zip(held, clauses.rates, clauses.turns, strict=True)):
            asked = held[index - 1] if index and turn != clauses.turns[index - 1] else 0.0  # it answers what was asked
            mine += [max(weight, asked) for one in said if one.meets(rate)]
            others += [(weight, one.text, turn) for one in said if not any(one.meets(written) for written in own)]
        rival = max(others, default=(0.0, "", -1))
        if is_the_others(mine, rival[0], held):
            message = f"{quoted(rate.text)} stands here, but where this is spoken of the words say {quoted(rival[1])}."
            problems.append(Problem("rate-differs", rate.text.lower(), message, (rival[2],)))
    return problems


def check_time_units(sentence: str, clauses: Clauses) -> list[Problem]:
    """Weeks for days: the number of a time, which the visit gives with another unit where it speaks of the same."""
    problems = []
    for written in find_quantities(sentence):
        if not is_time(written) or written.unit is None:
            continue
        held = clauses.weigh(units_beside(sentence, written.start, written.end))
        mine, others = [], []
        for weight, said, text, turn in zip(held, clauses.quantities, clauses.texts, clauses.turns, strict=True):
            mine += [weight for one in said if any(carries(one, value, written.unit) for value in written.values)]
            mine += [weight] if not said and _names_unit(text, written) else []
            others += [(weight, one.text, turn) for one in said if _in_another_unit(one, written)]
        rival = max(others, default=(0.0, "", -1))
        if is_the_others(mine, rival[0], held):
            message = f"{quoted(written.text)} stands here, but the words say {quoted(rival[1])}."
            problems.append(Problem("unit-differs", f"{written.text}|{rival[1]}", message, (rival[2],)))
    return problems


def _names_unit(text: str, written: Quantity) -> bool:
    """Whether a clause names the unit without a number that is read: "a couple of months"."""
    word = written.text.split()[-1].lower().removesuffix("s")
    return len(word) > 2 and word in text.lower()


def _in_another_unit(said: Quantity, written: Quantity) -> bool:
    if said.unit is None or written.unit is None or not comparable(said.unit, written.unit):
        return False
    return bool(set(said.values) & set(written.values)) and said.unit != written.unit


@dataclass(frozen=True, slots=True)
class Heard:
    """How much of a sentence the clauses hold where its word or the opposite was said; shares of the most any holds."""

    plain: float = 0.0
    loose: float = 0.0
    asked: float = 0.0
    """The word in a question, or of what might come: it bears the note out a little."""
    other_plain: float = 0.0
    other_loose: float = 0.0
    most: float = 0.0
    """How much of the sentence the clause holds that holds most."""

    @property
    def against(self) -> float:
        """The logarithm of the odds that the note has the word the wrong way round."""
        borne_out = max(self.plain, LOOSE_SHARE * self.loose)
        shares = (borne_out, self.plain, self.asked, self.other_plain, self.other_loose)
        return BIAS + sum(weight * share for weight, share in zip(WEIGHTS, shares, strict=True))


def occurrences(sentence: str) -> Iterator[tuple[Scale, int, re.Match[str]]]:
    """Each word of a scale that a sentence affirms, with the number of its pole, but those beside their opposite."""
    return ((scale, number, match) for scale, number, match, affirmed in words_of_scales(sentence) if affirmed)


def words_of_scales(sentence: str) -> Iterator[tuple[Scale, int, re.Match[str], bool]]:
    """Each word of a scale, with the number of its pole and whether it is affirmed, not denied, hoped or feared."""
    for scale in SCALES:
        for number, pole in enumerate(scale.poles):
            for match in pole.written.finditer(sentence):
                start, end = _written_clause(sentence, match.start(), match.end())
                if scale.poles[1 - number].written.search(sentence, start, end):
                    continue  # "better at rest, worse on stairs"
                denied = _DENIED.search(sentence, start, match.start())
                status = assertion_of(sentence, match.start(), match.end()).status
                yield scale, number, match, not denied and status is Status.PRESENT


def is_denied(sentence: str, match: re.Match[str]) -> bool:
    """Whether a word is denied, not hoped or feared."""
    status = assertion_of(sentence, match.start(), match.end()).status
    return status is Status.NEGATED or denied_before(sentence, match.start())


def sides_without_part(sentence: str) -> Iterator[tuple[Scale, int, re.Match[str]]]:
    """Left and right of what is no known part of the body: "crackles at the left base", "worse on the right"."""
    known = [(one.start, one.end) for one in find_sides(sentence) if one.part]
    for number, pole in enumerate(SIDES.poles):
        for match in pole.written.finditer(sentence):
            if not any(start < match.end() and match.start() < end for start, end in known):
                yield SIDES, number, match


def heard(sentence: str, place: tuple[int, int], scale: Scale, number: int, clauses: Clauses) -> tuple[Heard, str, int]:
    """What the visit says for and against the word at `sentence[place]`; the strongest word against it and its turn."""
    units = _units_of_clause(sentence, *place)
    own = frozenset().union(*(unit.keys for unit in units))
    told = _told(scale, number, clauses)
    inside = clauses.weigh(units, neighbour=0.0)
    near = clauses.weigh(units, settled=_settled(told))
    most = max(near, default=0.0)
    best: dict[str, float] = {}
    rival = (0.0, "", -1)
    for around, within, words, turn in zip(near, inside, told, clauses.turns, strict=True):
        for kind, said in words if around else ():
            against = kind.startswith("other")
            if against and (keys_of(said) & own or said.lower() in _SAYS_LITTLE):
                continue
            weight = (within if kind.endswith("loose") else around) / most
            best[kind] = max(best.get(kind, 0.0), weight)
            rival = max(rival, (weight, said, turn)) if against else rival
    return Heard(**best, most=most), rival[1], rival[2]


@dataclass(frozen=True, slots=True)
class Near:
    """What is said for a word and plainly for its opposite, where most of its sentence is spoken of or right beside."""

    own: frozenset[str] = frozenset()
    other: frozenset[str] = frozenset()
    turn: int = -1
    """Where the opposite is said."""
    most: float = 0.0
    """How much of the sentence the clause holds that holds most."""


def said_near(
    sentence: str, place: tuple[int, int], scale: Scale, number: int, clauses: Clauses, *, affirmed: bool
) -> Near:
    """What is said near for and against the word at `sentence[place]`; for one not affirmed, in any way."""
    named = clauses.keep((scale, number, "any"), lambda: (_named_in(text, scale, number) for text in clauses.texts))
    told = _told(scale, number, clauses) if affirmed else named
    near = clauses.weigh(_units_of_clause(sentence, *place), settled=_settled(told))
    most = max(near, default=0.0)
    best = [index for index, weight in enumerate(near) if most and weight >= LEAST_SHARE * most]
    beside = sorted({index + step for index in best for step in (-1, 0, 1) if 0 <= index + step < len(told)})
    where = beside if affirmed else best  # what is planned has its word in its own clause
    own = frozenset(word.lower() for index in where for kind, word in named[index] if kind == "plain")
    other = [(word, index) for index in beside for kind, word in told[index] if kind == "other_plain"]
    turn = clauses.turns[other[0][1]] if other else -1
    return Near(own, frozenset(word for word, _ in other), turn, most)


def _named_in(text: str, scale: Scale, number: int) -> tuple[tuple[str, str], ...]:
    """The words of both poles in a clause, whether told, asked or denied."""
    own = (("plain", match.group()) for match in scale.poles[number].loose.finditer(text))
    other = (("other_plain", match.group()) for match in scale.poles[1 - number].plain.finditer(text))
    return (*own, *other)


def _told(scale: Scale, number: int, clauses: Clauses) -> Sequence[Sequence[tuple[str, str]]]:
    """What each clause says for one pole or the other."""
    return clauses.keep(
        (scale, number),
        lambda: (tuple(_poles_in(*said, scale, number)) for said in zip(clauses.texts, clauses.answers, strict=True)),
    )


def _settled(told: Sequence[Sequence[tuple[str, str]]]) -> frozenset[int]:
    """The clauses that say the word or its opposite themselves; a question waits for its answer."""
    return frozenset(index for index, words in enumerate(told) if any(kind != "asked" for kind, _ in words))


def denied_before(text: str, start: int) -> bool:
    """Whether a denial stands right before a word."""
    return _DENIED.search(text, 0, start) is not None


def _scaled(sentence: str, clauses: Clauses) -> Iterator[Problem]:
    sides = () if _DENIES_ANY.search(sentence) else sides_without_part(sentence)
    on_the = (one for one in sides if sentence[: one[2].start()].endswith("on the "))
    for scale, number, match in (*occurrences(sentence), *on_the):
        found, rival, turn = heard(sentence, match.span(), scale, number, clauses)
        word = match.group().lower()
        if found.against >= LEAST_ODDS and rival:
            message = f"{quoted(word)} stands here, but where this is spoken of the words say {quoted(rival)}."
            yield Problem(scale.code, word, message, (turn,))
        elif scale.ended is not None and scale.ended.match(word) and found.most >= 1 and _nowhere(found):
            yield Problem(scale.code.replace("differs", "not-said"), word, f"Nobody said {quoted(word)} of this.")


_DENIES_ANY = re.compile(r"\b(?:no|not|denies|without|negative)\b", re.IGNORECASE)


def _nowhere(found: Heard) -> bool:
    return max(found.plain, found.loose) <= NOWHERE_SHARE


def _poles_in(text: str, answer: Answer, scale: Scale, number: int) -> Iterator[tuple[str, str]]:
    """What a clause says for one pole or the other, plainly or loosely; a denial or a "no" to a question turns it."""
    courtesies = [match.span() for match in _COURTESY.finditer(text)]
    for at, names in ((number, ("", "other_")), (1 - number, ("other_", ""))):
        pole = scale.poles[at]
        for match in pole.loose.finditer(text):
            if any(start <= match.start() < end for start, end in courtesies):
                continue
            status = assertion_of(text, match.start(), match.end()).status
            plain = pole.plain.fullmatch(match.group()) is not None
            denied = _DENIED.search(text, 0, match.start()) is not None
            if status is Status.NEGATED and not (plain and denied) and not _starts_anew(text, match.start()):
                continue  # of another word
            if status in (Status.ASKED, Status.HYPOTHETICAL):
                asked = status is Status.ASKED and plain
                if asked and answer is Answer.YES:
                    yield f"{names[0]}plain", match.group()
                elif asked and answer is Answer.NO and scale.turns:
                    yield f"{names[1]}plain", f"not {match.group()}"
                elif at == number:
                    yield "asked", match.group()
            elif plain and denied:
                if scale.turns:
                    yield f"{names[1]}plain", f"not {match.group()}"
            else:
                yield f"{names[0]}{'plain' if plain else 'loose'}", match.group()


_DENIED = re.compile(
    r"\b(?:not|no|never|without|fail(?:s|ed|ing)?\s+to|(?:do|does|did|is|are|was|were|has|have|had|ca|could|wo)n['’]?t|n['’]t)\s+(?:(?:been|be|get(?:ting)?|any|very|really|all|to|well|"
    r"feel(?:ing)?|provid\w+|give|have|significant(?:ly)?)\s+){0,2}$",
    re.IGNORECASE,
)
"""A denial right before a word; one further ahead is of something else."""
_NEXT_FINDING = re.compile(r"\b(?:no|denies|without)\s+(?:[\w-]+\s+){1,4}$", re.IGNORECASE)
_FINDING = re.compile(r"(?:negative|positive|normal|intact|clear|unremarkable)\b", re.IGNORECASE)


def _starts_anew(text: str, start: int) -> bool:
    """Whether a finding follows another that is denied: "no calf tenderness negative Homan's sign"."""
    return _FINDING.match(text, start) is not None and _NEXT_FINDING.search(text, 0, start) is not None


_SAYS_LITTLE = frozenset(
    {"no", "not", "n't", "nothing", "have", "yes", "yeah", "when", "if", "from", "up", "down",
     "okay", "ok", "some", "more", "over", "bad"}
)  # fmt: skip
"""Loose words that bear a note out, and speak against nothing."""
_COURTESY = re.compile(
    r"(?:^|,\s*)(?:okay|ok|alright|all\s+right|great|good|right)\s*$|"
    r"^(?:okay|ok|alright|all\s+right|great|good|perfect|excellent|fine)\b(?=\s*(?:,|$))|"
    r"^(?:(?:and|but|so|um|uh|oh|yeah|yes|no|okay)\s*,?\s+)*well\b|\bas\s+well\b|\bvery\s+well\s*$|"
    r"\b(?:sit|sat|sitting|lie|lay|lying|laying|bend|bent|bending|write|wrote|calm|slow|set|put|kneel\w*)"
    r"\s+(?:\w+\s+)?down(?!\s+(?:to|from|by)\b)|\bdown\s+(?:the|my|your|his|her|there|here|into|in)\b|"
    r"\b(?:follow\w*|wak\w+|woke|pick\w*|stand\w*|stood|get\w*|got|sit\w*|sat|set\w*|look\w*|hook\w*|warm\w*|"
    r"throw\w*|threw|sign\w*|call\w*|pull\w*|grow\w*|grew|end\w*|wrap\w*)\s+(?:\w+\s+)?up\b|"
    r"\bhow\s+(?:can|may)\s+i\s+help|\bover\s+(?:the\s+counter|here|there)|\bgood\s+(?:morning|afternoon|evening|to\s+see)",
    re.IGNORECASE,
)
"""An "okay" that takes the turn or hands it over praises no finding; who lies down is not less."""
_WRITTEN_END = re.compile(r"[,;:.]\s|\b(?:but|however|although|though|while|whereas|which|who|and)\b", re.IGNORECASE)


def _written_clause(sentence: str, start: int, end: int) -> tuple[int, int]:
    """The clause of a note in which a word stands."""
    first = max((match.end() for match in _WRITTEN_END.finditer(sentence, 0, start)), default=0)
    last = _WRITTEN_END.search(sentence, end)
    return first, last.start() if last else len(sentence)


def _units_of_clause(sentence: str, start: int, end: int) -> list[Unit]:
    """What else the sentence speaks of; what stands in another of its clauses counts for less."""
    units = units_beside(sentence, start, end)
    first, last = _written_clause(sentence, start, end)
    if not any(first <= unit.start < last for unit in units):
        return units
    return [unit if first <= unit.start < last else replace(unit, weight=unit.weight * FAR_SHARE) for unit in units]


def units_beside(sentence: str, start: int, end: int) -> list[Unit]:
    """What else the sentence speaks of, its numbers too."""
    numbers = [
        Unit(frozenset({number_key(value)}), quantity.text, quantity.start, quantity.end)
        for quantity in find_quantities(sentence)
        for value in quantity.values
        if value > _SMALL
    ]
    units = [*units_of(sentence), *numbers]
    return [unit for unit in units if unit.end <= start or end <= unit.start] or units  # "Current smoker."


def is_the_others(mine: Sequence[float], rival: float, held: Sequence[float]) -> bool:
    """Whether a rival's words hold clearly more of the sentence than any that bear it out."""
    best = max(mine, default=0.0)
    return rival - best >= LEAST_LEAD and best <= RIVAL_SHARE * rival and rival >= LEAST_SHARE * max(held, default=0.0)
