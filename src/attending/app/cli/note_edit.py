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
            lines[title].append(" ".join(line.split()))
    return tuple(
        msgspec.structs.replace(section, sentences=_sentences(lines[section.title], section.sentences))
        for section in sections
    )


def _line(sentence: Sentence) -> str:
    lead = f"**{sentence.lead}** " if sentence.lead else ""
    return " ".join(f"{'- ' if sentence.bullet else ''}{lead}{sentence.text}".split())


def _sentences(lines: Sequence[str], before: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """Unchanged lines find their sentence first, so that no reworded line takes it from them."""
    unused = [(_line(sentence), sentence) for sentence in before]
    kept = [_take(unused, line) for line in lines]
    return tuple(same or _reworded(line, unused) for same, line in zip(kept, lines, strict=True))


def _take(unused: list[tuple[str, Sentence]], line: str) -> Sentence | None:
    """Remove and return the first sentence with this line."""
    found = next((pair for pair in unused if pair[0] == line), None)
    if found is None:
        return None
    unused.remove(found)
    return found[1]


def _reworded(line: str, unused: list[tuple[str, Sentence]]) -> Sentence:
    """The new sentence of a line, with the claim of the old line that is most like it, if one is like it."""
    alike = [(SequenceMatcher(None, old, line, autojunk=False).ratio(), old) for old, _ in unused]
    likeness, nearest = max(alike, default=(0.0, ""))
    old = _take(unused, nearest) if likeness >= SAME_SENTENCE else None
    bullet, text = line.startswith("- "), line.removeprefix("- ")
    lead = _LEAD.match(text)
    return Sentence(
        text=text[lead.end() :] if lead else text,
        claim=old.claim if old else None,
        lead=lead["lead"] if lead else "",
        bullet=bullet,
    )
