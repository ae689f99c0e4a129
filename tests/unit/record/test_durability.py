"""Nothing acknowledged is lost and nothing half-done stays: after kill -9, side by side, and on a full disk."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest
from tests.conftest import start_postgres, stop_postgres
from tests.unit.record import writer

from attending.errors import Conflict, Unavailable
from attending.record import Store
from attending.record.write import put

SCRIPT = Path(writer.__file__)
FOREVER = 1_000_000


def start(folder: Path, name: str, count: int = FOREVER, file_limit: int = 0) -> subprocess.Popen[str]:
    source = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.Popen(
        [sys.executable, str(SCRIPT), str(folder), name, str(count), str(file_limit)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": source},
    )


def check_all_or_nothing(store: Store, acknowledged: set[str]) -> None:
    """Every acknowledged patient is there, every patient is complete, and the count has lost none."""
    patients = {patient["id"] for patient in store.patients(grant=writer.GRANT)}
    assert acknowledged <= patients
    for patient in patients:
        assert len(store.chart(patient, grant=writer.GRANT).all("Observation")) == writer.MEASUREMENTS
    observations = store.connection().execute("SELECT count(*) FROM resource WHERE type = 'Observation'").fetchone()
    assert observations == (len(patients) * writer.MEASUREMENTS,)
    counter = store.read("Basic", "counter", grant=writer.GRANT)
    assert counter["extension"][0]["valueDecimal"] == len(patients)
    assert counter["meta"]["versionId"] == str(len(patients))
    verdict = store.audit_verdict()
    assert verdict.ok, verdict.problems


def kill_some_time(folder: Path, name: str, seconds: float) -> set[str]:
    """Let a writer work, kill it without warning, and return what it had acknowledged."""
    process = start(folder, name)
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    time.sleep(seconds)
    process.send_signal(signal.SIGKILL)
    rest = process.stdout.read().split("\n")
    process.wait()
    process.stdout.close()
    return {first, *filter(None, rest[:-1])}


@pytest.fixture
def folder(any_house) -> Path:
    """Of a record on each of the two databases, as `writer` finds it."""
    if any_house.url:
        (any_house.folder / "url").write_text(any_house.url)
    return any_house.folder


@pytest.mark.parametrize("kills", [2, pytest.param(12, marks=pytest.mark.slow)])
def test_kill_9_loses_nothing_that_was_acknowledged_and_leaves_nothing_half_done(folder, kills):
    rng = random.Random(kills)  # noqa: S311 (when to kill is no secret)
    acknowledged: set[str] = set()
    for number in range(kills):
        acknowledged |= kill_some_time(folder, f"run{number}", rng.uniform(0, 0.1))
        with closing(writer.open_store(folder)) as store:
            check_all_or_nothing(store, acknowledged)
    assert len(acknowledged) >= kills


def test_processes_side_by_side_lose_no_update(folder):
    writer.open_store(folder).close()
    processes = [start(folder, f"process{number}", count=8) for number in range(3)]
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    with closing(writer.open_store(folder)) as store:
        check_all_or_nothing(store, set("".join(said).split()))
        assert store.read("Basic", "counter", grant=writer.GRANT)["meta"]["versionId"] == "24"


def test_processes_that_make_the_record_at_the_same_moment_make_one(folder):
    processes = [start(folder, f"process{number}", count=1) for number in range(3)]
    said = [process.communicate(timeout=60)[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    with closing(writer.open_store(folder)) as store:
        check_all_or_nothing(store, set("".join(said).split()))


def test_threads_side_by_side_lose_no_update(folder):
    store = writer.open_store(folder)

    def work(name: str) -> None:
        for number in range(6):
            writer.file_patient(store, f"{name}-{number}")
            store.chart(f"{name}-{number}", grant=writer.GRANT)

    threads = [threading.Thread(target=work, args=(f"thread{number}",)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check_all_or_nothing(store, {f"thread{thread}-{number}" for thread in range(5) for number in range(6)})
    store.close()


def test_of_two_who_saw_the_same_version_one_wins(any_house, physician):
    store = any_house.open()
    with store.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1"})
    outcomes: list[str] = []

    def change(gender: str) -> None:
        try:
            with store.transaction(grant=physician) as tx:
                put(tx, {"resourceType": "Patient", "id": "p1", "gender": gender}, if_match=1)
            outcomes.append("written")
        except Conflict:
            outcomes.append("refused")

    threads = [threading.Thread(target=change, args=(gender,)) for gender in ("male", "female", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "written"]
    assert len(store.history("Patient", "p1", grant=physician)) == 2
    store.close()


@pytest.mark.slow
def test_kill_9_of_the_postgresql_server_loses_nothing_that_was_acknowledged(tmp_path):
    server = Path(tempfile.mkdtemp(prefix="attending-pg-"))
    (tmp_path / "url").write_text(start_postgres(server))
    acknowledged: set[str] = set()
    for number in range(4):
        process = start(tmp_path, f"run{number}")
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())
        time.sleep(0.1)
        stop_postgres(server, signal.SIGKILL)
        acknowledged |= set(process.communicate(timeout=60)[0].split()) - {"full"}
        start_postgres(server)
        with closing(writer.open_store(tmp_path)) as store:
            check_all_or_nothing(store, acknowledged)
    stop_postgres(server, signal.SIGQUIT)
    shutil.rmtree(server)
    assert len(acknowledged) > 4


def test_a_connection_that_broke_is_replaced(postgres_house, physician):
    store = postgres_house.open()
    with store.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1"})
    with closing(postgres_house.connect()) as other:
        (pid,) = store.connection().execute("SELECT pg_backend_pid()").fetchone()
        other.execute("SELECT pg_terminate_backend(?)", (pid,))
    with pytest.raises(Unavailable):
        store.read("Patient", "p1", grant=physician)
    assert store.read("Patient", "p1", grant=physician)["id"] == "p1"
    store.close()


def fill(store: Store) -> int:
    """Write until the record refuses; how many transactions it took."""
    for number in range(1000):
        try:
            writer.file_patient(store, f"p-{number}")
        except Unavailable as error:
            assert "nothing was changed" in str(error)
            return number
    raise AssertionError("never full")


def test_a_full_database_refuses_whole_transactions_and_every_look(tmp_path):
    store = writer.open_store(tmp_path)
    writer.file_patient(store, "before")
    (pages,) = store.connection().execute("PRAGMA page_count").fetchone()
    store.connection().execute(f"PRAGMA max_page_count = {pages + 10}")
    written = fill(store)
    assert written > 0
    with pytest.raises(Unavailable):  # the trail has no room for a look: so there is no look
        for _ in range(1000):
            store.read("Patient", "before", grant=writer.GRANT)
    store.connection().execute("PRAGMA max_page_count = 1000000")
    check_all_or_nothing(store, {"before", *(f"p-{number}" for number in range(written))})
    store.close()


def test_a_file_that_may_not_grow_refuses_whole_transactions(tmp_path):
    writer.open_store(tmp_path).close()
    process = start(tmp_path, "p", file_limit=200)
    said = process.communicate(timeout=60)[0].split()
    assert said[-1] == "full"
    with closing(writer.open_store(tmp_path)) as store:
        check_all_or_nothing(store, set(said[:-1]))


def test_a_record_that_stays_locked_says_so(store, house, physician, monkeypatch):
    store.connection().execute("PRAGMA busy_timeout = 20")
    with closing(house.open()) as other, other.transaction(grant=physician), pytest.raises(Unavailable, match="busy"):
        store.read("Patient", "p1", grant=physician)


def test_a_postgresql_record_that_stays_locked_says_so(postgres_house, physician):
    store = postgres_house.open()
    store.connection().execute("SET lock_timeout = '20ms'")
    with (
        closing(postgres_house.open()) as other,
        other.transaction(grant=physician),
        pytest.raises(Unavailable, match="busy"),
    ):
        store.read("Patient", "p1", grant=physician)
    store.close()


def test_a_thread_that_ends_leaves_no_open_file(store):
    def open_files() -> int:
        return sum(
            "attending.sqlite" in str(file.readlink()) for file in Path("/proc/self/fd").iterdir() if file.exists()
        )

    before = open_files()
    for _ in range(10):
        thread = threading.Thread(target=store.audit_verdict)
        thread.start()
        thread.join()
    assert open_files() <= before + 2  # SQLite keeps one aside while another connection holds a lock
