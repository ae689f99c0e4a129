"""A speech model behind an OpenAI-compatible address, `/v1/audio/transcriptions`, that the operator has allowed.

Asked for `verbose_json` with the times of words; an endpoint that knows no such thing is asked for plain JSON. Sound
goes to hosts of the allow-list only, never by a redirect or a proxy.
"""

import json
import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from typing import Any
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from attending.errors import NotConfigured
from attending.models.door import DoorStatus
from attending.models.speech_port import SAMPLE_RATE, Heard, SpeechModelFailed, Word, whole_words, within
from attending.models.wave import wave_file

CONNECT_SECONDS = 5.0
MOST_VOCABULARY = 700
"""Letters of the prompt: Whisper reads 224 tokens of it, the last ones."""


class SpeechEndpoint:
    """One address and the model there."""

    def __init__(self, url: str, *, model: str, key: str, seconds: float) -> None:
        self.name = model
        self._url, self._key, self._seconds = url, key, seconds

    def status(self) -> DoorStatus:
        """Say where the door leads."""
        return DoorStatus("speech model", configured=True, detail=f"{self.name} at {urlsplit(self._url).hostname}")

    def transcribe(
        self, samples: NDArray[np.float32], *, vocabulary: Sequence[str] = (), language: str | None = "en"
    ) -> tuple[Heard, ...]:
        """What was said; see `SpeechModel`."""
        library = _client_library()  # loaded before the clock runs: it is large
        asked = {"prompt": prompt_of(vocabulary), "language": language or ""}
        given = {name: value for name, value in asked.items() if value}
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="speech-model")
        try:
            answer = pool.submit(self._ask, library, wave_file(samples), given).result(timeout=self._seconds)
        except OutOfTime as error:
            raise SpeechModelFailed("timeout", f"It did not answer within {self._seconds:g} seconds.") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return read_answer(answer, len(samples) / SAMPLE_RATE)

    def _ask(self, openai: Any, wave: bytes, given: Mapping[str, str]) -> bytes:
        wait = openai.Timeout(self._seconds, connect=min(CONNECT_SECONDS, self._seconds))
        http = openai.DefaultHttpxClient(follow_redirects=False, trust_env=False, timeout=wait)
        client = openai.OpenAI(base_url=self._url, api_key=self._key or "none", max_retries=0, http_client=http)
        create = client.audio.transcriptions.with_raw_response.create
        common = {"model": self.name, "file": ("visit.wav", wave, "audio/wav"), "temperature": 0, **given}
        try:
            try:
                timed = {"response_format": "verbose_json", "timestamp_granularities": ["word", "segment"]}
                return bytes(create(**common, **timed).content)
            except openai.BadRequestError:  # an endpoint that knows no times
                return bytes(create(**common, response_format="json").content)
        except openai.APITimeoutError as error:
            raise SpeechModelFailed("timeout", "It did not answer in time.") from error
        except openai.APIConnectionError as error:
            raise SpeechModelFailed("connection", "The connection to the speech model failed or broke off.") from error
        except openai.APIStatusError as error:
            raise SpeechModelFailed("status", f"The speech model answered with status {error.status_code}.") from error
        except (openai.OpenAIError, OSError, ValueError) as error:
            raise SpeechModelFailed("answer", "The speech model's answer could not be read.") from error
        finally:
            client.close()


def prompt_of(vocabulary: Sequence[str]) -> str:
    """Likely names as one line; the model reads the end of it best, so the likeliest stands last."""
    chosen: list[str] = []
    for name in vocabulary:
        if sum(map(len, chosen)) + 2 * len(chosen) + len(name) > MOST_VOCABULARY:
            break
        chosen.append(name)
    return f"{', '.join(reversed(chosen))}." if chosen else ""


def read_answer(answer: bytes, seconds: float) -> tuple[Heard, ...]:
    """The pieces in an answer to a sound of some seconds; raises `SpeechModelFailed` for anything that is none.

    Times outside the sound are brought into it, and pieces without text left out.
    """
    try:
        told = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise SpeechModelFailed("answer", "The speech model's answer could not be read.") from error
    if not isinstance(told, dict) or not isinstance(told.get("text", ""), str):
        raise SpeechModelFailed("answer", "The speech model's answer is none that the protocol knows.")
    segments = told.get("segments")
    if segments is None:
        if "text" not in told:
            raise SpeechModelFailed("answer", "The speech model's answer is none that the protocol knows.")
        text = told["text"].strip()
        return within([Heard(0.0, seconds, text, _timed(_words(told.get("words")), text))], seconds)
    if not isinstance(segments, list) or not all(isinstance(one, dict) for one in segments):
        raise SpeechModelFailed("answer", "The speech model's answer is none that the protocol knows.")
    words = _words(told.get("words"))
    found = [_segment(one, words, seconds) for one in segments]
    return within((one for one in found if one is not None), seconds)


def _segment(given: dict[str, Any], words: tuple[Word, ...], seconds: float) -> Heard | None:
    text = given.get("text")
    if not isinstance(text, str) or not text.strip():
        return None
    start, end = _number(given.get("start")) or 0.0, _number(given.get("end"))
    end = seconds if end is None else max(end, start)
    own = _words(given.get("words")) or tuple(w for w in words if start <= (w.start + w.end) / 2 <= end)
    return Heard(
        start,
        end,
        text.strip(),
        _timed(own, text),
        no_speech=_number(given.get("no_speech_prob")),
        log_probability=_number(given.get("avg_logprob")),
        compression=_number(given.get("compression_ratio")),
    )


def _timed(words: Sequence[Word], text: str) -> tuple[Word, ...]:
    """The words of a text, spelt as it spells them; none where the list of times is of other words."""
    spelt = text.split()
    if len(spelt) != len(words):
        return ()
    return tuple(Word(word.start, word.end, token) for word, token in zip(words, spelt, strict=True))


def _words(given: object) -> tuple[Word, ...]:
    if not isinstance(given, list):
        return ()
    found = []
    for one in given:
        text = one.get("word", one.get("text")) if isinstance(one, dict) else None
        start, end = (_number(one.get("start")), _number(one.get("end"))) if isinstance(one, dict) else (None, None)
        if not isinstance(text, str) or start is None or end is None:
            return ()
        found.append(Word(start, max(end, start), text))
    return whole_words(found)


def _number(value: object) -> float | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return float(value)
    return None


def _client_library() -> Any:
    try:
        import openai
    except ImportError as error:
        raise NotConfigured(
            "The client of speech models is not installed.", hint="pip install 'attending[speech]'"
        ) from error
    return openai
