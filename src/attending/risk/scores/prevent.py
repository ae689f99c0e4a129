"""PREVENT: cardiovascular risk of the next ten years without race, from the American Heart Association (base model).

The three outcomes share their predictors; heart failure takes the body mass index where the other two take cholesterol.
"""

from dataclasses import dataclass
from math import exp
from typing import Literal

from attending.risk.scores.score import Bands, Score, Sex, within

Outcome = Literal["cvd", "ascvd", "hf"]
_MMOL_PER_MG_CHOLESTEROL = 0.02586  # as the paper converts


@dataclass(frozen=True)
class _Model:
    """Coefficients of one sex and outcome; each predictor is centred and scaled as in `prevent_10_year`."""

    constant: float
    age: float
    low_pressure: float
    high_pressure: float
    diabetes: float
    smoker: float
    low_egfr: float
    high_egfr: float
    treated: float
    treated_pressure: float
    age_pressure: float
    age_diabetes: float
    age_smoker: float
    age_egfr: float
    non_hdl: float = 0
    hdl: float = 0
    statin: float = 0
    statin_non_hdl: float = 0
    age_non_hdl: float = 0
    age_hdl: float = 0
    low_bmi: float = 0
    high_bmi: float = 0
    age_bmi: float = 0


# Khan et al. 2024, supplemental table S12A
_MODELS: dict[tuple[Sex, Outcome], _Model] = {
    ("female", "cvd"): _Model(
        -3.307728, 0.7939329, -0.2394003, 0.3600781, 0.8667604, 0.5360739, 0.6045917, 0.0433769, 0.3151672, -0.0663612,
        -0.0946348, -0.27057, -0.078715, -0.1637806,
        0.0305239, -0.1606857, -0.1477655, 0.1197879, -0.0819715, 0.0306769,
    ),
    ("female", "ascvd"): _Model(
        -3.819975, 0.719883, -0.0835358, 0.3592852, 0.8348585, 0.4831078, 0.4864619, 0.0397779, 0.2265309, -0.0395762,
        -0.1035985, -0.2417542, -0.0791142, -0.1671492,
        0.1176967, -0.151185, -0.0592374, 0.0844423, -0.0567839, 0.0325692,
    ),
    ("female", "hf"): _Model(
        -4.310409, 0.8998235, -0.4559771, 0.3576505, 1.038346, 0.583916, 0.7451638, 0.0557087, 0.3534442, -0.0981511,
        -0.0946663, -0.3581041, -0.1159453, -0.1884289, low_bmi=-0.0072294, high_bmi=0.2997706, age_bmi=-0.003878,
    ),
    ("male", "cvd"): _Model(
        -3.031168, 0.7688528, -0.4347345, 0.3362658, 0.7692857, 0.4386871, 0.5378979, 0.0164827, 0.288879, -0.0475924,
        -0.1049477, -0.2251948, -0.0895067, -0.1543702,
        0.0736174, -0.0954431, -0.1337349, 0.150273, -0.0517874, 0.0191169,
    ),
    ("male", "ascvd"): _Model(
        -3.500655, 0.7099847, -0.2837212, 0.3239977, 0.7189597, 0.3956973, 0.3690075, 0.0203619, 0.2036522, -0.0322916,
        -0.0927024, -0.2018525, -0.0970527, -0.1217081,
        0.1658663, -0.1144285, -0.0865581, 0.114563, -0.0300005, 0.0232747,
    ),
    ("male", "hf"): _Model(
        -3.946391, 0.8972642, -0.6811466, 0.3634461, 0.923776, 0.5023736, 0.6926917, 0.0251827, 0.2980922, -0.0497731,
        -0.1289201, -0.3040924, -0.1401688, -0.1797778, low_bmi=-0.0485841, high_bmi=0.3726929, age_bmi=0.0068126,
    ),
}  # fmt: skip
# groups of the 2019 ACC/AHA primary prevention guideline: Arnett et al., Circulation 2019;140:e596
_BANDS = Bands(((0, "low", ""), (5, "borderline", ""), (7.5, "intermediate", ""), (20, "high", "")))


def prevent_10_year(
    *,
    outcome: Outcome,
    age_years: float,
    sex: Sex,
    total_cholesterol_mg_dl: float,
    hdl_mg_dl: float,
    systolic_mmhg: float,
    treated_pressure: bool,
    statin: bool,
    diabetes: bool,
    smoker: bool,
    egfr: float,
    body_mass_index: float,
) -> Score:
    """10-year risk of cardiovascular disease (`cvd`), its atherosclerotic part or heart failure, %, ages 30 to 79.

    Args:
        outcome: total cardiovascular disease, atherosclerotic disease, or heart failure.
        age_years: years.
        sex: as the equations were fitted.
        total_cholesterol_mg_dl: mg/dL, like HDL.
        hdl_mg_dl: mg/dL.
        systolic_mmhg: mm[Hg].
        treated_pressure: takes medicines against high pressure.
        statin: takes a statin.
        diabetes: any type.
        smoker: smokes now.
        egfr: CKD-EPI 2021, mL/min/1.73 m².
        body_mass_index: kg/m²; only heart failure uses it.

    Raises:
        OutOfRange: outside the ranges in which the equations hold.

    Source:
        Khan et al., Circulation 2024;149:430, supplemental table S12A; ranges of its online calculator.
    """
    age = within("age", age_years, "years", 30, 79)
    total = within("total cholesterol", total_cholesterol_mg_dl, "mg/dL", 130, 320, hint="Was it given in mmol/L?")
    good = within("HDL cholesterol", hdl_mg_dl, "mg/dL", 20, 100, hint="Was it given in mmol/L?")
    pressure = within("systolic blood pressure", systolic_mmhg, "mm[Hg]", 90, 200)
    m = _MODELS[sex, outcome]
    decades = (age - 55) / 10
    log_odds = (
        m.constant
        + m.age * decades
        + _cholesterol(m, decades, total, good, statin=statin)
        + _pressure(m, decades, pressure, treated=treated_pressure)
        + (m.diabetes + m.age_diabetes * decades) * diabetes
        + (m.smoker + m.age_smoker * decades) * smoker
        + _kidneys_and_size(m, decades, egfr, body_mass_index)
    )
    risk = 100 / (1 + exp(-log_odds))
    return Score(round(risk, 1), "%", _BANDS.read(risk)[0] if outcome != "hf" else "")


def _pressure(m: _Model, decades: float, systolic_mmhg: float, *, treated: bool) -> float:
    high = (max(systolic_mmhg, 110) - 130) / 20
    return (
        m.low_pressure * (min(systolic_mmhg, 110) - 110) / 20
        + (m.high_pressure + m.treated_pressure * treated + m.age_pressure * decades) * high
        + m.treated * treated
    )


def _kidneys_and_size(m: _Model, decades: float, egfr: float, body_mass_index: float) -> float:
    kidneys = within("eGFR", egfr, "mL/min/{1.73_m2}", 15, 150)
    size = within("body mass index", body_mass_index, "kg/m2", 18.5, 40)
    return (
        (m.low_egfr + m.age_egfr * decades) * (min(kidneys, 60) - 60) / -15
        + m.high_egfr * (max(kidneys, 60) - 90) / -15
        + m.low_bmi * (min(size, 30) - 25) / 5
        + (m.high_bmi + m.age_bmi * decades) * (max(size, 30) - 30) / 5
    )


def _cholesterol(m: _Model, decades: float, total_mg_dl: float, hdl_mg_dl: float, *, statin: bool) -> float:
    non_hdl = (total_mg_dl - hdl_mg_dl) * _MMOL_PER_MG_CHOLESTEROL - 3.5
    hdl = (hdl_mg_dl * _MMOL_PER_MG_CHOLESTEROL - 1.3) / 0.3
    return (
        (m.non_hdl + m.statin_non_hdl * statin + m.age_non_hdl * decades) * non_hdl
        + (m.hdl + m.age_hdl * decades) * hdl
        + m.statin * statin
    )
