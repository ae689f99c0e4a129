"""Every search parameter of FHIR R4: its kind, and where in a resource its values stand.

Read by `extract` (which values a resource has), by `search` (which a query may name) and by the CapabilityStatement.
The table `r4_parameters.tsv` is derived by `derive_parameters` from the official definitions.
"""

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from attending.record.fhirpath.model import all_types

FORMAT = 3
"""Of the index rows; a change of it, as of the table, makes every record build its index anew."""
_EVERY_TYPE = 10_000
"""Numbers from here on: the parameters that all types share, sixteen for each type."""
_WORDS = (("_text", "DomainResource-text", 14), ("_content", "Resource-content", 15))
"""Code, definition and place among the shared of the two parameters that find words; `wording` reads them."""
OF_TYPE = 1_000_000
"""Added to the number of a token parameter: identifiers with the type they say they have, for `:of-type`."""
_SHARING = frozenset({"token", "reference", "number", "quantity"})
"""Kinds whose rows may stand under other parameters: dates have rows of their own meaning, texts are read by name."""
_READ_OTHERWISE = frozenset({"_id", "near", "phonetic", "deceased"})
_MAIN_DATES = """
    date authoredon authored period onset-date recorded-date effective-time effective whenprepared whenhandedover
    started created sent issued recorded occurrence requested birthdate
""".split()  # noqa: SIM905
"""Codes of the parameter that says when a resource happened, the first that its type has."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One search parameter of one type."""

    number: int
    """What stands in the index rows for type and parameter."""
    code: str
    kind: str
    """token, reference, string, date, number, quantity, uri, composite, special, or words (a string to the client)."""
    definition: str
    targets: tuple[str, ...]
    """Types that a reference may lead to; empty for any."""
    paths: tuple[str, ...]
    parts: tuple[str, ...] = ()
    """Kinds of the two parts of a composite."""
    held: tuple[int, ...] = ()
    """The numbers under which its index rows stand: its own, or those of parameters that read the same elements."""
    only: str = ""
    """The type of the targets that are its own among the reference rows it shares; empty for all."""


@cache
def table() -> bytes:
    """The shipped table."""
    return (files("attending.record.index") / "r4_parameters.tsv").read_bytes()


@cache
def fingerprint(*, content: bool = False) -> str:
    """Names the meaning of the index rows: a record whose index has another one needs a new index.

    Args:
        content: whether the index holds every word of a resource.
    """
    return f"{FORMAT}-{hashlib.sha256(table()).hexdigest()[:16]}{'-content' if content else ''}"


@cache
def resource_types() -> tuple[str, ...]:
    """Every type of resource of R4, in alphabetical order."""
    abstract = {"Resource", "DomainResource"}
    return tuple(sorted(name for name, t in all_types().items() if t.kind == "resource" and name not in abstract))


@cache
def parameters_of(resource_type: str) -> dict[str, Parameter]:
    """The parameters of a type by their code, those of every resource too; empty for what is no type of R4."""
    if resource_type not in resource_types():
        return {}
    first = _EVERY_TYPE + 16 * resource_types().index(resource_type)
    shared = [_parameter(first + place, cells) for place, (_, cells) in enumerate(_by_type()["Resource"])]
    words = [Parameter(first + place, code, "words", name, (), ()) for code, name, place in _WORDS]
    own = [_parameter(number, cells) for number, cells in _by_type().get(resource_type, [])]
    return _settled({parameter.code: parameter for parameter in (*shared, *words, *own)})


def _settled(parameters: dict[str, Parameter]) -> dict[str, Parameter]:
    """The same, each told where its rows stand: what others read all of need not be stored again.

    `Observation.patient` are the references of `subject` that lead to a Patient, `combo-code` is `code` and
    `component-code`. Those that read least are settled first, so that none stands with one that has no rows.
    """
    settled: list[Parameter] = []
    for one in sorted(parameters.values(), key=lambda each: (bool(_only(each)), len(each.paths), each.number)):
        only = _only(one)
        wanted = {path.removesuffix(f">{only}") for path in one.paths}
        parts = [known for known in settled if known.kind == one.kind and _has_rows(known) and wanted >= {*known.paths}]
        shares = one.kind in _SHARING and _has_rows(one) and {path for part in parts for path in part.paths} == wanted
        numbers = tuple(part.number for part in parts) if shares else (one.number,)
        settled.append(replace(one, held=numbers, only=only if shares else ""))
    return parameters | {one.code: one for one in settled}


def _only(parameter: Parameter) -> str:
    """The one type of targets that all its paths ask for."""
    found = {path.partition(">")[2] for path in parameter.paths} if parameter.kind == "reference" else set()
    return found.pop() if len(found) == 1 else ""


def _has_rows(parameter: Parameter) -> bool:
    """Whether rows are kept under its own number, by the reader of its kind."""
    return parameter.held in {(), (parameter.number,)} and parameter.code not in _READ_OTHERWISE


def find_parameter(resource_type: str, code: str) -> Parameter | None:
    """The parameter of that code, or None."""
    return parameters_of(resource_type).get(code)


@cache
def main_date(resource_type: str) -> Parameter | None:
    """The date parameter by whose earliest value every index row of the type is ordered."""
    known = parameters_of(resource_type)
    return next((known[code] for code in _MAIN_DATES if code in known and known[code].kind == "date"), None)


@cache
def _by_type() -> dict[str, list[tuple[int, list[str]]]]:
    rows: dict[str, list[tuple[int, list[str]]]] = {}
    for number, line in enumerate(table().decode("utf-8").splitlines(), 1):
        base, *cells = line.split("\t")
        rows.setdefault(base, []).append((number, cells))
    return rows


def _parameter(number: int, cells: list[str]) -> Parameter:
    code, kind, definition, targets, paths = cells
    named = () if targets == "*" else tuple(targets.split())
    found = tuple(paths.split())
    if kind == "composite":
        return Parameter(number, code, kind, definition, named, found[1:], tuple(found[0].split(";")))
    return Parameter(number, code, kind, definition, named, found)
