"""The newest events of the trail, for people who oversee the house; whoever reads them is audited by the caller."""

from typing import Any

import msgspec

from attending.database import Connection


def newest_events(connection: Connection, *, most: int, patient: str | None = None) -> list[dict[str, Any]]:
    """AuditEvents, newest first.

    Args:
        connection: of the record's database.
        most: how many at the most.
        patient: logical id; only events about this patient.
    """
    query = "SELECT body FROM audit_event ORDER BY seq DESC LIMIT ?"
    values: tuple[str | int, ...] = (most,)
    if patient is not None:
        query = "SELECT body FROM audit_event WHERE replace(body, ?, '') <> body ORDER BY seq DESC LIMIT ?"
        values = (f'"reference":"Patient/{patient}"', most)
    return [msgspec.json.decode(body) for (body,) in connection.execute(query, values)]
