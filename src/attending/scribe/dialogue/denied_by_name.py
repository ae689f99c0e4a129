"""Which of several things asked an answer denies by its name: "any burning, any blood?" / "No burning. I saw blood
once." denies the burning alone.

Read by `answers`. A bare "no" denies them all.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from attending.scribe.dialogue.polarity import denies_all
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content, joined

_BY_NAME = re.compile(r"^(?:(?:well|um|uh|so|,) ?)*(?:no|not|never) (?P<named>[a-z][^,]*)")
_GOES_ON = frozenset({"in", "on", "at", "with", "from", "around", "down", "when", "to"})
"""How an item begins that is no thing of its own: "numbness in the arms or in the hands"."""
_SEPARATES = frozenset({",", "or", "and"})


def named_in_denial(reply: Sequence[Utterance]) -> frozenset[str]:
    """The content words of what an answer denies by name; none where it opens with a bare no."""
    if not reply or (reply[0].reply and not reply[0].plain) or any(map(denies_all, reply)):
        return frozenset()
    found = (_BY_NAME.match(joined(utterance.words)) for utterance in reply)
    return frozenset(word for match in found if match for word in content(match["named"]))


def names_any(words: Sequence[str], named: frozenset[str]) -> bool:
    """Whether words hold one of those named, in any form: "smoke" and "smoking"."""
    begun = {word[:_STEM] for word in named}
    return any(word[:_STEM] in begun for word in content(joined(words)))


_STEM = 4


def only_named(findings: list[str], reply: Sequence[Utterance]) -> list[str]:
    """The findings of a list that the answer denies by name; all of them where it names none."""
    named = named_in_denial(reply)
    items = [list(item) for apart, item in groupby(findings, lambda word: word in _SEPARATES) if not apart]
    left: list[list[str]] = []
    kept = False
    for item in items:
        kept = names_any(item, named) or (kept and item[0] in _GOES_ON)
        left += [item] if kept else []
    if not left or len(left) == len(items):
        return findings
    return [word for item in left for word in (",", *item)][1:]
