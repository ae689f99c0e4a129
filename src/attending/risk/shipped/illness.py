"""The third day in hospital of a serious illness as the row of `hospital-death-plain` (SUPPORT2).

The model speaks of the illnesses it learned from, as the problem list tells them: failing organs with sepsis or cancer,
coma, cirrhosis, cancer of lung or colon, heart failure, COPD.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from attending.drafts import Element
from attending.record.words import readable_unit
from attending.risk.cohorts.support2 import NUMBERS, age_band, describe
from attending.risk.comorbidities import CHARLSON, Comorbidities
from attending.risk.conditions import DIABETES
from attending.risk.inputs import AdministrativeSex, Age, Known, OnProblemList
from attending.risk.learned.calibration import Array
from attending.risk.reading import Reading
from attending.risk.shipped.parameters import Point, read_series
from attending.risk.shipped.row import NotForModel, Row, Source
from attending.risk.shipped.tables import Cell, as_table
from attending.risk.stays import Visit, current_stay

FROM_H, UNTIL_H = 24.0, 72.0
"""Day 3 is hours 48 to 72; a laboratory value of the day before counts where there is none of the day."""
LEAST_H = 48.0
AWAKE = 15
AVERAGE_SCHOOLING = 11.8
"""Years, the mean of the training patients."""
MEASURED: Mapping[str, tuple[str, ...]] = {
    "meanbp": ("MAP", "NIMAP"), "wblc": ("WBC",), "hrt": ("HR",), "resp": ("RespRate",), "temp": ("Temp",),
    "alb": ("Albumin",), "bili": ("Bilirubin",), "crea": ("Creatinine",), "sod": ("Na",), "ph": ("pH",),
    "glucose": ("Glucose",), "bun": ("BUN",),
}  # fmt: skip
"""Column of the set to the variables of `parameters` that hold it, the better one first."""
PRESSURES = (("SysABP", "DiasABP"), ("NISysABP", "NIDiasABP"))
CANCER = OnProblemList("cancer", r"malignan|carcinoma|\bcancer\b|sarcoma|lymphoma|leuk[ae]*mia|myeloma", ("C",))
METASTASES = OnProblemList("metastases", r"metasta|secondary malignan", ("C77", "C78", "C79", "C80"))
DEMENTIA = OnProblemList("dementia", r"dementia|alzheimer", ("F00", "F01", "F02", "F03", "G30"))
_FAILURE = OnProblemList(
    "failing organs or sepsis",
    r"sepsis|septic shock|multi-?(?:ple )?organ|acute (?:\w+ )?respiratory (?:failure|distress)",
    ("A40", "A41", "R65.2", "J80", "J96.0", "R57"),
)
GROUPS: tuple[tuple[str, OnProblemList], ...] = (
    ("Coma", OnProblemList("coma", r"\bcoma\b(?! scale)", ("R40.2",))),
    ("ARF/MOSF w/Sepsis", _FAILURE),
    ("Cirrhosis", OnProblemList("cirrhosis", r"cirrhosis", ("K70.3", "K74.3", "K74.4", "K74.5", "K74.6"))),
    (
        "Lung Cancer",
        OnProblemList(
            "lung cancer",
            r"(?:lung|bronch\w+) (?:\w+ )?(?:cancer|carcinoma)|"
            r"(?:cancer|carcinoma|neoplasm) of (?:\w+ )?(?:lung|bronch)",
            ("C34",),
        ),
    ),
    (
        "Colon Cancer",
        OnProblemList(
            "colon cancer",
            r"(?:colon|colorectal|rectal) (?:\w+ )?(?:cancer|carcinoma)|"
            r"(?:cancer|carcinoma|neoplasm) of (?:\w+ )?(?:colon|rectum)",
            ("C18", "C19", "C20"),
        ),
    ),
    ("CHF", OnProblemList("heart failure", r"heart failure|\bchf\b", ("I50",))),
    ("COPD", OnProblemList("COPD", r"chronic obstructive|\bcopd\b|emphysema", ("J43", "J44"))),
)  # fmt: skip
"""Disease group of the set and the problem that stands for it, the graver first."""


@dataclass(frozen=True)
class _Found:
    cells: dict[str, Cell]
    sources: dict[str, Source]


def read_illness(reading: Reading) -> Row:
    """The row of the patient's third day in hospital; raises `NotForModel` where the model does not speak."""
    stay = current_stay(reading.chart, days=0)
    if stay is None:
        raise NotForModel("not in hospital now")
    hours = (reading.chart.as_of - stay.start).total_seconds() / 3600
    if hours < LEAST_H:
        raise NotForModel(f"the model reads the third day in hospital; {hours:.0f} hours have passed")
    found = _Found({"sno": "1"}, {})
    _group(reading, found)
    _person(reading, found)
    _physiology(reading, stay, found)
    table = as_table([found.cells])
    inputs, features = describe(table, scores=False)
    columns: dict[str, Array] = {one.name: features[:, place] for place, one in enumerate(inputs)}
    missing = tuple(
        label.lower() for name, (_, label) in NUMBERS.items() if name not in found.cells and name not in ("edu",)
    )
    return Row(columns, found.sources, {name: _owner(name) for name in columns}, missing, age_band(columns["age"])[0])


def _owner(column: str) -> str:
    if column == "bun per crea":
        return "bun"
    for start in ("log ", "off "):
        column = column.removeprefix(start)
    return "dzgroup" if column.startswith("dzgroup") else "ca" if column.startswith("ca ") else column


def _group(reading: Reading, found: _Found) -> None:
    if not reading.problems:
        raise NotForModel("the chart has no problem list")
    cancer, metastases = CANCER.find(reading), METASTASES.find(reading)
    for name, problem in GROUPS:
        known = problem.find(reading)
        if known is not None and known.value:
            group = "MOSF w/Malig" if problem is _FAILURE and cancer is not None and cancer.value else name
            found.cells["dzgroup"] = group
            found.sources["dzgroup"] = Source("illness", group, known.evidence[:3])
            break
    else:
        raise NotForModel("none of the illnesses the model was made for is on the problem list")
    spread = metastases is not None and bool(metastases.value)
    known = metastases if spread else cancer
    if known is not None:
        found.cells["ca"] = "metastatic" if spread else "yes" if known.value else "no"
        found.sources["ca"] = Source("cancer", str(found.cells["ca"]), known.evidence[:3])


def _person(reading: Reading, found: _Found) -> None:
    def keep(name: str, words: str, known: Known | None, value: Cell) -> None:
        if known is not None:
            found.cells[name] = value
            found.sources[name] = Source(words, "", known.evidence[:5])

    age, sex = Age().find(reading), AdministrativeSex().find(reading)
    ill = Comorbidities("comorbidities", CHARLSON).find(reading)
    count = len(ill.value) if ill is not None and isinstance(ill.value, frozenset) else 0
    keep("age", "age", age, 0.0 if age is None else float(str(age.value)))
    keep("sex", "sex", sex, "" if sex is None else str(sex.value))
    keep("num.co", "comorbidities", ill, float(count))
    for name, problem in (("diabetes", DIABETES), ("dementia", DEMENTIA)):
        known = problem.find(reading)
        keep(name, name, known, float(bool(known and known.value)))
    for name, source in list(found.sources.items()):
        if not source.text:
            cell = found.cells[name]
            words = cell if isinstance(cell, str) else f"{cell:g}"
            if name in ("diabetes", "dementia"):
                words = "yes" if cell else "no"
            found.sources["male" if name == "sex" else name] = Source(source.name, words, source.evidence)


def _physiology(reading: Reading, stay: Visit, found: _Found) -> None:
    series = read_series(reading, stay.start, UNTIL_H)
    late = {name: points for name, all_ in series.items() if (points := [p for p in all_ if p.minute >= FROM_H * 60])}

    def keep(name: str, value: float, words: str, unit: str, evidence: tuple[Element, ...]) -> None:
        found.cells[name] = value
        found.sources[name] = Source(words, f"{value:.4g} {readable_unit(unit)}".strip(), evidence)

    for name, variables in MEASURED.items():
        points = next((late[variable] for variable in variables if variable in late), [])
        if points:
            keep(name, points[-1].value, NUMBERS[name][1].lower(), NUMBERS[name][0], (points[-1].evidence,))
    if "meanbp" not in found.cells:
        for upper, lower in PRESSURES:
            if upper in late and lower in late:
                high, low = late[upper][-1], late[lower][-1]
                mean = (high.value + 2 * low.value) / 3
                keep("meanbp", mean, "mean arterial pressure", "mm[Hg]", (high.evidence, low.evidence))
                break
    if "PaO2" in late and "FiO2" in late:
        oxygen, given = late["PaO2"][-1], late["FiO2"][-1]
        keep("pafi", oxygen.value / given.value, "PaO2/FiO2", "mm[Hg]", (oxygen.evidence, given.evidence))
    _urine(late.get("Urine", []), found)
    _coma(late.get("GCS", []), found)
    # Schooling is missing in the set where nobody could be asked, who were the sickest; in a chart it is nearly always.
    found.cells["edu"] = AVERAGE_SCHOOLING
    found.sources["edu"] = Source("years of education", "not recorded, taken as average")


def _coma(points: list[Point], found: _Found) -> None:
    """The set's coma score is 0 in who is awake; how it falls with the Glasgow score is published nowhere."""
    if not points:
        raise NotForModel("Glasgow coma score of the third day missing")
    if points[-1].value < AWAKE:
        raise NotForModel("the coma score of the model has no public table for a Glasgow score below 15")
    found.cells["scoma"] = 0.0
    found.sources["scoma"] = Source("Glasgow coma score", "15", (points[-1].evidence,))


def _urine(points: list[Point], found: _Found) -> None:
    day = [point for point in points if point.minute >= (UNTIL_H - 24) * 60]
    if day:
        total = sum(point.value for point in day)
        found.cells["urine"] = total
        found.sources["urine"] = Source("urine", f"{total:.0f} mL on the third day", (day[-1].evidence,))
