"""A report's text after a decision on one of its marks: it never tells of what the radiologist declined.

Read by the journey that decides. Only sentences of the draft are touched; what the radiologist wrote stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from attending.drafts import Draft, Proposal
from attending.imaging.drafted import marks_of
from attending.imaging.drawn import FINDINGS, IMPRESSION, told_in
from attending.imaging.finding import Mark
from attending.imaging.report import CONFIRMED, NOT_DECIDED, NOTHING_LIKELY, TO_CONFIRM, chance_of, conclusion
from attending.record.narrative import SectionText, Sentence, from_sections

COMPARISON = "18834-2"
NONE_ACCEPTED = "No region that a model marked was accepted; this does not exclude an abnormality."
"""What a report concludes when its marks are declined and nothing else is written there."""


@dataclass(frozen=True)
class _Told:
    """How a sentence of the draft reads now: in these words, or (empty) not at all."""

    words: str
    known: frozenset[str]
    """Words that it may stand in so far; others are the radiologist's own."""


def retold(
    sections: Sequence[SectionText], draft: Draft, standing: Sequence[Proposal], accepted: Mapping[str, bool],
    decided: str,
) -> tuple[SectionText, ...]:  # fmt: skip
    """The text as it reads now.

    Args:
        sections: the text as it stands.
        draft: as the models made it.
        standing: its marks and the drawn ones as they stand, moved ones with their new sentence.
        accepted: the decision on each mark that has one, with the newest.
        decided: the mark of the newest decision.
    """
    own = next((one for one in standing if one.id == decided), None)
    if own is None:
        return tuple(sections)
    told_of = accepted.get(decided) is not False
    first = next((one for one in draft.proposals if one.id == decided), None)
    if first is None:  # the radiologist drew it
        bare = told_in(sections, own.claim, None)
        return told_in(bare, None, own.claim) if told_of else bare
    said, lives = _Said(draft), any(accepted.get(one.id) is not False for one in standing if _label(one) == _label(own))
    others = {name: choice for name, choice in accepted.items() if name != decided}
    earlier = [others, *({**others, decided: choice} for choice in (True, False))]
    ours = frozenset(text for state in earlier for text in said.everything(state))
    waits = True not in accepted.values() and any(one.id not in accepted for one in draft.proposals)
    made = []
    drafted = {one.code.code: one.sentences for one in _text_of(draft)}
    for section in sections:
        code, told = section.code.code, {}
        for sentence in drafted.get(code, ()):
            if code == FINDINGS and sentence.text == first.claim.text:
                known = frozenset({first.claim.text, own.claim.text})
                words = own.claim.text if decided in accepted else first.claim.text  # taken back: as it was drafted
                told[sentence.claim] = _Told(words if told_of else "", known)
            elif code == IMPRESSION and (label := said.concluded.get(sentence.text)):
                told[sentence.claim] = _Told(said.conclusion(label, accepted), ours | {sentence.text})
            elif code == IMPRESSION and sentence.text == NOTHING_LIKELY:
                told[sentence.claim] = _Told(sentence.text if waits else "", frozenset({sentence.text}))
            elif code == COMPARISON and sentence.text.startswith(f"{_label(own)}: "):
                told[sentence.claim] = _Told(sentence.text if lives else "", frozenset({sentence.text}))
        new = _section(section, drafted.get(code, ()), told, ours)
        if code == IMPRESSION:
            new = _with_beside(new, said.beside(accepted), ours=ours, drafted=drafted.get(code, ()))
        made.append(_never_empty(new))
    return tuple(made)


class _Said:
    """What an impression says of a draft's marks under some decisions."""

    def __init__(self, draft: Draft) -> None:
        self._marks = marks_of(draft)
        labels = dict.fromkeys(mark.label for mark in self._marks.values())
        self.concluded: dict[str, str] = {}
        """Sentence of the drafted impression → the finding that it concludes."""
        for label in labels:
            name = next(one for one, mark in self._marks.items() if mark.label == label)
            if text := _concluded(draft, name):
                self.concluded[text] = label
        self._beside = tuple(label for label in labels if label not in self.concluded.values())

    def conclusion(self, label: str, accepted: Mapping[str, bool]) -> str:
        """Of one finding: from the marks that were accepted, else from those that nobody declined; empty if none."""
        alive = {name: mark for name, mark in self._of(label).items() if accepted.get(name) is not False}
        sure = [mark for name, mark in alive.items() if accepted.get(name)]
        return conclusion(sure or list(alive.values()), CONFIRMED if sure else TO_CONFIRM) if alive else ""

    def beside(self, accepted: Mapping[str, bool]) -> list[str]:
        """Behind the drafted sentences: what was accepted though it was held for unlikely, and what nobody decided."""
        sure = [label for label in self._beside if any(accepted.get(name) for name in self._of(label))]
        return [*(self.conclusion(label, accepted) for label in sure), *self._left_open(accepted)]

    def everything(self, accepted: Mapping[str, bool]) -> list[str]:
        """Each sentence that decisions put into an impression."""
        return [*(self.conclusion(label, accepted) for label in self.concluded.values()), *self.beside(accepted)]

    def _left_open(self, accepted: Mapping[str, bool]) -> list[str]:
        """Marks that nobody decided and no other sentence tells, where one that is no likelier was accepted.

        Else a report that was signed in haste tells of the weak mark alone, and nobody learns of the likelier one.
        """
        sure = {name: mark for name, mark in self._marks.items() if accepted.get(name)}
        if not sure:
            return []
        told = {label for label in self.concluded.values() if not any(one.label == label for one in sure.values())}
        least = max(map(chance_of, sure.values()))
        left: dict[str, list[Mark]] = {}
        for name, mark in self._marks.items():
            if name not in accepted and mark.label not in told and (mark.is_likely or chance_of(mark) >= least):
                left.setdefault(mark.label, []).append(mark)
        return [conclusion(marks, NOT_DECIDED) for marks in left.values()]

    def _of(self, label: str) -> dict[str, Mark]:
        return {name: mark for name, mark in self._marks.items() if mark.label == label}


def _section(
    section: SectionText, drafted: Sequence[Sentence], told: Mapping[str | None, _Told], ours: frozenset[str]
) -> SectionText:  # fmt: skip
    """One section: each sentence of the draft that `told` names is put in its words, taken away, or put back."""
    sentences = [one for one in section.sentences if one.text != NONE_ACCEPTED]
    concluded = section.code.code == IMPRESSION and _has_own_words(sentences, drafted, ours)
    earlier: set[str | None] = set()
    for original in drafted:
        new = told.get(original.claim)
        at = next((n for n, one in enumerate(sentences) if one.claim == original.claim), None)
        if new is not None and at is not None and sentences[at].text in new.known:
            sentences[at : at + 1] = [replace(sentences[at], text=new.words)] if new.words else []
        elif new is not None and at is None and new.words and not concluded:
            place = max((n + 1 for n, one in enumerate(sentences) if one.claim in earlier), default=0)
            sentences.insert(place, replace(original, text=new.words))
        earlier.add(original.claim)
    return replace(section, sentences=tuple(sentences))


def _with_beside(
    section: SectionText, wanted: Sequence[str], *, ours: frozenset[str], drafted: Sequence[Sentence]
) -> SectionText:
    """The impression with what decisions say behind its drafted sentences, and no more with what they said before."""
    claims = {one.claim for one in drafted}
    keeps = [one for one in section.sentences if one.claim in claims or one.text not in ours or one.text in wanted]
    if not _has_own_words(keeps, drafted, ours | set(wanted)):
        keeps += [Sentence(text=text) for text in wanted if all(one.text != text for one in keeps)]
    return replace(section, sentences=tuple(keeps))


def _has_own_words(sentences: Sequence[Sentence], drafted: Sequence[Sentence], ours: frozenset[str]) -> bool:
    """Whether the radiologist has written something there; `ours` are the sentences that decisions put there."""
    claims = {one.claim for one in drafted}
    return any(one.claim not in claims and one.text not in ours for one in sentences)


def _never_empty(section: SectionText) -> SectionText:
    if section.code.code != IMPRESSION or section.sentences:
        return section
    return replace(section, sentences=(Sentence(text=NONE_ACCEPTED),))


def _text_of(draft: Draft) -> tuple[SectionText, ...]:
    composition = next(one for one in draft.resources if one["resourceType"] == "Composition")
    return from_sections(composition.get("section", []))


def _concluded(draft: Draft, mark: str) -> str:
    """The sentence of the drafted impression that rests on a mark's evidence; empty where there is none."""
    own = next(one for one in draft.proposals if one.id == mark)
    told = {one.claim: one.text for part in _text_of(draft) if part.code.code == IMPRESSION for one in part.sentences}
    resting = (one for one in draft.claims if one.id in told and told[one.id] != NOTHING_LIKELY)
    return next((told[one.id] for one in resting if all(part in one.evidence for part in own.claim.evidence)), "")


def _label(proposal: Proposal) -> str:
    return str(proposal.resource["code"]["text"])
