"""Spoken visits whose every word has a known time, made by espeak-ng; and an endpoint that hears them as they are."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import numpy as np
import pytest
from numpy.typing import NDArray

from attending.models.wave import wave_file
from attending.speech.sound import RATE, Sound, resampled
from attending.speech.wav import read_wav

ESPEAK = shutil.which("espeak-ng")
needs_espeak = pytest.mark.skipif(ESPEAK is None, reason="no espeak-ng on this machine: apt-get install espeak-ng")
CLINICIAN, PATIENT = "en-us+m3", "en-gb+f4"
LINES = (
    (CLINICIAN, "Good morning, what brings you in today?"),
    (PATIENT, "I have had a cough for about ten days now, and it keeps me awake at night."),
    (CLINICIAN, "Have you had any fever or chills?"),
    (PATIENT, "I had a fever the first two days, but not since then."),
    (CLINICIAN, "Do you smoke?"),
    (PATIENT, "No, I have never smoked."),
    (CLINICIAN, "Are you taking any medicines for it?"),
    (PATIENT, "Just ibuprofen four hundred milligrams twice a day."),
    (CLINICIAN, "Let me listen to your chest. Your lungs are clear on both sides, there is no wheezing."),
    (PATIENT, "That is good to hear. I was worried about pneumonia."),
    (CLINICIAN, "I think this is acute bronchitis. Drink plenty, rest, and call us if the fever comes back."),
    (PATIENT, "All right, thank you doctor."),
)


@dataclass(frozen=True)
class Line:
    """What one voice says, in seconds."""

    start: float
    end: float
    speaker: int
    text: str


@dataclass(frozen=True)
class Visit:
    """A visit as one microphone hears it, as two do, and what is said when."""

    mono: NDArray[np.float32]
    stereo: NDArray[np.float32]
    lines: tuple[Line, ...]

    @property
    def wav(self) -> bytes:
        return wave_file(self.mono)

    @property
    def sound(self) -> Sound:
        return Sound(self.mono[None, :])


@lru_cache
def speak(voice: str, text: str, speed: int = 165) -> NDArray[np.float32]:
    """Words in a voice, without the silence around them."""
    assert ESPEAK is not None
    made = subprocess.run([ESPEAK, "-v", voice, "-s", str(speed), "--stdout", text], capture_output=True, check=True)
    read = read_wav(made.stdout)
    assert read is not None
    samples = resampled(read.take, (read.channels, read.samples), read.rate)[0]
    loud = np.flatnonzero(np.abs(samples) > 0.01)
    return samples[loud[0] : loud[-1] + 1]


@lru_cache
def visit(
    lines: Sequence[tuple[str, str]] = LINES, *, pause: float = 0.7, lead: float = 1.0, noise: float = 0.001
) -> Visit:
    """The lines one after another, in a room with a little noise; each voice also on a channel of its own."""
    voices = list(dict.fromkeys(voice for voice, _ in lines))
    at, told, parts = lead, [], []
    for voice, text in lines:
        samples = speak(voice, text)
        told.append(Line(at, at + len(samples) / RATE, voices.index(voice), text))
        parts.append((at, voices.index(voice), samples))
        at += len(samples) / RATE + pause
    channels = np.random.default_rng(4).normal(0, noise, (2, int(at * RATE))).astype(np.float32)
    mono = channels[0].copy()
    for start, speaker, samples in parts:
        place = slice(int(start * RATE), int(start * RATE) + len(samples))
        mono[place] += samples * 0.5
        channels[speaker % 2, place] += samples * 0.5
        channels[1 - speaker % 2, place] += samples * 0.05
    return Visit(mono, channels, tuple(told))


def words_of(line: Line) -> list[dict[str, object]]:
    """A line's words, each with its share of the line's time by its letters."""
    words, letters, at = line.text.split(), len(line.text.replace(" ", "")), line.start
    made = []
    for word in words:
        end = at + (line.end - line.start) * len(word) / letters
        made.append({"word": word, "start": at, "end": end})
        at = end
    return made


Behaviour = Callable[[BaseHTTPRequestHandler, "Asked"], None]


@dataclass(frozen=True)
class Asked:
    """One request: the sound, and the form's other fields."""

    samples: NDArray[np.float32]
    fields: dict[str, list[str]]
    path: str


@dataclass
class SpeechServer:
    """Serves `/v1/audio/transcriptions`; `behave` may be changed while it runs."""

    behave: Behaviour
    asked: list[Asked] = field(default_factory=list)
    port: int = 0

    def __post_init__(self) -> None:
        served = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked = _parse(self.headers["Content-Type"], body, self.path)
                served.asked.append(asked)
                served.behave(self, asked)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def _parse(kind: str, body: bytes, path: str) -> Asked:
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    fields: dict[str, list[str]] = {}
    samples = np.zeros(0, dtype=np.float32)
    for part in message.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        if name == "file":
            read = read_wav(content)
            assert read is not None
            assert read.rate == RATE
            samples = read.take(0, read.samples)[0]
        else:
            fields.setdefault(name.removesuffix("[]"), []).append(content.decode())
    return Asked(samples, fields, path)


def answer(handler: BaseHTTPRequestHandler, told: object, *, status: int = 200) -> None:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def hears(spoken: Visit, *, words: bool = True) -> Behaviour:
    """An endpoint that finds the sound it gets in a visit, and answers with what is said there."""

    def behave(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        start = find(asked.samples, spoken.mono)
        end = start + len(asked.samples) / RATE
        lines = [line for line in spoken.lines if line.end > start + 0.2 and line.start < end - 0.2]
        segments = [
            {"id": n, "start": line.start - start, "end": line.end - start, "text": f" {line.text}",
             "no_speech_prob": 0.02, "avg_logprob": -0.2, "compression_ratio": 1.2}
            for n, line in enumerate(lines)
        ]  # fmt: skip
        told = {"task": "transcribe", "language": "english", "duration": end - start,
                "text": " ".join(line.text for line in lines), "segments": segments}  # fmt: skip
        if words:
            told["words"] = [
                {**word, "start": word["start"] - start, "end": word["end"] - start}
                for line in lines for word in words_of(line)
            ]  # fmt: skip
        answer(handler, told)

    return behave


def find(part: NDArray[np.float32], whole: NDArray[np.float32]) -> float:
    """Where a sound stands in a longer one, in seconds, by correlation; a coded copy is found too."""
    size = 1 << (len(whole) + len(part) - 1).bit_length()
    product = np.fft.rfft(whole, size) * np.conj(np.fft.rfft(part, size))
    at = int(np.argmax(np.fft.irfft(product, size)))
    return (at if at < len(whole) else at - size) / RATE
