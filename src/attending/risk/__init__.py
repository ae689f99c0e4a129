"""Who will get worse, how sure we are, and why: bedside scores from the chart, each with its inputs as evidence."""

from attending.risk.bedside import Assessment, assess
from attending.risk.catalogue import BEDSIDE
from attending.risk.scores.score import Score

__all__ = ["BEDSIDE", "Assessment", "Score", "assess"]
