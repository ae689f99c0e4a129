"""Which side the answer names: "which foot?" / "the right one" → "side: right foot".

Read by `answers`. A side told alone means nothing away from its question.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.declared import without_leads
from attending.scribe.vocabulary import joined, parted
from attending.terms.anatomy import find_parts

LONGEST = 12
"""Words of an answer."""
_ASKED = re.compile(
    r"\b(?:which|what) (?P<part>[a-z]+)(?: (?:is|was|of|hurts|does)\b.*)?$|\b(?:one|either|both|same) sides?\b|"
    r"\b(?:left|right),? or (?:the |on the |your )?(?:left|right)\b|^(?:the )?(?:left|right)(?: (?:one|side))?$"
)
_SIDE = re.compile(r"\b(?:left|right|both|either|each)\b")
_BARE = re.compile(
    r"^(?:(?:it is|this one|just|only|mainly|mostly|on|in|my|the|well|probably|of|,) )*(?P<side>left|right|both)"
    r"(?: (?:one|ones|side|sides|of them|foot|feet))?$"
)
_CLAUSE = re.compile(r"\b(?:i|he|she|we|they|is|was|has|have|had|did|does|do|will|can)\b")


def side_told(question: Sequence[str], answer: Sequence[str]) -> list[str] | None:
    """The side under its name, where a side was asked for; None elsewhere."""
    asked, text = _ASKED.search(joined(without_leads(question))), joined(answer)
    if asked is None or len(answer) > LONGEST or not _SIDE.search(text) or "i" in answer:
        return None
    part = asked["part"] or ""
    if part and part not in {"side", "one", "ones"} and not find_parts(part):
        return None
    bare = _BARE.match(text)
    if bare:
        named = part if find_parts(part) else ""
        return ["side", ":", bare["side"], *([named] if named and bare["side"] != "both" else [])]
    return None if _CLAUSE.search(text) else ["side", ":", *parted(text)]
