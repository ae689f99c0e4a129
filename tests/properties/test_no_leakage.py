"""What is learned later never changes what a model sees earlier, whatever comes and however it changes."""

from datetime import UTC, datetime, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from attending.record import Chart
from attending.record.when import newest_first
from attending.risk.local.as_of import Past
from attending.risk.local.features import take, values
from attending.risk.local.specfile import parse_spec, ready_specs
from attending.terms.coding import LOINC

WHEN = datetime(2025, 6, 1, 12, tzinfo=UTC)
FEATURES = tuple(feature for data in ready_specs().values() for feature in parse_spec(data).feature)
CODES = (("8480-6", "mm[Hg]", 130), ("2160-0", "mg/dL", 1.1), ("718-7", "g/dL", 13), ("39156-5", "kg/m2", 28),
         ("9279-1", "/min", 18), ("59408-5", "%", 96))  # fmt: skip
PROBLEMS = (
    "Heart failure",
    "Type 2 diabetes mellitus",
    "Asthma",
    "Malignant neoplasm of colon",
    "Essential hypertension",
)
DRUGS = ("warfarin 5 MG Oral Tablet", "oxycodone 5 MG", "lisinopril 10 MG")

earlier = st.timedeltas(timedelta(days=-2000), timedelta(seconds=-1))
later = st.timedeltas(timedelta(seconds=1), timedelta(days=2000))


def stamp(after):
    return (WHEN + after).isoformat()


@st.composite
def observation(draw, times):
    code, unit, value = draw(st.sampled_from(CODES))
    return {
        "resourceType": "Observation", "status": "final", "code": {"coding": [{"system": LOINC, "code": code}]},
        "effectiveDateTime": stamp(draw(times)),
        "valueQuantity": {"value": value * draw(st.sampled_from([0.8, 1, 1.3])), "unit": unit},
    }  # fmt: skip


@st.composite
def problem(draw, times):
    return {
        "resourceType": "Condition", "code": {"text": draw(st.sampled_from(PROBLEMS))},
        "recordedDate": stamp(draw(times)), "clinicalStatus": {"coding": [{"code": "active"}]},
    }  # fmt: skip


@st.composite
def order(draw, times):
    return {
        "resourceType": "MedicationRequest", "status": "active", "authoredOn": stamp(draw(times)),
        "medicationCodeableConcept": {"text": draw(st.sampled_from(DRUGS))},
    }  # fmt: skip


@st.composite
def visit(draw, times):
    start = draw(times)
    return {
        "resourceType": "Encounter", "status": "finished",
        "class": {"code": draw(st.sampled_from(["AMB", "EMER", "IMP"]))},
        "period": {"start": stamp(start), "end": stamp(start + timedelta(hours=draw(st.integers(1, 400))))},
    }  # fmt: skip


def resources(times):
    one = st.one_of(observation(times), problem(times), order(times), visit(times))
    return st.lists(one, max_size=12)


def chart(found, **patient):
    by_type = {}
    for number, resource in enumerate(found):
        named = {**resource, "id": f"r{number}", "meta": {"versionId": "1"}}
        by_type.setdefault(resource["resourceType"], []).append(named)
    person = {"resourceType": "Patient", "id": "p", "birthDate": "1950-05-01", "gender": "female", **patient}
    return Chart(person, WHEN + timedelta(days=3000), {kind: newest_first(some) for kind, some in by_type.items()})


def seen(whole):
    return values(take(Past(whole).as_of(WHEN), FEATURES))


@given(resources(earlier), resources(later))
def test_what_comes_later_changes_no_feature(before, after):
    np.testing.assert_array_equal(seen(chart(before)), seen(chart([*before, *after])))


def rewritten(resource, after):
    """The same resource as it looks after more has become known."""
    changed = dict(resource)
    if resource["resourceType"] == "Condition":
        changed |= {"clinicalStatus": {"coding": [{"code": "resolved"}]}, "abatementDateTime": stamp(after)}
    if resource["resourceType"] == "MedicationRequest":
        changed["status"] = "stopped"
    if resource["resourceType"] == "Encounter" and datetime.fromisoformat(resource["period"]["end"]) > WHEN:
        changed["period"] = {**resource["period"], "end": stamp(after)}
        changed |= {"diagnosis": [{"condition": {"display": "sepsis"}}], "hospitalization": {
            "dischargeDisposition": {"text": "expired"}}}  # fmt: skip
    return changed


@given(resources(earlier), later)
def test_what_is_written_into_old_entries_later_changes_no_feature(before, after):
    told = [rewritten(resource, after) for resource in before]
    dead = {"deceasedDateTime": stamp(after)}
    np.testing.assert_array_equal(seen(chart(before)), seen(chart(told, **dead)))


@given(resources(earlier))
def test_a_result_counts_from_the_moment_it_was_issued(before):
    slow = {
        "resourceType": "Observation", "status": "final", "code": {"coding": [{"system": LOINC, "code": "2160-0"}]},
        "effectiveDateTime": stamp(timedelta(hours=-2)), "issued": stamp(timedelta(hours=2)),
        "valueQuantity": {"value": 9.0, "unit": "mg/dL"},
    }  # fmt: skip
    np.testing.assert_array_equal(seen(chart(before)), seen(chart([*before, slow])))


def test_a_date_alone_counts_from_its_end():
    today = {"resourceType": "Condition", "code": {"text": "Asthma"}, "recordedDate": WHEN.date().isoformat()}
    assert not Past(chart([today])).as_of(WHEN).all("Condition")
    assert Past(chart([today])).as_of(WHEN + timedelta(days=1)).all("Condition")
