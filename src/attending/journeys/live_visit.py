"""A visit while it goes on: the words so far and the note they would make. Nothing of it is stored."""

from collections.abc import Callable
from functools import partial

from attending.exchange.recordings import Following
from attending.journeys.clinic import Clinic
from attending.journeys.live_note import Heard, so_far, with_draft
from attending.journeys.transcription import asking
from attending.models import SpeechModelFailed, open_speech_model
from attending.security import Grant
from attending.speech import LiveTranscript, decode_stream

__all__ = ["Following", "Heard", "follow_visit", "following"]

GROWN = 1 / 30
"""The note so far is drafted again when the visit has grown by so much of itself: a draft takes longer the more was
said, and one for every few words would take an hour's visit a server of its own."""


def following(recording: str, *, clinic: Clinic, grant: Grant) -> Following:
    """The sound of a recording as it comes."""
    return Following(clinic.recordings, recording, grant=grant)


def follow_visit(
    sound: Following, recording: str, *, clinic: Clinic, grant: Grant, tell: Callable[[Heard], None]
) -> None:
    """Hear a recording while it is made, and tell what is new, until it is over or nobody follows.

    Raises:
        NotConfigured: there is no speech model.
        NotFound: there is no such recording, or not for this person.
    """
    made = clinic.recordings.read(recording, grant=grant)
    chart = clinic.record.chart(made.patient, grant=grant)
    told = asking(clinic.settings, chart, made.speakers, made.roles)
    live = LiveTranscript(open_speech_model(clinic.settings), told)
    drafted_s = 0.0

    def ask(new_words: Callable[[], bool], *, ended: bool = False) -> None:
        nonlocal drafted_s
        try:
            if sound.closed or not (new_words() or ended):
                return
            heard = so_far(live)
            tell(heard)
            if heard.conversation and (ended or live.seconds >= drafted_s * (1 + GROWN)):
                drafted_s = live.seconds
                tell(with_draft(heard, heard.conversation, chart, clinic, made.style))
        except SpeechModelFailed as error:
            tell(Heard(seconds=live.seconds, trouble=str(error)))

    while True:  # a recording that went on after its tab had died is one file behind the other
        for part in decode_stream(sound, growing=True):
            ask(partial(live.hear, part, more=sound.more_has_come))
        ask(live.end_part, ended=True)
        if not sound.next_file():
            return
