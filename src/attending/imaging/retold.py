"""A report's text after a decision on one of its marks: it never tells of what the radiologist declined.

Read by the journey that decides. Only sentences of the draft are touched; what the radiologist wrote stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from attending.drafts import Draft, Proposal
from attending.imaging.drafted import marks_of
from attending.imaging.drawn import FINDINGS, IMPRESSION, told_in
from attending.imaging.report import NOTHING_LIKELY, conclusion
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
    label = _label(own)
    alike = [accepted.get(one.id) for one in standing if _label(one) == label]
    marks = marks_of(draft)
    sure = {one: conclusion([m for m in marks.values() if m.label == one], sure=True) for one in _labels(draft)}
    before = _concluded(draft, decided), sure[label]
    lives = any(one is not False for one in alike)
    ours = frozenset(sure.values())
    made = []
    drafted = {one.code.code: one.sentences for one in _text_of(draft)}
    for section in sections:
        code, told = section.code.code, {}
        for sentence in drafted.get(code, ()):
            if code == FINDINGS and sentence.text == first.claim.text:
                known = frozenset({first.claim.text, own.claim.text})
                words = own.claim.text if decided in accepted else first.claim.text  # taken back: as it was drafted
                told[sentence.claim] = _Told(words if told_of else "", known)
            elif code == IMPRESSION and sentence.text == before[0]:
                told[sentence.claim] = _Told(before[any(alike)] if lives else "", frozenset(before))
            elif code == IMPRESSION and sentence.text == NOTHING_LIKELY:
                decisions = {accepted.get(one.id) for one in draft.proposals}
                waits = True not in decisions and None in decisions
                told[sentence.claim] = _Told(sentence.text if waits else "", frozenset({sentence.text}))
            elif code == COMPARISON and sentence.text.startswith(f"{label}: "):
                told[sentence.claim] = _Told(sentence.text if lives else "", frozenset({sentence.text}))
        new = _section(section, drafted.get(code, ()), told, ours)
        if code == IMPRESSION and not any(one.text == before[0] for one in drafted.get(code, ())):
            new = _with_conclusion(new, before[1], wanted=any(alike), ours=ours, drafted=drafted.get(code, ()))
        made.append(_never_empty(new))
    return tuple(made)


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


def _with_conclusion(
    section: SectionText, text: str, *, wanted: bool, ours: frozenset[str], drafted: Sequence[Sentence]
) -> SectionText:
    """The impression with or without what it concludes from accepted marks that the draft held for unlikely."""
    sentences = section.sentences
    stands = any(one.text == text for one in sentences)
    if wanted and not stands and not _has_own_words(sentences, drafted, ours):
        sentences = (*sentences, Sentence(text=text))
    if not wanted and stands:
        sentences = tuple(one for one in sentences if one.text != text)
    return replace(section, sentences=sentences)


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


def _labels(draft: Draft) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_label(one) for one in draft.proposals))


def _concluded(draft: Draft, mark: str) -> str:
    """The sentence of the drafted impression that rests on a mark's evidence; empty where there is none."""
    own = next(one for one in draft.proposals if one.id == mark)
    told = {one.claim: one.text for part in _text_of(draft) if part.code.code == IMPRESSION for one in part.sentences}
    resting = (one for one in draft.claims if one.id in told and told[one.id] != NOTHING_LIKELY)
    return next((told[one.id] for one in resting if all(part in one.evidence for part in own.claim.evidence)), "")


def _label(proposal: Proposal) -> str:
    return str(proposal.resource["code"]["text"])
