"""Imports on their way through the workers, and how many of them are filed together.

Read by `many`.
"""

import logging
from collections import deque
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field

from attending.exchange.packed_import import pack, pack_part
from attending.exchange.packing import Pack, Packed, unpack, with_words
from attending.exchange.parts import LARGE, Whole, cut

log = logging.getLogger("attending.import")

_TOGETHER = 8_000
"""Resources in one transaction, unless a single import has more."""
_FIRST = 500
"""Resources for which the first transaction waits; each later one waits for twice as many."""
_AHEAD, _AHEAD_BYTES = 32, 64 * 1024 * 1024
"""Imports that wait, ready or not, and their bytes."""
_START_SECONDS, _LONG_START_SECONDS = 0.2, 10.0
"""How long workers that may run already are waited for; and how long where a large file can be cut for them."""


@dataclass
class Sent:
    """One import, and what the workers make of it."""

    data: bytes
    packed: Future[bytes | None] | None = None
    whole: Whole | None = None
    parts: list[Future[bytes | None]] = field(default_factory=list)
    """Of a file that was cut."""

    @property
    def is_ready(self) -> bool:
        """Whether it need not be waited for."""
        return self.packed is not None and self.packed.done()


def read_packed(made: Future[bytes | None] | None) -> Packed | None:
    """What a worker made; None where it made nothing."""
    try:
        packed = None if made is None else made.result()
    except BrokenExecutor:
        log.warning("a process that helps an import has ended; the import goes on without it")
        return None
    return None if packed is None else unpack(packed)


class Ahead:
    """What comes next, on its way through the workers; until they have started, it goes the plain way."""

    def __init__(self, sent: Iterator[bytes], workers: Executor, *, content: bool) -> None:
        self._sent, self._workers = sent, workers
        self._pack, self._pack_part = (with_words(work, content=content) for work in (pack, pack_part))
        self._started = self._submit(self._pack, b"")
        self._waiting: deque[Sent] = deque()
        self._worth = _FIRST
        self._has_started(_START_SECONDS)

    def take(self) -> list[tuple[Sent, Packed | None]]:
        """The next ones, twice as many as before: the more share a transaction, the less each costs.

        What is ready beyond that comes along. A file that was cut comes alone.
        """
        group: list[tuple[Sent, Packed | None]] = []
        number, worth, self._worth = 0, self._worth, min(2 * self._worth, _TOGETHER)
        while number < _TOGETHER:
            self._fill()
            first = self._waiting[0] if self._waiting else None
            if first is None or (group and (first.parts or (number >= worth and not first.is_ready))):
                break
            self._waiting.popleft()
            packed = read_packed(first.packed)
            group.append((first, packed))
            if packed is None:
                break
            number += len(packed.types)
        return group

    def _fill(self) -> None:
        while len(self._waiting) < _AHEAD and sum(len(one.data) for one in self._waiting) < _AHEAD_BYTES:
            data = next(self._sent, None)
            if data is None:
                return
            has_started = self._has_started(_LONG_START_SECONDS if len(data) >= LARGE else 0)
            self._waiting.append(self._begun(data) if has_started else Sent(data))
            if not has_started:
                return

    def _has_started(self, seconds: float) -> bool:
        if self._started is None:
            return False
        wait([self._started], timeout=seconds)
        return self._started.done()

    def _begun(self, data: bytes) -> Sent:
        found = cut(data)
        if found is None:
            return Sent(data, self._submit(self._pack, data))
        whole, parts = found
        known = whole.pack()
        made = [self._submit(self._pack_part, part, known) for part in parts]
        begun = [one for one in made if one is not None]
        return Sent(data, None, whole, begun) if len(begun) == len(made) else Sent(data)

    def _submit(self, work: Pack, *values: bytes) -> Future[bytes | None] | None:
        try:
            return self._workers.submit(work, *values)
        except BrokenExecutor:
            return None
