"""Short answers under the name of what was asked, as clinicians jot them: "what color?" / "green" → "color: green".

Read by `answers`, for questions whose words do not fit around the answer.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.fragments import main_of
from attending.scribe.vocabulary import vocabulary
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

_TELLS_OF = re.compile(r"^(?:like )?(?:my|his|her|our|their) [a-z]+(?: \w+)? (?:has|had|have|died|was|is|got|passed)\b")
"""An answer that names whose illness it is, and so needs no name of its own."""
LONGEST_TOPIC = 4
"""Words of a name; a longer question is no name."""
_DROPPED = vocabulary("and so or then now also the your my any a an of there is are with about what how tell me some")
_NO_TOPIC = vocabulary(
    "you i it that this he she they we do does did have has had can could would will who why where when which okay "
    "right happened wrong else else's anything something everything questions other up feel feeling doing going "
    "different sorry no yes"
)
_NO_ANSWER = vocabulary("what how sorry pardon okay fine good great thanks thank sure hello hi um maybe exactly deal")
_TITLES, _GREETING = frozenset({"doctor", "doc", "dr"}), frozenset({"morning", "afternoon", "evening"})
_POINTING = vocabulary("no just only that this one ones those these them it same thing , .")
"""Words that say nothing away from what they point at: "no, just that one"."""
_PRONOUNS = vocabulary("it that this i they he she we")
_KINDS = (
    (r"^where(?: (?:exactly|abouts))*$", "location"),
    (r"^how (?:many times|often|frequently)\b", "frequency"),
    (r"^how long\b.*\blast|^how long(?: (?:for|now|roughly|in total))*$", "duration"),
    (r"\b(?:family history|in (?:the|your) family|run in)\b", "family history"),
    (
        r"\b(?:medical|health) (?:conditions?|problems?|issues|history|background|stuff|things)\b|"
        r"^(?:(?:and|so|okay) )*any (?:past|previous|other|long term) (?:problems|illnesses)\b",
        "past medical history",
    ),
    (r"\blast (?:menstrual )?period\b", "last menstrual period"),
    (r"\b(?:immuni[sz]ations?|vaccin\w+)\b", "immunizations"),
    (r"\b(?:surger(?:y|ies)|operations?)\b", "surgical history"),
    (r"^what (?:do|did|kind of work do|is) you(?:r)? (?:do|occupation|job)\b", "occupation"),
    (r"^what (?:color|colour)\b", "color"),
    (r"^how many pillows\b", "pillows"),
    (
        r"\bhow (?:bad|severe)\b|\bscale (?:of|from)\b|\b(?:would|do|could|can) you rate (?:the|your|this|it|that)\b|"
        r"\bout of (?:ten|10)\b",
        "severity",
    ),
    (
        r"^(?:is (?:it|the pain|that) |are they )?worse with anything\b|"
        r"^(?:what|does anything|is there anything|anything)\b.*\b(?:worse|brings? (?:it|them|this|that) on|"
        r"triggers?|sets? (?:it|them|this|that) off|aggravates?)\b",
        "worse with",
    ),
    (
        r"^(?:is (?:it|the pain|that) |are they )?better with anything\b|"
        r"^(?:what|does anything|is there anything|anything)\b.*\b(?:better|helps?|helped|relieves?|ease[sd]?)\b",
        "better with",
    ),
    (
        r"^what (?:does|do|did) (?:it|they|that|this|the pain)(?: actually| exactly)? feel like\b|"
        r"^(?:(?:can|could|would) you )?describe (?:it|that|this)\b",
        "quality",
    ),
    (r"^what (?:kind|sort|type) of pain\b|\bdescribe (?:the|your|that) pain\b", "quality of pain"),
    (r"^(?:any|do you have any|have you got any|are there any|you have any)\b.*\ballerg", "allergies"),
    (r"^(?:and )?(?:(?:any|drug|food|known|medication) )*allergies$", "allergies"),
    (r"^what else (?:do|are|does|is) (?:you|he|she) (?:take|taking|on)\b", "medicines"),
    (r"\b(?:smears?|pap (?:smears?|tests?)|cervical screening)\b", "cervical screening"),
    (r"^(?:are|is|do|does) (?:you|he|she) (?:still |currently )?(?:working|work|employed)\b", "occupation"),
    (
        r"^(?:any|what|which|how about|what about)\b(?! if\b)(?: \w+){0,3} (?:medications?|medicines?|tablets|meds)\b",
        "medicines",
    ),
    (
        r"^(?!how\b).*\b(?:medications?|medicines?|tablets|meds)\b.*\b(?:take|taking|on)\b|\b(?:take|taking|"
        r"on)\b.*\bmedic",
        "medicines",
    ),
    (
        r"^who (?:do you live|lives?) with\b|^who (?:else )?(?:is|lives) (?:else )?(?:living with|"
        r"(?:in|at) (?:the |your )?(?:home|house|household))\b|\blive with (?:anyone|anybody)\b",
        "lives with",
    ),
    (
        r"^(?:how|what) about (?:any )?alcohol\b|^(?:any )?alcohol\b(?!.*\b(?:or|drugs)\b)|^how much (?:do you )?"
        r"(?:drink|alcohol)|^what do you (?:usually |normally |mainly |mostly |tend to )*drink$|"
        r"\bhow many (?:drinks|units)\b",
        "alcohol",
    ),
    (r"^how (?:many|much)\b.*\b(?:smoke|cigarettes|packs)\b", "smoking"),
    (r"^how (?:many|much)$", "amount"),
    (
        r"^(?:(?:right|and|so|okay) )*which (?:joints?|fingers?|toes?|teeth|tooth|areas?|parts?|places?|muscles?)"
        r"(?: (?:now|then|exactly|is it|are they|are affected|hurts?|is affected|mainly|mostly))*$",
        "location",
    ),
    (r"\b(?:right|left) ?-?handed\b|\bdominant hand\b", "dominant hand"),
    (r"^since when\b", "onset"),
    (r"^is (?:this|it) your first(?: (?:baby|pregnancy|child|one))?$", "pregnancy"),
    (r"^what else (?:do|does) (?:you|he|she) have\b|^any other (?:illness(?:es)?|diseases)$", "past medical history"),
)


def label(question: Sequence[str], answer: Sequence[str], *, known: bool = False) -> list[str] | None:
    """ "topic: answer", or None where the question names no topic (with `known`, none of `_KINDS`)."""
    if (
        not answer
        or answer[0] in _NO_ANSWER
        or len(answer) > 12
        or (set(answer) & _TITLES and set(answer) & _GREETING)
        or "i" in main_of(answer)
        or (known and answer[0] == "not")
        or (answer[0] in _PRONOUNS and len(answer) < 4)
        or (set(answer) <= _POINTING and not (list(question[:2]) == ["how", "many"] and list(answer) == ["one"]))
    ):
        return None
    if _OF_TWO.search(" ".join(question)):
        return None
    topic = _topic([word for word in question if word[0].isalnum()], known=known)
    answer = _told_all_the_same(answer)
    if not topic or "or" in topic or set(topic) & set(answer):
        return None  # of two things asked one is answered, or the answer names its topic itself
    if topic == ["family", "history"] and _TELLS_OF.search(" ".join(answer)):
        return None
    if topic == ["family", "history"]:
        asked = [] if _ILLNESS.search(" ".join(answer)) else find_diagnoses(" ".join(question))
        named = {m.text for m in asked}
        topic = [*topic, "of", *asked[0].text.split()] if len(named) == 1 else topic
    if topic == ["lives", "with"] and {"just", "only"} & set(answer[:1]) and answer[1:2] == ["me"]:
        with_others = list(answer[2:3]) == ["and"]
        answer = list(answer[3:]) if with_others else [answer[0], "yourself", *answer[2:]]
    if topic == ["severity"]:
        felt = {m.text for m in find_symptoms(" ".join(question)) if " " in m.text or m.text in _FELT}
        topic = [*topic, "of", *felt.pop().split()] if len(felt) == 1 else topic
    return [*topic, ":", *answer]


_NOTHING_BUT = re.compile(
    r"^(?:(?:no|nothing|none|not)(?: really| much| else)?(?: ,)? "
    r"(?:really |apart from |other than |except(?: for)? |besides |but )*(?:just |only )+|"
    r"(?:no|nothing|none)(?: ,)? (?:really )?(?:apart from|other than|except(?: for)?|besides) |"
    r"(?:nothing|none)(?: ,)? (?=[a-z -]+$)(?!(?:that|like|else|to|new|serious|major|other|out|in|at|much|i|comes|"
    r"wrong|special|significant|on|of|from|so|yet|recent\w*|apart|as|known|really|for|we|there)\b))"
)
"""A no that goes on to the one thing there is."""


def _told_all_the_same(answer: Sequence[str]) -> Sequence[str]:
    """ "No, nothing really, just hay fever" as "hay fever"."""
    left = _NOTHING_BUT.sub("", " ".join(answer)).split()
    return left or answer


_FELT = vocabulary("headache nausea itch itching cough breathlessness dizziness")
"""What severity is asked of beside pain, which goes without its name."""
_ILLNESS = re.compile(
    r"\b(?:cancers?|tumou?rs?|disease|attacks?|strokes?|diabetes|asthma|pressure|cholesterol|syndrome|condition|"
    r"\w+itis|"
    r"\w+aemia|\w+emia)\b"
)
"""An answer that names an illness of its own: it is not the one that was asked for."""
_GIVEN = re.compile(
    r"^how (?:much|many)(?: of)?(?: the)? (?P<drug>(?:[a-z-]+ ?){1,2}?) (?:do|did|have|are|were) (?:you|he|she|"
    r"they)\b.*"
    r"\b(?:giv\w+|gave|tak\w+|took|us(?:e|ing|ed))\b"
)
"""How much of a medicine was given."""


_OF_TWO = re.compile(
    r"\b(?:medicines?|medications?|meds|tablets|pills) ?(?:,|or|and) (?:(?:any|or|and|known) )*allergies\b"
)
"""A question after medicines and allergies at once, whose answer bears neither name."""


_HOW_IS_IT = re.compile(
    r"^how (?:heavy|big|large|deep|strong|thick) (?:is|are|was|were) (?:the|your|his|her) (?P<what>\w+)$"
)
_HOW_OFTEN_TAKEN = re.compile(
    r"^how often (?:are|is|do|does) (?:you|he|she) (?:\w+ )?(?:using|use|taking|take|needing|need) "
    r"(?:the|your|his|her) (?P<what>[a-z]+(?: [a-z]+)?)$"
)
"""Questions that name what their answer is of."""


def _topic(question: list[str], *, known: bool) -> list[str]:
    text = " ".join(question)
    given = _GIVEN.search(text)
    if given and find_drugs(given.group("drug")):
        return given.group("drug").split()
    measured = _HOW_IS_IT.match(text) or _HOW_OFTEN_TAKEN.match(text)
    if measured:
        return measured["what"].split()
    named = next((name for pattern, name in _KINDS if re.search(pattern, text)), "")
    if named or known:
        return named.split()
    words = list(question)
    words = words[2:] if words[:2] in (["how", "many"], ["how", "much"]) else words
    while words and words[0] in _DROPPED:
        words = words[1:]
    if words[:1] in (["problem"], ["complaint"], ["trouble"]):
        return []
    if not 0 < len(words) <= LONGEST_TOPIC or any(word in _NO_TOPIC for word in words):
        return []
    return words
