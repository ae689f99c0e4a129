"""The door to a language model of the hospital. None is needed, and none is on unless the operator names one.

Any OpenAI-compatible endpoint will do (vLLM, Ollama, llama.cpp's server). Patient data leaves for hosts of the
allow-list only, never by a redirect or a proxy. What a language model returns passes the same checks as everything
else; without one, or when it fails, the built-in engine drafts.
"""

import json
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from typing import Any, Protocol
from urllib.parse import urlsplit

from attending.errors import AttendingError, NotConfigured
from attending.models.door import DoorStatus
from attending.settings import Settings

MOST_TOKENS = 8_000
"""Of an answer: a note of two thousand words as JSON, and room."""
CONNECT_SECONDS = 5.0


class LanguageModelFailed(AttendingError):
    """The language model gave no whole answer; `why` is a code, and no word of the answer is in the message."""

    status, exit_code, code = 503, 6, "transient"
    partial = ""
    """What had come until it broke off or ran out of time."""

    def __init__(self, why: str, message: str) -> None:
        super().__init__(message, hint="The built-in engine drafts without it.")
        self.why = why


_BROKEN_OFF = frozenset({"timeout", "connection", "truncated"})
"""Failures in the midst of an answer, of which what has come may be of use."""


class LanguageModel(Protocol):
    """Text in, JSON out."""

    @property
    def name(self) -> str:
        """The model's name, as the endpoint knows it."""

    def complete(self, instruction: str, text: str, schema: dict[str, Any]) -> str:
        """The model's answer, JSON of this schema if the endpoint keeps to it.

        Raises:
            NotConfigured: there is no model.
            LanguageModelFailed: it did not answer, in time or at all, refused, or broke off.
        """

    def status(self) -> DoorStatus:
        """Whether the door is open."""


class NoLanguageModel:
    """The closed door."""

    name = ""

    def complete(self, instruction: str, text: str, schema: dict[str, Any]) -> str:
        """Always raises `NotConfigured`: nothing is made up."""
        raise NotConfigured("No language model is configured.", hint="The built-in engine drafts without one.")

    def status(self) -> DoorStatus:
        """Say that the door is closed, which is no fault."""
        return DoorStatus("language model", configured=False, detail="none: the built-in engine drafts")


class HospitalLanguageModel:
    """An OpenAI-compatible endpoint that the operator has allowed."""

    def __init__(self, url: str, *, model: str, key: str, seconds: float) -> None:
        self.name = model
        self._url, self._key, self._seconds = url, key, seconds

    def status(self) -> DoorStatus:
        """Say where the door leads."""
        return DoorStatus("language model", configured=True, detail=f"{self.name} at {urlsplit(self._url).hostname}")

    def complete(self, instruction: str, text: str, schema: dict[str, Any]) -> str:
        """Ask once, and once more without the schema where the endpoint does not know schemas."""
        library = _client_library()  # loaded before the clock runs: it is large
        pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="language-model")
        heard: list[str] = []
        try:
            return pool.submit(self._ask, library, instruction, text, schema, heard).result(timeout=self._seconds)
        except OutOfTime as error:
            failed = LanguageModelFailed("timeout", f"It did not answer within {self._seconds:g} seconds.")
            failed.partial = "".join(heard)
            raise failed from error
        except LanguageModelFailed as failed:
            failed.partial = "".join(heard) if failed.why in _BROKEN_OFF else ""
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def _ask(self, openai: Any, instruction: str, text: str, schema: dict[str, Any], heard: list[str]) -> str:
        library_of_http = openai.DefaultHttpxClient.__base__.__module__.partition(".")[0]
        transport = sys.modules[library_of_http]  # httpx, by whatever name the client brings it
        client = self._client(openai)
        kept: Any = {"type": "json_schema", "json_schema": {"name": "note", "schema": schema, "strict": True}}
        messages: list[Any] = [{"role": "system", "content": instruction}, {"role": "user", "content": text}]
        common: dict[str, Any] = {
            "model": self.name, "messages": messages, "temperature": 0, "max_tokens": MOST_TOKENS, "stream": True,
        }  # fmt: skip
        try:
            try:
                return _listen(client, {**common, "response_format": kept}, heard)
            except openai.BadRequestError:  # an endpoint that knows no schemas
                return _listen(client, common, heard)
        except (openai.APITimeoutError, transport.TimeoutException) as error:
            raise LanguageModelFailed("timeout", "It did not answer in time.") from error
        except (openai.APIConnectionError, transport.TransportError) as error:
            raise LanguageModelFailed("connection", "The connection failed or broke off.") from error
        except openai.APIStatusError as error:
            raise LanguageModelFailed("status", f"It answered with status {error.status_code}.") from error
        except openai.OpenAIError as error:
            raise LanguageModelFailed("answer", "Its answer could not be read.") from error
        except (ValueError, TypeError, LookupError, AttributeError) as error:
            raise LanguageModelFailed("answer", "Its answer is none that the protocol knows.") from error
        finally:
            client.close()

    def _client(self, openai: Any) -> Any:
        """A client that follows no redirect and no proxy of the environment: either could carry patient data away."""
        wait = openai.Timeout(self._seconds, connect=min(CONNECT_SECONDS, self._seconds))
        http = openai.DefaultHttpxClient(follow_redirects=False, trust_env=False, timeout=wait)
        return openai.OpenAI(base_url=self._url, api_key=self._key or "none", max_retries=0, http_client=http)


def _listen(client: Any, asked: dict[str, Any], heard: list[str]) -> str:
    """The whole answer, as it comes; `heard` holds what has come. An endpoint may also answer in one piece."""
    with client.chat.completions.with_streaming_response.create(**asked) as response:
        if "text/event-stream" in response.headers.get("content-type", ""):
            return _streamed(response.iter_lines(), heard)
        choices = json.loads(response.read()).get("choices")
    if not choices:
        raise LanguageModelFailed("answer", "Its answer is empty.")
    message = choices[0]["message"]
    heard.append(message.get("content") or "")
    return _whole("".join(heard), refused=bool(message.get("refusal")), finish=choices[0].get("finish_reason"))


def _streamed(lines: Iterable[str], heard: list[str]) -> str:
    refused, finish = False, None
    for line in lines:
        data = line.removeprefix("data:").strip()
        if not line.startswith("data:") or data == "[DONE]":
            continue
        for choice in json.loads(data).get("choices") or ():
            delta = choice.get("delta") or {}
            heard.append(delta.get("content") or "")
            refused = refused or bool(delta.get("refusal"))
            finish = choice.get("finish_reason") or finish
    if finish is None:
        raise LanguageModelFailed("connection", "The connection failed or broke off.")
    return _whole("".join(heard), refused=refused, finish=finish)


def _whole(words: str, *, refused: bool, finish: str | None) -> str:
    """The words of an answer that is whole; a refusal or a broken one is a failure."""
    if refused:
        raise LanguageModelFailed("refused", "It refused.")
    if finish == "content_filter":
        raise LanguageModelFailed("refused", "Its filter refused.")
    if finish == "length":
        raise LanguageModelFailed("truncated", "Its answer was cut off.")
    if not words.strip():
        raise LanguageModelFailed("answer", "Its answer is empty.")
    return words


def _client_library() -> Any:
    try:
        import openai
    except ImportError as error:
        raise NotConfigured(
            "The client of language models is not installed.", hint="Install attending with the extra [language]."
        ) from error
    return openai


def open_language_model(settings: Settings) -> LanguageModel:
    """The language model of the settings; nothing is sent yet.

    Raises:
        NotConfigured: the address, the allow-list or the model's name is missing or wrong.
    """
    if settings.language_model_url is None:
        return NoLanguageModel()
    parts = urlsplit(settings.language_model_url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotConfigured("ATTENDING_LANGUAGE_MODEL_URL must be an http or https address.")
    if parts.hostname not in settings.language_model_hosts:
        raise NotConfigured(
            "The host of the language model is not on the allow-list.",
            hint="Name it in ATTENDING_LANGUAGE_MODEL_HOSTS once patient data may be sent there.",
        )
    if not settings.language_model:
        raise NotConfigured("The language model has no name.", hint="Name it in ATTENDING_LANGUAGE_MODEL.")
    return HospitalLanguageModel(
        settings.language_model_url,
        model=settings.language_model,
        key=settings.language_model_key(),
        seconds=float(settings.language_model_seconds),
    )
