"""The thread that does bulk jobs and sends notices, a step at a time; after a restart it goes on where it stopped."""

import logging
import threading
from collections.abc import Callable, Iterable
from datetime import datetime

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


class Jobs:
    """Does what is asked for, until it is closed."""

    def __init__(self, record: Store, now: Callable[[], datetime], post: Post, hosts: Iterable[str]) -> None:
        self._record, self._now, self._post, self._hosts = record, now, post, frozenset(hosts)
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
            try:
                busy = step(self._record)
                busy = subscriptions.step(self._record, self._post, self._hosts, self._now()) or busy
            except AttendingError as error:  # the record is busy or full: the job waits
                log.warning("a bulk job waits: %s", error.code)
                busy = False
            if not busy:
                self._ended.wait(_PAUSE_SECONDS)


def step(record: Store) -> bool:
    """Do one step of the oldest job; False when there is nothing to do."""
    found = bulk.waiting(record.connection())
    if not found:
        return False
    job = found[0]
    if job.kind == "import":
        _import(record, job)
        return True
    with record.transaction(grant=_HOUSE) as tx:
        bulk.advance(tx, job)
    return True


def _import(record: Store, job: bulk.Job) -> None:
    """File what an import brought, under the leave that its sender has now."""
    try:
        grant = grant_of(record, job.who)
        with record.transaction(grant=_HOUSE) as tx:
            body = bulk.body_of(tx.connection, job, tx.keys)
        import_bundle(record, body, grant=grant)
        ended = "done"
    except AttendingError as error:
        if error.code == "transient":
            raise
        ended = str(error)
    with record.transaction(grant=_HOUSE) as tx:
        bulk.finish(tx.connection, job, ended)


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
