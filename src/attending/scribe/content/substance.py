"""Whether a written sentence says anything by itself: "He thinks." and "It is possible." do not.

Read by `compose`. An answer may be chosen for its place or its score and yet hold no fact: it only points at what was
asked, or breaks off. Such a sentence is not written; what it denies or affirms stands where question and answer were
joined.
"""

import re
from functools import lru_cache

from attending.scribe.vocabulary import vocabulary
from attending.terms.content import units_of

_NOTHING = vocabulary(
    "think thinks thought believe believes say says said know knows sure notice noticed guess mean sorry thing things "
    "something anything nothing possible maybe okay fine happened happen happens remember remembers tell told ask "
    "asked "
    "try tried want wants going go goes went get got gets come came really actually right good well nice kind sort bit "
    "little lot much way exactly probably usually still just like patient patients one ones idea question answer "
    "reason "
    "speak see seen look looks seem seems appear start started use used uses else also god gosh weird interesting "
    "annoying important helpful mind hope hopefully unfortunately hear understand"
)
"""Words that hold no clinical fact."""
_TELLS = re.compile(
    r"\d|\b(?:comes? and goes?|constant\w*|continuous\w*|on and off|all the time|intermittent\w*|worse|better|"
    r"gradual\w*|"
    r"sudden\w*|every\w*|since|ago|(?:hour|day|week|month|minute|year)s?|never|sometimes|same|always|nights?|morning|"
    r"evening|again|before|today|yesterday|recently|anymore|left|right side|both|daily|weekly|once|twice|no longer|"
    r"normal|sides?|happen\w*|like th(?:is|at)|help(?:s|ed)?|tak(?:es?|ing|en) \w+|for a while|doing well|"
    r"still (?:there|present|here|going on|ongoing)|(?:him|her|them)sel(?:f|ves)|denies|uses?|said no|first time|"
    r"stopped|one|two|three)\b|:",
    re.IGNORECASE,
)
"""Words of course, time and effect: they say something of what was told just before."""
_WHO = r"(?:the patient(?:'s \w+)?|(?:his|her|their) [a-z]+|he|she|they|it|that|this|those)"
_BREAKS_OFF = re.compile(
    r"^(?:\S+ ){0,8}(?:the|an?|and|but|or|because|it is called)\.$|"
    rf"^(?:\w+ly,? )?{_WHO} (?:thinks?|believes?|would say|knows?|is not sure|does not (?:know|think|believe|remember|"
    r"recall))(?: so| it| that| maybe)?(?: (?:he|she|they|it|that|this) (?:is|are|was|were|does|do|did|has|have|"
    r"might have|"
    r"will)(?: not)?)?\.$|"
    rf"^(?:\w+ly,? )?{_WHO} (?:does|do|did|is|are|was|were|would|will|can|could|has|have)(?: not)?"
    r"(?: (?:so|either|as well|too|ever|maybe|probably))?\.$|"
    rf"^(?:\w+ly,? )?{_WHO} (?:does|do|did)(?: not)?,? (?:last|yesterday|because|when|if|until|before|after|once|twice|"
    r"initially|earlier|recently|though|previously|but|and|at (?:first|the time|night)|for (?:a (?:while|bit|time)|"
    r"about|\d+)|(?:(?:a (?:few|couple of)?|\d+) )?(?:minutes?|hours?|days?|weeks?|months?|years?) ago)\b.*$|"
    r"^(?:walk|run|sit|stand) or \w+\.$",
    re.IGNORECASE,
)
_SAYS_AGAIN = re.compile(
    rf"^(?:(?:no|nothing|not) )?(?:{_WHO} (?:(?:has|have|had|did|does|do|is|are|was|were|can|could)(?: not)?|"
    rf"never)(?: (?:really|"
    r"ever|actually|even))*(?: (?:had|have|having|noticed|notice|noticing|experienced|experience|seen|see|felt|feel|"
    r"heard|hear|"
    r"gotten|get|getting|any|think so|sure|certain))*(?: (?:any|of|anything|an?|problems?|issues?|changes?|troubles?|"
    r"symptoms?|concerns?|either|as well))*|"
    rf"{_WHO} has been diagnosed with (?:any |other )?(?:medical )?conditions|no (?:other )?(?:changes?|problems?|"
    rf"issues?))"
    r"(?: (?:with|like|of|about|in|to))?(?: (?:that|those|these|there|why|it))?(?: (?:at all|so far|yet|no))*\.$",
    re.IGNORECASE,
)
"""An answer that only says again what its question is joined with: "she has not had any issues with that"."""
_CHATTER = re.compile(
    r"\bthanks? (?:him|her|them|you|me)\b|\bhear (?:me|you)\b|\b(?:can|could) (?:\w+ )?see (?:me|you)\W*$|"
    r"\b(?:their|his|her|my) god\b|"
    r"\b(?:secure location|confidential conversation)\b|"
    r"\b(?:(?<!that )(?<!this )(?<!it )(?<!which )(?:is|was) what is|"
    r"(?:is|was) (?:does|do|did|how is|is it|is there))\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"^(?:The patient|He|She|They) (?:is|are) (?:called )?[A-Z][a-z]+\.$")
_NATIONS = re.compile(r"(?:ish|ian|ese|can|ench|erman|reek|utch|ewish)\.$")


@lru_cache(maxsize=4096)
def says_something(text: str) -> bool:
    """Whether a sentence of the note holds a fact of its own."""
    if _CHATTER.search(text) or _BREAKS_OFF.search(text) or _SAYS_AGAIN.match(text):
        return False
    if _NAME.match(text) and not _NATIONS.search(text):
        return False
    if _TELLS.search(text):
        return True
    return any(unit.text.lower() not in _NOTHING for unit in units_of(text))
