"""Laws of FHIRPath: the parser and its printer agree, dates and decimals are ordered, nothing crashes."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from attending.record.fhirpath import FHIRPathFault, compile  # noqa: A004
from attending.record.fhirpath.durations import add_duration
from attending.record.fhirpath.parser import parse
from attending.record.fhirpath.quantity import Quantity
from attending.record.fhirpath.temporal import Moment, compare_moments, parse_moment
from attending.record.fhirpath.tree import render
from attending.terms.ucum import find_measure

days = st.dates(date(1, 1, 1), date(9998, 12, 31))
decimals = st.decimals(-(10**9), 10**9, places=4)
names = st.sampled_from(["name", "given", "where", "is", "contains", "odd name", "it's"])
literals = st.one_of(
    st.integers(0, 2**31 - 1).map(str),
    st.decimals(0, 10**6, places=3).map(lambda value: f"{value:f}"),
    st.text(max_size=8).map(lambda text: render(parse("'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"))),
    st.sampled_from(["true", "{}", "@2014-02", "@T10:00", "4 days", "4 'mg'", "$this", "%resource"]),
    names.map(lambda name: "`" + name.replace("'", "\\'") + "`"),
)
expressions = st.recursive(
    literals,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "and", "|", "in", "implies", "=", "!~", "<=", "div"]), inner).map(
            lambda parts: f"({parts[0]} {parts[1]} {parts[2]})"
        ),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]}).where({parts[1]})[0]"),
        inner.map(lambda part: f"-({part})"),
        inner.map(lambda part: f"({part} is FHIR.Patient)"),
    ),
    max_leaves=5,
)


def moment(day: date, precision: int) -> Moment:
    return Moment("Date", (day.year, day.month, day.day)[:precision])


@given(expressions)
@settings(max_examples=40, deadline=None)
def test_what_is_printed_is_read_back(expression):
    tree = parse(expression)
    assert parse(render(tree)) == tree


@given(days, days, st.integers(1, 3), st.integers(1, 3))
def test_dates_are_ordered_as_the_days_they_may_mean(one, other, precision, other_precision):
    order = compare_moments(moment(one, precision), moment(other, other_precision))
    assert (
        order
        == {None: None, 0: 0, 1: -1, -1: 1}[compare_moments(moment(other, other_precision), moment(one, precision))]
    )
    if order is not None and order != 0:
        assert (one < other) == (order < 0)


@given(days, st.integers(-400, 400))
def test_days_added_are_days_of_the_calendar(day, number):
    later = day + timedelta(days=number) if date(2, 2, 2) < day < date(9990, 1, 1) else day
    if later != day:
        assert (
            str(add_duration(moment(day, 3), Quantity(Decimal(number), "day", calendar=True), 1)) == later.isoformat()
        )


@given(st.datetimes(timezones=st.just(None)))
def test_a_date_time_is_printed_as_it_was_read(when):
    text = when.isoformat(timespec="milliseconds")
    found = parse_moment(text, "DateTime")
    assert found is not None
    assert str(found) == text


@given(decimals)
def test_a_decimal_lies_between_its_boundaries(value):
    low, high = (compile(f"%d.{end}Boundary()").evaluate({}, variables={"d": value})[0] for end in ("low", "high"))
    assert low <= value <= high


@given(decimals, decimals)
def test_decimals_compare_as_numbers(one, other):
    assert compile("%a < %b").evaluate({}, variables={"a": one, "b": other}) == [one < other]


@given(st.text(alphabet="name.()'@T0123456789:-+/*[]{}%$`|&=<> and", max_size=40))
@settings(max_examples=200)
def test_any_text_is_read_or_refused(text):
    try:
        compile(text).evaluate({"resourceType": "Patient", "active": True})
    except FHIRPathFault as fault:
        assert str(fault).startswith("FHIRPath:")


@given(st.text(max_size=20))
def test_any_unit_is_read_or_unknown(unit):
    found = find_measure(unit)
    assert found is None or found.factor > 0


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-2, 2) | st.sampled_from(["", "x", "2012", "#a", "a/b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["name", "_name", "given", "extension", "url", "reference", "value", "valueQuantity", "id"]
            ),
            inner,
        )
    ),
    max_leaves=8,
)
asked = st.sampled_from(
    [
        "descendants().count()",
        "name.given.distinct() | name.family",
        "birthDate < @2015",
        "birthDate + 1 day",
        "value = 5 'mg'",
        "extension('x').value",
        "generalPractitioner.resolve()",
        "name.where(given = 'x')",
        "descendants() ~ children()",
        "value.toQuantity() | value.toString()",
        "text.div.htmlChecks()",
        "contained.where(id = 'x').name.hasValue()",
    ]
)


@given(st.sampled_from(["Patient", "Observation", "Frog", ""]), json_values, json_values, asked)
@settings(max_examples=60, deadline=None)
def test_a_resource_of_any_shape_gives_an_answer_or_a_fault(kind, one, other, expression):
    keys = [
        "name",
        "birthDate",
        "valueQuantity",
        "valueString",
        "extension",
        "generalPractitioner",
        "text",
        "contained",
    ]
    for key in keys:
        resource = {"resourceType": kind, key: one, f"_{key}": other}
        try:
            assert isinstance(compile(expression).evaluate(resource), list)
        except FHIRPathFault as fault:
            assert str(fault).startswith("FHIRPath:")
