"""A chart's results as trends: one tile for each kind of measurement, the newest first.

Values that sources sent in several units stand on one scale, that of the newest; beside each stands what was sent.
"""

from collections.abc import Hashable, Iterable
from datetime import UTC, date, datetime
from fractions import Fraction

from attending.app.web.views.trend import Point, Trend, draw_trend
from attending.app.web.views.words import day
from attending.record import Chart
from attending.record.comparable import converted, scale_of
from attending.record.summary import Result, results
from attending.record.when import moment
from attending.record.words import readable_unit, spaced

FLAGS = {
    "H": ("high", "bad"),
    "HH": ("critically high", "bad"),
    "L": ("low", "bad"),
    "LL": ("critically low", "bad"),
    "A": ("abnormal", "bad"),
    "AA": ("critical", "bad"),
    "N": ("", ""),
}
"""HL7 v3 ObservationInterpretation → the laboratory's word, and its tone."""
MOST_TILES = 24
MOST_POINTS = 40
_MOST_SHORT = 10_000
"""From here on four digits would not reach the point."""


def result_trends(chart: Chart) -> tuple[Trend, ...]:
    """One trend for each kind of measurement, those with the newest value first."""
    groups: dict[Hashable, list[Result]] = {}
    for result in results(chart):
        scale = scale_of(result.unit) if result.quantity is not None else result.unit
        groups.setdefault((result.text, scale), []).append(result)
    found = sorted(groups.values(), key=lambda group: _newest(group[0]), reverse=True)[:MOST_TILES]
    return tuple(_trend(f"r{number}", group[:MOST_POINTS]) for number, group in enumerate(found))


def _newest(result: Result) -> datetime:
    return moment(result.when) if result.when else datetime.min.replace(tzinfo=UTC)


def _trend(identifier: str, group: list[Result]) -> Trend:
    newest, unit = group[0], readable_unit(group[0].unit)
    judgement, tone = FLAGS.get(newest.flag, (newest.flag, ""))
    points = _points(reversed(group), newest.unit)
    if len(points) == len(group):
        return draw_trend(identifier, newest.text, unit, points, judgement=judgement, tone=tone)
    return Trend(
        id=identifier,
        title=newest.text,
        unit=unit,
        now=newest.value,
        when=day(newest.when) if newest.when else "",
        tone=tone,
        judgement=judgement,
        rows=tuple((day(r.when) if r.when else "", r.value) for r in group),
    )


def _points(group: Iterable[Result], unit: str) -> list[Point]:
    return [
        _point(r.when, r, Fraction(r.quantity), unit) for r in group if r.quantity is not None and r.when is not None
    ]


def _point(when: datetime | date, result: Result, quantity: Fraction, unit: str) -> Point:
    """One value on the scale of a trend; a converted one has four digits, and says what was sent."""
    if result.unit == unit:
        return Point(when, float(quantity), result.value)
    value = float(converted(quantity, result.unit, unit))
    sent = spaced(result.value, readable_unit(result.unit))
    return Point(when, value, f"{value:.4g}" if abs(value) < _MOST_SHORT else f"{value:.0f}", sent)
