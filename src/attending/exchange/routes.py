"""The FHIR API over HTTP: an ASGI application that `app` puts at `/fhir`.

Plain ASGI, for each request is one look-up in one table: the way through a web framework would cost more than the
record. Looks go to one thread that does together what waits, and so do Bundles that workers made ready, to another;
other changes take a thread each and their own transaction.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from concurrent.futures import BrokenExecutor, ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeAlias, TypeVar
from urllib.parse import parse_qsl

from attending.audit import Entry, Outcome
from attending.errors import AttendingError, BadInput, SignInRequired
from attending.exchange.packing import make_workers, unpack
from attending.exchange.rest import dispatch
from attending.exchange.rest.capability import capability_statement
from attending.exchange.rest.faults import TooMuch
from attending.exchange.rest.filing import Filing
from attending.exchange.rest.jobs import Jobs
from attending.exchange.rest.message import FHIR_JSON, Answer, Request
from attending.exchange.rest.packed_bundles import Workers
from attending.exchange.rest.service import Looks, failure, serve
from attending.exchange.rest.subscriptions import Post
from attending.record import Store
from attending.record.body import format_parsed
from attending.security import Action, Grant, PractitionerRole, Purpose
from attending.security.tokens import find_token, prepare

Scope: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send: TypeAlias = Callable[[MutableMapping[str, Any]], Awaitable[None]]
SessionGrant: TypeAlias = Callable[[Mapping[str, str], str], Grant | None]
"""The leave of a signed-in browser by its headers and the method, None where there is no session."""

_Done = TypeVar("_Done")
MOST_BYTES = 64 * 1024 * 1024
"""Of a request; more comes by `$import` or `attending import`."""
_LOOKING = frozenset({"GET", "HEAD"})
_PASSED_BY = 4 * MOST_BYTES
"""Bytes of a body that are read past where it is too large."""
_WRITERS = 4
_DOOR = "Device/fhir"
"""Under what a refused token is noted."""
_OPEN = (("metadata",),)
"""Addresses that answer to everybody: they say nothing of anybody."""


class FhirApi:
    """The ASGI application."""

    def __init__(
        self,
        record: Store,
        *,
        now: Callable[[], datetime],
        session_grant: SessionGrant,
        on_bug: Callable[[Exception], AttendingError],
        post: Post = lambda _: False,
        subscription_hosts: Iterable[str] = (),
        prefix: str = "/fhir",
        behind_tls: bool = False,
        workers: int = 0,
    ) -> None:
        self._record, self._now, self._session_grant, self._on_bug = record, now, session_grant, on_bug
        self._prefix = prefix
        self._scheme = "https" if behind_tls else None
        prepare(record.connection())
        self._looks, self._filing = Looks(record), Filing(record, on_bug)
        self._jobs = Jobs(record, now=now, post=post, hosts=subscription_hosts, on_bug=on_bug)
        self._threads = [ThreadPoolExecutor(1, thread_name_prefix=f"fhir-{n}") for n in range(_WRITERS)]
        self._busy = [0] * _WRITERS
        self._workers = Workers(make_workers(workers) if workers > 0 else None, content=record.content)

    def start(self) -> None:
        """Begin to work; the first request does so too. Jobs that a restart broke off go on."""
        self._jobs.start()

    def close(self) -> None:
        """End the threads when what they do is done."""
        self._jobs.close()
        self._looks.close()
        for thread in self._threads:
            thread.shutdown()
        self._filing.close()
        self._workers.close()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        self.start()
        request = read_request(scope, self._prefix, self._scheme)
        scope["route"] = _Template(request.method, request.path, self._prefix)
        try:
            answer = await self._answer(request, receive)
        except AttendingError as error:
            answer = failure(error)
        except Exception as error:
            answer = failure(self._on_bug(error))
        await _send(send, answer, head=request.method == "HEAD")

    async def _answer(self, request: Request, receive: Receive) -> Answer:
        if request.path in _OPEN and request.method in _LOOKING:
            request.check_acceptable()
            return Answer(200, capability_statement(request.base, content=self._record.content))
        if request.method in _LOOKING and request.path[-1:] != ("$export",):  # which begins a job
            return await asyncio.wrap_future(self._looks.submit(self._authenticate, request))
        request = request.within(body=await _body(receive, request.headers))
        if request.path[-1:] == ("_search",):
            return await asyncio.wrap_future(self._looks.submit(self._authenticate, request))
        return await self._change(request)

    async def _change(self, request: Request) -> Answer:
        """In the first thread that has the least to do: its connection still holds the pages of the change before."""
        if not self._workers.is_for(request):
            return await self._in_thread(self._least_busy(), self._serve, request)
        await self._in_thread(self._least_busy(), self._authenticate, request)  # nobody else makes the workers work
        try:
            made = await asyncio.wrap_future(self._workers.submit(request))
        except BrokenExecutor:
            made = None
        if made is None:
            return await self._in_thread(self._least_busy(), self._serve, request)
        return await asyncio.wrap_future(self._filing.submit(self._authenticate, request, unpack(made)))

    def _least_busy(self) -> int:
        return min(range(_WRITERS), key=lambda n: (self._busy[n], n))

    async def _in_thread(self, place: int, work: Callable[..., _Done], *values: Any) -> _Done:
        self._busy[place] += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads[place], work, *values)
        finally:
            self._busy[place] -= 1

    def _serve(self, request: Request) -> Answer:
        return serve(self._record, self._authenticate(request), request)

    def _authenticate(self, request: Request) -> Grant:
        """The leave of a bearer token, or of a browser's session; raises `SignInRequired`."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            found = find_token(self._record.connection(), token.strip(), now=self._now())
            if found is not None:
                return found.grant
            self._note_refusal()
            raise SignInRequired(
                "This token is unknown, revoked or too old.", hint="`attending account token` makes one."
            )
        if not kind:
            grant = self._session_grant(request.headers, request.method)
            if grant is not None:
                return grant
        raise SignInRequired("This address needs a token.", hint="Authorization: Bearer …")

    def _note_refusal(self) -> None:
        entry = Entry(
            action=Action.EXECUTE,
            who=_DOOR,
            role=PractitionerRole.SYSTEM,
            purpose=Purpose.OPERATIONS,
            when=self._now(),
            outcome=Outcome.REFUSED,
            type="sign-in",
        )
        self._record.note(entry)


class _Template:
    """What the access log says of a request: the shape of its address, never the address itself."""

    def __init__(self, method: str, path: tuple[str, ...], prefix: str) -> None:
        self._method, self._path, self._prefix = method, path, prefix

    @property
    def path(self) -> str:
        try:
            shape = dispatch.find(self._method, self._path).route.template if self._path else ""
        except AttendingError:
            shape = "(unknown)"
        return f"{self._prefix}/{shape}"


def read_request(scope: Scope, prefix: str, scheme: str | None = None) -> Request:
    """The request line and headers; the body is read later."""
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    path = scope["path"]
    path = path[len(prefix) :] if path.startswith(prefix) else path
    query = parse_qsl(scope.get("query_string", b"").decode("latin-1"), keep_blank_values=True)
    host = headers.get("host", "localhost")
    return Request(
        method=scope["method"],
        path=tuple(part for part in path.split("/") if part),
        query=tuple(query),
        headers=headers,
        base=f"{scheme or scope.get('scheme', 'http')}://{host}{prefix}",
    )


async def _body(receive: Receive, headers: Mapping[str, str]) -> bytes:
    """The whole body; raises `TooMuch`, and never holds more than the limit.

    What is not much too large is read to its end first: a client that is still sending would see a broken connection
    instead of the answer. One that waits for leave to send (`Expect`) is answered at once.
    """
    length = headers.get("content-length", "0")
    announced = int(length) if length.isdigit() else 0
    if announced > MOST_BYTES and (announced > _PASSED_BY or "expect" in headers):
        raise _too_much()
    parts, size = [], 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise BadInput("The request broke off.")
        part = message.get("body", b"")
        size += len(part)
        if max(size, announced) <= MOST_BYTES:
            parts.append(part)
        else:
            parts.clear()
        is_last = not message.get("more_body")
        if size > _PASSED_BY or (is_last and max(size, announced) > MOST_BYTES):
            raise _too_much()
        if is_last:
            return b"".join(parts)


def _too_much() -> TooMuch:
    return TooMuch(
        f"A request may hold {MOST_BYTES // 1024**2} MB at most.",
        hint="Send several Bundles, or NDJSON files by $import.",
    )


async def _send(send: Send, answer: Answer, *, head: bool) -> None:
    body = answer.raw if answer.raw is not None else b""
    headers = dict(answer.headers)
    if answer.stored is not None:
        body = answer.stored.plain
    elif answer.resource is not None:
        body = format_parsed(answer.resource)
    if answer.stored is not None or answer.resource is not None:
        headers.setdefault("Content-Type", f"{FHIR_JSON}; charset=utf-8")
    if answer.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    headers["Content-Length"] = str(len(body))
    listed = [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": listed})
    await send({"type": "http.response.body", "body": b"" if head else body})
