"""What lies above or below a resource that others of its type are part of, such as the rooms of a ward.

For `:above` and `:below` of a reference. Only what the grant covers is walked through. Source: HL7 FHIR R4, Search,
3.1.1.4.12 (hierarchies: a type whose resources refer to one of the same type as the whole that they are part of).
"""

from attending.record.compartment import parse_reference
from attending.record.index.extract import extract
from attending.record.index.parameters import Parameter, find_parameter
from attending.record.search.criteria import InvalidSearch, Simple
from attending.record.search.select import Scope, select
from attending.record.transaction import Transaction

_PART_OF = ("partof", "part-of")
_MOST = 5_000


def around(tx: Transaction, scope: Scope, reference: str, *, below: bool) -> list[str]:
    """The reference itself, and every one that lies below or above it; raises `InvalidSearch`.

    Args:
        tx: an open transaction.
        scope: who searches.
        reference: `Type/id`.
        below: the parts, else the wholes.
    """
    place = parse_reference(reference)
    part_of = _part_of(place[0]) if place else None
    if place is None or part_of is None:
        raise InvalidSearch(
            "A reference with :above or :below names a resource of a type that has parts, as Location/id.",
        )
    scope.require_read(place[0])
    found, fresh = {reference: None}, [reference]
    while fresh and len(found) < _MOST:
        step = _parts(tx, scope, place[0], part_of, fresh) if below else _wholes(tx, place[0], part_of, fresh)
        fresh = [one for one in dict.fromkeys(step) if one not in found]
        found.update(dict.fromkeys(fresh))
    return list(found)


def _part_of(resource_type: str) -> Parameter | None:
    for code in _PART_OF:
        parameter = find_parameter(resource_type, code)
        if parameter is not None and resource_type in parameter.targets:
            return parameter
    return None


def _parts(tx: Transaction, scope: Scope, resource_type: str, part_of: Parameter, of: list[str]) -> list[str]:
    rids = select(resource_type, [Simple(part_of, "", tuple(of))], scope).rids()
    rows = tx.connection.execute(f"SELECT v.id FROM version v WHERE v.row IN ({rids.text})", rids.values).fetchall()
    return [f"{resource_type}/{id_}" for (id_,) in rows]


def _wholes(tx: Transaction, resource_type: str, part_of: Parameter, of: list[str]) -> list[str]:
    found = []
    for reference in of:
        version = tx.newest(resource_type, reference.partition("/")[2])
        if version is not None and not version.deleted and tx.covers(resource_type, version.patient):
            rows = extract(version.resource).reference
            found += [target for number, target in sorted(rows) if number in part_of.held]
    return [target for target in found if target.startswith(f"{resource_type}/")]
