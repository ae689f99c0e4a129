"""DICOM in and out: the archive of images, whose they are, and the ImagingStudy in the record."""

from attending.exchange.dicom.access import open_study, prior_of, studies_of
from attending.exchange.dicom.archive import ImageArchive
from attending.exchange.dicom.filing import file_imaging_study, study_of
from attending.exchange.dicom.intents import is_decided, prepare_moves
from attending.exchange.dicom.lines import StudyLine
from attending.exchange.dicom.manifest import (
    ArchivedImage,
    ArchivedSeries,
    ArchivedStudy,
    StudyMove,
    find_image,
    with_derived,
    with_wish,
)
from attending.exchange.dicom.matching import Match, match_patient
from attending.exchange.dicom.moving import MOVE_REASONS, Moving, finish_moves, move_study, undo_move
from attending.exchange.dicom.receive import Received, assign_study, receive_study
from attending.exchange.dicom.wish import REPORT, EnhanceWish, ReportWish, Wish

__all__ = [
    "MOVE_REASONS",
    "REPORT",
    "ArchivedImage",
    "ArchivedSeries",
    "ArchivedStudy",
    "EnhanceWish",
    "ImageArchive",
    "Match",
    "Moving",
    "Received",
    "ReportWish",
    "StudyLine",
    "StudyMove",
    "Wish",
    "assign_study",
    "file_imaging_study",
    "find_image",
    "finish_moves",
    "is_decided",
    "match_patient",
    "move_study",
    "open_study",
    "prepare_moves",
    "prior_of",
    "receive_study",
    "studies_of",
    "study_of",
    "undo_move",
    "with_derived",
    "with_wish",
]
