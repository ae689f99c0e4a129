"""What can be done of filing without a database, in another process: from what was sent to bytes that are written.

Read by `packed_import` and `rest.packed_bundles`, which know what was sent, and by `packed_filing`, which writes it.
Only what is of the right shape and free of surprises is packed; all else is `Doubtful` and goes the plain way, which
alone says what is wrong. The database is asked afterwards: each conditional reference is a question, and its answer
fills a hole.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context, parent_process
from typing import Any

import msgspec

from attending.exchange.shape import holders_of
from attending.record import Resource
from attending.record.compartment import find_patient
from attending.record.index.prepared import Prepared, Preparing
from attending.record.write import names_of

Pack = Callable[..., bytes | None]
"""Makes what was sent ready, in a worker; None where it cannot."""
Question = tuple[str, ...]
"""A type, and what the one resource of that type must meet."""


class Doubtful(Exception):
    """Only the plain way can tell."""


class Packed(msgspec.Struct, array_like=True):
    """What was sent, ready but for what the database must be asked."""

    types: list[str]
    """Of everything that was sent, in the order in which it was sent."""
    ids: list[str]
    questions: list[Question]
    elsewhere: list[tuple[str, str]]
    """Type and id of what is referred to and was not sent."""
    prepared: bytes
    absent: list[Question] = []
    """What nobody may have yet."""

    def read_prepared(self) -> Prepared:
        """The resources themselves."""
        return _PREPARED.decode(self.prepared)

    def pack(self) -> bytes:
        """All of it as bytes."""
        return msgspec.msgpack.encode(self)


_PREPARED = msgspec.msgpack.Decoder(Prepared)
_PACKED = msgspec.msgpack.Decoder(Packed)


def unpack(packed: bytes) -> Packed:
    """Read what `Packed.pack` made."""
    return _PACKED.decode(packed)


@dataclass
class Packing:
    """Makes what was sent ready, one resource after the other, in the order in which they are filed."""

    places: dict[str, str]
    """Full URL or `Type/id` as sent → reference as filed."""
    brought: frozenset[str]
    """Types that were sent: no question can be asked of them before they are filed."""
    preparing: Preparing = field(default_factory=Preparing)
    questions: dict[Question, int] = field(default_factory=dict)
    elsewhere: dict[tuple[str, str], None] = field(default_factory=dict)
    _owners: dict[tuple[str, str], str | None] = field(default_factory=dict)
    """The patients of what is filed so far."""
    _holes: dict[str, int] = field(default_factory=dict)
    """A reference with a hole → the hole's number."""

    def add(self, sent: Resource, id_: str) -> None:
        """File one resource under an id; raises `Doubtful`, `BadInput`."""
        resource: dict[str, Any] = {**sent, "id": id_}
        resource_type, _ = names_of(resource)
        holders = holders_of(resource)
        if holders is None or not isinstance(resource.get("meta", {}), dict):
            raise Doubtful
        holes: dict[int, None] = {}
        for holder in holders:
            reference = holder["reference"]
            place = self.places.get(reference)
            holder["reference"] = place = self.place(reference) if place is None else place
            if place in self._holes:
                holes[self._holes[place]] = None
        patient = find_patient(resource, id_, self._owner)
        if patient is not None and patient.startswith(self.preparing.prepared.mark):
            raise Doubtful
        self._owners[(resource_type, id_)] = patient
        self.preparing.add(resource, id_, patient, list(holes))

    def place(self, reference: str) -> str:
        """Where a reference leads that leads to nothing that was sent; raises `Doubtful`."""
        raise NotImplementedError

    def ask(self, reference: str, question: Question) -> str:
        """The place of a conditional reference: its type and a hole."""
        if question[0] in self.brought:
            raise Doubtful
        number = self.questions.setdefault(question, len(self.questions) + 1)
        hole = self.preparing.hole(number)
        if hole is None:
            raise Doubtful
        self.places[reference] = place = f"{question[0]}/{hole}"
        self._holes[place] = number
        return place

    def packed(self, types: list[str], ids: list[str], absent: Sequence[Question] = ()) -> Packed:
        """Everything that was added."""
        made = self.preparing.packed()
        return Packed(types, ids, list(self.questions), list(self.elsewhere), made, list(absent))

    def _owner(self, resource_type: str, id_: str) -> str | None:
        if (resource_type, id_) not in self._owners:
            raise Doubtful
        return self._owners[(resource_type, id_)]


def with_words(pack: Pack, *, content: bool) -> Pack:
    """What makes ready for a record that indexes every word, where it does."""
    return partial(pack, content=True) if content else pack


@contextmanager
def import_workers(number: int) -> Iterator[Executor | None]:
    """Processes that make ready what is sent; none on a machine with a single core, or where little comes."""
    if number < 1:
        yield None
        return
    with make_workers(number) as pool:
        try:
            yield pool
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def make_workers(number: int) -> ProcessPoolExecutor:
    """The same for who closes them by himself; they start with the first work, and end with this process."""
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A server that was killed leaves no worker behind; one that is interrupted ends its workers itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_wait_and_end, args=(parent,), daemon=True).start()


def _wait_and_end(parent: Any) -> None:
    parent.join()
    os._exit(1)
