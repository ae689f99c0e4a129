"""What the finders say of a series, and of what they refuse to say anything."""

from dataclasses import replace

import numpy as np
import pytest
from tests.scans import scan, with_damaged_pixels

from attending.app.demo.forearm import forearm
from attending.imaging import chests, examine_series, fractures, take_in
from attending.imaging.calibration import Curve
from attending.imaging.finding import Examination
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.networks import open_network

XRAY = "1.2.840.10008.5.1.4.1.1.1.1"
MRI = "1.2.840.10008.5.1.4.1.1.4"


def examine(*files: bytes, research_use: bool = False) -> Examination:
    """The first series of these files, the others beside it."""
    taken = sort_files([SentFile(f"{n}.dcm", lambda data=data: data) for n, data in enumerate(files)])
    series, *others = taken.studies[0].series
    return examine_series(series, taken.read, research_use=research_use, others=others)


def film(pixels=None, **elements) -> bytes:
    values = bone() if pixels is None else pixels
    drop = ("RescaleSlope", "RescaleIntercept", "ImagePositionPatient", "ImageOrientationPatient")
    return scan(values, drop=drop, **{"SOPClassUID": XRAY, "Modality": "DX", "SeriesDescription": "", **elements})


def bone(side: int = 256) -> np.ndarray:
    """A bright shaft on a dark ground, with some grain."""
    rng = np.random.default_rng(3)
    x = np.abs(np.arange(side) - side / 2)
    shaft = 900 * (x < side / 8) + 600 * (x < side / 5)
    return (200 + shaft[None] + rng.normal(0, 30, (side, side))).clip(0, 4000).astype(np.uint16)


def contrast(number: int, name: str, *, shift_mm: float = 0.0) -> list[bytes]:
    """A T1 series taken like the FLAIR series."""
    return flair_slices(
        shift_mm=shift_mm, SeriesDescription=f"AX {name}", SeriesNumber=number + 2,
        SeriesInstanceUID=f"1.2.826.0.1.3680043.8.498.3.{number}", uid=f"1.2.826.0.1.3680043.8.498.5.{number}",
    )  # fmt: skip


def flair_slices(count: int = 6, *, shift_mm: float = 0.0, uid: str = "", **elements) -> list[bytes]:
    """Slices of a bright disc (a head) with a brighter spot in it."""
    y, x = np.mgrid[:160, :160] - 80
    head = 400.0 * (np.hypot(x, y * 0.85) < 60) + 120 * (np.hypot(x, y * 0.85) < 55)
    slices = []
    for z in range(count):
        plane = head + 500 * (np.hypot(x - 20, y) < 9) * (1 < z < 4)
        said = {
            "SOPClassUID": MRI, "Modality": "MR", "SeriesDescription": "AX FLAIR", "BodyPartExamined": "HEAD",
            "StudyDescription": "MRI brain", "InstanceNumber": z + 1, "SliceThickness": "4",
            "ImagePositionPatient": [0, 0, 4.0 * z + shift_mm], **({"SOPInstanceUID": f"{uid}.{z}"} if uid else {}),
            "SeriesNumber": 1, **elements,
        }  # fmt: skip
        slices.append(scan(plane.astype(np.uint16), drop=("RescaleSlope", "RescaleIntercept"), **said))
    return slices


class TestOutOfScope:
    @pytest.mark.parametrize("part", ["ABDOMEN", "CHEST", "SKULL"])
    def test_a_film_of_another_part_is_not_read_for_fractures(self, part):
        said = examine(film(BodyPartExamined=part))
        assert not [m for m in said.findings if m.label == "Fracture of bone"]
        assert "fracture: the film does not show hand, arm, shoulder, hip, leg or foot" in said.not_assessed

    def test_a_lateral_chest_film_is_not_read(self):
        said = examine(film(BodyPartExamined="CHEST", ViewPosition="LL"))
        assert "chest findings: the film is lateral, the model knows frontal films" in said.not_assessed
        assert not said.findings

    def test_a_small_film_is_not_read(self):
        said = examine(film(bone(96), BodyPartExamined="HAND"))
        assert "fracture: fewer than 128 pixels a side" in said.not_assessed

    @pytest.mark.parametrize(
        ("modality", "part", "expected"),
        [
            ("CT", "HEAD", {"intracranial haemorrhage", "stroke"}),
            ("CT", "CHEST", {"lung nodule"}),
            ("CT", "ANKLE", {"fracture"}),
            ("CT", "", {"intracranial haemorrhage", "lung nodule", "stroke", "fracture"}),
            ("DX", "CHEST", {"lung nodule", "pneumothorax"}),
            ("DX", "FOREARM", set()),
            ("MR", "KNEE", set()),
        ],
    )
    def test_only_what_people_expect_of_the_part_is_said_to_have_no_model(self, modality, part, expected):
        said = examine(
            scan(bone(), Modality=modality, BodyPartExamined=part, StudyDescription="", SeriesDescription="")
        )
        lacking = {reason.partition(":")[0] for reason in said.not_assessed if reason.endswith("for want of data")}
        assert lacking == expected

    def test_a_part_that_no_model_knows_at_all_is_said_in_one_line(self):
        said = examine(scan(np.zeros((64, 64), np.uint16), BodyPartExamined="ABDOMEN"))
        assert not said.findings
        assert said.not_assessed == ("findings: no model for this part on CT",)

    def test_a_modality_without_any_model_says_so(self):
        said = examine(scan(np.zeros((64, 64), np.uint16), Modality="US"))
        assert said.not_assessed == ("findings: no model for modality US",)

    def test_an_mr_series_that_is_no_flair_is_not_read(self):
        slices = [scan(np.zeros((160, 160), np.uint16), SOPClassUID=MRI, Modality="MR", SeriesDescription="T2 knee",
                       BodyPartExamined="KNEE")]  # fmt: skip
        said = examine(*slices, research_use=True)
        assert "brain tumour: the series does not show the head" in said.not_assessed

    def test_a_damaged_film_is_a_reason_and_not_a_crash(self):
        said = examine(with_damaged_pixels(film(BodyPartExamined="HAND")))
        assert any(reason.startswith("fracture: ") for reason in said.not_assessed)


class TestResearchUse:
    def test_the_tumour_model_is_not_loaded_unless_the_site_has_accepted_research_use(self):
        said = examine(*flair_slices())
        assert any(r.startswith("brain tumour: model for research use only") for r in said.not_assessed)
        assert not [m for m in said.findings if "Neoplasm" in m.label]

    @pytest.mark.parametrize(
        ("others", "missing"),
        [((), "T1 before contrast and T1 after contrast"), (("T1 post",), "T1 before contrast")],
    )
    def test_without_t1_before_contrast_the_tumour_model_gives_no_answer(self, others, missing):
        said = examine(*flair_slices(), *(s for n, name in enumerate(others) for s in contrast(n, name)),
                       research_use=True)  # fmt: skip
        assert "brain tumour" not in said.assessed
        assert not [m for m in said.findings if m.model == "brain-tumour"]
        assert any(text.startswith(f"brain tumour: {missing} missing") for text in said.not_assessed)

    def test_without_t1_after_contrast_the_report_says_what_stood_in(self):
        said = examine(*flair_slices(), *contrast(0, "T1"), research_use=True)
        assert "brain tumour" in said.assessed
        assert "Brain tumour: FLAIR stood in for the missing T1 after contrast." in said.notes

    def test_contrasts_that_lie_elsewhere_in_the_head_do_not_count(self):
        both = [s for n, name in enumerate(("T1", "T1 post")) for s in contrast(n, name, shift_mm=8.0)]
        said = examine(*flair_slices(), *both, research_use=True)
        assert any("contrast missing" in text for text in said.not_assessed)

    def test_a_bright_mass_on_flair_is_marked_over_its_slices_where_research_use_is_accepted(self):
        both = [s for n, name in enumerate(("T1", "T1 post")) for s in contrast(n, name)]
        said = examine(*flair_slices(), *both, research_use=True)
        assert "brain tumour" in said.assessed
        assert "brain-tumour 4" in said.models
        for mark in (m for m in said.findings if m.model == "brain-tumour"):
            assert 0 < mark.lower <= mark.probability <= mark.upper < 1
            assert mark.volume_ml is not None and mark.volume_ml > 0
            assert mark.slices[0][0] == mark.sop_instance_uid
            assert {heat.sop_instance_uid for heat in mark.heats} == {uid for uid, _, _ in mark.slices}
            assert all(heat.is_probability and heat.values.max() > 100 for heat in mark.heats)

    def test_images_that_look_like_no_head_get_no_answer(self):
        noise = np.random.default_rng(2)
        slices = [
            scan(noise.integers(0, 900, (160, 160)).astype(np.uint16), SOPClassUID=MRI, Modality="MR",
                 SeriesDescription=f"AX {name}", BodyPartExamined="HEAD", InstanceNumber=n + 1, SeriesNumber=k,
                 SeriesInstanceUID=f"1.2.3.{k}", SOPInstanceUID=f"1.2.3.{k}.{n}")
            for k, name in enumerate(("FLAIR", "T1", "T1 post")) for n in range(3)
        ]  # fmt: skip
        said = examine(*slices, research_use=True)
        assert "brain tumour: the images do not look like axial slices of a head" in said.not_assessed


class TestLesions:
    def test_a_bright_spot_in_a_stripped_brain_is_marked_and_measured_in_the_patient(self):
        said = examine(*flair_slices())
        spots = [m for m in said.findings if m.model == "white-matter-lesions"]
        assert len(spots) == 1
        true_ml = 2 * np.pi * 9**2 * 0.8 * 0.7 * 4 / 1000
        assert spots[0].volume_ml == pytest.approx(true_ml, rel=0.35)
        assert spots[0].length_mm == pytest.approx(18 * 0.75, rel=0.3)
        assert len(spots[0].slices) == 2
        columns, rows = zip(*spots[0].polygon, strict=True)
        assert np.mean(columns) == pytest.approx(100, abs=3) and np.mean(rows) == pytest.approx(80, abs=3)

    def test_without_spacing_nothing_is_claimed(self):
        said = examine(*[scan_without_spacing(f) for f in flair_slices()])
        assert "white matter lesions: the spacing of the slices is not known" in said.not_assessed


def scan_without_spacing(data: bytes) -> bytes:
    from tests.scans import as_file

    from attending.imaging.header import read_dataset

    dataset = read_dataset(data)
    del dataset.PixelSpacing, dataset.ImagePositionPatient, dataset.SliceThickness
    return as_file(dataset)


def test_a_folder_on_disk_is_examined_like_files_in_memory(tmp_path):
    for number, data in enumerate(flair_slices()):
        (tmp_path / f"{number}").write_bytes(data)
    taken = take_in([tmp_path])
    told = []
    said = examine_series(
        taken.studies[0].series[0], taken.read, research_use=False, progress=lambda *n: told.append(n)
    )
    assert said.assessed == ("white matter lesions",)
    assert said.models == ("white-matter-lesions 1",)


class TestFractures:
    def test_marks_of_a_bone_film_are_complete_and_lie_inside_the_film(self):
        pixels = (3000 * forearm()).astype(np.uint16)
        said = examine(film(pixels, BodyPartExamined="FOREARM", PixelSpacing=["0.2", "0.2"]))
        assert said.assessed == ("fracture",)
        assert said.models == ("fracture 4",)
        assert said.findings
        for mark in said.findings:
            assert 0 < mark.lower <= mark.probability <= mark.upper < 1
            assert mark.operating_point in {"90% sensitivity", "90% specificity"}
            assert all(0 <= x <= pixels.shape[1] and 0 <= y <= pixels.shape[0] for x, y in mark.polygon)
            assert mark.model == "fracture"

    def test_the_size_of_a_box_is_called_so_and_is_no_length_of_a_fracture(self):
        pixels = (3000 * forearm()).astype(np.uint16)
        marks = examine(film(pixels, BodyPartExamined="FOREARM", PixelSpacing=["0.2", "0.2"])).findings
        assert marks
        for mark in marks:
            (across, down) = (np.ptp([point[axis] for point in mark.polygon]) for axis in (0, 1))
            assert mark.length_mm is None
            assert [str(one) for one in mark.measures] == [
                f"longest side of the marked box {0.2 * max(across, down):.1f} mm"
            ]

    @pytest.mark.parametrize(
        ("spacing", "words"),
        [({"ImagerPixelSpacing": ["0.2", "0.2"]}, "longest side of the marked box at the detector"), ({}, "")],
    )
    def test_a_box_is_measured_at_the_detector_or_not_at_all_where_the_film_says_no_more(self, spacing, words):
        marks = examine(
            film((3000 * forearm()).astype(np.uint16), BodyPartExamined="FOREARM", PixelSpacing=None, **spacing)
        ).findings
        assert marks
        assert {"".join(one.name for one in mark.measures) for mark in marks} == {words}

    def test_an_inverted_film_gives_the_same_answer(self):
        plain = examine(film(BodyPartExamined="HAND"))
        inverted = examine(film((4000 - bone()).astype(np.uint16), BodyPartExamined="HAND",
                                PhotometricInterpretation="MONOCHROME1"))  # fmt: skip
        assert [m.probability for m in inverted.findings] == pytest.approx(
            [m.probability for m in plain.findings], abs=0.02
        )

    def test_a_film_without_contrast_is_not_read(self):
        said = examine(film(np.full((200, 200), 700, np.uint16), BodyPartExamined="KNEE"))
        assert "fracture: the film has hardly any contrast" in said.not_assessed

    def test_a_header_that_names_no_part_gets_no_answer(self):
        said = examine(film(BodyPartExamined="", StudyDescription=""))
        assert not said.findings
        assert "fracture: the header does not say which part the film shows" in said.not_assessed

    def test_metal_in_sight_takes_the_calibration_back_and_is_said_with_what_the_network_saw(self, monkeypatch):
        plain = fractures.read_picture

        def with_metal(grey):
            return replace(plain(grey), kinds={**plain(grey).kinds, "hardware": 0.97})

        monkeypatch.setattr(fractures, "read_picture", with_metal)
        (caution,) = examine(film(BodyPartExamined="HAND")).cautions
        assert "not calibrated" in caution.text and "0.97" in caution.value and caution.model == "fracture"
        monkeypatch.undo()
        assert not examine(film(BodyPartExamined="HAND")).cautions

    def test_only_the_stricter_operating_point_is_pressing(self, monkeypatch):
        plain = fractures.read_picture
        mild, strict = sorted(open_network(fractures.NAME).settings["operating_points"].values())
        for chance, marked, pressing in ((mild + 0.01, True, False), (strict + 0.01, True, True), (0.01, False, False)):
            monkeypatch.setattr(
                fractures,
                "read_picture",
                lambda grey, p=chance: replace(
                    plain(grey),
                    probability=p,
                    lower=p / 2,
                    upper=min(0.99, p * 2),
                    boxes=((10.0, 10.0, 30.0, 30.0, 0.5),),
                ),
            )
            (mark,) = examine(film(BodyPartExamined="HAND")).findings
            assert (mark.above_threshold, mark.pressing) == (marked, pressing)

    def test_noise_is_no_film(self):
        noise = np.random.default_rng(1).integers(0, 4000, (600, 600)).astype(np.uint16)
        said = examine(film(noise, BodyPartExamined="HAND"))
        assert not said.findings
        assert "fracture: the picture is too noisy for a film" in said.not_assessed


class TestChest:
    def test_a_picture_that_is_no_chest_film_gets_no_answer_whatever_its_header_says(self):
        dark_in_the_middle = (4000 - bone()).astype(np.uint16)
        said = examine(film(dark_in_the_middle, BodyPartExamined="CHEST", ViewPosition="PA"))
        assert not said.findings
        assert "chest findings: the picture does not look like a frontal chest film" in said.not_assessed

    def test_something_shaped_like_a_chest_gets_findings_with_regions(self):
        template = np.array(open_network("chest-findings").settings["template"]).reshape(16, 16)
        grey = np.kron(600 + 150 * template, np.ones((24, 24))).clip(0, 4000).astype(np.uint16)
        said = examine(film(grey, BodyPartExamined="CHEST", ViewPosition="PA"))
        assert sorted(m.label for m in said.findings) == [
            "Pleural effusion", "Pneumonia", "Pulmonary edema", "Radiologic infiltrate of lung",
        ]  # fmt: skip
        assert all(len(m.polygon) > 4 and 0 < m.lower <= m.probability <= m.upper < 1 for m in said.findings)
        assert any("demonstration" in note for note in said.notes)

    def test_a_film_that_looks_mirrored_is_said_to_be_with_the_heart_as_evidence(self, monkeypatch):
        template = np.array(open_network("chest-findings").settings["template"]).reshape(16, 16)
        grey = np.kron(600 + 150 * template, np.ones((24, 24))).clip(0, 4000).astype(np.uint16)
        plain = chests.read_film
        for straight, said_so in ((0.08, True), (0.97, False)):
            monkeypatch.setattr(chests, "read_film", lambda film, s=straight: replace(plain(film), straight=s))
            cautions = examine(film(grey, BodyPartExamined="CHEST", ViewPosition="PA")).cautions
            assert bool(cautions) == said_so
            if cautions:
                assert cautions[0].text.startswith("This film may be shown mirrored")
                assert cautions[0].value == "shown as its mirror image: probability 0.92"
                assert all(0 <= x <= 384 and 0 <= y <= 384 for x, y in cautions[0].polygon) and cautions[0].polygon


def test_the_chance_of_a_fracture_rises_with_the_picture_and_with_its_best_box():
    curve = Curve.of(open_network(fractures.NAME).settings["curve"])
    heads = np.linspace(-8, 8, 65)
    scores = np.linspace(0.001, 0.999, 65)
    chances = np.array([[curve.chance(fractures.features_of(h, [(0, 0, 1, 1, s)], -8)) for s in scores] for h in heads])
    assert (np.diff(chances, axis=0) >= 0).all() and (np.diff(chances, axis=1) >= 0).all()
    assert chances[0, 0] < 0.05 and chances[-1, -1] > 0.95


def test_metal_in_plain_sight_makes_no_fracture_likelier_than_metal_that_may_be_there():
    curve = Curve.of(open_network(fractures.NAME).settings["curve"])
    chances = [curve.chance(fractures.features_of(0, [(0, 0, 1, 1, 0.3)], metal)) for metal in (-9, -6, -4, -2, 0, 8)]
    assert chances == sorted(chances) and chances[0] == chances[1] and chances[3] == chances[4] == chances[5]
