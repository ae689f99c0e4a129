"""Small ONNX networks written by hand, so that tests need no package that makes them."""

from collections.abc import Sequence

import numpy as np

from attending.models.onnx_file import FLOAT, network, node


def bright_network(threshold: float, *, dimensions: int = 2) -> bytes:
    """Segments what is brighter than a threshold: two classes, 0 and 1 in the second."""
    space = ("h", "w") if dimensions == 2 else ("d", "h", "w")
    return network(
        [
            node("Greater", ["x", "t"], ["b"]),
            node("Cast", ["b"], ["one"], to=FLOAT),
            node("Sub", ["u", "one"], ["zero"]),
            node("Concat", ["zero", "one"], ["y"], axis=1),
        ],
        inputs={"x": (1, 1, *space)},
        outputs=["y"],
        constants={"t": np.array(threshold, np.float32), "u": np.array(1.0, np.float32)},
    )


def bright_in_all_network(threshold: float, channels: int) -> bytes:
    """Segments what is brighter than a threshold in every channel."""
    return network(
        [
            node("ReduceMin", ["x"], ["least"], axes=[1], keepdims=1),
            node("Greater", ["least", "t"], ["b"]),
            node("Cast", ["b"], ["one"], to=FLOAT),
            node("Sub", ["u", "one"], ["zero"]),
            node("Concat", ["zero", "one"], ["y"], axis=1),
        ],
        inputs={"x": (1, channels, "d", "h", "w")},
        outputs=["y"],
        constants={"t": np.array(threshold, np.float32), "u": np.array(1.0, np.float32)},
    )


def mean_network() -> bytes:
    """Classifies: the mean of the picture is the score of its one class."""
    return network(
        [node("ReduceMean", ["x"], ["m"], axes=[1, 2, 3], keepdims=0), node("Reshape", ["m", "s"], ["y"])],
        inputs={"x": (1, 1, "h", "w")},
        outputs=["y"],
        constants={"s": np.array([1, 1], np.int64)},
    )


def classes_by_mean_network(side: int, offsets: Sequence[float], *, scale: float) -> bytes:
    """Classifies a picture of one size: the score of each class is an offset and the scaled mean of the picture."""
    return network(
        [
            node("ReduceMean", ["x"], ["m"], axes=[1, 2, 3], keepdims=0),
            node("Mul", ["m", "k"], ["s"]),
            node("Reshape", ["s", "one"], ["r"]),
            node("Add", ["r", "o"], ["y"]),
        ],
        inputs={"x": (1, 1, side, side)},
        outputs=["y"],
        constants={"k": np.array(scale, np.float32), "one": np.array([1, 1], np.int64),
                   "o": np.array([list(offsets)], np.float32)},
    )  # fmt: skip


def constant_network(**outputs: np.ndarray) -> bytes:
    """Gives the same whatever it sees; what it sees is added times zero, so that it is used."""
    nodes, constants = [node("ReduceMean", ["x"], ["m"], keepdims=0), node("Mul", ["m", "nil"], ["n"])], {}
    for name, value in outputs.items():
        constants[f"c_{name}"] = np.asarray(value, np.float32)
        nodes.append(node("Add", [f"c_{name}", "n"], [name]))
    constants["nil"] = np.array(0.0, np.float32)
    return network(nodes, inputs={"x": (1, 1, "h", "w")}, outputs=list(outputs), constants=constants)


def endless_network() -> bytes:
    """Multiplies large matrices for longer than anybody waits."""
    nodes = [node("ReduceMean", ["x"], ["m"], keepdims=0), node("Expand", ["m", "s"], ["k0"])]
    nodes += [node("MatMul", [f"k{i}", "k0"], [f"k{i + 1}"]) for i in range(500)]
    nodes.append(node("ReduceMean", ["k500"], ["y"], keepdims=0))
    shape = np.array([1500, 1500], np.int64)
    return network(nodes, inputs={"x": (1, 1, "h", "w")}, outputs=["y"], constants={"s": shape})
