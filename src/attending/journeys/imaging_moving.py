"""A study is filed with the wrong patient: it goes to the right one with its draft set aside; it can be undone."""

from dataclasses import dataclass

from attending.exchange import dicom
from attending.exchange.dicom import MOVE_REASONS, ArchivedStudy, Moving
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_sending import listed
from attending.record import Transaction
from attending.security import Action, Grant

__all__ = ["MOVE_REASONS", "Moved", "Moving", "finish_moves", "may_move", "move_study", "prepare_moves", "undo_move"]


@dataclass(frozen=True)
class Moved:
    """A study where it stands now, and what is left for a person to do."""

    study: ArchivedStudy
    left: str | None
    """Logical id of the patient it was filed with."""
    set_aside: bool
    """Whether a draft waited, which is withdrawn: it was written about another patient."""
    sent: int
    """Objects that an archive has under the other patient: it must be told there."""


def move_study(key: str, moving: Moving, *, clinic: Clinic, grant: Grant) -> Moved:
    """Move a study to another patient or to nobody, with images, enhanced series and its place in the record.

    A report that waits is withdrawn: it compares with the wrong patient's images. A signed one stands in the way.

    Raises:
        BadInput: no reason, or it is filed there already.
        Conflict: a signed report stands on it, or models are at work on it.
    """
    before = dicom.open_study(key, store=clinic.record, archive=clinic.images, grant=grant, now=clinic.now())
    sent = sum(row.state == "sent" for row in listed(clinic=clinic, study=key))
    aside = False

    def set_aside(tx: Transaction, kept: ArchivedStudy) -> None:
        nonlocal aside
        aside = kept.review is not None and clinic.reviews.set_aside(tx, kept.review)

    study = dicom.move_study(
        key, moving, store=clinic.record, archive=clinic.images, grant=grant, now=clinic.now(), before=set_aside
    )
    return Moved(study, before.patient, aside, sent)


def undo_move(key: str, *, clinic: Clinic, grant: Grant) -> Moved:
    """Take a study back to where it was before its last move."""
    kept = dicom.open_study(key, store=clinic.record, archive=clinic.images, grant=grant, now=clinic.now())
    return move_study(key, dicom.undo_move(kept), clinic=clinic, grant=grant)


def finish_moves(clinic: Clinic) -> int:
    """Let the images of every study follow its move that a process was killed in; how many there were."""
    return dicom.finish_moves(store=clinic.record, archive=clinic.images)


def prepare_moves(clinic: Clinic) -> None:
    """Make the record's table of moves, for a backup that holds one."""
    dicom.prepare_moves(clinic.record)


def may_move(study: ArchivedStudy, grant: Grant) -> bool:
    """Whether this person may move studies of this patient."""
    patients = grant.patients is None or study.patient in grant.patients
    return study.patient is not None and patients and grant.covers(Action.UPDATE, "ImagingStudy")
