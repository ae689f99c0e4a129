"""A recording that is still arriving, as files to read from their start on: they wait for what has not come yet."""

import threading
from collections import deque

from attending.exchange.recordings.kind import begins_anew
from attending.exchange.recordings.recording import State
from attending.exchange.recordings.recordings import Recordings
from attending.security import Grant

LONGEST_WAIT_S = 30.0
"""Without a word from whoever sends, look into the record again: another process may have taken the pieces."""


class Following:
    """Reads pieces in order as they come.

    Empty bytes are the end of a file. Where the recording went on after its tab had died, `next_file` leads on to the
    file behind it.
    """

    def __init__(self, recordings: Recordings, recording: str, *, grant: Grant) -> None:
        self._recordings, self._recording, self._grant = recordings, recording, grant
        self._news, self._closed = threading.Event(), threading.Event()
        self._next, self._rest = 0, b""
        self._come: deque[bytes] = deque()
        self._began = self._ended = self._over = False

    def read(self, size: int, /) -> bytes:
        """Some bytes, as soon as there are any; none at the end of a file."""
        if not self._rest and not self._ended:
            piece = self._piece()
            if piece is None:
                self._ended = self._over = True
            elif self._began and begins_anew(piece):
                self._come.appendleft(piece)
                self._ended = True
            else:
                self._rest, self._began = piece, True
        if self._closed.is_set() or self._ended:
            return b""
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def next_file(self) -> bool:
        """Leave this file, read or not; whether another one is behind it."""
        while not self._ended and not self._closed.is_set():
            self._rest = b""
            self.read(1)
        self._began = self._ended = False
        return not self._over and not self._closed.is_set()

    def _piece(self) -> bytes | None:
        """The next piece once it has come; None where none will."""
        while not self._come and not self._closed.is_set():
            self._news.clear()
            pieces, state = self._recordings.follow(self._recording, self._next, grant=self._grant)
            self._next += len(pieces)
            self._come.extend(pieces)
            if state is State.DELETED:  # the patient withdrew: nothing of it is heard any more
                self._closed.set()
            if not self._come and state is not State.ARRIVING:
                return None
            if not self._come:
                self._news.wait(LONGEST_WAIT_S)
        return self._come.popleft() if self._come else None

    @property
    def closed(self) -> bool:
        """Whether nobody follows any more, or the sound was deleted: what was read is not asked about either."""
        return self._closed.is_set()

    @property
    def more_has_come(self) -> bool:
        """Whether whoever reads is behind."""
        return bool(self._come)

    def nudge(self) -> None:
        """Something has come."""
        self._news.set()

    def close(self) -> None:
        """Nobody follows any more."""
        self._closed.set()
        self._news.set()
