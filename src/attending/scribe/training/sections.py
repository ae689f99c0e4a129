"""Train the section model: `attending train section-header --data DIR --into FOLDER` (needs the extra `[train]`).

DIR holds csv files with the columns ID, section_header, section_text and dialogue: MTS-Dialog's training set, and its
validation set once everything is chosen. Folders inside DIR (its translations) are not read. One ridge regression of
every header against the rest, solved over pairs of dialogues, since there are far fewer of them than of features.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from attending.errors import BadInput
from attending.scribe.corpora import Excerpt as Row
from attending.scribe.corpora import read_excerpts
from attending.scribe.headers.features import BLOCKS, BUCKETS, SCALES, Excerpt, excerpt_of_text, read_excerpt, weigh
from attending.scribe.headers.model import AXES, SectionModel, directions, nearness, pack
from attending.scribe.salience.model import load_engine

COST = 0.3
"""How dear a mistake is against large weights; 0.1, 0.3, 1 and 3 were compared by cross-validation."""
TEXT_WEIGHT, BLOCK_WEIGHT = 0.3, 2
"""How much a section text counts beside its dialogue, and each block of words; both chosen by cross-validation."""
FOLDS, REPEATS = 5, 4


def train(data: Path, *, into: Path, progress: Callable[[str], None]) -> None:
    """Cross-validate, fit on everything, write `section-header.npz`."""
    rows = [row for path in sorted(data.glob("*.csv")) for row in read_excerpts(path)]
    if not rows:
        raise BadInput("Expected csv files with the columns section_header, section_text and dialogue.")
    engine = load_engine()
    excerpts = [read_excerpt(row.conversation, engine) for row in rows]
    progress(f"{len(rows)} dialogues read")
    texts = [excerpt_of_text(row.text) for row in rows]
    mean, error = cross_validate(rows, excerpts, texts)
    progress(f"accuracy in {FOLDS} folds, {REPEATS} times: {mean:.4f} (standard error {error:.4f})")
    model = fit(rows, excerpts, texts)
    np.savez_compressed(into / "section-header.npz", **pack(model))  # type: ignore[arg-type,unused-ignore]


def cross_validate(rows: Sequence[Row], excerpts: Sequence[Excerpt], texts: Sequence[Excerpt]) -> tuple[float, float]:
    """The share of dialogues that models of the other folds give their header, over `REPEATS` divisions, and its error.

    The error is that of drawing the dialogues; the divisions add little to it.
    """
    shares = [_one_division(rows, excerpts, texts, np.random.default_rng(seed)) for seed in range(REPEATS)]
    mean = float(np.mean(shares))
    return mean, float(np.sqrt(mean * (1 - mean) / len(rows)))


def _one_division(
    rows: Sequence[Row], excerpts: Sequence[Excerpt], texts: Sequence[Excerpt], rng: np.random.Generator
) -> float:
    folds = np.zeros(len(rows), np.int64)
    for header in sorted({row.header for row in rows}):
        with_it = rng.permutation([number for number, row in enumerate(rows) if row.header == header])
        folds[with_it] = (np.arange(len(with_it)) + rng.integers(FOLDS)) % FOLDS
    right = 0
    for fold in range(FOLDS):
        others, inside = np.flatnonzero(folds != fold).tolist(), np.flatnonzero(folds == fold).tolist()
        model = fit([rows[i] for i in others], [excerpts[i] for i in others], [texts[i] for i in others])
        right += sum(model.header(excerpts[i]) == rows[i].header for i in inside)
    return right / len(rows)


def fit(rows: Sequence[Row], excerpts: Sequence[Excerpt], texts: Sequence[Excerpt]) -> SectionModel:
    """Fit the model on dialogues and their section texts."""
    headers = tuple(sorted({row.header for row in rows}))
    labels = np.array([headers.index(row.header) for row in rows])
    both = [*excerpts, *texts]
    rarity = np.stack([_rarity([one.blocks[block] for one in both]) for block in range(len(BLOCKS))])
    blocks = [_matrix([one.blocks[block] for one in both], rarity[block]) for block in range(len(BLOCKS))]
    dense = np.stack([one.dense for one in excerpts])
    centre, spread = dense.mean(axis=0), dense.std(axis=0) + 1e-6
    scaled = np.zeros((len(both), dense.shape[1]), np.float32)
    scaled[: len(rows)] = (dense - centre) / spread * SCALES
    middle = np.mean([one.meaning for one in excerpts], axis=0)
    meaning = np.stack([directions(one.meaning, middle) for one in both])
    axes = _axes(meaning[: len(rows)])
    places = meaning @ axes
    alike = sum(BLOCK_WEIGHT * (block @ block.T).toarray() for block in blocks) + scaled @ scaled.T + 1
    alike = alike + nearness(places, places)
    shares = _shares(alike, np.r_[labels, labels], np.r_[np.ones(len(rows)), np.full(len(rows), TEXT_WEIGHT)])
    return SectionModel(
        headers,
        rarity,
        np.stack([(BLOCK_WEIGHT * (block.T @ shares)).astype(np.float32) for block in blocks]),
        (scaled.T @ shares * SCALES[:, None]).astype(np.float32),
        centre.astype(np.float32),
        spread.astype(np.float32),
        middle.astype(np.float32),
        axes,
        places[: len(rows)],
        places[len(rows) :],
        shares.astype(np.float32),
        shares.sum(axis=0).astype(np.float32),
    )


def _axes(meaning: NDArray[np.float32]) -> NDArray[np.float32]:
    """The directions along which dialogues differ most, all views alike. Shape (SIZE, AXES)."""
    every = meaning.reshape(-1, meaning.shape[-1])
    _, axes = np.linalg.eigh(every.T @ every)
    result: NDArray[np.float32] = axes[:, ::-1][:, :AXES].astype(np.float32)
    return result


def _shares(
    alike: NDArray[np.float32], labels: NDArray[np.int64], importance: NDArray[np.float64]
) -> NDArray[np.float64]:
    """What each example adds to each header's weights, shape (examples, headers); every header counts alike."""
    count = int(labels.max()) + 1
    of_header = np.bincount(labels, minlength=count)
    weight = importance * (len(labels) / count / of_header)[labels]
    target = np.where(labels[:, None] == np.arange(count), 1.0, -1.0)
    return np.linalg.solve(alike + np.diag(1 / (COST * weight)), target).astype(np.float64)


def _rarity(counts: Sequence[dict[int, int]]) -> NDArray[np.float32]:
    """Inverse document frequency, smoothed; what one document alone holds says nothing."""
    documents = np.zeros(BUCKETS)
    for one in counts:
        documents[list(one)] += 1
    rarity = np.log((1 + len(counts)) / (1 + documents)) + 1
    rarity[documents < 2] = 0
    return rarity.astype(np.float32)


def _matrix(counts: Sequence[dict[int, int]], rarity: NDArray[np.float32]) -> csr_matrix:
    rows = [weigh(one, rarity) for one in counts]  # type: ignore[arg-type,unused-ignore]
    ends = np.cumsum([0, *(len(buckets) for buckets, _ in rows)])
    columns = np.concatenate([buckets for buckets, _ in rows])
    return csr_matrix((np.concatenate([values for _, values in rows]), columns, ends), shape=(len(rows), BUCKETS))
