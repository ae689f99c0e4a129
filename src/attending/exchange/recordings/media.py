"""The FHIR Media of a recording: of whom it is, how long it is, and where its sound lies or why it went."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal
from typing import Any

from attending.exchange.recordings.recording import Recording, State
from attending.record import Resource

_TYPE = ("http://terminology.hl7.org/CodeSystem/media-type", "audio", "Audio")


def media_of(recording: Recording, pieces: Iterable[bytes] = ()) -> Resource:
    """The resource as it should stand now; `pieces` are the sound, for its hash."""
    system, code, display = _TYPE
    gone = recording.state is State.DELETED
    content: dict[str, Any] = {"contentType": recording.media_type.split(";")[0], "title": "Recording of a visit"}
    if not gone:
        content |= {"url": f"/recordings/{recording.id}/audio", "size": recording.bytes}
        digest = hashlib.sha1(usedforsecurity=False)
        for piece in pieces:
            digest.update(piece)
        content["hash"] = base64.b64encode(digest.digest()).decode("ascii")
    media: dict[str, Any] = {
        "resourceType": "Media",
        "id": recording.id,
        "status": "completed",
        "type": {"coding": [{"system": system, "code": code, "display": display}]},
        "subject": {"reference": f"Patient/{recording.patient}"},
        "createdDateTime": recording.started.astimezone(UTC).isoformat(),
        "operator": {"reference": recording.by},
        "content": content,
    }
    if recording.encounter is not None:
        media["encounter"] = {"reference": f"Encounter/{recording.encounter}"}
    if recording.seconds is not None:
        media["duration"] = Decimal(f"{recording.seconds:.2f}")
    if gone:
        media["note"] = [{"text": f"The sound was deleted: {recording.deleted}."}]
    return media
