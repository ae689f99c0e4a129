"""The past of a type, or of the whole record: every version that the grant may see, newest first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from attending.record.compartment import COMPARTMENT
from attending.record.transaction import Transaction
from attending.record.versioned import Versioned
from attending.security import Action


@dataclass(frozen=True)
class Past:
    """One page of versions."""

    versions: list[Versioned]
    before: int | None
    """Where the next page begins; None at the end."""


def past(
    tx: Transaction,
    resource_type: str | None,
    *,
    count: int,
    since: datetime | None = None,
    before: int | None = None,
    id: str | None = None,  # noqa: A002 (the FHIR element's name)
) -> Past:
    """Versions of one type, or of all; noted as one look.

    Args:
        tx: an open transaction; its grant bounds what is shown.
        resource_type: None for the whole record.
        count: versions on a page.
        since: only what was written at or after this moment.
        before: the place where a later page begins.
        id: of one resource of the type.
    """
    types = tx.grant.types
    if resource_type is not None:
        tx.admit(resource_type, "history-type")
    elif Action.READ not in tx.grant.actions:
        tx.admit("Patient", "history-system")
    where, values = ["v.row < ?"], [before if before is not None else 2**62]
    conditions: list[tuple[str, list[str]]] = []
    if resource_type is not None:
        conditions.append(("v.type = ?", [resource_type]))
    elif types is not None:
        conditions.append((f"v.type IN ({_marks(types)})", sorted(types)))
    if id is not None:
        conditions.append(("v.id = ?", [id]))
    if since is not None:
        conditions.append(("v.updated >= ?", [since.astimezone(UTC).isoformat(timespec="milliseconds")]))
    if tx.grant.patients is not None:
        shared = sorted({*COMPARTMENT, "Patient"})
        alone = f"(v.patient IS NULL AND v.type NOT IN ({_marks(shared)}))"
        among = f"v.patient IN ({_marks(tx.grant.patients)})" if tx.grant.patients else "1 = 0"
        conditions.append((f"({among} OR {alone})", [*sorted(tx.grant.patients), *shared]))
    bound: list[int | str] = [*values]
    for text, more in conditions:
        where.append(text)
        bound += more
    sql = f"SELECT v.row FROM version v WHERE {' AND '.join(where)} ORDER BY v.row DESC LIMIT ?"
    rows = [row for (row,) in tx.connection.execute(sql, [*bound, count + 1]).fetchall()]
    versions = [one for one in tx.versions(rows[:count]) if tx.covers(one.type, one.patient)]
    tx.saw_search(versions, f"{resource_type or ''}{'/' + id if id else ''}/_history")
    return Past(versions, rows[count - 1] if len(rows) > count else None)


def _marks(values: Iterable[str]) -> str:
    return ", ".join("?" for _ in values)
