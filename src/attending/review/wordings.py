"""What a practitioner changed in signed notes, phrase by phrase; and which of their wordings they gave up.

Read by `journeys`, which learns preferred wording from it (`scribe.wording`). Nothing is copied: the phrases are read
from the signed reviews each time, so that a forgotten one is gone and an erased patient takes theirs along.
"""

from collections.abc import Iterator

import msgspec

from attending.database import Connection
from attending.record import Transaction
from attending.review import shelf
from attending.review.review import Edit
from attending.review.states import ReviewStatus
from attending.security import Action

_SCHEMA = """
CREATE TABLE IF NOT EXISTS wording_given_up (
  practitioner TEXT NOT NULL, phrase TEXT NOT NULL, replacement TEXT NOT NULL,
  PRIMARY KEY (practitioner, phrase, replacement)
) STRICT, WITHOUT ROWID;
"""
_ALL = ("", "")
"""Stands for: this practitioner wants no preferred wording at all."""


class PhraseChange(msgspec.Struct, frozen=True, kw_only=True):
    """A run of words of a draft, and what the practitioner signed in its place."""

    note: str
    before: str
    after: str


def prepare(connection: Connection) -> None:
    """Make the table where there is none."""
    with connection.writing():
        connection.create(_SCHEMA)


def changes_of(tx: Transaction, practitioner: str) -> list[PhraseChange]:
    """Every phrase that a practitioner changed in a sentence of a note and then signed, noted as one search."""
    signer = f"Practitioner/{practitioner}"
    found = [
        change
        for status in (ReviewStatus.SIGNED, ReviewStatus.AMENDED)
        for review in shelf.with_status(tx, status)
        if review.signings[-1].by == signer and tx.covers(review.type, review.patient)
        for edit in review.edits
        for change in _phrases(review.id, edit)
    ]
    tx.audit(Action.READ, what=[signer], type="wording", interaction="search")
    return found


def given_up(tx: Transaction, practitioner: str) -> tuple[bool, frozenset[tuple[str, str]]]:
    """Whether the practitioner wants preferred wording, and which phrases were forgotten."""
    rows = tx.connection.execute(
        "SELECT phrase, replacement FROM wording_given_up WHERE practitioner = ?", (practitioner,)
    ).fetchall()
    pairs = frozenset((str(phrase), str(replacement)) for phrase, replacement in rows)
    return _ALL not in pairs, pairs - {_ALL}


def give_up(tx: Transaction, practitioner: str, phrase: str, replacement: str) -> None:
    """Forget one wording."""
    tx.connection.execute(
        "INSERT INTO wording_given_up (practitioner, phrase, replacement) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (practitioner, phrase, replacement),
    )


def take_back(tx: Transaction, practitioner: str, phrase: str, replacement: str) -> None:
    """Learn a forgotten wording again."""
    tx.connection.execute(
        "DELETE FROM wording_given_up WHERE practitioner = ? AND phrase = ? AND replacement = ?",
        (practitioner, phrase, replacement),
    )


def switch(tx: Transaction, practitioner: str, *, on: bool) -> None:
    """Turn preferred wording on or off for a practitioner; what was learned stays."""
    if on:
        take_back(tx, practitioner, *_ALL)
    else:
        give_up(tx, practitioner, *_ALL)


def _phrases(note: str, edit: Edit) -> Iterator[PhraseChange]:
    """The replaced runs of a changed sentence; the first letter of a sentence is no proper name's."""
    if edit.kind != "changed":
        return
    for first, removed, added in _runs(edit):
        words = [removed.strip(), added.strip()]
        if first:
            words = [text[:1].lower() + text[1:] for text in words]
        if all(words) and not any(sign.isupper() for text in words for sign in text):  # a name is no wording
            yield PhraseChange(note=note, before=words[0], after=words[1])


def _runs(edit: Edit) -> Iterator[tuple[bool, str, str]]:
    """What was removed and what was added in each changed stretch; a blank between two changes joins them."""
    removed = added = ""
    first = True
    for part in edit.parts:
        if part.kind == "same" and (part.text.strip() or not (removed or added)):
            if removed or added:
                yield first, removed, added
            removed, added, first = "", "", part.text.rstrip().endswith(":")  # behind its label a sentence begins
        else:
            removed += part.text if part.kind != "added" else ""
            added += part.text if part.kind != "removed" else ""
    if removed or added:
        yield first, removed, added
