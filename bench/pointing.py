"""What can be told of the points on chest films without a radiologist's box: anatomy, mirror images, crops.

    python -m bench.pointing --data ../shared/data/chest-xray-nih

Of the films that have a finding by their label: the share of points inside the lungs (for an enlarged heart: on the
heart) as the atlas lies on the film; the share whose point on the mirrored film, and on a film cropped by 6 % at each
side, is the same place within 8 % of the film's width. None of this says that the point is right.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attending.imaging import chests
from attending.imaging.atlas import Atlas, lay
from attending.imaging.evaluate.layout import read_cases, read_grey, read_table
from attending.imaging.networks import open_network

SAME, CROP = 0.08, 0.06
RIGHT, LEFT, HEART = (0.15, 0.45, 0.1, 0.76), (0.54, 0.87, 0.1, 0.8), (0.42, 0.74, 0.44, 0.74)
"""Boxes of the atlas: across from, to, down from, to."""


def main() -> None:
    """Print a line for each finding with five films or more."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--every", type=int, default=1, help="look at every n-th film only")
    args = parser.parse_args()
    data = args.data
    told = {row["image"]: row["finding_labels"].split("|") for row in read_table(data, ("finding_labels",))}
    found: dict[str, list[tuple[bool, bool, bool]]] = {}
    start, films = time.process_time(), 0
    for case in read_cases(data, ("image",))[:: args.every]:
        labels = [label for label in told.get(case.name, ()) if label in chests.LABELS]
        if labels:
            films += 1
            for label, facts in _facts(read_grey(case.picture), labels).items():
                found.setdefault(label, []).append(facts)
    for label, rows in sorted(found.items(), key=lambda item: -len(item[1])):
        if len(rows) >= 5:
            inside, mirrored, cropped = np.mean(rows, 0)
            print(f"{label:20} n {len(rows):4} inside {inside:.2f} mirrored {mirrored:.2f} cropped {cropped:.2f}")
    whole = np.mean([row for rows in found.values() for row in rows], 0)
    print(f"all points: inside {whole[0]:.3f} mirrored {whole[1]:.3f} cropped {whole[2]:.3f}")
    print(f"{films} films, each read three times: {(time.process_time() - start) / films / 3:.2f} s of a core each")


def _facts(grey: NDArray[np.uint8], labels: list[str]) -> dict[str, tuple[bool, bool, bool]]:
    settings: dict[str, object] = dict(open_network(chests.NAME).settings)
    atlas = settings["atlas"]
    how = lay(chests.shrink(grey), Atlas.of(atlas if isinstance(atlas, dict) else {}))
    rows, columns = grey.shape
    cut = [round(CROP * rows), round(CROP * columns)]
    part = grey[cut[0] : rows - cut[0], cut[1] : columns - cut[1]]
    part = np.asarray(Image.fromarray(part).resize((columns, rows)))
    whole, mirror, crop = (_points(one) for one in (grey, grey[:, ::-1], part))
    facts = {}
    for label in labels:
        x, y = whole[label]
        across, down = how.to_atlas(x, y)
        boxes = (HEART,) if label == "Cardiomegaly" else (RIGHT, LEFT)
        inside = any(a <= across <= b and c <= down <= d for a, b, c, d in boxes)
        other = crop[label][0] * (1 - 2 * CROP) + CROP, crop[label][1] * (1 - 2 * CROP) + CROP
        facts[label] = (
            inside, _near((x, y), (1 - mirror[label][0], mirror[label][1])), _near((x, y), other)
        )  # fmt: skip
    return facts


def _points(grey: NDArray[np.uint8]) -> dict[str, tuple[float, float]]:
    """0..1 of the film."""
    rows, columns = grey.shape
    return {k: (x / columns, y / rows) for k, (x, y) in chests.read_film(np.ascontiguousarray(grey)).points.items()}


def _near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return float(np.hypot(one[0] - other[0], one[1] - other[1])) <= SAME


if __name__ == "__main__":
    main()
