"""How well shares agree with people's scores: rank correlation and area under the ROC curve. Read by `verified`."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.checks.cases import SCORES

Scored = Sequence[tuple[float, float, Mapping[str, float]]]
"""For each summary the share of it that is unsupported, that of the facts told that it leaves out, people's scores."""

_RATES = frozenset({"hallucination_rate", "omission_rate"})


def agreement(scored: Scored) -> dict[str, Any]:
    """Rank correlations with people's scores, and how well a summary with any fault is told from one without."""
    measures: dict[str, Any] = {}
    for name in SCORES.values():
        omits = name == "omission_rate"
        pairs = [(left if omits else share, scores[name]) for share, left, scores in scored if name in scores]
        if len(pairs) < 3:
            continue
        mine, theirs = (np.array(column) for column in zip(*pairs, strict=True))
        worst = theirs > 0 if name in _RATES else theirs < 1
        measures[name] = {
            "n": len(pairs),
            "spearman": _rounded(np.corrcoef(_ranks(mine), _ranks(theirs))[0, 1]),
            "with_fault": int(worst.sum()),
            "auc_fault": _rounded(_auc(mine, worst)),
        }
    return measures


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ranks, ties sharing their mean."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks: NDArray[np.float64] = ((ends - counts + 1 + ends) / 2)[inverse]
    return ranks


def _auc(values: NDArray[np.float64], positive: NDArray[np.bool_]) -> float:
    high, low = int(positive.sum()), int((~positive).sum())
    if not high or not low:
        return float("nan")
    return float((_ranks(values)[positive].sum() - high * (high + 1) / 2) / (high * low))


def _rounded(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 3)
