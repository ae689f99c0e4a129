"""Every shipped model that can be made again from its public data, by name, for `attending train`."""

from collections.abc import Callable, Mapping
from pathlib import Path

from attending.risk import train as risk

Training = Callable[[Path, Path, Callable[[str], None]], None]
"""`(data, folder for the weights, progress)`; needs the extra `[train]`, so it imports when it is called."""


def train_note_engine(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Where sentences end, and which statements belong in which part of a note: ACI-BENCH train, MTS-Dialog."""
    from attending.scribe.train import train

    train(data, into=into, progress=progress)


def train_speaker_roles(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Who speaks where nobody says so: transcripts with labelled speakers."""
    from attending.scribe.train_roles import train

    progress(f"reading {data}")
    train(data, into / "speaker-role.npz")


def train_section_headers(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Under which of the 20 headings of MTS-Dialog a short dialogue belongs."""
    from attending.scribe.train_sections import train

    train(data, into=into, progress=progress)


TRAINING: Mapping[str, Training] = {
    "scribe": train_note_engine,
    "speaker-role": train_speaker_roles,
    "section-header": train_section_headers,
    **risk.TRAINING,
}
