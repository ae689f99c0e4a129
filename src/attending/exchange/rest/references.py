"""References of what a client sends: rewritten to where they lead, refused where they lead nowhere.

Conditional references (`Practitioner?identifier=system|value`) are looked up with the client's own grant, so that they
say nothing about what it may not see.
"""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from attending.exchange.rest.faults import Dangling, PreconditionFailed
from attending.exchange.shape import Holders
from attending.record import Transaction
from attending.record.compartment import parse_reference
from attending.record.index import resource_types
from attending.record.search import matching_ids
from attending.record.search.criteria import InvalidSearch
from attending.security import Action

_DEEPEST = 200


@dataclass
class References:
    """The references of one transaction."""

    tx: Transaction
    base: str
    places: Mapping[str, str] = field(default_factory=dict)
    """Full URL or `Type/id` as sent → reference as filed."""
    lenient: bool = False
    """Let a reference to anything but a Patient lead nowhere, for the hospital's data are never whole."""
    _found: dict[str, str] = field(default_factory=dict)
    _known: set[tuple[str, str]] = field(default_factory=set)

    def rewritten(self, resource: dict[str, Any], where: str) -> dict[str, Any]:
        """The resource with its references as they are filed; raises `Dangling`, naming the element."""
        name = str(resource.get("resourceType"))
        changed = self._walk(resource, name, where)
        return changed if isinstance(changed, dict) else resource

    def foresee(self, references: Iterable[str], written: Container[str]) -> None:
        """Look up conditional references before anything is filed, but to types of which something is going to be.

        Refuses nothing: what is wrong is found again, and told, where the entry is filed.
        """
        for reference in references:
            kind, mark, criteria = reference.removeprefix(f"{self.base}/").partition("?")
            if not mark or kind not in resource_types() or kind in written or not self._may_search(kind):
                continue
            try:
                ids = self._meeting(kind, criteria)
            except InvalidSearch:
                continue
            if len(ids) == 1:
                self._found[f"{kind}?{criteria}"] = f"{kind}/{ids[0]}"

    def _may_search(self, kind: str) -> bool:
        grant = self.tx.grant
        return Action.READ in grant.actions and (grant.types is None or kind in grant.types)

    def replace(self, resource: dict[str, Any], holders: Holders, where: str) -> None:
        """As `rewritten`, in the resource itself, whose holders of references are known."""
        try:
            for holder in holders:
                reference = holder["reference"]
                place = self.places.get(reference)
                holder["reference"] = self._place(reference, "", where) if place is None else place
        except (Dangling, PreconditionFailed):
            self.rewritten(resource, where)  # which knows the path
            raise

    def _walk(self, value: Any, path: str, where: str) -> Any:
        """The same object where nothing changes, so that most of a resource is not copied."""
        if value.__class__ is list:
            parts = [self._walk(part, f"{path}[{n}]", where) for n, part in enumerate(value)]
            return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
        if value.__class__ is not dict:
            return value
        changed = None
        for key, part in value.items():
            if key == "reference" and part.__class__ is str:
                new: Any = self._place(part, f"{path}.reference", where)
            elif part.__class__ is dict or part.__class__ is list:
                new = self._walk(part, f"{path}.{key}", where)
            else:
                continue
            if new is not part:
                changed = dict(value) if changed is None else changed
                changed[key] = new
        return value if changed is None else changed

    def _place(self, reference: str, path: str, where: str) -> str:
        if reference in self.places:
            return self.places[reference]
        if reference.startswith("urn:"):
            raise Dangling(f"{where} refers to an entry that is not there.", expression=path)
        plain = reference.removeprefix(f"{self.base}/") if self.base else reference
        kind, mark, criteria = plain.partition("?")
        if mark and kind.isalpha():
            return self._conditional(kind, criteria, path, where)
        target = parse_reference(plain)
        if target is not None and not self._exists(target) and (target[0] == "Patient" or not self.lenient):
            raise Dangling(
                f"{where} refers to a {target[0]} that is not in the record, or not for this role.",
                hint="File what is referred to first, or together with it in a transaction Bundle.",
                expression=path,
            )
        return plain if plain in self.places or target is not None else reference

    def _exists(self, target: tuple[str, str]) -> bool:
        if target in self._known:
            return True
        version = self.tx.newest(*target)
        if version is None or version.deleted or not self.tx.covers(version.type, version.patient):
            return False
        self._known.add(target)
        return True

    def _conditional(self, kind: str, criteria: str, path: str, where: str) -> str:
        key = f"{kind}?{criteria}"
        if key not in self._found:
            ids = self._meeting(kind, criteria)
            if len(ids) > 1:
                raise PreconditionFailed(f"{where} refers to a {kind} by criteria that several meet.", expression=path)
            if not ids:
                raise Dangling(
                    f"{where} refers to a {kind} by criteria that none meets.",
                    hint="File the hospital's organizations, locations and practitioners first.",
                    expression=path,
                )
            self._found[key] = f"{kind}/{ids[0]}"
        return self._found[key]

    def _meeting(self, kind: str, criteria: str) -> list[str]:
        return matching_ids(self.tx, kind, parse_qsl(criteria, keep_blank_values=True), base=self.base)
