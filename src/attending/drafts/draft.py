"""Draft, Claim, Evidence, Finding: the four types through which every capability meets its checks and its reviewer."""

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import msgspec

from attending.terms.coding import Coding

_T = TypeVar("_T", bound=msgspec.Struct)


class _Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Immutable, and equal when its content is."""


class Words(_Frozen, frozen=True, tag="words", tag_field="kind"):
    """Words of a conversation: which turns, their seconds in the recording, and what was said there, verbatim."""

    conversation: str
    turns: tuple[int, ...]
    quotes: tuple[str, ...]
    """One per turn: a verbatim part of that turn's text."""
    seconds: tuple[float, float] | None = None


class Element(_Frozen, frozen=True, tag="element", tag_field="kind"):
    """An element of a resource in the record: `Observation/bp1`, version 2, `Observation.component[0].value`."""

    reference: str
    version: int
    path: str
    text: str
    """The element in words, as it stood in that version."""


class Region(_Frozen, frozen=True, tag="region", tag_field="kind"):
    """A polygon in one frame of an image; points are (column, row) in pixels."""

    sop_instance_uid: str
    frame: int
    polygon: tuple[tuple[float, float], ...]


class Citation(_Frozen, frozen=True, tag="citation", tag_field="kind"):
    """A place in a published guideline or paper."""

    source: str
    edition: str
    place: str
    url: str = ""


class ModelOutput(_Frozen, frozen=True, tag="model", tag_field="kind"):
    """What a model with a card computed, with its interval where it has one."""

    name: str
    version: str
    value: str
    lower: float | None = None
    upper: float | None = None


Evidence = Words | Element | Region | Citation | ModelOutput


class Claim(_Frozen, frozen=True):
    """One statement, mark or number of a draft, and what it rests on."""

    id: str
    text: str
    place: str
    """Where it stands in the proposed resources: `Composition.section[1]` for a sentence of a note."""
    evidence: tuple[Evidence, ...] = ()
    confidence: float | None = None
    """Calibrated probability that the claim is right, 0 to 1; None where nobody measured it."""
    edited_by: str | None = None
    """Reference of the Practitioner whose words these are; None while they are the model's."""


class Proposal(_Frozen, frozen=True):
    """A fact for the record beside a draft's text: the accountable person accepts, changes or declines it by itself."""

    id: str
    claim: Claim  # the fact as a sentence, and what it rests on
    resource: dict[str, Any]
    reasons: tuple[str, ...] = ()  # why this code or status, and what nobody said; in words for the clinician
    choices: tuple[Coding, ...] = ()  # codes that fit as well, likeliest first


class Author(_Frozen, frozen=True):
    """The model that made a draft: name and version as on its card."""

    name: str
    version: str


class Draft(_Frozen, frozen=True):
    """What a capability proposes. Nothing in it stands in the record until the accountable person has signed."""

    id: str
    kind: str
    """`note`, `imaging-report`, `risk`, …: a row of `review.states.ACCOUNTABLE`."""
    patient: str | None
    """Logical id of the Patient; None for a roster, a data set, a molecule series."""
    author: Author
    created: datetime
    resources: tuple[dict[str, Any], ...]
    claims: tuple[Claim, ...]
    proposals: tuple[Proposal, ...] = ()  # facts beside the resources, each written only where it was accepted
    not_assessed: tuple[str, ...] = ()  # what could not be looked at and why, in words for the clinician
    remarks: tuple[str, ...] = ()  # how it was made where nothing is missing: what a style leaves out, own wording


class Severity(StrEnum):
    """How much a finding weighs: a blocker must be answered before anyone can sign."""

    BLOCKER = "blocker"
    WARNING = "warning"
    INFO = "info"


class Finding(_Frozen, frozen=True):
    """What a check says about a draft or one of its claims."""

    id: str
    """Stable for the same draft and cause, so that an answer survives a new examination."""
    severity: Severity
    code: str
    message: str
    claim: str | None = None


def to_json(value: msgspec.Struct) -> bytes:
    """Write a draft or one of its parts; keys stand in the order of the fields, so equal drafts give equal bytes."""
    return msgspec.json.encode(value)


def from_json(data: bytes | str, kind: type[_T]) -> _T:
    """Read what `to_json` wrote; raises `msgspec.ValidationError` on anything else."""
    return msgspec.json.decode(data, type=kind)
