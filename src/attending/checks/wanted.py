"""Are the facts listed as left out of a summary those that a clinician wrote of the same visit?

Read by `verified`. A sentence of the reference is left out where the summary has less than half of its content.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from attending.checks.facts import Fact
from attending.checks.note import sentences_of
from attending.checks.omissions import left_out
from attending.terms.content import keys_of, units_of

HALF = 0.5


def count_wanted(omitted: Sequence[Fact], summary: str, reference: str) -> Counter[str]:
    """The facts listed, those of them that the reference holds, its sentences left out, those that a fact names."""
    wanted = [fact for fact in omitted if not left_out(reference, [fact])]
    sentences = list(_left_out_of(summary, reference))
    named = sum(len(left_out(sentence, wanted)) < len(wanted) for sentence in sentences)
    return Counter(facts=len(omitted), wanted=len(wanted), sentences=len(sentences), named=named)


def measures_of(counts: Mapping[str, int]) -> dict[str, float | int]:
    """Precision over the facts listed, recall over the sentences left out."""
    facts, sentences = counts["facts"], counts["sentences"]
    return {
        "facts_listed": facts,
        "precision": round(counts["wanted"] / facts, 4) if facts else 0.0,
        "reference_sentences_left_out": sentences,
        "recall": round(counts["named"] / sentences, 4) if sentences else 0.0,
    }


def _left_out_of(summary: str, reference: str) -> Iterator[str]:
    held = keys_of(summary)
    for sentence in sentences_of(reference):
        units = units_of(sentence)
        whole = sum(unit.weight for unit in units)
        if whole and sum(unit.weight for unit in units if unit.is_in(held)) < HALF * whole:
            yield sentence
