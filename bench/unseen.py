"""What the shipped networks say of cases that they never saw, by the folds of their training: no torch, no training.

    python -m bench.unseen tumour --data ../shared/data/brain-mri-lgg
    python -m bench.unseen fracture --data ../shared/data/fracatlas

Tumour: the networks of all three folds ship, so each of the 75 patients is judged by the one network, and its trees,
that never saw them; the trees that see whole volumes are made again without each fold (two minutes of a core), for
those that ship learned from all patients. `joined` are the masks of a volume judged together.

Fracture: of the folds the first alone ships, so a third of the films is judged, with curves and thresholds of the
other blocks among them.

What ships is an ensemble with networks that saw every case; it cannot be measured here.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from attending.imaging import fractures, tumours
from attending.imaging.networks import Session, open_network
from attending.imaging.remake import unseen_bones, unseen_slices
from attending.imaging.remake_volumes import SeenSlice, judge_volumes
from attending.imaging.settle import settle_fractures, settle_tumours
from attending.imaging.train.folds import FOLDS, block_fold


def members_of(name: str, family: str) -> dict[int, tuple[Session, str]]:
    """The shipped networks of folds, each with its trees (empty without)."""
    network = open_network(name)
    files = [weight.file for weight in network.card.weights if weight.file.endswith(".onnx")]
    trees: Sequence[str] = network.trees or [""] * len(files)
    places = {fold: f"{family}-{fold}.onnx" for fold in range(FOLDS)}
    return {
        fold: (network.members[files.index(file)], trees[files.index(file)])
        for fold, file in places.items()
        if file in files
    }


def unseen_tumours(data: Path) -> dict[str, Any]:
    """The figures of all patients, each unseen by what judged them."""
    members = members_of(tumours.NAME, "tumour")
    networks, trees = [members[fold][0] for fold in range(FOLDS)], [members[fold][1] for fold in range(FOLDS)]
    seen: list[SeenSlice] = []
    _, report = settle_tumours(list(unseen_slices(data, networks, trees, _say, seen.append)))
    return {**report, "joined": judge_volumes(seen)}


def unseen_fractures(data: Path) -> dict[str, Any]:
    """The figures of the films that a shipped fold never saw; curves and thresholds by blocks among them."""
    members = members_of(fractures.NAME, "fracture")
    films = list(unseen_bones(data, {fold: session for fold, (session, _) in members.items()}, _say))
    folds = block_fold([film.name for film in films])
    _, report = settle_fractures([replace(film, fold=int(fold)) for film, fold in zip(films, folds, strict=True)])
    return {"films": len(films), **report}


def _say(line: str) -> None:
    sys.stderr.write(line + "\n")


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["tumour", "fracture"])
    parser.add_argument("--data", type=Path, required=True)
    args = parser.parse_args()
    found = unseen_tumours(args.data) if args.what == "tumour" else unseen_fractures(args.data)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
