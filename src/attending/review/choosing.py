"""Decisions about single proposals: accepted, changed, declined, or taken back; only accepted ones are ever written.

Read by `reviews`. A declined proposal stays in the review with its reason, for `quality`.
"""

from collections.abc import Callable
from typing import Protocol

from msgspec.structs import replace

from attending.drafts import Draft, Finding, Proposal
from attending.errors import BadInput, NotFound
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
    choice = Choice(accepted=True, by=by, when=review.created, resource=resource, text=text)
    chosen = replace(review, choices={**review.choices, changed.id: choice})
    standing = {claim.id for claim in (*review.claims, *(p.claim for p in review.draft.proposals))}
    report = report_of(chosen.current())
    findings = tuple(f for f in report.findings if f.claim is None or f.claim in standing)
    found = {finding.id for finding in findings}
    return replace(chosen, findings=findings, answers={k: v for k, v in chosen.answers.items() if k in found})


def stamped(tx: Transaction, review: Review, proposal: str) -> Review:
    """The move that keeps a changed proposal, with the moment of its decision."""
    choices = {**review.choices, proposal: replace(review.choices[proposal], when=tx.now)}
    return moves.step(tx, replace(review, choices=choices), "accept", detail=f"{proposal}, changed")


def find_proposal(review: Review, proposal: str) -> Proposal:
    """A proposal of the draft; raises `NotFound`."""
    for one in review.draft.proposals:
        if one.id == proposal:
            return one
    raise NotFound("This draft has no such proposal.")
