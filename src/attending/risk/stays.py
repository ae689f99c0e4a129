"""Inputs from a patient's stays: the newest hospital stay, its length and urgency, and the visits before it.

A stay is an Encounter of class IMP, ACUTE, NONAC, OBSENC or SS; an emergency visit one of class EMER. Source of codes:
HL7 v3 ActEncounterCode and ActPriority, HL7 admit-source.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from attending.drafts import Element
from attending.record import Chart, Resource
from attending.record.summary import is_valid, reference_of, version_of
from attending.record.when import find_when, moment, parse_when
from attending.record.words import concept_text, objects, text_at
from attending.risk.inputs import Known
from attending.risk.reading import Reading

HOSPITAL_CLASSES = frozenset({"IMP", "ACUTE", "NONAC", "OBSENC", "SS"})
EMERGENCY_CLASSES = frozenset({"EMER"})
_NOT_HELD = frozenset({"planned", "cancelled", "entered-in-error"})
_URGENT = ("emerg", "urgent", "EM", "UR", "A", "E")

Fact = Literal["length", "urgent", "procedure", "oncology"]


@dataclass(frozen=True)
class Visit:
    """One Encounter that took place, with its period."""

    encounter: Resource
    start: datetime
    end: datetime | None
    """None while it lasts."""

    @property
    def in_hospital(self) -> bool:
        """Whether it is a stay."""
        return text_at(self.encounter, "class", "code") in HOSPITAL_CLASSES

    @property
    def emergency(self) -> bool:
        """Whether it is a visit to the emergency department."""
        return text_at(self.encounter, "class", "code") in EMERGENCY_CLASSES

    def element(self, path: str, text: str) -> Element:
        """An element of the Encounter as evidence."""
        encounter = self.encounter
        return Element(
            reference=reference_of(encounter), version=version_of(encounter), path=f"Encounter.{path}", text=text
        )


def visits(chart: Chart) -> list[Visit]:
    """Every Encounter that took place, newest first; one without a start is nowhere in time and left out."""
    return sorted(_visits(chart), key=lambda visit: visit.start, reverse=True)


def _visits(chart: Chart) -> Iterator[Visit]:
    for encounter in chart.all("Encounter"):
        start = parse_when(text_at(encounter, "period", "start"))
        end = parse_when(text_at(encounter, "period", "end"))
        if start is not None and is_valid(encounter) and text_at(encounter, "status") not in _NOT_HELD:
            yield Visit(encounter, moment(start), moment(end) if end else None)


def current_stay(chart: Chart, *, days: float = 30) -> Visit | None:
    """The newest stay that began by now and is not over for more than `days`."""
    oldest = chart.as_of - timedelta(days=days)
    stays = (visit for visit in visits(chart) if visit.in_hospital and visit.start <= chart.as_of)
    return next((stay for stay in stays if stay.end is None or stay.end >= oldest), None)


@dataclass(frozen=True)
class InStay:
    """Whether there is a stay to speak of: a score of a stay is not asked without one."""

    name: str = "hospital stay of the last 30 days"

    def find(self, reading: Reading) -> Known | None:
        """True with the stay."""
        stay = current_stay(reading.chart)
        return None if stay is None else Known(True, (stay.element("period", f"since {stay.start.date()}"),))


@dataclass(frozen=True)
class OfStay:
    """One fact of the newest stay."""

    name: str
    fact: Fact

    def find(self, reading: Reading) -> Known | None:
        """The fact with the element it stands in; missing where the Encounter does not tell."""
        stay = current_stay(reading.chart)
        if stay is None:
            return None
        if self.fact == "length":
            days = ((stay.end or reading.chart.as_of).date() - stay.start.date()).days
            return Known(float(days), (stay.element("period", f"{days} days in hospital"),))
        if self.fact == "urgent":
            return _urgent(stay, reading.chart)
        if self.fact == "procedure":
            return _procedure(stay, reading.chart)
        return _oncology(stay)


@dataclass(frozen=True)
class VisitsBefore:
    """How many visits of a kind ended before the newest stay, or before now, within `days`."""

    name: str
    kind: Literal["emergency", "stay"]
    days: float
    before_stay: bool = True

    def find(self, reading: Reading) -> Known | None:
        """The count; a record without a single Encounter knows nothing about visits."""
        known = visits(reading.chart)
        if not known:
            return None
        stay = current_stay(reading.chart) if self.before_stay else None
        until = stay.start if stay else reading.chart.as_of
        found = [v for v in known if self._counts(v) and until - timedelta(days=self.days) <= v.start < until]
        evidence = tuple(visit.element("period", f"visit of {visit.start.date()}") for visit in found)
        return Known(float(len(found)), evidence)

    def _counts(self, visit: Visit) -> bool:
        return visit.emergency if self.kind == "emergency" else visit.in_hospital


def _urgent(stay: Visit, chart: Chart) -> Known | None:
    """From the priority or the source of the admission, or an emergency visit that led to it within a day."""
    priority = text_at(stay.encounter, "priority", "coding", "code") or concept_text(stay.encounter.get("priority"))
    source = next(objects(stay.encounter, "hospitalization", "admitSource"), None)
    if priority:
        text = concept_text(stay.encounter.get("priority")) or priority
        urgent = priority in _URGENT or any(word in text.lower() for word in ("emerg", "urgent"))
        return Known(urgent, (stay.element("priority", text),))
    if source is not None:
        code, text = text_at(source, "coding", "code"), concept_text(source)
        urgent = code == "emd" or "emergency" in text.lower()
        return Known(urgent, (stay.element("hospitalization.admitSource", text or code),))
    led = [v for v in visits(chart) if v.emergency and stay.start - timedelta(days=1) <= v.start <= stay.start]
    if led:
        return Known(True, (led[0].element("period", f"emergency visit of {led[0].start.date()}"),))
    words = _words(stay)
    if "emergency" in words or "elective" in words:
        return Known("emergency" in words, (stay.element("type", concept_text(stay.encounter.get("type"))),))
    return None


def _procedure(stay: Visit, chart: Chart) -> Known:
    within: Sequence[Resource] = [
        procedure
        for procedure in chart.all("Procedure")
        if is_valid(procedure)
        and text_at(procedure, "status") not in {"not-done", "preparation", "on-hold"}
        and stay.start <= moment(find_when(procedure)) <= (stay.end or chart.as_of)
    ]
    evidence = tuple(
        Element(
            reference=reference_of(one),
            version=version_of(one),
            path="Procedure.code",
            text=concept_text(one.get("code")),
        )
        for one in within
    )
    return Known(bool(within), evidence)


def _oncology(stay: Visit) -> Known | None:
    service = concept_text(stay.encounter.get("serviceType"))
    if not service:
        return None
    return Known("oncolog" in service.lower(), (stay.element("serviceType", service),))


def _words(stay: Visit) -> str:
    kinds = [concept_text(kind) for kind in objects(stay.encounter, "type")]
    return " ".join(kinds).lower()
