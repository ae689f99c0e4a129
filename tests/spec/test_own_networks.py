"""A site's own networks: what it takes to be let in, and that none of them can stop a study."""

import io
from pathlib import Path

import numpy as np
import pytest
from tests.networks import ANY_CT, BRIGHT, card_text, put_bundle, put_network
from tests.onnx_files import (
    bright_in_all_network,
    bright_network,
    classes_by_mean_network,
    constant_network,
    endless_network,
    mean_network,
)
from tests.scans import scan

from attending.imaging import Examination, examine_series
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.own import OwnNetwork, Refused, read_networks, try_network
from attending.imaging.own.known import look_for_known
from attending.imaging.own.prepare import prepare, resampled
from attending.imaging.own.process import NetworkFailed, Worker
from attending.imaging.own.spec import Input, Normalise, read_spec, read_table


def slices(count: int = 3, **elements) -> list[bytes]:
    """CT slices of 64 × 64 at −1024 HU with a square of 8 × 6 pixels at 976 HU, 0.8 × 0.7 mm each, 1 mm apart."""
    values = np.zeros((64, 64), np.uint16)
    values[20:28, 30:36] = 2000
    return [scan(values, InstanceNumber=n + 1, **elements) for n in range(count)]


def examine(folder, *files: bytes, research_use: bool = False) -> Examination:
    taken = sort_files([SentFile(f"{n}", data.__bytes__) for n, data in enumerate(files or slices())])
    networks = [one for one in read_networks(folder) if isinstance(one, OwnNetwork)]
    series = taken.studies[0].series[0]
    return examine_series(series, taken.read, research_use=research_use, networks=networks)


def reason(folder) -> str:
    (refused,) = read_networks(folder)
    assert isinstance(refused, Refused)
    return refused.reason


TOGETHER = BRIGHT.replace(
    "[output]",
    """[input]
dimensions = 3
[[input.together]]
name = "FLAIR"
words = ["FLAIR"]
[[input.together]]
name = "T1 with contrast"
words = ["T1"]
also = ["GD", "POST"]
[output]""",
)


def coarse_slices(description: str, count: int = 3, **elements) -> list[bytes]:
    """The same place as `slices`, in pixels twice as large, and one more bright square elsewhere."""
    values = np.zeros((32, 32), np.uint16)
    values[10:14, 15:18] = values[24:28, 4:8] = 2000
    return [
        scan(values, InstanceNumber=n + 1, SeriesDescription=description, SOPInstanceUID=f"1.2.4.{n}",
             SeriesInstanceUID="1.2.4", PixelSpacing=["1.6", "1.4"],
             ImagePositionPatient=[0.35, 0.4, float(n + 1)], **elements)
        for n in range(count)
    ]  # fmt: skip


class TestSeveralSequences:
    """A network that wants several series of a study at once, as BraTS networks do."""

    def look(self, folder, *files: bytes) -> list[Examination]:
        taken = sort_files([SentFile(f"{n}", data.__bytes__) for n, data in enumerate(files)])
        networks = [one for one in read_networks(folder) if isinstance(one, OwnNetwork)]
        said = []
        for series in taken.studies[0].series:
            others = [one for one in taken.studies[0].series if one is not series]
            said.append(examine_series(series, taken.read, research_use=False, networks=networks, others=others))
        return said

    def test_they_are_laid_on_one_grid_and_the_first_is_marked(self, tmp_path):
        put_network(tmp_path, "both", bright_in_all_network(0.0, 2), TOGETHER)
        files = [*coarse_slices("AX T1 POST GD"), *slices(SeriesDescription="AX FLAIR")]
        said = self.look(tmp_path, *files)
        (mark,) = [mark for one in said for mark in one.findings]
        assert mark.volume_ml == pytest.approx(8 * 6 * 3 * 0.8 * 0.7 / 1000)
        assert {x for x, _ in mark.polygon} == {30.0, 36.0} and {y for _, y in mark.polygon} == {20.0, 28.0}
        assert [one.assessed for one in said if one.assessed] == [("bright spot",)]
        assert not any(text.startswith("bright spot") for one in said for text in one.not_assessed)

    @pytest.mark.parametrize(
        ("second", "words"),
        [
            (coarse_slices("AX T1"), "no series of T1 with contrast"),
            (coarse_slices("AX T1 GD", FrameOfReferenceUID="1.2.99"), "another position of the patient"),
            (coarse_slices("AX T1 GD", ImageOrientationPatient=[0, 1, 0, 0, 0, 1]), "turned against"),
            (coarse_slices("AX T1 GD", count=1), "covers too little"),
        ],
    )
    def test_without_one_of_them_or_with_one_that_lies_elsewhere_it_says_so(self, tmp_path, second, words):
        put_network(tmp_path, "both", bright_in_all_network(0.0, 2), TOGETHER)
        said = self.look(tmp_path, *second, *slices(SeriesDescription="AX FLAIR"))
        assert not any(one.findings for one in said)
        assert any(words in text for one in said for text in one.not_assessed)

    def test_a_bundle_that_names_its_sequences_needs_no_more(self, tmp_path):
        metadata = {
            "inputs": {"image": {"modality": "MR", "num_channels": 2, "spatial_shape": [16, 16, 16],
                                 "is_patch_data": True, "channel_def": {"0": "FLAIR", "1": "T1c"}}},
            "outputs": {"pred": {"type": "image", "format": "segmentation", "num_channels": 2}},
        }  # fmt: skip
        text = TOGETHER[: TOGETHER.index("[input]")] + TOGETHER[TOGETHER.index("[output]") :]
        put_bundle(tmp_path, "both", bright_in_all_network(0.0, 2), text, metadata=metadata, steps=[])
        (network,) = read_networks(tmp_path)
        assert [one.name for one in network.spec.input.together] == ["FLAIR", "T1c"]
        assert try_network(network) == ""


class TestLetIn:
    def test_what_it_segments_is_marked_over_its_slices_and_measured(self, tmp_path):
        put_network(tmp_path, "spot", bright_network(500.0), BRIGHT)
        said = examine(tmp_path)
        assert said.assessed == ("bright spot",)
        assert said.models == ("spot 1",)
        (mark,) = said.findings
        assert mark.volume_ml == pytest.approx(8 * 6 * 3 * 0.8 * 0.7 / 1000)
        assert mark.measure("area", "mm2") == pytest.approx(8 * 6 * 0.8 * 0.7)
        assert len(mark.slices) == 3
        assert {x for x, _ in mark.polygon} == {30.0, 36.0} and {y for _, y in mark.polygon} == {20.0, 28.0}

    def test_a_score_that_nobody_calibrated_says_so(self, tmp_path):
        put_network(tmp_path, "spot", bright_network(500.0), BRIGHT)
        said = examine(tmp_path)
        assert [(m.lower, m.upper) for m in said.findings] == [(0.0, 1.0)]
        assert "nobody calibrated" in said.notes[0]

    def test_a_calibration_turns_scores_into_chances_with_bounds(self, tmp_path):
        put_network(tmp_path, "mean", mean_network(), classifying("bias = -1.0\nweight = 0.5"))
        (mark,) = examine(tmp_path).findings
        share = 48 / 64**2
        assert mark.probability == pytest.approx(1 / (1 + np.exp(1 - 0.5 * np.log(share / (1 - share)))), abs=0.002)
        assert mark.upper - mark.probability == pytest.approx(0.05)

    def test_what_it_answers_is_no_longer_missing(self, tmp_path):
        chest = slices(BodyPartExamined="CHEST")
        assert examine(tmp_path, *chest).not_assessed == ("lung nodule: no model, for want of data",)
        put_network(
            tmp_path,
            "nodule",
            bright_network(500.0),
            BRIGHT.replace("bright spot", "lung nodule").replace("ABDOMEN", "CHEST"),
        )
        said = examine(tmp_path, *chest)
        assert "lung nodule" in said.assessed
        assert not any(text.startswith("lung nodule") for text in said.not_assessed)

    def test_a_volume_goes_in_whole_or_in_patches_with_the_same_answer(self, tmp_path):
        for name, fit in (("whole", ""), ("patches", 'size = [4, 16, 32]\nfit = "patches"')):
            put_network(tmp_path / name, name, bright_network(500.0, dimensions=3),
                        BRIGHT.replace("[output]", f"[input]\ndimensions = 3\n{fit}\n[output]"))  # fmt: skip
        whole, patches = (examine(tmp_path / n, *slices(6)).findings for n in ("whole", "patches"))
        assert [m.polygon for m in whole] == [m.polygon for m in patches] != []
        assert whole[0].volume_ml == patches[0].volume_ml == pytest.approx(8 * 6 * 6 * 0.8 * 0.7 / 1000)

    def test_boxes_are_read_in_pixels_of_the_image(self, tmp_path):
        found = constant_network(boxes=[[4, 8, 12, 24], [40, 40, 41, 41]], scores=[0.9, 0.2], labels=[1, 1])
        put_network(
            tmp_path,
            "boxes",
            found,
            f"""question = "spot"
{ANY_CT}
[input]
size = [32, 32]
[output]
kind = "boxes"
[[findings]]
display = "Spot"
code = "1"
channel = 1
""",
        )
        sure = examine(tmp_path, slices()[0]).above()
        assert [m.polygon[0] for m in sure] == [(8.0, 16.0)]
        assert sure[0].polygon[2] == (24.0, 48.0)
        assert sure[0].measure("longest side of the marked box", "mm") == pytest.approx(32 * 0.8)

    def test_a_monai_bundle_says_itself_how_its_images_are_prepared(self, tmp_path):
        metadata = {
            "inputs": {"image": {"modality": "CT", "num_channels": 1, "spatial_shape": [32, 32, 4],
                                 "is_patch_data": True}},
            "outputs": {"pred": {"type": "image", "format": "segmentation", "num_channels": 2}},
        }  # fmt: skip
        steps = [
            {"_target_": "LoadImaged", "keys": "image"},
            {"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"},
            {"_target_": "ScaleIntensityRanged", "a_min": -1024, "a_max": 976, "b_min": 0, "b_max": 1, "clip": True},
        ]
        own = BRIGHT.replace('modality = ["CT"]\n', "").replace('kind = "segmentation"', 'activation = "none"')
        put_bundle(tmp_path, "spleen", bright_network(0.9, dimensions=3), own, metadata=metadata, steps=steps)
        (loaded,) = read_networks(tmp_path)
        assert isinstance(loaded, OwnNetwork), loaded
        assert loaded.spec.input.axes == "ras" and loaded.spec.input.size == (32, 32, 4)
        assert try_network(loaded) == ""
        (mark,) = examine(tmp_path, *slices(5)).findings
        assert mark.volume_ml == pytest.approx(8 * 6 * 5 * 0.8 * 0.7 / 1000)
        assert {x for x, _ in mark.polygon} == {30.0, 36.0}


def classifying(more: str = "") -> str:
    return f"""question = "bright"
{ANY_CT}
[input.normalise]
kind = "range"
low = -1024.0
high = 976.0
[output]
kind = "classification"
[[findings]]
display = "Bright"
code = "1"
{more}
"""


class TestRefused:
    def test_without_a_card(self, tmp_path):
        (put_network(tmp_path, "spot", bright_network(0.5), BRIGHT) / "cards" / "spot.toml").unlink()
        assert "no card" in reason(tmp_path)

    def test_with_another_file_than_the_card_names(self, tmp_path):
        made = put_network(tmp_path, "spot", bright_network(0.5), BRIGHT)
        (made / "weights" / "spot.onnx").write_bytes(bright_network(0.6))
        assert "SHA-256 differs" in reason(tmp_path)

    def test_with_a_model_that_the_card_does_not_name(self, tmp_path):
        made = put_network(tmp_path, "spot", bright_network(0.5), BRIGHT)
        (made / "weights" / "spot.onnx").rename(made / "weights" / "other.onnx")
        assert "does not name" in reason(tmp_path)

    def test_without_a_description(self, tmp_path):
        (put_network(tmp_path, "spot", bright_network(0.5), BRIGHT) / "network.toml").unlink()
        assert "no description" in reason(tmp_path)

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            (("body_part", "body_parts"), "body_parts"),
            (('"segmentation"', '"detection"'), "detection"),
            (('code = "52988006"', ""), "code"),
            (("channel = 1", "threshold = 1.5"), "between 0 and 1"),
            (('kind = "segmentation"', 'kind = "boxes"\n[input]\nfit = "patches"\nsize = [16, 16]'), "boxes"),
            (("[output]", "[input]\nsize = [16]\n[output]"), "input.size"),
        ],
    )
    def test_with_a_description_that_is_wrong(self, tmp_path, change, words):
        put_network(tmp_path, "spot", bright_network(0.5), BRIGHT.replace(*change))
        assert words in reason(tmp_path)

    def test_a_bundle_with_a_step_nobody_here_knows(self, tmp_path):
        metadata = {"inputs": {"image": {"spatial_shape": [8, 8, 8]}}, "outputs": {"pred": {"num_channels": 2}}}
        steps = [{"_target_": "monai.transforms.HistogramNormalized", "keys": "image"}]
        put_bundle(tmp_path, "odd", bright_network(0.5, dimensions=3), BRIGHT, metadata=metadata, steps=steps)
        assert "HistogramNormalize" in reason(tmp_path)

    def test_one_that_is_wrong_leaves_the_others_alone(self, tmp_path):
        put_network(tmp_path, "good", bright_network(500.0), BRIGHT)
        (tmp_path / "empty").mkdir()
        good, empty = sorted(read_networks(tmp_path), key=lambda one: isinstance(one, Refused))
        assert isinstance(good, OwnNetwork) and isinstance(empty, Refused)


class TestNeverStopsAStudy:
    @pytest.mark.parametrize(
        ("model", "words"),
        [
            (b"this is no network", "does not load"),
            (mean_network(), "its output has the shape (1, 1)"),
            (constant_network(y=[[[[np.nan]]]]), "no numbers"),
            (constant_network(y=[[[[2.0]]]]), "its output has the shape"),
        ],
    )
    def test_a_network_that_answers_nonsense_has_not_assessed(self, tmp_path, model, words):
        put_network(tmp_path, "spot", model, BRIGHT)
        said = examine(tmp_path)
        assert not said.findings and "bright spot" not in said.assessed
        assert any(text.startswith("bright spot: spot: ") and words in text for text in said.not_assessed)
        (loaded,) = read_networks(tmp_path)
        assert isinstance(loaded, OwnNetwork) and words in try_network(loaded)

    def test_scores_that_are_none_are_not_told(self, tmp_path):
        put_network(tmp_path, "logits", constant_network(y=[[3.7]]), classifying())
        assert any("output.activation does not fit" in text for text in examine(tmp_path).not_assessed)

    def test_one_that_takes_too_long_is_stopped(self, tmp_path):
        put_network(tmp_path, "slow", endless_network(), "seconds = 1.0\n" + classifying())
        assert "bright: slow: it took longer than 1 seconds" in examine(tmp_path).not_assessed

    def test_one_that_crashes_takes_only_its_own_process_along(self, tmp_path):
        put_network(tmp_path, "spot", bright_network(0.5), BRIGHT)
        (loaded,) = read_networks(tmp_path)
        assert isinstance(loaded, OwnNetwork)
        with Worker(loaded) as worker, pytest.raises(NetworkFailed, match="crashed"):
            worker._process.kill()
            worker._process.wait()
            worker.run(np.zeros((1, 1, 8, 8), np.float32))

    def test_torchscript_without_torch_is_a_reason(self, tmp_path):
        put_network(tmp_path, "script", b"PK no module", BRIGHT, suffix=".ts")
        (text,) = (t for t in examine(tmp_path).not_assessed if t.startswith("bright spot"))
        assert "torch is not installed" in text or "does not load" in text

    def test_torchscript_with_torch_answers_as_onnx_does(self, tmp_path):
        torch = pytest.importorskip("torch")

        class Spot(torch.nn.Module):
            def forward(self, x):
                one = (x > 500.0).float()
                return torch.cat([1 - one, one], 1)

        file = io.BytesIO()
        torch.jit.save(torch.jit.script(Spot()), file)
        put_network(tmp_path / "a", "spot", file.getvalue(), BRIGHT, suffix=".ts")
        put_network(tmp_path / "b", "spot", bright_network(500.0), BRIGHT)
        script, onnx = (examine(tmp_path / name).findings for name in ("a", "b"))
        assert [mark.polygon for mark in script] == [mark.polygon for mark in onnx] != []


class TestScope:
    @pytest.mark.parametrize(
        ("elements", "words"),
        [
            ({"BodyPartExamined": "HEAD"}, "shows another part (ABDOMEN)"),
            ({"BodyPartExamined": "", "SeriesDescription": "x", "StudyDescription": ""}, "does not say that it shows"),
        ],
    )
    def test_a_series_out_of_scope_gets_no_answer(self, tmp_path, elements, words):
        put_network(tmp_path, "spot", bright_network(500.0), BRIGHT)
        said = examine(tmp_path, *slices(**elements))
        assert not said.findings
        assert any(t.startswith("bright spot: ") and words in t for t in said.not_assessed)

    def test_another_modality_is_not_even_told_of(self, tmp_path):
        put_network(tmp_path, "spot", bright_network(500.0), BRIGHT)
        said = examine(tmp_path, *slices(Modality="US"))
        assert not said.findings and "bright spot" not in said.assessed

    def test_a_picture_that_looks_otherwise_gets_no_answer(self, tmp_path):
        template = [float((n % 16 > 7) * 2 - 1) for n in range(256)]
        looks = ANY_CT + f"template = {template}\nleast_likeness = 0.6\n"
        put_network(tmp_path, "spot", bright_network(500.0), BRIGHT.replace(ANY_CT, looks))
        assert any("does not look like those" in text for text in examine(tmp_path).not_assessed)

    def test_one_for_research_only_waits_for_the_site_to_accept_that(self, tmp_path):
        put_network(tmp_path, "spot", bright_network(500.0), "research_only = true\n" + BRIGHT)
        assert any("research use only" in text for text in examine(tmp_path).not_assessed)
        assert examine(tmp_path, research_use=True).findings

    def test_without_spacing_a_network_that_needs_it_says_nothing(self, tmp_path):
        wants = BRIGHT.replace("[output]", "[input]\nspacing_mm = [1.0, 1.0]\n[output]")
        put_network(tmp_path, "spot", bright_network(500.0), wants)
        (text,) = (t for t in examine(tmp_path, *slices(PixelSpacing=None)).not_assessed if t.startswith("bright"))
        assert "spacing of the pixels is not known" in text


class TestPreparation:
    @pytest.mark.parametrize("given", [Input(size=(48, 32)), Input(size=(48, 32), fit="stretch"), Input(multiple_of=7)])
    def test_a_map_comes_back_to_where_it_was(self, given):
        values = np.zeros((40, 20), np.float32)
        values[10:20, 5:15] = 1
        prepared = prepare(values, None, given)
        assert prepared.array.shape[2:] == (given.size or (42, 21))
        back = prepared.back(prepared.array[0, 0])
        assert back.shape == values.shape
        assert ((back > 0.5) == (values > 0.5)).mean() > 0.97

    def test_a_mean_stays_when_an_image_shrinks(self):
        values = np.random.default_rng(4).random((64, 64), np.float32)
        assert resampled(values, (16, 16)).mean() == pytest.approx(values.mean(), abs=0.01)

    def test_standard_scores_hold_for_each_channel(self):
        how = Normalise(kind="standard", low=0, high=255, mean=(0.5, 0.4, 0.3), deviation=(0.2, 0.2, 0.1))
        made = prepare(np.full((8, 8), 127.5, np.float32), None, Input(channels=3, normalise=how)).array
        assert made[0, :, 0, 0] == pytest.approx([0.0, 0.5, 2.0], abs=1e-5)


def test_a_card_is_one_of_ours_with_all_its_attributes(tmp_path):
    from attending.models import parse_card

    assert parse_card(card_text("spot", "spot.onnx", b"x"), name="spot.toml").weights[0].file == "spot.onnx"


def test_the_example_of_the_manual_is_a_valid_description():
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "own-networks.md").read_text(encoding="utf-8")
    example = page.partition("```toml\n")[2].partition("```")[0]
    spec = read_spec(read_table(example, "nodule"), given={}, name="nodule")
    assert (spec.question, spec.input.size, spec.findings[0].weight) == ("lung nodule", (64, 192, 192), 0.9)


class TestTorchxrayvision:
    """The description of the manual, with a network of the same interface: 224 pixels, −1024 to 1024, 18 classes."""

    @pytest.fixture
    def described(self) -> str:
        page = (Path(__file__).parents[2] / "docs" / "how-to" / "own-networks.md").read_text(encoding="utf-8")
        return page.partition("## torchxrayvision")[2].partition("```toml\n")[2].partition("```")[0]

    def look(self, tmp_path, described, **elements) -> Examination:
        """A film of 12 bits, 96 × 64: what the middle square leaves out is as bright as can be."""
        offsets = [0.4 + 0.01 * channel for channel in range(18)]
        put_network(tmp_path, "txrv", classes_by_mean_network(224, offsets, scale=1 / 4096), described)
        values = np.full((96, 64), 4095, np.uint16)
        values[16:80] = 3071  # three quarters of what 12 bits can say: 512 of −1024 to 1024
        film = scan(
            values, Modality="DX", BodyPartExamined="CHEST", BitsStored=12, RescaleIntercept="0", **elements,
        )  # fmt: skip
        return examine(tmp_path, film, research_use=True)

    def test_each_class_is_told_by_its_name_with_the_score_that_its_scaling_gives(self, tmp_path, described):
        found = self.look(tmp_path, described)
        assert found.assessed == ("chest findings of torchxrayvision",)
        scores = {mark.label: mark.probability for mark in found.findings}
        want = 0.4 + 512 / 4096  # the mean of the middle square alone
        assert scores["Pneumonia"] == pytest.approx(want + 0.08, abs=2e-3)
        assert scores["Enlarged cardiomediastinum"] == pytest.approx(want + 0.17, abs=2e-3)
        assert len(scores) == 18

    def test_its_scores_are_told_as_not_calibrated_and_for_research_only(self, tmp_path, described):
        found = self.look(tmp_path, described)
        assert not any(mark.is_calibrated for mark in found.findings)
        assert any("nobody calibrated its scores" in note for note in found.notes)
        assert read_spec(read_table(described, "txrv"), given={}, name="txrv").research_only

    def test_a_film_whose_largest_value_is_black_is_turned_first(self, tmp_path, described):
        found = self.look(tmp_path, described, PhotometricInterpretation="MONOCHROME1")
        scores = {mark.label: mark.probability for mark in found.findings}
        assert scores["Pneumonia"] == pytest.approx(0.4 - 512 / 4096 + 0.08, abs=2e-3)
        assert found.above() == ()


def test_single_points_are_taken_and_a_map_of_them_comes_back():
    values = np.arange(40, dtype=np.float32)[:, None] * np.ones((1, 30), np.float32)
    given = Input(spacing_mm=(1.5, 1.5), resampling="points")
    prepared = prepare(values, (1.0, 1.0), given)
    assert prepared.array.shape[2:] == (27, 20)  # (n - 1) / 1.5 + 1, rounded
    assert prepared.array[0, 0, :, 0] == pytest.approx(np.arange(27) * 1.5)
    assert prepared.back(prepared.array[0, 0]) == pytest.approx(values, abs=1e-4)


def test_public_networks_are_named_with_what_of_them_is_on_the_machine(tmp_path):
    absent = look_for_known(tmp_path, installed=lambda package: False)
    assert [one.known.name for one in absent] == ["torchxrayvision", "TotalSegmentator", "MONAI bundles"]
    assert {one.state for one in absent} == {"not on this machine"}
    weights = tmp_path / ".torchxrayvision" / "models_data"
    weights.mkdir(parents=True)
    (weights / "nih.pt").write_bytes(b"")
    xrv, total, _ = look_for_known(tmp_path, installed=lambda package: package == "totalsegmentator")
    assert xrv.state == "weights are on this machine, not in use"
    assert total.state == "the package is on this machine, its weights are not"
