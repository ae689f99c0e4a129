"""The readings of FHIRPath in docs/readings.md, one test for each."""

from attending.record.fhirpath import compile  # noqa: A004


def answer(expression: str, resource: dict | None = None) -> list[str]:
    return [str(value) for value in compile(expression).evaluate(resource or {"resourceType": "Patient"})]


def test_a_fraction_of_a_calendar_second_counts_and_of_a_definite_one_does_not():
    assert answer("@2020-01-01T00:00:00.000 + 0.1 seconds") == ["2020-01-01T00:00:00.100"]
    assert answer("@2020-01-01T00:00:00.000 + 0.1 's'") == ["2020-01-01T00:00:00.000"]


def test_the_far_end_of_a_decimal_is_rounded_and_the_near_end_cut():
    assert answer("0.0034.highBoundary(1) | 1.587.highBoundary(2) | 1.587.lowBoundary(0)") == ["0.0", "1.59", "1"]


def test_an_hour_without_minutes_is_the_full_hour():
    assert answer("@2014-01-01T08.highBoundary(17)") == ["2014-01-01T08:00:59.999-12:00"]


def test_a_code_is_a_string_but_not_taken_for_one():
    male = {"resourceType": "Patient", "gender": "male"}
    assert answer("gender is string", male) == ["True"]
    assert answer("gender.ofType(string) | gender.as(string)", male) == []


def test_quantities_of_different_dimensions_are_neither_equal_nor_different():
    assert answer("1 'g' = 1 'm'") == answer("1 'g' != 1 'm'") == []


def test_a_missing_timezone_leaves_open_only_what_it_could_change():
    assert answer("@2020-01-01T10:00 < @2020-01-01T12:00Z") == []
    assert answer("@2020-01-01T10:00 < @2020-01-03T12:00Z") == ["True"]


def test_a_narrative_is_reached_by_its_name():
    assert answer("text.div", {"resourceType": "Patient", "text": {"div": "<div/>"}}) == ["<div/>"]
