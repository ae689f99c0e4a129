"""Pieces of a recording that were acknowledged survive kill -9; the rest is sent again, and nothing is doubled."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

from tests.unit import recorder
from tests.unit.record.writer import GRANT, open_store

from attending.exchange.recordings import Recordings, State

KILLS = 4


def send_until_killed(folder: Path, first: int, seconds: float) -> list[int]:
    """What was acknowledged before the process died."""
    source = os.pathsep.join(entry for entry in sys.path if entry)
    command = [sys.executable, recorder.__file__, str(folder), str(first)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": source})
    assert process.stdout is not None
    begun = process.stdout.readline()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().split("\n")
    process.wait()
    process.stdout.close()
    return [int(line) for line in (begun.strip(), *rest[:-1]) if line]


def test_kill_9_loses_no_acknowledged_piece(house):
    rng, acknowledged = random.Random(7), set[int]()  # noqa: S311
    for _ in range(KILLS):
        acknowledged |= set(send_until_killed(house.folder, len(acknowledged), rng.uniform(0.05, 0.4)))
        with closing(open_store(house.folder)) as store:
            there = Recordings(store).pieces(recorder.ID, grant=GRANT)
            assert acknowledged <= set(there)
            assert store.audit_verdict().ok
    with closing(open_store(house.folder)) as store:
        recordings = Recordings(store)
        there = recordings.pieces(recorder.ID, grant=GRANT)
        assert there == list(range(len(there)))
        assert len(there) >= KILLS
        again = [recordings.append(recorder.ID, recorder.piece(number), grant=GRANT) for number in there]
        assert not any(again)
        done = recordings.finish(recorder.ID, len(there), grant=GRANT)
        assert done.state is State.COMPLETE
        assert recordings.sound(recorder.ID, grant=GRANT) == b"".join(recorder.piece(n).data for n in there)
