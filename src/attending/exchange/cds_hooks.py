"""CDS Hooks 2.0 as messages: what an electronic record asks at a hook, the cards it gets, what its users did with them.

Only the shapes; what the cards say is a journey's. The chart is the record's own, or made of the prefetched resources,
or of those read from the FHIR server that the operator has named for this caller; they are looked at and not kept.

Source: cds-hooks.hl7.org, specification 2.0 (2022): discovery, calling, response, feedback.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar

import msgspec

from attending.errors import AttendingError, BadInput
from attending.record import Chart, Resource
from attending.record.when import newest_first
from attending.record.words import objects

MOST_CARDS = 2
"""More than two cards at once are not read."""
LONGEST_SUMMARY = 140
MOST_RESOURCES = 5_000
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
_UUID = re.compile(r"[0-9a-fA-F-]{36}")

PREFETCH: Mapping[str, str] = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": "Condition?patient={{context.patientId}}",
    "observations": "Observation?patient={{context.patientId}}&_sort=-date&_count=500",
    "medications": "MedicationRequest?patient={{context.patientId}}",
    "encounters": "Encounter?patient={{context.patientId}}&_sort=-date&_count=200",
}
"""What the service asks a record to send along; it works with what it gets."""

_T = TypeVar("_T")
Indicator = Literal["info", "warning", "critical"]


class DataMissing(AttendingError):
    """The service knows the patient neither from its record nor from the request: HTTP 412, as CDS Hooks wants."""

    status, exit_code, code = 412, 2, "required"


class _Context(msgspec.Struct, frozen=True, rename="camel"):
    user_id: str
    patient_id: str
    encounter_id: str | None = None
    selections: tuple[str, ...] = ()
    """At `order-select`: the orders just chosen, as references into `draft_orders`."""
    draft_orders: dict[str, Any] | None = None


class _Authorization(msgspec.Struct, frozen=True):
    access_token: str = ""


class HookRequest(msgspec.Struct, frozen=True, rename="camel"):
    """A call at a hook; unknown members are the sender's business."""

    hook: str
    hook_instance: str
    context: _Context
    prefetch: dict[str, Any] | None = None
    fhir_server: str = ""
    fhir_authorization: _Authorization | None = None

    @property
    def access_token(self) -> str:
        """The token with which the caller lets its FHIR server be read; empty without one."""
        return self.fhir_authorization.access_token if self.fhir_authorization else ""

    def orders(self) -> list[Resource]:
        """The orders that the user is choosing (`order-select`) or signing (all of the draft)."""
        drafts = list(_resources({"draft": self.context.draft_orders or {}}))
        chosen = {reference.lstrip("/") for reference in self.context.selections}
        return [one for one in drafts if not chosen or f"{one.get('resourceType')}/{one.get('id')}" in chosen]


@dataclass(frozen=True)
class Service:
    """One service that the hospital offers, at one hook."""

    id: str
    hook: str
    title: str
    description: str


@dataclass(frozen=True)
class Card:
    """One card."""

    uuid: str
    summary: str
    indicator: Indicator
    detail: str
    link: tuple[str, str] | None = None
    """Label and absolute address."""
    overrides: Mapping[str, str] | None = None
    """Reasons for not following it: code → words."""


class _Reason(msgspec.Struct, frozen=True):
    code: str = ""
    display: str = ""


class _Override(msgspec.Struct, frozen=True, rename="camel"):
    reason: _Reason | None = None
    user_comment: str = ""


class CardFeedback(msgspec.Struct, frozen=True, rename="camel"):
    """What a user did with one card."""

    card: str
    outcome: Literal["accepted", "overridden"]
    outcome_timestamp: str = ""
    override_reason: _Override | None = None

    @property
    def reason(self) -> str:
        """The code of the reason for not following it; empty without one."""
        told = self.override_reason
        return told.reason.code if told and told.reason else ""

    @property
    def words(self) -> str:
        """The reason's words and the user's own."""
        told = self.override_reason
        if told is None:
            return ""
        return " ".join(part for part in (told.reason.display if told.reason else "", told.user_comment) if part)


class _Feedback(msgspec.Struct, frozen=True):
    feedback: list[CardFeedback]


def read_request(data: bytes, *, hook: str) -> HookRequest:
    """Read a call; raises `BadInput` naming what is missing."""
    request = _read(data, HookRequest)
    if request.hook != hook:
        raise BadInput(f"This service answers at the hook {hook}.")
    if not _UUID.fullmatch(request.hook_instance):
        raise BadInput("hookInstance must be a UUID.")
    if not _ID.fullmatch(request.context.patient_id):
        raise BadInput("context.patientId must be the logical id of a Patient.")
    return request


def read_feedback(data: bytes) -> list[CardFeedback]:
    """Read what users did with cards."""
    return _read(data, _Feedback).feedback


def fetch_missing(request: HookRequest, fetch: Callable[[str], bytes]) -> dict[str, Any]:
    """The prefetch, and read from the caller's FHIR server what it did not bring.

    Args:
        request: its `fhir_server` was checked by the caller of this function.
        fetch: body of the answer to a GET; raises `OSError` where there is none.

    Raises:
        DataMissing: the Patient could not be read; of the rest, what cannot be read is missing.
    """
    found = dict(request.prefetch or {})
    for key, template in PREFETCH.items():
        if found.get(key) is None:
            address = template.replace("{{context.patientId}}", request.context.patient_id)
            try:
                found[key] = msgspec.json.Decoder(dict, float_hook=Decimal).decode(
                    fetch(f"{request.fhir_server.rstrip('/')}/{address}")
                )
            except (OSError, msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
                if key == "patient":
                    raise DataMissing("The FHIR server of the call gave no Patient.") from error
    return found


def prefetched_chart(request: HookRequest, prefetch: Mapping[str, Any] | None = None, *, now: datetime) -> Chart | None:
    """The chart that the request brought along (or `prefetch`, with what was read); None without such a Patient."""
    by_type: dict[str, list[Resource]] = {}
    for resource in _resources(request.prefetch or {} if prefetch is None else prefetch):
        by_type.setdefault(str(resource.get("resourceType")), []).append(resource)
    person = next((p for p in by_type.pop("Patient", []) if p.get("id") == request.context.patient_id), None)
    if person is None:
        return None
    ours = {f"Patient/{request.context.patient_id}", request.context.patient_id}
    found = {name: newest_first([r for r in some if _about(r, ours)]) for name, some in by_type.items()}
    return Chart(person, now, found)


def discovery(services: Sequence[Service]) -> dict[str, Any]:
    """The discovery document."""
    return {
        "services": [
            {"hook": s.hook, "title": s.title, "description": s.description, "id": s.id, "prefetch": dict(PREFETCH)}
            for s in services
        ]
    }


def response(cards: Sequence[Card], *, label: str, system: str) -> dict[str, Any]:
    """The answer: the most important cards, two at most."""
    order = ("critical", "warning", "info")
    chosen = sorted(cards, key=lambda card: order.index(card.indicator))[:MOST_CARDS]
    return {"cards": [_written(card, label, system) for card in chosen]}


def _written(card: Card, label: str, system: str) -> dict[str, Any]:
    summary = card.summary if len(card.summary) <= LONGEST_SUMMARY else f"{card.summary[: LONGEST_SUMMARY - 1]}…"
    written: dict[str, Any] = {
        "uuid": card.uuid,
        "summary": summary,
        "indicator": card.indicator,
        "detail": card.detail,
        "source": {"label": label},
    }
    if card.link:
        written["links"] = [{"label": card.link[0], "url": card.link[1], "type": "absolute"}]
    if card.overrides:
        written["overrideReasons"] = [
            {"code": code, "system": system, "display": words} for code, words in card.overrides.items()
        ]
    return written


def _resources(prefetch: Mapping[str, Any]) -> Iterator[Resource]:
    count = 0
    for value in prefetch.values():
        bundle = isinstance(value, dict) and value.get("resourceType") == "Bundle"
        for resource in objects(value, "entry", "resource") if bundle else objects(value):
            count += 1
            if count > MOST_RESOURCES:
                raise BadInput(f"A request may bring {MOST_RESOURCES:,} resources at most.")
            yield resource


def _about(resource: Resource, ours: set[str]) -> bool:
    """Whether it is about this patient: a prefetch that mixes patients up must not mix up their risks."""
    told = [resource.get("subject"), resource.get("patient")]
    references = [str(one.get("reference", "")) for one in told if isinstance(one, dict)]
    return all(any(reference.endswith(own) for own in ours) for reference in references)


def _read(data: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.Decoder(kind, float_hook=Decimal).decode(data)
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise BadInput(f"This is no CDS Hooks message: {error}.") from error
