"""One unit of work on the record: who, when, on which connection; every look at it is noted for the audit trail."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hmac import compare_digest

from attending.audit import Entry, Outcome
from attending.database import Connection
from attending.errors import NotAllowed, NotFound, Tampered
from attending.record import name_index
from attending.record.access import Condition, covers, reach
from attending.record.body import bound, integrity_of
from attending.record.chart import Chart, Resource
from attending.record.ciphers import KEY_COLUMNS, Ciphers, Erased, key_holder
from attending.record.compartment import parse_reference
from attending.record.index import Indexing
from attending.record.journal import Journal
from attending.record.links import replaced_ids, replacing_ids
from attending.record.unwritten import Place, Unwritten
from attending.record.versioned import Versioned, moment
from attending.record.when import newest_first
from attending.record.words import text_at
from attending.security import Action, Grant
from attending.security.keys import Keys

_COLUMNS = "v.type, v.id, v.version, v.updated, v.patient, v.deleted, v.body, v.integrity"
_VERSION = f"SELECT {_COLUMNS} FROM version v WHERE v.type = ? AND v.id = ?"
_NEWEST = f"SELECT {_COLUMNS} FROM resource r JOIN version v ON v.row = r.row"
_ROW_AND_COLUMNS = f"v.row, {_COLUMNS} FROM resource r JOIN version v ON v.row = r.row"
_KEY = "LEFT JOIN patient_key k ON k.patient = CASE WHEN v.deleted = 1 THEN '' ELSE coalesce(v.patient, '') END"
"""With each version the key that opens it, so that nobody need ask for it once more; see `key_holder`."""
Row = tuple[str, str, int, str, str | None, int, bytes, bytes]


@dataclass
class Transaction:
    """Made by `Store.transaction`; commits or rolls back there."""

    database: Connection
    now: datetime
    grant: Grant
    keys: Keys
    journal: Journal = field(default_factory=Journal)
    indexing: Indexing = field(default_factory=Indexing)
    unwritten: Unwritten = field(default_factory=Unwritten)
    read_only: bool = False
    ciphers: Ciphers = None  # type: ignore[assignment]  # set below; those who share the transaction share it
    _foreseen: dict[tuple[int, str, str], Row | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.ciphers = self.ciphers or Ciphers(self.database, self.keys)
        self.updated = moment(self.now)

    @property
    def connection(self) -> Connection:
        """The database, told of every version that was written so far."""
        self.unwritten.flush(self.database)
        return self.database

    def audit(
        self,
        action: Action,
        *,
        what: Iterable[str] = (),
        patient: str | None = None,
        type: str = "rest",  # noqa: A002 (the FHIR element's name)
        detail: str = "",
        interaction: str = "",
    ) -> None:
        """Note something for the audit trail, such as `sign`; it is written when the transaction commits.

        A look (READ, or a search) is written even when the transaction is rolled back.
        """
        entry = self._entry(
            action, what=tuple(what), patient=patient, type=type, detail=detail, interaction=interaction
        )
        is_look = action is Action.READ or interaction == "search"
        (self.journal.seen if is_look else self.journal.done).append(entry)

    def wrote(self, action: Action, reference: str, patient: str | None) -> None:
        """Note a version that was written."""
        self.journal.wrote(
            (action, patient, id(self.grant)),
            [reference],
            lambda: self._entry(action, patient=patient, what=(reference,)),
        )

    def wrote_new(self, written: Iterable[Versioned]) -> None:
        """Note first versions that were written."""
        by_patient: dict[str | None, list[str]] = {}
        for version in written:
            by_patient.setdefault(version.patient, []).append(version.reference)
        for patient, references in by_patient.items():
            self.journal.wrote(
                (Action.CREATE, patient, id(self.grant)),
                references,
                partial(self._entry, Action.CREATE, patient=patient, what=tuple(references[:1])),
            )

    def read(self, resource_type: str, id: str) -> Resource:  # noqa: A002
        """The newest version of a resource; raises `NotFound` when there is none, or none for this grant."""
        return self.look(resource_type, id).resource

    def version(self, resource_type: str, id: str, version: int) -> Resource:  # noqa: A002
        """One version of a resource, as it was written."""
        return self.look(resource_type, id, version).resource

    def look(self, resource_type: str, id: str, version: int | None = None) -> Versioned:  # noqa: A002
        """The newest or one version with what is known of it; raises `NotFound`, noted as `read` and `version` are."""
        return self._open(resource_type, id, "read" if version is None else "vread", version)

    def history(self, resource_type: str, id: str) -> list[Versioned]:  # noqa: A002
        """Every version, newest first, deletions too."""
        self._admit(resource_type, id, "history-instance")
        reach = self.reach("v")
        query = f"{_VERSION} AND {reach.sql} ORDER BY v.version DESC"
        rows = self.connection.execute(query, (resource_type, id, *reach.values)).fetchall()
        visible = [self.load(row) for row in rows]
        if not visible:
            raise self._missing(resource_type, id, "history-instance")
        self._saw(visible, "history-instance")
        return visible

    def patients(self, text: str = "", most: int | None = None) -> list[Resource]:
        """Patients by name; each word of `text` must begin a name, an identifier, the id or the birth date."""
        self._admit("Patient", None, "search", text)
        reach, named = self.reach("v"), name_index.named(text)
        limit = "" if most is None else f" LIMIT {most:d}"
        sql = (
            f"{_NEWEST} JOIN patient_order o ON o.patient = r.id "
            f"WHERE r.type = 'Patient' AND r.deleted = 0 AND {named.sql} AND {reach.sql} ORDER BY o.sort, r.id{limit}"
        )
        rows = self.connection.execute(sql, (*named.values, *reach.values)).fetchall()
        found = [self.load(row).resource for row in rows]
        names = tuple(f"Patient/{patient['id']}" for patient in found)
        entry = self._entry(Action.EXECUTE, what=names, interaction="search", query=f"Patient?name={text}")
        self.journal.seen.append(entry)
        return found

    def every(self, resource_type: str) -> list[Resource]:
        """Every resource of a type that this grant may see, noted as one search."""
        self._admit(resource_type, None, "search")
        reach = self.reach("v")
        sql = f"{_NEWEST} WHERE r.type = ? AND r.deleted = 0 AND {reach.sql} ORDER BY r.id"
        rows = self.connection.execute(sql, (resource_type, *reach.values)).fetchall()
        found = [self.load(row).resource for row in rows]
        entry = self._entry(Action.READ, interaction="search", query=resource_type, detail=f"{len(found)} resources")
        self.journal.seen.append(entry)
        return found

    def versions(self, rows: list[int]) -> list[Versioned]:
        """Stored versions by their rows, in that order; neither checked against the grant nor noted."""
        if not rows:
            return []
        among, value = self.connection.among_numbers("v.row", rows)
        sql = f"SELECT {KEY_COLUMNS}, v.row, {_COLUMNS} FROM version v {_KEY} WHERE {among}"
        found = {}
        for holder, generation, wrapped, number, *row in self.connection.execute(sql, (value,)):
            self.ciphers.learn(holder, generation, wrapped)
            found[number] = self.load(tuple(row))
        return [found[row] for row in rows if row in found]

    def saw_search(self, shown: Iterable[Versioned], query: str) -> None:
        """Note what a search has shown."""
        versions = list(shown)
        patients = {version.patient for version in versions}
        names = tuple(dict.fromkeys(version.reference for version in versions))
        entry = self._entry(
            Action.EXECUTE,
            what=names,
            patient=next(iter(patients)) if len(patients) == 1 else None,
            interaction="search",
            query=query,
        )
        self.journal.seen.append(entry)

    def admit(self, resource_type: str, interaction: str, query: str = "") -> None:
        """Raise `NotAllowed`, and note the refusal, unless the grant covers reading this type at all."""
        self._admit(resource_type, None, interaction, query)

    def chart(self, patient: str) -> Chart:
        """Everything on one patient that this grant may see; raises `NotFound`."""
        self._admit("Patient", patient, "search")
        found = self._held_on(patient)
        own = _patient_in(found, patient)
        if own is None:
            raise self._missing("Patient", patient, "search")
        known = {patient}
        waiting = replaced_ids(own)
        while waiting:  # the facts of every record that a clinician has linked to this one
            other = waiting.pop()
            if other in known or not self.covers("Patient", other):
                continue
            known.add(other)
            held = self._held_on(other)
            replaced = _patient_in(held, other)
            if replaced is not None and replacing_ids(replaced) & known:
                found += held
                waiting += replaced_ids(replaced)
        names = tuple(f"Patient/{each}" for each in sorted(known, key=lambda each: (each != patient, each)))
        self.journal.seen.append(self._entry(Action.READ, what=names, patient=patient, interaction="search"))
        by_type: dict[str, list[Resource]] = {}
        for version in [*found, *self._medications(found)]:
            by_type.setdefault(version.type, []).append(version.resource)
        return Chart(own, self.now, {name: newest_first(resources) for name, resources in by_type.items()})

    def _held_on(self, patient: str) -> list[Versioned]:
        reach = self.reach("r")
        sql = f"{_NEWEST} WHERE r.patient = ? AND r.deleted = 0 AND {reach.sql} ORDER BY r.type, r.id"
        found = [self.load(row) for row in self.connection.execute(sql, (patient, *reach.values)).fetchall()]
        if any(version.patient != patient for version in found):
            raise _tampered()
        return found

    def _medications(self, found: list[Versioned]) -> Iterator[Versioned]:
        """The Medications that orders point to: they belong to no patient, but without them an order has no name."""
        references = {text_at(version.resource, "medicationReference", "reference") for version in found}
        names = {id_ for kind, id_ in filter(None, map(parse_reference, references)) if kind == "Medication"}
        if names:
            reach, (among, value) = self.reach("v"), self.connection.among("r.id", names)
            sql = f"{_NEWEST} WHERE r.type = 'Medication' AND r.deleted = 0 AND {among} AND {reach.sql} ORDER BY r.id"
            yield from map(self.load, self.connection.execute(sql, (value, *reach.values)).fetchall())

    def newest(self, resource_type: str, id: str) -> Versioned | None:  # noqa: A002
        """The newest version, deleted or not, for the record's own use: neither checked against the grant nor noted."""
        found = self.newest_with_row(resource_type, id)
        return None if found is None else found[0]

    def newest_with_row(self, resource_type: str, id: str) -> tuple[Versioned, int] | None:  # noqa: A002
        """The same with its row; a transaction that writes asks the database once only, for nobody else writes."""
        place = (resource_type, id)
        known = self.unwritten.known
        if place in known:
            return known[place]
        row = self.database.execute(f"SELECT {_ROW_AND_COLUMNS} WHERE r.type = ? AND r.id = ?", place).fetchone()
        if row is not None and row[1:3] != place:
            raise _tampered()
        found = None if row is None else (self.load(tuple(row[1:])), int(row[0]))
        if not self.read_only:
            known[place] = found
        return found

    def foresee(self, places: Iterable[Place]) -> None:
        """Ask at once for the newest versions of many resources that `newest` is going to be asked for."""
        known = self.unwritten.known
        by_type: dict[str, list[str]] = {}
        for place in places:
            if place not in known:
                known[place] = None
                by_type.setdefault(place[0], []).append(place[1])
        for resource_type, ids in by_type.items():
            among, value = self.database.among("r.id", ids)
            sql = f"SELECT r.id, {_ROW_AND_COLUMNS} WHERE r.type = ? AND {among}"
            for id_, number, *row in self.database.execute(sql, (resource_type, value)).fetchall():
                if row[:2] != [resource_type, id_]:
                    raise _tampered()
                known[(resource_type, id_)] = (self.load(tuple(row)), int(number))

    def foresee_looks(self, places: Iterable[Place]) -> None:
        """Ask at once for what `look` is going to be asked for under this grant, in a transaction that only looks.

        Nothing is noted, and nothing leaves: `look` admits, notes and answers as ever.
        """
        by_type: dict[str, list[str]] = {}
        for place in places:
            self._foreseen[(id(self.grant), *place)] = None
            by_type.setdefault(place[0], []).append(place[1])
        reach, holders = self.reach("v"), set[str]()
        for resource_type, ids in by_type.items():
            among, value = self.database.among("r.id", ids)
            sql = (
                f"SELECT r.id, {_COLUMNS} FROM resource r JOIN version v ON v.row = r.row WHERE r.type = ? AND {among}"
            )
            values = (resource_type, value, *reach.values)
            for id_, *row in self.database.execute(f"{sql} AND {reach.sql} AND v.deleted = 0", values).fetchall():
                self._foreseen[(id(self.grant), resource_type, id_)] = tuple(row)
                holders.add(key_holder(row[4], deleted=False))
        self.ciphers.foresee(holders)

    def load(self, row: Row) -> Versioned:
        """Turn a row into a version; raises `Tampered` when it is not what was written."""
        return load_row(row, self.ciphers)

    def covers(self, resource_type: str, patient: str | None) -> bool:
        """Whether the grant reaches this patient; what should have a patient and has none is for those who see all."""
        return covers(self.grant, resource_type, patient)

    def reach(self, table: str) -> Condition:
        """What the grant reaches of a table with columns `type` and `patient`, for every statement that reads one."""
        return reach(self.grant, self.connection, table)

    def require(self, action: Action, resource_type: str, id: str | None, patient: str | None) -> None:  # noqa: A002
        """Raise `NotAllowed`, and note the refusal, unless the grant covers the action on this patient's resource."""
        try:
            self.grant.require(action, resource_type, patient)
            if not self.covers(resource_type, patient):
                raise NotAllowed("This patient is not among those the role may open.")
        except NotAllowed as error:
            self._refuse(action, resource_type, id, "", error.message)
            raise

    def _open(self, resource_type: str, id_: str, interaction: str, number: int | None = None) -> Versioned:
        """The newest version, or one of them, if the grant reaches it and it is no deletion."""
        self._admit(resource_type, id_, interaction)
        place = (resource_type, id_)
        row = self._find_row(place, number)
        if row is None:
            raise self._missing(resource_type, id_, interaction)
        if row[:2] != place:
            raise _tampered()
        version = self.load(row)
        if version.erased:
            raise Erased(f"This {resource_type} was erased.")
        self._saw([version], interaction)
        return version

    def _find_row(self, place: Place, number: int | None) -> Row | None:
        reach, values = self.reach("v"), (*place, *(() if number is None else (number,)))
        if number is None:
            key = (id(self.grant), *place)
            if key in self._foreseen:
                return self._foreseen[key]
            found, where = "resource r JOIN version v ON v.row = r.row", "r.type = ? AND r.id = ?"
        else:
            found, where = "version v", "v.type = ? AND v.id = ? AND v.version = ?"
        sql = f"SELECT {KEY_COLUMNS}, {_COLUMNS} FROM {found} {_KEY} WHERE {where} AND {reach.sql} AND v.deleted = 0"
        row = self.connection.execute(sql, (*values, *reach.values)).fetchone()
        if row is None:
            return None
        self.ciphers.learn(*row[:3])
        stored: Row = row[3:]
        return stored

    def _admit(self, resource_type: str, id_: str | None, interaction: str, query: str = "") -> None:
        """Refuse what can be refused without looking: the answer then says nothing about what exists."""
        try:
            self.grant.require(Action.READ, resource_type, id_ if resource_type == "Patient" else None)
        except NotAllowed as error:
            self._refuse(Action.READ, resource_type, id_, interaction, error.message, query)
            raise

    def _missing(self, resource_type: str, id_: str, interaction: str) -> NotFound:
        """One answer for what does not exist and for what this person may not know to exist."""
        self._refuse(Action.READ, resource_type, id_, interaction, "not found")
        return NotFound(f"There is no such {resource_type}, or not for this role.")

    def _saw(self, versions: list[Versioned], interaction: str) -> None:
        for version in versions:
            what = (version.reference,)
            self.journal.seen.append(
                self._entry(Action.READ, what=what, patient=version.patient, interaction=interaction)
            )

    def _refuse(
        self, action: Action, resource_type: str, id_: str | None, interaction: str, detail: str, query: str = ""
    ) -> None:
        self.journal.seen.append(
            self._entry(
                action,
                what=(f"{resource_type}/{id_}",) if id_ else (),
                outcome=Outcome.REFUSED,
                interaction=interaction,
                detail=detail,
                query=query,
            )
        )

    def _entry(
        self,
        action: Action,
        *,
        what: tuple[str, ...] = (),
        patient: str | None = None,
        type: str = "rest",  # noqa: A002
        outcome: Outcome = Outcome.SUCCESS,
        interaction: str = "",
        detail: str = "",
        query: str = "",
    ) -> Entry:
        return Entry(
            action=action,
            who=self.grant.who,
            role=self.grant.role,
            purpose=self.grant.purpose,
            when=self.now,
            what=what,
            patient=patient,
            outcome=outcome,
            type=type,
            interaction=interaction,
            query=query,
            detail=detail,
        )


def load_row(row: Row, ciphers: Ciphers) -> Versioned:
    """Turn a row into a version; raises `Tampered` when it is not what was written."""
    resource_type, id_, version, updated, patient, is_deleted, body, stored = row
    deleted = bool(is_deleted)
    header = bound((resource_type, id_, version, patient, deleted, updated))
    if not compare_digest(stored, integrity_of(ciphers.keys, header, body)):
        raise _tampered()
    when = datetime.fromisoformat(updated)
    try:
        stored_body = ciphers.open(key_holder(patient, deleted=deleted), header, body)
    except Erased:
        stub = {"resourceType": resource_type, "id": id_}
        return Versioned(resource_type, id_, version, when, stub, patient, deleted, erased=True)
    return Versioned(resource_type, id_, version, when, stored_body, patient, deleted)


def _patient_in(found: Iterable[Versioned], patient: str) -> Resource | None:
    return next((version.resource for version in found if version.type == "Patient" and version.id == patient), None)


def _tampered() -> Tampered:
    return Tampered("A stored resource is not what was written.", hint="Restore it from a backup.")
