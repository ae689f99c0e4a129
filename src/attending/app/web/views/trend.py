"""Laboratory trends as small SVG charts made on the server, each with a table that says the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from attending.app.web.views.words import day

WIDTH, HEIGHT, EDGE = 220, 56, 6


@dataclass(frozen=True)
class Point:
    """One measured value."""

    when: date | datetime
    value: float
    text: str = ""
    """The value as the laboratory wrote it: 8.0 is not 8."""
    sent: str = ""
    """The value and unit that were sent, where the value was converted."""

    @property
    def shown(self) -> str:
        """The value in words."""
        return self.text or f"{self.value:g}"


@dataclass(frozen=True)
class Trend:
    """One kind of result: its newest value, its judgement, and its course over time."""

    id: str
    title: str
    unit: str
    now: str
    when: str
    tone: str = ""
    """`bad`, `warn` or empty: the word of the laboratory, never our own guess."""
    judgement: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    """(date, value) newest first, for the table."""
    line: str = ""
    """Points of the polyline in an image of `WIDTH` × `HEIGHT`; empty below two values."""
    last: tuple[float, float] = (0, 0)
    low: str = ""
    high: str = ""


def draw_trend(
    id: str,  # noqa: A002 (it becomes the element's id)
    title: str,
    unit: str,
    points: Sequence[Point],
    *,
    judgement: str = "",
    tone: str = "",
    span: float = 0.0,
) -> Trend:
    """The course of one kind of result; `points` oldest first, at least one; a change below `span` looks small."""
    low, high = (pick(points, key=lambda point: point.value) for pick in (min, max))
    line, last = _polyline(points, span) if len(points) > 1 else ("", (0.0, 0.0))
    return Trend(
        id=id,
        title=title,
        unit=unit,
        now=points[-1].shown,
        when=day(points[-1].when),
        tone=tone,
        judgement=judgement,
        rows=tuple((day(p.when), f"{p.shown} (sent as {p.sent})" if p.sent else p.shown) for p in reversed(points)),
        line=line,
        last=last,
        low=low.shown,
        high=high.shown,
    )


def _polyline(points: Sequence[Point], span: float) -> tuple[str, tuple[float, float]]:
    """Lay points (oldest first) into the image; returns the polyline and its last point."""
    times = [_seconds(p.when) for p in points]
    values = [p.value for p in points]
    width = (times[-1] - times[0]) or 1.0
    reach = max(values) - min(values)
    height, bottom = max(reach, span) or 1.0, min(values) - max(span - reach, 0) / 2
    placed = [
        (
            round(EDGE + (t - times[0]) / width * (WIDTH - 2 * EDGE), 1),
            round(HEIGHT - EDGE - (v - bottom) / height * (HEIGHT - 2 * EDGE), 1),
        )
        for t, v in zip(times, values, strict=True)
    ]
    return " ".join(f"{x},{y}" for x, y in placed), placed[-1]


def _seconds(when: date | datetime) -> float:
    seconds = when.toordinal() * 86400.0
    return seconds + when.hour * 3600 + when.minute * 60 if isinstance(when, datetime) else seconds
