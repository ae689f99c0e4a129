"""A chart's results as trends: one tile for each kind of measurement, the newest first."""

from collections.abc import Iterable
from datetime import UTC, datetime

from attending.app.web.views.trend import Point, Trend, draw_trend
from attending.app.web.views.words import day
from attending.record import Chart
from attending.record.summary import Result, results
from attending.record.when import moment
from attending.record.words import readable_unit

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


def result_trends(chart: Chart) -> tuple[Trend, ...]:
    """One trend for each name and unit, those with the newest value first."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results(chart):
        groups.setdefault((result.text, result.unit), []).append(result)
    found = sorted(groups.values(), key=lambda group: _newest(group[0]), reverse=True)[:MOST_TILES]
    return tuple(_trend(f"r{number}", group[:MOST_POINTS]) for number, group in enumerate(found))


def _newest(result: Result) -> datetime:
    return moment(result.when) if result.when else datetime.min.replace(tzinfo=UTC)


def _trend(identifier: str, group: list[Result]) -> Trend:
    newest, unit = group[0], readable_unit(group[0].unit)
    judgement, tone = FLAGS.get(newest.flag, (newest.flag, ""))
    points = _points(reversed(group))
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


def _points(group: Iterable[Result]) -> list[Point]:
    return [Point(r.when, float(r.quantity), r.value) for r in group if r.quantity is not None and r.when is not None]
