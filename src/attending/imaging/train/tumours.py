"""Train the brain tumour network on slices with masks, by patient: folds for honest figures, and one on everybody."""

import csv
import io
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from .loop import Schedule, optimise, pick_device
from .networks import TumourNet


@dataclass(frozen=True)
class Slices:
    """Slices (n, 3, 256, 256) and masks (n, 256, 256) as uint8, with the patient of each."""

    names: list[str]
    patients: list[str]
    images: NDArray[np.uint8]
    masks: NDArray[np.uint8]


def read_slices(folder: Path) -> Slices:
    """Read a folder laid out like brain-mri-lgg."""
    with (folder / "slices.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    pictures = {path.stem: path for path in (folder / "images").iterdir()}
    rows = [row for row in rows if row["slice"] in pictures]

    def read(row: dict[str, str]) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
        image = Image.open(io.BytesIO(pictures[row["slice"]].read_bytes())).convert("RGB")
        mask = Image.open(folder / "masks" / f"{row['slice']}.png").convert("L")
        return np.asarray(image.resize((256, 256))), (np.asarray(mask.resize((256, 256), 0)) > 0).astype(np.uint8)

    with ThreadPoolExecutor(4) as pool:
        both = list(pool.map(read, rows))
    images = np.stack([b[0] for b in both]).transpose(0, 3, 1, 2)
    masks = np.stack([b[1] for b in both]).astype(np.uint8)
    return Slices([r["slice"] for r in rows], [r["patient"] for r in rows], np.ascontiguousarray(images), masks)


def random_grid(count: int, size: int, rng: torch.Generator, *, turn: float, zoom: float, bend: float) -> Tensor:
    """Sampling grids (count, size, size, 2) of random affine maps with some bending."""
    device = rng.device

    def draw(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, generator=rng, device=device)

    angle, scale, aspect = draw(-turn, turn), torch.exp(draw(-zoom, zoom)), torch.exp(draw(-0.1, 0.1))
    flip = torch.where(draw(0, 1) < 0.5, -1.0, 1.0)
    cos, sin = torch.cos(angle), torch.sin(angle)
    shear = draw(-0.1, 0.1)
    matrix = torch.stack(
        [
            torch.stack([flip * cos * scale * aspect, -sin * scale + shear, draw(-0.1, 0.1)], 1),
            torch.stack([flip * sin * scale, cos * scale / aspect, draw(-0.1, 0.1)], 1),
        ],
        1,
    )
    grid = F.affine_grid(matrix, [count, 1, size, size], align_corners=False)
    if bend:
        field = torch.randn(count, 2, 6, 6, generator=rng, device=device) * bend
        field = F.interpolate(field, (size, size), mode="bicubic", align_corners=False)
        grid = grid + field.permute(0, 2, 3, 1)
    return grid


def vary(images: Tensor, masks: Tensor, rng: torch.Generator) -> tuple[Tensor, Tensor]:
    """Other heads, scanners and missing sequences; images (n, 3, s, s) 0..1."""
    count, device = len(images), images.device
    grid = random_grid(count, images.shape[-1], rng, turn=0.4, zoom=0.25, bend=0.03)
    both = F.grid_sample(torch.cat([images, masks], 1), grid, align_corners=False)
    images, masks = both[:, :3], (both[:, 3:] > 0.5).float()

    def draw(low: float, high: float, *, each: int = 3) -> Tensor:
        return low + (high - low) * torch.rand(count, each, 1, 1, generator=rng, device=device)

    images = images.clamp(min=0) ** torch.exp(draw(-0.35, 0.35)) * draw(0.75, 1.25) + draw(-0.05, 0.05)
    gone = draw(0, 1)
    flair = images[:, 1:2].expand_as(images)
    images = torch.where(gone < 0.06, flair, images)  # as the data set fills missing sequences
    small = F.avg_pool2d(images, 2)
    soft = F.interpolate(small, scale_factor=2.0, mode="bilinear", align_corners=False)
    images = torch.lerp(images, soft, draw(0, 1, each=1) * (draw(0, 1, each=1) < 0.25))
    noise = torch.randn(images.shape, generator=rng, device=device)
    return images + noise * draw(0, 0.04, each=1) * (draw(0, 1, each=1) < 0.4), masks


def tumour_loss(outputs: tuple[Tensor, Tensor, Tensor], masks: Tensor) -> Tensor:
    """Cross entropy, overlap over the batch, slice label and a coarse mask."""
    logits, slice_logit, coarse = (o.float() for o in outputs)
    chance = torch.sigmoid(logits)
    overlap = 1 - (2 * (chance * masks).sum() + 1) / (chance.sum() + masks.sum() + 1)
    each = (2 * (chance * masks).sum((1, 2, 3)) + 20) / (chance.sum((1, 2, 3)) + masks.sum((1, 2, 3)) + 20)
    has = (masks.sum((1, 2, 3)) > 0).float()[:, None]
    small = F.max_pool2d(masks, 4)
    return (
        F.binary_cross_entropy_with_logits(logits, masks)
        + 0.5 * overlap
        + 0.5 * (1 - each).mean()
        + 0.1 * F.binary_cross_entropy_with_logits(slice_logit, has)
        + 0.3 * F.binary_cross_entropy_with_logits(coarse, small)
    )


def train_tumours(
    slices: Slices,
    use: NDArray[np.bool_],
    *,
    seconds: float,
    steps: int = 10**9,
    batch: int = 32,
    seed: int = 1,
    log: Callable[[str], None] = print,
) -> torch.nn.Module:
    """Train on the slices in `use`; slices with tumour are taken as often as those without."""
    device = pick_device()
    torch.manual_seed(seed)
    rng = torch.Generator(device=device).manual_seed(seed)
    images = torch.from_numpy(slices.images[use]).to(device)
    masks = torch.from_numpy(slices.masks[use]).to(device)
    has = masks.flatten(1).any(1).float()
    odds = has / has.sum() + (1 - has) / (1 - has).sum()

    def loss_of(model: torch.nn.Module) -> Tensor:
        pick = torch.multinomial(odds, batch, replacement=True, generator=rng)
        with torch.autocast(device.type, enabled=False):
            x, y = vary(images[pick].float() / 255, masks[pick, None].float(), rng)
        return tumour_loss(model(x.contiguous(memory_format=torch.channels_last)), y)

    return optimise(TumourNet(), Schedule(seconds, most_steps=steps), loss_of, rate=2e-3, decay=0.02, log=log)
