"""Train the chest X-ray network on labelled frontal films, by patient; evidence maps come from labels, not boxes."""

import csv
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from .bones import normalise, shade
from .folds import fold_of
from .loop import Schedule, optimise, pick_device, save_weights, use_of
from .networks import ChestNet
from .tumours import random_grid

SIDE = 256
LABELS = (
    "Atelectasis", "Cardiomegaly", "Consolidation", "Edema", "Effusion", "Emphysema", "Fibrosis",
    "Hernia", "Infiltration", "Mass", "Nodule", "Pleural_Thickening", "Pneumonia", "Pneumothorax",
)  # fmt: skip


@dataclass(frozen=True)
class Films:
    """Chest films (n, 256, 256) uint8 with labels (n, 14) and patients."""

    names: list[str]
    patients: list[str]
    images: NDArray[np.uint8]
    labels: NDArray[np.float32]


def read_films(folder: Path) -> Films:
    """Read a folder laid out like chest-xray-nih."""
    with (folder / "labels.csv").open(newline="") as file:
        rows = [r for r in csv.DictReader(file) if (folder / "images" / r["image"]).is_file()]

    def read(row: dict[str, str]) -> NDArray[np.uint8]:
        image = Image.open(folder / "images" / row["image"]).convert("L")
        return np.asarray(image.resize((SIDE, SIDE), Image.Resampling.BOX))

    with ThreadPoolExecutor(4) as pool:
        images = np.stack(list(pool.map(read, rows)))
    labels = [[float(label in r["finding_labels"].split("|")) for label in LABELS] for r in rows]
    return Films([r["image"] for r in rows], [r["patient"] for r in rows], images, np.array(labels, np.float32))


def train_films(
    films: Films,
    use: NDArray[np.bool_],
    *,
    seconds: float,
    steps: int = 10**9,
    batch: int = 32,
    seed: int = 1,
    log: Callable[[str], None] = print,
) -> torch.nn.Module:
    """Train on the films in `use`; rare labels weigh more."""
    device = pick_device()
    torch.manual_seed(seed)
    rng = torch.Generator(device=device).manual_seed(seed)
    images = torch.from_numpy(films.images[use]).to(device)
    labels = torch.from_numpy(films.labels[use]).to(device)
    part = labels.mean(0).clamp(0.02, 0.5)
    weight = ((1 - part) / part).sqrt()

    def loss_of(model: torch.nn.Module) -> Tensor:
        pick = torch.randint(len(images), (batch,), generator=rng, device=device)
        with torch.autocast(device.type, enabled=False):
            grid = random_grid(batch, SIDE, rng, turn=0.2, zoom=0.2, bend=0.02)
            x = F.grid_sample(images[pick, None].float() / 255, grid, align_corners=False)
            x = normalise(shade(x, rng))
            hole = torch.rand(batch, 1, 8, 8, generator=rng, device=device) < 0.08
            x = torch.where(F.interpolate(hole.float(), (SIDE, SIDE)) > 0, 0.0, x)
        logits, maps = model(x.contiguous(memory_format=torch.channels_last))
        y = labels[pick] * 0.96 + 0.02
        fit = F.binary_cross_entropy_with_logits(logits.float(), y, pos_weight=weight)
        return fit + 1e-3 * maps.float().square().mean()

    return optimise(ChestNet(), Schedule(seconds, most_steps=steps), loss_of, rate=1e-3, decay=0.05, log=log)


def run(what: str, data: Path, out: Path, options: dict[str, Any]) -> None:
    """`chest-K`: train on all but fold K, or on `all`."""
    films = read_films(data / "chest-xray-nih")
    fold = what.partition("-")[2]
    folds = fold_of(films.patients)
    use = use_of(folds, fold)
    save_weights(train_films(films, use, **options), out / f"{what}.npz")
