"""Which interaction a request asks for: the one table of methods and addresses.

Read by `routes` (HTTP) and by `bundles` (the entries of a batch or transaction).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from attending.errors import AttendingError, NotFound
from attending.exchange.rest import bulk_requests, operations, reading, trail, writing
from attending.exchange.rest.capability import metadata
from attending.exchange.rest.faults import NotSupported, WrongMethod
from attending.exchange.rest.message import Answer, Request
from attending.record import Transaction
from attending.record.index import resource_types

Handler: TypeAlias = Callable[[Transaction, Request], Answer]


@dataclass(frozen=True)
class Route:
    """One shape of address, with what each method does there."""

    template: str
    """`{type}`, `{id}` and `{vid}` stand for one part each."""
    methods: dict[str, Handler]
    looks: frozenset[str] = frozenset({"GET"})
    """Methods that change nothing but the audit trail."""


ROUTES = (
    Route("metadata", {"GET": metadata}),
    Route("_history", {"GET": reading.history}),
    Route("$export", {"GET": bulk_requests.export, "POST": bulk_requests.export}, frozenset()),
    Route("Patient/$export", {"GET": bulk_requests.export, "POST": bulk_requests.export}, frozenset()),
    Route("Group/{id}/$export", {"GET": bulk_requests.export}, frozenset()),
    Route("$bulk-status/{id}", {"GET": bulk_requests.status, "DELETE": bulk_requests.cancel}),
    Route("$bulk-file/{id}/{vid}", {"GET": bulk_requests.file}),
    Route("AuditEvent", {"GET": trail.search}),
    Route("AuditEvent/{id}", {"GET": trail.read}),
    Route(
        "{type}",
        {
            "GET": reading.search_type,
            "POST": writing.create,
            "PUT": writing.update,
            "PATCH": writing.patch,
            "DELETE": writing.delete,
        },
    ),
    Route("{type}/_search", {"POST": operations.search_form, "GET": reading.search_type}, frozenset({"GET", "POST"})),
    Route("{type}/_history", {"GET": reading.history}),
    Route("{type}/$validate", {"POST": operations.validate}),
    Route("Patient/$everything", {"GET": operations.everything_of_all}),
    Route(
        "{type}/{id}",
        {"GET": reading.read, "PUT": writing.update, "PATCH": writing.patch, "DELETE": writing.delete},
    ),
    Route("{type}/{id}/_history", {"GET": reading.history}),
    Route("{type}/{id}/_history/{vid}", {"GET": reading.vread}),
    Route("{type}/{id}/$validate", {"POST": operations.validate, "GET": operations.validate_stored}),
    Route(
        "Patient/{id}/$everything",
        {"GET": operations.everything, "POST": operations.everything},
        frozenset({"GET", "POST"}),
    ),
    Route("{type}/{id}/{type}", {"GET": operations.compartment}),
)


@dataclass(frozen=True)
class Found:
    """What a request asks for."""

    route: Route
    handler: Handler
    is_look: bool


def find(method: str, path: tuple[str, ...]) -> Found:
    """The handler of a method and address; raises `NotFound`, `WrongMethod`."""
    method = "GET" if method == "HEAD" else method
    known = [route for template, route in _by_length().get(len(path), ()) if _fits(template, path)]
    if not known:
        raise _nowhere(path)
    for route in known:
        if method in route.methods:
            return Found(route, route.methods[method], method in route.looks)
    allowed = sorted({name for route in known for name in route.methods})
    raise WrongMethod(f"This address does not take {method[:10]}.", hint=f"It takes {', '.join(allowed)}.")


def answer(tx: Transaction, request: Request) -> Answer:
    """Do what a request asks for, within an open transaction."""
    return find(request.method, request.path).handler(tx, request)


def _fits(template: list[str], path: tuple[str, ...]) -> bool:
    for wanted, part in zip(template, path, strict=True):
        if wanted == "{type}":
            if part not in _known_types():
                return False
        elif wanted in {"{id}", "{vid}"}:
            if not part or part[0] in "$_":
                return False
        elif wanted != part:
            return False
    return True


@cache
def _by_length() -> dict[int, list[tuple[list[str], Route]]]:
    found: dict[int, list[tuple[list[str], Route]]] = {}
    for route in ROUTES:
        template = route.template.split("/")
        found.setdefault(len(template), []).append((template, route))
    return found


@cache
def _known_types() -> frozenset[str]:
    return frozenset(resource_types())


def _nowhere(path: tuple[str, ...]) -> AttendingError:
    last = path[-1] if path else ""
    if last.startswith("$"):
        return NotSupported(
            f"This server has no operation {last[:40]} here.", hint="/fhir/metadata lists what it can do."
        )
    if path and path[0] not in _known_types() and path[0].isalpha():
        return NotFound("FHIR R4 has no resource of this type.", hint="Types are written as in FHIR: Patient.")
    return NotFound("This address leads nowhere.", hint="/fhir/metadata lists what this server can do.")
