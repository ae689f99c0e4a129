"""The XHTML that FHIR allows in a narrative (`htmlChecks()`, invariants txt-1 and txt-2).

Source: FHIR R4, "Narrative": basic formatting elements of HTML 4.0 chapters 7-11 (except section 4 of 9) and 15,
links, images, style; no scripts, forms, events, or references to anything active.
"""

import html
import re
from xml.parsers.expat import ExpatError, ParserCreate

_ELEMENTS = frozenset(
    """
    a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr
    i img li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var
    """.split()  # noqa: SIM905
)
_ANYWHERE = frozenset(["title", "style", "class", "id", "lang", "xml:lang", "dir", "accesskey", "tabindex", "xmlns"])
_ATTRIBUTES = {
    "a": "charset type name href hreflang rel rev shape coords",
    "img": "src alt longdesc height width usemap ismap align border hspace vspace",
    "table": "summary width border frame rules cellspacing cellpadding align bgcolor",
    "td": "abbr axis headers scope rowspan colspan align valign char charoff nowrap bgcolor width height",
    "th": "abbr axis headers scope rowspan colspan align valign char charoff nowrap bgcolor width height",
    "col": "span width align valign char charoff",
    "colgroup": "span width align valign char charoff",
    "tr": "align valign char charoff bgcolor",
    "tbody": "align valign char charoff",
    "thead": "align valign char charoff",
    "tfoot": "align valign char charoff",
    "ol": "start type compact",
    "ul": "type compact",
    "li": "value type",
    "blockquote": "cite",
    "q": "cite",
    "br": "clear",
    "hr": "align noshade size width",
    "pre": "width space xml:space",
}
_ALLOWED = {name: frozenset(words.split()) for name, words in _ATTRIBUTES.items()}
_BLOCKS = frozenset(
    ["p", "div", "ul", "ol", "dl", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "hr"]
)
"""What cannot stand in a paragraph (XHTML 1.0, appendix B and its document type)."""
_NAMED_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]*);")
_XML_ENTITIES = frozenset({"lt", "gt", "amp", "quot", "apos"})
_XHTML = "http://www.w3.org/1999/xhtml"


def is_safe_narrative(text: str) -> bool:
    """Whether a `div` is well-formed XHTML of the allowed elements and attributes and says something."""
    check = _Check()
    parser = ParserCreate()
    parser.StartElementHandler = check.start
    parser.EndElementHandler = check.end
    parser.CharacterDataHandler = check.words
    parser.StartDoctypeDeclHandler = check.refuse
    try:
        parser.Parse(_NAMED_ENTITY.sub(_as_number, text), True)
    except (ExpatError, ValueError):
        return False
    return check.safe and check.says_something


def _as_number(match: re.Match[str]) -> str:
    """`&nbsp;` as `&#160;`: XML itself knows five names only, XHTML all of HTML's."""
    found = html.unescape(match[0])
    return match[0] if match[1] in _XML_ENTITIES or found == match[0] else "".join(f"&#{ord(sign)};" for sign in found)


class _Check:
    def __init__(self) -> None:
        self.safe = True
        self.says_something = False
        self.inside = False
        self.paragraphs = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if not self.inside:
            self.safe = name == "div" and attributes.get("xmlns", _XHTML) == _XHTML
            self.inside = True
        allowed = _ALLOWED.get(name, frozenset()) | _ANYWHERE
        active = any(value.strip().lower().startswith(("javascript:", "vbscript:")) for value in attributes.values())
        self.safe = self.safe and name in _ELEMENTS and attributes.keys() <= allowed and not active
        self.safe = self.safe and not (self.paragraphs and name in _BLOCKS)
        self.paragraphs += name == "p"
        self.says_something = self.says_something or name == "img"

    def end(self, name: str) -> None:
        self.paragraphs -= name == "p"

    def words(self, text: str) -> None:
        self.says_something = self.says_something or bool(text.strip())

    def refuse(self, *_: object) -> None:
        self.safe = False
