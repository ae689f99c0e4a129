"""Bedside scores against two outside implementations, over random valid inputs.

open-medicine 0.12.0 (MIT) and vitalscore 0.1.1 (MIT) come with the extra [oracles]. Where one of them reads a paper
otherwise, the difference is in docs/readings.md and stands here as a test of its own.
"""

import importlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attending.risk.scores import comorbidity, heart, kidneys, liver, lungs, sepsis, stay

pytest.importorskip("open_medicine")
vitalscore = pytest.importorskip("vitalscore")

CALCULATORS = "open_medicine.mcp.calculators"
yes_no = st.booleans()
adults = st.integers(18, 99)
sexes = st.sampled_from(["female", "male"])


def tenths(low, high):
    return st.integers(low * 10, high * 10).map(lambda n: n / 10)


def oracle(module, params, function, **values):
    found = importlib.import_module(f"{CALCULATORS}.{module}")
    return getattr(found, function)(getattr(found, params)(**values)).value


VITALS = st.fixed_dictionaries(
    {
        "respiratory_rate": st.integers(4, 60),
        "oxygen_saturation": st.integers(60, 100),
        "supplemental_oxygen": yes_no,
        "systolic_mmhg": st.integers(50, 250),
        "heart_rate": st.integers(25, 220),
        "consciousness": st.sampled_from(["alert", "confusion", "voice", "pain", "unresponsive"]),
        "temperature_c": tenths(30, 42),
        "hypercapnic": yes_no,
    }
)


@given(VITALS)
def test_news2_agrees_with_both(v):
    ours = sepsis.news2(**v).value
    assert ours == oracle(
        "news2", "NEWS2Params", "calculate_news2",
        respiration_rate=v["respiratory_rate"], spo2=v["oxygen_saturation"],
        spo2_scale="scale_2" if v["hypercapnic"] else "scale_1", on_supplemental_o2=v["supplemental_oxygen"],
        systolic_bp=v["systolic_mmhg"], pulse=v["heart_rate"], consciousness=v["consciousness"],
        temperature=v["temperature_c"],
    )  # fmt: skip
    theirs = vitalscore.score_news2(
        v["respiratory_rate"], v["oxygen_saturation"], v["supplemental_oxygen"], v["systolic_mmhg"], v["heart_rate"],
        v["consciousness"][0].upper(), v["temperature_c"], use_spo2_scale2=v["hypercapnic"],
    )  # fmt: skip
    assert ours == theirs.total


@given(st.integers(5, 60), st.integers(50, 200), st.integers(3, 15))
def test_qsofa_agrees_with_both(rate, systolic, glasgow):
    ours = sepsis.qsofa(respiratory_rate=rate, systolic_mmhg=systolic, altered_mentation=glasgow < 15).value
    assert ours == vitalscore.score_qsofa(glasgow, rate, systolic).total
    assert ours == oracle(
        "qsofa", "QSOFAParams", "calculate_qsofa",
        respiratory_rate=rate, systolic_blood_pressure=systolic, altered_mentation=glasgow < 15,
    )  # fmt: skip


@given(st.integers(1, 4), st.integers(1, 5), st.integers(1, 6))
def test_glasgow_coma_scale_agrees_with_both(eyes, verbal, motor):
    ours = stay.glasgow_coma(eyes=eyes, verbal=verbal, motor=motor).value
    assert ours == vitalscore.score_gcs(eyes, verbal, motor).total
    assert ours == oracle(
        "gcs", "GCSParams", "calculate_gcs", eye_response=eyes, verbal_response=verbal, motor_response=motor
    )


@given(st.tuples(*[st.integers(0, 2)] * 5))
def test_apgar_agrees_with_both(signs):
    names = ("appearance", "pulse", "grimace", "activity", "respiration")
    named = dict(zip(names, signs, strict=True))
    ours = stay.apgar(**named).value
    assert ours == vitalscore.score_apgar(**named).total == oracle("apgar", "ApgarParams", "calculate_apgar", **named)


@given(
    st.integers(0, 2), st.integers(0, 2), st.integers(18, 95), st.integers(0, 6), yes_no, st.sampled_from([0.5, 2, 5])
)
def test_heart_agrees_with_both(history, ecg, age, factors, atherosclerosis, troponin):
    score = heart.heart(
        history=("slight", "moderate", "high")[history],
        ecg=("normal", "repolarisation", "st-deviation")[ecg],
        age_years=age,
        risk_factors=factors,
        known_atherosclerosis=atherosclerosis,
        troponin_times_limit=troponin,
    )
    points = {part.name: int(part.points) for part in score.parts}
    theirs = vitalscore.score_heart(history, ecg, points["age"], points["risk factors"], points["troponin"])
    assert score.value == theirs.total
    assert score.value == oracle(
        "heart_score", "HEARTScoreParams", "calculate_heart_score",
        history=history, ecg=ecg, age=age, risk_factor_count=factors, history_of_atherosclerosis=atherosclerosis,
        troponin=points["troponin"],
    )  # fmt: skip


@given(tenths(1, 15), adults, sexes)
def test_egfr_agrees(creatinine, age, sex):
    theirs = oracle(
        "ckd_epi", "CKDEPIParams", "calculate_ckd_epi", age=age, is_female=sex == "female", serum_creatinine=creatinine
    )
    assert kidneys.egfr_ckd_epi(creatinine_mg_dl=creatinine, age_years=age, sex=sex).value == theirs


@given(tenths(1, 15), adults, sexes, tenths(30, 200))
def test_cockcroft_gault_agrees(creatinine, age, sex, weight):
    ours = kidneys.cockcroft_gault(creatinine_mg_dl=creatinine, age_years=age, sex=sex, weight_kg=weight).value
    theirs = oracle(
        "cockcroft_gault", "CockcroftGaultParams", "calculate_cockcroft_gault",
        age=age, weight=weight, is_female=sex == "female", serum_creatinine=creatinine,
    )  # fmt: skip
    assert ours == pytest.approx(theirs, abs=0.1001)


@given(tenths(30, 200), tenths(120, 210))
def test_body_size_agrees(weight, height):
    size = {"weight_kg": weight, "height_cm": height}
    assert kidneys.body_mass_index(**size).value == oracle("bmi", "BMIParams", "calculate_bmi", **size)
    theirs = oracle("bsa_mosteller", "BSAMostellerParams", "calculate_bsa_mosteller", **size)
    assert kidneys.body_surface_area(**size).value == pytest.approx(theirs, abs=0.0101)


@given(st.integers(110, 170), st.integers(70, 130), st.integers(5, 45), tenths(1, 6))
def test_anion_gap_agrees(sodium, chloride, bicarbonate, albumin):
    ours = kidneys.anion_gap(
        sodium_mmol_l=sodium, chloride_mmol_l=chloride, bicarbonate_mmol_l=bicarbonate, albumin_g_dl=albumin
    )
    theirs = oracle(
        "anion_gap", "AnionGapParams", "calculate_anion_gap",
        sodium=sodium, chloride=chloride, bicarbonate=bicarbonate, albumin=albumin,
    )  # fmt: skip
    assert ours.value == pytest.approx(theirs, abs=0.1001)


@given(tenths(4, 18), tenths(1, 6))
def test_corrected_calcium_agrees_to_its_one_decimal(calcium, albumin):
    ours = kidneys.corrected_calcium(calcium_mg_dl=calcium, albumin_g_dl=albumin).value
    theirs = oracle(
        "corrected_calcium", "CorrectedCalciumParams", "calculate_corrected_calcium", calcium=calcium, albumin=albumin
    )
    assert ours == pytest.approx(theirs, abs=0.0501)


@given(st.integers(110, 170), st.integers(40, 900), st.integers(2, 150))
def test_osmolality_agrees(sodium, glucose, nitrogen):
    ours = kidneys.osmolality(sodium_mmol_l=sodium, glucose_mg_dl=glucose, urea_nitrogen_mg_dl=nitrogen).value
    assert ours == oracle(
        "serum_osmolality", "SerumOsmolalityParams", "calculate_serum_osmolality",
        sodium=sodium, glucose=glucose, bun=nitrogen,
    )  # fmt: skip


@given(adults, st.integers(5, 900), st.integers(5, 900), st.integers(10, 600))
def test_fib4_agrees(age, ast, alt, platelets):
    ours = liver.fib4(age_years=age, ast_u_l=ast, alt_u_l=alt, platelets_10e9_l=platelets).value
    assert ours == oracle("fib4", "FIB4Params", "calculate_fib4", age=age, ast=ast, alt=alt, platelets=platelets)


GRADES = {"none": ("none", "none"), "mild": ("mild", "grade_1_2"), "severe": ("severe", "grade_3_4")}


@given(tenths(1, 20), tenths(1, 6), tenths(1, 5), st.sampled_from(list(GRADES)), st.sampled_from(list(GRADES)))
def test_child_pugh_agrees(bilirubin, albumin, inr, ascites, encephalopathy):
    score = liver.child_pugh(
        bilirubin_mg_dl=bilirubin, albumin_g_dl=albumin, inr=inr, ascites=ascites, encephalopathy=encephalopathy
    )
    assert score.value == oracle(
        "child_pugh", "ChildPughParams", "calculate_child_pugh",
        bilirubin=bilirubin, albumin=albumin, inr=inr, ascites=GRADES[ascites][0],
        encephalopathy=GRADES[encephalopathy][1],
    )  # fmt: skip


BLEEDER = st.fixed_dictionaries(
    {
        "urea_nitrogen_mg_dl": tenths(2, 120),
        "haemoglobin_g_dl": tenths(4, 18),
        "sex": sexes,
        "systolic_mmhg": st.integers(50, 200),
        "heart_rate": st.integers(40, 180),
        "melaena": yes_no,
        "syncope": yes_no,
        "liver_disease": yes_no,
        "heart_failure": yes_no,
    }
)


@given(BLEEDER)
def test_blatchford_gives_two_points_to_syncope_liver_and_heart_where_open_medicine_gives_one(v):
    theirs = oracle(
        "glasgow_blatchford", "GlasgowBlatchfordParams", "calculate_glasgow_blatchford",
        bun=v["urea_nitrogen_mg_dl"], hemoglobin=v["haemoglobin_g_dl"], systolic_bp=v["systolic_mmhg"],
        pulse=v["heart_rate"], is_male=v["sex"] == "male", melena=v["melaena"], syncope=v["syncope"],
        hepatic_disease=v["liver_disease"], cardiac_failure=v["heart_failure"],
    )  # fmt: skip
    twice = v["syncope"] + v["liver_disease"] + v["heart_failure"]
    assert liver.glasgow_blatchford(**v).value == theirs + twice


@given(st.integers(2, 80), st.integers(3, 15), adults, yes_no, st.integers(0, 4))
def test_bisap_agrees(nitrogen, glasgow, age, effusion, sirs):
    ours = liver.bisap(
        urea_nitrogen_mg_dl=nitrogen, impaired_mental_status=glasgow < 15, sirs_criteria=sirs, age_years=age,
        pleural_effusion=effusion,
    )  # fmt: skip
    criteria = [sirs > n for n in range(4)]
    assert ours.value == oracle(
        "bisap", "BISAPParams", "calculate_bisap",
        bun=nitrogen, gcs=glasgow, age=age, pleural_effusion=effusion, temperature=39 if criteria[0] else 37,
        heart_rate=120 if criteria[1] else 70, respiratory_rate=30 if criteria[2] else 14,
        wbc=15000 if criteria[3] else 8000,
    )  # fmt: skip


PNEUMONIA = st.fixed_dictionaries(
    {
        "confusion": yes_no,
        "respiratory_rate": st.integers(8, 50),
        "systolic_mmhg": st.integers(60, 200),
        "diastolic_mmhg": st.integers(30, 120),
        "age_years": adults,
    }
)


@given(PNEUMONIA, tenths(5, 60))
def test_curb65_agrees_but_between_7_mmol_of_urea_and_20_mg_of_nitrogen(v, nitrogen):
    theirs = {
        "confusion": v["confusion"],
        "respiratory_rate": v["respiratory_rate"],
        "systolic_bp": v["systolic_mmhg"],
        "diastolic_bp": v["diastolic_mmhg"],
        "age": v["age_years"],
    }
    assert lungs.crb65(**v).value == oracle("crb65", "CRB65Params", "calculate_crb65", **theirs)
    counted = oracle("curb65", "CURB65Params", "calculate_curb65", bun=nitrogen, **theirs)
    between = nitrogen * 0.357 > 7 and nitrogen <= 20
    assert lungs.curb65(urea_nitrogen_mg_dl=nitrogen, **v).value == counted + between


def booleans(*names):
    return st.fixed_dictionaries(dict.fromkeys(names, yes_no))


WELLS_PE = ("signs_of_dvt", "pe_most_likely", "immobilised_or_surgery_4w", "previous_dvt_or_pe", "haemoptysis",
            "active_cancer")  # fmt: skip


@given(booleans(*WELLS_PE), st.integers(40, 180))
def test_wells_pe_agrees(signs, heart_rate):
    theirs = ("clinical_signs_dvt", "pe_most_likely_diagnosis", "immobilization_or_surgery", "previous_dvt_pe",
              "hemoptysis", "malignancy")  # fmt: skip
    renamed = {new: signs[old] for old, new in zip(WELLS_PE, theirs, strict=True)}
    ours = lungs.wells_pe(heart_rate=heart_rate, **signs).value
    assert ours == oracle(
        "wells_pe", "WellsPEParams", "calculate_wells_pe", heart_rate_gt_100=heart_rate > 100, **renamed
    )


WELLS_DVT = ("active_cancer", "paralysis_or_plaster", "bedridden_or_surgery", "tenderness_along_veins",
             "entire_leg_swollen", "calf_swelling_over_3cm", "pitting_oedema", "collateral_veins", "previous_dvt",
             "alternative_as_likely")  # fmt: skip


@given(booleans(*WELLS_DVT))
def test_wells_dvt_agrees(signs):
    theirs = ("active_cancer", "paralysis_or_casting", "bedridden_or_major_surgery", "tenderness_along_deep_veins",
              "entire_leg_swollen", "calf_swelling_gt_3cm", "pitting_edema", "collateral_superficial_veins",
              "previously_documented_dvt", "alternative_diagnosis_likely")  # fmt: skip
    renamed = {new: signs[old] for old, new in zip(WELLS_DVT, theirs, strict=True)}
    assert lungs.wells_dvt(**signs).value == oracle("wells_dvt", "WellsDVTParams", "calculate_wells_dvt", **renamed)


PERC = ("leg_swelling", "haemoptysis", "surgery_or_trauma_4w", "previous_dvt_or_pe", "oestrogen")


@given(booleans(*PERC), adults, st.integers(40, 180), st.integers(70, 100))
def test_perc_agrees(signs, age, heart_rate, spo2):
    theirs = ("unilateral_leg_swelling", "hemoptysis", "recent_surgery_or_trauma", "prior_dvt_pe", "estrogen_use")
    renamed = {new: signs[old] for old, new in zip(PERC, theirs, strict=True)}
    ours = lungs.perc(age_years=age, heart_rate=heart_rate, oxygen_saturation=spo2, **signs).value
    assert ours == oracle(
        "perc", "PERCParams", "calculate_perc",
        age_gte_50=age >= 50, heart_rate_gte_100=heart_rate >= 100, spo2_lt_95=spo2 < 95, **renamed,
    )  # fmt: skip


STROKE = ("heart_failure", "hypertension", "diabetes", "stroke_or_embolism", "vascular_disease")


@given(booleans(*STROKE), adults, sexes)
def test_cha2ds2_vasc_agrees_and_va_is_the_same_without_sex(signs, age, sex):
    theirs = ("congestive_heart_failure", "hypertension", "diabetes", "stroke_tia_thromboembolism", "vascular_disease")
    renamed = {new: signs[old] for old, new in zip(STROKE, theirs, strict=True)}
    ours = heart.cha2ds2_vasc(age_years=age, sex=sex, **signs).value
    assert ours == oracle(
        "chadsvasc", "CHADSVAScParams", "calculate_chadsvasc", age=age, female_sex=sex == "female", **renamed
    )
    assert heart.cha2ds2_va(age_years=age, **signs).value == ours - (sex == "female")


BLED = ("abnormal_kidney", "abnormal_liver", "stroke", "bleeding", "labile_inr", "antiplatelets_or_nsaids",
        "alcohol_8_a_week")  # fmt: skip


@given(booleans(*BLED), adults, st.integers(90, 220))
def test_has_bled_agrees(signs, age, systolic):
    theirs = ("abnormal_renal_function", "abnormal_liver_function", "stroke", "bleeding", "labile_inr", "drugs",
              "alcohol")  # fmt: skip
    renamed = {new: signs[old] for old, new in zip(BLED, theirs, strict=True)}
    ours = heart.has_bled(age_years=age, systolic_mmhg=systolic, **signs).value
    assert ours == oracle(
        "hasbled", "HASBLEDParams", "calculate_hasbled", hypertension=systolic > 160, elderly=age > 65, **renamed
    )


TIMI = ("stenosis_50", "aspirin_7d", "two_anginas_24h", "st_deviation", "raised_marker")


@given(booleans(*TIMI), adults, st.integers(0, 5))
def test_timi_agrees(signs, age, factors):
    theirs = ("known_cad_gte_50_stenosis", "aspirin_use_past_7_days", "two_or_more_anginal_events_24h",
              "st_deviation_gte_0_5mm", "elevated_cardiac_markers")  # fmt: skip
    renamed = {new: signs[old] for old, new in zip(TIMI, theirs, strict=True)}
    assert heart.timi(age_years=age, risk_factors=factors, **signs).value == oracle(
        "timi_ua_nstemi", "TIMIUANSTEMIParams", "calculate_timi_ua_nstemi",
        age_gte_65=age >= 65, three_or_more_cad_risk_factors=factors >= 3, **renamed,
    )  # fmt: skip


RCRI = ("high_risk_surgery", "ischaemic_heart_disease", "heart_failure", "cerebrovascular_disease", "insulin")


@given(booleans(*RCRI), tenths(1, 6))
def test_rcri_agrees(signs, creatinine):
    theirs = ("high_risk_surgery", "history_of_ischemic_heart_disease", "history_of_congestive_heart_failure",
              "history_of_cerebrovascular_disease", "preoperative_insulin_treatment")  # fmt: skip
    renamed = {new: signs[old] for old, new in zip(RCRI, theirs, strict=True)}
    assert heart.rcri(creatinine_mg_dl=creatinine, **signs).value == oracle(
        "rcri", "RCRIParams", "calculate_rcri", preoperative_creatinine_above_2=creatinine > 2.0, **renamed
    )


@given(adults, st.integers(90, 220), st.integers(50, 130), yes_no, yes_no, st.integers(1, 300), yes_no)
def test_abcd2_agrees(age, systolic, diastolic, weakness, speech, minutes, diabetes):
    score = heart.abcd2(
        age_years=age, systolic_mmhg=systolic, diastolic_mmhg=diastolic, weakness=weakness, speech_only=speech,
        duration_min=minutes, diabetes=diabetes,
    )  # fmt: skip
    assert score.value == oracle(
        "abcd2", "ABCD2Params", "calculate_abcd2",
        age_ge_60=age >= 60, bp_ge_140_90=systolic >= 140 or diastolic >= 90,
        clinical_features="unilateral_weakness" if weakness else "speech_disturbance" if speech else "other",
        duration="ge_60_min" if minutes >= 60 else "10_to_59_min" if minutes >= 10 else "lt_10_min", diabetes=diabetes,
    )  # fmt: skip


PADUA = ("active_cancer", "previous_vte", "reduced_mobility", "thrombophilia", "trauma_or_surgery_1m",
         "heart_or_respiratory_failure", "infarction_or_stroke", "infection_or_rheumatic", "hormones")  # fmt: skip


@given(booleans(*PADUA), adults, tenths(16, 50))
def test_padua_agrees(signs, age, bmi):
    theirs = ("active_cancer", "previous_vte", "reduced_mobility", "known_thrombophilia", "recent_trauma_or_surgery",
              "heart_or_respiratory_failure", "acute_mi_or_stroke", "acute_infection_or_rheumatic",
              "ongoing_hormonal_treatment")  # fmt: skip
    renamed = {new: signs[old] for old, new in zip(PADUA, theirs, strict=True)}
    assert stay.padua(age_years=age, body_mass_index=bmi, **signs).value == oracle(
        "padua", "PaduaParams", "calculate_padua", age_70_or_older=age >= 70, obesity=bmi >= 30, **renamed
    )


@given(tenths(36, 41), yes_no, yes_no, yes_no, st.integers(3, 90))
def test_centor_agrees(temperature, cough, nodes, tonsils, age):
    score = stay.centor_mcisaac(
        temperature_c=temperature, cough=cough, tender_anterior_nodes=nodes, tonsil_exudate=tonsils, age_years=age
    )
    assert score.value == oracle(
        "centor_mcisaac", "CentorMcIsaacParams", "calculate_centor_mcisaac",
        age=age, tonsillar_swelling_or_exudate=tonsils, tender_anterior_cervical_lymphadenopathy=nodes,
        fever=temperature > 38, absence_of_cough=not cough,
    )  # fmt: skip


@given(st.lists(st.integers(0, 3), min_size=9, max_size=9))
def test_questionnaires_agree(answers):
    phq9 = importlib.import_module(f"{CALCULATORS}.phq9").PHQ9Params.model_fields
    gad7 = importlib.import_module(f"{CALCULATORS}.gad7").GAD7Params.model_fields
    nine, seven = dict(zip(phq9, answers, strict=True)), dict(zip(gad7, answers[:7], strict=True))
    assert stay.phq9(answers=tuple(answers)).value == oracle("phq9", "PHQ9Params", "calculate_phq9", **nine)
    assert stay.gad7(answers=tuple(answers[:7])).value == oracle("gad7", "GAD7Params", "calculate_gad7", **seven)


CHARLSON = {
    "myocardial infarction": "myocardial_infarction",
    "heart failure": "congestive_heart_failure",
    "peripheral vascular disease": "peripheral_vascular_disease",
    "cerebrovascular disease": "cerebrovascular_disease",
    "dementia": "dementia",
    "chronic lung disease": "chronic_pulmonary_disease",
    "connective tissue disease": "connective_tissue_disease",
    "peptic ulcer": "peptic_ulcer_disease",
    "mild liver disease": "mild_liver_disease",
    "diabetes": "uncomplicated_diabetes",
    "diabetes with end-organ damage": "diabetes_with_end_organ_damage",
    "hemiplegia": "hemiplegia",
    "kidney disease": "moderate_severe_renal_disease",
    "solid tumour": "solid_tumor",
    "leukaemia": "leukemia",
    "lymphoma": "lymphoma",
    "moderate or severe liver disease": "moderate_severe_liver_disease",
    "metastatic tumour": "metastatic_solid_tumor",
    "AIDS": "aids",
}
LESSER = {"diabetes": "diabetes with end-organ damage", "mild liver disease": "moderate or severe liver disease",
          "solid tumour": "metastatic tumour"}  # fmt: skip


@given(st.frozensets(st.sampled_from(list(CHARLSON))), st.integers(18, 99))
def test_charlson_counts_one_grade_of_a_disease_where_open_medicine_may_count_both(conditions, age):
    theirs = oracle(
        "charlson", "CharlsonParams", "calculate_charlson", age=age, **{CHARLSON[name]: True for name in conditions}
    )
    twice = [name for name, graver in LESSER.items() if name in conditions and graver in conditions]
    ours = comorbidity.charlson(conditions=conditions, age_years=age).value
    assert ours == theirs - sum(comorbidity.CHARLSON_WEIGHTS[name] for name in twice)


ORGANS = st.fixed_dictionaries(
    {
        "pao2_fio2_mmhg": st.integers(40, 600),
        "platelets_10e9_l": st.integers(1, 400),
        "bilirubin_mg_dl": tenths(0, 20),
        "mean_pressure_mmhg": st.integers(40, 120),
        "dopamine_ug_kg_min": st.sampled_from([0, 3, 5, 8, 15, 20]),
        "noradrenaline_ug_kg_min": st.sampled_from([0, 0.05, 0.1, 0.5]),
        "glasgow": st.integers(3, 15),
        "creatinine_mg_dl": tenths(0, 9),
        "urine_ml_24h": st.integers(0, 3000),
    }
)


@given(ORGANS, yes_no)
def test_sofa_agrees_but_for_the_lungs_without_respiratory_support(v, ventilated):
    score = sepsis.sofa(ventilated=ventilated, **v)
    theirs = oracle(
        "sofa", "SOFAParams", "calculate_sofa",
        pao2_fio2=v["pao2_fio2_mmhg"], platelets=v["platelets_10e9_l"], bilirubin=v["bilirubin_mg_dl"],
        map_pressure=v["mean_pressure_mmhg"], dopamine=v["dopamine_ug_kg_min"],
        norepinephrine=v["noradrenaline_ug_kg_min"], gcs=v["glasgow"], creatinine=v["creatinine_mg_dl"],
        urine_output=v["urine_ml_24h"],
    )  # fmt: skip
    unsupported = 0 if ventilated else max(0, (4 if v["pao2_fio2_mmhg"] < 100 else 3) - 2)
    assert score.value == theirs - (unsupported if v["pao2_fio2_mmhg"] < 200 else 0)


@given(st.integers(40, 79), sexes, st.sampled_from(["white", "black"]), st.integers(130, 320), st.integers(20, 100),
       st.integers(90, 200), yes_no, yes_no, yes_no)  # fmt: skip
def test_pooled_cohort_equations_agree_to_the_digits_of_their_coefficients(
    age, sex, cohort, total, hdl, systolic, treated, smoker, diabetes
):
    ours = heart.ascvd_10_year(
        age_years=age, sex=sex, cohort=cohort, total_cholesterol_mg_dl=total, hdl_mg_dl=hdl, systolic_mmhg=systolic,
        treated_pressure=treated, smoker=smoker, diabetes=diabetes,
    ).value  # fmt: skip
    theirs = oracle(
        "ascvd", "ASCVDParams", "calculate_ascvd",
        is_male=sex == "male", is_black=cohort == "black", smoker=smoker, hypertensive=treated, diabetic=diabetes,
        age=age, systolic_blood_pressure=systolic, total_cholesterol=total, hdl_cholesterol=hdl,
    )  # fmt: skip
    assert math.isclose(ours, theirs, rel_tol=0.02, abs_tol=0.11)
