"""A clinician's signature: detached JWS (RFC 7515, appendix F) with Ed25519 over canonical JSON.

Read by `review`, which writes it into `Provenance.signature` and checks it again later.
"""

import base64
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from math import isfinite
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from attending.database import Connection
from attending.errors import BadInput, NotFound
from attending.security.accounts import signing_label
from attending.security.keys import Keys

ALGORITHM = "Ed25519"  # RFC 9864; the older name EdDSA does not say which curve
_REGISTRY = jws.JWSRegistry(algorithms=[ALGORITHM], strict_check_header=False)  # for sigT, the time of signing
_ENCODER = msgspec.json.Encoder(order="sorted", decimal_format="number")


def canonical(value: Any) -> bytes:
    """JSON of which there is only one spelling: keys sorted, no spaces, UTF-8, decimals with the digits they have.

    Source: RFC 8785, except that 1.00 stays 1.00 (FHIR: precision is part of the value) and keys sort by code point.
    """
    try:
        return _ENCODER.encode(_with_decimals(value))
    except (TypeError, ValueError, RecursionError) as error:
        raise BadInput("This cannot be written as canonical JSON.") from error


def sign_detached(private_key: bytes, payload: bytes, *, kid: str, when: datetime) -> str:
    """Sign `payload`; `header..signature` with the key's name and the time of signing in the protected header."""
    key = _key(Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw(), private_key)
    header = {"alg": ALGORITHM, "kid": kid, "sigT": when.isoformat()}
    return jws.detach_content(jws.serialize_compact(header, payload, key, registry=_REGISTRY))


def verify_detached(public_key: bytes, payload: bytes, signature: str) -> bool:
    """Whether the signature is this key's over exactly these bytes."""
    parts = signature.split(".")
    if len(parts) != 3 or parts[1]:
        return False
    try:
        jws.deserialize_compact(signature, _key(public_key), payload=payload, registry=_REGISTRY)
    except (JoseError, ValueError):
        return False
    return True


def private_key_of(connection: Connection, keys: Keys, practitioner: str) -> bytes:
    """A practitioner's private key, unwrapped; raises `NotFound`, or `Tampered` when the row was changed."""
    row = connection.execute("SELECT private_key FROM account WHERE practitioner = ?", (practitioner,)).fetchone()
    if row is None:
        raise NotFound("This practitioner has no account, and so no signing key.")
    return keys.unwrap(row[0], signing_label(practitioner))


def public_key_of(connection: Connection, keys: Keys, practitioner: str) -> bytes:
    """A practitioner's public key, computed from the wrapped private one: nobody can swap it in the database."""
    private = Ed25519PrivateKey.from_private_bytes(private_key_of(connection, keys, practitioner))
    return private.public_key().public_bytes_raw()


def _key(public: bytes, private: bytes | None = None) -> OKPKey:
    jwk: dict[str, str | list[str]] = {"kty": "OKP", "crv": "Ed25519", "x": _base64(public)}
    if private is not None:
        jwk["d"] = _base64(private)
    return OKPKey.import_key(jwk)


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _with_decimals(value: Any) -> Any:
    """Floats as the decimals they are written as, so that a resource signs the same before and after it was stored."""
    match value:
        case Mapping():
            return {name: _with_decimals(part) for name, part in value.items()}
        case list() | tuple():
            return [_with_decimals(part) for part in value]
        case Decimal() if not value.is_finite():
            raise ValueError("not a number")
        case float():
            if not isfinite(value):
                raise ValueError("not a number")
            return Decimal(repr(value))
    return value
