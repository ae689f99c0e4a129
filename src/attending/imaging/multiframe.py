"""What an enhanced multi-frame image has to say otherwise once it is derived, in the image and in each of its frames.

Read by `derived`. Source: DICOM PS3.3 C.8.16.1 (image and frame type), C.8.13.4 (MR pulse sequence), C.7.6.16.2.6
(derivation image), C.7.6.18.2 (bulk motion).
"""

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence as Items

from attending.imaging.decode import groups_of

CLASSES = frozenset(f"1.2.840.10008.5.1.4.1.1.{part}" for part in ("2.1", "2.2", "4.1", "4.4"))
"""Enhanced CT and MR, and the two that were converted from classic images."""
_OF_ORIGINALS = (
    "BulkMotionCompensationTechnique", "CoverageOfKSpace", "EchoPlanarPulseSequence", "EchoPulseSequence",
    "GeometryOfKSpaceTraversal", "MRAcquisitionType", "MultiPlanarExcitation", "MultipleSpinEcho",
    "NumberOfKSpaceTrajectories", "OversamplingPhase", "PhaseContrast", "PulseSequenceName",
    "RectilinearPhaseEncodeReordering", "SaturationRecovery", "SegmentedKSpaceTraversal",
    "SpectrallySelectedSuppression", "SteadyStatePulseSequence", "TimeOfFlightContrast",
)  # fmt: skip
"""Of the acquisition: they may stand with an original only."""
_FRAME_TYPES = ("CTImageFrameTypeSequence", "MRImageFrameTypeSequence")


def say_derived(made: Dataset, source: Dataset, derivation: Dataset) -> None:
    """Mark an enhanced image and its frames as derived from the frames of its source.

    Args:
        made: the new image, a copy of its source so far.
        source: the original.
        derivation: the code of what was done.
    """
    made.ImageType = ["DERIVED", "PRIMARY", *_rest(source)]
    for keyword in _OF_ORIGINALS:
        if keyword in made:
            delattr(made, keyword)
    shared, own = groups_of(made)
    for group in (*((shared,) if shared is not None else ()), *own):
        for keyword in _FRAME_TYPES:
            for kind in group.get(keyword) or ():
                kind.FrameType = ["DERIVED", "PRIMARY", *list(kind.get("FrameType") or [])[2:]]
    if shared is not None:
        shared.pop("DerivationImageSequence", None)
    for number, group in enumerate(own, 1):
        group.DerivationImageSequence = Items([_from_frame(source, number, derivation)])
    if own:
        made.SourceImageEvidenceSequence = Items([_evidence(source)])


def _evidence(source: Dataset) -> Dataset:
    """Where the images are that frames were derived from (C.8.16.2.1.1)."""
    study, series, image = Dataset(), Dataset(), Dataset()
    image.ReferencedSOPClassUID, image.ReferencedSOPInstanceUID = source.SOPClassUID, source.SOPInstanceUID
    series.SeriesInstanceUID, series.ReferencedSOPSequence = source.SeriesInstanceUID, Items([image])
    study.StudyInstanceUID, study.ReferencedSeriesSequence = source.StudyInstanceUID, Items([series])
    return study


def _rest(source: Dataset) -> list[str]:
    return [str(part) for part in list(source.get("ImageType") or [])[2:]]


def _from_frame(source: Dataset, number: int, derivation: Dataset) -> Dataset:
    purpose = Dataset()
    purpose.CodeValue, purpose.CodingSchemeDesignator = "121322", "DCM"
    purpose.CodeMeaning = "Source image for image processing operation"
    image = Dataset()
    image.ReferencedSOPClassUID, image.ReferencedSOPInstanceUID = source.SOPClassUID, source.SOPInstanceUID
    image.ReferencedFrameNumber = number
    image.PurposeOfReferenceCodeSequence = Items([purpose])
    made = Dataset()
    made.DerivationCodeSequence, made.SourceImageSequence = Items([derivation]), Items([image])
    return made
