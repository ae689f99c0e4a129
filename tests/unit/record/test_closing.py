"""A connection is closed once, though its thread and the Store ask at the same moment, and never while it is used."""

import threading


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
