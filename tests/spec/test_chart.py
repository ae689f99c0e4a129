"""The chart in words: problems, medicines, allergies, results and the time line, as a clinician reads them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from attending.record import Chart, allergies, medicines, problems, results, timeline
from attending.record.when import find_when, newest_first, parse_when
from attending.record.write import put

ABOUT = {"reference": "Patient/p1"}
SNOMED, LOINC = "http://snomed.info/sct", "http://loinc.org"


def concept(display="", code="1", system=SNOMED, text=None):
    return {"coding": [{"system": system, "code": code, "display": display}], **({"text": text} if text else {})}


def status(code):
    return {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/x", "code": code}]}


def chart_of(*resources):
    by_type = {}
    for number, resource in enumerate(resources):
        by_type.setdefault(resource["resourceType"], []).append({"id": f"r{number}", **resource})
    patient = {"resourceType": "Patient", "id": "p1"}
    ordered = {name: newest_first(found) for name, found in by_type.items()}
    return Chart(patient, datetime(2026, 3, 2, tzinfo=UTC), ordered)


def condition(name, when="2020-01-01", clinical="active", **more):
    code = concept(name)
    return {
        "resourceType": "Condition",
        "code": code,
        "onsetDateTime": when,
        "clinicalStatus": status(clinical),
        **more,
    }


def observation(**more):
    return {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-01-05", **more}


def test_problems_stand_active_first_and_without_the_tags_of_their_terminology():
    chart = chart_of(
        condition("Fracture of ankle (disorder)", "2025-05-05", "resolved"),
        condition("Hypertension (disorder)", "1999"),
    )
    assert [(p.text, p.status, p.when) for p in problems(chart)] == [
        ("Hypertension", "active", date(1999, 1, 1)),
        ("Fracture of ankle", "resolved", date(2025, 5, 5)),
    ]


def test_what_was_entered_in_error_is_left_out():
    chart = chart_of(
        condition("Diabetes", verificationStatus=status("entered-in-error")),
        observation(status="entered-in-error", code=concept("Weight"), valueString="x"),
        {"resourceType": "Encounter", "status": "entered-in-error", "period": {"start": "2020-01-01"}},
    )
    assert (problems(chart), results(chart), timeline(chart)) == ([], [], [])


def test_each_line_says_where_it_stands():
    problem = problems(chart_of(condition("Asthma", meta={"versionId": "3"})))[0]
    assert (problem.reference, problem.version, problem.code.code) == ("Condition/r0", 3, "1")


@pytest.mark.parametrize(
    ("dosage", "words"),
    [
        ({"text": "one tablet at night"}, "one tablet at night"),
        (
            {
                "doseAndRate": [{"doseQuantity": {"value": Decimal("2.50"), "unit": "mg"}}],
                "route": concept("Oral", text="By mouth"),
                "timing": {"repeat": {"frequency": 2, "period": 1, "periodUnit": "d"}},
            },
            "2.50 mg by mouth 2 times every day",
        ),
        (
            {"timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}}, "asNeededBoolean": True},
            "once every 8 hours as needed",
        ),
        ({"timing": {"code": {"text": "BID"}}}, "BID"),
        ({}, ""),
    ],
)
def test_a_dose_is_given_in_words(dosage, words):
    order = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "medicationCodeableConcept": concept("metoprolol 25 MG Oral Tablet"),
        "dosageInstruction": [dosage],
    }
    assert [(m.text, m.dose, m.active) for m in medicines(chart_of(order))] == [
        ("metoprolol 25 MG Oral Tablet", words, True)
    ]


@pytest.mark.parametrize(
    "order",
    [
        {"contained": [{"resourceType": "Medication", "id": "m", "code": {"text": "insulin"}}], "ref": "#m"},
        {"ref": "Medication/shared"},
        {"ref": "Medication/gone", "display": "insulin"},
    ],
)
def test_a_medicine_is_found_wherever_its_name_stands(order):
    reference = {"reference": order["ref"], "display": order.get("display", "")}
    chart = chart_of(
        {
            "resourceType": "MedicationRequest",
            "contained": order.get("contained", []),
            "medicationReference": reference,
        },
        {"resourceType": "Medication", "id": "shared", "code": {"text": "insulin"}},
    )
    assert [m.text for m in medicines(chart)] == ["insulin"]


def test_the_chart_brings_the_medications_that_orders_point_to(store, physician):
    order = {
        "resourceType": "MedicationRequest",
        "subject": ABOUT,
        "medicationReference": {"reference": "Medication/m"},
    }
    with store.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1"})
        put(tx, {"resourceType": "Medication", "id": "m", "code": {"text": "insulin"}})
        put(tx, order)
    assert [m.text for m in medicines(store.chart("p1", grant=physician))] == ["insulin"]


def test_an_allergy_says_what_happened_and_how_grave_it_is():
    chart = chart_of(
        {
            "resourceType": "AllergyIntolerance",
            "code": concept("Penicillin"),
            "clinicalStatus": status("active"),
            "criticality": "high",
            "reaction": [{"manifestation": [concept("Hives (finding)"), concept("Wheezing")]}],
            "recordedDate": "2001-02",
        }
    )
    allergy = allergies(chart)[0]
    assert (allergy.text, allergy.reactions, allergy.criticality) == ("Penicillin", ("Hives", "Wheezing"), "high")
    assert timeline(chart)[0].detail == "Hives, Wheezing, high risk, active"


def quantity(value, unit="mmol/L", **more):
    return {"value": value, "unit": unit, **more}


@pytest.mark.parametrize(
    ("value", "words", "unit"),
    [
        ({"valueQuantity": quantity(Decimal("5.40"))}, "5.40", "mmol/L"),
        ({"valueQuantity": quantity(Decimal("152.41110144377078"), "cm")}, "152.411", "cm"),
        ({"valueQuantity": quantity(Decimal("5.000000001"), "cm")}, "5", "cm"),
        ({"valueQuantity": quantity(7, "{score}")}, "7", "{score}"),
        ({"valueQuantity": {"value": 3, "code": "10*3/uL", "comparator": "<"}}, "<3", "10*3/uL"),
        ({"valueCodeableConcept": concept("Never smoker (finding)")}, "Never smoker", ""),
        ({"valueString": "positive"}, "positive", ""),
        ({"valueBoolean": False}, "no", ""),
        ({"valueInteger": 3}, "3", ""),
    ],
)
def test_a_result_has_its_value_in_words_and_its_unit_as_written(value, words, unit):
    result = results(chart_of(observation(code=concept("Potassium"), **value)))[0]
    assert (result.value, result.unit) == (words, unit)


def test_a_result_keeps_the_exact_number_the_range_and_the_flag():
    result = results(
        chart_of(
            observation(
                code=concept("Potassium", "2823-3", LOINC),
                valueQuantity=quantity(Decimal("5.6111111")),
                interpretation=[status("H")],
                referenceRange=[{"low": quantity(Decimal("3.5")), "high": quantity(Decimal("5.1"))}],
            )
        )
    )[0]
    assert (result.quantity, result.flag, result.range) == (Decimal("5.6111111"), "H", "3.5 mmol/L to 5.1 mmol/L")


def test_a_blood_pressure_is_one_result():
    part = [("8462-4", Decimal("78")), ("8480-6", Decimal("121"))]
    chart = chart_of(
        observation(
            code=concept("Blood pressure", "85354-9", LOINC),
            component=[
                {"code": concept("x", code, LOINC), "valueQuantity": quantity(value, "mm[Hg]")} for code, value in part
            ],
        )
    )
    assert [(r.text, r.value, r.unit) for r in results(chart)] == [("Blood pressure", "121/78", "mm[Hg]")]
    assert timeline(chart)[0].detail == "121/78 mmHg"


def test_other_panels_give_one_result_for_each_component():
    chart = chart_of(
        observation(
            code=concept("Apgar"),
            component=[{"code": concept("Colour"), "valueInteger": 2}, {"code": concept("Tone"), "valueInteger": 1}],
        )
    )
    assert [(r.text, r.value) for r in results(chart)] == [("Apgar: Colour", "2"), ("Apgar: Tone", "1")]


def test_the_time_line_is_newest_first_and_says_what_kind_each_event_is():
    chart = chart_of(
        {
            "resourceType": "Encounter",
            "class": {"code": "IMP"},
            "period": {"start": "2024-03-01T10:00:00Z", "end": "2024-03-04T09:00:00Z"},
            "reasonCode": [concept("Pneumonia (disorder)")],
        },
        {
            "resourceType": "Procedure",
            "status": "completed",
            "code": concept("Bronchoscopy"),
            "performedDateTime": "2024-03-02",
        },
        {
            "resourceType": "Immunization",
            "status": "completed",
            "vaccineCode": concept("Influenza"),
            "occurrenceDateTime": "2023",
        },
        {"resourceType": "Composition", "status": "final", "title": "Visit note", "date": "2026-02-28"},
        {
            "resourceType": "DiagnosticReport",
            "status": "final",
            "code": concept("Chest X-ray"),
            "effectiveDateTime": "2024-03-01",
        },
        condition("Pneumonia", "2024-03-01T12:00:00+00:00"),
    )
    assert [(e.kind, e.title, e.detail) for e in timeline(chart)] == [
        ("document", "Visit note", "final"),
        ("procedure", "Bronchoscopy", ""),
        ("problem", "Pneumonia", "active"),
        ("encounter", "Hospital stay", "3 days, Pneumonia"),
        ("document", "Chest X-ray", "final"),
        ("immunization", "Influenza", ""),
    ]


@pytest.mark.parametrize(
    "resource_type", ["Condition", "Observation", "MedicationRequest", "AllergyIntolerance", "Encounter"]
)
@pytest.mark.parametrize(
    "odd", [{}, {"code": "text"}, {"code": []}, {"status": 3, "clinicalStatus": "x"}, {"period": [1]}]
)
def test_missing_and_odd_elements_never_stop_a_page(resource_type, odd):
    chart = chart_of({"resourceType": resource_type, "meta": {"lastUpdated": "2026-01-01T00:00:00Z"}, **odd})
    assert all(event.title for event in timeline(chart))


@pytest.mark.parametrize("text", ["", "x", "2024-13", "2024-02-30", "0000", "2024-01-01T99", None, 5, "１２"])
def test_a_date_that_is_none_is_no_date(text):
    assert parse_when(text) is None
    assert find_when({"resourceType": "Observation", "effectiveDateTime": text, "issued": "2024"}) == date(2024, 1, 1)
