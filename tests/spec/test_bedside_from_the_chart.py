"""Bedside scores straight from the chart: what was used is shown, what is missing is said."""

from datetime import UTC, datetime

from attending.record import Chart
from attending.risk import BEDSIDE, assess
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


def answer(name, code, words, when="2026-03-02T08:00:00Z"):
    return {
        "resourceType": "Observation",
        "id": name,
        "status": "final",
        "code": {"text": name, "coding": [{"system": LOINC, "code": code}]},
        "effectiveDateTime": when,
        "valueCodeableConcept": {"text": words},
    }


def visit(name, kind, start, end=None, **more):
    period = {"start": start} | ({"end": end} if end else {})
    return {"resourceType": "Encounter", "id": name, "class": {"code": kind}, "period": period, **more}


STAY = visit("stay", "IMP", "2026-02-27T10:00:00Z", priority={"coding": [{"code": "EM"}], "text": "emergency"})
VITALS = (
    observation("breathing", "9279-1", 24, "/min"),
    observation("spo2", "59408-5", 93, "%"),
    observation("flow", "3151-8", 2, "L/min"),
    observation("systolic", "8480-6", 96, "mm[Hg]"),
    observation("pulse", "8867-4", 112, "{beats}/min"),
    observation("temperature", "8310-5", 101.3, "[degF]"),
)


def test_news2_of_an_inpatient_reads_seven_observations_and_turns_fahrenheit_into_celsius():
    scored = one("news2", STAY, *VITALS, answer("acvpu", "67775-7", "Alert"))
    points = {part.name: part.points for part in scored.score.parts}
    assert points == {
        "respiratory rate": 2,
        "oxygen saturation": 2,
        "supplemental oxygen": 2,
        "systolic pressure": 2,
        "heart rate": 2,
        "consciousness": 0,
        "temperature": 1,
    }
    assert scored.score.band == "high"
    assert len({element.reference for element in scored.evidence}) == 7


def test_news2_without_a_level_of_consciousness_is_not_assessed():
    assert one("news2", STAY, *VITALS).missing == ("level of consciousness (ACVPU or Glasgow score)",)


def test_a_glasgow_score_stands_in_for_acvpu():
    scored = one("news2", STAY, *VITALS, observation("gcs", "9269-2", 14, "{score}"))
    assert {part.name: part.points for part in scored.score.parts}["consciousness"] == 3


def test_news2_is_not_asked_of_somebody_at_home():
    assert "news2" not in [a.name for a in assess(chart(*VITALS))]


def test_kidney_injury_is_staged_against_the_lowest_creatinine_of_the_year():
    creatinines = (
        observation("now", "2160-0", 2.1, "mg/dL"),
        observation("yesterday", "2160-0", 1.5, "mg/dL", when="2026-03-01T08:00:00Z"),
        observation("summer", "2160-0", 0.9, "mg/dL", when="2025-07-01"),
        observation("winter", "2160-0", 1.1, "mg/dL", when="2026-01-01"),
    )
    scored = one("kdigo-aki", STAY, *creatinines)
    assert scored.score.band == "stage 2"
    assert {"Observation/now", "Observation/summer"} <= {element.reference for element in scored.evidence}
    assert one("kdigo-aki", STAY, creatinines[0]).missing == ("creatinine of 7 days to a year ago",)


def test_charlson_names_each_group_by_words_or_codes_and_leaves_out_what_is_in_the_family():
    scored = one(
        "charlson",
        problem("c1", "Chronic obstructive lung disease (disorder)"),
        problem("c2", "Type 2 diabetes mellitus", "E11.9"),
        problem("c3", "Nephropathy due to type 2 diabetes", "E1121"),
        problem("c4", "Non-Hodgkin lymphoma (malignant)"),
        problem("c5", "Family history of myocardial infarction"),
    )
    points = {part.name: part.points for part in scored.score.parts}
    assert points == {"chronic lung disease": 1, "diabetes with end-organ damage": 2, "lymphoma": 2, "age": 3}
    assert "Condition/c5" not in [element.reference for element in scored.evidence]


def test_lace_reads_the_stay_the_problems_and_the_emergency_visits_before():
    visits = (
        STAY,
        visit("e1", "EMER", "2025-12-01T10:00:00Z", "2025-12-01T14:00:00Z"),
        visit("e2", "EMER", "2025-05-01T10:00:00Z", "2025-05-01T14:00:00Z"),
    )
    scored = one("lace", *visits, problem("c1", "Heart failure", "I50.9"))
    points = {part.name: part.points for part in scored.score.parts}
    assert points == {"length of stay": 3, "acute admission": 3, "comorbidity": 2, "emergency visits": 1}


def test_a_stay_that_does_not_say_how_it_began_leaves_lace_open():
    silent = visit("stay", "IMP", "2026-02-27T10:00:00Z")
    assert one("lace", silent, problem("c1", "Gout")).missing == ("urgency of the admission",)


def test_ascites_without_a_grade_leaves_child_pugh_open():
    laboratory = (
        observation("bilirubin", "1975-2", 34.2, "umol/L"),
        observation("albumin", "1751-7", 30, "g/L"),
        observation("inr", "6301-6", 1.8, "{INR}"),
    )
    cirrhosis = problem("c1", "Cirrhosis of liver", "K74.60")
    assert one("child-pugh", cirrhosis, *laboratory).score.value == 2 + 2 + 2 + 1 + 1
    assert one("child-pugh", cirrhosis, problem("c2", "Ascites"), *laboratory).missing == ("grade of ascites",)
    graded = one("child-pugh", cirrhosis, problem("c2", "Severe ascites"), *laboratory)
    assert graded.score.value == 2 + 2 + 2 + 3 + 1


def test_prevent_reads_smoking_medicines_and_a_computed_egfr():
    taken = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "medicationCodeableConcept": {"text": "lisinopril 10 MG Oral Tablet"},
        "authoredOn": "2026-01-01",
    }
    facts = (
        problem("c1", "Essential hypertension", "I10"),
        observation("total", "2093-3", 5.172, "mmol/L"),
        observation("hdl", "2085-9", 1.034, "mmol/L"),
        observation("systolic", "8480-6", 150, "mm[Hg]", when="2025-11-02"),
        observation("creatinine", "2160-0", 0.9, "mg/dL"),
        observation("bmi", "39156-5", 28, "kg/m2"),
        answer("smoking", "72166-2", "Former smoker"),
        taken,
    )
    scored = one("prevent-cvd", *facts, born="1966-05-01")
    assert scored.score.unit == "%"
    assert {"MedicationRequest/m1", "Observation/smoking"} <= {element.reference for element in scored.evidence}
    assert one("prevent-cvd", *facts[:-2], born="1966-05-01").missing == ("smoking status",)


def test_prevent_is_not_asked_after_a_stroke():
    names = [a.name for a in assess(chart(problem("c1", "History of stroke"), born="1966-05-01"))]
    assert "prevent-cvd" not in names


def test_a_vasopressor_leaves_sofa_open_because_its_dose_is_not_read():
    drip = {
        "resourceType": "MedicationRequest",
        "id": "m1",
        "status": "active",
        "medicationCodeableConcept": {"text": "norepinephrine infusion"},
    }
    assert "dose of the vasopressor" in one("sofa", STAY, drip).missing
    assert "dose of the vasopressor" not in one("sofa", STAY).missing


def test_every_score_of_the_table_has_a_name_of_its_own_and_at_least_thirty_stand_in_it():
    names = [bedside.name for bedside in BEDSIDE]
    assert len(set(names)) == len(names) >= 30
