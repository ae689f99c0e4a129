"""Files what a hospital sends as FHIR: all of it or nothing, and the same file twice changes nothing.

Read by `app` for `attending import` and the upload page. References between the entries are rewritten to the ids under
which they are filed.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from attending.errors import BadInput, Conflict, NotFound
from attending.exchange.bundle import Entry, read_entries
from attending.exchange.collecting import collecting_paused
from attending.exchange.shape import Holders, check_shape, holders_of
from attending.record import Resource, Store, Transaction, same_content
from attending.record.compartment import parse_reference
from attending.record.index import resource_types
from attending.record.search import matching_ids, search
from attending.record.signed import provenance_id
from attending.record.write import delete, put
from attending.security import Action, Grant

_HOLDERS = (dict, list)
_AT_A_TIME = 400
"""Identifiers that one search asks for."""
_FIRST = {"Patient": 0, "Provenance": 2}
"""Patients before what is about them; a Provenance after its targets, for it is its target's patient's."""


@dataclass(frozen=True)
class ImportReport:
    """What an import did."""

    created: int
    updated: int
    unchanged: int
    deleted: int
    types: Mapping[str, int]
    """Resources sent, by type."""
    patients: tuple[str, ...]
    """Logical ids of the patients sent."""
    unresolved: int
    """References to resources, other than patients, that are neither in the file nor in the record."""


def import_bundle(store: Store, data: bytes, *, grant: Grant) -> ImportReport:
    """File a Bundle, a resource or NDJSON in one transaction.

    Args:
        store: the record.
        data: FHIR R4 as JSON, UTF-8 (a byte order mark is fine).
        grant: who imports; it must cover what is filed.

    Raises:
        BadInput: not FHIR, or a reference leads nowhere; names the line or entry. Nothing is filed.
        Conflict: two entries are the same resource, or one would overwrite a note that was signed here.
        NotAllowed: the grant does not cover a type or a patient.
    """
    with collecting_paused():
        return _import(store, read_entries(data), grant)


def _import(store: Store, entries: tuple[Entry, ...], grant: Grant) -> ImportReport:
    with store.transaction(grant=grant) as tx:
        filing = _Filing(tx)
        filing.resolve(entries)
        ordered = sorted(entries, key=filing_order)
        filing.foresee(ordered)
        counts = Counter(filing.file(entry) for entry in ordered)
        tx.audit(Action.EXECUTE, type="import", interaction="transaction", detail=f"{len(entries)} resources")
        return ImportReport(
            created=counts["created"],
            updated=counts["updated"],
            unchanged=counts["unchanged"],
            deleted=counts["deleted"],
            types=dict(sorted(Counter(entry.type for entry in entries).items())),
            patients=tuple(filing.ids[entry.number] for entry in entries if entry.type == "Patient" and entry.resource),
            unresolved=len(filing.unresolved),
        )


def filing_order(entry: Entry) -> int:
    """What is filed before what."""
    return 3 if entry.resource is None else _FIRST.get(entry.type, 1)


@dataclass
class _Filing:
    """One import at work."""

    tx: Transaction
    ids: dict[int, str] = field(default_factory=dict)
    """Entry number → id under which it is filed."""
    unresolved: set[str] = field(default_factory=set)
    _places: dict[str, str] = field(default_factory=dict)
    """Full URL or `Type/id` as sent → reference as filed."""
    _kept: set[int] = field(default_factory=set)
    """Entries for which the record has a resource already, to be left alone."""
    _identified: dict[str, dict[tuple[str, str], set[str]]] = field(default_factory=dict)
    """Type → (system, value) of an identifier → ids, of what this import brings."""
    _looked_up: dict[tuple[str, str, str], set[str]] = field(default_factory=dict)
    """Type, system and value → ids in the record."""
    _sent: tuple[Entry, ...] = ()
    _holders: dict[int, Holders] = field(default_factory=dict)
    """Entry number → what holds its references, where that is known."""

    def resolve(self, entries: tuple[Entry, ...]) -> None:
        """Find the id of every entry, and where references to it lead."""
        self._sent = entries
        taken: dict[str, int] = {}
        for entry in entries:
            found = self._search(entry.type, entry.criteria, entry.where) if entry.criteria else set()
            if found and entry.keeps_existing:
                self._kept.add(entry.number)
            self.ids[entry.number] = id_ = next(iter(found), entry.id)
            reference = f"{entry.type}/{id_}"
            if reference in taken and entry.number not in self._kept:
                raise Conflict(f"Entries {taken[reference]} and {entry.number} are the same resource.")
            taken[reference] = entry.number
            for place in (entry.full_url, entry.reference):
                if place:
                    self._places[place] = reference

    def foresee(self, entries: list[Entry]) -> None:
        """Look up together what the entries and their references are going to ask for; nothing is refused here."""
        brought = {entry.type for entry in entries}
        places = {(entry.type, self.ids[entry.number]) for entry in entries}
        seen = set(self._places)
        for entry in entries:
            holders = None if entry.resource is None or entry.number in self._kept else holders_of(entry.resource)
            if holders is None:
                continue
            self._holders[entry.number] = holders
            for holder in holders:
                reference = holder["reference"]
                if reference not in seen:
                    seen.add(reference)
                    place = parse_reference(reference)
                    if place is not None:
                        places.add(place)
                    elif "?identifier=" in reference:
                        self._look_up(reference, brought)
        self.tx.foresee(places)

    def _look_up(self, reference: str, brought: set[str]) -> None:
        """Not where the import itself brings such resources: they are there only when they are filed."""
        resource_type, _, criteria = reference.partition("?")
        asked = identifier_of(criteria)
        if asked is not None and resource_type not in brought and resource_type in resource_types():
            self._known(resource_type, *asked)

    def file(self, entry: Entry) -> str:
        """File one entry; returns what happened to it."""
        id_ = self.ids[entry.number]
        before = self.tx.newest(entry.type, id_)
        if entry.resource is None:
            return self._delete(entry)
        if entry.number in self._kept:
            return "unchanged"
        resource = {**self._prepared(entry, entry.resource), "id": id_}
        if before is not None and not before.deleted and not same_content(before.resource, resource):
            self._protect_signed(entry, before.reference)
        after = put(self.tx, resource, if_match=entry.if_match, only_if_changed=True, is_parsed=True)
        if before is None:
            return "created"
        return "unchanged" if after.version == before.version else "updated"

    def _prepared(self, entry: Entry, resource: Resource) -> Resource:
        """The resource, of the right shape, its references as they are filed."""
        where = f"{entry.where} ({entry.type})"
        holders = self._holders.get(entry.number)
        if holders is None:
            check_shape(resource, entry.where)
            return self._rewritten(resource, where)
        for holder in holders:
            holder["reference"] = self._place(holder["reference"], where)
        return resource

    def _delete(self, entry: Entry) -> str:
        before = self.tx.newest(entry.type, entry.id)
        if before is not None and not before.deleted:
            self._protect_signed(entry, before.reference)
        try:
            delete(self.tx, entry.type, entry.id)
        except NotFound:
            return "unchanged"  # gone already: the same file twice changes nothing
        return "deleted"

    def _protect_signed(self, entry: Entry, reference: str) -> None:
        if self.tx.newest("Provenance", provenance_id(reference)) is not None:
            raise Conflict(
                f"{entry.where} would change a {entry.type} that a clinician has signed here.",
                hint="Only the accountable clinician can amend it.",
            )

    def _rewritten(self, resource: Resource, where: str) -> dict[str, Any]:
        try:
            found: dict[str, Any] = self._rewrite(resource, where)
            return found
        except RecursionError as error:
            raise BadInput(f"{where} is nested too deeply.") from error

    def _rewrite(self, value: Any, where: str) -> Any:
        """The same object where no reference changes, so that most of a resource is not copied."""
        if value.__class__ is list:
            parts = [self._rewrite(part, where) if part.__class__ in _HOLDERS else part for part in value]
            return parts if any(new is not old for new, old in zip(parts, value, strict=True)) else value
        if value.__class__ is not dict:
            return value
        changed: dict[str, Any] | None = None
        for name, part in value.items():
            if part.__class__ in _HOLDERS:
                new = self._rewrite(part, where)
            elif name == "reference" and part.__class__ is str:
                new = self._place(part, where)
            else:
                continue
            if new is not part:
                changed = dict(value) if changed is None else changed
                changed[name] = new
        return value if changed is None else changed

    def _place(self, reference: str, where: str) -> str:
        if reference in self._places:
            return self._places[reference]
        if reference.startswith("urn:"):
            raise BadInput(
                f"{where} refers to an entry that is not there.", hint="Ask the sender for the whole Bundle."
            )
        resource_type, _, rest = reference.partition("/")
        if "?" in resource_type:
            return self._conditional(reference, where)
        if resource_type.isalpha() and rest and "/" not in rest.removesuffix("/").split("/_history/")[0]:
            self._check_stored(resource_type, rest.split("/_history/")[0], where)
        return reference

    def _conditional(self, reference: str, where: str) -> str:
        resource_type, _, criteria = reference.partition("?")
        found = self._search(resource_type, criteria, where)
        if not found:
            raise BadInput(
                f"{where} refers to a {resource_type} by an identifier that nobody has.",
                hint="Import the hospital's organizations, locations and practitioners first.",
            )
        self._places[reference] = place = f"{resource_type}/{next(iter(found))}"
        return place

    def _check_stored(self, resource_type: str, id_: str, where: str) -> None:
        stored = self.tx.newest(resource_type, id_)
        if stored is not None and not stored.deleted:
            return
        if resource_type == "Patient":
            raise BadInput(f"{where} is about a patient who is not in the record.", hint="Import the Patient first.")
        self.unresolved.add(f"{resource_type}/{id_}")

    def _search(self, resource_type: str, criteria: str, where: str) -> set[str]:
        asked = identifier_of(criteria)
        if asked is None:
            raise BadInput(f"{where} searches in a way that an import does not know.", hint="identifier=system|value")
        found = self._known(resource_type, *asked)
        if len(found) > 1:
            raise BadInput(f"{where} searches for a {resource_type} by an identifier that several have.")
        return found

    def _known(self, resource_type: str, system: str, value: str) -> set[str]:
        """Ids of what has an identifier: in the record, and among what this import brings without criteria."""
        asked = (resource_type, system, value)
        if asked not in self._looked_up:
            self._looked_up[asked] = set(known_ids(self.tx, *asked))
        return self._looked_up[asked] | self._brought(resource_type).get((system, value), set())

    def _brought(self, resource_type: str) -> dict[tuple[str, str], set[str]]:
        if resource_type not in self._identified:
            known: dict[tuple[str, str], set[str]] = {}
            for entry in self._sent:
                if entry.type == resource_type and entry.resource is not None and not entry.criteria:
                    for identifier in identifiers_in(entry.resource):
                        known.setdefault(identifier, set()).add(entry.id)
            self._identified[resource_type] = known
        return self._identified[resource_type]


def known_ids(tx: Transaction, resource_type: str, system: str, value: str) -> list[str]:
    """Ids of what has an identifier in the record, two at most."""
    return matching_ids(tx, resource_type, [("identifier", _token(system, value))])


def ids_of(tx: Transaction, asked: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], set[str]]:
    """Type, system and value of identifiers → ids of what has them; one search for many of a type."""
    found: dict[tuple[str, ...], set[str]] = {question: set() for question in asked}
    by_type: dict[str, list[str]] = {}
    for resource_type, system, value in found:
        by_type.setdefault(resource_type, []).append(_token(system, value))
    for resource_type, tokens in by_type.items():
        for start in range(0, len(tokens), _AT_A_TIME):
            some = ",".join(tokens[start : start + _AT_A_TIME])
            listed = search(tx, resource_type, [("identifier", some), ("_count", str(2 * _AT_A_TIME))])
            if listed.next:
                raise BadInput(f"Many {resource_type} resources have the same identifier.")
            for version in listed.matches:
                for system, value in identifiers_in(version.resource):
                    found.get((resource_type, system, value), set()).add(version.id)
    return found


def _token(system: str, value: str) -> str:
    return "|".join(re.sub(r"([,|$\\])", r"\\\1", part) for part in (system, value))


def identifier_of(criteria: str) -> tuple[str, str] | None:
    """System and value of the one kind of search that an import knows."""
    name, _, token = criteria.partition("=")
    system, bar, value = token.partition("|")
    return (system, value) if name == "identifier" and bar and value and "&" not in criteria else None


def identifiers_in(resource: Resource) -> Iterable[tuple[str, str]]:
    """System and value of each identifier of a resource."""
    listed = resource.get("identifier")
    for identifier in listed if isinstance(listed, list) else [listed]:
        if isinstance(identifier, dict) and isinstance(identifier.get("value"), str):
            yield str(identifier.get("system", "")), identifier["value"]
