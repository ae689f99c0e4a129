"""Suite `fracture`: a probability and boxes for each bone film, against radiologists' labels and boxes."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging import fractures
from attending.imaging.evaluate.layout import Case, number_of, read_cases, read_grey, read_json_lists
from attending.imaging.evaluate.metrics import auroc, average_precision, calibration_stated, stated
from attending.imaging.networks import open_network

FALSE_MARKS = 0.5
"""False marks per image at which the hit rate is told."""
GROUPS = ("hand", "leg", "hip", "shoulder", "mixed", "hardware", "frontal", "lateral", "oblique")
Truth = Sequence[tuple[float, float, float, float]]


def score_fractures(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Fractures on X-rays: image AUROC, hits at 0.5 false marks per image, calibration; shared films were trained on.

    Args:
        data: a folder with a table (image_id, label), pictures, and boxes in a JSON list where there are some.
        predictions: where to write one JSON line per image.
        progress: called with images done and images in all.
    """
    cases = read_cases(data, ("image_id", "image", "file", "filename", "name"))
    boxes: dict[str, list[tuple[float, float, float, float]]] = {}
    folder = data if data.is_dir() else data.parent
    for mark in read_json_lists(folder):
        box = mark.get("bbox_xywh") or mark.get("bbox")
        if "image_id" in mark and isinstance(box, list) and len(box) == 4:
            boxes.setdefault(str(mark["image_id"]), []).append((*(float(v) for v in box),))  # type: ignore[arg-type]
    rows = []
    for done, case in enumerate(cases, 1):
        rows.append(_row(case))
        progress(done, len(cases))
    if predictions:
        predictions.parent.mkdir(parents=True, exist_ok=True)
        predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    labels = [_label(case, boxes) for case in cases]
    truths = [boxes.get(case.name, []) for case in cases] if boxes else None
    groups = [{g for g in GROUPS if (number_of(case.row, g) or 0) > 0} for case in cases]
    return {"suite": "fracture", "images": len(rows), **summary(rows, labels, truths, groups)}


def _row(case: Case) -> dict[str, Any]:
    try:
        reading = fractures.read_picture(read_grey(case.picture))
    except BadInput as error:
        return {"image": case.name, "probability": None, "boxes": [], "reason": error.message}
    return {
        "image": case.name,
        "probability": round(reading.probability, 5),
        "lower": round(reading.lower, 5),
        "upper": round(reading.upper, 5),
        "boxes": [[round(v, 4) for v in box] for box in reading.boxes],
        "marked": marked(reading.boxes, reading.probability, open_network(fractures.NAME).settings),
        "hardware": round(reading.kinds["hardware"], 4),
        "calibrated": not reading.shows_metal,
        "model": f"{fractures.NAME} {open_network(fractures.NAME).version}",
    }


def marked(boxes: Sequence[fractures.Box], probability: float, settings: Mapping[str, Any]) -> list[int]:
    """Which boxes a report tells: their places in the list, by the settings' operating points and `box_threshold`."""
    least = min(float(point) for point in settings["operating_points"].values())
    told = fractures.shown(boxes, probability, float(settings["box_threshold"]))
    return [boxes.index(box) for box, chance in told if chance >= least]


def _label(case: Case, boxes: dict[str, list[tuple[float, float, float, float]]]) -> float | None:
    for name in ("label", "fractured", "fracture"):
        found = number_of(case.row, name)
        if found is not None:
            return float(found > 0)
    return float(case.name in boxes) if boxes else None


def summary(
    rows: Sequence[dict[str, Any]], labels: Sequence[float | None], truths: Sequence[Truth] | None,
    groups: Sequence[set[str]],
) -> dict[str, Any]:  # fmt: skip
    """The measures; `not assessed` where there are no labels or boxes."""
    use = [i for i, row in enumerate(rows) if labels[i] is not None and row["probability"] is not None]
    if not use:
        return {"measures": "not assessed: no labels"}
    y, p = np.array([labels[i] for i in use], float), np.array([rows[i]["probability"] for i in use])
    units = list(range(len(use)))
    found: dict[str, Any] = {
        "prevalence": round(float(y.mean()), 4),
        "auroc": stated(lambda at: auroc(y[at], p[at]), units),
        "average_precision": stated(lambda at: average_precision(y[at], p[at]), units),
        "calibration_error": calibration_stated(y, p, units),
    }
    if truths is None:
        found["hit_rate"] = "not assessed: no boxes"
    else:
        hits = [match(rows[i]["boxes"], truths[i]) for i in use]
        found["hit_rate_at_half_a_false_mark"] = stated(lambda at: hit_rate([hits[int(i)] for i in at]), units)
        if all("marked" in rows[i] for i in use):
            found["marks_told"] = _marks_told([_told(rows[i]) for i in use], [truths[i] for i in use])
        found["froc"] = {str(f): hit_rate(hits, f) for f in (0.1, 0.25, 0.5, 1.0)}
    plain = np.array([k for k, i in enumerate(use) if rows[i].get("calibrated", True)], int)
    if 0 < len(plain) < len(use):
        found["without_seen_hardware"] = {
            "n": len(plain),
            "calibration_error": calibration_stated(y[plain], p[plain], list(range(len(plain)))),
        }
    found["groups"] = {}
    for group in GROUPS:
        inside = np.array([i for i, case in enumerate(use) if group in groups[case]], int)
        if len(inside):
            part = y[inside]
            found["groups"][group] = {
                "n": len(inside),
                "prevalence": round(float(part.mean()), 4),
                "auroc": stated(lambda at, k=inside: auroc(y[k[at]], p[k[at]]), list(range(len(inside)))),  # type: ignore[misc]
                "calibration_error": calibration_stated(part, p[inside], list(range(len(inside)))),
            }
    return found


def _told(row: Mapping[str, Any]) -> list[Sequence[float]]:
    return [row["boxes"][number] for number in row["marked"]]


def _marks_told(marks: Sequence[Sequence[Sequence[float]]], truths: Sequence[Truth]) -> dict[str, Any]:
    """What the marks of a report hit and miss; of films with several fractures, those hit beside the first hit one."""
    matched = [match(own, truth) for own, truth in zip(marks, truths, strict=True)]
    hits, false, total = (
        np.array(part, float) for part in zip(*((len(h), len(f), t) for h, f, t in matched), strict=True)
    )
    units = list(range(len(matched)))

    def share(part: NDArray[Any], whole: NDArray[Any]) -> dict[str, Any] | str:
        return stated(lambda at: float(part[at].sum() / whole[at].sum()) if whole[at].any() else None, units)

    return {
        "fractures_hit": share(hits, total),
        "further_fractures_hit": share((hits - 1).clip(0) * (total > 1), (total - 1).clip(0)),
        "false_marks_per_film": share(false, np.ones(len(units))),
    }


Matched = tuple[list[float], list[float], int]
"""Scores of the best mark of each box that was hit, scores of marks that hit nothing, boxes in all."""


def match(boxes: Sequence[Sequence[float]], truth: Truth) -> Matched:
    """A mark hits the box in which its centre lies."""
    hit: dict[int, float] = {}
    false: list[float] = []
    for x, y, w, h, score in boxes:
        column, row = x + w / 2, y + h / 2
        inside = [k for k, (a, b, c, d) in enumerate(truth) if a <= column <= a + c and b <= row <= b + d]
        for k in inside:
            hit[k] = max(hit.get(k, 0.0), score)
        if not inside:
            false.append(score)
    return list(hit.values()), false, len(truth)


def hit_rate(matched: Sequence[Matched], false_marks: float = FALSE_MARKS) -> float | None:
    """The part of boxes hit at the threshold that leaves `false_marks` per image."""
    total = sum(count for _, _, count in matched)
    if not total:
        return None
    false: NDArray[np.float64] = np.sort([s for _, scores, _ in matched for s in scores])[::-1]
    allowed = int(false_marks * len(matched))
    threshold = float(false[allowed]) if allowed < len(false) else 0.0
    return round(sum(s > threshold for scores, _, _ in matched for s in scores) / total, 4)
