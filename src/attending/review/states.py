"""The life cycle of a review as one table, and who is accountable for what.

Read by `reviews` (every move), by the pages (which buttons to offer) and by `manual` (the diagram).
"""

from enum import StrEnum

from attending.security import PractitionerRole


class ReviewStatus(StrEnum):
    """Where a draft stands on its way into the record."""

    PROPOSED = "proposed"
    CHECKED = "checked"
    SIGNED = "signed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    AMENDED = "amended"
    RETRACTED = "retracted"


NEXT: dict[ReviewStatus, frozenset[ReviewStatus]] = {
    ReviewStatus.PROPOSED: frozenset({ReviewStatus.CHECKED}),
    ReviewStatus.CHECKED: frozenset({ReviewStatus.SIGNED, ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN}),
    ReviewStatus.SIGNED: frozenset({ReviewStatus.AMENDED, ReviewStatus.RETRACTED}),
    ReviewStatus.REJECTED: frozenset(),
    ReviewStatus.WITHDRAWN: frozenset(),
    # a second slip in the same note can be mended too
    ReviewStatus.AMENDED: frozenset({ReviewStatus.AMENDED, ReviewStatus.RETRACTED}),
    ReviewStatus.RETRACTED: frozenset(),
}

SIGNED = frozenset({ReviewStatus.SIGNED, ReviewStatus.AMENDED})
"""What stands in the record under a signature."""

NOT_STANDING = frozenset({ReviewStatus.REJECTED, ReviewStatus.WITHDRAWN, ReviewStatus.RETRACTED})
"""What ended without a document that holds: another draft may be made in its place."""

WAITING = frozenset({ReviewStatus.PROPOSED, ReviewStatus.CHECKED})
"""What stands in the inbox: nobody has decided yet."""

ACCOUNTABLE: dict[str, PractitionerRole] = {
    "note": PractitionerRole.PHYSICIAN,
    "imaging-report": PractitionerRole.RADIOLOGIST,
    "diagnosis": PractitionerRole.PHYSICIAN,
    "plan": PractitionerRole.PHYSICIAN,
    "medication-review": PractitionerRole.PHARMACIST,
    "risk": PractitionerRole.PHYSICIAN,
    "capacity-plan": PractitionerRole.BED_MANAGER,
    "patient-message": PractitionerRole.PHYSICIAN,
    "synthetic-cohort": PractitionerRole.PRIVACY_OFFICER,
    "candidates": PractitionerRole.SCIENTIST,
    "patient-link": PractitionerRole.PHYSICIAN,
}
"""Kind of draft → the one role that may edit, sign, reject, withdraw and amend it."""

REJECTION_REASONS: dict[str, str] = {
    "wrong-patient": "About another patient",
    "not-said": "States what was not said or found",
    "left-out": "Leaves out something important",
    "wrong-clinically": "Clinically wrong or unsafe",
    "hard-to-use": "Poorly written: quicker to write it anew",
    "not-needed": "No document is needed",
    "no-consent": "The patient did not agree to the recording",
    "other": "Another reason, given in words",
}
"""Code → what the page shows. `quality` counts the codes."""

RETRACTION_REASONS: dict[str, str] = {
    "wrong-patient": "Filed with another patient than it is about",
    "wrong-document": "Signed by mistake",
    "other": "Another reason, given in words",
}
"""Code → what the page shows for a signed document that should never have stood; what is only wrong is amended."""

DECLINE_REASONS: dict[str, str] = {
    "not-said": "Was not said or found",
    "somebody-else": "Is about somebody else",
    "wrong-detail": "Wrong in a detail",
    "known": "Stands in the record already",
    "not-needed": "Not needed in the record",
}
"""Code → what the page shows for a declined proposal; a reason may be left out."""

RETRACTS_SOURCE = frozenset({"wrong-patient", "no-consent"})
"""Reasons for which the transcript does not belong into this patient's record either."""
