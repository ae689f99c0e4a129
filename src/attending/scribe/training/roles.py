"""Train the speaker-role model: `attending train speaker-role --data DATA --into FOLDER` (needs the extra `[train]`).

DATA is a folder with `aci-bench`, `mts-dialog`, `osce-interviews` and `primock57` as published. Used for
training: the ACI-BENCH challenge train set, the MTS-Dialog training set, the OSCE interviews but the held-out ones, and
days 1 and 2 of PriMock57.
"""

import csv
import itertools
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attending.drafts import Role
from attending.scribe.transcripts.decode import decode
from attending.scribe.transcripts.labels import role_of
from attending.scribe.transcripts.pieces import Piece, join_fragments, spoken
from attending.scribe.transcripts.role_model import BUCKETS, features
from attending.scribe.transcripts.tagged import read_text
from attending.scribe.transcripts.textgrid import read_textgrid
from attending.scribe.transcripts.unlabelled import split_sentences

Dialogue = list[tuple[bool, str]]
"""Turns: whether the clinician speaks, and the words."""

OSCE_HELD_OUT = 5  # every fifth interview, by checksum of its name


def is_held_out(name: str) -> bool:
    """Say whether an OSCE interview belongs to the part kept for tests."""
    return zlib.crc32(name.encode()) % OSCE_HELD_OUT == 0


def read_dialogues(data: Path) -> Iterator[Dialogue]:
    """Read every training dialogue."""
    for path in (data / "aci-bench/challenge_data/train.csv", data / "mts-dialog/MTS-Dialog-TrainingSet.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield tagged_dialogue(row["dialogue"])
    for path in sorted((data / "osce-interviews").glob("**/*.txt")):
        if not is_held_out(path.name):
            yield tagged_dialogue(decode(path.read_bytes()).text)
    for path in sorted((data / "primock57/transcripts").glob("day[12]_*_doctor.TextGrid")):
        yield paired_dialogue(path)


def tagged_dialogue(text: str) -> Dialogue:
    """Read the doctor's and the patient's turns of a tagged dialogue; others are left out."""
    roles = ((role_of(piece.speaker or ""), piece.text) for piece in spoken(read_text(text).pieces))
    return [(role is Role.CLINICIAN, words) for role, words in roles if role in {Role.CLINICIAN, Role.PATIENT}]


def paired_dialogue(doctor: Path) -> Dialogue:
    """Read the two TextGrids of one PriMock57 consultation as turns in order of time."""
    pieces: list[Piece] = []
    for path, speaker in (
        (doctor, "doctor"),
        (doctor.with_name(doctor.name.replace("_doctor", "_patient")), "patient"),
    ):
        grid = read_textgrid(decode(path.read_bytes()).text)
        pieces += [Piece(piece.text, speaker, piece.start, piece.end) for piece in spoken(grid.pieces)]
    pieces.sort(key=lambda piece: piece.start or 0.0)
    return [(piece.speaker == "doctor", piece.text) for piece in join_fragments(pieces)]


def train(data: Path, output: Path) -> int:
    """Fit the model, write its weights, and say how many examples it has seen."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import LogisticRegression

    dialogues = list(read_dialogues(data))
    rows: list[NDArray[np.int64]] = []
    labels: list[bool] = []
    for text, is_clinician in _examples(dialogues):
        on = features(text)
        if len(on):
            rows.append(on)
            labels.append(is_clinician)
    lengths = np.array([len(on) for on in rows])
    values = np.repeat(1 / np.sqrt(lengths), lengths)
    matrix = csr_matrix((values, np.concatenate(rows), np.r_[0, lengths.cumsum()]), shape=(len(rows), BUCKETS))
    model = LogisticRegression(C=4.0, max_iter=400).fit(matrix, np.array(labels))
    np.savez_compressed(
        output,
        weights=model.coef_[0].astype(np.float16),
        bias=np.float32(model.intercept_[0]),
        prior_switch=_switches(dialogues),
    )
    return len(rows)


def _examples(dialogues: list[Dialogue]) -> Iterator[tuple[str, bool]]:
    """Give each turn whole, without punctuation, and in sentences: all three meet the model in use."""
    for dialogue in dialogues:
        for is_clinician, text in dialogue:
            yield text, is_clinician
            yield text.replace("?", " "), is_clinician
            for sentence in split_sentences(text):
                yield sentence, is_clinician


def _switches(dialogues: list[Dialogue]) -> NDArray[np.float64]:
    """Count how often the speaker changes after a sentence; one is added to each count."""
    counts = np.ones((2, 2, 2))
    for dialogue in dialogues:
        sentences = [(who, sentence) for who, text in dialogue for sentence in split_sentences(text)]
        for (who, sentence), (following, _) in itertools.pairwise(sentences):
            counts[int(who), int("?" in sentence), int(who != following)] += 1
    shares: NDArray[np.float64] = counts[:, :, 1] / counts.sum(axis=2)
    return shares
