"""JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7396) on a resource."""

import base64
import binascii
from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from attending.errors import BadInput
from attending.exchange.rest.faults import BadSyntax
from attending.record import Resource
from attending.record.body import parse_json

_MOST = 5_000
"""Operations of one patch."""


def apply(resource: Resource, operations: list[Any]) -> dict[str, Any]:
    """The resource after all operations; raises `BadSyntax` or `BadInput`, naming the operation by its number."""
    if len(operations) > _MOST:
        raise BadSyntax(f"A patch has at most {_MOST} operations.")
    holder = {"": deepcopy(dict(resource))}
    for number, operation in enumerate(operations, 1):
        if not isinstance(operation, dict):
            raise BadSyntax(f"Operation {number} is not an object.")
        _run(holder, operation, f"Operation {number}")
    found: Any = holder.get("")
    if not isinstance(found, dict):
        raise BadInput("After the patch there is no resource left.")
    return found


def read_binary(binary: Resource) -> list[Any]:
    """The operations in a Binary, as a Bundle carries a JSON Patch."""
    try:
        found = parse_json(base64.b64decode(binary["data"], validate=True))
    except (KeyError, TypeError, binascii.Error) as error:
        raise BadSyntax("A JSON Patch in a Bundle is a Binary with the operations in its data.") from error
    if not isinstance(found, list):
        raise BadSyntax("A JSON Patch is a list of operations.", hint="RFC 6902")
    return found


def merge(resource: Resource, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The resource with elements replaced, or removed where the change is null (RFC 7396)."""
    found: dict[str, Any] = _merged(dict(resource), changes)
    return found


def _merged(target: Any, changes: Any) -> Any:
    if not isinstance(changes, Mapping):
        return changes
    found = dict(target) if isinstance(target, Mapping) else {}
    for name, value in changes.items():
        if value is None:
            found.pop(name, None)
        else:
            found[name] = _merged(found.get(name), value)
    return found


def _run(holder: dict[str, Any], operation: dict[str, Any], where: str) -> None:
    path = _pointer(operation.get("path"), where)
    match operation.get("op"):
        case "add":
            _add(holder, path, _value(operation, where), where)
        case "remove":
            _remove(holder, path, where)
        case "replace":
            value = _value(operation, where)
            _remove(holder, path, where)
            _add(holder, path, value, where)
        case "move":
            source = _pointer(operation.get("from"), where)
            if path[: len(source)] == source and path != source:
                raise BadInput(f"{where} moves an element into itself.")
            value = _remove(holder, source, where)
            _add(holder, path, value, where)
        case "copy":
            _add(holder, path, deepcopy(_get(holder, _pointer(operation.get("from"), where), where)), where)
        case "test":
            if not _equal(_get(holder, path, where), _value(operation, where)):
                raise BadInput(f"{where}: the test does not hold.", hint="Read the resource again.")
        case _:
            raise BadSyntax(f"{where} has no known op.", hint="add, remove, replace, move, copy or test (RFC 6902)")


def _value(operation: dict[str, Any], where: str) -> Any:
    if "value" not in operation:
        raise BadSyntax(f"{where} has no value.")
    return operation["value"]


def _pointer(text: object, where: str) -> list[str]:
    """A JSON Pointer (RFC 6901) as its steps, the root first."""
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise BadSyntax(f"{where} needs a path such as /name/0/family.")
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")]


def _get(holder: Any, path: list[str], where: str) -> Any:
    for step in path:
        if isinstance(holder, dict) and step in holder:
            holder = holder[step]
        elif isinstance(holder, list):
            holder = holder[_index(step, len(holder) - 1, where)]
        else:
            raise _nowhere(where)
    return holder


def _nowhere(where: str) -> BadInput:
    return BadInput(f"{where} names an element that is not there.")


def _index(step: str, most: int, where: str) -> int:
    if not (step.isascii() and step.isdigit()) or (step[0] == "0" and step != "0") or len(step) > 9 or int(step) > most:
        raise _nowhere(where)
    return int(step)


def _add(holder: Any, path: list[str], value: Any, where: str) -> None:
    parent, last = _get(holder, path[:-1], where), path[-1]
    if isinstance(parent, list):
        parent.insert(len(parent) if last == "-" else _index(last, len(parent), where), value)
    elif isinstance(parent, dict):
        parent[last] = value
    else:
        raise _nowhere(where)


def _remove(holder: Any, path: list[str], where: str) -> Any:
    parent, last = _get(holder, path[:-1], where), path[-1]
    if isinstance(parent, list):
        return parent.pop(_index(last, len(parent) - 1, where))
    if isinstance(parent, dict) and last in parent:
        return parent.pop(last)
    raise _nowhere(where)


def _equal(one: Any, other: Any) -> bool:
    """Equal as JSON: a truth value is no number, 1.0 is 1 (RFC 6902, 4.6)."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_equal(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_equal, one, other))
    numbers = (int, float, Decimal)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return isinstance(one, bool) == isinstance(other, bool) and one == other
    return type(one) is type(other) and bool(one == other)


def without_empty(value: Any) -> Any:
    """Nothing empty below; nulls stay in lists of primitives, where FHIR JSON needs them."""
    if isinstance(value, dict):
        kept = {name: without_empty(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in ({}, [])}
    if isinstance(value, list):
        return [part for part in map(without_empty, value) if part not in ({}, [])]
    return value
