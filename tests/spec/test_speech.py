"""A recording becomes a transcript: decoded, gated, told apart by channel or voice; nothing is made up for silence."""

import io
import json
import shutil
import subprocess
import time
import wave
import zipfile
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.voices import CLINICIAN, LINES, PATIENT, Asked, SpeechServer, Visit, answer, hears, needs_espeak, visit

from attending.errors import BadInput, NotConfigured, NothingSaid
from attending.models import Heard, SpeechModelFailed, Word, open_speech_model
from attending.models.door import DoorStatus
from attending.models.speech_endpoint import prompt_of, read_answer
from attending.models.speech_port import whole_words
from attending.models.wave import wave_file
from attending.settings import Settings
from attending.speech import Asking, LiveTranscript, listen, read_sound
from attending.speech.activity import Region, Regions, VoiceActivity, find_speech
from attending.speech.filters import keep_spoken
from attending.speech.listen import blocks
from attending.speech.remarks import cut_off
from attending.speech.separation import Separation, Voiced
from attending.speech.sound import RATE, Sound
from attending.speech.speakers import separate
from attending.speech.transcript import spoken_by

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


def test_a_plain_wav_needs_no_library(monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "av", None)
    tone = np.sin(np.arange(RATE) / 9).astype(np.float32) * 0.5
    read = read_sound(wave_file(tone))
    assert np.abs(read.mono - tone).max() < 1e-4
    with pytest.raises(NotConfigured, match="speech"):
        read_sound(b"OggS" + bytes(2000))


@pytest.mark.parametrize(("width", "channels", "rate"), [(1, 1, 8000), (2, 2, 44100), (3, 1, 48000), (4, 2, 22050)])
def test_every_width_and_rate_of_wav_becomes_16_khz(width, channels, rate):
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    whole = (tone * (2 ** (8 * width - 1) - 1)).astype(np.int64) + (128 if width == 1 else 0)
    body = b"".join(int(v).to_bytes(width, "little", signed=width > 1) * channels for v in whole)
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(channels)
        out.setsampwidth(width)
        out.setframerate(rate)
        out.writeframes(body)
    sound = read_sound(file.getvalue())
    assert sound.channels.shape == (channels, RATE)
    spectrum = np.abs(np.fft.rfft(sound.mono))
    assert int(np.argmax(spectrum)) == 440
    assert 0.45 < np.abs(sound.mono[200:-200]).max() < 0.55


@pytest.mark.parametrize(
    ("kind", "codec", "layout"),
    [("webm", "libopus", "mono"), ("ogg", "libopus", "stereo"), ("mp3", "libmp3lame", "mono"),
     ("ipod", "aac", "mono"), ("flac", "flac", "stereo"), ("wav", "pcm_s16le", "stereo")],
)  # fmt: skip
def test_every_kind_of_upload_is_decoded(kind, codec, layout):
    av = pytest.importorskip("av", reason="pip install 'attending[speech]'")
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(3 * 48_000) / 48_000)).astype(np.float32)
    file = io.BytesIO()
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=48_000, layout=layout)
        channels = 2 if layout == "stereo" else 1
        frame = av.AudioFrame.from_ndarray(np.repeat(tone[None, :], channels, 0), format="fltp", layout=layout)
        frame.rate = 48_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    sound = read_sound(file.getvalue())
    assert sound.channels.shape[0] == channels
    assert sound.seconds == pytest.approx(3, abs=0.12)
    second = sound.mono[RATE : 2 * RATE]
    assert int(np.argmax(np.abs(np.fft.rfft(second)))) == 440


def test_a_recording_that_was_cut_off_is_read_as_far_as_it_goes():
    whole = wave_file(np.ones(RATE, dtype=np.float32) * 0.25)
    assert read_sound(whole[: len(whole) // 2]).seconds == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("kind", ["wav", "mp3", "webm", "flac"])
def test_a_recording_that_was_cut_off_says_how_much_of_it_is_missing(kind):
    whole = encoded(np.random.default_rng(3).normal(0, 0.1, 44 * 48_000).astype(np.float32), kind)
    (told,) = cut_off(read_sound(whole[: len(whole) // 2]))
    assert told.startswith("The file of this recording is cut off: it tells of 44 seconds, and 2")
    assert cut_off(read_sound(whole)) == ()


@pytest.mark.parametrize("kind", ["ogg", "live webm", "live mp4"])
@pytest.mark.parametrize("part", [0.3, 0.5, 0.999])
def test_a_recording_that_tells_no_length_says_that_its_end_is_missing(kind, part):
    whole = encoded(np.random.default_rng(3).normal(0, 0.1, 44 * 48_000).astype(np.float32), kind)
    cut = read_sound(whole[: int(len(whole) * part)])
    (told,) = cut_off(cut)
    assert told.startswith(f"The file of this recording has no end: {cut.seconds:.0f} seconds of it are here")
    assert cut_off(read_sound(whole)) == ()


@pytest.mark.parametrize("kind", ["live webm", "live mp4"])
def test_a_recording_that_went_on_after_its_tab_died_is_one(kind):
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(3 * 48_000) / 48_000)).astype(np.float32)
    first, second = encoded(tone, kind), encoded(tone[:96_000], kind)
    assert read_sound(first + second).seconds == pytest.approx(5.0, abs=0.15)
    again = read_sound(first[: int(0.9 * len(first))] + second)
    assert 4.0 < again.seconds < 5.0
    assert cut_off(again) == ()


def test_parts_on_one_and_on_two_channels_are_joined():
    tone = (0.5 * np.sin(2 * np.pi * 440 * np.arange(2 * 48_000) / 48_000)).astype(np.float32)
    both = read_sound(encoded(tone, "live webm") + encoded(np.stack([tone, 0 * tone]), "live webm"))
    assert both.channels.shape[0] == 2
    assert np.abs(both.channels[1, 8_000:24_000]).max() > 0.3
    assert np.abs(both.channels[1, 40_000:]).max() < 0.1


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


LIVE = {"live webm": ("webm", {"live": "1"}), "live mp4": ("mp4", {"movflags": "frag_every_frame+empty_moov"})}
"""As browsers write while they record: no length, no index."""


def encoded(samples: NDArray[np.float32], kind: str) -> bytes:
    av = pytest.importorskip("av", reason="pip install 'attending[speech]'")
    kind, options = LIVE.get(kind, (kind, {}))
    codec = {"wav": "pcm_s16le", "mp3": "libmp3lame", "mp4": "aac", "flac": "flac"}.get(kind, "libopus")
    samples, layout = np.atleast_2d(samples), "mono" if samples.ndim == 1 else "stereo"
    file = io.BytesIO()
    with av.open(file, "w", format=kind, options=options) as container:
        stream = container.add_stream(codec, rate=48_000, layout=layout)
        frame = av.AudioFrame.from_ndarray(samples, format="fltp", layout=layout)
        frame.rate = 48_000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return file.getvalue()


def test_a_file_whose_writer_never_wrote_its_size_is_not_cut_off():
    stream = wave_file(np.zeros(RATE * 4, dtype=np.float32))
    for size in (b"\x00" * 4, b"\xff" * 4):
        assert read_sound(stream[:40] + size + stream[44:]).told_s is None


def test_an_m4a_without_its_end_is_named_as_such():
    with pytest.raises(BadInput, match="end of this recording is missing"):
        read_sound(b"\x00\x00\x00\x20ftypM4A \x00\x00\x02\x00" + b"\x00" * 500)


@pytest.mark.parametrize("data", [b"", b"RIFF", b"RIFF\0\0\0\0WAVE", b"not a recording" * 40, b"OggS" + bytes(100)])
def test_what_is_no_recording_is_refused(data):
    with pytest.raises(BadInput):
        read_sound(data)


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
    well, count = server.behave, len(blocks(find_speech(spoken.mono)))
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


# A visit that goes on


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
