"""Writes a network as an ONNX file: operators, constants, inputs and outputs, without the package that makes them.

Read by the door to nnU-Net models. Source: onnx.proto3 of ONNX (field numbers), github.com/onnx/onnx.
"""

import struct
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FLOAT, INT64 = 1, 7
Shape = Sequence[int | str]
"""Sides of an array; a word stands for a side of any length."""


def network(
    nodes: Sequence[bytes], *, inputs: Mapping[str, Shape], outputs: Sequence[str],
    constants: Mapping[str, NDArray[Any]] | None = None,
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


def _attribute(name: str, value: float | list[int]) -> bytes:
    if isinstance(value, list):
        return _field(1, name.encode()) + b"".join(_number(8, part) for part in value) + _number(20, 7)
    if isinstance(value, float):
        return _field(1, name.encode()) + b"\x15" + struct.pack("<f", value) + _number(20, 1)
    return _field(1, name.encode()) + _number(3, int(value)) + _number(20, 2)


def _tensor(name: str, value: NDArray[Any]) -> bytes:
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
