"""What was said so far in a visit that goes on, and the note that it would make; read by `live_visit`."""

from dataclasses import dataclass, replace

from attending.drafts import Conversation, Draft
from attending.errors import AttendingError, NothingSaid
from attending.journeys.clinic import Clinic
from attending.journeys.consultation import preview_note
from attending.record import Chart
from attending.record.narrative import SectionText, from_sections
from attending.scribe import read_conversation
from attending.speech import LiveTranscript
from attending.speech.transcript import segments_json


@dataclass(frozen=True)
class Heard:
    """What is known of the visit so far."""

    conversation: Conversation | None = None
    sections: tuple[SectionText, ...] = ()
    draft: Draft | None = None
    seconds: float = 0.0
    trouble: str = ""
    """Why something is missing, in words for the clinician."""


def so_far(live: LiveTranscript) -> Heard:
    """The turns; none where too little was said."""
    try:
        said = read_conversation(segments_json(live.so_far(), live.asking.language or "en"))
    except NothingSaid:
        return Heard(seconds=live.seconds)
    return Heard(said, seconds=live.seconds)


def with_draft(heard: Heard, said: Conversation, chart: Chart, clinic: Clinic, style: str) -> Heard:
    """The turns with the note in its style; too few words make no note."""
    try:
        draft, _ = preview_note(said, chart=chart, now=clinic.now(), settings=clinic.settings, style=style)
    except AttendingError:
        return heard
    return replace(heard, sections=tuple(from_sections(draft.resources[0]["section"])), draft=draft)
