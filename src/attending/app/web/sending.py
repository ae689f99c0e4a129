"""A thread that sends what waits for the hospital's archive, and tries again what was not taken."""

import logging
from collections.abc import Callable

from attending.app.stow import post
from attending.app.web.periodic import Periodic
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


class Sender(Periodic):
    """Runs while the server runs, where the operator has allowed an archive."""

    def __init__(self, clinic: Clinic) -> None:
        super().__init__("dicom-outbox", EVERY_SECONDS, self._send, log=log, failed="the outbox waits")
        self._clinic = clinic

    def start(self) -> None:
        """Begin, unless no archive is allowed."""
        if self._clinic.settings.dicom_hosts:
            super().start()

    def _send(self, _stopped: Callable[[], bool]) -> None:
        sent = send_due(post, clinic=self._clinic, grant=HOUSE)
        if sent:
            log.info("%d objects were sent", sent)
