"""A process that signs one draft after the other until it is killed; started by the test of kill -9."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.conftest import House
from tests.ward import Report, note, open_ward


def sign_for_ever(folder: Path, start: int) -> None:
    """Submit and sign; says on standard output which draft is about to be signed."""
    ward = open_ward(House(folder).open(lambda: datetime.now(UTC)))
    grant = ward.grant()
    for number in range(start, 10**6):
        review = ward.reviews.submit(note(f"n{number}"), Report(), to="adams", grant=grant)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()
        ward.reviews.sign(review.id, if_version=review.version, grant=grant)


if __name__ == "__main__":
    sign_for_ever(Path(sys.argv[1]), int(sys.argv[2]))
