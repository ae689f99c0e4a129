"""A recording as the pages show it."""

from dataclasses import dataclass

from attending.app.web.transcribing import Job
from attending.app.web.views.words import clock_time, day
from attending.journeys.recording import Recording, State

_STATES = {
    State.ARRIVING: "Not complete",
    State.COMPLETE: "Recorded",
    State.TRANSCRIBED: "The note is drafted",
    State.DELETED: "The sound was deleted",
}


@dataclass(frozen=True)
class RecordingView:
    """One recording, and what can be done with it."""

    id: str
    patient: str
    when: str
    state: str
    size: str
    length: str
    review: str
    failure: str
    running: bool
    stopping: bool
    done: int
    of: int
    left: str
    """How long the rest will take, in words; empty where nobody can tell."""
    may_draft: bool
    may_complete: bool
    may_delete: bool


def recording_view(recording: Recording, job: Job | None) -> RecordingView:
    """A recording with the job that transcribes it, if there is one."""
    running = job is not None and job.running
    failure = recording.failure or (job.failure if job else "")
    return RecordingView(
        id=recording.id,
        patient=recording.patient,
        when=f"{day(recording.started.isoformat())}, {recording.started.astimezone():%H:%M}",
        state=_STATES[recording.state],
        size=_size(recording.bytes),
        length=clock_time(recording.seconds) if recording.seconds else "",
        review=recording.review or "",
        failure="" if running else failure,
        running=running,
        stopping=running and job is not None and job.stopping,
        done=job.done if job else 0,
        of=job.of if job else 0,
        left=_left(job.left_s) if running and job is not None and job.left_s is not None else "",
        may_draft=recording.state is State.COMPLETE and not running,
        may_complete=recording.state is State.ARRIVING,
        may_delete=recording.state is not State.DELETED and not running,
    )


def _left(seconds: float) -> str:
    """A time that is left, as roughly as it is known."""
    minutes = round(seconds / 60)
    return f"about {minutes} minutes left" if minutes > 1 else "about a minute left" if seconds > 30 else ""


def _size(count: int) -> str:
    """A number of bytes as people read it; a recording of a few seconds is no "0.0 MB"."""
    if not count:
        return ""
    return f"{max(1, round(count / 1024))} kB" if count < 1024**2 else f"{count / 1024**2:.1f} MB"
