"""Train the fracture network on bone X-rays with boxes and outlines; folds are blocks of neighbouring pictures."""

import csv
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from torch import Tensor
from torch.nn import functional as F

from .folds import block_fold
from .loop import Schedule, optimise, pick_device, save_weights, use_of
from .networks import FractureNet
from .tumours import random_grid

SIDE, MOST_BOXES = 512, 8
KINDS = ("hand", "leg", "hip", "shoulder", "hardware", "frontal", "lateral", "oblique")


@dataclass(frozen=True)
class Bones:
    """X-rays (n, 512, 512) in the middle of black, outlines likewise, boxes (n, 8, 4: centre x, y, width, height)."""

    names: list[str]
    images: NDArray[np.uint8]
    masks: NDArray[np.uint8]
    boxes: NDArray[np.float32]
    fractured: NDArray[np.float32]
    kinds: NDArray[np.float32]


def read_bones(folder: Path) -> Bones:
    """Read a folder laid out like fracatlas."""
    with (folder / "labels.csv").open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if (folder / "images" / r["image_id"]).is_file()]
    marks: dict[str, list[dict[str, Any]]] = {}
    for mark in json.loads((folder / "fracture_annotations.json").read_text()):
        marks.setdefault(mark["image_id"], []).append(mark)

    def read(row: dict[str, str]) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float32]]:
        image = Image.open(folder / "images" / row["image_id"]).convert("L")
        scale = SIDE / max(image.size)
        wide, tall = round(image.size[0] * scale), round(image.size[1] * scale)
        left, top = (SIDE - wide) // 2, (SIDE - tall) // 2
        canvas, outline = Image.new("L", (SIDE, SIDE)), Image.new("L", (SIDE, SIDE))
        canvas.paste(image.resize((wide, tall)) if scale != 1 else image, (left, top))
        draw, boxes = ImageDraw.Draw(outline), np.full((MOST_BOXES, 4), np.nan, np.float32)
        for index, mark in enumerate(marks.get(row["image_id"], ())[:MOST_BOXES]):
            x, y, w, h = (v * scale for v in mark["bbox_xywh"])
            boxes[index] = (x + w / 2 + left, y + h / 2 + top, w, h)
            for polygon in mark["polygons"]:
                points = np.array(polygon, float).reshape(-1, 2) * scale + (left, top)
                if len(points) > 2:
                    draw.polygon([tuple(p) for p in points], fill=1)
        return np.asarray(canvas), np.asarray(outline), boxes

    with ThreadPoolExecutor(4) as pool:
        read_all = list(pool.map(read, rows))
    return Bones(
        [r["image_id"] for r in rows],
        np.stack([r[0] for r in read_all]),
        np.stack([r[1] for r in read_all]),
        np.stack([r[2] for r in read_all]),
        np.array([float(r["label"]) for r in rows], np.float32),
        np.array([[min(1.0, float(r.get(k) or 0)) for k in KINDS] for r in rows], np.float32),
    )


def normalise(images: Tensor) -> Tensor:
    """X-rays (n, 1, h, w) with mean 0 and deviation 1 over what is not black."""
    lit = (images > 0.02).float()
    area = lit.sum((1, 2, 3), keepdim=True).clamp(min=100)
    mean = (images * lit).sum((1, 2, 3), keepdim=True) / area
    spread = (((images - mean) * lit).square().sum((1, 2, 3), keepdim=True) / area).sqrt()
    return (images - mean) / spread.clamp(min=0.02)


def shade(images: Tensor, rng: torch.Generator) -> Tensor:
    """Other exposures, sharpness and noise; images (n, 1, h, w) 0..1."""
    count, device = len(images), images.device

    def draw(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(count, 1, 1, 1, generator=rng, device=device)

    images = images.clamp(0, 1) ** torch.exp(draw(-0.5, 0.5))
    soft = F.interpolate(F.avg_pool2d(images, 2), scale_factor=2.0, mode="bilinear", align_corners=False)
    images = torch.lerp(images, soft, draw(-0.7, 1.0) * (draw(0, 1) < 0.4))
    field = F.interpolate(torch.randn(count, 1, 4, 4, generator=rng, device=device), images.shape[-2:], mode="bilinear")
    images = images * (1 + 0.12 * field * (draw(0, 1) < 0.5))
    noise = torch.randn(images.shape, generator=rng, device=device)
    return images + noise * draw(0, 0.04) * (draw(0, 1) < 0.5)


def move_boxes(boxes: Tensor, grid: Tensor, size: int) -> Tensor:
    """Boxes (n, k, 4) in pixels through sampling grids without bending."""
    corner = grid[:, 0, 0]
    across, down = grid[:, 0, -1] - corner, grid[:, -1, 0] - corner
    span = 2 * (size - 1) / size
    matrix = torch.stack([across / span, down / span], 2)  # output (normalised) → input
    shift = corner + matrix.sum(2) * (1 - 1 / size)
    inverse = torch.linalg.inv(matrix)
    centre = (2 * boxes[..., :2] / size - 1) - shift[:, None]
    centre = (torch.einsum("nij,nkj->nki", inverse, centre) + 1) * size / 2
    extent = torch.einsum("nij,nkj->nki", inverse.abs(), boxes[..., 2:]) * 0.92
    return torch.cat([centre, extent], -1)


def heat_map(boxes: Tensor, size: int) -> Tensor:
    """(n, 1, size, size) from boxes in pixels of the map; 1 at each centre; NaN boxes leave nothing."""
    at = torch.arange(size, device=boxes.device) + 0.5
    centre = boxes[..., :2].floor() + 0.5
    sigma = (boxes[..., 2:].clamp(min=1) / 6).clamp(1.0, 5.0)
    dx = (at[None, None, None] - centre[..., 0, None, None]) / sigma[..., 0, None, None]
    dy = (at[None, None, :, None] - centre[..., 1, None, None]) / sigma[..., 1, None, None]
    bumps = torch.exp(-0.5 * (dx.square() + dy.square()))
    return torch.nan_to_num(bumps, nan=0.0).amax(1, keepdim=True)


def fracture_loss(outputs: tuple[Tensor, Tensor, Tensor], boxes: Tensor, masks: Tensor, labels: Tensor) -> Tensor:
    """Centres (focal), sizes, outlines, picture label and kind; `labels` (n, 1 + kinds), boxes in map pixels."""
    maps, image, kind = (o.float() for o in outputs)
    heat = heat_map(boxes, maps.shape[-1])
    chance = torch.sigmoid(maps[:, :1]).clamp(1e-4, 1 - 1e-4)
    top = (heat > 0.99).float()
    centre = top * (1 - chance) ** 2 * chance.log() + (1 - top) * (1 - heat) ** 4 * chance**2 * (1 - chance).log()
    centre_loss = -centre.sum() / top.sum().clamp(min=1)
    mask_chance = torch.sigmoid(maps[:, 1:2])
    overlap = 1 - (2 * (mask_chance * masks).sum() + 1) / (mask_chance.sum() + masks.sum() + 1)
    outline = F.binary_cross_entropy_with_logits(maps[:, 1:2], masks) * 4 + 0.5 * overlap
    at = torch.arange(maps.shape[-1], device=maps.device) + 0.5
    near_x = (at[None, None, None] - boxes[..., 0, None, None]).abs() < 1.6
    near_y = (at[None, None, :, None] - boxes[..., 1, None, None]).abs() < 1.6
    near = (near_x & near_y).float()
    want = torch.nan_to_num(boxes[..., 2:].clamp(min=1).log())[..., None, None]
    wrong = (maps[:, None, 2:] - want).abs() * near[:, :, None]
    size = wrong.sum() / near.sum().clamp(min=1)
    has = F.binary_cross_entropy_with_logits(image, labels[:, :1])
    return centre_loss + outline + 0.2 * size + has + 0.3 * F.binary_cross_entropy_with_logits(kind, labels[:, 1:])


def train_bones(
    bones: Bones,
    use: NDArray[np.bool_],
    *,
    seconds: float,
    steps: int = 10**9,
    batch: int = 32,
    seed: int = 1,
    log: Callable[[str], None] = print,
) -> torch.nn.Module:
    """Train on the pictures in `use`; as many fractured as not."""
    device = pick_device()
    torch.manual_seed(seed)
    rng = torch.Generator(device=device).manual_seed(seed)
    images, masks = (torch.from_numpy(a[use]).to(device) for a in (bones.images, bones.masks))
    boxes = torch.from_numpy(bones.boxes[use]).to(device)
    labels = torch.from_numpy(np.concatenate([bones.fractured[use, None], bones.kinds[use]], 1)).to(device)
    turns = np.random.default_rng(seed)
    odds = torch.where(labels[:, 0] > 0, 1 / labels[:, 0].sum(), 1 / (1 - labels[:, 0]).sum())

    def loss_of(model: torch.nn.Module) -> Tensor:
        pick = torch.multinomial(odds, batch, replacement=True, generator=rng)
        with torch.autocast(device.type, enabled=False):
            both = torch.stack([images[pick], masks[pick] * 255], 1).float() / 255
            grid = random_grid(batch, SIDE, rng, turn=0.5, zoom=0.35, bend=0.0)
            grid = torch.rot90(grid, int(turns.integers(4)), (1, 2)) if turns.random() < 0.4 else grid
            moved = F.grid_sample(both, grid, align_corners=False)
            x = normalise(shade(moved[:, :1], rng))
            y = F.avg_pool2d(moved[:, 1:], 4).gt(0.4).float()
            where = move_boxes(boxes[pick], grid, SIDE) / 4
        return fracture_loss(model(x.contiguous(memory_format=torch.channels_last)), where, y, labels[pick])

    return optimise(FractureNet(), Schedule(seconds, most_steps=steps), loss_of, rate=1.5e-3, decay=0.05, log=log)


def run(what: str, data: Path, out: Path, options: dict[str, Any]) -> None:
    """`fracture-K`: train on all but fold K, or on `all`."""
    bones = read_bones(data / "fracatlas")
    fold = what.partition("-")[2]
    folds = block_fold(bones.names)
    use = use_of(folds, fold)
    save_weights(train_bones(bones, use, **options), out / f"{what}.npz")
