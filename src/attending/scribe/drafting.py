"""Sections and claims from elsewhere as the same Draft that the built-in engine makes.

Read by `journeys`, for sentences of a language model that have passed the checks.
"""

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from attending.drafts import Author, Claim, Draft
from attending.record.narrative import SectionText, Sentence, to_sections
from attending.scribe.lines import CODES


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


def _with_text(resource: dict[str, Any], texts: Sequence[SectionText], author: Author) -> dict[str, Any]:
    if resource["resourceType"] != "Composition":
        return resource
    named = {"display": f"{author.name} {author.version}"}
    return {**resource, "section": to_sections(texts), "author": [named]}
