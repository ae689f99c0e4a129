"""The newest events of the trail, for people who oversee the house; whoever reads them is audited by the caller."""

import sqlite3
from typing import Any

import msgspec


def newest_events(connection: sqlite3.Connection, *, most: int, patient: str | None = None) -> list[dict[str, Any]]:
    """AuditEvents, newest first.

    Args:
        connection: of the record's database.
        most: how many at the most.
        patient: logical id; only events about this patient.
    """
    query = "SELECT body FROM audit_event ORDER BY seq DESC LIMIT ?"
    values: tuple[object, ...] = (most,)
    if patient is not None:
        query = (
            "SELECT body FROM audit_event WHERE EXISTS (SELECT 1 FROM json_each(CAST(body AS TEXT), '$.entity') e "
            "WHERE json_extract(e.value, '$.what.reference') = ?) ORDER BY seq DESC LIMIT ?"
        )
        values = (f"Patient/{patient}", most)
    return [msgspec.json.decode(body) for (body,) in connection.execute(query, values)]
