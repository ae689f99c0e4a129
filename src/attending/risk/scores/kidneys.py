"""Kidneys, salts and body size: eGFR, Cockcroft-Gault, KDIGO stages, anion gap, calcium, osmolality, BMI, BSA."""

from math import sqrt

from attending.risk.scores.score import Bands, Score, Sex, within

_GFR = Bands(
    (
        (0, "G5", "kidney failure"),
        (15, "G4", "severely decreased"),
        (30, "G3b", "moderately to severely decreased"),
        (45, "G3a", "mildly to moderately decreased"),
        (60, "G2", "mildly decreased"),
        (90, "G1", "normal or high"),
    )
)


def _creatinine(value: float) -> float:
    return within("serum creatinine", value, "mg/dL", 0.1, 30, hint="Was it given in µmol/L?")


def egfr_ckd_epi(*, creatinine_mg_dl: float, age_years: float, sex: Sex) -> Score:
    """Estimated glomerular filtration rate of an adult, mL/min/1.73 m², without race; bands are KDIGO's G stages.

    Source:
        Inker et al., N Engl J Med 2021;385:1737; stages: KDIGO 2012, table 4.
    """
    creatinine = _creatinine(creatinine_mg_dl)
    age = within("age", age_years, "years", 18, 120)
    kappa, alpha, factor = (0.7, -0.241, 1.012) if sex == "female" else (0.9, -0.302, 1.0)
    ratio = creatinine / kappa
    gfr = 142 * min(ratio, 1) ** alpha * max(ratio, 1) ** -1.2 * 0.9938**age * factor
    label, meaning = _GFR.read(gfr)
    return Score(round(gfr, 1), "mL/min/{1.73_m2}", label, meaning)


def cockcroft_gault(*, creatinine_mg_dl: float, age_years: float, sex: Sex, weight_kg: float) -> Score:
    """Creatinine clearance of an adult, mL/min, as drug labels use it.

    Source:
        Cockcroft and Gault, Nephron 1976;16:31.
    """
    age = within("age", age_years, "years", 18, 120)
    weight = within("weight", weight_kg, "kg", 20, 400, hint="Was it given in pounds?")
    clearance = (140 - age) * weight / (72 * _creatinine(creatinine_mg_dl)) * (0.85 if sex == "female" else 1)
    return Score(round(clearance, 1), "mL/min", "", "")


def kdigo_aki(
    *, creatinine_mg_dl: float, baseline_mg_dl: float, rise_48h_mg_dl: float, dialysis: bool = False
) -> Score:
    """Stage of acute kidney injury by creatinine, 0 to 3; urine output is not looked at.

    Source:
        KDIGO clinical practice guideline for acute kidney injury, Kidney Int Suppl 2012;2:1, table 2.
    """
    now, before = _creatinine(creatinine_mg_dl), _creatinine(baseline_mg_dl)
    # rounded, so that 1.2 is 1.5 times 0.8 and a rise of 0.3 as subtraction leaves it is one
    ratio, rise = round(now / before, 4), round(rise_48h_mg_dl, 4)
    injured = ratio >= 1.5 or rise >= 0.3
    stage = 0
    if injured:
        stage = 3 if ratio >= 3 or now >= 4 else 2 if ratio >= 2 else 1
    if dialysis:
        stage = 3
    return Score(float(stage), "stage", f"stage {stage}" if stage else "none", "")


def anion_gap(*, sodium_mmol_l: float, chloride_mmol_l: float, bicarbonate_mmol_l: float, albumin_g_dl: float) -> Score:
    """Anion gap corrected for albumin, mmol/L: 2.5 for each g/dL below 4.

    Source:
        Figge et al., Crit Care Med 1998;26:1807.
    """
    sodium = within("sodium", sodium_mmol_l, "mmol/L", 90, 190)
    chloride = within("chloride", chloride_mmol_l, "mmol/L", 50, 160)
    bicarbonate = within("bicarbonate", bicarbonate_mmol_l, "mmol/L", 1, 60)
    albumin = within("albumin", albumin_g_dl, "g/dL", 0.5, 7, hint="Was it given in g/L?")
    gap = sodium - chloride - bicarbonate + 2.5 * (4 - albumin)
    return Score(round(gap, 1), "mmol/L", "raised" if gap > 12 else "not raised", "")


def corrected_calcium(*, calcium_mg_dl: float, albumin_g_dl: float) -> Score:
    """Total calcium corrected for albumin, mg/dL.

    Source:
        Payne et al., BMJ 1973;4:643, in its customary form 0.8 × (4 − albumin).
    """
    calcium = within("calcium", calcium_mg_dl, "mg/dL", 2, 25, hint="Was it given in mmol/L?")
    albumin = within("albumin", albumin_g_dl, "g/dL", 0.5, 7, hint="Was it given in g/L?")
    value = calcium + 0.8 * (4 - albumin)
    label, _ = Bands(((0, "low", ""), (8.5, "usual", ""), (10.5001, "high", ""))).read(value)
    return Score(round(value, 2), "mg/dL", label)


def osmolality(*, sodium_mmol_l: float, glucose_mg_dl: float, urea_nitrogen_mg_dl: float) -> Score:
    """Calculated serum osmolality, mosm/kg.

    Source:
        Dorwart and Chalmers, Clin Chem 1975;21:190, in its customary form 2 Na + glucose/18 + nitrogen/2.8.
    """
    sodium = within("sodium", sodium_mmol_l, "mmol/L", 90, 190)
    glucose = within("glucose", glucose_mg_dl, "mg/dL", 10, 2500, hint="Was it given in mmol/L?")
    value = 2 * sodium + glucose / 18 + within("urea nitrogen", urea_nitrogen_mg_dl, "mg/dL", 0, 300) / 2.8
    label, _ = Bands(((0, "low", ""), (275, "usual", ""), (295.001, "high", ""))).read(value)
    return Score(round(value, 1), "mosm/kg", label)


def body_mass_index(*, weight_kg: float, height_cm: float) -> Score:
    """Weight by height squared, kg/m², adults.

    Source:
        WHO Technical Report Series 894, 2000, table 2.1.
    """
    height = within("height", height_cm, "cm", 50, 250, hint="Was it given in metres or inches?") / 100
    value = round(within("weight", weight_kg, "kg", 2, 400, hint="Was it given in pounds?") / height**2, 1)
    bands = Bands(
        (
            (0, "underweight", ""),
            (18.5, "normal", ""),
            (25, "overweight", ""),
            (30, "obesity class I", ""),
            (35, "obesity class II", ""),
            (40, "obesity class III", ""),
        )
    )
    return Score(value, "kg/m2", bands.read(value)[0])


def body_surface_area(*, weight_kg: float, height_cm: float) -> Score:
    """Body surface area, m².

    Source:
        Mosteller, N Engl J Med 1987;317:1098.
    """
    height = within("height", height_cm, "cm", 30, 250, hint="Was it given in metres or inches?")
    weight = within("weight", weight_kg, "kg", 1, 400, hint="Was it given in pounds?")
    return Score(round(sqrt(height * weight / 3600), 2), "m2", "")
