"""Decisions about single proposals: accepted, changed, declined, or taken back; only accepted ones are ever written.

Read by `reviews`. A declined proposal stays in the review with its reason, for `quality`.
"""

from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from attending.drafts import Draft, Finding, Proposal
from attending.errors import BadInput, Conflict, NotFound
from attending.record import Transaction
from attending.review import moves
from attending.review.review import Choice, Review
from attending.review.states import DECLINE_REASONS


class _Examined(Protocol):
    @property
    def findings(self) -> tuple[Finding, ...]: ...


def choose(tx: Transaction, review: Review, proposal: str, *, accept: bool | None, reason: str) -> Review:
    """The review with one more decision, or one less."""
    moves.require_waiting(review)
    find_proposal(review, proposal)
    if reason and (accept is not False or reason not in DECLINE_REASONS):
        raise BadInput("This is not a reason to decline.", hint=f"One of: {', '.join(DECLINE_REASONS)}.")
    choices = {id_: choice for id_, choice in review.choices.items() if id_ != proposal}
    if accept is not None:
        choices[proposal] = Choice(accepted=accept, by=tx.grant.who, when=tx.now, reason=reason)
    word = {True: "accept", False: "decline", None: "reconsider"}[accept]
    return moves.step(tx, replace(review, choices=choices), word, detail=proposal)


def change(review: Review, changed: Proposal, report_of: Callable[[Draft], _Examined], *, by: str) -> Review:
    """The review with a proposal accepted in the clinician's words, examined anew."""
    proposal = find_proposal(review, changed.id)
    resource, text = dict(changed.resource), moves.in_words(changed.claim.text, "A fact")
    for name in ("resourceType", "subject", "patient"):
        if resource.get(name) != proposal.resource.get(name):
            raise BadInput(f"A proposal keeps its {name}.", hint="Decline it, and write what you mean into the note.")
    rests_on = changed.claim.evidence if changed.claim.evidence != proposal.claim.evidence else ()
    choice = Choice(accepted=True, by=by, when=review.created, resource=resource, text=text, evidence=rests_on)
    chosen = replace(review, choices={**review.choices, changed.id: choice})
    standing = {claim.id for claim in (*review.claims, *(p.claim for p in review.proposals))}
    report = report_of(chosen.current())
    findings = tuple(f for f in report.findings if f.claim is None or f.claim in standing)
    found = {finding.id for finding in findings}
    return replace(chosen, findings=findings, answers={k: v for k, v in chosen.answers.items() if k in found})


def add(review: Review, own: Proposal, *, by: str) -> Review:
    """The review with a fact of the clinician's own, accepted."""
    if any(own.id == one.id or own.claim.id == one.claim.id for one in review.proposals):
        raise Conflict("There is a fact of this name already.")
    subject = own.resource.get("subject", {}).get("reference")
    if subject != f"Patient/{review.patient}":
        raise BadInput("A fact that is added is about the patient of the draft.")
    text = moves.in_words(own.claim.text, "A fact")
    mine = replace(own, claim=replace(own.claim, text=text, edited_by=by))
    choice = Choice(accepted=True, by=by, when=review.created)
    return replace(review, added=(*review.added, mine), choices={**review.choices, own.id: choice})


def take_away(review: Review, proposal: str) -> Review:
    """The review without one of the clinician's own facts; a model's is declined, never taken away."""
    if not any(one.id == proposal for one in review.added):
        raise Conflict("Only a fact of your own is taken away.", hint="Decline it instead.")
    choices = {id_: choice for id_, choice in review.choices.items() if id_ != proposal}
    return replace(review, added=tuple(one for one in review.added if one.id != proposal), choices=choices)


def stamped(tx: Transaction, review: Review, proposal: str, *, how: str = "changed") -> Review:
    """The move that keeps a changed or added proposal, with the moment of its decision."""
    choices = {**review.choices, proposal: replace(review.choices[proposal], when=tx.now)}
    return moves.step(tx, replace(review, choices=choices), "accept", detail=f"{proposal}, {how}")


def find_proposal(review: Review, proposal: str) -> Proposal:
    """A proposal of the draft; raises `NotFound`."""
    for one in review.proposals:
        if one.id == proposal:
            return one
    raise NotFound("This draft has no such proposal.")
