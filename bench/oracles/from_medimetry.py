"""Ask medimetry (MIT)."""

from collections.abc import Callable
from typing import Any

from medimetry import lytes, metabolic, neuro, pulmonary, renal

Inputs = dict[str, Any]


def _gender(v: Inputs) -> Any:
    return renal.Gender.FEMALE if v["sex"] == "female" else renal.Gender.MALE


def _child_pugh(v: Inputs) -> float:
    ascites, brain = list(metabolic.AscitesSeverity), list(metabolic.EncephalopathyGrade)
    grade = ("none", "mild", "severe")
    return metabolic.child_pugh_score(
        v["bilirubin_mg_dl"],
        v["albumin_g_dl"],
        v["inr"],
        ascites[grade.index(v["ascites"])],
        brain[grade.index(v["encephalopathy"])],
    )[0]


ANSWERS: dict[str, Callable[[Inputs], float]] = {
    "lungs.geneva_revised": lambda v: (
        pulmonary.geneva_revised_score(
            age=v["age_years"],
            heart_rate=v["heart_rate"],
            previous_pe_dvt=v["previous_dvt_or_pe"],
            recent_surgery_or_fracture=v["surgery_or_fracture_1m"],
            hemoptysis=v["haemoptysis"],
            active_cancer=v["active_cancer"],
            unilateral_leg_pain=v["unilateral_leg_pain"],
            leg_pain_on_palpation_and_edema=v["tenderness_and_unilateral_oedema"],
        ).score
    ),
    "lungs.perc": lambda v: (
        pulmonary.perc_rule(
            age=v["age_years"],
            heart_rate=v["heart_rate"],
            oxygen_saturation=v["oxygen_saturation"],
            unilateral_leg_swelling=v["leg_swelling"],
            hemoptysis=v["haemoptysis"],
            recent_surgery_trauma=v["surgery_or_trauma_4w"],
            prior_pe_dvt=v["previous_dvt_or_pe"],
            exogenous_estrogen=v["oestrogen"],
        ).positive_criteria
    ),
    "liver.child_pugh": _child_pugh,
    "kidneys.corrected_calcium": lambda v: lytes.calcium_correction(v["calcium_mg_dl"], v["albumin_g_dl"]),
    "kidneys.cockcroft_gault": lambda v: renal.cockcroft_gault(
        v["age_years"], v["weight_kg"], v["creatinine_mg_dl"], _gender(v)
    ),
    "kidneys.egfr_ckd_epi": lambda v: renal.ckd_epi(v["creatinine_mg_dl"], v["age_years"], _gender(v)),
    "stay.glasgow_coma": lambda v: neuro.gcs_from_scores(v["eyes"], v["verbal"], v["motor"])[0],
}
