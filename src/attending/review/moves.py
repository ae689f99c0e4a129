"""The parts that every move of a review is made of: open it, see whether this person may, step, keep, audit."""

from msgspec.structs import replace

from attending.drafts import Draft, Severity
from attending.errors import BadInput, Blocked, Conflict, NotAllowed
from attending.record import Transaction
from attending.record.write import put
from attending.review import shelf, signing
from attending.review.review import Edit, Move, Rejection, Review
from attending.review.states import NEXT, RETRACTION_REASONS, RETRACTS_SOURCE, SIGNED, WAITING, ReviewStatus
from attending.review.text import find_edits, sections_of
from attending.security import Action, Grant
from attending.security.accounts import find_account

LONGEST_WORDS = 4_000  # characters of an answer, a reason or a remark


def open_review(tx: Transaction, review_id: str, action: Action) -> Review:
    """Load a review that this grant reaches; raises `NotFound`, `NotAllowed`."""
    review = shelf.load(tx, review_id)
    tx.require(action, review.type, None, review.patient)
    return review


def step(tx: Transaction, review: Review, name: str, *, status: ReviewStatus | None = None, detail: str = "") -> Review:
    """The next version of a review, with the move in its history."""
    if status is None:
        status = review.status
    else:
        require_next(review, status)
    version = review.version + 1
    move = Move(name=name, status=status, version=version, by=tx.grant.who, when=tx.now, detail=detail)
    return replace(review, status=status, version=version, history=(*review.history, move))


def sign(tx: Transaction, review: Review, status: ReviewStatus, reason: str = "") -> Review:
    """Seal the text as it stands; raises `Blocked` while a blocker is unanswered."""
    blockers = len(review.open(Severity.BLOCKER))
    if blockers:
        raise Blocked(
            f"{blockers} unanswered blocker{'s' * (blockers > 1)}: it cannot be signed yet.",
            hint="Change the sentence, or answer the finding in words.",
        )
    signed = signing.seal(tx, review, from_version=review.history[-1].version, reason=reason)
    sealed = replace(review, signings=(*review.signings, signed), edits=edits_of(review))
    return step(tx, sealed, signed.name, status=status, detail=reason or f"{len(sealed.edits)} edits")


def retract(tx: Transaction, review: Review, reason: str, text: str) -> Review:
    """Take a signed document back: it and what was accepted with it are marked as entered in error, signed again."""
    require_next(review, ReviewStatus.RETRACTED)
    if reason in RETRACTS_SOURCE and review.conversation is not None:
        retract_source(tx, review.conversation)
    told = RETRACTION_REASONS[reason] if not text else f"{RETRACTION_REASONS[reason]}: {text}"
    signed = signing.retract(tx, review, from_version=review.version, reason=told)
    taken = replace(review, signings=(*review.signings, signed), rejection=Rejection(reason=reason, text=text))
    return step(tx, taken, "retract", status=ReviewStatus.RETRACTED, detail=reason)


def set_aside(tx: Transaction, review_id: str) -> bool:
    """Withdraw a draft because what it was made from is gone, whoever it waits for; whether it waited.

    Raises:
        Conflict: it is signed, and a signed document is retracted by somebody of the role that answers for it.
    """
    review = shelf.load(tx, review_id)
    if review.status in SIGNED:
        raise Conflict(
            "A signed report stands on this.",
            hint="Its signer, or another of the same role, retracts it first: on its page, or by `attending review "
            "retract`.",
        )
    if review.status in WAITING:
        aside = step(tx, review, "withdraw", status=ReviewStatus.WITHDRAWN, detail="set aside")
        keep(tx, aside, Action.UPDATE)
    return review.status in WAITING


def keep(tx: Transaction, review: Review, action: Action = Action.EXECUTE) -> Review:
    """Write a review and the audit event of its last move."""
    move = review.history[-1]
    what = [reference(review)]
    if review.signings and move.name == review.signings[-1].name:
        what += [*review.signings[-1].resources, review.signings[-1].provenance]
    coded = move.name in ("reject", "retract", "assign")
    detail = move.detail if coded else ""  # never a person's own words about a patient
    tx.audit(action, what=what, patient=review.patient, type=move.name, detail=detail, interaction="operation")
    return shelf.save(tx, review)


def seen(tx: Transaction, review: Review) -> Review:
    """Audit that somebody looked at it."""
    tx.audit(Action.READ, what=[reference(review)], patient=review.patient)
    return review


def retract_source(tx: Transaction, conversation: str) -> None:
    """Mark a filed transcript as entered in error; its versions stay in the history."""
    stored = tx.newest("DocumentReference", conversation)
    if stored is not None and not stored.deleted:
        put(tx, {**stored.resource, "status": "entered-in-error"}, if_match=stored.version)


def reference(review: Review) -> str:
    """How the audit trail names a review."""
    return f"https://attending.invalid/review/{review.id}"


def edits_of(review: Review) -> tuple[Edit, ...]:
    """What differs between the draft and the text as it stands."""
    return tuple(find_edits(sections_of(review.draft), review.sections))


def same_draft(existing: Review, draft: Draft) -> Review:
    """The review of a draft that is there already, in whatever style; another draft under its id is a conflict."""
    there = existing.whole or existing.draft
    if (there.kind, there.patient, there.claims) != (draft.kind, draft.patient, draft.claims):
        raise Conflict("Another draft with this id is under review.")
    return existing


def has_signed(review: Review, name: str, if_version: int, grant: Grant) -> bool:
    """Whether exactly this request was carried out before."""
    return any((s.name, s.from_version, s.by) == (name, if_version, grant.who) for s in review.signings)


def require_role(review: Review, grant: Grant) -> None:
    """Raise `NotAllowed` unless the person has the accountable role."""
    if grant.role is not review.accountable:
        raise NotAllowed(f"A draft of this kind is decided by the {review.accountable.value}.")


def require_mine(review: Review, grant: Grant) -> None:
    """Raise `NotAllowed` unless the review is this accountable person's."""
    require_role(review, grant)
    if not is_mine(review, grant):
        raise NotAllowed("This draft waits for another practitioner.", hint="Have it assigned to you first.")


def is_mine(review: Review, grant: Grant) -> bool:
    """Whether the review is this person's: it waits for them, or they have signed it."""
    return grant.who == f"Practitioner/{review.assigned}"


def require_version(review: Review, version: int) -> None:
    """Raise `Conflict` when the review has changed since the caller read it."""
    if review.version != version:
        raise Conflict("This draft has changed since you opened it.", hint="Read it again, then repeat your step.")


def require_next(review: Review, status: ReviewStatus) -> None:
    """Raise `Conflict` unless the life cycle allows this move."""
    if status not in NEXT[review.status]:
        raise Conflict(f"This draft is {review.status.value}: it cannot become {status.value}.")


def require_waiting(review: Review) -> None:
    """Raise `Conflict` when it is decided already."""
    if review.status not in WAITING:
        raise Conflict(f"This draft is {review.status.value}: it cannot be changed any more.")


def require_assignable(tx: Transaction, review: Review, practitioner: str) -> None:
    """Raise `BadInput` unless this practitioner has an account in the accountable role."""
    account = find_account(tx.connection, practitioner)
    if account is None or account.role is not review.accountable:
        raise BadInput(f"A draft of this kind is assigned to a {review.accountable.value} with an account.")


def require_own(tx: Transaction, practitioner: str) -> None:
    """Raise `NotAllowed` unless the grant is this practitioner's own."""
    if tx.grant.who != f"Practitioner/{practitioner}":
        raise NotAllowed("A practitioner's wording is that practitioner's own.")
    tx.audit(Action.UPDATE, what=[tx.grant.who], type="wording", interaction="operation")


def in_words(text: str, what: str) -> str:
    """A person's words without the blanks around; raises `BadInput` when there are none."""
    said = text.strip()
    if not 0 < len(said) <= LONGEST_WORDS:
        raise BadInput(f"{what} has 1 to {LONGEST_WORDS:,} characters.")
    return said
