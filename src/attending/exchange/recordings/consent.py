"""The patient's agreement to a recording, as a FHIR Consent of this visit.

Who asked, when, for which visit and for what: to record the conversation, and to draft the note from it.
"""

from datetime import UTC
from typing import Any

import msgspec

from attending.record import Resource, Transaction
from attending.record.write import put

_SCOPE = ("http://terminology.hl7.org/CodeSystem/consentscope", "treatment", "Treatment")
_CATEGORY = ("http://loinc.org", "59284-0", "Consent Document")
_OPT_IN = ("http://terminology.hl7.org/CodeSystem/v3-ActCode", "OPTIN", "opt-in")
_TREATMENT = ("http://terminology.hl7.org/CodeSystem/v3-ActReason", "TREAT", "treatment")
_ACTION = "http://terminology.hl7.org/CodeSystem/consentaction"
WORDS = "The patient agreed that this visit is recorded and that a note is drafted from the recording."


class ConsentGiven(msgspec.Struct, frozen=True, kw_only=True):
    """What the clinician says when they tick the box; `id` is that of the recording or conversation it is for."""

    id: str
    patient: str
    encounter: str | None = None
    about: tuple[str, ...] = ()
    """References of what rests on it: a Media, a DocumentReference."""


def put_consent(tx: Transaction, given: ConsentGiven) -> str:
    """Store the agreement and return its id; the same one again makes no new version."""
    id_ = f"consent-{given.id}"[:64]
    existing = tx.newest("Consent", id_)
    if existing is not None and not existing.deleted and existing.patient == given.patient:
        return id_
    return put(tx, {**_consent(given, tx), "id": id_}).id


def withdraw_consent(tx: Transaction, consent: str) -> None:
    """The patient takes it back: from now on it is inactive."""
    found = tx.newest("Consent", consent)
    if found is not None and not found.deleted:
        put(tx, {**found.resource, "status": "inactive"}, only_if_changed=True)


def _consent(given: ConsentGiven, tx: Transaction) -> Resource:
    data: list[dict[str, Any]] = [{"meaning": "instance", "reference": {"reference": name}} for name in given.about]
    if given.encounter is not None:
        data.append({"meaning": "related", "reference": {"reference": f"Encounter/{given.encounter}"}})
    provision: dict[str, Any] = {
        "type": "permit",
        "action": [_concept((_ACTION, code, "")) for code in ("collect", "use")],
        "purpose": [_coding(_TREATMENT)],
    }
    return {
        "resourceType": "Consent",
        "status": "active",
        "scope": _concept(_SCOPE),
        "category": [_concept(_CATEGORY)],
        "patient": {"reference": f"Patient/{given.patient}"},
        "dateTime": tx.now.astimezone(UTC).isoformat(),
        "performer": [{"reference": f"Patient/{given.patient}"}],
        "policyRule": {**_concept(_OPT_IN), "text": WORDS},
        "verification": [
            {
                "verified": True,
                "verifiedWith": {"reference": f"Patient/{given.patient}"},
                "verificationDate": tx.now.astimezone(UTC).isoformat(),
            }
        ],
        "provision": {**provision, **({"data": data} if data else {})},
    }


def _concept(coding: tuple[str, str, str]) -> dict[str, Any]:
    return {"coding": [_coding(coding)]}


def _coding(coding: tuple[str, str, str]) -> dict[str, str]:
    system, code, display = coding
    return {"system": system, "code": code, **({"display": display} if display else {})}
