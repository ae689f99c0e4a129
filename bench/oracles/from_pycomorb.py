"""Ask pycomorb (MIT): each comorbidity as an ICD-10 code of its group (Quan 2005)."""

from collections.abc import Callable
from typing import Any

import polars
from pycomorb.CharlsonComorbidityIndex import CharlsonComorbidityIndex
from pycomorb.ElixhauserComorbidityIndex import ElixhauserComorbidityIndex

Inputs = dict[str, Any]
CHARLSON = {
    "myocardial infarction": "I21", "heart failure": "I50", "peripheral vascular disease": "I70",
    "cerebrovascular disease": "I63", "dementia": "F01", "chronic lung disease": "J44",
    "connective tissue disease": "M05", "peptic ulcer": "K25", "mild liver disease": "K73", "diabetes": "E119",
    "diabetes with end-organ damage": "E112", "hemiplegia": "G81", "kidney disease": "N18", "solid tumour": "C50",
    "leukaemia": "C91", "lymphoma": "C82", "moderate or severe liver disease": "I850", "metastatic tumour": "C78",
    "AIDS": "B20",
}  # fmt: skip
ELIXHAUSER = {
    "heart failure": "I50", "arrhythmia": "I48", "valve disease": "I34", "pulmonary circulation": "I26",
    "peripheral vascular disease": "I70", "hypertension": "I10", "paralysis": "G81",
    "other neurological disease": "G20", "chronic lung disease": "J44", "diabetes": "E119",
    "diabetes with complications": "E112", "hypothyroidism": "E03", "kidney failure": "N18", "liver disease": "K73",
    "peptic ulcer without bleeding": "K257", "AIDS": "B20", "lymphoma": "C82", "metastatic tumour": "C78",
    "solid tumour": "C50", "rheumatic disease": "M05", "coagulopathy": "D65", "obesity": "E66", "weight loss": "R64",
    "fluid and electrolyte disorder": "E87", "blood loss anaemia": "D500", "deficiency anaemia": "D51",
    "alcohol misuse": "F10", "drug misuse": "F11", "psychosis": "F20", "depression": "F32",
}  # fmt: skip


def frame_of(codes: list[str], age: int) -> Any:
    rows = codes or ["Z000"]
    return polars.DataFrame({"id": ["1"] * len(rows), "code": rows, "age": [age] * len(rows)})


def _charlson(v: Inputs) -> float:
    frame = frame_of([CHARLSON[name] for name in v["conditions"]], v["age_years"])
    return float(CharlsonComorbidityIndex(frame, weights="charlson")["Charlson Age-Comorbidity Score"][0])


def _lace(v: Inputs) -> float:
    frame = frame_of([CHARLSON[name] for name in v["conditions"]], 40)
    return float(CharlsonComorbidityIndex(frame, weights="schneeweiss")["Charlson Comorbidity Index"][0])


def _elixhauser(v: Inputs) -> float:
    frame = frame_of([ELIXHAUSER[name] for name in v["conditions"]], 40)
    return float(ElixhauserComorbidityIndex(frame)["Elixhauser Comorbidity Index"][0])


ANSWERS: dict[str, Callable[[Inputs], float]] = {
    "comorbidity.charlson": _charlson,
    "comorbidity.lace_comorbidity": _lace,
    "comorbidity.elixhauser": _elixhauser,
}
