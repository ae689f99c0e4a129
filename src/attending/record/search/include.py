"""What a search brings along: resources that its matches refer to (`_include`), or that refer to them (`_revinclude`).

Only what the grant covers is brought; what it does not cover is left out without a word.
"""

from collections.abc import Iterable, Iterator

from attending.record.compartment import parse_reference
from attending.record.index.extract import extract
from attending.record.search.held import rows_of
from attending.record.search.query import Include
from attending.record.search.select import Scope, select
from attending.record.transaction import Transaction
from attending.record.versioned import Versioned

MOST = 5000
"""Resources that a page brings along."""
_DEEPEST = 10


def included(tx: Transaction, scope: Scope, includes: list[Include], matches: list[Versioned]) -> list[Versioned]:
    """The resources that belong to a page beside its matches, each once."""
    known = {(version.type, version.id) for version in matches}
    found: list[Versioned] = []
    fresh = matches
    for depth in range(_DEEPEST):
        wanted = [one for one in includes if depth == 0 or one.iterate]
        fresh = [one for one in _step(tx, scope, wanted, fresh) if not _is_known(one, known)]
        found += fresh
        if not fresh or len(found) >= MOST:
            break
    return found[:MOST]


def _is_known(version: Versioned, known: set[tuple[str, str]]) -> bool:
    place = (version.type, version.id)
    if place in known:
        return True
    known.add(place)
    return False


def _step(tx: Transaction, scope: Scope, includes: list[Include], sources: list[Versioned]) -> Iterator[Versioned]:
    for include in includes:
        if include.reverse:
            yield from _referring(tx, scope, include, sources)
        else:
            yield from _referred(tx, scope, include, [one for one in sources if one.type == include.type])


def _referred(tx: Transaction, scope: Scope, include: Include, sources: Iterable[Versioned]) -> Iterator[Versioned]:
    wanted = {(number, parameter.only) for parameter in include.parameters for number in parameter.held}
    for source in sources:
        for number, target in sorted(extract(source.resource).reference):
            place = parse_reference(target.removeprefix(f"{scope.base}/"))
            if place is None or wanted.isdisjoint({(number, ""), (number, place[0])}):
                continue
            if (include.target and place[0] != include.target) or not scope.may_read(place[0]):
                continue
            version = tx.newest(*place)
            if version is not None and not version.deleted and tx.covers(version.type, version.patient):
                yield version


def _referring(tx: Transaction, scope: Scope, include: Include, sources: list[Versioned]) -> Iterator[Versioned]:
    targets = [f"{one.type}/{one.id}" for one in sources if not include.target or one.type == include.target]
    if not targets or not scope.may_read(include.type):
        return
    visible = select(include.type, [], scope)
    for parameter in include.parameters:
        for start in range(0, len(targets), 200):
            some = targets[start : start + 200]
            marks = ", ".join("?" for _ in some)
            where = visible.where.text.partition(" AND ")[2]  # all but the driving condition: access and moment
            sql = (
                f"SELECT DISTINCT d.rid FROM index_reference d WHERE {rows_of(parameter, 'd')} "
                f"AND d.target IN ({marks}) AND {where} ORDER BY d.rid LIMIT ?"
            )
            values = (*some, *visible.where.values[1:], MOST)
            rows = [row for (row,) in tx.connection.execute(sql, values).fetchall()]
            for version in tx.versions(rows):
                if tx.covers(version.type, version.patient):
                    yield version
