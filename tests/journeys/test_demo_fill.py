"""The demo hospital moves in: once, whole, with its drafts in the inbox."""

from datetime import UTC, datetime

import pytest

from attending.app.demo.fill import HOSPITAL, Filled, fill
from attending.app.wiring import open_clinic, open_keys
from attending.drafts import Severity
from attending.journeys.imaging_priority import look_ahead
from attending.journeys.imaging_study import prior_of, studies_of
from attending.settings import Settings

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
PASSWORD = "demo hospital password"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    return Settings.from_environment({"ATTENDING_HOME": str(tmp_path_factory.mktemp("demo"))})


@pytest.fixture(scope="module")
def clinic(settings):
    clinic = open_clinic(settings)
    yield clinic
    clinic.close()


@pytest.fixture(scope="module")
def filled(clinic, settings):
    return fill(clinic, NOW, keys=open_keys(settings), password=PASSWORD)


def test_patients_staff_and_drafts_are_there_after_one_run(clinic, filled):
    assert filled.accounts == 5
    assert filled.drafts == 9
    assert filled.studies == 4
    assert len(clinic.record.patients(grant=HOSPITAL)) == 30
    queue = clinic.reviews.queue(grant=HOSPITAL)
    assert {row.assigned for row in queue} == {"adeyemi", "lindqvist"}


def test_a_second_run_changes_nothing(clinic, settings, filled):
    assert filled.resources > 700
    assert fill(clinic, NOW, keys=open_keys(settings), password=PASSWORD) == Filled(0, 0, 0)
    assert len(clinic.reviews.queue(grant=HOSPITAL)) == 9


def test_the_penicillin_planned_against_the_chart_is_a_blocker(clinic, filled):
    row = next(row for row in clinic.reviews.queue(grant=HOSPITAL) if row.patient == "demo-100108")
    blockers = [one for one in clinic.reviews.read(row.id, grant=HOSPITAL).findings if one.severity is Severity.BLOCKER]
    assert any(one.code == "allergy" for one in blockers)


def test_the_worklist_shows_phantoms_that_say_so_and_one_has_an_earlier_study(clinic, filled):
    studies = studies_of(clinic, grant=HOSPITAL)
    assert [study.description for study in studies].count("Phantom: MR brain") == 2
    assert all(study.patient and study.description.startswith("Phantom") for study in studies)
    newest = max((s for s in studies if "MR" in s.description), key=lambda s: s.started or s.received)
    prior = prior_of(newest, clinic=clinic, grant=HOSPITAL)
    assert prior is not None and prior.key != newest.key


def test_the_broken_forearm_alone_is_urgent_and_says_that_it_is_drawn(clinic, filled):
    look_ahead(clinic=clinic, grant=HOSPITAL)
    urgent = [study for study in studies_of(clinic, grant=HOSPITAL) if study.urgent]
    assert [study.description for study in urgent] == ["Phantom: X-ray of a forearm"]
    assert "ikely fracture of bone" in urgent[0].urgent
    earlier = prior_of(urgent[0], clinic=clinic, grant=HOSPITAL)
    assert earlier is not None and earlier.description == urgent[0].description
