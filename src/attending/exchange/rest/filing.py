"""Transaction Bundles that workers made ready, of several clients, filed in one commit.

Each stays whole or away for itself, and nobody gets an answer before the commit. What the record must be asked is asked
before a Bundle writes anything; one that cannot be filed so has written nothing, and goes the plain way afterwards. If
the database refuses a row, the shared transaction is undone, and each is filed alone: so one hinders no other.
"""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace

from attending.database import Duplicate
from attending.errors import AttendingError
from attending.exchange.collecting import collecting_paused
from attending.exchange.packing import Packed
from attending.exchange.rest import packed_bundles
from attending.exchange.rest.message import Answer, Request
from attending.exchange.rest.service import Authenticate, admit, failure, serve
from attending.exchange.rest.together import Together
from attending.record import Store
from attending.security import Grant, PractitionerRole, Purpose

_MOST = 16
"""Bundles in one transaction at most."""
_NOBODY = Grant("Device/fhir", PractitionerRole.SYSTEM, Purpose.OPERATIONS)
"""Opens the shared transaction; it may do nothing itself."""


@dataclass(frozen=True)
class _Waiting:
    authenticate: Authenticate
    request: Request
    packed: Packed
    answer: "Future[Answer]"


@dataclass(frozen=True)
class _Member:
    waiting: _Waiting
    grant: Grant


class Filing:
    """The thread that files them; its connection keeps the pages of what it filed before."""

    def __init__(self, record: Store, on_bug: Callable[[Exception], AttendingError]) -> None:
        self._record, self._on_bug = record, on_bug
        self._together = Together("fhir-filing", self.file, _MOST)

    def submit(self, authenticate: Authenticate, request: Request, packed: Packed) -> "Future[Answer]":
        """Put a Bundle in the queue; who asks is found out in the thread that files it."""
        waiting = _Waiting(authenticate, request, packed, Future())
        self._together.put(waiting)
        return waiting.answer

    def close(self) -> None:
        """End the thread when what waits is filed."""
        self._together.close()

    def file(self, together: list[_Waiting]) -> None:
        """File what waits and answer each."""
        members = []
        for waiting in together:
            if not waiting.answer.set_running_or_notify_cancel():
                continue  # who asked is gone, and nothing was filed
            found = admit(waiting.authenticate, waiting.request)
            if isinstance(found, Grant):
                members.append(_Member(waiting, found))
            elif isinstance(found, Answer):
                waiting.answer.set_result(found)
            else:
                waiting.answer.set_exception(found)
        try:
            answers = self._file_together(members) if len(members) > 1 else None
        except AttendingError as error:  # it is not known what the commit has done: none is told that it was filed
            answers = [failure(error)] * len(members)
        except Exception as error:
            answers = [failure(self._on_bug(error))] * len(members)
        for place, member in enumerate(members):
            self._settle(member, None if answers is None else answers[place], is_tried=answers is not None)

    def _settle(self, member: _Member, answer: Answer | None, *, is_tried: bool) -> None:
        waiting = member.waiting
        try:
            if answer is None:
                self._record.connection().make_room()
                packed = None if is_tried else waiting.packed
                answer = serve(self._record, member.grant, waiting.request, packed)
            waiting.answer.set_result(answer)
        except Exception as error:
            waiting.answer.set_exception(error)

    def _file_together(self, members: list[_Member]) -> list[Answer | None] | None:
        """An answer for each; None for one that needs the plain way, or instead of all where each must go alone."""
        answers: list[Answer | None] = []
        is_written = False
        try:
            self._record.connection().make_room()
            with collecting_paused(), self._record.transaction(grant=_NOBODY) as tx:
                for member in members:
                    own, waiting = replace(tx, grant=member.grant), member.waiting
                    answered = packed_bundles.transaction(own, waiting.packed, waiting.request)
                    answers.append(None if answered is None else Answer(200, answered))
                tx.indexing.flush(tx.connection)
                is_written = True
        except (AttendingError, Duplicate):
            if is_written:
                raise
            return None
        return answers
