"""kill -9 while a process signs: each review is signed with everything, or not at all."""

import subprocess
import sys
import time

import pytest
from tests.architecture.source import REPOSITORY
from tests.conftest import House

from attending.review import ReviewStatus

DELAYS_S = (0.0, 0.004, 0.011, 0.019, 0.034, 0.061)
"""From the signature waited for to the kill: they fall into different parts of signing."""


def kill_while_signing(folder, start, delay, whole):
    """Run the signer, let it sign some reviews whole, kill it a moment into the next; returns the number after it."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.unit.review.signer", str(folder), str(start)],
        cwd=REPOSITORY, env={"PYTHONPATH": f"{REPOSITORY / 'src'}:{REPOSITORY}"},
        stdout=subprocess.PIPE, text=True,
    ) as signer:  # fmt: skip
        assert signer.stdout is not None
        begun = [signer.stdout.readline() for _ in range(whole + 1)]
        time.sleep(delay)
        signer.kill()
        said = [*begun, *signer.stdout]
    return int([line for line in said if line.endswith("\n")][-1]) + 1


@pytest.mark.slow
def test_after_a_kill_each_review_is_signed_with_everything_or_not_at_all(ward, tmp_path):
    folder, start = tmp_path / "ward", 0
    for round_, delay in enumerate(DELAYS_S):
        start = kill_while_signing(folder, start, delay, whole=round_ % 2)
    store = House(folder).open()
    connection, grant = store.connection(), ward.grant()
    rows = connection.execute("SELECT id FROM review").fetchall()
    reviews = [ward.reviews.read(id_, grant=grant) for (id_,) in rows]
    signed = [review for review in reviews if review.status is ReviewStatus.SIGNED]
    written = dict(connection.execute("SELECT type, count(*) FROM version GROUP BY type").fetchall())
    trail = str(connection.execute("SELECT body FROM audit_event").fetchall())

    assert len(signed) >= len(DELAYS_S) // 2
    assert {review.status for review in reviews} <= {ReviewStatus.SIGNED, ReviewStatus.CHECKED}
    assert (written["Composition"], written["Provenance"]) == (len(signed), len(signed))
    assert all(ward.reviews.verify(review.signed.split("/")[1], grant=grant) for review in signed)
    assert all(trail.count(review.signings[0].provenance) >= 1 for review in signed)
    assert trail.count('"code":"sign"') == len(signed)
    assert store.audit_verdict().ok
    for review in (review for review in reviews if review.status is ReviewStatus.CHECKED):
        assert ward.reviews.sign(review.id, if_version=review.version, grant=grant).status is ReviewStatus.SIGNED
    store.close()
