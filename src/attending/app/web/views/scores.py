"""Bedside scores as a box of the patient's page: value, risk group, what each rests on, or what is missing."""

from collections.abc import Iterable

from attending.app.web.views.patient import Box, ItemView
from attending.journeys.bedside import Assessment, Score
from attending.record.words import readable_unit


def score_box(assessments: Iterable[Assessment]) -> Box:
    """The scores that could be computed, then one line that names those that lack an input."""
    known, lacking = [], []
    for assessment in assessments:
        if assessment.score is None:
            lacking.append(f"{assessment.title} ({', '.join(assessment.missing)})")
        else:
            known.append(_item(assessment, assessment.score))
    rest = [ItemView("Not assessed, for want of", sub="; ".join(lacking), faded=True)] if lacking else []
    return Box("scores", "Bedside scores", (*known, *rest), "No score applies to this patient.")


def _item(assessment: Assessment, score: Score) -> ItemView:
    value = f"{score.value:g} {readable_unit(score.unit)}" if score.unit != "1" else f"{score.value:g}"
    rests_on = "; ".join(element.text for element in assessment.evidence)
    return ItemView(assessment.title, when=value, sub=f"Rests on {rests_on}" if rests_on else "", badge=score.band)
