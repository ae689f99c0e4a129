"""How often, where whether was asked: "do you wake up gasping?" / "twice this week" → "you wake up gasping, twice
this week".

Read by `answers`.
"""

import re

from attending.scribe.dialogue.declared import declare, without_leads
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.listed import find_list
from attending.scribe.dialogue.voice import said_to_patient
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined
from attending.terms.numerals import is_number_word

_OFTEN = re.compile(
    r"^(?:(?:about|maybe|approximately|a (?:bunch|couple|few|lot) of|loads of|lots of) )?"
    r"(?:once|twice|times|\w+ (?:or \w+ )?times)\b(?!.*\b(?:i|not|but|it)\b)"
)


_HOW_MANY = re.compile(
    r"^(?:(?:and|so|about|roughly) )*how many(?: (?:of (?:them|those|these)|times|attacks|episodes|headaches|migraines|"
    r"seizures|fits))?(?: (?:do|did) you (?:get|have))? (?:a|per|each|every|in a|in an average) "
    r"(?P<period>day|night|week|month|year)$"
)
_A_NUMBER = re.compile(
    r"^(?:(?:maybe|about|approximately|probably|like|around|up to|at least|roughly) )*"
    r"(?P<told>[\w-]+(?: (?:or|to) [\w-]+)?)$"
)


def how_many(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """ "How many a month?" / "Maybe eight." as "frequency: eight a month"."""
    asked, told = _HOW_MANY.match(joined(question)), _A_NUMBER.match(joined(reply.words))
    if not asked or not told or not is_number_word(told["told"].split()[0]):
        return None
    return ["frequency", ":", *told["told"].split(), "a", asked["period"]]


def had_often(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """ "Have you had strep before?" / "A bunch of times as a kid."."""
    found = find_list(question) if question[-1:] == ("before",) and _OFTEN.match(joined(reply.words)) else None
    return ["you", "had", *found[: -1 if found[-1] == "before" else None], *reply.words] if found else None


_EARLIER = re.compile(
    r"^(?:(?:just|only|about|maybe|like|back|yes|yeah|,) )*(?:(?:once|twice|in|as|when|last|a (?:few|couple)|years|at|"
    r"during|with|ages|\d+|two|three|four|five|six|ten|since)\b)"
)
_BEFORE = re.compile(
    r"^(?:has|have|had|did|do) (?:you|he|she|they) (?:ever )?(?:had|have|get|got) (?:any |an? )?"
    r"(?P<what>(?:(?!(?:you|your|surgery|operations?|anything|something)\b)[a-z-]+ ){1,4}?(?:like (?:this|that) )?)"
    r"(?:before|in the past|previously)$"
)


def had_earlier(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """ "Has he had croup before?" / "Last winter, they gave him the steroid." behind what was asked after."""
    happened = _HAPPENED.match(joined(without_leads(question)))
    if happened and is_fragment(reply.words) and _ONCE_THEN.match(joined(reply.words)):
        return [*happened["what"].replace("anything", "something").split(), "happened", *reply.words]
    ever = _EVER.match(joined(without_leads(question)))
    if ever and is_fragment(reply.words) and _ONCE_THEN.match(joined(reply.words)):
        return [ever["who"], "had", *ever["what"].split(), *said_to_patient(reply.words)]
    asked = _BEFORE.match(joined(without_leads(question)))
    if not asked or not _EARLIER.match(joined(reply.words)) or len(reply.words) > LONGEST_EARLIER:
        return None
    return [*asked["what"].split(), "before", ":", *reply.words]


LONGEST_EARLIER = 18
_EVER = re.compile(
    r"^(?:has|have) (?P<who>you|he|she|they) ever had (?P<what>(?:an? )?[a-z-]+(?: [a-z-]+)?)(?: before)?$"
)
_HAPPENED = re.compile(
    r"^(?:has|have) (?P<what>this|it|that|anything like (?:this|that|it)) (?:ever )?happened(?: to you)?(?: before)?$"
)
_ONCE_THEN = re.compile(
    r"^(?:(?:just|only|once|twice|back|,) )*(?:in|as|when|at|during|last|(?:19|20)\d\d|\w+ years? ago|years ago)\b"
)


def how_often(question: tuple[str, ...], reply: Utterance) -> list[str] | None:
    """ "Do you wake up gasping?" / "Twice this week." is a yes, with how often."""
    clause = declare(question, yes=True) if _OFTEN.match(joined(reply.words)) else None
    return [*clause, ",", *reply.words] if clause else None
