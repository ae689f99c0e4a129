"""Train the note engine: which statements belong in which part of a note.

Run as `attending train scribe --data DIR`. DIR holds, anywhere below it, csv files with the columns dialogue and note
(ACI-BENCH train and valid). Sentences end where the shipped `sentence-ends` hears it. Needs the extra `[train]`. Writes
`weights/salience.npz`; same data, same weights.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.linear_model import LogisticRegression

from attending.scribe.corpora import Visit, read_visits
from attending.scribe.dialogue.statements import Statement, gather_statements
from attending.scribe.salience.alignment import Weights, align, split_note
from attending.scribe.salience.features import KEYS, PLAN_KEYS, WIDTH, context_rows, word_rows
from attending.scribe.salience.model import Salience, sigmoid
from attending.scribe.sentences.boundaries import Boundaries
from attending.scribe.sentences.boundary_network import load_boundary_network
from attending.scribe.sentences.utterances import Utterance, read_utterances

FIT_FLOOR, FIT_FULL = 0.22, 0.55
"""A fit (`alignment`) below the first is no match, above the second a sure one; chosen on ACI-BENCH valid."""
FOLDS = 5


@dataclass(frozen=True)
class Example:
    """A visit ready for training: its statements, and how well each fits each part of the note."""

    statements: list[Statement]
    utterances: list[Utterance]
    rows: csr_matrix
    fits: NDArray[np.float32]
    plan_fits: NDArray[np.float32]


def prepare(visits: Sequence[Visit], marks: Boundaries) -> list[Example]:
    """Read statements and align them with the notes."""
    weights = Weights([v.note for v in visits])
    examples = []
    for visit in visits:
        utterances = read_utterances(visit.conversation, marks)
        statements = gather_statements(utterances)
        fits = align(statements, split_note(visit.note), weights)
        table = np.array([[f.get(k, 0.0) for k in KEYS] for f in fits], np.float32)
        plan = np.array([[f.get(f"plan/{k}", 0.0) for k in PLAN_KEYS] for f in fits], np.float32)
        examples.append(
            Example(
                statements,
                utterances,
                sparse([word_rows(s, utterances) for s in statements], WIDTH),
                _soften(table),
                plan,
            )
        )
    return examples


def _soften(fits: NDArray[np.float32]) -> NDArray[np.float32]:
    soft: NDArray[np.float32] = np.clip((fits - FIT_FLOOR) / (FIT_FULL - FIT_FLOOR), 0, 1).astype(np.float32)
    return soft


def sparse(rows: Sequence[Sequence[int]], width: int) -> csr_matrix:
    """Rows of column numbers as a sparse matrix of ones."""
    counts = [len(r) for r in rows]
    columns = np.concatenate([np.asarray(r) for r in rows]) if rows else np.zeros(0, int)
    return csr_matrix(
        (np.ones(len(columns), np.float32), (np.repeat(np.arange(len(rows)), counts), columns)),
        shape=(len(rows), width),
    )


def fit_soft(features: csr_matrix | NDArray[np.float32], targets: NDArray[np.float32], c: float) -> NDArray[np.float32]:
    """Logistic regression on soft targets: each row counts once as yes and once as no, with its weight."""
    yes, no = np.flatnonzero(targets > 0), np.flatnonzero(targets < 1)
    stack = vstack if isinstance(features, csr_matrix) else np.vstack
    both = stack([features[yes], features[no]])
    labels = np.r_[np.ones(len(yes)), np.zeros(len(no))]
    model = LogisticRegression(C=c, solver="lbfgs", max_iter=300, fit_intercept=False)
    model.fit(both, labels, sample_weight=np.r_[targets[yes], 1 - targets[no]])
    weights: NDArray[np.float32] = model.coef_[0].astype(np.float32)
    return weights


def fit_salience(examples: Sequence[Example], *, c_words: float = 0.05, c_context: float = 0.3) -> Salience:
    """Fit both stages; the second learns from first-stage scores of visits the first has not seen."""
    held_out: list[NDArray[np.float32]] = [np.zeros((0, len(KEYS)), np.float32)] * len(examples)
    for fold in range(FOLDS):
        inside = [e for i, e in enumerate(examples) if i % FOLDS != fold]
        table = _fit_words(inside, c_words)
        for i, example in enumerate(examples):
            if i % FOLDS == fold:
                held_out[i] = sigmoid(np.asarray(example.rows @ table, np.float32))
    dense = np.vstack([context_rows(e.statements, s) for e, s in zip(examples, held_out, strict=True)])
    fits = np.vstack([e.fits for e in examples])
    context = np.stack([fit_soft(dense, fits[:, k], c_context) for k in range(len(KEYS))], axis=1)
    return Salience(_fit_words(examples, c_words), context, _fit_plan(examples))


def _fit_words(examples: Sequence[Example], c: float) -> NDArray[np.float32]:
    rows, fits = vstack([e.rows for e in examples]).tocsr(), np.vstack([e.fits for e in examples])
    return np.stack([fit_soft(rows, fits[:, k], c) for k in range(len(KEYS))], axis=1)


def _fit_plan(examples: Sequence[Example]) -> NDArray[np.float32]:
    rows, fits = vstack([e.rows for e in examples]).tocsr(), np.vstack([e.plan_fits for e in examples])
    sure = np.flatnonzero(fits.max(axis=1) > FIT_FLOOR)
    model = LogisticRegression(C=0.05, max_iter=300, fit_intercept=False)
    model.fit(rows[sure], fits[sure].argmax(axis=1))
    table = np.full((WIDTH, len(PLAN_KEYS)), 0.0, np.float32)
    table[:, model.classes_] = model.coef_.T
    return table


def train(data: Path, *, into: Path, progress: Callable[[str], None] = lambda _: None) -> None:
    """Train on every suitable table below `data` and write the weights to the folder `into`."""
    visits = read_visits(data)
    progress(f"{len(visits)} visits")
    salience = fit_salience(prepare(visits, Boundaries(load_boundary_network())))
    np.savez_compressed(
        into / "salience.npz",
        words=salience.words.astype(np.float16),
        context=salience.context,
        plan=salience.plan.astype(np.float16),
    )
    progress("salience learned")
