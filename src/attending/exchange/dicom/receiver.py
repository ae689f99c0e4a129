"""A DIMSE door for an existing PACS: C-ECHO, C-STORE and C-FIND, from called peers only.

An image is acknowledged when it lies encrypted on the disk (the spool); it is sorted and filed when its association
ends, or is quiet for a while, or has gone on for long: a scanner that keeps its line open all day is no reason to show
nothing. What an interrupted run left in the spool is filed at the next start, so nothing that was acknowledged is lost.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydicom.dataset import Dataset
from pynetdicom import AE, evt
from pynetdicom.events import Event, EventHandlerType
from pynetdicom.transport import ThreadedAssociationServer

from attending.errors import AttendingError
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.query import Level, answers, read_query
from attending.exchange.dicom.storage import (
    CANCELLED,
    CANNOT_UNDERSTAND,
    CLASSES,
    NOT_THE_CLASS,
    PENDING,
    PENDING_NOT_ALL_KEYS,
    REFUSED,
    SUCCESS,
    SYNTAXES,
    as_file,
)  # fmt: skip

log = logging.getLogger("attending.dicom")

_VERIFICATION = "1.2.840.10008.1.1"
_FIND = {"1.2.840.10008.5.1.4.1.2.1.1", "1.2.840.10008.5.1.4.1.2.2.1"}  # patient root, study root
MOST_ASSOCIATIONS = 64
"""At one time; a PACS that sends a night's backlog opens more than pynetdicom's 10."""
QUIET_S = 10.0
"""From the last image of a line until what it brought is filed, at least; twice as much at most."""
LONGEST_PAUSES = 6
"""So many quiet times after its first image it is filed, though more are coming without a pause."""
File = Callable[[list[bytes]], None]
"""Sorts and files what one association brought."""
Find = Callable[[Level, Mapping[str, str]], list[dict[str, Any]]]
"""QIDO-RS facts of what matches at a level; raises `BadInput` where a level above is not named."""


@dataclass
class _Line:
    """What an association has brought and nobody has filed."""

    names: list[str] = field(default_factory=list)
    before: int = 0
    """How many there were when it was last looked at."""
    looks: int = 0


class Receiver:
    """Listens until it is stopped."""

    def __init__(
        self, archive: ImageArchive, file: File, find: Find, *, title: str, peers: Collection[str], port: int,
        host: str = "127.0.0.1", quiet_s: float = QUIET_S,
    ) -> None:  # fmt: skip
        self._archive, self._file, self._find = archive, file, find
        self._title, self._peers, self._address = title, frozenset(peers), (host, port)
        self._brought: dict[int, _Line] = {}
        self._bringing, self._quiet_s, self._stopped = threading.Lock(), quiet_s, threading.Event()
        self._server: ThreadedAssociationServer | None = None
        self._filing = threading.Lock()

    def start(self) -> int:
        """Listen in threads of its own; returns the port."""
        self._file_spool(self._archive.spooled())
        entity = AE(ae_title=self._title)
        entity.require_called_aet = True
        entity.require_calling_aet = sorted(self._peers)
        entity.maximum_pdu_size = 0
        entity.maximum_associations = MOST_ASSOCIATIONS
        entity.add_supported_context(_VERIFICATION)
        for model in sorted(_FIND):
            entity.add_supported_context(model)
        for storage in CLASSES:
            entity.add_supported_context(storage, list(SYNTAXES))
        handlers: list[EventHandlerType] = [
            (evt.EVT_C_STORE, self._store),
            (evt.EVT_C_FIND, self._answer),
            (evt.EVT_RELEASED, self._ended),
            (evt.EVT_ABORTED, self._ended),
            (evt.EVT_CONN_CLOSE, self._ended),
        ]
        server = entity.start_server(self._address, block=False, evt_handlers=handlers)
        if server is None:
            raise RuntimeError("pynetdicom gave no server")
        self._server = server
        self._stopped.clear()
        threading.Thread(target=self._file_quiet_lines, name="dicom-quiet", daemon=True).start()
        return int(server.server_address[1])

    def stop(self) -> None:
        """Stop listening; what came is filed."""
        if self._server is not None:
            self._server.shutdown()
            self._server = None
        self._stopped.set()
        for key in list(self._brought):
            self._file_line(key)
        with self._filing:
            pass  # an association that ended a moment ago is still being filed

    def _store(self, event: Event) -> int:
        try:
            name = self._archive.spool(as_file(event))
        except AttendingError as error:
            log.error("an image was refused: %s", type(error).__name__)
            return REFUSED
        except Exception:
            log.error("an image could not be understood")
            return CANNOT_UNDERSTAND
        with self._bringing:
            self._brought.setdefault(id(event.assoc), _Line()).names.append(name)
        return SUCCESS

    def _ended(self, event: Event) -> None:
        self._file_line(id(event.assoc))

    def _file_line(self, key: int) -> None:
        with self._bringing:
            brought = self._brought.pop(key, _Line())
        self._file_spool(brought.names)

    def _file_quiet_lines(self) -> None:
        """File what lines have brought that are quiet, or that go on and on."""
        while not self._stopped.wait(self._quiet_s):
            with self._bringing:
                due = [key for key, line in self._brought.items() if _is_due(line)]
            for key in due:
                try:
                    self._file_line(key)
                except Exception as error:  # one line's images wait in the spool; the others go on
                    log.error("images wait in the spool: %s", type(error).__name__)

    def _file_spool(self, names: list[str]) -> None:
        if not names:
            return
        with self._filing:
            self._file_and_forget(names)

    def _file_and_forget(self, names: list[str]) -> None:
        try:
            self._file([self._archive.unspool(name) for name in names])
        except AttendingError as error:
            log.error("%d images wait in the spool: %s", len(names), type(error).__name__)
            return
        for name in names:
            self._archive.forget(name)
        log.info("%d images came", len(names))

    def _answer(self, event: Event) -> Iterator[tuple[int, Dataset | None]]:
        asked = read_query(event.identifier)
        if asked is None:
            yield NOT_THE_CLASS, None
            return
        try:
            found = self._find(asked.level, asked.keys)
        except AttendingError:
            yield CANNOT_UNDERSTAND, None
            return
        for answer in answers(asked, found):
            if event.is_cancelled:
                yield CANCELLED, None
                return
            yield PENDING if asked.all_matched else PENDING_NOT_ALL_KEYS, answer


def _is_due(line: _Line) -> bool:
    """Whether nothing has come since the last look, or there were many looks already."""
    quiet, line.before, line.looks = line.before == len(line.names), len(line.names), line.looks + 1
    return quiet or line.looks >= LONGEST_PAUSES
