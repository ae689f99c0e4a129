"""`make bench`: seconds per drafted visit, signatures per second, and how fast the command line starts."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from attending.scribe import read_conversation, write_note

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
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
    for measure in (start_up, drafting, long_drafting):
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


def _draft(repeats: int) -> None:
    said = "\n".join(f"Doctor: {asked}\nPatient: {answered}" for asked, answered in EXCHANGES * repeats)
    write_note(read_conversation(said.encode()), None, now=NOW)


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
