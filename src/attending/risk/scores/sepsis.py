"""Acute deterioration and sepsis: NEWS2, qSOFA, SIRS, SOFA, shock index.

Ranges refuse what a wrong unit would give; all temperatures in °C, pressures in mm[Hg].
"""

from typing import Literal

from attending.risk.scores.score import Bands, Score, points, step, within

Consciousness = Literal["alert", "confusion", "voice", "pain", "unresponsive"]


def _rate(value: float) -> float:
    return within("respiratory rate", value, "/min", 0, 90)


def _systolic(value: float) -> float:
    return within("systolic blood pressure", value, "mm[Hg]", 20, 320, hint="Was it given in kPa?")


def _pulse(value: float) -> float:
    return within("heart rate", value, "/min", 0, 320)


def _temperature(value: float) -> float:
    return within("temperature", value, "°C", 20, 45, hint="Was it given in °F?")


def news2(
    *,
    respiratory_rate: float,
    oxygen_saturation: float,
    supplemental_oxygen: bool,
    systolic_mmhg: float,
    heart_rate: float,
    consciousness: Consciousness,
    temperature_c: float,
    hypercapnic: bool = False,
) -> Score:
    """National Early Warning Score 2, 0 to 20 points.

    Args:
        respiratory_rate: breaths per minute.
        oxygen_saturation: SpO2, %.
        supplemental_oxygen: whether oxygen is being given.
        systolic_mmhg: systolic pressure, mm[Hg].
        heart_rate: beats per minute.
        consciousness: ACVPU; new confusion counts as 3.
        temperature_c: °C.
        hypercapnic: SpO2 scale 2, only where hypercapnic respiratory failure is confirmed by a clinician.

    Raises:
        OutOfRange: a value is impossible.

    Source:
        Royal College of Physicians, National Early Warning Score (NEWS) 2, London 2017, charts 1 to 4.
    """
    spo2 = within("oxygen saturation", oxygen_saturation, "%", 30, 100, hint="Was it given as a fraction?")
    parts = {
        "respiratory_rate": step(_rate(respiratory_rate), (0, 3), (9, 1), (12, 0), (21, 2), (25, 3)),
        "oxygen_saturation": _spo2_points(spo2, supplemental_oxygen=supplemental_oxygen, hypercapnic=hypercapnic),
        "supplemental_oxygen": 2 if supplemental_oxygen else 0,
        "systolic_pressure": step(_systolic(systolic_mmhg), (0, 3), (91, 2), (101, 1), (111, 0), (220, 3)),
        "heart_rate": step(_pulse(heart_rate), (0, 3), (41, 1), (51, 0), (91, 1), (111, 2), (131, 3)),
        "consciousness": 0 if consciousness == "alert" else 3,
        "temperature": step(round(_temperature(temperature_c), 1), (0, 3), (35.1, 1), (36.1, 0), (38.1, 1), (39.1, 2)),
    }
    score = points(_NEWS2, **parts)
    if score.value < 5 and 3 in parts.values():
        return Score(score.value, score.unit, "low-medium", "3 in a single parameter: urgent ward review", score.parts)
    return score


_NEWS2 = Bands(
    (
        (0, "low", "ward-based monitoring, at least every 12 hours"),
        (1, "low", "ward-based monitoring, at least every 4 to 6 hours"),
        (5, "medium", "urgent response: review by a clinician competent in acute illness"),
        (7, "high", "emergency response: critical care team"),
    )
)


def _spo2_points(spo2: float, *, supplemental_oxygen: bool, hypercapnic: bool) -> int:
    if not hypercapnic:
        return step(spo2, (0, 3), (92, 2), (94, 1), (96, 0))
    if spo2 >= 93 and supplemental_oxygen:
        return step(spo2, (93, 1), (95, 2), (97, 3))
    return step(spo2, (0, 3), (84, 2), (86, 1), (88, 0))


def qsofa(*, respiratory_rate: float, systolic_mmhg: float, altered_mentation: bool) -> Score:
    """Quick SOFA, 0 to 3 points: rate ≥ 22/min, systolic ≤ 100 mm[Hg], GCS below 15.

    Source:
        Seymour et al., JAMA 2016;315:762 (Sepsis-3).
    """
    bands = Bands(((0, "not high", ""), (2, "high", "poor outcome of suspected infection is likelier")))
    return points(
        bands,
        respiratory_rate=int(_rate(respiratory_rate) >= 22),
        systolic_pressure=int(_systolic(systolic_mmhg) <= 100),
        altered_mentation=int(altered_mentation),
    )


def sirs(*, temperature_c: float, heart_rate: float, respiratory_rate: float, leukocytes_10e9_l: float) -> Score:
    """Systemic inflammatory response syndrome, 0 to 4 criteria; PaCO2 and bands are not used.

    Source:
        Bone et al., Chest 1992;101:1644 (ACCP/SCCM consensus).
    """
    temperature = _temperature(temperature_c)
    leukocytes = within("leukocytes", leukocytes_10e9_l, "10*9/L", 0, 500, hint="Was it given per µL?")
    return points(
        Bands(((0, "criteria not met", ""), (2, "SIRS", "two or more criteria"))),
        temperature=int(temperature > 38 or temperature < 36),
        heart_rate=int(_pulse(heart_rate) > 90),
        respiratory_rate=int(_rate(respiratory_rate) > 20),
        leukocytes=int(leukocytes > 12 or leukocytes < 4),
    )


def sofa(
    *,
    pao2_fio2_mmhg: float,
    ventilated: bool,
    platelets_10e9_l: float,
    bilirubin_mg_dl: float,
    mean_pressure_mmhg: float,
    dopamine_ug_kg_min: float = 0,
    dobutamine: bool = False,
    noradrenaline_ug_kg_min: float = 0,
    glasgow: int,
    creatinine_mg_dl: float,
    urine_ml_24h: float,
) -> Score:
    """Sequential Organ Failure Assessment, 0 to 24 points over six organs.

    Args:
        pao2_fio2_mmhg: PaO2 divided by the inspired fraction, mm[Hg].
        ventilated: respiratory support; without it the lungs give 2 points at most.
        platelets_10e9_l: 10*9/L.
        bilirubin_mg_dl: total bilirubin, mg/dL.
        mean_pressure_mmhg: mean arterial pressure, mm[Hg].
        dopamine_ug_kg_min: dose, µg/kg/min, for at least one hour.
        dobutamine: any dose.
        noradrenaline_ug_kg_min: noradrenaline or adrenaline, µg/kg/min.
        glasgow: Glasgow Coma Scale, 3 to 15.
        creatinine_mg_dl: mg/dL.
        urine_ml_24h: urine output, mL in 24 hours.

    Source:
        Vincent et al., Intensive Care Med 1996;22:707, table 3.
    """
    ratio = within("PaO2/FiO2", pao2_fio2_mmhg, "mm[Hg]", 20, 800, hint="Was FiO2 given in per cent?")
    lungs = 4 if ratio < 100 else 3 if ratio < 200 else 2 if ratio < 300 else 1 if ratio < 400 else 0
    platelets = within("platelets", platelets_10e9_l, "10*9/L", 0, 3000, hint="Was it given per µL?")
    coma = int(within("Glasgow Coma Scale", glasgow, "points", 3, 15))
    bilirubin = within("bilirubin", bilirubin_mg_dl, "mg/dL", 0, 80, hint="Was it given in µmol/L?")
    circulation = 1 if within("mean arterial pressure", mean_pressure_mmhg, "mm[Hg]", 10, 250) < 70 else 0
    if dopamine_ug_kg_min > 0 or dobutamine:
        circulation = 2
    if dopamine_ug_kg_min > 5 or noradrenaline_ug_kg_min > 0:
        circulation = 3
    if dopamine_ug_kg_min > 15 or noradrenaline_ug_kg_min > 0.1:
        circulation = 4
    creatinine = within("creatinine", creatinine_mg_dl, "mg/dL", 0, 30, hint="Was it given in µmol/L?")
    kidneys = step(creatinine, (1.2, 1), (2.0, 2), (3.5, 3), (5.0, 4))
    dry = 4 if urine_ml_24h < 200 else 3 if urine_ml_24h < 500 else 0
    return points(
        Bands(((0, "no organ failure", ""), (2, "organ dysfunction", "2 points of change define sepsis (Sepsis-3)"))),
        respiration=lungs if ventilated else min(lungs, 2),
        coagulation=4 if platelets < 20 else 3 if platelets < 50 else 2 if platelets < 100 else int(platelets < 150),
        liver=step(bilirubin, (1.2, 1), (2.0, 2), (6.0, 3), (12.0, 4)),
        circulation=circulation,
        nervous_system=4 if coma < 6 else 3 if coma < 10 else 2 if coma < 13 else int(coma < 15),
        kidneys=max(kidneys, dry),
    )


def shock_index(*, heart_rate: float, systolic_mmhg: float) -> Score:
    """Heart rate divided by systolic pressure; 0.5 to 0.7 is usual in healthy adults.

    Source:
        Allgöwer and Burri, Dtsch Med Wochenschr 1967;92:1947; threshold 0.9: Rady et al., Ann Emerg Med 1994;24:685.
    """
    index = _pulse(heart_rate) / _systolic(systolic_mmhg)
    label, meaning = Bands(
        ((0, "usual", ""), (0.7, "raised", ""), (0.9, "high", "immediate treatment or intensive care is likelier"))
    ).read(index)
    return Score(round(index, 2), "1", label, meaning)
