"""The collector looks through nothing that an import has read: it is let go before the pause ends."""

import gc
import weakref

from attending.exchange.collecting import collecting_paused


class Read:
    """Stands for what was parsed."""


def test_what_a_function_read_is_gone_before_the_collector_goes_on():
    seen = []
    made = []

    @collecting_paused()
    def work():
        read = [Read() for _ in range(5_000)]
        made.append(weakref.ref(read[0]))
        assert not gc.isenabled()

    def note(phase, _):
        if phase == "start" and made:
            seen.append(made[0]() is not None)

    gc.callbacks.append(note)
    try:
        work()
        assert gc.isenabled()
        gc.collect()
    finally:
        gc.callbacks.remove(note)
    assert seen
    assert not any(seen)
