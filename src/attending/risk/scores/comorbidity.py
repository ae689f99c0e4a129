"""How ill somebody is beside the reason for the stay: Charlson, its LACE variant, Elixhauser by van Walraven."""

from attending.risk.scores.score import Bands, Score, points

CHARLSON_WEIGHTS: dict[str, int] = {
    "myocardial infarction": 1,
    "heart failure": 1,
    "peripheral vascular disease": 1,
    "cerebrovascular disease": 1,
    "dementia": 1,
    "chronic lung disease": 1,
    "connective tissue disease": 1,
    "peptic ulcer": 1,
    "mild liver disease": 1,
    "diabetes": 1,
    "diabetes with end-organ damage": 2,
    "hemiplegia": 2,
    "kidney disease": 2,
    "solid tumour": 2,
    "leukaemia": 2,
    "lymphoma": 2,
    "moderate or severe liver disease": 3,
    "metastatic tumour": 6,
    "AIDS": 6,
}
"""Weights of Charlson et al., J Chronic Dis 1987;40:373, table 3."""

LACE_WEIGHTS: dict[str, int] = {
    "myocardial infarction": 1,
    "cerebrovascular disease": 1,
    "peripheral vascular disease": 1,
    "diabetes": 1,
    "heart failure": 2,
    "diabetes with end-organ damage": 2,
    "chronic lung disease": 2,
    "mild liver disease": 2,
    "solid tumour": 2,
    "leukaemia": 2,
    "lymphoma": 2,
    "dementia": 3,
    "connective tissue disease": 3,
    "AIDS": 4,
    "moderate or severe liver disease": 4,
    "kidney disease": 4,
    "metastatic tumour": 6,
}
"""Weights that LACE sums: van Walraven et al., CMAJ 2010;182:551 (Schneeweiss et al., Health Serv Res 2003;38:1103).
Kidney disease is of the moderate grade."""

_STRONGER = {
    "diabetes": "diabetes with end-organ damage",
    "mild liver disease": "moderate or severe liver disease",
    "solid tumour": "metastatic tumour",
}

ELIXHAUSER_WEIGHTS: dict[str, int] = {
    "heart failure": 7,
    "arrhythmia": 5,
    "valve disease": -1,
    "pulmonary circulation": 4,
    "peripheral vascular disease": 2,
    "hypertension": 0,
    "paralysis": 7,
    "other neurological disease": 6,
    "chronic lung disease": 3,
    "diabetes": 0,
    "diabetes with complications": 0,
    "hypothyroidism": 0,
    "kidney failure": 5,
    "liver disease": 11,
    "peptic ulcer without bleeding": 0,
    "AIDS": 0,
    "lymphoma": 9,
    "metastatic tumour": 12,
    "solid tumour": 4,
    "rheumatic disease": 0,
    "coagulopathy": 3,
    "obesity": -4,
    "weight loss": 6,
    "fluid and electrolyte disorder": 5,
    "blood loss anaemia": -2,
    "deficiency anaemia": -2,
    "alcohol misuse": 0,
    "drug misuse": -7,
    "psychosis": 0,
    "depression": -3,
}
"""Weights of van Walraven et al., Med Care 2009;47:626, table 2, by the groups of Elixhauser et al., Med Care 1998."""


def counted(conditions: frozenset[str]) -> frozenset[str]:
    """The conditions that count: of two grades of one disease the higher alone."""
    return frozenset(name for name in conditions if _STRONGER.get(name) not in conditions)


def charlson(*, conditions: frozenset[str], age_years: float | None = None) -> Score:
    """Charlson comorbidity index; of two grades of one disease the higher alone counts.

    Args:
        conditions: names as in `CHARLSON_WEIGHTS`; any other is refused.
        age_years: when given, one point for each decade from 50 on, 4 at most.

    Source:
        Charlson et al., J Chronic Dis 1987;40:373; age: Charlson et al., J Clin Epidemiol 1994;47:1245.
    """
    parts: dict[str, float] = {name: CHARLSON_WEIGHTS[name] for name in sorted(counted(conditions))}
    if age_years is not None:
        parts["age"] = min(max(int(age_years) - 40, 0) // 10, 4)
    return points(Bands(((0, "none", ""), (1, "mild", ""), (3, "moderate", ""), (5, "severe", ""))), **parts)


def lace_comorbidity(*, conditions: frozenset[str]) -> int:
    """The comorbidity sum that LACE takes, before its cap; conditions of `CHARLSON_WEIGHTS`.

    Source:
        van Walraven et al., CMAJ 2010;182:551, with the weights of `LACE_WEIGHTS`.
    """
    once = counted(conditions)
    tumours = once & {"solid tumour", "leukaemia", "lymphoma"}
    # "any tumor (including lymphoma or leukemia)" is one condition there, and metastases its graver form
    uncounted = tumours if "metastatic tumour" in once else frozenset(sorted(tumours)[1:])
    return sum(LACE_WEIGHTS.get(name, 0) for name in once - uncounted)


def elixhauser(*, conditions: frozenset[str]) -> Score:
    """Elixhauser comorbidities as one number for death in hospital, −19 to 89; a tumour with metastases counts once.

    Args:
        conditions: names as in `ELIXHAUSER_WEIGHTS`; any other is refused.

    Source:
        van Walraven et al., Med Care 2009;47:626.
    """
    once = {name for name in conditions if not (name == "solid tumour" and "metastatic tumour" in conditions)}
    once -= {"diabetes"} if "diabetes with complications" in conditions else set()
    parts: dict[str, float] = {name: ELIXHAUSER_WEIGHTS[name] for name in sorted(once)}
    return points(Bands(((-100, "below 0", ""), (0, "0", ""), (1, "above 0", ""))), **parts)
