"""What runs beside the server goes on after a failure, says nothing of its data, and ends when it is told to."""

import logging
import threading

from attending.app.web.periodic import Periodic
from attending.errors import Unavailable


def test_a_turn_that_fails_is_told_by_its_kind_alone_and_tried_again(caplog):
    turns, enough = [], threading.Event()

    def work(stopped):
        turns.append(stopped())
        if len(turns) == 1:
            raise Unavailable("Mrs. Okafor's study is locked")
        if len(turns) == 2:
            raise ValueError("Mrs. Okafor's study is odd")
        enough.set()

    runs = Periodic("test", 0.001, work, log=logging.getLogger("attending.test"), failed="studies wait")
    with caplog.at_level(logging.ERROR, "attending.test"):
        runs.start()
        assert enough.wait(10)
        runs.close()
    assert [record.getMessage() for record in caplog.records] == ["studies wait: Unavailable", "studies wait"]
    assert turns[:3] == [False, False, False]  # a later one may begin as it is closed


def test_it_ends_before_its_first_turn_and_without_having_begun():
    turns = []
    runs = Periodic("test", 60, lambda _stopped: turns.append(1), log=logging.getLogger("attending.test"), failed="")
    runs.close()
    runs.start()
    runs.close()
    assert turns == []
