"""The clinician's text against the draft's: which sentence is which, whose words it is, and what changed in it.

Read by `reviews`: after each edit, unchanged and changed sentences keep their claim and so their evidence.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from msgspec.structs import replace

from attending.drafts import Claim, Draft
from attending.errors import BadInput
from attending.record.narrative import SectionText, Sentence, from_sections
from attending.review.review import Edit, Part, Review

LONGEST_NOTE = 200_000  # characters; a note of this length is a paste gone wrong
LONGEST_DIFF = 2_000  # words and signs; beyond this a diff helps nobody and takes too long
SAME_SENTENCE = 0.6  # share of common words from which a sentence without a claim counts as an old one, changed
STILL_RESTS = 0.4  # below this share the clinician wrote something else, and the old words are no evidence for it

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d]+|\d+|\s+|[^\w\s]")
_KINDS = {"equal": ("same",), "delete": ("removed",), "insert": ("added",), "replace": ("removed", "added")}


@dataclass(frozen=True)
class Revision:
    """A text with a claim for each sentence."""

    sections: tuple[SectionText, ...]
    claims: tuple[Claim, ...]


def sections_of(draft: Draft) -> tuple[SectionText, ...]:
    """The text of a draft's Composition; empty when it proposes none."""
    for resource in draft.resources:
        if resource["resourceType"] == "Composition":
            return from_sections(resource.get("section", []))
    return ()


def merge_revision(review: Review, sections: Sequence[SectionText], *, by: str) -> Revision:
    """Find the claim of each sentence of an edited text.

    A sentence that names its claim keeps it; one that does not is looked up by its words, then by its likeness to what
    stood in the same section. What is left is the clinician's own and gets a claim without evidence.

    Args:
        review: the review as it stood before.
        sections: the new text; blank sentences are dropped.
        by: reference of the Practitioner who wrote it.

    Raises:
        BadInput: nothing is left, or more than `LONGEST_NOTE` characters.
    """
    kept = tuple(replace(s, sentences=tuple(x for x in s.sentences if words(x))) for s in sections)
    length = sum(len(words(sentence)) for section in kept for sentence in section.sentences)
    if not 0 < length <= LONGEST_NOTE:
        raise BadInput(f"A note has at least one sentence and at most {LONGEST_NOTE:,} characters.")
    named = _Matching(review).name(kept)
    standing = {sentence.claim for section in named for sentence in section.sentences}
    originals = _by_claim(sections_of(review.draft))
    elsewhere = tuple(c for c in review.draft.claims if c.id not in originals and c.id not in standing)
    return Revision(named, tuple(_claims(review, named, by)) + elsewhere)


def find_edits(draft: Sequence[SectionText], signed: Sequence[SectionText]) -> Iterator[Edit]:
    """Every sentence that was changed, added or removed, in the order of the new text, removed ones last."""
    before = _by_claim(draft)
    unclaimed = Counter(words(x) for section in draft for x in section.sentences if x.claim is None)
    for section in signed:
        for sentence in section.sentences:
            old = before.pop(sentence.claim, None) if sentence.claim else None
            text = words(sentence)
            if old is not None and words(old[1]) != text:
                yield _edit("changed", section.title, sentence.claim, words(old[1]), text)
            elif old is None and sentence.claim is None and unclaimed[text]:
                unclaimed[text] -= 1
            elif old is None:
                yield _edit("added", section.title, sentence.claim, "", text)
    for claim, (title, sentence) in before.items():
        yield _edit("removed", title, claim, words(sentence), "")
    for text in unclaimed.elements():
        yield _edit("removed", "", None, text, "")


def _edit(kind: str, section: str, claim: str | None, before: str, after: str) -> Edit:
    return Edit(kind=kind, section=section, claim=claim, before=before, after=after, parts=word_diff(before, after))


def word_diff(before: str, after: str) -> tuple[Part, ...]:
    """The words both texts share, and those only one of them has; joined again they give either text."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    if max(len(old), len(new)) > LONGEST_DIFF:
        return (Part(kind="removed", text=before), Part(kind="added", text=after))
    parts = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for kind in _KINDS[tag]:
            parts.append(Part(kind=kind, text="".join(new[k:m] if kind == "added" else old[i:j])))
    return tuple(parts)


def words(sentence: Sentence) -> str:
    """A sentence with what stands in bold before it."""
    return f"{sentence.lead} {sentence.text}".strip()


class _Matching:
    """Gives each sentence of a new text the claim of the old sentence that it is."""

    def __init__(self, review: Review) -> None:
        self._current = _by_claim(review.sections)
        self._known = {**_by_claim(sections_of(review.draft)), **self._current}
        self._unclaimed = Counter(words(x) for s in review.sections for x in s.sentences if x.claim is None)
        self._free = set(self._known) | {one.claim for one in review.noticed.values() if one.claim}
        self._version, self._written = review.version, 0

    def name(self, sections: Sequence[SectionText]) -> tuple[SectionText, ...]:
        """All sentences, each with its claim."""
        passes: tuple[Callable[[Sentence, str], Sentence | None], ...] = (self._keep, self._find, self._liken)
        found: dict[tuple[int, int], Sentence] = {}
        for look in passes:
            for i, section in enumerate(sections):
                for j, sentence in enumerate(section.sentences):
                    match = None if (i, j) in found else look(sentence, section.title)
                    if match is not None:
                        found[i, j] = match
        return tuple(
            replace(section, sentences=tuple(found[i, j] for j in range(len(section.sentences))))
            for i, section in enumerate(sections)
        )

    def _keep(self, sentence: Sentence, _section: str) -> Sentence | None:
        if sentence.claim not in self._free:
            return None
        self._free.remove(sentence.claim)
        return sentence

    def _find(self, sentence: Sentence, _section: str) -> Sentence | None:
        text = words(sentence)
        if self._unclaimed[text]:
            self._unclaimed[text] -= 1
            return replace(sentence, claim=None)
        same = [claim for claim, (_, old) in self._known.items() if claim in self._free and words(old) == text]
        return self._take(sentence, same[0]) if same else None

    def _liken(self, sentence: Sentence, section: str) -> Sentence:
        best, claim = SAME_SENTENCE, None
        for candidate, (title, old) in self._current.items():
            if candidate in self._free and title == section:
                likeness = _likeness(words(old), words(sentence))
                if likeness >= best:
                    best, claim = likeness, candidate
        if claim is not None:
            return self._take(sentence, claim)
        self._written += 1
        return replace(sentence, claim=f"w{self._version}-{self._written}")  # never given to another sentence again

    def _take(self, sentence: Sentence, claim: str) -> Sentence:
        self._free.remove(claim)
        return replace(sentence, claim=claim)


def _claims(review: Review, sections: Sequence[SectionText], by: str) -> Iterator[Claim]:
    drafted = {claim.id: claim for claim in review.draft.claims}
    standing = {claim.id: claim for claim in review.claims}
    originals, current = _by_claim(sections_of(review.draft)), _by_claim(review.sections)
    facts = {fact.claim.text: fact.claim.evidence for fact in review.accepted() if fact.claim.edited_by}
    noticed = {one.claim: one for one in review.noticed.values() if one.claim}
    for number, section in enumerate(sections):
        place = f"Composition.section[{number}]"
        for sentence in section.sentences:
            text, id_ = words(sentence), sentence.claim
            if id_ is None:
                continue
            model = drafted.get(id_)
            if model is not None and id_ in originals and words(originals[id_][1]) == text:
                yield replace(model, place=place)
            elif id_ in standing and id_ in current and words(current[id_][1]) == text:
                yield replace(standing[id_], place=place)
            elif _same_words(standing.get(id_), current.get(id_), sentence):
                yield replace(standing[id_], place=place, text=text)
            else:
                rests = (
                    model is not None and id_ in originals and _likeness(words(originals[id_][1]), text) >= STILL_RESTS
                )
                evidence = model.evidence if model is not None and rests else ()
                if id_ in noticed and _likeness(noticed[id_].sentence, text) >= STILL_RESTS:
                    evidence = noticed[id_].evidence
                evidence = facts.get(text, evidence)
                yield Claim(id=id_, text=text, place=place, evidence=evidence, edited_by=by)


def _same_words(claim: Claim | None, current: tuple[str, Sentence] | None, sentence: Sentence) -> bool:
    """Whether a person wrote these very words before, and only the label of a style before them is another."""
    return (
        claim is not None and claim.edited_by is not None and current is not None and current[1].text == sentence.text
    )


def _likeness(old: str, new: str) -> float:
    """How much of two texts is the same, 0 to 1."""
    before, after = (_TOKEN.findall(text)[:LONGEST_DIFF] for text in (old, new))
    return SequenceMatcher(None, before, after, autojunk=False).ratio()


def _by_claim(sections: Sequence[SectionText]) -> dict[str, tuple[str, Sentence]]:
    return {x.claim: (section.title, x) for section in sections for x in section.sentences if x.claim is not None}
