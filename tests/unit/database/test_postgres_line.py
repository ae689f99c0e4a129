"""Statements go to PostgreSQL together, and whoever reads an answer sees its own statement's, or its own fault."""

from contextlib import closing

import pytest
from tests.conftest import new_schema

from attending.database import Connection, Duplicate, driver_of
from attending.database.postgres_line import Line
from attending.errors import BadInput, Unavailable
from attending.record.search import search
from attending.record.write import put


@pytest.fixture
def connection(postgres_server: str) -> Connection:
    made = driver_of(new_schema(postgres_server)).connect()
    made.execute("CREATE TABLE bed (number bigint PRIMARY KEY, name text)")
    return made


@pytest.fixture
def ways(monkeypatch) -> list[int]:
    """One for each time that something was sent and its answers were awaited: how many statements it was."""
    made: list[int] = []
    run = Line.run

    def counted(line: Line) -> None:
        made.append(len(line._waiting))
        run(line)

    monkeypatch.setattr(Line, "run", counted)
    return made


def numbers(connection: Connection) -> list[int]:
    return [number for (number,) in connection.execute("SELECT number FROM bed ORDER BY number")]


def test_a_look_and_its_end_wait_for_the_server_once(connection, ways):
    for _ in range(3):
        connection.begin("read")
        assert numbers(connection) == []
        connection.rollback()
    assert ways == [2, 2, 2]


def test_what_is_sent_goes_with_the_commit(connection, ways):
    connection.begin("write", later=True)
    connection.send("INSERT INTO bed VALUES (?, ?)", (1, "by the window"))
    there = connection.send("SELECT count(*) FROM bed")
    connection.commit()
    assert len(ways) == 1
    assert there.fetchone() == (1,)
    assert numbers(connection) == [1]


def test_an_answer_is_not_read_before_its_statement_was_sent(connection):
    connection.begin("write")
    answer = connection.send("SELECT 1")
    with pytest.raises(RuntimeError):
        answer.fetchone()
    connection.rollback()


def test_a_fault_of_what_was_sent_shows_at_the_commit_and_undoes_all(connection):
    connection.begin("write", later=True)
    for _ in range(2):
        connection.send("INSERT INTO bed VALUES (1, 'twice')")
    with pytest.raises(Duplicate):
        connection.commit()
    connection.rollback()
    assert numbers(connection) == []


def test_a_transaction_in_which_a_statement_failed_cannot_be_committed(connection):
    connection.begin("write")
    connection.execute("INSERT INTO bed VALUES (1, 'a')")
    with pytest.raises(BadInput):
        connection.execute("SELECT 1 / (number - 1) FROM bed")
    with pytest.raises(Unavailable, match="refused"):
        connection.commit()
    assert numbers(connection) == []


def test_a_value_that_cannot_be_sent_is_refused_alone(connection):
    connection.begin("write")
    connection.execute("INSERT INTO bed VALUES (1, 'a')")
    with pytest.raises(BadInput):
        connection.execute("INSERT INTO bed VALUES (2, ?)", ("\x00",))
    connection.commit()
    assert numbers(connection) == [1]


def test_a_transaction_that_asked_nothing_tells_the_server_nothing(connection, ways):
    connection.begin("read")
    connection.rollback()
    assert ways == []
    assert not connection.in_transaction


def test_an_end_that_nobody_waited_for_comes_before_what_follows(connection):
    connection.begin("write")
    connection.execute("INSERT INTO bed VALUES (1, 'undone')")
    connection.rollback()
    connection.insert_many("bed", ("number", "name"), [(2, "copied")])
    assert numbers(connection) == [2]
    connection.begin("read")
    assert list(connection.stream("SELECT number FROM bed")) == [(2,)]
    connection.rollback()
    connection.execute("VACUUM bed")  # which must stand alone
    connection.execute("VACUUM bed")


def test_more_rows_than_wait_at_a_time(connection):
    connection.begin("write")
    connection.execute_many("INSERT INTO bed VALUES (?, ?)", [(n, "é" * 50) for n in range(2_500)])
    connection.commit()
    assert len(numbers(connection)) == 2_500


def test_only_so_many_statements_stay_prepared(connection, monkeypatch):
    monkeypatch.setattr("attending.database.postgres_line._STATEMENTS", 3)
    for _ in range(2):
        for number in range(10):
            for _ in range(2):
                assert connection.execute(f"SELECT {number}").fetchone() == (number,)
    (kept,) = connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert kept <= 3


def test_a_server_that_is_gone_is_said_and_the_connection_given_up(connection, postgres_server):
    (process,) = connection.execute("SELECT pg_backend_pid()").fetchone()
    connection.begin("write")
    other = driver_of(postgres_server).connect()
    other.execute("SELECT pg_terminate_backend(?, 5000)", (process,))
    with pytest.raises(Unavailable):
        numbers(connection)
    connection.rollback()
    assert not connection.usable
    assert not connection.in_transaction


def test_an_audited_look_goes_to_the_server_three_times_and_a_search_four(postgres_house, physician, ways):
    """What is seen; the trail's head, once it is ours; what was noted, with its commit and the anchor's question."""
    with closing(postgres_house.open()) as store:
        with store.transaction(grant=physician) as tx:
            put(tx, {"resourceType": "Patient", "id": "p1", "name": [{"family": "Ng"}]})
            code, subject = {"coding": [{"code": "8867-4"}]}, {"reference": "Patient/p1"}
            put(tx, {"resourceType": "Observation", "id": "o1", "status": "final", "code": code, "subject": subject})
        ways.clear()
        store.read("Patient", "p1", grant=physician)
        assert ways == [2, 3, 4]
        ways.clear()
        with store.look(grant=physician) as tx:
            found = search(tx, "Observation", [("patient", "p1"), ("code", "8867-4"), ("_sort", "-date")])
            assert [one.id for one in found.matches] == ["o1"]
        assert len(ways) == 4
        assert store.audit_verdict().ok
