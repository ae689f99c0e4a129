"""Who writes the draft, and in which style: the built-in engine, worded by a language model where that holds."""

from datetime import datetime

from attending.drafts import Conversation, Draft
from attending.errors import NotConfigured
from attending.journeys.language_note import built_in_stands, rewrite_with
from attending.models import open_language_model
from attending.record import Chart
from attending.scribe import write_note
from attending.scribe.styles import STYLES, arrange, find_style
from attending.scribe.templates import read_templates
from attending.settings import Settings


def note_styles(settings: Settings) -> tuple[str, ...]:
    """The styles that a note of this clinic may have, its own templates last."""
    return (*STYLES, *read_templates(settings.note_templates))


def draft_note(
    conversation: Conversation, chart: Chart | None, *, now: datetime, settings: Settings, style: str = ""
) -> Draft:
    """The note of a visit in a style, worded by the language model where the settings name one and its words hold."""
    headings = find_style(style or settings.note_style, read_templates(settings.note_templates))
    note = write_note(conversation, chart, now=now)
    if settings.language_model_url is not None:
        note = _reworded(note, conversation, chart or Chart(patient={}, as_of=now, resources={}), settings)
    return note if headings is STYLES["outpatient"] else arrange(note, headings)


def _reworded(note: Draft, conversation: Conversation, chart: Chart, settings: Settings) -> Draft:
    try:
        return rewrite_with(open_language_model(settings), note, conversation, chart)
    except NotConfigured as error:
        return built_in_stands(note, error.message)
