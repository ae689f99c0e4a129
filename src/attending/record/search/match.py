"""One criterion as a condition on the rows of one index table.

Read by `select`. The text of a condition names its row `{a}`; values are always bound, never written into it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from attending.record.index.parameters import OF_TYPE, Parameter, main_date, parameters_of, resource_types
from attending.record.index.values import folded, number_of, sounds
from attending.record.search.asked import Asked, read_date, read_number, read_quantity
from attending.record.search.criteria import InvalidSearch, Simple, split_value, unescape

LAST = "\U0010ffff"
"""Sorts after every other character."""
_NEVER = "1 = 0"
ANYTHING = "1 = 1"
"""The condition of `:missing`: any row of the parameter."""
_TABLES = {
    "token": "index_token",
    "reference": "index_reference",
    "uri": "index_reference",
    "string": "index_string",
    "date": "index_date",
    "number": "index_number",
    "quantity": "index_number",
    "composite": "index_composite",
    "words": "index_word",
}


@dataclass(frozen=True)
class Sql:
    """A piece of SQL and the values bound in it."""

    text: str
    values: tuple[Any, ...] = ()

    @staticmethod
    def any_of(pieces: "Iterable[Sql]") -> "Sql":
        """The pieces, of which one must hold."""
        found = list(pieces)
        if not found:
            return Sql(_NEVER)
        text = " OR ".join(piece.text for piece in found)
        return Sql(f"({text})" if len(found) > 1 else text, tuple(v for piece in found for v in piece.values))


@dataclass(frozen=True)
class Match:
    """Rows of one table; `exact` where parameter and value are given, so that one row is found in one step."""

    table: str
    parameter: Parameter
    where: Sql
    exact: bool = False
    positive: bool = True
    """False: the resource must have no such row."""
    is_main_date: bool = False


@dataclass(frozen=True)
class Asking:
    """What the meaning of a value depends on beside itself."""

    type: str
    now: int
    """Microseconds."""
    base: str
    """Our own address, which stands before references of ours in absolute form."""
    codes_of: Callable[[str], list[tuple[str, str]] | None]
    """The codes, as (system, code), of a value set by its URL; None where it is not in the record."""
    codes_around: Callable[[str, str, bool], list[tuple[str, str]] | None]
    """System, code, whether those below it are wanted → the codes; None where the code system is not in the record."""


def match(criterion: Simple, asking: Asking) -> Match:
    """The condition of one parameter; raises `InvalidSearch`."""
    parameter, modifier = criterion.parameter, criterion.modifier
    table = _TABLES[parameter.kind]
    if modifier == "missing":
        return _missing(parameter, table, criterion.values)
    if modifier == "=ne":
        equal = match(Simple(parameter, "=eq" if parameter.kind == "string" else "", criterion.values), asking)
        return Match(equal.table, parameter, Sql(f"NOT {equal.where.text}", equal.where.values))
    if modifier == "identifier":
        return Match("index_token", parameter, _tokens(criterion.values), exact=True)
    match parameter.kind:
        case "token":
            return _token(parameter, modifier, criterion.values, asking)
        case "reference":
            targets = [t for value in criterion.values for t in _targets(parameter, modifier, unescape(value), asking)]
            return Match(table, parameter, _references(targets), exact=not any("://" in t for t in targets))
        case "uri":
            return Match(table, parameter, Sql.any_of(_uri(modifier, unescape(v)) for v in criterion.values))
        case "string":
            return Match(table, parameter, Sql.any_of(_string(parameter, modifier, v) for v in criterion.values))
        case "date":
            asked = [read_date(parameter.code, value, asking.now) for value in criterion.values]
            if modifier == "=po":
                asked = [replace(one, prefix="overlaps") for one in asked]
            main = main_date(asking.type)
            is_main = main is not None and main.number == parameter.number
            return Match(table, parameter, Sql.any_of(map(_within, asked)), is_main_date=is_main)
        case "number" | "quantity":
            read = read_number if parameter.kind == "number" else read_quantity
            ranges = (_in_unit(read(parameter.code, value)) for value in criterion.values)
            return Match(table, parameter, Sql.any_of(ranges))
        case "words":
            is_whole = not any(word.endswith("*") for word in criterion.values)
            return Match(table, parameter, Sql.any_of(map(_word, criterion.values)), exact=is_whole)
        case _:
            raise InvalidSearch(f"{parameter.code} cannot be searched in this way.")


def _word(word: str) -> Sql:
    if word.endswith("*"):
        return Sql("({a}.word >= ? AND {a}.word < ?)", (word[:-1], word[:-1] + LAST))
    return Sql("{a}.word = ?", (word,))


def _missing(parameter: Parameter, table: str, values: tuple[str, ...]) -> Match:
    if values not in {("true",), ("false",)}:
        raise InvalidSearch(f"{parameter.code}:missing is true or false.")
    return Match(table, parameter, Sql(ANYTHING), positive=values == ("false",))


def _token(parameter: Parameter, modifier: str, values: tuple[str, ...], asking: Asking) -> Match:
    table = _TABLES["token"]
    if modifier == "text":
        wanted = Sql.any_of(Sql(r"folded LIKE ? ESCAPE '\'", (_like(value),)) for value in values)
        return Match(
            table, parameter, Sql(f"{{a}}.text IN (SELECT text FROM index_text WHERE {wanted.text})", wanted.values)
        )
    if modifier in {"in", "not-in"}:
        codes = [code for value in values for code in _codes(parameter, unescape(value), asking)]
        return Match(table, parameter, _pairs(codes), positive=modifier == "in")
    if modifier in {"above", "below"}:
        return Match(table, parameter, _pairs(_around(parameter, modifier, values, asking)), exact=True)
    if modifier == "of-type":
        typed = replace(parameter, held=tuple(OF_TYPE + number for number in parameter.held))
        return Match(table, typed, _pairs([_typed(parameter, value) for value in values]), exact=True)
    return Match(table, parameter, _tokens(values), exact=True, positive=modifier != "not")


def _around(parameter: Parameter, modifier: str, values: Iterable[str], asking: Asking) -> list[tuple[str, str]]:
    """The codes that lie above or below, in a code system that stands in the record; each code with itself."""
    codes = []
    for value in values:
        system, code, *more = [*split_value(value, "|"), ""]
        if not system or not code or len(more) > 1:
            raise InvalidSearch(f"{parameter.code}:{modifier} takes a code with its system, as system|code.")
        found = asking.codes_around(system, code, modifier == "below")
        if found is None:
            raise InvalidSearch(
                f"{parameter.code}:{modifier} needs the code system as a complete CodeSystem in this record.",
                hint="Store the CodeSystem with its concepts, or ask for the codes one by one.",
            )
        codes += found
    return codes


def _typed(parameter: Parameter, value: str) -> tuple[str, str]:
    """`system|code|value` of an identifier's type and value, as the index holds them."""
    parts = split_value(value, "|")
    if len(parts) != 3 or not parts[1] or not parts[2]:
        raise InvalidSearch(
            f"{parameter.code}:of-type takes system|code|value: of the type, then the identifier itself."
        )
    return parts[0], f"{parts[1]}|{parts[2]}"


def _codes(parameter: Parameter, url: str, asking: Asking) -> list[tuple[str, str]]:
    found = asking.codes_of(url)
    if found is None:
        raise InvalidSearch(
            f"The value set that {parameter.code} names is not in this record, or does not list its codes.",
            hint="Store the ValueSet with its codes first.",
        )
    return found


def _tokens(values: Iterable[str]) -> Sql:
    pairs, codes, others = [], [], []
    for value in values:
        parts = split_value(value, "|")
        if len(parts) == 1:
            codes.append(parts[0])
        elif parts[1]:
            pairs.append((parts[0], parts[1]))
        else:
            others.append(Sql("({a}.system = ? AND {a}.code <> '')", (number_of(parts[0]),)))
    if codes:
        others.append(Sql(f"{{a}}.code IN ({_marks(codes)})", tuple(codes)))
    if pairs:
        others.append(_pairs(pairs))
    return Sql.any_of(others)


def _pairs(pairs: list[tuple[str, str]]) -> Sql:
    """Codes with their systems; the code stands first in the index."""
    by_system: dict[str, list[str]] = {}
    for system, code in pairs:
        by_system.setdefault(system, []).append(code)
    return Sql.any_of(
        Sql(f"({{a}}.code IN ({_marks(codes)}) AND {{a}}.system = ?)", (*codes, number_of(system)))
        for system, codes in by_system.items()
    )


def _marks(values: Iterable[object]) -> str:
    return ", ".join("?" for _ in values)


def _targets(parameter: Parameter, modifier: str, value: str, asking: Asking) -> list[str]:
    """Every way in which a stored reference may name the resource that is asked for."""
    if asking.base and value.startswith(asking.base + "/"):
        value = value[len(asking.base) + 1 :]
    value = value.partition("/_history/")[0]
    if "://" in value or value.startswith("urn:"):
        return [value]
    if "/" in value:
        return [value, f"{asking.base}/{value}"] if asking.base else [value]
    types = (modifier,) if modifier else parameter.targets or resource_types()
    return [f"{one}/{value}" for one in types]


def _references(targets: list[str]) -> Sql:
    """Exact targets; a canonical without version means every version."""
    found = [Sql(f"{{a}}.target IN ({_marks(targets)})", tuple(targets))]
    found += [
        Sql("({a}.target >= ? AND {a}.target < ?)", (f"{target}|", f"{target}|{LAST}"))
        for target in targets
        if "://" in target and "|" not in target
    ]
    return Sql.any_of(found)


def _uri(modifier: str, value: str) -> Sql:
    match modifier:
        case "below":
            return Sql("({a}.target = ? OR ({a}.target >= ? AND {a}.target < ?))", (value, value, value + LAST))
        case "above":
            parts = value.split("/")
            above = ["/".join(parts[:end]) + slash for end in range(3, len(parts) + 1) for slash in ("", "/")]
            return Sql(f"{{a}}.target IN ({_marks(above)})", tuple(above)) if above else Sql("{a}.target = ?", (value,))
        case "contains":
            return Sql(r"{a}.target LIKE ? ESCAPE '\'", (_like(value),))
        case _:
            return Sql("{a}.target = ?", (value,))


def _string(parameter: Parameter, modifier: str, value: str) -> Sql:
    text = unescape(value)
    if parameter.code == "phonetic":
        heard = list(sounds(text))
        return Sql(f"{{a}}.folded IN ({_marks(heard)})", tuple(heard)) if heard else Sql(_NEVER)
    plain = folded(text)
    match modifier:
        case "exact":
            return Sql("({a}.folded = ? AND {a}.exact = ?)", (plain, text))
        case "=eq":
            return Sql("{a}.folded = ?", (plain,))
        case "=ew":
            return Sql(r"{a}.folded LIKE ? ESCAPE '\'", (_like(text)[:-1],))
        case "contains":
            return Sql(r"{a}.folded LIKE ? ESCAPE '\'", (_like(text),))
        case _:
            return Sql("({a}.folded >= ? AND {a}.folded < ?)", (plain, plain + LAST))


def _like(text: str) -> str:
    plain = folded(unescape(text))
    for special in ("\\", "%", "_"):
        plain = plain.replace(special, "\\" + special)
    return f"%{plain}%"


def _within(asked: Asked) -> Sql:
    """How a stored range must lie to the one asked for; a stored value is a range of one."""
    low, high = asked.low, asked.high
    match asked.prefix:
        case "eq":
            return Sql("({a}.low >= ? AND {a}.low <= ? AND {a}.high <= ?)", (low, high, high))
        case "ne":
            return Sql("({a}.low < ? OR {a}.high > ?)", (low, high))
        case "gt":
            return Sql("{a}.high > ?", (high,))
        case "lt":
            return Sql("{a}.low < ?", (low,))
        case "ge":
            return Sql("({a}.high > ? OR ({a}.low >= ? AND {a}.high <= ?))", (high, low, high))
        case "le":
            return Sql("({a}.low < ? OR ({a}.low >= ? AND {a}.high <= ?))", (low, low, high))
        case "sa":
            return Sql("{a}.low > ?", (high,))
        case "eb":
            return Sql("{a}.high < ?", (low,))
        case _:
            return Sql("({a}.low <= ? AND {a}.high >= ?)", (high, low))


def _in_unit(asked: Asked) -> Sql:
    """A number or quantity: its own precision widens `eq`, `ne` and `ap`; the other prefixes take it as exact."""
    if asked.prefix in {"eq", "ne"}:  # [99.5, 100.5) for 100
        inside = "({a}.low >= ? AND {a}.low < ? AND {a}.high < ?)"
        found = Sql(inside, (asked.low, asked.high, asked.high))
        found = found if asked.prefix == "eq" else Sql(f"NOT {inside}", found.values)
    elif asked.prefix == "ap":
        found = _within(asked)
    else:
        found = _within(Asked(asked.prefix, asked.exact, asked.exact, asked.exact))
    return Sql(f"({{a}}.unit = ? AND {found.text})", (asked.unit, *found.values))


def pair_condition(parameter: Parameter, first: str, second: str, asking: Asking) -> Sql:
    """The condition on a row of `index_composite`."""
    one, other = parameter.parts
    left = _tokens([first]) if one == "token" else Sql("{a}.code = ?", (unescape(first),))
    match other:
        case "token":
            found = _tokens([second])
            right = Sql(found.text.replace("{a}.code", "{a}.code2").replace("{a}.system", "{a}.system2"), found.values)
        case "string":
            plain = folded(unescape(second))
            right = Sql("({a}.code2 >= ? AND {a}.code2 < ?)", (plain, plain + LAST))
        case "reference":
            right = Sql("{a}.code2 = ?", (unescape(second),))
        case "date":
            right = _within(read_date(parameter.code, second, asking.now))
        case _:
            right = _in_unit(read_quantity(parameter.code, second))
    return Sql(f"({left.text} AND {right.text})", (*left.values, *right.values))


def part_parameters(resource_type: str, path: str) -> tuple[Parameter, Parameter] | None:
    """The two simple parameters that read what a composite of the resource itself reads."""
    known = [p for p in parameters_of(resource_type).values() if p.kind not in {"composite", "special", "words"}]
    found = []
    for part in path.strip("{}").split(";"):
        paths = set(part.split(","))
        reading = sorted((p for p in known if paths <= set(p.paths)), key=lambda p: len(p.paths))
        if not reading:
            return None
        found.append(reading[0])
    return found[0], found[1]
