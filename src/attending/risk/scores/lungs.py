"""Lungs and emboli: CURB-65, CRB-65, Wells PE and DVT, PERC, revised Geneva, sPESI."""

from attending.risk.scores.score import Bands, Score, points, step, within

_MMOL_PER_MG_DL_UREA = 0.357  # urea nitrogen mg/dL → urea mmol/L

_CURB65 = Bands(
    (
        (0, "low", "30-day mortality 0.7 to 2.1 % in the derivation study"),
        (2, "intermediate", "30-day mortality 9.2 % in the derivation study"),
        (3, "high", "30-day mortality 14.5 % and more in the derivation study"),
    )
)


def curb65(
    *,
    confusion: bool,
    urea_nitrogen_mg_dl: float,
    respiratory_rate: float,
    systolic_mmhg: float,
    diastolic_mmhg: float,
    age_years: float,
) -> Score:
    """Severity of community-acquired pneumonia, 0 to 5 points; urea above 7 mmol/L (19.6 mg/dL of nitrogen).

    Source:
        Lim et al., Thorax 2003;58:377.
    """
    nitrogen = within("urea nitrogen", urea_nitrogen_mg_dl, "mg/dL", 0, 300)
    return points(
        _CURB65,
        confusion=int(confusion),
        urea=int(nitrogen * _MMOL_PER_MG_DL_UREA > 7),
        respiratory_rate=int(within("respiratory rate", respiratory_rate, "/min", 0, 90) >= 30),
        blood_pressure=int(systolic_mmhg < 90 or diastolic_mmhg <= 60),
        age=int(age_years >= 65),
    )


def crb65(
    *, confusion: bool, respiratory_rate: float, systolic_mmhg: float, diastolic_mmhg: float, age_years: float
) -> Score:
    """CURB-65 without the laboratory, for primary care, 0 to 4 points.

    Source:
        Lim et al., Thorax 2003;58:377; bands of NICE CG191 (2014), 1.1.
    """
    return points(
        Bands(((0, "low", "below 1 %"), (1, "intermediate", "1 to 10 %"), (3, "high", "more than 10 %"))),
        confusion=int(confusion),
        respiratory_rate=int(within("respiratory rate", respiratory_rate, "/min", 0, 90) >= 30),
        blood_pressure=int(systolic_mmhg < 90 or diastolic_mmhg <= 60),
        age=int(age_years >= 65),
    )


def wells_pe(
    *,
    signs_of_dvt: bool,
    pe_most_likely: bool,
    heart_rate: float,
    immobilised_or_surgery_4w: bool,
    previous_dvt_or_pe: bool,
    haemoptysis: bool,
    active_cancer: bool,
) -> Score:
    """Wells score for pulmonary embolism, 0 to 12.5 points; above 4 "PE likely".

    Source:
        Wells et al., Thromb Haemost 2000;83:416.
    """
    return points(
        Bands(((0, "PE unlikely", ""), (4.5, "PE likely", "imaging rather than D-dimer"))),
        signs_of_dvt=3 * signs_of_dvt,
        pe_most_likely=3 * pe_most_likely,
        heart_rate=1.5 * (within("heart rate", heart_rate, "/min", 0, 320) > 100),
        immobilisation_or_surgery=1.5 * immobilised_or_surgery_4w,
        previous_dvt_or_pe=1.5 * previous_dvt_or_pe,
        haemoptysis=1 * haemoptysis,
        active_cancer=1 * active_cancer,
    )


def wells_dvt(
    *,
    active_cancer: bool,
    paralysis_or_plaster: bool,
    bedridden_or_surgery: bool,
    tenderness_along_veins: bool,
    entire_leg_swollen: bool,
    calf_swelling_over_3cm: bool,
    pitting_oedema: bool,
    collateral_veins: bool,
    previous_dvt: bool,
    alternative_as_likely: bool,
) -> Score:
    """Wells score for deep vein thrombosis, −2 to 9 points; 2 or more "DVT likely".

    Source:
        Wells et al., N Engl J Med 2003;349:1227.
    """
    return points(
        Bands(((-2, "DVT unlikely", ""), (2, "DVT likely", "ultrasound"))),
        active_cancer=int(active_cancer),
        paralysis_or_plaster=int(paralysis_or_plaster),
        bedridden_or_surgery=int(bedridden_or_surgery),
        tenderness=int(tenderness_along_veins),
        entire_leg_swollen=int(entire_leg_swollen),
        calf_swelling=int(calf_swelling_over_3cm),
        pitting_oedema=int(pitting_oedema),
        collateral_veins=int(collateral_veins),
        previous_dvt=int(previous_dvt),
        alternative_diagnosis=-2 * alternative_as_likely,
    )


def perc(
    *,
    age_years: float,
    heart_rate: float,
    oxygen_saturation: float,
    leg_swelling: bool,
    haemoptysis: bool,
    surgery_or_trauma_4w: bool,
    previous_dvt_or_pe: bool,
    oestrogen: bool,
) -> Score:
    """Pulmonary embolism rule-out criteria: 0 rules out where the clinical probability is already low (below 15 %).

    Source:
        Kline et al., J Thromb Haemost 2004;2:1247.
    """
    return points(
        Bands(((0, "negative", "no criterion"), (1, "positive", "PE is not ruled out"))),
        age=int(age_years >= 50),
        heart_rate=int(heart_rate >= 100),
        oxygen_saturation=int(within("oxygen saturation", oxygen_saturation, "%", 30, 100) < 95),
        leg_swelling=int(leg_swelling),
        haemoptysis=int(haemoptysis),
        surgery_or_trauma=int(surgery_or_trauma_4w),
        previous_dvt_or_pe=int(previous_dvt_or_pe),
        oestrogen=int(oestrogen),
    )


def geneva_revised(
    *,
    age_years: float,
    previous_dvt_or_pe: bool,
    surgery_or_fracture_1m: bool,
    active_cancer: bool,
    unilateral_leg_pain: bool,
    haemoptysis: bool,
    heart_rate: float,
    tenderness_and_unilateral_oedema: bool,
) -> Score:
    """Revised Geneva score for pulmonary embolism, 0 to 22 points, objective items only.

    Source:
        Le Gal et al., Ann Intern Med 2006;144:165.
    """
    return points(
        Bands(((0, "low", "8 %"), (4, "intermediate", "28 %"), (11, "high", "74 %"))),
        age=int(age_years > 65),
        previous_dvt_or_pe=3 * previous_dvt_or_pe,
        surgery_or_fracture=2 * surgery_or_fracture_1m,
        active_cancer=2 * active_cancer,
        unilateral_leg_pain=3 * unilateral_leg_pain,
        haemoptysis=2 * haemoptysis,
        heart_rate=step(within("heart rate", heart_rate, "/min", 0, 320), (75, 3), (95, 5)),
        leg_tenderness_and_oedema=4 * tenderness_and_unilateral_oedema,
    )


def spesi(
    *,
    age_years: float,
    cancer: bool,
    heart_failure_or_lung_disease: bool,
    heart_rate: float,
    systolic_mmhg: float,
    oxygen_saturation: float,
) -> Score:
    """Simplified Pulmonary Embolism Severity Index, 0 to 6 points.

    Source:
        Jiménez et al., Arch Intern Med 2010;170:1383.
    """
    return points(
        Bands(((0, "low", "30-day mortality 1.0 %"), (1, "high", "30-day mortality 10.9 %"))),
        age=int(age_years > 80),
        cancer=int(cancer),
        heart_failure_or_lung_disease=int(heart_failure_or_lung_disease),
        heart_rate=int(heart_rate >= 110),
        systolic_pressure=int(systolic_mmhg < 100),
        oxygen_saturation=int(within("oxygen saturation", oxygen_saturation, "%", 30, 100) < 90),
    )
