"""A thread that has the models look at new studies, so that the worklist puts urgent ones first without being asked."""

import logging
from collections.abc import Callable

from attending.app.web.periodic import Periodic
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


class LookingAhead(Periodic):
    """Runs while the server runs, unless ATTENDING_IMAGING_PRIORITY says no."""

    def __init__(self, clinic: Clinic) -> None:
        super().__init__("looking-ahead", EVERY_SECONDS, self._look, log=log, failed="new studies wait to be looked at")
        self._clinic = clinic

    def start(self) -> None:
        """Begin, unless the site does not want it."""
        if self._clinic.settings.imaging_priority:
            super().start()

    def _look(self, stopped: Callable[[], bool]) -> None:
        looked = look_ahead(clinic=self._clinic, grant=HOUSE, stopped=stopped)
        if looked:
            log.info("the models looked at %d new studies", len(looked))
