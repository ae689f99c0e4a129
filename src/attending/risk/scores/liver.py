"""Liver and gut: MELD 3.0, Child-Pugh, FIB-4, APRI, Maddrey, Glasgow-Blatchford, BISAP."""

from math import log, sqrt
from typing import Literal

from attending.risk.scores.score import Bands, Score, Sex, points, step, within

Grade = Literal["none", "mild", "severe"]


def _bilirubin(value: float) -> float:
    return within("bilirubin", value, "mg/dL", 0, 80, hint="Was it given in µmol/L?")


def meld3(
    *, sex: Sex, bilirubin_mg_dl: float, inr: float, creatinine_mg_dl: float, sodium_mmol_l: float, albumin_g_dl: float
) -> Score:
    """Model for End-Stage Liver Disease 3.0, 6 to 40, for adults.

    Args:
        sex: female adds 1.33.
        bilirubin_mg_dl: at least 1 is used.
        inr: at least 1 is used.
        creatinine_mg_dl: 1 to 3 is used; 3.0 after dialysis twice in a week.
        sodium_mmol_l: 125 to 137 is used.
        albumin_g_dl: 1.5 to 3.5 is used.

    Source:
        Kim et al., Gastroenterology 2021;161:1887.
    """
    bilirubin = log(max(_bilirubin(bilirubin_mg_dl), 1))
    clotting = log(max(within("INR", inr, "1", 0.5, 30), 1))
    creatinine = within("creatinine", creatinine_mg_dl, "mg/dL", 0, 30, hint="Was it given in µmol/L?")
    creatinine = log(min(max(creatinine, 1), 3))
    sodium = 137 - min(max(within("sodium", sodium_mmol_l, "mmol/L", 90, 190), 125), 137)
    albumin = within("albumin", albumin_g_dl, "g/dL", 0.5, 7, hint="Was it given in g/L?")
    albumin = 3.5 - min(max(albumin, 1.5), 3.5)
    score = (
        1.33 * (sex == "female")
        + 4.56 * bilirubin
        + 0.82 * sodium
        - 0.24 * sodium * bilirubin
        + 9.09 * clotting
        + 11.14 * creatinine
        + 1.85 * albumin
        - 1.83 * albumin * creatinine
        + 6
    )
    value = float(min(max(int(score + 0.5), 6), 40))
    label, meaning = Bands(
        ((6, "below 15", ""), (15, "15 to 24", "refer for transplantation"), (25, "25 or more", ""))
    ).read(value)
    return Score(value, "points", label, meaning)


def child_pugh(
    *, bilirubin_mg_dl: float, albumin_g_dl: float, inr: float, ascites: Grade, encephalopathy: Grade
) -> Score:
    """Severity of cirrhosis, 5 to 15 points, classes A to C.

    Source:
        Pugh et al., Br J Surg 1973;60:646, prothrombin time as INR 1.7 and 2.3.
    """
    bilirubin = _bilirubin(bilirubin_mg_dl)
    albumin = within("albumin", albumin_g_dl, "g/dL", 0.5, 7, hint="Was it given in g/L?")
    clotting = within("INR", inr, "1", 0.5, 30)
    grades = {"none": 1, "mild": 2, "severe": 3}
    return points(
        Bands(((5, "A", "well compensated"), (7, "B", "significant compromise"), (10, "C", "decompensated"))),
        bilirubin=1 if bilirubin < 2 else 2 if bilirubin <= 3 else 3,
        albumin=1 if albumin > 3.5 else 2 if albumin >= 2.8 else 3,
        inr=1 if clotting < 1.7 else 2 if clotting <= 2.3 else 3,
        ascites=grades[ascites],
        encephalopathy=grades[encephalopathy],
    )


def fib4(*, age_years: float, ast_u_l: float, alt_u_l: float, platelets_10e9_l: float) -> Score:
    """Fibrosis-4 index for advanced liver fibrosis, ages 35 to 65 in derivation.

    Source:
        Sterling et al., Hepatology 2006;43:1317; cut-offs 1.45 and 3.25 of the same paper.
    """
    platelets = within("platelets", platelets_10e9_l, "10*9/L", 1, 3000, hint="Was it given per µL?")
    alt = within("ALT", alt_u_l, "U/L", 1, 20000)
    index = age_years * within("AST", ast_u_l, "U/L", 1, 20000) / (platelets * sqrt(alt))
    bands = Bands(
        (
            (0, "low", "advanced fibrosis unlikely"),
            (1.45, "indeterminate", ""),
            (3.2501, "high", "advanced fibrosis likely"),
        )
    )
    label, meaning = bands.read(index)
    return Score(round(index, 2), "1", label, meaning)


def apri(*, ast_u_l: float, ast_upper_limit_u_l: float, platelets_10e9_l: float) -> Score:
    """AST to platelet ratio index.

    Source:
        Wai et al., Hepatology 2003;38:518; cut-offs 0.5 and 1.5 of the same paper.
    """
    platelets = within("platelets", platelets_10e9_l, "10*9/L", 1, 3000, hint="Was it given per µL?")
    limit = within("upper limit of AST", ast_upper_limit_u_l, "U/L", 10, 100)
    index = 100 * within("AST", ast_u_l, "U/L", 1, 20000) / limit / platelets
    label, meaning = Bands(
        ((0, "low", ""), (0.5001, "indeterminate", ""), (1.5001, "high", "significant fibrosis"))
    ).read(index)
    return Score(round(index, 2), "1", label, meaning)


def maddrey(*, prothrombin_s: float, control_s: float, bilirubin_mg_dl: float) -> Score:
    """Discriminant function of alcoholic hepatitis; 32 or more is severe.

    Source:
        Maddrey et al., Gastroenterology 1978;75:193; modified by Carithers et al., Ann Intern Med 1989;110:685.
    """
    longer = within("prothrombin time", prothrombin_s, "s", 5, 200) - within("control time", control_s, "s", 5, 30)
    value = 4.6 * longer + _bilirubin(bilirubin_mg_dl)
    label, meaning = Bands(((-1e9, "not severe", ""), (32, "severe", "high short-term mortality"))).read(value)
    return Score(round(value, 1), "1", label, meaning)


def glasgow_blatchford(
    *,
    urea_nitrogen_mg_dl: float,
    haemoglobin_g_dl: float,
    sex: Sex,
    systolic_mmhg: float,
    heart_rate: float,
    melaena: bool,
    syncope: bool,
    liver_disease: bool,
    heart_failure: bool,
) -> Score:
    """Need for treatment in upper gastrointestinal bleeding, 0 to 23 points.

    Source:
        Blatchford, Murray, Blatchford, Lancet 2000;356:1318 (urea 6.5, 8, 10, 25 mmol/L = nitrogen 18.2, 22.4, 28, 70).
    """
    haemoglobin = within("haemoglobin", haemoglobin_g_dl, "g/dL", 1, 25, hint="Was it given in g/L?")
    if sex == "male":
        blood = 6 if haemoglobin < 10 else 3 if haemoglobin < 12 else int(haemoglobin < 13)
    else:
        blood = 6 if haemoglobin < 10 else int(haemoglobin < 12)
    systolic = within("systolic blood pressure", systolic_mmhg, "mm[Hg]", 20, 320)
    return points(
        Bands(((0, "very low", "outpatient care possible"), (1, "low", ""), (2, "needs assessment", "in hospital"))),
        urea=step(
            within("urea nitrogen", urea_nitrogen_mg_dl, "mg/dL", 0, 300), (18.2, 2), (22.4, 3), (28, 4), (70, 6)
        ),
        haemoglobin=blood,
        systolic_pressure=step(systolic, (0, 3), (90, 2), (100, 1), (110, 0)),
        heart_rate=int(heart_rate >= 100),
        melaena=int(melaena),
        syncope=2 * syncope,
        liver_disease=2 * liver_disease,
        heart_failure=2 * heart_failure,
    )


def bisap(
    *,
    urea_nitrogen_mg_dl: float,
    impaired_mental_status: bool,
    sirs_criteria: int,
    age_years: float,
    pleural_effusion: bool,
) -> Score:
    """Bedside index of severity in acute pancreatitis, 0 to 5 points.

    Source:
        Wu et al., Gut 2008;57:1698.
    """
    return points(
        Bands(((0, "low", "mortality below 2 %"), (3, "high", "mortality above 5 %"))),
        urea=int(within("urea nitrogen", urea_nitrogen_mg_dl, "mg/dL", 0, 300) > 25),
        mental_status=int(impaired_mental_status),
        sirs=int(sirs_criteria >= 2),
        age=int(age_years > 60),
        pleural_effusion=int(pleural_effusion),
    )
