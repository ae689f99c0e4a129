"""Recordings whose notes somebody waits for: remembered, so that a server that was killed goes on at its next start."""

from attending.exchange.recordings import Recording, State
from attending.journeys.clinic import Clinic
from attending.security import Action, Grant, PractitionerRole, Purpose
from attending.security.accounts import find_account
from attending.security.roles import grant_for

MOST_TRIES = 3
KEEPER = Grant("Device/transcriber", PractitionerRole.SYSTEM, Purpose.OPERATIONS, None, None, frozenset({Action.READ}))


def want_note(recording_id: str, *, practitioner: str, clinic: Clinic, grant: Grant) -> None:
    """Remember that somebody waits for the note of a complete recording."""
    clinic.recordings.want(recording_id, practitioner, grant=grant)


def broken_off(clinic: Clinic) -> list[tuple[Recording, Grant]]:
    """Recordings whose notes somebody still waits for, the first recorded first, and the leave of who made each.

    One on which several servers have ended is left to its clinician.
    """
    found = []
    for recording in reversed(clinic.recordings.kept(grant=KEEPER)):
        account = find_account(clinic.record.connection(), recording.by.removeprefix("Practitioner/"))
        if recording.wanted_by and recording.state is State.COMPLETE and recording.tries < MOST_TRIES and account:
            found.append((recording, grant_for(account)))
    return found
