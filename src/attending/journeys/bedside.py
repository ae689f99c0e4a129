"""Bedside scores for one patient, from the chart as it stands now."""

from attending.record import Chart, Store
from attending.risk import Assessment, Score, assess
from attending.security import Grant

__all__ = ["Assessment", "Score", "bedside_scores", "scores_of"]


def bedside_scores(patient: str, *, record: Store, grant: Grant) -> list[Assessment]:
    """Every score that applies to the patient: its value with what it rests on, or what is missing."""
    return scores_of(record.chart(patient, grant=grant))


def scores_of(chart: Chart) -> list[Assessment]:
    """The same for a chart that is already open."""
    return assess(chart)
