"""All checks of one sentence against one source; a draft's claim and a line of somebody else's note pass alike."""

from attending.checks.drug import check_doses, check_drugs
from attending.checks.negation import check_negations
from attending.checks.number import check_numbers, check_units
from attending.checks.problem import Problem
from attending.checks.side import check_sides
from attending.checks.source import Source


def examine_sentence(sentence: str, source: Source, everything: Source | None = None) -> tuple[Problem, ...]:
    """What is wrong with a sentence, compared with its source.

    Args:
        sentence: one sentence of a note.
        source: the words it rests on, or the whole visit where it cites none.
        everything: the whole visit with the chart, to tell "said elsewhere" from "never said".
    """
    return (
        *check_numbers(sentence, source, everything),
        *check_units(sentence, source),
        *check_drugs(sentence, source, everything),
        *check_doses(sentence, source),
        *check_negations(sentence, source, everything),
        *check_sides(sentence, source),
    )
