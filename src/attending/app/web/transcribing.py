"""Recordings that are being transcribed by this server: one at a time, with progress for the page.

A restart loses no more than the block that was being heard: the sound, what was heard before and who waits for the note
are in the record, and the next start goes on from there.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from attending.errors import AttendingError, Conflict
from attending.journeys.awaited import broken_off, want_note
from attending.journeys.clinic import Clinic
from attending.journeys.transcription import document_recording
from attending.security import Grant

log = logging.getLogger("attending.web")

PACE_OF, LEAST_FOR_PACE = 12, 3
"""Parts by which the pace is judged, at most and at least."""


@dataclass
class Job:
    """One recording on its way to a note: how many blocks are heard, of how many."""

    done: int = 0
    of: int = 0
    running: bool = True
    stopping: bool = False
    """Whether its clinician wants it to stop: it does behind the part that is being heard."""
    failure: str = ""
    left_s: float | None = None
    """How long the rest will take, by the parts heard last; None as long as nobody can tell."""


class Pace:
    """How fast parts are heard; what an earlier try had heard already comes at once, so the last ones count alone."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._times = clock, deque[float](maxlen=PACE_OF + 1)

    def left_s(self, parts: int) -> float | None:
        """A further part is heard: how long so many more will take; None before there were enough."""
        self._times.append(self._clock())
        steps = len(self._times) - 1
        return (self._times[-1] - self._times[0]) / steps * parts if steps >= LEAST_FOR_PACE else None


class _ServerEnds(Exception):
    """The server is told to end: the note is wanted still, and begun again at the next start."""


class Transcriber:
    """The jobs of one clinic's server."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic, self._jobs, self._lock = clinic, dict[str, Job](), threading.Lock()
        self._ends = threading.Event()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="transcribe")

    def find(self, recording: str) -> Job | None:
        """A job as it stands now, running or ended; ask before the record is read, which the end of a job changes."""
        job = self._jobs.get(recording)
        return None if job is None else replace(job)

    def start(self, recording: str, *, practitioner: str, grant: Grant) -> Job:
        """Begin, unless it is running already."""
        with self._lock:
            job = self._jobs.get(recording)
            if job is None or not job.running:
                want_note(recording, practitioner=practitioner, clinic=self._clinic, grant=grant)
                job = self._jobs[recording] = Job()
                self._pool.submit(self._run, job, recording, practitioner, grant)
        return job

    def stop(self, recording: str) -> None:
        """Stop behind the part that is being heard; what was heard is kept, and a new start goes on from there."""
        with self._lock:
            if job := self._jobs.get(recording):
                job.stopping = True

    def resume(self) -> None:
        """Go on with what the end of an earlier server broke off."""
        for recording, grant in broken_off(self._clinic):
            self.start(recording.id, practitioner=recording.wanted_by, grant=grant)

    def close(self) -> None:
        """End with the block that is being heard: the rest is heard after the next start."""
        self._ends.set()
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, job: Job, recording: str, practitioner: str, grant: Grant) -> None:
        pace = Pace()

        def progress(done: int, of: int) -> None:
            job.done, job.of, job.left_s = done, of, pace.left_s(of - done)
            if self._ends.is_set():
                raise _ServerEnds
            if job.stopping and done < of:
                raise Conflict("Transcribing was stopped. What was heard is kept, and trying again goes on from there.")

        try:
            document_recording(
                recording, practitioner=practitioner, clinic=self._clinic, grant=grant, progress=progress
            )
        except _ServerEnds:
            log.info("the server ends before a recording is transcribed")
        except AttendingError as error:
            job.failure = str(error)
            log.info("a recording could not be transcribed: %s", type(error).__name__)
        except Exception as error:
            job.failure = "Something went wrong on our side. The recording is kept: try again."
            log.error("unexpected %s while transcribing", type(error).__name__)
        finally:
            job.running = False
