"""`make bench`: seconds per drafted visit, signatures per second, and how fast the command line starts."""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from attending.app.cli.who import OPERATOR
from attending.app.wiring import open_clinic, open_keys
from attending.drafts import Severity
from attending.journeys.clinic import Clinic
from attending.journeys.consultation import document_consultation
from attending.journeys.incoming import receive_resources
from attending.review import Review
from attending.scribe import read_conversation, write_note
from attending.security import Action, Grant, PractitionerRole
from attending.security.accounts import create_account
from attending.settings import Settings

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SIGNATURES = 40
PHYSICIAN = Grant(
    "Practitioner/adeyemi", PractitionerRole.PHYSICIAN, patients=None, types=None, actions=frozenset(Action)
)
EXCHANGES = (
    ("What brings you in today?", "I've had a cough for about ten days now, and it keeps me awake at night."),
    ("Any fever or chills?", "I had a fever the first two days, up to 38.5, but not since then."),
    ("Do you smoke?", "No, I never smoked."),
    ("Are you taking anything for it?", "Just ibuprofen 400 milligrams, twice a day, and lisinopril 10 milligrams."),
    ("Any chest pain or shortness of breath?", "No chest pain. A little short of breath on the stairs."),
    ("Your lungs are clear on both sides, no wheezing.", "Good."),
    ("I think this is acute bronchitis. Drink plenty and rest, and come back in two weeks.", "All right, thank you."),
)


def main() -> None:
    """Measure and print one line each."""
    for measure in (start_up, drafting, long_drafting, signing):
        print(measure(), flush=True)


def start_up() -> str:
    """Wall seconds of `attending --help`, in a fresh process."""
    command = [sys.executable, "-m", "attending", "--help"]
    return _line("attending --help", lambda: subprocess.run(command, capture_output=True, check=True), runs=9)


def drafting() -> str:
    """Seconds for a visit of 28 turns, engine loaded."""
    return _line("draft a visit of 28 turns", lambda: _draft(2))


def long_drafting() -> str:
    """Seconds for three hours of talk."""
    return _line("draft three hours, 2,800 turns", lambda: _draft(200), runs=3)


def signing() -> str:
    """Signatures per second: note, Provenance, signature and audit event, each flushed to the disk."""
    with tempfile.TemporaryDirectory() as folder, closing(_clinic(Path(folder))) as clinic:
        reviews = [_submitted(clinic, number) for number in range(SIGNATURES)]
        start = time.perf_counter()
        for review in reviews:
            clinic.reviews.sign(review.id, if_version=review.version, grant=PHYSICIAN)
        seconds = time.perf_counter() - start
    return f"{'sign a note':32} {seconds / SIGNATURES:8.3f} s mean of {SIGNATURES}: {SIGNATURES / seconds:.0f} a second"


def _clinic(home: Path) -> Clinic:
    settings = Settings.from_environment({"ATTENDING_HOME": str(home)})
    clinic = open_clinic(settings)
    people = [
        {"resourceType": "Patient", "id": "p1", "name": [{"family": "Santos"}]},
        {"resourceType": "Practitioner", "id": "adeyemi", "name": [{"text": "Dr Adeyemi"}]},
    ]
    for person in people:
        receive_resources(json.dumps(person).encode(), record=clinic.record, grant=OPERATOR)
    create_account(
        clinic.record.connection(),
        open_keys(settings),
        practitioner="adeyemi",
        sign_in_name="adeyemi",
        display="Dr Adeyemi",
        role=PractitionerRole.PHYSICIAN,
        password="correct horse battery",  # noqa: S106
        now=NOW,
    )
    return clinic


def _submitted(clinic: Clinic, number: int) -> Review:
    """A draft that waits without an open blocker; the number makes each conversation another one."""
    said = f"{_visit(1)}\nDoctor: See you in {number + 2} days."
    review = document_consultation(
        read_conversation(said.encode()), patient="p1", practitioner="adeyemi", clinic=clinic, grant=OPERATOR
    )
    for finding in review.open(Severity.BLOCKER):
        review = clinic.reviews.answer(review.id, finding.id, "Confirmed.", if_version=review.version, grant=PHYSICIAN)
    return review


def _visit(repeats: int) -> str:
    return "\n".join(f"Doctor: {asked}\nPatient: {answered}" for asked, answered in EXCHANGES * repeats)


def _draft(repeats: int) -> None:
    write_note(read_conversation(_visit(repeats).encode()), None, now=NOW)


def _line(what: str, action: Callable[[], object], runs: int = 5) -> str:
    action()  # loads what is loaded once
    seconds = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        seconds.append(time.perf_counter() - start)
    return f"{what:32} {statistics.median(seconds):8.3f} s median of {runs}, best {min(seconds):.3f} s"


if __name__ == "__main__":
    main()
