"""A connection is closed once, though its thread and the Store ask at the same moment, and never while it is used."""

import threading

import pytest

from attending.errors import Unavailable


def test_threads_that_end_while_the_store_closes_do_not_crash(house):
    for _ in range(20):
        store = house.open()
        started = threading.Barrier(9)

        def look(store=store, started=started):
            store.connection().execute("SELECT 1").fetchone()
            started.wait()

        threads = [threading.Thread(target=look) for _ in range(8)]
        for thread in threads:
            thread.start()
        held = store.connection()
        started.wait()
        store.close()
        for thread in threads:
            thread.join()
        assert not held.usable


def test_a_transaction_is_over_before_another_thread_closes_its_connection(house):
    store = house.open()
    begun, answers = threading.Event(), []

    def work():
        connection = store.connection()
        connection.begin("read")
        begun.set()
        for _ in range(200):
            answers.append(connection.execute("SELECT count(*) FROM version").fetchone())
        connection.rollback()

    worker = threading.Thread(target=work)
    worker.start()
    begun.wait()
    store.close()
    assert len(answers) == 200
    worker.join()


def test_a_connection_is_closed_inside_its_own_transaction(house):
    store = house.open()
    connection = store.connection()
    connection.begin("read")
    store.close()
    assert not connection.usable


def look_until_closed(connection, looking, told):
    try:
        while True:
            list(connection.execute("SELECT value FROM json_each('[1, 2, 3]')"))
            looking.set()
    except Unavailable as refusal:
        told.append(refusal.message)


def test_a_look_outside_a_transaction_ends_before_its_connection_is_closed(house):
    for _ in range(20):
        store = house.open()
        looking, told = threading.Event(), []
        worker = threading.Thread(target=look_until_closed, args=(store.connection(), looking, told))
        worker.start()
        looking.wait()
        store.close()
        worker.join()
        assert told == ["The record was closed."]


def test_a_closed_record_opens_no_connection_again(house):
    store = house.open()
    store.close()
    with pytest.raises(Unavailable, match="was closed"):
        store.connection()
