"""A Grant as a condition of SQL: what it does not reach is not found, not counted, and never leaves the database.

Read by `transaction`, by the search and by `review`: every table that is asked has columns `type` and `patient`.
"""

from dataclasses import dataclass

from attending.database import Connection, Value
from attending.record.compartment import COMPARTMENT
from attending.security import Grant

PERSONAL = frozenset({*COMPARTMENT, "Patient"})
"""Types that should name a patient; those that name none are for who may see all."""


@dataclass(frozen=True)
class Condition:
    """A piece of SQL for a WHERE clause, and its values."""

    sql: str
    values: tuple[Value, ...] = ()


def reach(grant: Grant, connection: Connection, table: str) -> Condition:
    """The rows of a table that a grant reaches; `table` is its name or alias in the statement."""
    parts: list[str] = []
    values: list[Value] = []

    def among(column: str, names: frozenset[str]) -> str:
        sql, value = connection.among(f"{table}.{column}", names)
        values.append(value)
        return sql

    if grant.types is not None:
        parts.append(among("type", grant.types))
    if grant.patients is not None:
        own = among("patient", grant.patients)
        parts.append(f"({own} OR ({table}.patient IS NULL AND NOT ({among('type', PERSONAL)})))")
    return Condition(" AND ".join(parts) or "1 = 1", tuple(values))


def covers(grant: Grant, resource_type: str, patient: str | None) -> bool:
    """The same for one resource that is about to be written."""
    if grant.patients is None or patient in grant.patients:
        return True
    return patient is None and resource_type not in PERSONAL
