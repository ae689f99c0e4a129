"""Counts and kin under the name of what was asked for: "any falls?" / "Two." → "falls: two".

Read by `answers`, before an answer is weighed as a yes or a no.
"""

import re

from attending.scribe.dialogue.declared import without_leads
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.voice import said_to_patient
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content, joined, parted
from attending.terms.numerals import ONE_TO_TEN
from attending.terms.persons import BLOOD, words_for

LONGEST = 24
"""Words of an answer; a longer one is a story."""
_NAMED = re.compile(
    r"^(?:.*, )?(?:any|how many|(?:have|has|did|do|does) (?:you|he|she|they) (?:ever )?(?:had|have|get|got) any) "
    r"(?P<what>(?:(?!you|other|more|of)[a-z-]+ ){0,2}?(?!you|one|medicines|medications|allergies)[a-z-]+s)"
    r"(?: (?:since|in the|at all|recently|lately|before|this|over the)\b.*)?$|"
    r"^(?P<bare>(?!(?:how|what|when|where|which|who|is|are|do|does|did|have|has|since)\b)[a-z-]+(?: [a-z-]+)?s)$"
)
_COUNT = re.compile(
    r"^(?:(?:just|only|about|maybe|probably|like|perhaps|,) )*"
    rf"(?:{ONE_TO_TEN}|eleven|twelve|\d+|a couple|couple|a few|several)\b"
    r"(?! (?:(?:or|to) \w+ )?(?:o'clock|minutes?|hours?|days?|weeks?|months?|years?|mg|of (?:us|them|those))\b)"
)
_ALCOHOL = re.compile(
    r"^how much (?:are|have|do|would) you (?:say you )?(?:been )?drink(?:ing)?(?: (?:now|these days))?$"
)
_DRUNK = re.compile(r"\b(?:water|juice|tea|coffee|fluids?|squash|sips?|litres?|liters?|milk)\b")
_GESTATION = re.compile(
    r"^how (?:far along|many weeks)(?: (?:pregnant))?(?: (?:are|is) (?:you|we|she))?(?: (?:now|today|along|pregnant))*$"
)
_WEEKS = re.compile(r"\bweeks?\b|\bmonths?\b")
_WHICH_PREGNANCY = re.compile(
    r"^(?:this|it|that) is (?:baby |pregnancy )?number \w+$|^is (?:this|it) (?:baby |pregnancy )?number \w+$"
)
_NUMBER = re.compile(r"^(?:no |it is |actually |my )*(?:number \w+|the \w+)$")
_FAMILY = re.compile(
    r"^(?:(?:does|has|did|is|have) )?(?:anyone|anybody|any ?one) (?:else )?in (?:the|your|his|her) family "
    r"(?:(?:ever|also) )*(?:get|gets|have|has|had|with|got|suffers? (?:from|with)) "
    r"(?:an? |any |the )?(?P<what>(?!you\b|it\b|this\b|that\b)"
    r"[a-z][a-z ]{2,40})$"
)
_KIN = re.compile(
    rf"^(?:just |only |both )?(?:my|his|her|our) (?:\w+ )?(?:{words_for(*BLOOD)})\b(?!.*\b(?:had|has|got|is|was|did)\b)"
)


_SOME_OF = re.compile(
    r"^(?:.*, )?(?:any|(?:is|was|has) there (?:been )?any|(?:have|did|do) you (?:had|have|see|seen|noticed|get) any) "
    r"(?P<what>(?:blood|leak(?:age|ing)|discharge|bleeding|weakness|swelling|numbness)(?: (?:in|of|on|from) "
    r"(?:(?:the|your|his|her) )?[a-z]+)?)(?: at all)?$"
)
_A_LITTLE = re.compile(
    r"^(?:(?:there (?:is|was|has been)|i (?:have )?(?:had|saw|noticed)|maybe|just|only|yes) )*"
    r"(?:a (?:bit|little|streak|"
    r"spot|speck|tinge|few|touch)|some|streaks|specks|spots|once|twice|when i|if i|sometimes|occasionally)\b"
)
_DOING = re.compile(r"^(?:are|is|were) (?:you|he|she) (?:still |currently )?(?P<what>[a-z]+ing)$")
_WAS = re.compile(r"^(?:i|he|she) (?:was|did|used to)(?: not)?,? (?:but|until|then|at first)\b")
_MUCH = re.compile(r"^(?:not (?:as|so|that) much|less|more|as (?:normal|usual)|(?:a bit|much) (?:less|more))\b")
_USING = re.compile(
    r"^(?:are|is|do|does) (?:you|he|she) (?:still |currently )*(?:using|taking|use|take|on|wearing|wear) "
    r"(?:an?|any|the|your|his|her)? ?(?P<what>(?!it\b|that\b|anything\b|any\b|drugs\b|them\b)[a-z]+(?: [a-z]+)?)$"
)
_THIS_ONE = re.compile(r"^(?:just |only )?(?:the|my|an?) (?:\w+ ){0,2}ones?\b")
_HOW_MUCH = re.compile(
    r"^how (?:much|many) (?P<what>(?!weight|times|pain)[a-z]+(?: [a-z]+)?) (?:do|does) (?:you|he|she) "
)
_LAST = re.compile(r"^when (?:was|did you have) (?:your|his|her|the) (?P<what>last [a-z]+(?: [a-z]+){0,2})$")
_CLAUSE_OF_TIME = re.compile(
    r"^(?:just |right |not )?(?:(?:before|after|when|at|since|while|during)\b|(?:19|20)\d\d ?,)"
)


def under_its_name(question: tuple[str, ...], answer: Utterance) -> list[str] | None:
    """The answer behind the name of what was asked for; None where the question asks for nothing that has one here."""
    asked, told = joined(without_leads(question)), joined(answer.words)
    if not told or len(answer.words) > LONGEST or answer.asks:
        return None
    name = _name(asked, told)
    spoken = list(answer.words) if "i" in answer.words else said_to_patient(list(answer.words))
    return [*parted(name), ":", *spoken] if name else None


def _name(asked: str, told: str) -> str:
    counted = _NAMED.match(asked) if _COUNT.match(told) else None
    if counted:
        what = counted["what"] or counted["bare"]
        return "frequency" if what == "times" else what
    if _ALCOHOL.match(asked) and not _DRUNK.search(told):
        return "alcohol"
    if _GESTATION.match(asked) and _WEEKS.search(told):
        return "gestation"
    if _WHICH_PREGNANCY.match(asked) and _NUMBER.match(told):
        return "pregnancy"
    some = _SOME_OF.match(asked) if _A_LITTLE.match(told) else None
    if some and not set(content(some["what"])) & set(content(told)):
        return some["what"]
    doing = _DOING.match(asked) if _WAS.match(told) or _MUCH.match(told) else None
    doing = doing or (_USING.match(asked) if _THIS_ONE.match(told) else None)
    doing = doing or (_HOW_MUCH.match(asked) if is_fragment(told.split()) else None)
    last = _LAST.match(asked) if _CLAUSE_OF_TIME.match(told) else None
    asked_of = doing or last
    if asked_of:
        return asked_of["what"]
    family = _FAMILY.match(asked) if _KIN.match(told) else None
    return f"family history of {family['what']}" if family else ""
