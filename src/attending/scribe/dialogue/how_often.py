"""How often, where whether was asked: "do you wake up gasping?" / "twice this week" → "you wake up gasping, twice
this week".

Read by `answers`.
"""

import re

from attending.scribe.dialogue.declared import declare
from attending.scribe.dialogue.listed import find_list
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined

_OFTEN = re.compile(
    r"^(?:(?:about|maybe|approximately|a (?:bunch|couple|few|lot) of|loads of|lots of) )?"
    r"(?:once|twice|times|\w+ (?:or \w+ )?times)\b(?!.*\b(?:i|not|but|it)\b)"
)


def had_often(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """ "Have you had strep before?" / "A bunch of times as a kid."."""
    found = find_list(question) if question[-1:] == ("before",) and _OFTEN.match(joined(reply.words)) else None
    return ["you", "had", *found[: -1 if found[-1] == "before" else None], *reply.words] if found else None


def how_often(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """ "Do you wake up gasping?" / "Twice this week." is a yes, with how often."""
    clause = declare(question, yes=True) if _OFTEN.match(joined(reply.words)) else None
    return [*clause, ",", *reply.words] if clause else None
