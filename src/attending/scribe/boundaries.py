"""Hear where a sentence ends in speech that was written down without punctuation.

A multinomial logistic model over hashed features of the words around each gap, learned from punctuated conversations
(`train`). Read by `utterances`.
"""

import re
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from attending.scribe.normalise import Word
from attending.scribe.vocabulary import vocabulary
from attending.terms.numerals import is_number_word

MARKS = ("", ",", ".", "?")
"""The classes of the model: what stands after a word."""
WIDTH = 1 << 15
"""Rows of the hashed weight table; the features of one gap hit about 20 of them."""
PATIENCE = 8
_IMPATIENCE = np.array([-0.08, 0.0, 0.12, 0.06], np.float32)
"""Each word beyond `PATIENCE` without a stop makes a stop likelier by this much; chosen on ACI-BENCH train."""


_EAGERNESS = np.array([0.0, 0.0, 0.8, 0.4], np.float32)
"""Transcripts without marks run on longer than the punctuated ones the model learned from."""

_OPENER = re.compile(
    r"(?:okay|hey dragon|(?:so |and |well )?(?:hi|hello)\b|(?:\w+ )?tell me (?:about|what|how|a|more)\b|let us|on "
    r"(?:your|the) (?:\w+ ){1,3}exam|so (?:i|you|we|let|for|your|it|that)\b|now "
    r"(?:let|i|on|for|you)\b|"
    r"and then (?:for|as|in)\b|for your (?:first|second|third|next|last|other)|as far as|in terms of|i do (?:not "
    r")?appreciate)"
)
_INVERTED = re.compile(r"(?:have|do|did|are|were|can|could|would|will) you\b|(?:does|did|is) (?:that|it)\b")
_WH = vocabulary(
    "what when where which who how why long often much many far else that if and or so because thing things all "
    "way bad kind "
    "part side time medication pain work not"
)
_OPENING = np.array([0.0, 0.0, 3.0, 1.5], np.float32)
"""Words that open a sentence more often than they go on with one."""


@dataclass(frozen=True)
class Boundaries:
    """The learned weights: `weights` (WIDTH, len(MARKS)) float32."""

    weights: NDArray[np.float32]

    def mark(self, words: list[Word]) -> list[Word]:
        """Insert marks into a turn; existing marks stay."""
        if not words:
            return []
        texts = [w.text for w in words]
        marked: list[Word] = []
        run = 0
        for index, word in enumerate(words):
            marked.append(word)
            if word.is_mark or (index + 1 < len(words) and words[index + 1].is_mark):
                continue
            if index + 1 < len(words) and words[index + 1].start < word.end:
                continue
            run += 1
            if index + 1 < len(words) and _is_figure(word.text) and _is_figure(words[index + 1].text):
                continue  # half of "two point five" would be a wrong number
            scores = (
                self.weights[gap_features(texts, index)].sum(axis=0)
                + min(max(run - PATIENCE, 0), 20) * _IMPATIENCE
                + _EAGERNESS
            )
            if _OPENER.match(" ".join(texts[index + 1 : index + 6])):
                scores = scores + _OPENING
            if texts[index] not in _WH and _INVERTED.match(" ".join(texts[index + 1 : index + 3])):
                scores = scores + _OPENING
            if texts[index] in _NEVER_LAST or (texts[index] == "that" and index and texts[index - 1] in _THINKS):
                scores = scores - _STOPS
            choice = int(np.argmax(scores)) if index + 1 < len(words) else max((2, 3), key=lambda k: float(scores[k]))
            if choice:
                marked.append(Word(MARKS[choice], word.end, word.end))
                run = run if choice == 1 else 0
        return marked


_NEVER_LAST = vocabulary("the a an my your our their of if because and or i we he she they very than into")
"""Words with which nobody ends a sentence."""
_THINKS = vocabulary("think believe say sure mean feel hope know told said see notice so")
"""Words behind which "that" opens a thought: half of "i do not think that this is a stroke" says the contrary."""
_STOPS = np.array([0.0, 0.0, 99.0, 99.0], np.float32)


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in {"point", "over", "hundred", "thousand"} or is_number_word(word)


def gap_features(texts: list[str], index: int) -> list[int]:
    """Rows of the weight table for the gap after word `index`."""

    def at(offset: int) -> str:
        place = index + offset
        return texts[place] if 0 <= place < len(texts) else "<>"

    before, after = at(0), at(1)
    distance = min(index, 12)
    names = (
        "bias",
        f"a{before}",
        f"b{after}",
        f"c{at(-1)}",
        f"d{at(2)}",
        f"e{before} {after}",
        f"f{at(-1)} {before}",
        f"g{after} {at(2)}",
        f"h{at(3)}",
        f"i{at(-2)}",
        f"j{at(-1)} {before} {after}",
        f"k{before} {after} {at(2)}",
        f"l{distance}",
        f"m{after} {at(2)} {at(3)}",
        f"n{texts[0]}",
        f"o{'?' if _asking(texts, index) else ''}{after}",
        f"p{_asking(texts, index)}",
        f"q{after in _SUBJECT} {before in _SUBJECT}",
    )
    return [crc32(name.encode()) % WIDTH for name in names]


_SUBJECT = vocabulary("i you he she it we they there that so and okay")
_ASK = vocabulary("do does did are is have has any what when where how which who can could")


def _asking(texts: list[str], index: int) -> str:
    """The nearest question opener within the last 12 words."""
    for place in range(index, max(-1, index - 12), -1):
        if (
            texts[place] in _ASK
            and place + 1 < len(texts)
            and texts[place + 1] in {"you", "your", "any", "it", "the", "about", "long"}
        ):
            return texts[place]
    return ""
