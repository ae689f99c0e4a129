"""A visit that is followed live outlasts a connection that drops, each time anew."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from attending.app.web import live


class Clock:
    """A timer that fires when it is told to."""

    made: list["Clock"] = []  # noqa: RUF012 - emptied by each test

    def __init__(self, seconds: float, does: Any) -> None:
        self.seconds, self.does, self.cancelled, self.daemon = seconds, does, False, False
        Clock.made.append(self)

    def start(self) -> None:
        """Nothing passes by itself."""

    def cancel(self) -> None:
        self.cancelled = True


class Sound:
    """What is heard of a visit that stays silent."""

    closed = False

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def followed(monkeypatch):
    Clock.made.clear()
    sound, over = Sound(), threading.Event()
    monkeypatch.setattr(live.threading, "Timer", Clock)
    monkeypatch.setattr(live, "following", lambda *_, **__: sound)
    monkeypatch.setattr(live, "follow_visit", lambda *_, **__: over.wait(10))
    visits: Any = live.LiveVisits(SimpleNamespace())  # type: ignore[arg-type]
    grant = SimpleNamespace(who="physician")
    yield sound, lambda: visits.follow("visit", grant=grant, tell=lambda _: None, over=lambda _: None)
    over.set()


def test_who_comes_back_stops_the_clock_and_leaving_again_starts_it_anew(followed):
    sound, follow = followed
    follow()()
    leave = follow()
    (first,) = Clock.made
    assert first.cancelled
    leave()
    second = Clock.made[-1]
    assert second is not first and not second.cancelled and second.seconds == live.LINGER_S
    second.does()
    assert sound.closed


def test_a_visit_that_somebody_follows_is_not_closed_by_an_old_clock(followed):
    sound, follow = followed
    follow()()
    follow()
    Clock.made[0].does()
    assert not sound.closed
