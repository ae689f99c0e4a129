"""Train the section model: `attending train section-header --data DIR --into FOLDER` (needs the extra `[train]`).

DIR holds csv files with the columns ID, section_header, section_text and dialogue: MTS-Dialog's training set, and its
validation set once everything is chosen. Folders inside DIR (its translations) are not read. Two linear models, one of
words, letters, named things and counts and one of letters by speaker, are added to one.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack
from sklearn.svm import LinearSVC

from attending.errors import BadInput
from attending.scribe.corpora import Excerpt as Row
from attending.scribe.corpora import read_excerpts
from attending.scribe.model import load_engine
from attending.scribe.section_features import BLOCKS, BUCKETS, Excerpt, excerpt_of_text, read_excerpt, weigh
from attending.scribe.section_model import SectionModel, pack

COST = 0.3
"""C of the two models; 0.1, 0.3 and 1 were compared by cross-validation."""
DENSE_SCALE = 0.1
TEXT_WEIGHT = 0.3
"""How much a section text counts beside its dialogue; both chosen by cross-validation on train and valid."""
_TOGETHER, _LETTERS = (0, 1, 2, 3), (4, 5)
FOLDS = 5


def train(data: Path, *, into: Path, progress: Callable[[str], None]) -> None:
    """Cross-validate, fit on everything, write `section-header.npz`."""
    rows = [row for path in sorted(data.glob("*.csv")) for row in read_excerpts(path)]
    if not rows:
        raise BadInput("Expected csv files with the columns section_header, section_text and dialogue.")
    engine = load_engine()
    excerpts = [read_excerpt(row.conversation, engine) for row in rows]
    progress(f"{len(rows)} dialogues read; accuracy in {FOLDS} folds: {cross_validate(rows, excerpts):.4f}")
    model = fit(rows, excerpts)
    np.savez_compressed(into / "section-header.npz", **pack(model))  # type: ignore[arg-type,unused-ignore]


def cross_validate(rows: Sequence[Row], excerpts: Sequence[Excerpt]) -> float:
    """The share of dialogues that models of the other folds give their header; folds by place, so repeatable."""
    right = 0
    for fold in range(FOLDS):
        inside = [i for i in range(len(rows)) if i % FOLDS != fold]
        outside = [i for i in range(len(rows)) if i % FOLDS == fold]
        model = fit([rows[i] for i in inside], [excerpts[i] for i in inside])
        right += sum(model.header(excerpts[i]) == rows[i].header for i in outside)
    return right / len(rows)


def fit(rows: Sequence[Row], excerpts: Sequence[Excerpt]) -> SectionModel:
    """Fit the model on dialogues and their section texts."""
    headers = tuple(sorted({row.header for row in rows}))
    labels = np.array([headers.index(row.header) for row in rows])
    both = [*excerpts, *(excerpt_of_text(row.text) for row in rows)]
    importance = np.r_[np.ones(len(rows)), np.full(len(rows), TEXT_WEIGHT)]
    rarity = np.stack([_rarity([one.blocks[block] for one in both]) for block in range(len(BLOCKS))])
    dense = np.stack([one.dense for one in excerpts])
    centre, spread = dense.mean(axis=0), dense.std(axis=0) + 1e-6
    scaled = np.zeros((len(both), dense.shape[1]), np.float32)
    scaled[: len(rows)] = (dense - centre) / spread * DENSE_SCALE
    blocks = [_matrix([one.blocks[block] for one in both], rarity[block]) for block in range(len(BLOCKS))]
    weights = np.zeros((len(BLOCKS), BUCKETS, len(headers)), np.float32)
    bias = np.zeros(len(headers), np.float32)
    twice = np.r_[labels, labels]
    main = hstack([*(blocks[block] for block in _TOGETHER), csr_matrix(scaled)]).tocsr()
    learned, start = _fit(main, twice, importance)
    for place, block in enumerate(_TOGETHER):
        weights[block] = learned[place * BUCKETS : (place + 1) * BUCKETS]
    of_dense = learned[len(_TOGETHER) * BUCKETS :] * DENSE_SCALE
    bias += start
    # the letters by speaker learn from dialogues alone: a section text has no speakers
    own = hstack([blocks[block] for block in _LETTERS]).tocsr()[: len(rows)]
    learned, start = _fit(own, labels, np.ones(len(rows)))
    for place, block in enumerate(_LETTERS):
        weights[block] = learned[place * BUCKETS : (place + 1) * BUCKETS]
    return SectionModel(headers, rarity, weights, of_dense, centre, spread, bias + start)


def _fit(
    matrix: csr_matrix, labels: NDArray[np.int64], importance: NDArray[np.float64]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    model = LinearSVC(C=COST, class_weight="balanced", random_state=0)
    model.fit(matrix, labels, sample_weight=importance)
    return model.coef_.T.astype(np.float32), model.intercept_.astype(np.float32)


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
