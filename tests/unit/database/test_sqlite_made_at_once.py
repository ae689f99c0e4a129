"""A SQLite file that another process is making at the moment is waited for, not refused."""

import threading
import time

from sqlcipher3 import dbapi2

from attending.database.sqlite import SQLiteConnection


def test_a_file_that_somebody_is_making_is_waited_for(tmp_path):
    path = tmp_path / "record.sqlite"
    maker = dbapi2.connect(path, isolation_level=None, check_same_thread=False)
    maker.execute("CREATE TABLE made (one)")
    maker.execute("BEGIN IMMEDIATE")
    ended = threading.Timer(0.3, maker.execute, ["COMMIT"])
    ended.start()
    began = time.monotonic()
    connection = SQLiteConnection(path)
    assert time.monotonic() - began >= 0.1
    assert next(iter(connection.execute("PRAGMA journal_mode")))[0] == "wal"
    connection.close()
    ended.join()
    maker.close()
