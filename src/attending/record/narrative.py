"""A note as sections of sentences, and as the `section` element of a FHIR Composition: lossless both ways.

Each sentence is one paragraph or list item of the section's XHTML, and its claim is that element's id, so that the
page, the checks and the signed document speak of the same sentence.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

import msgspec

from attending.terms.coding import Coding

XHTML = "http://www.w3.org/1999/xhtml"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SENTENCE_TAGS = frozenset({"p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "blockquote"})
_LEAD_TAGS = frozenset({"b", "strong"})
_EMPTY = {
    "coding": [{"system": "http://terminology.hl7.org/CodeSystem/list-empty-reason", "code": "unavailable"}],
    "text": "Not discussed",
}


class Sentence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One sentence of a note; `lead` is what stands in bold before it, such as the name of a problem."""

    text: str
    claim: str | None = None
    lead: str = ""
    bullet: bool = False


class SectionText(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One section of a note."""

    title: str
    code: Coding
    sentences: tuple[Sentence, ...] = ()


def to_sections(sections: Sequence[SectionText]) -> list[dict[str, Any]]:
    """Write sections as `Composition.section`; signs that XML forbids become U+FFFD."""
    return [_section(section) for section in sections]


def from_sections(sections: Sequence[Mapping[str, Any]]) -> tuple[SectionText, ...]:
    """Read what `to_sections` wrote; of other people's sections, every block of text becomes a sentence."""
    return tuple(_walk(sections))


def plain_text(sections: Sequence[SectionText]) -> str:
    """The note as text: headings in capitals, one paragraph for sentences that follow each other."""
    return "\n\n".join(
        f"{section.title.upper()}\n\n{_paragraphs(section)}" for section in sections if section.sentences
    )


def _section(section: SectionText) -> dict[str, Any]:
    coding = {name: _clean(value) for name, value in msgspec.to_builtins(section.code).items() if value}
    written: dict[str, Any] = {"title": _clean(section.title), "code": {"coding": [coding]}}
    if section.sentences:
        groups = groupby(section.sentences, key=lambda sentence: sentence.bullet)
        inner = "".join(_block(tuple(group), bullet=bullet) for bullet, group in groups)
        written["text"] = {"status": "generated", "div": f'<div xmlns="{XHTML}">{inner}</div>'}
    else:
        written["emptyReason"] = _EMPTY
    return written


def _block(sentences: tuple[Sentence, ...], *, bullet: bool) -> str:
    tag = "li" if bullet else "p"
    lines = "".join(_line(tag, sentence) for sentence in sentences)
    return f"<ul>{lines}</ul>" if bullet else lines


def _line(tag: str, sentence: Sentence) -> str:
    mark = "" if sentence.claim is None else f' id="{_escape(sentence.claim)}"'
    lead = f"<b>{_escape(sentence.lead)}</b> " if sentence.lead else ""
    return f"<{tag}{mark}>{lead}{_escape(sentence.text)}</{tag}>"


def _escape(text: str) -> str:
    """Escape for text and for attributes; line ends too, for an XML reader would change them."""
    return escape(_clean(text)).replace("\r", "&#13;").replace("\n", "&#10;").replace("\t", "&#9;")


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _walk(sections: Sequence[Mapping[str, Any]]) -> Iterator[SectionText]:
    for section in sections:
        coding: Mapping[str, str] = next(iter(section.get("code", {}).get("coding", [])), {})
        reader = _Reader()
        reader.feed(section.get("text", {}).get("div", ""))
        reader.close()
        yield SectionText(
            title=section.get("title", ""),
            code=Coding(
                system=coding.get("system", ""), code=coding.get("code", ""), display=coding.get("display", "")
            ),
            sentences=tuple(reader.sentences()),
        )
        yield from _walk(section.get("section", []))


class _Reader(HTMLParser):
    """Collects the blocks of a narrative. It loads nothing and knows no entities but those of HTML itself."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[Sentence] = []
        self._tag, self._claim, self._lead, self._text = "", None, "", ""  # type: str, str | None, str, str
        self._in_lead = False

    def sentences(self) -> list[Sentence]:
        """What was read so far."""
        self._finish()
        return self._found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a sentence, or its lead."""
        if tag in _SENTENCE_TAGS:
            self._finish()
            self._tag, self._claim = tag, dict(attrs).get("id")
        elif tag in _LEAD_TAGS and not self._text and not self._lead:
            self._in_lead = True

    def handle_endtag(self, tag: str) -> None:
        """End a sentence, or its lead."""
        if tag in _LEAD_TAGS:
            self._in_lead = False
        elif tag in _SENTENCE_TAGS or tag in ("div", "ul", "ol", "table"):
            self._finish()

    def handle_data(self, data: str) -> None:
        """Text of the sentence, or of its lead."""
        if self._in_lead:
            self._lead += data
        else:
            self._text += data

    def _finish(self) -> None:
        text = self._text.removeprefix(" ") if self._lead else self._text
        outside = not self._tag
        if not outside or text.strip() or self._lead:
            self._found.append(
                Sentence(
                    text=text.strip() if outside else text, claim=self._claim, lead=self._lead, bullet=self._tag == "li"
                )
            )
        self._tag, self._claim, self._lead, self._text, self._in_lead = "", None, "", "", False


def _paragraphs(section: SectionText) -> str:
    lines: list[str] = []
    joins = False
    for sentence in section.sentences:
        text = f"{sentence.lead} {sentence.text}" if sentence.lead else sentence.text
        if sentence.bullet:
            lines.append(f"- {text}")
        elif joins and not sentence.lead:
            lines[-1] += f" {text}"
        else:
            lines.append(text)
        joins = not sentence.bullet
    return "\n".join(lines)
