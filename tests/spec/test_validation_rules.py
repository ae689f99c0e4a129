"""Validation, rule by rule: what the official examples of R4 hold is no fault, what its text forbids is one."""

import pytest

from attending.record.validation import Strictness, validate

HL7 = "http://hl7.org/fhir/StructureDefinition"


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


def test_an_attachment_has_the_size_and_the_hash_it_states():
    media = {"resourceType": "Media", "status": "completed"}
    picture = {"contentType": "text/plain", "data": "QWRh", "size": 3, "hash": "XDywmNUt6z9n6Xt/upYMTPaIBGE="}
    assert errors(media | {"content": picture}) == []
    assert errors(media | {"content": picture | {"hash": "AAAA"}})[0][1] == (
        "The stated hash is not the SHA-1 of the data."
    )
    assert errors(media | {"content": picture | {"size": 4}})[0][1] == "The stated size is not the size of the data."
    assert errors(media | {"content": picture | {"contentType": "text"}})[0][0] == "Media.content.contentType"


@pytest.mark.parametrize(
    ("element", "where"),
    [
        ({"identifier": [{"system": "mrn", "value": "1"}]}, "identifier[0].system"),
        ({"identifier": [{"system": "urn:ietf:rfc:3986", "value": "2.16.840"}]}, "identifier[0].value"),
        ({"identifier": [{"system": "urn:ietf:rfc:3986", "value": "urn:oid:2.16.840"}]}, None),
        ({"identifier": [{"system": "oid:2.16.840", "value": "1"}]}, "identifier[0].system"),
        ({"code": {"coding": [{"system": "https://loinc.org", "code": "8867-4"}]}}, "code.coding[0].system"),
        (
            {"contained": [{"resourceType": "Patient", "id": "a"}] * 2, "subject": {"reference": "#a"}},
            "contained[1].id",
        ),
    ],
)
def test_names_that_can_mean_nothing_are_faults(element, where):
    basic = {"resourceType": "Basic", "code": {"text": "a"}}
    assert [found for found, _ in errors(basic | element)] == ([f"Basic.{where}"] if where else [])


def test_a_relative_canonical_is_an_error_in_strict_and_a_warning_else():
    answers = {"resourceType": "QuestionnaireResponse", "status": "completed", "questionnaire": "Questionnaire/1"}
    assert errors(answers)[0][0] == "QuestionnaireResponse.questionnaire"
    assert errors(answers, Strictness.STANDARD) == []


def test_an_item_waits_for_another_that_is_there():
    def asked(question):
        when = {"question": question, "operator": "=", "answerBoolean": True}
        within = {"linkId": "1.1", "type": "string", "enableWhen": [when]}
        item = {"linkId": "1", "type": "group", "item": [within, {"linkId": "1.2", "type": "boolean"}]}
        return errors({"resourceType": "Questionnaire", "status": "draft", "item": [item]})

    assert asked("1.2") == []
    assert asked("1.3")[0][1] == "No item of the questionnaire has this linkId."
    assert asked("1.1")[0][1] == "An item cannot depend on its own answer."


def test_a_definition_fixes_values_of_its_own_types_and_states_rules_in_fhirpath():
    def defined(element):
        base = {"id": "Patient.gender", "path": "Patient.gender"}
        return errors(
            {
                "resourceType": "StructureDefinition",
                "url": "http://hospital.test/Woman",
                "name": "Woman",
                "status": "draft",
                "kind": "resource",
                "abstract": False,
                "type": "Patient",
                "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Patient",
                "derivation": "constraint",
                "differential": {"element": [{"id": "Patient", "path": "Patient"}, base | element]},
            }
        )

    rule = {"key": "w-1", "severity": "error", "human": "A rule."}
    assert defined({"type": [{"code": "code"}], "fixedCode": "female"}) == []
    assert "must have a type" in defined({"type": [{"code": "code"}], "fixedString": "female"})[0][1]
    assert defined({"constraint": [rule | {"expression": "exists() and $this != 'male'"}]}) == []
    assert "grammar of FHIRPath" in defined({"constraint": [rule | {"expression": "exists( and"}]})[0][1]


class TestABundle:
    DOCTOR = "urn:uuid:0f5a1d6c-6c0e-4f0a-9a55-1d6c6c0e4f0a"
    ANN = "urn:uuid:1f5a1d6c-6c0e-4f0a-9a55-1d6c6c0e4f0b"

    def filed(self, kind, **references):
        pulse = {"resourceType": "Observation", "status": "final", "code": {"text": "a"}} | {
            name: {"reference": to} for name, to in references.items()
        }
        doctor = {"resourceType": "Practitioner", "name": [{"family": "Ng"}]}
        ann = {"resourceType": "Patient", "id": "ann", "meta": {"versionId": "2"}}
        entries = [
            {"fullUrl": "urn:uuid:2f5a1d6c-6c0e-4f0a-9a55-1d6c6c0e4f0c", "resource": pulse},
            {"fullUrl": self.DOCTOR, "resource": doctor},
            {"fullUrl": self.ANN, "resource": ann},
        ]
        if kind == "transaction":
            for entry in entries:
                entry["request"] = {"method": "POST", "url": entry["resource"]["resourceType"]}
        return errors({"resourceType": "Bundle", "type": kind, "entry": entries})

    def test_a_reference_inside_leads_to_what_may_stand_there(self):
        assert self.filed("collection", subject=self.ANN) == []
        assert "may not refer to a Practitioner" in self.filed("collection", subject=self.DOCTOR)[0][1]

    def test_a_urn_in_a_transaction_names_one_of_its_entries(self):
        nobody = "urn:uuid:3f5a1d6c-6c0e-4f0a-9a55-1d6c6c0e4f0d"
        assert self.filed("transaction", subject=self.ANN) == []
        assert self.filed("transaction", subject=nobody) == [
            ("Bundle.entry[0].resource.subject", "What this refers to is not in the bundle.")
        ]
        assert self.filed("collection", subject=nobody) == []

    def test_a_document_holds_the_version_that_is_referred_to(self):
        def document(*references):
            entries = [
                {"fullUrl": f"http://h.test/Observation/{name}", "resource": {"resourceType": "Observation", "id": name,
                 "status": "final", "code": {"text": "a"}, "meta": {"versionId": version}}}
                for name, version in [("o", "1"), ("p", "1"), ("p", "2")]
            ]  # fmt: skip
            text = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">a</div>'}
            note = {
                "resourceType": "Composition",
                "id": "c",
                "status": "final",
                "type": {"text": "a"},
                "date": "2026-01-01",
                "author": [{"display": "a"}],
                "title": "a",
                "section": [{"text": text, "entry": [{"reference": each} for each in references]}],
            }
            head = {"fullUrl": "http://h.test/Composition/c", "resource": note}
            whole = {"resourceType": "Bundle", "type": "document", "timestamp": "2026-01-01T00:00:00Z"}
            number = {"identifier": {"system": "http://h.test", "value": "1"}}
            return errors(whole | number | {"entry": [head, *entries]})

        assert document("Observation/o", "Observation/p/_history/1", "Observation/p/_history/2") == []
        assert document("Observation/o/_history/2", "Observation/p/_history/1")[0] == (
            "Bundle.entry[0].resource.section[0].entry[0]",
            "The entry does not say to be the version (meta.versionId) that this refers to.",
        )


def test_no_paragraph_of_a_narrative_holds_another():
    def told(inner):
        div = f'<div xmlns="http://www.w3.org/1999/xhtml"><p>{inner}</p></div>'
        return errors({"resourceType": "Basic", "text": {"status": "generated", "div": div}, "code": {"text": "a"}})

    assert told("one <b>two</b><br/>") == []
    assert "txt-1" in told("<p>one</p>")[0][1]
    assert "txt-1" in told("<ul><li>one</li></ul>")[0][1]


ASKED = {
    "hook": "patient-view",
    "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
    "context": {"userId": "Practitioner/1", "patientId": "1"},
}
LEAVE = {"access_token": "a", "token_type": "Bearer", "expires_in": 300, "scope": "patient/*.read", "subject": "s"}
CARD = {"summary": "a", "indicator": "info", "source": {"label": "a"}}


class TestAMessageOfCdsHooks:
    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({}, []),
            ({"fhirServer": "https://h.test", "fhirAuthorization": LEAVE}, []),
            ({"fhirAuthorization": LEAVE}, ["CDSHooksRequest"]),
            (
                {"fhirServer": "https://h.test", "fhirAuthorization": LEAVE | {"token_type": "Basic"}},
                ["CDSHooksRequest.fhirAuthorization.token_type"],
            ),
            ({"hookInstance": 7}, ["CDSHooksRequest.hookInstance"]),
        ],
    )
    def test_a_request(self, change, where):
        assert [place for place, _ in errors(ASKED | change)] == where

    @pytest.mark.parametrize(
        ("change", "where"),
        [
            ({}, []),
            ({"suggestions": [{"label": "a"}]}, ["CDSHooksResponse.cards[0]"]),
            ({"suggestions": [{"label": "a"}], "selectionBehavior": "any"}, []),
            (
                {
                    "suggestions": [{"label": "a", "actions": [{"type": "create", "description": "a"}]}],
                    "selectionBehavior": "any",
                },
                ["CDSHooksResponse.cards[0].suggestions[0].actions[0]"],
            ),
        ],
    )
    def test_a_card(self, change, where):
        assert [place for place, _ in errors({"cards": [CARD | change]})] == where

    def test_what_is_to_be_done_at_once_needs_no_description(self):
        action = {"type": "delete", "resourceId": "ServiceRequest/1"}
        assert errors({"cards": [], "systemActions": [action]}) == []
        assert errors({"cards": [], "systemActions": [action | {"type": "erase"}]})[0][0].endswith("type")

    def test_what_a_service_asks_for_beforehand_are_queries(self):
        service = {"hook": "patient-view", "description": "a", "id": "a", "prefetch": {"patient": "Patient/1"}}
        assert errors({"services": [service]}) == []
        assert errors({"services": [service | {"prefetch": {"patient": 1}}]})[0][0].endswith("prefetch")


@pytest.mark.parametrize(
    ("among", "extension", "says"),
    [
        ("extension", {"url": f"{HL7}/data-absent-reason", "valueCode": "unknown"}, None),
        ("modifierExtension", {"url": f"{HL7}/data-absent-reason", "valueCode": "unknown"}, "is no modifierExtension"),
        ("extension", {"url": f"{HL7}/request-doNotPerform", "valueBoolean": True}, "among the modifierExtensions"),
        ("modifierExtension", {"url": f"{HL7}/request-doNotPerform", "valueBoolean": True}, None),
        ("extension", {"url": f"{HL7}/data-absent-reason", "extension": [{"url": "a", "valueCode": "a"}]}, "a value"),
        ("extension", {"url": f"{HL7}/patient-nationality", "valueString": "a"}, "has no value"),
    ],
)
def test_an_extension_of_r4_has_the_form_of_its_definition(among, extension, says):
    found = [text for _, text in errors({"resourceType": "Patient", among: [extension]})]
    assert found == [] if says is None else says in found[0]


def test_a_value_set_lists_codes_of_its_system():
    def listed(system, code):
        include = [{"system": system, "concept": [{"code": code}]}]
        return errors({"resourceType": "ValueSet", "status": "draft", "compose": {"include": include}})

    assert listed("http://hl7.org/fhir/administrative-gender", "female") == []
    assert listed("http://hl7.org/fhir/administrative-gender", "f")[0][0] == "ValueSet.compose.include[0].concept[0]"
    assert "names a value set" in listed("http://hl7.org/fhir/ValueSet/administrative-gender", "female")[0][1]


@pytest.mark.parametrize("system", ["ucum", "https://unitsofmeasure.org"])
def test_a_unit_names_its_system(system):
    weight = {"value": 1, "system": system, "code": "kg"}
    basic = {"resourceType": "Basic", "code": {"text": "a"}, "extension": [_extension(weight)]}
    assert errors(basic)[0][0].endswith("ofType(Quantity).system")
