"""A request to the FHIR API and its answer, free of HTTP: the entries of a batch are the same thing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

import msgspec

from attending.errors import BadInput
from attending.exchange.rest.faults import BadSyntax, NotAcceptable, WrongMediaType
from attending.record import Resource, Versioned, parse_sent

FHIR_JSON = "application/fhir+json"
_JSON = frozenset({FHIR_JSON, "application/json", "text/json"})
_ACCEPTED = _JSON | {"*/*", "application/*", "text/html", "application/fhir+ndjson", "application/ndjson"}
_HALF_PAIR = re.compile(rb"(?<!\\)(?:\\\\)*\\u[dD][89abAB][\da-fA-F]{2}(?!\\u[dD][c-fC-F])")
"""The first half of a surrogate pair without its second; msgspec takes it for a text cut off."""
_E_TAG = re.compile(r'(?:W/)?"?(\d{1,18})"?')


@dataclass(frozen=True)
class Request:
    """One interaction that a client asks for."""

    method: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    """Names in lower case."""
    body: bytes = b""
    parsed: Resource | None = None
    """The body of an entry of a bundle, which was read with the bundle."""
    base: str = ""
    """Our own address, such as `https://host/fhir`."""

    @property
    def content_type(self) -> str:
        """Of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def prefers(self, name: str) -> str:
        """The value of one preference of the Prefer header, or an empty string."""
        for part in re.split(r"[;,]", self.headers.get("prefer", "")):
            key, _, value = part.strip().partition("=")
            if key.strip().lower() == name:
                return value.strip().strip('"') or "true"
        return ""

    @property
    def strict(self) -> bool:
        """Whether unknown parameters are refused; R4 leaves them out unless it is asked for."""
        return self.prefers("handling") == "strict"

    @property
    def if_match(self) -> int | None:
        """The version that a change is based on."""
        return _version_of(self.headers.get("if-match", ""), "If-Match")

    def value(self, name: str) -> str:
        """One parameter of the query, or an empty string."""
        return next((value for key, value in self.query if key == name), "")

    def resource(self) -> dict[str, Any]:
        """The body as a resource; raises `WrongMediaType`, `BadSyntax`."""
        if self.parsed is not None:
            return dict(self.parsed)
        if self.content_type and self.content_type not in _JSON:
            raise WrongMediaType("This server reads FHIR as JSON.", hint=f"Content-Type: {FHIR_JSON}")
        return read_json_object(self.body)

    def check_acceptable(self) -> None:
        """Refuse a client that wants another format than JSON."""
        wanted = self.value("_format") or self.headers.get("accept", "")
        kinds = {part.partition(";")[0].strip().lower() for part in wanted.split(",")} - {"", "json"}
        if kinds and not kinds & _ACCEPTED:
            raise NotAcceptable("This server answers in JSON.", hint=f"Accept: {FHIR_JSON}")

    def within(self, **changes: Any) -> "Request":
        """The same request with something changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Answer:
    """What the client gets."""

    status: int
    resource: Resource | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    """A body that is no resource, such as NDJSON; its Content-Type stands in the headers."""
    stored: Versioned | None = None
    """Instead of a resource: a version, whose bytes are the body."""

    @property
    def content(self) -> Resource | None:
        """The resource, parsed, whichever way it is given."""
        return self.stored.resource if self.stored is not None else self.resource


def read_json_object(body: bytes) -> dict[str, Any]:
    """JSON text as an object; raises `BadSyntax`, which says where it stops making sense."""
    if not body.strip():
        raise BadSyntax("The body is empty.", hint="Send a FHIR resource as JSON.")
    try:
        return parse_sent(body)
    except BadInput as error:
        raise BadSyntax(f"{error.message} {_where(error.__cause__, body)}".strip()) from error


def _where(cause: BaseException | None, body: bytes) -> str:
    """The place in the text: msgspec says it, and nothing of the content."""
    if isinstance(cause, RecursionError):
        return "It is nested too deeply."
    if isinstance(cause, UnicodeDecodeError):
        return "It is not UTF-8."
    if "surrogate" in str(cause) or (cause is not None and _HALF_PAIR.search(body)):
        return "A text holds half of a surrogate pair (\\ud800 to \\udfff)."
    found = re.search(r"\(byte (\d+)\)|truncated", str(cause or ""))
    if found is None:
        return ""
    return f"It stops making sense at byte {found[1]}." if found[1] else "It ends too early."


def versioned(version: Versioned, status: int = 200, **headers: str) -> Answer:
    """An answer that shows a version."""
    return Answer(status, None, {**version_headers(version), **headers}, stored=version)


def shown(version: Versioned) -> msgspec.Raw:
    """A version as part of a larger answer: its bytes, as they are."""
    return msgspec.Raw(version.plain)


def version_headers(version: Versioned) -> dict[str, str]:
    """ETag and Last-Modified."""
    return {"ETag": f'W/"{version.version}"', "Last-Modified": http_date(version.updated)}


def http_date(when: datetime) -> str:
    """A moment as HTTP writes it: whole seconds."""
    return format_datetime(when.astimezone(UTC).replace(microsecond=0), usegmt=True)


def is_unchanged(request: Request, version: Versioned) -> bool:
    """Whether the client has this version already (If-None-Match, If-Modified-Since)."""
    known = request.headers.get("if-none-match")
    if known is not None:
        return known.strip() == "*" or _version_of(known, "If-None-Match") == version.version
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return version.updated.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (TypeError, ValueError):
        return False


def _version_of(tag: str, header: str) -> int | None:
    if not tag.strip():
        return None
    match = _E_TAG.fullmatch(tag.strip())
    if match is None:
        raise BadSyntax(f'{header} names a version as W/"3".')
    return int(match[1])
