"""Score charts with a hospital's own model: probability, interval, and what drove it, each driver with its elements."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from attending.drafts import Element
from attending.record import Chart
from attending.record.words import readable_unit, text_at
from attending.risk.learned import Risks
from attending.risk.local.as_of import Past
from attending.risk.local.episodes import death
from attending.risk.local.features import Taken, take, values
from attending.risk.local.own import OwnModel
from attending.risk.local.spec import Feature
from attending.risk.local.table import groups_of
from attending.risk.stays import current_stay

MOST_REASONS = 6
LEAST_CONTRIBUTION = 0.01
"""In log-odds; less moves no risk by a point."""


@dataclass(frozen=True)
class Driver:
    """One input and what it adds to the log-odds of a risk, with the elements it was read from."""

    name: str
    text: str
    """Its value in words."""
    contribution: float
    evidence: tuple[Element, ...] = ()


@dataclass(frozen=True)
class Prediction:
    """What a model says of one patient as of a moment, or why it says nothing."""

    patient: str
    model: str
    version: str
    outcome: str
    horizon_hours: float
    as_of: datetime
    probability: float | None
    lower: float | None
    upper: float | None
    flagged: bool
    drivers: tuple[Driver, ...] = ()
    """Largest first."""
    missing: tuple[str, ...] = ()
    """Inputs that the chart does not hold."""
    not_assessed: str = ""
    """Why there is no probability; "" where there is one."""


def score(charts: Sequence[Chart], own: OwnModel) -> list[Prediction]:
    """Score some patients, each as of its chart's moment."""
    known = [Past(chart).as_of(chart.as_of) for chart in charts]
    taken = [take(chart, own.spec.feature) for chart in known]
    if not charts:
        return []
    table = np.array([values(one) for one in taken])
    levels = list(zip(*(groups_of(chart) for chart in known), strict=True))
    groups = {name: list(level) for name, level in zip(("sex", "age", "race"), levels, strict=True)}
    risks, parts = own.model.predict(table, groups), own.model.explain(table)
    return [
        _prediction(place, charts[place], taken[place], parts[place][:-1], risks, own) for place in range(len(charts))
    ]


def _prediction(
    place: int, chart: Chart, taken: list[Taken], parts: "np.ndarray[tuple[int], np.dtype[np.float64]]", risks: Risks,
    own: OwnModel,
) -> Prediction:  # fmt: skip
    features = own.spec.feature
    missing = tuple(_label(f) for f, one in zip(features, taken, strict=True) if math.isnan(one.value))
    silent = _outside(chart, taken, own) or _abstained(risks.abstained[place], missing)
    drivers = sorted(
        (
            Driver(_label(f), _words(f, one, own), float(part), one.evidence)
            for f, one, part in zip(features, taken, parts, strict=True)
            if abs(part) >= LEAST_CONTRIBUTION
        ),
        key=lambda driver: -abs(driver.contribution),
    )
    return Prediction(
        patient=text_at(chart.patient, "id"),
        model=own.card.name,
        version=own.card.version,
        outcome=own.model.outcome,
        horizon_hours=own.spec.outcome.within_hours,
        as_of=chart.as_of,
        probability=None if silent else float(risks.probability[place]),
        lower=None if silent else float(risks.lower[place]),
        upper=None if silent else float(risks.upper[place]),
        flagged=bool(risks.flagged[place]) and not silent,
        drivers=() if silent else tuple(drivers[:MOST_REASONS]),
        missing=missing,
        not_assessed=silent,
    )  # fmt: skip


def _outside(chart: Chart, taken: list[Taken], own: OwnModel) -> str:
    """Why the patient is not of the model's cohort now; "" where they are."""
    if death(chart) is not None or chart.patient.get("deceasedBoolean") is True:
        return "the patient has died"
    cohort = own.spec.cohort
    ages = [one.value for f, one in zip(own.spec.feature, taken, strict=True) if f.kind == "age"]
    if ages and math.isnan(ages[0]):
        return "date of birth missing"
    if ages and not cohort.least_age_years <= ages[0] <= cohort.most_age_years:
        return f"the model is for ages {cohort.least_age_years:g} to {cohort.most_age_years:g}"
    if own.spec.index.event == "stay" and current_stay(chart, days=0) is None:
        return "not in hospital now"
    return ""


def _abstained(reason: str, missing: tuple[str, ...]) -> str:
    if "inputs missing" in reason:
        named = ", ".join(missing[:MOST_REASONS])
        return (
            f"{named} missing"
            if len(missing) <= MOST_REASONS
            else f"{named} and {len(missing) - MOST_REASONS} more missing"
        )
    return reason


def _label(feature: Feature) -> str:
    if feature.kind == "female":
        return "sex"
    return feature.label or feature.name.replace("-", " ")


def _words(feature: Feature, one: Taken, own: OwnModel) -> str:
    if math.isnan(one.value):
        return "not recorded"
    if feature.kind in ("problem", "medicine"):
        return "yes" if one.value else "no"
    if feature.kind == "female":
        return "female" if one.value else "male"
    unit = next(column.unit for column in own.model.inputs if column.name == feature.name)
    shown = f"{one.value:.1f}".rstrip("0").rstrip(".")
    return f"{shown} {readable_unit('' if unit == 'a' else unit)}".strip()
