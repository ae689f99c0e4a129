"""How long the sound of a visit is kept: until its note is signed, or as the clinic chose."""

from datetime import datetime, timedelta

from attending.errors import AttendingError
from attending.journeys.clinic import Clinic
from attending.journeys.recording import delete_sound
from attending.review import Review
from attending.review.states import NOT_STANDING, SIGNED
from attending.security import Action, Grant, PractitionerRole, Purpose

KEEPER = Grant(
    "Device/retention", PractitionerRole.SYSTEM, Purpose.OPERATIONS, None, None,
    frozenset({Action.READ, Action.UPDATE}),
)  # fmt: skip
AFTER_REJECTION = timedelta(days=7)
"""How long the sound of a rejected draft is kept: the clinician may want to write from it."""


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
            delete_sound(recording.id, why, clinic, KEEPER)
            deleted += 1
    return deleted


def _over(review: Review, days: int | None, now: datetime) -> str:
    """Why the sound of a note's recording is not to be kept any longer; empty while it is."""
    decided = review.history[-1].when if review.history else review.created
    if review.status in SIGNED and days is not None and now - decided >= timedelta(days=days):
        return "the note is signed" if days == 0 else f"the note was signed {days} days ago"
    if review.status in NOT_STANDING and days is not None and now - decided >= AFTER_REJECTION:
        return "the draft was given up"
    return ""
