"""Fit a risk model so that every number told of it comes from patients it had not seen.

Cross-fitting by patient: each fold is scored by members fitted on the others; calibration, intervals and operating
point are learned from these held-out scores. The shipped members are then fitted on everybody. `Fitted` gives the
held-out result, calibrated and with intervals by maps fitted on the other folds, for the card.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.risk.learned.calibration import Array, fit_calibration
from attending.risk.learned.conformal import Groups, fit_conformal
from attending.risk.learned.domain import describe_domain
from attending.risk.learned.linear import BENDS, fit_linear
from attending.risk.learned.model import Input, Member, RiskModel, Risks
from attending.risk.learned.nets import Course, fit_nets
from attending.risk.learned.operating import Operating, by_capacity, by_event_rate, equalise
from attending.risk.learned.trees import fit_trees

FEWEST_EVENTS = 10
"""With fewer events, or fewer cases without one, there is nothing to learn or to measure."""


@dataclass(frozen=True)
class Recipe:
    """How to fit; every choice is made on training data by cross-validation and stands on the card."""

    folds: int = 5
    seed: int = 2012
    rounds: int = 300
    """Trees per booster."""
    bags: int = 2
    """Boosters of different seeds, averaged."""
    trees: Mapping[str, Any] = field(default_factory=dict)
    """LightGBM settings beside `trees.DEFAULT`."""
    ridge: float = 30.0
    bends: tuple[float, ...] = BENDS
    trees_share: float = 0.5
    """Weight of the trees' log-odds."""
    nets_share: float = 0.0
    """Weight of the nets' log-odds; the linear member has the rest. A member without a share is left out."""
    aside_share: float = 0.0
    """Weight of the trees that learn the quantity `aside`, added to the others whose shares make up 1; the calibration
    takes out its scale."""
    nets: int = 4
    """Nets of different seeds, side by side."""
    course: Course = field(default_factory=Course)
    calibration_bends: tuple[float, ...] = ()
    capacity: float | None = None
    """Share of patients to flag; None flags as many as there are events."""
    equalised: tuple[str, ...] = ()
    """Groupings whose thresholds are shifted so that their events are found alike (`operating.equalise`)."""

    @property
    def linear_share(self) -> float:
        """Weight of the linear member's log-odds."""
        return round(1 - self.trees_share - self.nets_share, 9)


@dataclass(frozen=True)
class Fitted:
    """The model, and what it said of every training case while that case was held out."""

    model: RiskModel
    held_out: Risks
    fold: NDArray[np.int_]


def fit(
    features: Array,
    outcome: Array,
    patients: Sequence[str] | NDArray[Any],
    *,
    name: str,
    says: str,
    inputs: Sequence[Input],
    groups: Groups | None = None,
    lesson: Array | None = None,
    aside: Array | None = None,
    recipe: Recipe | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Fitted:
    """Fit a model on a table.

    Args:
        features: shape (case, feature), NaN for missing.
        outcome: 0 or 1, shape (case,).
        patients: whose case each is; all cases of a patient stay in one fold.
        name: the model's, and its card's.
        says: what the probability is of, in words, with its horizon.
        inputs: one per column.
        groups: groups of each case, for intervals (and flags, where the recipe equalises).
        lesson: what the members learn from, 0 to 1, where that is more than the outcome: a death soon after discharge
            says more than none. Calibration and every measure use the outcome.
        aside: a quantity that rises with the risk, for trees of their own (`Recipe.aside_share`): how long a stay
            lasted tells more of how ill its patient was than that nobody died.
        recipe: the choices; `Recipe()` by default.
        progress: told of each step.

    Raises:
        BadInput: too few events, or shapes that do not agree.
    """
    recipe = recipe or Recipe()
    lesson = outcome if lesson is None else lesson
    aside = lesson if aside is None else aside
    if features.shape != (len(outcome), len(inputs)) or len(patients) != len(outcome):
        raise BadInput("Features, outcome, patients and inputs do not have the same number of cases or columns.")
    if min(np.sum(outcome), np.sum(1 - outcome)) < FEWEST_EVENTS:
        raise BadInput(f"Fitting needs at least {FEWEST_EVENTS} cases with the outcome and as many without.")
    fold = assign_folds(patients, outcome, recipe.folds, recipe.seed)
    score = _scored_outside(features, lesson, aside, fold, recipe, progress)
    members = _fit_members(features, lesson, aside, recipe)
    calibration = fit_calibration(score, outcome, bends=recipe.calibration_bends)
    probability = calibration.probability(score)
    model = RiskModel(
        name=name,
        outcome=says,
        inputs=tuple(inputs),
        members=tuple(members),
        shares=_shares(recipe),
        calibration=calibration,
        conformal=fit_conformal(outcome, probability, groups),
        domain=describe_domain(features, outcome),
        operating=_operate(outcome, probability, groups, recipe),
    )
    progress("members fitted on everybody")
    return Fitted(model, _held_out(model, features, score, outcome, fold, groups, recipe), fold)


def _scored_outside(
    features: Array,
    lesson: Array,
    aside: Array,
    fold: NDArray[np.int_],
    recipe: Recipe,
    say: Callable[[str], None],
) -> Array:
    """The score of each case by members fitted on the other folds."""
    score = np.zeros(len(features))
    for number in range(recipe.folds):
        inside, outside = fold != number, fold == number
        members = _fit_members(features[inside], lesson[inside], aside[inside], recipe)
        score[outside] = _mix(members, features[outside], recipe)
        say(f"fold {number + 1} of {recipe.folds} held out")
    return score


def assign_folds(patients: Sequence[str] | NDArray[Any], outcome: Array, folds: int, seed: int) -> NDArray[np.int_]:
    """A fold for each case, shape (case,): one per patient, patients with an event spread evenly."""
    _, who = np.unique(np.asarray(patients), return_inverse=True)
    event = np.zeros(who.max() + 1)
    np.maximum.at(event, who, outcome)
    order = np.random.default_rng(seed).permutation(len(event))
    order = order[np.argsort(event[order], kind="stable")]
    place = np.empty(len(event), int)
    place[order] = np.arange(len(event)) % folds
    return place[who]


def _fit_members(features: Array, lesson: Array, aside: Array, recipe: Recipe) -> list[Member]:
    members: list[Member] = []
    if recipe.trees_share > 0:
        seeds = range(recipe.seed, recipe.seed + recipe.bags)
        members.append(fit_trees(features, lesson, rounds=recipe.rounds, seeds=seeds, settings=recipe.trees))
    if recipe.nets_share > 0:
        seeds = range(recipe.seed, recipe.seed + recipe.nets)
        members.append(fit_nets(features, lesson, seeds=seeds, course=recipe.course))
    if recipe.linear_share > 0:
        members.append(fit_linear(features, lesson, ridge=recipe.ridge, bends=recipe.bends))
    if recipe.aside_share > 0:
        seeds = range(recipe.seed, recipe.seed + 1)
        members.append(
            fit_trees(features, aside, rounds=recipe.rounds, seeds=seeds, settings=recipe.trees, objective="regression")
        )
    return members


def _shares(recipe: Recipe) -> tuple[float, ...]:
    return tuple(
        share for share in (recipe.trees_share, recipe.nets_share, recipe.linear_share, recipe.aside_share) if share > 0
    )


def _mix(members: Sequence[Member], features: Array, recipe: Recipe) -> Array:
    total = np.zeros(len(features))
    for member, share in zip(members, _shares(recipe), strict=True):
        total += share * member.score(features)
    return total


def _operate(outcome: Array, probability: Array, groups: Groups | None, recipe: Recipe) -> Operating:
    if recipe.capacity is None:
        plain = by_event_rate(outcome, probability)
    else:
        plain = by_capacity(probability, recipe.capacity)
    chosen = {name: (groups or {})[name] for name in recipe.equalised}
    return equalise(plain, outcome, probability, chosen) if chosen else plain


def _held_out(
    model: RiskModel,
    features: Array,
    score: Array,
    outcome: Array,
    fold: NDArray[np.int_],
    groups: Groups | None,
    recipe: Recipe,
) -> Risks:
    """Calibrate, bound and flag each fold by maps fitted on the others."""
    probability, lower, upper = np.zeros_like(score), np.zeros_like(score), np.zeros_like(score)
    flagged, plain = np.zeros(len(score), bool), np.zeros(len(score), bool)
    for number in range(recipe.folds):
        inside, outside = fold != number, fold == number
        ours, theirs = _part(groups, inside), _part(groups, outside)
        calibration = fit_calibration(score[inside], outcome[inside], bends=recipe.calibration_bends)
        known = calibration.probability(score[inside])
        probability[outside] = told = calibration.probability(score[outside])
        lower[outside], upper[outside] = fit_conformal(outcome[inside], known, ours).interval(told, theirs)
        operating = _operate(outcome[inside], known, ours, recipe)
        flagged[outside], plain[outside] = operating.flags(told, theirs), operating.plain_flags(told)
    reasons = model.domain.reasons(features, [one.label or one.name for one in model.inputs])
    return Risks(probability, lower, upper, flagged, plain, reasons)


def _part(groups: Groups | None, chosen: NDArray[np.bool_]) -> dict[str, list[str]]:
    places = [int(place) for place in np.flatnonzero(chosen)]
    return {name: [levels[i] for i in places] for name, levels in (groups or {}).items()}
