"""Erasing one patient for good: the record keeps that something was there, and nobody can read what it was.

Every resource is deleted (a version of its own, audited), the reviews and the search index forget the patient, and the
patient's key is destroyed, so that no version before can be opened. The audit trail stays whole.
"""

from dataclasses import replace
from datetime import UTC

from attending.errors import BadInput, NotAllowed, NotFound
from attending.record import Store, Transaction
from attending.record.index.writing import forget_patient
from attending.record.write import delete
from attending.review import shelf
from attending.security import Action, Grant, PractitionerRole

ERASURE_REASONS = {
    "patient-request": "The patient asked for it (GDPR article 17).",
    "consent-withdrawn": "The consent that the data rest on was withdrawn.",
    "retention-ended": "The time for which the data must be kept is over.",
    "wrongly-filed": "The data should never have been filed here.",
    "legal-order": "A court or an authority ordered it.",
}
"""Coded, for a reason in free words would stay in the trail and might name the patient."""


_WATCHED = ("watch_entry", "watch_word", "watch_card")
_RECORDED = ("recording", "recording_piece", "recording_heard")


def erase_patient(store: Store, patient: str, reason: str, *, grant: Grant) -> int:
    """Destroy what the record holds about a patient; returns how many resources it held.

    Args:
        store: the record.
        patient: logical id of the Patient.
        reason: a key of `ERASURE_REASONS`.
        grant: of the privacy officer, who alone may do this.

    Raises:
        NotAllowed: another role.
        NotFound: there is no such patient, or no more.
    """
    if reason not in ERASURE_REASONS:
        raise BadInput("This is not a reason for erasing.", hint=f"One of: {', '.join(ERASURE_REASONS)}.")
    store.prepare_tables(shelf.prepare)
    with store.transaction(grant=_widened(grant, patient)) as tx:
        if grant.role is not PractitionerRole.PRIVACY_OFFICER or Action.EXECUTE not in grant.actions:
            raise NotAllowed("Only the privacy officer erases a patient.")
        number = _delete_all(tx, patient)
        shelf.forget(tx, patient)
        for table in (*_WATCHED, *_RECORDED):
            if tx.connection.has_table(table):
                tx.connection.execute(f"DELETE FROM {table} WHERE patient = ?", (patient,))
        tx.indexing.flush(tx.connection)
        forget_patient(tx.connection, patient)
        tx.ciphers.destroy(patient, when=tx.now.astimezone(UTC).isoformat(timespec="milliseconds"))
        what = (f"Patient/{patient}",)
        tx.audit(Action.EXECUTE, what=what, patient=patient, type="erase", detail=reason, interaction="operation")
    there = [table for table in _RECORDED if store.connection().has_table(table)]
    store.connection().scrub("patient_key", "review", "patient_word", "patient_order", *there)
    return number


def _delete_all(tx: Transaction, patient: str) -> int:
    query = "SELECT type, id FROM resource WHERE patient = ? AND deleted = 0 ORDER BY type, id"
    found = tx.connection.execute(query, (patient,)).fetchall()
    if not found:
        raise NotFound("There is no such Patient, or not for this role.")
    for resource_type, id_ in found:
        delete(tx, resource_type, id_)
    return len(found)


def _widened(grant: Grant, patient: str) -> Grant:
    """What erasing takes: this one patient, every type, to be deleted; in the same person's name."""
    return replace(grant, patients=frozenset({patient}), types=None, actions=frozenset({Action.DELETE}))
