"""Every threshold of every bedside score, both sides, as its paper prints them."""

import pytest

from attending.risk.scores import comorbidity, heart, kidneys, liver, lungs, sepsis, stay

NEWS2 = {
    "respiratory_rate": 16,
    "oxygen_saturation": 98,
    "supplemental_oxygen": False,
    "systolic_mmhg": 120,
    "heart_rate": 70,
    "consciousness": "alert",
    "temperature_c": 37.0,
}
HYPERCAPNIC_ON_AIR = NEWS2 | {"hypercapnic": True}
HYPERCAPNIC_ON_OXYGEN = HYPERCAPNIC_ON_AIR | {"supplemental_oxygen": True}
QSOFA = {"respiratory_rate": 16, "systolic_mmhg": 120, "altered_mentation": False}
SIRS = {"temperature_c": 37, "heart_rate": 70, "respiratory_rate": 16, "leukocytes_10e9_l": 8}
SOFA = {
    "pao2_fio2_mmhg": 450,
    "ventilated": True,
    "platelets_10e9_l": 200,
    "bilirubin_mg_dl": 0.8,
    "mean_pressure_mmhg": 80,
    "glasgow": 15,
    "creatinine_mg_dl": 0.8,
    "urine_ml_24h": 1500,
}
PNEUMONIA = {
    "confusion": False,
    "respiratory_rate": 16,
    "systolic_mmhg": 120,
    "diastolic_mmhg": 80,
    "age_years": 40,
}
WELLS_PE = {
    "signs_of_dvt": False,
    "pe_most_likely": False,
    "heart_rate": 70,
    "immobilised_or_surgery_4w": False,
    "previous_dvt_or_pe": False,
    "haemoptysis": False,
    "active_cancer": False,
}
PERC = {
    "age_years": 30,
    "heart_rate": 70,
    "oxygen_saturation": 98,
    "leg_swelling": False,
    "haemoptysis": False,
    "surgery_or_trauma_4w": False,
    "previous_dvt_or_pe": False,
    "oestrogen": False,
}
GENEVA = {
    "age_years": 30,
    "previous_dvt_or_pe": False,
    "surgery_or_fracture_1m": False,
    "active_cancer": False,
    "unilateral_leg_pain": False,
    "haemoptysis": False,
    "heart_rate": 70,
    "tenderness_and_unilateral_oedema": False,
}
SPESI = {
    "age_years": 50,
    "cancer": False,
    "heart_failure_or_lung_disease": False,
    "heart_rate": 70,
    "systolic_mmhg": 120,
    "oxygen_saturation": 98,
}
STROKE = {
    "heart_failure": False,
    "hypertension": False,
    "age_years": 50,
    "diabetes": False,
    "stroke_or_embolism": False,
    "vascular_disease": False,
}
HAS_BLED = {
    "systolic_mmhg": 120,
    "abnormal_kidney": False,
    "abnormal_liver": False,
    "stroke": False,
    "bleeding": False,
    "labile_inr": False,
    "age_years": 50,
    "antiplatelets_or_nsaids": False,
    "alcohol_8_a_week": False,
}
HEART = {
    "history": "slight",
    "ecg": "normal",
    "age_years": 30,
    "risk_factors": 0,
    "known_atherosclerosis": False,
    "troponin_times_limit": 0.5,
}
TIMI = {
    "age_years": 50,
    "risk_factors": 0,
    "stenosis_50": False,
    "aspirin_7d": False,
    "two_anginas_24h": False,
    "st_deviation": False,
    "raised_marker": False,
}
RCRI = {
    "high_risk_surgery": False,
    "ischaemic_heart_disease": False,
    "heart_failure": False,
    "cerebrovascular_disease": False,
    "insulin": False,
    "creatinine_mg_dl": 1.0,
}
ABCD2 = {
    "age_years": 50,
    "systolic_mmhg": 120,
    "diastolic_mmhg": 80,
    "weakness": False,
    "speech_only": False,
    "duration_min": 5,
    "diabetes": False,
}
CHILD = {"bilirubin_mg_dl": 1, "albumin_g_dl": 4, "inr": 1, "ascites": "none", "encephalopathy": "none"}
BLEEDING = {
    "urea_nitrogen_mg_dl": 10,
    "haemoglobin_g_dl": 15,
    "sex": "male",
    "systolic_mmhg": 120,
    "heart_rate": 70,
    "melaena": False,
    "syncope": False,
    "liver_disease": False,
    "heart_failure": False,
}
BLEEDING_WOMAN = BLEEDING | {"sex": "female"}
BISAP = {
    "urea_nitrogen_mg_dl": 10,
    "impaired_mental_status": False,
    "sirs_criteria": 0,
    "age_years": 40,
    "pleural_effusion": False,
}
LACE = {"length_of_stay_days": 0, "emergency": False, "comorbidity": 0, "emergency_visits_6m": 0}
HOSPITAL = {
    "haemoglobin_g_dl": 14,
    "oncology_discharge": False,
    "sodium_mmol_l": 140,
    "procedure": False,
    "urgent": False,
    "admissions_12m": 0,
    "length_of_stay_days": 2,
}
CENTOR = {
    "temperature_c": 37,
    "cough": True,
    "tender_anterior_nodes": False,
    "tonsil_exudate": False,
    "age_years": 30,
}
PADUA = {
    "active_cancer": False,
    "previous_vte": False,
    "reduced_mobility": False,
    "thrombophilia": False,
    "trauma_or_surgery_1m": False,
    "age_years": 50,
    "heart_or_respiratory_failure": False,
    "infarction_or_stroke": False,
    "infection_or_rheumatic": False,
    "body_mass_index": 24,
    "hormones": False,
}

THRESHOLDS = [
    # score, the healthy patient, input, points at each value
    (sepsis.news2, NEWS2, "respiratory_rate", {8: 3, 9: 1, 11: 1, 12: 0, 20: 0, 21: 2, 24: 2, 25: 3}),
    (sepsis.news2, NEWS2, "oxygen_saturation", {91: 3, 92: 2, 93: 2, 94: 1, 95: 1, 96: 0}),
    (sepsis.news2, NEWS2, "systolic_mmhg", {90: 3, 91: 2, 100: 2, 101: 1, 110: 1, 111: 0, 219: 0, 220: 3}),
    (sepsis.news2, NEWS2, "heart_rate", {40: 3, 41: 1, 50: 1, 51: 0, 90: 0, 91: 1, 110: 1, 111: 2, 130: 2, 131: 3}),
    (sepsis.news2, NEWS2, "temperature_c", {35.0: 3, 35.1: 1, 36.0: 1, 36.1: 0, 38.0: 0, 38.1: 1, 39.0: 1, 39.1: 2}),
    (sepsis.news2, NEWS2, "consciousness", {"alert": 0, "confusion": 3, "voice": 3, "pain": 3, "unresponsive": 3}),
    (sepsis.news2, HYPERCAPNIC_ON_AIR, "oxygen_saturation", {83: 3, 84: 2, 85: 2, 86: 1, 87: 1, 88: 0, 92: 0, 99: 0}),
    (
        sepsis.news2,
        HYPERCAPNIC_ON_OXYGEN,
        "oxygen_saturation",
        {83: 5, 87: 3, 88: 2, 92: 2, 93: 3, 94: 3, 95: 4, 96: 4, 97: 5},
    ),
    (sepsis.qsofa, QSOFA, "respiratory_rate", {21: 0, 22: 1}),
    (sepsis.qsofa, QSOFA, "systolic_mmhg", {100: 1, 101: 0}),
    (sepsis.sirs, SIRS, "temperature_c", {35.9: 1, 36: 0, 38: 0, 38.1: 1}),
    (sepsis.sirs, SIRS, "heart_rate", {90: 0, 91: 1}),
    (sepsis.sirs, SIRS, "respiratory_rate", {20: 0, 21: 1}),
    (sepsis.sirs, SIRS, "leukocytes_10e9_l", {3.9: 1, 4: 0, 12: 0, 12.1: 1}),
    (
        sepsis.sofa,
        SOFA,
        "pao2_fio2_mmhg",
        {400: 0, 399: 1, 300: 1, 299: 2, 200: 2, 199: 3, 100: 3, 99: 4},
    ),
    (sepsis.sofa, SOFA | {"ventilated": False}, "pao2_fio2_mmhg", {200: 2, 199: 2, 99: 2}),
    (sepsis.sofa, SOFA, "platelets_10e9_l", {150: 0, 149: 1, 100: 1, 99: 2, 50: 2, 49: 3, 20: 3, 19: 4}),
    (sepsis.sofa, SOFA, "bilirubin_mg_dl", {1.1: 0, 1.2: 1, 1.9: 1, 2.0: 2, 5.9: 2, 6.0: 3, 11.9: 3, 12.0: 4}),
    (sepsis.sofa, SOFA, "mean_pressure_mmhg", {70: 0, 69: 1}),
    (sepsis.sofa, SOFA, "dopamine_ug_kg_min", {0: 0, 0.5: 2, 5: 2, 5.1: 3, 15: 3, 15.1: 4}),
    (sepsis.sofa, SOFA, "noradrenaline_ug_kg_min", {0: 0, 0.01: 3, 0.1: 3, 0.11: 4}),
    (sepsis.sofa, SOFA, "glasgow", {15: 0, 14: 1, 13: 1, 12: 2, 10: 2, 9: 3, 6: 3, 5: 4}),
    (sepsis.sofa, SOFA, "creatinine_mg_dl", {1.1: 0, 1.2: 1, 1.9: 1, 2.0: 2, 3.4: 2, 3.5: 3, 4.9: 3, 5.0: 4}),
    (sepsis.sofa, SOFA, "urine_ml_24h", {500: 0, 499: 3, 200: 3, 199: 4}),
    (lungs.crb65, PNEUMONIA, "respiratory_rate", {29: 0, 30: 1}),
    (lungs.crb65, PNEUMONIA, "systolic_mmhg", {90: 0, 89: 1}),
    (lungs.crb65, PNEUMONIA, "diastolic_mmhg", {61: 0, 60: 1}),
    (lungs.crb65, PNEUMONIA, "age_years", {64: 0, 65: 1}),
    (lungs.curb65, PNEUMONIA | {"urea_nitrogen_mg_dl": 10}, "respiratory_rate", {29: 0, 30: 1}),
    (lungs.curb65, PNEUMONIA | {"urea_nitrogen_mg_dl": 10}, "systolic_mmhg", {90: 0, 89: 1}),
    (lungs.curb65, PNEUMONIA | {"urea_nitrogen_mg_dl": 10}, "diastolic_mmhg", {61: 0, 60: 1}),
    (lungs.curb65, PNEUMONIA | {"urea_nitrogen_mg_dl": 10}, "age_years", {64: 0, 65: 1}),
    (lungs.curb65, PNEUMONIA, "urea_nitrogen_mg_dl", {19.6: 0, 19.7: 1}),
    (lungs.wells_pe, WELLS_PE, "heart_rate", {100: 0, 101: 1.5}),
    (lungs.perc, PERC, "age_years", {49: 0, 50: 1}),
    (lungs.perc, PERC, "heart_rate", {99: 0, 100: 1}),
    (lungs.perc, PERC, "oxygen_saturation", {95: 0, 94: 1}),
    (lungs.geneva_revised, GENEVA, "age_years", {65: 0, 66: 1}),
    (lungs.geneva_revised, GENEVA, "heart_rate", {74: 0, 75: 3, 94: 3, 95: 5}),
    (lungs.spesi, SPESI, "age_years", {80: 0, 81: 1}),
    (lungs.spesi, SPESI, "heart_rate", {109: 0, 110: 1}),
    (lungs.spesi, SPESI, "systolic_mmhg", {100: 0, 99: 1}),
    (lungs.spesi, SPESI, "oxygen_saturation", {90: 0, 89: 1}),
    (heart.cha2ds2_vasc, STROKE | {"sex": "male"}, "age_years", {64: 0, 65: 1, 74: 1, 75: 2}),
    (heart.cha2ds2_va, STROKE, "age_years", {64: 0, 65: 1, 74: 1, 75: 2}),
    (heart.has_bled, HAS_BLED, "systolic_mmhg", {160: 0, 161: 1}),
    (heart.has_bled, HAS_BLED, "age_years", {65: 0, 66: 1}),
    (heart.heart, HEART, "age_years", {44: 0, 45: 1, 64: 1, 65: 2}),
    (heart.heart, HEART, "risk_factors", {0: 0, 1: 1, 2: 1, 3: 2}),
    (heart.heart, HEART, "troponin_times_limit", {1: 0, 1.1: 1, 3: 1, 3.1: 2}),
    (heart.timi, TIMI, "age_years", {64: 0, 65: 1}),
    (heart.timi, TIMI, "risk_factors", {2: 0, 3: 1}),
    (heart.rcri, RCRI, "creatinine_mg_dl", {2.0: 0, 2.1: 1}),
    (heart.abcd2, ABCD2, "age_years", {59: 0, 60: 1}),
    (heart.abcd2, ABCD2, "systolic_mmhg", {139: 0, 140: 1}),
    (heart.abcd2, ABCD2, "diastolic_mmhg", {89: 0, 90: 1}),
    (heart.abcd2, ABCD2, "duration_min", {9: 0, 10: 1, 59: 1, 60: 2}),
    (liver.child_pugh, CHILD, "bilirubin_mg_dl", {1.9: 5, 2: 6, 3: 6, 3.1: 7}),
    (liver.child_pugh, CHILD, "albumin_g_dl", {3.6: 5, 3.5: 6, 2.8: 6, 2.7: 7}),
    (liver.child_pugh, CHILD, "inr", {1.6: 5, 1.7: 6, 2.3: 6, 2.4: 7}),
    (
        liver.glasgow_blatchford,
        BLEEDING,
        "urea_nitrogen_mg_dl",
        {18.1: 0, 18.2: 2, 22.3: 2, 22.4: 3, 27.9: 3, 28: 4, 69.9: 4, 70: 6},
    ),
    (liver.glasgow_blatchford, BLEEDING, "haemoglobin_g_dl", {13: 0, 12.9: 1, 12: 1, 11.9: 3, 10: 3, 9.9: 6}),
    (liver.glasgow_blatchford, BLEEDING_WOMAN, "haemoglobin_g_dl", {12: 0, 11.9: 1, 10: 1, 9.9: 6}),
    (liver.glasgow_blatchford, BLEEDING, "systolic_mmhg", {110: 0, 109: 1, 100: 1, 99: 2, 90: 2, 89: 3}),
    (liver.glasgow_blatchford, BLEEDING, "heart_rate", {99: 0, 100: 1}),
    (liver.bisap, BISAP, "urea_nitrogen_mg_dl", {25: 0, 25.1: 1}),
    (liver.bisap, BISAP, "sirs_criteria", {1: 0, 2: 1}),
    (liver.bisap, BISAP, "age_years", {60: 0, 61: 1}),
    (stay.lace, LACE, "length_of_stay_days", {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 6: 4, 7: 5, 13: 5, 14: 7, 40: 7}),
    (stay.lace, LACE, "comorbidity", {0: 0, 1: 1, 2: 2, 3: 3, 4: 5, 9: 5}),
    (stay.lace, LACE, "emergency_visits_6m", {0: 0, 1: 1, 3: 3, 4: 4, 9: 4}),
    (stay.lace, LACE, "emergency", {False: 0, True: 3}),
    (stay.hospital, HOSPITAL, "haemoglobin_g_dl", {12: 0, 11.9: 1}),
    (stay.hospital, HOSPITAL, "sodium_mmol_l", {135: 0, 134: 1}),
    (stay.hospital, HOSPITAL, "admissions_12m", {0: 0, 1: 0, 2: 2, 5: 2, 6: 5}),
    (stay.hospital, HOSPITAL, "length_of_stay_days", {4: 0, 5: 2}),
    (stay.hospital, HOSPITAL, "oncology_discharge", {False: 0, True: 2}),
    (stay.hospital, HOSPITAL, "procedure", {False: 0, True: 1}),
    (stay.hospital, HOSPITAL, "urgent", {False: 0, True: 1}),
    (stay.centor_mcisaac, CENTOR, "temperature_c", {38: 0, 38.1: 1}),
    (stay.centor_mcisaac, CENTOR, "age_years", {3: 1, 14: 1, 15: 0, 44: 0, 45: -1}),
    (stay.padua, PADUA, "age_years", {69: 0, 70: 1}),
    (stay.padua, PADUA, "body_mass_index", {29.9: 0, 30: 1}),
    (
        comorbidity.charlson,
        {"conditions": frozenset()},
        "age_years",
        {49: 0, 50: 1, 59: 1, 60: 2, 69: 2, 70: 3, 79: 3, 80: 4, 99: 4},
    ),
]


@pytest.mark.parametrize(
    ("score", "patient", "name", "value", "points"),
    [
        pytest.param(score, patient, name, value, points, id=f"{score.__name__} {name} {value}")
        for score, patient, name, table in THRESHOLDS
        for value, points in table.items()
    ],
)
def test_points_change_at_the_thresholds_of_the_paper(score, patient, name, value, points):
    assert score(**(patient | {name: value})).value == points


BANDS = [
    # score, inputs, the name of the group
    (sepsis.news2, NEWS2 | {"supplemental_oxygen": True, "respiratory_rate": 21}, "low"),  # 4
    (sepsis.news2, NEWS2 | {"respiratory_rate": 25}, "low-medium"),  # one of 3
    (sepsis.news2, NEWS2 | {"supplemental_oxygen": True, "respiratory_rate": 25}, "medium"),  # 5
    (sepsis.news2, NEWS2 | {"respiratory_rate": 25, "heart_rate": 131}, "medium"),  # 6
    (sepsis.news2, NEWS2 | {"respiratory_rate": 25, "heart_rate": 131, "temperature_c": 38.1}, "high"),  # 7
    (sepsis.qsofa, QSOFA | {"respiratory_rate": 22}, "not high"),
    (sepsis.qsofa, QSOFA | {"respiratory_rate": 22, "systolic_mmhg": 100}, "high"),
    (sepsis.sirs, SIRS | {"heart_rate": 91}, "criteria not met"),
    (sepsis.sirs, SIRS | {"heart_rate": 91, "respiratory_rate": 21}, "SIRS"),
    (sepsis.sofa, SOFA | {"glasgow": 14}, "no organ failure"),
    (sepsis.sofa, SOFA | {"glasgow": 12}, "organ dysfunction"),
    (sepsis.shock_index, {"heart_rate": 69, "systolic_mmhg": 100}, "usual"),
    (sepsis.shock_index, {"heart_rate": 70, "systolic_mmhg": 100}, "raised"),
    (sepsis.shock_index, {"heart_rate": 89, "systolic_mmhg": 100}, "raised"),
    (sepsis.shock_index, {"heart_rate": 90, "systolic_mmhg": 100}, "high"),
    (lungs.wells_pe, WELLS_PE | {"pe_most_likely": True, "haemoptysis": True}, "PE unlikely"),  # 4
    (lungs.wells_pe, WELLS_PE | {"pe_most_likely": True, "previous_dvt_or_pe": True}, "PE likely"),  # 4.5
    (lungs.geneva_revised, GENEVA | {"heart_rate": 75}, "low"),  # 3
    (lungs.geneva_revised, GENEVA | {"heart_rate": 75, "age_years": 66}, "intermediate"),  # 4
    (lungs.geneva_revised, GENEVA | {"heart_rate": 95, "haemoptysis": True, "unilateral_leg_pain": True},
     "intermediate"),  # 10
    (lungs.geneva_revised, GENEVA | {"heart_rate": 95, "haemoptysis": True, "unilateral_leg_pain": True,
                                     "age_years": 66}, "high"),  # 11
    (lungs.spesi, SPESI, "low"),
    (lungs.spesi, SPESI | {"cancer": True}, "high"),
    (heart.has_bled, HAS_BLED | {"stroke": True}, "low"),
    (heart.has_bled, HAS_BLED | {"stroke": True, "bleeding": True}, "moderate"),
    (heart.has_bled, HAS_BLED | {"stroke": True, "bleeding": True, "age_years": 66}, "high"),
    (heart.heart, HEART | {"history": "high", "age_years": 45}, "low"),  # 3
    (heart.heart, HEART | {"history": "high", "age_years": 65}, "moderate"),  # 4
    (heart.heart, HEART | {"history": "high", "age_years": 65, "ecg": "st-deviation"}, "moderate"),  # 6
    (heart.heart, HEART | {"history": "high", "age_years": 65, "ecg": "st-deviation", "risk_factors": 1},
     "high"),  # 7
    (heart.timi, TIMI | {"aspirin_7d": True, "age_years": 65}, "low"),
    (heart.timi, TIMI | {"aspirin_7d": True, "age_years": 65, "risk_factors": 3}, "intermediate"),
    (heart.timi, TIMI | {"aspirin_7d": True, "age_years": 65, "risk_factors": 3, "st_deviation": True,
                         "raised_marker": True}, "high"),
    (heart.rcri, RCRI, "class I"),
    (heart.rcri, RCRI | {"insulin": True, "heart_failure": True}, "class III"),
    (heart.rcri, RCRI | {"insulin": True, "heart_failure": True, "high_risk_surgery": True}, "class IV"),
    (heart.abcd2, ABCD2 | {"weakness": True, "duration_min": 10}, "low"),  # 3
    (heart.abcd2, ABCD2 | {"weakness": True, "duration_min": 60}, "moderate"),  # 4
    (heart.abcd2, ABCD2 | {"weakness": True, "duration_min": 60, "diabetes": True}, "moderate"),  # 5
    (heart.abcd2, ABCD2 | {"weakness": True, "duration_min": 60, "diabetes": True, "age_years": 60}, "high"),  # 6
    (lungs.crb65, PNEUMONIA, "low"),
    (lungs.crb65, PNEUMONIA | {"age_years": 65, "confusion": True}, "intermediate"),
    (lungs.crb65, PNEUMONIA | {"age_years": 65, "confusion": True, "respiratory_rate": 30}, "high"),
    (lungs.curb65, PNEUMONIA | {"urea_nitrogen_mg_dl": 25}, "low"),
    (lungs.curb65, PNEUMONIA | {"urea_nitrogen_mg_dl": 25, "age_years": 65}, "intermediate"),
    (lungs.curb65, PNEUMONIA | {"urea_nitrogen_mg_dl": 25, "age_years": 65, "confusion": True}, "high"),
    (liver.child_pugh, CHILD | {"inr": 1.7}, "A"),  # 6
    (liver.child_pugh, CHILD | {"inr": 2.4}, "B"),  # 7
    (liver.child_pugh, CHILD | {"inr": 2.4, "ascites": "severe"}, "B"),  # 9
    (liver.child_pugh, CHILD | {"inr": 2.4, "ascites": "severe", "encephalopathy": "mild"}, "C"),  # 10
    (liver.glasgow_blatchford, BLEEDING, "very low"),
    (liver.glasgow_blatchford, BLEEDING | {"melaena": True}, "low"),
    (liver.glasgow_blatchford, BLEEDING | {"syncope": True}, "needs assessment"),
    (liver.bisap, BISAP | {"age_years": 61, "pleural_effusion": True}, "low"),
    (liver.bisap, BISAP | {"age_years": 61, "pleural_effusion": True, "sirs_criteria": 2}, "high"),
    (liver.fib4, {"age_years": 50, "ast_u_l": 144, "alt_u_l": 100, "platelets_10e9_l": 500}, "low"),  # 1.44
    (liver.fib4, {"age_years": 50, "ast_u_l": 145, "alt_u_l": 100, "platelets_10e9_l": 500}, "indeterminate"),  # 1.45
    (liver.fib4, {"age_years": 50, "ast_u_l": 325, "alt_u_l": 100, "platelets_10e9_l": 500}, "indeterminate"),  # 3.25
    (liver.fib4, {"age_years": 50, "ast_u_l": 326, "alt_u_l": 100, "platelets_10e9_l": 500}, "high"),
    (liver.apri, {"ast_u_l": 20, "ast_upper_limit_u_l": 40, "platelets_10e9_l": 100}, "low"),  # 0.5
    (liver.apri, {"ast_u_l": 21, "ast_upper_limit_u_l": 40, "platelets_10e9_l": 100}, "indeterminate"),
    (liver.apri, {"ast_u_l": 60, "ast_upper_limit_u_l": 40, "platelets_10e9_l": 100}, "indeterminate"),  # 1.5
    (liver.apri, {"ast_u_l": 61, "ast_upper_limit_u_l": 40, "platelets_10e9_l": 100}, "high"),
    (liver.maddrey, {"prothrombin_s": 17, "control_s": 12, "bilirubin_mg_dl": 8.9}, "not severe"),  # 31.9
    (liver.maddrey, {"prothrombin_s": 17, "control_s": 12, "bilirubin_mg_dl": 9.0}, "severe"),  # 32
    (stay.lace, LACE | {"length_of_stay_days": 4}, "low"),
    (stay.lace, LACE | {"length_of_stay_days": 7}, "moderate"),
    (stay.lace, LACE | {"length_of_stay_days": 7, "emergency_visits_6m": 4}, "moderate"),  # 9
    (stay.lace, LACE | {"length_of_stay_days": 14, "emergency": True}, "high"),  # 10
    (stay.hospital, HOSPITAL | {"admissions_12m": 2, "length_of_stay_days": 5}, "low"),  # 4
    (stay.hospital, HOSPITAL | {"admissions_12m": 6}, "intermediate"),  # 5
    (stay.hospital, HOSPITAL | {"admissions_12m": 6, "urgent": True}, "intermediate"),  # 6
    (stay.hospital, HOSPITAL | {"admissions_12m": 6, "length_of_stay_days": 5}, "high"),  # 7
    (stay.centor_mcisaac, CENTOR | {"temperature_c": 39}, "low"),  # 1
    (stay.centor_mcisaac, CENTOR | {"temperature_c": 39, "cough": False}, "moderate"),  # 2
    (stay.centor_mcisaac, CENTOR | {"temperature_c": 39, "cough": False, "tonsil_exudate": True}, "moderate"),  # 3
    (stay.centor_mcisaac, CENTOR | {"temperature_c": 39, "cough": False, "tonsil_exudate": True,
                                    "tender_anterior_nodes": True}, "high"),  # 4
    (stay.padua, PADUA | {"active_cancer": True}, "low"),  # 3
    (stay.padua, PADUA | {"active_cancer": True, "hormones": True}, "high"),  # 4
    (stay.phq9, {"answers": (3, 1, 0, 0, 0, 0, 0, 0, 0)}, "minimal"),  # 4
    (stay.phq9, {"answers": (3, 2, 0, 0, 0, 0, 0, 0, 0)}, "mild"),
    (stay.phq9, {"answers": (3, 3, 3, 0, 0, 0, 0, 0, 0)}, "mild"),  # 9
    (stay.phq9, {"answers": (3, 3, 3, 1, 0, 0, 0, 0, 0)}, "moderate"),
    (stay.phq9, {"answers": (3, 3, 3, 3, 2, 0, 0, 0, 0)}, "moderate"),  # 14
    (stay.phq9, {"answers": (3, 3, 3, 3, 3, 0, 0, 0, 0)}, "moderately severe"),
    (stay.phq9, {"answers": (3, 3, 3, 3, 3, 3, 1, 0, 0)}, "moderately severe"),  # 19
    (stay.phq9, {"answers": (3, 3, 3, 3, 3, 3, 2, 0, 0)}, "severe"),
    (stay.gad7, {"answers": (3, 1, 0, 0, 0, 0, 0)}, "minimal"),
    (stay.gad7, {"answers": (3, 2, 0, 0, 0, 0, 0)}, "mild"),
    (stay.gad7, {"answers": (3, 3, 3, 0, 0, 0, 0)}, "mild"),
    (stay.gad7, {"answers": (3, 3, 3, 1, 0, 0, 0)}, "moderate"),
    (stay.gad7, {"answers": (3, 3, 3, 3, 2, 0, 0)}, "moderate"),
    (stay.gad7, {"answers": (3, 3, 3, 3, 3, 0, 0)}, "severe"),
    (stay.glasgow_coma, {"eyes": 2, "verbal": 2, "motor": 4}, "severe"),  # 8
    (stay.glasgow_coma, {"eyes": 2, "verbal": 2, "motor": 5}, "moderate"),  # 9
    (stay.glasgow_coma, {"eyes": 3, "verbal": 4, "motor": 5}, "moderate"),  # 12
    (stay.glasgow_coma, {"eyes": 3, "verbal": 4, "motor": 6}, "mild"),  # 13
    (stay.apgar, {"appearance": 1, "pulse": 1, "grimace": 1, "activity": 0, "respiration": 0}, "low"),
    (stay.apgar, {"appearance": 1, "pulse": 1, "grimace": 1, "activity": 1, "respiration": 0}, "moderately abnormal"),
    (stay.apgar, {"appearance": 2, "pulse": 2, "grimace": 2, "activity": 1, "respiration": 0}, "reassuring"),
    (kidneys.body_mass_index, {"weight_kg": 18.4, "height_cm": 100}, "underweight"),
    (kidneys.body_mass_index, {"weight_kg": 18.5, "height_cm": 100}, "normal"),
    (kidneys.body_mass_index, {"weight_kg": 24.9, "height_cm": 100}, "normal"),
    (kidneys.body_mass_index, {"weight_kg": 25, "height_cm": 100}, "overweight"),
    (kidneys.body_mass_index, {"weight_kg": 30, "height_cm": 100}, "obesity class I"),
    (kidneys.body_mass_index, {"weight_kg": 35, "height_cm": 100}, "obesity class II"),
    (kidneys.body_mass_index, {"weight_kg": 40, "height_cm": 100}, "obesity class III"),
    (kidneys.anion_gap, {"sodium_mmol_l": 140, "chloride_mmol_l": 104, "bicarbonate_mmol_l": 24, "albumin_g_dl": 4},
     "not raised"),  # 12
    (kidneys.anion_gap, {"sodium_mmol_l": 141, "chloride_mmol_l": 104, "bicarbonate_mmol_l": 24, "albumin_g_dl": 4},
     "raised"),
]  # fmt: skip


@pytest.mark.parametrize(("score", "inputs", "band"), BANDS)
def test_groups_change_at_the_cut_offs_of_the_paper(score, inputs, band):
    assert score(**inputs).band == band


@pytest.mark.parametrize(
    ("now", "before", "rise", "stage"),
    [
        (1.1, 1.0, 0.2, 0),
        (1.2, 0.8, 0.0, 1),  # 1.5 times, which binary numbers miss by a hair
        (1.1, 0.8, 1.2 - 0.9, 1),  # a rise of 0.3 as subtraction leaves it: 0.29999999999999993
        (1.9, 1.0, 0.0, 1),
        (2.0, 1.0, 0.0, 2),
        (2.9, 1.0, 0.0, 2),
        (3.0, 1.0, 0.0, 3),
        (3.9, 3.0, 0.3, 1),
        (4.0, 3.0, 0.3, 3),
        (4.0, 3.9, 0.1, 0),  # 4 mg/dL stages an injury, it does not make one
    ],
)
def test_kidney_injury_is_staged_at_kdigos_multiples_and_rises(now, before, rise, stage):
    assert kidneys.kdigo_aki(creatinine_mg_dl=now, baseline_mg_dl=before, rise_48h_mg_dl=rise).value == stage


@pytest.mark.parametrize(
    ("beyond", "bound"),
    [
        ({"bilirubin_mg_dl": 0.2}, {"bilirubin_mg_dl": 1}),
        ({"inr": 0.8}, {"inr": 1}),
        ({"creatinine_mg_dl": 0.4}, {"creatinine_mg_dl": 1}),
        ({"creatinine_mg_dl": 3.1}, {"creatinine_mg_dl": 3}),
        ({"sodium_mmol_l": 124}, {"sodium_mmol_l": 125}),
        ({"sodium_mmol_l": 138}, {"sodium_mmol_l": 137}),
        ({"albumin_g_dl": 1.4}, {"albumin_g_dl": 1.5}),
        ({"albumin_g_dl": 3.6}, {"albumin_g_dl": 3.5}),
    ],
)
def test_meld_3_reads_what_lies_beyond_its_bounds_as_the_bound(beyond, bound):
    ill = {
        "sex": "male",
        "bilirubin_mg_dl": 6,
        "inr": 2,
        "creatinine_mg_dl": 1.8,
        "sodium_mmol_l": 130,
        "albumin_g_dl": 2.5,
    }
    assert liver.meld3(**(ill | beyond)).value == liver.meld3(**(ill | bound)).value


def test_lace_counts_tumours_of_any_kind_once_and_metastases_alone():
    two = comorbidity.lace_comorbidity(conditions=frozenset({"solid tumour", "lymphoma", "leukaemia"}))
    spread = comorbidity.lace_comorbidity(conditions=frozenset({"solid tumour", "lymphoma", "metastatic tumour"}))
    assert (two, spread) == (2, 6)
