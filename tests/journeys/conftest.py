"""What journeys of recordings share."""

from collections.abc import Iterator

import pytest
from tests.voices import SpeechServer, hears, visit


@pytest.fixture
def server() -> Iterator[SpeechServer]:
    """A speech model that hears the visit, at an address of its own."""
    running = SpeechServer(hears(visit()))
    yield running
    running.close()
