"""A thread that has the models look at new studies, so that the worklist puts urgent ones first without being asked."""

import logging
import threading

from attending.errors import AttendingError
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_priority import look_ahead
from attending.security import Action, Grant, PractitionerRole, Purpose

log = logging.getLogger("attending.imaging")

EVERY_SECONDS = 10.0
HOUSE = Grant(
    "Device/worklist",
    PractitionerRole.SYSTEM,
    Purpose.OPERATIONS,
    patients=None,
    types=None,
    actions=frozenset({Action.READ}),
)


class LookingAhead:
    """Runs while the server runs, unless ATTENDING_IMAGING_PRIORITY says no."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic, self._ended = clinic, threading.Event()
        self._thread = threading.Thread(target=self._work, name="looking-ahead", daemon=True)

    def start(self) -> None:
        """Begin, unless the site does not want it."""
        if self._clinic.settings.imaging_priority:
            self._thread.start()

    def close(self) -> None:
        """End after the study that is just being looked at, or leave it: it is looked at again."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _work(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            try:
                looked = look_ahead(clinic=self._clinic, grant=HOUSE, stopped=self._ended.is_set)
            except AttendingError as error:
                log.error("new studies wait to be looked at: %s", type(error).__name__)
                continue
            except Exception:
                log.error("new studies could not be looked at")
                continue
            if looked:
                log.info("the models looked at %d new studies", len(looked))
