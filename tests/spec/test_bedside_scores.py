"""Bedside scores: the examples of their papers, the edges of their bands, and what they refuse."""

import pytest

from attending.errors import OutOfRange
from attending.risk.scores import comorbidity, heart, kidneys, liver, lungs, prevent, sepsis, stay


def news(**changed):
    quiet = {
        "respiratory_rate": 16,
        "oxygen_saturation": 98,
        "supplemental_oxygen": False,
        "systolic_mmhg": 120,
        "heart_rate": 70,
        "consciousness": "alert",
        "temperature_c": 37.0,
    }
    return sepsis.news2(**(quiet | changed))


def test_a_healthy_adult_has_a_news2_of_zero():
    assert news().value == 0


def test_new_confusion_alone_calls_for_an_urgent_ward_review():
    score = news(consciousness="confusion")
    assert (score.value, score.band) == (3, "low-medium")


@pytest.mark.parametrize(
    ("spo2", "oxygen", "expected"),
    [(83, False, 3), (84, False, 2), (86, False, 1), (88, False, 0), (97, False, 0), (93, True, 3), (97, True, 5)],
)
def test_spo2_scale_2_punishes_too_much_oxygen(spo2, oxygen, expected):
    assert news(oxygen_saturation=spo2, supplemental_oxygen=oxygen, hypercapnic=True).value == expected


def test_a_very_ill_patient_reaches_the_maximum_of_news2():
    score = news(
        respiratory_rate=30,
        oxygen_saturation=85,
        supplemental_oxygen=True,
        systolic_mmhg=80,
        heart_rate=140,
        consciousness="pain",
        temperature_c=34.5,
    )
    assert (score.value, score.band) == (20, "high")


def test_degrees_fahrenheit_are_refused_with_a_hint():
    with pytest.raises(OutOfRange, match="°F"):
        news(temperature_c=98.6)


def test_sofa_counts_two_points_for_the_lungs_without_a_ventilator():
    organs = {
        "pao2_fio2_mmhg": 150,
        "platelets_10e9_l": 90,
        "bilirubin_mg_dl": 2.5,
        "mean_pressure_mmhg": 60,
        "glasgow": 14,
        "creatinine_mg_dl": 2.2,
        "urine_ml_24h": 450,
    }
    assert sepsis.sofa(ventilated=True, **organs).value == 3 + 2 + 2 + 1 + 1 + 3
    assert sepsis.sofa(ventilated=False, **organs).value == 2 + 2 + 2 + 1 + 1 + 3


def test_sirs_and_qsofa_of_a_septic_patient():
    assert sepsis.sirs(temperature_c=39, heart_rate=120, respiratory_rate=24, leukocytes_10e9_l=15).value == 4
    assert sepsis.qsofa(respiratory_rate=24, systolic_mmhg=95, altered_mentation=True).band == "high"


def test_shock_index_above_one():
    assert sepsis.shock_index(heart_rate=120, systolic_mmhg=100).value == 1.2


def test_curb65_takes_urea_above_7_mmol_per_litre():
    patient = {"confusion": True, "respiratory_rate": 32, "systolic_mmhg": 85, "diastolic_mmhg": 55, "age_years": 70}
    assert lungs.curb65(urea_nitrogen_mg_dl=19.7, **patient).value == 5
    assert lungs.curb65(urea_nitrogen_mg_dl=19.6, **patient).value == 4
    assert lungs.crb65(**patient).band == "high"


NO_PE_SIGNS = {
    "signs_of_dvt": False,
    "pe_most_likely": False,
    "immobilised_or_surgery_4w": False,
    "previous_dvt_or_pe": False,
    "haemoptysis": False,
    "active_cancer": False,
}


def test_wells_pe_of_four_is_still_unlikely():
    four = lungs.wells_pe(heart_rate=90, **(NO_PE_SIGNS | {"pe_most_likely": True, "haemoptysis": True}))
    assert (four.value, four.band) == (4, "PE unlikely")
    assert lungs.wells_pe(heart_rate=101, **(NO_PE_SIGNS | {"signs_of_dvt": True})).band == "PE likely"


def test_an_alternative_diagnosis_takes_two_points_from_wells_dvt():
    signs = dict.fromkeys(
        [
            "active_cancer",
            "paralysis_or_plaster",
            "bedridden_or_surgery",
            "tenderness_along_veins",
            "entire_leg_swollen",
            "calf_swelling_over_3cm",
            "pitting_oedema",
            "collateral_veins",
            "previous_dvt",
        ],
        True,
    )
    assert lungs.wells_dvt(alternative_as_likely=False, **signs).value == 9
    assert lungs.wells_dvt(alternative_as_likely=True, **signs).value == 7


def test_perc_geneva_and_spesi_of_a_young_healthy_adult_are_zero():
    perc = lungs.perc(
        age_years=30,
        heart_rate=70,
        oxygen_saturation=99,
        leg_swelling=False,
        haemoptysis=False,
        surgery_or_trauma_4w=False,
        previous_dvt_or_pe=False,
        oestrogen=False,
    )
    geneva = lungs.geneva_revised(
        age_years=30,
        previous_dvt_or_pe=False,
        surgery_or_fracture_1m=False,
        active_cancer=False,
        unilateral_leg_pain=False,
        haemoptysis=False,
        heart_rate=70,
        tenderness_and_unilateral_oedema=False,
    )
    spesi = lungs.spesi(
        age_years=30,
        cancer=False,
        heart_failure_or_lung_disease=False,
        heart_rate=70,
        systolic_mmhg=120,
        oxygen_saturation=99,
    )
    assert (perc.band, geneva.band, spesi.band) == ("negative", "low", "low")


STROKE_FREE = {
    "heart_failure": False,
    "hypertension": False,
    "diabetes": False,
    "stroke_or_embolism": False,
    "vascular_disease": False,
}


def test_female_sex_alone_does_not_call_for_anticoagulation():
    woman = heart.cha2ds2_vasc(age_years=50, sex="female", **STROKE_FREE)
    assert (woman.value, woman.band) == (1, "low")


def test_all_stroke_risks_together_give_the_highest_score():
    everything = dict.fromkeys(STROKE_FREE, True)
    assert heart.cha2ds2_vasc(age_years=80, sex="female", **everything).value == 9
    assert heart.cha2ds2_va(age_years=80, **everything).value == 8


def test_has_bled_counts_pressure_above_160():
    clean = dict.fromkeys(
        [
            "abnormal_kidney",
            "abnormal_liver",
            "stroke",
            "bleeding",
            "labile_inr",
            "antiplatelets_or_nsaids",
            "alcohol_8_a_week",
        ],
        False,
    )
    assert heart.has_bled(systolic_mmhg=160, age_years=65, **clean).value == 0
    assert heart.has_bled(systolic_mmhg=161, age_years=66, **clean).value == 2


def test_heart_timi_and_rcri():
    chest_pain = heart.heart(
        history="moderate",
        ecg="repolarisation",
        age_years=65,
        risk_factors=1,
        known_atherosclerosis=False,
        troponin_times_limit=1.0,
    )
    assert (chest_pain.value, chest_pain.band) == (5, "moderate")
    assert (
        heart.timi(
            age_years=70,
            risk_factors=3,
            stenosis_50=True,
            aspirin_7d=True,
            two_anginas_24h=False,
            st_deviation=False,
            raised_marker=True,
        ).band
        == "high"
    )
    assert (
        heart.rcri(
            high_risk_surgery=True,
            ischaemic_heart_disease=False,
            heart_failure=False,
            cerebrovascular_disease=False,
            insulin=False,
            creatinine_mg_dl=2.0,
        ).band
        == "class II"
    )


def test_abcd2_gives_weakness_more_than_speech():
    attack = {"age_years": 60, "systolic_mmhg": 140, "diastolic_mmhg": 80, "duration_min": 60, "diabetes": True}
    assert heart.abcd2(weakness=True, speech_only=False, **attack).value == 7
    assert heart.abcd2(weakness=False, speech_only=True, **attack).value == 6


@pytest.mark.parametrize(
    ("cohort", "sex", "percent"),
    [("white", "female", 2.1), ("black", "female", 3.0), ("white", "male", 5.3), ("black", "male", 6.1)],
)
def test_pooled_cohort_equations_give_the_guidelines_worked_examples(cohort, sex, percent):
    """The guideline rounds its sums to two decimals, which moves the last digit."""
    risk = heart.ascvd_10_year(
        age_years=55,
        sex=sex,
        cohort=cohort,
        total_cholesterol_mg_dl=213,
        hdl_mg_dl=50,
        systolic_mmhg=120,
        treated_pressure=False,
        smoker=False,
        diabetes=False,
    )
    assert risk.value == pytest.approx(percent, abs=0.101)


def test_meld_3_uses_its_lower_and_upper_bounds():
    well = liver.meld3(
        sex="male", bilirubin_mg_dl=0.5, inr=0.9, creatinine_mg_dl=0.7, sodium_mmol_l=140, albumin_g_dl=4.5
    )
    ill = liver.meld3(sex="female", bilirubin_mg_dl=40, inr=5, creatinine_mg_dl=6, sodium_mmol_l=118, albumin_g_dl=1.2)
    assert (well.value, ill.value) == (6, 40)


def test_meld_3_of_a_woman_with_moderate_disease():
    """By hand: 1.33 + 4.56 ln 2 + 0.82·7 − 0.24·7·ln 2 + 9.09 ln 1.5 + 0 + 1.85·1 − 0 + 6 = 20.6."""
    woman = liver.meld3(
        sex="female", bilirubin_mg_dl=2, inr=1.5, creatinine_mg_dl=0.9, sodium_mmol_l=130, albumin_g_dl=2.5
    )
    assert woman.value == 21


def test_child_pugh_classes():
    best = liver.child_pugh(bilirubin_mg_dl=1, albumin_g_dl=4, inr=1, ascites="none", encephalopathy="none")
    worst = liver.child_pugh(bilirubin_mg_dl=4, albumin_g_dl=2, inr=3, ascites="severe", encephalopathy="severe")
    assert (best.value, best.band, worst.value, worst.band) == (5, "A", 15, "C")


def test_fib4_apri_and_maddrey():
    assert liver.fib4(age_years=60, ast_u_l=80, alt_u_l=64, platelets_10e9_l=100).value == 6.0
    assert liver.apri(ast_u_l=80, ast_upper_limit_u_l=40, platelets_10e9_l=100).band == "high"
    assert liver.maddrey(prothrombin_s=20, control_s=12, bilirubin_mg_dl=10).value == pytest.approx(46.8)


def test_glasgow_blatchford_weighs_syncope_liver_and_heart_with_two_points():
    quiet = {"urea_nitrogen_mg_dl": 10, "haemoglobin_g_dl": 14, "sex": "male", "systolic_mmhg": 120, "heart_rate": 70}
    history = {"melaena": False, "syncope": False, "liver_disease": False, "heart_failure": False}
    assert liver.glasgow_blatchford(**quiet, **history).value == 0
    assert liver.glasgow_blatchford(**quiet, **dict.fromkeys(history, True)).value == 7


def test_bisap_of_a_severe_pancreatitis():
    score = liver.bisap(
        urea_nitrogen_mg_dl=30, impaired_mental_status=True, sirs_criteria=2, age_years=61, pleural_effusion=True
    )
    assert (score.value, score.band) == (5, "high")


def test_egfr_of_a_woman_of_50_with_normal_creatinine():
    assert kidneys.egfr_ckd_epi(creatinine_mg_dl=0.8, age_years=50, sex="female").value == pytest.approx(89.7, abs=0.1)


def test_micromoles_are_refused_with_a_hint():
    with pytest.raises(OutOfRange, match="µmol/L"):
        kidneys.egfr_ckd_epi(creatinine_mg_dl=71, age_years=50, sex="female")


def test_cockcroft_gault_of_a_man_and_a_woman():
    assert kidneys.cockcroft_gault(creatinine_mg_dl=1, age_years=40, sex="male", weight_kg=72).value == 100
    assert kidneys.cockcroft_gault(creatinine_mg_dl=1, age_years=40, sex="female", weight_kg=72).value == 85


def test_kdigo_stages_by_creatinine():
    assert kidneys.kdigo_aki(creatinine_mg_dl=1.2, baseline_mg_dl=1.0, rise_48h_mg_dl=0.2).value == 0
    assert kidneys.kdigo_aki(creatinine_mg_dl=1.3, baseline_mg_dl=1.0, rise_48h_mg_dl=0.3).value == 1
    assert kidneys.kdigo_aki(creatinine_mg_dl=2.0, baseline_mg_dl=1.0, rise_48h_mg_dl=1.0).value == 2
    assert kidneys.kdigo_aki(creatinine_mg_dl=4.1, baseline_mg_dl=2.5, rise_48h_mg_dl=0.5).value == 3


def test_salts_of_the_blood_and_the_size_of_the_body_follow_their_formulas():
    assert kidneys.anion_gap(sodium_mmol_l=140, chloride_mmol_l=100, bicarbonate_mmol_l=20, albumin_g_dl=2).value == 25
    assert kidneys.corrected_calcium(calcium_mg_dl=8, albumin_g_dl=2).value == 9.6
    assert kidneys.osmolality(sodium_mmol_l=140, glucose_mg_dl=90, urea_nitrogen_mg_dl=14).value == 290
    assert kidneys.body_mass_index(weight_kg=70, height_cm=175).value == 22.9
    assert kidneys.body_surface_area(weight_kg=70, height_cm=175).value == 1.84


def test_lace_of_a_long_emergency_stay():
    score = stay.lace(length_of_stay_days=14, emergency=True, comorbidity=4, emergency_visits_6m=6)
    assert (score.value, score.band) == (19, "high")


def test_hospital_score_counts_five_points_for_more_than_five_admissions():
    score = stay.hospital(
        haemoglobin_g_dl=11,
        oncology_discharge=True,
        sodium_mmol_l=130,
        procedure=True,
        urgent=True,
        admissions_12m=6,
        length_of_stay_days=5,
    )
    assert (score.value, score.band) == (13, "high")


def test_charlson_counts_only_the_graver_of_two_grades():
    both = frozenset({"diabetes", "diabetes with end-organ damage", "solid tumour", "metastatic tumour"})
    assert comorbidity.charlson(conditions=both).value == 2 + 6
    assert comorbidity.charlson(conditions=frozenset(), age_years=75).value == 3


def test_centor_falls_with_age():
    throat = {"temperature_c": 38.5, "cough": False, "tender_anterior_nodes": True, "tonsil_exudate": True}
    assert stay.centor_mcisaac(age_years=10, **throat).value == 5
    assert stay.centor_mcisaac(age_years=50, **throat).value == 3


def test_questionnaires_refuse_a_missing_answer():
    assert stay.phq9(answers=(1, 1, 1, 1, 1, 1, 1, 1, 2)).band == "moderate"
    assert stay.gad7(answers=(3,) * 7).value == 21
    with pytest.raises(OutOfRange):
        stay.phq9(answers=(1, 1, 1))


def test_glasgow_coma_and_apgar():
    assert stay.glasgow_coma(eyes=4, verbal=5, motor=6).band == "alert"
    assert stay.apgar(appearance=1, pulse=2, grimace=1, activity=1, respiration=2).band == "reassuring"


def test_padua_of_a_bedridden_patient_with_cancer():
    nothing = dict.fromkeys(
        [
            "previous_vte",
            "thrombophilia",
            "trauma_or_surgery_1m",
            "heart_or_respiratory_failure",
            "infarction_or_stroke",
            "infection_or_rheumatic",
            "hormones",
        ],
        False,
    )
    score = stay.padua(active_cancer=True, reduced_mobility=True, age_years=71, body_mass_index=31, **nothing)
    assert (score.value, score.band) == (8, "high")


PREVENT_EXAMPLE = {
    "age_years": 50,
    "sex": "female",
    "total_cholesterol_mg_dl": 200,
    "hdl_mg_dl": 45,
    "systolic_mmhg": 160,
    "treated_pressure": True,
    "statin": False,
    "diabetes": True,
    "smoker": False,
    "egfr": 90,
    "body_mass_index": 35,
}
"""The worked example of Khan et al. 2024, supplement: 14.7 %, 9.2 % and 8.1 %."""


@pytest.mark.parametrize(("outcome", "expected"), [("cvd", 14.7), ("ascvd", 9.2), ("hf", 8.1)])
def test_prevent_gives_the_worked_example_of_its_paper(outcome, expected):
    assert prevent.prevent_10_year(outcome=outcome, **PREVENT_EXAMPLE).value == expected


def test_prevent_takes_a_mean_man_at_the_centre_of_its_predictors_for_its_constant():
    middle = {
        "age_years": 55, "sex": "male", "total_cholesterol_mg_dl": (3.5 + 1.3) / 0.02586, "hdl_mg_dl": 1.3 / 0.02586,
        "systolic_mmhg": 130, "treated_pressure": False, "statin": False, "diabetes": False, "smoker": False,
        "egfr": 90, "body_mass_index": 25,
    }  # fmt: skip
    assert prevent.prevent_10_year(outcome="cvd", **middle).value == round(100 / (1 + 2.718281828**3.031168), 1)


def test_prevent_refuses_an_age_it_was_not_fitted_for():
    with pytest.raises(OutOfRange, match="30 and 79"):
        prevent.prevent_10_year(outcome="cvd", **(PREVENT_EXAMPLE | {"age_years": 80}))


def test_elixhauser_spans_the_range_of_its_paper():
    weights = comorbidity.ELIXHAUSER_WEIGHTS
    worst = frozenset(name for name, weight in weights.items() if weight > 0) - {"solid tumour"}
    best = frozenset(name for name, weight in weights.items() if weight < 0)
    # the paper's 89 counts a solid tumour beside its metastases, which we count once: 4 less
    assert comorbidity.elixhauser(conditions=worst).value == 89 - 4
    assert comorbidity.elixhauser(conditions=best).value == -19


def test_lace_has_comorbidity_weights_of_its_own():
    assert comorbidity.lace_comorbidity(conditions=frozenset({"dementia"})) == 3
    assert comorbidity.lace_comorbidity(conditions=frozenset({"diabetes", "myocardial infarction"})) == 2
    assert comorbidity.lace_comorbidity(conditions=frozenset({"solid tumour", "metastatic tumour"})) == 6


def test_centor_refuses_a_child_of_two():
    with pytest.raises(OutOfRange, match="age"):
        stay.centor_mcisaac(temperature_c=39, cough=False, tender_anterior_nodes=True, tonsil_exudate=True, age_years=2)


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"length_of_stay_days": 5, "emergency": True, "comorbidity": 5, "emergency_visits_6m": 2}, 14),
        ({"length_of_stay_days": 2, "emergency": False, "comorbidity": 0, "emergency_visits_6m": 0}, 2),
    ],
)
def test_lace_gives_the_examples_of_the_r_package_cliot(inputs, expected):
    """Manual of cliot 1.0.0, lace_readmission_index."""
    assert stay.lace(**inputs).value == expected


@pytest.mark.parametrize(
    ("age", "ill", "heart_rate", "systolic", "spo2", "expected"),
    [(55, False, 85, 120, 96, 0), (75, False, 80, 130, 97, 0), (85, True, 115, 90, 85, 6)],
)
def test_spesi_gives_the_examples_of_another_calculators_tests(age, ill, heart_rate, systolic, spo2, expected):
    """medical-calc-mcp, tests/e2e/test_spesi.py."""
    score = lungs.spesi(
        age_years=age,
        cancer=ill,
        heart_failure_or_lung_disease=ill,
        heart_rate=heart_rate,
        systolic_mmhg=systolic,
        oxygen_saturation=spo2,
    )
    assert score.value == expected


@pytest.mark.parametrize(
    ("now", "before", "dialysis", "stage"),
    [
        (1.0, 1.0, False, 0),
        (1.7, 1.0, False, 1),
        (1.4, 1.0, False, 1),
        (2.5, 1.0, False, 2),
        (3.5, 1.0, False, 3),
        (4.5, 2.0, False, 3),
        (2.0, 1.0, True, 3),
    ],
)
def test_kdigo_gives_the_examples_of_another_calculators_tests(now, before, dialysis, stage):
    """medical-calc-mcp, tests/e2e/test_kdigo_aki.py; the third with its rise of 0.4 mg/dL in two days."""
    rise = 0.4 if now == 1.4 else 0.0
    score = kidneys.kdigo_aki(creatinine_mg_dl=now, baseline_mg_dl=before, rise_48h_mg_dl=rise, dialysis=dialysis)
    assert score.value == stage
