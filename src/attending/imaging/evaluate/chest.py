"""Suite `chest-xray`: probabilities and points of findings on frontal films, against labels and radiologists' boxes."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from attending.errors import BadInput
from attending.imaging import chests
from attending.imaging.evaluate.layout import Case, number_of, read_cases, read_grey, read_table
from attending.imaging.evaluate.metrics import auroc, average_precision, calibration_error, calibration_stated, stated
from attending.imaging.networks import open_network

BoxTable = dict[tuple[str, str], list[tuple[float, float, float, float]]]
FEWEST = 10
"""Positive films below which a label's AUROC says nothing."""
_SAME = {"infiltrate": "infiltration", "pleural thickening": "pleural_thickening"}


def score_chests(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Chest X-ray findings: pointing at radiologists' boxes, AUROC per label and view; shared films were trained on.

    Args:
        data: a folder with a table (image, finding_labels, patient), pictures, and a table of boxes where there is one.
        predictions: where to write one JSON line per film.
        progress: called with films done and films in all.
    """
    cases = read_cases(data, ("image", "image index", "image_id", "file", "filename"), marks=("finding_labels",))
    labelled = read_table(data if data.is_dir() else data.parent, ("finding_labels", "finding labels"))
    by_name = {row.get("image") or row.get("image index") or "": row for row in labelled}
    cases = [Case(c.name, c.picture, {**by_name.get(c.name, {}), **c.row}, c.mask) for c in cases]
    boxes = read_boxes(data)
    known, boxed = {case.picture for case in cases}, {name for name, _ in boxes}
    cases += [
        Case(case.picture.name, case.picture, {})
        for case in read_cases(data, ()) if case.picture.name in boxed and case.picture not in known
    ]  # fmt: skip
    rows = []
    for done, case in enumerate(cases, 1):
        rows.append(_row(case))
        progress(done, len(cases))
    if predictions:
        predictions.parent.mkdir(parents=True, exist_ok=True)
        predictions.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return {
        "suite": "chest-xray",
        "films": len(rows),
        "boxes": sum(map(len, boxes.values())),
        **summary(rows, cases, boxes),
    }


def read_boxes(data: Path) -> BoxTable:
    """Boxes by image and label, from the table that has x, y, w and h."""
    found: BoxTable = {}
    for row in read_table(data if data.is_dir() else data.parent, ("finding label", "finding_label")):
        values = list(row.values())
        numbers = [number_of(row, name) for name in ("x", "y", "w", "h")]
        if any(n is None for n in numbers):  # NIH's own header: "Bbox [x", "y", "w", "h]"
            numbers = [_number(v) for v in values[2:6]]
        image = row.get("image index") or row.get("image") or row.get("image_id") or values[0]
        if len(numbers) == 4 and all(n is not None for n in numbers):
            label = _canonical(row.get("finding label") or row.get("finding_label") or "")
            found.setdefault((image, label), []).append(tuple(float(n or 0) for n in numbers))  # type: ignore[arg-type]
    return found


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _canonical(label: str) -> str:
    low = label.strip().lower()
    return _SAME.get(low, low)


def _row(case: Case) -> dict[str, Any]:
    try:
        reading = chests.read_film(read_grey(case.picture))
    except BadInput as error:
        return {"image": case.name, "findings": {}, "points": {}, "reason": error.message}
    return {
        "image": case.name,
        "findings": {label: round(p, 5) for label, p in reading.chances.items()},
        "points": {label: [round(x, 1), round(y, 1)] for label, (x, y) in reading.points.items()},
        "straight": round(reading.straight, 4),
        "model": f"{chests.NAME} {open_network(chests.NAME).version}",
    }


def summary(rows: Sequence[dict[str, Any]], cases: Sequence[Case], boxes: BoxTable) -> dict[str, Any]:
    """Pointing, ranking and calibration; `not assessed` where there are no boxes or labels."""
    found: dict[str, Any] = {"pointing": _pointing(rows, boxes)}
    told = [case.row.get("finding_labels") or case.row.get("finding labels") for case in cases]
    use = [i for i, t in enumerate(told) if t is not None and rows[i]["findings"]]
    if not use:
        return {**found, "labels": "not assessed: no labels"}
    truth = [{_canonical(part) for part in (told[i] or "").split("|")} for i in use]
    patients = [cases[i].row.get("patient") or cases[i].row.get("patient id") or cases[i].name for i in use]
    errors = []
    for label in chests.LABELS:
        y = np.array([float(_canonical(label) in t) for t in truth])
        p = np.array([rows[i]["findings"][label] for i in use])
        if y.sum() < FEWEST or (1 - y).sum() < FEWEST:
            found[label] = f"not assessed: {int(y.sum())} films"
            continue
        error = calibration_error(y, p)
        errors.append(error or 0.0)
        found[label] = {
            "films": int(y.sum()),
            "auroc": stated(lambda at, y=y, p=p: auroc(y[at], p[at]), patients),  # type: ignore[misc]
            "average_precision": stated(lambda at, y=y, p=p: average_precision(y[at], p[at]), patients),  # type: ignore[misc]
            "calibration_error": calibration_stated(y, p, patients),
            "groups": _groups(y, p, [cases[i] for i in use], patients),
        }
    found["largest_calibration_error"] = round(max(errors), 4) if errors else "not assessed"
    return found


def _pointing(rows: Sequence[dict[str, Any]], boxes: BoxTable) -> dict[str, Any] | str:
    """The part of (film, label) pairs with a box whose point lies inside one, without grace."""
    points = {row["image"]: {_canonical(k): v for k, v in row["points"].items()} for row in rows}
    hits: list[float] = []
    names, labels = [], []
    for (image, label), held in boxes.items():
        point = points.get(image, {}).get(label)
        if point is not None:
            hits.append(float(any(x <= point[0] <= x + w and y <= point[1] <= y + h for x, y, w, h in held)))
            names.append(image)
            labels.append(label)
    if not hits:
        return "not assessed: no boxes"
    values = np.array(hits)
    each = {}
    for label in sorted(set(labels)):
        part = values[[k == label for k in labels]]
        each[label] = {"hit": round(float(part.mean()), 4), "n": len(part)}
    return {"hit": stated(lambda at: float(values[at].mean()), names), "by_label": each}


def _groups(y: Any, p: Any, cases: Sequence[Case], patients: Sequence[str]) -> dict[str, Any]:
    found = {}
    for name, group_of in (("view", _view), ("sex", _sex), ("age", _age)):
        named = [group_of(case) for case in cases]
        for group in sorted(set(named)):
            at = np.array([i for i, g in enumerate(named) if g == group])
            if group and y[at].sum() >= FEWEST and (1 - y[at]).sum() >= FEWEST:
                own = [patients[i] for i in at]
                found[f"{name} {group}"] = {
                    "n": len(at), "films": int(y[at].sum()),
                    "auroc": stated(lambda k, at=at: auroc(y[at[k]], p[at[k]]), own),  # type: ignore[misc]
                    "calibration_error": calibration_stated(y[at], p[at], own),
                }  # fmt: skip
    return found


def _view(case: Case) -> str:
    return case.row.get("view") or case.row.get("view position") or ""


def _sex(case: Case) -> str:
    return case.row.get("sex") or case.row.get("patient gender") or ""


def _age(case: Case) -> str:
    age = number_of(case.row, "age") or number_of(case.row, "patient age")
    return "" if age is None else "under 40" if age < 40 else "40 to 64" if age < 65 else "65 and over"
