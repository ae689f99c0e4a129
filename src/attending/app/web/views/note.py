"""The note review as the page shows it: turns, sentences with their chips, checks. Read by `review.html`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

from attending.journeys.proposed_facts import Field

Mark = Literal["same", "added", "removed"]


@dataclass(frozen=True)
class Piece:
    """Some words of a sentence, and whether a person added or removed them."""

    text: str
    mark: Mark = "same"


@dataclass(frozen=True)
class Segment:
    """Some words of a turn, and the claims that quote them."""

    text: str
    claims: tuple[str, ...] = ()


@dataclass(frozen=True)
class TurnView:
    """One turn of the conversation pane."""

    number: int
    role: str
    speaker: str
    time: str
    segments: tuple[Segment, ...]
    claims: tuple[str, ...] = ()
    seconds: tuple[float, float] | None = None
    """When it was said, in the recording."""
    unsure: bool = False
    """Whether a part of it may be somebody else's."""


@dataclass(frozen=True)
class Chip:
    """The small mark after a sentence that leads to its source."""

    label: str
    kind: Literal["words", "chart", "other", "bare", "person"]
    turn: int | None = None
    title: str = ""


@dataclass(frozen=True)
class EvidenceView:
    """One line below a chosen sentence: from where, and the words there."""

    origin: str
    words: str
    quoted: bool = False
    link: str = ""


@dataclass(frozen=True)
class SentenceView:
    """One sentence of the note with all that hangs on it."""

    claim: str
    text: str
    lead: str = ""
    bullet: bool = False
    pieces: tuple[Piece, ...] = ()
    chips: tuple[Chip, ...] = ()
    evidence: tuple[EvidenceView, ...] = ()
    severity: str = ""
    removed: bool = False
    theirs: str | None = None
    """What somebody else saved in the meantime, on the page of a conflict."""

    @property
    def edited(self) -> bool:
        """Whether a person changed the words of the draft."""
        return any(piece.mark != "same" for piece in self.pieces)


@dataclass(frozen=True)
class SectionView:
    """A section of the note."""

    title: str
    sentences: tuple[SentenceView, ...]
    index: int = 0


@dataclass(frozen=True)
class DoubtedTurn:
    """What should be heard again: it is not certain who says it."""

    number: int
    time: str
    seconds: tuple[float, float] | None


@dataclass(frozen=True)
class CheckView:
    """A card of the checks pane."""

    id: str
    severity: str
    message: str
    claim: str = ""
    sentence: str = ""
    answer: str = ""
    answered_by: str = ""
    doubted: tuple[DoubtedTurn, ...] = ()

    @property
    def level(self) -> str:
        """The severity in a word for people."""
        return {"blocker": "Must be answered", "warning": "Look again"}.get(self.severity, "For your information")


@dataclass(frozen=True)
class FactView:
    """One proposed fact."""

    id: str
    text: str
    state: str
    """`open`, `accepted` or `declined`."""
    code: str
    """Its code in words, such as `ICD-10-CM I10`; empty where it has none."""
    changed: bool
    severity: str
    reasons: tuple[str, ...]
    chips: tuple[Chip, ...]
    evidence: tuple[EvidenceView, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class FactGroup:
    """The facts of one kind."""

    title: str
    facts: tuple[FactView, ...]


@dataclass(frozen=True)
class KeyImage:
    """The image of a mark, with its outline."""

    label: str
    where: str
    state: str
    """`open`, `accepted` or `declined`."""
    link: str
    """The viewer, with the mark in view."""
    picture: str
    columns: int
    rows: int
    rings: tuple[str, ...]
    """Points of an SVG polygon, in pixels of the image."""


@dataclass(frozen=True)
class LeftOutView:
    """Something that was said and does not stand in the note, or what was decided about it."""

    id: str
    kind: str
    tone: str
    sentence: str
    """As it is added."""
    heading: str
    """Where in the note it stands, or would stand."""
    said: tuple[tuple[Chip, str], ...]
    """Each turn it rests on, and what was said there."""
    state: str
    """`open`, `added` or `dismissed`."""


@dataclass(frozen=True)
class Band:
    """The patient band: who this is, and what must never be overlooked."""

    id: str
    name: str
    born: str
    age: str
    sex: str
    mrn: str
    allergies: tuple[str, ...] = ()
    visit: str = ""


@dataclass(frozen=True)
class MoveView:
    """One move of the review's life cycle."""

    when: str
    words: str


@dataclass(frozen=True)
class NoteView:
    """Everything the three panes show."""

    id: str
    version: int
    status: str
    status_words: str
    author: str
    drafted: str
    sections: tuple[SectionView, ...]
    checks: tuple[CheckView, ...]
    supported: int
    total: int
    facts: tuple[FactGroup, ...] = ()
    turns: tuple[TurnView, ...] = ()
    remarks: tuple[str, ...] = ()
    not_assessed: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    """How the draft was made, where nothing is missing: what its style leaves out."""
    left_out: tuple[LeftOutView, ...] = ()
    """What was said and does not stand in the note, worst to miss first; then what was decided about such things."""
    compared: bool | None = None
    """Whether the note was compared with its conversation for that; None where that is not asked of the draft."""
    your_words: tuple[str, ...] = ()
    """Sentences in the practitioner's own wording, each with what the draft said."""
    built_in: tuple[str, ...] = ()
    """Sentences of the built-in engine, where a language model's text had none or did not pass."""
    not_inserted: tuple[str, ...] = ()
    """Sentences of a language model that did not pass the checks, each with the reason."""
    assigned: str = ""
    accountable: str = "physician"
    may_decide: bool = False
    may_take_over: bool = False
    """Whether the person who looks could decide after taking the draft over."""
    noun: str = "note"
    """What the draft is called."""
    fact: str = "fact"
    """What stands beside it for the record is called."""
    pictures: tuple[KeyImage, ...] = ()
    """Of an imaging report: the image of each mark."""
    editable: bool = True
    """Whether the draft has a text of its own to edit."""
    style: str = ""
    restylable: bool = False
    """Whether another style can be chosen for it."""
    composition: str = ""
    sound: str = ""
    """Id of the recording, while its sound is kept."""
    images: str = ""
    """Address of the study that the draft reports on."""
    moves: tuple[MoveView, ...] = field(default=())
    rejection: str = ""

    @property
    def open(self) -> bool:
        """Whether the draft still waits for a decision."""
        return self.status in {"proposed", "checked"}

    @property
    def decided(self) -> tuple[int, int, int]:
        """How many facts are accepted, declined and open."""
        states = [fact.state for group in self.facts for fact in group.facts]
        return states.count("accepted"), states.count("declined"), states.count("open")

    @property
    def undecided(self) -> tuple[str, ...]:
        """The facts that nobody has accepted or declined, in their words."""
        return tuple(fact.text for group in self.facts for fact in group.facts if fact.state == "open")

    @property
    def left_open(self) -> tuple[LeftOutView, ...]:
        """What was said and left out, and nobody has decided about."""
        return tuple(one for one in self.left_out if one.state == "open")

    @property
    def left_decided(self) -> tuple[LeftOutView, ...]:
        """What was added or dismissed."""
        return tuple(one for one in self.left_out if one.state != "open")

    @property
    def open_blockers(self) -> tuple[CheckView, ...]:
        """Blockers that nobody has answered yet."""
        return tuple(c for c in self.checks if c.severity == "blocker" and not c.answer)

    @property
    def open_warnings(self) -> int:
        """Warnings that nobody has answered yet."""
        return sum(1 for c in self.checks if c.severity == "warning" and not c.answer)

    @property
    def edited(self) -> bool:
        """Whether a person has changed anything."""
        return any(s.edited or s.removed for section in self.sections for s in section.sentences)


def cut(text: str, spans: Sequence[tuple[int, int, str]]) -> tuple[Segment, ...]:
    """Cut a turn's text at the borders of its quotes; each segment knows the claims that quote it.

    Args:
        text: what was said.
        spans: (start, end, claim) in characters of `text`; they may overlap.
    """
    borders = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    return tuple(
        Segment(text[a:b], tuple(dict.fromkeys(claim for start, end, claim in spans if start <= a and b <= end)))
        for a, b in pairwise(borders)
        if a < b
    )
