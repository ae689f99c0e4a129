"""What somebody wants of a study before it is there: its report. Read by the manifest it is part of."""

from datetime import datetime

import msgspec
from msgspec.structs import replace

MOST_BEGINNINGS = 3
"""Of one wish: a study that brings the server down must not do so at every start."""


class ReportWish(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody wants a study's report drafted: kept with the study, so that it outlives the server that drafts it."""

    by: str
    """Logical id of the Practitioner who asked; the models look with their leave."""
    reader: str
    """Logical id of the radiologist who is to read the draft."""
    when: datetime
    """It is the moment of the draft too: one that was cut off and is made again is the same draft."""
    state: str = "waiting"
    """`waiting`, `running`, `stopping`, `stopped` or `failed`; a wish that is fulfilled is gone."""
    begun: int = 0
    """How often it was begun: what broke off the server again and again is given up."""
    reason: str = ""
    """Why it failed, in words for people."""

    @property
    def goes_on(self) -> bool:
        """Whether it may still end in a draft."""
        return self.state in {"waiting", "running", "stopping"}

    def begin(self) -> "ReportWish":
        """As it stands when its turn has come: `running`, unless it was stopped or has been begun too often."""
        if not self.goes_on:
            return self
        if self.state == "stopping":
            return replace(self, state="stopped")
        if self.begun >= MOST_BEGINNINGS:
            return replace(self, state="failed", reason="The server ended each time while it was being drafted.")
        return replace(self, state="running", begun=self.begun + 1)

    def stop(self) -> "ReportWish":
        """As it stands when somebody does not want it any more: what runs ends with the image in work."""
        if not self.goes_on:
            return self
        return replace(self, state="stopped" if self.state == "waiting" else "stopping")
