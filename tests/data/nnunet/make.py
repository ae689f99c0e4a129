# ruff: noqa: T201
"""Makes the nnU-Net model beside this file: run once, with torch and dynamic-network-architectures, by hand.

    python make.py    # torch 2.13, dynamic-network-architectures 0.4.4, the packages that nnunetv2 2.8.1 uses

A tiny PlainConvUNet in the layout that TotalSegmentator 2.18 downloads: the labels of its task `total`, its folder
names, plans in the older form (UNet_class_name). It was trained for a minute on drawn spheres and boxes: it knows
bright spheres as liver and brighter ones as spleen, and nothing of patients. `expected.npz` holds what torch answers.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from dynamic_network_architectures.architectures.unet import PlainConvUNet

HERE = Path(__file__).parent / "Dataset297_TotalSegmentator_total_3mm_1559subj"
MODEL = HERE / "nnUNetTrainer_4000epochs_NoMirroring__nnUNetPlans__3d_fullres"
FEATURES, PATCH = (4, 8, 16), [32, 32, 32]
SPLEEN, LIVER = 1, 5
HU = {
    "percentile_00_5": -1004.0,
    "percentile_99_5": 1588.0,
    "mean": -50.4,
    "std": 503.4,
    "median": 55.0,
    "min": -1024.0,
    "max": 3071.0,
}


def plans() -> dict:
    full = {
        "data_identifier": "nnUNetPlans_3d_fullres",
        "preprocessor_name": "DefaultPreprocessor",
        "batch_size": 2,
        "patch_size": PATCH,
        "median_image_size_in_voxels": [113.0, 134.0, 134.0],
        "spacing": [3.0, 3.0, 3.0],
        "normalization_schemes": ["CTNormalization"],
        "use_mask_for_norm": [False],
        "UNet_class_name": "PlainConvUNet",
        "UNet_base_num_features": FEATURES[0],
        "n_conv_per_stage_encoder": [2, 2, 2],
        "n_conv_per_stage_decoder": [2, 2],
        "num_pool_per_axis": [2, 2, 2],
        "pool_op_kernel_sizes": [[1, 1, 1], [2, 2, 2], [2, 2, 2]],
        "conv_kernel_sizes": [[3, 3, 3]] * 3,
        "unet_max_num_features": 320,
        "resampling_fn_data": "resample_data_or_seg_to_shape",
        "batch_dice": False,
    }
    return {
        "dataset_name": "Dataset297_TotalSegmentator_total_3mm_1559subj",
        "plans_name": "nnUNetPlans",
        "original_median_spacing_after_transp": [3.0, 3.0, 3.0],
        "image_reader_writer": "NibabelIOWithReorient",
        "transpose_forward": [0, 1, 2],
        "transpose_backward": [0, 1, 2],
        "configurations": {"2d": {"patch_size": [128, 128]}, "3d_fullres": full},
        "experiment_planner_used": "ExperimentPlanner",
        "label_manager": "LabelManager",
        "foreground_intensity_properties_per_channel": {"0": HU},
    }


def sample(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    image, labels = np.full(PATCH, -1000.0), np.zeros(PATCH, int)
    z, y, x = np.mgrid[:32, :32, :32]
    image[np.hypot(y - 15.5, x - 15.5) < rng.uniform(13, 40)] = 40
    for label, value in ((LIVER, 140), (SPLEEN, 260)):
        for _ in range(rng.integers(1, 3)):
            centre, radius = rng.uniform(5, 27, 3), rng.uniform(3, 8)
            inside = ((z - centre[0]) ** 2 + (y - centre[1]) ** 2 + (x - centre[2]) ** 2) < radius**2
            image[inside], labels[inside] = value + rng.normal(0, 8), label
    return image + rng.normal(0, 10, PATCH), labels


def untrained(labels: int) -> PlainConvUNet:
    """The network in the shape of its plans, its heads shut for the structures that are never drawn."""
    net = PlainConvUNet(
        1,
        3,
        list(FEATURES),
        torch.nn.Conv3d,
        [[3, 3, 3]] * 3,
        [[1, 1, 1], [2, 2, 2], [2, 2, 2]],
        [2, 2, 2],
        labels,
        [2, 2],
        conv_bias=True,
        norm_op=torch.nn.InstanceNorm3d,
        norm_op_kwargs={"eps": 1e-5, "affine": True},
        nonlin=torch.nn.LeakyReLU,
        nonlin_kwargs={"inplace": True},
        deep_supervision=False,
    )
    with torch.no_grad():
        for head in net.decoder.seg_layers:  # the other 115 structures are never drawn
            head.bias.fill_(-8.0)
            head.bias[[0, SPLEEN, LIVER]] = 0.0
    return net


def train(net: PlainConvUNet, labels: int, steps: int) -> None:
    rng = np.random.default_rng(7)
    optimiser = torch.optim.Adam(net.parameters(), 1e-2)
    weight = torch.ones(labels)
    weight[[LIVER, SPLEEN]] = 4
    for step in range(steps):
        pairs = [sample(rng) for _ in range(2)]
        x = torch.tensor(np.stack([(np.clip(i, -1004, 1588) + 50.4) / 503.4 for i, _ in pairs])[:, None]).float()
        loss = torch.nn.functional.cross_entropy(net(x), torch.tensor(np.stack([n for _, n in pairs])), weight=weight)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        if step % 50 == 0:
            print(step, float(loss), flush=True)


def keep(net: PlainConvUNet, labels: dict[str, int]) -> None:
    """Write the folder as nnU-Net does, its weights rounded to half precision."""
    (MODEL / "fold_0").mkdir(parents=True, exist_ok=True)
    dataset = {"channel_names": {"0": "CT"}, "labels": labels, "numTraining": 1559, "file_ending": ".nii.gz"}
    for name, what in (("dataset.json", dataset), ("plans.json", plans())):
        (MODEL / name).write_text(json.dumps(what, indent=1))
    for one in net.parameters():
        one.data = one.data.half().float()
    made = {"plans": plans(), "configuration": "3d_fullres", "fold": 0, "dataset_json": dataset}
    kept = {
        "network_weights": net.state_dict(),
        "optimizer_state": {"state": {}, "param_groups": [{"lr": 1e-6}]},
        "grad_scaler_state": None,
        "logging": {"mean_fg_dice": [np.float64(0.9)]},
        "_best_ema": np.float64(0.9),
        "current_epoch": 4000,
        "trainer_name": "nnUNetTrainer_4000epochs_NoMirroring",
        "init_args": {**made, "device": torch.device("cuda")},
        "inference_allowed_mirroring_axes": None,
    }
    torch.save(kept, MODEL / "fold_0" / "checkpoint_final.pth")


def keep_answers(net: PlainConvUNet) -> None:
    x = torch.tensor(np.random.default_rng(3).normal(0, 1, (1, 1, 16, 20, 24))).half().float()
    with torch.no_grad():
        chances = torch.softmax(net.eval()(x), 1)[:, [0, SPLEEN, LIVER]]
    np.savez_compressed(
        HERE.parent / "expected.npz", x=x.numpy().astype(np.float16), y=chances.numpy().astype(np.float16)
    )


def main() -> None:
    from totalsegmentator.map_to_binary import class_map

    torch.manual_seed(7)
    names = class_map["total"]
    labels = {"background": 0, **{names[number]: number for number in sorted(names)}}
    net = untrained(len(labels))
    train(net, len(labels), int(sys.argv[1]) if len(sys.argv) > 1 else 500)
    keep(net, labels)
    keep_answers(net)


main()
