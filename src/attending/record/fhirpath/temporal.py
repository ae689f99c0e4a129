"""Dates, date-times and times that know how precisely they were given.

2012 and 2012-04-15 can neither be called equal nor different: comparisons answer None where the given precision, or a
missing timezone, leaves it open.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from attending.record.fhirpath.faults import EvaluationFault

_CLOCK = r"(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?)?"
_DAY = r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
_PATTERNS = {
    "Date": re.compile(_DAY, re.ASCII),
    "DateTime": re.compile(rf"{_DAY}(?:T(?:{_CLOCK}(?P<zone>Z|[+-]\d\d:\d\d)?)?)?", re.ASCII),
    "Time": re.compile(rf"T?{_CLOCK}", re.ASCII),
}
_DATE_FIELDS = ("year", "month", "day", "hour", "minute", "second")
_TIME_FIELDS = _DATE_FIELDS[3:]
_SECOND = 10**9
_NS = {"day": 86_400 * _SECOND, "hour": 3_600 * _SECOND, "minute": 60 * _SECOND, "second": _SECOND}
_EARLIEST_ZONE, _LATEST_ZONE = 14 * 60, -12 * 60
"""Minutes ahead of UTC; a value without timezone may lie anywhere between."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A Date, DateTime or Time."""

    kind: str
    parts: tuple[int, ...]
    """Year, month, day, hour, minute, second as far as given; of a Time from the hour on."""
    fraction: str = ""
    """The digits after the seconds' point."""
    zone: int | None = None
    """Minutes ahead of UTC."""
    zone_text: str = ""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the parts that are given."""
        names = _TIME_FIELDS if self.kind == "Time" else _DATE_FIELDS
        return names[: len(self.parts)]

    @property
    def precision(self) -> int:
        """The number of digits given, as `precision()` counts them: a year has 4, milliseconds 17."""
        return 2 * len(self.parts) + (2 if self.kind != "Time" else 0) + len(self.fraction)

    def __str__(self) -> str:
        parts = [f"{part:02}" for part in self.parts]
        if self.kind == "Time":
            return ":".join(parts) + self._fraction()
        parts[0] = f"{self.parts[0]:04}"
        text = "-".join(parts[:3])
        if len(parts) > 3:
            text += "T" + ":".join(parts[3:]) + self._fraction()
        return text + self.zone_text

    def _fraction(self) -> str:
        return f".{self.fraction}" if self.fraction else ""


def parse_moment(text: str, kind: str) -> Moment | None:
    """A Date, DateTime or Time from its text, or None where it is none or does not exist, such as 30 February."""
    match = _PATTERNS[kind].fullmatch(text)
    if match is None:
        return None
    found = match.groupdict()
    names = _TIME_FIELDS if kind == "Time" else _DATE_FIELDS
    parts = tuple(int(found[name]) for name in names if found.get(name) is not None)
    if not _exists(parts if kind != "Time" else (2000, 1, 1, *parts)):
        return None
    zone_text = found.get("zone") or ""
    zone = _minutes(zone_text) if zone_text else None
    if zone is not None and abs(zone) > 14 * 60:
        return None
    return Moment(kind, parts, found.get("fraction") or "", zone, zone_text)


@lru_cache(maxsize=4096)
def parse_fhir_moment(text: str, kind: str) -> Moment:
    """The value of a FHIR date, dateTime, instant or time."""
    found = parse_moment(text, kind)
    if found is None:
        raise EvaluationFault(f"an element of type {kind} does not hold a valid {kind}")
    return found


def _minutes(zone: str) -> int:
    if zone == "Z":
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:])
    return -minutes if zone[0] == "-" else minutes


def _exists(parts: tuple[int, ...]) -> bool:
    year, month, day, hour, minute, second = parts + (1, 1, 1, 0, 0, 0)[len(parts) :]
    if not (year >= 1 and 1 <= month <= 12 and hour < 24 and minute < 60 and second <= 60):
        return False
    return 1 <= day <= monthrange(year, month)[1]


def span(moment: Moment) -> tuple[int, int]:
    """The first and the last nanosecond that the moment may mean, its own timezone (else UTC) taken into account."""
    parts = moment.parts if moment.kind != "Time" else (1, 1, 1, *moment.parts)
    year, month, day, hour, minute, second = parts + (1, 1, 1, 0, 0, 0)[len(parts) :]
    low = date(year, month, day).toordinal() * _NS["day"] - (moment.zone or 0) * _NS["minute"]
    low += hour * _NS["hour"] + minute * _NS["minute"] + second * _SECOND
    if len(parts) == 6:
        low += int(moment.fraction.ljust(9, "0")[:9]) if moment.fraction else 0
        return low, low  # seconds and their fraction count as one precision
    if len(parts) <= 2:
        days = monthrange(year, month)[1] if len(parts) == 2 else date(year, 12, 31).timetuple().tm_yday
        return low, low + days * _NS["day"] - 1
    return low, low + _NS[_DATE_FIELDS[len(parts) - 1]] - 1


def compare_moments(one: Moment, other: Moment) -> int | None:
    """-1, 0 or 1 as `one` is before, at or after `other`; None where precision or timezone leave it open."""
    alike = one.kind == other.kind and len(one.parts) == len(other.parts) and one.zone is other.zone is None
    if alike and (one.parts != other.parts or one.fraction == other.fraction):
        return (one.parts > other.parts) - (one.parts < other.parts)
    low, high = span(one)
    other_low, other_high = span(other)
    one_zoned, other_zoned = one.zone is not None, other.zone is not None
    if one_zoned == other_zoned and _depth(one) == _depth(other):
        return (low > other_low) - (low < other_low)
    if one_zoned and not other_zoned:
        other_low, other_high = _anywhere(other_low, other_high)
    elif other_zoned and not one_zoned:
        low, high = _anywhere(low, high)
    if high < other_low:
        return -1
    return 1 if low > other_high else None


def _depth(moment: Moment) -> int:
    return len(moment.parts) + (3 if moment.kind == "Time" else 0)


def _anywhere(low: int, high: int) -> tuple[int, int]:
    return low - _EARLIEST_ZONE * _NS["minute"], high - _LATEST_ZONE * _NS["minute"]


def comparable_kinds(one: Moment, other: Moment) -> bool:
    """A Date can be compared with a DateTime, a Time only with a Time."""
    return (one.kind == "Time") == (other.kind == "Time")


def as_date_time(moment: Moment) -> Moment:
    """A Date as the DateTime of the same precision."""
    return Moment("DateTime", moment.parts)


def as_date(moment: Moment) -> Moment:
    """The date of a DateTime."""
    return Moment("Date", moment.parts[:3])


def from_datetime_text(text: str) -> Moment:
    """The DateTime of an ISO text that is known to be valid, cut to milliseconds."""
    found = parse_moment(text, "DateTime")
    if found is None:
        raise EvaluationFault("the present moment that was passed in is no valid DateTime")
    return Moment("DateTime", found.parts, found.fraction[:3], found.zone, found.zone_text)
