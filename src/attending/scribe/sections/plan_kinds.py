"""Of what kind a sentence of the plan is: reasoning, treatment, a test, advice, or when to come again.

Read by `plan`. The learned score proposes a kind; words that a kind cannot be without decide.
"""

import re

from attending.scribe.content.choices import offers_choice
from attending.scribe.content.conditions import is_safety_net
from attending.terms.drugs import find_drugs

LABELS = {
    "reasoning": "Medical Reasoning:",
    "treatment": "Medical Treatment:",
    "testing": "Additional Testing:",
    "education": "Patient Education and Counseling:",
    "followup": "Follow-up:",
}
"""The kinds in the order in which they stand under a problem, with their labels."""

_TREATS = re.compile(
    r"\b(?:mg|mcg|prescri\w*|refill|start (?:her|him|the patient|them|with)|continue|increase|decrease|tablets?|dose|"
    r"inject\w*|brace|splint|refer\w*|therapy|surgery|cast|sling|medications?|medicines?|antibiotics?|boot|cream|"
    r"ointment|drops|gel|inhaler|spray|infusion|moisturizer|physio\w*|rehab|program|dietitian|stitches|excision|"
    r"safety plan|off work|operation|laparoscop\w+|remov(?:e|ed|al)|take (?:the|your|his|her) \w+ out)\b"
)
_TESTS = re.compile(
    r"\b(?:order|mri|mrcp|x-?rays?|ct|labs?|blood ?work|bloods?(?: tests?| count)?(?! pressure)(?! clots?)|"
    r"ultrasound|panel|"
    r"echo\w*|a1c|biops(?:y|ies)|cultures?|urinalysis|scans?|tests?|testing|recheck|repeat|emg|mammogram|colonoscopy|"
    r"pathology|lab|potassium|kidney function|tsh|spirometry|ekg|ecg|monitor(?! (?:his|her|their|that|this|it|the)\b)|"
    r"swab|(?:urine|stool) (?:tests?|samples?|cultures?))\b",
    re.IGNORECASE,
)
_TEACHES = re.compile(
    r"\b(?:should|advised|recommended that|encouraged|avoid|call|keep|ice|elevate|diet|weigh|exercise|rest|drink|wear|"
    r"check|wash|try|make sure|please|no (?:lifting|running|driving|smoking|twisting))\b"
)
_RETURNS = re.compile(
    r"\b(?:follow up|return|come back|see (?:her|him|them|the patient) (?:in|again|back|on|the day)|follow-up|"
    r"look again)\b"
)
_PLANNED = re.compile(
    r"(?:we will|i recommended|(?:at this time,? )?(?:my|i) recommend(?:ation)?|i am (?:also )?(?:going|referring|"
    r"sending|ordering|putting)|we can|i would|she will|he will|the patient will)\b"
)


_BEFORE_PLAN = re.compile(r"^(?:(?:and|so|then|for (?:that|this|it)),? )+")
_TREATS_FIRST = re.compile(r" (?:also |then )?(?:refer|prescribe|start|continue|give|send) (?!\w+ (?:for|to get) )")
"""A treatment that is planned in view of a test: "we will refer him to therapy once we get the MRI"."""
_ASSESSES = re.compile(
    r"\b(?:well controlled|(?:not|poorly) controlled|uncontrolled|(?:seems?|looks?) controlled|(?:very |really |"
    r"so )?(?:pleased|happy) with how|at goal|(?:above|below) where|appears to be|my diagnosis)\b|"
    r"^(?:it|this|that) (?:could|may|might)(?: well| also| just| still)* be "
    r"(?!worth|an idea|good|useful|helpful|necessary)|"
    r"^i (?:do not )?(?:think|believe|suspect) (?!\w+ (?:should|will|can|need|would)\b|let us)"
)


def assesses(text: str) -> bool:
    """Whether a sentence says how a problem stands: "it is not well controlled"."""
    return bool(_ASSESSES.search(text.lower()))


_IMPERATIVE = re.compile(
    r"(?:ice|elevate|rest|drink|stay|wear|finish|avoid|keep|no (?:running|lifting|twisting|driving|kneeling))\b"
)


_MINERAL = re.compile(
    r"\b(?:hold|stop|skip|start|restart|take|continue|increase) (?:the |her |his |their )?(?:potassium|iron|magnesium|"
    r"calcium)\b"
)
"""Given as a medicine, not measured: "we will hold the potassium"."""


def plan_kind(text: str, likely: str) -> str:
    """The kind of a sentence of the plan: its order words decide, else the model."""
    low = text.lower()
    if _MINERAL.search(low) or offers_choice(low):
        return "treatment"
    if is_safety_net(low) and not find_drugs(low):
        return "followup"
    if _RETURNS.search(low) and not _TESTS.search(low):
        return "followup"
    tests, treats = bool(_TESTS.search(low)), bool(_TREATS.search(low) or find_drugs(low))
    planned = _PLANNED.match(_BEFORE_PLAN.sub("", low))
    if planned and (tests or treats):
        return (
            "testing" if tests and not _TREATS_FIRST.match(_BEFORE_PLAN.sub("", low)[planned.end() :]) else "treatment"
        )
    if assesses(low):
        return "reasoning"
    if _IMPERATIVE.match(low) and not (tests or find_drugs(low)):
        return "education"
    if likely == "education" and (tests or treats) and not _TEACHES.search(low):
        return "testing" if tests else "treatment"
    if likely == "followup":
        return "education" if _TEACHES.search(low) else "treatment"
    if likely == "testing" and not tests:
        return "treatment" if treats else "reasoning"
    if likely == "treatment" and not (treats or _PLANNED.match(low) or _TEACHES.search(low)):
        return "reasoning"
    return likely


_POINTS_BACK = re.compile(
    r"^(?:it|this|that|they|these|those|or|not|the (?:first|second|other|main|effect|risks?))\b|\b(?:with|of|on|for|"
    r"before|after) (?:it|that|them)$|\bif that happens\b",
    re.IGNORECASE,
)


_TOLD_TO_DO = re.compile(
    r"^(?:(?:again|and|definitely|so|just|please|also|then|,) )*"
    r"(?=(?:get|weigh|do|watch|keep|refrain|be (?:mindful|careful|sure)|increase|avoid|use|stay|record|try|drink|eat|"
    r"set|give (?:me|us)|make|take your|call|let (?:me|us) know|elevate|ice|wear|check your|monitor|rest|limit|cut)"
    r"\b(?! dragon| sure (?:that )?you\b).*\b(?:you|your|yourself)\b)"
)
"""A plain command to the patient that goes on with "your"."""


def addressed(text: str) -> str:
    """A command with whom it is for: "get a scale, weigh yourself" as "you should get a scale, weigh yourself"."""
    found = _TOLD_TO_DO.match(text)
    if found is None:
        return text
    command = text[found.end() :]
    return f"you should {command[3:] if command.startswith('do not ') else command}"


def points_back(text: str) -> bool:
    """Whether a sentence is only understood behind the one before it: "it lowers the sugar"."""
    return bool(_POINTS_BACK.search(text.rstrip(".")))
