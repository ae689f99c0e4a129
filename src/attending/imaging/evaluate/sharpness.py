"""Suite `super-resolution`: slices made coarser by averaging and restored, against bicubic and Lanczos."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.decode import decode_frames
from attending.imaging.evaluate.metrics import psnr, ssim, stated
from attending.imaging.intake import Intake, take_in
from attending.imaging.sharpen import Quality, average, enlarge, kind_of, project_into, scale_of, sharpen, trusted_where
from attending.imaging.study import Instance

SCALES = (2, 4)
SMALLEST = 32
Picture = NDArray[np.float32]


def score_sharpness(
    data: Path,
    *,
    predictions: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
    quality: Quality = "fine",
) -> dict[str, Any]:
    """Super-resolution ×2 and ×4 of CT, MR and X-ray slices: PSNR and SSIM beside bicubic and Lanczos.

    CT is windowed to −160..240 HU, MR to its 99.7th percentile, X-ray to its own range, each 0..1; that picture is
    averaged over blocks and restored. The output (npy, float32, 0..1) is that picture, restored.

    Args:
        data: a folder, file or zip archive of DICOM images.
        predictions: where to write one JSON line per slice and scale; the outputs go into a folder beside it.
        progress: called with slices done and slices in all.
        quality: `fine` as series are made, or `fast` as the reader who waits gets it.
    """
    taken = take_in([data])
    instances = [i for study in taken.studies for i in study.instances if i.is_image and kind_of(i.modality)]
    if not instances:
        raise BadInput("There is no CT, MR or X-ray slice in the data set.")
    folder = predictions.parent / f"{predictions.stem}-images" if predictions else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    rows: list[dict[str, Any]] = []
    skipped = [{"file": broken.name, "reason": broken.reason} for broken in taken.broken]
    for done, instance in enumerate(instances, 1):
        try:
            rows += _rows(taken, instance, folder, done, quality)
        except BadInput as error:
            skipped.append({"file": instance.name, "reason": error.message})
        progress(done, len(instances))
    if predictions:
        predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return {
        "suite": "super-resolution",
        "slices": len({row["file"] for row in rows}),
        "skipped": skipped,
        **{f"x{scale}": _summary([r for r in rows if r["scale"] == scale]) for scale in SCALES},
        "groups": _groups(rows),
    }


def _rows(
    taken: Intake, instance: Instance, folder: Path | None, number: int, quality: Quality
) -> list[dict[str, Any]]:
    frame = decode_frames(taken.read(instance), only=1)[0]
    kind = kind_of(instance.modality)
    if kind is None or frame.is_colour or min(frame.pixels.shape) < SMALLEST:
        raise BadInput(f"in colour, or fewer than {SMALLEST} pixels a side")
    values = np.nan_to_num(np.asarray(frame.pixels, np.float32))
    offset, unit = scale_of(values, kind)
    whole = np.clip((values - np.float32(offset)) / np.float32(unit), 0, 1)
    rows = []
    for scale in SCALES:
        height, width = (n // scale * scale for n in whole.shape)
        truth = whole[:height, :width]
        given = average(truth, scale)
        start = time.perf_counter()
        raw = sharpen(given, kind, scale, quality=quality)
        seconds = time.perf_counter() - start
        made = project_into(raw, given, scale)
        trusted = trusted_where(given, raw, kind, scale)
        bicubic, lanczos = (np.clip(enlarge(given, scale, method=m), 0, 1) for m in ("bicubic", "lanczos"))
        row = {
            "file": instance.name, "scale": scale, "psnr": round(psnr(made, truth), 4),
            "ssim": round(ssim(made, truth), 5), "psnr_bicubic": round(psnr(bicubic, truth), 4),
            "psnr_lanczos": round(psnr(lanczos, truth), 4), "ssim_bicubic": round(ssim(bicubic, truth), 5),
            "ssim_lanczos": round(ssim(lanczos, truth), 5), "modality": instance.modality,
            "scanner": f"{instance.manufacturer} {instance.model}".strip() or "not provided",
            "study": instance.study_uid, "window": [offset, offset + unit],
            "inconsistency": round(float(np.abs(average(made, scale) - given).max()), 6),
            "trusted": round(float(trusted.mean()), 4), **_error_where(np.abs(made - truth), trusted),
            "seconds": round(seconds, 3),
        }  # fmt: skip
        if folder is not None:
            name = f"{number:05d}_x{scale}.npy"
            np.save(folder / name, made.astype(np.float32))
            np.save(folder / f"{number:05d}_x{scale}_trusted.npy", trusted)
            row["output"] = f"{folder.name}/{name}"
            row["trusted_mask"] = f"{folder.name}/{number:05d}_x{scale}_trusted.npy"
        rows.append(row)
    return rows


def _error_where(error: Picture, trusted: NDArray[np.bool_]) -> dict[str, float | None]:
    inside = float(error[trusted].mean()) if trusted.any() else None
    outside = float(error[~trusted].mean()) if (~trusted).any() else None
    return {"error_trusted": _round(inside), "error_doubted": _round(outside)}


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 5)


def _summary(rows: list[dict[str, Any]]) -> dict[str, Any]:
    if not rows:
        return {"slices": 0}

    def mean(name: str) -> dict[str, Any] | str:
        held = np.array([row[name] for row in rows], float)
        return stated(lambda at: float(np.nanmean(held[at])), list(range(len(rows))))

    better = [max(row["psnr_bicubic"], row["psnr_lanczos"]) for row in rows]
    gains = np.array([row["psnr"] - best for row, best in zip(rows, better, strict=True)])
    doubted = [row["error_doubted"] for row in rows if row["error_doubted"] is not None]
    trusted = [row["error_trusted"] for row in rows if row["error_trusted"] is not None]
    return {
        **{
            name: mean(name)
            for name in ("psnr", "ssim", "psnr_bicubic", "psnr_lanczos", "ssim_bicubic", "ssim_lanczos")
        },
        "gain_db": stated(lambda at: float(gains[at].mean()), list(range(len(rows)))),
        "slices_below_classical": int((gains < 0).sum()),
        "largest_inconsistency": max(row["inconsistency"] for row in rows),
        "trusted_part": round(float(np.mean([row["trusted"] for row in rows])), 4),
        "error_where_trusted": _round(float(np.mean(trusted))) if trusted else None,
        "error_where_doubted": _round(float(np.mean(doubted))) if doubted else None,
        "seconds_a_slice": round(float(np.median([row["seconds"] for row in rows])), 3),
    }


def _groups(rows: list[dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key in ("modality", "scanner", "study"):
        names = list(dict.fromkeys(row[key] for row in rows))
        if key == "study" and len(names) > 20:
            continue
        for place, name in enumerate(names, 1):
            for scale in SCALES:
                part = [r for r in rows if r[key] == name and r["scale"] == scale]
                if part:
                    label = f"study {place}" if key == "study" else name
                    found.setdefault(key, {})[f"{label} x{scale}"] = _summary(part)
    return found
