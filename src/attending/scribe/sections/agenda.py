"""What a patient brings who comes for several things: "three things today: my knee, this rash, and I need my inhaler".

Read by `complaint`, which then names them all, and by `planned`, where the clinician comes to each.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.sections.history import FIRST_TURNS
from attending.scribe.sections.reasons import reasons_in
from attending.scribe.vocabulary import joined, parted
from attending.terms.anatomy import find_parts
from attending.terms.content import keys_of, units_of
from attending.terms.negation import Status, assertion_of

_SEVERAL = re.compile(
    r"\b(?:two|three|four|five|[2-5]|couple of|few|several|bunch of|number of) (?:different |separate |little |quick "
    r"|main )?(?:things|problems|issues|reasons|concerns|questions|complaints)\b|\b(?:a|my|shopping) list\b|"
    r"\b(?:one|two|three) (?:other|more) things?\b|\bnumber one\b"
)
"""How somebody announces that they come for more than one thing."""
_AND_ALSO = re.compile(
    r"^(?:(?:and|so|oh|then|well|,) )*(?:the |my )?(?:second(?:ly)?|third(?:ly)?|other|next|last(?:ly)?|final(?:ly)?|"
    r"also|number (?:two|three))\b(?: (?:one|thing|problem|of all))*(?: (?:is|was|,))*(?: that| (?:is )?about)? ?"
)
_COUNTED = re.compile(
    r"(?:^|\b(?:and|so|then|well|,) |, )(?:the |my )?(?:first|second|third|other|next|last|main)(?: one| thing| "
    r"problem)? (?:is|was)(?: that| about)? |\b(?:one|two) is |\b(?:first|second|third|last)ly,? |"
    r"\bnumber (?:one|two|three),? "
)
_PARTS = re.compile(r",? (?:and then|and also|and|then|also|plus|finally),? |, |: ")
LEAST, MOST = 2, 5
"""Things somebody comes for who comes for several."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of several that a patient comes for."""

    name: str
    sources: tuple[Source, ...]
    keys: frozenset[str]
    """By what it is spoken of (`terms.content`): itself, and the part of the body it is in."""


@lru_cache(maxsize=REMEMBERED)
def agenda(visit: Visit) -> tuple[Item, ...]:
    """The things a patient says they come for; nothing where it is one."""
    items: list[Item] = []
    for group in _grouped([part for statement in _told(visit) for part in _parts(statement)]):
        name = _name(group)
        units = [unit for unit in units_of(name) if not _PLAIN.match(unit.text.lower())]
        parts = [keys_of(part.value) for part in find_parts(name)]
        keys = frozenset().union(*(unit.keys for unit in units), *parts)
        if keys and not any(keys & item.keys for item in items):
            sources = tuple(dict.fromkeys(source for part in group for source in part.sources))
            items.append(Item(name, sources, keys))
    return tuple(items[:MOST]) if len(items) >= LEAST else ()


def _grouped(parts: list[tuple[bool, Statement]]) -> list[list[Statement]]:
    """What is said of each thing: up to "the other one is …" where they are counted, else each part by itself."""
    if sum(counted for counted, _ in parts) < LEAST:
        return [[part] for _, part in parts]
    groups: list[list[Statement]] = []
    for counted, part in parts:
        if counted:
            groups.append([part])
        elif groups:
            groups[-1].append(part)
    return groups


_PLAIN = re.compile(r"pain|problem|injury|right|left|lower|upper|follow|review")
"""Words of a name that are no more than what is said of any part."""


def _name(group: list[Statement]) -> str:
    """What one of several things is called: by what is felt or known rather than by where it is."""
    text = " , ".join(joined(part.words) for part in group)
    named = [one for one in reasons_in(text) if assertion_of(text, one.start, one.end).status is not Status.NEGATED]
    return next((one.name for one in sorted(named, key=lambda one: one.name.endswith(" problem"))), "")


def _told(visit: Visit) -> Iterator[Statement]:
    """The statements of the turn that announces several things, and later ones that go on with the next."""
    opened = -1
    for statement in visit.statements:
        if statement.asks or statement.kind != "said" or statement.at > FIRST_TURNS:
            continue
        turn, text = statement.sources[0].turn, joined(statement.words)
        if opened < 0 and _SEVERAL.search(text):
            opened = turn
        if opened >= 0 and (turn == opened or (statement.role is not Role.CLINICIAN and _AND_ALSO.match(text))):
            yield statement


def _parts(statement: Statement) -> Iterator[tuple[bool, Statement]]:
    """The parts of a statement, and whether each is counted: "the first is …, the other …"."""
    for place, stretch in enumerate(_COUNTED.split(joined(statement.words))):
        for number, part in enumerate(_PARTS.split(_AND_ALSO.sub("", stretch))):
            if part.strip(" ,"):
                yield (
                    bool(place) and number == 0,
                    replace(statement, words=tuple(parted(part.strip(" ,")))),
                )
