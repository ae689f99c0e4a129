"""What a trained nnU-Net says of itself: its images, its preparation, its labels; and its network as ONNX.

Read from `dataset.json`, `plans.json` and `fold_N/checkpoint_final.pth`, as `nnUNetv2_train` leaves them and as
TotalSegmentator downloads them. Neither PyTorch nor nnU-Net is needed, and nothing in the checkpoint is run. What a
plan says that is not known here is refused by name. Source: nnunetv2 2.8.1, its plans handler and preprocessors.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from math import prod
from pathlib import Path
from typing import Any

from attending.errors import InvalidCard
from attending.imaging.own.checkpoint import read_checkpoint
from attending.imaging.own.unet import Shape, as_onnx
from attending.terms.organs import organ_labelled

CHECKPOINT = "checkpoint_final.pth"
_MODALITIES = {"CT": "CT", "MR": "MR", "MRI": "MR", "T1": "MR", "T2": "MR", "FLAIR": "MR"}


@dataclass(frozen=True)
class TrainedModel:
    """A trained model's folder, read; its weights are read when the network is made."""

    dataset: Mapping[str, Any]
    plans: Mapping[str, Any]
    checkpoint: Path

    @property
    def labels(self) -> dict[str, int]:
        """Name and number of each class but the background."""
        named = self.dataset.get("labels", {})
        if not isinstance(named, dict) or not all(isinstance(number, int) for number in named.values()):
            raise InvalidCard("The dataset.json has labels that are regions of others, which are not known here.")
        return {str(name): number for name, number in named.items() if number > 0}


def find_model(folder: Path, fold: str = "") -> TrainedModel | None:
    """The trained nnU-Net below a folder, none where there is none; raises `InvalidCard` where it is not whole."""
    plans = sorted(folder.rglob("plans.json"))
    if not plans:
        return None
    if len(plans) > 1:
        raise InvalidCard("Several nnU-Net models lie in this folder.", hint="Give each a folder of its own.")
    home = plans[0].parent
    found = {one.parent.name: one for one in sorted(home.glob(f"fold_*/{CHECKPOINT}"))}
    chosen = found if not fold else {name: one for name, one in found.items() if name == fold}
    if len(chosen) != 1:
        what = f"no {fold or 'fold_0'}/{CHECKPOINT}" if not chosen else "several folds"
        raise InvalidCard(f"The nnU-Net model has {what}.", hint='Choose one in network.toml: model = "fold_0".')
    return TrainedModel(_json(home / "dataset.json"), _json(plans[0]), next(iter(chosen.values())))


def read_nnunet(model: TrainedModel) -> dict[str, Any]:
    """The description that the model's own files give, as the table of `network.toml`.

    TotalSegmentator and most users train on volumes turned to RAS, which nnU-Net reads from the head down: the axes are
    superior, anterior, right. The site may say otherwise.
    """
    plan = _configuration(model)
    if list(model.plans.get("transpose_forward", [0, 1, 2])) != [0, 1, 2]:
        raise InvalidCard("The nnU-Net plan exchanges the axes of its volumes, which is not known here.")
    channels = model.dataset.get("channel_names") or model.dataset.get("modality") or {}
    if len(channels) != 1:
        raise InvalidCard(f"The nnU-Net model wants {len(channels)} sequences at once, which is not known here.")
    modality = _MODALITIES.get(str(next(iter(channels.values()))).upper(), "")
    patch = [int(side) for side in plan["patch_size"]]
    given: dict[str, Any] = {
        "dimensions": len(patch), "size": patch, "fit": "patches", "spacing_mm": [float(mm) for mm in plan["spacing"]],
        "resampling": "points", "pad": "zero", "normalise": _normalise(model, plan),
    }  # fmt: skip
    if len(patch) == 3:
        given["axes"] = "sar"
    return {
        "input": given,
        "output": {"kind": "segmentation", "activation": "none"},
        "scope": {"modality": [modality] if modality else [], "orientation": "axial" if len(patch) == 3 else "any"},
    }


def name_findings(model: TrainedModel) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Completes the findings of a description: each names a `label` of the model, and gets its channel and its code."""

    def completed(table: dict[str, Any]) -> dict[str, Any]:
        found = [dict(one) for one in table.get("findings", []) if isinstance(one, dict)]
        if not found:
            raise InvalidCard("network.toml names no finding.", hint=f"[[findings]] with a label: {_some(model)}.")
        for channel, one in enumerate(found):
            label = str(one.get("label", ""))
            if label not in model.labels:
                said = f"has no label {label}" if label else "gets a finding without a label"
                raise InvalidCard(f"The nnU-Net model {said}.", hint=_alike(label, model))
            organ = organ_labelled(label)
            if organ is not None:
                one.setdefault("display", organ.coding.display)
                one.setdefault("code", organ.coding.code)
            one["channel"] = channel  # of what the network gives, in the order of the findings
        return {**table, "findings": found}

    return completed


def network_of(model: TrainedModel, data: bytes, labels: tuple[str, ...]) -> bytes:
    """The ONNX network of a checkpoint's bytes; it gives one chance for each of `labels`.

    Raises:
        InvalidCard: an architecture that is not known here, or weights of another plan.
    """
    found = read_checkpoint(data)
    weights = found.get("network_weights")
    if not isinstance(weights, dict):
        raise InvalidCard("The checkpoint holds no network_weights: it is not one of nnU-Net.")
    return as_onnx(weights, _shape(_configuration(model)), channels=1, wanted=[model.labels[name] for name in labels])


def _configuration(model: TrainedModel) -> dict[str, Any]:
    """The plan's part that the model's folder is named after: TRAINER__PLANS__CONFIGURATION."""
    name = model.checkpoint.parent.parent.name.rpartition("__")[2]
    every = model.plans.get("configurations", {})
    plan = every.get(name)
    if not isinstance(plan, dict):
        raise InvalidCard(f"The plans.json has no configuration {name}.",
                          hint="Keep the folder's name: TRAINER__PLANS__CONFIGURATION.")  # fmt: skip
    while "inherits_from" in plan:
        plan = {**every.get(plan["inherits_from"], {}), **{key: v for key, v in plan.items() if key != "inherits_from"}}
    if plan.get("previous_stage"):
        raise InvalidCard("The nnU-Net model is the second of a cascade, which is not known here.")
    missing = [name for name in ("patch_size", "spacing", "normalization_schemes") if name not in plan]
    if missing:
        raise InvalidCard(f"The plans.json does not say {', '.join(missing)}.")
    return plan


def _normalise(model: TrainedModel, plan: Mapping[str, Any]) -> dict[str, Any]:
    scheme = str(plan["normalization_schemes"][0])
    if scheme == "CTNormalization":
        every = model.plans.get("foreground_intensity_properties_per_channel", {})
        try:
            said = {key: float(every["0"][key]) for key in ("percentile_00_5", "percentile_99_5", "mean", "std")}
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidCard("The plans.json lacks the intensities that CTNormalization needs.") from error
        low, high, mean, deviation = said.values()
        return {"kind": "range", "low": low, "high": high, "clip": True,
                "to_low": (low - mean) / deviation, "to_high": (high - mean) / deviation}  # fmt: skip
    if scheme == "ZScoreNormalization":
        return {"kind": "zscore", "nonzero": bool(plan.get("use_mask_for_norm", [False])[0])}
    if scheme == "NoNormalization":
        return {"kind": "none"}
    raise InvalidCard(f"The nnU-Net plan normalises by {scheme}, which is not known here.")


def _shape(plan: Mapping[str, Any]) -> Shape:
    """Of the older form of plans (`UNet_class_name`) and the newer one (`architecture`)."""
    built = plan.get("architecture")
    name = str(built.get("network_class_name") if isinstance(built, dict) else plan.get("UNet_class_name"))
    if name.rpartition(".")[2] != "PlainConvUNet":
        raise InvalidCard(f"The nnU-Net model is a {name.rpartition('.')[2]}; only PlainConvUNet is known here.")
    try:
        if isinstance(built, dict):
            said = built["arch_kwargs"]
            names = ("kernel_sizes", "strides", "n_conv_per_stage", "n_conv_per_stage_decoder")
        else:
            said = plan
            names = (
                "conv_kernel_sizes",
                "pool_op_kernel_sizes",
                "n_conv_per_stage_encoder",
                "n_conv_per_stage_decoder",
            )
        kernels, strides, encoder, decoder = (said[one] for one in names)
        shape = Shape(
            tuple(tuple(map(int, one)) for one in kernels), tuple(tuple(map(int, one)) for one in strides),
            tuple(map(int, encoder)), tuple(map(int, decoder)),
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidCard("The plans.json describes its network in a form that is not known here.") from error
    if not len(shape.kernels) == len(shape.strides) == len(shape.encoder) == len(shape.decoder) + 1:
        raise InvalidCard("The plans.json gives its network stages that do not belong together.")
    steps = [prod(side) for side in zip(*shape.strides, strict=True)]
    if any(side % step for side, step in zip(plan["patch_size"], steps, strict=True)):
        raise InvalidCard(f"The patch of the plans.json cannot be halved as its network does: multiples of {steps}.")
    return shape


def _alike(label: str, model: TrainedModel) -> str:
    close = get_close_matches(label.casefold().replace(" ", "_"), model.labels, 1)
    return f"Did you mean {close[0]}?" if close else f"It knows {_some(model)}."


def _some(model: TrainedModel) -> str:
    names = list(model.labels)
    return ", ".join(names[:8]) + (f" and {len(names) - 8} more" if len(names) > 8 else "")


def _json(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidCard(f"The model's {path.name} is missing or cannot be read as JSON.") from error
    return found if isinstance(found, dict) else {}
