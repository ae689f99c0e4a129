"""Which bedside scores can be computed straight from a Chart, and what each one needs.

A score whose input the chart does not hold is "not assessed" and says which input is missing; it is never computed
with a zero in its place. Conditions are read from the problem list, whose silence means absence; a chart without any
problem list leaves them missing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib.resources import files

from attending.drafts import Element
from attending.errors import OutOfRange
from attending.models.card import Card
from attending.models.registry import load
from attending.record import Chart
from attending.risk.inputs import AdministrativeSex, Age, Input, Known, Measured, OnProblemList, Reading, TakesClass
from attending.risk.scores import heart, kidneys, liver, sepsis
from attending.risk.scores.score import Score


@dataclass(frozen=True)
class Bedside:
    """A score and where its inputs come from; `applies` must be true for the score to be asked at all."""

    name: str
    title: str
    compute: Callable[..., Score]
    inputs: Mapping[str, Input]
    applies: Input | None = None
    constants: Mapping[str, float | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Assessment:
    """What became of one score for one chart: the score with its evidence, or what is missing."""

    name: str
    title: str
    score: Score | None
    missing: tuple[str, ...]
    evidence: tuple[Element, ...]


ADULT_YEARS = 18  # every score of the table was derived in adults
_PER_L = Decimal("0.1")  # g/L → g/dL
CREATININE = Measured(
    "creatinine", ("2160-0", "38483-4", "14682-9"), "mg/dL", 365, {"umol/L": Decimal(1) / Decimal("88.42")}
)
BILIRUBIN = Measured("bilirubin", ("1975-2", "14631-6"), "mg/dL", 90, {"umol/L": Decimal(1) / Decimal("17.1")})
ALBUMIN = Measured("albumin", ("1751-7", "61151-7"), "g/dL", 90, {"g/L": _PER_L})
SODIUM = Measured("sodium", ("2951-2", "2947-0"), "mmol/L", 90, {"meq/L": Decimal(1)})
CHLORIDE = Measured("chloride", ("2075-0", "2069-3"), "mmol/L", 90, {"meq/L": Decimal(1)})
BICARBONATE = Measured("bicarbonate", ("1963-8", "2028-9", "20565-8"), "mmol/L", 90, {"meq/L": Decimal(1)})
CALCIUM = Measured("calcium", ("17861-6", "49765-1"), "mg/dL", 90, {"mmol/L": Decimal("4.008")})
GLUCOSE = Measured("glucose", ("2345-7", "2339-0", "14749-6"), "mg/dL", 30, {"mmol/L": Decimal("18.016")})
UREA = Measured("urea nitrogen", ("3094-0", "6299-2", "14937-7"), "mg/dL", 90, {"mmol/L": Decimal("2.801")})
INR = Measured("INR", ("6301-6", "34714-6"), "{INR}", 90, {"1": Decimal(1), "": Decimal(1), "{ratio}": Decimal(1)})
AST = Measured("AST", ("1920-8",), "U/L", 180, {"[iU]/L": Decimal(1)})
ALT = Measured("ALT", ("1742-6",), "U/L", 180, {"[iU]/L": Decimal(1)})
PLATELETS = Measured("platelets", ("777-3", "26515-7"), "10*9/L", 180, {"10*3/uL": Decimal(1), "10*3/mm3": Decimal(1)})
LEUKOCYTES = Measured("leukocytes", ("6690-2", "26464-8"), "10*9/L", 3, {"10*3/uL": Decimal(1), "10*3/mm3": Decimal(1)})
CHOLESTEROL = Measured("total cholesterol", ("2093-3", "14647-2"), "mg/dL", 1830, {"mmol/L": Decimal("38.67")})
HDL = Measured("HDL cholesterol", ("2085-9", "14646-4"), "mg/dL", 1830, {"mmol/L": Decimal("38.67")})
WEIGHT = Measured("weight", ("29463-7", "3141-9"), "kg", 365)
HEIGHT = Measured("height", ("8302-2", "3137-7"), "cm", 3650)
HEART_RATE = Measured("heart rate", ("8867-4",), "/min", 1)
RESPIRATORY_RATE = Measured("respiratory rate", ("9279-1",), "/min", 1)
SYSTOLIC = Measured("systolic blood pressure", ("8480-6",), "mm[Hg]", 1)
TEMPERATURE = Measured("temperature", ("8310-5", "8331-1"), "Cel", 1)

HEART_FAILURE = OnProblemList("heart failure", r"heart failure|cardiomyopathy|\bchf\b|\bhf[rp]ef\b", ("I50", "I42"))
HYPERTENSION = OnProblemList(
    "hypertension",
    r"(?<!pulmonary )(?<!portal )(?<!ocular )(?<!intracranial )hypertension",
    ("I10", "I11", "I12", "I13"),
)
DIABETES = OnProblemList(
    "diabetes", r"diabetes mellitus|type [12] diabetes|\bdiabetes\b(?! insipidus)", ("E10", "E11", "E13")
)
STROKE = OnProblemList(
    "stroke or embolism", r"\bstroke\b|transient isch|\btia\b|cerebral infarct|systemic embol", ("I63", "G45", "Z86.73")
)
VASCULAR = OnProblemList(
    "vascular disease",
    r"myocardial infarct|peripheral (?:arter|vascular)|aortic plaque|coronary",
    ("I21", "I25", "I70", "I73.9"),
)
FIBRILLATION = OnProblemList("atrial fibrillation", r"atrial (?:fibrillation|flutter)", ("I48",))
_STROKE_RISK: Mapping[str, Input] = {
    "heart_failure": HEART_FAILURE,
    "hypertension": HYPERTENSION,
    "age_years": Age(),
    "diabetes": DIABETES,
    "stroke_or_embolism": STROKE,
    "vascular_disease": VASCULAR,
}

BEDSIDE: tuple[Bedside, ...] = (
    Bedside(
        "egfr",
        "eGFR (CKD-EPI 2021)",
        kidneys.egfr_ckd_epi,
        {"creatinine_mg_dl": CREATININE, "age_years": Age(), "sex": AdministrativeSex()},
    ),
    Bedside(
        "creatinine-clearance",
        "Creatinine clearance (Cockcroft-Gault)",
        kidneys.cockcroft_gault,
        {"creatinine_mg_dl": CREATININE, "age_years": Age(), "sex": AdministrativeSex(), "weight_kg": WEIGHT},
    ),
    Bedside("bmi", "Body mass index", kidneys.body_mass_index, {"weight_kg": WEIGHT, "height_cm": HEIGHT}),
    Bedside(
        "bsa", "Body surface area (Mosteller)", kidneys.body_surface_area, {"weight_kg": WEIGHT, "height_cm": HEIGHT}
    ),
    Bedside(
        "corrected-calcium",
        "Calcium corrected for albumin",
        kidneys.corrected_calcium,
        {"calcium_mg_dl": CALCIUM, "albumin_g_dl": ALBUMIN},
    ),
    Bedside(
        "anion-gap",
        "Anion gap corrected for albumin",
        kidneys.anion_gap,
        {
            "sodium_mmol_l": SODIUM,
            "chloride_mmol_l": CHLORIDE,
            "bicarbonate_mmol_l": BICARBONATE,
            "albumin_g_dl": ALBUMIN,
        },
    ),
    Bedside(
        "osmolality",
        "Calculated osmolality",
        kidneys.osmolality,
        {"sodium_mmol_l": SODIUM, "glucose_mg_dl": GLUCOSE, "urea_nitrogen_mg_dl": UREA},
    ),
    Bedside(
        "fib-4",
        "FIB-4",
        liver.fib4,
        {"age_years": Age(), "ast_u_l": AST, "alt_u_l": ALT, "platelets_10e9_l": PLATELETS},
    ),
    Bedside(
        "meld-3",
        "MELD 3.0",
        liver.meld3,
        {
            "sex": AdministrativeSex(),
            "bilirubin_mg_dl": BILIRUBIN,
            "inr": INR,
            "creatinine_mg_dl": CREATININE,
            "sodium_mmol_l": SODIUM,
            "albumin_g_dl": ALBUMIN,
        },
        applies=OnProblemList(
            "liver disease", r"cirrhosis|hepatitis|liver (?:disease|failure)", ("K70", "K72", "K74", "B18")
        ),
    ),
    Bedside("cha2ds2-va", "CHA2DS2-VA", heart.cha2ds2_va, _STROKE_RISK, applies=FIBRILLATION),
    Bedside(
        "cha2ds2-vasc",
        "CHA2DS2-VASc",
        heart.cha2ds2_vasc,
        {**_STROKE_RISK, "sex": AdministrativeSex()},
        applies=FIBRILLATION,
    ),
    Bedside(
        "rcri",
        "Revised Cardiac Risk Index, surgery not of high risk",
        heart.rcri,
        {
            "ischaemic_heart_disease": OnProblemList(
                "ischaemic heart disease",
                r"myocardial infarct|coronary|angina|isch[ae]*mic heart",
                ("I20", "I21", "I25"),
            ),
            "heart_failure": HEART_FAILURE,
            "cerebrovascular_disease": STROKE,
            "insulin": TakesClass("insulin", frozenset({"insulins"})),
            "creatinine_mg_dl": CREATININE,
        },
        constants={"high_risk_surgery": False},
    ),
    Bedside("shock-index", "Shock index", sepsis.shock_index, {"heart_rate": HEART_RATE, "systolic_mmhg": SYSTOLIC}),
    Bedside(
        "sirs",
        "SIRS",
        sepsis.sirs,
        {
            "temperature_c": TEMPERATURE,
            "heart_rate": HEART_RATE,
            "respiratory_rate": RESPIRATORY_RATE,
            "leukocytes_10e9_l": LEUKOCYTES,
        },
    ),
)
"""In the order of the page. Scores that rest on what only a bedside look can tell stay functions of `risk.scores`."""


def assess(chart: Chart, *, only: frozenset[str] | None = None) -> list[Assessment]:
    """Every score that applies to this chart, computed or with what is missing.

    Args:
        chart: the patient's chart; `chart.as_of` is the moment to which ages and time limits are reckoned.
        only: names of the scores wanted; all of them when None.
    """
    load_rules()
    reading = Reading(chart)
    return [
        _assess(bedside, reading)
        for bedside in BEDSIDE
        if (only is None or bedside.name in only) and _applies(bedside, reading)
    ]


@cache
def load_rules() -> Card:
    """The card of these scores; without a valid one nothing is computed."""
    return load(files("attending.risk"), "bedside-scores").card


def _applies(bedside: Bedside, reading: Reading) -> bool:
    if bedside.applies is None:
        return True
    known = bedside.applies.find(reading)
    return known is not None and bool(known.value)


def _assess(bedside: Bedside, reading: Reading) -> Assessment:
    age = Age().find(reading)
    if age is not None and float(age.value) < ADULT_YEARS:
        return Assessment(bedside.name, bedside.title, None, ("the score is for adults",), age.evidence)
    found = {parameter: needed.find(reading) for parameter, needed in bedside.inputs.items()}
    missing = tuple(bedside.inputs[parameter].name for parameter, known in found.items() if known is None)
    known: dict[str, Known] = {parameter: value for parameter, value in found.items() if value is not None}
    evidence = tuple(dict.fromkeys(element for value in known.values() for element in value.evidence))
    if missing:
        return Assessment(bedside.name, bedside.title, None, missing, evidence)
    try:
        score = bedside.compute(**{name: value.value for name, value in known.items()}, **bedside.constants)
    except OutOfRange as impossible:
        return Assessment(bedside.name, bedside.title, None, (impossible.message,), evidence)
    return Assessment(bedside.name, bedside.title, score, (), evidence)
