"""Opacities drawn into chest films without findings, whose place is then known: does the point lie on them?

    python -m bench.opacities --data ../shared/data/chest-xray-nih [--films 130] [--folds FOLDER]

No radiologist's box is at hand, so the weights of `pointing` are chosen on these: clouds of pneumonia, flat bands of
atelectasis, fluid that fills the lower lateral angle, of random place, size, side and faintness. They are not disease:
real opacities are more ragged, and real films have more than one. With `--folds` (chest-0.onnx to chest-2.onnx, as
`attending train imaging-chest` makes them on its way) each film is seen by the network that did not know its patient.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from attending.imaging import chests
from attending.imaging.atlas import SIDE, Atlas, lay
from attending.imaging.evaluate.layout import read_grey, read_table
from attending.imaging.networks import Session, open_network, open_session
from attending.imaging.pointing import both_ways
from attending.imaging.squares import Map, blur, cells, sample
from attending.imaging.train.folds import fold_of

Box = tuple[float, float, float, float]
"""Left, top, right, bottom; 0..1 of the film."""


def main() -> None:
    """Print the share of points that lie in the opacity's box and on its side, for each kind."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--films", type=int, default=130)
    parser.add_argument("--seed", type=int, default=23)
    parser.add_argument("--folds", type=Path)
    args = parser.parse_args()
    settings: dict[str, object] = dict(open_network(chests.NAME).settings)
    hits: dict[str, list[tuple[bool, bool]]] = {}
    for kind, drawn, box, members in _drawn(args.data, args.films, args.seed, args.folds):
        evidence = chests.look(drawn, members)[1][:, chests.LABELS.index(kind)].mean(0)
        place = both_ways(drawn, settings).place(kind, evidence)
        row, column = np.unravel_index(int(place.argmax()), place.shape)
        x, y = (column + 0.5) / SIDE, (row + 0.5) / SIDE
        inside = box[0] <= x <= box[2] and box[1] <= y <= box[3]
        hits.setdefault(kind, []).append((inside, (x > 0.5) == (box[0] + box[2] > 1)))
    for kind, rows in sorted(hits.items()):
        inside, side = np.mean(rows, 0)
        print(f"{kind:12} n {len(rows):4} in the box {inside:.2f} on its side {side:.2f}")
    inside, side = np.mean([row for rows in hits.values() for row in rows], 0)
    print(f"all          in the box {inside:.3f} on its side {side:.3f}")


def _drawn(
    data: Path, films: int, seed: int, folds: Path | None
) -> Iterator[tuple[str, NDArray[np.uint8], Box, tuple[Session, ...]]]:
    rng = np.random.default_rng(seed)
    every = [row for row in read_table(data, ("finding_labels",)) if (data / "images" / row["image"]).is_file()]
    sound = [row for row in every if row["finding_labels"] == "No Finding"]
    network = open_network(chests.NAME)
    atlas = network.settings["atlas"]
    places = Atlas.of(atlas if isinstance(atlas, dict) else {})
    folded = dict(zip((row["patient"] for row in every), fold_of([row["patient"] for row in every]), strict=True))
    members = [open_session((folds / f"chest-{k}.onnx").read_bytes()) for k in range(3)] if folds else []
    for number in rng.permutation(len(sound))[:films]:
        row = sound[int(number)]
        small = chests.shrink(read_grey(data / "images" / row["image"]))
        kind = str(rng.choice(["Pneumonia", "Pneumonia", "Effusion", "Atelectasis"]))
        drawn, box = draw(small, kind, places, rng)
        yield kind, drawn, box, (members[int(folded[row["patient"]])],) if members else network.members


def draw(small: NDArray[np.uint8], kind: str, atlas: Atlas, rng: np.random.Generator) -> tuple[NDArray[np.uint8], Box]:
    """A film (256 × 256) with one opacity, and the box around the part of it that can be seen."""
    film, how = small.astype(float), lay(small, atlas)
    x, y = how.to_atlas(*cells(len(film)))
    lung = blur(sample(_lungs(atlas), x, y), 3.0)
    spine = float(np.percentile(film[(np.abs(x - 0.5) < 0.06) & (y > 0.3) & (y < 0.6)], 60))
    air = float(np.percentile(film[lung > 0.7], 30)) if (lung > 0.7).any() else 60.0
    left = bool(rng.integers(2))
    if kind == "Effusion":
        middle = 0.78 if left else 0.22
        level = rng.uniform(0.48, 0.68) + 0.5 * np.abs(x - middle)  # fluid climbs at the wall
        fluid = 1 / (1 + np.exp(np.clip(-(y - level) / 0.012, -30, 30)))
        fluid = fluid * ((x > 0.5) == left) * (np.abs(x - 0.5) < 0.4) * (np.abs(x - 0.5) > 0.1) * (y < 0.74)
        added = np.maximum(0, air + (spine - air) * rng.uniform(0.6, 1.0) - film) * blur(fluid, 3.0) * 0.9
    else:
        cloud = kind == "Pneumonia"
        wide = rng.uniform(0.07, 0.14) if cloud else rng.uniform(0.08, 0.13)
        tall = rng.uniform(0.08, 0.17) if cloud else rng.uniform(0.03, 0.06)
        across = (0.71 if left else 0.30) + rng.normal(0, 0.05)
        down = float(np.clip(rng.normal(0.50, 0.12) if cloud else rng.normal(0.57, 0.07), 0.22, 0.68))
        grain = blur(rng.normal(size=film.shape), 4.0)
        shape = np.exp(-0.6 * (((x - across) / wide) ** 2 + ((y - down) / tall) ** 2))
        added = shape * np.clip(1 + 0.35 * grain / grain.std(), 0, 2) * np.clip(1.3 * lung, 0, 1)
        added = added * (spine - air) * rng.uniform(0.25, 0.9)
    rows, columns = np.nonzero(added > 0.3 * np.percentile(added, 99.5))
    side = len(film)
    box = (columns.min() / side, rows.min() / side, (columns.max() + 1) / side, (rows.max() + 1) / side)
    return np.clip(film + added, 0, 255).astype(np.uint8), box


def _lungs(atlas: Atlas) -> Map:
    """1 where the mean film is dark between ribs and diaphragm."""
    across, down = cells(SIDE)
    chest = (np.abs(across - 0.5) < 0.37) & (down > 0.12) & (down < 0.78)
    dark = atlas.mean < np.quantile(atlas.mean[chest], 0.55)
    found: Map = (dark & chest & (down > 0.14) & (down < 0.72) & (np.abs(across - 0.5) > 0.07)).astype(float)
    return found


if __name__ == "__main__":
    main()
