"""Loads a network that ships with the package: its card first, then its weights by checksum, then one session each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import msgspec
import numpy as np
from numpy.typing import NDArray
from onnxruntime import InferenceSession as Session
from onnxruntime import SessionOptions

from attending.models.card import Card
from attending.models.registry import load

__all__ = ["Network", "Session", "apart", "open_network", "open_session", "run", "sigmoid", "together"]


@dataclass(frozen=True)
class Network:
    """Sessions of one model (the members of its ensemble, the first trained on everything) and its settings."""

    card: Card
    members: tuple[Session, ...]
    settings: Mapping[str, object]
    trees: tuple[str, ...] = ()
    """Of each member, the text of the boosted trees of its name, where the model has some."""
    bags: tuple[str, ...] = ()
    """Sets of boosted trees, their text, whose mean is taken, where the model has some."""

    @property
    def name(self) -> str:
        """The card's name."""
        return self.card.name

    @property
    def version(self) -> str:
        """The card's version."""
        return self.card.version

    def run(self, x: NDArray[np.float32], member: int = 0) -> list[NDArray[np.float32]]:
        """Outputs of one member; `x` as the network's training gave it."""
        return run(self.members[member], x)


def run(session: Session, x: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Outputs of a session whose one input is `x`."""
    found: list[NDArray[np.float32]] = session.run(None, {"x": np.ascontiguousarray(x)})
    return found


@lru_cache(maxsize=16)
def open_network(name: str) -> Network:
    """Load a model by name; raises `InvalidCard` where its card or weights are not in order."""
    model = load(files("attending.imaging"), name)
    members = tuple(open_session(data) for file, data in model.files.items() if file.endswith(".onnx"))
    settings: dict[str, object] = {}
    for file, data in model.files.items():
        if file.endswith(".json"):
            settings.update(msgspec.json.decode(data, type=dict[str, object]))
    trees = tuple(data.decode() for file, data in model.files.items() if file.endswith(".trees"))
    bags = tuple(text for file, data in model.files.items() if file.endswith(".bags") for text in apart(data))
    return Network(model.card, members, settings, trees, bags)


def together(bags: Sequence[str]) -> bytes:
    """Sets of trees as one file."""
    return BETWEEN.join(bags).encode()


def apart(data: bytes) -> list[str]:
    """The sets of trees of a file."""
    return data.decode().split(BETWEEN)


BETWEEN = "\f"


def open_session(data: bytes) -> Session:
    """A session of one thread: studies run beside a web server, and threads that spin would slow both."""
    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session: Session = Session(data, options, providers=["CPUExecutionProvider"])
    return session


def sigmoid(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The logistic function, safe for large values."""
    return (1 / (1 + np.exp(-np.clip(values, -30, 30)))).astype(np.float32)
