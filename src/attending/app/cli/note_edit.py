"""A note as a text file that a person edits: one sentence a line, headings as `## TITLE`.

Read by `attending review edit` and `amend`. A sentence that stays as it was keeps its claim; one that was reworded
keeps the claim of the line it came from, so that its evidence can be compared with the new words.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec

from attending.errors import BadInput
from attending.record.narrative import SectionText, Sentence

SAME_SENTENCE = 0.6
"""Share of equal characters above which a changed line counts as the reworded old one."""
_LEAD = re.compile(r"\*\*(?P<lead>[^*]+)\*\*\s*")


def to_text(sections: Sequence[SectionText]) -> str:
    """Write a note for an editor."""
    blocks = []
    for section in sections:
        blocks.append("\n".join([f"## {section.title}", *map(_line, section.sentences)]))
    return "\n\n".join(blocks) + "\n"


def from_text(text: str, sections: Sequence[SectionText]) -> tuple[SectionText, ...]:
    """Read an edited note back; raises `BadInput` on a heading that the note does not have."""
    lines: dict[str, list[str]] = {section.title: [] for section in sections}
    title = None
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("## "):
            title = line[3:].strip()
            if title not in lines:
                raise BadInput(
                    f"Line {number} is a heading that this note does not have.",
                    hint=f"It has: {', '.join(lines)}.",
                )
        elif line.strip():
            if title is None:
                raise BadInput(f"Line {number} stands before the first heading.", hint="A heading is `## TITLE`.")
            lines[title].append(line.strip())
    return tuple(
        msgspec.structs.replace(section, sentences=_sentences(lines[section.title], section.sentences))
        for section in sections
    )


def _line(sentence: Sentence) -> str:
    lead = f"**{sentence.lead}** " if sentence.lead else ""
    return f"{'- ' if sentence.bullet else ''}{lead}{sentence.text}"


def _sentences(lines: Sequence[str], before: Sequence[Sentence]) -> tuple[Sentence, ...]:
    unused = {_line(sentence): sentence for sentence in before}
    kept = {line: unused.pop(line) for line in lines if line in unused}
    return tuple(kept[line] if line in kept else _reworded(line, unused) for line in lines)


def _reworded(line: str, unused: dict[str, Sentence]) -> Sentence:
    """The new sentence of a line, with the claim of the old line that is most like it, if one is like it."""
    likeness = {old: SequenceMatcher(None, old, line, autojunk=False).ratio() for old in unused}
    nearest = max(likeness, key=lambda old: likeness[old], default=None)
    claim = None
    if nearest is not None and likeness[nearest] >= SAME_SENTENCE:
        claim = unused.pop(nearest).claim
    bullet, text = line.startswith("- "), line.removeprefix("- ")
    lead = _LEAD.match(text)
    return Sentence(
        text=text[lead.end() :] if lead else text, claim=claim, lead=lead["lead"] if lead else "", bullet=bullet
    )
