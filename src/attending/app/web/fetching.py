"""Studies that are being fetched from another archive: one at a time, in a thread of its own, which can be stopped.

What has come is kept and filed: a fetch that was stopped, or that the server's end cut off, brings the rest when it is
asked for again.
"""

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from attending.errors import AttendingError, Conflict, NotFound
from attending.journeys.imaging_fetching import Fetched

log = logging.getLogger("attending.dicom")

Work = Callable[[Callable[[int], None], Callable[[], bool]], Fetched]
"""Does it; tells images that have come, and asks whether it shall stop."""
MOST_REMEMBERED = 20
"""Fetches of one person."""


@dataclass(frozen=True)
class Fetch:
    """One study on its way; `of` is how many images the archive says it has."""

    id: str
    who: str
    study_uid: str
    label: str
    of: int | None
    images: int = 0
    missing: int = 0
    state: str = "waiting"
    """`waiting`, `running`, `stopping`, `stopped`, `done` or `failed`."""
    reason: str = ""
    key: str = ""
    """The study as it lies here."""
    match: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether it may still bring images."""
        return self.state in {"waiting", "running", "stopping"}


class Fetching:
    """What runs and what has ended, by person."""

    def __init__(self) -> None:
        self._lock, self._turn = threading.Lock(), threading.Lock()
        self._known: dict[str, Fetch] = {}

    def start(self, who: str, study_uid: str, label: str, of: int | None, work: Work) -> None:
        """Begin; raises `Conflict` while this person's fetch of the same study goes on."""
        fetch = Fetch(secrets.token_hex(8), who, study_uid, label, of)
        with self._lock:
            mine = [one for one in self._known.values() if one.who == who]
            if any(one.goes_on and one.study_uid == study_uid for one in mine):
                raise Conflict("This study is being fetched already.")
            for old in [one for one in mine if not one.goes_on][:-MOST_REMEMBERED]:
                del self._known[old.id]
            self._known[fetch.id] = fetch
        threading.Thread(target=self._run, args=(fetch.id, work), daemon=True, name="fetching").start()

    def of(self, who: str) -> list[Fetch]:
        """A person's fetches, the newest first."""
        with self._lock:
            return [one for one in reversed(self._known.values()) if one.who == who]

    def stop(self, who: str, name: str) -> None:
        """Stop after what is just coming; raises `NotFound` for a fetch of nobody's or another's."""
        with self._lock:
            fetch = self._known.get(name)
            if fetch is None or fetch.who != who:
                raise NotFound("There is no such fetch.")
            if fetch.goes_on:
                self._known[name] = replace(fetch, state="stopping")

    def _run(self, name: str, work: Work) -> None:
        def told(images: int) -> None:
            self._put(name, images=images)

        def stopped() -> bool:
            return self._known[name].state == "stopping"

        with self._turn:
            if stopped():
                self._put(name, state="stopped")
                return
            self._put(name, state="running")
            try:
                found = work(told, stopped)
            except AttendingError as error:
                self._put(name, state="stopped" if stopped() else "failed", reason=str(error))
            except Exception:
                log.error("a study could not be fetched")
                self._put(name, state="failed", reason="It failed for a reason of ours.")
            else:
                self._put(
                    name, state="stopped" if found.stopped else "done", images=found.images, missing=found.missing,
                    key=found.received.study.key, match=found.received.match.reason,
                )  # fmt: skip

    def _put(self, name: str, **changes: object) -> None:
        with self._lock:
            fetch = self._known[name]
            if changes.get("state") == "running" and fetch.state == "stopping":
                return
            self._known[name] = replace(fetch, **changes)  # type: ignore[arg-type]
