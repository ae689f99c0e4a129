"""A recording that is still arriving, as a file to read from its start on: it waits for what has not come yet."""

import threading

from attending.exchange.recordings.recording import State
from attending.exchange.recordings.recordings import Recordings
from attending.security import Grant

LONGEST_WAIT_S = 30.0
"""Without a word from whoever sends, look into the record again: another process may have taken the pieces."""


class Following:
    """Reads pieces in order as they come; ends when the recording is complete, deleted, or nobody follows any more."""

    def __init__(self, recordings: Recordings, recording: str, *, grant: Grant) -> None:
        self._recordings, self._recording, self._grant = recordings, recording, grant
        self._news, self._closed = threading.Event(), threading.Event()
        self._next, self._rest = 0, b""

    def read(self, size: int, /) -> bytes:
        """Some bytes, as soon as there are any; none at the end."""
        while not self._rest and not self._closed.is_set():
            self._news.clear()
            pieces, state = self._recordings.follow(self._recording, self._next, grant=self._grant)
            self._next += len(pieces)
            self._rest = b"".join(pieces)
            if not self._rest and state is not State.ARRIVING:
                return b""
            if not self._rest:
                self._news.wait(LONGEST_WAIT_S)
        if self._closed.is_set():
            return b""
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def nudge(self) -> None:
        """Something has come."""
        self._news.set()

    def close(self) -> None:
        """Nobody follows any more."""
        self._closed.set()
        self._news.set()
