"""A patient's visits as a choice in a form."""

from dataclasses import dataclass

from attending.app.web.views.words import day
from attending.record import Chart, Resource
from attending.record.timeline import ENCOUNTER_CLASSES
from attending.record.words import concept_text, listed, objects, text_at

MOST = 20


@dataclass(frozen=True)
class EncounterChoice:
    """One visit to choose."""

    id: str
    words: str


def encounter_choices(chart: Chart) -> tuple[EncounterChoice, ...]:
    """The newest visits first."""
    return tuple(EncounterChoice(str(e["id"]), encounter_words(e)) for e in chart.all("Encounter")[:MOST])


def encounter_words(encounter: Resource) -> str:
    """Kind of visit and its day: "Outpatient visit, 22 Nov 2026"."""
    named = concept_text(encounter.get("type"))
    kind = named or ENCOUNTER_CLASSES.get(text_at(encounter, "class", "code"), "Visit")
    return listed(kind, day(text_at(encounter, "period", "start")))


def visit_reason(encounter: Resource) -> str:
    """Why the patient came, in the words of the record."""
    return listed(*(concept_text(reason) for reason in objects(encounter, "reasonCode")))
