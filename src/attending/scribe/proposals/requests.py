"""An order as a ServiceRequest that is drafted, and the words by which it is none: declined, only thought of, waiting.

Read by `orders`, `referrals` and `vaccines`.
"""

import re
from typing import Any

from attending.scribe.proposals.fhir import Fact, Visitor, concept
from attending.scribe.proposals.next_visit import days_asked_for
from attending.scribe.proposals.passages import Passage
from attending.terms.coding import SNOMED, Coding

CATEGORY = {
    "laboratory": Coding(system=SNOMED, code="108252007", display="Laboratory procedure"),
    "imaging": Coding(system=SNOMED, code="363679005", display="Imaging"),
    "procedure": Coding(system=SNOMED, code="71388002", display="Procedure"),
    "referral": Coding(system=SNOMED, code="3457005", display="Patient referral"),
}

_URGENT = re.compile(
    r"(?<!not )(?<!non)(?<!non[- ])(?<!n['’]t )(?:\b(?:send|sending|admit\w*|get) (?:you|him|her)\b[^.;]*\b(?:now|"
    r"straight|today)\b|\b(?:2|two)[- ]week[- ](?:wait|rule)\b|\bcancer pathway\b|"
    r"\burgent\w*|\bstat\b|\bright away\b|\bas soon as possible\b|\bemergen\w+)",
    re.IGNORECASE,
)

MAYBE = re.compile(
    r"\b(?:might|maybe|consider\w*|if|unless|possibly|perhaps|would you|whether|eventually|depending|"
    r"until we|not planning|(?:thought|think|thinking) (?:about|of)|talk\b|could)\b",
    re.IGNORECASE,
)

DECLINED = re.compile(
    r"\b(?:(?:do|does|did|would|wo|should|need)\s?n['’]?t|(?:do|does|would|will|should|need) not|not (?:going|think\w*|"
    r"necessary|worth)|no (?:need|reason|point)|hold(?:ing)? off|instead of|rather than|skip|avoid|defer\w*|declin\w*|"
    r"refus\w*)\b",
    re.IGNORECASE,
)
"""What is not to be done: "I don't think you need an x-ray"."""


_WAITS = re.compile(r"^\W*(?:(?:and|but|so|then|now|okay)\W+)*(?:if|unless|should|in case)\b", re.IGNORECASE)


def waits(text: str, found: re.Match[str]) -> bool:
    """Whether an order waits for something that is told before it: "if it locks again, I'll order an MRI"."""
    return bool(_WAITS.match(text[: found.start()]))


def request(
    name: str, kind: str, coding: Coding | None, passage: Passage, visitor: Visitor, text: str, who: str = "",
    *, when: re.Match[str] | None = None,
) -> Fact:  # fmt: skip
    """A draft of an order: by its name, kind and code, with the sentence that says it, for whom and when."""
    category = CATEGORY[kind]
    resource: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "order",
        "category": [concept(category.display, category)],
        "code": concept(name[:1].upper() + name[1:], *([coding] if coding else [])),
        "subject": visitor.subject,
        "authoredOn": visitor.moment,
    }
    if when is not None:
        start, end, words = days_asked_for(when, visitor.now)
        resource["occurrencePeriod"] = {"start": start.date().isoformat(), "end": end.date().isoformat()}
        text = f"{text.rstrip('.')} {words}."
    if _URGENT.search(passage.text):
        resource["priority"] = "urgent"
        text = f"{text.rstrip('.')}, urgently."
    if who:
        resource["performerType"] = concept(who[:1].upper() + who[1:])
    return Fact(text, resource, passage.sources)
