"""The measurements that scores and features take from a Chart: LOINC codes, units, and how old they may be.

Vital signs of the bedside scores count for a day, blood counts and chemistry for weeks to a year. Source of codes:
LOINC 2.78; of factors between mass and substance: molar masses of creatinine 113.12, bilirubin 584.66, glucose 180.16,
cholesterol 386.65, calcium 40.08, nitrogen in urea 28.01 g/mol.
"""

from collections.abc import Mapping
from decimal import Decimal

from attending.risk.inputs import AdministrativeSex, Age, Measured
from attending.risk.observed import Coded, Extreme, FirstOf, Reckoned
from attending.risk.scores import kidneys, stay

_ONE = Decimal(1)
_EQUIVALENT: Mapping[str, Decimal] = {"meq/L": _ONE}
_CELLS: Mapping[str, Decimal] = {"10*3/uL": _ONE, "10*3/mm3": _ONE, "K/uL": _ONE, "10E3/uL": _ONE, "x10E3/uL": _ONE}
_MG_CREATININE = {"umol/L": _ONE / Decimal("88.42")}
_PRESSURE = {"mmHg": _ONE}
_A_MINUTE = {"bpm": _ONE, "beats/min": _ONE, "breaths/min": _ONE, "{Beats}/min": _ONE}

CREATININE = Measured("creatinine", ("2160-0", "38483-4", "14682-9"), "mg/dL", 365, _MG_CREATININE)
CREATININE_NOW = Measured("creatinine of the last 48 hours", CREATININE.loinc, "mg/dL", 2, _MG_CREATININE)
BILIRUBIN = Measured("bilirubin", ("1975-2", "14631-6"), "mg/dL", 90, {"umol/L": _ONE / Decimal("17.1")})
ALBUMIN = Measured("albumin", ("1751-7", "61151-7"), "g/dL", 90)
SODIUM = Measured("sodium", ("2951-2", "2947-0"), "mmol/L", 90, _EQUIVALENT)
POTASSIUM = Measured("potassium", ("2823-3", "6298-4"), "mmol/L", 90, _EQUIVALENT)
CHLORIDE = Measured("chloride", ("2075-0", "2069-3"), "mmol/L", 90, _EQUIVALENT)
BICARBONATE = Measured("bicarbonate", ("1963-8", "2028-9", "20565-8"), "mmol/L", 90, _EQUIVALENT)
CALCIUM = Measured("calcium", ("17861-6", "49765-1", "2000-8"), "mg/dL", 90, {"mmol/L": Decimal("4.008")})
GLUCOSE = Measured("glucose", ("2345-7", "2339-0", "14749-6"), "mg/dL", 30, {"mmol/L": Decimal("18.016")})
UREA = Measured("urea nitrogen", ("3094-0", "6299-2", "14937-7"), "mg/dL", 90, {"mmol/L": Decimal("2.801")})
INR = Measured("INR", ("6301-6", "34714-6"), "{INR}", 90, {"1": _ONE, "": _ONE, "{ratio}": _ONE, "INR": _ONE})
INR_HALF_YEAR = Measured("INR", INR.loinc, "{INR}", 183, INR.other_units)
AST = Measured("AST", ("1920-8",), "U/L", 180, {"[iU]/L": _ONE, "IU/L": _ONE})
ALT = Measured("ALT", ("1742-6",), "U/L", 180, {"[iU]/L": _ONE, "IU/L": _ONE})
PLATELETS = Measured("platelets", ("777-3", "26515-7"), "10*9/L", 180, _CELLS)
LEUKOCYTES = Measured("leukocytes", ("6690-2", "26464-8"), "10*9/L", 3, _CELLS)
HAEMOGLOBIN = Measured("haemoglobin", ("718-7", "20509-6", "30313-1"), "g/dL", 30)
CHOLESTEROL = Measured("total cholesterol", ("2093-3", "14647-2"), "mg/dL", 1830, {"mmol/L": Decimal("38.67")})
HDL = Measured("HDL cholesterol", ("2085-9", "14646-4"), "mg/dL", 1830, {"mmol/L": Decimal("38.67")})
WEIGHT = Measured("weight", ("29463-7", "3141-9"), "kg", 365)
HEIGHT = Measured("height", ("8302-2", "3137-7"), "cm", 3650)
PAO2 = Measured("PaO2", ("2703-7",), "mm[Hg]", 1, _PRESSURE)
FIO2 = Measured("inspired oxygen", ("3150-6", "19994-3"), "%", 1)
OXYGEN_FLOW = Measured("oxygen flow", ("3151-8",), "L/min", 1)
URINE = Measured("urine of 24 hours", ("9192-6",), "mL", 2, {"mL/d": _ONE, "mL/(24.h)": _ONE})
DRINKS = Measured(
    "alcoholic drinks a day", ("74013-4", "11287-0"), "{drinks}/d", 365, {"{#}": _ONE, "1": _ONE, "": _ONE}
)

HEART_RATE = Measured("heart rate", ("8867-4",), "/min", 1, _A_MINUTE)
RESPIRATORY_RATE = Measured("respiratory rate", ("9279-1",), "/min", 1, _A_MINUTE)
SYSTOLIC = Measured("systolic blood pressure", ("8480-6",), "mm[Hg]", 1, _PRESSURE)
SYSTOLIC_OF_THE_YEAR = Measured("systolic blood pressure of the last year", SYSTOLIC.loinc, "mm[Hg]", 365, _PRESSURE)
DIASTOLIC = Measured("diastolic blood pressure", ("8462-4",), "mm[Hg]", 1, _PRESSURE)
TEMPERATURE = Measured("temperature", ("8310-5", "8331-1"), "Cel", 1)
SATURATION = Measured("oxygen saturation", ("59408-5", "2708-6"), "%", 1)
EYES = Measured("eye response", ("9267-6",), "{score}", 1, {"1": _ONE, "": _ONE})
VERBAL = Measured("verbal response", ("9270-0",), "{score}", 1, {"1": _ONE, "": _ONE})
MOTOR = Measured("motor response", ("9268-4",), "{score}", 1, {"1": _ONE, "": _ONE})
GLASGOW_TOTAL = Measured("Glasgow coma score", ("9269-2",), "{score}", 1, {"1": _ONE, "": _ONE})

GLASGOW = FirstOf(
    "Glasgow coma score",
    (
        GLASGOW_TOTAL,
        Reckoned(
            "Glasgow coma score", {"eyes": EYES, "verbal": VERBAL, "motor": MOTOR},
            lambda *, eyes, verbal, motor: stay.glasgow_coma(eyes=int(eyes), verbal=int(verbal), motor=int(motor)),
        ),
    ),
)  # fmt: skip
CONSCIOUSNESS = FirstOf(
    "level of consciousness (ACVPU or Glasgow score)",
    (
        Coded(
            "level of consciousness",
            ("67775-7", "80288-4", "11454-5"),
            (
                (r"LA9343-0|unresponsive|(?:^| )U$", "unresponsive"),
                (r"LA9342-2|\bpain|(?:^| )P$", "pain"),
                (r"LA9341-4|voice|verbal|(?:^| )V$", "voice"),
                (r"confus|(?:^| )C$", "confusion"),
                (r"LA9340-6|\balert|(?:^| )A$", "alert"),
            ),
            1,
        ),
        # every level but alert gives the same 3 points, so "confusion" stands for any score below 15
        Reckoned("consciousness", {"score": GLASGOW}, lambda *, score: "alert" if score >= 15 else "confusion"),
    ),
)
ALTERED_MENTATION = Reckoned(
    "level of consciousness (ACVPU or Glasgow score)", {"level": CONSCIOUSNESS}, lambda *, level: level != "alert"
)
SUPPLEMENTAL_OXYGEN = FirstOf(
    "whether oxygen is given (flow or inspired fraction)",
    (
        Reckoned("oxygen", {"flow": OXYGEN_FLOW}, lambda *, flow: flow > 0),
        Reckoned("oxygen", {"percent": FIO2}, lambda *, percent: percent > 21),
    ),
)
OXYGENATION = Reckoned(
    "PaO2 and inspired oxygen", {"pao2": PAO2, "percent": FIO2},
    lambda *, pao2, percent: pao2 / (percent / 100) if 15 <= percent <= 100 else None,
)  # fmt: skip
MEAN_PRESSURE = FirstOf(
    "mean arterial pressure",
    (
        Measured("mean arterial pressure", ("8478-0",), "mm[Hg]", 1, _PRESSURE),
        Reckoned(
            "mean arterial pressure", {"upper": SYSTOLIC, "lower": DIASTOLIC},
            lambda *, upper, lower: (upper + 2 * lower) / 3,
        ),
    ),
)  # fmt: skip
BODY_MASS_INDEX = FirstOf(
    "body mass index",
    (
        Reckoned("body mass index", {"weight_kg": WEIGHT, "height_cm": HEIGHT}, kidneys.body_mass_index),
        Measured("body mass index", ("39156-5",), "kg/m2", 365),
    ),
)
EGFR = Reckoned(
    "eGFR (from creatinine, age and sex)",
    {"creatinine_mg_dl": CREATININE, "age_years": Age(), "sex": AdministrativeSex()},
    kidneys.egfr_ckd_epi,
)
BASELINE_CREATININE = Extreme(
    "creatinine of 7 days to a year ago", Measured("creatinine", CREATININE.loinc, "mg/dL", 365, _MG_CREATININE), 7, 365
)
LOWEST_CREATININE_48H = Extreme("creatinine of the last 48 hours", CREATININE_NOW, 0, 2)
CREATININE_RISE = Reckoned(
    "creatinine of the last 48 hours", {"now": CREATININE_NOW, "lowest": LOWEST_CREATININE_48H},
    lambda *, now, lowest: now - lowest,
)  # fmt: skip
SMOKES = Coded(
    "smoking status",
    ("72166-2", "39240-7"),
    (
        (r"449868002|428041000124106|77176002|65568007|230063004|230064005|230060001|LA18976-3|LA18977-1|LA18981-3|"
         r"LA18982-1|LA18979-7", True),
        (r"8517006|266919005|LA15920-4|LA18978-9", False),
        (r"\bnever|\bformer|\bex-|\bnon-?smoker|not a smoker", False),
        (r"current|every day|some days?|heavy|light|\bsmoker\b|\bsmokes\b", True),
    ),
    1830,
)  # fmt: skip
