"""The stay in intensive care that a patient is in, or was in during the present hospital stay.

Read from the places of the Encounter, or from an Encounter whose service, type or priority speaks of intensive care.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from attending.drafts import Element
from attending.record import Chart
from attending.record.words import concept_text, objects, text_at
from attending.risk.local.as_of import end_of, first_moment
from attending.risk.stays import Visit, visits

INTENSIVE = re.compile(
    r"intensive|critical care|\b[mscnt]?i\.?c\.?u\b|\bitu\b|\bccu\b|\bcvicu\b|\bcsru\b", re.IGNORECASE
)
_NEWBORN = re.compile(r"neonat|\bnicu\b", re.IGNORECASE)
KINDS: tuple[tuple[int, str], ...] = (
    (2, r"cardiac surg|cardiothoracic|cardiovascular intensive|\bcsru\b|\bcvicu\b|heart surg"),
    (1, r"coronary|\bccu\b|cardiac care|cardiac intensive|cardiology"),
    (4, r"surg|trauma|\bsicu\b|\btsicu\b|burn"),
    (3, r"medical|\bmicu\b|internal medicine|respiratory"),
)
"""Kind of intensive care unit as PhysioNet 2012 numbers them, by the words of its name; the first that fits."""


@dataclass(frozen=True)
class IntensiveStay:
    """When intensive care began, and of what kind it is."""

    start: datetime
    end: datetime | None
    """None while it lasts."""
    kind: int | None
    """1 coronary, 2 cardiac surgery, 3 medical, 4 surgical; None where the name does not tell."""
    evidence: Element


def intensive_stay(chart: Chart) -> IntensiveStay | None:
    """The newest stay in intensive care that began by now, in a hospital stay that still lasts."""
    found = [stay for visit in visits(chart) if _lasts(visit, chart.as_of) for stay in _stays(visit)]
    begun = [stay for stay in found if stay.start <= chart.as_of]
    return max(begun, key=lambda stay: stay.start, default=None)


def _lasts(visit: Visit, now: datetime) -> bool:
    return visit.start <= now and (visit.end is None or visit.end >= now)


def _stays(visit: Visit) -> Iterator[IntensiveStay]:
    places = []
    for number, place in enumerate(objects(visit.encounter, "location")):
        name = text_at(place, "location", "display") or concept_text(place.get("physicalType"))
        start = first_moment(text_at(place, "period", "start")) or visit.start
        end = end_of(text_at(place, "period", "end"))
        if INTENSIVE.search(name) and not _NEWBORN.search(name):
            places.append(IntensiveStay(start, end, _kind(name), visit.element(f"location[{number}]", name)))
    if places:
        yield _joined(sorted(places, key=lambda stay: stay.start))
        return
    words = [concept_text(visit.encounter.get("serviceType")), *_types(visit)]
    for name in words:
        if visit.in_hospital and INTENSIVE.search(name) and not _NEWBORN.search(name):
            yield IntensiveStay(visit.start, visit.end, _kind(name), visit.element("serviceType", name))
            return


def _joined(places: list[IntensiveStay]) -> IntensiveStay:
    """Moves from one unit to the next are one stay; a return after a gap of a day begins another."""
    last = [places[0]]
    for place in places[1:]:
        before = last[-1].end
        if before is not None and (place.start - before).total_seconds() > 24 * 3600:
            last = []
        last.append(place)
    return IntensiveStay(last[0].start, last[-1].end, last[0].kind, last[0].evidence)


def _types(visit: Visit) -> list[str]:
    return [concept_text(kind) for kind in objects(visit.encounter, "type")]


def _kind(name: str) -> int | None:
    return next((number for number, words in KINDS if re.search(words, name, re.IGNORECASE)), None)
