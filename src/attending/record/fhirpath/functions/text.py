"""String functions. All expect one string, or a FHIR element that holds one."""

import base64
import binascii
import html
import json
import re
from collections.abc import Callable
from functools import lru_cache

from attending.record.fhirpath.engine import LONGEST_TEXT, Context, bounded_text, single_integer, single_text
from attending.record.fhirpath.faults import EvaluationFault
from attending.record.fhirpath.functions.registry import FUNCTIONS, Function, plain
from attending.record.fhirpath.nodes import Collection

_NAMED_GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")
_GROUP_REFERENCE = re.compile(r"\\\$|\$(?:(\d+)|\{(\w+)\})|\\")


def _on_text(name: str, arguments: int, compute: Callable[..., str | int | bool | None]) -> None:
    """Register a function of one string and of arguments that are strings; an empty one makes the result empty."""

    def run(_: Context, focus: Collection, *given: Collection) -> Collection:
        texts = [single_text(items, name) for items in (focus, *given)]
        if any(text is None for text in texts):
            return []
        found = compute(*texts)
        return [] if found is None else [found]

    FUNCTIONS[name] = Function(arguments, arguments, lazy=False, run=run)


@lru_cache(maxsize=512)
def pattern(text: str) -> re.Pattern[str]:
    """A regular expression of the PCRE family as Python has it, the dot matching line ends too."""
    try:
        return re.compile(_NAMED_GROUP.sub("(?P<", text), re.DOTALL)
    except (re.error, OverflowError, RecursionError):
        raise EvaluationFault("a regular expression cannot be read") from None


def _replace_matches(text: str, regex: str, substitution: str) -> str:
    if not regex:
        return text

    def expand(match: re.Match[str]) -> str:
        def group(reference: re.Match[str]) -> str:
            name = reference[1] or reference[2]
            if name is None:
                return reference[0].removeprefix("\\") if len(reference[0]) > 1 else reference[0]
            try:
                return match[int(name) if name.isdigit() else name] or ""
            except (IndexError, KeyError):
                raise EvaluationFault(
                    "a substitution names a group that the regular expression does not have"
                ) from None

        return _GROUP_REFERENCE.sub(group, substitution)

    return pattern(regex).sub(expand, text)


def _replace(text: str, old: str, new: str) -> str:
    if (len(text) + 1) * max(len(new), 1) > LONGEST_TEXT:
        raise EvaluationFault("replace would make a string that is too long")
    return text.replace(old, new)


_on_text("length", 0, len)
_on_text("upper", 0, str.upper)
_on_text("lower", 0, str.lower)
_on_text("trim", 0, str.strip)
_on_text("startsWith", 1, str.startswith)
_on_text("endsWith", 1, str.endswith)
_on_text("contains", 1, lambda text, part: part in text)
_on_text("indexOf", 1, str.find)
_on_text("lastIndexOf", 1, str.rfind)
_on_text("matches", 1, lambda text, regex: pattern(regex).search(text) is not None)
_on_text("matchesFull", 1, lambda text, regex: pattern(regex).fullmatch(text) is not None)
_on_text("replace", 2, _replace)
_on_text("replaceMatches", 2, _replace_matches)


@plain("substring", 1, 2)
def substring(_: Context, focus: Collection, start: Collection, length: Collection | None = None) -> Collection:
    """The part of a string from a position on; empty where the position lies outside of it."""
    text, begin = single_text(focus, "substring"), single_integer(start, "substring")
    if text is None or begin is None or not 0 <= begin < len(text):
        return []
    count = None if length is None else single_integer(length, "substring")
    return [text[begin:] if count is None else text[begin : begin + max(count, 0)]]


@plain("toChars")
def to_chars(_: Context, focus: Collection) -> Collection:
    """The characters of a string."""
    return list(single_text(focus, "toChars") or "")


@plain("split", 1)
def split(_: Context, focus: Collection, separator: Collection) -> Collection:
    """The parts of a string between the separators."""
    text, by = single_text(focus, "split"), single_text(separator, "split")
    if text is None or by is None:
        return []
    return list(text.split(by)) if by else list(text)


@plain("join", 0, 1)
def join(_: Context, focus: Collection, separator: Collection | None = None) -> Collection:
    """The strings of a collection as one."""
    by = "" if separator is None else single_text(separator, "join")
    texts = [single_text([item], "join") for item in focus]
    return [] if by is None or not texts else [bounded_text(by.join(text for text in texts if text is not None))]


def _decode(decoder: Callable[[bytes], bytes]) -> Callable[[str], str]:
    def run(text: str) -> str:
        try:
            return decoder(text.encode()).decode()
        except (ValueError, binascii.Error):
            raise EvaluationFault("decode cannot read the string in that format") from None

    return run


_JSON_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_JSON_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


def _unescape_json(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        if match[2] not in _JSON_ESCAPED:
            raise EvaluationFault("unescape found an escape that JSON does not have")
        return _JSON_ESCAPED[match[2]]

    return _JSON_ESCAPE.sub(replace, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


_CODECS: dict[str, dict[str, Callable[[str], str]]] = {
    "encode": {
        "hex": lambda text: text.encode().hex(),
        "base64": lambda text: base64.b64encode(text.encode()).decode(),
        "urlbase64": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    },
    "decode": {
        "hex": _decode(binascii.unhexlify),
        "base64": _decode(lambda data: base64.b64decode(data, validate=True)),
        "urlbase64": _decode(base64.urlsafe_b64decode),
    },
    "escape": {
        "html": lambda text: html.escape(text, quote=True),
        "json": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    },
    "unescape": {"html": html.unescape, "json": _unescape_json},
}


def _on_format(name: str) -> None:
    def run(_: Context, focus: Collection, given: Collection) -> Collection:
        text, form = single_text(focus, name), single_text(given, name)
        if text is None or form is None:
            return []
        if form not in _CODECS[name]:
            raise EvaluationFault(f"{name} knows the formats {', '.join(_CODECS[name])}")
        return [_CODECS[name][form](text)]

    FUNCTIONS[name] = Function(1, 1, lazy=False, run=run)


for _name in _CODECS:
    _on_format(_name)
