"""The shipped models on a patient's chart: each reads FHIR as of a moment, and says of whom it does not speak.

`SHIPPED` is the seam: a name, and charts to `Prediction`s with drivers that point to the entries they were read from.
"""

from attending.risk.shipped.scorers import SHIPPED, score_chart, score_shipped, shipped_card, shipped_model

__all__ = ["SHIPPED", "score_chart", "score_shipped", "shipped_card", "shipped_model"]
