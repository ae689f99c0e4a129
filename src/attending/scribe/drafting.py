"""Sections and claims from elsewhere as the same Draft that the built-in engine makes.

Read by `journeys`, for sentences of a language model that have passed the checks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import structs

from attending.drafts import Author, Claim, Draft
from attending.record.narrative import SectionText, Sentence, from_sections, to_sections
from attending.scribe.content.lines import CODES


@dataclass(frozen=True, slots=True)
class Written:
    """A sentence of a note: its section, its claim, and how it is set."""

    section: str
    claim: Claim
    lead: str = ""
    bullet: bool = False


def sentences_of(draft: Draft) -> tuple[Written, ...]:
    """The sentences of a draft's text that have a claim."""
    claims = {claim.id: claim for claim in draft.claims}
    return tuple(
        Written(section.title, claims[s.claim], s.lead, s.bullet)
        for resource in draft.resources
        if resource["resourceType"] == "Composition"
        for section in from_sections(resource.get("section", []))
        for s in section.sentences
        if s.claim in claims
    )


def with_sentences(draft: Draft, sentences: Sequence[Written], author: Author) -> Draft:
    """The built-in engine's draft with another text; what it proposes for the record stays."""
    titles = [title for title in CODES if any(one.section == title for one in sentences)]
    claims: list[Claim] = []
    texts: list[SectionText] = []
    for place, title in enumerate(titles):
        lines = []
        for one in (one for one in sentences if one.section == title):
            named = structs.replace(one.claim, id=f"c{len(claims) + 1}", place=f"Composition.section[{place}]")
            claims.append(named)
            text = named.text.removeprefix(one.lead).strip()
            lines.append(Sentence(text=text, claim=named.id, lead=one.lead, bullet=one.bullet))
        texts.append(SectionText(title=title, code=CODES[title], sentences=tuple(lines)))
    return structs.replace(
        draft,
        author=author,
        claims=tuple(claims),
        resources=tuple(_with_text(resource, texts, author) for resource in draft.resources),
    )


def with_texts(draft: Draft, texts: Mapping[str, str]) -> Draft:
    """The draft with other words in some claims, by their id; the label before a sentence stays."""
    resources = []
    for resource in draft.resources:
        if resource["resourceType"] == "Composition":
            sections = from_sections(resource.get("section", []))
            changed = [
                structs.replace(section, sentences=tuple(_reworded(s, texts) for s in section.sentences))
                for section in sections
            ]
            resources.append({**resource, "section": to_sections(changed)})
        else:
            resources.append(resource)
    leads = {
        s.claim: s.lead for r in resources for section in from_sections(r.get("section", [])) for s in section.sentences
    }
    claims = tuple(
        structs.replace(c, text=texts[c.id]) if c.id in texts and texts[c.id].startswith(leads.get(c.id, "")) else c
        for c in draft.claims
    )
    return structs.replace(draft, claims=claims, resources=tuple(resources))


def _reworded(sentence: Sentence, texts: Mapping[str, str]) -> Sentence:
    text = texts.get(sentence.claim or "")
    if text is None or not text.startswith(sentence.lead):
        return sentence
    return structs.replace(sentence, text=text.removeprefix(sentence.lead).strip())


def _with_text(resource: dict[str, Any], texts: Sequence[SectionText], author: Author) -> dict[str, Any]:
    if resource["resourceType"] != "Composition":
        return resource
    named = {"display": f"{author.name} {author.version}"}
    return {**resource, "section": to_sections(texts), "author": [named]}
