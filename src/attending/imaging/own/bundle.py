"""What a MONAI bundle says of itself: its images, its preprocessing and its output, as our description has them.

Read from `configs/metadata.json` and `configs/inference.json`. Only transforms whose meaning is certain are followed;
a bundle with another one that changes the numbers is refused by name. What a bundle never says (body part, operating
point, code of the finding) stays for `network.toml`. Source: docs.monai.io, MONAI Bundle Specification.
"""

import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from attending.errors import InvalidCard

_PASS = {
    "LoadImage", "EnsureChannelFirst", "AddChannel", "EnsureType", "ToTensor", "CastToType", "AsDiscrete", "Invert",
    "SaveImage", "Activations", "CropForeground", "KeepLargestConnectedComponent", "DivisiblePad",
}  # fmt: skip
"""Transforms that change no number we do not set ourselves; a crop of the background changes what is computed only."""


def is_bundle(folder: Path) -> bool:
    """Whether a folder is a MONAI bundle."""
    return (folder / "configs" / "metadata.json").is_file()


def read_bundle(folder: Path) -> dict[str, Any]:
    """The description that a bundle's own files give, as the table of `network.toml`.

    Raises:
        InvalidCard: the files are damaged, or hold a transform that is not known here.
    """
    metadata = _json(folder / "configs" / "metadata.json")
    formats = metadata.get("network_data_format", {})
    image, out = _first(formats.get("inputs")), _first(formats.get("outputs"))
    if image is None or out is None:
        raise InvalidCard("The bundle's metadata.json names no input or no output.")
    shape = [side for side in image.get("spatial_shape", []) if isinstance(side, int)]
    dimensions = len(image.get("spatial_shape", [])) or 3
    if dimensions not in (2, 3):
        raise InvalidCard("The bundle wants images of other than two or three dimensions.")
    table: dict[str, Any] = {
        "input": {"dimensions": dimensions, **_channels(image)},
        "output": {"kind": _kind(out), "activation": "softmax" if int(out.get("num_channels", 1)) > 1 else "sigmoid"},
        "scope": {"modality": [_MODALITIES.get(str(image.get("modality", "")).upper(), "")]},
    }
    if len(shape) == dimensions:
        table["input"] |= {"size": shape, "fit": "patches" if image.get("is_patch_data") else "letterbox"}
    for name, arguments in _transforms(folder):
        _follow(name, arguments, table)
    return table


_MODALITIES = {"CT": "CT", "MR": "MR", "MRI": "MR", "X-RAY": "DX", "XRAY": "DX", "CXR": "DX"}


_SEQUENCES: dict[str, dict[str, Any]] = {
    "T1": {"words": ["T1"], "without": ["POST", "GD", "GAD", "+C", "CONTRAST", "T1C", "T1CE"]},
    "T1C": {"words": ["T1"], "also": ["POST", "GD", "GAD", "+C", "CONTRAST", "T1C", "T1CE"]},
    "T2": {"words": ["T2"], "without": ["FLAIR", "T2*", "STAR"]},
    "FLAIR": {"words": ["FLAIR", "TIRM", "DARK FLUID"]},
}
_SEQUENCES |= {"T1GD": _SEQUENCES["T1C"], "T1CE": _SEQUENCES["T1C"]}


def _channels(image: Mapping[str, Any]) -> dict[str, Any]:
    """How many channels of one series, or the series that go in together, as `channel_def` names them (BraTS)."""
    count = int(image.get("num_channels", 1))
    named = image.get("channel_def", {})
    names = [str(named[key]) for key in sorted(named, key=int)] if isinstance(named, dict) and count > 1 else []
    if len(names) == count and all(name.upper() in _SEQUENCES for name in names):
        return {"together": [{"name": name, **_SEQUENCES[name.upper()]} for name in names]}
    if count not in (1, 3):
        raise InvalidCard(
            "The bundle wants several sequences and does not name them as T1, T1c, T2 or FLAIR.",
            hint="Name them in the channel_def of its metadata.json.",
        )
    return {"channels": count}


def _kind(out: Mapping[str, Any]) -> str:
    said = f"{out.get('type', '')} {out.get('format', '')}".lower()
    return "classification" if re.search(r"probabilit|classif|label", said) else "segmentation"


def _transforms(folder: Path) -> list[tuple[str, Mapping[str, Any]]]:
    """Name (without the `d` of dictionaries) and arguments of each preprocessing transform."""
    path = next((folder / "configs" / n for n in _INFERENCE if (folder / "configs" / n).is_file()), None)
    if path is None:
        return []
    listed = _json(path).get("preprocessing", {})
    steps = listed.get("transforms", []) if isinstance(listed, dict) else listed
    return [
        (re.sub(r"d$|Dict$", "", str(step.get("_target_", "")).rpartition(".")[2]), step)
        for step in steps
        if isinstance(step, dict) and not step.get("_disabled_")
    ]


_INFERENCE = ("inference.json", "evaluate.json")


def _follow(name: str, step: Mapping[str, Any], table: dict[str, Any]) -> None:
    if name in _PASS:
        return
    known = _KNOWN.get(name)
    if known is None:
        raise InvalidCard(
            f"The bundle prepares its images by {name}, which is not known here.",
            hint="Write input.normalise into network.toml and take the step out of the bundle's inference.json.",
        )
    try:
        known(step, table)
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidCard(f"The bundle's step {name} has arguments that are not plain numbers.") from error


def _orientation(step: Mapping[str, Any], table: dict[str, Any]) -> None:
    if str(step["axcodes"]).upper() != "RAS":
        raise ValueError
    if table["input"]["dimensions"] == 3:
        table["input"]["axes"] = "ras"
        table["scope"]["orientation"] = "axial"


def _spacing(step: Mapping[str, Any], table: dict[str, Any]) -> None:
    table["input"] |= {"spacing_mm": [float(part) for part in step["pixdim"]], "resampling": "points"}


def _range(step: Mapping[str, Any], table: dict[str, Any]) -> None:
    table["input"]["normalise"] = {
        "kind": "range", "low": float(step["a_min"]), "high": float(step["a_max"]),
        "to_low": float(step.get("b_min", 0.0)), "to_high": float(step.get("b_max", 1.0)),
        "clip": bool(step.get("clip", False)),
    }  # fmt: skip


def _percentiles(step: Mapping[str, Any], table: dict[str, Any]) -> None:
    table["input"]["normalise"] = {
        "kind": "percentile", "low": float(step["lower"]), "high": float(step["upper"]),
        "to_low": float(step["b_min"]), "to_high": float(step["b_max"]), "clip": bool(step.get("clip", False)),
    }  # fmt: skip


def _zscore(step: Mapping[str, Any], table: dict[str, Any]) -> None:
    table["input"]["normalise"] = {"kind": "zscore", "nonzero": bool(step.get("nonzero", False))}


def _resize(step: Mapping[str, Any], table: dict[str, Any]) -> None:
    table["input"] |= {"size": [int(side) for side in step["spatial_size"]], "fit": "stretch"}


_KNOWN: dict[str, Callable[[Mapping[str, Any], dict[str, Any]], None]] = {
    "Orientation": _orientation,
    "Spacing": _spacing,
    "ScaleIntensityRange": _range,
    "ScaleIntensityRangePercentiles": _percentiles,
    "NormalizeIntensity": _zscore,
    "Resize": _resize,
}


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidCard(f"The bundle's {path.name} cannot be read as JSON.") from error
    return found if isinstance(found, dict) else {}


def _first(table: Any) -> dict[str, Any] | None:
    found = next(iter(table.values()), None) if isinstance(table, dict) else None
    return found if isinstance(found, dict) else None
