"""Where a language model's text has a gap: the built-in engine's sentences that stand in for what did not pass.

All of them where nothing is left of a section, else those that say what is not there already. Read by `language_note`.
"""

from collections.abc import Sequence

from attending.drafts import Draft
from attending.scribe.drafting import Written, sentences_of
from attending.scribe.language import NotInserted
from attending.terms.content import Keys, keys_of, units_of

FROM_BUILT_IN = "From the built-in engine: "
SAYS_THE_SAME = 0.6
"""From this share of a sentence's content that stands in what is left of its section, it would say it twice."""


def standing_in(note: Draft, kept: Sequence[Written], refused: Sequence[NotInserted]) -> list[Written]:
    """The built-in engine's sentences for sections that are empty, or of which a sentence did not pass."""
    failed = {one.section for one in refused}
    told: dict[str, frozenset[str]] = {}
    for one in kept:
        told[one.section] = told.get(one.section, frozenset()) | keys_of(one.claim.text)
    return [
        one
        for one in sentences_of(note)
        if one.section not in told
        or (
            one.section in failed
            and _share_in(one.claim.text.removeprefix(one.lead), told[one.section]) < SAYS_THE_SAME
        )
    ]


def _share_in(text: str, told: Keys) -> float:
    """How much of what a sentence says stands in a text with those keys, 0 to 1."""
    units = units_of(text)
    total = sum(unit.weight for unit in units)
    return sum(unit.weight for unit in units if unit.is_in(told)) / total if total else 0.0
