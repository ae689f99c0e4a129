"""Words cut into the pieces of a BERT vocabulary: lower case, without accents, longest piece first.

Read by `sentence_encoder`. Source: Devlin et al., NAACL 2019, and the published tokenizer of all-MiniLM-L6-v2.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping

START, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
INSIDE = "##"
"""Marks a piece that does not begin a word."""
LONGEST_WORD = 100
_PART = re.compile(r"\w+|[^\w\s]")


def pieces(text: str, vocabulary: Mapping[str, int]) -> Iterator[int]:
    """The numbers of a text's pieces, without the marks of start and end."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if unicodedata.category(sign) != "Mn")
    for word in _PART.findall(plain.replace("_", " _ ")):
        yield from _cut(word, vocabulary)


def _cut(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    found: list[int] = []
    begin = 0
    while begin < len(word) <= LONGEST_WORD:
        for end in range(len(word), begin, -1):
            piece = vocabulary.get((INSIDE if begin else "") + word[begin:end])
            if piece is not None:
                found.append(piece)
                begin = end
                break
        else:
            break
    return found if found and begin == len(word) else [vocabulary[UNKNOWN]]
