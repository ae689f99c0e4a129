"""Word lists written as plain text, and content words of a sentence for comparing what it says.

Read by most modules of the engine.
"""

import re
from collections.abc import Iterable


def vocabulary(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


def joined(words: Iterable[str]) -> str:
    """Words as text, marks close to the word before: what the patterns of the engine read."""
    return re.sub(r" ([,.:?!])", r"\1", " ".join(words))


def parted(text: str) -> list[str]:
    """Text as words again, marks apart: the reverse of `joined`."""
    return re.sub(r"([,:])(?= |$)", r" \1", text).split()


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text, set apart by bars."""
    return tuple(phrase.strip() for phrase in text.split("|"))


_STOPWORDS = vocabulary(
    "a an the of to in on for with and or but is are was were be been being it its this that these those her his "
    "she he they them their i we you my your has have had do does did not no at by from as so if then also will "
    "would can could patient patients reports report states denies notes today which who there here just about "
    "some any more very"
)


def content(text: str) -> list[str]:
    """Content words of a sentence, lightly stemmed."""
    words = re.findall(r"[a-z0-9]+(?:[./][0-9]+)*", text.lower())
    return [_stem(w) for w in words if w not in _STOPWORDS]


def _stem(word: str) -> str:
    for tail in ("ing", "ed", "es", "s"):
        if word.endswith(tail) and len(word) - len(tail) >= 4:
            return word[: -len(tail)]
    return word
