"""Write trained networks as ONNX with small weights: int8 per output channel, or float16 where accuracy needs it.

The weights become float32 once, when the session loads (onnxruntime folds the constants), so inference costs the same.
"""

import io
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import helper, numpy_helper

from .loop import load_weights
from .networks import ChestNet, FractureNet, TumourNet
from .sharpening import SHAPES, build

SMALL = 1024
"""Arrays of fewer values stay float32: biases, and normalisation."""


def network_of(what: str) -> tuple[torch.nn.Module, torch.Tensor, list[str]]:
    """An untrained network by the name of its training, an example of its input, and the names of its outputs."""
    kind = what.partition("-")[0]
    if kind == "tumour":
        return TumourNet(), torch.zeros(1, 3, 256, 256), ["mask", "slice", "coarse"]
    if kind == "fracture":
        return FractureNet(), torch.zeros(1, 1, 512, 512), ["maps", "image", "kind"]
    if kind == "chest":
        return ChestNet(), torch.zeros(1, 1, 256, 256), ["labels", "evidence"]
    if kind in SHAPES:
        return build(kind), torch.zeros(1, 1, 64, 64), ["sharp"]
    raise ValueError(f"no network of the name {what}")


def export(what: str, weights: Path, *, bits: int = 8) -> bytes:
    """The ONNX file of trained weights.

    Args:
        what: the name of its training, such as `tumour-all` or `fine2`.
        weights: the npz that the training wrote.
        bits: 8 or 16 per weight.
    """
    network, example, outputs = network_of(what)
    load_weights(network, weights)
    axes = {0: "n"} if example.shape[-1] > 64 else {0: "n", 2: "h", 3: "w"}
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(), (example,), file, dynamo=False, opset_version=17, input_names=["x"], output_names=outputs,
            dynamic_axes={"x": axes, **{name: axes if len(axes) > 1 else {0: "n"} for name in outputs}},
        )  # fmt: skip
    model = onnx.load_from_string(file.getvalue())
    shrink(model, bits)
    onnx.checker.check_model(model)
    made: bytes = model.SerializeToString()
    return made


def shrink(model: Any, bits: int) -> None:
    """Store each big weight as int8 with a scale per output channel, or as float16."""
    graph, before, kept = model.graph, [], []
    for tensor in graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < SMALL:
            kept.append(tensor)
        elif bits == 16:
            kept.append(numpy_helper.from_array(values.astype(np.float16), f"{tensor.name}_16"))
            before.append(helper.make_node("Cast", [f"{tensor.name}_16"], [tensor.name], to=onnx.TensorProto.FLOAT))
        else:
            scale = _scale(values)
            whole = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
            kept += [
                numpy_helper.from_array(whole, f"{tensor.name}_8"),
                numpy_helper.from_array(scale, f"{tensor.name}_s"),
            ]
            before += [
                helper.make_node("Cast", [f"{tensor.name}_8"], [f"{tensor.name}_f"], to=onnx.TensorProto.FLOAT),
                helper.make_node("Mul", [f"{tensor.name}_f", f"{tensor.name}_s"], [tensor.name]),
            ]
    nodes = before + list(graph.node)
    del graph.initializer[:], graph.node[:]
    graph.initializer.extend(kept)
    graph.node.extend(nodes)


def _scale(values: NDArray[np.float32]) -> NDArray[np.float32]:
    flat = np.abs(values).reshape(len(values), -1).max(1)
    return (np.maximum(flat, 1e-12) / 127).reshape(-1, *[1] * (values.ndim - 1)).astype(np.float32)
