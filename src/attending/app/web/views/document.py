"""A document of the record, with the proof of who answers for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from attending.app.web.views.changes import changed_claims, pieces_of, removed_sentences
from attending.app.web.views.note import SectionView, SentenceView
from attending.app.web.views.sources import chips_of, evidence_of
from attending.app.web.views.words import day_and_time, heading
from attending.drafts import Claim, Conversation
from attending.record import Resource, Versioned
from attending.record.narrative import SectionText, from_sections
from attending.record.words import concept_text, objects, text_at
from attending.review.text import find_edits

STATUS = {
    "final": ("Signed", "ok", "check"),
    "amended": ("Amended", "ok", "check"),
    "preliminary": ("Not signed", "warn", "alert"),
    "entered-in-error": ("Entered in error", "bad", "stop"),
}


@dataclass(frozen=True)
class VersionView:
    """One version of a document."""

    number: int
    status: str
    when: str
    link: str
    current: bool = False


@dataclass(frozen=True)
class Proof:
    """What the record holds beside a document: its Provenance, its claims, whether its signature holds now."""

    provenance: Resource | None = None
    claims: tuple[Claim, ...] = ()
    valid: bool | None = None
    """None where nobody signed here."""


@dataclass(frozen=True)
class DocumentView:
    """What the document page shows."""

    title: str
    status_words: str
    tone: str
    symbol: str
    version: int
    date: str
    sections: tuple[SectionView, ...]
    valid: bool | None
    proof: tuple[tuple[str, str], ...]
    versions: tuple[VersionView, ...]

    @property
    def changed(self) -> bool:
        """Whether it differs from the text it came from."""
        return any(s.edited or s.removed for section in self.sections for s in section.sentences)


def document_view(
    shown: Versioned,
    history: Sequence[Versioned],
    proof: Proof,
    conversation: Conversation | None,
    *,
    before: Sequence[SectionText],
    page: str,
) -> DocumentView:
    """One version of a document.

    Args:
        shown: the version.
        history: every version, newest first.
        proof: its Provenance and signature.
        conversation: what it was drafted from.
        before: the text it came from, which is the version before or the model's draft; empty when nobody knows.
        page: address of the newest version.
    """
    composition = shown.resource
    words, tone, symbol = STATUS.get(text_at(composition, "status"), (text_at(composition, "status"), "", "info"))
    if proof.valid is None and words == "Signed":
        words, tone = "Final", ""
    return DocumentView(
        title=text_at(composition, "title") or concept_text(composition.get("type")) or "Document",
        status_words=words,
        tone=tone,
        symbol=symbol,
        version=shown.version,
        date=day_and_time(shown.updated),
        sections=_sections(composition, proof.claims, conversation, before),
        valid=proof.valid,
        proof=_proof(proof.provenance, conversation) if proof.provenance else (),
        versions=tuple(_version(v, shown, page) for v in history if not v.deleted),
    )


def _sections(
    composition: Resource,
    claims: Sequence[Claim],
    conversation: Conversation | None,
    before: Sequence[SectionText],
) -> tuple[SectionView, ...]:
    by_id = {claim.id: claim for claim in claims}
    turns = {turn.number: turn for turn in conversation.turns} if conversation else {}
    sections = from_sections(composition.get("section", []))
    edits = tuple(find_edits(before, sections)) if before else ()
    changed = changed_claims(edits)

    def sentence(number: int, claim: str | None, text: str, lead: str, bullet: bool) -> SentenceView:
        found = by_id.get(claim or "")
        known = bool(found and found.evidence)
        edit = changed.get(claim or "")
        return SentenceView(
            claim=claim or f"s{number}",
            text=text,
            lead=lead,
            bullet=bullet,
            chips=chips_of(found, turns) if known else (),
            evidence=evidence_of(found, turns),
            pieces=pieces_of(edit, lead) if edit else (),
        )

    number = iter(range(10_000))
    return tuple(
        SectionView(
            heading(section.title),
            (
                *(sentence(next(number), s.claim, s.text, s.lead, s.bullet) for s in section.sentences),
                *removed_sentences(edits, section.title),
            ),
            index,
        )
        for index, section in enumerate(sections)
    )


def _proof(provenance: Resource, conversation: Conversation | None) -> tuple[tuple[str, str], ...]:
    device = next(objects(provenance, "contained"), {})
    model = f"{text_at(device, 'deviceName', 'name')} {text_at(device, 'version', 'value')}".strip()
    signature = (provenance.get("signature") or [{}])[0]
    when = text_at(signature, "when") or text_at(provenance, "recorded")
    facts = [
        ("Signed by", text_at(signature, "who", "display") or text_at(signature, "who", "reference")),
        ("Signed at", f"{day_and_time(datetime.fromisoformat(when))} UTC" if when else ""),
        ("Drafted by", f"{model} (model)" if model else ""),
        ("Made from", f"a conversation of {len(conversation.turns)} turns" if conversation else ""),
        ("Reason", concept_text(provenance.get("reason"))),
        ("Signature", "Ed25519, detached JWS over the stored resources" if signature else ""),
    ]
    return tuple((label, value) for label, value in facts if value)


def _version(version: Versioned, shown: Versioned, page: str) -> VersionView:
    status = text_at(version.resource, "status")
    link = f"{page}?version={version.version}"
    return VersionView(
        version.version, status, day_and_time(version.updated), link, current=version.version == shown.version
    )
