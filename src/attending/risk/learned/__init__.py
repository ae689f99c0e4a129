"""Learned risk: fit, keep, load, predict and explain a calibrated probability from a table of features.

The seams others build on: `fit` (features, outcome, patients → `RiskModel`), `pack`/`unpack` (one file without pickle),
`RiskModel.predict` (probability, conformal interval, flag, abstention) and `RiskModel.explain` (exact contributions).
A feature table is an array (patient, feature) of float; NaN is missing. `report` measures what `fit` held out.
"""

from attending.risk.learned.file import load_model, pack, unpack
from attending.risk.learned.fit import Fitted, Recipe, fit
from attending.risk.learned.model import Input, RiskModel, Risks
from attending.risk.learned.report import report

__all__ = ["Fitted", "Input", "Recipe", "RiskModel", "Risks", "fit", "load_model", "pack", "report", "unpack"]
