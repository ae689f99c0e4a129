"""Clauses that no stop parts: what was said since the last one waits for its main clause, or is gone on with.

Read by `boundaries`, before the rules on single words (`boundary_rules`). Words come cleaned (`normalise`), lower case.
"""

import re
from collections.abc import Sequence
from typing import Literal

from attending.scribe.rewrite.verbs import AUXILIARY
from attending.scribe.sentences.boundary_rules import EXAMINED, FORBID_ANY, REQUIRE
from attending.scribe.vocabulary import vocabulary

_SUBJECT = vocabulary("i you we he she it they this that there let please then the your my his her")
_CLAUSE = re.compile(
    rf"\b(?:i|you|we|he|she|it|they|this|that|there|(?:your|the|my|his|her|any|these|"
    rf"those) \w+) (?:\w+ )?(?:{AUXILIARY}|feels?|gets?|hurts?|comes?|starts?|swells?|shows?|goes|becomes?|develops?|"
    r"worsens?|improves?|helps?|persists?)\b|"
    r"\b(?:i|you|we|he|she|it|they) (?!and\b|or\b|to\b|in\b|on\b|for\b|with\b|at\b|of\b)\w+"
)
_ASKS = re.compile(rf"^(?:\w+ )?(?:when|where|if|once|while) (?:{AUXILIARY}) ")
_SUBORDINATE = re.compile(
    r"^(?:(?:and|so|but|then|now|also|again|or|okay|well|because|just|even|obviously|i know|,) )*"
    r"(?:if|when|once|while|unless|whenever|as soon as|as long as|based on what) "
)
"""An opening of a clause behind which the main one is still to come."""
_ASIDE = re.compile(
    r"^(?:(?:and|so|but|then|now|also|again|or|okay|well|,) )*(?:for (?:your|the|this|that|his|her|my|right now|now)|"
    r"based (?:up)?on(?! what)|with (?:all|that|this|your|the|his|her)|just (?:to be (?:sure|safe)|in case)|hopefully|"
    r"however|otherwise|unfortunately|fortunately|in (?:your|the|this|that) (?:case|meantime|morning|evening|past)|"
    r"in order to|in addition|at (?:this|that|the) (?:time|point|moment)|as far as|in terms of)\b"
)
"""An opening that says of what, when or how the sentence to come will be."""
_DONE = re.compile(
    r"\b(?:please|let|call|come|go|stop|take|try|give|make|feel free|start|continue|use|keep|just let|do not)\b"
)
"""Behind a condition these ask for what it leads to: its sentence is whole."""
LONGEST_OPENING = 18
"""Words of an opening clause within which its sentence is still to come."""
_ABOUT_THING = re.compile(
    r"^that (?:seem|are|were|have|do not|keep|get|show|include|cause|require|goes|runs|connects|passes|"
    r"(?:is|was) (?!going|concerning|reassuring|encouraging|interesting|amazing|surprising|exciting|frustrating|"
    r"something|nothing|anything|everything|being|having|causing|making|giving|helping|working|coming|getting)\w+ing|"
    r"(?:is|was|are|were|can be|could be) (?:found|located|unchanged|associated|caused by|measured|consistent with))\b"
)
"""What says which thing is meant, not what that one does."""
_NO_THING = vocabulary(
    "it this that them him her me us i you we they he she is are was were do did know think see sure okay yes no and "
    "or but so because well here there now today"
)
_WEIGHING = re.compile(
    r"\b(?:assess|determine|see|know|decide|understand|evaluate|check|find out|figure out|explain|remember|ask|"
    r"wonder(?:ing)?)$"
)
_WHAT_OF = re.compile(
    rf"^(?:how|what|whether|if|why|where|which|when) (?!(?:{AUXILIARY}|about|i am going to do|we are going to do)\b)"
)
_KIND_OF = re.compile(r"\b(?:what|which) (?:type|kind|sort|types|kinds) of \w+$")
_BELIEVED = re.compile(r"\b(?:think|believe|suspect|feel|hope|sure) that (?!it|this|you|i|we|they|he|she)\w+$")
_GOES_ON = re.compile(
    r"^(?:just to (?:be|make|see|help|check|rule)|where (?:we|they|you) (?!should|can|could|will)\w+|who (?:has|"
    r"had|is)|(?:usually|mostly|mainly|especially|particularly) (?:when|if|since|because|after)) "
)
"""Why, or of what: told of the clause before."""
_HOW_OFTEN = re.compile(
    r"^(?:(?:once|twice|\w+ times) (?:an? (?:day|week|month)|daily|weekly)|every (?:\w+ ){1,3}(?:hours?|days?|weeks?|"
    r"months?)|with (?:food|meals)|as needed) "
)
_TO_BE_SURE = re.compile(r"^just to be (?:sure|safe)$")
_PART_ONLY = re.compile(rf"^(?:(?:and|then|now|on|,) )*your {EXAMINED}$")
"""A part of the body that is named before what was found there."""
_AS_WE_SAY = re.compile(r"^(?:we|you|they) (?:call|called|talked about|discussed|mentioned|spoke about)\b")
_WHICH_GOES_ON = re.compile(
    rf"^which (?:{AUXILIARY}|i|we|you|he|she|it|they|means|makes|shows|helps|causes|includes|\w+ed)\b"
)
_ASKED_WHOLE = re.compile(
    r"\b(?:assess|determine|see|know|understand) (?:how|what|where|why) (?:\w+ ){1,5}(?:is|are|was|were)$"
)
_MAIN = re.compile(rf"^(?:it|i|we|you|this|that|there|he|she|they) (?:{AUXILIARY})\b")


Waits = Literal["comma", "on", "ends"]
FORCED = {"on": FORBID_ANY, "ends": REQUIRE}
"""What is taken from the score of each mark where a rule is sure of it."""


def unfinished(said: Sequence[str], after: Sequence[str]) -> Waits | None:
    """What stands behind the words since the last stop: a comma at most, nothing, or an end; None: no rule speaks."""
    spoken, ahead = " ".join(said), " ".join([*after, ""])
    if _ASKED_WHOLE.search(spoken) and _MAIN.match(ahead):
        return "ends"  # "to see how bad it is | we will …"
    if _WHICH_GOES_ON.match(ahead) and not _ASKS_WHICH.match(ahead) and len(said) > 1:
        return "comma"
    names_thing = said[-1].isalpha() and said[-1] not in _NO_THING
    if names_thing and len(said) > 1 and (_ABOUT_THING.match(ahead) or _AS_WE_SAY.match(ahead)):
        return "on"
    if (_WEIGHING.search(spoken) and _WHAT_OF.match(ahead)) or (_KIND_OF.search(spoken) and after[0] in _SUBJECT):
        return "on"
    if _BELIEVED.search(spoken) and re.match(rf"(?:{AUXILIARY}) ", ahead):
        return "on"
    if len(said) > 1 and (_HOW_OFTEN.match(ahead) or _TO_BE_SURE.match(spoken)):
        return "on"
    if len(said) > 1 and _GOES_ON.match(ahead):
        return "comma"
    if after[0] in _SUBJECT and (_waits(spoken, len(said)) or _PART_ONLY.match(spoken)):
        return "comma"
    return None


_ASKS_WHICH = re.compile(r"^which (?:is|was|are) (?:it|the one|one|your|worse|better)\b")


def _waits(spoken: str, length: int) -> bool:
    """Whether what was said only opens a sentence: a condition, or of what it will speak."""
    if length > LONGEST_OPENING or _ASKS.match(spoken):
        return False
    aside = _ASIDE.match(spoken)
    if aside:
        return length > 1 and not _CLAUSE.search(spoken[aside.end() :]) and not _DONE.search(spoken[aside.end() :])
    opening = _SUBORDINATE.match(spoken)
    if not opening:
        return False
    rest = spoken[opening.end() :]
    return len(rest.split()) > 1 and len(_CLAUSE.findall(rest)) == 1 and not _DONE.search(rest)
