"""Ask comorbidipy (MIT): each comorbidity as an ICD-10 code of its group (Quan 2005)."""

from collections.abc import Callable
from typing import Any

from bench.oracles.from_pycomorb import CHARLSON, ELIXHAUSER, frame_of
from comorbidipy.calculators.comorbidity import ScoreType, WeightingVariant, comorbidity

Inputs = dict[str, Any]


def _charlson(v: Inputs) -> float:
    told = comorbidity(
        frame_of([CHARLSON[name] for name in v["conditions"]], v["age_years"]),
        age_col="age",
        score=ScoreType.CHARLSON,
        weighting=WeightingVariant.CHARLSON,
    )
    return float(told["age_adj_comorbidity_score"][0])


def _elixhauser(v: Inputs) -> float:
    told = comorbidity(
        frame_of([ELIXHAUSER[name] for name in v["conditions"]], 40),
        score=ScoreType.ELIXHAUSER,
        weighting=WeightingVariant.VAN_WALRAVEN,
    )
    return float(told["comorbidity_score"][0])


ANSWERS: dict[str, Callable[[Inputs], float]] = {
    "comorbidity.charlson": _charlson,
    "comorbidity.elixhauser": _elixhauser,
}
