"""FHIR R4 shapes that several proposals share: concepts, quantities, and the claim with its quotes.

Read by the modules of this package.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from attending.drafts import Claim, Conversation, Element, Proposal, Words
from attending.scribe.dialogue.statements import Source
from attending.terms.coding import UCUM, Coding
from attending.terms.dosage import plain_number
from attending.terms.units import find_unit

SYSTEMS = "http://terminology.hl7.org/CodeSystem/"


@dataclass(frozen=True, slots=True)
class Fact:
    """One proposed fact before it gets its number: the resource, what it says in words, and where it was said."""

    text: str
    resource: dict[str, Any]
    sources: tuple[Source, ...]
    reasons: tuple[str, ...] = ()
    choices: tuple[Coding, ...] = ()
    chart: tuple[Element, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Visitor:
    """What every resource needs to know of the visit: whose it is, and when."""

    patient: str | None
    now: datetime

    @property
    def subject(self) -> dict[str, str]:
        """Reference of the patient; words alone where nobody is known."""
        return {"reference": f"Patient/{self.patient}"} if self.patient else {"display": "The patient of this visit"}

    @property
    def moment(self) -> str:
        """The visit as a FHIR instant."""
        return self.now.isoformat()


def to_proposal(fact: Fact, number: int, conversation: Conversation) -> Proposal:
    """A fact with its claim: the quotes are those of the cited turns, word for word."""
    words = words_of(fact.sources, conversation)
    place = str(fact.resource["resourceType"])
    claim = Claim(id=f"p{number}", text=fact.text, place=place, evidence=(words, *fact.chart))
    return Proposal(id=f"p{number}", claim=claim, resource=fact.resource, reasons=fact.reasons, choices=fact.choices)


def words_of(sources: Sequence[Source], conversation: Conversation) -> Words:
    """One quote per turn: from the first to the last cited character of that turn."""
    spans: dict[int, tuple[int, int]] = {}
    for source in sources:
        start, end = spans.get(source.turn, (source.start, source.end))
        spans[source.turn] = (min(start, source.start), max(end, source.end))
    turns = tuple(sorted(spans))
    times = [conversation.turns[t] for t in turns]
    starts = [t.start for t in times if t.start is not None]
    ends = [t.end for t in times if t.end is not None]
    return Words(
        conversation=conversation.id,
        turns=turns,
        quotes=tuple(conversation.turns[t].text[spans[t][0] : spans[t][1]] for t in turns),
        seconds=(min(starts), max(ends)) if starts and ends else None,
    )


_VISIT = {"MedicationStatement": "context", "Appointment": ""}


def with_visit(resource: dict[str, Any], encounter: str) -> dict[str, Any]:
    """A resource with the encounter it belongs to, under the name that its type gives it."""
    element = _VISIT.get(str(resource["resourceType"]), "encounter")
    return {**resource, element: {"reference": f"Encounter/{encounter}"}} if element else resource


def concept(text: str, *codings: Coding) -> dict[str, Any]:
    """A CodeableConcept."""
    coded = [{k: v for k, v in (("system", c.system), ("code", c.code), ("display", c.display)) if v} for c in codings]
    return {**({"coding": coded} if coded else {}), "text": text}


def status(system: str, code: str) -> dict[str, Any]:
    """A status that FHIR keeps as a CodeableConcept."""
    return {"coding": [{"system": f"{SYSTEMS}{system}", "code": code}]}


def quantity(value: Decimal, ucum: str) -> dict[str, Any]:
    """A Quantity; without a unit where nobody said one."""
    found: dict[str, Any] = {"value": plain_number(value)}
    if ucum:
        unit = find_unit(ucum)
        found |= {"unit": (unit.short if unit and unit.short else ucum), "system": UCUM, "code": ucum}
    return found


def capitalised(text: str) -> str:
    """A text with its first letter large."""
    return text[:1].upper() + text[1:]
