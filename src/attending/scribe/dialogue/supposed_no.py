"""A no that is only supposed, or that only holds now: "I don't think so", "not anymore".

Read by `answers`. "The patient did not lose consciousness" says more than "I don't think so" does.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.declared import declare
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.listed import find_list, is_single
from attending.scribe.dialogue.polarity import NO
from attending.scribe.dialogue.voice import said_to_patient
from attending.scribe.sentences.utterances import Utterance

AS_KNOWN = [",", "as", "far", "as", "you", "know"]
_SUPPOSED_NO = re.compile(
    r"^(?:no )?(?P<who>i|he|she|they) (?:do|does) not "
    r"(?:really )?(?:think|believe)(?: so| (?:i|it|that|he|she) \w+)?(?: no)?$"
)
_NOT_ANYMORE = re.compile(r"\bnot any ?more$|\bno longer$")


def thinks_not(reply: Sequence[Utterance]) -> list[str] | None:
    """Who thinks not, where a no is only supposed: "did you black out?" / "I don't think so"."""
    found = _SUPPOSED_NO.match(_first(reply))
    if found is None:
        return None
    return [found["who"], "does", "not", "think"] if found["who"] in {"he", "she"} else ["you", "do", "not", "think"]


def no_longer(finding: list[str], reply: Sequence[Utterance]) -> list[str] | None:
    """ "Any drug use?" / "Not anymore.": given up, which is not the same as never."""
    given = _NOT_ANYMORE.search(_first(reply)) if is_single(finding) else None
    return [*finding, ":", *given.group().split()] if given else None


def only_this(question: tuple[str, ...], reply: Sequence[Utterance]) -> list[str] | None:
    """ "Are you on blood thinners?" / "No, just my thyroid tablet.": "you are not on blood thinners, just …"."""
    first = reply[0]
    told = first.reply == NO and first.words[:1] in {("just",), ("only",)} and is_fragment(first.words)
    if not told or _OF_ANY & set(question) or find_list(question) or len(first.words) > LONGEST_ONLY:
        return None
    clause = declare(question, yes=False)
    return [*clause, ",", "only", *said_to_patient(list(first.words[1:]))] if clause else None


_OF_ANY = frozenset({"or", "any", "anything", "anyone", "anybody", "anywhere", "else", "and", ","})
LONGEST_ONLY = 8


def _first(reply: Sequence[Utterance]) -> str:
    return " ".join(word for word in reply[0].words if word[0].isalnum())
