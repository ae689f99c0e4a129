"""Bedside scores straight from the chart: what was used is shown, what is missing is said."""

from datetime import UTC, datetime

from attending.record import Chart
from attending.risk import assess
from attending.terms.coding import ICD10CM, LOINC

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def observation(name, code, value, unit, when="2026-03-02T08:00:00Z"):
    return {
        "resourceType": "Observation",
        "id": name,
        "meta": {"versionId": "2"},
        "status": "final",
        "code": {"text": name, "coding": [{"system": LOINC, "code": code}]},
        "effectiveDateTime": when,
        "valueQuantity": {"value": value, "unit": unit},
    }


def problem(name, text, icd10=""):
    coding = [{"system": ICD10CM, "code": icd10}] if icd10 else []
    return {"resourceType": "Condition", "id": name, "code": {"text": text, "coding": coding}}


def chart(*resources, born="1950-05-01", gender="female"):
    by_type = {}
    for resource in resources:
        by_type.setdefault(resource["resourceType"], []).append(resource)
    patient = {"resourceType": "Patient", "id": "p", "birthDate": born, "gender": gender}
    return Chart(patient=patient, as_of=NOW, resources=by_type)


def one(name, *resources, **patient):
    return next(a for a in assess(chart(*resources, **patient)) if a.name == name)


def test_egfr_rests_on_creatinine_age_and_sex():
    egfr = one("egfr", observation("creatinine", "2160-0", 1.0, "mg/dL"))
    assert egfr.score.value == 58.8
    assert [e.path for e in egfr.evidence] == ["Observation.value", "Patient.birthDate", "Patient.gender"]
    assert egfr.evidence[0].reference == "Observation/creatinine"


def test_micromoles_are_converted_by_the_unit_of_the_observation():
    assert one("egfr", observation("creatinine", "2160-0", 88.42, "umol/L")).score.value == 58.8


def test_a_missing_creatinine_is_said_and_never_a_zero():
    egfr = one("egfr")
    assert (egfr.score, egfr.missing) == (None, ("creatinine",))


def test_a_creatinine_of_two_years_ago_is_missing():
    old = observation("creatinine", "2160-0", 1.0, "mg/dL", when="2024-03-01")
    assert one("egfr", old).missing == ("creatinine",)


def test_a_value_in_an_unknown_unit_is_missing_rather_than_guessed():
    assert one("egfr", observation("creatinine", "2160-0", 1.0, "furlongs")).missing == ("creatinine",)


def test_what_was_entered_in_error_is_not_read():
    wrong = observation("creatinine", "2160-0", 9.0, "mg/dL") | {"status": "entered-in-error"}
    assert one("egfr", wrong).missing == ("creatinine",)


def test_stroke_risk_is_asked_only_where_the_atria_fibrillate():
    names = [a.name for a in assess(chart(problem("c1", "Essential hypertension", "I10")))]
    assert "cha2ds2-va" not in names
    scored = one(
        "cha2ds2-va", problem("c1", "Essential hypertension", "I10"), problem("c2", "Atrial fibrillation", "I48.91")
    )
    assert scored.score.value == 1 + 2  # hypertension, 75 years
    assert "Condition/c1" in [e.reference for e in scored.evidence]


def test_portal_hypertension_is_no_hypertension():
    scored = one("cha2ds2-va", problem("c1", "Portal hypertension"), problem("c2", "Atrial fibrillation"))
    assert scored.score.value == 2


def test_both_pressures_of_a_panel_are_read():
    panel = {
        "resourceType": "Observation",
        "id": "bp",
        "status": "final",
        "code": {"coding": [{"system": LOINC, "code": "85354-9"}]},
        "effectiveDateTime": "2026-03-02T08:00:00Z",
        "component": [
            {
                "code": {"coding": [{"system": LOINC, "code": "8480-6"}]},
                "valueQuantity": {"value": 100, "unit": "mm[Hg]"},
            },
            {
                "code": {"coding": [{"system": LOINC, "code": "8462-4"}]},
                "valueQuantity": {"value": 60, "unit": "mm[Hg]"},
            },
        ],
    }
    index = one("shock-index", panel, observation("pulse", "8867-4", 90, "/min"))
    assert index.score.value == 0.9
    assert "Observation.component[0].value" in [e.path for e in index.evidence]


def test_a_child_gets_no_adult_score():
    size = (observation("weight", "29463-7", 15, "kg"), observation("height", "8302-2", 105, "cm"))
    assert one("bmi", *size, born="2021-05-01").missing == ("the score is for adults",)


def test_an_impossible_value_is_named_instead_of_scored():
    bmi = one("bmi", observation("weight", "29463-7", 70, "kg"), observation("height", "8302-2", 1.75, "cm"))
    assert bmi.score is None
    assert "height" in bmi.missing[0]
