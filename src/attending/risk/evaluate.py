"""The suites of the shipped risk models over folders of cases nobody trained on.

Each writes one row per case {"id", "probability", "lower", "upper", "flag"}; where the model does not speak for a case,
"abstained" says why, and such a case is never flagged. Without outcomes the rows are written and nothing is measured.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.risk.cohorts.cohort import Cohort
from attending.risk.cohorts.deterioration import read_rows
from attending.risk.cohorts.diabetes130_features import read_cohort
from attending.risk.cohorts.icu_series import read_sites
from attending.risk.cohorts.physionet2012_features import read_stays
from attending.risk.cohorts.seen import count_seen
from attending.risk.cohorts.support2 import SCORES, read_follow_up, read_patients
from attending.risk.learned import RiskModel, Risks, load_model, report
from attending.risk.learned.survival import concordance, load_survival
from attending.risk.shift import describe_shift, recalibrate_locally

Progress = Callable[[int, int], None]
NOT_ASSESSED = "not assessed: the data hold no outcome"
DIGITS = 6
HORIZONS_DAYS = (30, 60, 180)
OUTSIDE_READMISSION = 0.0185
"""Share readmitted of those who died or went to a hospice in the training set: the rate told for such a case."""


def score_icu_mortality(
    data: Path, *, predictions: Path | None = None, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """Death in hospital from the first 48 hours in intensive care (PhysioNet/CinC Challenge 2012).

    Args:
        data: a folder with measurements (RecordID, minute, parameter, value) and, to measure, outcomes (RecordID,
            In-hospital_death), under any names.
        predictions: where to write the rows.
        progress: called with (steps done, steps in all).
    """
    return _score("icu-mortality", read_stays(data), predictions, progress)


def score_readmission(
    data: Path, *, predictions: Path | None = None, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """Coming back within 30 days (Diabetes 130-US hospitals); the flag is the top 20 %, evened out between groups.

    Args:
        data: a folder with encounters as in the set (encounter_id, patient_nbr, ... and, to measure, readmitted).
        predictions: where to write the rows; "flag_plain" is the flag of one threshold for everybody.
        progress: called with (steps done, steps in all).
    """
    model = load_model("readmission")
    return _score("readmission", read_cohort(data, model.inputs), predictions, progress, otherwise=OUTSIDE_READMISSION)


def score_hospital_death(
    data: Path, *, predictions: Path | None = None, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """Death in hospital in serious illness (SUPPORT2), from the third day's physiology.

    Args:
        data: a folder with patients as in the set (sno, age, dzgroup, ... and, to measure, hospdead).
        predictions: where to write the rows.
        progress: called with (steps done, steps in all).
    """
    cohort, model, plain = read_patients(data), load_model("hospital-death"), load_model("hospital-death-plain")
    progress(1, 3)
    with_scores, without = _say(model, cohort), _say(plain, cohort)
    told = {name: cohort.arranged(model.inputs)[:, [i.name for i in model.inputs].index(name)] for name in SCORES}
    scored = np.all([np.isfinite(values) for values in told.values()], axis=0)
    risks = _choose(scored, with_scores, without)
    measures = _finish(cohort, risks, model, predictions, progress)
    places = cohort.known()
    if len(places):
        assert cohort.outcome is not None  # noqa: S101 - `known` is empty otherwise
        outcome, patients = cohort.outcome[places], cohort.patients_at(places)
        measures["without_day_scores"] = report(outcome, at(without, places), patients, repeats=100)
    return {"scored_with_day_scores": int(scored.sum()), **measures, "survival": _score_survival(data, cohort)}


def score_deterioration(
    data: Path, *, predictions: Path | None = None, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """Deterioration in intensive care within 24 hours, asked at hours 12 and 24; the outcome stands in the same series.

    Args:
        data: a folder with measurements as for `icu-mortality`.
        predictions: where to write the rows; "id" is the stay and the hour, `132539@12`.
        progress: called with (steps done, steps in all).
    """
    return _score("deterioration-icu", read_rows(data), predictions, progress)


def score_icu_series(
    data: Path, *, predictions: Path | None = None, progress: Progress = lambda done, total: None
) -> dict[str, Any]:
    """Death after the first day in intensive care at each site (eICU, MIMIC-III demos), with the shift between them.

    Args:
        data: a folder with the tables of one or several sites (static, hourly series and, to measure, labels).
        predictions: where to write the rows; "recalibrated" is the probability after recalibration on the site's own
            other stays, where outcomes are known.
        progress: called with (sites done, sites in all).
    """
    model, sites = load_model("icu-series"), read_sites(data)
    result: dict[str, Any] = {}
    lines: list[str] = []
    for done, (site, cohort) in enumerate(sites.items(), start=1):
        risks = _say(model, cohort)
        places, extra = cohort.known(), {}
        measures: dict[str, Any] = {"cases": len(cohort.ids), "measures": NOT_ASSESSED}
        shift = describe_shift(model, cohort.arranged(model.inputs), risks.probability)
        if cohort.outcome is not None and len(places):
            measures = _measure(cohort, risks)
            local = recalibrate_locally(risks.probability[places], cohort.outcome[places], moved=shift["alarm"])
            extra = {"recalibrated": dict(zip(places.tolist(), local.held_out.tolist(), strict=True))}
            measures["recalibrated"] = local.measures
        measures |= {"shift": shift, "training_rows": count_seen(model.name, cohort)}
        result[site] = measures
        lines += _rows(cohort, risks, extra)
        progress(done, len(sites))
    _write(predictions, lines)
    return {"sites": result}


def _score_survival(data: Path, cohort: Cohort) -> dict[str, Any]:
    """Concordance of the survival model, and how many it says are alive at days against how many were."""
    follow_up = read_follow_up(data)
    if follow_up is None:
        return {"measures": "not assessed: the data hold no survival time"}
    model = load_survival("survival-serious-illness")
    known = np.flatnonzero(np.isfinite(follow_up.died) & np.isfinite(follow_up.days))
    table, died, days = cohort.arranged(model.inputs)[known], follow_up.died[known], follow_up.days[known]
    told = model.survival(table, HORIZONS_DAYS).mean(axis=0)
    seen = [
        np.mean(days[(died == 1) | (days > h)] > h) if np.any((died == 1) | (days > h)) else np.nan
        for h in HORIZONS_DAYS
    ]
    return {
        "patients": len(known),
        "deaths": int(died.sum()),
        "concordance": round(concordance(days, died, model.log_hazard(table)), 4),
        "alive": [
            {"day": day, "told": round(float(mean), 4), "seen_among_followed": round(float(share), 4)}
            for day, mean, share in zip(HORIZONS_DAYS, told, seen, strict=True)
        ],
    }


def at(risks: Risks, places: Any) -> Risks:
    """The risks of some cases."""
    return Risks(
        risks.probability[places],
        risks.lower[places],
        risks.upper[places],
        risks.flagged[places],
        risks.flagged_plain[places],
        tuple(risks.abstained[int(place)] for place in places),
    )


def _score(
    name: str, cohort: Cohort, predictions: Path | None, progress: Progress, *, otherwise: float | None = None
) -> dict[str, Any]:
    model = load_model(name)
    progress(1, 3)
    return _finish(cohort, _say(model, cohort, otherwise), model, predictions, progress)


def _finish(
    cohort: Cohort, risks: Risks, model: RiskModel, predictions: Path | None, progress: Progress
) -> dict[str, Any]:
    progress(2, 3)
    shifted = bool(model.operating.shifts)
    extra = {"flag_plain": dict(enumerate(risks.flagged_plain.tolist()))} if shifted else {}
    _write(predictions, _rows(cohort, risks, extra))
    measures = _measure(cohort, risks)
    progress(3, 3)
    seen = count_seen(model.name, cohort)
    return {"model": model.name, "training_rows": seen, "operating_point": model.operating.basis, **measures}


def _say(model: RiskModel, cohort: Cohort, otherwise: float | None = None) -> Risks:
    """Predict; a case outside the cohort gets the rate of such cases and no flag."""
    risks = model.predict(cohort.arranged(model.inputs), cohort.groups)
    outside = (
        np.array([bool(reason) for reason in cohort.outside]) if cohort.outside else np.zeros(len(cohort.ids), bool)
    )
    reasons = tuple(o or r for o, r in zip(cohort.outside or ("",) * len(cohort.ids), risks.abstained, strict=True))
    silent = np.array([bool(reason) for reason in reasons], bool)
    probability = np.where(outside, otherwise if otherwise is not None else risks.probability, risks.probability)
    return Risks(
        probability,
        np.where(outside, 0.0, risks.lower),
        np.where(outside, np.maximum(risks.upper, probability), risks.upper),
        risks.flagged & ~silent,
        risks.flagged_plain & ~silent,
        reasons,
    )


def _choose(first: NDArray[np.bool_], one: Risks, other: Risks) -> Risks:
    return Risks(
        np.where(first, one.probability, other.probability),
        np.where(first, one.lower, other.lower),
        np.where(first, one.upper, other.upper),
        np.where(first, one.flagged, other.flagged),
        np.where(first, one.flagged_plain, other.flagged_plain),
        tuple(a if here else b for here, a, b in zip(first, one.abstained, other.abstained, strict=True)),
    )


def _measure(cohort: Cohort, risks: Risks) -> dict[str, Any]:
    places = cohort.known()
    if cohort.outcome is None or not len(places):
        return {"cases": len(cohort.ids), "measures": NOT_ASSESSED}
    told = report(
        cohort.outcome[places], at(risks, places), cohort.patients_at(places), groups=cohort.groups_at(places)
    )
    return {"rows": len(cohort.ids), **told}


def _rows(cohort: Cohort, risks: Risks, extra: Mapping[str, Mapping[int, Any]]) -> list[str]:
    lines = []
    for place, name in enumerate(cohort.ids):
        row: dict[str, Any] = {
            "id": name,
            "probability": round(float(risks.probability[place]), DIGITS),
            "lower": round(float(risks.lower[place]), DIGITS),
            "upper": round(float(risks.upper[place]), DIGITS),
            "flag": bool(risks.flagged[place]),
        }
        for key, values in extra.items():
            if place in values:
                row[key] = round(values[place], DIGITS) if isinstance(values[place], float) else values[place]
        if risks.abstained[place]:
            row["abstained"] = risks.abstained[place]
        lines.append(json.dumps(row) + "\n")
    return lines


def _write(predictions: Path | None, lines: list[str]) -> None:
    if predictions:
        predictions.write_text("".join(lines), encoding="utf-8")


SUITES: Mapping[str, Callable[..., dict[str, Any]]] = {
    "icu-mortality": score_icu_mortality,
    "readmission": score_readmission,
    "hospital-death": score_hospital_death,
    "icu-series": score_icu_series,
    "deterioration-icu": score_deterioration,
}
