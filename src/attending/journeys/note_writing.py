"""Who writes the draft, and in which style: the built-in engine, worded by a language model where that holds."""

from collections.abc import Collection
from datetime import datetime

from attending.drafts import Conversation, Draft
from attending.errors import BadInput, NotConfigured
from attending.journeys.language_note import built_in_stands, rewrite_with
from attending.models import open_language_model
from attending.record import Chart
from attending.scribe import write_note
from attending.scribe.styling.styles import STYLES, Heading, arrange
from attending.scribe.styling.templates import Templates, read_templates
from attending.settings import Settings


def note_templates(settings: Settings) -> Templates:
    """The clinic's own templates, and what is wrong with the others; raises `BadInput` if the folder is gone."""
    return read_templates(settings.note_templates)


def note_styles(settings: Settings) -> tuple[str, ...]:
    """The styles that a note of this clinic may have, its own templates last; none with a mistake in it."""
    try:
        return (*STYLES, *note_templates(settings).headings)
    except BadInput:  # the folder is not there, which `attending doctor` tells the operator
        return (*STYLES,)


def draft_note(conversation: Conversation, chart: Chart | None, *, now: datetime, settings: Settings) -> Draft:
    """The whole note of a visit, worded by the language model where the settings name one and its words hold."""
    note = write_note(conversation, chart, now=now)
    if settings.language_model_url is not None:
        note = _reworded(note, conversation, chart or Chart(patient={}, as_of=now, resources={}), settings)
    return note


def in_style(whole: Draft, style: str, settings: Settings, *, keep: Collection[str] = ()) -> Draft:
    """A whole note under the headings of a style; `keep` names the claims that no limit of it leaves out."""
    headings = headings_of(style, settings)
    return whole if headings is STYLES["outpatient"] else arrange(whole, headings, keep=keep)


def headings_of(style: str, settings: Settings) -> tuple[Heading, ...]:
    """The headings of a style, of the clinic's own where none is named; its templates are read only where asked for."""
    name = style or settings.note_style
    return STYLES.get(name) or note_templates(settings).find(name)


def _reworded(note: Draft, conversation: Conversation, chart: Chart, settings: Settings) -> Draft:
    try:
        return rewrite_with(open_language_model(settings), note, conversation, chart)
    except NotConfigured as error:
        return built_in_stands(note, error.message)
