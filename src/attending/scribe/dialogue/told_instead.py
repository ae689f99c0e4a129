"""What an answer tells in the place of what was asked: "have you lost any weight?" / "maybe five pounds" → "
""you have lost
maybe five pounds"; "do you live on your own?" / "no, with my husband" → "you live with my husband".

Read by `answers`, before a bare yes or no is taken for the whole answer.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.declared import without_leads
from attending.scribe.dialogue.voice import said_to_patient
from attending.scribe.rewrite.verbs import past
from attending.scribe.vocabulary import joined, parted

_WEIGHT = re.compile(
    r"^(?:how much weight )?(?P<aux>have|has|did) (?P<who>you|he|she|they) (?P<verb>lost|gained|lose|gain|put on)"
    r"(?: (?:any |some |much |a lot of )?weight\b|$)"
)
_AMOUNT = re.compile(
    r"^(?:(?:maybe|about|around|probably|approximately|like|at least|nearly|almost|over|only|just|a good|i think|"
    r"i would say|,) )*"
    r"(?:\d+|an?|half an?|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|a few|a couple of)\b.*?\b"
    r"(?:pounds?|lbs?|kilos?|kg|stone)\b"
)
_LIVES = re.compile(
    r"^(?:do|does) (?P<who>you|he|she) live (?:alone|on (?:your|his|her) own|by (?:your|him|her)self|with\b.*)$"
)
_WITH = re.compile(
    r"^(?:with|in|at) (?:my|our|his|her|a|an|the|two|three|friends|family)\b(?!.*\b(?:i|he|she|we|they) )"
)
_BORN = re.compile(r"^was (?P<who>he|she) born (?:at term|on time|early|prematurely?|full term)\b")
_EARLY = re.compile(r"^(?:(?:about|just|only|a) )*\w+ (?:days?|weeks?|months?) (?:early|late|overdue|premature)\b")
_HOW_OLD = re.compile(r"^how old (?:are|is) (?P<who>you|he|she)(?: now| today| again)?$")
_AGE = re.compile(
    r"^(?:(?:about|nearly|almost|just|only|just turned) )*[a-z0-9-]+(?: [a-z0-9-]+)?(?: (?:years?|months?|weeks?|days?)"
    r"(?: old)?)?$"
)
_HOW_BEGUN = re.compile(r"^did (?:it|this|that|they|the \w+) (?:start|come on|begin)\b.*\b(?:sudden|gradual)")
_BEGUN = re.compile(
    r"^(?!.*\bnot\b)(?:[a-z]+,? ){0,2}?(?P<how>(?:(?:pretty|very|quite|more|really) )*(?:sudden|gradual|all of a)\b.*)$"
)
LONGEST = 20
"""Words of such an answer."""


def told_instead(question: Sequence[str], answer: Sequence[str]) -> list[str] | None:
    """The question as a statement with the words of the answer in their place; None for any other pair."""
    asked, text = joined(without_leads(question)), joined(answer)
    if len(answer) > LONGEST:
        return None
    weight, lives, born = _WEIGHT.match(asked), _LIVES.match(asked), _BORN.match(asked)
    told: list[str] = []
    if weight and _AMOUNT.match(text):
        verb = weight["verb"].split()
        told = [weight["who"], *([past(verb[0]), *verb[1:]] if weight["aux"] == "did" else [weight["aux"], *verb])]
    elif lives and _WITH.match(text):
        told = [lives["who"], "live" if lives["who"] == "you" else "lives"]
    elif born and _EARLY.match(text):
        told = [born["who"], "was", "born"]
    elif _HOW_BEGUN.match(asked) and (begun := _BEGUN.match(text)):
        told, text = ["onset", ":"], begun["how"]
    elif (old := _HOW_OLD.match(asked)) and _AGE.match(text):
        told = [old["who"], "are" if old["who"] == "you" else "is"]
    return [*told, *said_to_patient(parted(text))] if told else None
