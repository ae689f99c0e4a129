"""A practitioner's own words in a draft: learned from what they signed, and used only where facts stay."""

from collections.abc import Sequence

from msgspec.structs import replace

from attending.checks import examine
from attending.drafts import Conversation, Draft, Severity
from attending.journeys.clinic import Clinic
from attending.journeys.wording_sheet import wording_sheet
from attending.record import Chart
from attending.scribe.drafting import with_texts
from attending.scribe.wording import Wording, reword
from attending.security import Grant

YOUR_WORDS = "Worded as in notes you signed before, with the same facts: "
"""Begins the remark on sentences in the practitioner's own words."""


def preferred_wording(practitioner: str, *, clinic: Clinic, grant: Grant) -> tuple[bool, tuple[Wording, ...]]:
    """Whether a practitioner's wording is used, and what was learned of it."""
    sheet = wording_sheet(practitioner, clinic=clinic, grant=grant)
    return sheet.used, tuple(one.wording for one in sheet.learned)


def in_own_words(note: Draft, wordings: Sequence[Wording], chart: Chart, conversation: Conversation) -> Draft:
    """The note in the practitioner's wording; a sentence that a check doubts more than before stays as it was."""
    new = {c.id: text for c in note.claims if (text := reword(c.text, wordings)) != c.text}
    if not new:
        return note
    before, after = (_doubted(draft, chart, conversation) for draft in (note, with_texts(note, new)))
    held = {claim: text for claim, text in new.items() if claim in before or claim not in after}
    if not held:
        return note
    drafted = {claim.id: claim.text for claim in note.claims}
    worded = "; ".join(f"“{text}” for “{drafted[claim]}”" for claim, text in held.items())
    return replace(with_texts(note, held), remarks=(*note.remarks, f"{YOUR_WORDS}{worded}"))


def _doubted(note: Draft, chart: Chart, conversation: Conversation) -> set[str]:
    findings = examine(note, chart, conversation).findings
    return {f.claim for f in findings if f.claim and f.severity is not Severity.INFO}
