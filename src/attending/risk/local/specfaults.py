"""What is wrong with a specification: every fault with its line and with what to write instead.

Read by `specfile`. A TOML file is written by hand in a hospital, by people who did not write this program.
"""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from types import UnionType
from typing import Any, Literal, get_args, get_origin

import msgspec

from attending.risk.local.spec import Cohort, Feature, Fitting, Index, Outcome, Spec, Split

TABLES: Mapping[str, type[msgspec.Struct]] = {
    "cohort": Cohort,
    "index": Index,
    "outcome": Outcome,
    "split": Split,
    "fitting": Fitting,
}
EXAMPLES: Mapping[str, str] = {
    "name": 'name = "back-soon"',
    "title": 'title = "Hospital visit within 90 days"',
    "use": 'use = "To call people after a visit."',
    "index": '[index] with event = "visit-end"',
    "outcome": "[outcome] with words, within_hours and what is foretold",
    "feature": '[[feature]] with name = "age" and kind = "age"',
    "index.event": 'event = "visit-end"',
    "outcome.words": 'words = "a hospital visit within 90 days"',
    "outcome.within_hours": "within_hours = 2160",
    "feature.name": 'name = "creatinine"',
    "feature.kind": 'kind = "latest"',
}
"""What to write for each entry that must be there."""
MOST_LISTED = 16
_HEADER = re.compile(r"^\s*(\[\[?)\s*([\w.-]+)\s*\]\]?")
_KEY = re.compile(r"^\s*([\w-]+)\s*=")


def lines_of(text: str) -> dict[str, int]:
    """The line of each table and key: "index", "index.event", "feature.0", "feature.0.kind"."""
    found: dict[str, int] = {}
    table, features = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := _HEADER.match(line):
            table = header[2]
            if header[1] == "[[":
                table, features = f"{header[2]}.{features}", features + 1
            found.setdefault(table, number)
            found.setdefault(header[2], number)
        elif key := _KEY.match(line):
            found.setdefault(f"{table}.{key[1]}" if table else key[1], number)
    return found


def shape_faults(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Unknown, missing and ill-typed entries, each with its place and what to write."""
    yield from _of(Spec, table, "", skip={*TABLES, "feature"})
    for name, kind in TABLES.items():
        part = table.get(name, {})
        if not isinstance(part, dict):
            yield name, f"{name} is a table; write [{name}] on a line of its own and its entries below"
        elif name in table or name in ("index", "outcome"):
            yield from _of(kind, part, name) if name in table else iter([(name, f"missing: write {EXAMPLES[name]}")])
    features = table.get("feature", [])
    if not isinstance(features, list):
        yield "feature", "features are several tables; write [[feature]] with two brackets above each"
        return
    if not features:
        yield "feature", f"there is no feature; write {EXAMPLES['feature']}"
    for place, feature in enumerate(features):
        if isinstance(feature, dict):
            yield from _of(Feature, feature, f"feature.{place}")
        else:
            yield "feature", f"feature {place + 1} is no table; write {EXAMPLES['feature']}"


def _of(
    kind: type[msgspec.Struct], table: Mapping[str, Any], path: str, *, skip: Collection[str] = ()
) -> Iterator[tuple[str, str]]:
    known = {field.name: field for field in msgspec.structs.fields(kind)}
    for key in table:
        if key not in known:
            yield _join(path, key), f"there is no entry {key}; {closest(key, known)}"
    for name, field in known.items():
        if name in skip:
            continue
        if name not in table:
            if field.required:
                example = EXAMPLES[re.sub(r"\.\d+", "", _join(path, name))]
                yield path or name, f"{name} is missing; write {example}"
        elif fault := _type_fault(table[name], field.type):
            yield _join(path, name), f"{name} {fault}"


def _type_fault(value: Any, kind: Any) -> str:
    try:
        msgspec.convert(value, kind)
    except msgspec.ValidationError:
        if get_origin(kind) is Literal:
            words = [str(one) for one in get_args(kind)]
            return f"cannot be {_shown(value)}; {closest(str(value), words)}"
        return f"cannot be {_shown(value)}; write {_kind_in_words(kind)}"
    return ""


def _kind_in_words(kind: Any) -> str:
    if kind is bool:
        return "true or false, without quotes"
    if kind in (int, float) or isinstance(kind, UnionType):
        return "a number, without quotes"
    if get_origin(kind) is tuple:
        return 'a list of words, as ["AMB", "EMER"]'
    return 'words between quotes, as "..."'


def _shown(value: Any) -> str:
    return f'"{value}"' if isinstance(value, str) else "a table" if isinstance(value, dict) else str(value).lower()


def closest(said: str, known: Collection[str]) -> str:
    """What may have been meant, or everything there is; of a long list only what is near."""
    near = difflib.get_close_matches(said, known, n=3, cutoff=0.6)
    if near and len(known) > MOST_LISTED:
        return f"write {' or '.join(near)}"
    listed = ", ".join(sorted(known))
    return f"write {near[0]} (or one of: {listed})" if near else f"write one of: {listed}"


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def tell(faults: Collection[tuple[str, str]], text: str) -> str:
    """All faults, one a line, in the order of the file."""
    lines = lines_of(text)
    placed = sorted((_line(where, lines), what) for where, what in faults)
    return "\n".join(f"line {line}: {what}" if line else what for line, what in placed)


def _line(where: str, lines: Mapping[str, int]) -> int:
    """The line of the entry, or of the table it stands in; 0 where neither is there."""
    while where and where not in lines:
        where = where.rpartition(".")[0]
    return lines.get(where, 0)
