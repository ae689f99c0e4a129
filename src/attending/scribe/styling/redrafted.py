"""The whole of a note that was kept in one style alone: drafted again, with the claims it has.

Read by `journeys`. A claim is known again by the words it rests on. What the kept note holds and the engine no longer
writes goes along after the sentence it stood after; what only the new draft holds was left out by the style.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import structs

from attending.drafts import Claim, Draft, Words
from attending.record.narrative import SectionText, Sentence, from_sections, to_sections

_Said = tuple[tuple[tuple[int, ...], tuple[str, ...]], ...]


def whole_again(kept: Draft, again: Draft) -> Draft:
    """The draft `again` with the claims of `kept` under their names, and every sentence of `kept` that it lacks."""
    known = _known_again(kept, again)
    claims = {known.get(one.id, f"again-{one.id}"): one for one in again.claims}
    before = {one.id: one for one in kept.claims}
    sections = [
        structs.replace(s, sentences=tuple(_renamed(one, known, before) for one in s.sentences)) for s in _text(again)
    ]
    missing = [s for section in _text(kept) for s in section.sentences if s.claim not in claims]
    sections = _with_missing(sections, missing, [s.claim for section in _text(kept) for s in section.sentences])
    placed = [
        _placed(before.get(s.claim or "") or claims[s.claim or ""], s, place)
        for place, section in enumerate(sections)
        for s in section.sentences
        if s.claim in before or s.claim in claims
    ]
    return structs.replace(
        kept, claims=tuple(placed), resources=tuple(_with_sections(one, sections) for one in kept.resources)
    )


def _known_again(kept: Draft, again: Draft) -> dict[str, str]:
    """Claim of the new draft → the claim of the kept one that rests on the same words, of several the likest."""
    open_ = {one.id: one for one in kept.claims}
    found: dict[str, str] = {}
    for claim in again.claims:
        same = [one for one in open_.values() if _said(one) and _said(one) == _said(claim)]
        if same:
            best = max(same, key=lambda one: (one.text in claim.text or claim.text in one.text, one is same[0]))
            found[claim.id] = best.id
            del open_[best.id]
    return found


def _said(claim: Claim) -> _Said:
    return tuple((one.turns, one.quotes) for one in claim.evidence if isinstance(one, Words))


def _renamed(sentence: Sentence, known: Mapping[str, str], before: Mapping[str, Claim]) -> Sentence:
    """A sentence of the new draft under its kept claim, and in its words where both have the same label."""
    name = sentence.claim or ""
    claim = before.get(known.get(name, ""))
    if claim is None:
        return structs.replace(sentence, claim=f"again-{name}")
    lead = f"{sentence.lead} "
    text = claim.text.removeprefix(lead) if sentence.lead and claim.text.startswith(lead) else sentence.text
    return structs.replace(sentence, claim=claim.id, text=text)


def _with_missing(
    sections: Sequence[SectionText], missing: Iterable[Sentence], order: Sequence[str | None]
) -> list[SectionText]:
    """The sections with each missing sentence after the one it stood after, else at the end."""
    made = [list(section.sentences) for section in sections]
    for sentence in missing:
        ahead = order[: order.index(sentence.claim)]
        places = {one.claim: (n, at) for n, lines in enumerate(made) for at, one in enumerate(lines)}
        number, at = next((places[claim] for claim in reversed(ahead) if claim in places), (len(made) - 1, -1))
        made[number].insert(at + 1 if at >= 0 else len(made[number]), structs.replace(sentence, lead=""))
    return [structs.replace(s, sentences=tuple(lines)) for s, lines in zip(sections, made, strict=True)]


def _text(draft: Draft) -> tuple[SectionText, ...]:
    return next(
        (from_sections(r.get("section", [])) for r in draft.resources if r["resourceType"] == "Composition"), ()
    )


def _placed(claim: Claim, sentence: Sentence, place: int) -> Claim:
    text = f"{sentence.lead} {sentence.text}".strip()
    return structs.replace(claim, id=sentence.claim or claim.id, text=text, place=f"Composition.section[{place}]")


def _with_sections(resource: dict[str, Any], sections: Sequence[SectionText]) -> dict[str, Any]:
    return {**resource, "section": to_sections(sections)} if resource["resourceType"] == "Composition" else resource
