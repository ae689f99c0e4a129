"""A recording of a visit, from the patient's consent to the day its sound is deleted."""

from attending.errors import BadInput
from attending.exchange.recordings import Beginning, Piece, Recording, State
from attending.exchange.recordings.kind import is_recording, media_type_of
from attending.exchange.recordings.recordings import numbered
from attending.journeys.clinic import Clinic
from attending.journeys.listening import forget_sound
from attending.security import Grant
from attending.speech.pair import is_pair

__all__ = ["Beginning", "Piece", "Recording", "State", "is_pair", "is_recording", "media_type_of"]


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
    return delete_sound(recording_id, why, clinic, grant, withdrawn=True)


def discard(recording_id: str, *, clinic: Clinic, grant: Grant) -> Recording:
    """The clinician does not want this recording: the sound goes at once."""
    return delete_sound(recording_id, "the clinician discarded it", clinic, grant)


def delete_sound(recording_id: str, why: str, clinic: Clinic, grant: Grant, *, withdrawn: bool = False) -> Recording:
    """Delete the sound of a recording for good, in memory too; that it was made, and why it went, stays."""
    gone = clinic.recordings.delete_sound(recording_id, why, grant=grant, withdrawn=withdrawn)
    forget_sound()
    return gone
