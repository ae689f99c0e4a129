"""The plain U-Net of nnU-Net as an ONNX network, from its plan and its weights.

Encoder stages of convolution, instance normalisation and leaky ReLU, the first convolution of each with the stage's
stride; a decoder of transposed convolutions, skip connections and as many stages; a last convolution of one pixel.
Source: PlainConvUNet, UNetDecoder and ConvDropoutNormReLU of dynamic-network-architectures 0.4.4 (Apache-2.0).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import InvalidCard
from attending.models.onnx_file import network, node

SLOPE, EPSILON = 0.01, 1e-5
"""Of the leaky ReLU, and of the normalisation; nnU-Net's own."""


@dataclass(frozen=True)
class Shape:
    """What a plan says of a plain U-Net, by stage from the finest."""

    kernels: tuple[tuple[int, ...], ...]
    strides: tuple[tuple[int, ...], ...]
    encoder: tuple[int, ...]
    """Convolutions of each stage."""
    decoder: tuple[int, ...]
    """The same, from the coarsest but one up to the finest."""


class _Graph:
    def __init__(self, weights: Mapping[str, Any]) -> None:
        self.weights, self.nodes, self.constants = weights, list[bytes](), dict[str, NDArray[Any]]()

    def weight(self, name: str) -> str:
        value = self.weights.get(name)
        if not isinstance(value, np.ndarray):
            raise InvalidCard(f"The checkpoint lacks {name}: it is not of the plan beside it.")
        self.constants[name] = value.astype(np.float32)
        return name

    def add(self, kind: str, inputs: Sequence[str], **attributes: float | list[int]) -> str:
        made = f"t{len(self.nodes)}"
        self.nodes.append(node(kind, inputs, [made], **attributes))
        return made

    def convolution(self, x: str, name: str, kernel: Sequence[int], stride: Sequence[int]) -> str:
        pads = [side // 2 for side in kernel] * 2
        x = self.add("Conv", [x, self.weight(f"{name}.conv.weight"), *self._bias(f"{name}.conv")],
                     kernel_shape=list(kernel), strides=list(stride), pads=pads)  # fmt: skip
        x = self.add("InstanceNormalization", [x, self.weight(f"{name}.norm.weight"), self.weight(f"{name}.norm.bias")],
                     epsilon=EPSILON)  # fmt: skip
        return self.add("LeakyRelu", [x], alpha=SLOPE)

    def _bias(self, name: str) -> list[str]:
        return [self.weight(f"{name}.bias")] if f"{name}.bias" in self.weights else []


def as_onnx(weights: Mapping[str, Any], shape: Shape, *, channels: int, wanted: Sequence[int]) -> bytes:
    """A network of input `x` (1, channel, …) and output `y` (1, wanted class, …): chances by softmax over all classes.

    Args:
        weights: `network_weights` of the checkpoint.
        shape: of the network.
        channels: of the input.
        wanted: numbers of the classes that come out, in this order; all of them make the softmax.

    Raises:
        InvalidCard: weights and plan do not belong together.
    """
    graph = _Graph({name.removeprefix("module.").removeprefix("_orig_mod."): value for name, value in weights.items()})
    x, skips = "x", list[str]()
    for stage, (kernel, stride, count) in enumerate(zip(shape.kernels, shape.strides, shape.encoder, strict=True)):
        for index in range(count):
            step = list(stride) if index == 0 else [1] * len(stride)
            x = graph.convolution(x, f"encoder.stages.{stage}.0.convs.{index}", kernel, step)
        skips.append(x)
    for stage, count in enumerate(shape.decoder):
        finer = len(skips) - 2 - stage
        up, name = list(shape.strides[finer + 1]), f"decoder.transpconvs.{stage}"
        x = graph.add("ConvTranspose", [x, graph.weight(f"{name}.weight"), *graph._bias(name)],
                      kernel_shape=up, strides=up)  # fmt: skip
        x = graph.add("Concat", [x, skips[finer]], axis=1)
        for index in range(count):
            kernel = shape.kernels[finer]
            x = graph.convolution(x, f"decoder.stages.{stage}.convs.{index}", kernel, [1] * len(kernel))
    last = f"decoder.seg_layers.{len(shape.decoder) - 1}"
    x = graph.add("Conv", [x, graph.weight(f"{last}.weight"), *graph._bias(last)])
    classes = graph.constants[f"{last}.weight"].shape[0]
    if max(wanted) >= classes:
        raise InvalidCard(f"The checkpoint tells {classes} classes, its dataset.json names more.")
    x = graph.add("Softmax", [x], axis=1)
    graph.constants["wanted"] = np.array(wanted, np.int64)
    graph.nodes.append(node("Gather", [x, "wanted"], ["y"], axis=1))
    sides = [f"side{n}" for n in range(len(shape.kernels[0]))]
    return network(graph.nodes, inputs={"x": (1, channels, *sides)}, outputs=["y"], constants=graph.constants)
