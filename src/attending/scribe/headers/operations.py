"""The operations that the patient had, by name, with side and time: "Right knee surgery, hysterectomy in 1999."

Read by `texts`. What was removed gets the operation's name ("tonsils taken out" is a tonsillectomy); what was
asked without a yes, denied, or only planned is left out.
"""

import re
from collections.abc import Iterator

from attending.drafts import Role
from attending.scribe.content.visit import Visit
from attending.terms.answers import Answer, answer_of
from attending.terms.dates import MONTHS
from attending.terms.negation import Status, assertion_of
from attending.terms.spoken import written

_NO_ADJECTIVE = (
    "any|an?|the|my|your|his|her|had|have|has|for|this|that|first|second|other|past|previous|of|and|or|two|three|four|in|"
    "was|got|did|several|some|no|more|another|major|minor|which|what|to|before|after|these|those|done|with|from|on|i|he|"
    "she|you|they|is|are|were|been|about|history|me|up|years?|ago|then|last|be|not|so|get|want|having|undergone|needed|also|it|who|when|as|at"
)
_NAMED = re.compile(
    r"\b(?:(?:left|right|bilateral|partial|total|double|triple|vaginal|abdominal|open|laparoscopic|radical) )*"
    r"(?:[a-z]+(?:ectom(?:y|ies)|ostom(?:y|ies)|otom(?:y|ies)|plast(?:y|ies)|oscop(?:y|ies)|rrhaph(?:y|ies))|"
    r"c[- ]sections?|cesareans?(?: sections?)?|c[- ]?a[- ]?b[- ]?g|d (?:and|&) c|tubal ligation|lasik|pacemaker)\b|"
    rf"\b(?:(?!(?:{_NO_ADJECTIVE}) )[a-z-]+ ){{1,3}}(?:surger(?:y|ies)|operations?|repairs?|replacements?|"
    r"bypass(?:es)?|fusions?|releases?|transplants?|reconstructions?|augmentations?|decompressions?|biops(?:y|ies)|grafts?|ablations?|amputations?|stents?|removal)\b",
    re.IGNORECASE,
)
_TAKEN = r"(?:\w+ ){0,3}?(?:removed|taken out|out|resected)\b"
_REMOVED = {
    rf"tonsils? {_TAKEN}": "tonsillectomy",
    rf"adenoids? {_TAKEN}": "adenoidectomy",
    rf"appendix {_TAKEN}": "appendectomy",
    rf"gall ?bladder {_TAKEN}": "cholecystectomy",
    rf"(?:uterus|womb) {_TAKEN}": "hysterectomy",
    rf"spleen {_TAKEN}": "splenectomy",
    rf"prostate {_TAKEN}": "prostatectomy",
    rf"thyroid {_TAKEN}": "thyroidectomy",
    rf"(?<!gall )(?<!gall)bladder {_TAKEN}": "cystectomy",
    rf"ovar(?:y|ies) {_TAKEN}": "oophorectomy",
    r"(?:removal of|took out) (?:my |her |both )?ovar(?:y|ies)": "oophorectomy",
    r"(?:my |her )?tubes tied": "tubal ligation",
}
_LAY = tuple((re.compile(rf"\b{words}", re.IGNORECASE), name) for words, name in _REMOVED.items())
_MONTH = "|".join(MONTHS)
_WHEN = re.compile(
    rf"[\s,]*(?:back |done |it was |that was |i believe )*((?:in|around|about) (?:(?:{_MONTH}) (?:of )?)?(?:19|20)\d\d|"
    r"at (?:the )?age (?:of )?\d+|\d+ (?:years|months|weeks) ago)",
    re.IGNORECASE,
)
_PLANNED = re.compile(
    r"\b(?:will|going to|scheduled|upcoming|need|should|recommend|plan\w*|today|before your|if)\b", re.IGNORECASE
)


def operations(visit: Visit) -> str:
    """The operations in the order of the talk; empty where none is named."""
    names: dict[str, None] = {}
    for name in _told(visit):
        if not any(name.lower() in other.lower() for other in names):
            names.setdefault(name, None)
    listed = ", ".join(names)
    return f"{listed[0].upper()}{listed[1:]}." if listed else ""


def _told(visit: Visit) -> Iterator[str]:
    utterances = visit.utterances
    for number, one in enumerate(utterances):
        answer = utterances[number + 1].text if number + 1 < len(utterances) else ""
        asks = one.asks or "?" in one.text
        if asks and answer_of(answer) is not Answer.YES:
            continue
        text = written(one.text)
        own = asks or one.role is not Role.CLINICIAN
        yield from _in_text(text.replace("?", "") if asks else text, own=own)


def _in_text(text: str, *, own: bool) -> Iterator[str]:
    found = [(m.start(), m.end(), m.group().lower()) for m in _NAMED.finditer(text)]
    found += [(m.start(), m.end(), name) for pattern, name in _LAY for m in pattern.finditer(text)]
    for start, end, name in sorted(found):
        if assertion_of(text, start, end).status not in (Status.PRESENT, Status.ASKED) or (
            not own and _PLANNED.search(text)
        ):
            continue
        when = _WHEN.match(text, end)
        yield f"{name} {when.group(1).lower()}" if when else name
