"""Ask clincalc (Rust, AGPL-3.0: asked here, never shipped)."""

from collections.abc import Callable
from typing import Any

import clincalc

Inputs = dict[str, Any]
MG_NITROGEN_PER_MMOL_UREA = 2.8


def _ask(name: str, **values: Any) -> float:
    return float(clincalc.calculate(name, values)["result"])


def _perc(v: Inputs) -> float:
    told = clincalc.calculate(
        "perc",
        {
            "age_years": v["age_years"],
            "exogenous_oestrogen_use": v["oestrogen"],
            "haemoptysis": v["haemoptysis"],
            "heart_rate_bpm": v["heart_rate"],
            "low_pretest_probability_confirmed": True,
            "prior_vte": v["previous_dvt_or_pe"],
            "recent_surgery_or_trauma_requiring_hospitalisation": v["surgery_or_trauma_4w"],
            "room_air_oxygen_saturation_percent": v["oxygen_saturation"],
            "unilateral_leg_swelling": v["leg_swelling"],
        },
    )
    return float(told["working"]["positive_count"])


def _renamed(name: str, **names: str) -> Callable[[Inputs], float]:
    """A calculator whose inputs differ by name alone: theirs=ours."""
    return lambda v: _ask(name, **{theirs: v[ours] for theirs, ours in names.items()})


def _news2(v: Inputs) -> float:
    return _ask(
        "news2",
        consciousness="alert" if v["consciousness"] == "alert" else "confusion-or-vpu",
        on_oxygen=v["supplemental_oxygen"],
        pulse=v["heart_rate"],
        respiratory_rate=v["respiratory_rate"],
        spo2=v["oxygen_saturation"],
        spo2_scale="2" if v["hypercapnic"] else "1",
        systolic_bp=v["systolic_mmhg"],
        temperature=v["temperature_c"],
    )


def _sofa(v: Inputs) -> float:
    dopamine, noradrenaline = v["dopamine_ug_kg_min"], v["noradrenaline_ug_kg_min"]
    level = "map-at-least70" if v["mean_pressure_mmhg"] >= 70 else "map-below70"
    if dopamine > 0 or v["dobutamine"]:
        level = "dopamine-low"
    if dopamine > 5 or noradrenaline > 0:
        level = "moderate-vasopressors"
    if dopamine > 15 or noradrenaline > 0.1:
        level = "high-vasopressors"
    return _ask(
        "sofa",
        pao2_fio2=v["pao2_fio2_mmhg"],
        respiratory_support=v["ventilated"],
        platelets=v["platelets_10e9_l"],
        bilirubin=v["bilirubin_mg_dl"],
        bilirubin_unit="mg/dL",
        cardiovascular=level,
        gcs=v["glasgow"],
        creatinine=v["creatinine_mg_dl"],
        creatinine_unit="mg/dL",
    )


def _curb65(v: Inputs) -> float:
    return _ask(
        "curb65",
        age=v["age_years"],
        confusion=v["confusion"],
        systolic_bp=v["systolic_mmhg"],
        diastolic_bp=v["diastolic_mmhg"],
        respiratory_rate=v["respiratory_rate"],
        urea_mmol_l=round(v["urea_nitrogen_mg_dl"] / MG_NITROGEN_PER_MMOL_UREA, 4),
    )


def _abcd2(v: Inputs) -> float:
    minutes = v["duration_min"]
    return _ask(
        "abcd2",
        age=v["age_years"],
        systolic_bp=v["systolic_mmhg"],
        diastolic_bp=v["diastolic_mmhg"],
        clinical_features=(
            "unilateral-weakness" if v["weakness"] else "speech-disturbance" if v["speech_only"] else "other"
        ),
        duration="60min-or-more" if minutes >= 60 else "10-59min" if minutes >= 10 else "under-10min",
        diabetes=v["diabetes"],
    )


def _heart(v: Inputs) -> float:
    factors, troponin = v["risk_factors"], v["troponin_times_limit"]
    many = v["known_atherosclerosis"] or factors >= 3
    return _ask(
        "heart",
        age=v["age_years"],
        history={"slight": "slightly", "moderate": "moderately", "high": "highly"}[v["history"]] + "_suspicious",
        ecg={
            "normal": "normal",
            "repolarisation": "non_specific_repolarisation",
            "st-deviation": "significant_st_deviation",
        }[v["ecg"]],
        risk_factors="three_or_more_or_atherosclerosis" if many else "one_or_two" if factors else "none",
        troponin="over_three_times" if troponin > 3 else "one_to_three_times" if troponin > 1 else "normal",
    )


def _child_pugh(v: Inputs) -> float:
    return _ask(
        "child_pugh",
        albumin=v["albumin_g_dl"],
        albumin_unit="g/dL",
        bilirubin=v["bilirubin_mg_dl"],
        bilirubin_unit="mg/dL",
        inr=v["inr"],
        ascites={"none": "none", "mild": "mild", "severe": "moderate-severe"}[v["ascites"]],
        encephalopathy={"none": "none", "mild": "grade1-to2", "severe": "grade3-to4"}[v["encephalopathy"]],
    )


def _meld3(v: Inputs) -> float:
    return _ask(
        "meld_3",
        albumin=v["albumin_g_dl"],
        albumin_unit="g/dL",
        bilirubin=v["bilirubin_mg_dl"],
        bilirubin_unit="mg/dL",
        creatinine=v["creatinine_mg_dl"],
        creatinine_unit="mg/dL",
        female_for_adult_meld=v["sex"] == "female",
        inr=v["inr"],
        qualifying_dialysis_in_prior_7_days=False,
        registration_age_years=50,
        sodium_mmol_l=v["sodium_mmol_l"],
    )


def _blatchford(v: Inputs) -> float:
    return _ask(
        "glasgow_blatchford",
        acute_upper_gi_bleeding_at_first_assessment=True,
        age_16_or_over=True,
        emergency_department_overt_ugib=True,
        cardiac_failure=v["heart_failure"],
        haemoglobin_g_l=round(10 * v["haemoglobin_g_dl"], 3),
        heart_rate_bpm=v["heart_rate"],
        hepatic_disease=v["liver_disease"],
        melaena=v["melaena"],
        sex=v["sex"],
        syncope=v["syncope"],
        systolic_bp_mm_hg=v["systolic_mmhg"],
        urea_mmol_l=round(v["urea_nitrogen_mg_dl"] / MG_NITROGEN_PER_MMOL_UREA, 4),
    )


APGAR = {
    "appearance": ("appearance", ("blue_or_pale", "pink_body_blue_extremities", "completely_pink")),
    "heart_rate": ("pulse", ("absent", "below_100", "at_least_100")),
    "reflex_irritability": ("grimace", ("no_response", "grimace", "cough_sneeze_or_active_withdrawal")),
    "muscle_tone": ("activity", ("flaccid", "some_flexion", "active_motion")),
    "respiratory_effort": ("respiration", ("absent", "slow_or_irregular", "good_with_vigorous_cry")),
}


def _apgar(v: Inputs) -> float:
    return _ask(
        "apgar",
        assessment_during_resuscitation=False,
        gestational_context="term_or_late_preterm",
        minute_after_birth=5,
        **{theirs: words[v[ours]] for theirs, (ours, words) in APGAR.items()},
    )


def _glasgow(v: Inputs) -> float:
    eyes = ("no_response", "to_pressure", "to_sound", "spontaneous")
    verbal = ("no_response", "sounds", "words", "confused", "orientated")
    motor = ("no_response", "extension", "abnormal_flexion", "normal_flexion", "localising", "obey_commands")
    return _ask(
        "gcs",
        eye_opening=eyes[v["eyes"] - 1],
        verbal_response=verbal[v["verbal"] - 1],
        motor_response=motor[v["motor"] - 1],
    )


CHARLSON = {
    "aids": "AIDS",
    "cerebrovascular_disease": "cerebrovascular disease",
    "congestive_heart_failure": "heart failure",
    "connective_tissue_disease": "connective tissue disease",
    "copd": "chronic lung disease",
    "dementia": "dementia",
    "diabetes_complicated": "diabetes with end-organ damage",
    "diabetes_uncomplicated": "diabetes",
    "hemiplegia_paraplegia": "hemiplegia",
    "leukaemia": "leukaemia",
    "liver_disease_moderate_severe": "moderate or severe liver disease",
    "lymphoma": "lymphoma",
    "metastatic_solid_tumour": "metastatic tumour",
    "mild_liver_disease": "mild liver disease",
    "myocardial_infarction": "myocardial infarction",
    "peptic_ulcer_disease": "peptic ulcer",
    "peripheral_vascular_disease": "peripheral vascular disease",
    "renal_disease_moderate_severe": "kidney disease",
    "solid_tumour_non_metastatic": "solid tumour",
}


def _charlson(v: Inputs) -> float:
    has = {theirs: ours in v["conditions"] for theirs, ours in CHARLSON.items()}
    return _ask("charlson", age=v["age_years"], include_age_adjustment=True, **has)


STROKE = {
    "age": "age_years",
    "congestive_heart_failure": "heart_failure",
    "hypertension": "hypertension",
    "diabetes": "diabetes",
    "stroke_tia_thromboembolism": "stroke_or_embolism",
    "vascular_disease": "vascular_disease",
}

ANSWERS: dict[str, Callable[[Inputs], float]] = {
    "sepsis.news2": _news2,
    "sepsis.qsofa": _renamed(
        "qsofa",
        altered_mentation="altered_mentation",
        respiratory_rate="respiratory_rate",
        systolic_bp="systolic_mmhg",
    ),
    "sepsis.sofa": _sofa,
    "lungs.curb65": _curb65,
    "lungs.crb65": lambda v: _curb65(v | {"urea_nitrogen_mg_dl": 10}),
    "lungs.wells_pe": lambda v: _ask(
        "wells_pe",
        clinical_signs_of_dvt=v["signs_of_dvt"],
        haemoptysis=v["haemoptysis"],
        heart_rate_over_100=v["heart_rate"] > 100,
        immobilisation_or_surgery=v["immobilised_or_surgery_4w"],
        malignancy=v["active_cancer"],
        pe_most_likely_diagnosis=v["pe_most_likely"],
        previous_dvt_or_pe=v["previous_dvt_or_pe"],
    ),
    "lungs.wells_dvt": _renamed(
        "wells_dvt",
        active_cancer="active_cancer",
        alternative_diagnosis_as_likely="alternative_as_likely",
        bedridden_or_major_surgery="bedridden_or_surgery",
        calf_swelling_over_3cm="calf_swelling_over_3cm",
        collateral_superficial_veins="collateral_veins",
        entire_leg_swollen="entire_leg_swollen",
        localised_tenderness="tenderness_along_veins",
        paralysis_paresis_immobilisation="paralysis_or_plaster",
        pitting_oedema="pitting_oedema",
        previously_documented_dvt="previous_dvt",
    ),
    "lungs.perc": _perc,
    "heart.cha2ds2_vasc": _renamed("cha2ds2vasc", sex="sex", **STROKE),
    "heart.cha2ds2_va": _renamed("cha2ds2_va", **STROKE),
    "heart.has_bled": lambda v: _ask(
        "hasbled",
        abnormal_liver_function=v["abnormal_liver"],
        abnormal_renal_function=v["abnormal_kidney"],
        alcohol_excess=v["alcohol_8_a_week"],
        bleeding_history=v["bleeding"],
        drugs_antiplatelet_nsaid=v["antiplatelets_or_nsaids"],
        elderly_over_65=v["age_years"] > 65,
        hypertension_uncontrolled=v["systolic_mmhg"] > 160,
        labile_inr=v["labile_inr"],
        stroke=v["stroke"],
    ),
    "heart.heart": _heart,
    "heart.timi": lambda v: _ask(
        "timi",
        age=v["age_years"],
        aspirin_use_past_7_days=v["aspirin_7d"],
        known_cad=v["stenosis_50"],
        positive_biomarker=v["raised_marker"],
        severe_angina=v["two_anginas_24h"],
        st_deviation=v["st_deviation"],
        three_or_more_cad_risk_factors=v["risk_factors"] >= 3,
    ),
    "heart.rcri": lambda v: _ask(
        "rcri",
        adult_noncardiac_surgery_candidate=True,
        original_validation_population_matches=True,
        cerebrovascular_disease=v["cerebrovascular_disease"],
        congestive_heart_failure=v["heart_failure"],
        creatinine_umol_l=round(88.4 * v["creatinine_mg_dl"], 3),
        high_risk_surgery=v["high_risk_surgery"],
        ischemic_heart_disease=v["ischaemic_heart_disease"],
        preoperative_insulin_treatment=v["insulin"],
    ),
    "heart.abcd2": _abcd2,
    "heart.ascvd_10_year": _renamed(
        "ascvd",
        age="age_years",
        current_smoker="smoker",
        diabetes="diabetes",
        hdl_cholesterol_mg_dl="hdl_mg_dl",
        race="cohort",
        sex="sex",
        systolic_bp_mm_hg="systolic_mmhg",
        total_cholesterol_mg_dl="total_cholesterol_mg_dl",
        treated_bp="treated_pressure",
    ),
    "liver.meld3": _meld3,
    "liver.child_pugh": _child_pugh,
    "liver.fib4": _renamed("fib4", age="age_years", alt="alt_u_l", ast="ast_u_l", platelets="platelets_10e9_l"),
    "liver.glasgow_blatchford": _blatchford,
    "kidneys.egfr_ckd_epi": lambda v: _ask(
        "egfr", age=v["age_years"], creatinine=v["creatinine_mg_dl"], creatinine_unit="mg/dL", sex=v["sex"]
    ),
    "kidneys.cockcroft_gault": lambda v: _ask(
        "cockcroft_gault",
        age=v["age_years"],
        creatinine=v["creatinine_mg_dl"],
        creatinine_unit="mg/dL",
        sex=v["sex"],
        weight_kg=v["weight_kg"],
    ),
    "kidneys.anion_gap": lambda v: _ask(
        "anion_gap",
        albumin_g_l=round(10 * v["albumin_g_dl"], 3),
        sodium_mmol_l=v["sodium_mmol_l"],
        chloride_mmol_l=v["chloride_mmol_l"],
        bicarbonate_mmol_l=v["bicarbonate_mmol_l"],
    ),
    "kidneys.corrected_calcium": lambda v: _ask(
        "corrected_calcium",
        albumin=v["albumin_g_dl"],
        albumin_unit="g/dL",
        calcium=v["calcium_mg_dl"],
        calcium_unit="mg/dL",
    ),
    "kidneys.body_mass_index": _renamed("bmi", height_cm="height_cm", weight_kg="weight_kg"),
    "kidneys.body_surface_area": _renamed("body_surface_area", height_cm="height_cm", weight_kg="weight_kg"),
    "stay.centor_mcisaac": lambda v: _ask(
        "centor",
        absence_of_cough=not v["cough"],
        age=v["age_years"],
        fever=v["temperature_c"] > 38,
        tender_anterior_cervical_nodes=v["tender_anterior_nodes"],
        tonsillar_exudate=v["tonsil_exudate"],
    ),
    "stay.phq9": _renamed("phq9", responses="answers"),
    "stay.gad7": _renamed("gad7", responses="answers"),
    "stay.glasgow_coma": _glasgow,
    "stay.apgar": _apgar,
    "stay.padua": lambda v: _ask(
        "padua",
        active_cancer=v["active_cancer"],
        acute_infection_or_rheumatological=v["infection_or_rheumatic"],
        acute_mi_or_ischaemic_stroke=v["infarction_or_stroke"],
        age=v["age_years"],
        heart_or_respiratory_failure=v["heart_or_respiratory_failure"],
        obesity=v["body_mass_index"] >= 30,
        ongoing_hormonal_treatment=v["hormones"],
        previous_vte=v["previous_vte"],
        recent_trauma_or_surgery=v["trauma_or_surgery_1m"],
        reduced_mobility=v["reduced_mobility"],
        thrombophilia=v["thrombophilia"],
    ),
    "comorbidity.charlson": _charlson,
}
