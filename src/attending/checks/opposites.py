"""The opposite of what was said: still or no longer, mild or severe, normal or abnormal, more or less, daily or weekly.

Read by `verify`. As with numbers and sides (`elsewhere`), both words usually stand somewhere in a visit: what the words
around each place hold of the sentence (`passages`) tells which is its own. Only words that are each other's opposite
are compared, and a denial turns a word into its opposite ("not swollen", "no longer taking").
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from attending.checks.clauses import Clauses
from attending.checks.instead import is_time
from attending.checks.number import carries
from attending.checks.problem import Problem, quoted
from attending.checks.rate import find_rates
from attending.checks.topic import relatives_in
from attending.terms.content import Unit, keys_of, number_key, units_of
from attending.terms.negation import Status, assertion_of
from attending.terms.quantity import Quantity
from attending.terms.spoken import find_quantities
from attending.terms.units import comparable

RIVAL_SHARE, LEAST_LEAD, LEAST_SHARE = 0.6, 0.4, 0.75
"""A word is contradicted where its clauses hold at most so much of the sentence as those of its opposite do, by at
least so much less content, and those hold at least the third of what any clause holds. Chosen on ACI-BENCH train."""
NOWHERE_SHARE = 0.15
"""A relative who is named only where so little of the sentence is spoken of is another one."""
_SMALL = 4
"""Smaller numbers stand everywhere ("to", "for") and tell no place."""


@dataclass(frozen=True)
class _Pole:
    written: re.Pattern[str]
    plain: re.Pattern[str]
    """Words that say the same in a conversation, and nothing else."""
    loose: re.Pattern[str]
    """These and words that may say the same: enough to bear a note out, too little to speak against its opposite."""


def _pole(written: str, plain: str, loose: str) -> _Pole:
    return _Pole(*(_words(words) for words in (written, f"{written}|{plain}", f"{written}|{plain}|{loose}")))


def _words(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@dataclass(frozen=True)
class _Scale:
    code: str
    poles: tuple[_Pole, _Pole]
    turns: bool = True
    """Whether a denial of one is the other: what is not normal is abnormal, but what is not mild need not be severe."""
    ended: re.Pattern[str] | None = None
    """Words that somebody must have said in some wording: that a thing is no longer done."""


_SCALES = (
    _Scale(
        "status-differs",
        (
            _pole(
                r"still|persist(?:s|ing|ent(?:ly)?)?|ongoing|continues?\s+to|remains|unresolved|current(?:ly)?(?:\s+a)?\s+smok\w+|smokes",
                r"never\s+(?:went|goes)\s+away|pending|waiting\s+(?:on|for)|keeps?\s+(?:coming|hurting|happening)|i\s+smoke|smoking",
                r"keeps?|yet|every\s+now\s+and\s+then|continu\w+|sometimes|lately",
            ),
            _pole(
                r"no\s+longer|resolved|subsided|former(?:ly)?|ex-?smoker|(?<!to )quit|stopped|"
                r"discontinued|used\s+to|ceased",
                r"gone\s+away|went\s+away|cleared\s+up|got\s+rid\s+of|given\s+up|gave\s+up|n[o'’]t\s[^.]{0,30}\bany\s?more",
                r"gone|any\s?more|finished|came\s+off|off\s+of|in\s+the\s+past|all\s+better|years?\s+ago|quit|stop|not|n't",
            ),
        ),
        ended=_words(r"no\s+longer|former(?:ly)?|ex-?smoker|quit|used\s+to"),
    ),
    _Scale(
        "severity-differs",
        (
            _pole(
                r"mild(?:ly)?|slight(?:ly)?|minimal(?:ly)?|trace|minor|faint",
                r"a\s+little(?:\s+bit)?|a\s+bit(?:\s+of)?|tiny|not\s+(?:too|so|that|very)\s+bad|low\s+grade",
                r"little|small|bit|somewhat|some|moderate\w*",
            ),
            _pole(
                r"severe(?:ly)?|marked(?:ly)?|extreme(?:ly)?|excruciating|intense(?:ly)?|massive|profound(?:ly)?",
                r"terrible|terribly|awful|horrible|(?:really|very|so)\s+bad|worst|unbearable|huge|killing\s+me",
                r"significant(?:ly)?|a\s+lot|pretty\s+bad|moderate\w*|badly",
            ),
        ),
        turns=False,
    ),
    _Scale(
        "result-differs",
        (
            _pole(
                r"normal(?:ly)?|unremarkable|within\s+(?:a\s+)?normal\s+limits|wnl|intact",
                r"okay|fine|good|great|perfect|excellent|clear|no\s+(?:issues|problems|concerns|fractures?)",
                r"ok|negative|stable|no|not|nothing",
            ),
            _pole(
                r"abnormal(?:ly|it(?:y|ies))?|impaired|elevated",
                r"(?:a\s+(?:little|bit)\s+|too\s+|really\s+|pretty\s+)?(?:high|low)|reduced|diminished|decreased|weak(?:er)?|not\s+great",
                r"up|bad|increased|limited|concern\w*|crackles|murmur|edema|swelling|tender\w*|fracture|wheez\w+|worse\w*|poor\w*|"
                r"positive|remarkable|pain\w*|over|above|gain\w*|some",
            ),
        ),
    ),
    _Scale(
        "result-differs",
        (
            _pole(r"negative", r"came\s+back\s+(?:normal|clear)", r"normal|clear|no|not|fine|n't"),
            _pole(
                r"positive",
                r"came\s+back\s+abnormal",
                r"pain\w*|hurts?|abnormal|\w*tender\w*|yes|ouch|yeah|do\s+have|warm\w*|have",
            ),
        ),
    ),
    _Scale(
        "change-differs",
        (
            _pole(
                r"increas(?:e|es|ed|ing)|rais(?:e|ed|ing)|higher|elevated|gain(?:ed|s)?",
                r"(?:go|goes|going|went|gone|bump\w*|up)\s+(?:it\s+|that\s+|you\s+)?up|up\s+to|put\s+on|doubl\w+",
                r"up|more|high|above|over|from|bad|worse\w*",
            ),
            _pole(
                r"decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing)|lower(?:ed|ing)|diminished",
                r"(?:go|goes|going|went|gone|cut\w*|come|came|bring)\s+(?:it\s+|that\s+|you\s+)?(?:down|back)|down\s+to|less|los(?:e|ing|t)",
                r"down|half|drop\w*|loss|taper\w*|back\s+off|fewer|below|under|limit\w*|low\w*|trouble|difficult\w*|weak\w*|pain\w*|help\w*|"
                r"hard|not|n't|numb\w*|better|manage\w*",
            ),
        ),
        turns=False,
        ended=_words(r"increase|decrease|reduce"),
    ),
    _Scale(
        "course-differs",
        (
            _pole(
                r"improv(?:e|es|ed|ing|ement)|better|alleviat\w+|reliev(?:e|es|ed|ing)|relief",
                r"help(?:s|ed|ing)?|eases?|eased|went\s+away",
                r"good|well|fine|great|works?|worked|less|down|gone|nice\w*|okay|stops?",
            ),
            _pole(
                r"wors(?:e|ens?|ened|ening)|aggravat\w+|exacerbat\w+|deteriorat\w+",
                r"flare[sd]?|acts?\s+up|acting\s+up|kicks?\s+in|hurts?\s+more",
                r"bad|hurts?|more|painful|trouble|bother\w*|sore|trigger\w*|aches?|pain\w*|when|if|increas\w*|problem\w*|harder",
            ),
        ),
        turns=False,
    ),
)  # fmt: skip


def check_opposites(sentence: str, clauses: Clauses) -> list[Problem]:
    """Words of a sentence whose opposite was said where the visit speaks of the same."""
    return [problem for scale in _SCALES for problem in _scaled(sentence, scale, clauses)]


def check_rates(sentence: str, clauses: Clauses) -> list[Problem]:
    """How often something is done, where the visit gives it otherwise."""
    problems = []
    for rate in find_rates(sentence):
        held = clauses.weigh(_units_beside(sentence, rate.start, rate.end))
        mine, others = [], []
        for weight, said in zip(held, clauses.rates, strict=True):
            mine += [weight for one in said if one.meets(rate)]
            others += [(weight, one.text) for one in said if not one.meets(rate)]
        rival = max(others, default=(0.0, ""))
        if _is_the_others(mine, rival[0], held):
            message = f"{quoted(rate.text)} stands here, but where this is spoken of the words say {quoted(rival[1])}."
            problems.append(Problem("rate-differs", rate.text.lower(), message))
    return problems


def check_time_units(sentence: str, clauses: Clauses) -> list[Problem]:
    """Weeks for days: the number of a time, which the visit gives with another unit where it speaks of the same."""
    problems = []
    for written in find_quantities(sentence):
        if not is_time(written) or written.unit is None:
            continue
        held = clauses.weigh(_units_beside(sentence, written.start, written.end))
        mine, others = [], []
        for weight, said, text in zip(held, clauses.quantities, clauses.texts, strict=True):
            mine += [weight for one in said if any(carries(one, value, written.unit) for value in written.values)]
            mine += [weight] if not said and _names_unit(text, written) else []
            others += [(weight, one.text) for one in said if _in_another_unit(one, written)]
        rival = max(others, default=(0.0, ""))
        if _is_the_others(mine, rival[0], held):
            message = f"{quoted(written.text)} stands here, but the words say {quoted(rival[1])}."
            problems.append(Problem("unit-differs", f"{written.text}|{rival[1]}", message))
    return problems


def _names_unit(text: str, written: Quantity) -> bool:
    """Whether a clause names the unit without a number that is read: "a couple of months"."""
    word = written.text.split()[-1].lower().removesuffix("s")
    return len(word) > 2 and word in text.lower()


def _in_another_unit(said: Quantity, written: Quantity) -> bool:
    if said.unit is None or written.unit is None or not comparable(said.unit, written.unit):
        return False
    return bool(set(said.values) & set(written.values)) and said.unit != written.unit


def check_relatives(sentence: str, clauses: Clauses) -> list[Problem]:
    """Relatives of a sentence whom nobody named, or who were named of something else."""
    problems = []
    for name in relatives_in(sentence):
        places = [index for index, text in enumerate(clauses.texts) if name in relatives_in(text)]
        if not places:
            message = f"The note speaks of the {name}, but nobody did."
            problems.append(Problem("subject-not-said", name, message))
            continue
        units = [unit for unit in units_of(sentence) if not relatives_in(unit.text)]
        held = clauses.weigh(units)
        best, most = max(held[index] for index in places), max(held, default=0.0)
        if best <= NOWHERE_SHARE * most and most - best >= 1:
            problems.append(Problem("subject-misplaced", name, f"The {name} was spoken of in another connection."))
    return problems


def _scaled(sentence: str, scale: _Scale, clauses: Clauses) -> Iterator[Problem]:
    for number, pole in enumerate(scale.poles):
        match = pole.written.search(sentence)
        if match is None or assertion_of(sentence, match.start(), match.end()).status is not Status.PRESENT:
            continue
        if scale.poles[1 - number].written.search(sentence):
            continue  # "better at rest, worse on stairs" tells of two things
        units = _units_beside(sentence, match.start(), match.end())
        own = frozenset().union(*(unit.keys for unit in units))
        held = clauses.weigh(units)
        mine: list[float] = []
        others: list[tuple[float, str]] = []
        for weight, text in zip(held, clauses.texts, strict=True):
            for at, said in _poles_in(text, scale, number) if weight else ():
                if at == number:
                    mine.append(weight)
                elif not keys_of(said) & own:
                    others.append((weight, said))
        rival = max(others, default=(0.0, ""))
        most = max(held, default=0.0)
        if (
            scale.ended is not None
            and scale.ended.match(match.group())
            and max(mine, default=0.0) <= NOWHERE_SHARE * most
            and most >= 1
        ):
            yield Problem(
                scale.code.replace("differs", "not-said"),
                match.group().lower(),
                f"Nobody said {quoted(match.group())} of this.",
            )
        elif _is_the_others(mine, rival[0], held):
            message = (
                f"{quoted(match.group())} stands here, but where this is spoken of the words say {quoted(rival[1])}."
            )
            yield Problem(scale.code, match.group().lower(), message)


def _poles_in(text: str, scale: _Scale, number: int) -> Iterator[tuple[int, str]]:
    """What a clause says for one pole, and plainly for the other; a denial of a word that notes use is its opposite."""
    own, other = scale.poles[number], scale.poles[1 - number]
    for match in own.loose.finditer(text):
        denied = assertion_of(text, match.start(), match.end()).status is Status.NEGATED
        if not denied:
            yield number, match.group()
        elif scale.turns and own.written.fullmatch(match.group()):
            yield 1 - number, f"not {match.group()}"
    for match in other.plain.finditer(text):
        status = assertion_of(text, match.start(), match.end()).status
        if status is Status.PRESENT:
            yield 1 - number, match.group()
        elif status is Status.NEGATED and scale.turns:
            yield number, match.group()


def _units_beside(sentence: str, start: int, end: int) -> list[Unit]:
    """What else the sentence speaks of, its numbers too."""
    numbers = [
        Unit(frozenset({number_key(value)}), quantity.text, quantity.start, quantity.end)
        for quantity in find_quantities(sentence)
        for value in quantity.values
        if value > _SMALL
    ]
    return [unit for unit in (*units_of(sentence), *numbers) if unit.end <= start or end <= unit.start]


def _is_the_others(mine: Sequence[float], rival: float, held: Sequence[float]) -> bool:
    best = max(mine, default=0.0)
    return rival - best >= LEAST_LEAD and best <= RIVAL_SHARE * rival and rival >= LEAST_SHARE * max(held, default=0.0)
