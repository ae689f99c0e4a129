"""What people changed in a text, as words that went and came."""

from collections.abc import Iterable
from itertools import zip_longest

from attending.app.web.views.note import Mark, Piece, SentenceView
from attending.review import Edit
from attending.review.text import word_diff


def changed_claims(edits: Iterable[Edit]) -> dict[str, Edit]:
    """The edits of sentences that still stand, by claim."""
    return {edit.claim: edit for edit in edits if edit.claim and edit.kind != "removed"}


def removed_sentences(edits: Iterable[Edit], section: str) -> tuple[SentenceView, ...]:
    """The sentences that were taken out of a section."""
    gone = (edit for edit in edits if edit.kind == "removed" and edit.section == section)
    return tuple(SentenceView(claim=edit.claim or "", text=edit.before, removed=True) for edit in gone)


def pieces_of(edit: Edit, lead: str = "") -> tuple[Piece, ...]:
    """The parts of an edit behind the sentence's lead; changed words with only blanks between them are one change."""
    parts = edit.parts
    if lead and edit.after.startswith(lead):
        before, after = (text.removeprefix(lead).lstrip() for text in (edit.before, edit.after))
        parts = word_diff(before, after)
    found: list[Piece] = []
    gone, come = "", ""
    for part, following in zip_longest(parts, parts[1:]):
        joins = part.kind == "same" and not part.text.strip() and (gone or come) and following is not None
        gone += part.text if part.kind == "removed" or joins else ""
        come += part.text if part.kind == "added" or joins else ""
        if part.kind == "same" and not joins:
            found += [*_change(gone, come), Piece(part.text)]
            gone, come = "", ""
    return (*found, *_change(gone, come))


def _change(gone: str, come: str) -> list[Piece]:
    marks: tuple[tuple[str, Mark], ...] = ((gone, "removed"), (come, "added"))
    return [Piece(text, mark) for text, mark in marks if text.strip()]
