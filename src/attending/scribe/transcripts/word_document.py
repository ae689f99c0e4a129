"""The paragraphs of a Word document, as meeting software exports a transcript.

Read by `transcripts.decode`. Only the words of the main part are taken: no macros, pictures, notes or tracked
deletions.
Source: ECMA-376, part 1, 17.3 (WordprocessingML: paragraphs, runs, text, tabs, breaks).
"""

import html
import io
import re
import zipfile
import zlib

from attending.errors import BadInput

MAX_TEXT_BYTES = 64_000_000  # as XML; the words of a day of speech are a tenth of that
_MAIN = "word/document.xml"
_PARAGRAPH = re.compile(r"<w:p[ >].*?</w:p>", re.DOTALL)
_PART = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|br|cr)(?: [^>]*)?/>")


def is_word_document(data: bytes) -> bool:
    """Recognise a Word document among zip archives by its main part."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        return _MAIN in zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return False


def read_word_document(data: bytes) -> str:
    """Read the paragraphs as lines of text.

    Raises:
        BadInput: the document is damaged, locked by a password, or too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)).open(_MAIN) as part:
            xml = part.read(MAX_TEXT_BYTES + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError, OSError):
        raise BadInput("The Word document is damaged.", hint="Save it again, or paste its text.") from None
    if len(xml) > MAX_TEXT_BYTES:
        raise BadInput("The Word document is too large for one visit.", hint="Send one consultation per file.")
    text = xml.decode("utf-8", "replace")
    return "\n".join(_words(found.group()) for found in _PARAGRAPH.finditer(text))


def _words(paragraph: str) -> str:
    written = {"tab": "\t", "br": "\n", "cr": "\n"}
    return "".join(written[found[2]] if found[2] else html.unescape(found[1]) for found in _PART.finditer(paragraph))
