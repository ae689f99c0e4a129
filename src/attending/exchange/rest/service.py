"""The FHIR API at work on a record: one request to one answer, in a transaction of its own, audited.

Looks that wait at the same moment share one transaction, each with its own grant: the disk is flushed once for all
their audit entries, and still nobody gets an answer before the entry that reports it is safe.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from attending.errors import AttendingError
from attending.exchange.collecting import collecting_paused
from attending.exchange.packing import Packed
from attending.exchange.rest import bulk_requests, bundles, dispatch, packed_bundles
from attending.exchange.rest.faults import BadSyntax, WrongMethod, outcome_of
from attending.exchange.rest.message import Answer, Request
from attending.exchange.rest.together import Together
from attending.record import Store, Transaction
from attending.record.compartment import parse_reference
from attending.security import Grant, PractitionerRole, Purpose

_TOGETHER = 64
"""Looks in one transaction at most."""
_READING = frozenset({"GET", "HEAD"})
_NOBODY = Grant("Device/fhir", PractitionerRole.SYSTEM, Purpose.OPERATIONS)
"""Opens the shared transaction; it may see nothing itself."""


def serve(record: Store, grant: Grant, request: Request, packed: Packed | None = None) -> Answer:
    """Do what a request asks for; errors become answers with an OperationOutcome.

    Args:
        record: the record.
        grant: who asks.
        request: for what.
        packed: what a worker made of a Bundle.
    """
    try:
        request.check_acceptable()
        if not request.path:
            with collecting_paused():
                return _serve_bundle(record, grant, request, packed)
        if request.path == ("$import",) and request.method == "POST":
            return bulk_requests.receive(record, grant, request)
        found = dispatch.find(request.method, request.path)
        with record.transaction(grant=grant) as tx:
            return found.handler(tx, request)
    except AttendingError as error:
        return failure(error)


def failure(error: AttendingError) -> Answer:
    """The answer to a request that cannot be done."""
    return Answer(error.status, outcome_of(error))


def _serve_bundle(record: Store, grant: Grant, request: Request, packed: Packed | None) -> Answer:
    if request.method != "POST":
        raise WrongMethod("The root of the API takes a Bundle by POST.", hint="Searches name a type: /fhir/Patient?…")
    if packed is not None:
        with record.transaction(grant=grant) as tx:
            answered = packed_bundles.transaction(tx, packed, request)
        if answered is not None:
            return Answer(200, answered)
    sent = request.resource()
    if sent.get("resourceType") != "Bundle" or sent.get("type") not in {"batch", "transaction"}:
        raise BadSyntax("The root of the API takes a Bundle of type batch or transaction.", expression="Bundle.type")
    entries = bundles.read_entries(sent, request)
    if sent["type"] == "batch":

        def run(one: Request) -> Answer:
            found = dispatch.find(one.method, one.path)
            with record.transaction(grant=grant) as tx:
                return found.handler(tx, one)

        return Answer(200, bundles.batch(entries, run))
    with record.transaction(grant=grant) as tx:
        return Answer(200, bundles.transaction(tx, entries, request))


@dataclass(frozen=True)
class _Waiting:
    authenticate: "Authenticate"
    request: Request
    answer: "Future[Answer]"


class Looks:
    """A thread that does looks together, as many as wait."""

    def __init__(self, record: Store) -> None:
        self._record = record
        self._together = Together("fhir-looks", self._do, _TOGETHER)

    def submit(self, authenticate: "Authenticate", request: Request) -> "Future[Answer]":
        """Put a look in the queue; who asks is found out in the thread that looks."""
        waiting = _Waiting(authenticate, request, Future())
        self._together.put(waiting)
        return waiting.answer

    def close(self) -> None:
        """End the thread when what waits is done."""
        self._together.close()

    def _do(self, together: list[_Waiting]) -> None:
        together = [one for one in together if one.answer.set_running_or_notify_cancel()]  # the others are gone
        admitted = _admit_all(together)  # before the look: it may keep a session alive
        answers: list[Answer | Exception] = []
        try:
            with self._record.look(_NOBODY) as tx:
                _foresee(tx, together, admitted)
                for one, found in zip(together, admitted, strict=True):
                    answers.append(self._look(one.request, found) if isinstance(found, Grant) else found)
        except AttendingError as error:  # the audit entries could not be written: nobody gets an answer
            answers = [failure(error)] * len(together)
        except Exception as error:
            answers = [error] * len(together)
        for one, answer in zip(together, answers, strict=True):
            if isinstance(answer, Exception):
                one.answer.set_exception(answer)
            else:
                one.answer.set_result(answer)

    def _look(self, request: Request, grant: Grant) -> Answer | Exception:
        try:
            found = dispatch.find(request.method, request.path)
            with self._record.look(grant) as tx:
                return found.handler(tx, request)
        except AttendingError as error:
            return failure(error)
        except Exception as error:
            return error


def _admit_all(together: list[_Waiting]) -> "list[Grant | Answer | Exception]":
    """Who asks; a token that several show at the same moment is looked up once."""
    known: dict[str, Grant] = {}
    admitted: list[Grant | Answer | Exception] = []
    for one in together:
        shown = one.request.headers.get("authorization", "")
        authenticate = partial(_known_as, known[shown]) if shown in known else one.authenticate
        found = admit(authenticate, one.request)
        if shown and isinstance(found, Grant):
            known[shown] = found
        admitted.append(found)
    return admitted


def _known_as(grant: Grant, _request: Request) -> Grant:
    return grant


def _foresee(tx: Transaction, together: list[_Waiting], admitted: "list[Grant | Answer | Exception]") -> None:
    """Ask the record at once for what is read by its id, for each who asks."""
    places: dict[int, tuple[Grant, list[tuple[str, str]]]] = {}
    for one, grant in zip(together, admitted, strict=True):
        if isinstance(grant, Grant) and one.request.method in _READING and len(one.request.path) == 2:
            place = parse_reference("/".join(one.request.path))
            if place is not None:
                places.setdefault(id(grant), (grant, []))[1].append(place)
    for grant, asked in places.values():
        if len(asked) > 1:
            replace(tx, grant=grant).foresee_looks(asked)


def admit(authenticate: "Authenticate", request: Request) -> "Grant | Answer | Exception":
    """Who asks; or what they are told instead."""
    try:
        request.check_acceptable()
        return authenticate(request)
    except AttendingError as error:
        return failure(error)
    except Exception as error:
        return error


Authenticate = Callable[[Request], Grant]
"""Who asks; raises `SignInRequired`, `NotAllowed`."""
