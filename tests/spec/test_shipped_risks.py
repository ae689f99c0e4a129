"""The shipped risk models on a chart: what they read, from when, of whom they are silent, and what they point to."""

from datetime import UTC, datetime, timedelta

import pytest

from attending.record import Chart
from attending.record.when import newest_first
from attending.risk.draft import draft_risk
from attending.risk.shipped import SHIPPED, score_shipped
from attending.risk.shipped.nine import in_nine

START = datetime(2026, 1, 1, 8, tzinfo=UTC)
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
SICK = {"8867-4": (118, "/min"), "8480-6": (88, "mm[Hg]"), "8462-4": (45, "mm[Hg]"), "9279-1": (30, "/min"),
        "59408-5": (90, "%"), "8310-5": (35.4, "Cel"), "9269-2": (6, "{score}"), "2160-0": (3.4, "mg/dL"),
        "3094-0": (88, "mg/dL"), "2524-7": (6.1, "mmol/L"), "9187-6": (15, "mL"), "777-3": (60, "10*3/uL"),
        "2951-2": (134, "mmol/L"), "2823-3": (5.4, "mmol/L"), "6690-2": (24, "10*3/uL"), "2703-7": (60, "mm[Hg]"),
        "3150-6": (80, "%"), "2744-1": (7.18, "[pH]"), "1751-7": (2.1, "g/dL")}  # fmt: skip
WELL = SICK | {"8867-4": (76, "/min"), "8480-6": (128, "mm[Hg]"), "8462-4": (70, "mm[Hg]"), "9279-1": (15, "/min"),
               "59408-5": (98, "%"), "8310-5": (36.8, "Cel"), "9269-2": (15, "{score}"), "2160-0": (0.8, "mg/dL"),
               "3094-0": (14, "mg/dL"), "2524-7": (1.0, "mmol/L"), "9187-6": (80, "mL"), "777-3": (230, "10*3/uL"),
               "2951-2": (140, "mmol/L"), "2823-3": (4.1, "mmol/L"), "6690-2": (8, "10*3/uL"),
               "2703-7": (95, "mm[Hg]"), "3150-6": (30, "%"), "2744-1": (7.4, "[pH]"), "1751-7": (3.9, "g/dL"),
               }  # fmt: skip


def observation(code, value, unit, hours):
    when = (START + timedelta(hours=hours)).isoformat()
    return {"resourceType": "Observation", "id": f"{code}-{hours}", "status": "final", "effectiveDateTime": when,
            "code": {"text": code, "coding": [{"system": LOINC, "code": code}]},
            "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit}}  # fmt: skip


def stay(place="Medical Intensive Care Unit", **more):
    begin = START.isoformat()
    return {"resourceType": "Encounter", "id": "stay", "status": "in-progress", "class": {"code": "IMP"},
            "period": {"start": begin}, "location": [{"location": {"display": place}, "period": {"start": begin}}],
            **more}  # fmt: skip


def problem(words, code="", recorded="2025-12-31"):
    coding = [{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code}] if code else []
    return {"resourceType": "Condition", "id": words.replace(" ", "-"), "recordedDate": recorded,
            "clinicalStatus": {"coding": [{"code": "active"}]}, "code": {"text": words, "coding": coding}}  # fmt: skip


def series(values, until=48):
    return [
        observation(code, value, unit, hour)
        for code, (value, unit) in values.items()
        for hour in range(1, until, 3 if code in ("8867-4", "8480-6", "8462-4", "9279-1", "59408-5", "9187-6") else 12)
    ]


def chart(*found, hours=50, **patient):
    by_type = {}
    for resource in found:
        by_type.setdefault(resource["resourceType"], []).append(resource)
    person = {"resourceType": "Patient", "id": "p1", "birthDate": "1950-03-01", "gender": "female", **patient}
    resources = {kind: newest_first(some) for kind, some in by_type.items()}
    return Chart(person, START + timedelta(hours=hours), resources)


def risk(name, *found, hours=50, **patient):
    return score_shipped([chart(*found, hours=hours, **patient)], name)[0]


def test_the_sick_stand_above_the_well_and_every_driver_points_to_its_entries():
    sick, well = risk("icu-mortality", stay(), *series(SICK)), risk("icu-mortality", stay(), *series(WELL))
    assert sick.probability > 0.5 > 0.1 > well.probability
    assert sick.lower <= sick.probability <= sick.upper
    assert len({driver.name for driver in sick.drivers}) == len(sick.drivers)
    for driver in sick.drivers:
        assert driver.evidence or driver.text == "not recorded"
    named = {e.reference for driver in sick.drivers for e in driver.evidence}
    assert named <= {f"Observation/{o['id']}" for o in series(SICK)} | {"Patient/p1", "Encounter/stay"}
    assert draft_risk(sick, now=START).resources[0]["basis"]


def test_what_came_after_48_hours_changes_nothing():
    first = risk("icu-mortality", stay(), *series(WELL), hours=70)
    later = [observation(code, value, unit, 60) for code, (value, unit) in SICK.items()]
    assert risk("icu-mortality", stay(), *series(WELL), *later, hours=70).probability == first.probability


def test_values_in_other_units_give_the_same_risk():
    other = {"2160-0": (3.4 * 88.42, "umol/L"), "3094-0": (88 / 2.801, "mmol/L"), "8310-5": (35.4 * 1.8 + 32, "[degF]")}
    sick = SICK | {"19123-9": (2.0, "mg/dL")}
    other |= {"19123-9": (2.0 / 2.431, "mmol/L")}
    one, two = risk("icu-mortality", stay(), *series(sick)), risk("icu-mortality", stay(), *series(sick | other))
    assert two.probability == pytest.approx(one.probability, abs=0.01)


@pytest.mark.parametrize(
    ("found", "hours", "reason"),
    [
        ([stay("Ward 3")], 50, "not in intensive care"),
        ([stay("Neonatal intensive care unit")], 50, "not in intensive care"),
        ([stay(), *series(SICK)], 20, "the first 48 hours"),
        ([stay()], 50, "no measurement"),
        ([], 50, "not in intensive care"),
    ],
)
def test_outside_its_patients_the_model_says_why_it_is_silent(found, hours, reason):
    said = risk("icu-mortality", *found, hours=hours)
    assert said.probability is None
    assert reason in said.not_assessed
    assert not said.flagged


@pytest.mark.parametrize("name", list(SHIPPED))
def test_children_and_the_dead_are_not_assessed(name):
    assert "adults" in risk(name, stay(), *series(SICK), birthDate="2015-01-01").not_assessed
    dead = risk(name, stay(), *series(SICK), deceasedDateTime="2026-01-03T01:00:00Z")
    assert dead.not_assessed == "the patient has died"
    assert "date of birth" in risk(name, stay(), birthDate=None).not_assessed


def test_serious_illness_needs_one_of_its_illnesses_and_the_third_day():
    awake = series(WELL, until=72)
    ill = risk("hospital-death-plain", stay("Ward 3"), problem("Cirrhosis of liver"), *awake, hours=72)
    assert 0 < ill.probability < 1
    assert any(driver.evidence for driver in ill.drivers)
    other = risk("hospital-death-plain", stay("Ward 3"), problem("Fracture of wrist"), *awake, hours=72)
    assert "none of the illnesses" in other.not_assessed
    early = risk("hospital-death-plain", stay("Ward 3"), problem("Cirrhosis of liver"), *awake, hours=20)
    assert "third day" in early.not_assessed
    coma = risk("hospital-death-plain", stay(), problem("Cirrhosis of liver"), *series(SICK, until=72), hours=72)
    assert "Glasgow score below 15" in coma.not_assessed


def test_readmission_reads_the_stay_as_if_it_ended_today():
    diabetes = problem("Type 2 diabetes mellitus", "E11.9", "2020-01-01")
    first = risk("readmission", stay("Ward 3"), diabetes, problem("Heart failure", "I50.9"))
    earlier = [
        {"resourceType": "Encounter", "id": f"e{n}", "status": "finished", "class": {"code": "IMP"},
         "period": {"start": f"2025-{n:02}-01T08:00:00Z", "end": f"2025-{n:02}-06T08:00:00Z"}}
        for n in (3, 5, 7, 9, 11)
    ]  # fmt: skip
    often = risk("readmission", stay("Ward 3"), diabetes, problem("Heart failure", "I50.9"), *earlier)
    assert 0 < first.probability < often.probability
    assert "Encounter/e11" in {e.reference for driver in often.drivers for e in driver.evidence}
    assert "where the patient is discharged to (taken as home)" in often.missing
    assert "diabetes" in risk("readmission", stay("Ward 3"), problem("Heart failure")).not_assessed


def test_a_diagnosis_finds_its_stem_by_code_or_words():
    assert in_nine("http://hl7.org/fhir/sid/icd-10-cm", ("I50.9",), "") == "428"
    assert in_nine("http://hl7.org/fhir/sid/icd-10-cm", ("J44.1",), "") == "491"
    assert in_nine("http://hl7.org/fhir/sid/icd-9-cm", ("428.0",), "") == "428.0"
    assert in_nine("http://hl7.org/fhir/sid/icd-9-cm", ("25060",), "") == "250.60"
    assert in_nine("http://snomed.info/sct", ("44054006",), "Diabetes mellitus type 2") == "250.0"
    assert in_nine("http://snomed.info/sct", ("1",), "Ingrown toenail") == ""


def test_deterioration_reads_the_last_day_of_intensive_care():
    said = risk("deterioration-icu", stay(), *series(WELL, until=40), hours=40)
    assert 0 < said.probability < 1
    assert said.horizon_hours == 24
    old = [observation(code, value, unit, 2) for code, (value, unit) in SICK.items()]
    again = risk("deterioration-icu", stay(), *series(WELL, until=40), *old, hours=40)
    assert again.probability == said.probability  # hour 2 is more than a day ago
    assert "at least 12 hours" in risk("deterioration-icu", stay(), *series(WELL, until=6), hours=6).not_assessed
