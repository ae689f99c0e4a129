"""Review: a draft on its way into the record, with all that people have said and done about it."""

from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from attending.drafts import Author, Claim, Draft, Evidence, Finding, Proposal, Severity
from attending.record.narrative import SectionText, Sentence, to_sections
from attending.review.states import ACCOUNTABLE, NEXT, SIGNED, ReviewStatus
from attending.security import PractitionerRole


class _Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Immutable, and equal when its content is."""


class Origin(StrEnum):
    """Whose words a sentence is."""

    MODEL = "model"
    EDITED = "edited"  # the model's, changed by the clinician; the evidence stays for comparison
    WRITTEN = "written"  # the clinician's own


class Answer(_Frozen, frozen=True):
    """What the accountable clinician says to a finding."""

    by: str
    when: datetime
    text: str


class Move(_Frozen, frozen=True):
    """One step of a review: who did what, when, and which version it made."""

    name: str
    """`submit`, `examine`, `revise`, `answer`, `include`, `dismiss`, `notice`, `assign`, `sign`, `reject` and so on."""
    status: ReviewStatus
    version: int
    by: str
    when: datetime
    detail: str = ""


class Part(_Frozen, frozen=True):
    """A run of words that both texts share, or only one of them has."""

    kind: str
    """`same`, `added`, `removed`."""
    text: str


class Edit(_Frozen, frozen=True):
    """One sentence that a clinician changed, added or removed."""

    kind: str
    """`changed`, `added`, `removed`."""
    section: str
    claim: str | None
    before: str
    after: str
    parts: tuple[Part, ...]


class Rejection(_Frozen, frozen=True):
    """Why a draft was rejected: a code of `REJECTION_REASONS` and the reviewer's words."""

    reason: str
    text: str = ""


class Choice(_Frozen, frozen=True):
    """What the accountable clinician decided about one proposal; a declined one is kept, for `quality`."""

    accepted: bool
    by: str
    when: datetime
    reason: str = ""
    """Why it was declined: a code of `DECLINE_REASONS`, or nothing."""
    resource: dict[str, Any] | None = None
    """As the clinician changed it; None where it was accepted as proposed."""
    text: str = ""
    """The changed fact as a sentence."""
    evidence: tuple[Evidence, ...] = ()
    """What it rests on where the clinician changed that too, such as the outline of a mark."""


class Noticed(_Frozen, frozen=True):
    """What the accountable clinician decided about something that was said and does not stand in the note."""

    facts: tuple[str, ...]
    """Names of the facts, by which they are not listed again."""
    sentence: str
    section: str
    """Heading of the outpatient note under which it belongs."""
    by: str
    when: datetime
    claim: str = ""
    """The sentence it became; nothing where it was dismissed."""
    evidence: tuple[Evidence, ...] = ()
    """The words that the sentence rests on."""


class Amendment(_Frozen, frozen=True):
    """A correction of a signed document: its new text, why, and answers to findings about it (id → words)."""

    sections: tuple[SectionText, ...]
    reason: str
    answers: dict[str, str] = {}


class Restyled(_Frozen, frozen=True):
    """A draft in another style, and the text in it as the clinician has it."""

    style: str
    draft: Draft
    whole: Draft
    """The draft with every sentence, from which the style was arranged."""
    sections: tuple[SectionText, ...]
    set_aside: dict[str, str] = {}


class Signing(_Frozen, frozen=True):
    """One signature: who, when, over which resources, and from which version of the review."""

    name: str
    """`sign`, `amend` or `retract`."""
    by: str
    when: datetime
    from_version: int
    resources: tuple[str, ...]
    """With their versions, such as `Composition/n1/_history/1`."""
    provenance: str


class Review(_Frozen, frozen=True):
    """A draft under review. Each change makes a new one with the next version."""

    id: str
    draft: Draft
    """As the model made it, in the style in which it is read; its words never change."""
    status: ReviewStatus
    assigned: str
    """Logical id of the Practitioner who is to decide."""
    version: int
    created: datetime
    findings: tuple[Finding, ...] = ()
    """Of the text as it stands now."""
    answers: dict[str, Answer] = {}
    """By the id of the finding."""
    sections: tuple[SectionText, ...] = ()
    """The text as it stands now; empty for drafts without a Composition."""
    claims: tuple[Claim, ...] = ()
    """As they stand now; `edited_by` says whose words they are."""
    history: tuple[Move, ...] = ()
    signings: tuple[Signing, ...] = ()
    edits: tuple[Edit, ...] = ()
    """The difference between the draft and the signed text, stored at each signing."""
    choices: dict[str, Choice] = {}
    """By the id of the proposal; what is not in it was not decided, and is not written."""
    added: tuple[Proposal, ...] = ()
    """Facts of the clinician's own, which no model proposed."""
    noticed: dict[str, Noticed] = {}
    """Decisions about what was said and left out of the note, each by its id."""
    rejection: Rejection | None = None
    whole: Draft | None = None
    """The draft with every sentence, before a style arranged it; None where no style did."""
    style: str = ""
    """Name of the style in which it is read."""
    set_aside: dict[str, str] = {}
    """The clinician's words for sentences that this style leaves out; nothing where they were removed."""
    conversation: str | None = None
    """Id of the conversation the draft was made from, and of its DocumentReference."""

    @property
    def kind(self) -> str:
        """Kind of the draft, a row of `ACCOUNTABLE`."""
        return self.draft.kind

    @property
    def patient(self) -> str | None:
        """Logical id of the patient, if the draft is about one."""
        return self.draft.patient

    @property
    def accountable(self) -> PractitionerRole:
        """The role that may decide about it."""
        return ACCOUNTABLE[self.draft.kind]

    @property
    def type(self) -> str:
        """Type of the first proposed resource, such as `Composition`; access is decided by it."""
        return str(self.draft.resources[0]["resourceType"])

    @property
    def signed(self) -> str | None:
        """Reference of the signed document, with its version; None before it is signed."""
        return self.signings[-1].resources[0] if self.signings else None

    @property
    def stands(self) -> bool:
        """Whether it is signed and was not retracted."""
        return self.status in SIGNED

    @property
    def title(self) -> str:
        """What a list shows for it."""
        return next((str(r["title"]) for r in self.draft.resources if r.get("title")), self.kind)

    def open(self, severity: Severity) -> tuple[Finding, ...]:
        """Findings of this severity that nobody has answered."""
        idle = {p.claim.id for p in self.proposals if not self.accepts(p)}
        return tuple(
            f for f in self.findings if f.severity is severity and f.id not in self.answers and f.claim not in idle
        )

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The model's proposals as it made them, and the clinician's own facts."""
        return (*self.draft.proposals, *self.added)

    def accepts(self, proposal: Proposal) -> bool:
        """Whether a proposal is accepted so far."""
        choice = self.choices.get(proposal.id)
        return choice is not None and choice.accepted

    def proposal(self, proposal: Proposal) -> Proposal:
        """A proposal as the clinician changed it."""
        choice = self.choices.get(proposal.id)
        if choice is None or choice.resource is None:
            return proposal
        rests_on = choice.evidence or proposal.claim.evidence
        claim = msgspec.structs.replace(proposal.claim, text=choice.text, evidence=rests_on, edited_by=choice.by)
        return msgspec.structs.replace(proposal, claim=claim, resource=choice.resource)

    def accepted(self) -> tuple[Proposal, ...]:
        """The accepted proposals as they are to be written."""
        return tuple(self.proposal(p) for p in self.proposals if self.accepts(p))

    def may_become(self, status: ReviewStatus) -> bool:
        """Whether the life cycle allows this move."""
        return status in NEXT[self.status]

    @property
    def visit(self) -> str | None:
        """Reference of the encounter it belongs to, such as `Encounter/e1`."""
        encounter = self.draft.resources[0].get("encounter") or {}
        return str(encounter["reference"]) if "reference" in encounter else None

    def includes(self, noticed: Noticed) -> bool:
        """Whether what was noticed stands in the text as it is now."""
        return bool(noticed.claim) and self.claim(noticed.claim) is not None

    def supported(self) -> tuple[str, ...]:
        """Claims of the current text that have evidence, and no blocker says that it does not hold."""
        doubted = {finding.claim for finding in self.findings if finding.severity is Severity.BLOCKER}
        return tuple(claim.id for claim in self.claims if claim.evidence and claim.id not in doubted)

    def claim(self, claim_id: str | None) -> Claim | None:
        """The claim with this id, as it stands now."""
        return next((claim for claim in self.claims if claim.id == claim_id), None)

    def origin(self, sentence: Sentence) -> Origin:
        """Whose words a sentence of the current text is."""
        claim = self.claim(sentence.claim)
        if claim is None:
            return Origin.WRITTEN
        if claim.edited_by is None:
            return Origin.MODEL
        return Origin.EDITED if any(c.id == claim.id for c in self.draft.claims) else Origin.WRITTEN

    def current(self) -> Draft:
        """The draft with the text and the claims as they stand now."""
        return msgspec.structs.replace(
            self.draft,
            resources=tuple(self._with_text(r) for r in self.draft.resources),
            claims=self.claims,
            proposals=tuple(map(self.proposal, self.proposals)),
        )

    def _with_text(self, resource: dict[str, Any]) -> dict[str, Any]:
        if resource["resourceType"] != "Composition":
            return resource
        return {**resource, "section": to_sections(self.sections)}


class QueueRow(_Frozen, frozen=True):
    """One line of the inbox."""

    id: str
    kind: str
    title: str
    patient: str | None
    patient_name: str
    status: ReviewStatus
    assigned: str
    created: datetime
    version: int
    blockers: int
    """Unanswered ones."""
    warnings: int
    supported: int
    """Sentences whose evidence no check doubts."""
    author: Author
    visit: str | None = None
    """Reference of the encounter it belongs to."""
