"""What a clinician has signed here, no interface overwrites."""

from attending.errors import Conflict
from attending.record import Transaction, Versioned
from attending.record.signed import provenance_id


def protect_signed(tx: Transaction, before: Versioned | None, where: str) -> None:
    """Raise `Conflict` when the version that stands was signed; `where` names the entry that would change it."""
    if before is None or before.deleted:
        return
    if tx.newest("Provenance", provenance_id(before.reference)) is not None:
        raise Conflict(
            f"{where} would change a {before.type} that a clinician has signed here.",
            hint="Only the accountable clinician can amend it.",
        )
