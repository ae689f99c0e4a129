"""The only way into the record. Imported by `review` (what a clinician signed) and `exchange` (what hospitals send);
the linter refuses everybody else.
"""

import re
import secrets
from collections.abc import Iterable
from functools import lru_cache

from attending.database import Value
from attending.errors import BadInput, Conflict, NotFound
from attending.record.body import (
    bound,
    format_parsed,
    format_resource,
    integrities,
    integrity_of,
    parse_resource,
    same_content,
    stamped,
)
from attending.record.chart import Resource
from attending.record.ciphers import HOUSE, key_holder
from attending.record.compartment import find_patient
from attending.record.compressed import compressed
from attending.record.index.prepared import Prepared
from attending.record.name_index import write_names
from attending.record.transaction import Transaction
from attending.record.versioned import Versioned
from attending.security import Action

_TYPE = re.compile(r"[A-Z][A-Za-z]{1,63}")
_ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def put(
    tx: Transaction,
    resource: Resource,
    *,
    if_match: int | None = None,
    only_if_changed: bool = False,
    is_parsed: bool = False,
) -> Versioned:
    """Write a new version of a resource; it gets an id if it has none.

    Args:
        tx: an open transaction of the Store.
        resource: any FHIR R4 resource but AuditEvent, which only the trail writes.
        if_match: the version the caller has seen; 0 means that it must not exist yet.
        only_if_changed: leave the record alone, and return what it holds, when that says the same already.
        is_parsed: it is what `parse_json` made, maybe with other texts in it: reading it again would change nothing.

    Raises:
        Conflict: somebody has written another version meanwhile.
        NotAllowed: the grant does not cover this type, this patient or this action.
        BadInput: no resource, or one that JSON cannot hold.
    """
    resource_type, id_ = names_of(resource)
    known = tx.newest_with_row(resource_type, id_)
    before = known[0] if known else None
    patient = find_patient(resource, id_, lambda *target: _patient_of(tx, *target))
    action = Action.CREATE if before is None else Action.UPDATE
    tx.require(action, resource_type, id_, patient)
    if before is not None and before.patient != patient:
        tx.require(action, resource_type, id_, before.patient)
    _check_match(before, if_match)
    if only_if_changed and before is not None and not before.deleted and same_content(before.resource, resource):
        return before
    if not isinstance(resource.get("meta", {}), dict):
        raise BadInput("The meta element of a resource must be an object.")
    content = stamped(resource, id_, _next(before), tx.updated)
    plain = format_parsed(content) if is_parsed else format_resource(content)
    content = content if is_parsed else parse_resource(plain)
    written = Versioned(resource_type, id_, _next(before), tx.now, content, patient)
    return _store(tx, action, written, plain, replaces=known[1] if known else None)


def put_prepared(tx: Transaction, prepared: Prepared, answers: list[str]) -> None:
    """Write the first versions of new resources that another process made ready.

    Args:
        tx: an open transaction of the Store.
        prepared: none of its resources may have a version yet; the caller has looked.
        answers: what fills its holes; the first is filled here.

    Raises:
        NotAllowed: the grant does not cover a type or a patient; nothing was written.
        Conflict: a patient was erased; nothing was written.
    """
    if tx.read_only:
        raise RuntimeError("this transaction only looks")
    for resource_type, patient in dict.fromkeys(zip(prepared.types, prepared.patients, strict=True)):
        tx.require(Action.CREATE, resource_type, None, patient)
    for patient in dict.fromkeys(prepared.patients):
        tx.ciphers.admit(key_holder(patient, deleted=False))
    if not prepared.ids:
        return
    filling = [tx.updated, *answers[1:]]
    places = zip(prepared.types, prepared.ids, prepared.patients, prepared.filled(filling), strict=True)
    written = [Versioned(kind, id_, 1, tx.now, body, patient) for kind, id_, patient, body in places]
    first = tx.unwritten.add_new(tx.database, written, _sealed(tx, written))
    for version in written:
        if version.type == "Patient":
            write_names(tx.database, version.id, version.resource)
    tx.wrote_new(written)
    if not tx.indexing.add_prepared(first, prepared, filling):
        tx.indexing.flush(tx.connection)


def delete(tx: Transaction, resource_type: str, id: str) -> Versioned:  # noqa: A002 (the FHIR element's name)
    """Mark a resource as deleted; its versions stay in the history. Raises `NotFound`, `NotAllowed`."""
    known = tx.newest_with_row(resource_type, id)
    before = known[0] if known else None
    tx.require(Action.DELETE, resource_type, id, before.patient if before else None)
    if known is None or before is None or before.deleted:
        raise NotFound(f"There is no such {resource_type}.")
    stub = {"resourceType": resource_type, "id": id}
    gone = Versioned(resource_type, id, _next(before), tx.now, stub, before.patient, deleted=True)
    return _store(tx, Action.DELETE, gone, format_resource(stub), replaces=known[1])


@lru_cache(maxsize=1_024)
def _is_type(name: str) -> bool:
    return _TYPE.fullmatch(name) is not None


def names_of(resource: Resource) -> tuple[str, str]:
    """Type and id of what is to be written, one made for it if it has none; raises `BadInput`."""
    resource_type, id_ = resource.get("resourceType"), resource.get("id")
    if not isinstance(resource_type, str) or not _is_type(resource_type):
        raise BadInput("A resource must say its resourceType.")
    if resource_type == "AuditEvent":
        raise BadInput("AuditEvents are written by the audit trail alone.")
    if id_ is None:
        return resource_type, secrets.token_hex(16)
    if not isinstance(id_, str) or not _ID.fullmatch(id_):
        raise BadInput("The id of a resource has 1 to 64 letters, digits, hyphens and dots.")
    return resource_type, id_


def _check_match(before: Versioned | None, if_match: int | None) -> None:
    current = 0 if before is None or before.deleted else before.version
    if if_match is not None and if_match != current:
        raise Conflict("This resource has changed since you opened it.", hint="Read it again, then repeat your change.")


def _patient_of(tx: Transaction, resource_type: str, id_: str) -> str | None:
    found = tx.newest(resource_type, id_)
    return None if found is None else found.patient


def _next(before: Versioned | None) -> int:
    return 1 if before is None else before.version + 1


def _store(tx: Transaction, action: Action, written: Versioned, plain: bytes, *, replaces: int | None) -> Versioned:
    if tx.read_only:
        raise RuntimeError("this transaction only looks")
    row = _seal(tx, written, compressed(plain), is_new=replaces is None)
    resource = None if written.deleted else written.resource
    if written.type == "Patient":
        write_names(tx.database, written.id, resource)
    if not tx.indexing.add(row, resource, written.patient, replaces=replaces):
        tx.indexing.flush(tx.connection)
    tx.wrote(action, written.reference, written.patient)
    return written


def _sealed(tx: Transaction, written: list[Versioned]) -> Iterable[tuple[Value, ...]]:
    """The columns of first versions whose content is compressed already."""
    updated, bodies = tx.updated, [version.content for version in written if isinstance(version.content, bytes)]
    headers = [bound((one.type, one.id, 1, one.patient, False, updated)) for one in written]
    holders = [HOUSE if version.patient is None else version.patient for version in written]
    sealed = tx.ciphers.seal_many(holders, headers, bodies, made=updated)
    proofs = integrities(tx.keys, headers, sealed)
    for one, body, proof in zip(written, sealed, proofs, strict=True):
        yield (one.type, one.id, 1, one.patient, 0, updated, body, proof)


def _seal(tx: Transaction, written: Versioned, packed: bytes, *, is_new: bool) -> int:
    """Let a version wait to be written, under its patient's key; returns its row."""
    header = bound((written.type, written.id, written.version, written.patient, written.deleted, tx.updated))
    body = tx.ciphers.seal(key_holder(written.patient, deleted=written.deleted), header, packed, made=tx.updated)
    columns = (
        written.type,
        written.id,
        written.version,
        written.patient,
        int(written.deleted),
        tx.updated,
        body,
        integrity_of(tx.keys, header, body),
    )
    return tx.unwritten.add(tx.database, written, columns, is_new=is_new)
