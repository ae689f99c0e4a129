"""The demo hospital: plausible, whole and the same every time."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from attending.app.demo import PRACTITIONERS, consultations, resources
from attending.app.demo.hospital import bundle_bytes
from attending.drafts import Role
from attending.scribe import read_conversation
from attending.security.grant import PractitionerRole

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def hospital():
    return resources(NOW)


def by_type(hospital, resource_type):
    return [resource for resource in hospital if resource["resourceType"] == resource_type]


def references(value):
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for part in value.values():
            yield from references(part)
    elif isinstance(value, list):
        for part in value:
            yield from references(part)


def test_it_has_patients_of_all_ages_and_five_people_who_work_there(hospital):
    patients = by_type(hospital, "Patient")
    years = sorted(NOW.year - int(patient["birthDate"][:4]) for patient in patients)
    assert len(patients) >= 28
    assert years[0] <= 4
    assert years[-1] >= 80
    assert {patient["gender"] for patient in patients} == {"female", "male"}
    assert [one.role for one in PRACTITIONERS].count(PractitionerRole.PHYSICIAN) == 2
    assert all("(demo)" in one.display for one in PRACTITIONERS)


def test_every_patient_is_marked_as_test_data_and_named_once(hospital):
    patients = by_type(hospital, "Patient")
    assert all(patient["meta"]["tag"][0]["code"] == "HTEST" for patient in patients)
    assert len({patient["name"][0]["family"] for patient in patients}) == len(patients)
    assert len({patient["identifier"][0]["value"] for patient in patients}) == len(patients)


def test_ids_are_valid_and_used_once_and_every_reference_points_backwards(hospital):
    seen = set()
    for resource in hospital:
        assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", resource["id"])
        assert set(references(resource)) <= seen
        key = f"{resource['resourceType']}/{resource['id']}"
        assert key not in seen
        seen.add(key)


def test_every_history_reaches_back_and_none_lies_before_birth_or_in_the_future(hospital):
    born = {f"Patient/{patient['id']}": patient["birthDate"] for patient in by_type(hospital, "Patient")}
    earliest: dict[str, str] = {}
    for resource in hospital:
        patient = resource.get("subject", resource.get("patient", {})).get("reference")
        dates = [
            resource.get(name) for name in ("effectiveDateTime", "onsetDateTime", "authoredOn", "occurrenceDateTime")
        ]
        for written in filter(None, [*dates, resource.get("period", {}).get("start")]):
            assert born[patient] <= written[:10] <= NOW.date().isoformat()
            earliest[patient] = min(earliest.get(patient, written), written)
    assert set(earliest) == set(born)
    assert all(first < (NOW - timedelta(days=365)).date().isoformat() for first in earliest.values())


def test_measurements_have_loinc_codes_ucum_units_and_exact_numbers(hospital):
    for observation in by_type(hospital, "Observation"):
        for part in observation.get("component", [observation]):
            assert re.fullmatch(r"\d{2,6}-\d", part["code"]["coding"][0]["code"])
            assert part["valueQuantity"]["system"] == "http://unitsofmeasure.org"
            assert isinstance(part["valueQuantity"]["value"], Decimal)


def test_the_same_moment_gives_the_same_bytes():
    assert bundle_bytes(NOW) == bundle_bytes(NOW)
    assert msgspec.json.decode(bundle_bytes(NOW))["type"] == "collection"


@pytest.mark.parametrize("visit", consultations(NOW), ids=lambda visit: visit.name)
def test_every_consultation_is_read_with_both_sides_and_belongs_to_a_patient(hospital, visit):
    conversation = read_conversation(visit.data)
    roles = [turn.role for turn in conversation.turns]
    words = sum(len(turn.text.split()) for turn in conversation.turns)
    assert 700 <= words <= 1500
    assert roles.count(Role.CLINICIAN) > 20
    assert roles.count(Role.PATIENT) + roles.count(Role.OTHER) > 20
    assert Role.UNKNOWN not in roles
    assert all(turn.start is not None for turn in conversation.turns)
    encounter = next(one for one in by_type(hospital, "Encounter") if one["id"] == visit.encounter)
    assert encounter["subject"]["reference"] == f"Patient/{visit.patient}"
    assert visit.practitioner in {one.id for one in PRACTITIONERS if one.role is PractitionerRole.PHYSICIAN}
