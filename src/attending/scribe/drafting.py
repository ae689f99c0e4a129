"""Sections and claims from elsewhere as the same Draft that the built-in engine makes.

Read by `journeys`, for sentences of a language model that have passed the checks.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import structs

from attending.drafts import Author, Claim, Draft
from attending.record.narrative import SectionText, Sentence, from_sections, to_sections
from attending.scribe.content.lines import CODES


def with_sentences(draft: Draft, sentences: Sequence[tuple[str, Claim]], author: Author) -> Draft:
    """The built-in engine's draft with another text; what it proposes for the record stays."""
    titles = [title for title in CODES if any(section == title for section, _ in sentences)]
    claims: list[Claim] = []
    texts: list[SectionText] = []
    for place, title in enumerate(titles):
        lines = []
        for claim in (claim for section, claim in sentences if section == title):
            named = structs.replace(claim, id=f"c{len(claims) + 1}", place=f"Composition.section[{place}]")
            claims.append(named)
            lines.append(Sentence(text=named.text, claim=named.id))
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
