"""Treatment that would harm, and alarms at getting well: "to increase her pain", "return if it improves".

Read by `verify`. What a treatment is for, and after which turn of events somebody comes back or is treated further, has
a direction that needs no visit to be known; a note that has it the wrong way round is a slip, whoever wrote it.
"""

import re
from collections.abc import Iterator

from attending.checks.clauses import Clauses
from attending.checks.problem import Problem, quoted

_ILL = (
    r"pain|inflammation|swelling|(?:o?edema)|stress(?:\s+levels?)?|anxiety|symptoms?|discomfort|nausea|itching|stiffness|"
    r"tenderness|bleeding|reflux|wheezing|cough|fever|congestion|spasms?|headaches?|fatigue|infection|"
    r"risks?(?:\s+of)?|complications?|cravings?|irritation"
)
_GOOD = (
    r"support|strength|mobility|range\s+of\s+motion|function|healing|circulation|flexibility|hydration|"
    r"(?:quality\s+of\s+)?sleep|quality\s+of\s+life|adherence|compliance|immunity|recovery|(?:pain\s+)?relief|bone\s+density"
)
_BETWEEN = (
    r"(?:\s+(?:the|her|his|their|your|my|any|some|further|in|of|down|with|joint|back|chronic|acute|"
    r"and)){0,3}\s+"
)
_UP = r"(?:increase|worsen|aggravate|exacerbate|raise|heighten|prolong)"
_DOWN = r"(?:decrease|reduce|lower|worsen|impair|lessen|diminish|weaken)"
_AIM = (
    r"\b(?:(?<!due )(?<!used )(?<!begun )(?<!started )(?<!tends )(?<!likely )(?<!continues )to|"
    r"help(?:s|ing)?(?:\s+to)?)\s+(?:(?:help|further|better)\s+)*"
)
_REVERSED_AIM = re.compile(
    rf"(?P<aim>{_AIM}(?:{_UP}{_BETWEEN}(?:{_ILL})|{_DOWN}{_BETWEEN}(?:{_GOOD})|"
    rf"(?:provide|give|offer|achieve|allow)\s+(?:for\s+)?"
    rf"(?:(?:decreased|reduced|less|worse)\s+(?:{_GOOD})|(?:increased|more|worse)\s+(?:{_ILL}))))\b",
    re.IGNORECASE,
)
_TREATS = re.compile(
    r"\b(?:take|takes|taking|start\w*|prescri\w+|recommend\w*|advise\w*|continue\w*|use|using|give\w*|given|wear\w*|"
    r"order\w*|encourag\w+|will|we|i|apply|try|perform|brace|splint|therapy|medication|tablets?|mg|refer\w*|plan)\b",
    re.IGNORECASE,
)
_NOT_MEANT = re.compile(
    r"\b(?:avoid\w*|not|n['’]t|never|may|might|could|can|tends?|seems?|reports?|risk|side\s+effects?|stop\w*|caus\w+|"
    r"notic\w+|appears?|known)\b",
    re.IGNORECASE,
)
_COME_BACK = (
    r"(?:call|return(?!\s+to\s+(?!(?:the\s+|our\s+)?(?:clinic|office|emergency|ed|er|hospital|surgery|department)\b))|contact|notify|seek|come\s+back|present|go\s+to\s+the|let\s+(?:me|us)\s+know|ring|attend|"
    r"re-?attend|follow\s+up\s+(?:sooner|earlier))\b"
)
_BETTER = (
    r"(?:improves?|improved|gets?\s+better|is\s+better|resolves?|subsides?|"
    r"(?:becomes?|become)\s+(?:more\s+)?(?:mild|better))"
)
_ALARM = re.compile(
    rf"\b{_COME_BACK}[^.;]{{0,60}}?\b(?:if|should)\s+(?P<event>[^.;,]{{0,60}}?\b{_BETTER})\b", re.IGNORECASE
)
_FURTHER = re.compile(
    r"\bif\b(?P<event>[^.;]{0,50}?\b(?:not|n['’]t|no\s+longer)\s+(?:\w+\s+)?(?:worsen\w*|worse|deteriorat\w+|symptomatic)"
    r")\b[^.;]{0,70}?\b(?:further|additional|consider|surg\w+|refer\w*|imaging|mri|ct|x-?ray|injections?)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|n['’]t|no|fails?\s+to|never|without|unless|only|or\s+stop)\b", re.IGNORECASE)


def check_aims(sentence: str, clauses: Clauses) -> list[Problem]:
    """Aims of treatment and reasons to come back that point the wrong way, where nobody put it so."""
    return [
        Problem("change-differs", found.lower(), f"{quoted(found)} is {why}.")
        for found, why in _reversed(sentence)
        if not any(found.lower() in one.text.lower() for one in clauses.said)
    ]


def _reversed(sentence: str) -> Iterator[tuple[str, str]]:
    for match in _REVERSED_AIM.finditer(sentence):
        before = sentence[: match.start()]
        if _TREATS.search(before) and not _NOT_MEANT.search(before[-40:]):
            yield match["aim"], "no aim of treatment"
    for match in _ALARM.finditer(sentence):
        if not _DENIED.search(match["event"]):
            yield match["event"], "no reason to come back sooner"
    for match in _FURTHER.finditer(sentence):
        yield match["event"].strip(), "no reason for further treatment"
