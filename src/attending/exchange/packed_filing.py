"""Writes what another process made ready; asks the record first, and writes nothing where anything is not as expected.

Read by `many` and by `rest.packed_bundles`.
"""

from collections.abc import Callable, Container

from attending.errors import AttendingError, NotAllowed
from attending.exchange.packing import Packed, Question
from attending.record import Transaction
from attending.record.ciphers import key_holder
from attending.record.compartment import parse_reference
from attending.record.index.prepared import Prepared
from attending.record.write import put_prepared
from attending.security import Action

Answers = Callable[[list[Question]], list[str | None]]
"""The id of the one resource that each question asks for, None where there is none or several."""


def write_packed(
    tx: Transaction,
    packed: Packed,
    *,
    answers: Answers,
    may_miss: Callable[[str], bool],
    are_free: Callable[[list[Question]], bool] = lambda asked: not asked,
    brought: Container[str] = (),
) -> list[tuple[str, str]] | None:
    """Write it; None, and nothing is written, where only the plain way knows what to do.

    Args:
        tx: an open transaction.
        packed: what was made ready.
        answers: answers its questions.
        may_miss: whether a reference to a type may lead nowhere.
        are_free: whether nobody has what any of some questions asks for.
        brought: references that other parts of the same file bring.

    Returns:
        Type and id of what it refers to and nobody has.
    """
    prepared = packed.read_prepared()
    own = list(zip(prepared.types, prepared.ids, strict=True))
    referred = [place for place in packed.elsewhere if parse_reference("/".join(place)) is not None]
    tx.foresee({*own, *referred})
    if any(tx.newest(*place) is not None for place in own):
        return None
    away = [place for place in packed.elsewhere if "/".join(place) not in brought]
    missing = [place for place in away if not _is_stored(tx, *place)]
    if not all(may_miss(kind) for kind, _ in missing):
        return None
    try:
        if not are_free(packed.absent):
            return None
        known = answers(packed.questions)
        _require(tx, prepared)
    except AttendingError:
        return None
    found = [id_ for id_ in known if id_]
    if len(found) < len(known):
        return None
    put_prepared(tx, prepared, ["", *found])
    return missing


def _is_stored(tx: Transaction, resource_type: str, id_: str) -> bool:
    stored = tx.newest(resource_type, id_)
    return stored is not None and not stored.deleted


def _require(tx: Transaction, prepared: Prepared) -> None:
    """Raise unless the grant covers everything and nobody of it was erased; the plain way notes the refusal."""
    for kind, patient in dict.fromkeys(zip(prepared.types, prepared.patients, strict=True)):
        tx.grant.require(Action.CREATE, kind, patient)
        if not tx.covers(kind, patient):
            raise NotAllowed("This patient is not among those the role may open.")
    for patient in dict.fromkeys(prepared.patients):
        tx.ciphers.admit(key_holder(patient, deleted=False))
