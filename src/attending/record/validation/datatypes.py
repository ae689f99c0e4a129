"""Rules of the data types that stand on nearly every element, in Python instead of FHIRPath.

Each check has the signature (fault, value, place); the key of the invariant is in its text.
"""

import re
from base64 import b64encode
from binascii import a2b_base64
from collections.abc import Callable
from decimal import Decimal
from hashlib import sha1
from typing import Any

from attending.record.fhirpath.narrative import is_safe_narrative
from attending.record.fhirpath.temporal import compare_moments, parse_moment
from attending.record.validation.code_forms import UCUM, cannot_exist
from attending.record.validation.issues import Level, Place
from attending.record.validation.shapes import Property
from attending.record.validation.tables import code_systems

Fault = Callable[[Level, str, str, Place], None]
"""Notes a fault: what it breaks, its IssueType, what is wrong, and where."""
Check = Callable[[Fault, dict[str, Any], Place], None]


_WITH_HTTP = tuple(
    f"https://{name}"
    for name in ("loinc.org", "snomed.info", "unitsofmeasure.org", "terminology.hl7.org/CodeSystem/", "hl7.org/fhir/")
)
"""How the names of these systems do not begin: a name is compared letter by letter, and theirs begin with http."""
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+", re.ASCII)
_MIME_TYPE = re.compile(r"[\w!#$&^.+\-]+/[\w!#$&^.+\-*]+\s*(?:;.*)?", re.ASCII | re.DOTALL)
"""RFC 6838, with parameters."""


def _coding(fault: Fault, value: dict[str, Any], place: Place) -> None:
    system, code = value.get("system"), value.get("code")
    if system.__class__ is not str:
        return
    if ":" not in system:
        text = "The system of a Coding must be an absolute URI."
        fault(Level.RULE, "invalid", text, (place, "system", None))
    elif system.startswith(_WITH_HTTP):
        text = "This code system is named with http:, not with https:."
        fault(Level.RULE, "invalid", text, (place, "system", None))
    elif is_value_set_of_hl7(system):
        text = "The system of a Coding names a value set, not a code system."
        fault(Level.RULE, "invalid", text, (place, "system", None))
    known = code_systems().get(system)
    if known is not None and code.__class__ is str and code not in known and "version" not in value:
        fault(Level.RULE, "code-invalid", f"The code system {system} has no such code.", (place, "code", None))
    _check_form(fault, value, place)


def is_value_set_of_hl7(system: str) -> bool:
    """Whether the name of a code system is that of a value set."""
    return "/ValueSet/" in system and system.startswith(("http://hl7.org/fhir/", "http://terminology.hl7.org/"))


def _quantity(fault: Fault, value: dict[str, Any], place: Place) -> None:
    if "code" in value and not ("system" in value or "_system" in value):
        fault(Level.RULE, "invariant", "A quantity with a code must have a system (qty-3).", place)
    system = value.get("system")
    if system.__class__ is str and (":" not in system or system.startswith(_WITH_HTTP)):
        text = "The system of a unit must be an absolute URI; that of UCUM is http://unitsofmeasure.org."
        fault(Level.RULE, "invalid", text, (place, "system", None))
    _check_form(fault, value, place)


def _check_form(fault: Fault, value: dict[str, Any], place: Place) -> None:
    system, code = value.get("system"), value.get("code")
    if system.__class__ is str and code.__class__ is str and cannot_exist(system, code):
        # numbers that only stand in for a code are common in made-up patients, and harm no calculation
        level = Level.RULE if system == UCUM else Level.OPEN
        fault(level, "code-invalid", f"No code of {system} has this form.", (place, "code", None))


def _period(fault: Fault, value: dict[str, Any], place: Place) -> None:
    start, end = value.get("start"), value.get("end")
    if start.__class__ is not str or end.__class__ is not str or start == end:
        return
    if len(start) == len(end) and start[19:] == end[19:] and start < end:
        return  # of the same precision and timezone: the text sorts like the time
    first, last = parse_moment(start, "DateTime"), parse_moment(end, "DateTime")
    if first is None or last is None:
        return
    order = compare_moments(first, last)
    if order == 1:
        fault(Level.RULE, "invariant", "The start of a period must not come after its end (per-1).", place)
    elif order is None:
        text = "Start and end differ in precision, so that nobody can say which comes first (per-1)."
        fault(Level.OPEN, "invariant", text, place)


def _range(fault: Fault, value: dict[str, Any], place: Place) -> None:
    low, high = value.get("low"), value.get("high")
    if low.__class__ is not dict or high.__class__ is not dict:
        return
    alike = all(low.get(key) == high.get(key) for key in ("system", "code", "unit"))
    one, other = low.get("value"), high.get("value")
    if not (alike and isinstance(one, int | float | Decimal) and isinstance(other, int | float | Decimal)):
        return
    if one > other:
        fault(Level.RULE, "invariant", "The low of a range must not exceed its high (rng-2).", place)


def _ratio(fault: Fault, value: dict[str, Any], place: Place) -> None:
    both, neither = {"numerator", "denominator"} <= value.keys(), not {"numerator", "denominator"} & value.keys()
    if not both and not (neither and "extension" in value):
        fault(Level.RULE, "invariant", "A ratio has a numerator and a denominator, or neither (rat-1).", place)


def _contact_point(fault: Fault, value: dict[str, Any], place: Place) -> None:
    if "value" in value and not ("system" in value or "_system" in value):
        fault(Level.RULE, "invariant", "A contact point with a value must have a system (cpt-2).", place)


def _attachment(fault: Fault, value: dict[str, Any], place: Place) -> None:
    data, size, stated = value.get("data"), value.get("size"), value.get("hash")
    kind = value.get("contentType")
    if kind.__class__ is str and not _MIME_TYPE.fullmatch(kind):
        text = "A contentType is written type/subtype (RFC 6838)."
        fault(Level.RULE, "code-invalid", text, (place, "contentType", None))
    if data.__class__ is not str:
        return
    if "contentType" not in value and "_contentType" not in value:
        fault(Level.RULE, "invariant", "An attachment with data must have a contentType (att-1).", place)
    if size.__class__ is not int and stated.__class__ is not str:
        return
    try:
        content = a2b_base64("".join(data.split()), strict_mode=True)
    except ValueError:
        return
    if size.__class__ is int and len(content) != size:
        fault(Level.RULE, "structure", "The stated size is not the size of the data.", place)
    if stated.__class__ is str and "".join(stated.split()) != b64encode(sha1(content).digest()).decode():  # noqa: S324
        fault(Level.RULE, "structure", "The stated hash is not the SHA-1 of the data.", place)


def _identifier(fault: Fault, value: dict[str, Any], place: Place) -> None:
    system, own = value.get("system"), value.get("value")
    if system.__class__ is not str:
        return
    if ":" not in system:
        text = "The system of an Identifier must be an absolute URI."
        fault(Level.RULE, "invalid", text, (place, "system", None))
    elif system == "urn:ietf:rfc:3986" and own.__class__ is str and not _SCHEME.fullmatch(own):
        text = "The value of an identifier that is a URI (urn:ietf:rfc:3986) must be one."
        fault(Level.RULE, "invalid", text, (place, "value", None))


def _narrative(fault: Fault, value: dict[str, Any], place: Place) -> None:
    div = value.get("div")
    if div.__class__ is str and not is_safe_narrative(div):
        text = "A narrative must be well-formed XHTML of basic elements, with content (txt-1, txt-2)."
        fault(Level.RULE, "invariant", text, (place, "div", None))


def _extension(fault: Fault, value: dict[str, Any], place: Place) -> None:
    has_value = any(key.startswith(("value", "_value")) for key in value)
    if has_value == ("extension" in value):
        fault(Level.RULE, "invariant", "An extension has either a value or extensions, not both (ext-1).", place)


CHECKS: dict[str, Check] = {
    "Coding": _coding,
    "Quantity": _quantity,
    "Age": _quantity,
    "Duration": _quantity,
    "Distance": _quantity,
    "Count": _quantity,
    "Period": _period,
    "Range": _range,
    "Ratio": _ratio,
    "ContactPoint": _contact_point,
    "Attachment": _attachment,
    "Identifier": _identifier,
    "Narrative": _narrative,
    "Extension": _extension,
}
"""Type → check."""


def check_concept(fault: Fault, value: dict[str, Any], found: Property, place: Place) -> None:
    """A Coding, CodeableConcept or Quantity must have a code of the required value set."""
    codes = found.concept_codes
    assert codes is not None  # noqa: S101 — told to the type checker
    codings = value.get("coding") if found.kind.name == "CodeableConcept" else [value]
    if not isinstance(codings, list):
        codings = []
    pairs = [(each.get("system"), each.get("code")) for each in codings if isinstance(each, dict)]
    if any(isinstance(system, str) and code in codes.get(system, ()) for system, code in pairs):
        return
    if found.kind.name != "CodeableConcept" and all(code is None for _, code in pairs):
        return  # nothing coded; cardinality says whether it had to be
    if "extension" in value and not pairs:
        return
    fault(Level.RULE, "code-invalid", f"No code of this is in the required value set {found.rule.value_set}.", place)
