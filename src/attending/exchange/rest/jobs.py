"""The thread that does bulk jobs and sends notices, a step at a time; after a restart it goes on where it stopped."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from attending.errors import AttendingError, NotAllowed
from attending.exchange.fhir import import_bundle
from attending.exchange.rest import bulk, subscriptions
from attending.exchange.rest.subscriptions import Post
from attending.record import Store
from attending.security import Grant, PractitionerRole, Purpose
from attending.security.accounts import find_account
from attending.security.roles import grant_for
from attending.security.tokens import all_tokens

log = logging.getLogger("attending.fhir")

_HOUSE = Grant("Device/bulk", PractitionerRole.SYSTEM, Purpose.OPERATIONS)
"""Notes which versions belong to which file; it sees no resource itself."""
_PAUSE_SECONDS = 0.5
_PAUSE_AFTER_A_BUG_SECONDS = 10.0


class Jobs:
    """Does what is asked for, until it is closed."""

    def __init__(
        self,
        record: Store,
        *,
        now: Callable[[], datetime],
        post: Post,
        hosts: Iterable[str],
        on_bug: Callable[[Exception], AttendingError],
    ) -> None:
        self._record, self._now, self._post, self._hosts = record, now, post, frozenset(hosts)
        self._on_bug = on_bug
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Start the thread, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="fhir-bulk", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """End the thread after the step at hand."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while not (self._ended.is_set() or self._record.closed):
            busy = self._try(lambda: step(self._record, self._on_bug))
            busy = self._try(self._notify) or busy
            if not busy:
                self._ended.wait(_PAUSE_SECONDS)

    def _notify(self) -> bool:
        return subscriptions.step(self._record, self._post, self._hosts, self._now())

    def _try(self, work: Callable[[], bool]) -> bool:
        """Do a step; what fails waits and neither ends the thread nor keeps the other kind of work from its turn."""
        try:
            return work()
        except AttendingError as error:  # the record is busy or full
            log.warning("a bulk job waits: %s", error.code)
        except Exception as error:
            self._on_bug(error)
            self._ended.wait(_PAUSE_AFTER_A_BUG_SECONDS)
        return False


def raise_bug(error: Exception) -> AttendingError:
    """Where nobody is told: an error that nobody foresaw goes on."""
    raise error


def step(record: Store, on_bug: Callable[[Exception], AttendingError] = raise_bug) -> bool:
    """Do one step of the oldest job; False when there is nothing to do.

    Args:
        record: where the jobs are noted.
        on_bug: tells the operator of an error that nobody foresaw, and says what whoever asked may be told of it.
    """
    found = bulk.waiting(record.connection())
    if not found:
        return False
    job, body = found[0], b""
    try:
        if job.kind == "import":
            body = _import(record, job)
        else:
            with record.transaction(grant=grant_of(record, job.who) if job.asked.filters else _HOUSE) as tx:
                bulk.advance(tx, job)
            return True
        ended = bulk.DONE
    except AttendingError as error:
        if error.code == "transient":
            raise
        ended = bulk.failed(error)
    except Exception as error:  # the same job would meet the same bug again, before every other
        ended = bulk.failed(on_bug(error))
    with record.transaction(grant=_HOUSE) as tx:
        bulk.finish(tx.connection, job, ended, body)
    return True


def _import(record: Store, job: bulk.Job) -> bytes:
    """File what an import brought, under the leave that its sender has now; what is to be told of it."""
    grant = grant_of(record, job.who)
    with record.transaction(grant=_HOUSE) as tx:
        body = bulk.body_of(tx.connection, job, tx.keys)
    return msgspec.json.encode(bulk.counts_of(import_bundle(record, body, grant=grant)))


def grant_of(record: Store, who: str) -> Grant:
    """What a system or a person may do now; raises `NotAllowed` when their leave has ended."""
    kind, _, name = who.partition("/")
    connection = record.connection()
    if kind == "Device":
        for token in all_tokens(connection):
            if token.name == name:
                return token.grant
    else:
        account = find_account(connection, name)
        if account is not None:
            return grant_for(account)
    raise NotAllowed("Whoever asked for this has no leave any more.")
