"""Decisions about what was said and does not stand in the note: added, dismissed, or taken back.

Read by `reviews`. What was decided stays with the review, so that nothing comes back after an edit or a new style.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from attending.errors import Conflict, NotFound
from attending.record import Transaction
from attending.record.narrative import SectionText
from attending.review import moves
from attending.review.review import Noticed, Review


def note(review: Review, name: str, noticed: Noticed) -> Review:
    """The review with one more decision; raises `Conflict` where there is one."""
    if name in review.noticed:
        raise Conflict("This was decided before.", hint="Take the decision back first.")
    return replace(review, noticed={**review.noticed, name: noticed})


def dismiss(tx: Transaction, review: Review, name: str, noticed: Noticed) -> Review:
    """The review in which it is not listed again."""
    moves.require_waiting(review)
    return moves.step(tx, note(review, name, replace(noticed, when=tx.now)), "dismiss", detail=name)


def stamped(tx: Transaction, review: Review, name: str) -> Review:
    """The move that keeps what was added to the text, with the moment of its decision."""
    decided = replace(review.noticed[name], when=tx.now)
    return moves.step(tx, replace(review, noticed={**review.noticed, name: decided}), "include", detail=name)


def forget(review: Review, name: str) -> tuple[Review, tuple[SectionText, ...] | None]:
    """The review without a decision, and its text without the sentence that this had added, if it stands there."""
    if name not in review.noticed:
        raise NotFound("Nothing was decided about this.")
    noticed = review.noticed[name]
    before = replace(review, noticed={key: one for key, one in review.noticed.items() if key != name})
    return before, without(review.sections, noticed.claim) if review.includes(noticed) else None


def without(sections: Sequence[SectionText], claim: str) -> tuple[SectionText, ...]:
    """The text without one sentence; the label before it goes to the next one, and a section of it alone goes too."""
    kept = []
    for section in sections:
        sentences = [one for one in section.sentences if one.claim != claim]
        if sentences or not section.sentences:
            kept.append(replace(section, sentences=tuple(sentences)))
    return tuple(kept)
