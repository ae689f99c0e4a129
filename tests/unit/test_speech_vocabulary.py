"""What the speech model is told: the names of the patient's own chart, without strengths, and no other."""

from datetime import UTC, datetime

from attending.record import Chart
from attending.speech import likely_names

NOW = datetime(2026, 11, 26, 9, tzinfo=UTC)
PATIENT = {"resourceType": "Patient", "id": "p1"}


def test_the_charts_own_names_are_told_each_once_without_strengths():
    resources = {
        "MedicationRequest": (
            {"resourceType": "MedicationRequest", "id": "m", "status": "active", "intent": "order",
             "medicationCodeableConcept": {"text": "Lisinopril 10 mg tablet"}},
        ),
        "AllergyIntolerance": (
            {"resourceType": "AllergyIntolerance", "id": "a", "code": {"text": "Penicillin"}},
        ),
        "Condition": (
            {"resourceType": "Condition", "id": "c", "code": {"text": "Gout"}},
            {"resourceType": "Condition", "id": "d", "code": {"text": "Gout"}},
        ),
    }  # fmt: skip
    assert likely_names(Chart(patient=PATIENT, as_of=NOW, resources=resources)) == ("Lisinopril", "Penicillin", "Gout")


def test_without_a_chart_no_name_is_told():
    assert likely_names(None) == ()
    assert likely_names(Chart(patient=PATIENT, as_of=NOW, resources={})) == ()
