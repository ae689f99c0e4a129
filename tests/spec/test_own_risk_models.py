"""A hospital's own risk model: one file declares it, its record teaches it, unseen patients measure it."""

import hashlib
import re
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from attending.errors import BadInput, InvalidCard, NotFound
from attending.models.card import parse_card
from attending.record import Chart
from attending.record.when import newest_first
from attending.risk.draft import draft_risk
from attending.risk.learned.survival import concordance
from attending.risk.local.episodes import cases
from attending.risk.local.own import load_own, own_names, register
from attending.risk.local.score import score
from attending.risk.local.specfile import parse_spec, read_spec, ready_specs
from attending.risk.local.table import Row, rows_of, table_of
from attending.risk.local.train import split, train

SPEC = b"""
name = "back-soon"
title = "Hospital visit within 90 days"
use = "To call people after a visit."
[index]
event = "visit-end"
every_hours = 24
[outcome]
words = "a hospital visit within 90 days"
within_hours = 2160
visit_classes = ["EMER", "IMP"]
[fitting]
rounds = 30
bags = 1
[[feature]]
name = "age"
kind = "age"
[[feature]]
name = "systolic"
kind = "latest"
measure = "systolic"
[[feature]]
name = "creatinine"
kind = "latest"
measure = "creatinine"
"""
NOW = datetime(2026, 1, 1, tzinfo=UTC)


def visit(name, kind, start, hours=1):
    end = (datetime.fromisoformat(start) + timedelta(hours=hours)).isoformat()
    return {"resourceType": "Encounter", "id": name, "status": "finished", "class": {"code": kind},
            "period": {"start": start, "end": end}}  # fmt: skip


def pressure(name, value, when):
    return {"resourceType": "Observation", "id": name, "status": "final", "effectiveDateTime": when,
            "code": {"text": "Systolic", "coding": [{"system": "http://loinc.org", "code": "8480-6"}]},
            "valueQuantity": {"value": value, "unit": "mmHg"}}  # fmt: skip


def chart(*found, as_of=NOW, **patient):
    by_type = {}
    for resource in found:
        by_type.setdefault(resource["resourceType"], []).append(resource)
    person = {"resourceType": "Patient", "id": "p1", "birthDate": "1960-01-01", "gender": "male", **patient}
    return Chart(person, as_of, {kind: newest_first(some) for kind, some in by_type.items()})


@pytest.fixture(scope="module")
def spec():
    return parse_spec(SPEC)


@pytest.fixture(scope="module")
def trained(spec):
    rng = np.random.default_rng(3)
    rows = []
    for number in range(400):
        systolic = float(rng.normal(130, 20))
        event = bool(rng.random() < 1 / (1 + np.exp(-(systolic - 150) / 10)))
        creatinine = float(rng.normal(1, 0.2)) if number % 5 else np.nan
        row = np.array([float(rng.integers(30, 90)), systolic, creatinine])
        rows.append(Row(f"p{number % 200}", NOW + timedelta(days=number), event, row, ("female", "45 to 64", "")))
    return train(table_of(rows), spec, SPEC, today=date(2026, 1, 2))


@pytest.mark.parametrize("name", list(ready_specs()))
def test_every_ready_specification_is_valid(name):
    assert read_spec(name)[0].name == name


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ((b'kind = "age"', b'kind = "aeg"'), "aeg"),
        ((b'measure = "systolic"', b'measure = "sistolic"'), "no measure sistolic"),
        ((b'name = "back-soon"', b'name = "../etc"'), "small letters"),
        ((b'visit_classes = ["EMER", "IMP"]', b""), "nothing that could happen"),
        ((b"within_hours = 2160", b"within_hours = 0"), "within_hours"),
        ((b'title = ', b'tilte = '), "tilte|title"),
    ],
)  # fmt: skip
def test_a_faulty_specification_is_refused_by_name(change, fault):
    with pytest.raises(BadInput, match=fault):
        parse_spec(SPEC.replace(*change))


def test_every_fault_of_a_specification_is_told_with_its_line_and_what_to_write():
    faulty = SPEC.replace(b'kind = "age"', b'kind = "agee"').replace(b"within_hours = 2160", b'within_hours = "2160"')
    faulty = faulty.replace(b"title = ", b"tilte = ")
    lines = faulty.decode().splitlines()

    def line(start: str) -> int:
        return next(number for number, text in enumerate(lines, 1) if text.startswith(start))

    with pytest.raises(BadInput) as told:
        parse_spec(faulty)
    assert str(told.value).splitlines()[1:] == [
        'title is missing; write title = "Hospital visit within 90 days"',
        f"line {line('tilte')}: there is no entry tilte; write title (or one of: cohort, feature, fitting, index, "
        "name, outcome, split, title, use, version)",
        f'line {line("within_hours")}: within_hours cannot be "2160"; write a number, without quotes',
        f'line {line("kind = " + chr(34) + "agee")}: kind cannot be "agee"; write age (or one of: age, change, count, '
        "days-since, female, highest, latest, lowest, mean, medicine, medicines, problem, problems, score, "
        "stay-hours, visits)",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b'name = "x"\ntitle = Hospital visit\n', "line 2: Invalid value, in: title = Hospital visit"),
        (b"", r"missing: write \[index\]"),
        (b'index = "a"', r"line 1: index is a table; write \[index\]"),
        (b"feature = 3", r"line 1: features are several tables; write \[\[feature\]\]"),
        (b"\xff", "Save the file as UTF-8"),
    ],
)
def test_a_file_that_is_no_specification_says_where_it_ends_to_be_one(text, told):
    with pytest.raises(BadInput, match=told):
        parse_spec(text)


@pytest.mark.parametrize(
    ("feature", "told"),
    [
        ('kind = "score"\nscore = "charlsen"', "line 3: feature x: there is no score 'charlsen'; write charlson"),
        ('kind = "medicine"\nclasses = ["opiods"]', "line 3: .*'opiods'; write opioids"),
        ('kind = "problem"', "line 2: feature x: problem needs words = "),
        ('kind = "problem"\nwords = "heart (failure"', "line 3: the pattern cannot be read"),
    ],
)
def test_a_feature_that_makes_no_sense_is_told_by_its_own_line(feature, told):
    start = SPEC.decode()[: SPEC.decode().index("[[feature]]")]
    text = f'{start}[[feature]]\nname = "x"\n{feature}\n'
    before = start.count("\n")
    shifted = re.sub(r"line (\d+)", lambda found: f"line {before + int(found[1]) + 1}", told)
    with pytest.raises(BadInput, match=shifted):
        parse_spec(text.encode())


def test_a_specification_that_is_not_there_names_the_ready_ones():
    with pytest.raises(NotFound, match="deterioration-24h"):
        read_spec("no-such-spec")


def test_a_case_ends_with_its_horizon_or_with_the_patient(spec):
    visits = [
        visit(f"v{month}", "EMER" if month == 2 else "AMB", f"2025-{month:02}-01T10:00:00+00:00")
        for month in (1, 2, 5, 12)
    ]
    found = cases(chart(*visits), spec, until=NOW)
    assert [(case.when.month, case.outcome) for case in found] == [(1, True), (5, False)]
    dead = chart(*visits, deceasedDateTime="2025-12-20")
    assert [case.when.month for case in cases(dead, spec, until=NOW)] == [1, 5, 12]


def test_rows_hold_what_was_known_at_their_moment(spec):
    whole = chart(
        visit("v1", "AMB", "2025-01-01T10:00:00+00:00"), visit("v2", "AMB", "2025-05-01T10:00:00+00:00"),
        pressure("o1", 120, "2025-01-01T10:30:00+00:00"), pressure("o2", 180, "2025-03-01T10:30:00+00:00"),
    )  # fmt: skip
    rows = rows_of(whole, spec, until=NOW)
    assert [row.features[1] for row in rows] == [120, 180]
    assert all(np.isnan(row.features[2]) for row in rows)


def test_no_patient_is_on_both_sides_and_no_horizon_crosses_the_moment_of_a_split_by_time(spec):
    rows = [Row(f"p{n % 30}", NOW + timedelta(days=n), False, np.zeros(3), ("", "", "")) for n in range(300)]
    seen, unseen = split(table_of(rows), spec)
    assert not set(seen.patients) & set(unseen.patients)
    by_time = parse_spec(SPEC + b'[split]\nby = "time"\n')
    seen, unseen = split(table_of(rows), by_time)
    assert max(row.when for row in seen.rows) + by_time.horizon <= min(row.when for row in unseen.rows)


def test_too_few_events_are_said_in_numbers_and_nothing_is_made(spec):
    rows = [Row(f"p{n}", NOW, n < 3, np.zeros(3), ("", "", "")) for n in range(60)]
    with pytest.raises(BadInput, match="events to fit on"):
        train(table_of(rows), spec, SPEC, today=date(2026, 1, 2))


def test_the_card_says_what_was_measured_on_unseen_patients_and_names_each_file(trained):
    card = parse_card(trained.files["back-soon.toml"].decode(), name="back-soon.toml")
    auroc = next(r for r in card.results if (r.measure, r.group) == ("auroc", "all"))
    assert auroc.value == trained.measured["auroc"] > 0.7
    assert {w.file: w.sha256 for w in card.weights} == {
        name: hashlib.sha256(data).hexdigest() for name, data in trained.files.items() if name != "back-soon.toml"
    }
    assert any(r.group.startswith("sex ") for r in card.results)


def test_a_registered_model_scores_a_chart_and_names_its_drivers(trained, tmp_path):
    register(trained.files, "back-soon", home=tmp_path)
    assert own_names(tmp_path) == ["back-soon"]
    own = load_own("back-soon", home=tmp_path)
    high = score([chart(pressure("o1", 170, "2025-12-31T10:00:00+00:00"))], own)[0]
    low = score([chart(pressure("o1", 110, "2025-12-31T10:00:00+00:00"))], own)[0]
    assert high.probability > low.probability
    assert high.drivers[0].name == "systolic"
    assert high.drivers[0].evidence[0].reference == "Observation/o1"
    assert high.missing == ("creatinine",)


def test_where_more_is_missing_than_the_model_ever_saw_the_risk_is_not_assessed(trained, tmp_path):
    register(trained.files, "back-soon", home=tmp_path)
    silent = score([chart()], load_own("back-soon", home=tmp_path))[0]
    assert (silent.probability, silent.not_assessed) == (None, "systolic, creatinine missing")
    with pytest.raises(BadInput, match="not assessed"):
        draft_risk(silent, now=NOW)


TIMED = SPEC.replace(b"within_hours = 2160", b'within_hours = 2160\nkind = "time"')


def test_where_the_outcome_is_a_time_a_case_counts_for_as_long_as_it_was_followed(spec):
    visits = [
        visit(f"v{month}", "EMER" if month == 2 else "AMB", f"2025-{month:02}-01T10:00:00+00:00")
        for month in (1, 2, 5, 12)
    ]
    found = cases(chart(*visits), parse_spec(TIMED), until=NOW)
    assert [(c.when.month, c.outcome, c.followed) for c in found] == [
        (1, True, True), (5, False, True), (12, False, False),
    ]  # fmt: skip
    assert [round(c.days) for c in found] == [31, 90, 31]
    dead = cases(chart(*visits, deceasedDateTime="2025-05-11"), parse_spec(TIMED), until=NOW)
    assert [round(c.days) for c in dead] == [31, 10]


def test_a_model_of_a_time_learns_from_the_censored_and_is_calibrated_at_its_horizon(tmp_path):
    rng = np.random.default_rng(5)
    rows = []
    for number in range(3000):
        systolic = float(rng.normal(130, 20))
        event = float(rng.exponential(200 * np.exp(-(systolic - 130) / 25)))
        seen = float(rng.uniform(20, 400))  # lost to follow-up, often before the 90 days are over
        days = min(event, seen, 90.0)
        features = np.array([60.0, systolic, 1.0])
        rows.append(
            Row(f"p{number}", NOW, days == event, features, ("male", "45 to 64", ""), days, days in (event, 90.0))
        )
    spec = parse_spec(TIMED)
    trained = train(table_of(rows), spec, TIMED, today=date(2026, 1, 2))
    table = table_of(rows)
    best = concordance(table.days, table.outcome, table.features[:, 1])
    assert trained.measured["concordance"] == pytest.approx(best, abs=0.03)
    for fifth in trained.measured["at_horizon"]:
        assert fifth["mean_probability"] == pytest.approx(fifth["event_rate"], abs=0.08)
    assert "ece" not in trained.measured
    card = parse_card(trained.files["back-soon.toml"].decode(), name="back-soon.toml")
    assert any(r.measure == "concordance" for r in card.results)
    register(trained.files, "back-soon", home=tmp_path)
    own = load_own("back-soon", home=tmp_path)
    high = own.model.predict(np.array([[60.0, 170.0, 1.0]])).probability[0]
    assert high > 2 * own.model.predict(np.array([[60.0, 110.0, 1.0]])).probability[0]


def test_a_model_whose_weights_were_changed_does_not_load(trained, tmp_path):
    register(trained.files, "back-soon", home=tmp_path)
    weights = tmp_path / "back-soon" / "weights" / "back-soon.risk.gz"
    weights.write_bytes(weights.read_bytes() + b"x")
    with pytest.raises(InvalidCard, match="SHA-256"):
        load_own("back-soon", home=tmp_path)


def test_nobody_outside_the_cohort_is_scored(trained, tmp_path):
    register(trained.files, "back-soon", home=tmp_path)
    own = load_own("back-soon", home=tmp_path)
    child, dead = chart(birthDate="2020-01-01"), chart(deceasedDateTime="2025-01-01")
    assert [p.not_assessed for p in score([child, dead], own)] == [
        "the model is for ages 18 to 130",
        "the patient has died",
    ]


def test_a_risk_becomes_a_draft_with_evidence_for_each_driver(trained, tmp_path):
    register(trained.files, "back-soon", home=tmp_path)
    prediction = score([chart(pressure("o1", 170, "2025-12-31T10:00:00+00:00"))], load_own("back-soon", home=tmp_path))[
        0
    ]
    draft = draft_risk(prediction, now=NOW)
    assessment = draft.resources[0]
    assert assessment["prediction"][0]["probabilityDecimal"] == round(prediction.probability, 4)
    assert {"reference": "Observation/o1"} in assessment["basis"]
    assert all(claim.evidence for claim in draft.claims)
    assert draft == draft_risk(prediction, now=NOW)
