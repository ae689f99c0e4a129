"""Orders told without a verb: a medicine and what it is for.

Read by `order_kinds`.
"""

import re

from attending.terms.drugs import find_drugs

_FOR_WHAT = re.compile(
    r"(?: only| just|,)* (?:for (?:the|your|his|her|any|a)\b|(?:as|when|if) (?:needed|required|you|he|she)\b)"
    r"(?!.*\b(?:is|are|was|were|has|had|helps?|helped|does|did|would)\b)"
)


def opens_with_medicine(plain: str) -> bool:
    """Whether words open with a medicine and what it is for, without a verb: "tylenol for the headache"."""
    drugs = find_drugs(plain)
    return bool(drugs) and drugs[0].start == 0 and bool(_FOR_WHAT.match(plain, drugs[0].end))
