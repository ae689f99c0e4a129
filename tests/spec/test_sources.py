"""A fact that several sources tell stands once in the chart, with all its sources; different facts stay apart."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from attending.record import Chart, allergies, medicines, problems, results, timeline


def chart(*resources):
    by_type: dict[str, list] = {}
    for number, resource in enumerate(resources):
        by_type.setdefault(resource["resourceType"], []).append({"id": f"r{number}", **resource})
    return Chart({"resourceType": "Patient", "id": "p"}, datetime(2026, 3, 1, tzinfo=UTC), by_type)


def diabetes(onset, status="active", code="44054006"):
    return {
        "resourceType": "Condition",
        "code": {"coding": [{"system": "http://snomed.info/sct", "code": code}], "text": "Diabetes"},
        "clinicalStatus": {"coding": [{"code": status}]},
        "onsetDateTime": onset,
    }


def glucose(value, unit, when="2026-01-05T08:30:00Z"):
    return {
        "resourceType": "Observation",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "2345-7"}], "text": "Glucose"},
        "effectiveDateTime": when,
        "valueQuantity": {"value": Decimal(value), "unit": unit, "code": unit},
    }


def test_an_active_problem_is_one_whoever_reports_it():
    (problem,) = problems(chart(diabetes("2012-05-01"), diabetes("2010-01-01")))
    assert problem.sources == ("Condition/r0", "Condition/r1")


def test_finished_episodes_of_different_days_stay_apart():
    found = problems(chart(diabetes("2012-05-01", "resolved"), diabetes("2010-01-01", "resolved")))
    assert [problem.sources for problem in found] == [("Condition/r0",), ("Condition/r1",)]


def test_different_codes_and_nameless_facts_stay_apart():
    nameless = {"resourceType": "Condition"}
    assert len(problems(chart(diabetes("2012"), diabetes("2012", code="73211009"), nameless, nameless))) == 4


@pytest.mark.parametrize(
    ("value", "unit", "number"),
    [("1.00", "g/L", 1), ("100", "mg/dL", 1), ("101", "mg/dL", 2), ("100", "mmol/L", 2)],
)
def test_a_result_in_another_unit_is_the_same_result(value, unit, number):
    assert len(results(chart(glucose("1", "g/L"), glucose(value, unit)))) == number


def test_the_same_value_at_another_time_is_another_result():
    assert len(results(chart(glucose("1", "g/L"), glucose("1", "g/L", "2026-01-05T09:30:00Z")))) == 2


def test_a_medicine_with_another_dose_stays_apart():
    order = {
        "resourceType": "MedicationRequest",
        "status": "active",
        "medicationCodeableConcept": {"text": "Metformin 500 mg"},
        "dosageInstruction": [{"text": "twice a day"}],
    }
    other = {**order, "dosageInstruction": [{"text": "once a day"}]}
    assert [len(medicine.sources) for medicine in medicines(chart(order, order, other))] == [2, 1]


def test_an_allergy_is_told_once():
    allergy = {"resourceType": "AllergyIntolerance", "code": {"text": "Penicillin"}, "criticality": "high"}
    (found,) = allergies(chart(allergy, {**allergy, "code": {"text": "penicillin"}}))
    assert len(found.sources) == 2


def test_images_genomics_and_family_stand_on_the_time_line():
    events = timeline(
        chart(
            {
                "resourceType": "ImagingStudy",
                "started": "2026-01-02",
                "description": "CT chest",
                "series": [{"modality": {"code": "CT"}}],
            },
            {"resourceType": "MolecularSequence", "type": "dna", "meta": {"lastUpdated": "2026-01-03T00:00:00Z"}},
            {
                "resourceType": "FamilyMemberHistory",
                "date": "2026-01-01",
                "relationship": {"text": "Mother"},
                "condition": [{"code": {"text": "Breast cancer"}}],
            },
        )
    )
    assert [(event.kind, event.title) for event in events] == [
        ("genomics", "Sequence (dna)"),
        ("image", "CT chest"),
        ("family", "Mother: Breast cancer"),
    ]
