"""Every bedside score that a Chart can feed: its function, where its inputs come from, and when it is asked at all.

In the order of the patient page. Scores that rest on what only a bedside look can tell (Wells, HEART, Centor, …) stay
functions of `risk.scores`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from attending.risk import conditions as on_list
from attending.risk import measures as measured
from attending.risk.comorbidities import CHARLSON, ELIXHAUSER, Comorbidities
from attending.risk.inputs import AdministrativeSex, Age, Input
from attending.risk.observed import LabileInr, NoneTaken, Reckoned
from attending.risk.scores import comorbidity, heart, kidneys, liver, lungs, prevent, sepsis, stay
from attending.risk.scores.score import Score
from attending.risk.stays import InStay, OfStay, VisitsBefore


@dataclass(frozen=True)
class Bedside:
    """A score and where its inputs come from; `applies` must be true for the score to be asked at all."""

    name: str
    title: str
    compute: Callable[..., Score]
    inputs: Mapping[str, Input]
    applies: Input | None = None
    constants: Mapping[str, float | bool | str] = field(default_factory=dict)


_AGE, _SEX = Age(), AdministrativeSex()
_CHARLSON = Comorbidities("problem list", CHARLSON)
_STROKE_RISK: Mapping[str, Input] = {
    "heart_failure": on_list.HEART_FAILURE,
    "hypertension": on_list.HYPERTENSION,
    "age_years": _AGE,
    "diabetes": on_list.DIABETES,
    "stroke_or_embolism": on_list.STROKE,
    "vascular_disease": on_list.VASCULAR,
}
_PREVENT: Mapping[str, Input] = {
    "age_years": _AGE,
    "sex": _SEX,
    "total_cholesterol_mg_dl": measured.CHOLESTEROL,
    "hdl_mg_dl": measured.HDL,
    "systolic_mmhg": measured.SYSTOLIC_OF_THE_YEAR,
    "treated_pressure": on_list.PRESSURE_MEDICINES,
    "statin": on_list.STATIN,
    "diabetes": on_list.DIABETES,
    "smoker": measured.SMOKES,
    "egfr": measured.EGFR,
    "body_mass_index": measured.BODY_MASS_INDEX,
}
_CRB65: Mapping[str, Input] = {
    "confusion": measured.ALTERED_MENTATION,
    "respiratory_rate": measured.RESPIRATORY_RATE,
    "systolic_mmhg": measured.SYSTOLIC,
    "diastolic_mmhg": measured.DIASTOLIC,
    "age_years": _AGE,
}
_SIRS: Mapping[str, Input] = {
    "temperature_c": measured.TEMPERATURE,
    "heart_rate": measured.HEART_RATE,
    "respiratory_rate": measured.RESPIRATORY_RATE,
    "leukocytes_10e9_l": measured.LEUKOCYTES,
}
_NO_CARDIOVASCULAR_DISEASE = Reckoned(
    "no cardiovascular disease",
    {"vascular": on_list.VASCULAR, "stroke": on_list.STROKE, "failure": on_list.HEART_FAILURE},
    lambda *, vascular, stroke, failure: not (vascular or stroke or failure),
)

WARD: tuple[Bedside, ...] = (
    Bedside(
        "news2",
        "NEWS2, oxygen scale 1",
        sepsis.news2,
        {
            "respiratory_rate": measured.RESPIRATORY_RATE,
            "oxygen_saturation": measured.SATURATION,
            "supplemental_oxygen": measured.SUPPLEMENTAL_OXYGEN,
            "systolic_mmhg": measured.SYSTOLIC,
            "heart_rate": measured.HEART_RATE,
            "consciousness": measured.CONSCIOUSNESS,
            "temperature_c": measured.TEMPERATURE,
        },
        applies=InStay(),
    ),
    Bedside(
        "qsofa",
        "qSOFA",
        sepsis.qsofa,
        {
            "respiratory_rate": measured.RESPIRATORY_RATE,
            "systolic_mmhg": measured.SYSTOLIC,
            "altered_mentation": measured.ALTERED_MENTATION,
        },
        applies=on_list.INFECTION,
    ),
    Bedside("sirs", "SIRS", sepsis.sirs, _SIRS, applies=on_list.INFECTION),
    Bedside(
        "sofa",
        "SOFA, without a ventilator",
        sepsis.sofa,
        {
            "pao2_fio2_mmhg": measured.OXYGENATION,
            "platelets_10e9_l": measured.PLATELETS,
            "bilirubin_mg_dl": measured.BILIRUBIN,
            "mean_pressure_mmhg": measured.MEAN_PRESSURE,
            "glasgow": measured.GLASGOW,
            "creatinine_mg_dl": measured.CREATININE_NOW,
            "urine_ml_24h": measured.URINE,
            "noradrenaline_ug_kg_min": NoneTaken("dose of the vasopressor", on_list.VASOPRESSORS),
        },
        applies=InStay(),
        constants={"ventilated": False},
    ),
    Bedside(
        "shock-index",
        "Shock index",
        sepsis.shock_index,
        {"heart_rate": measured.HEART_RATE, "systolic_mmhg": measured.SYSTOLIC},
    ),
    Bedside(
        "glasgow-coma",
        "Glasgow coma scale",
        stay.glasgow_coma,
        {"eyes": measured.EYES, "verbal": measured.VERBAL, "motor": measured.MOTOR},
        applies=InStay(),
    ),
    Bedside(
        "kdigo-aki",
        "Acute kidney injury (KDIGO, by creatinine)",
        kidneys.kdigo_aki,
        {
            "creatinine_mg_dl": measured.CREATININE_NOW,
            "baseline_mg_dl": measured.BASELINE_CREATININE,
            "rise_48h_mg_dl": measured.CREATININE_RISE,
        },
        applies=InStay(),
    ),
    Bedside(
        "curb-65",
        "CURB-65",
        lungs.curb65,
        {**_CRB65, "urea_nitrogen_mg_dl": measured.UREA},
        applies=on_list.PNEUMONIA,
    ),
    Bedside("crb-65", "CRB-65", lungs.crb65, _CRB65, applies=on_list.PNEUMONIA),
    Bedside(
        "spesi",
        "Simplified PESI",
        lungs.spesi,
        {
            "age_years": _AGE,
            "cancer": on_list.CANCER,
            "heart_failure_or_lung_disease": Reckoned(
                "heart failure or lung disease",
                {"heart": on_list.HEART_FAILURE, "lung": on_list.CHRONIC_LUNG},
                lambda *, heart, lung: heart or lung,
            ),
            "heart_rate": measured.HEART_RATE,
            "systolic_mmhg": measured.SYSTOLIC,
            "oxygen_saturation": measured.SATURATION,
        },
        applies=on_list.EMBOLISM,
    ),
    Bedside(
        "glasgow-blatchford",
        "Glasgow-Blatchford",
        liver.glasgow_blatchford,
        {
            "urea_nitrogen_mg_dl": measured.UREA,
            "haemoglobin_g_dl": measured.HAEMOGLOBIN,
            "sex": _SEX,
            "systolic_mmhg": measured.SYSTOLIC,
            "heart_rate": measured.HEART_RATE,
            "melaena": on_list.MELAENA,
            "syncope": on_list.SYNCOPE,
            "liver_disease": on_list.LIVER,
            "heart_failure": on_list.HEART_FAILURE,
        },
        applies=on_list.GI_BLEEDING,
    ),
    Bedside(
        "bisap",
        "BISAP",
        liver.bisap,
        {
            "urea_nitrogen_mg_dl": measured.UREA,
            "impaired_mental_status": measured.ALTERED_MENTATION,
            "sirs_criteria": Reckoned("SIRS criteria", _SIRS, sepsis.sirs),
            "age_years": _AGE,
            "pleural_effusion": on_list.EFFUSION,
        },
        applies=on_list.PANCREATITIS,
    ),
)
"""Of the acute ward."""

LABORATORY: tuple[Bedside, ...] = (
    Bedside(
        "egfr",
        "eGFR (CKD-EPI 2021)",
        kidneys.egfr_ckd_epi,
        {"creatinine_mg_dl": measured.CREATININE, "age_years": _AGE, "sex": _SEX},
    ),
    Bedside(
        "creatinine-clearance",
        "Creatinine clearance (Cockcroft-Gault)",
        kidneys.cockcroft_gault,
        {"creatinine_mg_dl": measured.CREATININE, "age_years": _AGE, "sex": _SEX, "weight_kg": measured.WEIGHT},
    ),
    Bedside(
        "bmi",
        "Body mass index",
        kidneys.body_mass_index,
        {"weight_kg": measured.WEIGHT, "height_cm": measured.HEIGHT},
    ),
    Bedside(
        "bsa",
        "Body surface area (Mosteller)",
        kidneys.body_surface_area,
        {"weight_kg": measured.WEIGHT, "height_cm": measured.HEIGHT},
    ),
    Bedside(
        "corrected-calcium",
        "Calcium corrected for albumin",
        kidneys.corrected_calcium,
        {"calcium_mg_dl": measured.CALCIUM, "albumin_g_dl": measured.ALBUMIN},
    ),
    Bedside(
        "anion-gap",
        "Anion gap corrected for albumin",
        kidneys.anion_gap,
        {
            "sodium_mmol_l": measured.SODIUM,
            "chloride_mmol_l": measured.CHLORIDE,
            "bicarbonate_mmol_l": measured.BICARBONATE,
            "albumin_g_dl": measured.ALBUMIN,
        },
    ),
    Bedside(
        "osmolality",
        "Calculated osmolality",
        kidneys.osmolality,
        {
            "sodium_mmol_l": measured.SODIUM,
            "glucose_mg_dl": measured.GLUCOSE,
            "urea_nitrogen_mg_dl": measured.UREA,
        },
    ),
    Bedside(
        "fib-4",
        "FIB-4",
        liver.fib4,
        {
            "age_years": _AGE,
            "ast_u_l": measured.AST,
            "alt_u_l": measured.ALT,
            "platelets_10e9_l": measured.PLATELETS,
        },
    ),
    Bedside(
        "meld-3",
        "MELD 3.0",
        liver.meld3,
        {
            "sex": _SEX,
            "bilirubin_mg_dl": measured.BILIRUBIN,
            "inr": measured.INR,
            "creatinine_mg_dl": measured.CREATININE,
            "sodium_mmol_l": measured.SODIUM,
            "albumin_g_dl": measured.ALBUMIN,
        },
        applies=on_list.LIVER,
    ),
    Bedside(
        "child-pugh",
        "Child-Pugh",
        liver.child_pugh,
        {
            "bilirubin_mg_dl": measured.BILIRUBIN,
            "albumin_g_dl": measured.ALBUMIN,
            "inr": measured.INR,
            "ascites": on_list.ASCITES,
            "encephalopathy": on_list.ENCEPHALOPATHY,
        },
        applies=on_list.CIRRHOSIS,
    ),
)
"""Of chemistry and body size."""

LONG_TERM: tuple[Bedside, ...] = (
    Bedside("cha2ds2-va", "CHA2DS2-VA", heart.cha2ds2_va, _STROKE_RISK, applies=on_list.FIBRILLATION),
    Bedside(
        "cha2ds2-vasc",
        "CHA2DS2-VASc",
        heart.cha2ds2_vasc,
        {**_STROKE_RISK, "sex": _SEX},
        applies=on_list.FIBRILLATION,
    ),
    Bedside(
        "has-bled",
        "HAS-BLED",
        heart.has_bled,
        {
            "systolic_mmhg": measured.SYSTOLIC_OF_THE_YEAR,
            "abnormal_kidney": Reckoned(
                "creatinine",
                {"creatinine": measured.CREATININE, "dialysis": on_list.ON_DIALYSIS},
                lambda *, creatinine, dialysis: creatinine >= 2.26 or dialysis,
            ),
            "abnormal_liver": on_list.CIRRHOSIS,
            "stroke": on_list.ISCHAEMIC_STROKE,
            "bleeding": on_list.BLEEDING,
            "labile_inr": LabileInr(on_list.WARFARIN, measured.INR_HALF_YEAR),
            "age_years": _AGE,
            "antiplatelets_or_nsaids": on_list.ANTIPLATELETS_OR_NSAIDS,
            "alcohol_8_a_week": Reckoned(
                "alcoholic drinks a day", {"drinks": measured.DRINKS}, lambda *, drinks: drinks * 7 >= 8
            ),
        },
        applies=on_list.FIBRILLATION,
    ),
    Bedside(
        "rcri",
        "Revised Cardiac Risk Index, surgery not of high risk",
        heart.rcri,
        {
            "ischaemic_heart_disease": on_list.ISCHAEMIC_HEART,
            "heart_failure": on_list.HEART_FAILURE,
            "cerebrovascular_disease": on_list.STROKE,
            "insulin": on_list.INSULIN,
            "creatinine_mg_dl": measured.CREATININE,
        },
        constants={"high_risk_surgery": False},
    ),
    *(
        Bedside(
            f"prevent-{outcome}",
            f"PREVENT, {title} in 10 years",
            prevent.prevent_10_year,
            _PREVENT,
            applies=_NO_CARDIOVASCULAR_DISEASE,
            constants={"outcome": outcome},
        )
        for outcome, title in (
            ("cvd", "cardiovascular disease"),
            ("ascvd", "atherosclerotic disease"),
            ("hf", "heart failure"),
        )
    ),
    Bedside(
        "charlson",
        "Charlson comorbidity index, with age",
        comorbidity.charlson,
        {"conditions": _CHARLSON, "age_years": _AGE},
    ),
    Bedside(
        "elixhauser",
        "Elixhauser comorbidities (van Walraven)",
        comorbidity.elixhauser,
        {"conditions": Comorbidities("problem list", ELIXHAUSER)},
    ),
    Bedside(
        "lace",
        "LACE",
        stay.lace,
        {
            "length_of_stay_days": OfStay("length of stay", "length"),
            "emergency": OfStay("urgency of the admission", "urgent"),
            "comorbidity": Reckoned("problem list", {"conditions": _CHARLSON}, comorbidity.lace_comorbidity),
            "emergency_visits_6m": VisitsBefore("emergency visits of 6 months", "emergency", 183),
        },
        applies=InStay(),
    ),
    Bedside(
        "hospital",
        "HOSPITAL",
        stay.hospital,
        {
            "haemoglobin_g_dl": measured.HAEMOGLOBIN,
            "oncology_discharge": OfStay("service of the stay", "oncology"),
            "sodium_mmol_l": measured.SODIUM,
            "procedure": OfStay("procedures of the stay", "procedure"),
            "urgent": OfStay("urgency of the admission", "urgent"),
            "admissions_12m": VisitsBefore("stays of 12 months", "stay", 365),
            "length_of_stay_days": OfStay("length of stay", "length"),
        },
        applies=InStay(),
    ),
)
"""Of months and years, and of readmission."""

BEDSIDE: tuple[Bedside, ...] = (*WARD, *LABORATORY, *LONG_TERM)
