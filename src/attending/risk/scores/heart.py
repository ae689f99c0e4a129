"""Heart and vessels: CHA2DS2-VASc, CHA2DS2-VA, HAS-BLED, HEART, TIMI, RCRI, ABCD2, pooled cohort equations."""

from dataclasses import dataclass
from math import exp, log
from typing import Literal

from attending.risk.scores.score import Bands, Score, Sex, points, step, within


def _stroke_parts(
    *,
    heart_failure: bool,
    hypertension: bool,
    age_years: float,
    diabetes: bool,
    stroke_or_embolism: bool,
    vascular_disease: bool,
) -> dict[str, float]:
    return {
        "heart_failure": int(heart_failure),
        "hypertension": int(hypertension),
        "age": step(within("age", age_years, "years", 18, 120), (65, 1), (75, 2)),
        "diabetes": int(diabetes),
        "stroke_or_embolism": 2 * stroke_or_embolism,
        "vascular_disease": int(vascular_disease),
    }


def cha2ds2_vasc(
    *,
    heart_failure: bool,
    hypertension: bool,
    age_years: float,
    diabetes: bool,
    stroke_or_embolism: bool,
    vascular_disease: bool,
    sex: Sex,
) -> Score:
    """Stroke risk in atrial fibrillation, 0 to 9 points.

    Source:
        Lip et al., Chest 2010;137:263; groups of the 2020 ESC guideline (Hindricks et al., Eur Heart J 2021;42:373),
        in which female sex alone does not call for anticoagulation.
    """
    parts = _stroke_parts(
        heart_failure=heart_failure,
        hypertension=hypertension,
        age_years=age_years,
        diabetes=diabetes,
        stroke_or_embolism=stroke_or_embolism,
        vascular_disease=vascular_disease,
    )
    without_sex = sum(parts.values())
    band = "low" if without_sex == 0 else "intermediate" if without_sex == 1 else "high"
    meaning = {"low": "no anticoagulation", "intermediate": "consider anticoagulation", "high": "anticoagulation"}[band]
    return points(Bands(((0, band, meaning),)), **parts, female_sex=int(sex == "female"))


def cha2ds2_va(
    *,
    heart_failure: bool,
    hypertension: bool,
    age_years: float,
    diabetes: bool,
    stroke_or_embolism: bool,
    vascular_disease: bool,
) -> Score:
    """Stroke risk in atrial fibrillation without sex, 0 to 8 points.

    Source:
        2024 ESC guideline on atrial fibrillation: Van Gelder et al., Eur Heart J 2024;45:3314.
    """
    bands = Bands(
        (
            (0, "low", "no anticoagulation"),
            (1, "intermediate", "consider anticoagulation"),
            (2, "high", "anticoagulation"),
        )
    )
    return points(
        bands,
        **_stroke_parts(
            heart_failure=heart_failure,
            hypertension=hypertension,
            age_years=age_years,
            diabetes=diabetes,
            stroke_or_embolism=stroke_or_embolism,
            vascular_disease=vascular_disease,
        ),
    )


def has_bled(
    *,
    systolic_mmhg: float,
    abnormal_kidney: bool,
    abnormal_liver: bool,
    stroke: bool,
    bleeding: bool,
    labile_inr: bool,
    age_years: float,
    antiplatelets_or_nsaids: bool,
    alcohol_8_a_week: bool,
) -> Score:
    """Bleeding risk under anticoagulation, 0 to 9 points; hypertension means systolic above 160 mm[Hg].

    Source:
        Pisters et al., Chest 2010;138:1093.
    """
    return points(
        Bands(((0, "low", ""), (2, "moderate", ""), (3, "high", "correct what can be corrected, review often"))),
        hypertension=int(within("systolic blood pressure", systolic_mmhg, "mm[Hg]", 20, 320) > 160),
        abnormal_kidney=int(abnormal_kidney),
        abnormal_liver=int(abnormal_liver),
        stroke=int(stroke),
        bleeding=int(bleeding),
        labile_inr=int(labile_inr),
        age=int(age_years > 65),
        antiplatelets_or_nsaids=int(antiplatelets_or_nsaids),
        alcohol=int(alcohol_8_a_week),
    )


def heart(
    *,
    history: Literal["slight", "moderate", "high"],
    ecg: Literal["normal", "repolarisation", "st-deviation"],
    age_years: float,
    risk_factors: int,
    known_atherosclerosis: bool,
    troponin_times_limit: float,
) -> Score:
    """HEART score for chest pain in the emergency department, 0 to 10 points.

    Args:
        history: how suspicious the clinician finds the story.
        ecg: significant ST deviation gives 2, non-specific repolarisation disturbance 1.
        age_years: age, years.
        risk_factors: of hypercholesterolaemia, hypertension, diabetes, smoking, family history, obesity.
        known_atherosclerosis: gives 2 points whatever the count.
        troponin_times_limit: troponin as a multiple of the upper reference limit.

    Source:
        Six, Backus, Kelder, Neth Heart J 2008;16:191; Backus et al., Int J Cardiol 2013;168:2153.
    """
    factors = 2 if known_atherosclerosis or risk_factors >= 3 else int(risk_factors >= 1)
    troponin = 2 if troponin_times_limit > 3 else int(troponin_times_limit > 1)
    return points(
        Bands(((0, "low", "major event in 1.7 %"), (4, "moderate", "16.6 %"), (7, "high", "50.1 %"))),
        history={"slight": 0, "moderate": 1, "high": 2}[history],
        ecg={"normal": 0, "repolarisation": 1, "st-deviation": 2}[ecg],
        age=step(age_years, (45, 1), (65, 2)),
        risk_factors=factors,
        troponin=troponin,
    )


def timi(
    *,
    age_years: float,
    risk_factors: int,
    stenosis_50: bool,
    aspirin_7d: bool,
    two_anginas_24h: bool,
    st_deviation: bool,
    raised_marker: bool,
) -> Score:
    """TIMI risk score for unstable angina and NSTEMI, 0 to 7 points; events within 14 days.

    Source:
        Antman et al., JAMA 2000;284:835.
    """
    return points(
        Bands(((0, "low", "4.7 to 8.3 %"), (3, "intermediate", "13.2 to 19.9 %"), (5, "high", "26.2 to 40.9 %"))),
        age=int(age_years >= 65),
        risk_factors=int(risk_factors >= 3),
        known_stenosis=int(stenosis_50),
        aspirin=int(aspirin_7d),
        severe_angina=int(two_anginas_24h),
        st_deviation=int(st_deviation),
        raised_marker=int(raised_marker),
    )


def rcri(
    *,
    high_risk_surgery: bool,
    ischaemic_heart_disease: bool,
    heart_failure: bool,
    cerebrovascular_disease: bool,
    insulin: bool,
    creatinine_mg_dl: float,
) -> Score:
    """Revised Cardiac Risk Index before non-cardiac surgery, 0 to 6 points; creatinine above 2.0 mg/dL.

    Source:
        Lee et al., Circulation 1999;100:1043 (rates of the derivation cohort).
    """
    creatinine = within("creatinine", creatinine_mg_dl, "mg/dL", 0, 30, hint="Was it given in µmol/L?")
    return points(
        Bands(((0, "class I", "0.5 %"), (1, "class II", "1.3 %"), (2, "class III", "3.6 %"), (3, "class IV", "9.1 %"))),
        high_risk_surgery=int(high_risk_surgery),
        ischaemic_heart_disease=int(ischaemic_heart_disease),
        heart_failure=int(heart_failure),
        cerebrovascular_disease=int(cerebrovascular_disease),
        insulin=int(insulin),
        creatinine=int(creatinine > 2.0),
    )


def abcd2(
    *,
    age_years: float,
    systolic_mmhg: float,
    diastolic_mmhg: float,
    weakness: bool,
    speech_only: bool,
    duration_min: float,
    diabetes: bool,
) -> Score:
    """ABCD2 after a transient ischaemic attack, 0 to 7 points; stroke within 2 days.

    Source:
        Johnston et al., Lancet 2007;369:283.
    """
    return points(
        Bands(((0, "low", "1.0 %"), (4, "moderate", "4.1 %"), (6, "high", "8.1 %"))),
        age=int(age_years >= 60),
        blood_pressure=int(systolic_mmhg >= 140 or diastolic_mmhg >= 90),
        clinical_features=2 if weakness else int(speech_only),
        duration=step(duration_min, (10, 1), (60, 2)),
        diabetes=int(diabetes),
    )


@dataclass(frozen=True)
class _Cohort:
    """Coefficients of one pooled cohort: natural logarithms of age (years), cholesterol, HDL (mg/dL), systolic."""

    age: float
    age_squared: float
    total: float
    age_total: float
    hdl: float
    age_hdl: float
    treated: float
    age_treated: float
    untreated: float
    age_untreated: float
    smoker: float
    age_smoker: float
    diabetes: float
    mean: float
    survival: float


# Goff et al. 2014, appendix 7, table A
_COHORTS = {
    ("white", "female"): _Cohort(
        -29.799, 4.884, 13.540, -3.114, -13.578, 3.149, 2.019, 0, 1.957, 0, 7.574, -1.665, 0.661, -29.18, 0.9665
    ),
    ("black", "female"): _Cohort(
        17.114, 0, 0.940, 0, -18.920, 4.475, 29.291, -6.432, 27.820, -6.087, 0.691, 0, 0.874, 86.61, 0.9533
    ),
    ("white", "male"): _Cohort(
        12.344, 0, 11.853, -2.664, -7.990, 1.769, 1.797, 0, 1.764, 0, 7.837, -1.795, 0.658, 61.18, 0.9144
    ),
    ("black", "male"): _Cohort(2.469, 0, 0.302, 0, -0.307, 0, 1.916, 0, 1.809, 0, 0.549, 0, 0.645, 19.54, 0.8954),
}


def ascvd_10_year(
    *,
    age_years: float,
    sex: Sex,
    cohort: Literal["white", "black"],
    total_cholesterol_mg_dl: float,
    hdl_mg_dl: float,
    systolic_mmhg: float,
    treated_pressure: bool,
    smoker: bool,
    diabetes: bool,
) -> Score:
    """10-year risk of a first atherosclerotic event, %, for ages 40 to 79 without known disease.

    The equations were fitted by race ("white" stands for white and other); a race-free successor is PREVENT (2023).

    Raises:
        OutOfRange: outside the ranges in which the equations were fitted.

    Source:
        Goff et al., Circulation 2014;129(suppl 2):S49, appendix 7, table A and worked examples.
    """
    ln_age = log(within("age", age_years, "years", 40, 79))
    ln_total = log(within("total cholesterol", total_cholesterol_mg_dl, "mg/dL", 130, 320, hint="Was it in mmol/L?"))
    ln_hdl = log(within("HDL cholesterol", hdl_mg_dl, "mg/dL", 20, 100, hint="Was it given in mmol/L?"))
    ln_systolic = log(within("systolic blood pressure", systolic_mmhg, "mm[Hg]", 90, 200))
    c = _COHORTS[cohort, sex]
    pressure = c.treated + c.age_treated * ln_age if treated_pressure else c.untreated + c.age_untreated * ln_age
    total = (
        c.age * ln_age
        + c.age_squared * ln_age**2
        + (c.total + c.age_total * ln_age) * ln_total
        + (c.hdl + c.age_hdl * ln_age) * ln_hdl
        + pressure * ln_systolic
        + (c.smoker + c.age_smoker * ln_age) * smoker
        + c.diabetes * diabetes
    )
    risk = 100 * (1 - c.survival ** exp(total - c.mean))
    # groups of the 2019 ACC/AHA primary prevention guideline: Arnett et al., Circulation 2019;140:e596
    label, meaning = Bands(((0, "low", ""), (5, "borderline", ""), (7.5, "intermediate", ""), (20, "high", ""))).read(
        risk
    )
    return Score(round(risk, 1), "%", label, meaning)
