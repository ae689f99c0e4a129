"""A practitioner's own words: learned from what they signed, shown to them, and used only where facts stay."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from attending.checks import examine
from attending.drafts import Conversation, Draft, Severity
from attending.errors import NotFound
from attending.journeys.clinic import Clinic
from attending.record import Chart
from attending.scribe.drafting import with_texts
from attending.scribe.wording import Changed, Wording, learn_wordings, notes_with, reword
from attending.security import Grant

__all__ = [
    "Learned",
    "Wording",
    "WordingSheet",
    "forget_wording",
    "in_own_words",
    "preferred_wording",
    "restore_wording",
    "wording_sheet",
]


@dataclass(frozen=True)
class Learned:
    """One wording and the reviews of the signed notes it was learned from."""

    wording: Wording
    reviews: tuple[str, ...]


@dataclass(frozen=True)
class WordingSheet:
    """What was learned of a practitioner's wording: whether it is used, and what was forgotten on request."""

    used: bool
    learned: tuple[Learned, ...]
    forgotten: tuple[Learned, ...]


def wording_sheet(practitioner: str, *, clinic: Clinic, grant: Grant) -> WordingSheet:
    """Everything learned of a practitioner's wording, with the notes that taught it."""
    found, used, given_up = clinic.reviews.wordings(practitioner, grant=grant)
    changes = [Changed(one.note, one.before, one.after) for one in found]
    every = [Learned(one, notes_with(one, changes)) for one in learn_wordings(changes)]
    gone = [one for one in every if (one.wording.before, one.wording.after) in given_up]
    return WordingSheet(used, tuple(one for one in every if one not in gone), tuple(gone))


def preferred_wording(practitioner: str, *, clinic: Clinic, grant: Grant) -> tuple[bool, tuple[Wording, ...]]:
    """Whether a practitioner's wording is used, and what was learned of it."""
    sheet = wording_sheet(practitioner, clinic=clinic, grant=grant)
    return sheet.used, tuple(one.wording for one in sheet.learned)


def forget_wording(practitioner: str, phrase: str, *, clinic: Clinic, grant: Grant) -> None:
    """Forget what is written for a phrase."""
    one = _of_phrase(wording_sheet(practitioner, clinic=clinic, grant=grant).learned, phrase)
    clinic.reviews.forget_wording(practitioner, one.before, one.after, grant=grant)


def restore_wording(practitioner: str, phrase: str, *, clinic: Clinic, grant: Grant) -> None:
    """Use a forgotten wording again."""
    one = _of_phrase(wording_sheet(practitioner, clinic=clinic, grant=grant).forgotten, phrase)
    clinic.reviews.restore_wording(practitioner, one.before, one.after, grant=grant)


def _of_phrase(wordings: Sequence[Learned], phrase: str) -> Wording:
    for one in wordings:
        if one.wording.before == " ".join(phrase.lower().split()):
            return one.wording
    raise NotFound("No wording was learned for this phrase.", hint="`attending wording list` names them.")


def in_own_words(note: Draft, wordings: Sequence[Wording], chart: Chart, conversation: Conversation) -> Draft:
    """The note in the practitioner's wording; a sentence that a check doubts more than before stays as it was."""
    new = {c.id: text for c in note.claims if (text := reword(c.text, wordings)) != c.text}
    if not new:
        return note
    before, after = (_doubted(draft, chart, conversation) for draft in (note, with_texts(note, new)))
    held = {claim: text for claim, text in new.items() if claim in before or claim not in after}
    if not held:
        return note
    said = f"{len(held)} sentence{'s stand' if len(held) > 1 else ' stands'} in your preferred wording."
    return replace(with_texts(note, held), not_assessed=(*note.not_assessed, said))


def _doubted(note: Draft, chart: Chart, conversation: Conversation) -> set[str]:
    findings = examine(note, chart, conversation).findings
    return {f.claim for f in findings if f.claim and f.severity is not Severity.INFO}
