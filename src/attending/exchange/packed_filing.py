"""Writes what another process made ready; asks the record first, and writes nothing where anything is not as expected.

Read by `many` and by `rest.packed_bundles`.
"""

from collections.abc import Callable

from attending.errors import AttendingError, NotAllowed
from attending.exchange.packing import Packed, Question
from attending.record import Transaction
from attending.record.ciphers import key_holder
from attending.record.compartment import parse_reference
from attending.record.index.prepared import Prepared
from attending.record.write import put_prepared
from attending.security import Action

Answer = Callable[[Question], str | None]
"""The id of the one resource that a question asks for, None where there is none or several."""


def write_packed(
    tx: Transaction, packed: Packed, *, answer: Answer, may_miss: Callable[[str], bool]
) -> list[tuple[str, str]] | None:
    """Write it; None, and nothing is written, where only the plain way knows what to do.

    Args:
        tx: an open transaction.
        packed: what was made ready.
        answer: answers its questions.
        may_miss: whether a reference to a type may lead nowhere.

    Returns:
        Type and id of what it refers to and nobody has.
    """
    prepared = packed.read_prepared()
    own = list(zip(prepared.types, prepared.ids, strict=True))
    referred = [place for place in packed.elsewhere if parse_reference("/".join(place)) is not None]
    tx.foresee({*own, *referred})
    if any(tx.newest(*place) is not None for place in own):
        return None
    missing = [place for place in packed.elsewhere if not _is_stored(tx, *place)]
    if not all(may_miss(kind) for kind, _ in missing):
        return None
    try:
        answers = [answer(question) for question in packed.questions]
        _require(tx, prepared)
    except AttendingError:
        return None
    found = [id_ for id_ in answers if id_]
    if len(found) < len(answers):
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
