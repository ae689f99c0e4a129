"""What the demo patients' tables call a measurement, and the LOINC code, unit and range behind each name.

Read by `app.demo.expand`. Source of codes: LOINC 2.78; of ranges: adult ranges as printed by a typical US laboratory.
"""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Measure:
    """One kind of measurement."""

    loinc: str
    display: str
    unit: str
    """UCUM; empty where the value is a score."""
    low: str = ""
    high: str = ""
    category: Literal["laboratory", "vital-signs", "survey"] = "laboratory"


def _vital(loinc: str, display: str, unit: str, low: str = "", high: str = "") -> Measure:
    return Measure(loinc, display, unit, low, high, "vital-signs")


BLOOD_PRESSURE = _vital("85354-9", "Blood pressure", "mm[Hg]")
SYSTOLIC = _vital("8480-6", "Systolic blood pressure", "mm[Hg]", "", "140")
DIASTOLIC = _vital("8462-4", "Diastolic blood pressure", "mm[Hg]", "", "90")

MEASURES: dict[str, Measure] = {
    "pulse": _vital("8867-4", "Heart rate", "/min", "50", "100"),
    "breathing": _vital("9279-1", "Respiratory rate", "/min", "12", "20"),
    "spo2": _vital("2708-6", "Oxygen saturation", "%", "94", ""),
    "temperature": _vital("8310-5", "Body temperature", "Cel", "36", "37.8"),
    "weight": _vital("29463-7", "Body weight", "kg"),
    "height": _vital("8302-2", "Body height", "cm"),
    "bmi": _vital("39156-5", "Body mass index", "kg/m2"),
    "hba1c": Measure("4548-4", "Hemoglobin A1c", "%", "4.0", "5.6"),
    "glucose": Measure("2345-7", "Glucose", "mg/dL", "70", "99"),
    "creatinine": Measure("2160-0", "Creatinine", "mg/dL", "0.6", "1.3"),
    "egfr": Measure("98979-8", "eGFR (CKD-EPI 2021)", "mL/min/{1.73_m2}", "60", ""),
    "potassium": Measure("2823-3", "Potassium", "mmol/L", "3.5", "5.1"),
    "sodium": Measure("2951-2", "Sodium", "mmol/L", "136", "145"),
    "ldl": Measure("13457-7", "LDL cholesterol (calculated)", "mg/dL", "", "100"),
    "hdl": Measure("2085-9", "HDL cholesterol", "mg/dL", "40", ""),
    "triglycerides": Measure("2571-8", "Triglycerides", "mg/dL", "", "150"),
    "urine_albumin": Measure("9318-7", "Albumin/creatinine ratio, urine", "mg/g", "", "30"),
    "hemoglobin": Measure("718-7", "Hemoglobin", "g/dL", "12.0", "17.5"),
    "platelets": Measure("777-3", "Platelets", "10*3/uL", "150", "400"),
    "white_cells": Measure("6690-2", "Leukocytes", "10*3/uL", "4.0", "11.0"),
    "ferritin": Measure("2276-4", "Ferritin", "ng/mL", "15", "300"),
    "crp": Measure("1988-5", "C-reactive protein", "mg/L", "", "5"),
    "tsh": Measure("3016-3", "Thyrotropin", "m[IU]/L", "0.4", "4.0"),
    "bnp": Measure("33762-6", "NT-proBNP", "pg/mL", "", "300"),
    "inr": Measure("6301-6", "INR", "{INR}", "2.0", "3.0"),
    "alt": Measure("1742-6", "Alanine aminotransferase", "U/L", "", "45"),
    "psa": Measure("2857-1", "Prostate specific antigen", "ng/mL", "", "4.0"),
    "urate": Measure("3084-1", "Urate", "mg/dL", "2.4", "7.0"),
    "vitamin_d": Measure("1989-3", "25-hydroxyvitamin D3", "ng/mL", "30", "100"),
    "ejection_fraction": Measure("10230-1", "Left ventricular ejection fraction", "%", "52", "72"),
    "fev1": Measure("20150-9", "FEV1", "L"),
    "phq9": Measure("44261-6", "PHQ-9 total score", "{score}", "", "4", "survey"),
    "gad7": Measure("70274-6", "GAD-7 total score", "{score}", "", "4", "survey"),
    "t_score": Measure("38267-1", "DXA femoral neck T-score", "{score}", "-1.0", ""),
}

CVX: dict[str, tuple[str, str]] = {
    "influenza": ("140", "Influenza, seasonal, injectable, preservative free"),
    "covid": ("208", "COVID-19, mRNA"),
    "pneumococcal": ("216", "Pneumococcal conjugate PCV20"),
    "pneumococcal13": ("133", "Pneumococcal conjugate PCV13"),
    "zoster": ("187", "Zoster recombinant"),
    "tdap": ("115", "Tdap"),
    "dtap": ("20", "DTaP"),
    "mmr": ("03", "MMR"),
    "varicella": ("21", "Varicella"),
    "polio": ("10", "Polio, inactivated"),
    "hepatitis_b": ("08", "Hepatitis B, pediatric"),
    "hpv": ("165", "HPV 9-valent"),
}
