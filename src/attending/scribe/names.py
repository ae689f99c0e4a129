"""Proper names keep the capitals they had in the transcript: "Beirut", "Crohn's", "Mr. Nowak".

Read by `draft`. The engine works on lower-case words; a transcript with sentences shows which words are names.
"""

import re
from collections.abc import Mapping

from attending.drafts import Conversation

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:[.?!:…]|^)[\s\"'“”()\[\]-]*$")
_TITLE_BEFORE = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|St)\.\s*$")
_NEVER = frozenset({"i", "i'm", "i've", "i'll", "i'd", "okay", "ok", "yes", "no", "yeah", "oh", "well", "um", "uh"})
SURE = 0.6
"""A word is a name when this share of its places inside a sentence is written with a capital."""


def find_names(conversation: Conversation) -> Mapping[str, str]:
    """Words that are written with a capital inside sentences, lower case → as written."""
    inside: dict[str, list[str]] = {}
    for turn in conversation.turns:
        for found in _WORD.finditer(turn.text):
            before = turn.text[: found.start()]
            if not _SENTENCE_END.search(before) or _TITLE_BEFORE.search(before):
                inside.setdefault(found.group().lower().replace("’", "'"), []).append(found.group())
    return {
        word: capitals[0]
        for word, places in inside.items()
        if word not in _NEVER
        and (capitals := [p for p in places if p[0].isupper()])
        and len(capitals) >= SURE * len(places)
    }


def with_names(text: str, names: Mapping[str, str]) -> str:
    """The text with its names as they were written; all else stays."""
    return _WORD.sub(lambda found: names.get(found.group(), found.group()), text)
