"""A chart as it was known at a moment: the one gate through which features look at a patient, so that none leaks.

A resource is known from its latest time on: a result when it was issued, a problem when it was recorded, an order when
it was written, a procedure when it was over. A date without a time is known at the end of its day, month or year. What
bears no time is never known. What changed later is masked: an open visit has no end, no discharge and no diagnoses, a
problem that was over later is still active, an order counts for its validity or a year, death has not happened. Left
out at all times is what was entered in error, since it is no fact.
"""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from attending.record import Chart, Resource
from attending.record.summary import is_valid
from attending.record.when import moment, parse_when
from attending.record.words import objects, text_at

ORDER_DAYS = 365
"""How long an order counts when it does not say until when it is valid."""
_DRAFTS = frozenset({"draft", "planned", "proposed", "cancelled", "preparation", "not-done"})
_KNOWN: Mapping[str, tuple[str, ...]] = {
    "Observation": ("issued", "effectiveDateTime", "effectiveInstant", "effectivePeriod.end", "effectivePeriod.start"),
    "DiagnosticReport": ("issued", "effectiveDateTime", "effectivePeriod.end", "effectivePeriod.start"),
    "Encounter": ("period.start",),
    "MedicationRequest": ("authoredOn",),
    "MedicationStatement": ("dateAsserted", "effectiveDateTime", "effectivePeriod.start"),
    "MedicationAdministration": ("effectiveDateTime", "effectivePeriod.start"),
    "Procedure": ("performedDateTime", "performedPeriod.end", "performedPeriod.start"),
    "Immunization": ("recorded", "occurrenceDateTime"),
    "AllergyIntolerance": ("recordedDate", "onsetDateTime"),
}
"""Where each type says when it happened and when it was told: known from the latest of these on."""
_FIRST_OF: Mapping[str, tuple[str, ...]] = {
    "Condition": ("recordedDate", "assertedDate", "onsetDateTime", "onsetPeriod.start"),
}
"""Types for which the first that is given decides: an illness of long ago is known when it is recorded."""
_PATIENT = ("resourceType", "id", "meta", "birthDate", "gender", "extension")
_OPEN_VISIT = ("resourceType", "id", "meta", "class", "type", "serviceType", "priority", "subject", "reasonCode")


@dataclass(frozen=True)
class Past:
    """A patient's whole chart, to be looked at as of any moment."""

    chart: Chart

    @cached_property
    def _known(self) -> list[tuple[str, datetime, Resource]]:
        return [
            (resource_type, known, resource)
            for resource_type, resources in self.chart.resources.items()
            if resource_type not in ("Patient", "Medication")
            for resource in resources
            if (known := known_at(resource)) is not None and is_valid(resource) and _happened(resource)
        ]

    def as_of(self, when: datetime) -> Chart:
        """The chart as it was known at this moment, timezone-aware."""
        found: dict[str, list[Resource]] = {}
        for resource_type, known, resource in self._known:
            if known <= when:
                found.setdefault(resource_type, []).append(_masked(resource, when))
        found["Medication"] = list(self.chart.all("Medication"))  # names of medicines, which have no time of their own
        patient = {name: self.chart.patient[name] for name in _PATIENT if name in self.chart.patient}
        return Chart(patient=patient, as_of=when, resources=found)


def known_at(resource: Resource) -> datetime | None:
    """From when on a resource was known; None when it does not say."""
    resource_type = text_at(resource, "resourceType")
    if resource_type in _FIRST_OF:
        return next(_moments(resource, _FIRST_OF[resource_type]), None)
    return max(
        _moments(resource, _KNOWN.get(resource_type, ("issued", "date", "period.start", "created"))), default=None
    )


def end_of(text: str) -> datetime | None:
    """The moment at which something dated is surely known: the instant itself, or the end of the day, month or year."""
    when = parse_when(text)
    if when is None or isinstance(when, datetime):
        return when
    year, month, day = when.year, when.month, when.day
    if len(text) == 4:
        month, day = 12, 31
    elif len(text) == 7:
        day = monthrange(year, month)[1]
    return datetime.combine(date(year, month, day), time.max, UTC)


def _moments(resource: Resource, places: tuple[str, ...]) -> Iterator[datetime]:
    for place in places:
        when = end_of(text_at(resource, *place.split(".")))
        if when is not None:
            yield when


def _happened(resource: Resource) -> bool:
    return text_at(resource, "status") not in _DRAFTS


def _masked(resource: Resource, when: datetime) -> Resource:
    mask = _MASKS.get(text_at(resource, "resourceType"))
    return resource if mask is None else mask(resource, when)


def _visit(encounter: Resource, when: datetime) -> Resource:
    end = end_of(text_at(encounter, "period", "end"))
    if end is not None and end <= when:
        return encounter
    kept: dict[str, Any] = {name: encounter[name] for name in _OPEN_VISIT if name in encounter}
    kept |= {"status": "in-progress", "period": {"start": text_at(encounter, "period", "start")}}
    source = next(objects(encounter, "hospitalization", "admitSource"), None)
    if source is not None:
        kept["hospitalization"] = {"admitSource": source}
    places = [place for place in objects(encounter, "location") if _begun(place, when)]
    if places:
        kept["location"] = [{name: value for name, value in place.items() if name != "status"} for place in places]
        for place in kept["location"]:
            if "period" in place:
                place["period"] = {"start": text_at(place, "period", "start")}
    return kept


def _begun(place: Resource, when: datetime) -> bool:
    start = text_at(place, "period", "start")
    begun = end_of(start) if start else None
    return begun is not None and begun <= when


def _problem(condition: Resource, when: datetime) -> Resource:
    over = end_of(text_at(condition, "abatementDateTime") or text_at(condition, "abatementPeriod", "end"))
    ended = over is not None and over <= when
    kept = {name: value for name, value in condition.items() if not name.startswith("abatement")}
    code = "resolved" if ended else "active"
    kept["clinicalStatus"] = {"coding": [{"code": code}]}
    return kept


def _order(order: Resource, when: datetime) -> Resource:
    start = next(_moments(order, _KNOWN[text_at(order, "resourceType")]), None)
    until = end_of(text_at(order, "dispenseRequest", "validityPeriod", "end"))
    last = until or (start + timedelta(days=ORDER_DAYS) if start else None)
    return {**order, "status": "active" if last is None or when <= last else "completed"}


_MASKS = {
    "Encounter": _visit,
    "Condition": _problem,
    "MedicationRequest": _order,
    "MedicationStatement": _order,
}


def first_moment(text: str) -> datetime | None:
    """The earliest moment a dated thing can have happened: for outcomes, which must not be counted too late."""
    when = parse_when(text)
    return None if when is None else moment(when)
