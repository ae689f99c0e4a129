"""One more sentence in a note: under the heading of its style that takes its section, in the order of the style.

Read by `journeys`, for what was said and left out.
"""

from collections.abc import Sequence

from msgspec import structs

from attending.record.narrative import SectionText, Sentence
from attending.scribe.styling.styles import PLANNED, Heading

_ELSE = {
    "REVIEW OF SYSTEMS": ("HISTORY OF PRESENT ILLNESS",),
    "VITALS REVIEWED": ("PHYSICAL EXAMINATION",),
    "HISTORY OF PRESENT ILLNESS": ("CHIEF COMPLAINT",),
    "ASSESSMENT AND PLAN": ("PLAN", "FOLLOW-UP", "ASSESSMENT"),
    "RESULTS": ("PHYSICAL EXAMINATION", "VITALS REVIEWED"),
}
"""Where a sentence stands in a style that does not take its own section; else in the first history, else at the end."""
_HISTORIES = ("MEDICAL HISTORY", "HISTORY OF PRESENT ILLNESS")


def placed(
    sections: Sequence[SectionText], sentence: Sentence, section: str, headings: Sequence[Heading]
) -> tuple[SectionText, ...]:
    """A note with one more sentence at the end of its section, which is made where the note has none yet."""
    heading = _heading_for(section, headings)
    titles = [one.title for one in sections]
    if heading.title in titles:
        at = titles.index(heading.title)
        longer = structs.replace(sections[at], sentences=(*sections[at].sentences, sentence))
        return (*sections[:at], longer, *sections[at + 1 :])
    order = [one.title for one in headings]
    before = set(order[: order.index(heading.title)])
    at = max((n + 1 for n, title in enumerate(titles) if title in before), default=0)
    new = SectionText(title=heading.title, code=heading.code, sentences=(sentence,))
    return (*sections[:at], new, *sections[at:])


def title_for(section: str, headings: Sequence[Heading]) -> str:
    """The heading under which a sentence of this section would stand."""
    return _heading_for(section, headings).title


def _heading_for(section: str, headings: Sequence[Heading]) -> Heading:
    wanted = (section, *_ELSE.get(section, ()), *_HISTORIES)
    for name in wanted:
        for heading in headings:
            if name in heading.takes or (name == "ASSESSMENT AND PLAN" and set(PLANNED) <= set(heading.takes)):
                return heading
    return headings[-1]
