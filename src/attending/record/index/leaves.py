"""What turns one element of a resource into index rows, by the kind of parameter and the type of the element.

Read by `extract`. Most values come again in the next resource, so their rows are remembered.
"""

from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from attending.record.index import values
from attending.record.index.moments import read_span
from attending.record.index.parameters import OF_TYPE
from attending.record.index.tables import Row, Rows

Leaf: TypeAlias = Callable[[Any, Rows], None]
"""Reads an element, adds its rows."""
Numbers: TypeAlias = tuple[int, ...]
"""The parameters that read an element alike."""
_SAME = 1_024
"""Values of one element that are remembered."""


def leaf_of(reader: str, kind: str, numbers: Numbers) -> Leaf:
    """What reads an element.

    Args:
        reader: the kind of the parameters, `phonetic` or `deceased`.
        kind: the FHIR type of the element; `Reference>Patient` for references to Patients alone.
        numbers: of the parameters.
    """
    kind, _, only = kind.partition(">")
    match reader:
        case "token":
            return _concept(numbers) if kind == "CodeableConcept" else _token(kind, numbers)
        case "reference":
            return _reference(only, numbers)
        case "deceased":
            return lambda value, rows: _add_token(rows, numbers, "false" if value is False else "true", "", "")
        case "string":
            return _string(kind, numbers)
        case "phonetic":
            return _phonetic(kind, numbers)
        case "date":
            return _date(kind, numbers)
        case "number" | "quantity":
            return _quantity(kind, numbers)
        case _:
            return _uri(numbers)


def _concept(numbers: Numbers) -> Leaf:
    every = _token("CodeableConcept", numbers)

    @lru_cache(maxsize=_SAME)
    def rows_of(code: str, system: str, display: str) -> tuple[tuple[Row, ...], int, str]:
        text = values.folded(display)
        text_number = values.number_of(text)
        row = (code, values.number_of(system), text_number)
        return tuple((number, *row) for number in numbers), text_number, text

    def read(value: Any, rows: Rows) -> None:
        codings = value.get("coding") if value.__class__ is dict else None
        if codings.__class__ is not list or not all(map(_is_complete, codings)):
            every(value, rows)
            return
        shown = {""}
        for coding in codings:
            found, text_number, text = rows_of(coding["code"], coding["system"], coding["display"])
            rows.token.update(found)
            rows.texts[text_number] = text
            shown.add(text)
        own = value.get("text")
        if own.__class__ is str and (own := values.folded(own)) not in shown:
            _add_token(rows, numbers, "", "", own)

    return read


def _is_complete(coding: Any) -> bool:
    """Whether a Coding has a code, a system and a display with something in it."""
    if coding.__class__ is not dict:
        return False
    display = coding.get("display")
    return (
        display.__class__ is str
        and coding.get("code").__class__ is str
        and coding.get("system").__class__ is str
        and values.folded(display) != ""
    )


def _token(kind: str, numbers: Numbers) -> Leaf:
    @lru_cache(maxsize=_SAME)
    def rows_of(code: str) -> tuple[Row, ...]:
        return tuple((number, code, 0, 0) for number in numbers)

    def read(value: Any, rows: Rows) -> None:
        if value.__class__ is str:
            rows.token.update(rows_of(value))
            return
        for code, system, text in values.tokens(value, kind):
            _add_token(rows, numbers, code, system, text)
        if kind == "Identifier" and value.__class__ is dict and "type" in value:
            for type_code, type_system in values.typed(value):
                rows.token.update((OF_TYPE + number, type_code, values.number_of(type_system), 0) for number in numbers)

    return read


def _add_token(rows: Rows, numbers: Numbers, code: str, system: str, text: str) -> None:
    text_number = 0
    if text:
        text_number = values.number_of(text)
        rows.texts[text_number] = text
    system_number = values.number_of(system)
    for number in numbers:
        rows.token.add((number, code, system_number, text_number))


def _reference(only: str, numbers: Numbers) -> Leaf:
    @lru_cache(maxsize=_SAME)
    def rows_of(text: str) -> tuple[Row, ...]:
        target = values.reference_target(text)
        fits = target and (not only or values.target_type(target) == only)
        return tuple((number, target) for number in numbers) if fits else ()

    def read(value: Any, rows: Rows) -> None:
        is_object = value.__class__ is dict
        text = value.get("reference") if is_object else value
        if text.__class__ is str:
            rows.reference.update(rows_of(text))
        if is_object and "identifier" in value and isinstance(value["identifier"], dict):
            for code, system, shown in values.tokens(value["identifier"], "Identifier"):
                _add_token(rows, numbers, code, system, shown)

    return read


def _string(kind: str, numbers: Numbers) -> Leaf:
    def read(value: Any, rows: Rows) -> None:
        for text in values.strings(value, kind):
            rows.string.update((number, values.folded(text), text) for number in numbers)

    return read


def _phonetic(kind: str, numbers: Numbers) -> Leaf:
    def read(value: Any, rows: Rows) -> None:
        for text in values.strings(value, kind):
            for sound in values.sounds(text):
                rows.string.update((number, sound, text) for number in numbers)

    return read


def _date(kind: str, numbers: Numbers) -> Leaf:
    def read(value: Any, rows: Rows) -> None:
        if value.__class__ is str:
            span = read_span(value)
            if span is not None:
                for number in numbers:
                    rows.date.add((number, *span))
            return
        for low, high in values.spans(value, kind):
            for number in numbers:
                rows.date.add((number, low, high))

    return read


def _quantity(kind: str, numbers: Numbers) -> Leaf:
    is_one = kind != "Range"

    @lru_cache(maxsize=_SAME)
    def rows_of(value: Decimal, unit: str, system: str) -> tuple[Row, ...]:
        quantity = {"value": value, "code": unit, "system": system}
        found = [(values.number_of(key), low, high) for key, low, high in values.ranges(quantity, kind)]
        return tuple((number, *one) for one in found for number in numbers)

    def read(value: Any, rows: Rows) -> None:
        if is_one and value.__class__ is dict and value.get("value").__class__ is Decimal and "comparator" not in value:
            rows.number.update(rows_of(value["value"], *values.unit_of(value)))
            return
        for unit, low, high in values.ranges(value, kind):
            unit_number = values.number_of(unit)
            for number in numbers:
                rows.number.add((number, unit_number, low, high))

    return read


def _uri(numbers: Numbers) -> Leaf:
    def read(value: Any, rows: Rows) -> None:
        if isinstance(value, str) and value:
            rows.reference.update((number, value) for number in numbers)

    return read
