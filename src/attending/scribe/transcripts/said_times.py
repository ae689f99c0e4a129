"""When a row of a JSON transcript was said: seconds, milliseconds or ticks, as numbers, stamps or ISO durations.

Read by `said_lists` and `segments`. A bare number does not say its unit; the pace of speech does.
"""

import math
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from attending.scribe.transcripts.labels import stamp_seconds

_START = (
    "start", "starttime", "startseconds", "startoffset", "begin", "begintime", "beginaudiotime", "from", "ts", "offset",
)  # fmt: skip
_END = (
    "end",
    "endtime",
    "endseconds",
    "endoffset",
    "endts",
    "endaudiotime",
    "resultendtime",
    "resultendoffset",
    "stop",
    "to",
)
_UNITS = {"inticks": 1e-7, "ticks": 1e-7, "milliseconds": 1e-3, "millis": 1e-3, "ms": 1e-3}
_STAMP = re.compile(r"^\s*(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,]\d+)?\s*$")
_SECONDS = re.compile(r"^\s*(\d{1,9}(?:\.\d{1,9})?)\s*s?\s*$")
_ISO = re.compile(r"^PT(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,7}(?:\.\d{1,9})?)S)?$")

SLOWEST_WORD_S = 60.0  # a row that takes longer for each of its words counts in milliseconds
SLOWEST_WORD_MS = 600_000.0  # and beyond that in ticks of 100 ns, as Azure does


@dataclass(frozen=True)
class Span:
    """Start and end as the file gives them; `seconds` is False where the unit is open."""

    start: float | None = None
    end: float | None = None
    seconds: bool = True


def has_time(span: Span) -> bool:
    """Whether the row says both when it begins and when it ends."""
    return span.start is not None and span.end is not None


def span_of(plain: Mapping[str, Any]) -> Span:
    """Read the times of a row whose keys are written small and without `_`."""
    start, end = _read(plain, _START), _read(plain, _END)
    if start is None and end is None:
        for key in ("timestamps", "timestamp"):
            nested = plain.get(key)
            if isinstance(nested, list) and len(nested) == 2:
                start, end = _value(nested[0]), _value(nested[1])
            elif isinstance(nested, Mapping):
                start, end = _read(nested, _START), _read(nested, _END)
    length = _read(plain, ("duration",))
    if start is not None and end is None and length is not None:
        end = (start[0] + length[0], length[1])
    open_unit = any(value is not None and not value[1] for value in (start, end))
    return Span(start and start[0], end and end[0], seconds=not open_unit)


def pace_unit(spans: Sequence[tuple[Span, int]]) -> float:
    """Find what a bare number of these rows counts, in seconds, by how long a word would take.

    Args:
        spans: the times of each row and how many words it holds.
    """
    paces = [
        (span.end - span.start) / words
        for span, words in spans
        if not span.seconds and span.start is not None and span.end is not None and words
    ]
    pace = statistics.median(paces) if paces else 0.0
    if pace > SLOWEST_WORD_MS:
        return 1e-7
    return 1e-3 if pace > SLOWEST_WORD_S else 1.0


def in_seconds(span: Span, unit: float) -> tuple[float | None, float | None]:
    """Start and end in seconds; an end before its start is the start."""
    factor = 1.0 if span.seconds else unit
    start = None if span.start is None else round(span.start * factor, 3)
    end = None if span.end is None else round(span.end * factor, 3)
    if start is not None and end is not None and end < start:
        end = start
    return start, end


def _read(plain: Mapping[str, Any], keys: Sequence[str]) -> tuple[float, bool] | None:
    for key in keys:
        for suffix, factor in _UNITS.items():
            value = _value(plain.get(key + suffix))
            if value is not None:
                return value[0] * factor, True
        value = _value(plain.get(key))
        if value is not None:
            return value
    return None


def _value(value: Any) -> tuple[float, bool] | None:
    """A time and whether it is surely in seconds."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return (float(value), False) if 0 <= value < 1e13 and math.isfinite(value) else None
    if not isinstance(value, str):
        return None
    if _STAMP.match(value):
        return stamp_seconds(value.strip()), True
    if found := _SECONDS.match(value):
        return float(found[1]), value.strip().endswith("s")
    if (iso := _ISO.match(value)) and value != "PT":
        hours, minutes, seconds = (float(part or 0) for part in iso.groups())
        return hours * 3600 + minutes * 60 + seconds, True
    return None
