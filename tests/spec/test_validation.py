"""Validation: every fault of a resource is named with its place and kind, and good resources pass."""

import json
from decimal import Decimal

import pytest
from click.testing import CliRunner

from attending.app.cli import main
from attending.record.validation import Strictness, evaluate, is_valid, operation_outcome, validate, validate_text

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "name": [{"family": "Ng", "given": ["Ada"]}],
    "birthDate": "1980-05-01",
    "gender": "female",
}
WEIGHT = {
    "resourceType": "Observation",
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7"}]},
    "subject": {"reference": "Patient/p1"},
    "effectiveDateTime": "2026-01-05T08:30:00Z",
    "valueQuantity": {"value": Decimal("70.50"), "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg"},
}


def found(resource, strictness=Strictness.STANDARD):
    return [(issue.severity, issue.expression) for issue in validate(resource, strictness)]


@pytest.mark.parametrize("resource", [PATIENT, WEIGHT])
def test_a_good_resource_has_no_fault(resource):
    assert found(resource, Strictness.STRICT) == []


@pytest.mark.parametrize(
    ("change", "where", "says"),
    [
        ({"birthDate": "1980-02-30"}, "Patient.birthDate", "no date"),
        ({"birthDate": "1980-05-01T10:00:00Z"}, "Patient.birthDate", "no date"),
        ({"gender": "f"}, "Patient.gender", "required value set"),
        ({"id": "p_1"}, "Patient.id", "no id"),
        ({"nickname": "Ada"}, "Patient.nickname", "no element of this name"),
        ({"name": {"family": "Ng"}}, "Patient.name", "must be a list"),
        ({"name": []}, "Patient.name", "must not be empty"),
        ({"name": [{}]}, "Patient.name[0]", "some content"),
        ({"active": "yes"}, "Patient.active", "true or false"),
        ({"multipleBirthInteger": 1, "multipleBirthBoolean": True}, "Patient", "one type only"),
        ({"telecom": [{"value": "1"}]}, "Patient.telecom[0]", "cpt-2"),
        ({"contact": [{"gender": "female"}]}, "Patient.contact[0]", "pat-1"),
        ({"managingOrganization": {"reference": "#org"}}, "Patient.managingOrganization", "ref-1"),
        ({"managingOrganization": {"reference": "org"}}, "Patient.managingOrganization", "Type/id"),
        ({"text": {"status": "generated"}}, "Patient.text", "div is required"),
        (
            {"text": {"status": "generated", "div": "<div xmlns='http://www.w3.org/1999/xhtml'><script/>a</div>"}},
            "Patient.text.div",
            "txt-1",
        ),
        ({"extension": [{"url": "http://x.test/e"}]}, "Patient.extension[0]", "ext-1"),
        ({"photo": [{"contentType": "image/png", "data": "%%"}]}, "Patient.photo[0].data", "base64"),
        ({"deceasedDateTime": "2020-01-01T10:00:00"}, "Patient.deceased", "timezone"),
    ],
)
def test_a_fault_is_named_with_its_place(change, where, says):
    issues = validate(PATIENT | change)
    assert any(issue.expression.startswith(where) and says in issue.text for issue in issues), issues
    assert not is_valid(issues)


def test_a_fault_never_holds_the_value():
    issues = validate(PATIENT | {"birthDate": "secret", "gender": "secret", "id": "se cret", "x secret": 1})
    assert len(issues) == 4
    assert "secret" not in "".join(issue.text + issue.expression for issue in issues)


def test_an_element_with_only_an_extension_is_there():
    reason = {
        "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
    }
    status = {key: value for key, value in WEIGHT.items() if key != "status"}
    assert found(status) == [("error", "Observation")]
    assert found(status | {"_status": reason}) == []


def test_invariants_of_r4_are_evaluated():
    both = WEIGHT | {"dataAbsentReason": {"text": "refused"}}
    assert [issue.text[:6] for issue in validate(both)] == ["obs-6:"]


def test_an_extension_of_r4_stands_only_where_it_belongs():
    mothers = {"url": "http://hl7.org/fhir/StructureDefinition/humanname-mothers-family", "valueString": "Li"}
    assert found(PATIENT | {"name": [{"family": "Ng", "_family": {"extension": [mothers]}}]}, Strictness.STRICT) == []
    assert found(PATIENT | {"name": [{"family": "Ng", "extension": [mothers]}]}) == [
        ("error", "Patient.name[0].extension[0]")
    ]


def test_strictness_decides_what_keeps_a_resource_out():
    unknown = PATIENT | {"extension": [{"url": "http://hospital.test/x", "valueString": "a"}], "gender": "f"}
    assert [severity for severity, _ in found(unknown, Strictness.STORE)] == ["warning", "information"]
    assert [severity for severity, _ in found(unknown, Strictness.STANDARD)] == ["error", "warning"]
    assert [severity for severity, _ in found(unknown, Strictness.STRICT)] == ["error", "error"]
    assert found({"resourceType": "Patient", "name": {"family": "Ng"}}, Strictness.STORE)[0][0] == "error"


def test_a_bundle_needs_absolute_full_urls_and_a_document_its_parts():
    composition = {
        "resourceType": "Composition",
        "status": "final",
        "type": {"text": "note"},
        "date": "2026-01-01",
        "author": [{"display": "Dr. Lim"}],
        "title": "Note",
        "subject": {"reference": "urn:uuid:6e1ad1d6-3f2c-4c3c-8d3c-6a9c5b5b0a01"},
    }
    bundle = {
        "resourceType": "Bundle",
        "type": "document",
        "timestamp": "2026-01-01T00:00:00Z",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": "urn:uuid:1"},
        "entry": [{"fullUrl": "Composition/1", "resource": composition}],
    }
    places = [where for _, where in found(bundle)]
    assert sorted(places) == ["Bundle.entry[0].fullUrl", "Bundle.entry[0].resource.subject"]


def test_broken_json_says_where():
    (issue,) = validate_text(b'{"resourceType": "Patient",}')
    assert (issue.severity, "line 1" in issue.text) == ("error", True)
    assert is_valid(validate_text(b'{"resourceType": "Patient" /* old */, "active": true}'))
    assert not is_valid(validate_text(b'{"resourceType": "Patient", "active": true, "active": false}'))
    assert not is_valid(validate_text(b"\xff"))
    assert not is_valid(validate_text("[" * 100_000))


def test_nesting_without_end_is_a_fault_not_a_crash():
    item = {"linkId": "1"}
    for _ in range(200):
        item = {"linkId": "1", "item": [item]}
    issues = validate({"resourceType": "QuestionnaireResponse", "status": "completed", "item": [item]})
    assert any("deeper" in issue.text for issue in issues)


def test_faults_become_an_operation_outcome():
    outcome = operation_outcome(validate(PATIENT | {"gender": "f"}))
    assert outcome["issue"][0]["expression"] == ["Patient.gender"]
    assert outcome["issue"][0]["code"] == "code-invalid"
    assert found(json.loads(json.dumps(outcome))) == []
    assert found(operation_outcome([])) == []


def test_an_unreferenced_contained_resource_is_a_hint():
    held = PATIENT | {"contained": [{"resourceType": "Organization", "id": "o", "name": "Clinic"}]}
    assert found(held, Strictness.STRICT) == [("warning", "Patient.contained[0]")]


def test_messages_of_cds_hooks_are_checked():
    card = {"summary": "Renal dose", "indicator": "warning", "source": {"label": "Attending"}}
    assert found({"cards": [card]}) == []
    assert found({"cards": [card | {"source": {}}]})[0][1].startswith("CDSHooksResponse.cards[0].source")


def test_the_command_lists_faults_and_ends_with_2(tmp_path):
    good, bad = tmp_path / "good.json", tmp_path / "bad.ndjson"
    good.write_text(json.dumps(PATIENT))
    bad.write_text(json.dumps(PATIENT) + "\n" + json.dumps(PATIENT | {"gender": "f"}) + "\n")
    assert CliRunner().invoke(main, ["validate", str(good)]).exit_code == 0
    result = CliRunner().invoke(main, ["validate", str(good), str(bad), "--json"])
    assert result.exit_code == 2
    assert len(json.loads(result.stdout)[str(bad)]["issue"]) == 1


def test_the_suite_counts_caught_and_false_alarms(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps(PATIENT))
    (tmp_path / "b.json").write_text(json.dumps(PATIENT | {"gender": "f"}))
    cases = [
        {"name": "good", "file": "a.json", "errors": 0},
        {"name": "bad", "file": "b.json", "errors": 1},
        {"name": "alarm", "file": "b.json", "errors": 0},
        {"name": "unscored", "file": "none.json"},
    ]
    (tmp_path / "manifest.json").write_text(json.dumps({"test-cases": cases}))
    report = evaluate.run(tmp_path, predictions=tmp_path / "p.jsonl", progress=lambda done, total: None)
    assert (report["caught"], report["false_alarms"], report["alarms"]) == (1, 1, ["alarm"])
    assert [json.loads(line)["valid"] for line in (tmp_path / "p.jsonl").read_text().splitlines()] == [
        True,
        False,
        False,
        False,
    ]


def coded(system, code):
    return {**WEIGHT, "code": {"coding": [{"system": system, "code": code}]}}


@pytest.mark.parametrize("code", ["mmHg", "bpm", "mg/dL/", "kgs", "µg", "beats/min"])
def test_a_unit_that_is_no_ucum_is_a_fault(code):
    wrong = {**WEIGHT, "valueQuantity": {**WEIGHT["valueQuantity"], "code": code}}
    assert found(wrong) == [("error", "Observation.value.ofType(Quantity).code")]


@pytest.mark.parametrize(
    "code", ["mm[Hg]", "10*3/uL", "{score}", "/[HPF]", "Cel", "B[uV]", "[acr_us]", "mL/min/{1.73_m2}"]
)
def test_a_unit_of_ucum_is_none(code):
    assert found({**WEIGHT, "valueQuantity": {**WEIGHT["valueQuantity"], "code": code}}, Strictness.STRICT) == []


@pytest.mark.parametrize(
    ("system", "right", "wrong"),
    [
        ("http://loinc.org", "29463-7", "29463-6"),
        ("http://loinc.org", "8867-4", "8876-4"),
        ("http://snomed.info/sct", "44054006", "44054007"),
        ("http://snomed.info/sct", "840539006", "12"),
    ],
)
def test_a_number_with_a_wrong_check_digit_is_a_warning_and_in_a_value_set_a_fault(system, right, wrong):
    assert found(coded(system, right), Strictness.STRICT) == []
    assert found(coded(system, wrong)) == [("warning", "Observation.code.coding[0].code")]
    concepts = {"include": [{"system": system, "concept": [{"code": right}, {"code": wrong}]}]}
    value_set = {"resourceType": "ValueSet", "status": "active", "compose": concepts}
    assert ("error", "ValueSet.compose.include[0].concept[1]") in found(value_set)
    assert ("error", "ValueSet.compose.include[0].concept[0]") not in found(value_set)


def test_an_expression_of_snomed_is_left_alone():
    assert found(coded("http://snomed.info/sct", "284196006 |Burn| : 363698007 = 113185004"), Strictness.STRICT) == []
