"""Validation, rule by rule: what the official examples of R4 hold is no fault, what its text forbids is one."""

import pytest

from attending.record.validation import Strictness, validate


def errors(resource, strictness=Strictness.STRICT):
    return [(issue.expression, issue.text) for issue in validate(resource, strictness) if issue.severity == "error"]


def test_snapshot_and_differential_of_a_definition_name_the_same_elements():
    element = {"id": "Ward", "path": "Ward", "definition": "A ward.", "min": 0, "max": "*"}
    base = {"path": "Element", "min": 0, "max": "*"}
    ward = {
        "resourceType": "StructureDefinition",
        "url": "http://hospital.test/Ward",
        "name": "Ward",
        "status": "draft",
        "kind": "logical",
        "abstract": False,
        "type": "http://hospital.test/Ward",
        "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Element",
        "derivation": "specialization",
        "snapshot": {"element": [element | {"base": base}]},
        "differential": {"element": [element]},
    }
    assert errors(ward) == []
    ward["differential"]["element"].append(element | {"path": "Ward.bed"})
    assert ("StructureDefinition.differential.element[1]", "Another element of the resource has the same id.") in (
        errors(ward)
    )


def test_a_narrative_may_be_longer_than_a_string():
    div = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{"a" * 1_048_577}</p></div>'
    assert errors({"resourceType": "Basic", "text": {"status": "generated", "div": div}, "code": {"text": "a"}}) == []
    assert errors({"resourceType": "Basic", "code": {"text": "a" * 1_048_577}}) == [
        ("Basic.code.text", "This string is longer than 1 MB.")
    ]


def test_a_question_may_wait_for_another_to_be_answered_at_all():
    when = {"question": "1", "operator": "exists", "answerBoolean": True}
    item = [{"linkId": "1", "type": "boolean"}, {"linkId": "2", "type": "string", "enableWhen": [when]}]
    assert errors({"resourceType": "Questionnaire", "status": "draft", "item": item}) == []
    when |= {"answerString": "yes"}
    del when["answerBoolean"]
    assert "que-7" in errors({"resourceType": "Questionnaire", "status": "draft", "item": item})[0][1]


def test_a_risk_without_a_number_is_no_fault_and_one_above_100_is():
    risk = {"resourceType": "RiskAssessment", "status": "final", "subject": {"reference": "Patient/1"}}
    assert errors(risk | {"prediction": [{"outcome": {"text": "unknown"}}]}) == []
    assert errors(risk | {"prediction": [{"probabilityDecimal": 101}]})[0][0] == "RiskAssessment.prediction[0]"


def test_the_outcome_among_search_results_needs_no_full_url():
    outcome = {"resourceType": "OperationOutcome", "issue": [{"severity": "warning", "code": "informational"}]}
    entry = {"resource": outcome, "search": {"mode": "outcome"}}
    assert errors({"resourceType": "Bundle", "type": "searchset", "entry": [entry]}) == []


@pytest.mark.parametrize("code", ["[ft_br]", "[acr_br]", "[pied]", "[twp]", "[hp'_X]", "[IR]"])
def test_seldom_units_of_ucum_are_units(code):
    length = {"value": 1, "system": "http://unitsofmeasure.org", "code": code}
    assert errors({"resourceType": "Basic", "code": {"text": "a"}} | {"extension": [_extension(length)]}) == []


def _extension(quantity):
    return {"url": "http://example.org/length", "valueQuantity": quantity}
