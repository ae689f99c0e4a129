"""Which of several troubles told at the opening a visit is about: the one it goes on to speak of.

Read by `complaint`. A patient who answers "tired, and I've had this headache since yesterday" came for what is then
asked after, examined and treated.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.vocabulary import joined
from attending.terms.content import CONCEPT_WEIGHT, Keys, keys_of, units_of
from attending.terms.negation import Status, assertion_of

FIRST = 1.5
"""What being told first counts, in turns that speak of a trouble."""
PLANNED, LATE = 2.0, 0.6
"""What a clinician's turn counts that speaks of it behind this share of the visit, where plans are made."""
GENERAL = 1.6
"""What is taken from a trouble that goes with many illnesses."""
_GENERAL = frozenset(
    {"fatigue", "malaise", "insomnia", "sleep disturbance", "daytime sleepiness", "weakness", "stress", "chills"}
)


def most_discussed(visit: Visit, told: Iterable[tuple[Statement, str]]) -> list[tuple[Statement, str]]:
    """The troubles in the order of how much the visit speaks of them; those equally spoken of as they were told."""
    first: dict[str, Statement] = {}
    for statement, name in told:
        first.setdefault(name, statement)
    weights = {name: _weight(visit, name, first=place == 0) for place, name in enumerate(first)}
    return [(first[name], name) for name in sorted(first, key=lambda name: -weights[name])]


def _weight(visit: Visit, name: str, *, first: bool) -> float:
    units = [unit for unit in units_of(name) if unit.weight == CONCEPT_WEIGHT] or list(units_of(name))
    spoken = _keys_by_turn(visit)
    late = visit.utterances[min(len(visit.utterances) - 1, int(LATE * len(visit.utterances)))].turn
    weight = FIRST if first else 0.0
    for turn, role, keys in spoken:
        if units and all(unit.is_in(keys) for unit in units):
            weight += PLANNED if role is Role.CLINICIAN and turn >= late else 1.0
    return weight - (GENERAL if name.lower().rstrip(".") in _GENERAL else 0.0)


@lru_cache(maxsize=REMEMBERED)
def _keys_by_turn(visit: Visit) -> Sequence[tuple[int, Role, Keys]]:
    """What each turn speaks of, without what the patient denies in it."""
    turns: dict[int, tuple[Role, list[str]]] = {}
    for utterance in visit.utterances:
        text = joined(utterance.words)
        denied = utterance.role is not Role.CLINICIAN and any(
            assertion_of(text, unit.start, unit.end).status is Status.NEGATED for unit in units_of(text)
        )
        if not denied:
            turns.setdefault(utterance.turn, (utterance.role, []))[1].append(text)
    return [(turn, role, keys_of(" ".join(texts))) for turn, (role, texts) in turns.items()]
