"""Files a conversation as a DocumentReference, so that a signed note can name its source for as long as it lives.

Read by `journeys`; the conversation's turns are what the evidence of each sentence points into.
"""

import base64
import hashlib
from datetime import UTC
from typing import Any

import msgspec

from attending.drafts import Conversation, from_json, to_json
from attending.errors import BadInput
from attending.exchange.recordings.consent import ConsentGiven, put_consent
from attending.record import Resource, Store
from attending.record.write import put
from attending.security import Grant

CONTENT_TYPE = "application/json"
_CATEGORY = "https://attending.invalid/fhir/CodeSystem/document-category"


def file_conversation(
    store: Store, conversation: Conversation, *, patient: str, encounter: str | None = None,
    related: tuple[str, ...] = (), consented: bool = False, grant: Grant,
) -> str:  # fmt: skip
    """Store a conversation in the patient's record and return its id; the same one again makes no new version.

    Its id is the conversation's own, unless that stands in another patient's record already (it was filed there by
    mistake): then it is one made of both. `related` names what it came from, such as the Media of a recording;
    `consented` stores that the patient agreed to the recording.

    Raises:
        NotAllowed: the grant does not cover filing documents for this patient.
    """
    with store.transaction(grant=grant) as tx:
        id_ = conversation.id
        existing = tx.newest("DocumentReference", id_)
        if existing is not None and existing.patient != patient:
            id_ = hashlib.sha256(f"{patient}/{id_}".encode()).hexdigest()[:32]
            existing = tx.newest("DocumentReference", id_)
        date = existing.resource.get("date") if existing is not None else None
        document = _document(conversation, patient, encounter, date or tx.now.astimezone(UTC).isoformat())
        if related:
            document.setdefault("context", {})["related"] = [{"reference": name} for name in related]
        filed = put(tx, {**document, "id": id_}, only_if_changed=True).id
        if consented:
            about = (f"DocumentReference/{filed}",)
            put_consent(tx, ConsentGiven(id=filed, patient=patient, encounter=encounter, about=about))
        return filed


def read_conversation_of(store: Store, conversation_id: str, *, grant: Grant) -> Conversation:
    """Read a filed conversation; raises `NotFound`, or `BadInput` for a document that is none."""
    return _parse(store.read("DocumentReference", conversation_id, grant=grant))


def _document(conversation: Conversation, patient: str, encounter: str | None, date: str) -> dict[str, Any]:
    data = to_json(conversation)
    document: dict[str, Any] = {
        "resourceType": "DocumentReference",
        "status": "current",
        "docStatus": "final",
        "type": {"text": "Conversation transcript"},
        "category": [{"coding": [{"system": _CATEGORY, "code": "source"}], "text": "source"}],
        "subject": {"reference": f"Patient/{patient}"},
        "date": date,
        "content": [
            {
                "attachment": {
                    "contentType": CONTENT_TYPE,
                    "language": conversation.language,
                    "data": base64.b64encode(data).decode("ascii"),
                    "size": len(data),
                    "hash": base64.b64encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii"),
                    "title": "Conversation transcript",
                }
            }
        ],
    }
    if encounter is not None:
        document["context"] = {"encounter": [{"reference": f"Encounter/{encounter}"}]}
    return document


def _parse(document: Resource) -> Conversation:
    try:
        attachment = document["content"][0]["attachment"]
        return from_json(base64.b64decode(attachment["data"]), Conversation)
    except (LookupError, TypeError, ValueError, msgspec.MsgspecError) as error:
        raise BadInput("This document is not the transcript of a conversation.") from error
