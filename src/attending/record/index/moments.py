"""Dates of any precision as the first and the last microsecond they may mean, counted from 1970 in UTC.

Read by `values` (what stands in a resource) and by `search` (what a query asks for). A time without a zone is UTC.
"""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from functools import lru_cache

EARLIEST, LATEST = -(2**62), 2**62
"""The open end of a period."""
DAY = 86_400_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PATTERN = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?", re.ASCII
)


@lru_cache(maxsize=65_536)
def read_span(text: str) -> tuple[int, int] | None:
    """First and last microsecond of a FHIR date, dateTime or instant; None where it is none or does not exist."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = match.groups()
    try:
        start = datetime(  # noqa: DTZ001 (the zone is applied below)
            int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), min(int(second or 0), 59)
        )
        low = (start.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
        if zone and zone != "Z":
            minutes = int(zone[1:3]) * 60 + int(zone[4:])
            low -= (minutes if zone[0] == "+" else -minutes) * 60_000_000
    except ValueError:
        return None
    if fraction:
        digits = fraction[:6]
        low += int(digits.ljust(6, "0"))
        return low, low + 10 ** (6 - len(digits)) - 1
    if second:
        return low, low + 999_999
    if minute:
        return low, low + 59_999_999
    if day:
        return low, low + DAY - 1
    if month:
        return low, low + monthrange(int(year), int(month))[1] * DAY - 1
    return low, low + (datetime(int(year), 12, 31, tzinfo=UTC).timetuple().tm_yday) * DAY - 1


def microseconds(when: datetime) -> int:
    """A moment on the same scale."""
    return (when - _EPOCH) // _MICROSECOND
