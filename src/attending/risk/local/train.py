"""Fit a hospital's own model on its table, measure it on patients (or a time) it did not learn from, write its card.

The model that is registered is the one that was measured, not a later refit on everything.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from attending.errors import BadInput
from attending.risk.learned import Recipe, RiskModel, fit, pack, report
from attending.risk.learned.fit import FEWEST_EVENTS
from attending.risk.learned.survival import FEWEST_DEATHS
from attending.risk.learned.timed import Followed, fit_timed, measure_timed
from attending.risk.local.card import write_card
from attending.risk.local.features import columns
from attending.risk.local.spec import Spec
from attending.risk.local.table import Table

FEWEST_TEST_EVENTS = 5
_RATES = frozenset(
    {"ece", "brier", "auprc", "event_one", "predictivity", "coverage", "calibration_intercept", "calibration_slope",
     "event_two_h", "deciles", "decision_curve", "event_rate"}
)  # fmt: skip


@dataclass(frozen=True)
class Trained:
    """A model, what was measured on cases it did not learn from, and its three files by name."""

    model: RiskModel
    measured: Mapping[str, Any]
    files: Mapping[str, bytes]


def train(
    table: Table, spec: Spec, source: bytes, *, today: date, progress: Callable[[str], None] = lambda _: None
) -> Trained:
    """Fit, validate, calibrate and describe.

    Args:
        table: the hospital's cases.
        spec: the specification.
        source: its bytes, kept with the model.
        today: date of the card.
        progress: told of each step.

    Raises:
        BadInput: too few cases or events to learn from or to measure on; says how many there are.
    """
    seen, unseen = split(table, spec)
    _require_events(seen, unseen, FEWEST_EVENTS if spec.outcome.kind == "event" else 2 * FEWEST_DEATHS)
    progress(f"fitting on {len(seen.rows)} cases of {len(set(seen.patients))} patients")
    model = (_fit_time if spec.outcome.kind == "time" else _fit_event)(seen, spec, progress)
    whole = unseen.part(unseen.followed)
    risks = model.predict(whole.features, whole.groups)
    measured = report(whole.outcome, risks, whole.patients, groups=whole.groups)
    if spec.outcome.kind == "time":
        days = spec.outcome.within_hours / 24
        measured = _without_censored_rates(measured)
        measured |= measure_timed(model, unseen.features, unseen.days, unseen.outcome, days)
    progress(f"measured on {len(unseen.rows)} cases of {len(set(unseen.patients))} patients")
    weights = {f"{spec.name}.risk.gz": pack(model), f"{spec.name}.spec.toml": source}
    card = write_card(spec, seen, unseen, measured, weights, today=today)
    return Trained(model, measured, {**weights, f"{spec.name}.toml": card})


def _without_censored_rates(measured: dict[str, Any]) -> dict[str, Any]:
    """What needs the share with the outcome is wrong where cases are lost: those who stay had more events."""
    kept = {name: value for name, value in measured.items() if name.removesuffix("_95") not in _RATES}
    groups = {
        grouping: {level: _without_censored_rates(row | {"groups": {}}) for level, row in levels.items()}
        for grouping, levels in measured["groups"].items()
    }
    return kept | {"groups": groups}


def _fit_event(seen: Table, spec: Spec, progress: Callable[[str], None]) -> RiskModel:
    f = spec.fitting
    recipe = Recipe(
        folds=f.folds, rounds=f.rounds, bags=f.bags, trees_share=f.trees_share, ridge=f.ridge,
        capacity=f.alerts_per_100 / 100, trees={"min_data_in_leaf": 20, "num_leaves": 6},
    )  # fmt: skip
    return fit(
        seen.features, seen.outcome, seen.patients,
        name=spec.name, says=spec.outcome.words, inputs=columns(spec.feature), groups=seen.groups, recipe=recipe,
        progress=progress,
    ).model  # fmt: skip


def _fit_time(seen: Table, spec: Spec, progress: Callable[[str], None]) -> RiskModel:
    f = spec.fitting
    cases = Followed(seen.features, seen.days, seen.outcome, seen.followed, seen.patients, seen.groups)
    return fit_timed(
        cases,
        name=spec.name,
        says=spec.outcome.words,
        inputs=columns(spec.feature),
        capacity=f.alerts_per_100 / 100,
        horizon_days=spec.outcome.within_hours / 24,
        folds=f.folds,
        ridge=f.ridge,
        progress=progress,
    )


def split(table: Table, spec: Spec) -> tuple[Table, Table]:
    """The cases to learn from and those to measure on: other patients, or a later time.

    By time, cases whose horizon reaches beyond the moment of the split are in neither part, so that nothing that was
    measured on could have been known when the model was fitted.
    """
    if not table.rows:
        raise BadInput(
            "The record holds no case of this specification.", hint="Look at its cohort and its index times."
        )
    if spec.split.by == "patient":
        people = sorted(set(table.patients))
        order = np.random.default_rng(spec.split.seed).permutation(len(people))
        chosen = {people[place] for place in order[: max(1, round(spec.split.test_share * len(people)))]}
        test = np.array([row.patient in chosen for row in table.rows])
        return table.part(~test), table.part(test)
    times = sorted(row.when for row in table.rows)
    moment = times[min(int((1 - spec.split.test_share) * len(times)), len(times) - 1)]
    before = np.array([row.when + spec.horizon <= moment for row in table.rows])
    return table.part(before), table.part(np.array([row.when >= moment for row in table.rows]))


def _require_events(seen: Table, unseen: Table, fewest: int) -> None:
    events, unseen_events = int(seen.outcome.sum()), int(unseen.outcome.sum())
    quiet, unseen_quiet = len(seen.rows) - events, len(unseen.rows) - unseen_events
    if min(events, quiet) < fewest or min(unseen_events, unseen_quiet) < FEWEST_TEST_EVENTS:
        raise BadInput(
            f"Too little to learn from: {len(seen.rows)} cases with {events} events to fit on, {len(unseen.rows)} with "
            f"{unseen_events} to measure on; of each kind {fewest} and {FEWEST_TEST_EVENTS} are needed.",
            hint="A longer horizon, a wider cohort or more history; until then the risk is not assessed.",
        )
