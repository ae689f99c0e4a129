"""Runs a search in a transaction: one page, its count, what is included, and the place where the next page begins."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any
from urllib.parse import urlencode

import msgspec

from attending.errors import NotAllowed, Tampered
from attending.record.chart import Resource
from attending.record.index.moments import microseconds, read_span
from attending.record.index.parameters import find_parameter
from attending.record.index.writing import patient_number
from attending.record.search.criteria import InvalidSearch
from attending.record.search.hierarchy import around
from attending.record.search.include import included
from attending.record.search.match import Sql
from attending.record.search.near import near
from attending.record.search.query import Query, read_query
from attending.record.search.select import CURRENT, Scope, Selection, order_keys, page, select
from attending.record.search.value_sets import codes_around, codes_of
from attending.record.transaction import Transaction
from attending.record.versioned import Versioned
from attending.security import Action

_FEW = 1000
_LABEL = "search/page"
_EVER = 2**62
"""Newer than every version: a first page needs no moment of its own, for its transaction sees one state."""


@dataclass(frozen=True)
class Found:
    """One page of a search."""

    query: Query
    matches: list[Versioned]
    included: list[Versioned] = field(default_factory=list)
    total: int | None = None
    next: str | None = None
    """Names the next page; it says nothing to whoever reads it, and is worth nothing to another person."""


class _Place(msgspec.Struct, array_like=True):
    """Where a page begins."""

    type: str
    pairs: list[tuple[str, str]]
    as_of: int
    after: list[int | float | str]


def search(
    tx: Transaction, resource_type: str, pairs: list[tuple[str, str]], *, strict: bool = True, base: str = ""
) -> Found:
    """The first page of a search, noted for the audit trail.

    Args:
        tx: an open transaction of the Store; its grant bounds what is found, included and counted.
        resource_type: what is searched.
        pairs: the query, decoded.
        strict: refuse unknown parameters instead of leaving them out.
        base: our own address, for references that are stored in absolute form.

    Raises:
        InvalidSearch: the query cannot be read.
        NotAllowed: the grant does not cover a type that is searched.
    """
    text = _text(resource_type, pairs)
    tx.admit(resource_type, "search", text)
    query = read_query(resource_type, pairs, strict=strict)
    return _run(tx, query, text, pairs, _EVER, base)


def search_page(tx: Transaction, token: str, *, base: str = "") -> Found:
    """A later page, as of the moment of the first; raises `InvalidSearch` where the token is not one of ours."""
    try:
        sealed = tx.keys.unwrap(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)), f"{_LABEL}/{tx.grant.who}")
        place = msgspec.json.decode(sealed, type=_Place)
    except (ValueError, Tampered, msgspec.DecodeError) as error:
        raise InvalidSearch("This page is not known.", hint="Begin the search again.") from error
    text = _text(place.type, place.pairs)
    tx.admit(place.type, "search", text)
    query = read_query(place.type, place.pairs, strict=False)
    return _run(tx, query, text, place.pairs, place.as_of, base, after=place.after)


def matching_ids(tx: Transaction, resource_type: str, pairs: list[tuple[str, str]], *, base: str = "") -> list[str]:
    """Ids of what meets the criteria of a conditional interaction, two at most; noted like every search."""
    query = read_query(resource_type, [*pairs, ("_count", "2")], strict=True)
    if not query.criteria:
        raise InvalidSearch("A conditional interaction needs at least one criterion.")
    text = _text(resource_type, pairs)
    tx.admit(resource_type, "search", text)
    return [version.id for version in _run(tx, query, text, pairs, _EVER, base).matches]


def rows_meeting(
    tx: Transaction, resource_type: str, pairs: list[tuple[str, str]], *, as_of: int, among: tuple[int, int]
) -> set[int]:
    """Rows, between two inclusive, of the versions that met criteria at a moment; an export reads what it shows later.

    Raises:
        InvalidSearch: the query cannot be read, or holds no criterion.
        NotAllowed: the grant does not cover a type that is searched.
    """
    tx.admit(resource_type, "search", _text(resource_type, pairs))
    query = read_query(resource_type, pairs, strict=True)
    if not query.criteria:
        raise InvalidSearch("A filter needs at least one criterion.")
    tx.indexing.flush(tx.connection)
    found = select(resource_type, query.criteria, scope_of(tx, as_of, "")).rids()
    sql = Sql(f"SELECT f.rid FROM ({found.text}) f WHERE f.rid BETWEEN ? AND ?", (*found.values, *among))
    return {row for (row,) in _execute(tx, sql)}


def _run(
    tx: Transaction,
    query: Query,
    text: str,
    pairs: list[tuple[str, str]],
    as_of: int,
    base: str,
    *,
    after: list[Any] | None = None,
) -> Found:
    tx.indexing.flush(tx.connection)
    scope = scope_of(tx, as_of, base)
    selection = select(query.type, query.criteria, scope)
    if query.summary == "count" or query.count == 0:
        tx.saw_search([], text)
        return Found(query, [], total=_count(tx, selection))
    keys = order_keys(query.type, query.order)
    rows = _execute(tx, page(selection, keys, after, query.count + 1))
    shown = rows[: query.count]
    matches = tx.versions([row[-1] for row in shown])
    matches = [version for version in matches if tx.covers(version.type, version.patient)]
    more = len(rows) > query.count
    total = None
    if query.total in {"accurate", "estimate"}:
        total = _count(tx, selection)
    elif after is None and not more and query.total != "none":
        total = len(matches)
    others = included(tx, scope, query.includes, matches) if query.includes else []
    tx.saw_search([*matches, *others], text)
    place = None
    if more:  # later pages must know which version was the newest when the first was read
        place = _Place(query.type, pairs, _newest(tx) if as_of == _EVER else as_of, list(shown[-1]))
    return Found(query, matches, others, total, _seal(tx, place) if place else None)


def scope_of(tx: Transaction, as_of: int, base: str) -> Scope:
    """What a search of this transaction may see, and whom it asks."""
    grant = tx.grant

    def may_read(resource_type: str) -> bool:
        return Action.READ in grant.actions and (grant.types is None or resource_type in grant.types)

    def find(resource_type: str, url: str) -> Resource | None:
        return _find_canonical(tx, resource_type, url, as_of)

    def codes(url: str) -> list[tuple[str, str]] | None:
        if not may_read("ValueSet"):
            raise NotAllowed("This role has no access to ValueSet resources.")
        return codes_of(url, find)

    def concepts(system: str, code: str, below: bool) -> list[tuple[str, str]] | None:
        if not may_read("CodeSystem"):
            raise NotAllowed("This role has no access to CodeSystem resources.")
        return codes_around(system, code, find, below=below)

    scope = Scope(
        grant=grant,
        as_of=as_of,
        now=microseconds(tx.now.astimezone(UTC)),
        base=base,
        codes_of=codes,
        codes_around=concepts,
        places_around=lambda reference, below: around(tx, scope, reference, below=below),
        has_content=tx.indexing.content,
        rows_of=lambda resource_type, ids: _rows_of(tx, resource_type, ids),
        located=lambda value: _located(tx, value, as_of),
        is_rare=lambda sql: _is_rare(tx, sql),
        may_read=may_read,
        require_read=lambda resource_type: tx.admit(resource_type, "search"),
    )
    return scope


def _newest(tx: Transaction) -> int:
    (row,) = tx.connection.execute("SELECT max(v.row) FROM version v").fetchone()
    return row or 0


def _execute(tx: Transaction, sql: Sql) -> list[Any]:
    return tx.connection.execute(sql.text, sql.values).fetchall()


def _count(tx: Transaction, selection: Selection) -> int:
    return int(_execute(tx, selection.count())[0][0])


def _is_rare(tx: Transaction, sql: Sql) -> bool:
    found = _execute(tx, Sql(f"SELECT count(*) FROM ({sql.text} LIMIT {_FEW}) few", sql.values))
    return int(found[0][0]) < _FEW


def _rows_of(tx: Transaction, resource_type: str, ids: list[str]) -> list[tuple[int, int, int]]:
    marks = ", ".join("?" for _ in ids)
    sql = f"SELECT v.row, v.updated, v.patient FROM version v WHERE v.type = ? AND v.id IN ({marks}) AND v.deleted = 0"
    return [_place(*row) for row in tx.connection.execute(sql, (resource_type, *ids)).fetchall()]


def _place(row: int, updated: str, patient: str | None) -> tuple[int, int, int]:
    span = read_span(updated)
    return row, span[0] if span else 0, patient_number(patient)


def _located(tx: Transaction, value: str, as_of: int) -> list[tuple[int, int, int]]:
    parameter = find_parameter("Location", "_lastUpdated")
    number = parameter.number if parameter else 0
    sql = f"SELECT d.rid FROM index_date d WHERE d.sp = ? AND {CURRENT}"
    rows = [row for (row,) in tx.connection.execute(sql, (number, as_of, as_of)).fetchall()]
    versions = [version for start in range(0, len(rows), 500) for version in tx.versions(rows[start : start + 500])]
    ids = near(value, ((version.id, version.resource) for version in versions))
    return _rows_of(tx, "Location", ids) if ids else []


def _find_canonical(tx: Transaction, resource_type: str, url: str, as_of: int) -> Resource | None:
    parameter = find_parameter(resource_type, "url")
    plain, _, version = url.partition("|")
    if parameter is None:
        return None
    sql = f"SELECT d.rid FROM index_reference d WHERE d.sp = ? AND d.target = ? AND {CURRENT} ORDER BY d.rid DESC"
    rows = [row for (row,) in tx.connection.execute(sql, (parameter.number, plain, as_of, as_of)).fetchall()]
    found = [one.resource for one in tx.versions(rows)]
    return next((one for one in found if not version or one.get("version") == version), None)


def _text(resource_type: str, pairs: Iterable[tuple[str, str]]) -> str:
    return f"{resource_type}?{urlencode(list(pairs))}"


def _seal(tx: Transaction, place: _Place) -> str:
    sealed = tx.keys.wrap(msgspec.json.encode(place), f"{_LABEL}/{tx.grant.who}")
    return base64.urlsafe_b64encode(sealed).decode().rstrip("=")
