"""Primitive values: JSON type and format of each FHIR type. A check returns what is wrong, or None.

Source: FHIR R4 (4.0.1), datatypes, with the regular expressions given there.
"""

import re
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache

from attending.record.fhirpath.temporal import parse_moment

Check = Callable[[object], str | None]

RELATIVE = "must be absolute, or name a contained resource"
"""The fault of a canonical; examples of R4 itself have it, and nobody can say where such a one leads."""
LONGEST_STRING = 1_048_576
_INT = 2**31
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}", re.ASCII)
_CODE = re.compile(r"[^\s]+(?: [^\s]+)*")
_OID = re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+", re.ASCII)
_UUID = re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d:\d\d(?:\.\d+)?", re.ASCII)
_DATE_TIME_WITHOUT_ZONE = re.compile(r"\d{4}-\d\d-\d\dT[^Z+-]*", re.ASCII)
_NO_SPACE = re.compile(r"\S+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def _text(value: object) -> str | None:
    if isinstance(value, str) and len(value) > LONGEST_STRING:
        return "is longer than 1 MB"
    return _xhtml(value)


def _xhtml(value: object) -> str | None:
    """A narrative is no string: nothing limits its length."""
    if not isinstance(value, str):
        return "must be a string"
    if not value:
        return "must not be empty"
    if value.isspace():
        return "must hold more than white space"
    if _CONTROL.search(value):
        return "holds control characters"
    return None


def _matching(pattern: re.Pattern[str], fault: str) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        return None if pattern.fullmatch(value) else fault

    return check


def _id(value: object) -> str | None:
    if not isinstance(value, str):
        return "must be a string"
    if _ID.fullmatch(value):
        return None
    if len(value) > 64:
        return "is an id longer than 64 characters"
    return "is no id: letters, digits, - and . only"


def _uri(value: object) -> str | None:
    if not isinstance(value, str):
        return "must be a string"
    if not _NO_SPACE.fullmatch(value):
        return "is a URI with white space" if value else "must not be empty"
    if value.startswith(("oid:", "uuid:")):
        return "is a URI that must begin with urn:"
    if value.startswith("urn:oid:") and not _OID.fullmatch(value):
        return "is no valid OID"
    if value.startswith("urn:uuid:") and not _UUID.fullmatch(value):
        return "is no valid UUID"
    return None


def _canonical(value: object) -> str | None:
    fault = _uri(value)
    if fault is None and isinstance(value, str) and not (":" in value or value.startswith("#")):
        return RELATIVE
    return fault


def _base64(value: object) -> str | None:
    if not isinstance(value, str):
        return "must be a string"
    try:
        a2b_base64("".join(value.split()), strict_mode=True)
    except (Base64Error, ValueError):
        return "is no base64"
    return None if value else "must not be empty"


@lru_cache(maxsize=16_384)
def _moment_fault(value: str, kind: str) -> str | None:
    if kind == "instant":
        if not _INSTANT.fullmatch(value):
            return "is no instant: date, time to the second and timezone"
        return None if parse_moment(value, "DateTime") else "does not exist in the calendar"
    if kind == "time":
        return None if _TIME.fullmatch(value) and parse_moment(value, "Time") else "is no time"
    if kind == "date":
        return None if parse_moment(value, "Date") else "is no date"
    if len(value) > 10 and _DATE_TIME_WITHOUT_ZONE.fullmatch(value):
        return "is a time of a day without its timezone"
    found = parse_moment(value, "DateTime")
    if found is None:
        return "is no date or date-time"
    return None if len(found.parts) in {1, 2, 3, 6} else "is a date-time without its seconds"


def _moment(kind: str) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return "must be a string"
        return _moment_fault(value, kind)

    return check


def _whole(low: int, high: int) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, int) or isinstance(value, bool):
            return "must be a whole number"
        return None if low <= value <= high else f"must lie between {low} and {high}"

    return check


def _decimal(value: object) -> str | None:
    if value.__class__ not in {int, float, Decimal}:
        return "must be a number"
    return None


def _boolean(value: object) -> str | None:
    return None if value is True or value is False else "must be true or false"


CHECKS: dict[str, Check] = {
    "boolean": _boolean,
    "integer": _whole(-_INT, _INT - 1),
    "unsignedInt": _whole(0, _INT - 1),
    "positiveInt": _whole(1, _INT - 1),
    "decimal": _decimal,
    "string": _text,
    "markdown": _text,
    "xhtml": _xhtml,
    "id": _id,
    "code": _matching(_CODE, "is no code: no white space at the ends, none doubled"),
    "uri": _uri,
    "url": _uri,
    "canonical": _canonical,
    "oid": _matching(_OID, "is no OID"),
    "uuid": _matching(_UUID, "is no UUID"),
    "base64Binary": _base64,
    "date": _moment("date"),
    "dateTime": _moment("dateTime"),
    "instant": _moment("instant"),
    "time": _moment("time"),
}
"""FHIR type → check."""

JSON_TYPES: dict[str, tuple[type, ...]] = {
    "boolean": (bool,),
    "integer": (int,),
    "unsignedInt": (int,),
    "positiveInt": (int,),
    "decimal": (int, float, Decimal),
}
"""FHIR type → Python types of its JSON; every other one is a string."""
_WHOLE = frozenset({"integer", "unsignedInt", "positiveInt"})


def has_json_type(value: object, kind: str) -> bool:
    """Whether a primitive has at least the JSON type it must have; a whole number of FHIR has 32 bits."""
    fits = not isinstance(value, int) or kind not in _WHOLE or -_INT <= value < _INT
    return fits and value.__class__ in JSON_TYPES.get(kind, (str,))
