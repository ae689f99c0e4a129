"""What somebody wants of a study before it is there: its report, an enhanced series. Read by the manifest."""

from datetime import datetime
from typing import ClassVar, Self

import msgspec
from msgspec.structs import replace

REPORT = "report"
"""Name of the wish for a report: a study has one."""
MOST_BEGINNINGS = 3
"""Of one wish: a study that brings the server down must not do so at every start."""


class Wish(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """Somebody wants something made of a study: kept with the study, so that it outlives the server that makes it."""

    makes: ClassVar[str] = ""
    """The type of resource that it needs leave to create."""

    by: str
    """Logical id of the Practitioner who asked; the models look with their leave."""
    when: datetime
    """It is the moment of what is made too: what was cut off and is made again is the same."""
    state: str = "waiting"
    """`waiting`, `running`, `stopping`, `stopped` or `failed`; a wish that is fulfilled is gone."""
    begun: int = 0
    """How often it was begun: what broke off the server again and again is given up."""
    reason: str = ""
    """Why it failed, in words for people."""

    @property
    def name(self) -> str:
        """What is wanted, among the wishes of one study."""
        raise NotImplementedError

    @property
    def goes_on(self) -> bool:
        """Whether it may still be fulfilled."""
        return self.state in {"waiting", "running", "stopping"}

    def begin(self) -> Self:
        """As it stands when its turn has come: `running`, unless it was stopped or has been begun too often."""
        if not self.goes_on:
            return self
        if self.state == "stopping":
            return replace(self, state="stopped")
        if self.begun >= MOST_BEGINNINGS:
            return replace(self, state="failed", reason="The server ended each time while it was at work on it.")
        return replace(self, state="running", begun=self.begun + 1, reason="")

    def put_back(self, reason: str) -> Self:
        """As it stands when the record could not take it just now: it waits, and that beginning does not count."""
        state = "waiting" if self.state == "running" else self.state
        return replace(self, state=state, begun=max(0, self.begun - 1), reason=reason)

    def stop(self) -> Self:
        """As it stands when somebody does not want it any more: what runs ends with the image in work."""
        if not self.goes_on:
            return self
        return replace(self, state="stopped" if self.state == "waiting" else "stopping")


class ReportWish(Wish, frozen=True, omit_defaults=True, kw_only=True):
    """A drafted report."""

    makes: ClassVar[str] = "Composition"

    reader: str
    """Logical id of the radiologist who is to read the draft."""

    @property
    def name(self) -> str:
        """There is one report."""
        return REPORT


class EnhanceWish(Wish, frozen=True, omit_defaults=True, kw_only=True):
    """A series made sharper or quieter."""

    makes: ClassVar[str] = "ImagingStudy"

    series: str
    """UID of the scanner's series."""
    factor: int
    """2 or 4, or 1, which takes noise away alone."""

    @property
    def name(self) -> str:
        """One for each series and factor."""
        return self.named(self.series, self.factor)

    @staticmethod
    def named(series: str, factor: int) -> str:
        """The name of a wish for this."""
        return f"{series} x{factor}"
