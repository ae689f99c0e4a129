"""A Review as the three panes show it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from attending.app.web.views.changes import changed_claims, pieces_of, removed_sentences
from attending.app.web.views.facts import fact_groups
from attending.app.web.views.note import CheckView, Chip, DoubtedTurn, MoveView, NoteView, SectionView, SentenceView
from attending.app.web.views.sources import chips_of, evidence_of, quotes, seconds_of, turn_time, turns_of
from attending.app.web.views.words import ago, day_and_time, heading
from attending.drafts import Claim, Conversation, Finding, Severity, Turn
from attending.journeys.language_gaps import FROM_BUILT_IN
from attending.journeys.language_note import NOT_INSERTED
from attending.journeys.note_style import may_change_style
from attending.journeys.preferred_wording import YOUR_WORDS
from attending.record.narrative import SectionText, Sentence
from attending.review import REJECTION_REASONS, RETRACTION_REASONS, Edit, Origin, Review, ReviewStatus

STATUS_WORDS = {
    ReviewStatus.PROPOSED: "Not examined",
    ReviewStatus.CHECKED: "Not signed",
    ReviewStatus.SIGNED: "Signed",
    ReviewStatus.REJECTED: "Rejected",
    ReviewStatus.WITHDRAWN: "Withdrawn",
    ReviewStatus.AMENDED: "Amended",
    ReviewStatus.RETRACTED: "Retracted",
}
DEEDS = {
    "submit": "Drafted",
    "examine": "Examined",
    "revise": "Edited",
    "restyle": "Style changed",
    "answer": "Check answered",
    "include": "What was left out added",
    "dismiss": "What was left out dismissed",
    "notice": "Decision about what was left out taken back",
    "accept": "Fact accepted",
    "decline": "Fact declined",
    "reconsider": "Decision about a fact taken back",
    "assign": "Handed over",
    "sign": "Signed",
    "reject": "Rejected",
    "withdraw": "Withdrawn",
    "amend": "Amended",
    "retract": "Retracted",
}
"""Name of a move → what was done."""
NOUNS = {"risk": "risk assessment", "imaging-report": "report"}
"""Kind of a draft → what pages call it."""
_WEIGHT = {Severity.BLOCKER: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True)
class Reader:
    """Who looks at a review and when, and how practitioners are called."""

    now: datetime
    name_of: Callable[[str], str]
    decides: bool
    """Whether this person may edit, sign and reject."""
    takes_over: bool = False
    """Whether this person could decide after taking the draft over."""


def note_view(review: Review, edits: tuple[Edit, ...], conversation: Conversation | None, reader: Reader) -> NoteView:
    """Everything the three panes show of a review; `edits` are the changes against the draft."""
    turns = {turn.number: turn for turn in conversation.turns} if conversation else {}
    sections = tuple(
        SectionView(heading(section.title), _sentences(review, section, edits, turns), index)
        for index, section in enumerate(review.sections)
    )
    sections = sections or _claims_alone(review, turns)
    texts = {s.claim: s.text for section in sections for s in section.sentences if s.claim and not s.removed}
    proposals = review.current().proposals
    idle = {p.claim.id for p in proposals if not review.accepts(p)}
    sentences = set(texts)
    texts |= {p.claim.id: p.claim.text for p in proposals}
    findings = sorted(
        (f for f in review.findings if f.claim not in idle),
        key=lambda finding: (finding.id in review.answers, _WEIGHT[finding.severity]),
    )
    return NoteView(
        id=review.id,
        version=review.version,
        status=review.status.value,
        status_words=STATUS_WORDS[review.status],
        author=f"{review.draft.author.name} {review.draft.author.version}",
        drafted=ago(review.created, reader.now),
        sections=sections,
        checks=tuple(_check(finding, review, texts, reader, turns) for finding in findings),
        supported=len(set(review.supported()) & sentences),
        total=len(sentences),
        facts=fact_groups(review, turns),
        turns=turns_of(conversation, (*review.claims, *(p.claim for p in proposals))) if conversation else (),
        remarks=conversation.remarks if conversation else (),
        not_assessed=tuple(w for w in review.draft.not_assessed if not w.startswith(NOT_INSERTED)),
        made=tuple(w for w in review.draft.remarks if not w.startswith((YOUR_WORDS, FROM_BUILT_IN))),
        built_in=tuple(w.removeprefix(FROM_BUILT_IN) for w in review.draft.remarks if w.startswith(FROM_BUILT_IN)),
        your_words=tuple(w.removeprefix(YOUR_WORDS) for w in review.draft.remarks if w.startswith(YOUR_WORDS)),
        not_inserted=tuple(
            w.removeprefix(NOT_INSERTED) for w in review.draft.not_assessed if w.startswith(NOT_INSERTED)
        ),
        assigned=reader.name_of(review.assigned),
        accountable=review.accountable.value.replace("-", " "),
        may_decide=reader.decides,
        may_take_over=reader.takes_over,
        noun=NOUNS.get(review.kind, "note"),
        fact="mark" if review.kind == "imaging-report" else "fact",
        editable=bool(review.sections),
        style=review.style,
        restylable=may_change_style(review),
        composition=document_page(review),
        images=images_page(review),
        moves=_moves(review, reader),
        rejection=_rejection(review),
    )


def _claims_alone(review: Review, turns: Mapping[int, Turn]) -> tuple[SectionView, ...]:
    """The claims of a draft that has no text of its own, such as a risk: each with what it rests on."""
    sentences = [Sentence(text=claim.text, claim=claim.id) for claim in review.claims]
    shown = tuple(_sentence(review, sentence, {}, turns) for sentence in sentences)
    return (SectionView(review.title.capitalize(), shown, 0),) if shown else ()


def document_page(review: Review) -> str:
    """The page of the signed document; empty before it is signed."""
    if review.signed is None or review.patient is None:
        return ""
    if not review.signed.startswith("Composition/"):
        return f"/patients/{review.patient}"
    return f"/patients/{review.patient}/documents/{review.signed.split('/')[1]}"


def with_typed_text(note: NoteView, typed: tuple[SectionText, ...]) -> NoteView:
    """The note with what somebody typed, and beneath each sentence what was saved meanwhile, where it differs."""
    saved = {s.claim: s.text for section in note.sections for s in section.sentences if s.claim and not s.removed}
    sections = []
    for index, section in enumerate(typed):
        lines = [
            SentenceView(
                claim=s.claim or "",
                text=s.text,
                lead=s.lead,
                bullet=s.bullet,
                theirs=saved[s.claim] if s.claim in saved and saved[s.claim] != s.text else None,
            )
            for s in section.sentences
        ]
        kept = {s.claim for s in section.sentences}
        gone = note.sections[index].sentences if index < len(note.sections) else ()
        lines += [replace(s, text="", theirs=s.text) for s in gone if s.claim not in kept and not s.removed]
        sections.append(SectionView(heading(section.title), tuple(lines), index))
    return replace(note, sections=tuple(sections))


def _sentences(
    review: Review, section: SectionText, edits: tuple[Edit, ...], turns: Mapping[int, Turn]
) -> tuple[SentenceView, ...]:
    """The sentences as they stand, then those that a person removed."""
    changed = changed_claims(edits)
    shown = tuple(_sentence(review, sentence, changed, turns) for sentence in section.sentences)
    return (*shown, *removed_sentences(edits, section.title))


def _sentence(
    review: Review, sentence: Sentence, changed: Mapping[str, Edit], turns: Mapping[int, Turn]
) -> SentenceView:
    claim = review.claim(sentence.claim)
    edit = changed.get(sentence.claim or "")
    return SentenceView(
        claim=sentence.claim or "",
        text=sentence.text,
        lead=sentence.lead,
        bullet=sentence.bullet,
        pieces=pieces_of(edit, sentence.lead) if edit else (),
        chips=_chips(review, sentence, claim, turns),
        evidence=evidence_of(claim, turns),
        severity=_severity(review, sentence.claim),
    )


def _chips(review: Review, sentence: Sentence, claim: Claim | None, turns: Mapping[int, Turn]) -> tuple[Chip, ...]:
    """Of a person's own sentence that it is one; and the turns, where it was added from what was said."""
    if review.origin(sentence) is not Origin.WRITTEN:
        return chips_of(claim, turns)
    said = claim is not None and claim.evidence and any(one.claim == claim.id for one in review.noticed.values())
    return (*chips_of(None, turns), *(chips_of(claim, turns) if said else ()))


def _severity(review: Review, claim: str | None) -> str:
    """The worst unanswered finding about a sentence."""
    for severity in (Severity.BLOCKER, Severity.WARNING):
        if claim is not None and any(finding.claim == claim for finding in review.open(severity)):
            return severity.value
    return ""


def _check(
    finding: Finding, review: Review, texts: Mapping[str, str], reader: Reader, turns: Mapping[int, Turn]
) -> CheckView:
    answer = review.answers.get(finding.id)
    claims = (*review.claims, *(p.claim for p in review.current().proposals))
    cited = [n for one in claims if one.id == finding.claim for n, _ in quotes(one)]
    doubted = [turns[n] for n in dict.fromkeys(cited) if n in turns and turns[n].unsure]
    return CheckView(
        id=finding.id,
        severity=finding.severity.value,
        message=finding.message,
        claim=finding.claim if finding.claim and finding.claim in texts else "",
        sentence=texts.get(finding.claim or "", ""),
        answer=answer.text if answer else "",
        answered_by=f"{reader.name_of(answer.by.removeprefix('Practitioner/'))}, {day_and_time(answer.when)}"
        if answer
        else "",
        doubted=tuple(DoubtedTurn(one.number, turn_time(one), seconds_of(one)) for one in doubted)
        if finding.code == "speaker-unsure"
        else (),
    )


def _moves(review: Review, reader: Reader) -> tuple[MoveView, ...]:
    """The moves, newest first; the same deed of one person several times on end is one line."""
    shown: list[MoveView] = []
    for words, same in groupby(reversed(review.history), key=lambda m: _move(m.name, m.by, review, reader)):
        every = list(same)
        times = f", {len(every)} times" if len(every) > 1 else ""
        shown.append(MoveView(day_and_time(every[0].when), f"{words}{times}"))
    return tuple(shown)


def _move(name: str, by: str, review: Review, reader: Reader) -> str:
    kind, _, who = by.partition("/")
    deed = DEEDS.get(name, name.capitalize())
    if review.kind == "imaging-report":
        deed = deed.replace("Fact", "Mark").replace("a fact", "a mark")
    deed = "Draft asked for" if name == "submit" and kind == "Practitioner" else deed
    return f"{deed} by {reader.name_of(who) if kind == 'Practitioner' else who}"


def _rejection(review: Review) -> str:
    if review.rejection is None:
        return ""
    reasons = {**REJECTION_REASONS, **RETRACTION_REASONS} if review.signings else REJECTION_REASONS
    reason = reasons.get(review.rejection.reason, review.rejection.reason)
    return f"{STATUS_WORDS[review.status]}: {reason}. {review.rejection.text}".strip()


def images_page(review: Review) -> str:
    """The viewer of the study that an imaging report is about; empty for other drafts."""
    for resource in review.draft.resources:
        for study in resource.get("imagingStudy", []):
            return f"/imaging/{study['reference'].removeprefix('ImagingStudy/')}"
    return ""
