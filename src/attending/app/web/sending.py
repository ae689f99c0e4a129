"""A thread that sends what waits for the hospital's archive, and tries again what was not taken."""

import logging
import threading

from attending.app.stow import post
from attending.errors import AttendingError
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_sending import send_due
from attending.security import Action, Grant, PractitionerRole, Purpose

log = logging.getLogger("attending.dicom")

EVERY_SECONDS = 15.0
HOUSE = Grant(
    "Device/outbox",
    PractitionerRole.SYSTEM,
    Purpose.OPERATIONS,
    patients=None,
    types=None,
    actions=frozenset({Action.READ, Action.UPDATE}),
)


class Sender:
    """Runs while the server runs, where the operator has allowed an archive."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic, self._ended = clinic, threading.Event()
        self._thread = threading.Thread(target=self._work, name="dicom-outbox", daemon=True)

    def start(self) -> None:
        """Begin, unless no archive is allowed."""
        if self._clinic.settings.dicom_hosts:
            self._thread.start()

    def close(self) -> None:
        """End after what is being sent."""
        self._ended.set()
        if self._thread.is_alive():
            self._thread.join(timeout=5)

    def _work(self) -> None:
        while not self._ended.wait(EVERY_SECONDS):
            try:
                sent = send_due(post, clinic=self._clinic, grant=HOUSE)
            except AttendingError as error:
                log.error("the outbox waits: %s", type(error).__name__)
                continue
            if sent:
                log.info("%d objects were sent", sent)
