"""Hostile expressions and resources end in a clear fault, quickly."""

from decimal import Decimal

import pytest

from attending.errors import BadInput
from attending.record.fhirpath import EvaluationFault, InvalidExpression, compile  # noqa: A004
from attending.record.fhirpath.read_xml import read_xml


@pytest.mark.parametrize(
    "expression",
    [
        "(" * 10_000 + "1" + ")" * 10_000,
        "not(" * 10_000,
        "-" * 10_000 + "1",
        "1" + "+1" * 20_000,
        "a[" * 10_000,
        "'" + "x" * 200_000 + "'",
        "a implies (" * 500,
    ],
)
def test_deep_or_endless_expressions_are_refused(expression: str):
    with pytest.raises(InvalidExpression, match=r"nested too deeply|signs in a row|characters at most"):
        compile(expression)


def test_a_long_path_is_no_deep_one():
    assert compile("name" + ".given" * 10_000).evaluate({"resourceType": "Patient"}) == []


def test_a_row_of_a_hundred_operators_is_fine():
    assert compile("1" + " + 1" * 99).evaluate({}) == [100]


def test_an_unknown_function_is_named():
    with pytest.raises(InvalidExpression, match=r"frobnicate\(\) does not exist"):
        compile("name.frobnicate()")


def test_an_endless_repeat_ends():
    with pytest.raises(EvaluationFault, match="repeat gave more than"):
        compile("(1 | 2).repeatAll($this | $this + 2)").evaluate({})


@pytest.mark.parametrize(
    "expression",
    [
        "'aaaaaaaaaa'.repeat($this & $this)",
        "children().children().aggregate($total.combine($total), 1 | 2)",
        "descendants().aggregate($total * $total, 9 'mg').toString()",
        "value.toString()",
        "value.ceiling()",
    ],
)
def test_what_grows_without_end_is_stopped(expression: str):
    numbers = [{"value": number} for number in range(40)]
    resource = {"resourceType": "Quantity", "value": Decimal("1E999999"), "numbers": [{"deeper": numbers}]}
    with pytest.raises(EvaluationFault):
        compile(expression).evaluate(resource)


def test_a_deep_resource_is_walked_without_recursion():
    item: dict = {"linkId": "end"}
    for _ in range(5_000):
        item = {"item": [item]}
    resource = {"resourceType": "Questionnaire", "item": [item]}
    assert compile("descendants().linkId").evaluate(resource) == ["end"]


def test_faults_do_not_repeat_the_data():
    with pytest.raises(EvaluationFault) as caught:
        compile("birthDate < 5").evaluate({"resourceType": "Patient", "birthDate": "1980-02-29"})
    assert "1980" not in str(caught.value)


def test_a_broken_regular_expression_is_a_fault():
    with pytest.raises(EvaluationFault):
        compile("'a'.matches('(')").evaluate({})


def test_huge_numbers_overflow_instead_of_hanging():
    assert compile("10.power(2000000000)").evaluate({}) == []
    assert compile("2000000000.exp()").evaluate({}) == []


PATIENT_XML = """<Patient xmlns="http://hl7.org/fhir"><id value="x"/>
  <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>Hi <b>there</b></p></div></text>
  <contained><Organization><name value="Clinic"/></Organization></contained>
  <active value="true"/>
  <name><given><extension url="http://e.org/x"><valueDecimal value="1.00"/></extension></given>
  <given value="Ada"/></name>
  <birthDate id="b" value="1980-01-01"/><multipleBirthInteger value="2"/></Patient>"""


def test_xml_becomes_the_json_of_the_same_resource():
    found = read_xml(PATIENT_XML.encode())
    assert found["text"]["div"] == '<div xmlns="http://www.w3.org/1999/xhtml"><p>Hi <b>there</b></p></div>'
    assert found["contained"] == [{"resourceType": "Organization", "name": "Clinic"}]
    assert found["active"] is True
    assert found["name"][0]["given"] == [None, "Ada"]
    assert str(found["name"][0]["_given"][0]["extension"][0]["valueDecimal"]) == "1.00"
    assert found["name"][0]["_given"][1] is None
    assert (found["birthDate"], found["_birthDate"], found["multipleBirthInteger"]) == ("1980-01-01", {"id": "b"}, 2)


@pytest.mark.parametrize(
    "text",
    [
        "<Patient",
        "<Patient/>",
        '<!DOCTYPE x [<!ENTITY a "b">]><Patient xmlns="http://hl7.org/fhir"/>',
        '<Patient xmlns="http://hl7.org/fhir"><nose value="1"/></Patient>',
        '<Patient xmlns="http://hl7.org/fhir"><active value="maybe"/></Patient>',
    ],
)
def test_xml_that_is_no_r4_is_refused(text: str):
    with pytest.raises(BadInput):
        read_xml(text.encode())
