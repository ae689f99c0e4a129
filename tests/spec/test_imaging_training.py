"""Making the imaging models again, on data of our own drawing: what follows the training, and with torch all of it."""

import json
from importlib.resources import files
from importlib.util import find_spec

import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw

from attending.app.cli import main
from attending.imaging import remake
from attending.models.registry import load

pytestmark = pytest.mark.slow
LABELS = ("Pneumonia", "Effusion", "No Finding")
CARDS = {"tumour": "brain-tumour", "fracture": "fracture", "chest": "chest-findings"}


def draw_heads(folder, patients: int = 3, slices: int = 4) -> None:
    """Slices of three channels with a bright disc in half of them, their masks and their table."""
    for name in ("images", "masks"):
        (folder / name).mkdir(parents=True)
    rows = ["slice,patient"]
    for patient in range(patients):
        for z in range(slices):
            name, ill = f"P{patient}_{z}", z % 2 == 0
            picture, mask = Image.new("RGB", (256, 256)), Image.new("L", (256, 256))
            ImageDraw.Draw(picture).ellipse((50, 40, 206, 216), fill=(80, 90, 80))
            if ill:
                ImageDraw.Draw(picture).ellipse((90, 90, 125, 130), fill=(70, 230, 90))
                ImageDraw.Draw(mask).ellipse((90, 90, 125, 130), fill=255)
            picture.save(folder / "images" / f"{name}.png")
            mask.save(folder / "masks" / f"{name}.png")
            rows.append(f"{name},{patient}")
    (folder / "slices.csv").write_text("\n".join(rows) + "\n")


def draw_bones(folder, films: int = 18) -> None:
    """Shafts, every second one with a gap and a box around it."""
    (folder / "images").mkdir(parents=True)
    rows, marks = ["image_id,label,hand,leg,hip,shoulder,hardware,frontal,lateral,oblique"], []
    for number in range(films):
        name, ill = f"IMG{number:04d}.png", number % 2 == 0
        picture = Image.new("L", (96, 128), 20)
        pen = ImageDraw.Draw(picture)
        pen.rectangle((36 + number % 7, 5, 58, 122), fill=150)
        if ill:
            pen.line((30, 60, 70, 70), fill=20, width=4)
            marks.append(
                {"image_id": name, "bbox_xywh": [30, 52, 40, 26], "polygons": [[30, 52, 70, 52, 70, 78, 30, 78]]}
            )
        picture.save(folder / "images" / name)
        rows.append(f"{name},{int(ill)},{number % 2},{(number + 1) % 2},0,0,0,1,0,0")
    (folder / "labels.csv").write_text("\n".join(rows) + "\n")
    (folder / "fracture_annotations.json").write_text(json.dumps(marks))


def draw_chests(folder, films: int = 48) -> None:
    """Two dark lungs, with a white base where there is an effusion."""
    (folder / "images").mkdir(parents=True)
    rows = ["image,finding_labels,patient,age,sex,view,orig_w,width,height"]
    for number in range(films):
        name, label = f"{number:05d}.png", LABELS[number % 3]
        picture = Image.new("L", (128, 128), 160)
        pen = ImageDraw.Draw(picture)
        for left in (20, 72):
            pen.ellipse((left, 20, left + 36, 110), fill=60)
            if label == "Effusion":
                pen.rectangle((left, 88, left + 36, 112), fill=200)
        picture.save(folder / "images" / name)
        rows.append(f"{name},{label},{number // 2},50,{'MF'[number % 2]},{('PA', 'AP')[number % 2]},1024,128,128")
    (folder / "labels.csv").write_text("\n".join(rows) + "\n")


DRAWN = {
    "tumour": ("brain-mri-lgg", draw_heads),
    "fracture": ("fracatlas", draw_bones),
    "chest": ("chest-xray-nih", draw_chests),
}


@pytest.fixture(params=list(DRAWN))
def drawn(request, tmp_path):
    """A family and the folder of its data."""
    name, draw = DRAWN[request.param]
    draw(tmp_path / "data" / name)
    return request.param, tmp_path / "data", tmp_path / "into"


def test_after_the_training_curves_points_and_unseen_figures_are_written(drawn, monkeypatch):
    what, data, into = drawn
    shipped = files("attending.imaging").joinpath("weights", f"{what}-all.onnx").read_bytes()
    monkeypatch.setattr(remake, "_trained", lambda name, *_, **__: shipped)
    said = []
    remake.remake(what, data, into, said.append)
    ships = {weight.file for weight in load(files("attending.imaging"), CARDS[what]).card.weights}
    assert {path.name for path in into.iterdir()} == {*ships, f"{what}-unseen.json"}
    assert any("auroc: " in line and " to " in line for line in said)
    settings = json.loads((into / f"{what}.json").read_text())
    assert settings["operating_points"] and settings["calibration_error"] >= 0
    assert json.loads((into / f"{what}-unseen.json").read_text())
    assert said


def test_with_torch_the_command_trains_exports_and_settles(drawn):
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    what, data, into = drawn
    arguments = ["train", f"imaging-{what}", "--data", str(data), "--into", str(into), "--seconds", "2", "--json"]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    assert {path.name for path in into.iterdir()} >= {f"{what}-all.onnx", f"{what}.json", f"{what}-unseen.json"}


@pytest.mark.skipif(find_spec("torch") is not None, reason="torch is installed")
def test_without_torch_the_command_says_what_to_install(drawn):
    what, data, into = drawn
    done = CliRunner().invoke(main, ["train", f"imaging-{what}", "--data", str(data), "--into", str(into)])
    assert done.exit_code == 6
    assert "attending[imaging-train]" in done.output


def test_seconds_are_for_imaging_only(tmp_path):
    done = CliRunner().invoke(
        main, ["train", "scribe", "--data", str(tmp_path), "--into", str(tmp_path / "into"), "--seconds", "2"]
    )
    assert done.exit_code == 2
