"""A no that is only supposed, or that only holds now: "I don't think so", "not anymore".

Read by `answers`. "The patient did not lose consciousness" says more than "I don't think so" does.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.listed import is_single
from attending.scribe.sentences.utterances import Utterance

AS_KNOWN = [",", "as", "far", "as", "you", "know"]
_SUPPOSED_NO = re.compile(r"^(?:no )?i do not (?:really )?(?:think|believe)(?: so| (?:i|it|that|he|she) \w+)?(?: no)?$")
_NOT_ANYMORE = re.compile(r"\bnot any ?more$|\bno longer$")


def thinks_not(reply: Sequence[Utterance]) -> bool:
    """Whether a no is only supposed: "did you black out?" / "I don't think so"."""
    return bool(_SUPPOSED_NO.match(_first(reply)))


def no_longer(finding: list[str], reply: Sequence[Utterance]) -> list[str] | None:
    """ "Any drug use?" / "Not anymore.": given up, which is not the same as never."""
    given = _NOT_ANYMORE.search(_first(reply)) if is_single(finding) else None
    return [*finding, ":", *given.group().split()] if given else None


def _first(reply: Sequence[Utterance]) -> str:
    return " ".join(word for word in reply[0].words if word[0].isalnum())
