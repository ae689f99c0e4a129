"""Laboratory trends: a line for the eye, a table that says the same."""

from datetime import date

from attending.app.web.views.trend import EDGE, HEIGHT, WIDTH, Point, draw_trend


def test_a_trend_spans_the_picture_and_lists_its_values_newest_first():
    points = [Point(date(2026, 1, 3), 6.1), Point(date(2026, 2, 3), 7.0), Point(date(2026, 3, 3), 8.4)]

    trend = draw_trend("a1c", "Haemoglobin A1c", "%", points, judgement="high", tone="bad")

    assert trend.line.split()[0] == f"{EDGE}.0,{HEIGHT - EDGE}.0"
    assert trend.last == (WIDTH - EDGE, EDGE)
    assert trend.rows[0] == ("3 Mar 2026", "8.4")
    assert (trend.now, trend.low, trend.high) == ("8.4", "6.1", "8.4")


def test_one_value_has_no_line():
    trend = draw_trend("k", "Potassium", "mmol/L", [Point(date(2026, 1, 3), 4.4)])

    assert trend.line == ""
    assert trend.rows == (("3 Jan 2026", "4.4"),)


def test_equal_values_make_a_flat_line():
    trend = draw_trend("k", "Potassium", "mmol/L", [Point(date(2026, 1, d), 4.4) for d in (1, 2)])

    assert trend.line == f"{EDGE}.0,{HEIGHT - EDGE}.0 {WIDTH - EDGE}.0,{HEIGHT - EDGE}.0"
