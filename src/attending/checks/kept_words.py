"""Which words of a visit physicians keep, and the statements that hold such a word: "I lost my job in May".

Read by `omissions`, which lists them behind the facts that have a name. `kept_words.tsv` holds how often a note of
MTS-Dialog's training set has a word that its patient says or answers to, or its clinician says (`kept_words_remake`).
"""

import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from attending.checks.facts import Fact, FactKind
from attending.terms.answers import Said
from attending.terms.content import Keys, Unit, keys_of, units_of
from attending.terms.lexicon import read_table

TABLE = "kept_words.tsv"
LEAST_SHARE, LEAST_OF_CLINICIANS = 0.57, 0.65
"""Of the notes whose patient, or clinician, says a word so many have it, where it counts as one that is kept. Chosen on
MTS-Dialog's training set, each sixth with the table of the others: 70 % of the notes' sentences are named so, and 78 %
of all that is listed stands in the note."""
_BRIEF, _CLEAR = 8, 3
"""Units of an answer that may name less than its question does; units from which it is clear without."""
_SENTENCE = re.compile(r"(?<=[.?!])\s+")
OF_CLINICIAN = "d "
"""How the name of a clinician's word begins."""


def statements_told(said: Sequence[Said], named: Collection[Fact]) -> Iterator[Fact]:
    """Each statement with a word that physicians keep and that no named fact is known by."""
    known = frozenset[str]().union(*(fact.keys | keys_of(f"{fact.kind} {fact.words}") for fact in named))
    for turn, asked, answer in statements_of(said):
        clinician = said[turn].clinician is True
        wanted = [
            [
                one.keys
                for one in units_of(text)
                if not one.keys & known and name_of(one, clinician=clinician) in _kept()
            ]
            for text in (asked, answer)
        ]
        if any(wanted):
            keys = frozenset[str]().union(*wanted[0], *wanted[1])
            known |= keys
            needs_question = wanted[0] or len(units_of(answer)) < _CLEAR
            yield Fact(FactKind.STATEMENT, f"{asked} {answer}".strip() if needs_question else answer, turn, keys)


def statements_of(said: Sequence[Said]) -> Iterator[tuple[int, str, str]]:
    """Each sentence that asks nothing, with its turn and, where it is a brief answer, the questions before it."""
    for turn, one in enumerate(said):
        for number, sentence in enumerate(filter(None, _SENTENCE.split(one.text))):
            brief = turn and not number and not one.clinician and len(units_of(sentence)) < _BRIEF
            asked = [part for part in _SENTENCE.split(said[turn - 1].text) if "?" in part] if brief else []
            if "?" not in sentence:
                yield turn, " ".join(asked), sentence


def name_of(unit: Unit, *, clinician: bool) -> str:
    """The one name by which a unit is counted: a concept or a wording before a stem."""
    name = min((key for key in unit.keys if not key.startswith("=")), default=min(unit.keys))
    return f"{OF_CLINICIAN}{name}" if clinician else name


@cache
def _kept() -> Keys:
    rows = ((word, float(share)) for word, share in read_table(TABLE, "attending.checks"))
    return frozenset(
        word for word, share in rows if share >= (LEAST_OF_CLINICIANS if word.startswith(OF_CLINICIAN) else LEAST_SHARE)
    )
