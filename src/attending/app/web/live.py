"""Visits that are followed while they are recorded: one thread each, which ends soon after the last who looks on.

A connection that drops is made again within seconds: the visit is heard on meanwhile, and not from its start again.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from attending.errors import AttendingError
from attending.journeys.clinic import Clinic
from attending.journeys.live_visit import Following, Heard, follow_visit, following
from attending.security import Grant

log = logging.getLogger("attending.web")

MOST_AT_ONCE = 8
"""Visits that one server follows; one more is recorded all the same, and transcribed when it is over."""
LINGER_S = 90.0
"""How long a visit is heard on that nobody looks at."""


@dataclass(frozen=True, eq=False)
class Listener:
    """Who is told what is new, and why it ended, in words, or nothing."""

    tell: Callable[[Heard], None]
    over: Callable[[str], None]


@dataclass(eq=False)
class _Visit:
    """One visit for one person, whatever number of their pages follow it."""

    sound: Following
    who: str
    listeners: list[Listener] = field(default_factory=list)
    heard: Heard | None = None
    drafted: Heard | None = None
    """The last that was told, and the last with a note: for who comes later."""
    lingering: threading.Timer | None = None
    """Ends it where nobody has come back."""


class LiveVisits:
    """The visits that are followed now."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic, self._lock = clinic, threading.Lock()
        self._followed: dict[str, list[_Visit]] = {}

    def arrived(self, recording: str) -> None:
        """A piece of a recording has come."""
        with self._lock:
            for visit in self._followed.get(recording, []):
                visit.sound.nudge()

    def follow(
        self, recording: str, *, grant: Grant, tell: Callable[[Heard], None], over: Callable[[str], None]
    ) -> Callable[[], None]:
        """Begin to follow; returns what ends it. `over` is told why it ended, in words, or nothing.

        Raises:
            AttendingError: too many are followed.
        """
        listener = Listener(tell, over)
        with self._lock:
            visit = next((one for one in self._followed.get(recording, []) if one.who == grant.who), None)
            if visit is None:
                visit = self._begin(recording, grant)
            visit.listeners.append(listener)
            if visit.lingering is not None:
                visit.lingering.cancel()
            for known in (visit.drafted, visit.heard):
                if known is not None:
                    tell(known)
        return lambda: self._leave(visit, listener)

    def end(self, recording: str) -> None:
        """Its sound is deleted: nobody follows it any more, and nothing more of it is heard."""
        with self._lock:
            for visit in self._followed.get(recording, []):
                visit.sound.close()

    def close(self) -> None:
        """Let go of all of them."""
        with self._lock:
            for visits in self._followed.values():
                for visit in visits:
                    visit.sound.close()

    def _begin(self, recording: str, grant: Grant) -> _Visit:
        watched = sum(bool(visit.listeners) for visits in self._followed.values() for visit in visits)
        if watched >= MOST_AT_ONCE:
            raise AttendingError("Too many visits are followed at once.", hint="It is transcribed when it is over.")
        visit = _Visit(following(recording, clinic=self._clinic, grant=grant), grant.who)
        self._followed.setdefault(recording, []).append(visit)
        threading.Thread(target=self._run, args=(visit, recording, grant), name="live-visit", daemon=True).start()
        return visit

    def _run(self, visit: _Visit, recording: str, grant: Grant) -> None:
        def tell(heard: Heard) -> None:
            with self._lock:
                visit.heard = heard if heard.conversation else visit.heard
                visit.drafted = heard if heard.draft else visit.drafted
                for listener in visit.listeners:
                    listener.tell(heard)

        why = ""
        try:
            follow_visit(visit.sound, recording, clinic=self._clinic, grant=grant, tell=tell)
        except AttendingError as error:
            why = str(error)
        except Exception as error:
            why = "The words so far cannot be shown. The recording goes on."
            log.error("unexpected %s while following a visit", type(error).__name__)
        finally:
            self._forget(recording, visit)
            for listener in [*visit.listeners]:
                listener.over(why)

    def _leave(self, visit: _Visit, listener: Listener) -> None:
        """One looks on no more; where it was the last, the visit ends unless somebody comes back."""

        def close() -> None:
            with self._lock:
                if not visit.listeners:
                    visit.sound.close()

        with self._lock:
            visit.listeners.remove(listener)
            if not visit.listeners:
                visit.lingering = threading.Timer(LINGER_S, close)
                visit.lingering.daemon = True
                visit.lingering.start()

    def _forget(self, recording: str, visit: _Visit) -> None:
        with self._lock:
            left = [one for one in self._followed.get(recording, []) if one is not visit]
            if left:
                self._followed[recording] = left
            else:
                self._followed.pop(recording, None)
