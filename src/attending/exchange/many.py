"""Many imports one after the other, on every core: other processes make them ready, this one asks and writes.

Each is filed whole or not at all, in the order in which it was sent, with the result that `import_bundle` has; what is
ready at the same moment shares one transaction and one flush of the disk. A worker that fails costs only its speed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, Future
from dataclasses import dataclass, field

from attending.database import Duplicate
from attending.errors import AttendingError
from attending.exchange.ahead import Ahead, Sent, read_packed
from attending.exchange.collecting import collecting_paused
from attending.exchange.fhir import ImportReport, ids_of, import_bundle
from attending.exchange.packed_filing import write_packed
from attending.exchange.packing import Packed, Question
from attending.exchange.parts import Whole
from attending.record import Store, Transaction
from attending.security import Action, Grant


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
    ahead = Ahead(iter(sent), workers, content=store.content)
    while group := ahead.take():
        yield from _file(store, group, grant)


def _file(store: Store, group: list[tuple[Sent, Packed | None]], grant: Grant) -> Iterator[ImportReport]:
    while group:
        first, _ = group[0]
        if first.whole is not None:
            done = _file_parts(store, first.whole, first.parts, grant)
        else:
            done = _file_together(store, [packed for _, packed in group], grant)
        yield from done
        group = group[len(done) :]
        if group:
            yield import_bundle(store, group[0][0].data, grant=grant)
            group = group[1:]


@collecting_paused()
def _file_parts(store: Store, whole: Whole, parts: list[Future[bytes | None]], grant: Grant) -> list[ImportReport]:
    """File all parts of one file in one transaction, each as soon as it is ready; none if it cannot be done."""
    try:
        with store.transaction(grant=grant) as tx:
            return [_Filing(tx).file_parts(map(read_packed, parts), whole)]
    except (AttendingError, Duplicate, _PlainWay):
        for part in parts:
            part.cancel()
        return []


@collecting_paused()
def _file_together(store: Store, group: list[Packed | None], grant: Grant) -> list[ImportReport]:
    """File the first of them in one transaction, as many as need not go the plain way; none if it cannot be done."""
    if group[0] is None:
        return []
    done: list[ImportReport] = []
    try:
        with store.transaction(grant=grant) as tx:
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
        missing = self._write(packed)
        if missing is None:
            return None
        self.number += 1
        number, more = len(packed.types), f", file {self.number} of one transaction" if self.number > 1 else ""
        self._note(f"{number} resources{more}")
        return _report(packed.types, packed.ids, len(missing))

    def file_parts(self, parts: Iterable[Packed | None], whole: Whole) -> ImportReport:
        """File the parts of one file; raises `_PlainWay` where only the plain way knows what to do."""
        types: list[str] = []
        ids: list[str] = []
        missing: set[tuple[str, str]] = set()
        brought = frozenset(whole.places.values())
        for packed in parts:
            found = None if packed is None else self._write(packed, brought)
            if packed is None or found is None:
                raise _PlainWay
            types += packed.types
            ids += packed.ids
            missing.update(found)
        self._note(f"{len(types)} resources")
        return _report(types, ids, len(missing))

    def _write(self, packed: Packed, brought: frozenset[str] = frozenset()) -> list[tuple[str, str]] | None:
        missing = write_packed(
            self.tx,
            packed,
            answers=self._answer,
            may_miss=lambda kind: kind != "Patient",
            are_free=self._are_free,
            brought=brought,
        )
        for question in [question for question in self._answers if question[0] in packed.types]:
            del self._answers[question]
        return missing

    def _note(self, detail: str) -> None:
        self.tx.audit(Action.EXECUTE, type="import", interaction="transaction", detail=detail)

    def _answer(self, questions: list[Question]) -> list[str | None]:
        """Each is asked once, until an import brings something of its type."""
        unknown = [question for question in questions if question not in self._answers]
        for question, ids in ids_of(self.tx, unknown).items():
            if len(ids) == 1:
                (self._answers[question],) = ids
        return [self._answers.get(question) for question in questions]

    def _are_free(self, questions: list[Question]) -> bool:
        return not any(ids_of(self.tx, questions).values())


class _PlainWay(Exception):
    """Nothing may stay of what was written: a part of the file needs the plain way."""


def _report(types: list[str], ids: list[str], unresolved: int) -> ImportReport:
    return ImportReport(
        created=len(types),
        updated=0,
        unchanged=0,
        deleted=0,
        types=dict(sorted(Counter(types).items())),
        patients=tuple(id_ for kind, id_ in zip(types, ids, strict=True) if kind == "Patient"),
        unresolved=unresolved,
    )
