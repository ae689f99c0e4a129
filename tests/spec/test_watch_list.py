"""The watch list: risks in use, a budget of alerts, and words of people that are kept and audited."""

from datetime import timedelta

import pytest
from msgspec.structs import replace
from tests.conftest import told_by

from attending.drafts import Element
from attending.errors import BadInput, Conflict, NotAllowed, NotFound, Tampered
from attending.review.watch import WatchDriver, WatchEntry, WatchList, WatchState
from attending.review.watch.entry import NEXT, QUIET
from attending.risk.budget import Candidate, allot


def entry(patient="p1", probability=0.4, **more):
    driver = WatchDriver(
        name="systolic", text="170 mmHg", contribution=0.8,
        evidence=(Element(reference="Observation/o1", version=1, path="Observation.value", text="170 mmHg"),),
    )  # fmt: skip
    facts = {
        "patient": patient, "model": "back-soon", "version": "1.0", "outcome": "a visit", "horizon_hours": 24.0,
        "as_of": None, "probability": probability, "lower": 0.0, "upper": 1.0, "flagged": True, "drivers": (driver,),
    }  # fmt: skip
    return facts | more


@pytest.fixture
def ward(any_ward):
    """On each of the two databases."""
    return any_ward


@pytest.fixture
def watch(ward):
    return WatchList(ward.store)


def scored(watch, ward, clock, *entries, alerted=()):
    run = watch.begin("back-soon", "1.0", as_of=clock(), patients=len(entries), grant=ward.grant())
    found = [WatchEntry(**{**one, "as_of": run.as_of}) for one in entries]
    watch.keep(run, found, grant=ward.grant())
    return watch.finish(replace(run, alerted=alerted), grant=ward.grant())


def test_the_budget_goes_to_the_highest_risks_and_says_what_it_left_out():
    risks = [Candidate(f"p{n}", n / 10, flagged=n >= 4) for n in range(10)]
    spent = allot(risks, budget=2)
    assert spent.alerted == ("p9", "p8")
    assert (spent.threshold, spent.left_out, spent.highest_left_out) == (0.8, 4, 0.7)
    assert spent.expected_caught == pytest.approx(1.7)
    assert spent.expected_left_out == pytest.approx(0.7 + 0.6 + 0.5 + 0.4)
    assert allot(risks, budget=0).alerted == ()


def test_alerts_stand_first_and_what_is_not_assessed_last(ward, watch, clock):
    silent = entry("p3", None, lower=None, upper=None, not_assessed="haemoglobin missing", flagged=False)
    run = scored(watch, ward, clock, entry("p1", 0.2), entry("p2", 0.6), silent, alerted=("p1",))
    assert [row.entry.patient for row in watch.rows(run, grant=ward.grant())] == ["p1", "p2", "p3"]


def test_what_was_dismissed_stays_so_until_the_risk_rises_or_a_week_is_over(ward, watch, clock):
    scored(watch, ward, clock, entry(probability=0.4))
    watch.say("back-soon", "p1", WatchState.DISMISSED, reason="managed", grant=ward.grant())
    scored(watch, ward, clock, entry(probability=0.5))
    assert watch.of_patient("p1", grant=ward.grant())[0].state is WatchState.DISMISSED
    scored(watch, ward, clock, entry(probability=0.61))
    assert watch.of_patient("p1", grant=ward.grant())[0].state is WatchState.NEW
    watch.say("back-soon", "p1", WatchState.DISMISSED, reason="managed", grant=ward.grant())
    clock.time += QUIET + timedelta(seconds=5)
    assert watch.of_patient("p1", grant=ward.grant())[0].state is WatchState.NEW


def test_how_alerts_were_answered_is_counted_by_reason(ward, watch, clock):
    scored(watch, ward, clock, entry("p1"), entry("p2"), entry("p3"), alerted=("p1", "p2"))
    for patient, state, reason in (
        ("p1", WatchState.DISMISSED, "managed"), ("p3", WatchState.DISMISSED, "managed"),
        ("p3", WatchState.ACTED, "examined"),
    ):  # fmt: skip
        watch.say("back-soon", patient, state, reason=reason, grant=ward.grant())
    scored(watch, ward, clock, entry("p1"), entry("p2"), entry("p3"), alerted=("p2",))
    [count] = watch.answers(grant=ward.grant())
    assert (count.alerts, count.patients, count.answered) == (2, 2, 1)  # p2 twice on one day
    assert (count.acted, count.dismissed) == ({"examined": 1}, {"managed": 2})


def test_a_dismissal_needs_a_coded_reason_and_another_reason_needs_words(ward, watch, clock):
    scored(watch, ward, clock, entry())
    with pytest.raises(BadInput, match="coded reason"):
        watch.say("back-soon", "p1", WatchState.DISMISSED, reason="because", grant=ward.grant())
    with pytest.raises(BadInput, match="words"):
        watch.say("back-soon", "p1", WatchState.DISMISSED, reason="other", grant=ward.grant())
    row = watch.say("back-soon", "p1", WatchState.DISMISSED, reason="other", text="palliative", grant=ward.grant())
    assert (row.state, row.words[0].by, row.words[0].text) == (WatchState.DISMISSED, "Practitioner/adams", "palliative")


def test_the_life_cycle_is_its_table(ward, watch, clock):
    scored(watch, ward, clock, entry())
    watch.say("back-soon", "p1", WatchState.ACTED, reason="examined", grant=ward.grant())
    with pytest.raises(Conflict, match="acted"):
        watch.say("back-soon", "p1", WatchState.SEEN, grant=ward.grant())
    assert set(NEXT) == set(WatchState)


def test_a_nurse_may_see_but_a_physician_acts(ward, watch, clock):
    scored(watch, ward, clock, entry())
    assert watch.say("back-soon", "p1", WatchState.SEEN, grant=ward.grant("clark")).state is WatchState.SEEN
    with pytest.raises(NotAllowed):
        watch.say("back-soon", "p1", WatchState.ACTED, reason="examined", grant=ward.grant("clark"))


def test_every_word_is_audited_with_its_code_and_never_its_text(ward, watch, clock):
    scored(watch, ward, clock, entry())
    watch.say("back-soon", "p1", WatchState.DISMISSED, reason="other", text="secret words", grant=ward.grant())
    text = "".join(told_by(ward.store))
    assert "risk-dismissed" in text
    assert "secret words" not in text
    assert ward.store.audit_verdict().ok


def test_a_killed_run_goes_on_where_it_stood(ward, watch, clock):
    run = watch.begin("back-soon", "1.0", as_of=clock(), patients=2, grant=ward.grant())
    watch.keep(run, [WatchEntry(**{**entry("p1"), "as_of": run.as_of})], grant=ward.grant())
    again = WatchList(ward.store).begin("back-soon", "1.0", as_of=clock(), patients=2, grant=ward.grant())
    assert (again.id, again.as_of) == (run.id, run.as_of)
    assert watch.scored(again, grant=ward.grant()) == {"p1"}
    assert watch.newest(grant=ward.grant()) == []
    assert watch.begin("back-soon", "1.1", as_of=clock(), patients=2, grant=ward.grant()).id != run.id


def test_a_run_that_was_killed_long_ago_does_not_lend_its_moment_to_the_next(ward, watch, clock):
    run = watch.begin("back-soon", "1.0", as_of=clock(), patients=2, grant=ward.grant())
    watch.keep(run, [WatchEntry(**{**entry("p1"), "as_of": run.as_of})], grant=ward.grant())
    tomorrow = run.as_of + timedelta(days=1)
    new = watch.begin("back-soon", "1.0", as_of=tomorrow, patients=2, grant=ward.grant())
    assert (new.id != run.id, new.as_of) == (True, tomorrow)
    assert watch.scored(new, grant=ward.grant()) == set()


def test_a_stored_risk_that_was_changed_from_outside_is_refused(ward, watch, clock):
    run = scored(watch, ward, clock, entry())
    ward.store.connection().execute("UPDATE watch_entry SET body = ?", (b"{}",))
    with pytest.raises(Tampered):
        watch.rows(run, grant=ward.grant())


def test_nobody_speaks_about_a_risk_that_is_not_there(ward, watch):
    with pytest.raises(NotFound):
        watch.say("back-soon", "p1", WatchState.SEEN, grant=ward.grant())
