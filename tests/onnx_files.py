"""Small ONNX networks written by hand, so that tests need no package that makes them.

Source: onnx.proto3 of ONNX (field numbers), github.com/onnx/onnx.
"""

import struct
from collections.abc import Mapping, Sequence

import numpy as np

FLOAT, INT64 = 1, 7
Shape = Sequence[int | str]


def network(
    nodes: Sequence[bytes], *, inputs: Mapping[str, Shape], outputs: Sequence[str],
    constants: Mapping[str, np.ndarray] | None = None,
) -> bytes:  # fmt: skip
    """A model of opset 17; all inputs and outputs are float32."""
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"g")
    graph += b"".join(_field(5, _tensor(name, value)) for name, value in (constants or {}).items())
    graph += b"".join(_field(11, _value(name, shape)) for name, shape in inputs.items())
    graph += b"".join(_field(12, _value(name, None)) for name in outputs)
    return _number(1, 8) + _field(8, _number(2, 17)) + _field(7, graph)


def node(kind: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: float | list[int]) -> bytes:
    """One operator."""
    made = b"".join(_field(1, name.encode()) for name in inputs)
    made += b"".join(_field(2, name.encode()) for name in outputs)
    return made + _field(4, kind.encode()) + b"".join(_field(5, _attribute(*pair)) for pair in attributes.items())


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


def _attribute(name: str, value: float | list[int]) -> bytes:
    if isinstance(value, list):
        return _field(1, name.encode()) + b"".join(_number(8, part) for part in value) + _number(20, 7)
    if isinstance(value, float):
        return _field(1, name.encode()) + b"\x15" + struct.pack("<f", value) + _number(20, 1)
    return _field(1, name.encode()) + _number(3, int(value)) + _number(20, 2)


def _tensor(name: str, value: np.ndarray) -> bytes:
    kind = INT64 if value.dtype == np.int64 else FLOAT
    dims = b"".join(_number(1, side) for side in value.shape)
    return dims + _number(2, kind) + _field(8, name.encode()) + _field(9, np.ascontiguousarray(value).tobytes())


def _value(name: str, shape: Shape | None) -> bytes:
    kind = _number(1, FLOAT)
    if shape is not None:
        sides = (_number(1, side) if isinstance(side, int) else _field(2, side.encode()) for side in shape)
        kind += _field(2, b"".join(_field(1, side) for side in sides))
    return _field(1, name.encode()) + _field(2, _field(1, kind))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _field(field: int, data: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(data)) + data


def _varint(value: int) -> bytes:
    made = bytearray()
    while value > 0x7F:
        made.append(value & 0x7F | 0x80)
        value >>= 7
    made.append(value)
    return bytes(made)
