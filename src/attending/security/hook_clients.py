"""Who may call the decision-support hooks: records whose public keys are known, by a signed token for each call.

Source: CDS Hooks 2.0, Security and Safety, "Trusting CDS Clients": a JWT with iss, aud, exp, iat and jti.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from attending.errors import BadInput, NotConfigured, SignInRequired

ALGORITHMS = ["ES256", "ES384", "RS256", "RS384"]
"""Signatures only, never `none`, never a shared secret."""
LONGEST_SECONDS = 300
"""A token is for one call: it may not live longer."""
SKEW_SECONDS = 30
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass
class HookClients:
    """The records that are trusted, and the tokens seen while they could be played again."""

    keys: Mapping[str, Any]
    """Issuer → JSON Web Key Set."""
    servers: Mapping[str, str] = field(default_factory=dict)
    """Issuer → address of its FHIR server, the only one that is ever read for it."""
    _seen: dict[str, float] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path | None) -> "HookClients":
        """Read the file: a JSON object of issuers, each with its `keys` and, where it may be read, its `fhirServer`.

        Without a file nobody is trusted.
        """
        if path is None:
            return cls({})
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            servers = {
                str(issuer): str(told.pop("fhirServer")) for issuer, told in table.items() if "fhirServer" in told
            }
            keys = {str(issuer): KeySet.import_key_set(told) for issuer, told in table.items()}
        except (OSError, ValueError, AttributeError, TypeError, JoseError) as error:
            raise BadInput("The file of hook clients is no JSON object of issuers and key sets.") from error
        if any(not _may_be_read(server) for server in servers.values()):
            raise BadInput("A fhirServer of the file of hook clients is neither https nor on this machine.")
        return cls(keys, servers)

    def admit(self, token: str, *, audience: str, now: datetime) -> str:
        """The issuer of a valid token; raises `SignInRequired` for any other.

        Args:
            token: the bearer token of the call.
            audience: the address that was called.
            now: the moment of the call.
        """
        if not self.keys:
            raise NotConfigured("No record is trusted to call here.", hint="Set ATTENDING_CDS_CLIENTS.")
        claims = self._claims(token)
        moment = now.timestamp()
        expires, issued, name = claims.get("exp"), claims.get("iat"), claims.get("jti")
        told = claims.get("aud")
        audiences = told if isinstance(told, list) else [told]
        if not isinstance(expires, int | float) or not isinstance(issued, int | float) or not isinstance(name, str):
            raise _refused()
        lives = expires - issued <= LONGEST_SECONDS and issued <= moment + SKEW_SECONDS and moment < expires
        if audience not in audiences or not lives:
            raise _refused()
        self._seen = {one: until for one, until in self._seen.items() if until > moment}
        key = f"{claims['iss']}\0{name}"
        if key in self._seen:
            raise _refused()
        self._seen[key] = expires
        return str(claims["iss"])

    def _claims(self, token: str) -> Mapping[str, Any]:
        """The claims of a token whose signature holds under the keys of the issuer it names."""
        for issuer, keys in self.keys.items():
            try:
                claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):
                continue
            if claims.get("iss") == issuer:
                return claims
        raise _refused()


def _may_be_read(server: str) -> bool:
    """Patients' data travel encrypted, or do not leave the machine."""
    parts = urlsplit(server)
    return bool(parts.hostname) and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOCAL))


def _refused() -> SignInRequired:
    return SignInRequired("The token of this call is not valid.", hint="A new signed token is needed for each call.")
