"""The cases a model learns from: at which moments a patient's risk is asked, and what became of it.

A case counts only when its horizon lies within what the record shows: until death, or until the end of follow-up. The
end of follow-up is the newest entry of the whole record, so that silence at its edge is not taken for health.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from attending.record import Chart
from attending.record.summary import is_valid
from attending.record.when import parse_when
from attending.record.words import concept_text, objects, text_at
from attending.risk.inputs import Age
from attending.risk.local.as_of import end_of, first_moment, known_at
from attending.risk.local.spec import Index, Outcome, Spec
from attending.risk.reading import Reading
from attending.risk.stays import HOSPITAL_CLASSES, Visit, visits

_INTENSIVE = re.compile(r"intensive|critical care|\bi\.?c\.?u\b|\bitu\b|\bccu\b", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """One moment at which the risk of a patient is asked, and whether the outcome came within the horizon."""

    when: datetime
    outcome: bool
    days: float = 0.0
    """Until the outcome or the end of follow-up, at most the horizon."""
    followed: bool = True
    """Whether the case was followed to the outcome or the horizon; others serve `outcome.kind = "time"` only."""


def cases(chart: Chart, spec: Spec, *, until: datetime) -> list[Case]:
    """The cases of one patient, oldest first.

    Args:
        chart: everything the record holds on the patient.
        spec: the specification.
        until: end of follow-up of the record.
    """
    died = death(chart)
    happened = sorted(_events(chart, spec.outcome, died))
    found = []
    for when in index_times(chart, spec.index):
        if (died is not None and when >= died) or not _of_age(chart, spec, when):
            continue
        first = next((at for at in happened if when < at <= when + spec.horizon), None)
        followed = first is not None or when + spec.horizon <= until or died is not None
        if followed or (spec.outcome.kind == "time" and when < until):
            ends = [first or when + spec.horizon, died or when + spec.horizon, *([] if followed else [until])]
            days = (min(*ends, when + spec.horizon) - when).total_seconds() / 86_400
            found.append(Case(when, first is not None, days, followed))
    return found


def index_times(chart: Chart, index: Index) -> list[datetime]:
    """The moments at which the risk is asked, oldest first, at least `every_hours` apart."""
    start = first_entry(chart)
    if start is None:
        return []
    earliest = start + timedelta(hours=index.first_after_hours)
    apart = timedelta(hours=index.every_hours)
    kept: list[datetime] = []
    for when in sorted(_candidates(chart, index, earliest)):
        if when >= earliest and (not kept or when - kept[-1] >= apart):
            kept.append(when)
    return kept


def first_entry(chart: Chart) -> datetime | None:
    """The first moment at which the record knew anything of the patient."""
    return min((known for known in _all_known(chart)), default=None)


def last_entry(chart: Chart) -> datetime | None:
    """The newest moment at which the record knew something of the patient."""
    return max((known for known in _all_known(chart)), default=None)


def death(chart: Chart) -> datetime | None:
    """When the patient died: at the earliest that the date allows."""
    return first_moment(text_at(chart.patient, "deceasedDateTime"))


def _all_known(chart: Chart) -> Iterator[datetime]:
    for resource_type in ("Encounter", "Observation", "Condition", "MedicationRequest", "Procedure"):
        for resource in chart.all(resource_type):
            known = known_at(resource)
            if known is not None and is_valid(resource):
                yield known


def _candidates(chart: Chart, index: Index, earliest: datetime) -> Iterator[datetime]:
    step = timedelta(hours=index.every_hours)
    if index.event == "calendar":
        last = last_entry(chart)
        while last is not None and earliest <= last:
            yield earliest
            earliest += step
        return
    for visit in visits(chart):
        code = text_at(visit.encounter, "class", "code")
        if index.event == "stay":
            if code in HOSPITAL_CLASSES:
                yield from _steps(visit, step, index.first_after_hours)
        elif code in index.classes:
            yield visit.start if index.event == "visit-start" else _end(visit)


def _steps(stay: Visit, step: timedelta, first_hours: float) -> Iterator[datetime]:
    when = stay.start + timedelta(hours=first_hours)
    while stay.end is not None and when < stay.end:
        yield when
        when += step


def _end(visit: Visit) -> datetime:
    """The end as it is known: a date without a time counts from the end of its day."""
    return end_of(text_at(visit.encounter, "period", "end")) or visit.start


def _events(chart: Chart, outcome: Outcome, died: datetime | None) -> Iterator[datetime]:
    if outcome.death and died is not None:
        yield died
    for visit in visits(chart):
        if text_at(visit.encounter, "class", "code") in outcome.visit_classes:
            yield visit.start
        if outcome.intensive_care:
            yield from _intensive(visit)
    if outcome.problem:
        for condition in chart.all("Condition"):
            known = known_at(condition)
            words = concept_text(condition.get("code"))
            if known is not None and is_valid(condition) and re.search(outcome.problem, words, re.IGNORECASE):
                yield known


def _intensive(visit: Visit) -> Iterator[datetime]:
    for place in objects(visit.encounter, "location"):
        name = text_at(place, "location", "display") or concept_text(place.get("physicalType"))
        start = first_moment(text_at(place, "period", "start"))
        if start is not None and _INTENSIVE.search(name):
            yield start


def _of_age(chart: Chart, spec: Spec, when: datetime) -> bool:
    if parse_when(chart.patient.get("birthDate")) is None:
        return False
    known = Age().find(Reading(Chart(chart.patient, when, {})))
    return known is not None and spec.cohort.least_age_years <= float(str(known.value)) <= spec.cohort.most_age_years
