"""A DIMSE door for an existing PACS: C-ECHO, C-STORE and C-FIND, from called peers only.

An image is acknowledged when it lies encrypted on the disk (the spool); it is sorted and filed when its association
ends. What an interrupted run left in the spool is filed at the next start, so nothing that was acknowledged is lost.
"""

import logging
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
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
File = Callable[[list[bytes]], None]
"""Sorts and files what one association brought."""
Find = Callable[[Level, Mapping[str, str]], list[dict[str, Any]]]
"""QIDO-RS facts of what matches at a level; raises `BadInput` where a level above is not named."""


class Receiver:
    """Listens until it is stopped."""

    def __init__(
        self, archive: ImageArchive, file: File, find: Find, *, title: str, peers: Collection[str], port: int,
        host: str = "127.0.0.1",
    ) -> None:  # fmt: skip
        self._archive, self._file, self._find = archive, file, find
        self._title, self._peers, self._address = title, frozenset(peers), (host, port)
        self._brought: dict[int, list[str]] = {}
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
        return int(server.server_address[1])

    def stop(self) -> None:
        """Stop listening; what came is filed."""
        if self._server is not None:
            self._server.shutdown()
            self._server = None
        for brought in [self._brought.pop(key) for key in list(self._brought)]:
            self._file_spool(brought)
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
        self._brought.setdefault(id(event.assoc), []).append(name)
        return SUCCESS

    def _ended(self, event: Event) -> None:
        self._file_spool(self._brought.pop(id(event.assoc), []))

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
