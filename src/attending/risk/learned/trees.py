"""The tree member: gradient-boosted trees of LightGBM, kept as its plain text, with exact TreeSHAP contributions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from attending.risk.learned.calibration import Array
from attending.risk.learned.leaves import Block, read_trees, score_trees
from attending.risk.learned.shares import Expected, read_paths, share_out

DEFAULT: Mapping[str, Any] = {
    "learning_rate": 0.03,
    "num_leaves": 8,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.3,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "max_bin": 127,
}
FEW = 200
"""So many cases and more are explained by LightGBM itself, whose import takes seconds; both agree to rounding."""
QUIET: Mapping[str, Any] = {"verbosity": -1, "num_threads": 1, "deterministic": True, "force_row_wise": True}


@dataclass(frozen=True)
class Trees:
    """Boosters of several seeds as LightGBM text; their scores are averaged."""

    texts: tuple[str, ...]
    _open: list[Any] = field(default_factory=list, compare=False, repr=False)
    _read: list[tuple[Block, ...] | None] = field(default_factory=list, compare=False, repr=False)
    _paths: list[Expected | None] = field(default_factory=list, compare=False, repr=False)

    def boosters(self) -> Sequence[Any]:
        """The boosters, read from their text once."""
        if not self._open:
            import lightgbm

            self._open.extend(lightgbm.Booster(model_str=text) for text in self.texts)
        return self._open

    def score(self, features: Array) -> Array:
        """Log-odds, shape (case,); inputs count in single precision, which is half of what must be moved."""
        single = features.astype(np.float32)
        if not self._read:
            self._read.extend(read_trees(text) for text in self.texts)
        known = tuple(block for trees in self._read if trees is not None for block in trees)
        total = score_trees(known, single)  # all boosters at once: the inputs are laid out for them once
        for place, trees in enumerate(self._read):
            if trees is None:
                total += self.boosters()[place].predict(single, raw_score=True, num_threads=1)
        return total / len(self.texts)

    def contributions(self, features: Array) -> Array:
        """TreeSHAP (Lundberg et al. 2020): shape (case, feature + 1), the expectation last; rows sum to `score`."""
        if not self._paths:
            self._paths.extend(read_paths(text) for text in self.texts)
        total = np.zeros((len(features), features.shape[1] + 1))
        for place, paths in enumerate(self._paths):
            if paths is None or len(features) >= FEW:
                single = features.astype(np.float32)
                total += self.boosters()[place].predict(single, pred_contrib=True, num_threads=1)
            else:
                total += share_out(paths, features)
        return total / len(self.texts)


def fit_trees(
    features: Array,
    outcome: Array,
    *,
    rounds: int,
    seeds: Sequence[int],
    settings: Mapping[str, Any] | None = None,
    categorical: Sequence[int] = (),
    objective: str = "",
) -> Trees:
    """Fit one booster of `rounds` trees for each seed; an outcome between 0 and 1 is learned as a probability.

    With the `objective` "regression" it is a quantity, and the score is that quantity.
    """
    import lightgbm

    objective = objective or ("binary" if np.isin(outcome, (0, 1)).all() else "cross_entropy")
    texts = []
    for seed in seeds:
        parameters = {**DEFAULT, "objective": objective, **(settings or {}), **QUIET, "seed": seed}
        table = lightgbm.Dataset(features, outcome, categorical_feature=list(categorical), params={"verbosity": -1})
        booster = lightgbm.train(parameters, table, num_boost_round=rounds)
        texts.append(booster.model_to_string(importance_type="gain"))
    return Trees(tuple(texts))
