"""Train super-resolution and denoising on CT abdomen, the 7 T MR and bone X-rays.

The network must hold on scanners it never saw. So each slice is taken at many scales, by averaging and by padding of
k-space as scanners do (with and without apodisation), and blurred, made noisy and windowed at random.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from .loop import Schedule, optimise, pick_device
from .networks import Sharpen
from .slim import slim

SHAPES = {  # name: factor, width, blocks, fold, residual
    "wide": (2, 48, 3, 2, False),  # the teacher of `fast`; not shipped
    "fast": (2, 32, 3, 2, False),
    "fine2": (2, 48, 16, 1, True),
    "fine4": (4, 48, 16, 1, True),
    "denoise": (1, 48, 6, 2, True),
}
SCALES = {"ct": (1.0, 0.75, 0.6, 1.35), "mr": (1.0, 0.75, 1.25, 1.5, 1.8, 2.2), "xray": (0.5, 0.7, 1.0)}


def build(shape: str) -> Sharpen:
    """An untrained network of one of the shapes."""
    factor, width, blocks, fold, residual = SHAPES[shape]
    return Sharpen(factor, width=width, blocks=blocks, fold=fold, residual=residual)


@dataclass(frozen=True)
class Source:
    """Slices of one kind at one scale, (n, h, w) float16 on the device; CT as (HU − 40)/400 + 0.5."""

    kind: str
    images: Tensor
    weight: float


def scale_slices(images: Tensor, scale: float, *, taper: bool = False) -> Tensor:
    """Slices (n, h, w) at another scale: k-space padded when larger, filtered when smaller."""
    if scale == 1.0 and not taper:
        return images
    height, width = images.shape[-2:]
    tall, wide = (2 * round(height * scale / 2), 2 * round(width * scale / 2))
    if scale < 1:
        return F.interpolate(images[:, None], (tall, wide), mode="bicubic", antialias=True)[:, 0]
    spectrum = torch.fft.fftshift(torch.fft.fft2(images.float()), dim=(-2, -1))
    if taper:
        rows = torch.linspace(-1, 1, height, device=images.device)
        columns = torch.linspace(-1, 1, width, device=images.device)
        radius = torch.sqrt(rows[:, None] ** 2 + columns[None] ** 2).clamp(max=1)
        spectrum = spectrum * (0.25 + 0.75 * torch.cos(radius * math.pi / 2).clamp(min=0))
    top, left = (tall - height) // 2, (wide - width) // 2
    spectrum = F.pad(spectrum, (left, wide - width - left, top, tall - height - top))
    back = torch.fft.ifft2(torch.fft.ifftshift(spectrum, dim=(-2, -1))).real
    return back * (tall * wide / (height * width))


def gather_sources(kind: str, images: Sequence[NDArray[np.float32]], *, smallest: int) -> list[Source]:
    """Every scale of the slices, on the device; `images` normalised to about 0..1."""
    device = pick_device()
    sources = []
    by_size: dict[tuple[int, int], list[NDArray[np.float32]]] = {}
    for image in images:
        by_size.setdefault((image.shape[0], image.shape[1]), []).append(image)
    for group in by_size.values():
        stack = torch.from_numpy(np.stack(group)).to(device)
        for scale in SCALES[kind]:
            for taper in (False, True) if scale > 1 and kind == "mr" else (False,):
                parts = [scale_slices(part, scale, taper=taper).half() for part in stack.split(16)]
                scaled = torch.cat(parts)
                if min(scaled.shape[-2:]) >= smallest:
                    sources.append(Source(kind, scaled, len(group) * scale**0.5 * (0.5 if scale > 1 else 1)))
    return sources


def cut_patches(source: Source, count: int, size: int, rng: torch.Generator, turn: int) -> Tensor:
    """Random patches (count, 1, size, size); `turn` 0..7 is one of the eight ways to turn and flip."""
    n, height, width = source.images.shape
    device = source.images.device
    which = torch.randint(n, (count, 1, 1), generator=rng, device=device)
    top = torch.randint(height - size + 1, (count, 1, 1), generator=rng, device=device)
    left = torch.randint(width - size + 1, (count, 1, 1), generator=rng, device=device)
    step = torch.arange(size, device=device)
    patches = source.images[which, top + step[None, :, None], left + step[None, None, :]].float()
    patches = torch.rot90(patches, turn % 4, (1, 2))
    return (patches.flip(2) if turn >= 4 else patches)[:, None].contiguous()


def _blur(x: Tensor, sigma: Tensor) -> Tensor:
    """Blur each picture of the batch by its own sigma (pixels)."""
    reach = torch.arange(-3, 4, device=x.device, dtype=x.dtype)
    kernel = torch.exp(-0.5 * (reach[None] / sigma[:, None].clamp(min=0.05)) ** 2)
    kernel = kernel / kernel.sum(1, keepdim=True)
    count, _, height, width = x.shape
    flat = F.pad(x.view(1, count, height, width), (3, 3, 3, 3), mode="reflect")
    flat = F.conv2d(flat, kernel.view(count, 1, 1, 7), groups=count)
    return F.conv2d(flat, kernel.view(count, 1, 7, 1), groups=count).view(count, 1, height, width)


def vary(x: Tensor, kind: str, rng: torch.Generator) -> Tensor:
    """Make patches look like another scanner's: sharpness, noise, contrast, window."""
    count, device = len(x), x.device

    def draw(low: float, high: float) -> Tensor:
        return (low + (high - low) * torch.rand(count, 1, 1, 1, generator=rng, device=device)).to(x.dtype)

    def some(part: float) -> Tensor:
        return (torch.rand(count, 1, 1, 1, generator=rng, device=device) < part).to(x.dtype)

    blurred = _blur(x, draw(0.3, 1.1).flatten())
    x = torch.lerp(x, blurred, some(0.4))
    x = x + 0.6 * draw(0, 1) * some(0.15) * (x - blurred)
    noise = torch.randn(x.shape, generator=rng, device=device, dtype=x.dtype)
    x = x + noise * draw(0, 0.03) * some(0.25)
    if kind == "ct":  # other windows: 400 HU wide is 1
        x = torch.where(some(0.3) > 0, (x - 0.5) / draw(0.6, 5.0) + draw(0.2, 0.7), x)
    else:
        x = torch.where(some(0.5) > 0, x.clamp(min=0) ** draw(0.6, 1.6), x) * draw(0.7, 1.25)
    return torch.where(some(0.85) > 0, x.clamp(0, 1), x.clamp(-4, 9))


def spoil(x: Tensor, rng: torch.Generator) -> Tensor:
    """Add noise of unknown strength, white or grainy."""
    count, device = len(x), x.device
    grain = torch.rand(count, generator=rng, device=device) * 0.9
    noise = _blur(torch.randn(x.shape, generator=rng, device=device), grain)
    noise = noise / noise.std((1, 2, 3), keepdim=True)
    return x + noise * (torch.rand(count, 1, 1, 1, generator=rng, device=device) ** 2 * 0.12)


def train_sharpening(
    shape: str,
    sources: Sequence[Source],
    *,
    seconds: float,
    steps: int = 10**9,
    batch: int = 64,
    patch: int = 48,
    seed: int = 1,
    teacher: Sharpen | None = None,
    log: Callable[[str], None] = print,
) -> torch.nn.Module:
    """Train one network on all sources; a patch has `patch` pixels before it is sharpened.

    With a `teacher` (a wider network of the same depth) it begins with the teacher's most useful channels, and half of
    what it is judged by is how close it comes to the teacher.
    """
    device = pick_device()
    torch.manual_seed(seed)
    rng = torch.Generator(device=device).manual_seed(seed)
    order = np.random.default_rng(seed)
    network = build(shape)
    factor = network.factor
    size = patch * factor if factor > 1 else 2 * patch
    odds = np.array([s.weight for s in sources])
    odds = odds / odds.sum()

    if teacher is not None:
        teacher.to(device).eval()
        examples = [cut_patches(source, 16, patch, rng, 0) for source in sources]
        network = slim(teacher, network.to(device), torch.cat(examples))

    def loss_of(model: torch.nn.Module) -> Tensor:
        groups = []
        with torch.autocast(device.type, enabled=False):
            for index in order.choice(len(sources), 4, p=odds):
                patches = cut_patches(sources[index], batch // 4, size, rng, int(order.integers(8)))
                groups.append(vary(patches, sources[index].kind, rng))
            truth = torch.cat(groups)
            given = F.avg_pool2d(truth, factor) if factor > 1 else spoil(truth, rng)
        raw = made = model(given.contiguous(memory_format=torch.channels_last)).float()
        windowed = (truth.amin((1, 2, 3), keepdim=True) >= 0) & (truth.amax((1, 2, 3), keepdim=True) <= 1)
        if order.random() < 0.5:  # what is judged is a windowed picture
            made = torch.where(windowed, made.clamp(0, 1), made)
        return _distance(made, truth) + (0.5 * _distance(raw, teacher(given).detach()) if teacher is not None else 0)

    schedule = Schedule(seconds, most_steps=steps)
    return optimise(network, schedule, loss_of, rate=1.5e-3 if shape == "wide" else 8e-4, decay=0.0, log=log)


def _distance(made: Tensor, truth: Tensor) -> Tensor:
    return torch.sqrt((made - truth).square().mean((1, 2, 3)) + 1e-6).mean()
