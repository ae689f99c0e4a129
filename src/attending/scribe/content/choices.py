"""What a clinician sets before the patient to choose from, and what is taken back: neither is an order yet.

Read by `plan` and by the proposals.
"""

import re

from attending.terms.drugs import find_drugs

_OFFERS = re.compile(
    r"\beither\b.{0,160}\bor\b|"
    r"\b(?:could|can|might)\b.{0,140}\bor (?:else |maybe |just |instead |also |alternatively )*(?:we|i|you|do|try|go|"
    r"wait|watch|keep|leave|see|switch|start|send|get|stay)\b|"
    r"\b(?:i|we) (?:could|can|might) (?:use|try|start|offer|give you|go (?:for|with)) [^.;]{1,60}\bor\b|"
    r"\bor,? (?:the (?:other|alternative)|another|alternatively)\b|"
    r"\b(?:(?:one|an|another|the other|the first|the second|first|second) (?:\w+ )?(?:option|choice|possibility|"
    r"alternative)|(?:the|your) (?:(?:safe|other|best|main) )?(?:ones|options|choices|alternatives)(?: (?:for you|"
    r"you have|we have|left))? (?:are|would be)|(?:two|three|a couple of|a few|several|some) (?:\w+ )?(?:options|"
    r"choices|possibilities|ways))\b",
    re.IGNORECASE,
)
_PICKS = re.compile(
    r"\b(?:let['’ ]?u?s|go with|go for|try|prefer|rather|i['’]?d like|i would like|do the|take the|have the|start|want|"
    r"please|sounds? (?:good|better|best)|i think|i['’]?ll)\b",
    re.IGNORECASE,
)
_DECLINES = re.compile(r"\b(?:not|no|never|without|instead of|rather than)\b|n['’]t\b", re.IGNORECASE)
_LEADS = r"^\W*(?:(?:no|oh|well|um|uh|actually|honestly|hmm|yeah|okay|so|and|but|to be honest|i think|i guess)\b\W*)*"
_UNWILLING = re.compile(
    _LEADS + r"(?:i(?:['’]d| would) (?:really )?(?:rather not|prefer not|"
    r"(?:rather|prefer to) (?:wait|hold off|avoid|leave|try (?!it|that|this)))|"
    r"i (?:don['’]?t|do not) (?:really |actually )?(?:want|fancy) (?:to (?:take|go on|start|be on|use|try|have|do)\b|"
    r"that|"
    r"it|any|another|"
    r"more|the|an?\b)|no,? thank|i(?:['’]m| am) not (?:keen|ready|comfortable|happy)(?! (?:to|about) (?:stop|"
    r"quit|giv|cut))|"
    r"i(?:['’]d| would) like to (?:wait|hold off|think (?:about|it)|try without))",
    re.IGNORECASE,
)
_WISHES = re.compile(
    r"\b(?:(?:would|['’]d) (?:really |much |honestly |still )*(?:rather|prefer|like(?! to (?:know|ask|see if)))|prefer|"
    r"do not (?:want|fancy)|not (?:keen|ready) |(?:go|going) (?:with|for)\b|(?:will|['’]ll) (?:take|try|have|pass|"
    r"think about|wait)|let us (?:do|try|go|start|wait)|happy to (?:try|wait|take|have))",
    re.IGNORECASE,
)
_ASKS_WISH = re.compile(
    r"\b(?:which (?:one )?(?:would|do) you|would you (?:rather|prefer|like|want|be (?:happy|willing|interested|okay))|"
    r"what would you (?:like|prefer|rather)|do you want to (?:try|start|wait|go|have)|how (?:do|would) you feel about|"
    r"what do you think|any preference|up to you)\b",
    re.IGNORECASE,
)
_TAKES_BACK = re.compile(
    r"^\W*(?:(?:okay|ok|oh|well|so|then|right then|actually|no|wait|sorry|hmm|alright|all right|right|"
    r"you know what)\W+)*(?:let (?:me|us) change (?:it|that|this)|(?:i )?take that back|scratch that|strike that|"
    r"never ?mind(?: that)?|forget (?:that|it)|on second thoughts?|not that one(?: then)?|(?:scratch|strike|forget|"
    r"cancel|never mind) the)\b",
    re.IGNORECASE,
)


_NOT_IT = re.compile(
    r"^\W*(?:(?:okay|ok|oh|ah|right|well|so|then|alright|all right|in that case)\W+)+(?:not|no) (?P<what>[\w -]+?)"
    r"(?: then| for you)?\W*$",
    re.IGNORECASE,
)
"""A medicine thought better of: "ah, in that case not propranolol"."""


def offers_choice(text: str) -> bool:
    """Whether a sentence sets several ways before the patient: "we could raise the dose, or we could switch"."""
    return bool(_OFFERS.search(text))


def picks(text: str) -> bool:
    """Whether an answer chooses what it names: "let's try the physical therapy"."""
    return bool(_PICKS.search(text)) and not _DECLINES.search(text)


def is_unwilling(text: str) -> bool:
    """Whether a patient does not want what was just proposed: "I'd rather not", "I don't want to go on tablets"."""
    return bool(_UNWILLING.match(text))


def tells_wish(text: str) -> bool:
    """Whether a patient says what they would rather have, or not have."""
    return bool(_WISHES.search(text)) or is_unwilling(text)


def asks_wish(text: str) -> bool:
    """Whether a clinician asks which way the patient would like to go."""
    return bool(_ASKS_WISH.search(text))


def takes_back(text: str) -> bool:
    """Whether a clinician takes back what was just ordered: "okay, scratch that"."""
    thought_better = _NOT_IT.match(text)
    return bool(_TAKES_BACK.match(text)) or (thought_better is not None and bool(find_drugs(thought_better["what"])))


_HOLDS_OFF = re.compile(
    r"(?:\b|(?=n['’]t))(?:hold(?:ing)? off (?:on|with|from)?|wait (?:on|with)|skip|leave (?:out|off)|(?P<denied>not|"
    r"n['’]t|rather not|no need to) (?:start|begin|use|add|prescribe|give you)|leave)\s+(?P<what>[^,.;]+)",
    re.IGNORECASE,
)
_NOT_HELD = re.compile(r"(?:\b(?:not|never|without|if|you)|n['’]t)(?: \w+){0,2} $", re.IGNORECASE)
"""Before "skip it" it is no decision: "don't skip it", "if you skip a dose"."""
_NOT_BEFORE = re.compile(r"\b(?:until|till|before|unless|yet if|without)\b", re.IGNORECASE)
"""What is ordered all the same, for later: "don't start it until you've had the blood test"."""
_ELSEWHERE = re.compile(
    r"(?:it|that|this)\b(?!(?: (?:one|now|yet|today|at all|for now|then|just yet|after all|any ?more))*\W*$)",
    re.IGNORECASE,
)
"""Where or how a medicine is not used, which is ordered all the same: "don't use that on your face"."""
_LEFT_UNDONE = re.compile(r"\b(?:for now|out(?! of)|off|until|then|this time|today)\b", re.IGNORECASE)

_IF_ILL = re.compile(
    r"\W*(?:(?:and|so|but|also|then|now|ok(?:ay)?)\W+)*(?:if|when|whenever|while) (?:you|he|she|they|your|there)\b",
    re.IGNORECASE,
)
"""Before what is then left out for a while: "if you have a tummy bug, leave it out till you're better"."""
_ONLY_WHEN = re.compile(r"\W*\b(?:if|when|whenever|on days?|while) (?:you|he|she|they|that|the)\b", re.IGNORECASE)
"""When a dose is left out of a medicine that is begun all the same: "skip it if you're throwing up"."""


def held_off(text: str) -> str:
    """What a clinician decides not to begin after all, as it is called: "the statin", "it"; empty where nothing is."""
    found = _HOLDS_OFF.search(text)
    if found is None or (not found["denied"] and _NOT_HELD.search(text[: found.start()])):
        return ""
    if found.group().lower().startswith("leave ") and not _LEFT_UNDONE.search(found["what"]):
        return ""
    if _IF_ILL.match(text) or _ONLY_WHEN.search(found["what"]) or _ONLY_WHEN.match(text, found.end()):
        return ""
    if found["denied"] and (_NOT_BEFORE.search(found["what"]) or _ELSEWHERE.match(found["what"])):
        return ""
    return found["what"].strip().lower()


_ASKS_TO_DO = re.compile(
    r"^\W*(?:(?:and|so|then|before|until|once|in the meantime)\b[^?]{0,60}?\W+)?(?:could|can|would|"
    r"will) you (?:please |just |also )*(?:drop|bring|send|leave|give us|do|get|have|book|schedule|arrange|make an|pop|"
    r"come|go|take|hand|provide|fill)\b(?! (?:up|any|still|usually|ever|walk|tell|show|describe|remember|think|feel|"
    r"move|lift|bend|breathe|sleep|eat|drink)\b)",
    re.IGNORECASE,
)


def asks_to_do(text: str) -> bool:
    """Whether a question orders: "could you drop a urine sample in to reception?"."""
    return bool(_ASKS_TO_DO.match(text))
