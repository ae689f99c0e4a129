"""A recording becomes a transcript: decoded, gated, told apart by channel or voice; nothing is made up for silence."""

import io
import json
import shutil
import subprocess
import time
import zipfile
from http.server import BaseHTTPRequestHandler
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from tests.voices import CLINICIAN, LINES, PATIENT, Asked, SpeechServer, Visit, answer, hears, needs_espeak, visit

from attending.errors import BadInput, NotConfigured, NothingSaid
from attending.models import Heard, SpeechModelFailed, Word, open_speech_model
from attending.models.speech_endpoint import prompt_of, read_answer
from attending.models.speech_port import whole_words
from attending.models.wave import wave_file
from attending.settings import Settings
from attending.speech import Asking, listen, read_sound
from attending.speech.activity import Region, Regions, VoiceActivity, find_speech
from attending.speech.blocks import LONGEST_BLOCK_S, blocks
from attending.speech.filters import keep_spoken
from attending.speech.separation import Separation, Voiced
from attending.speech.sound import RATE, Sound
from attending.speech.speakers import separate
from attending.speech.transcript import JOIN_S, spoken_by

OSCE = Path(__file__).parents[3] / "shared" / "data" / "osce-interviews" / "audio" / "CAR0004.mp3"


def settings(url: str, **more: object) -> Settings:
    home = Path("/nonexistent")
    given = {"speech_model": url, "speech_hosts": ("127.0.0.1",), "speech_seconds": 120} | more
    return Settings(home=home, master_key_file=home / "key", **given)


@pytest.fixture
def spoken() -> Visit:
    return visit()


@pytest.fixture
def server(spoken):
    running = SpeechServer(hears(spoken))
    yield running
    running.close()


# Decoding


def zipped(**files: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name, data in files.items():
            made.writestr(f"{name}.wav", data)
    return archive.getvalue()


@needs_espeak
def test_two_recordings_one_of_each_speaker_are_two_channels(spoken, server):
    doctor, patient = (wave_file(channel) for channel in spoken.stereo)
    sound = read_sound(zipped(b_patient=patient, a_doctor=doctor[: len(doctor) - 16_000]))
    assert sound.channels.shape == spoken.stereo.shape
    transcript = listen(sound, open_speech_model(settings(server.url)), Asking(roles=("Doctor", "Patient")))
    assert transcript.how == "channels"
    assert [one.speaker for one in transcript.segments] == ["Doctor", "Patient"] * 6


@pytest.mark.parametrize(
    ("files", "why"),
    [({"a": b"x"}, "holds 1 files"), ({"a": b"x", "b": b"y", "c": b"z"}, "holds 3 files"),
     ({"a": b"no sound at all", "b": b"none"}, "no recording"), ({"a": zipped(c=b"x"), "b": b"y"}, "another one")],
)  # fmt: skip
def test_an_archive_that_is_no_pair_says_what_belongs_in_it(files, why):
    pytest.importorskip("av", reason="pip install 'attending[speech]'")
    with pytest.raises(BadInput, match=why):
        read_sound(zipped(**files))


def test_a_damaged_archive_is_refused():
    with pytest.raises(BadInput):
        read_sound(zipped(a=b"x" * 900, b=b"y" * 900)[:-40])


# Silence and noise


def silence(seconds: float) -> Sound:
    return Sound(np.zeros((1, int(seconds * RATE)), dtype=np.float32))


def noise(seconds: float) -> Sound:
    return Sound(np.random.default_rng(2).normal(0, 0.05, (1, int(seconds * RATE))).astype(np.float32))


def hum(seconds: float) -> Sound:
    at = np.arange(int(seconds * RATE)) / RATE
    return Sound((0.2 * np.sin(2 * np.pi * 50 * at) + 0.1 * np.sin(2 * np.pi * 150 * at))[None, :].astype(np.float32))


class Inventive:
    """A model that hears words in anything, as speech models do."""

    name = "inventive"

    def __init__(self) -> None:
        self.asked = 0

    def transcribe(self, samples, *, vocabulary=(), language="en"):
        self.asked += 1
        return (Heard(0.0, len(samples) / RATE, "The patient reports chest pain."),)

    def status(self):
        raise NotImplementedError


@pytest.mark.parametrize("sound", [silence(20), noise(20), hum(20)], ids=["silence", "noise", "hum"])
def test_nobody_speaks_so_nothing_is_transcribed(sound):
    model = Inventive()
    with pytest.raises(NothingSaid, match="Nobody speaks in this recording of 20 seconds"):
        listen(sound, model, Asking())
    assert model.asked == 0


@needs_espeak
def test_only_speech_is_sent(spoken, server):
    apart = np.concatenate([spoken.mono, np.zeros(20 * RATE, dtype=np.float32), spoken.mono])
    server.behave = hears(Visit(apart, apart[None, :], spoken.lines))
    listen(Sound(apart[None, :]), open_speech_model(settings(server.url)), Asking())
    sent = sum(len(asked.samples) for asked in server.asked) / RATE
    assert sent < 2 * len(spoken.mono) / RATE
    assert max(len(asked.samples) for asked in server.asked) <= 30 * RATE


@needs_espeak
def test_who_talks_on_without_a_breath_is_cut_between_two_words():
    spoken = visit(pause=0.15)
    whole = Region(spoken.lines[0].start, spoken.lines[-1].end)
    cut = blocks([whole], spoken.mono, longest_pause_s=JOIN_S)
    assert len(cut) > whole.seconds / LONGEST_BLOCK_S
    assert (cut[0].start, cut[-1].end) == (whole.start, whole.end)
    for before, after in pairwise(cut):
        assert before.end == after.start
        assert not any(line.start < before.end < line.end for line in spoken.lines)
    assert all(1 <= block.seconds <= LONGEST_BLOCK_S for block in cut)


SPEECH = (Region(0.0, 10.0),)


@pytest.mark.parametrize(
    ("heard", "why"),
    [
        (Heard(12.0, 14.0, "Thank you."), "silence"),
        (Heard(1.0, 4.0, "I am fine.", no_speech=0.9, log_probability=-1.4), "silence"),
        (Heard(1.0, 4.0, "Fne tht wsn", no_speech=0.1, log_probability=-2.4), "unsure"),
        (Heard(1.0, 9.0, "No. " * 60), "repeated"),
        (Heard(1.0, 4.0, "so so", compression=3.1), "repeated"),
        (Heard(1.0, 4.0, "Thanks for watching!"), "caption"),
        (Heard(1.0, 4.0, "[Music]"), "caption"),
        (Heard(1.0, 1.4, "I have had a cough for about ten days now and it hurts"), "too fast"),
    ],
)
def test_what_nobody_said_is_left_out_and_said_so(heard, why):
    kept = keep_spoken([heard], SPEECH)
    assert kept.heard == ()
    assert [skipped.why for skipped in kept.skipped] == [why]


def test_a_doubtful_model_is_believed_where_it_is_sure():
    heard = Heard(1.0, 4.0, "I am fine.", no_speech=0.9, log_probability=-0.2)
    assert keep_spoken([heard], SPEECH).heard == (heard,)


def test_the_same_answer_twice_is_kept_and_a_loop_is_not():
    heard = [Heard(float(n), n + 0.9, "No.") for n in range(6)]
    assert [one.start for one in keep_spoken(heard, SPEECH).heard] == [0.0, 1.0]


# Speakers


def right(transcript_or_separation, spoken: Visit) -> float:
    """The part of all lines whose middle is given to the right speaker."""
    found = [transcript_or_separation.speaker_at(line.start + 0.1, line.end - 0.1) for line in spoken.lines]
    return sum(a == line.speaker for a, line in zip(found, spoken.lines, strict=True)) / len(found)


@needs_espeak
def test_two_channels_tell_the_speakers_exactly(spoken):
    separation = separate(Sound(spoken.stereo), find_speech(spoken.mono))
    assert (separation.how, separation.channels) == ("channels", (0, 1))
    assert right(separation, spoken) == 1.0


@needs_espeak
def test_the_same_sound_on_both_channels_is_one_microphone(spoken):
    separation = separate(Sound(np.stack([spoken.mono, spoken.mono])), find_speech(spoken.mono))
    assert separation.how == "voices"


@needs_espeak
def test_one_microphone_tells_two_voices_apart():
    lines = tuple(("en-us+m1" if voice == CLINICIAN else "en-us+f2", text) for voice, text in LINES)
    spoken = visit(lines)
    separation = separate(spoken.sound, find_speech(spoken.mono))
    assert (separation.how, separation.speakers) == ("voices", 2)
    assert right(separation, spoken) == 1.0


@needs_espeak
def test_one_voice_stays_one():
    spoken = visit(tuple((CLINICIAN, text) for _, text in LINES))
    assert separate(spoken.sound, find_speech(spoken.mono)).speakers == 1


@pytest.mark.skipif(not OSCE.is_file(), reason="the OSCE recording is not beside the repository")
def test_the_real_recording_has_two_speakers_who_take_turns():
    pytest.importorskip("av", reason="pip install 'attending[speech]'")
    whole = read_sound(OSCE.read_bytes())
    assert whole.seconds == pytest.approx(448.3, abs=0.5)
    sound = Sound(whole.channels[:, : 90 * RATE])
    separation = separate(sound, find_speech(sound.mono))
    assert (separation.speakers, separation.sure) == (2, True)
    asked = [
        (0.2, 1.0),
        (11.6, 14.4),
        (38.5, 45.0),
        (68.9, 73.5),
    ]  # turns of the clinician, in the order of the transcript
    told = [(3.0, 9.5), (19.8, 21.5), (32.3, 34.5), (62.8, 64.7)]  # and of the patient
    assert {separation.speaker_at(*times) for times in asked} == {0}
    assert {separation.speaker_at(*times) for times in told} == {1}


# The whole way, with an endpoint


@needs_espeak
def test_a_visit_becomes_turns_with_their_seconds_and_speakers(spoken, server):
    transcript = listen(
        Sound(spoken.stereo), open_speech_model(settings(server.url)), Asking(roles=("Doctor", "Patient"))
    )
    assert [one.speaker for one in transcript.segments] == ["Doctor", "Patient"] * 6
    assert [one.text for one in transcript.segments] == [text for _, text in LINES]
    for segment, line in zip(transcript.segments, spoken.lines, strict=True):
        assert segment.start == pytest.approx(line.start, abs=0.2)


@needs_espeak
@pytest.mark.parametrize("words", [True, False])
def test_an_endpoint_without_times_of_words_will_do(spoken, server, words):
    server.behave = hears(spoken, words=words)
    transcript = listen(Sound(spoken.stereo), open_speech_model(settings(server.url)), Asking())
    assert " ".join(one.text for one in transcript.segments) == " ".join(text for _, text in LINES)


@needs_espeak
def test_names_of_medicines_are_listed_with_their_second_to_be_checked(spoken, server):
    transcript = listen(spoken.sound, open_speech_model(settings(server.url)), Asking())
    (remark,) = [one for one in transcript.remarks if "medicines" in one]
    assert "ibuprofen (0:21)" in remark


@needs_espeak
def test_the_model_is_told_names_and_language(spoken, server):
    listen(spoken.sound, open_speech_model(settings(server.url)), Asking(("apixaban", "metoprolol"), "en"))
    fields = server.asked[0].fields
    assert fields["prompt"] == ["metoprolol, apixaban."]
    assert fields["language"] == ["en"]
    assert fields["response_format"] == ["verbose_json"]
    assert fields["timestamp_granularities"] == ["word", "segment"]


class Prompted:
    """A model that hears one thing with a list of names and another without."""

    name = "prompted"

    def __init__(self, told: str, plain: str) -> None:
        self.told, self.plain, self.asked = told, plain, 0

    def transcribe(self, samples, *, vocabulary=(), language="en"):
        self.asked += 1
        return (Heard(0.0, len(samples) / RATE, self.told if vocabulary else self.plain),)

    def status(self):
        raise NotImplementedError


LIST = ("Norethindrone", "Ferrous fumarate", "Ibuprofen", "Tylenol", "Apixaban")


@pytest.mark.parametrize(
    ("told", "plain"),
    [("Any palpitations? Norethindrone, Ferrous fumarate, Ibuprofen,", "Any palpitations?"),
     ("Ibuprofen occasionally, maybe one or two drinks.", "Occasionally, maybe one or two drinks."),
     ("No! Norethindrone,", "No, I don't."),
     ("You're welcome. fumarate, Fumarate,", "You're welcome. Thank you."),
     ("I take ibuprofen. Ibuprofen, Ibuprofen.", "I take ibuprofen.")],
)  # fmt: skip
@needs_espeak
def test_a_name_from_the_list_that_nobody_said_is_not_written(told, plain):
    model = Prompted(told, plain)
    assert heard_text(model) == plain
    assert model.asked == 2


@pytest.mark.parametrize(
    ("told", "plain"),
    [("I took some Tylenol yesterday.", "I took some time on all yesterday."),
     ("The apixaban, twice a day.", "The a pixie ban, twice a day."),
     ("I take ibuprofen for it.", "I take ibuprofen for it.")],
)  # fmt: skip
@needs_espeak
def test_a_name_from_the_list_that_was_said_is_written_as_the_list_has_it(told, plain):
    assert heard_text(Prompted(told, plain)) == told


@needs_espeak
def test_where_no_name_comes_back_the_model_is_asked_once():
    model = Prompted("Good morning.", "Good evening.")
    assert heard_text(model) == "Good morning."
    assert model.asked == 1


def heard_text(model: Prompted) -> str:
    spoken = visit(LINES[1:2])
    return " ".join(one.text for one in listen(spoken.sound, model, Asking(LIST)).segments)


def test_the_prompt_is_short_and_ends_with_the_likeliest():
    prompt = prompt_of([f"medicine{number}" for number in range(500)])
    assert len(prompt) < 720
    assert prompt.endswith("medicine1, medicine0.")


# An endpoint that fails


def _status(handler: BaseHTTPRequestHandler, _: Asked) -> None:
    answer(handler, {"error": {"message": "no"}}, status=500)


def _no_json(handler: BaseHTTPRequestHandler, _: Asked) -> None:
    answer(handler, b"<html>busy</html>")


def _other_json(handler: BaseHTTPRequestHandler, _: Asked) -> None:
    answer(handler, {"text": ["no"], "segments": "none"})


def _dies(handler: BaseHTTPRequestHandler, _: Asked) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    handler.wfile.write(b'{"text": "half')
    handler.wfile.flush()
    handler.connection.close()


def _hangs(handler: BaseHTTPRequestHandler, _: Asked) -> None:
    time.sleep(4)


def _leads_on(handler: BaseHTTPRequestHandler, _: Asked) -> None:
    handler.send_response(307)
    handler.send_header("Location", "http://127.0.0.1:9/elsewhere")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


@pytest.mark.parametrize(
    ("behave", "why"),
    [(_status, "status"), (_no_json, "answer"), (_other_json, "answer"), (_dies, "connection"), (_hangs, "timeout"),
     (_leads_on, "status")],
)  # fmt: skip
def test_an_endpoint_that_fails_says_how(behave, why):
    server = SpeechServer(behave)
    model = open_speech_model(settings(server.url, speech_seconds=2))
    with pytest.raises(SpeechModelFailed) as failed:
        model.transcribe(np.zeros(RATE, dtype=np.float32))
    assert failed.value.why == why
    assert "kept" in str(failed.value)
    server.close()


def test_an_endpoint_without_verbose_json_is_asked_once_more():
    def behave(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        if asked.fields["response_format"] == ["verbose_json"]:
            answer(handler, {"error": {"message": "unknown format"}}, status=400)
        else:
            answer(handler, {"text": " Good morning. "})

    server = SpeechServer(behave)
    model = open_speech_model(settings(server.url))
    assert model.transcribe(np.zeros(2 * RATE, dtype=np.float32)) == (Heard(0.0, 2.0, "Good morning."),)
    server.close()


@needs_espeak
def test_after_a_failure_only_the_rest_is_asked_for(spoken, server):
    known: dict[str, tuple[Heard, ...]] = {}
    model = open_speech_model(settings(server.url))
    well, count = server.behave, len(blocks(find_speech(spoken.mono), spoken.mono, longest_pause_s=JOIN_S))
    assert count >= 2

    def breaks(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        (well if len(server.asked) < count else _dies)(handler, asked)

    server.behave = breaks
    with pytest.raises(SpeechModelFailed):
        listen(spoken.sound, model, Asking(), known=known)
    assert len(known) == count - 1
    server.behave, server.asked[:] = well, []
    listen(spoken.sound, model, Asking(), known=known)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"text": "Hi there", "words": [{"word": "Hi", "start": 0, "end": 1}, {"word": "there", "start": 1, "end": 2}]},
         (Heard(0.0, 2.0, "Hi there", (Word(0, 1, "Hi"), Word(1, 2, "there"))),)),
        ({"text": "Hi", "segments": [{"text": " Hi", "start": -1, "end": 99}]}, (Heard(0.0, 2.0, "Hi"),)),
        ({"text": "", "segments": []}, ()),
        ({"text": "Hi", "segments": [{"text": "Hi", "start": "0:01", "end": None}]}, (Heard(0.0, 2.0, "Hi"),)),
        ({"text": "Hi you", "segments": [{"text": "Hi you", "start": 0, "end": 1}],
          "words": [{"word": "Hi", "start": 0, "end": 1}]}, (Heard(0.0, 1.0, "Hi you"),)),
        ({"text": "An X-ray", "words": [{"word": " An", "start": 0, "end": 1}, {"word": " X", "start": 1, "end": 1.5},
                                        {"word": "-ray", "start": 1.5, "end": 2}]},
         (Heard(0.0, 2.0, "An X-ray", (Word(0, 1, "An"), Word(1, 2, "X-ray"))),)),
    ],
)  # fmt: skip
def test_answers_are_read_with_what_they_lack(told, expected):
    assert read_answer(json.dumps(told).encode(), 2.0) == expected


def test_a_number_that_comes_in_parts_is_written_whole():
    parts = (" I", " take", " 1", ",850", " mg", "-", "ish", ".")
    words = tuple(Word(n * 0.3, (n + 1) * 0.3, part) for n, part in enumerate(parts))
    heard = Heard(0.0, 2.4, "I take 1,850 mg-ish.", whole_words(words))
    (said,) = spoken_by([heard], Separation((Voiced(0.0, 2.4, 0),), 1, "one"))
    assert said.text == "I take 1,850 mg-ish."


# A visit that goes on


# Where no model is


def test_without_a_model_no_word_is_written():
    home = Path("/nonexistent")
    model = open_speech_model(Settings(home=home, master_key_file=home / "key"))
    assert not model.status().configured
    with pytest.raises(NotConfigured, match="No speech model is configured"):
        model.transcribe(np.zeros(RATE, dtype=np.float32))


@pytest.mark.parametrize("named", ["ftp://somewhere/v1", "http://elsewhere.example/v1", "/no/such/folder"])
def test_a_model_that_is_not_allowed_or_not_there_is_no_door(named):
    with pytest.raises(NotConfigured):
        open_speech_model(settings(named, speech_hosts=("127.0.0.1",)))


def test_streaming_and_whole_give_the_same_speech():
    sound = (
        np.concatenate([silence(1).mono, noise(2).mono, visit().mono[: 8 * RATE]])
        if shutil.which("espeak-ng")
        else (np.concatenate([silence(1).mono, noise(4).mono]))
    )
    activity, regions, found = VoiceActivity(), Regions(), []
    for at in range(0, len(sound), 3_333):
        found += regions.hear(activity.hear(sound[at : at + 3_333]))
    found += regions.hear(activity.hear(sound[:0], last=True), last=True)
    assert [(r.start, round(r.end, 2)) for r in found][:1] == [(r.start, round(r.end, 2)) for r in find_speech(sound)][
        :1
    ]


def test_espeak_is_part_of_the_test_machine_or_said_to_be_missing():
    if shutil.which("espeak-ng") is None:
        pytest.skip("no espeak-ng on this machine: apt-get install espeak-ng")
    told = subprocess.run(["espeak-ng", "--version"], capture_output=True, text=True, check=True)
    assert PATIENT.split("+")[0] in subprocess.run(["espeak-ng", "--voices"], capture_output=True, text=True).stdout
    assert "eSpeak" in told.stdout
