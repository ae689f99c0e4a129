"""A patient's visits as a choice in a form."""

from dataclasses import dataclass

from attending.app.web.views.words import day
from attending.record import Chart, Resource

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
    """Kind of visit and its day: "Clinic visit, 22 Nov 2026"."""
    kinds = encounter.get("type") or []
    kind = str(kinds[0].get("text") or (kinds[0].get("coding") or [{}])[0].get("display") or "") if kinds else ""
    start = str(encounter.get("period", {}).get("start", ""))
    return ", ".join(part for part in (kind or "Visit", day(start) if start else "") if part)
