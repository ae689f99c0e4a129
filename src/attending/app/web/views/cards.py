"""Model cards as the models page shows them: the 31 source attributes of HTI-1, the results, the data sets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from attending.app.web.views.words import day
from attending.models import NOT_PROVIDED, Card, DoorStatus, Listed, source_attributes
from attending.models.card import DataSet, Result


@dataclass(frozen=True)
class FactView:
    """One line of a card; `missing` when the card says that it is not provided."""

    label: str
    text: str
    missing: bool = False


@dataclass(frozen=True)
class CardView:
    """One model: its card, or the fault for which it does not load."""

    name: str
    title: str
    version: str
    package: str
    output: str
    fault: str
    review: str
    overdue: bool
    facts: tuple[FactView, ...]
    results: tuple[Result, ...]
    data: tuple[DataSet, ...]


def card_views(models: Iterable[Listed], today: date) -> tuple[CardView, ...]:
    """Every model of the registry."""
    return tuple(_card(listed, listed.card, today) if listed.card else _faulty(listed) for listed in models)


def _card(listed: Listed, card: Card, today: date) -> CardView:
    attributes = (FactView(a.text, text, text == NOT_PROVIDED) for a, text in source_attributes(card))
    commands = (
        FactView("Command that trained it", card.commands.train),
        FactView("Command that measures it", card.commands.evaluate),
    )
    licences = (
        FactView("Licence of the model", card.licence.model),
        FactView("Licences of the data", card.licence.data),
    )
    return CardView(
        name=card.name,
        title=card.title,
        version=card.version,
        package=listed.package,
        output=card.output,
        fault="",
        review=day(card.review_by),
        overdue=card.overdue(today),
        facts=(*attributes, *commands, *licences),
        results=card.results,
        data=card.data,
    )


def _faulty(listed: Listed) -> CardView:
    return CardView(listed.name, listed.name, "", listed.package, "", listed.fault, "", False, (), (), ())


@dataclass(frozen=True)
class DoorView:
    """A door to a model outside this package, and whether it is open."""

    name: str
    ready: bool
    words: str


def door_view(status: DoorStatus) -> DoorView:
    """What a door says of itself."""
    return DoorView(status.door.capitalize(), status.configured, status.detail)
