"""Inputs for every bedside score: both sides of each threshold, and random ones between them, always the same."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from attending.risk.scores import comorbidity

RANDOM_CASES = 30
SEED = 2012


@dataclass(frozen=True)
class Num:
    """A number from `low` to `high` in steps; points change at each threshold, or just above it."""

    low: float
    high: float
    step: float = 1
    thresholds: tuple[float, ...] = ()

    def edges(self) -> tuple[float, ...]:
        """The values beside and on each threshold."""
        near = {round(t + side * self.step, 4) for t in self.thresholds for side in (-1, 0, 1)}
        return tuple(sorted(value for value in near if self.low <= value <= self.high))

    def draw(self, rng: random.Random) -> float:
        """A value, half of the time one beside a threshold."""
        if self.thresholds and rng.random() < 0.5:
            return self.tidy(rng.choice(self.edges()))
        return self.tidy(self.low + rng.randint(0, round((self.high - self.low) / self.step)) * self.step)

    def tidy(self, value: float) -> float:
        """Whole numbers as such, others without binary dust."""
        return int(value) if self.step == 1 else round(value, 4)


@dataclass(frozen=True)
class One:
    """One of a few words or truth values."""

    of: tuple[Any, ...]

    def draw(self, rng: random.Random) -> Any:
        """Any of them."""
        return rng.choice(self.of)


@dataclass(frozen=True)
class Several:
    """Some names of a list, sorted."""

    of: tuple[str, ...]

    def draw(self, rng: random.Random) -> list[str]:
        """Up to eight of them."""
        return sorted(rng.sample(self.of, rng.randint(0, 8)))


@dataclass(frozen=True)
class Answers:
    """Answers to a questionnaire, each 0 to 3."""

    items: int

    def draw(self, rng: random.Random) -> list[int]:
        """One for each item; the mean severity differs between cases."""
        lean = rng.choice((0, 1, 2, 3))
        return [rng.choice((lean, rng.randint(0, 3))) for _ in range(self.items)]


YES = One((False, True))
SEX = One(("female", "male"))
GRADE = One(("none", "mild", "severe"))
ADULT = (18, 99)
SYSTOLIC = (60, 240)
RATE = (6, 60)
PULSE = (30, 200)

INPUTS: Mapping[str, Mapping[str, Num | One | Several | Answers]] = {
    "sepsis.news2": {
        "respiratory_rate": Num(*RATE, 1, (9, 12, 21, 25)),
        "oxygen_saturation": Num(70, 100, 1, (84, 86, 88, 92, 93, 94, 95, 96, 97)),
        "supplemental_oxygen": YES,
        "systolic_mmhg": Num(*SYSTOLIC, 1, (91, 101, 111, 220)),
        "heart_rate": Num(*PULSE, 1, (41, 51, 91, 111, 131)),
        "consciousness": One(("alert", "confusion", "voice", "pain", "unresponsive")),
        "temperature_c": Num(33, 41, 0.1, (35.1, 36.1, 38.1, 39.1)),
        "hypercapnic": YES,
    },
    "sepsis.qsofa": {
        "respiratory_rate": Num(*RATE, 1, (22,)),
        "systolic_mmhg": Num(*SYSTOLIC, 1, (101,)),
        "altered_mentation": YES,
    },
    "sepsis.sirs": {
        "temperature_c": Num(33, 41, 0.1, (36, 38)),
        "heart_rate": Num(*PULSE, 1, (90,)),
        "respiratory_rate": Num(*RATE, 1, (20,)),
        "leukocytes_10e9_l": Num(1, 30, 0.1, (4, 12)),
    },
    "sepsis.sofa": {
        "pao2_fio2_mmhg": Num(50, 500, 1, (100, 200, 300, 400)),
        "ventilated": YES,
        "platelets_10e9_l": Num(5, 400, 1, (20, 50, 100, 150)),
        "bilirubin_mg_dl": Num(0.3, 20, 0.1, (1.2, 2.0, 6.0, 12.0)),
        "mean_pressure_mmhg": Num(40, 110, 1, (70,)),
        "dopamine_ug_kg_min": One((0, 0, 0, 0, 0, 0.5, 5, 5.5, 15, 15.5)),
        "dobutamine": One((False, False, False, True)),
        "noradrenaline_ug_kg_min": One((0, 0, 0, 0, 0.01, 0.1, 0.11, 0.4)),
        "glasgow": Num(3, 15, 1, (6, 10, 13, 15)),
        "creatinine_mg_dl": Num(0.3, 8, 0.1, (1.2, 2.0, 3.5, 5.0)),
        "urine_ml_24h": Num(0, 3000, 1, (200, 500)),
    },
    "sepsis.shock_index": {"heart_rate": Num(*PULSE), "systolic_mmhg": Num(*SYSTOLIC)},
    "lungs.crb65": {
        "confusion": YES,
        "respiratory_rate": Num(*RATE, 1, (30,)),
        "systolic_mmhg": Num(*SYSTOLIC, 1, (90,)),
        "diastolic_mmhg": Num(40, 110, 1, (60,)),
        "age_years": Num(*ADULT, 1, (65,)),
    },
    "lungs.curb65": {
        "confusion": YES,
        "urea_nitrogen_mg_dl": Num(5, 60, 0.1, (19, 19.6, 20)),
        "respiratory_rate": Num(*RATE, 1, (30,)),
        "systolic_mmhg": Num(*SYSTOLIC, 1, (90,)),
        "diastolic_mmhg": Num(40, 110, 1, (60,)),
        "age_years": Num(*ADULT, 1, (65,)),
    },
    "lungs.wells_pe": {
        "signs_of_dvt": YES,
        "pe_most_likely": YES,
        "heart_rate": Num(*PULSE, 1, (100,)),
        "immobilised_or_surgery_4w": YES,
        "previous_dvt_or_pe": YES,
        "haemoptysis": YES,
        "active_cancer": YES,
    },
    "lungs.wells_dvt": dict.fromkeys(
        (
            "active_cancer",
            "paralysis_or_plaster",
            "bedridden_or_surgery",
            "tenderness_along_veins",
            "entire_leg_swollen",
            "calf_swelling_over_3cm",
            "pitting_oedema",
            "collateral_veins",
            "previous_dvt",
            "alternative_as_likely",
        ),
        YES,
    ),
    "lungs.perc": {
        "age_years": Num(*ADULT, 1, (50,)),
        "heart_rate": Num(*PULSE, 1, (100,)),
        "oxygen_saturation": Num(70, 100, 1, (95,)),
        "leg_swelling": YES,
        "haemoptysis": YES,
        "surgery_or_trauma_4w": YES,
        "previous_dvt_or_pe": YES,
        "oestrogen": YES,
    },
    "lungs.geneva_revised": {
        "age_years": Num(*ADULT, 1, (65,)),
        "previous_dvt_or_pe": YES,
        "surgery_or_fracture_1m": YES,
        "active_cancer": YES,
        "unilateral_leg_pain": YES,
        "haemoptysis": YES,
        "heart_rate": Num(*PULSE, 1, (75, 95)),
        "tenderness_and_unilateral_oedema": YES,
    },
    "heart.cha2ds2_vasc": {
        "heart_failure": YES,
        "hypertension": YES,
        "age_years": Num(*ADULT, 1, (65, 75)),
        "diabetes": YES,
        "stroke_or_embolism": YES,
        "vascular_disease": YES,
        "sex": SEX,
    },
    "heart.cha2ds2_va": {
        "heart_failure": YES,
        "hypertension": YES,
        "age_years": Num(*ADULT, 1, (65, 75)),
        "diabetes": YES,
        "stroke_or_embolism": YES,
        "vascular_disease": YES,
    },
    "heart.has_bled": {
        "systolic_mmhg": Num(*SYSTOLIC, 1, (160,)),
        "abnormal_kidney": YES,
        "abnormal_liver": YES,
        "stroke": YES,
        "bleeding": YES,
        "labile_inr": YES,
        "age_years": Num(*ADULT, 1, (65,)),
        "antiplatelets_or_nsaids": YES,
        "alcohol_8_a_week": YES,
    },
    "heart.heart": {
        "history": One(("slight", "moderate", "high")),
        "ecg": One(("normal", "repolarisation", "st-deviation")),
        "age_years": Num(*ADULT, 1, (45, 65)),
        "risk_factors": Num(0, 6, 1, (1, 3)),
        "known_atherosclerosis": YES,
        "troponin_times_limit": Num(0.1, 8, 0.1, (1, 3)),
    },
    "heart.timi": {
        "age_years": Num(*ADULT, 1, (65,)),
        "risk_factors": Num(0, 5, 1, (3,)),
        "stenosis_50": YES,
        "aspirin_7d": YES,
        "two_anginas_24h": YES,
        "st_deviation": YES,
        "raised_marker": YES,
    },
    "heart.rcri": {
        "high_risk_surgery": YES,
        "ischaemic_heart_disease": YES,
        "heart_failure": YES,
        "cerebrovascular_disease": YES,
        "insulin": YES,
        "creatinine_mg_dl": Num(0.4, 6, 0.1, (2.0,)),
    },
    "heart.abcd2": {
        "age_years": Num(*ADULT, 1, (60,)),
        "systolic_mmhg": Num(90, 220, 1, (140,)),
        "diastolic_mmhg": Num(40, 120, 1, (90,)),
        "weakness": YES,
        "speech_only": YES,
        "duration_min": Num(1, 180, 1, (10, 60)),
        "diabetes": YES,
    },
    "heart.ascvd_10_year": {
        "age_years": Num(40, 79),
        "sex": SEX,
        "cohort": One(("white", "black")),
        "total_cholesterol_mg_dl": Num(130, 320),
        "hdl_mg_dl": Num(20, 100),
        "systolic_mmhg": Num(90, 200),
        "treated_pressure": YES,
        "smoker": YES,
        "diabetes": YES,
    },
    "prevent.prevent_10_year": {
        "outcome": One(("cvd", "ascvd", "hf")),
        "age_years": Num(30, 79),
        "sex": SEX,
        "total_cholesterol_mg_dl": Num(130, 320),
        "hdl_mg_dl": Num(20, 100),
        "systolic_mmhg": Num(90, 180, 1, (110,)),
        "treated_pressure": YES,
        "statin": YES,
        "diabetes": YES,
        "smoker": YES,
        "egfr": Num(20, 130, 1, (60,)),
        "body_mass_index": Num(19, 39, 0.1),
    },
    "liver.meld3": {
        "sex": SEX,
        "bilirubin_mg_dl": Num(0.3, 30, 0.1, (1,)),
        "inr": Num(0.8, 5, 0.1, (1,)),
        "creatinine_mg_dl": Num(0.4, 6, 0.1, (1, 3)),
        "sodium_mmol_l": Num(115, 150, 1, (125, 137)),
        "albumin_g_dl": Num(1, 5, 0.1, (1.5, 3.5)),
    },
    "liver.child_pugh": {
        "bilirubin_mg_dl": Num(0.3, 20, 0.1, (2, 3)),
        "albumin_g_dl": Num(1, 5, 0.1, (2.8, 3.5)),
        "inr": Num(0.8, 5, 0.1, (1.7, 2.3)),
        "ascites": GRADE,
        "encephalopathy": GRADE,
    },
    "liver.fib4": {
        "age_years": Num(20, 90),
        "ast_u_l": Num(5, 900),
        "alt_u_l": Num(5, 900),
        "platelets_10e9_l": Num(20, 600),
    },
    "liver.glasgow_blatchford": {
        "urea_nitrogen_mg_dl": Num(2, 120, 0.1, (18.2, 22.4, 28, 70)),
        "haemoglobin_g_dl": Num(4, 18, 0.1, (10, 12, 13)),
        "sex": SEX,
        "systolic_mmhg": Num(*SYSTOLIC, 1, (90, 100, 110)),
        "heart_rate": Num(*PULSE, 1, (100,)),
        "melaena": YES,
        "syncope": YES,
        "liver_disease": YES,
        "heart_failure": YES,
    },
    "kidneys.egfr_ckd_epi": {
        "creatinine_mg_dl": Num(0.3, 10, 0.1, (0.7, 0.9)),
        "age_years": Num(*ADULT),
        "sex": SEX,
    },
    "kidneys.cockcroft_gault": {
        "creatinine_mg_dl": Num(0.3, 10, 0.1),
        "age_years": Num(*ADULT),
        "sex": SEX,
        "weight_kg": Num(35, 180, 0.1),
    },
    "kidneys.kdigo_aki": {
        "creatinine_mg_dl": Num(0.4, 5, 0.1, (1.2, 1.5, 1.8, 2.4, 4)),
        "baseline_mg_dl": Num(0.4, 2.4, 0.1, (0.6, 0.8, 1.2)),
        "rise_48h_mg_dl": Num(0, 1, 0.1, (0.3,)),
    },
    "kidneys.anion_gap": {
        "sodium_mmol_l": Num(115, 165),
        "chloride_mmol_l": Num(75, 130),
        "bicarbonate_mmol_l": Num(5, 45),
        "albumin_g_dl": Num(1, 5.5, 0.1),
    },
    "kidneys.corrected_calcium": {"calcium_mg_dl": Num(5, 16, 0.1), "albumin_g_dl": Num(1, 5.5, 0.1)},
    "kidneys.osmolality": {
        "sodium_mmol_l": Num(115, 165),
        "glucose_mg_dl": Num(40, 900),
        "urea_nitrogen_mg_dl": Num(2, 150),
    },
    "kidneys.body_mass_index": {"weight_kg": Num(35, 180, 0.1), "height_cm": Num(130, 210)},
    "kidneys.body_surface_area": {"weight_kg": Num(35, 180, 0.1), "height_cm": Num(130, 210)},
    "stay.centor_mcisaac": {
        "temperature_c": Num(36, 41, 0.1, (38,)),
        "cough": YES,
        "tender_anterior_nodes": YES,
        "tonsil_exudate": YES,
        "age_years": Num(3, 90, 1, (15, 45)),
    },
    "stay.phq9": {"answers": Answers(9)},
    "stay.gad7": {"answers": Answers(7)},
    "stay.glasgow_coma": {"eyes": Num(1, 4), "verbal": Num(1, 5), "motor": Num(1, 6)},
    "stay.apgar": {name: Num(0, 2) for name in ("appearance", "pulse", "grimace", "activity", "respiration")},
    "stay.padua": {
        "active_cancer": YES,
        "previous_vte": YES,
        "reduced_mobility": YES,
        "thrombophilia": YES,
        "trauma_or_surgery_1m": YES,
        "age_years": Num(*ADULT, 1, (70,)),
        "heart_or_respiratory_failure": YES,
        "infarction_or_stroke": YES,
        "infection_or_rheumatic": YES,
        "body_mass_index": Num(15, 50, 0.1, (30,)),
        "hormones": YES,
    },
    "comorbidity.charlson": {
        "conditions": Several(tuple(sorted(comorbidity.CHARLSON_WEIGHTS))),
        "age_years": Num(*ADULT, 1, (50, 60, 70, 80, 90)),
    },
    "comorbidity.lace_comorbidity": {"conditions": Several(tuple(sorted(comorbidity.CHARLSON_WEIGHTS)))},
    "comorbidity.elixhauser": {"conditions": Several(tuple(sorted(comorbidity.ELIXHAUSER_WEIGHTS)))},
}  # fmt: skip


def cases(score: str) -> Iterator[dict[str, Any]]:
    """Inputs of one score, as keyword arguments that JSON can hold: each edge once, then random ones."""
    rng = random.Random(f"{SEED} {score}")  # noqa: S311 - cases of a test
    inputs = INPUTS[score]
    for name, kind in inputs.items():
        if isinstance(kind, Num):
            for edge in kind.edges():
                yield {other: one.draw(rng) for other, one in inputs.items()} | {name: kind.tidy(edge)}
    for _ in range(RANDOM_CASES):
        yield {name: kind.draw(rng) for name, kind in inputs.items()}
