"""Suite `ms-lesions`: voxels of small bright lesions on FLAIR volumes, against raters' consensus masks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.evaluate.metrics import interval, stated
from attending.imaging.lesions import NAME, VERSION, Lesions, find_lesions
from attending.imaging.outline import parts_of
from attending.imaging.research import read_volume


def score_lesions(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Small bright lesions on FLAIR (a rule, a demonstration): Dice, lesions found, false lesions per volume.

    Args:
        data: a folder of NIfTI volumes; a volume of few whole values is the mask of the other one beside it.
        predictions: where to write one JSON line per volume; the masks (npy) go into a folder beside it.
        progress: called with volumes done and volumes in all.
    """
    pairs, skipped = _pairs(data)
    if not pairs:
        raise BadInput("There is no NIfTI volume that can be read in the data set.")
    folder = predictions.parent / f"{predictions.stem}-images" if predictions else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for done, (path, truth) in enumerate(pairs, 1):
        volume, spacing = read_volume(path.read_bytes())
        voxel_mm = (spacing[2] or 1.0, spacing[1] or 1.0, spacing[0] or 1.0)
        found = find_lesions(volume, voxel_mm)
        mask = found.numbers > 0
        row: dict[str, Any] = {
            "file": _name_of(path, data), "lesions": len(found.volumes_ml),
            "volume_ml": round(sum(found.volumes_ml), 3), "mask": None, "model": f"{NAME} {VERSION}",
        }  # fmt: skip
        if truth is not None:
            row |= compare(found, truth, float(np.prod(voxel_mm)) / 1000)
        if folder is not None:
            np.save(folder / f"{done:05d}_mask.npy", mask)
            row["mask"] = f"{folder.name}/{done:05d}_mask.npy"
        rows.append(row)
        progress(done, len(pairs))
    if predictions:
        predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return {"suite": "ms-lesions", "volumes": len(rows), "skipped": skipped, **_summary(rows)}


def _name_of(path: Path, data: Path) -> str:
    """The file's place below the data folder: volumes of several patients often have one name."""
    return path.relative_to(data).as_posix() if data.is_dir() else path.name


def compare(made: Lesions, truth: NDArray[np.bool_], voxel_ml: float) -> dict[str, Any]:
    """Dice by voxel; a lesion counts as found when any of its voxels is, a mark as false when none of its is true.

    Args:
        made: the marks.
        truth: the raters' mask, of the same shape.
        voxel_ml: volume of a voxel.
    """
    mask, real = made.numbers > 0, parts_of(truth)
    total = int(mask.sum() + truth.sum())
    met = set(real[mask].tolist()) - {0}
    sizes = np.bincount(real.ravel())[1:] * voxel_ml
    true_marks = set(made.numbers[truth].tolist()) - {0}
    return {
        "dice": round(2 * int((mask & truth).sum()) / total, 4) if total else None,
        "lesions_in_truth": len(sizes),
        "lesions_found": len(met),
        "false_lesions": len(made.volumes_ml) - len(true_marks),
        "truth_ml": round(float(sizes.sum()), 3),
        "found_by_size": {
            name: [len(met & set((1 + np.flatnonzero((sizes >= low) & (sizes < high))).tolist())),
                   int(((sizes >= low) & (sizes < high)).sum())]
            for name, (low, high) in SIZES.items()
        },
    }  # fmt: skip


SIZES = {"under 0.05 mL": (0.0, 0.05), "0.05 to 0.5 mL": (0.05, 0.5), "0.5 mL and more": (0.5, float("inf"))}
"""Subgroups of lesions; what they hold is [found, in truth]."""


def _summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    scored = [row for row in rows if row.get("dice") is not None]
    if not scored:
        return {"measures": "not assessed: no masks"}
    dice = np.array([row["dice"] for row in scored])
    return {
        "dice": stated(lambda at: float(dice[at].mean()), [row["file"] for row in scored]),
        "lesions_found": sum(row["lesions_found"] for row in scored),
        "lesions_in_truth": sum(row["lesions_in_truth"] for row in scored),
        "sensitivity": _part([row["lesions_found"] for row in scored], [row["lesions_in_truth"] for row in scored]),
        "sensitivity_by_size": {
            name: _part(*([row["found_by_size"][name][k] for row in scored] for k in (0, 1))) for name in SIZES
        },
        "precision": _part([row["lesions"] - row["false_lesions"] for row in scored],
                           [row["lesions"] for row in scored]),
        "false_lesions_a_volume": round(sum(row["false_lesions"] for row in scored) / len(scored), 2),
        "calibration": "not assessed: a rule without probabilities",
    }  # fmt: skip


def _part(some: list[int], all_of: list[int]) -> dict[str, Any] | str:
    """A part of the lesions with its interval: by drawing volumes; of a single volume by drawing its lesions."""
    hits, totals = np.array(some), np.array(all_of)
    if not totals.sum():
        return "not assessed: none"
    bounds = interval(lambda at: float(hits[at].sum() / totals[at].sum()) if totals[at].sum() else None,
                      list(range(len(hits))))  # fmt: skip
    if len(hits) == 1:
        each = np.repeat([1.0, 0.0], [hits[0], totals[0] - hits[0]])
        bounds = interval(lambda at: float(each[at].mean()), list(range(len(each))))
    low, high = bounds if bounds is not None else (None, None)
    return {
        "value": round(float(hits.sum() / totals.sum()), 4), "lower": low if low is None else round(low, 4),
        "upper": high if high is None else round(high, 4), "n": int(totals.sum()),
    }  # fmt: skip


def _pairs(data: Path) -> tuple[list[tuple[Path, NDArray[np.bool_] | None]], list[dict[str, str]]]:
    """Volumes with their masks: of the files of one folder, the mask with the longest common start of the name."""
    images: list[Path] = []
    masks: list[Path] = []
    skipped: list[dict[str, str]] = []
    paths = (
        [data] if data.is_file() else sorted(p for p in data.rglob("*") if p.name.lower().endswith((".nii", ".nii.gz")))
    )
    for path in paths:
        try:
            volume, _ = read_volume(path.read_bytes())
        except BadInput as error:
            skipped.append({"file": path.name, "reason": error.message})
            continue
        (masks if _is_mask(volume) else images).append(path)
    pairs: list[tuple[Path, NDArray[np.bool_] | None]] = []
    for path in images:
        beside = [m for m in masks if m.parent == path.parent] or masks
        best = max(beside, key=lambda m: _common(m.name, path.name), default=None)
        pairs.append((path, _read_mask(best, path) if best is not None else None))
    return pairs, skipped


def _read_mask(mask: Path, image: Path) -> NDArray[np.bool_] | None:
    values, shape = read_volume(mask.read_bytes())[0], read_volume(image.read_bytes())[0].shape
    return values > 0 if values.shape == shape else None


def _is_mask(volume: NDArray[np.float32]) -> bool:
    return len(np.unique(volume[:: max(1, len(volume) // 16)])) <= 4 and len(np.unique(volume)) <= 4


def _common(one: str, two: str) -> int:
    return next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
