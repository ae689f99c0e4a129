"""FHIRPath Patch: a Parameters resource of add, insert, delete, replace and move.

Source: HL7 FHIR R4, FHIRPath Patch (hl7.org/fhir/R4/fhirpatch.html).
"""

from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from attending.errors import BadInput
from attending.exchange.rest.faults import BadSyntax
from attending.record import Resource
from attending.record.fhirpath import FHIRPathFault, Node, tree
from attending.record.fhirpath import compile as compile_path
from attending.record.fhirpath.model import FHIRType, resource_type
from attending.record.fhirpath.parser import parse

_MOST = 1_000


@dataclass(frozen=True)
class _Part:
    """One element that a path names: where its value stands, in which list if in one, and its type."""

    holder: dict[str, Any]
    key: str
    index: int | None
    kind: FHIRType


def apply(resource: Resource, parameters: Resource) -> dict[str, Any]:
    """The resource after all operations; raises `BadSyntax` or `BadInput`, naming the operation by its number."""
    listed = parameters.get("parameter", [])
    if not isinstance(listed, list) or len(listed) > _MOST:
        raise BadSyntax(f"A patch has at most {_MOST} operations.", expression="Parameters.parameter")
    changed = deepcopy(dict(resource))
    for number, parameter in enumerate(listed, 1):
        where = f"Operation {number}"
        if not isinstance(parameter, dict) or parameter.get("name") != "operation":
            raise BadSyntax(f"{where} is not named operation.", expression=f"Parameters.parameter[{number - 1}].name")
        _run(changed, _parts(parameter), where)
    return changed


def _parts(parameter: dict[str, Any]) -> dict[str, dict[str, Any]]:
    parts = parameter.get("part", [])
    return {str(part.get("name")): part for part in parts if isinstance(part, dict)} if isinstance(parts, list) else {}


def _run(resource: dict[str, Any], parts: dict[str, dict[str, Any]], where: str) -> None:
    kind, path = _text(parts, "type", where), _text(parts, "path", where)
    match kind:
        case "add":
            _add(_only(resource, path, where), _text(parts, "name", where), parts, where)
        case "insert":
            children = _list(resource, path, where)
            children.insert(_number(parts, "index", len(children), where), _value(parts, children.kind, where))
        case "delete":
            _delete(_found(resource, path, where), where)
        case "replace":
            _replace(_only(resource, path, where), parts, where)
        case "move":
            children = _list(resource, path, where)
            source = _number(parts, "source", len(children) - 1, where)
            moved = children.pop(source)
            children.insert(_number(parts, "destination", len(children), where), moved)
        case _:
            raise BadSyntax(f"{where} has no known type.", hint="add, insert, delete, replace or move")


def _text(parts: dict[str, dict[str, Any]], name: str, where: str) -> str:
    part = parts.get(name, {})
    found = next((part[key] for key in ("valueCode", "valueString") if isinstance(part.get(key), str)), None)
    if found is None:
        raise BadSyntax(f"{where} has no {name}.")
    return str(found)


def _number(parts: dict[str, dict[str, Any]], name: str, most: int, where: str) -> int:
    found = parts.get(name, {}).get("valueInteger")
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= most:
        raise BadInput(f"{where}: {name} is a place in the list, from 0 to {max(most, 0)}.")
    return found


def _nodes(resource: dict[str, Any], path: str, where: str) -> list[Node]:
    try:
        found = compile_path(path).select(resource)
    except FHIRPathFault as error:
        raise BadSyntax(f"{where}: the path is no FHIRPath that can be evaluated.") from error
    if not all(isinstance(item, Node) for item in found):
        raise BadInput(f"{where}: the path names no element.")
    return [item for item in found if isinstance(item, Node)]


def _found(resource: dict[str, Any], path: str, where: str) -> list[_Part]:
    """The elements at a path, located in the resource."""
    last = _last_step(path, where)
    if last is None:
        return [_located(resource, node, where) for node in _nodes(resource, path, where)]
    parent, name, index = last
    parts = [part for node in _nodes(resource, parent, where) for part in _children(node, name)]
    return parts if index is None else parts[index : index + 1]


def _last_step(path: str, where: str) -> tuple[str, str, int | None] | None:
    """Parent, name and place of a path that ends in `.name` or `.name[2]`; equal primitives are told apart so."""
    try:
        found = parse(path)
    except FHIRPathFault as error:
        raise BadSyntax(f"{where}: the path is no FHIRPath.") from error
    if not isinstance(found, tree.Chain):
        return None
    *links, last = found.links
    index: int | None = None
    if isinstance(last, tree.Index) and isinstance(last.index, tree.Literal) and isinstance(last.index.value, int):
        index = last.index.value
        *links, last = links
    if not links or not isinstance(last, tree.Name):
        return None
    return tree.render(tree.Chain(tuple(links))), last.name, index


def _children(node: Node, name: str) -> list[_Part]:
    element = node.kind.elements.get(name)
    if element is None or not isinstance(node.value, dict):
        return []
    found = []
    for key, form in element.forms.items():
        value = node.value.get(key)
        if isinstance(value, list):
            found += [_Part(node.value, key, index, form) for index in range(len(value))]
        elif value is not None or f"_{key}" in node.value:
            found.append(_Part(node.value, key, None, form))
    return found


def _located(resource: dict[str, Any], node: Node, where: str) -> _Part:
    if node.value is resource:
        return _Part({"": resource}, "", None, node.kind)
    place = _locate(resource, resource_type(resource.get("resourceType")), node)
    if place is None:
        raise BadInput(f"{where}: the path leads out of the resource.")
    return place


def _locate(holder: dict[str, Any], kind: FHIRType, node: Node) -> _Part | None:
    """Where a complex element stands: it is the very object."""
    for key, value in holder.items():
        known = kind.properties.get(key)
        below = known[1] if known else kind
        for index, part in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if part is node.value:
                return _Part(holder, key, index, below)
            if isinstance(part, dict):
                inner = resource_type(part.get("resourceType")) if below.kind == "resource" else below
                found = _locate(part, inner, node)
                if found is not None:
                    return found
    return None


def _only(resource: dict[str, Any], path: str, where: str) -> _Part:
    found = _found(resource, path, where)
    if len(found) != 1:
        raise BadInput(f"{where}: the path must name one element; it names {len(found) or 'none'}.")
    return found[0]


def _delete(found: list[_Part], where: str) -> None:
    if len(found) > 1:
        raise BadInput(f"{where}: the path must name one element; it names {len(found)}.")
    for part in found:
        if part.index is None:
            part.holder.pop(part.key, None)
            part.holder.pop(f"_{part.key}", None)
        else:
            _pop(part.holder, part.key, part.index)


def _pop(holder: dict[str, Any], key: str, index: int) -> None:
    """Take one out of a list, and what stands beside it."""
    for name in (key, f"_{key}"):
        listed = holder.get(name)
        if isinstance(listed, list) and index < len(listed):
            listed.pop(index)


def _replace(part: _Part, parts: dict[str, dict[str, Any]], where: str) -> None:
    value = _value(parts, part.kind, where)
    if part.index is not None:
        part.holder[part.key][part.index] = value
        return
    form = _form_of(parts)
    part.holder.pop(part.key, None)
    part.holder.pop(f"_{part.key}", None)
    part.holder[_renamed(part, form)] = value


def _renamed(part: _Part, form: str) -> str:
    """A choice element takes the name of its new type: valueString becomes valueQuantity."""
    stem = part.key.removesuffix(part.kind.name[:1].upper() + part.kind.name[1:])
    is_choice = stem != part.key and form and form[:1].lower() + form[1:] != part.kind.name and form != part.kind.name
    return f"{stem}{form}" if is_choice else part.key


def _form_of(parts: dict[str, dict[str, Any]]) -> str:
    """The type of the new value, as its key says: valueCode gives Code."""
    return next((key[5:] for key in parts.get("value", {}) if key.startswith("value")), "")


def _add(part: _Part, name: str, parts: dict[str, dict[str, Any]], where: str) -> None:
    holder = part.holder[part.key] if part.index is None else part.holder[part.key][part.index]
    kind = resource_type(holder.get("resourceType")) if part.kind.kind == "resource" else part.kind
    if not isinstance(holder, dict):
        raise BadInput(f"{where}: nothing can be added to a value.")
    element = kind.elements.get(name)
    if element is None:
        raise BadInput(f"{where}: {kind.name} has no element of that name.")
    key = name
    if element.choice:
        key = f"{name}{_form_of(parts)}"
        if key not in element.forms:
            raise BadInput(f"{where}: {kind.name}.{name} cannot be of this type.")
        for other in element.forms:
            holder.pop(other, None)
    value = _value(parts, element.forms[key], where)
    if element.many:
        holder.setdefault(key, []).append(value)
    else:
        holder[key] = value


def _value(parts: dict[str, dict[str, Any]], kind: FHIRType, where: str) -> Any:
    part = parts.get("value")
    if part is None:
        raise BadSyntax(f"{where} has no value.")
    for key, value in part.items():
        if key.startswith("value"):
            return deepcopy(value)
    if "resource" in part:
        return deepcopy(part["resource"])
    inner = part.get("part")
    if not isinstance(inner, list):
        raise BadSyntax(f"{where} has no value.")
    return _built(inner, kind, where)


def _built(inner: list[Any], kind: FHIRType, where: str) -> dict[str, Any]:
    """A backbone element, given part by part."""
    made: dict[str, Any] = {}
    for part in inner:
        name = part.get("name") if isinstance(part, dict) else None
        element = kind.elements.get(str(name))
        if element is None:
            raise BadInput(f"{where}: {kind.name} has no element of that name.")
        key = element.name
        if element.choice:
            key = f"{element.name}{_form_of({'value': part})}"
        value = _value({"value": part}, element.forms.get(key, kind), where)
        if element.many:
            made.setdefault(key, []).append(value)
        else:
            made[key] = value
    return made


def _list(resource: dict[str, Any], path: str, where: str) -> "_Shared":
    found = _found(resource, path, where)
    if not found or found[0].index is None or any(one.holder is not found[0].holder for one in found):
        raise BadInput(f"{where}: the path must name a list that has elements.")
    return _Shared(found[0].holder[found[0].key], found[0].holder.get(f"_{found[0].key}"), found[0].kind)


@dataclass(frozen=True)
class _Shared:
    """A list of the resource with what stands beside it, changed in place together."""

    values: list[Any]
    beside: Any
    kind: FHIRType

    def __len__(self) -> int:
        return len(self.values)

    def insert(self, index: int, value: Any) -> None:
        """Put one in; what was moved brings what stood beside it."""
        value, extra = value if isinstance(value, tuple) else (value, None)
        self.values.insert(index, value)
        if isinstance(self.beside, list):
            self.beside.insert(index, extra)

    def pop(self, index: int) -> tuple[Any, Any]:
        """Take one out, with what stands beside it."""
        extra = self.beside.pop(index) if isinstance(self.beside, list) and index < len(self.beside) else None
        return self.values.pop(index), extra
