"""Statements on their way to PostgreSQL: as many as wait go there together, and one answer comes back for all.

Straight through libpq's pipeline mode, for a way to the server and back costs more than what is asked there, and
psycopg's own pipeline wakes the server for each statement. Read by `postgres`.
Source: PostgreSQL 18, 32.5 Pipeline Mode.
"""

import select
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import psycopg
from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus

from attending.database.connection import Row, Value

_STATEMENTS = 512
"""Prepared statements that a connection keeps."""
_AFTER = 2
"""A statement is prepared when it comes for the second time."""
_MOST_ASKED = 4_096
"""Statements of which it is known how often they came."""
_AT_A_TIME = 1_000
"""Statements that wait at most."""
_LOOK_UP_MS = 200
"""How long nobody notices that another thread has closed the connection that is waited for."""
_DONE = {ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK, ExecStatus.EMPTY_QUERY}


@dataclass(slots=True)
class Answer:
    """What a statement answers; read once it was sent and its answer came."""

    rows: Iterator[Row] | None = None
    """None as long as nothing came."""
    tag: bytes = b""
    """What the server says that it has done, such as `COMMIT`."""

    def fetchone(self) -> Row | None:
        """The next row, or None."""
        return next(self, None)

    def fetchall(self) -> list[Row]:
        """Every row that is left."""
        return list(self)

    def __iter__(self) -> Iterator[Row]:
        return self

    def __next__(self) -> Row:
        if self.rows is None:
            raise RuntimeError("this statement was not sent yet")
        return next(self.rows)


@dataclass(slots=True)
class _Statement:
    """One that waits, or whose answer does."""

    command: bytes
    values: Sequence[Any]
    types: Sequence[int]
    formats: Sequence[Any]
    answer: Answer

    @property
    def key(self) -> bytes:
        """Statements of the same key may share a prepared one."""
        return self.command + repr(self.types).encode()


@dataclass
class Line:
    """What is sent over one connection; it belongs to one thread at a time."""

    raw: psycopg.Connection[Any]
    _waiting: list[_Statement] = field(default_factory=list)
    _sent: list[tuple[_Statement | None, bytes | None]] = field(default_factory=list)
    """For what an answer is awaited: a statement, or the making of a prepared one, of which the key is known."""
    _ends: int = 0
    """Groups that were sent and not read."""
    _prepared: OrderedDict[bytes, bytes] = field(default_factory=OrderedDict)
    _asked: OrderedDict[bytes, int] = field(default_factory=OrderedDict)
    _number: int = 0

    def send(self, sql: str, values: Sequence[Value] = ()) -> Answer:
        """Let a statement wait until `run` is called; a value that cannot be sent is refused at once, and alone."""
        answer, dumping = Answer(), Transformer(self.raw)
        given = dumping.dump_sequence(values, [PyFormat.AUTO] * len(values))
        self._waiting.append(_Statement(_spelled(sql), given, dumping.types or (), dumping.formats or (), answer))
        if len(self._waiting) >= _AT_A_TIME:
            self.run()
        return answer

    def forget(self) -> None:
        """Let go of what was not sent."""
        self._waiting.clear()

    def run(self) -> None:
        """Send what waits and read every answer; raises the first error, after which nothing more of it was done."""
        with self._whole():
            self.start()
            self._read()

    def start(self) -> None:
        """Send what waits, and read nothing."""
        if not self._waiting:
            return
        connection = self.raw.pgconn
        if not self._ends:
            connection.enter_pipeline_mode()
        statements, self._waiting = self._waiting, []
        for statement in statements:
            self._put(statement)
        connection.pipeline_sync()
        self._ends += 1
        while connection.flush():
            self._wait(select.POLLIN | select.POLLOUT)
            connection.consume_input()

    @contextmanager
    def _whole(self) -> Iterator[None]:
        """Interrupted with answers on the way, nobody could tell them apart any more: the connection ends."""
        try:
            yield
        except psycopg.Error:
            raise
        except BaseException:
            self.raw.close()
            raise

    def _put(self, one: _Statement) -> None:
        connection, key = self.raw.pgconn, one.key
        name = self._prepared.get(key)
        if name is None and self._comes_again(key):
            name = self._prepare(key, one)
        if name is None:
            connection.send_query_params(one.command, one.values, param_types=one.types, param_formats=one.formats)
        else:
            self._prepared.move_to_end(key)
            connection.send_query_prepared(name, one.values, param_formats=one.formats)
        self._sent.append((one, None))
        self._let_go()

    def _comes_again(self, key: bytes) -> bool:
        asked = self._asked[key] = self._asked.pop(key, 0) + 1
        if len(self._asked) > _MOST_ASKED:
            self._asked.popitem(last=False)
        return asked >= _AFTER

    def _prepare(self, key: bytes, one: _Statement) -> bytes:
        self._number += 1
        name = self._prepared[key] = b"line_%d" % self._number
        self.raw.pgconn.send_prepare(name, one.command, param_types=one.types)
        self._sent.append((None, key))
        return name

    def _let_go(self) -> None:
        """Of the prepared statement that was used least lately, where there are too many."""
        if len(self._prepared) > _STATEMENTS:
            _, oldest = self._prepared.popitem(last=False)
            self.raw.pgconn.send_query_params(b"DEALLOCATE " + oldest, None)
            self._sent.append((None, None))

    def _read(self) -> None:
        """Read the answers to everything that was sent."""
        first: psycopg.Error | None = None
        sent, self._sent = self._sent, []
        for statement, key in sent:
            result = self._result(first)
            while result.status == ExecStatus.PIPELINE_SYNC:  # the end of the group before
                self._ends -= 1
                result = self._result(first)
            if result.status in _DONE:
                if statement is not None:
                    self._give(statement.answer, result)
            else:
                if result.status != ExecStatus.PIPELINE_ABORTED:
                    first = first or errors.error_from_result(result)
                if key is not None:
                    self._prepared.pop(key, None)
            self._next()  # None: the end of this answer
        for _ in range(self._ends):
            self._result(first)
        if self._ends:
            self._ends = 0
            self.raw.pgconn.exit_pipeline_mode()
        if first is not None:
            raise first

    def _give(self, answer: Answer, result: Any) -> None:
        if result.status != ExecStatus.TUPLES_OK:
            answer.rows, answer.tag = iter(()), result.command_status or b""
            return
        loading = Transformer(self.raw)
        loading.set_pgresult(result)
        answer.rows = iter(loading.load_rows(0, result.ntuples, tuple))

    def _result(self, before: psycopg.Error | None) -> Any:
        """The next answer, which must come; the error before it says better why it does not."""
        found = self._next()
        if found is None:
            message = self.raw.pgconn.get_error_message()
            self.raw.close()
            raise before or psycopg.OperationalError(message)
        return found

    def _next(self) -> Any:
        connection = self.raw.pgconn
        while connection.is_busy():
            self._wait(select.POLLIN)
            connection.consume_input()
        return connection.get_result()

    def _wait(self, events: int) -> None:
        waiting = select.poll()
        waiting.register(self.raw.pgconn.socket, events)
        waiting.poll(_LOOK_UP_MS)


@lru_cache(maxsize=2_000)
def _spelled(sql: str) -> bytes:
    """`?` as PostgreSQL's `$1`; no statement of ours holds a question mark otherwise."""
    first, *others = sql.split("?")
    return "".join([first, *(f"${n}{part}" for n, part in enumerate(others, 1))]).encode()
