"""A trained nnU-Net comes in as TotalSegmentator downloads it: read without PyTorch, refused where it is not known."""

import io
import json
import pickle
import zipfile

import numpy as np
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.nnunet_models import CHECKPOINT, DATA, MODEL, ORGANS, change, put_nnunet

from attending.errors import InvalidCard
from attending.imaging.own.checkpoint import read_checkpoint
from attending.imaging.own.folder import read_network
from attending.imaging.own.prepare import prepare, turn_back, turn_to
from attending.imaging.own.spec import Input, Normalise
from attending.terms.organs import organ_labelled, organ_named


def refusal(folder) -> str:
    with pytest.raises(InvalidCard) as refused:
        read_network(folder)
    return str(refused.value)


def test_its_own_files_say_how_images_go_in_and_which_class_is_which(tmp_path):
    network = read_network(put_nnunet(tmp_path))
    given, scope = network.spec.input, network.spec.scope
    assert (given.dimensions, given.size, given.spacing_mm, given.fit) == (3, (32, 32, 32), (3.0, 3.0, 3.0), "patches")
    assert (given.axes, given.pad, scope.modality, scope.orientation) == ("sar", "zero", ("CT",), "axial")
    assert given.normalise.low == -1004 and given.normalise.to_high == pytest.approx((1588 + 50.4) / 503.4)
    liver, spleen = network.spec.findings
    assert (liver.display, liver.code, liver.channel) == ("Liver", "10200004", 0)
    assert (spleen.display, spleen.code, spleen.channel) == ("Spleen", "78961009", 1)


def test_without_pytorch_it_answers_what_pytorch_answers(tmp_path):
    network = read_network(put_nnunet(tmp_path))
    session = onnxruntime.InferenceSession(network.model, providers=["CPUExecutionProvider"])
    expected = np.load(DATA / "expected.npz")  # of torch: background, spleen, liver, as half floats
    (answer,) = session.run(None, {"x": expected["x"].astype(np.float32)})
    liver, spleen = answer[0]
    assert np.abs(liver - expected["y"][0, 2]).max() < 1e-3
    assert np.abs(spleen - expected["y"][0, 1]).max() < 1e-3


def full(**changes):
    """A change of the plan's part that the model was trained by."""
    return lambda plans: plans["configurations"]["3d_fullres"].update(changes)


@pytest.mark.parametrize(
    ("file", "how", "told"),
    [
        ("plans.json", lambda p: p.update(transpose_forward=[2, 0, 1]), "exchanges the axes"),
        ("plans.json", full(normalization_schemes=["RGBTo01"]),
         "normalises by RGBTo01"),
        ("plans.json", full(UNet_class_name="ResidualEncoderUNet"),
         "is a ResidualEncoderUNet"),
        ("plans.json", full(n_conv_per_stage_encoder=[3, 3, 3]),
         "lacks encoder.stages.0.0.convs.2"),
        ("plans.json", full(previous_stage="3d_lowres"), "cascade"),
        ("plans.json", lambda p: p["configurations"].pop("3d_fullres"), "no configuration 3d_fullres"),
        ("plans.json", lambda p: p.pop("foreground_intensity_properties_per_channel"), "lacks the intensities"),
        ("plans.json", full(patch_size=[30, 32, 32]), "multiples of [4, 4, 4]"),
        ("plans.json", full(conv_kernel_sizes=[[3, 3, 3]]), "not belong together"),
        ("dataset.json", lambda d: d.update(channel_names={"0": "T1", "1": "FLAIR"}), "wants 2 sequences at once"),
        ("dataset.json", lambda d: d["labels"].pop("liver"), "has no label liver"),
        ("dataset.json", lambda d: d["labels"].update(kidney=[2, 3]), "labels that are regions"),
        ("dataset.json", lambda d: d["labels"].update(liver=400), "its dataset.json names more"),
    ],
)  # fmt: skip
def test_what_is_not_known_here_is_refused_by_name(tmp_path, file, how, told):
    made = put_nnunet(tmp_path)
    change(made / MODEL / file, how)
    assert told in refusal(made)


def test_the_newer_form_of_plans_makes_the_same_network(tmp_path):
    old = read_network(put_nnunet(tmp_path, "old"))
    made = put_nnunet(tmp_path, "new")

    def newer(plans):
        full = plans["configurations"]["3d_fullres"]
        full["architecture"] = {
            "network_class_name": "dynamic_network_architectures.architectures.unet.PlainConvUNet",
            "arch_kwargs": {
                "kernel_sizes": full.pop("conv_kernel_sizes"), "strides": full.pop("pool_op_kernel_sizes"),
                "n_conv_per_stage": full.pop("n_conv_per_stage_encoder"),
                "n_conv_per_stage_decoder": full.pop("n_conv_per_stage_decoder"),
            },
        }  # fmt: skip
        full.pop("UNet_class_name")

    change(made / MODEL / "plans.json", newer)
    assert read_network(made).model == old.model


def test_a_label_that_is_misspelt_is_told_with_those_that_there_are(tmp_path):
    told = refusal(put_nnunet(tmp_path, description=ORGANS.replace('"liver"', '"livr"')))
    assert "has no label livr" in told and "Did you mean liver?" in told
    told = refusal(put_nnunet(tmp_path, "other", description=ORGANS.replace('"liver"', '"Hepatic mass"')))
    assert "It knows spleen, kidney_right" in told and "109 more" in told
    assert "names no finding" in refusal(put_nnunet(tmp_path, "none", 'question = "x"\n[scope]\nbody_part = ["ANY"]\n'))


def test_a_checkpoint_of_another_checksum_or_none_is_refused(tmp_path):
    made = put_nnunet(tmp_path)
    path = made / CHECKPOINT
    path.write_bytes(path.read_bytes() + b"x")
    assert "its SHA-256 differs" in refusal(made)
    path.unlink()
    assert "no fold_0/checkpoint_final.pth" in refusal(made)


def test_several_folds_want_a_choice(tmp_path):
    made = put_nnunet(tmp_path)
    path = made / CHECKPOINT
    other = path.parents[1] / "fold_1"
    other.mkdir()
    (other / path.name).write_bytes(path.read_bytes())
    assert "several folds" in refusal(made)
    (made / "network.toml").write_text('model = "fold_1"\n' + ORGANS)
    assert read_network(made).name == "organs"


class Wicked:
    """Opens a file when it is unpickled."""

    def __init__(self, target) -> None:
        self.target = target

    def __reduce__(self):
        return (open, (str(self.target), "w"))


def test_nothing_in_a_checkpoint_is_run(tmp_path):
    target = tmp_path / "wicked"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"network_weights": {}, "other": Wicked(target)}))
    assert read_checkpoint(held.getvalue())["network_weights"] == {}
    assert not target.exists()


@given(st.binary(max_size=200))
def test_bytes_that_are_no_checkpoint_are_refused(data):
    with pytest.raises(InvalidCard):
        read_checkpoint(data)


@given(cut=st.integers(0, 20_000))
def test_a_checkpoint_that_was_cut_off_is_refused(cut):
    data = (DATA / CHECKPOINT).read_bytes()
    with pytest.raises(InvalidCard):
        read_checkpoint(data[: cut * (len(data) - 1) // 20_000])


def test_axes_run_to_the_head_the_front_and_the_right_and_back_again():
    volume = np.zeros((3, 4, 5), np.float32)
    volume[2, 0, 0] = 1  # DICOM: nearest the head, the front and the patient's right
    for axes, corner in (("sar", (2, 3, 4)), ("ras", (4, 3, 2)), ("dicom", (2, 0, 0))):
        turned = turn_to(volume, axes)
        assert turned[corner] == 1 and np.array_equal(turn_back(turned, axes), volume)


def test_what_surrounds_a_small_image_is_the_mean_of_training_where_that_is_so():
    spec = Input(
        dimensions=3, size=(4, 4, 4), fit="patches", pad="zero", normalise=Normalise(kind="range", low=0, high=2)
    )
    array = prepare(np.full((2, 2, 2), 2, np.float32), (1.0, 1.0, 1.0), spec).array
    assert (array[0, 0, 1, 1, 1], array[0, 0, 0, 0, 0]) == (1.0, 0.0)


def test_organs_have_their_codes_their_sides_and_what_is_no_organ_says_so():
    kidney, nodule = organ_labelled("kidney_left"), organ_labelled("lung_nodules")
    assert kidney is not None and kidney.coding.display == "Kidney, left"
    assert kidney.side is not None and kidney.side.code == "7771000" and organ_named(kidney.coding) == kidney
    assert nodule is None or nodule.category != kidney.category
    assert organ_labelled("no such thing") is None
    labels = json.loads((DATA / MODEL / "dataset.json").read_text())["labels"]
    assert [name for name in labels if name != "background" and organ_labelled(name) is None] == []
