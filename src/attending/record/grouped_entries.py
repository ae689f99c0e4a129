"""Audit entries of looks that end at the same moment go into one transaction: one flush of the disk for all of them.

Read by `store`. Each caller waits until its own entries are durable; when they cannot be written, each is refused.
"""

import copy
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from attending.audit import Entry
from attending.database import Connection


@dataclass
class _Ticket:
    entries: list[Entry]
    done: bool = False
    error: BaseException | None = field(default=None)


class GroupedEntries:
    """The first who comes writes for all who wait; those who come meanwhile are the next group."""

    def __init__(self, write: Callable[[Connection, Iterable[Entry]], None]) -> None:
        self._write = write
        self._waiting: list[_Ticket] = []
        self._door, self._turn = threading.Lock(), threading.Lock()

    def write(self, connection: Connection, entries: Iterable[Entry]) -> None:
        """Return when these entries are committed; raises what hindered the group.

        Args:
            connection: of the calling thread, which writes with it when it is its turn.
            entries: what is to be noted.
        """
        ticket = _Ticket(list(entries))
        if not ticket.entries:
            return
        with self._door:
            self._waiting.append(ticket)
        with self._turn:
            if not ticket.done:
                self._write_all(connection)
                if ticket.error is not None:
                    raise ticket.error
        if ticket.error is not None:
            raise copy.copy(ticket.error) from ticket.error

    def _write_all(self, connection: Connection) -> None:
        with self._door:
            group, self._waiting = self._waiting, []
        error: BaseException | None = None
        try:
            self._write(connection, [entry for ticket in group for entry in ticket.entries])
        except BaseException as raised:
            error = raised
        for ticket in group:
            ticket.done, ticket.error = True, error
