"""What was spoken of and does not stand in the note: allergies, warning signs, medicines, results and more.

Read by `journeys` for `attending verify`. `facts_told` reads a visit into single facts; one that a note holds in no
wording is left out of it. What is worse to miss comes first. An omission may be right: a physician leaves out what does
not matter, so the list is to be read, and blocks nothing.
"""

from collections.abc import Iterator, Sequence

import msgspec

from attending.checks.allergens import is_called_allergy
from attending.checks.examine import load_rules
from attending.checks.facts import Fact, FactKind, facts_told
from attending.checks.implied import is_talked_of
from attending.checks.kept_words import statements_told
from attending.checks.note import headed_sentences
from attending.checks.orders import tests_in
from attending.checks.shorthand import spelled_out
from attending.checks.source import said_in
from attending.drafts import Conversation
from attending.terms.answers import Said
from attending.terms.content import Keys, keys_of


class Omission(msgspec.Struct, frozen=True, kw_only=True):
    """A fact of the visit that the note does not hold; `turn` counts from 1, as the pages show it."""

    kind: FactKind
    fact: str
    turn: int
    role: str
    quote: str


def find_omissions(note: str, conversation: Conversation) -> tuple[Omission, ...]:
    """Everything that was spoken of and is left out of a note, worst first."""
    load_rules()
    return tuple(
        Omission(
            kind=fact.kind,
            fact=fact.words,
            turn=fact.turn + 1,
            role=conversation.turns[fact.turn].role,
            quote=conversation.turns[fact.turn].text,
        )
        for fact in left_out(note, everything_told(said_in(conversation)))
    )


def everything_told(said: Sequence[Said]) -> tuple[Fact, ...]:
    """The facts of a visit that have a name, and the statements behind them that a physician is likely to keep."""
    named = facts_told(said)
    return (*named, *statements_told(said, named))


def left_out(note: str, facts: Sequence[Fact]) -> list[Fact]:
    """The facts that a note holds in no wording."""
    sentences = list(_keys_of_sentences(note))
    held = frozenset[str]().union(*sentences, (f"test:{name}" for name in tests_in(spelled_out(note))))
    return [fact for fact in facts if not fact.is_in(held, sentences) and not is_talked_of(fact.keys, note)]


def _keys_of_sentences(note: str) -> Iterator[Keys]:
    """Everything under which a fact may stand in each sentence; an allergen counts where it is called one."""
    for heading, sentence in headed_sentences(note):
        text = spelled_out(sentence)
        here = keys_of(text)
        yield here | {f"allergy:{key}" for key in here} if is_called_allergy(text, heading) else here
