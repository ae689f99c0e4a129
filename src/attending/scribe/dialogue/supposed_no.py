"""A no that is only supposed, or that only holds now: "I don't think so", "not anymore".

Read by `answers`. "The patient did not lose consciousness" says more than "I don't think so" does.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.listed import is_single
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


def _first(reply: Sequence[Utterance]) -> str:
    return " ".join(word for word in reply[0].words if word[0].isalnum())
