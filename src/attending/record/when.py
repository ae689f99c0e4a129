"""When something clinical happened: FHIR dates of any precision, and the order of a chart.

A year or a month alone stands for its first day; an instant without a zone for UTC.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from attending.record.chart import Resource

_PLACES = (
    "effectiveDateTime",
    "effectivePeriod.start",
    "effectiveInstant",
    "onsetDateTime",
    "onsetPeriod.start",
    "occurrenceDateTime",
    "performedDateTime",
    "performedPeriod.start",
    "period.start",
    "authoredOn",
    "recordedDate",
    "started",
    "date",
    "issued",
    "created",
    "recorded",
    "sent",
    "start",
    "meta.lastUpdated",
)
"""Where a resource says when it happened, the clinical time before the time of writing."""
_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_EARLIEST = datetime.min.replace(tzinfo=UTC)


def parse_when(text: object) -> datetime | date | None:
    """Read a FHIR date, dateTime or instant; None when it is none."""
    if not isinstance(text, str):
        return None
    try:
        if "T" in text:
            instant = datetime.fromisoformat(text)
            return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
        if not _DATE.fullmatch(text):
            return None
        parts = [int(part) for part in text.split("-")]
        return date(*[*parts, 1, 1][:3])
    except ValueError:
        return None


def find_when(resource: Resource) -> datetime | date | None:
    """When the thing that a resource tells of happened; None when it does not say."""
    for place in _PLACES:
        value: object = resource
        for name in place.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        when = parse_when(value)
        if when is not None:
            return when
    return None


def is_dated(resource: Resource) -> bool:
    """Whether a resource itself says when it happened or was written; otherwise only when it was filed is known."""
    return find_when({name: value for name, value in resource.items() if name != "meta"}) is not None


def moment(when: datetime | date | None) -> datetime:
    """A point to sort by: a date at its start, nothing before everything."""
    if when is None:
        return _EARLIEST
    return when if isinstance(when, datetime) else datetime.combine(when, time.min, UTC)


def newest_first(resources: Iterable[Resource]) -> list[Resource]:
    """Sort by the clinical time, newest first; what has none comes last."""
    return sorted(resources, key=lambda resource: moment(find_when(resource)), reverse=True)
