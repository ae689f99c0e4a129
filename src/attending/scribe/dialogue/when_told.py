"""When something was, told behind a yes: "have you had a colonoscopy?" / "yes, four years ago".

Read by `answers`.
"""

import re
from collections.abc import Sequence

from attending.scribe.vocabulary import joined, parted
from attending.terms.dates import MONTHS

_ONCE = re.compile(r"\b(?:had|been|ever|did|was|were)\b")
_MONTH = f"(?:{'|'.join(MONTHS)}|spring|summer|autumn|fall|winter)"
_WHEN = re.compile(
    r"^(?:(?:about|around|maybe|like|just|only|back|probably|approximately) )*"
    rf"(?:(?:\w+ ){{1,3}}(?:years?|months?|weeks?|days?) ago|last (?:year|month|week|\w+day|{_MONTH})|"
    rf"in (?:the )?(?:\w+teen\w*|\w+ties|twenty \w+|two thousand(?: and)? ?\w*|(?:19|20)\d\d|{_MONTH})|"
    r"at (?:the age of |age |about )?(?:\d+|\w+teen|\w+ty(?:[- ]\w+)?)|"
    r"when i was (?:\w+ ?){1,3})(?=$| ,)"
)


def with_time(clause: list[str], answer: Sequence[str]) -> list[str]:
    """The clause of the question with the time with which the answer begins, where it asks of something once done."""
    found = _WHEN.match(joined(answer))
    if found is None or not _ONCE.search(joined(clause)) or ":" in clause:
        return clause
    return [*clause, ",", *parted(found.group())]


_YES_OR_NO = re.compile(r"^(?:so |and |but )?(?:have|has|had|did|were|was|you had|he had|she had|ever)\b")


def is_time_alone(question: Sequence[str], answer: Sequence[str]) -> bool:
    """Whether an answer says yes by telling when: "you had a stent, didn't you?" / "in 2016"."""
    asked = joined(question)
    return bool(_YES_OR_NO.match(asked) and _ONCE.search(asked) and _WHEN.match(joined(answer)))
