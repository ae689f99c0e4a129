"""The patient's page puts values that sources sent in several units on one scale, and folds away what is over."""

from fractions import Fraction

import pytest
from tests.spec.test_sources import chart, diabetes, glucose

from attending.app.web.views.patient import summary_boxes, timeline_years
from attending.app.web.views.results import result_trends
from attending.record import timeline
from attending.record.comparable import converted, scale_of


def test_values_in_several_units_are_one_trend_in_the_unit_of_the_newest_and_say_what_was_sent():
    (trend,) = result_trends(chart(glucose("95", "mg/dL", "2026-01-05"), glucose("1.1", "g/L", "2025-01-05")))
    assert (trend.unit, trend.low, trend.high) == ("mg/dL", "95", "110")
    assert [value for _, value in trend.rows] == ["95", "110 (sent as 1.1 g/L)"]


@pytest.mark.parametrize(
    ("quantity", "unit", "to", "expected"),
    [
        (Fraction(986, 10), "[degF]", "Cel", Fraction(37)),
        (Fraction(37), "Cel", "[degF]", Fraction(986, 10)),
        (Fraction(7), "10*3/uL", "10*9/L", Fraction(7)),
        (Fraction(100), "[lb_av]", "kg", Fraction(45359237, 10**6)),
    ],
)
def test_units_of_one_scale_are_converted_exactly(quantity, unit, to, expected):
    assert scale_of(unit) == scale_of(to)
    assert converted(quantity, unit, to) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [("%", "mmol/mol"), ("meq/L", "mmol/L"), ("mg/dL", "mmol/L"), ("10*9/L", "mmol/L"), ("widgets", "mg/dL")],
)
def test_scales_that_only_look_alike_stay_apart(one, other):
    assert scale_of(one) != scale_of(other)
    found = result_trends(chart(glucose("5", one, "2025-01-05"), glucose("6", other, "2026-01-05")))
    assert len(found) == 2


def test_what_is_over_is_folded_away_where_it_is_more_than_two_lines():
    over = [diabetes(f"200{n}-01-01", "resolved") for n in range(3)]
    problems = summary_boxes(chart(diabetes("2012-05-01"), *over))[0]
    assert (len(problems.shown), len(problems.past)) == (1, 3)
    problems = summary_boxes(chart(diabetes("2012-05-01"), *over[:2]))[0]
    assert (len(problems.shown), len(problems.past)) == (3, 0)


def test_the_day_of_filing_is_not_told_as_the_beginning_of_an_allergy():
    allergy = {"resourceType": "AllergyIntolerance", "code": {"text": "Latex"}}
    found = chart({**allergy, "meta": {"lastUpdated": "2026-01-01T00:00:00Z"}})
    (line,) = summary_boxes(found)[2].items
    assert line.when == ""
    (event,) = timeline(found)
    assert event.detail == "no date given: the day of filing"


def test_many_results_of_a_day_are_one_point_of_the_whole_time_line():
    events = timeline(chart(*(glucose(str(90 + n), "mg/dL", f"2026-01-05T0{n}:00:00Z") for n in range(5))))
    ((_, (panel,)),) = timeline_years(events, "all", lambda _: "")
    assert panel.title == "5 results"
    assert "Glucose 94 mg/dL" in panel.detail
    ((_, alone),) = timeline_years(events, "result", lambda _: "")
    assert len(alone) == 5
