"""What of an audit event nobody looks up by is sealed before it is written: what was searched for, and the details.

Names stand there that were only asked for. Whom an event is about, who acted, when and how stays readable, for the
trail is searched by it. Written by `trail`, opened by `read`; the chain runs over what is stored, sealed as it is.
"""

import base64
import os
from dataclasses import replace
from functools import lru_cache
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from attending.audit.event import Entry, audit_event, query_entity
from attending.errors import Tampered
from attending.security.derivation import NONCE_BYTES
from attending.security.keys import Keys

_SEALED = "sealed"
"""An element of a stored event that FHIR does not know; events of earlier versions lack it and are read as they are."""


def stored(entry: Entry, seq: int, keys: Keys) -> str:
    """An entry as the JSON that is chained."""
    event = audit_event(replace(entry, query="", detail="") if entry.query or entry.detail else entry, seq)
    if entry.query or entry.detail:
        nonce = os.urandom(NONCE_BYTES)
        plain = msgspec.json.encode((entry.query, entry.detail))
        event[_SEALED] = base64.b64encode(nonce + _cipher(keys).encrypt(nonce, plain, _place(seq))).decode()
    return msgspec.json.encode(event).decode()


def opened(body: str, seq: int, keys: Keys) -> dict[str, Any]:
    """The AuditEvent resource of a stored event; raises `Tampered` when its sealed part is not what was written."""
    event: dict[str, Any] = msgspec.json.decode(body)
    sealed = event.pop(_SEALED, None)
    if sealed is None:
        return event
    try:
        box = base64.b64decode(sealed)
        query, detail = msgspec.json.decode(
            _cipher(keys).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _place(seq)), type=tuple[str, str]
        )
    except (InvalidTag, ValueError, TypeError) as error:
        raise Tampered("An audit event is not what was written.", hint="Run `attending audit verify`.") from error
    if detail:
        event["outcomeDesc"] = detail
    if query:
        event["entity"] = [*event.get("entity", []), query_entity(query)]
    return event


def _place(seq: int) -> bytes:
    """What is bound to the sealed part, so that it cannot be moved to another event."""
    return b"audit/%d" % seq


@lru_cache(maxsize=8)
def _cipher(keys: Keys) -> AESGCM:
    """Under a key that outlives rotations, as the chain's does: an event is never written again."""
    return AESGCM(keys.derive("audit/sealed"))
