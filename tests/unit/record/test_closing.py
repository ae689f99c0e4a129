"""A connection is closed once, though the thread that held it and the Store ask at the same moment."""

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
