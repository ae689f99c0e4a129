"""A practitioner's own words: learned from what they signed, shown to them, and used only where facts stay."""

from collections.abc import Sequence

from msgspec.structs import replace

from attending.checks import examine
from attending.drafts import Conversation, Draft, Severity
from attending.errors import NotFound
from attending.journeys.clinic import Clinic
from attending.record import Chart
from attending.scribe.drafting import with_texts
from attending.scribe.wording import Changed, Wording, learn_wordings, reword
from attending.security import Grant

__all__ = ["Wording", "forget_wording", "in_own_words", "preferred_wording"]


def preferred_wording(practitioner: str, *, clinic: Clinic, grant: Grant) -> tuple[bool, tuple[Wording, ...]]:
    """Whether a practitioner's wording is used, and what was learned of it."""
    changes, used, forgotten = clinic.reviews.wordings(practitioner, grant=grant)
    learned = learn_wordings(Changed(one.note, one.before, one.after) for one in changes)
    return used, tuple(one for one in learned if (one.before, one.after) not in forgotten)


def forget_wording(practitioner: str, phrase: str, *, clinic: Clinic, grant: Grant) -> None:
    """Forget what is written for a phrase."""
    for one in preferred_wording(practitioner, clinic=clinic, grant=grant)[1]:
        if one.before == " ".join(phrase.lower().split()):
            clinic.reviews.forget_wording(practitioner, one.before, one.after, grant=grant)
            return
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
