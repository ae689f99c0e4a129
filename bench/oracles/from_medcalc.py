"""Ask medcalc (MIT), a server of calculators for language models."""

from collections.abc import Callable
from typing import Any

from medcalc import calculator

Inputs = dict[str, Any]
MMOL_CHOLESTEROL = 0.02586


def _number(told: Any, *names: str) -> float | None:
    """The number of an answer, or of the first of these parts of it; None where it failed."""
    if isinstance(told, dict):
        told = next((told[name] for name in (*names, "score", "total_score", "risk_percent") if name in told), None)
    return None if told is None else float(told)


def _sirs(v: Inputs) -> float:
    """1 where it says SIRS, 0 where not: the count itself is not told."""
    told = calculator.sepsis_criteria(
        temp_abnormal=v["temperature_c"] > 38 or v["temperature_c"] < 36,
        heart_rate_gt_90=v["heart_rate"] > 90,
        rr_gt_20_or_paco2_lt_32=v["respiratory_rate"] > 20,
        wbc_abnormal=v["leukocytes_10e9_l"] > 12 or v["leukocytes_10e9_l"] < 4,
        suspected_infection=False,
        organ_dysfunction=False,
        fluid_resistant_hypotension=False,
        multi_organ_failure=False,
    )
    return float(told == "SIRS")


def _blood_pressure_is_low(v: Inputs) -> bool:
    return bool(v["systolic_mmhg"] < 90 or v["diastolic_mmhg"] <= 60)


def _sofa(v: Inputs) -> float | None:
    return _number(
        calculator.sofa_score(
            pao2_fio2=v["pao2_fio2_mmhg"],
            mechanically_ventilated=v["ventilated"],
            platelets=v["platelets_10e9_l"],
            gcs=v["glasgow"],
            bilirubin=v["bilirubin_mg_dl"],
            map_mmHg=v["mean_pressure_mmhg"],
            dopamine=v["dopamine_ug_kg_min"],
            dobutamine=v["dobutamine"],
            epinephrine=0,
            norepinephrine=v["noradrenaline_ug_kg_min"],
            creatinine=v["creatinine_mg_dl"],
            urine_output_ml_per_day=v["urine_ml_24h"],
        )
    )


def _heart(v: Inputs) -> float | None:
    factors, troponin, age = v["risk_factors"], v["troponin_times_limit"], v["age_years"]
    return _number(
        calculator.heart_score(
            history=("slight", "moderate", "high").index(v["history"]),
            ekg=("normal", "repolarisation", "st-deviation").index(v["ecg"]),
            age=2 if age >= 65 else int(age >= 45),
            risk_factors=2 if v["known_atherosclerosis"] or factors >= 3 else int(factors > 0),
            troponin=2 if troponin > 3 else int(troponin > 1),
        )
    )


ANSWERS: dict[str, Callable[[Inputs], float | None]] = {
    "sepsis.news2": lambda v: _number(
        calculator.news2_score(
            respiratory_rate=v["respiratory_rate"],
            spo2=v["oxygen_saturation"],
            supplemental_o2=v["supplemental_oxygen"],
            temperature=v["temperature_c"],
            systolic_bp=v["systolic_mmhg"],
            heart_rate=v["heart_rate"],
            consciousness=v["consciousness"],
            spo2_scale2=v["hypercapnic"],
        )
    ),
    "sepsis.sirs": _sirs,
    "sepsis.sofa": _sofa,
    "lungs.curb65": lambda v: _number(
        calculator.curb65_score(
            v["confusion"],
            v["urea_nitrogen_mg_dl"] > 19.6,
            v["respiratory_rate"] >= 30,
            _blood_pressure_is_low(v),
            v["age_years"] >= 65,
        )
    ),
    "lungs.wells_pe": lambda v: _number(
        calculator.wells_pe_criteria(
            v["signs_of_dvt"],
            v["pe_most_likely"],
            v["heart_rate"] > 100,
            v["immobilised_or_surgery_4w"],
            v["previous_dvt_or_pe"],
            v["haemoptysis"],
            v["active_cancer"],
        )
    ),
    "lungs.wells_dvt": lambda v: _number(
        calculator.wells_dvt_criteria(
            active_cancer=v["active_cancer"],
            bedridden_or_major_surgery=v["bedridden_or_surgery"],
            calf_swelling_gt_3cm=v["calf_swelling_over_3cm"],
            collateral_superficial_veins=v["collateral_veins"],
            entire_leg_swollen=v["entire_leg_swollen"],
            localized_tenderness=v["tenderness_along_veins"],
            pitting_edema=v["pitting_oedema"],
            paralysis_paresis_immobilization=v["paralysis_or_plaster"],
            previously_documented_dvt=v["previous_dvt"],
            alternative_diagnosis_likely=v["alternative_as_likely"],
        )
    ),
    "lungs.perc": lambda v: _number(
        calculator.perc_rule(
            v["age_years"] >= 50,
            v["heart_rate"] >= 100,
            v["oxygen_saturation"] < 95,
            v["leg_swelling"],
            v["haemoptysis"],
            v["surgery_or_trauma_4w"],
            v["previous_dvt_or_pe"],
            v["oestrogen"],
        )
    ),
    "heart.cha2ds2_vasc": lambda v: _number(
        calculator.chads2_vasc_score(
            age=v["age_years"],
            female=v["sex"] == "female",
            chf=v["heart_failure"],
            hypertension=v["hypertension"],
            stroke_history=v["stroke_or_embolism"],
            vascular_disease=v["vascular_disease"],
            diabetes=v["diabetes"],
        )
    ),
    "heart.has_bled": lambda v: _number(
        calculator.has_bled_score(
            v["systolic_mmhg"] > 160,
            v["abnormal_kidney"],
            v["abnormal_liver"],
            v["stroke"],
            v["bleeding"],
            v["labile_inr"],
            v["age_years"] > 65,
            v["antiplatelets_or_nsaids"],
            v["alcohol_8_a_week"],
        )
    ),
    "heart.heart": _heart,
    "heart.timi": lambda v: _number(
        calculator.timi_nstemi(
            v["age_years"] >= 65,
            v["risk_factors"] >= 3,
            v["stenosis_50"],
            v["aspirin_7d"],
            v["two_anginas_24h"],
            v["st_deviation"],
            v["raised_marker"],
        )
    ),
    "heart.rcri": lambda v: _number(
        calculator.revised_cardiac_risk_index(
            v["high_risk_surgery"],
            v["ischaemic_heart_disease"],
            v["heart_failure"],
            v["cerebrovascular_disease"],
            v["insulin"],
            v["creatinine_mg_dl"] > 2,
        )
    ),
    "heart.ascvd_10_year": lambda v: _number(
        calculator.ascvd_10yr_risk(
            age=v["age_years"],
            male=v["sex"] == "male",
            african_american=v["cohort"] == "black",
            total_cholesterol=v["total_cholesterol_mg_dl"],
            hdl_c=v["hdl_mg_dl"],
            systolic_bp=v["systolic_mmhg"],
            bp_treated=v["treated_pressure"],
            diabetes=v["diabetes"],
            current_smoker=v["smoker"],
        )
    ),
    "prevent.prevent_10_year": lambda v: (
        None
        if v["outcome"] != "cvd"
        else _number(
            calculator.prevent_cvd_risk(
                age=v["age_years"],
                female=v["sex"] == "female",
                tc=v["total_cholesterol_mg_dl"] * MMOL_CHOLESTEROL,
                hdl=v["hdl_mg_dl"] * MMOL_CHOLESTEROL,
                sbp=v["systolic_mmhg"],
                diabetes=v["diabetes"],
                current_smoker=v["smoker"],
                egfr=v["egfr"],
                using_antihtn=v["treated_pressure"],
                using_statins=v["statin"],
            )
        )
    ),
    "liver.meld3": lambda v: _number(
        calculator.meld_3(
            age=50,
            female=v["sex"] == "female",
            bilirubin=v["bilirubin_mg_dl"],
            inr=v["inr"],
            creatinine=v["creatinine_mg_dl"],
            albumin=v["albumin_g_dl"],
            sodium=v["sodium_mmol_l"],
            dialysis=False,
        )
    ),
    "liver.child_pugh": lambda v: _number(
        calculator.child_pugh_score(
            bilirubin=v["bilirubin_mg_dl"],
            albumin=v["albumin_g_dl"],
            inr=v["inr"],
            ascites={"none": "absent", "mild": "slight", "severe": "moderate"}[v["ascites"]],
            encephalopathy_grade={"none": 0, "mild": 2, "severe": 3}[v["encephalopathy"]],
        )
    ),
    "liver.fib4": lambda v: _number(
        calculator.fib4_index(age=v["age_years"], ast=v["ast_u_l"], alt=v["alt_u_l"], platelets=v["platelets_10e9_l"])
    ),
    "kidneys.egfr_ckd_epi": lambda v: _number(
        calculator.egfr_epi(scr=v["creatinine_mg_dl"], age=v["age_years"], male=v["sex"] == "male")
    ),
    "kidneys.anion_gap": lambda v: _number(
        calculator.serum_anion_gap(
            v["sodium_mmol_l"], v["chloride_mmol_l"], v["bicarbonate_mmol_l"], v["albumin_g_dl"]
        ),
        "Albumin Corrected Anion Gap",
    ),
    "kidneys.corrected_calcium": lambda v: _number(
        calculator.corrected_calcium(serum_calcium=v["calcium_mg_dl"], patient_albumin=v["albumin_g_dl"])
    ),
    "kidneys.osmolality": lambda v: _number(
        calculator.serum_osmolarity(
            sodium=v["sodium_mmol_l"], bun=v["urea_nitrogen_mg_dl"], glucose=v["glucose_mg_dl"], ethanol=0
        )
    ),
    "kidneys.body_mass_index": lambda v: _number(
        calculator.bmi_calculator(weight=v["weight_kg"], height=v["height_cm"]), "bmi"
    ),
    "kidneys.body_surface_area": lambda v: _number(
        calculator.bsa_calculator(weight=v["weight_kg"], height=v["height_cm"]), "bsa"
    ),
    "stay.centor_mcisaac": lambda v: _number(
        calculator.centor_score_modified(
            age=v["age_years"],
            tonsillar_exudate=v["tonsil_exudate"],
            swollen_lymph_nodes=v["tender_anterior_nodes"],
            fever=v["temperature_c"] > 38,
            cough_absent=not v["cough"],
        )
    ),
    "stay.phq9": lambda v: _number(calculator.phq9_score(*v["answers"])),
    "stay.gad7": lambda v: _number(calculator.gad7_score(*v["answers"])),
    "stay.glasgow_coma": lambda v: _number(calculator.glasgow_coma_scale(v["eyes"], v["verbal"], v["motor"])),
    "stay.padua": lambda v: _number(
        calculator.padua_vte_prediction_score(
            v["active_cancer"],
            v["previous_vte"],
            v["reduced_mobility"],
            v["thrombophilia"],
            v["trauma_or_surgery_1m"],
            v["age_years"] >= 70,
            v["heart_or_respiratory_failure"],
            v["infarction_or_stroke"],
            v["infection_or_rheumatic"],
            v["body_mass_index"] >= 30,
            v["hormones"],
        )
    ),
}
