"""Suite `ms-lesions`: voxels of small bright lesions on FLAIR volumes, against raters' consensus masks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.evaluate.metrics import stated
from attending.imaging.lesions import NAME, VERSION, find_lesions
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
        raise BadInput("There is no NIfTI volume in the data set.")
    folder = predictions.parent / f"{predictions.stem}-images" if predictions else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    for done, (path, truth) in enumerate(pairs, 1):
        volume, spacing = read_volume(path.read_bytes())
        usable = tuple(s if s > 0 else 1.0 for s in (spacing[2], spacing[1], spacing[0]))
        found = find_lesions(volume, (usable[0], usable[1], usable[2]))
        mask = found.numbers > 0
        row: dict[str, Any] = {
            "file": path.name, "lesions": len(found.volumes_ml), "volume_ml": round(sum(found.volumes_ml), 3),
            "mask": None, "model": f"{NAME} {VERSION}", **(compare(mask, truth) if truth is not None else {}),
        }  # fmt: skip
        if folder is not None:
            np.save(folder / f"{done:05d}_mask.npy", mask)
            row["mask"] = f"{folder.name}/{done:05d}_mask.npy"
        rows.append(row)
        progress(done, len(pairs))
    if predictions:
        predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return {"suite": "ms-lesions", "volumes": len(rows), "skipped": skipped, **_summary(rows)}


def compare(mask: NDArray[np.bool_], truth: NDArray[np.bool_]) -> dict[str, Any]:
    """Dice by voxel; a lesion counts as found when any of its voxels is."""
    total = int(mask.sum() + truth.sum())
    real, made = parts_of(truth), parts_of(mask)
    found = len(set(real[mask].tolist()) - {0})
    true_marks = len(set(made[truth].tolist()) - {0})
    return {
        "dice": round(2 * int((mask & truth).sum()) / total, 4) if total else None,
        "lesions_in_truth": int(real.max()),
        "lesions_found": found,
        "false_lesions": int(made.max()) - true_marks,
    }


def _summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    scored = [row for row in rows if row.get("dice") is not None]
    if not scored:
        return {"measures": "not assessed: no masks"}
    dice = np.array([row["dice"] for row in scored])
    return {
        "dice": stated(lambda at: float(dice[at].mean()), [row["file"] for row in scored]),
        "lesions_found": sum(row["lesions_found"] for row in scored),
        "lesions_in_truth": sum(row["lesions_in_truth"] for row in scored),
        "false_lesions_a_volume": round(sum(row["false_lesions"] for row in scored) / len(scored), 2),
        "calibration": "not assessed: a rule without probabilities",
    }


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
