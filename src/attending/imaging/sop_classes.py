"""Kinds of images as DICOM defines them: which may hold several frames, and which must say in what frame they lie.

Read by `objects` and `regions`: highdicom's constructors ask the same of their sources.
Source: DICOM PS3.3 annex A: IODs with the attribute Number of Frames, and those with a mandatory Frame of Reference.
"""

from pydicom import uid
from pydicom.dataset import Dataset

MULTI_FRAME = frozenset({
    uid.EnhancedCTImageStorage, uid.LegacyConvertedEnhancedCTImageStorage, uid.UltrasoundMultiFrameImageStorage,
    uid.EnhancedMRImageStorage, uid.MRSpectroscopyStorage, uid.EnhancedMRColorImageStorage,
    uid.LegacyConvertedEnhancedMRImageStorage, uid.EnhancedUSVolumeStorage, uid.PhotoacousticImageStorage,
    uid.MultiFrameSingleBitSecondaryCaptureImageStorage, uid.MultiFrameGrayscaleByteSecondaryCaptureImageStorage,
    uid.MultiFrameGrayscaleWordSecondaryCaptureImageStorage, uid.MultiFrameTrueColorSecondaryCaptureImageStorage,
    uid.XRayAngiographicImageStorage, uid.EnhancedXAImageStorage, uid.XRayRadiofluoroscopicImageStorage,
    uid.EnhancedXRFImageStorage, uid.XRay3DAngiographicImageStorage, uid.XRay3DCraniofacialImageStorage,
    uid.BreastTomosynthesisImageStorage, uid.BreastProjectionXRayImageStorageForPresentation,
    uid.BreastProjectionXRayImageStorageForProcessing,
    uid.IntravascularOpticalCoherenceTomographyImageStorageForPresentation,
    uid.IntravascularOpticalCoherenceTomographyImageStorageForProcessing, uid.NuclearMedicineImageStorage,
    uid.ParametricMapStorage, uid.SegmentationStorage, uid.VideoEndoscopicImageStorage,
    uid.VideoMicroscopicImageStorage, uid.VideoPhotographicImageStorage, uid.OphthalmicPhotography8BitImageStorage,
    uid.OphthalmicPhotography16BitImageStorage, uid.OphthalmicTomographyImageStorage,
    uid.WideFieldOphthalmicPhotographyStereographicProjectionImageStorage,
    uid.WideFieldOphthalmicPhotography3DCoordinatesImageStorage,
    uid.OphthalmicOpticalCoherenceTomographyBscanVolumeAnalysisStorage, uid.VLWholeSlideMicroscopyImageStorage,
    uid.ConfocalMicroscopyImageStorage, uid.ConfocalMicroscopyTiledPyramidalImageStorage,
    uid.LegacyConvertedEnhancedPETImageStorage, uid.EnhancedPETImageStorage, uid.RTImageStorage, uid.RTDoseStorage,
    uid.EnhancedRTImageStorage, uid.EnhancedContinuousRTImageStorage,
})  # fmt: skip
"""SOP classes whose images may hold several frames, whether one of them does or not."""

PLACED = frozenset({
    uid.CTImageStorage, uid.MRImageStorage, uid.PositronEmissionTomographyImageStorage, uid.CornealTopographyMapStorage,
    uid.OphthalmicOpticalCoherenceTomographyEnFaceImageStorage, uid.VLSlideCoordinatesMicroscopicImageStorage,
})  # fmt: skip
"""SOP classes of single images that must name their frame of reference."""


def is_multi_frame(image: Dataset) -> bool:
    """Whether an image is of a kind that may hold several frames."""
    return image.SOPClassUID in MULTI_FRAME
