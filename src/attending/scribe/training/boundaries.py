"""Learn where sentences end from punctuated conversations: `attending train sentence-ends --data DATA --into FOLDER`.

DATA is a folder with `aci-bench`, `mts-dialog`, `osce-interviews` and `primock57` as published. Used for training: the
punctuated visits of ACI-BENCH train, the MTS-Dialog training set, the OSCE interviews but the held-out ones, days 1
and 2 of PriMock57. Marks are taken out; speech as recognisers write it is imitated: words said twice, fillers put in or
left out, turns of both speakers run together. Needs the extra `[imaging-train]` (torch). Same data, same weights on
the same machine.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn

from attending.drafts import Conversation
from attending.errors import BadInput
from attending.scribe.corpora import read_excerpts, read_visits
from attending.scribe.evaluation.primock57 import read_consultations
from attending.scribe.sentences.boundary_network import OWN, OWN_ROWS, BoundaryNetwork, Floats, own_rows, pack, vectors
from attending.scribe.sentences.punctuated import MarkedTurn, punctuated
from attending.scribe.sentences.sentence_encoder import SIZE
from attending.scribe.sentences.words import FILLERS
from attending.scribe.training.roles import is_held_out
from attending.scribe.transcripts.read import read_conversation

WIDE, EPOCHS, BATCH, RATE = 96, 10, 32, 3e-3
SHARES = (0.5, 0.1)
"""Of the MTS-Dialog excerpts and of the OSCE interviews, in each round: they are many more words than the visits."""
WINDOW, BEFORE = 80, 20
"""Words of a training example, and the words before them that it may look at."""
LONGEST_JOINED = 60
"""Words up to which a turn may run on into the next one."""
_SHORT_KEPT = 0.3
"""Share of turns of fewer than four words that is kept: they say nothing of ends inside."""
_IGNORED = -100

Marked = list[tuple[str, int]]


def training_conversations(data: Path) -> tuple[list[Conversation], list[Conversation], list[Conversation]]:
    """The visits, which are read in every round; the excerpts and the interviews, of which a part is (`SHARES`)."""
    if not all((data / name).is_dir() for name in ("aci-bench", "mts-dialog", "osce-interviews", "primock57")):
        raise BadInput("Expected a folder that holds aci-bench, mts-dialog, osce-interviews and primock57.")
    visits = [visit.conversation for visit in read_visits(data / "aci-bench/challenge_data/train.csv")]
    excerpts = [excerpt.conversation for excerpt in read_excerpts(data / "mts-dialog/MTS-Dialog-TrainingSet.csv")]
    talks = [one.conversation for one in read_consultations(data / "primock57") if one.id.startswith(("day1", "day2"))]
    paths = sorted((data / "osce-interviews").rglob("*.txt"))
    interviews = [read_conversation(path.read_bytes()) for path in paths if not is_held_out(path.name)]
    return [*visits, *talks], excerpts, interviews


def roughened(turn: MarkedTurn, rng: random.Random) -> Marked:
    """A turn as a recogniser might have written it: fillers in or out, a word or two said twice."""
    words: Marked = []
    drop = rng.random() < 0.5
    pairs = list(zip(turn.words, turn.marks, strict=True))
    for place, (word, mark) in enumerate(pairs):
        if word in FILLERS and drop:
            if words and mark > words[-1][1]:
                words[-1] = (words[-1][0], mark)
            continue
        chance = rng.random()
        if chance < 0.02:
            words.append((word, 0))
        elif chance < 0.03 and place + 1 < len(pairs) and not mark:
            words += [(word, 0), (pairs[place + 1][0], 0)]
        elif chance < 0.04:
            words.append((rng.choice(("uh", "um", "like")), 0))
        words.append((word, mark))
    return words


def examples(talks: Sequence[Sequence[MarkedTurn]], rng: random.Random) -> list[tuple[Marked, int]]:
    """Windows of turns, some of them run together, and where in each the words begin that are learned from."""
    joined: list[Marked] = []
    for talk in talks:
        running: Marked = []
        for turn in talk:
            words = roughened(turn, rng)
            if running and (not words or (len(running) < LONGEST_JOINED and rng.random() < 0.25)):
                running = running + words
                continue
            joined.append(running)
            running = words
        joined.append(running)
    windows = []
    for words in joined:
        if len(words) < 4 and rng.random() > _SHORT_KEPT:
            continue
        for begin in range(0, len(words), WINDOW - BEFORE):
            windows.append((words[max(0, begin - BEFORE) : begin + WINDOW], min(begin, BEFORE)))
    return windows


class Network(nn.Module):  # type: ignore[misc,unused-ignore]
    """The network of `boundary_network` as torch trains it."""

    def __init__(self) -> None:
        super().__init__()
        self.own = nn.Embedding(OWN_ROWS, OWN)
        nn.init.normal_(self.own.weight, std=0.3)
        self.enter = nn.Linear(SIZE + OWN, WIDE)
        self.recur = nn.GRU(WIDE, WIDE, bidirectional=True, batch_first=True)
        self.near = nn.Conv1d(2 * WIDE, WIDE, 3, padding=1)
        self.out = nn.Linear(WIDE, 4)
        self.drop = nn.Dropout(0.3)

    def forward(self, vector: torch.Tensor, row: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
        """Scores of shape (examples, words, classes)."""
        entered = torch.tanh(self.enter(torch.cat([self.drop(vector), self.drop(self.own(row))], dim=-1)))
        packed = nn.utils.rnn.pack_padded_sequence(self.drop(entered), lengths, batch_first=True, enforce_sorted=False)
        heard, _ = nn.utils.rnn.pad_packed_sequence(self.recur(packed)[0], batch_first=True)
        near = torch.relu(self.near(self.drop(heard).transpose(1, 2)).transpose(1, 2))
        scores: torch.Tensor = self.out(self.drop(near))
        return scores

    def frozen(self) -> BoundaryNetwork:
        """The arrays as numpy reads them."""

        def array(tensor: torch.Tensor) -> Floats:
            return np.asarray(tensor.detach().numpy(), np.float32)

        def ways(name: str) -> Floats:
            both = [array(getattr(self.recur, f"{name}_l0{end}")) for end in ("", "_reverse")]
            return np.stack([one.T if one.ndim == 2 else one for one in both])

        return BoundaryNetwork(
            own=array(self.own.weight),
            enter=array(self.enter.weight).T,
            enter_bias=array(self.enter.bias),
            look=ways("weight_ih"),
            look_bias=ways("bias_ih"),
            keep=ways("weight_hh"),
            keep_bias=ways("bias_hh"),
            near=array(self.near.weight).transpose(2, 1, 0),
            near_bias=array(self.near.bias),
            out=array(self.out.weight).T,
            out_bias=array(self.out.bias),
        )


def _batches(windows: list[tuple[Marked, int]], rng: random.Random) -> Iterator[tuple[torch.Tensor, ...]]:
    """Windows of like length together: vectors, rows, lengths, marks."""
    windows = sorted(windows, key=lambda window: len(window[0]))
    groups = [windows[at : at + BATCH] for at in range(0, len(windows), BATCH)]
    rng.shuffle(groups)
    for group in groups:
        longest = max(len(words) for words, _ in group)
        vector = np.zeros((len(group), longest, SIZE), np.float32)
        row = np.zeros((len(group), longest), np.int64)
        marks = np.full((len(group), longest), _IGNORED, np.int64)
        for number, (words, begin) in enumerate(group):
            texts = [word for word, _ in words]
            vector[number, : len(words)] = vectors(texts)
            row[number, : len(words)] = own_rows(texts)
            marks[number, begin : len(words)] = [mark for _, mark in words[begin:]]
        lengths = torch.tensor([len(words) for words, _ in group])
        yield torch.from_numpy(vector), torch.from_numpy(row), lengths, torch.from_numpy(marks)


def fit(
    always: list[list[MarkedTurn]],
    *sometimes: list[list[MarkedTurn]],
    progress: Callable[[str], None],
    epochs: int = EPOCHS,
) -> BoundaryNetwork:
    """Train on all turns of `always` and, in each round, on a share of each of the others (`SHARES`)."""
    torch.manual_seed(0)
    rng = random.Random(0)  # noqa: S311 - nothing secret is drawn
    network = Network()
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=0.01)
    for epoch in range(epochs):
        for group in optimiser.param_groups:
            group["lr"] = RATE * (1 - epoch / epochs) + 1e-5
        part = [
            one
            for many, share in zip(sometimes, SHARES, strict=True)
            for one in rng.sample(many, round(share * len(many)))
        ]
        losses = []
        for vector, row, lengths, marks in _batches(examples([*always, *part], rng), rng):
            scores = network(vector, row, lengths)
            loss = nn.functional.cross_entropy(scores.transpose(1, 2), marks, ignore_index=_IGNORED)
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            losses.append(loss.item())
        progress(f"round {epoch + 1} of {epochs}: loss {np.mean(losses):.3f}")
    network.eval()
    learned: BoundaryNetwork = network.frozen()
    return learned


def train(data: Path, *, into: Path, progress: Callable[[str], None] = lambda _: None) -> None:
    """Train and write `sentence-ends.npz` to the folder `into`."""
    visits, excerpts, interviews = (punctuated(talks) for talks in training_conversations(data))
    progress(f"{len(visits)} visits, {len(excerpts)} excerpts, {len(interviews)} interviews")
    network = fit(visits, excerpts, interviews, progress=progress)
    (into / "sentence-ends.npz").write_bytes(pack(network))
