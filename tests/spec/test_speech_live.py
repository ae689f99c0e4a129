"""Speech while it goes on, and at the edges of turns: little is kept, and no word or number is cut in two."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.voices import Visit, needs_espeak, visit

from attending.models import Heard, Word
from attending.models.door import DoorStatus
from attending.speech import Asking, LiveTranscript
from attending.speech.activity import find_speech
from attending.speech.separation import Separation, Voiced
from attending.speech.sound import RATE
from attending.speech.transcript import spoken_by


@pytest.fixture
def spoken() -> Visit:
    return visit()


@dataclass
class Echo:
    """A speech model that says how many seconds it was given."""

    name: str = "echo"
    given: list[float] = field(default_factory=list)

    def transcribe(self, samples, *, vocabulary=(), language="en"):
        seconds = len(samples) / RATE
        self.given.append(seconds)
        return (Heard(0.0, seconds, f"I hear {len(self.given)}"),)

    def status(self):
        return DoorStatus("speech model", configured=True, detail="echo")


def live_over(channels: NDArray[np.float32], *, more: bool = False) -> tuple[LiveTranscript, Echo, float]:
    """A visit heard as it comes, and the most sound that was in memory at once."""
    model, most = Echo(), 0.0
    live = LiveTranscript(model, Asking(speakers=2))
    for at in range(0, channels.shape[1], 8_000):
        live.hear(channels[:, at : at + 8_000], more=more)
        most = max(most, live.kept_seconds)
    return live, model, most


@needs_espeak
@pytest.mark.parametrize("wide", [1, 2])
def test_a_visit_that_goes_on_keeps_only_the_sound_that_is_still_to_be_heard(spoken, wide):
    sound = spoken.mono[None, :] if wide == 1 else spoken.stereo
    live, _, most = live_over(np.concatenate([sound, np.zeros((wide, 30 * RATE), dtype=np.float32), sound], axis=1))
    assert live.seconds > 100
    assert most < 20
    first = live.so_far()[0]
    assert first.start == pytest.approx(spoken.lines[0].start, abs=0.3)
    again = len(spoken.mono) / RATE + 30 + spoken.lines[0].start
    assert any(one.start == pytest.approx(again, abs=0.3) for one in live.so_far())
    assert {one.speaker for one in live.so_far()} == {"Speaker 1", "Speaker 2"}


@needs_espeak
def test_who_is_behind_asks_for_much_at_once(spoken):
    _, soon, _ = live_over(spoken.mono[None, :])
    _, late, _ = live_over(spoken.mono[None, :], more=True)
    assert len(late.given) <= len(soon.given) / 2
    assert max(late.given) <= 28.0


@needs_espeak
def test_who_talks_on_without_a_breath_is_heard_while_it_goes_on():
    spoken = visit(pause=0.02)
    longest = max(region.seconds for region in find_speech(spoken.mono))
    assert longest > 30
    model, first = Echo(), 0.0
    live = LiveTranscript(model, Asking(speakers=1))
    for at in range(0, len(spoken.mono), RATE):
        if live.hear(spoken.mono[None, at : at + RATE]) and not first:
            first = live.seconds
        assert live.kept_seconds < 20
    live.end_part()
    assert first < 16
    assert max(model.given) < 15
    whole = sum(region.seconds for region in find_speech(spoken.mono))
    assert sum(model.given) == pytest.approx(whole, abs=0.1)  # nothing is heard twice, and nothing is left out


def said_in(times: str, voiced: tuple[Voiced, ...]) -> list[tuple[str, str]]:
    """What each speaker says, where words have the times of a line such as "0.2 Any 0.5 fever? 0.9"."""
    told = times.split()
    words = [Word(float(a), float(b), text) for a, text, b in zip(told[::2], told[1::2], told[2::2], strict=False)]
    heard = Heard(words[0].start, words[-1].end, " ".join(word.text for word in words), tuple(words))
    return [(one.speaker[-1], one.text) for one in spoken_by([heard], Separation(voiced, 2, "voices"))]


def test_a_word_at_the_edge_of_a_turn_goes_with_its_sentence():
    line = "0 It 0.3 was 0.6 sixty 1.0 two. 1.4 Are 1.8 you 2.0 still 2.4 taking 2.8 it? 3.0"
    told = said_in(line, (Voiced(0.0, 1.7, 0), Voiced(1.7, 3.0, 1)))
    assert told == [("1", "It was sixty two."), ("2", "Are you still taking it?")]


def test_a_number_is_not_cut_in_two_where_nobody_ends_a_sentence():
    line = "0 metformin 0.5 eight 0.8 fifty 1.2 twice 1.6 a 1.7 day. 2.0 Allergic 2.5 to 2.7 anything? 3.2"
    told = said_in(line, (Voiced(0.0, 1.65, 0), Voiced(1.65, 3.2, 1)))
    assert told == [("1", "metformin eight fifty twice a day."), ("2", "Allergic to anything?")]


def test_a_short_answer_stays_with_who_gives_it():
    voiced = (Voiced(0.0, 1.0, 0), Voiced(1.0, 1.4, 1), Voiced(1.4, 2.4, 0))
    assert said_in("0 Any 0.4 fever? 1.0 No. 1.4 Any 1.8 rash? 2.4", voiced) == [
        ("1", "Any fever?"), ("2", "No."), ("1", "Any rash?"),
    ]  # fmt: skip
    assert said_in("0 any 0.4 fever 1.0 no 1.4 any 1.8 rash 2.4", voiced)[0] == ("1", "any fever no any rash")
