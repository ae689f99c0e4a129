"""An enhanced image says that it is one, says where it is in doubt, and leaves the original alone."""

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from tests.scans import as_file as scan_file
from tests.scans import scan, with_damaged_pixels

from attending.errors import BadInput
from attending.imaging.decode import decode_frames
from attending.imaging.derived import derived_image, read_doubt, series_uid
from attending.imaging.enhance import Enhanced
from attending.imaging.header import read_dataset
from attending.imaging.intake import SentFile, sort_files
from attending.imaging.objects import as_file
from attending.imaging.outgoing import enhance_series


def enhanced(pixels, trusted=None, factor=2) -> Enhanced:
    values = np.asarray(pixels, np.float32)
    return Enhanced(values, np.ones(values.shape, bool) if trusted is None else trusted, factor, "sharpen-fine", "1")


def test_it_is_derived_has_finer_spacing_and_names_its_source():
    source = read_dataset(scan(np.full((8, 8), 1064, np.uint16)))
    made = read_dataset(as_file(derived_image(source, [enhanced(np.full((16, 16), 40))], number=1, series="1.2.3")))
    assert list(made.ImageType[:2]) == ["DERIVED", "SECONDARY"]
    assert made.SOPClassUID == source.SOPClassUID and made.SOPInstanceUID != source.SOPInstanceUID
    assert made.SourceImageSequence[0].ReferencedSOPInstanceUID == source.SOPInstanceUID
    assert [float(x) for x in made.PixelSpacing] == [0.4, 0.35]
    assert [float(x) for x in source.PixelSpacing] == [0.8, 0.7]
    assert (made.pixel_array == 1064).all()
    assert "not for diagnostic use" in made.DerivationDescription
    assert read_doubt(made, 1) is None


def test_the_same_source_gives_the_same_uids_so_that_nothing_is_kept_twice():
    source = read_dataset(scan())
    one, two = (derived_image(source, [enhanced(np.zeros((16, 16)))], number=1, series="1.2.3") for _ in range(2))
    assert one.SOPInstanceUID == two.SOPInstanceUID
    assert series_uid("1.2", 2, "a 1") == series_uid("1.2", 2, "a 1") != series_uid("1.2", 4, "a 1")


def test_what_failed_the_hallucination_check_travels_as_an_overlay():
    trusted = np.ones((16, 16), bool)
    trusted[3:6, 2:9] = False
    source = read_dataset(scan())
    made = derived_image(source, [enhanced(np.zeros((16, 16)), trusted)], number=1, series="1.2.3")
    back = read_doubt(read_dataset(as_file(made)), 1)
    assert back is not None and (back == ~trusted).all()


def multi_frame() -> bytes:
    """Three frames of an enhanced MR, each with its own slope."""
    values = np.random.default_rng(3).integers(0, 900, (3, 32, 32)).astype(np.uint16)
    dataset = read_dataset(scan(values, SOPClassUID="1.2.840.10008.5.1.4.1.1.4.1", Modality="MR", NumberOfFrames=3,
                                drop=("RescaleSlope", "RescaleIntercept", "PixelSpacing")))  # fmt: skip

    def group(slope: str) -> Dataset:
        transform, frame = Dataset(), Dataset()
        transform.RescaleSlope, transform.RescaleIntercept, transform.RescaleType = slope, "0", "US"
        frame.PixelValueTransformationSequence = Sequence([transform])
        return frame

    measures, shared = Dataset(), Dataset()
    measures.PixelSpacing, measures.SliceThickness = ["1", "1"], "2"
    shared.PixelMeasuresSequence = Sequence([measures])
    dataset.SharedFunctionalGroupsSequence = Sequence([shared])
    dataset.PerFrameFunctionalGroupsSequence = Sequence([group(slope) for slope in ("1", "2", "0.5")])
    return scan_file(dataset)


def test_a_multi_frame_file_becomes_one_with_every_frame_enhanced():
    data = multi_frame()
    taken = sort_files([SentFile("1", data.__bytes__)])
    (made,) = enhance_series(taken, taken.studies[0].series[0], 2, quality="fast")
    file = as_file(made)
    before, after = decode_frames(data), decode_frames(file)
    assert len(after) == 3
    for old, new in zip(before, after, strict=True):
        blocks = np.asarray(new.pixels, np.float32).reshape(32, 2, 32, 2).mean((1, 3))
        assert new.geometry.spacing_mm == (0.5, 0.5)
        assert np.abs(blocks - old.pixels).max() <= 1.0  # half of a stored step of the coarsest slope


def test_colour_is_refused():
    taken = sort_files(
        [SentFile("1", scan(np.zeros((32, 32, 3), np.uint8), PhotometricInterpretation="RGB").__bytes__)]
    )
    with pytest.raises(Exception, match="Only grey"):
        list(enhance_series(taken, taken.studies[0].series[0], 2))


def test_an_image_with_damaged_pixels_is_left_out_and_the_series_is_enhanced():
    whole, other = (scan(np.full((32, 32), 900, np.uint16), InstanceNumber=n) for n in (1, 2))
    damaged = with_damaged_pixels(other)
    taken = sort_files([SentFile("1", whole.__bytes__), SentFile("2", damaged.__bytes__)])
    made = list(enhance_series(taken, taken.studies[0].series[0], 2))
    assert [one.InstanceNumber for one in made] == [1]
    alone = sort_files([SentFile("2", damaged.__bytes__)])
    with pytest.raises(BadInput, match="damaged"):
        list(enhance_series(alone, alone.studies[0].series[0], 2))


def test_each_frame_of_an_enhanced_image_says_that_it_is_derived_and_from_which():
    """In these classes the second value stays PRIMARY, and what is of the acquisition alone goes."""
    source = read_dataset(multi_frame())
    source.ImageType, source.PulseSequenceName = ["ORIGINAL", "PRIMARY", "T1", "NONE"], "tfl"
    for group in source.PerFrameFunctionalGroupsSequence:
        kind = Dataset()
        kind.FrameType = ["ORIGINAL", "PRIMARY", "T1", "NONE"]
        group.MRImageFrameTypeSequence = Sequence([kind])
    made = derived_image(source, [enhanced(np.zeros((16, 16)))] * 3, number=1, series="1.2.3")
    assert list(made.ImageType) == ["DERIVED", "PRIMARY", "T1", "NONE"]
    assert "PulseSequenceName" not in made and "PulseSequenceName" in source
    for number, group in enumerate(made.PerFrameFunctionalGroupsSequence, 1):
        assert list(group.MRImageFrameTypeSequence[0].FrameType) == ["DERIVED", "PRIMARY", "T1", "NONE"]
        (origin,) = group.DerivationImageSequence[0].SourceImageSequence
        assert (origin.ReferencedSOPInstanceUID, origin.ReferencedFrameNumber) == (source.SOPInstanceUID, number)
    assert source.PerFrameFunctionalGroupsSequence[0].MRImageFrameTypeSequence[0].FrameType[0] == "ORIGINAL"
    assert made.SourceImageEvidenceSequence[0].StudyInstanceUID == source.StudyInstanceUID
