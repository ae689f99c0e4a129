"""Bearer tokens of the hospital's own systems: what each may do is written with it, and it can be revoked.

Only the SHA-256 of a token is kept: whoever reads the database cannot use it. Read by `exchange` (the FHIR API).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from attending.database import Connection, Duplicate
from attending.errors import BadInput, Conflict, NotFound
from attending.security.grant import Action, Grant, PractitionerRole, Purpose

SCHEMA = """
CREATE TABLE IF NOT EXISTS api_token (
  digest BLOB PRIMARY KEY, name TEXT NOT NULL UNIQUE, scope TEXT NOT NULL, created TEXT NOT NULL, expires TEXT NOT NULL
) STRICT;
"""
PREFIX = "attending_"
"""So that a token that leaked is recognised for what it is."""
LONGEST_DAYS = 731
_LOOK = frozenset({Action.READ})
_WORK = frozenset({Action.CREATE, Action.READ, Action.UPDATE, Action.DELETE})


class _Scope(msgspec.Struct):
    """What is written with a token."""

    types: list[str] | None
    patients: list[str] | None
    writes: bool


@dataclass(frozen=True)
class SystemToken:
    """One system's leave."""

    name: str
    types: frozenset[str] | None
    """None: every type."""
    patients: frozenset[str] | None
    """None: every patient."""
    writes: bool
    created: datetime
    expires: datetime

    @property
    def grant(self) -> Grant:
        """What its bearer may do: an interface reads and files, but signs nothing."""
        return Grant(
            who=f"Device/{self.name}",
            role=PractitionerRole.SYSTEM,
            purpose=Purpose.OPERATIONS,
            patients=self.patients,
            types=self.types,
            actions=_WORK if self.writes else _LOOK,
        )


def make_token(
    connection: Connection,
    name: str,
    *,
    now: datetime,
    expires: datetime,
    types: frozenset[str] | None = None,
    patients: frozenset[str] | None = None,
    writes: bool = False,
) -> str:
    """Make a token and return it: this is the only time that it is seen.

    Raises:
        Conflict: the name has a token already.
        BadInput: the name is none for a Device, or the time is out of bounds.
    """
    if not (0 < len(name) <= 64 and all(c.isascii() and (c.isalnum() or c in "-.") for c in name)):
        raise BadInput("The name of a system has 1 to 64 letters, digits, hyphens and dots.")
    if not 0 < (expires - now).days + 1 <= LONGEST_DAYS:
        raise BadInput(f"A token lives from 1 to {LONGEST_DAYS} days.")
    prepare(connection)
    token = PREFIX + secrets.token_urlsafe(32)
    scope = _Scope(_sorted(types), _sorted(patients), writes)
    try:
        connection.execute(
            "INSERT INTO api_token (digest, name, scope, created, expires) VALUES (?, ?, ?, ?, ?)",
            (_digest(token), name, msgspec.json.encode(scope).decode(), _stamp(now), _stamp(expires)),
        )
    except Duplicate as error:
        raise Conflict("This system has a token already.", hint="Revoke it first, or choose another name.") from error
    return token


def prepare(connection: Connection) -> None:
    """Make the table, if it is not there."""
    if not connection.has_table("api_token"):
        connection.create(SCHEMA)


def find_token(connection: Connection, token: str, *, now: datetime) -> SystemToken | None:
    """The leave of a token; None for one that is unknown, revoked or too old. The table must be there: `prepare`."""
    if not token.startswith(PREFIX):
        return None
    row = connection.execute(
        "SELECT name, scope, created, expires FROM api_token WHERE digest = ?", (_digest(token),)
    ).fetchone()
    found = None if row is None else _read(*row)
    return found if found is not None and now < found.expires else None


def all_tokens(connection: Connection) -> list[SystemToken]:
    """Every system's leave by its name."""
    if not connection.has_table("api_token"):
        return []
    rows = connection.execute("SELECT name, scope, created, expires FROM api_token ORDER BY name").fetchall()
    return [_read(*row) for row in rows]


def revoke_token(connection: Connection, name: str) -> None:
    """End a system's leave; raises `NotFound`."""
    known = {token.name for token in all_tokens(connection)}
    if name not in known:
        raise NotFound("There is no token of that name.", hint="`attending account token list` names them.")
    connection.execute("DELETE FROM api_token WHERE name = ?", (name,))


def _read(name: str, scope: str, created: str, expires: str) -> SystemToken:
    found = msgspec.json.decode(scope, type=_Scope)
    return SystemToken(
        name=name,
        types=None if found.types is None else frozenset(found.types),
        patients=None if found.patients is None else frozenset(found.patients),
        writes=found.writes,
        created=datetime.fromisoformat(created),
        expires=datetime.fromisoformat(expires),
    )


def _sorted(names: frozenset[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="microseconds")
