"""One document of a patient's record: its text, its sources, its signature checked now, its versions."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from attending.app.web.pages import Message
from attending.app.web.views.document import Proof, document_view
from attending.app.web.views.patient import active_allergies
from attending.app.web.views.words import patient_band
from attending.app.web.visitor import Desk, SignedIn
from attending.errors import NotFound
from attending.journeys import consultation
from attending.record import Versioned
from attending.record.narrative import SectionText, from_sections
from attending.record.signed import provenance_id
from attending.review import RETRACTION_REASONS, Review, ReviewStatus
from attending.review.signing import claims_of
from attending.review.text import sections_of

router = APIRouter()


@router.get("/patients/{patient_id}/documents/{document_id}")
def document(desk: SignedIn, patient_id: str, document_id: str, version: int = 0, done: str = "") -> HTMLResponse:
    """A document as it stands, or in an earlier version."""
    record, reviews = desk.clinic.record, desk.clinic.reviews
    chart = record.chart(patient_id, grant=desk.grant)
    history = record.history("Composition", document_id, grant=desk.grant)
    shown = next((v for v in history if v.version == version), history[0])
    if shown.patient != patient_id:
        raise NotFound("This patient has no such document.")
    review = reviews.of_document(f"Composition/{document_id}", grant=desk.grant)
    conversation = consultation.conversation_of(review, clinic=desk.clinic, grant=desk.grant) if review else None
    page = f"/patients/{patient_id}/documents/{document_id}"
    return desk.page(
        "document.html",
        "patients",
        band=patient_band(chart.patient, allergies=active_allergies(chart), on=chart.as_of.date()),
        document=document_view(
            shown, history, _proof(desk, shown), conversation, before=_before(shown, history, review), page=page
        ),
        came_from="the version before" if shown.version > 1 else "the draft",
        review=review.id if review else "",
        may_amend=review is not None
        and review.may_become(ReviewStatus.AMENDED)
        and review.assigned == desk.person.practitioner,
        retraction_reasons=RETRACTION_REASONS if _may_retract(desk, review) else {},
        review_version=review.version if review else 0,
        signer="" if review is None or review.assigned == desk.person.practitioner else desk.name_of(review.assigned),
        note=None,
        message=Message("Signed and filed in the patient's record.") if done else None,
    )


def _may_retract(desk: Desk, review: Review | None) -> bool:
    """Its signer may, and others of the accountable role, who say in words why they do it in the signer's place."""
    if review is None or desk.grant.role is not review.accountable:
        return False
    return review.may_become(ReviewStatus.RETRACTED)


def _proof(desk: Desk, shown: Versioned) -> Proof:
    """The Provenance of this version, and whether its signature holds at this moment."""
    try:
        valid = desk.clinic.reviews.verify(shown.id, version=shown.version, grant=desk.grant)
        provenance = desk.clinic.record.read("Provenance", provenance_id(shown.reference), grant=desk.grant)
    except NotFound:
        return Proof()
    return Proof(provenance, claims_of(provenance), valid)


def _before(shown: Versioned, history: Sequence[Versioned], review: Review | None) -> tuple[SectionText, ...]:
    """The text this version came from: the version before, else the model's draft."""
    earlier = [version for version in history if version.version < shown.version and not version.deleted]
    if earlier:
        return from_sections(earlier[0].resource.get("section", []))
    return sections_of(review.draft) if review else ()
