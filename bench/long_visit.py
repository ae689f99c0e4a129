"""A visit of an hour, spoken by espeak-ng, and a recogniser that hears it as it is: for `bench.speech_long`.

Written visits are joined until the recording is long enough; pauses of 0.15 to 2 s, now and then one of up to 20 s, a
room's noise, a hum and knocks. The recogniser finds the sound that it is given in the recording, and answers with the
words there, as a good one would: a word that the border of the sound cuts in two is heard wrong, and where nobody
speaks it makes up a caption, as Whisper does. Its server is a process of its own.
"""

import argparse
import io
import json
import re
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tests.voices import Asked, Line, SpeechServer, answer, speak, words_of

from attending.models.wave import wave_file
from attending.scribe.training.roles import tagged_dialogue
from attending.scribe.transcripts.decode import decode
from attending.speech.sound import RATE

VOICES = ("en-us+m1", "en-us+f2")
NOISE, HUM = 0.003, 0.002
LONGEST_TURN = 600
HOP = RATE // 100
"""Samples of a step of the envelope by which a sound is found."""
CANDIDATES = 6
CUT = 0.2
"""Of a word: where less than this is outside the sound, it is heard whole."""
CAPTION = "Thanks for watching!"


@dataclass(frozen=True)
class LongVisit:
    """What was said when, and the sound of one microphone."""

    mono: NDArray[np.float32]
    lines: tuple[Line, ...]

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.mono) / RATE

    def save(self, folder: Path) -> None:
        """As 16-bit WAV and JSON."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "visit.wav").write_bytes(wave_file(self.mono))
        lines = [[line.start, line.end, line.speaker, line.text] for line in self.lines]
        (folder / "visit.json").write_text(json.dumps(lines), encoding="utf-8")


def load(folder: Path) -> LongVisit:
    """One that was saved."""
    samples = np.frombuffer((folder / "visit.wav").read_bytes()[44:], dtype="<i2").astype(np.float32) / 32_767
    lines = json.loads((folder / "visit.json").read_text(encoding="utf-8"))
    return LongVisit(samples, tuple(Line(*one) for one in lines))


def written_turns(folder: Path, minutes: float) -> list[tuple[int, str]]:
    """Turns of written interviews, one behind the other, until they last about so long; 0 is the clinician."""
    turns: list[tuple[int, str]] = []
    for path in sorted(folder.glob("*.txt")):
        if int(re.sub(r"\D", "", path.stem)) % 5 == 0:  # kept apart
            continue
        for doctor, text in tagged_dialogue(decode(path.read_bytes()).text):
            said = " ".join(re.sub(r"[\[(].*?[\])]|[^\w .,?!'-]", " ", text).split())
            if re.search(r"\w", said) and len(said) <= LONGEST_TURN:
                turns.append((int(not doctor), said))
        if sum(len(said.split()) for _, said in turns) / 158 > minutes:  # words a minute, with the pauses
            break
    return turns


def make_visit(turns: Sequence[tuple[int, str]], minutes: float, *, seed: int = 7) -> LongVisit:
    """The turns one behind the other, in a room with noise."""
    rng = np.random.default_rng(seed)
    lines, parts, at = list[Line](), list[tuple[float, NDArray[np.float32]]](), 2.0
    for speaker, text in turns:
        samples = speak.__wrapped__(VOICES[speaker], text)
        length = len(samples) / RATE
        if at + length > minutes * 60:
            break
        lines.append(Line(at, at + length, speaker, text))
        parts.append((at, samples))
        at += length + (rng.uniform(5, 20) if rng.random() < 0.01 else rng.uniform(0.15, 1.0) * (1 + rng.random()))
    mono = rng.normal(0, NOISE, int((at + 2) * RATE)).astype(np.float32)
    mono += (HUM * np.sin(2 * np.pi * 50 * np.arange(len(mono)) / RATE)).astype(np.float32)
    for start, samples in parts:
        mono[int(start * RATE) : int(start * RATE) + len(samples)] += samples * np.float32(0.5)
    for knock in rng.uniform(0, at, int(at / 60)):
        fade = np.exp(-np.arange(1600) / 200) * rng.normal(0, 0.3, 1600)
        mono[int(knock * RATE) : int(knock * RATE) + 1600] += fade.astype(np.float32)
    return LongVisit(mono.clip(-1, 1), tuple(lines))


def webm_of(visit: LongVisit) -> bytes:
    """As a browser records it: Opus, 32 kbit/s, a cluster every two seconds, no length told."""
    import av

    file = io.BytesIO()
    with av.open(file, "w", format="webm", options={"live": "1", "cluster_time_limit": "2000"}) as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        stream.bit_rate = 32_000
        faster = av.AudioResampler(format="flt", layout="mono", rate=48_000)
        for at in range(0, len(visit.mono), RATE):
            frame = av.AudioFrame.from_ndarray(visit.mono[None, at : at + RATE], format="fltp", layout="mono")
            frame.rate = RATE
            for one in faster.resample(frame):
                container.mux(stream.encode(one))
        container.mux(stream.encode(None))
    return file.getvalue()


class Places:
    """Finds a piece of a recording in it, by the rise and fall of its loudness."""

    def __init__(self, mono: NDArray[np.float32]) -> None:
        self._mono, self._whole = mono, _loudness(mono)

    def find(self, part: NDArray[np.float32]) -> float:
        """Where it begins, in seconds."""
        wanted = _loudness(part)
        wanted = wanted - wanted.mean()
        size = 1 << (len(self._whole) + len(wanted) - 1).bit_length()
        product = np.fft.rfft(self._whole, size) * np.conj(np.fft.rfft(wanted, size))
        alike = np.fft.irfft(product, size)[: len(self._whole)]
        sums = np.cumsum(np.concatenate([[0.0], self._whole])), np.cumsum(np.concatenate([[0.0], self._whole**2]))
        ends = np.minimum(np.arange(len(self._whole)) + len(wanted), len(self._whole))
        total, squares = (one[ends] - one[: len(ends)] for one in sums)
        spread = np.sqrt(np.maximum(squares - total**2 / len(wanted), 1e-9))
        likeness = np.where(ends - np.arange(len(ends)) >= len(wanted) - 2, alike / spread, -1.0)
        best = []
        for _ in range(CANDIDATES):
            best.append(int(np.argmax(likeness)))
            likeness[max(0, best[-1] - 3) : best[-1] + 4] = -1.0
        return max((self._closely(part, place) for place in best), key=lambda one: one[0])[1]

    def _closely(self, part: NDArray[np.float32], step: int) -> tuple[float, float]:
        """How much alike the sound is near a step, and where exactly it begins, in seconds."""
        first = max(0, (step - 2) * HOP)
        near = self._mono[first : first + len(part) + 4 * HOP]
        size = 1 << (len(near) + len(part) - 1).bit_length()
        alike = np.fft.irfft(np.fft.rfft(near, size) * np.conj(np.fft.rfft(part, size)), size)[: 4 * HOP + 1]
        at = int(np.argmax(alike))
        there = near[at : at + len(part)]
        return float(alike[at] / (np.linalg.norm(there) + 1e-9)), (first + at) / RATE


def _loudness(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    steps = max(1, len(samples) // HOP)
    whole = np.resize(samples, steps * HOP) if len(samples) < HOP else samples[: steps * HOP]
    return np.log10(np.square(whole, dtype=np.float64).reshape(steps, HOP).mean(axis=1) + 1e-6)


def hears_long(visit: LongVisit, *, rate: float = 0.0):
    """What the recogniser answers; it takes `rate` seconds for each second of sound."""
    places, starts = Places(visit.mono), [line.end for line in visit.lines]

    def behave(handler: BaseHTTPRequestHandler, asked: Asked) -> None:
        begun = time.monotonic()
        start = places.find(asked.samples)
        end = start + len(asked.samples) / RATE
        first = int(np.searchsorted(starts, start))
        near = [line for line in visit.lines[first : first + 60] if line.start < end]
        told = _told([(line, _heard_words(line, start, end)) for line in near], start, end)
        time.sleep(max(0.0, rate * len(asked.samples) / RATE - (time.monotonic() - begun)))
        answer(handler, told)

    return behave


def _heard_words(line: Line, start: float, end: float) -> list[dict[str, object]]:
    """The words of a line in a stretch; half of one that its border cuts, with a sign that it is wrong."""
    heard = []
    for word in words_of(line):
        since, until = float(str(word["start"])), float(str(word["end"]))
        share = (min(end, until) - max(start, since)) / max(until - since, 1e-6)
        if share <= CUT:
            continue
        text = str(word["word"]) if share >= 1 - CUT else f"{str(word['word'])[: len(str(word['word'])) // 2]}xx"
        heard.append({"word": text, "start": max(since, start) - start, "end": min(until, end) - start})
    return heard


def _told(near: list[tuple[Line, list[dict[str, object]]]], start: float, end: float) -> dict[str, object]:
    spoken = [words for _, words in near if words]
    segments = [
        {"start": words[0]["start"], "end": words[-1]["end"], "text": " " + " ".join(str(w["word"]) for w in words),
         "no_speech_prob": 0.02, "avg_logprob": -0.2, "compression_ratio": 1.2}
        for words in spoken
    ]  # fmt: skip
    if not segments:
        segments = [{"start": 0.0, "end": end - start, "text": CAPTION, "no_speech_prob": 0.3, "avg_logprob": -0.4,
                     "compression_ratio": 1.0}]  # fmt: skip
    return {"task": "transcribe", "language": "english", "duration": end - start,
            "text": " ".join(str(one["text"]).strip() for one in segments), "segments": segments,
            "words": [word for words in spoken for word in words]}  # fmt: skip


def main() -> None:
    """Serve a saved visit until it is killed; the first line printed is the address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rate", type=float, default=0.0, help="Seconds it takes for each second of sound.")
    parser.add_argument("--port", type=int, default=0)
    asked = parser.parse_args()
    server = SpeechServer(hears_long(load(asked.folder), rate=asked.rate), port=asked.port)
    print(server.url, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
