"""A process that writes to a record until it is killed, is done, or the disk is full; it says what was acknowledged.

Run as `python writer.py FOLDER NAME COUNT FILE_LIMIT`.
FILE_LIMIT is how many kilobytes a file may still grow; 0 means no limit.
"""

import resource
import sys
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from attending.errors import NotFound, Unavailable
from attending.record import Store, Transaction
from attending.record.write import put
from attending.security import Action, Grant, Keys, PractitionerRole

MEASUREMENTS = 3
GRANT = Grant(
    "Device/writer",
    PractitionerRole.SYSTEM,
    patients=None,
    types=None,
    actions=frozenset({Action.CREATE, Action.READ, Action.UPDATE}),
)


def open_store(folder: Path) -> Store:
    """A record in this folder, or in the PostgreSQL database that the file `url` there names."""
    keys = Keys.load_or_create(folder / "master.key")
    url = folder / "url"
    where = url.read_text() if url.exists() else folder / "attending.sqlite"
    return Store.open(where, keys=keys, anchor=folder / "audit.anchor", now=lambda: datetime.now(UTC))


def count_one_more(tx: Transaction) -> None:
    """Read, add one, write: a lost update would show."""
    try:
        counter = tx.read("Basic", "counter")
        version, number = int(counter["meta"]["versionId"]), int(counter["extension"][0]["valueDecimal"])
    except NotFound:
        version, number = 0, 0
    count = {"url": "urn:count", "valueDecimal": Decimal(number + 1)}
    put(tx, {"resourceType": "Basic", "id": "counter", "extension": [count]}, if_match=version)


def file_patient(store: Store, name: str) -> None:
    """One transaction of five resources."""
    with store.transaction(grant=GRANT) as tx:
        put(tx, {"resourceType": "Patient", "id": name})
        for number in range(MEASUREMENTS):
            subject = {"reference": f"Patient/{name}"}
            put(
                tx,
                {"resourceType": "Observation", "id": f"{name}-{number}", "subject": subject, "valueInteger": number},
            )
        count_one_more(tx)


def main(folder: Path, name: str, count: int, file_limit: int) -> None:
    store = open_store(folder)
    if file_limit:
        largest = max(path.stat().st_size for path in folder.iterdir()) + file_limit * 1024
        resource.setrlimit(resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
    for number in range(count):
        try:
            file_patient(store, f"{name}-{number}")
            sys.stdout.write(f"{name}-{number}\n")
            sys.stdout.flush()
            store.chart(f"{name}-{number}", grant=GRANT)  # without room for its audit entry it is refused too
        except Unavailable:
            sys.stdout.write("full\n")
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
