"""One training as a process of its own, for a machine with an accelerator: `python -m train.job WHAT --data … --out …`.

WHAT is wide-ct, wide-mr, wide-xray, fast-ct, fast-mr, fast-xray (each needs its wide one in `--out`), fine2, fine4,
denoise, tumour-K, fracture-K (K a fold, or `all`) or chest-K.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from . import sharpening, tumours
from .folds import fold_of
from .loop import load_weights, save_weights, use_of


def _sharpening(what: str, data: Path, out: Path, options: dict[str, Any]) -> None:
    from PIL import Image

    shape, _, kind = what.partition("-")
    kinds = (kind,) if kind else ("ct", "mr", "xray") if shape == "denoise" else ("ct", "mr")
    sources = []
    smallest = 48 * max(2, sharpening.SHAPES[shape][0])
    if "ct" in kinds or "mr" in kinds:
        with np.load(data / "slices.npz") as file:
            ct = (file["ct"].astype(np.float32) - np.float32(40)) / np.float32(400) + np.float32(0.5)
            mr = file["mr"].astype(np.float32)
        mr = (mr / np.percentile(mr, 99.7, axis=(1, 2), keepdims=True)).astype(np.float32)
        sources += sharpening.gather_sources("ct", list(ct[4:]), smallest=smallest) if "ct" in kinds else []
        sources += sharpening.gather_sources("mr", list(mr[10:]), smallest=smallest) if "mr" in kinds else []
    if "xray" in kinds:
        folder = next(f for f in (data / "xray", data / "fracatlas" / "images") if f.is_dir())
        paths = sorted(folder.iterdir())[:400]
        images = [np.asarray(Image.open(p).convert("L"), np.float32) / np.float32(255) for p in paths]
        sources += sharpening.gather_sources("xray", images, smallest=smallest)
    if shape == "fast":
        options["teacher"] = load_weights(sharpening.build("wide"), out / f"wide-{kind}.npz")
    network = sharpening.train_sharpening(shape, sources, **options)
    save_weights(network, out / f"{what}.npz")


def _tumour(what: str, data: Path, out: Path, options: dict[str, Any]) -> None:
    fold = what.partition("-")[2]
    slices = tumours.read_slices(data / "brain-mri-lgg")
    folds = fold_of(slices.patients)
    use = use_of(folds, fold)
    network = tumours.train_tumours(slices, use, **options)
    save_weights(network, out / f"{what}.npz")


def train(what: str, data: Path, out: Path, *, seconds: float, log: Callable[[str], None], **options: Any) -> None:
    """Run one training by name and keep its weights as `out`/`what`.npz."""
    options |= {"seconds": seconds, "log": log}
    name = what.partition("-")[0]
    if name == "tumour":
        _tumour(what, data, out, options)
    elif name in ("fracture", "chest"):
        from . import bones, chests

        (bones.run if name == "fracture" else chests.run)(what, data, out, options)
    else:
        _sharpening(what, data, out, options)


def main() -> None:
    """Run one training by name."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--steps", type=int, default=10**9)
    parser.add_argument("--batch", type=int)
    args = parser.parse_args()
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    start = time.monotonic()

    def log(line: str) -> None:
        sys.stderr.write(f"[{time.monotonic() - start:5.0f} s] {args.what}: {line}\n")

    batch = {"batch": args.batch} if args.batch else {}
    train(args.what, args.data, args.out, seconds=args.seconds, log=log, steps=args.steps, **batch)
    log("done")


if __name__ == "__main__":
    main()
