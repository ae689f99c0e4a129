"""A clinician's words through a change of style: what was edited, removed and written stays so under other headings.

Read by `journeys`. A sentence is known by its claim; one of the clinician's own stands after the sentence it stood
after before.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from msgspec import structs

from attending.record.narrative import SectionText, Sentence


@dataclass(frozen=True, slots=True)
class Changes:
    """What a clinician made of a draft's text."""

    texts: Mapping[str, str]
    """Claim → the clinician's words; nothing where the sentence was removed."""
    own: tuple[tuple[str | None, Sentence], ...] = ()
    """Sentences that no draft held, in order, each with the claim before it."""


def find_changes(drafted: Sequence[SectionText], text: Sequence[SectionText]) -> Changes:
    """What the clinician changed, removed and added between a draft's text and the text as it stands."""
    before = {s.claim: s for section in drafted for s in section.sentences if s.claim}
    standing = {s.claim: s for section in text for s in section.sentences}
    texts = {
        claim: standing[claim].text if claim in standing else ""
        for claim, sentence in before.items()
        if claim not in standing or standing[claim].text != sentence.text
    }
    return Changes(texts, tuple(_own(before, text)))


def _own(before: Mapping[str, Sentence], text: Sequence[SectionText]) -> Iterator[tuple[str | None, Sentence]]:
    for section in text:
        previous = next((s.claim for s in section.sentences if s.claim in before), None)
        for sentence in section.sentences:
            if sentence.claim in before:
                previous = sentence.claim
            else:
                yield previous, sentence


def carry_over(drafted: Sequence[SectionText], changes: Changes) -> tuple[SectionText, ...]:
    """A draft's text in another style, with the clinician's changes; nothing of the clinician's own is lost.

    The label before a removed sentence goes to the one that follows; a sentence of the clinician's own whose
    neighbour is not in this style stands at the end.
    """
    there = {s.claim for section in drafted for s in section.sentences}
    lost = tuple(sentence for after, sentence in changes.own if after not in there)
    carried = [_carried(section, changes) for section in drafted]
    if lost and carried:
        carried[-1] = structs.replace(carried[-1], sentences=(*carried[-1].sentences, *lost))
    return tuple(carried)


def _carried(section: SectionText, changes: Changes) -> SectionText:
    made: list[Sentence] = []
    label = ""
    for sentence in section.sentences:
        text = changes.texts.get(sentence.claim or "", sentence.text)
        if text:
            lead = sentence.lead or label
            said = text.removeprefix(lead).lstrip() if lead else text  # "Allergies: …" behind that very label
            made.append(structs.replace(sentence, text=said[:1].upper() + said[1:], lead=lead))
            label = ""
        else:
            label = sentence.lead or label
        made += [own for after, own in changes.own if after is not None and after == sentence.claim]
    return structs.replace(section, sentences=tuple(made))
