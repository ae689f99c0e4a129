"""What the shipped risk models say beside the hospital's own, and which of the two a name means."""

from collections.abc import Collection, Sequence
from pathlib import Path

import msgspec

from attending.record import Chart
from attending.review.watch import WatchEntry
from attending.risk.local.own import load_own, own_names
from attending.risk.local.score import Prediction, score
from attending.risk.shipped import SHIPPED, score_chart, score_shipped, shipped_card, shipped_model
from attending.risk.stays import current_stay

__all__ = ["SHIPPED", "model_version", "score_charts", "shipped_entries", "warm_up"]


def model_version(model: str, *, home: Path) -> str:
    """The version on the card of an own model, or of a shipped one where no own model has this name."""
    shipped = model in SHIPPED and model not in own_names(home)
    return shipped_card(model).version if shipped else load_own(model, home=home).card.version


def score_charts(charts: Sequence[Chart], model: str, *, home: Path) -> list[Prediction]:
    """What an own or a shipped model says of some charts."""
    if model in SHIPPED and model not in own_names(home):
        return score_shipped(charts, model)
    return score(charts, load_own(model, home=home))


def warm_up() -> None:
    """Load the shipped models and what they need, so that the first page does not wait for it."""
    for name in SHIPPED:
        shipped_model(name)


def shipped_entries(chart: Chart, *, known: Collection[str] = ()) -> list[WatchEntry]:
    """What the shipped models say of a patient in hospital, or lately discharged; `known` ones have spoken already."""
    names = [] if current_stay(chart) is None else [name for name in SHIPPED if name not in known]
    found = score_chart(chart, names) if names else []
    return [msgspec.convert(msgspec.to_builtins(one), WatchEntry) for one in found]
