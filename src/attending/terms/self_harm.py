"""Whether words speak of dying by one's own wish or of harming oneself, and whether an answer admits to such a thought.

Read by the scribe: such words are quoted, and no denial is written over a thought that was admitted.
"""

import re

_SELF_HARM = re.compile(
    r"\bsuicid\w*|\bself[- ]harm\w*|\b(?:kill|hurt|harm|cut|injur)(?:ed|t?ing)? (?:your|my|him|her|them)sel(?:f|ves)\b|"
    r"\b(?:end|ended|ending|take|taking|took|taken) (?:your|my|his|her|their) (?:own )?life\b|"
    r"\bend (?:it all|things)\b|"
    r"\b(?:want(?:ed|ing)?|wish(?:ed|ing)?|rather|better off)\b[^.?!]{0,20}\b(?:die|dying|dead)\b|"
    r"\bbetter off without (?:me|him|her)\b|\bnot (?:be |being )?here any ?more\b|"
    r"\bthoughts? of (?:dying|death)\b|\blife (?:is not|isn.?t|was not|wasn.?t|is no longer) worth\b|\bworth living\b|"
    r"\bnot (?:to )?(?:wake|waking) up\b|\b(?:never|don.?t|didn.?t|do not) (?:want to )?wake up\b|"
    r"\b(?:not|don.?t|do not|didn.?t) want(?:ing)? to (?:live|be alive|be here anymore|go on|exist)\b|"
    r"\bnot want(?:ing)? to be (?:here|around)\b|\bdon.?t want to be (?:here|around) any ?more\b|"
    r"\b(?:been|started|stopped|still|keeps?|(?:you|she|he|i|they)(?:['’](?:s|m|re)| is| am| are| was| were)|the|any|"
    r"about|urges? (?:to|for)) cutting(?=[.,?!;]|$| (?:again|and|but|when|because|at|since|has|is|was|that|yourself|"
    r"myself)\b)|"
    r"\b(?:took|taken|take) (?:an|another|one) overdose\b|"
    r"\btook (?:a (?:whole )?(?:load|bunch|handful|bottle|packet)|all|loads|too many) of\b[^.?!]{0,25}"
    r"\b(?:tablets?|pills?|paracetamol)\b|"
    r"\bno (?:reason|point) (?:to|in) (?:live|living|go on|going on)\b|\boverdos\w+ on purpose\b",
    re.IGNORECASE,
)
_UNHARMED = re.compile(
    r"\b(?:kill|hurt|cut|injur)\w* (?:your|my|him|her)self (?:when|while|with|at|on|by|lifting|playing|falling|running|"
    r"doing|shaving|cooking|anywhere|at all|else|badly|in)\b|"
    r"(?<!ever )\bdid you (?:hurt|injure|cut) yourself\b(?! on)|"
    r"\bhow did you (?:hurt|injure|cut)\b",
    re.IGNORECASE,
)
"""An injury, not a wish to be hurt."""
_ADMITS = re.compile(
    r"\bbetter off without\b|\b(?:cross|pass)\w* my mind\b|\b(?:fleeting|passing) thoughts?\b|"
    r"\bsometimes,? (?:i|maybe|yes|yeah|when)\b|\bi(?: do| did)? (?:sometimes )?wish\b|"
    r"\bnot (?:be |being )?here any ?more\b|\bwhat(?: i|.)s the point\b|"
    r"\b(?:go|going) to (?:sleep|bed) and (?:not|never)\b|\b(?:but|although|though) (?:i have|i.ve) thought\b",
    re.IGNORECASE,
)
"""What may stand behind a "no" to such a question and says that the thought is there."""


def speaks_of_self_harm(text: str) -> bool:
    """Whether a sentence, of whoever says it, is about dying by one's own wish or harming oneself, asked or told."""
    return bool(_SELF_HARM.search(_UNHARMED.sub("", text)))


def admits_self_harm(answer: str) -> bool:
    """Whether an answer to a question of `speaks_of_self_harm` says that such thoughts come, though it begins "no"."""
    return bool(_ADMITS.search(answer))
