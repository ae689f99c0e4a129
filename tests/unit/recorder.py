"""A process that sends a recording piece by piece until it is killed; it says which pieces were acknowledged.

Run as `python recorder.py FOLDER FIRST`.
"""

import hashlib
import random
import sys
from pathlib import Path

from tests.unit.record.writer import GRANT, open_store

from attending.exchange.recordings import Beginning, Piece, Recordings
from attending.record.write import put

ID = "cd" * 16
COUNT = 400


def piece(number: int) -> Piece:
    data = random.Random(number).randbytes(20_000 + number)  # noqa: S311 (sound of a test)
    return Piece(number, data, hashlib.sha256(data).hexdigest())


def main(folder: Path, first: int) -> None:
    store = open_store(folder)
    with store.transaction(grant=GRANT) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1"}, only_if_changed=True)
    recordings = Recordings(store)
    recordings.begin(Beginning(id=ID, patient="p1", media_type="audio/webm"), grant=GRANT)
    for number in range(first, COUNT):
        recordings.append(ID, piece(number), grant=GRANT)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
