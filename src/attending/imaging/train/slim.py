"""A leaner sharpening network out of a wider one: its most useful channels, trained on with the wide one as teacher.

The reader waits for the fast networks. Two thirds of the channels cost half of the time and little of the sharpness.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from .networks import Sharpen


@torch.no_grad()
def slim(wide: Sharpen, narrow: Sharpen, examples: Tensor) -> Sharpen:
    """Fill `narrow` with the most useful channels of `wide`; both plain chains of the same depth.

    A channel is as useful as what it sends on: the spread of its values over the examples times the size of the
    weights that read it. The mean of a channel that goes is kept in the bias of the layer after it.

    Args:
        wide: a trained network.
        narrow: an untrained one of fewer channels.
        examples: (n, 1, h, w) pictures as the networks get them.
    """
    layers, fewer = [_chain(network) for network in (wide, narrow)]
    deep = F.pixel_unshuffle(examples - 0.5, wide.fold)
    kept = torch.arange(layers[0].in_channels)
    for place, (layer, target) in enumerate(zip(layers, fewer, strict=True)):
        weight, bias = layer.weight, _bias(layer)
        if len(kept) < layer.in_channels:
            gone = torch.ones(layer.in_channels, dtype=torch.bool)
            gone[kept] = False
            means = deep.mean((0, 2, 3))
            bias = bias + (weight.sum((2, 3))[:, gone] * means[gone]).sum(1)
        deep = layer(deep)
        chosen = torch.arange(layer.out_channels)
        if place < len(layers) - 1:
            deep = F.relu(deep)
            reads = layers[place + 1].weight.square().sum((0, 2, 3)).sqrt()
            chosen = (deep.std((0, 2, 3)) * reads).topk(target.out_channels).indices.sort().values
        target.weight.copy_(weight[chosen][:, kept])
        _bias(target).copy_(bias[chosen])
        kept = chosen
    narrow.linear.weight.copy_(wide.linear.weight)
    return narrow


def _chain(network: Sharpen) -> list[nn.Conv2d]:
    found = [network.first, *network.middle, network.last]
    return [layer for layer in found if isinstance(layer, nn.Conv2d)]


def _bias(layer: nn.Conv2d) -> Tensor:
    if layer.bias is None:
        raise ValueError("a layer without a bias cannot take in what a dropped channel gave on average")
    return layer.bias
