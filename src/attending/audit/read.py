"""The trail for people who oversee the house; whoever reads it is audited by the caller."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from attending.audit.sealed import opened
from attending.database import Connection
from attending.security.keys import Keys

_SLACK = timedelta(days=1)
"""An event bears the time at which its transaction began: numbers and times run together but for this."""
_AT_A_TIME = 500


@dataclass(frozen=True)
class Asked:
    """Which events; None asks for any."""

    since: datetime | None = None
    until: datetime | None = None
    """Both ends belong to it."""
    patient: str | None = None
    """Logical id of the patient whom it is about."""
    agent: str | None = None
    """Reference to who acted, such as `Practitioner/adeyemi`."""
    action: str | None = None
    outcome: str | None = None

    def fits(self, event: dict[str, Any]) -> bool:
        """Whether an event is asked for."""
        recorded = datetime.fromisoformat(event["recorded"])
        return (
            (self.since is None or recorded >= self.since)
            and (self.until is None or recorded <= self.until)
            and (self.patient is None or f"Patient/{self.patient}" in _entities(event))
            and (self.agent is None or self.agent in {agent["who"]["reference"] for agent in event["agent"]})
            and (self.action is None or event["action"] == self.action)
            and (self.outcome is None or event["outcome"] == self.outcome)
        )


def newest_events(connection: Connection, *, keys: Keys, most: int, patient: str | None = None) -> list[dict[str, Any]]:
    """AuditEvents, newest first.

    Args:
        connection: of the record's database.
        keys: the hospital's; what was searched for is sealed.
        most: how many at the most.
        patient: logical id; only events about this patient.
    """
    return find_events(connection, Asked(patient=patient), keys=keys, most=most)


def find_events(
    connection: Connection, asked: Asked, *, keys: Keys, most: int, before: int | None = None
) -> list[dict[str, Any]]:
    """AuditEvents that are asked for, newest first, at most so many, all of a smaller number than `before`."""
    found: list[dict[str, Any]] = []
    for event in _events(connection, asked, keys, before):
        if asked.fits(event):
            found.append(event)
            if len(found) == most:
                break
        elif asked.since is not None and datetime.fromisoformat(event["recorded"]) < asked.since - _SLACK:
            break
    return found


def find_event(connection: Connection, number: int, *, keys: Keys) -> dict[str, Any] | None:
    """The event of a number, or None."""
    row = connection.execute("SELECT body FROM audit_event WHERE seq = ?", (number,)).fetchone()
    return None if row is None else opened(row[0], number, keys)


def _events(connection: Connection, asked: Asked, keys: Keys, before: int | None) -> Iterator[dict[str, Any]]:
    """Events that may be asked for: the database looks for the names, and nothing newer than `until` is opened."""
    parts, names = [], []
    for name in (f'"reference":"Patient/{asked.patient}' if asked.patient else "", asked.agent or ""):
        if name:
            parts.append("AND replace(body, ?, '') <> body")
            names.append(name)
    last = _last(connection, asked.until, keys) if before is None else before - 1
    sql = f"SELECT seq, body FROM audit_event WHERE seq <= ? {' '.join(parts)} ORDER BY seq DESC LIMIT {_AT_A_TIME}"
    while True:
        rows = connection.execute(sql, (last, *names)).fetchall()
        for seq, body in rows:
            yield opened(body, seq, keys)
        if len(rows) < _AT_A_TIME:
            return
        last = rows[-1][0] - 1


def _last(connection: Connection, until: datetime | None, keys: Keys) -> int:
    """A number after which every event is later than a moment, found in a few steps."""
    (high,) = connection.execute("SELECT max(seq) FROM audit_event").fetchone()
    low, high = 0, high or 0
    if until is None:
        return high
    while low < high:
        middle = (low + high + 1) // 2
        event = find_event(connection, middle, keys=keys)
        if event is not None and datetime.fromisoformat(event["recorded"]) > until + _SLACK:
            high = middle - 1
        else:
            low = middle
    return low


def _entities(event: dict[str, Any]) -> set[str]:
    """What an event is about, whatever the version."""
    named = (entity.get("what", {}).get("reference", "") for entity in event.get("entity", ()))
    return {reference.partition("/_history/")[0] for reference in named}
