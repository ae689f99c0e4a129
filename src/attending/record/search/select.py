"""A query as one SQL statement over the index: a driving table, and a probe of the others for each of its rows.

Every row of every index table of one version carries the same (patient, date, rid), so that a probe by parameter,
value, patient, date and rid is one step down a tree. The grant is part of the statement, in chains and counts too.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from attending.record.compartment import COMPARTMENT
from attending.record.fhirpath.model import all_types
from attending.record.index.extract import stored_under
from attending.record.index.parameters import Parameter, main_date, parameters_of
from attending.record.index.writing import patient_number
from attending.record.search.criteria import (
    Chained,
    Criterion,
    InvalidSearch,
    Joined,
    Negated,
    Reverse,
    Simple,
    apart,
    split_escaped,
    unescape,
)
from attending.record.search.held import rows_of
from attending.record.search.match import ANYTHING, Asking, Match, Sql, match, pair_condition, part_parameters
from attending.record.search.query import Order
from attending.security import Grant

_SAME_ROW = "{p}.patient = d.patient AND {p}.date = d.date AND {p}.rid = d.rid"
CURRENT = "d.rid <= ? AND NOT EXISTS (SELECT 1 FROM index_replaced x WHERE x.row = d.rid AND x.by <= ?)"
"""As of a moment, named by the newest version then."""


@dataclass(frozen=True)
class Scope:
    """Who searches, as of when, and what must be asked of the record meanwhile."""

    grant: Grant
    as_of: int
    now: int
    base: str
    codes_of: Callable[[str], list[tuple[str, str]] | None]
    codes_around: Callable[[str, str, bool], list[tuple[str, str]] | None]
    """System, code and whether what lies below is wanted → the codes, with the code itself."""
    places_around: Callable[[str, bool], list[str]]
    """The same of a reference, `Type/id`."""
    has_content: bool
    """Whether the index holds every word of a resource."""
    rows_of: Callable[[str, list[str]], list[tuple[int, int, int]]]
    """Type and ids → (rid, microsecond of the update, patient number) of every version of these resources."""
    located: Callable[[str], list[tuple[int, int, int]]]
    """The same of the Locations near a place."""
    is_rare: Callable[[Sql], bool]
    """Whether a select of rids gives few."""
    may_read: Callable[[str], bool]
    require_read: Callable[[str], None]
    """Refuses, and notes the refusal, where the grant does not cover a type."""

    def asking(self, resource_type: str) -> Asking:
        """What values of this type mean."""
        return Asking(resource_type, self.now, self.base, self.codes_of, self.codes_around)


@dataclass(frozen=True)
class Selection:
    """A FROM and a WHERE; the driving table is `d`."""

    driver: str
    where: Sql

    def rids(self) -> Sql:
        """Every rid, maybe more than once."""
        return Sql(f"SELECT d.rid FROM {self.driver} d WHERE {self.where.text}", self.where.values)

    def count(self) -> Sql:
        """How many resources."""
        inner = f"SELECT DISTINCT d.rid FROM {self.driver} d WHERE {self.where.text}"
        return Sql(f"SELECT count(*) FROM ({inner}) found", self.where.values)


def select(resource_type: str, criteria: Iterable[Criterion], scope: Scope) -> Selection:
    """What a grant may see of a type, and meets all criteria; raises `InvalidSearch`, `NotAllowed`."""
    patients, conditions = None, []
    for criterion in apart(criteria):
        found = None if patients is not None else _patients_of(resource_type, criterion)
        if found is not None:
            patients, patient_criterion = found, criterion
        else:
            conditions.append(_condition(resource_type, criterion, scope))
    matches = [one for one in conditions if isinstance(one, Match)]
    driver = _driver(resource_type, matches, scope, patients)
    if driver is None and patients is not None:
        driver = match(_as_simple(patient_criterion), scope.asking(resource_type))
    parts = [_row_of(driver, "d") if driver else _every(resource_type)]
    parts += [_probe(one, patients) if isinstance(one, Match) else one for one in conditions if one is not driver]
    if patients is not None:
        parts.append(_among(patients))
    parts += _allowed(resource_type, scope.grant)
    parts.append(Sql(CURRENT, (scope.as_of, scope.as_of)))
    where = Sql(" AND ".join(part.text for part in parts), tuple(v for part in parts for v in part.values))
    return Selection(driver.table if driver else "index_date", where)


def _as_simple(criterion: Criterion) -> Simple:
    if not isinstance(criterion, Simple):
        raise InvalidSearch("This search cannot be planned.")
    return criterion


def _numbers(numbers: Iterable[int]) -> str:
    """Our own 63-bit numbers, written out: a grant may name more patients than a statement takes values."""
    return ", ".join(str(int(number)) for number in sorted(numbers)) or "-1"


def _among(numbers: Iterable[int], alias: str = "d") -> Sql:
    """One number is bound, so that the statement is the same for every patient and stays prepared."""
    found = list(numbers)
    if len(found) == 1:
        return Sql(f"{alias}.patient = ?", (found[0],))
    return Sql(f"{alias}.patient IN ({_numbers(found)})")


def _allowed(resource_type: str, grant: Grant) -> list[Sql]:
    if grant.patients is None:
        return []
    numbers = {patient_number(patient) for patient in grant.patients}
    if resource_type not in COMPARTMENT and resource_type != "Patient":
        numbers.add(0)
    return [_among(numbers)]


def _patients_of(resource_type: str, criterion: Criterion) -> list[int] | None:
    """The patients that a criterion names, where that is just what the rows' patient column says."""
    if not isinstance(criterion, Simple) or criterion.parameter.kind != "reference" or criterion.modifier:
        return None
    path = COMPARTMENT.get(resource_type, ())
    if len(path) != 1 or all_types()[resource_type].elements[path[0]].many:
        return None
    if not any(one in {f"{path[0]}:Reference", f"{path[0]}:Reference>Patient"} for one in criterion.parameter.paths):
        return None
    found = []
    for value in map(unescape, criterion.values):
        kind, _, id_ = value.rpartition("/")
        if kind != "Patient" and not (kind == "" and criterion.parameter.code == "patient"):
            return None
        found.append(patient_number(id_))
    return found


def _condition(resource_type: str, criterion: Criterion, scope: Scope) -> Match | Sql:
    match criterion:
        case Simple(parameter) if parameter.code == "_id":
            return _by_id(resource_type, [unescape(value) for value in criterion.values], criterion.modifier, scope)
        case Simple(parameter) if parameter.kind == "special":
            rows = [row for value in criterion.values for row in scope.located(value)]
            return _by_rows(resource_type, parameter, rows)
        case Simple(parameter) if parameter.kind == "composite":
            return _composite(resource_type, criterion, scope)
        case Simple(parameter, "above" | "below") if parameter.kind == "reference":
            return match_of(resource_type, _in_hierarchy(criterion, scope), scope)
        case Simple(parameter) if parameter.code == "_content" and not scope.has_content:
            raise InvalidSearch(
                "_content is not answered: this record's index does not hold every word.",
                hint="_text finds words of the narrative; ATTENDING_SEARCH_CONTENT=yes makes an index of all words.",
            )
        case Simple():
            return match_of(resource_type, criterion, scope)
        case Joined(word, parts):
            found = [_as_sql(_condition(resource_type, part, scope)) for part in parts]
            text = f" {word.upper()} ".join(one.text for one in found)
            return Sql(f"({text})", tuple(value for one in found for value in one.values))
        case Negated(inner):
            one = _as_sql(_condition(resource_type, inner, scope))
            return Sql(f"NOT ({one.text})", one.values)
        case Chained(parameter, inner):
            return _chained(parameter, inner, scope)
        case Reverse(source, parameter, inner_criterion):
            return _reverse(resource_type, source, parameter, inner_criterion, scope)


def _as_sql(condition: Match | Sql) -> Sql:
    return _probe(condition, None) if isinstance(condition, Match) else condition


def _in_hierarchy(criterion: Simple, scope: Scope) -> Simple:
    """A reference with `:above` or `:below` as one to any of what lies there."""
    parameter, found = criterion.parameter, dict[str, None]()
    for value in map(unescape, criterion.values):
        own = value.removeprefix(f"{scope.base}/") if scope.base else value
        if "/" not in own and len(parameter.targets) != 1:
            raise InvalidSearch(f"{parameter.code}:{criterion.modifier} names the type too, as Location/id.")
        reference = own if "/" in own else f"{parameter.targets[0]}/{own}"
        found.update(dict.fromkeys(scope.places_around(reference, criterion.modifier == "below")))
    return Simple(parameter, "", tuple(found))


def match_of(resource_type: str, criterion: Simple, scope: Scope) -> Match:
    """The condition of one simple parameter."""
    return match(criterion, scope.asking(resource_type))


def _by_id(resource_type: str, ids: list[str], modifier: str, scope: Scope) -> Match:
    found = _by_rows(resource_type, parameters_of(resource_type)["_id"], scope.rows_of(resource_type, ids))
    return replace(found, positive=modifier != "not")


def _by_rows(resource_type: str, parameter: Parameter, rows: list[tuple[int, int, int]]) -> Match:
    """Versions that are known already, found by their row of `_lastUpdated`."""
    where = Sql.any_of(
        Sql("({a}.low = ? AND {a}.patient = ? AND {a}.rid = ?)", (updated, patient, rid))
        for rid, updated, patient in rows
    )
    updated = parameters_of(resource_type)["_lastUpdated"]
    return Match("index_date", replace(updated, code=parameter.code), where, exact=True)


def _composite(resource_type: str, criterion: Simple, scope: Scope) -> Match | Sql:
    """Pairs of one element stand in their own table; those of the resource itself are found by their two parts."""
    parameter, found = criterion.parameter, []
    stored: Match | None = None
    for value in criterion.values:
        pair = split_escaped(value, "$")
        if len(pair) != 2 or not all(pair):
            raise InvalidSearch(f"{parameter.code} takes two values with a dollar sign between them.")
        for path in parameter.paths:
            number = stored_under(resource_type, path)
            if number is not None:
                condition = pair_condition(parameter, pair[0], pair[1], scope.asking(resource_type))
                held = replace(parameter, number=number, held=(number,))
                stored = Match("index_composite", held, condition, exact=True)
                found.append(_probe(stored, None))
                continue
            parts = part_parameters(resource_type, path)
            if parts is None:
                raise InvalidSearch(f"{parameter.code} cannot be searched here.")
            both = [match_of(resource_type, Simple(p, "", (v,)), scope) for p, v in zip(parts, pair, strict=True)]
            probes = [_probe(one, None) for one in both]
            text = " AND ".join(probe.text for probe in probes)
            found.append(Sql(f"({text})", tuple(v for probe in probes for v in probe.values)))
    if stored is not None and len(found) == 1:
        return stored
    return Sql.any_of(found)


def _chained(parameter: Parameter, inner: tuple[tuple[str, Criterion], ...], scope: Scope) -> Match:
    allowed = [(target, criterion) for target, criterion in inner if scope.may_read(target)]
    if not allowed:
        scope.require_read(inner[0][0])
    found = []
    for target, criterion in allowed:
        rids = select(target, [criterion], scope).rids()
        text = f"SELECT '{target}/' || v.id FROM version v WHERE v.row IN ({rids.text})"
        found.append(Sql(f"{{a}}.target IN ({text.replace('{', '{{').replace('}', '}}')})", rids.values))
    return Match("index_reference", parameter, Sql.any_of(found), exact=True)


def _reverse(resource_type: str, source: str, parameter: Parameter, inner: Criterion, scope: Scope) -> Sql:
    scope.require_read(source)
    rids = select(source, [inner], scope).rids()
    start = len(resource_type) + 2
    ids = (
        f"SELECT substr(r.target, {start}) FROM index_reference r WHERE {rows_of(parameter, 'r')} "
        f"AND r.target >= ? AND r.target < ? AND r.rid IN ({rids.text})"
    )
    values = (resource_type, f"{resource_type}/", f"{resource_type}0", *rids.values)
    return Sql(f"d.rid IN (SELECT v.row FROM version v WHERE v.type = ? AND v.id IN ({ids}))", values)


def _driver(resource_type: str, matches: list[Match], scope: Scope, patients: list[int] | None) -> Match | None:
    """The condition that leaves the fewest rows to look at; None: every resource of the type, or of the patient."""
    positive = [one for one in matches if one.positive]
    for one in positive:
        if one.parameter.code in {"_id", "near"}:
            return one
    exact = [one for one in positive if one.exact]
    if exact and (len(exact) == 1 or patients is not None):
        return min(exact, key=lambda one: one.parameter.code in {"category", "status", "clinical-status"})
    for one in exact:
        if scope.is_rare(_select_rids(one)):
            return one
    if exact:
        return exact[0]
    if patients is not None or not positive:
        return None
    return next((one for one in positive if scope.is_rare(_select_rids(one))), positive[0])


def _select_rids(one: Match) -> Sql:
    where = _row_of(one, "p")
    return Sql(f"SELECT p.rid FROM {one.table} p WHERE {where.text}", where.values)


def _every(resource_type: str) -> Sql:
    return Sql("d.sp = ?", (parameters_of(resource_type)["_lastUpdated"].number,))


def _row_of(one: Match, alias: str) -> Sql:
    """The condition on a row of its table; dates after a resource's earliest stand under the negated number."""
    later = (-one.parameter.number,) if one.is_main_date else ()
    rows = rows_of(one.parameter, alias, one.table, also=later)
    return Sql(f"{rows} AND {one.where.text.format(a=alias)}", one.where.values)


def _probe(one: Match, patients: list[int] | None) -> Sql:
    """Whether the row of the driving table belongs to a version that meets the condition."""
    where, number, same = one.where.text.format(a="p"), one.parameter.number, _SAME_ROW.format(p="p")
    rows, values = rows_of(one.parameter, "p", one.table), one.where.values
    if one.exact or (one.table == "index_number" and one.where.text != ANYTHING):
        found = Sql(f"EXISTS (SELECT 1 FROM {one.table} p WHERE {rows} AND {where} AND {same})", values)
    elif one.is_main_date:
        earliest = (
            f"EXISTS (SELECT 1 FROM index_date p WHERE p.sp = {number} AND p.low = d.date AND {where} AND {same})"
        )
        later = f"d.rid IN (SELECT p.rid FROM index_date p WHERE p.sp = {-number} AND {where})"
        found = Sql(f"({earliest} OR {later})", (*values, *values))
    else:
        mine = _among(patients, "p") if patients is not None else Sql(ANYTHING)
        inner = f"SELECT p.rid FROM {one.table} p WHERE {rows} AND {where} AND {mine.text}"
        found = Sql(f"d.rid IN ({inner})", (*values, *mine.values))
    return found if one.positive else Sql(f"NOT {found.text}", found.values)


@dataclass(frozen=True)
class Key:
    """One key of the order: an expression over `d`, and the joins it needs."""

    expression: str
    descending: bool
    join: Sql = Sql("")  # noqa: RUF009 (frozen)


def order_keys(resource_type: str, order: list[Order]) -> list[Key]:
    """The keys of a sort, ended by the version, so that no two resources are equal."""
    keys = [_key(resource_type, one, place) for place, one in enumerate(order)]
    if not keys:
        return [Key("d.patient", False), Key("d.date", False), Key("d.rid", False)]
    return [*keys, Key("d.rid", keys[-1].descending)]


_SORT_COLUMNS = {"index_token": "code", "index_string": "folded", "index_reference": "target"}


def _key(resource_type: str, order: Order, place: int) -> Key:
    parameter, down = order.parameter, order.descending
    if parameter.code == "_lastUpdated":
        return Key("d.rid", down)
    main = main_date(resource_type)
    if main is not None and parameter.number == main.number:
        return Key("d.date", down)
    if parameter.code == "_id":
        return Key(f"s{place}.id", down, Sql(f" JOIN version s{place} ON s{place}.row = d.rid"))
    kind = {"date": "index_date", "number": "index_number", "quantity": "index_number", "token": "index_token"}
    table = "index_string" if parameter.kind == "string" else kind.get(parameter.kind, "index_reference")
    column, nothing = _SORT_COLUMNS.get(table, "low"), "''" if table in _SORT_COLUMNS else "-9e307"
    pick = "max" if down and table != "index_date" else "min"
    rows = rows_of(parameter, "o", table)
    inner = f"SELECT o.rid, {pick}(o.{column}) AS k FROM {table} o WHERE {rows} GROUP BY o.rid"
    return Key(f"COALESCE(s{place}.k, {nothing})", down, Sql(f" LEFT JOIN ({inner}) s{place} ON s{place}.rid = d.rid"))


def page(selection: Selection, keys: list[Key], after: list[Any] | None, most: int) -> Sql:
    """One page: the keys' values and the rid last; `after` are the keys of the last resource before."""
    joins = "".join(key.join.text for key in keys)
    columns = ", ".join(f"{key.expression} AS k{n}" for n, key in enumerate(keys))
    where, values = selection.where.text, selection.where.values
    if after is not None:
        beyond = _beyond(keys, after)
        where, values = f"{where} AND {beyond.text}", (*values, *beyond.values)
    ordered = ", ".join(f"k{n} {'DESC' if key.descending else 'ASC'}" for n, key in enumerate(keys))
    text = f"SELECT DISTINCT {columns} FROM {selection.driver} d{joins} WHERE {where} ORDER BY {ordered} LIMIT ?"
    return Sql(text, (*values, most))


def _beyond(keys: list[Key], after: list[Any]) -> Sql:
    """What comes after these values, key by key; the first key alone, said once more, lets the index jump there."""
    first = Sql(f"{keys[0].expression} {'<=' if keys[0].descending else '>='} ?", (after[0],))
    pieces = []
    for n, key in enumerate(keys):
        same = [f"{keys[i].expression} = ?" for i in range(n)]
        text = " AND ".join([*same, f"{key.expression} {'<' if key.descending else '>'} ?"])
        pieces.append(Sql(f"({text})", (*after[:n], after[n])))
    beyond = Sql.any_of(pieces)
    return Sql(f"{first.text} AND {beyond.text}", (*first.values, *beyond.values))
