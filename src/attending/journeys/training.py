"""Every shipped model that can be made again from its public data, by name, for `attending train`."""

from collections.abc import Callable, Mapping
from pathlib import Path

from attending.journeys.remaking import remake_icd10cm, remake_kept_words, remake_sentence_encoder, remake_speech
from attending.risk import train as risk

Training = Callable[[Path, Path, Callable[[str], None]], None]
"""`(data, folder for the weights, progress)`; needs the extra `[train]`, so it imports when it is called."""


def train_note_engine(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Which statements belong in which part of a note: ACI-BENCH train and valid."""
    from attending.scribe.training.salience import train

    train(data, into=into, progress=progress)


def train_sentence_ends(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Where sentences end in a transcript without punctuation: punctuated conversations. Extra `[imaging-train]`."""
    from attending.scribe.training.boundaries import train

    train(data, into=into, progress=progress)


def train_speaker_roles(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Who speaks where nobody says so: transcripts with labelled speakers."""
    from attending.scribe.training.roles import train

    progress(f"reading {data}")
    train(data, into / "speaker-role.npz")


def train_section_headers(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Under which of the 20 headings of MTS-Dialog a short dialogue belongs."""
    from attending.scribe.training.sections import train

    train(data, into=into, progress=progress)


def train_imaging(
    what: str, data: Path, into: Path, progress: Callable[[str], None], *, seconds: float | None = None
) -> None:
    """One family of imaging networks; `seconds` for each of them, where a trial shall end soon."""
    from attending.imaging.remake import remake

    remake(what, data, into, progress, seconds=seconds)


def _train_imaging(what: str, about: str) -> Training:
    def train(data: Path, into: Path, progress: Callable[[str], None]) -> None:
        train_imaging(what, data, into, progress)

    train.__doc__ = about
    return train


IMAGING = "imaging-"
"""How the names of imaging trainings begin."""

TRAINING: Mapping[str, Training] = {
    "scribe": train_note_engine,
    "speaker-role": train_speaker_roles,
    "section-header": train_section_headers,
    "sentence-ends": train_sentence_ends,
    "sentence-encoder": remake_sentence_encoder,
    "speech": remake_speech,
    "icd10cm": remake_icd10cm,
    "kept-words": remake_kept_words,
    **risk.TRAINING,
    "imaging-sharpen": _train_imaging("sharpen", "Super-resolution and denoising: CT abdomen, 7 T MR, bone X-rays."),
    "imaging-tumour": _train_imaging("tumour", "Brain tumour on MR, by patient: brain-mri-lgg. Research use only."),
    "imaging-fracture": _train_imaging("fracture", "Fractures on bone X-rays, by blocks of films: fracatlas."),
    "imaging-chest": _train_imaging("chest", "Chest X-ray findings, by patient: chest-xray-nih."),
}
