"""A recording of a visit, from the patient's consent to the day its sound is deleted."""

from datetime import datetime, timedelta

from attending.errors import AttendingError, BadInput
from attending.exchange.recordings import Beginning, Piece, Recording, State
from attending.exchange.recordings.kind import is_recording, media_type_of
from attending.exchange.recordings.recordings import numbered
from attending.journeys.clinic import Clinic
from attending.review import Review
from attending.review.states import ReviewStatus
from attending.security import Action, Grant, PractitionerRole, Purpose

__all__ = ["Beginning", "Piece", "Recording", "State", "is_recording", "media_type_of"]

KEEPER = Grant(
    "Device/retention", PractitionerRole.SYSTEM, Purpose.OPERATIONS, None, None,
    frozenset({Action.READ, Action.UPDATE}),
)  # fmt: skip
AFTER_REJECTION = timedelta(days=7)
"""How long the sound of a rejected draft is kept: the clinician may want to write from it."""
_SIGNED = frozenset({ReviewStatus.SIGNED, ReviewStatus.AMENDED})
_GIVEN_UP = frozenset({ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN})


def all_kept(clinic: Clinic, *, grant: Grant) -> list[Recording]:
    """Every recording whose sound is here, whoever made it."""
    return clinic.recordings.kept(grant=grant)


def keep_file(beginning: Beginning, data: bytes, *, clinic: Clinic, grant: Grant) -> Recording:
    """Keep a whole file as a recording, with the patient's consent."""
    if not data:
        raise BadInput("This file is empty.", hint="Was the microphone on?")
    recordings = clinic.recordings
    recordings.begin(beginning, grant=grant)
    pieces = list(numbered(data))
    for piece in pieces:
        recordings.append(beginning.id, piece, grant=grant)
    return recordings.finish(beginning.id, len(pieces), grant=grant)


def withdraw(recording_id: str, *, clinic: Clinic, grant: Grant) -> Recording:
    """The patient takes the consent back: the sound goes at once."""
    why = "the patient withdrew the consent"
    return clinic.recordings.delete_sound(recording_id, why, grant=grant, withdrawn=True)


def discard(recording_id: str, *, clinic: Clinic, grant: Grant) -> Recording:
    """The clinician does not want this recording: the sound goes at once."""
    return clinic.recordings.delete_sound(recording_id, "the clinician discarded it", grant=grant)


def keep_the_time(clinic: Clinic) -> int:
    """Delete the sound of every recording whose time is over; returns how many. Safe to repeat."""
    recordings, deleted = clinic.recordings, 0
    for recording in recordings.transcribed(grant=KEEPER):
        try:
            review = clinic.reviews.read(recording.review or "", grant=KEEPER)
        except AttendingError:
            continue  # it may be read later; nothing is deleted unseen
        why = _over(review, clinic.settings.audio_days, clinic.now())
        if why:
            recordings.delete_sound(recording.id, why, grant=KEEPER)
            deleted += 1
    return deleted


def _over(review: Review, days: int | None, now: datetime) -> str:
    """Why the sound of a note's recording is not to be kept any longer; empty while it is."""
    decided = review.history[-1].when if review.history else review.created
    if review.status in _SIGNED and days is not None and now - decided >= timedelta(days=days):
        return "the note is signed" if days == 0 else f"the note was signed {days} days ago"
    if review.status in _GIVEN_UP and days is not None and now - decided >= AFTER_REJECTION:
        return "the draft was given up"
    return ""
