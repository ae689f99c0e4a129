"""`$everything`: one patient's whole record, a page at a time, with whom and what it refers to."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from attending.record.compartment import COMPARTMENT, parse_reference
from attending.record.index.extract import extract, find_date
from attending.record.index.moments import EARLIEST, read_span
from attending.record.search.include import MOST
from attending.record.transaction import Transaction
from attending.record.versioned import Versioned

_REFERENCE = re.compile(rb'"reference":"([A-Z][A-Za-z]+/[A-Za-z0-9\-./_]+)"')
"""In the bytes of a resource as the record writes them: a quotation mark within a text stands behind a backslash."""
WHOLE = 10_000
"""Resources of one answer where no page is asked for: more than a life holds as a rule."""


@dataclass(frozen=True)
class Everything:
    """One page."""

    matches: list[Versioned]
    others: list[Versioned]
    """What the matches refer to and that belongs to no patient: practitioners, organizations, medications."""
    after: int | None


def everything(
    tx: Transaction,
    patient: str,
    *,
    count: int,
    types: frozenset[str] | None = None,
    since: datetime | None = None,
    start: str | None = None,
    end: str | None = None,
    after: int = 0,
) -> Everything:
    """What the record holds of a patient, as far as the grant reaches; raises `NotFound`.

    Args:
        tx: an open transaction.
        patient: logical id.
        count: resources on a page, those they refer to aside.
        types: only these.
        since: only what was written at or after this moment.
        start: only what happened at or after this date, as its type's main date says.
        end: only what happened before the end of this date.
        after: where a later page begins.
    """
    tx.read("Patient", patient)
    where = ["r.patient = ?", "r.deleted = 0", "r.row > ?"]
    values: list[str | int] = [patient, after]
    if since is not None:
        where.append("v.updated >= ?")
        values.append(since.astimezone(UTC).isoformat(timespec="milliseconds"))
    joined = "SELECT r.row, r.type FROM resource r JOIN version v ON v.row = r.row"
    sql = f"{joined} WHERE {' AND '.join(where)} ORDER BY r.row"
    may = tx.grant.types
    rows = [
        row
        for row, kind in tx.connection.execute(sql, values).fetchall()
        if (may is None or kind in may) and (types is None or kind in types)
    ]
    matches = [one for one in tx.versions(rows[:count]) if tx.covers(one.type, one.patient)]
    matches = [one for one in matches if _happened(one, start, end)]
    others = _others(tx, matches, types)
    tx.saw_search([*matches, *others], f"Patient/{patient}/$everything")
    return Everything(matches, others, rows[count - 1] if len(rows) > count else None)


def _happened(version: Versioned, start: str | None, end: str | None) -> bool:
    if start is None and end is None:
        return True
    when = find_date(version.type, extract(version.resource))
    if when == EARLIEST:
        return True  # what has no date is part of the whole
    first, last = read_span(start or ""), read_span(end or "")
    return (first is None or when >= first[0]) and (last is None or when <= last[1])


def _others(tx: Transaction, matches: list[Versioned], types: frozenset[str] | None) -> list[Versioned]:
    targets = {target for one in matches for target in _REFERENCE.findall(one.plain)}
    found = []
    for place in sorted(filter(None, (parse_reference(target.decode()) for target in targets))):
        wanted = types is None or place[0] in types
        if place[0] in COMPARTMENT or place[0] == "Patient" or not wanted:
            continue
        if tx.grant.types is not None and place[0] not in tx.grant.types:
            continue
        version = tx.newest(*place)
        if version is not None and not version.deleted and tx.covers(version.type, version.patient):
            found.append(version)
    return found[:MOST]
