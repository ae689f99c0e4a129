"""Many imports one after the other, on every core: other processes make them ready, this one asks and writes.

Each is filed whole or not at all, in the order in which it was sent, with the result that `import_bundle` has; what is
ready at the same moment shares one transaction and one flush of the disk. A worker that fails costs only its speed.
"""

import logging
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, field

from attending.database import Duplicate
from attending.errors import AttendingError
from attending.exchange.collecting import collecting_paused
from attending.exchange.fhir import ImportReport, import_bundle, known_ids
from attending.exchange.packed_filing import write_packed
from attending.exchange.packed_import import pack
from attending.exchange.packing import Pack, Packed, Question, unpack, with_words
from attending.record import Store, Transaction
from attending.security import Action, Grant

log = logging.getLogger("attending.import")

_TOGETHER = 8_000
"""Resources in one transaction, unless a single import has more."""
_AHEAD, _AHEAD_BYTES = 16, 64 * 1024 * 1024
"""Imports that wait, ready or not, and their bytes."""


def import_bundles(
    store: Store, sent: Iterable[bytes], *, grant: Grant, workers: Executor | None
) -> Iterator[ImportReport]:
    """File each of what was sent as `import_bundle` does; a report comes when its resources are durable.

    Args:
        store: the record.
        sent: Bundles, resources or NDJSON; read as they are needed.
        grant: who imports.
        workers: processes that make imports ready, see `import_workers`; None for this process alone.

    Raises:
        AttendingError: as `import_bundle`, at the first that cannot be filed; those before it are filed.
    """
    store.connection().make_room()
    if workers is None:
        for data in sent:
            yield import_bundle(store, data, grant=grant)
        return
    ahead = _Ahead(iter(sent), workers, with_words(pack, content=store.content))
    while group := ahead.take():
        yield from _file(store, group, grant)


@dataclass
class _Sent:
    data: bytes
    packed: Future[bytes | None] | None = None

    def read(self) -> bytes | None:
        """What a worker made of it; None where it made nothing."""
        try:
            return None if self.packed is None else self.packed.result()
        except BrokenExecutor:
            log.warning("a process that helps an import has ended; the import goes on without it")
            return None


class _Ahead:
    """What comes next, on its way through the workers; until they have started, it goes the plain way."""

    def __init__(self, sent: Iterator[bytes], workers: Executor, pack: Pack) -> None:
        self._sent, self._workers, self._pack = sent, workers, pack
        self._started = self._submit(b"")
        self._waiting: deque[_Sent] = deque()

    def take(self) -> list[tuple[bytes, Packed | None]]:
        """The next one, and those after it that are ready as well."""
        self._fill()
        group: list[tuple[bytes, Packed | None]] = []
        number = 0
        while self._waiting and number < _TOGETHER:
            first = self._waiting[0]
            if group and (first.packed is None or not first.packed.done()):
                break
            made = self._waiting.popleft().read()
            packed = None if made is None else unpack(made)
            group.append((first.data, packed))
            if packed is None:
                break
            number += len(packed.types)
        return group

    def _fill(self) -> None:
        while len(self._waiting) < _AHEAD and sum(len(one.data) for one in self._waiting) < _AHEAD_BYTES:
            data = next(self._sent, None)
            if data is None:
                return
            has_started = self._started is not None and self._started.done()
            self._waiting.append(_Sent(data, self._submit(data) if has_started else None))
            if not has_started:
                return

    def _submit(self, data: bytes) -> Future[bytes | None] | None:
        try:
            return self._workers.submit(self._pack, data)
        except BrokenExecutor:
            return None


def _file(store: Store, group: list[tuple[bytes, Packed | None]], grant: Grant) -> Iterator[ImportReport]:
    while group:
        done = _file_together(store, [packed for _, packed in group], grant)
        yield from done
        group = group[len(done) :]
        if group:
            yield import_bundle(store, group[0][0], grant=grant)
            group = group[1:]


def _file_together(store: Store, group: list[Packed | None], grant: Grant) -> list[ImportReport]:
    """File the first of them in one transaction, as many as need not go the plain way; none if it cannot be done."""
    if group[0] is None:
        return []
    done: list[ImportReport] = []
    try:
        with collecting_paused(), store.transaction(grant=grant) as tx:
            filing = _Filing(tx)
            for packed in group:
                report = filing.file(packed) if packed is not None else None
                if report is None:
                    break
                done.append(report)
    except (AttendingError, Duplicate):
        return []
    return done


@dataclass
class _Filing:
    """One transaction of several imports."""

    tx: Transaction
    number: int = 0
    _answers: dict[Question, str] = field(default_factory=dict)

    def file(self, packed: Packed) -> ImportReport | None:
        """File one import; None, and nothing is written, where only the plain way knows what to do."""
        missing = write_packed(self.tx, packed, answer=self._answer, may_miss=lambda kind: kind != "Patient")
        if missing is None:
            return None
        for question in [question for question in self._answers if question[0] in packed.types]:
            del self._answers[question]
        self.number += 1
        number, more = len(packed.types), f", file {self.number} of one transaction" if self.number > 1 else ""
        self.tx.audit(Action.EXECUTE, type="import", interaction="transaction", detail=f"{number} resources{more}")
        return ImportReport(
            created=number,
            updated=0,
            unchanged=0,
            deleted=0,
            types=dict(sorted(Counter(packed.types).items())),
            patients=tuple(id_ for kind, id_ in zip(packed.types, packed.ids, strict=True) if kind == "Patient"),
            unresolved=len(missing),
        )

    def _answer(self, question: Question) -> str | None:
        """Each is asked once, until an import brings something of its type."""
        if question not in self._answers:
            found = known_ids(self.tx, *question)
            if len(found) != 1:
                return None
            self._answers[question] = found[0]
        return self._answers[question]
