"""Python's search for unreachable cycles, paused while a Bundle is read and filed: JSON makes none.

Half of the time of reading a large Bundle went into looking through its own objects again and again.
"""

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class _State:
    """Of the process, whose collector it is."""

    pausing: int = 0
    was_on: bool = False


_state, _lock = _State(), threading.Lock()


@contextmanager
def collecting_paused() -> Iterator[None]:
    """Pause it; when the last who pause at the same time have ended it goes on, unless it was off before.

    Around a whole function, as its decorator: what was read is let go with the function's names, before the collector
    would look through all of it once more.
    """
    with _lock:
        if _state.pausing == 0:
            _state.was_on = gc.isenabled()
            gc.disable()
        _state.pausing += 1
    try:
        yield
    finally:
        with _lock:
            _state.pausing -= 1
            if _state.pausing == 0 and _state.was_on:
                gc.enable()
