"""Reads a note of any kind as text: plain text, ours as JSON, a FHIR Composition, DocumentReference or Bundle of them.

Read by `journeys`. The kind is known by content, never by name.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any

from attending.errors import BadInput
from attending.record.narrative import from_sections, plain_text

MAX_BYTES = 4_000_000
_LIKE_JSON = re.compile(r'\s*[\[{]\s*(?:"[^"\n]*"\s*:|[\[{])')


def read_note(data: bytes) -> str:
    """The text of a note.

    Raises:
        BadInput: the file is empty, too large, no text, or JSON that holds no note.
    """
    if len(data) > MAX_BYTES:
        raise BadInput("The note is too large.", hint="Send one note as text.")
    text = _decode(data)
    if text.lstrip().startswith(("{", "[")):
        try:
            document = json.loads(text)
        except ValueError:
            document = None
        if document is None and _LIKE_JSON.match(text):
            raise BadInput("The JSON is broken or cut off.", hint="Export the note again, or paste its text.")
        if document is not None:
            text = "\n\n".join(_texts(document))
            if not text.strip():
                raise BadInput(
                    "The JSON holds no note.", hint="Expected a key “note”, or a FHIR Composition or DocumentReference."
                )
    if not any(sign.isalpha() for sign in text):
        raise BadInput("The note holds no words.")
    return text


def _decode(data: bytes) -> str:
    for encoding in (
        ("utf-16", "utf-8-sig", "cp1252") if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else ("utf-8-sig", "cp1252")
    ):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadInput("The note is no text.", hint="Save it as plain text, or send it as JSON.")


def _texts(document: Any) -> Iterator[str]:
    """The notes in a JSON document, wherever they stand."""
    if isinstance(document, list):
        for one in document:
            yield from _texts(one)
        return
    if not isinstance(document, dict):
        return
    kind = document.get("resourceType")
    if kind == "Bundle":
        yield from _texts([entry.get("resource") for entry in document.get("entry") or [] if isinstance(entry, dict)])
    elif kind == "Composition":
        yield _narrative(document.get("section"))
    elif kind == "DocumentReference":
        yield from _attached(document)
    elif isinstance(document.get("note"), str):
        yield document["note"]


def _narrative(sections: Any) -> str:
    try:
        return plain_text(from_sections(sections or []))
    except (AttributeError, TypeError) as error:
        raise BadInput("The sections of the Composition cannot be read.") from error


def _attached(document: dict[str, Any]) -> Iterator[str]:
    contents = document.get("content")
    for content in contents if isinstance(contents, list) else []:
        attachment = content.get("attachment") if isinstance(content, dict) else None
        if (
            isinstance(attachment, dict)
            and str(attachment.get("contentType", "text/plain")).startswith("text/plain")
            and attachment.get("data")
        ):
            try:
                yield _decode(base64.b64decode(attachment["data"], validate=True))
            except (binascii.Error, TypeError) as error:
                raise BadInput("The note in the DocumentReference cannot be read.") from error
