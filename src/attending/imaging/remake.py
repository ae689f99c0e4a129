"""Makes the imaging models again: train, look at unseen cases with the folds, settle the curves, write the weights.

`attending train imaging-…`; needs the extra `[imaging-train]`. What takes minutes on an accelerator takes about an hour
on two cores. Checksums in the cards change with the weights.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attending.errors import BadInput, NotFound
from attending.imaging import chests, fractures, tumours
from attending.imaging.atlas import build_atlas
from attending.imaging.evaluate.fracture import GROUPS
from attending.imaging.evaluate.layout import number_of, read_colour, read_grey, read_json_lists, read_mask, read_table
from attending.imaging.networks import Session, open_session, together
from attending.imaging.orientation import fit_orientation, lay_down
from attending.imaging.remake_volumes import SeenSlice, bags_of, judge_volumes
from attending.imaging.scope import likeness, thumbnail
from attending.imaging.settle import MASK_THRESHOLDS, UnseenBone, UnseenSlice, settle_fractures, settle_tumours
from attending.imaging.settle_chests import UnseenChest, settle_chests
from attending.imaging.tissue import blend, train_trees
from attending.imaging.train.folds import FOLDS, block_fold, fold_of

SECONDS = {"sharpen": 600.0, "tumour": 900.0, "fracture": 900.0, "chest": 420.0}
"""Of training for each network; by the clock, so that it ends on a slow machine too."""
MEMBERS = {"tumour": ("all", "0", "1", "2"), "fracture": ("all", "0"), "chest": ("all",)}
"""The networks that ship: the one trained on everything, and the folds whose disagreement gives the bounds."""
Say = Callable[[str], None]


def remake(what: str, data: Path, into: Path, say: Say, *, seconds: float | None = None) -> None:
    """Train one family and write its files.

    Args:
        what: `sharpen`, `tumour`, `fracture` or `chest`.
        data: the folder that holds the public data sets under their names.
        into: where the ONNX files, the settings and the figures on unseen cases go.
        say: told about progress.
        seconds: of training for each network.
    """
    limit = seconds or SECONDS[what]
    into.mkdir(parents=True, exist_ok=True)
    if what == "sharpen":
        for name in ("fine2", "fine4", "denoise"):
            (into / f"{name}.onnx").write_bytes(_trained(name, data, into, say, limit, bits=16))
        for kind in ("ct", "mr", "xray"):
            _train(f"wide-{kind}", data, into, say, limit)  # the teacher
            (into / f"fast-{kind}.onnx").write_bytes(_trained(f"fast-{kind}", data, into, say, limit, bits=16))
            (into / f"wide-{kind}.npz").unlink()
        return
    folds = {name: _trained(f"{what}-{name}", data, into, say, limit) for name in (*map(str, range(FOLDS)), "all")}
    for name in MEMBERS[what]:
        (into / f"{what}-{name}.onnx").write_bytes(folds[name])
    trees = _trees(data, into, say) if what == "tumour" else []
    seen: list[SeenSlice] = []
    sessions = [open_session(folds[str(k)]) for k in range(FOLDS)]
    settings, report = settle(what, data, sessions, say, trees=trees, keep=seen.append)
    if seen:
        say("trees that see whole volumes")
        (into / "tumour-volume.bags").write_bytes(together(bags_of(seen)))
        report["joined"] = judge_volumes(seen)
    (into / f"{what}.json").write_text(json.dumps(settings, indent=1) + "\n", encoding="utf-8")
    (into / f"{what}-unseen.json").write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    for line in told(report):
        say(line)


def _trees(data: Path, into: Path, say: Say) -> list[str]:
    """The trees of every fold; those of the members that ship are written."""
    made = {"all": trees_without(data / "brain-mri-lgg")}
    for fold in range(FOLDS):
        say(f"trees of fold {fold}")
        made[str(fold)] = trees_without(data / "brain-mri-lgg", fold)
    for name in MEMBERS["tumour"]:
        (into / f"tumour-{name}.trees").write_text(made[name], encoding="utf-8")
    return [made[str(fold)] for fold in range(FOLDS)]


def told(report: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """The figures of unseen cases a line each: AUROC, Dice and hits with their intervals, calibration by group."""
    for name, value in report.items():
        here = f"{place} {name}".strip()
        if isinstance(value, Mapping) and "value" in value:
            chance = f", by chance up to {value['by_chance_95']}" if "by_chance_95" in value else ""
            beyond = ", beyond chance" if value.get("beyond_chance") else ""
            yield f"{here}: {value['value']} ({value['lower']} to {value['upper']}){chance}{beyond}, n {value['n']}"
        elif isinstance(value, Mapping):
            yield from told(value, here)
        else:
            yield f"{here}: {value}"


def _trained(name: str, data: Path, into: Path, say: Say, seconds: float, *, bits: int = 8) -> bytes:
    """One network, trained and written as ONNX bytes; the npz stays beside it until the export is done."""
    from attending.imaging.train.export import export

    _train(name, data, into, say, seconds)
    made = export(name, into / f"{name}.npz", bits=bits)
    (into / f"{name}.npz").unlink()
    return made


def _train(name: str, data: Path, into: Path, say: Say, seconds: float) -> None:
    from attending.imaging.train import job
    from attending.imaging.train.loop import TooFewCases

    place = slices_of(data, into) if name.partition("-")[0] in _SHARP else data
    try:
        job.train(name, place, into, seconds=seconds, log=say)
    except TooFewCases as error:
        raise BadInput(str(error), hint="Are all the pictures of the data set there?") from error


_SHARP = {"fine2", "fine4", "wide", "fast", "denoise"}


def slices_of(data: Path, into: Path) -> Path:
    """Pack the CT abdomen (HU) and the 7 T MR into one npz, as the trainings of `sharpen` want them."""
    from attending.imaging.decode import decode_frames

    packed = into / "sharpening-data"
    if (packed / "slices.npz").is_file():
        return packed
    packed.mkdir(parents=True, exist_ok=True)
    folders = (data / "ct-dicom" / "abdomen", data / "mr-t1-dicom")
    paths = [[path for path in sorted(folder.iterdir()) if path.suffix != ".md"] for folder in folders]
    ct, mr = (np.stack([decode_frames(path.read_bytes())[0].pixels for path in part]) for part in paths)
    np.savez_compressed(packed / "slices.npz", ct=ct.astype(np.int16), mr=mr.astype(np.int16))
    (packed / "fracatlas").symlink_to((data / "fracatlas").resolve())
    return packed


def trees_without(folder: Path, fold: int | None = None) -> str:
    """The trees that give the second opinion (their text), from all patients but those of a fold."""
    rows = read_table(folder, ("slice",))
    place = [None] * len(rows) if fold is None else fold_of([row["patient"] for row in rows])
    images, masks = [], []
    for row, own in zip(rows, place, strict=True):
        picture = next((folder / "images").glob(f"{row['slice']}.*"), None)
        if picture is not None and (fold is None or int(own) != fold):
            image = Image.fromarray(read_colour(picture)).resize((tumours.SIDE, tumours.SIDE))
            images.append(np.asarray(image).transpose(2, 0, 1))
            masks.append(_truth(folder, row))
    return train_trees(np.stack(images), np.stack(masks))


def _truth(folder: Path, row: Mapping[str, str]) -> NDArray[np.bool_]:
    mask = Image.fromarray(read_mask(folder / "masks" / f"{row['slice']}.png"))
    found: NDArray[np.bool_] = np.asarray(mask.resize((tumours.SIDE, tumours.SIDE), Image.Resampling.NEAREST)) > 0
    return found


def settle(
    what: str,
    data: Path,
    folds: list[Session],
    say: Say,
    *,
    trees: Sequence[str] = (),
    keep: Callable[[SeenSlice], None] = lambda seen: None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Look at every case with the network that never saw it, and make the settings; returns them and the figures.

    Args:
        what: as for `remake`.
        data: the same.
        folds: the network of each fold.
        say: told about progress.
        trees: of `tumour`, the trees of each fold.
        keep: of `tumour`, told what each slice's network said of it.
    """
    if what == "tumour":
        folder = data / "brain-mri-lgg"
        cases = list(unseen_slices(folder, folds, list(trees), say, keep))
        settings, report = settle_tumours(cases)
        pictures = [grey for _, grey in _tumour_pictures(folder)]
    elif what == "fracture":
        settings, report = settle_fractures(list(unseen_bones(data / "fracatlas", dict(enumerate(folds)), say)))
        return settings, report
    elif what == "chest":
        films = list(unseen_chests(data / "chest-xray-nih", folds, say))
        settings, report = settle_chests(films)
        small = {film.name: chests.shrink(read_grey(data / "chest-xray-nih" / "images" / film.name)) for film in films}
        sound = [film.name for film in films if not any(film.labels)]
        atlas = build_atlas([small[name] for name in sound or [films[0].name]])
        settings["atlas"] = atlas.table()
        pairs = [(lay_down(one, atlas), lay_down(np.ascontiguousarray(one[:, ::-1]), atlas)) for one in small.values()]
        settings["orientation"], report["orientation"] = fit_orientation(pairs, [film.patient for film in films])
        pictures = [read_grey(path) for path in sorted((data / "chest-xray-nih" / "images").iterdir())[::4]]
    else:
        raise NotFound("There is no imaging model of that name to train.")
    return {**settings, **look_of(pictures)}, report


def look_of(pictures: list[Any]) -> dict[str, Any]:
    """What pictures in scope look like: their mean thumbnail, and the likeness that all but one of a hundred reach."""
    template = np.mean([thumbnail(picture) for picture in pictures], 0).ravel()
    alike = [likeness(picture, template.tolist()) for picture in pictures]
    return {
        "template": [round(float(v), 3) for v in template],
        "least_likeness": round(float(np.quantile(alike, 0.01)), 3),
    }


def _tumour_pictures(folder: Path) -> Iterator[tuple[str, Any]]:
    """FLAIR of the middle slice of each patient: what the scope check sees."""
    rows = read_table(folder, ("slice",))
    for patient in sorted({row["patient"] for row in rows}):
        own = [row["slice"] for row in rows if row["patient"] == patient]
        name = own[len(own) // 2]
        found = next((folder / "images").glob(f"{name}.*"), None)
        if found is not None:
            yield patient, read_colour(found)[..., 1]


def unseen_slices(
    folder: Path, folds: list[Session], trees: list[str], say: Say, keep: Callable[[SeenSlice], None]
) -> Iterator[UnseenSlice]:
    """Every slice, seen by the fold that was trained without its patient."""
    rows = read_table(folder, ("slice",))
    if not rows:
        raise BadInput("The data set has no table of slices.")
    place = fold_of([row["patient"] for row in rows])
    for index, row in enumerate(rows):
        picture = next((folder / "images").glob(f"{row['slice']}.*"), None)
        if picture is None:
            continue
        image = Image.fromarray(read_colour(picture)).resize((tumours.SIDE, tumours.SIDE))
        channels = np.asarray(image, np.float32).transpose(2, 0, 1) / np.float32(255)
        chance, head = tumours.look(folds[int(place[index])], channels)
        truth = _truth(folder, row)
        (both,) = blend([chance], [trees[int(place[index])]], channels)
        kept = both.astype(np.float16), np.asarray(image).transpose(2, 0, 1), truth
        keep(SeenSlice(row["slice"], row["patient"], int(place[index]), *kept))
        counts = tuple(_counts(both > t, truth) for t in MASK_THRESHOLDS)
        yield UnseenSlice(row["slice"], row["patient"], int(place[index]), tumours.features_of(chance, head), counts)
        if index % 100 == 0:
            say(f"unseen slices: {index} of {len(rows)}")


def _counts(made: Any, truth: Any) -> tuple[int, int, int]:
    return int((made & truth).sum()), int(truth.sum()), int(made.sum())


def unseen_bones(folder: Path, folds: Mapping[int, Session], say: Say) -> Iterator[UnseenBone]:
    """Every bone film that a network at hand never saw, seen by that network, which was trained without its block."""
    rows = [row for row in read_table(folder, ("image_id",)) if (folder / "images" / row["image_id"]).is_file()]
    boxes: dict[str, list[tuple[float, ...]]] = {}
    for mark in read_json_lists(folder):
        boxes.setdefault(str(mark["image_id"]), []).append(tuple(float(v) for v in mark["bbox_xywh"]))
    place = block_fold([row["image_id"] for row in rows])
    for index, row in enumerate(rows):
        if int(place[index]) not in folds:
            continue
        canvas, (scale, left, top) = fractures.letterbox(read_grey(folder / "images" / row["image_id"]))
        maps = fractures.look(canvas, [folds[int(place[index])]])
        found = tuple(
            ((x - w / 2 - left) / scale, (y - h / 2 - top) / scale, w / scale, h / scale, score)
            for x, y, w, h, score in fractures.find_peaks(maps)
        )
        groups = frozenset(group for group in GROUPS if (number_of(row, group) or 0) > 0)
        truth: Any = tuple(boxes.get(row["image_id"], ()))
        label = float((number_of(row, "label") or 0) > 0)
        metal = float(maps.kinds[fractures.KINDS.index("hardware")])
        yield UnseenBone(row["image_id"], int(place[index]), maps.head, metal, found, label, truth, groups)
        if index % 100 == 0:
            say(f"unseen bone films: {index} of {len(rows)}")


def unseen_chests(folder: Path, folds: list[Session], say: Say) -> Iterator[UnseenChest]:
    """Every chest film, seen by the fold that was trained without its patient."""
    rows = [row for row in read_table(folder, ("finding_labels",)) if (folder / "images" / row["image"]).is_file()]
    place = fold_of([row["patient"] for row in rows])
    for index, row in enumerate(rows):
        small = chests.shrink(read_grey(folder / "images" / row["image"]))
        logits, _ = chests.look(small, [folds[int(place[index])]])
        labels = _labels(row)
        mean = tuple(float(v) for v in logits.mean(0))
        yield UnseenChest(row["image"], row["patient"], int(place[index]), mean, labels, row)
        if index % 100 == 0:
            say(f"unseen chest films: {index} of {len(rows)}")


def _labels(row: Mapping[str, str]) -> tuple[float, ...]:
    told = row["finding_labels"].split("|")
    return tuple(float(label in told) for label in chests.LABELS)
