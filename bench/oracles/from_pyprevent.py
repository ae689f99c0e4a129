"""Ask pyprevent (MIT): the PREVENT risks of ten years, all three outcomes."""

from collections.abc import Callable
from typing import Any

import pyprevent

Inputs = dict[str, Any]
ASKED = {
    "cvd": pyprevent.calculate_10_yr_cvd_risk,
    "ascvd": pyprevent.calculate_10_yr_ascvd_risk,
    "hf": pyprevent.calculate_10_yr_heart_failure_risk,
}


def _prevent(v: Inputs) -> float | None:
    return float(
        ASKED[v["outcome"]](
            sex=v["sex"],
            age=v["age_years"],
            total_cholesterol=v["total_cholesterol_mg_dl"],
            hdl_cholesterol=v["hdl_mg_dl"],
            systolic_bp=v["systolic_mmhg"],
            has_diabetes=v["diabetes"],
            current_smoker=v["smoker"],
            bmi=v["body_mass_index"],
            egfr=v["egfr"],
            on_htn_meds=v["treated_pressure"],
            on_cholesterol_meds=v["statin"],
        )
    )


ANSWERS: dict[str, Callable[[Inputs], float | None]] = {"prevent.prevent_10_year": _prevent}
