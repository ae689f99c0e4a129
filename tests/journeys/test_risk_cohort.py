"""A cohort is scored whole, though it is killed on the way; the list says what the budget left out."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import nullcontext
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from attending.app.cli import main
from attending.app.cli.patients import display_name
from attending.app.cli.who import OPERATOR
from attending.app.demo.fill import HOSPITAL, fill
from attending.app.wiring import RecordOpener, open_clinic, open_keys
from attending.errors import BadInput
from attending.journeys import risk_cohort
from attending.journeys.own_models import train_own_model
from attending.journeys.risk_list import put_on_record
from attending.review import ReviewStatus
from attending.review.watch import shelf
from attending.security.accounts import find_account
from attending.security.roles import grant_for
from attending.settings import Settings

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
MODEL = "hospital-visit-1y"


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    home = str(tmp_path_factory.mktemp("demo"))
    return Settings.from_environment({"ATTENDING_HOME": home, "ATTENDING_RISK_ALERTS_A_DAY": "1"})


@pytest.fixture(scope="module")
def clinic(settings):
    opened = open_clinic(settings)
    fill(opened, NOW, keys=open_keys(settings), password="demo hospital password")
    yield opened
    opened.close()


def test_the_demo_hospital_shows_a_filled_list_with_a_course_and_within_its_budget(clinic):
    run = clinic.watch.newest(grant=HOSPITAL)[0]
    rows = clinic.watch.rows(run, grant=HOSPITAL)
    assert (run.model, len(rows), len(run.alerted)) == (MODEL, 30, 1)
    assert run.left_out >= 1
    assert all(len(row.trend) > 3 for row in rows if row.entry.probability is not None)
    assert rows[0].alerted
    assert all(driver.evidence for driver in rows[0].entry.drivers if driver.text != "not recorded")


def test_a_killed_run_goes_on_and_scores_nobody_twice(clinic, monkeypatch):
    monkeypatch.setattr(risk_cohort, "CHUNK", 8)
    opened: list[int] = []

    def open_record():
        opened.append(1)
        return nullcontext(clinic.record)

    def killed(done, total):
        if done >= 16:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        risk_cohort.score_cohort(MODEL, clinic=clinic, open_record=open_record, grant=HOSPITAL, progress=killed)
    assert len(opened) == 2
    seen = []
    run = risk_cohort.score_cohort(
        MODEL, clinic=clinic, open_record=open_record, grant=HOSPITAL, progress=lambda done, _: seen.append(done)
    )
    assert (seen[0], seen[-1], len(opened)) == (16, 30, 4)
    assert len(clinic.watch.rows(run, grant=HOSPITAL)) == 30


@pytest.mark.slow
def test_a_run_killed_without_warning_goes_on_with_the_next_call(clinic, settings):
    call = ["--home", str(settings.home), "risk", "score", MODEL, "--json"]
    small = (
        "from attending.app.cli import main; from attending.journeys import risk_cohort; risk_cohort.CHUNK = 2; main()"
    )
    running = subprocess.Popen([sys.executable, "-c", small, *call], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    run, done = None, set()
    while len(done) < 4 and running.poll() is None:
        time.sleep(0.05)
        with clinic.record.transaction(grant=HOSPITAL) as tx:
            run = next(shelf.runs(tx, MODEL, finished=False), None)
            done = shelf.patients_of(tx, run.id) if run else set()
    os.kill(running.pid, signal.SIGKILL)
    running.communicate()
    assert running.returncode == -signal.SIGKILL
    with clinic.record.transaction(grant=HOSPITAL) as tx:
        before = {patient: shelf.entry_of(tx, run.id, patient) for patient in shelf.patients_of(tx, run.id)}
    assert 4 <= len(before) < 30
    again = CliRunner().invoke(main, call)
    assert again.exit_code == 0, again.stderr
    found = json.loads(again.stdout)[0]
    assert (found["id"], found["finished"], found["patients"]) == (run.id, True, 30)
    with clinic.record.transaction(grant=HOSPITAL) as tx:
        after = {patient: shelf.entry_of(tx, run.id, patient) for patient in shelf.patients_of(tx, run.id)}
    assert len(after) == 30
    assert {patient: after[patient] for patient in before} == before


@pytest.mark.slow
def test_two_processes_give_what_one_gives(clinic, settings, monkeypatch):
    monkeypatch.setattr(risk_cohort, "CHUNK", 15)
    found = []
    for processes in (1, 2):
        run = risk_cohort.score_cohort(
            MODEL, clinic=clinic, open_record=RecordOpener(settings), grant=HOSPITAL, processes=processes, as_of=NOW
        )
        rows = clinic.watch.rows(run, grant=HOSPITAL)
        found.append({row.entry.patient: row.entry.probability for row in rows})
    assert found[0] == found[1]


def test_a_record_that_is_too_small_to_learn_from_says_so_in_numbers(clinic, settings):
    with pytest.raises(BadInput, match="Too little to learn from"):
        train_own_model(
            MODEL, open_record=lambda: nullcontext(clinic.record), home=settings.own_models, now=NOW, grant=HOSPITAL
        )


def test_a_risk_is_drafted_without_a_blocker_and_signed(clinic):
    account = find_account(clinic.record.connection(), "adeyemi")
    grant = grant_for(account)
    run = clinic.watch.newest(grant=grant)[0]
    patient = run.alerted[0]
    review = put_on_record(MODEL, patient, clinic=clinic, practitioner="adeyemi", grant=grant)
    assert [f.code for f in review.findings if f.severity == "blocker"] == []
    signed = clinic.reviews.sign(review.id, if_version=review.version, grant=grant)
    assert signed.status is ReviewStatus.SIGNED
    reference = signed.signed.split("/")
    filed = clinic.record.read("RiskAssessment", reference[1], grant=grant)
    assert (filed["status"], filed["subject"]["reference"]) == ("final", f"Patient/{patient}")


def test_the_command_line_scores_lists_and_speaks(settings, clinic):
    home = ["--home", str(settings.home)]
    listed = CliRunner().invoke(main, [*home, "risk", "list", "--json", "--most", "5"])
    assert listed.exit_code == 0
    found = json.loads(listed.stdout)
    assert len(found[0]["rows"]) == 5
    patient = found[0]["rows"][0]["entry"]["patient"]
    table = CliRunner().invoke(main, [*home, "risk", "list", "--most", "1"], env={"COLUMNS": "200"}).stdout
    assert display_name(clinic.record.read("Patient", patient, grant=OPERATOR)) in table
    secret = ["--as", "adeyemi", "--password-stdin", "--json"]
    said = CliRunner().invoke(
        main, [*home, "risk", "say", patient, MODEL, "dismissed", "--reason", "managed", *secret],
        input="demo hospital password\n",
    )  # fmt: skip
    assert said.exit_code == 0, said.stderr
    assert json.loads(said.stdout)["state"] == "dismissed"
    unknown = CliRunner().invoke(main, [*home, "risk", "score", "no-such-model"])
    assert unknown.exit_code == 4
    assert "icu-mortality" in unknown.stderr
    assert CliRunner().invoke(main, [*home, "train", "risk"]).exit_code == 2
