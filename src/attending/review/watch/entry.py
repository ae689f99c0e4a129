"""What stands on the watch list: one risk of one patient, the run it came from, what people said, and its state."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from attending.drafts import Element


class _Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Immutable, and equal when its content is."""


class WatchState(StrEnum):
    """Where a risk stands with the people who watch."""

    NEW = "new"
    SEEN = "seen"
    ACTED = "acted"
    DISMISSED = "dismissed"


NEXT: dict[WatchState, frozenset[WatchState]] = {
    WatchState.NEW: frozenset({WatchState.SEEN, WatchState.ACTED, WatchState.DISMISSED}),
    WatchState.SEEN: frozenset({WatchState.ACTED, WatchState.DISMISSED}),
    WatchState.ACTED: frozenset({WatchState.DISMISSED}),
    WatchState.DISMISSED: frozenset({WatchState.ACTED}),  # a second look may find that something is to be done
}
"""The life cycle as a table; a word counts for `QUIET`, or until the risk has risen, then the risk is new again."""

ACTIONS: dict[str, str] = {
    "examined": "Seen at the bedside",
    "treatment": "Treatment or medicines changed",
    "escalated": "Handed to a senior or another team",
    "arranged": "Call, visit or follow-up arranged",
    "on-record": "Put on record as a risk assessment",
    "other": "Another action, in words",
}
DISMISSALS: dict[str, str] = {
    "managed": "Known and managed already",
    "not-plausible": "Does not fit this patient",
    "wrong-data": "Rests on wrong or old data",
    "goals-of-care": "Goals of care make it irrelevant",
    "too-many": "Too many alerts to look at",
    "other": "Another reason, in words",
}
"""Code → what the page shows. `quality` counts the codes."""

QUIET = timedelta(days=7)
RISEN = 1.5
"""A risk this many times as high as when somebody spoke is new again."""


class WatchDriver(_Frozen, frozen=True):
    """One input and what it adds to the log-odds of a risk."""

    name: str
    text: str
    contribution: float
    evidence: tuple[Element, ...] = ()


class WatchEntry(_Frozen, frozen=True):
    """What a model said of a patient as of a moment, or why it said nothing."""

    patient: str
    model: str
    version: str
    outcome: str
    horizon_hours: float
    as_of: datetime
    probability: float | None
    lower: float | None
    upper: float | None
    flagged: bool
    drivers: tuple[WatchDriver, ...] = ()
    missing: tuple[str, ...] = ()
    not_assessed: str = ""


class WatchRun(_Frozen, frozen=True):
    """One scoring of a cohort: what it covers, and how the budget of alerts was spent."""

    id: str
    model: str
    version: str
    as_of: datetime
    patients: int
    finished: bool = False
    budget: int = 0
    """Alerts a day that the ward can bear."""
    alerted: tuple[str, ...] = ()
    """Patients, the highest risk first."""
    threshold: float | None = None
    left_out: int = 0
    highest_left_out: float | None = None
    expected_caught: float = 0.0
    expected_left_out: float = 0.0


class WatchWord(_Frozen, frozen=True):
    """What somebody said or did about a risk."""

    state: WatchState
    by: str
    when: datetime
    reason: str = ""
    """A code of `ACTIONS` or `DISMISSALS`."""
    text: str = ""
    probability: float | None = None
    """The risk when it was said."""


class WatchCount(_Frozen, frozen=True):
    """How the alerts of a model were answered: what a hospital judges a model by, beside its accuracy."""

    model: str
    alerts: int
    """A patient alerted on a day counts once."""
    patients: int
    """Patients alerted at least once."""
    answered: int
    """Patients among them of whom somebody said that they acted or dismissed."""
    acted: dict[str, int]
    """Code of `ACTIONS` to how often; every word counts, about alerts or not."""
    dismissed: dict[str, int]


class WatchRow(_Frozen, frozen=True):
    """One line of the list."""

    entry: WatchEntry
    alerted: bool
    state: WatchState
    words: tuple[WatchWord, ...] = ()
    """Oldest first."""
    trend: tuple[tuple[datetime, float], ...] = ()
    """Earlier risks and this one, oldest first."""


def state_of(words: tuple[WatchWord, ...], probability: float | None, now: datetime) -> WatchState:
    """The state that the last word gave, unless it is too old or the risk has risen since."""
    if not words:
        return WatchState.NEW
    last = words[-1]
    risen = probability is not None and last.probability is not None and probability >= RISEN * last.probability
    return WatchState.NEW if risen or now - last.when > QUIET else last.state
