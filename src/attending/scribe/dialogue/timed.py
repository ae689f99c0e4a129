"""An answer that says when and goes on with a clause: "how long?" / "since Saturday, I was lifting a box" →
"duration: since Saturday, I was lifting a box".

Read by `answers`, before an answer is taken for a sentence that stands alone.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.declared import without_leads
from attending.scribe.vocabulary import joined, parted
from attending.terms.dates import DAY_NAME
from attending.terms.numerals import ONE_TO_TEN

LONGEST = 24
"""Words of an answer; a longer one is a story that needs no name."""
_OF_WHAT = r"(?:it|this|that|they|these|those|(?:the|your|his|her|this|that) (?P<what>[a-z]+(?: pain| throat| ache)?))"
_ONSET = re.compile(
    rf"^(?:when|how long ago) (?:did|was it that) {_OF_WHAT} (?:\w+ )?(?:start|begin|come on|happen|appear|develop|"
    r"come up)\b|^when did you (?:first )?(?:notice|get|develop|start (?:having|getting)) "
    r"(?:it|this|that|these|(?:the|your) (?P<noticed>[a-z]+))"
)
_DURATION = re.compile(
    rf"^(?:for )?how long (?:(?:has|have|is|was) {_OF_WHAT}|have you (?:had|been having|noticed) "
    r"(?:it|this|that|these|them|(?:the|your) (?P<had>[a-z]+))|(?:for|now)?$)"
)
_AMOUNT = rf"(?:\d+|an?|{ONE_TO_TEN}|twelve|couple of|few|several|half an?)"
_TIME = re.compile(
    r"^(?:(?:it|this|that) (?:has been|was|is|started|began|came on) )?(?:(?:oh|well|so|just|only|maybe|probably|about|"
    r"around|approximately|like|almost|nearly|over|at least|for|the|last|past|this|a|good|i think|i would say|,) )*"
    rf"(?:{_AMOUNT} (?:(?:or|to) \w+ )?(?:minute|hour|day|night|week|month|year)s?(?: ago| now| or so)*|"
    r"since (?:(?:i|he|she|my|his|her|the) .+|[a-z]+)(?: (?:morning|night|afternoon|evening|week|month))?|"
    r"yesterday(?: \w+ing)?|today|(?:last|this) (?:night|week|weekend|month|year|summer|winter|spring|autumn|"
    rf"fall|morning|evening|[a-z]+day)|(?:on )?{DAY_NAME}(?: night| morning)?)"
)
_SINCE_WHAT = re.compile(r"\bsince (?:i|he|she|my|his|her|the) ")
_GOES_ON = re.compile(r"^(?:,|when|while|after|because|right after|as|and then)(?= |$)")


def told_when(question: Sequence[str], answer: Sequence[str]) -> list[str] | None:
    """The answer under "onset" or "duration", where it begins with a time and goes on; None for any other answer."""
    asked, text = joined(without_leads(question)), re.sub(r"^(?:like|so|well),? ", "", joined(answer))
    time = _TIME.match(text)
    if (
        time is None
        or len(answer) > LONGEST
        or not (_GOES_ON.match(text[time.end() :].strip()) or _SINCE_WHAT.search(time.group()))
    ):
        return None
    onset, duration = _ONSET.match(asked), _DURATION.match(asked)
    found = onset or duration
    if found is None:
        return None
    named = next((word for word in found.groupdict().values() if word), "")
    label = ["onset" if onset else "duration", *(["of", *named.split()] if named else [])]
    return [*label, ":", *parted(text)]
