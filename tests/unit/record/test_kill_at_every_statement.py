"""kill -9 before each single SQL statement of a signature, and between the commit and the anchor: all or nothing."""

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.conftest import House
from tests.ward import open_ward

from attending.audit import anchor
from attending.review import ReviewStatus

MOST_STATEMENTS = 200


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_process_of_its_own(work: Callable[[], None]) -> bool:
    """Whether the work came to its end; nothing of this process is cleaned up in the other."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return not os.WIFSIGNALED(status)


def sign_and_die_before(folder: Path, statement: int) -> None:
    ward = open_ward(House(folder).open())
    review = ward.reviews.read("n1", grant=ward.grant())
    grant = ward.grant()
    left = iter(range(statement))
    ward.store.connection().raw.set_trace_callback(lambda _: die() if next(left, None) is None else None)
    ward.reviews.sign("n1", if_version=review.version, grant=grant)


def sign_and_die_after_the_commit(folder: Path) -> None:
    ward = open_ward(House(folder).open())
    review = ward.reviews.read("n1", grant=ward.grant())
    grant = ward.grant()
    anchor.advance = die
    ward.reviews.sign("n1", if_version=review.version, grant=grant)


@pytest.fixture
def waiting(ward, tmp_path_factory) -> Path:
    """A hospital at rest, with one draft that waits for its signature."""
    ward.submit("n1")
    (database,) = ward.store.connection().execute("SELECT file FROM pragma_database_list").fetchone()
    ward.store.close()
    return Path(database).parent


def is_signed(folder: Path) -> bool:
    """Whether the note is signed; fails unless review, note, provenance and trail all say the same."""
    store = House(folder).open()
    ward = open_ward(store)
    review = ward.reviews.read("n1", grant=ward.grant())
    found = dict(store.connection().execute("SELECT type, count(*) FROM resource GROUP BY type").fetchall())
    verdict = store.audit_verdict()
    assert verdict.ok, verdict.problems
    signed = review.status is ReviewStatus.SIGNED
    assert (found.get("Composition", 0), found.get("Provenance", 0)) == ((1, 1) if signed else (0, 0))
    assert not signed or ward.reviews.verify(review.signed.split("/")[1], grant=ward.grant())
    store.close()
    return signed


def copied(folder: Path, name: str) -> Path:
    return Path(shutil.copytree(folder, folder.with_name(f"{folder.name}-{name}")))


def test_a_signature_is_whole_or_not_there_whichever_statement_was_the_last(waiting):
    outcomes = []
    for statement in range(MOST_STATEMENTS):
        folder = copied(waiting, str(statement))
        ended = in_a_process_of_its_own(lambda folder=folder, n=statement: sign_and_die_before(folder, n))
        outcomes.append(is_signed(folder))
        if ended:
            break
    assert len(outcomes) > 20
    assert outcomes == sorted(outcomes), "once it is there it stays"
    assert outcomes[-1]


def test_a_signature_whose_commit_was_the_last_thing_is_there(waiting):
    assert not in_a_process_of_its_own(lambda: sign_and_die_after_the_commit(waiting))
    assert is_signed(waiting)
