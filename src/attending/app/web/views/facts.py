"""The facts that a draft proposes for the record, as the page lists them: by kind, with state, evidence and fields."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from attending.app.web.views.note import FactGroup, FactView
from attending.app.web.views.sources import chips_of, evidence_of
from attending.drafts import Proposal, Severity, Turn
from attending.journeys.proposed_facts import fields_of
from attending.record.words import text_at
from attending.review import Review
from attending.terms.coding import ICD10CM, LOINC

KINDS: dict[str, str] = {
    "MedicationRequest": "Medicines ordered",
    "MedicationStatement": "Medicines taken",
    "AllergyIntolerance": "Allergies",
    "Condition": "Problems",
    "ServiceRequest": "Orders and referrals",
    "Appointment": "Next visit",
    "Measured": "Measurements",
    "Marked": "Marks on the images",
    "Observation": "Habits and symptoms",
}
"""Kind of resource → the heading it stands under, in the order of the page."""


def fact_groups(review: Review, turns: Mapping[int, Turn]) -> tuple[FactGroup, ...]:
    """Every fact of a review, by kind."""
    return tuple(_groups(review, lambda proposal: _fact(review, proposal, turns)))


def _groups(review: Review, view: Callable[[Proposal], FactView]) -> Iterator[FactGroup]:
    by_kind: dict[str, list[FactView]] = {}
    for proposal in review.current().proposals:
        by_kind.setdefault(_kind(proposal), []).append(view(proposal))
    for kind, title in KINDS.items():
        if kind in by_kind:
            yield FactGroup(title, tuple(by_kind[kind]))


def _kind(proposal: Proposal) -> str:
    kind = str(proposal.resource["resourceType"])
    category = text_at(proposal.resource, "category", "coding", "code")
    if kind == "Observation" and category == "imaging":
        return "Marked"
    return "Measured" if kind == "Observation" and category in ("vital-signs", "laboratory") else kind


def _fact(review: Review, proposal: Proposal, turns: Mapping[int, Turn]) -> FactView:
    choice = review.choices.get(proposal.id)
    return FactView(
        id=proposal.id,
        text=proposal.claim.text,
        state="open" if choice is None else "accepted" if choice.accepted else "declined",
        code=_code(proposal),
        changed=choice is not None and choice.resource is not None,
        severity=_severity(review, proposal.claim.id),
        reasons=proposal.reasons,
        chips=chips_of(proposal.claim, turns),
        evidence=evidence_of(proposal.claim, turns),
        fields=tuple(replace(field, name=f"field-{field.name}") for field in fields_of(proposal)),
    )


def _code(proposal: Proposal) -> str:
    coding = (proposal.resource.get("code") or {}).get("coding") or []
    names = {ICD10CM: "ICD-10-CM", LOINC: "LOINC"}
    return next((f"{names[c['system']]} {c['code']}" for c in coding if c.get("system") in names), "")


def _severity(review: Review, claim: str) -> str:
    """The worst unanswered finding about a fact, accepted or not."""
    about = {f.severity for f in review.findings if f.claim == claim and f.id not in review.answers}
    return next((s.value for s in (Severity.BLOCKER, Severity.WARNING) if s in about), "")
