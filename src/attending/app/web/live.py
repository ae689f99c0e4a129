"""Visits that are followed while they are recorded: one thread each, that ends with the last who looks on."""

import logging
import threading
from collections.abc import Callable

from attending.errors import AttendingError
from attending.journeys.clinic import Clinic
from attending.journeys.live_visit import Following, Heard, follow_visit, following
from attending.security import Grant

log = logging.getLogger("attending.web")

MOST_AT_ONCE = 8
"""Visits that one server follows; one more is recorded all the same, and transcribed when it is over."""


class LiveVisits:
    """The visits that somebody follows now."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic, self._lock = clinic, threading.Lock()
        self._followed: dict[str, list[Following]] = {}

    def arrived(self, recording: str) -> None:
        """A piece of a recording has come."""
        with self._lock:
            for sound in self._followed.get(recording, []):
                sound.nudge()

    def follow(
        self, recording: str, *, grant: Grant, tell: Callable[[Heard], None], over: Callable[[str], None]
    ) -> Callable[[], None]:
        """Begin to follow; returns what ends it. `over` is told why it ended, in words, or nothing.

        Raises:
            AttendingError: too many are followed.
        """
        sound = following(recording, clinic=self._clinic, grant=grant)
        with self._lock:
            if sum(map(len, self._followed.values())) >= MOST_AT_ONCE:
                raise AttendingError("Too many visits are followed at once.", hint="It is transcribed when it is over.")
            self._followed.setdefault(recording, []).append(sound)

        def run() -> None:
            why = ""
            try:
                follow_visit(sound, recording, clinic=self._clinic, grant=grant, tell=tell)
            except AttendingError as error:
                why = str(error)
            except Exception as error:
                why = "The words so far cannot be shown. The recording goes on."
                log.error("unexpected %s while following a visit", type(error).__name__)
            finally:
                self._forget(recording, sound)
                over(why)

        threading.Thread(target=run, name="live-visit", daemon=True).start()
        return sound.close

    def end(self, recording: str) -> None:
        """Its sound is deleted: nobody follows it any more, and nothing more of it is heard."""
        with self._lock:
            for sound in self._followed.get(recording, []):
                sound.close()

    def close(self) -> None:
        """Let go of all of them."""
        with self._lock:
            for sounds in self._followed.values():
                for sound in sounds:
                    sound.close()

    def _forget(self, recording: str, sound: Following) -> None:
        with self._lock:
            left = [one for one in self._followed.get(recording, []) if one is not sound]
            if left:
                self._followed[recording] = left
            else:
                self._followed.pop(recording, None)
