"""The networks of the imaging package, in torch; `export` writes them as ONNX."""

from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional as F


class Sharpen(nn.Module):
    """Super-resolution (or, with factor 1, denoising) that cannot contradict its input.

    x (batch, 1, h, w), about 0..1 → (batch, 1, h·factor, w·factor). The network gives the detail inside each input
    pixel; its mean over the pixel is taken off, so that averaging the output gives back the input exactly.
    """

    def __init__(self, factor: int, *, width: int, blocks: int, fold: int, residual: bool) -> None:
        super().__init__()
        self.factor, self.fold, self.residual = factor, fold, residual
        self.first = nn.Conv2d(fold * fold, width, 3, padding=1)
        self.middle = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(blocks))
        self.last = nn.Conv2d(width, (fold * factor) ** 2, 3, padding=1)
        self.linear = nn.Conv2d(1, factor * factor, 7, padding=3, bias=False)
        nn.init.zeros_(self.last.weight)
        nn.init.zeros_(self.last.bias)
        nn.init.zeros_(self.linear.weight)

    def forward(self, x: Tensor) -> Tensor:
        """Sharpen a batch."""
        y = x - 0.5
        deep = F.relu(self.first(F.pixel_unshuffle(y, self.fold) if self.fold > 1 else y))
        if self.residual:
            for one, two in zip(self.middle[::2], self.middle[1::2], strict=True):
                deep = deep + two(F.relu(one(deep)))
        else:
            for layer in self.middle:
                deep = F.relu(layer(deep))
        detail = self.last(deep)
        detail = (F.pixel_shuffle(detail, self.fold) if self.fold > 1 else detail) + self.linear(y)
        if self.factor == 1:
            return x - detail
        detail = detail - detail.mean(1, keepdim=True)
        return F.pixel_shuffle(detail + x, self.factor)


def _conv(into: int, out: int, *, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(into, out, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU(inplace=True)
    )


class Residual(nn.Module):
    """Two convolutions around a shortcut."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.one = _conv(width, width)
        self.two = nn.Sequential(nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        """Same shape as x."""
        return F.relu(x + self.two(self.one(x)))


class TumourNet(nn.Module):
    """U-Net: (batch, 3, 256, 256) pre-contrast, FLAIR, post-contrast → mask logits and one logit per slice."""

    WIDTHS = (16, 48, 96, 144, 192)

    def __init__(self) -> None:
        super().__init__()
        widths = self.WIDTHS
        self.down = nn.ModuleList()
        before = 3
        for width in widths:
            self.down.append(nn.Sequential(_conv(before, width), _conv(width, width)))
            before = width
        self.up = nn.ModuleList()
        for deep, width in zip(widths[:0:-1], widths[-2::-1], strict=True):
            self.up.append(nn.Sequential(_conv(deep + width, width), _conv(width, width)))
        self.mask = nn.Conv2d(widths[0], 1, 1)
        self.coarse = nn.Conv2d(widths[2], 1, 1)
        self.drop = nn.Dropout(0.3)
        self.slice = nn.Linear(2 * widths[-1], 1)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Mask logits (batch, 1, 256, 256), slice logit (batch, 1), coarse mask logits at a quarter."""
        kept: list[Tensor] = []
        for index, stage in enumerate(self.down):
            x = stage(F.max_pool2d(x, 2) if index else x)
            kept.append(x)
        pooled = torch.cat([x.mean((2, 3)), x.amax((2, 3))], 1)
        coarse = x
        for index, stage in enumerate(self.up):
            x = stage(torch.cat([F.interpolate(x, scale_factor=2.0, mode="nearest"), kept[-2 - index]], 1))
            if index == 1:
                coarse = x
        return self.mask(x), self.slice(self.drop(pooled)), self.coarse(coarse)


class Pyramid(nn.Module):
    """A residual encoder to 1/32 with a top-down path to 1/4, for X-rays of 512 pixels."""

    def __init__(self, widths: tuple[int, ...], path: int) -> None:
        super().__init__()
        self.stem = _conv(1, widths[0], stride=2)
        self.stages = nn.ModuleList()
        before = widths[0]
        for width in widths[1:]:
            self.stages.append(nn.Sequential(_conv(before, width, stride=2), Residual(width), Residual(width)))
            before = width
        self.side = nn.ModuleList(nn.Conv2d(width, path, 1) for width in widths[1:])
        self.smooth = nn.ModuleList(_conv(path, path) for _ in widths[2:])

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(features at 1/4, features at 1/32)."""
        x = self.stem(x)
        levels = []
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        top = self.side[-1](levels[-1])
        for index in range(len(levels) - 2, -1, -1):
            top = F.interpolate(top, scale_factor=2.0, mode="nearest") + self.side[index](levels[index])
            top = self.smooth[index](top)
        return top, levels[-1]


class FractureNet(nn.Module):
    """(batch, 1, 512, 512) → centre heat map, box size and mask at a quarter, fracture logit, kind of picture."""

    KINDS = 8  # hand, leg, hip, shoulder, hardware, frontal, lateral, oblique

    def __init__(self) -> None:
        super().__init__()
        widths = (24, 48, 96, 160, 224)
        self.body = Pyramid(widths, 64)
        self.heads = nn.Sequential(_conv(64, 64), nn.Conv2d(64, 4, 1))
        self.drop = nn.Dropout(0.4)
        self.image = nn.Linear(2 * widths[-1] + 64, 1)
        self.kind = nn.Linear(2 * widths[-1], self.KINDS)
        nn.init.constant_(self.heads[1].bias, -3.0)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Maps (batch, 4: centre, mask, log width, log height, 128, 128), fracture logit, kind logits."""
        fine, deep = self.body(x)
        maps = self.heads(fine)
        pooled = torch.cat([deep.mean((2, 3)), deep.amax((2, 3))], 1)
        # What the picture-level head may use of the fine features: where the heat map already looks.
        weight = torch.softmax((maps[:, :1] + maps[:, 1:2]).flatten(2), -1)
        looked = (fine.flatten(2) * weight).sum(-1)
        return maps, self.image(self.drop(torch.cat([pooled, looked], 1))), self.kind(self.drop(pooled))


class ChestNet(nn.Module):
    """(batch, 1, 256, 256) → 14 label logits and their evidence maps at 1/8."""

    LABELS = 14

    def __init__(self) -> None:
        super().__init__()
        widths = (24, 48, 96, 160)
        self.stem = _conv(1, widths[0], stride=2)
        stages: list[nn.Module] = []
        for before, width in pairwise(widths):
            stride = 2 if len(stages) < 2 else 1
            stages.append(nn.Sequential(_conv(before, width, stride=stride), Residual(width), Residual(width)))
        self.stages = nn.Sequential(*stages)
        self.drop = nn.Dropout2d(0.2)
        self.evidence = nn.Conv2d(widths[-1], self.LABELS, 1)
        self.sharp = 3.0

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """(logits (batch, 14), evidence (batch, 14, 32, 32))."""
        maps = self.evidence(self.drop(self.stages(self.stem(x))))
        flat = maps.flatten(2) * self.sharp
        pooled = (torch.logsumexp(flat, -1) - torch.log(torch.tensor(float(flat.shape[-1])))) / self.sharp
        return pooled, maps
