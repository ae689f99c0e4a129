"""Any recording that comes is decoded, as far as it goes; what is missing or no recording is said so."""

import io
import wave

import numpy as np
import pytest
from numpy.typing import NDArray

from attending.errors import BadInput, NotConfigured
from attending.models.wave import wave_file
from attending.speech import read_sound
from attending.speech.remarks import cut_off
from attending.speech.sound import RATE


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
