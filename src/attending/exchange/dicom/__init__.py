"""DICOM in and out: the archive of images, whose they are, and the ImagingStudy in the record."""

from attending.exchange.dicom.access import open_study, prior_of, studies_of
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.filing import file_imaging_study, study_of
from attending.exchange.dicom.lines import StudyLine
from attending.exchange.dicom.manifest import (
    ArchivedImage,
    ArchivedSeries,
    ArchivedStudy,
    find_image,
    with_derived,
    with_wish,
)
from attending.exchange.dicom.matching import Match, match_patient
from attending.exchange.dicom.receive import Received, assign_study, receive_study
from attending.exchange.dicom.wish import REPORT, EnhanceWish, ReportWish, Wish

__all__ = [
    "REPORT",
    "ArchivedImage",
    "ArchivedSeries",
    "ArchivedStudy",
    "EnhanceWish",
    "ImageArchive",
    "Match",
    "Received",
    "ReportWish",
    "StudyLine",
    "Wish",
    "assign_study",
    "file_imaging_study",
    "find_image",
    "match_patient",
    "open_study",
    "prior_of",
    "receive_study",
    "studies_of",
    "study_of",
    "with_derived",
    "with_wish",
]
