"""What FHIRPath expressions promise, by chapter of the specification; expressions and answers stand side by side."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from attending.record.fhirpath import EvaluationFault, InvalidExpression, Services, compile  # noqa: A004

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "active": True,
    "name": [
        {"use": "official", "family": "Okafor", "given": ["Ada", "Ngozi"]},
        {"use": "nickname", "given": ["Addie"]},
    ],
    "birthDate": "1980-02-29",
    "_birthDate": {"extension": [{"url": "http://example.org/time", "valueDateTime": "1980-02-29T06:00:00Z"}]},
    "deceasedBoolean": False,
    "contained": [{"resourceType": "Organization", "id": "o1", "name": "Clinic"}],
    "managingOrganization": {"reference": "#o1"},
    "generalPractitioner": [{"reference": "Practitioner/7"}, {"reference": "Organization/8"}],
}
WEIGHT = {
    "resourceType": "Observation",
    "status": "final",
    "valueQuantity": {"value": Decimal("70.50"), "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
    "component": [{"valueString": "a"}, {"valueInteger": 3}],
}
NOW = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


def evaluate(expression: str, resource: dict = PATIENT, **given: object) -> list:
    found = compile(expression).evaluate(resource, now=NOW, **given)
    return [str(value) if not isinstance(value, bool | int | str | dict) else value for value in found]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("name.given", ["Ada", "Ngozi", "Addie"]),
        ("Patient.name[1].given", ["Addie"]),
        ("Practitioner.name", []),
        ("Resource.id", ["p1"]),
        ("deceased", [False]),
        ("name.where(use = 'official').family", ["Okafor"]),
        ("`name`.given.first()", ["Ada"]),
        ("name.given[$this.count() - 1]", ["Ada"]),
        ("birthDate.extension('http://example.org/time').value", ["1980-02-29T06:00:00Z"]),
        ("contained.name", ["Clinic"]),
        ("name.select(given.first() & '.')", ["Ada.", "Addie."]),
        ("name.given.select($index)", [0, 1, 2]),
        ("Patient.descendants().where($this is HumanName).count()", [2]),
    ],
)
def test_a_path_walks_through_the_resource(expression: str, expected: list):
    assert evaluate(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("value.unit", ["kg"]),
        ("value is Quantity", [True]),
        ("value.is(Period)", [False]),
        ("(value as Quantity).value", ["70.50"]),
        ("value.ofType(string)", []),
        ("component.value.ofType(integer)", [3]),
        ("value > 70 'kg' and value < 71000 'g'", [True]),
        ("value = 70.5 'kg'", [True]),
        ("value.type().name", ["Quantity"]),
        ("component.first().value.type().namespace", ["FHIR"]),
        ("component.type().name.first()", ["BackboneElement"]),
    ],
)
def test_a_choice_element_has_one_name_and_many_types(expression: str, expected: list):
    assert evaluate(expression, WEIGHT) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3", [7]),
        ("7 div 2", [3]),
        ("-7 mod 3", [-1]),
        ("1 / 4", ["0.25"]),
        ("1 / 0", []),
        ("2147483647 + 1", []),
        ("'a' + {}", []),
        ("'a' & {}", ["a"]),
        ("1.0 = 1", [True]),
        ("1.20.toString()", ["1.20"]),
        ("{} = {}", []),
        ("true and {}", []),
        ("false and {}", [False]),
        ("{} or true", [True]),
        ("{} implies true", [True]),
        ("true xor false", [True]),
        ("'Ada\\tOkafor' ~ 'ada okafor'", [True]),
        ("'Ada ' ~ 'Ada'", [False]),
        ("1.05 ~ 1.0", [True]),
        ("(1 | 2) ~ (2 | 1)", [True]),
        ("(1 | 2) = (2 | 1)", [False]),
        ("1 | 1 is Integer", [1, True]),
        ("3 in (1 | 2 | 3)", [True]),
        ("{} contains 1", [False]),
        ("0.67 ~ 2.0 / 3", [True]),
    ],
)
def test_operators_follow_their_tables(expression: str, expected: list):
    assert evaluate(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("@2012 = @2012-04", []),
        ("@2012 < @2013-04", [True]),
        ("@2012-04-15T10:00Z = @2012-04-15T12:00+02:00", [True]),
        ("@2012-04-15T10:00Z = @2012-04-15T10:00", []),
        ("@2012-04-15T10:00:00 = @2012-04-15T10:00:00.000", [True]),
        ("birthDate < today()", [True]),
        ("now() > today()", []),
        ("birthDate + 1 year", ["1981-02-28"]),
        ("@2020-01-31 + 1 month", ["2020-02-29"]),
        ("@2014 + 25 months", ["2016"]),
        ("@2020-02-28 + 25 hours", ["2020-02-29"]),
        ("@T23:30 + 1 hour", ["00:30"]),
        ("today() - 6 months", ["2025-09-01"]),
        ("@2014.lowBoundary(6)", ["2014-01"]),
        ("@2015-02.highBoundary()", ["2015-02-28"]),
        ("@T10:30.highBoundary()", ["10:30:59.999"]),
        ("@2014-01-05T10:30:00.000.precision()", [17]),
    ],
)
def test_dates_know_how_precise_they_are(expression: str, expected: list):
    assert evaluate(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("4 'g' = 4000 'mg'", [True]),
        ("4 'g' ~ 4040 'mg'", [True]),
        ("1 'g' = 1 'cm'", []),
        ("1 week = 7 days", [True]),
        ("1 month = 1 'mo'", []),
        ("1 month ~ 1 'mo'", [True]),
        ("1 year = 365 days", [True]),
        ("(1 'g' | 30 'mg').max()", ["1 'g'"]),
        ("2 'cm' * 3 'cm' = 6 'cm2'", [True]),
        ("1 'm' + 1 'cm'", ["101 'cm'"]),
        ("'5 days'.toQuantity() = 5 days", [True]),
        ("100 'mg'.toQuantity('g') = 0.1 'g'", [True]),
        ("10 'Cel' < 60 '[degF]'", []),
        ("1 'cm'.comparable(1 '[in_i]')", [True]),
    ],
)
def test_quantities_compare_across_units(expression: str, expected: list):
    assert evaluate(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(1 | 2 | 3).aggregate($this + $total, 0)", [6]),
        ("iif(active, 'yes', 1 / 'x')", ["yes"]),
        ("name.all(given.exists())", [True]),
        ("name.given.exclude('Ada')", ["Ngozi", "Addie"]),
        ("name.given.intersect('Ada' | 'Zoe')", ["Ada"]),
        ("('b' | 'a' | 'c').sort()", ["a", "b", "c"]),
        ("('b' | 'a' | 'c').sort(-$this)", ["c", "b", "a"]),
        ("name.sort(family desc).use", ["official", "nickname"]),
        ("defineVariable('x', name.first()).select(%x.family)", ["Okafor"]),
        ("name.given.trace('secret').count()", [3]),
        ("(-3.5).round()", ["-4"]),
        ("16.log(2)", ["4"]),
        ("2.power(10)", [1024]),
        ("'abc'.substring(1, 1)", ["b"]),
        ("'2024-05-01'.replaceMatches('(\\\\d+)-(\\\\d+)-(\\\\d+)', '$3.$2.$1')", ["01.05.2024"]),
        ("'a,b'.split(',').join('-')", ["a-b"]),
        ("'<b>'.escape('html').unescape('html')", ["<b>"]),
        ("'yes'.toBoolean()", [True]),
        ("'2012-13'.convertsToDate()", [False]),
        ("name.given.hasValue()", [False]),
        ("active.hasValue()", [True]),
        ("%`vs-my-set`", ["http://hl7.org/fhir/ValueSet/my-set"]),
        ("1.587.lowBoundary(2)", ["1.58"]),
        ("coalesce(name.suffix, name.family)", ["Okafor"]),
    ],
)
def test_functions_do_what_the_specification_says(expression: str, expected: list):
    assert evaluate(expression) == expected


def test_references_are_resolved_inside_the_resource_or_by_the_resolver():
    practitioner = {"resourceType": "Practitioner", "id": "7", "active": True}
    services = Services(resolve=lambda reference: practitioner if reference == "Practitioner/7" else None)
    assert evaluate("managingOrganization.resolve().name") == ["Clinic"]
    assert evaluate("generalPractitioner.resolve().active", services=services) == [True]


def test_the_type_of_a_target_needs_no_resolver():
    assert evaluate("generalPractitioner.where(resolve() is Practitioner).reference") == ["Practitioner/7"]


def test_terminology_is_asked_of_the_service_passed_in():
    services = Services(member_of=lambda code, value_set: code == "male" and value_set == "urn:vs")
    assert evaluate("gender.memberOf('urn:vs')", {"resourceType": "Patient", "gender": "male"}, services=services) == [
        True
    ]


def test_a_union_over_types_keeps_the_branches_of_the_type_to_come():
    for start in ("Patient", None):
        found = compile("Patient.name.family | Practitioner.name.family | (Person.name as HumanName)", start=start)
        assert found.evaluate(PATIENT) == ["Okafor"]


def test_variables_are_passed_in():
    assert evaluate("%limit + 1", variables={"limit": 4}) == [5]


@pytest.mark.parametrize(
    "expression",
    ["name.given + 1", "1 > 'a'", "name.single()", "generalPractitioner.resolve()", "gender.memberOf('x')", "%unknown"],
)
def test_what_cannot_be_evaluated_is_a_fault_and_never_an_empty_answer(expression: str):
    with pytest.raises(EvaluationFault):
        evaluate(expression, {**PATIENT, "gender": "female"})


@pytest.mark.parametrize(
    "expression", ["name.frobnicate()", "name.given(", "1 +", "'open", "is(Frog)", "/* open", "@2015-13-01"]
)
def test_what_is_no_fhirpath_is_refused_when_it_is_compiled(expression: str):
    with pytest.raises(InvalidExpression):
        compile(expression)


@pytest.mark.parametrize(
    ("expression", "context"),
    [
        ("name.given1", "Patient"),
        ("Observation.valueQuantity", "Observation"),
        ("(Observation.value as Address).city", "Observation"),
        ("Encounter.status", "Patient"),
        ("children().skip(1)", "Patient"),
        ("identifier.endsWith('x')", "Patient"),
    ],
)
def test_with_a_context_every_element_is_checked_against_r4(expression: str, context: str):
    with pytest.raises(InvalidExpression):
        compile(expression, context=context)


def test_a_narrative_holds_only_harmless_xhtml():
    def safe(div: str) -> list:
        return evaluate("text.div.htmlChecks()", {"resourceType": "Patient", "text": {"div": div}})

    assert safe('<div xmlns="http://www.w3.org/1999/xhtml"><p>Well&nbsp;now</p></div>') == [True]
    assert safe('<div xmlns="http://www.w3.org/1999/xhtml"><script>x</script></div>') == [False]
    assert safe("<div><p>not closed</div>") == [False]
