"""A consultation, from the recorded conversation to the signed note."""

from collections.abc import Sequence
from datetime import datetime

from attending.checks import Report, examine
from attending.drafts import Conversation, Draft
from attending.exchange.conversations import file_conversation, read_conversation_of
from attending.journeys.clinic import Clinic
from attending.journeys.encounter import in_encounter
from attending.journeys.note_writing import draft_note, in_style
from attending.journeys.preferred_wording import in_own_words, preferred_wording
from attending.record import Chart
from attending.record.narrative import SectionText
from attending.review import Amendment, Examine, Review
from attending.review.linking import Examination
from attending.scribe import read_conversation
from attending.security import Grant
from attending.settings import Settings

__all__ = ["amend_note", "conversation_of", "document_consultation", "preview_note", "read_conversation", "revise_note"]


def document_consultation(
    conversation: Conversation, *, patient: str, practitioner: str, clinic: Clinic, grant: Grant,
    encounter: str | None = None, style: str = "", related: tuple[str, ...] = (), consented: bool = False,
) -> Review:  # fmt: skip
    """Turn a recorded consultation into a note that waits for its clinician.

    `related` names what the transcript came from, such as a Media; `consented` stores that the patient agreed to it.
    """
    chart = clinic.record.chart(patient, grant=grant)
    written = draft_note(conversation, chart, now=clinic.now(), settings=clinic.settings)
    used, wordings = preferred_wording(practitioner, clinic=clinic, grant=grant)
    whole = in_encounter(in_own_words(written, wordings if used else (), chart, conversation), encounter, chart)
    note = in_style(whole, style, clinic.settings)
    report = examine(note, chart, conversation)
    source = file_conversation(clinic.record, conversation, patient=patient, encounter=encounter, related=related,
                               consented=consented, grant=grant)  # fmt: skip
    return clinic.reviews.submit(note, report, to=practitioner, conversation=source, grant=grant,
                                 whole=whole, style=style or clinic.settings.note_style)  # fmt: skip


def preview_note(
    conversation: Conversation, *, chart: Chart | None, now: datetime, settings: Settings, style: str = ""
) -> tuple[Draft, Report]:
    """Draft and examine a note without keeping anything; without a chart, for a patient nobody knows."""
    known = chart or Chart(patient={}, as_of=now, resources={})
    note = in_style(draft_note(conversation, chart, now=now, settings=settings), style, settings)
    return note, examine(note, known, conversation)


def revise_note(
    review_id: str, sections: Sequence[SectionText], *, if_version: int, clinic: Clinic, grant: Grant
) -> Review:
    """Keep the clinician's changes, and examine the new text like the first one."""
    examined = examination_of(clinic.reviews.read(review_id, grant=grant), clinic, grant)
    return clinic.reviews.revise(review_id, sections, examined, if_version=if_version, grant=grant)


def amend_note(review_id: str, amendment: Amendment, *, if_version: int, clinic: Clinic, grant: Grant) -> Review:
    """Correct a signed note: examined again, signed again; the first version stays in the history."""
    examined = examination_of(clinic.reviews.read(review_id, grant=grant), clinic, grant)
    return clinic.reviews.amend(review_id, amendment, examined, if_version=if_version, grant=grant)


def conversation_of(review: Review, *, clinic: Clinic, grant: Grant) -> Conversation | None:
    """The conversation a note was drafted from."""
    if review.conversation is None:
        return None
    return read_conversation_of(clinic.record, review.conversation, grant=grant)


def examination_of(review: Review, clinic: Clinic, grant: Grant) -> Examine:
    """How a new text of a review is examined: like its first one."""
    if review.kind == "patient-link":  # its findings are about the two records, and no words of it change them
        return lambda draft: Examination(review.findings)
    chart = clinic.record.chart(review.patient or "", grant=grant)
    conversation = conversation_of(review, clinic=clinic, grant=grant)
    return lambda note: examine(note, chart, conversation)
