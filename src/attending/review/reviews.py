"""Every move of a review, each one transaction: the change, its audit event and, at signing, the record itself.

Read by `journeys`, the pages and the command line. Who may do what stands in `states`.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from msgspec.structs import replace

from attending.drafts import Draft, Finding, Proposal
from attending.errors import BadInput, Conflict
from attending.record import Store, Transaction
from attending.record.narrative import SectionText
from attending.review import choosing, moves, noticing, queue, shelf, signing, wordings
from attending.review.review import Amendment, Answer, Edit, Noticed, QueueRow, Rejection, Restyled, Review
from attending.review.states import (
    ACCOUNTABLE,
    REJECTION_REASONS,
    RETRACTION_REASONS,
    RETRACTS_SOURCE,
    WAITING,
    ReviewStatus,
)
from attending.review.text import merge_revision, sections_of
from attending.security import Action, Grant


class Examined(Protocol):
    """What an examination of a draft gives: `checks.Report`."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What was found."""


Examine = Callable[[Draft], Examined]


class Reviews:
    """The reviews of one hospital, kept in its record's database."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.prepare_tables(shelf.prepare)
        wordings.prepare(store.connection())

    def submit(
        self, draft: Draft, report: Examined, *, to: str, conversation: str | None = None, grant: Grant,
        whole: Draft | None = None, style: str = "",
    ) -> Review:  # fmt: skip
        """Put an examined draft before the clinician who is accountable; the same draft again changes nothing.

        Args:
            draft: what a capability proposes.
            report: what the checks say of it.
            to: logical id of the Practitioner who is to decide.
            conversation: id of the filed conversation the draft was made from.
            grant: who submits; it must cover creating what the draft proposes.
            whole: the draft before a style arranged it, where one did.
            style: name of that style.
        """
        if draft.kind not in ACCOUNTABLE or not draft.resources:
            raise BadInput("A draft must propose a resource and be of a kind that somebody is accountable for.")
        with self._store.transaction(grant=grant) as tx:
            review = Review(
                id=draft.id,
                draft=draft,
                status=ReviewStatus.PROPOSED,
                assigned=to,
                version=0,
                created=tx.now,
                sections=sections_of(draft),
                claims=draft.claims,
                conversation=conversation,
                whole=whole if whole is not draft else None,
                style=style,
            )
            tx.require(Action.CREATE, review.type, None, review.patient)
            existing = shelf.find(tx, draft.id) or shelf.of_conversation(tx, review)
            if existing is not None:
                return moves.seen(tx, moves.same_draft(existing, whole or draft))
            moves.require_assignable(tx, review, to)
            proposed = replace(moves.step(tx, review, "submit"), findings=report.findings)
            checked = moves.step(tx, proposed, "examine", status=ReviewStatus.CHECKED)
            return moves.keep(tx, checked, Action.CREATE)

    def read(self, review_id: str, *, grant: Grant) -> Review:
        """One review; raises `NotFound`, `NotAllowed`."""
        with self._store.look(grant=grant) as tx:
            return moves.seen(tx, moves.open_review(tx, review_id, Action.READ))

    def of_document(self, reference: str, *, grant: Grant) -> Review | None:
        """The review a signed document came from, such as `Composition/n1`; None when it came from elsewhere."""
        with self._store.look(grant=grant) as tx:
            review = shelf.of_document(tx, reference.split("/_history/")[0])
            if review is None:
                return None
            tx.require(Action.READ, review.type, review.id, review.patient)
            return moves.seen(tx, review)

    def queue(
        self, *, grant: Grant, status: ReviewStatus | None = ReviewStatus.CHECKED, assigned: str | None = None
    ) -> list[QueueRow]:
        """What waits, the riskiest first: by unanswered blockers, then warnings, then age; status None means all."""
        with self._store.look(grant=grant) as tx:
            return queue.rows(tx, status, assigned)

    def count_waiting(self, practitioner: str) -> int:
        """How many drafts wait for a practitioner: a number for the bar, about no patient, so nothing to audit."""
        return shelf.count(self._store.connection(), WAITING, practitioner)

    def revise(
        self,
        review_id: str,
        sections: Sequence[SectionText],
        report_of: Examine,
        *,
        if_version: int,
        grant: Grant,
    ) -> Review:
        """Replace the text. What it rests on stays with each sentence; the new text is examined before it is kept."""
        before = self._before(review_id, if_version, grant, moves.require_waiting)
        revised = _revised(before, sections, report_of, grant)
        return self._move(review_id, lambda tx, _: moves.step(tx, revised, "revise"), if_version, grant)

    def restyle(
        self, review_id: str, restyled: Restyled, report_of: Examine, *, if_version: int, grant: Grant
    ) -> Review:
        """Read the draft in another style, the clinician's words carried over; examined anew."""
        before = self._before(review_id, if_version, grant, moves.require_waiting)
        found = replace(
            before,
            draft=restyled.draft,
            whole=restyled.whole if restyled.draft != restyled.whole else None,
            style=restyled.style,
            set_aside=restyled.set_aside,
        )
        found = _revised(found, restyled.sections, report_of, grant)
        detail = restyled.style
        return self._move(review_id, lambda tx, _: moves.step(tx, found, "restyle", detail=detail), if_version, grant)

    def answer(self, review_id: str, finding: str, text: str, *, if_version: int, grant: Grant) -> Review:
        """Answer a finding in words; a blocker that is answered no longer stops the signature."""
        said = moves.in_words(text, "An answer")

        def change(tx: Transaction, review: Review) -> Review:
            moves.require_waiting(review)
            if finding not in {found.id for found in review.findings}:
                raise Conflict("This finding no longer stands.", hint="Read the draft again.")
            answer = Answer(by=tx.grant.who, when=tx.now, text=said)
            return moves.step(
                tx, replace(review, answers={**review.answers, finding: answer}), "answer", detail=finding
            )

        return self._move(review_id, change, if_version, grant)

    def choose(
        self, review_id: str, proposal: str, *, accept: bool | None, reason: str = "", if_version: int, grant: Grant,
        told: tuple[Sequence[SectionText], Examine] | None = None,
    ) -> Review:  # fmt: skip
        """Accept or decline one proposal as it stands; `accept=None` takes the decision back.

        `told`: the text where it changes with the decision, and how it is examined.
        """
        before = self._before(review_id, if_version, grant, moves.require_waiting) if told is not None else None
        revised = _revised(before, *told, grant) if before is not None and told is not None else None

        def change(tx: Transaction, review: Review) -> Review:
            return choosing.choose(tx, revised or review, proposal, accept=accept, reason=reason)

        return self._move(review_id, change, if_version, grant)

    def change_proposal(
        self, review_id: str, changed: Proposal, report_of: Examine, *, if_version: int, grant: Grant,
        sections: Sequence[SectionText] | None = None,
    ) -> Review:  # fmt: skip
        """Accept one proposal in the clinician's words; it is examined like the draft itself.

        `sections`: the text with what it says of that fact, where that changes with it.
        """
        before = self._before(review_id, if_version, grant, moves.require_waiting)
        found = choosing.change(before, changed, report_of, by=grant.who)
        if sections is not None:
            found = _revised(found, sections, report_of, grant)
        return self._move(review_id, lambda tx, _: choosing.stamped(tx, found, changed.id), if_version, grant)

    def add_proposal(
        self, review_id: str, own: Proposal, sections: Sequence[SectionText], report_of: Examine, *, if_version: int,
        grant: Grant,
    ) -> Review:  # fmt: skip
        """Add a fact of the clinician's own, accepted, and the text that tells of it."""
        before = self._before(review_id, if_version, grant, moves.require_waiting)
        found = _revised(choosing.add(before, own, by=grant.who), sections, report_of, grant)
        return self._move(review_id, lambda tx, _: choosing.stamped(tx, found, own.id, how="added"), if_version, grant)

    def take_away_proposal(
        self, review_id: str, own: str, sections: Sequence[SectionText], report_of: Examine, *, if_version: int,
        grant: Grant,
    ) -> Review:  # fmt: skip
        """Take a fact of the clinician's own away again, and the text that told of it."""
        before = self._before(review_id, if_version, grant, moves.require_waiting)
        found = _revised(choosing.take_away(before, own), sections, report_of, grant)
        return self._move(review_id, lambda tx, _: moves.step(tx, found, "revise", detail=own), if_version, grant)

    def include(
        self, review_id: str, name: str, noticed: Noticed, sections: Sequence[SectionText], report_of: Examine, *,
        if_version: int, grant: Grant,
    ) -> Review:  # fmt: skip
        """Add what was said and left out, as a sentence of the text with its evidence, examined like the draft."""
        before = self._before(review_id, if_version, grant, moves.require_waiting)
        found = _revised(noticing.note(before, name, noticed), sections, report_of, grant)
        return self._move(review_id, lambda tx, _: noticing.stamped(tx, found, name), if_version, grant)

    def dismiss(self, review_id: str, name: str, noticed: Noticed, *, if_version: int, grant: Grant) -> Review:
        """Leave out what was said; it is not listed again."""
        return self._move(review_id, lambda tx, review: noticing.dismiss(tx, review, name, noticed), if_version, grant)

    def notice_again(self, review_id: str, name: str, report_of: Examine, *, if_version: int, grant: Grant) -> Review:
        """Take such a decision back: a sentence that it added leaves the text, and it is listed again."""
        before = self._before(review_id, if_version, grant, moves.require_waiting)
        found, sections = noticing.forget(before, name)
        if sections is not None:
            found = _revised(found, sections, report_of, grant)
        return self._move(review_id, lambda tx, _: moves.step(tx, found, "notice", detail=name), if_version, grant)

    def assign(self, review_id: str, to: str, *, if_version: int | None = None, grant: Grant) -> Review:
        """Hand a review to another practitioner of the accountable role; anyone of that role may."""
        with self._store.transaction(grant=grant) as tx:
            review = moves.open_review(tx, review_id, Action.EXECUTE)
            moves.require_role(review, grant)
            moves.require_version(review, review.version if if_version is None else if_version)
            moves.require_waiting(review)
            moves.require_assignable(tx, review, to)
            return moves.keep(tx, moves.step(tx, replace(review, assigned=to), "assign", detail=f"Practitioner/{to}"))

    def sign(self, review_id: str, *, if_version: int, grant: Grant) -> Review:
        """Sign: the final resources, their Provenance and the audit event enter the record together or not at all.

        The same signer and version again gives the same signed review and writes nothing.

        Raises:
            Blocked: a blocker stands unanswered.
            Conflict: somebody changed or decided it meanwhile.
            NotAllowed: another clinician's, or another role's.
        """
        with self._store.transaction(grant=grant) as tx:
            review = moves.open_review(tx, review_id, Action.EXECUTE)
            if moves.has_signed(review, "sign", if_version, grant):
                return moves.seen(tx, review)
            moves.require_mine(review, grant)
            moves.require_version(review, if_version)
            moves.require_next(review, ReviewStatus.SIGNED)
            return moves.keep(tx, moves.sign(tx, review, ReviewStatus.SIGNED))

    def amend(
        self,
        review_id: str,
        amendment: Amendment,
        report_of: Examine,
        *,
        if_version: int,
        grant: Grant,
    ) -> Review:
        """Correct a signed document: a new version, signed anew; the old one stays in the history and verifies."""
        reason = moves.in_words(amendment.reason, "The reason for an amendment")
        with self._store.transaction(grant=grant) as tx:
            done = moves.open_review(tx, review_id, Action.EXECUTE)
            if moves.has_signed(done, "amend", if_version, grant):
                return moves.seen(tx, done)
        before = self._before(review_id, if_version, grant, lambda r: moves.require_next(r, ReviewStatus.AMENDED))
        revised = _revised(before, amendment.sections, report_of, grant)
        words = {finding: moves.in_words(text, "An answer") for finding, text in amendment.answers.items()}

        def change(tx: Transaction, _: Review) -> Review:
            answers = {finding: Answer(by=grant.who, when=tx.now, text=text) for finding, text in words.items()}
            review = replace(revised, answers={**revised.answers, **answers})
            return moves.sign(tx, review, ReviewStatus.AMENDED, reason)

        return self._move(review_id, change, if_version, grant)

    def reject(self, review_id: str, reason: str, text: str = "", *, if_version: int, grant: Grant) -> Review:
        """Refuse a draft for a coded reason; "other" needs words.

        Its transcript is marked as entered in error where it should never have been filed: see `RETRACTS_SOURCE`.
        """
        if reason not in REJECTION_REASONS:
            raise BadInput("This is not a reason for rejection.", hint=f"One of: {', '.join(REJECTION_REASONS)}.")
        said = moves.in_words(text, "The reason in words") if text.strip() or reason == "other" else ""

        def change(tx: Transaction, review: Review) -> Review:
            if reason in RETRACTS_SOURCE and review.conversation is not None:
                moves.retract_source(tx, review.conversation)
            rejected = replace(review, rejection=Rejection(reason=reason, text=said), edits=moves.edits_of(review))
            return moves.step(tx, rejected, "reject", status=ReviewStatus.REJECTED, detail=reason)

        return self._move(review_id, change, if_version, grant)

    def retract(self, review_id: str, reason: str, text: str = "", *, if_version: int, grant: Grant) -> Review:
        """Take a signed document back for a coded reason; "other" needs words. Its versions stay in the history.

        Its signer may, and anyone of the accountable role, for signers leave and are away; but then with words.

        Raises:
            BadInput: no such reason, or another's document without words.
            Conflict: it is not signed, or somebody changed it meanwhile.
            NotAllowed: another role's.
        """
        if reason not in RETRACTION_REASONS:
            raise BadInput("This is not a reason to retract.", hint=f"One of: {', '.join(RETRACTION_REASONS)}.")
        said = moves.in_words(text, "The reason in words") if text.strip() or reason == "other" else ""
        with self._store.transaction(grant=grant) as tx:
            review = moves.open_review(tx, review_id, Action.EXECUTE)
            moves.require_role(review, grant)
            moves.require_version(review, if_version)
            if not (said or moves.is_mine(review, grant)):
                raise BadInput(
                    "Somebody else has signed this document.", hint="Say in words why you retract it in their place."
                )
            return moves.keep(tx, moves.retract(tx, review, reason, said))

    def withdraw(self, review_id: str, text: str = "", *, if_version: int, grant: Grant) -> Review:
        """Take a draft back that nobody needs, without a judgement of it."""
        said = moves.in_words(text, "The reason in words") if text.strip() else ""

        def change(tx: Transaction, review: Review) -> Review:
            return moves.step(tx, review, "withdraw", status=ReviewStatus.WITHDRAWN, detail=said)

        return self._move(review_id, change, if_version, grant)

    def set_aside(self, tx: Transaction, review_id: str) -> bool:
        """Withdraw a draft in the transaction that takes away what it was made from; whether it waited.

        Raises:
            Conflict: it is signed.
        """
        return moves.set_aside(tx, review_id)

    def wordings(
        self, practitioner: str, *, grant: Grant
    ) -> tuple[list[wordings.PhraseChange], bool, frozenset[tuple[str, str]]]:
        """What a practitioner changed in signed notes; whether it is used; and the phrases that were forgotten."""
        with self._store.transaction(grant=grant) as tx:
            used, forgotten = wordings.given_up(tx, practitioner)
            return wordings.changes_of(tx, practitioner), used, forgotten

    def forget_wording(self, practitioner: str, phrase: str, replacement: str, *, grant: Grant) -> None:
        """Forget one wording of one's own."""
        with self._store.transaction(grant=grant) as tx:
            moves.require_own(tx, practitioner)
            wordings.give_up(tx, practitioner, phrase, replacement)

    def restore_wording(self, practitioner: str, phrase: str, replacement: str, *, grant: Grant) -> None:
        """Learn a forgotten wording of one's own again."""
        with self._store.transaction(grant=grant) as tx:
            moves.require_own(tx, practitioner)
            wordings.take_back(tx, practitioner, phrase, replacement)

    def use_wording(self, practitioner: str, *, on: bool, grant: Grant) -> None:
        """Turn one's own preferred wording on or off."""
        with self._store.transaction(grant=grant) as tx:
            moves.require_own(tx, practitioner)
            wordings.switch(tx, practitioner, on=on)

    def edits(self, review: Review) -> tuple[Edit, ...]:
        """What a clinician changed, added and removed so far, word by word."""
        return moves.edits_of(review)

    def verify(self, composition_id: str, *, version: int | None = None, grant: Grant) -> bool:
        """Whether the signature over a signed note holds, computed anew from what the record holds.

        Args:
            composition_id: logical id of the Composition.
            version: one of its versions; by default the newest.
            grant: who looks.
        """
        with self._store.look(grant=grant) as tx:
            return signing.verify(tx, "Composition", composition_id, version)

    def _before(self, id_: str, if_version: int, grant: Grant, require: Callable[[Review], None]) -> Review:
        """The review as the caller saw it, so that a long examination holds no lock."""
        with self._store.look(grant=grant) as tx:
            review = moves.open_review(tx, id_, Action.EXECUTE)
            moves.require_mine(review, grant)
            moves.require_version(review, if_version)
            require(review)
            return moves.seen(tx, review)

    def _move(self, id_: str, change: Callable[[Transaction, Review], Review], if_version: int, grant: Grant) -> Review:
        with self._store.transaction(grant=grant) as tx:
            review = moves.open_review(tx, id_, Action.EXECUTE)
            moves.require_mine(review, grant)
            moves.require_version(review, if_version)
            return moves.keep(tx, change(tx, review))


def _revised(before: Review, sections: Sequence[SectionText], report_of: Examine, grant: Grant) -> Review:
    """The review with a new text and the findings about it; answers stay where the same finding is found again."""
    if not before.sections:
        raise Conflict("This draft has no text to edit.", hint="Reject it instead, and say why.")
    revision = merge_revision(before, sections, by=grant.who)
    review = replace(before, sections=revision.sections, claims=revision.claims)
    standing = {claim.id for claim in (*review.claims, *(p.claim for p in review.proposals))}
    findings = tuple(f for f in report_of(review.current()).findings if f.claim is None or f.claim in standing)
    found = {finding.id for finding in findings}
    return replace(review, findings=findings, answers={k: v for k, v in review.answers.items() if k in found})
