"""A transaction Bundle made ready in another process, where all its entries only create; see `exchange.packing`.

Read by `service`. Its answer is the one that `bundles.transaction` gives; whatever that might do otherwise goes there.
"""

from concurrent.futures import BrokenExecutor, Executor, Future
from typing import Any
from urllib.parse import parse_qsl

from attending.errors import AttendingError
from attending.exchange.collecting import collecting_paused
from attending.exchange.fhir import identifier_of, ids_of
from attending.exchange.packed_filing import write_packed
from attending.exchange.packing import Doubtful, Packed, Packing, Question, with_words
from attending.exchange.rest import bundles
from attending.exchange.rest.message import Request
from attending.exchange.rest.reading import bundle
from attending.record import Transaction
from attending.record.compartment import parse_reference
from attending.record.index import resource_types
from attending.record.index.prepared import Preparing
from attending.record.search import matching_ids

_LEAST = 64 * 1024
"""Bytes of a Bundle for which it pays to ask another process."""
_ALONE = frozenset({"Subscription", "AuditEvent"})
"""Types that are looked at before they are filed."""


class Workers:
    """The processes that make Bundles ready; while they start, and where they fail, Bundles go the plain way."""

    def __init__(self, pool: Executor | None, *, content: bool = False) -> None:
        self._pool, self._pack = pool, with_words(pack, content=content)
        self._started: Future[bytes | None] | None = None

    def is_for(self, request: Request) -> bool:
        """Whether it pays to ask a worker."""
        return (
            self._pool is not None
            and not request.path
            and len(request.body) >= _LEAST
            and request.prefers("return") != "representation"
        )

    def submit(self, request: Request) -> "Future[bytes | None]":
        """Ask a worker for what `pack` gives; None comes at once where none can be asked."""
        at_once: Future[bytes | None] = Future()
        at_once.set_result(None)
        try:
            if self._pool is None:
                return at_once
            if self._started is None:
                self._started = self._pool.submit(self._pack, b"", "", "")
            if not self._started.done():
                return at_once
            return self._pool.submit(self._pack, request.body, request.base, request.headers.get("prefer", ""))
        except (BrokenExecutor, RuntimeError):  # RuntimeError: the server is closing
            return at_once

    def close(self) -> None:
        """End them when what they do is done."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


@collecting_paused()
def pack(body: bytes, base: str, prefer: str, *, content: bool = False) -> bytes | None:
    """Make a Bundle ready; None where it must go the plain way."""
    try:
        request = Request("POST", (), headers={"prefer": prefer}, body=body, base=base)
        return _packed(request, content=content).pack()
    except (AttendingError, Doubtful, RecursionError):
        return None


def transaction(tx: Transaction, packed: Packed, request: Request) -> dict[str, Any] | None:
    """File it and answer; None, and nothing is written, where only the plain way knows what to do."""
    lenient = request.prefers("handling") == "lenient"

    def answer(questions: list[Question]) -> list[str | None]:
        by_identifier: dict[tuple[str, ...], Question] = {
            (kind, *found): (kind, criteria) for kind, criteria in questions if (found := _plain(criteria))
        }
        known = {by_identifier[asked]: ids for asked, ids in ids_of(tx, by_identifier).items()}
        for kind, criteria in [question for question in questions if question not in known]:
            pairs = parse_qsl(criteria, keep_blank_values=True)
            known[(kind, criteria)] = set(matching_ids(tx, kind, pairs, base=request.base))
        return [next(iter(ids)) if len(ids := known[question]) == 1 else None for question in map(_pair, questions)]

    if write_packed(tx, packed, answers=answer, may_miss=lambda kind: lenient and kind != "Patient") is None:
        return None
    places = zip(packed.types, packed.ids, strict=True)
    address = f"{request.base}/%s/%s/_history/1"
    answers = [{"status": "201 Created", "location": address % place, "etag": 'W/"1"'} for place in places]
    return bundle("transaction-response", [{"response": one} for one in answers])


def _plain(criteria: str) -> tuple[str, str] | None:
    """System and value, where a search for one identifier is written without anything that needs decoding."""
    return None if set(criteria) & set("%+,$\\;") else identifier_of(criteria)


def _pair(question: Question) -> tuple[str, str]:
    kind, criteria = question
    return kind, criteria


def _packed(request: Request, *, content: bool) -> Packed:
    sent = request.resource()
    if sent.get("resourceType") != "Bundle" or sent.get("type") != "transaction":
        raise Doubtful
    entries = bundles.read_entries(sent, request)
    new_ids = bundles.NewIds()
    references = [_settled(entry.request, new_ids) for entry in entries]
    if len(set(references)) < len(references) or not entries:
        raise Doubtful
    places: dict[str, str] = {}
    for entry, (kind, id_) in zip(entries, references, strict=True):
        reference = f"{kind}/{id_}"
        if entry.full_url:
            places[entry.full_url] = reference
        own = (entry.request.parsed or {}).get("id")
        if isinstance(own, str):
            places.setdefault(f"{kind}/{own}", reference)
        places.setdefault(reference, reference)
    packing = _Bundle(places, frozenset(kind for kind, _ in references), Preparing(content=content))
    packing.base = request.base
    for entry in sorted(entries, key=bundles.filing_order):
        packing.add(entry.request.parsed or {}, references[entry.number][1])
    return packing.packed([kind for kind, _ in references], [id_ for _, id_ in references])


def _settled(request: Request, new_ids: bundles.NewIds) -> tuple[str, str]:
    """Type and id under which an entry that creates is filed."""
    has_conditions = request.query or set(request.headers) - {"prefer"}
    kind = request.path[0] if request.path else ""
    if has_conditions or (request.parsed or {}).get("resourceType") != kind or kind in _ALONE:
        raise Doubtful
    if request.method == "POST" and len(request.path) == 1:
        return kind, new_ids.make()
    if request.method == "PUT" and len(request.path) == 2:
        return kind, request.path[1]
    raise Doubtful


class _Bundle(Packing):
    """References as `References` reads them."""

    base = ""

    def place(self, reference: str) -> str:
        if reference.startswith("urn:"):
            raise Doubtful
        plain = reference.removeprefix(f"{self.base}/") if self.base else reference
        kind, mark, criteria = plain.partition("?")
        if mark and kind.isalpha():
            if kind not in resource_types():
                raise Doubtful
            return self.ask(reference, (kind, criteria))
        target = parse_reference(plain)
        if target is not None:
            self.elsewhere[target] = None
        return plain if plain in self.places or target is not None else reference
