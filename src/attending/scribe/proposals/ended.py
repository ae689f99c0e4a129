"""How words end a medicine or move its dose: stopped, held, swapped for another, up, down, "by two units".

Read by `medicines`.
"""

import re
from typing import Literal

from attending.terms.drugs import find_drugs

_TAKEN_OFF = (
    r"stop\w*|discontinu\w+|(?:switch|swap|mov|chang)\w* (?:you|him|her) (?:over )?(?:off|from)(?! \d)|(?:wants?|"
    r"need|like|get|take|taking|keep|have) (?:you|him|her|them) "
    r"(?:completely |right )?off|break from|come off|get (?:you )?off|no more|quit|wean\w*|bin|"
    r"get(?:ting)? rid of|ditch|scrap|"
    r"(?:point|sense) (?:in|to)(?: you)? (?:taking|continuing|using)|"
    r"taper you off|cut(?:ting)? out|lay(?:ing)? off"
)
"""How a medicine that is taken comes to its end."""
_HELD = r"hold(?:ing)?(?! (?:on|off|steady|up|well|still)\b)"
_HELD_OR_OFF = r"hold(?:ing)?(?! on| steady| up| well| still)"
"""Also "hold off", of what is not begun."""
_STOPS = re.compile(
    rf"\b(?:{_TAKEN_OFF}|{_HELD_OR_OFF}|"
    r"avoid\w*|(?:do(?:es)? not|do(?:es)?n['’]?t) (?:use|take|start|need)|rather (?:you|he|she) (?:did not|didn['’]?t) "
    r"(?:use|take|have)|not (?:going to|use|take|start|need|planning)|(?:not|"
    r"n['’]t) want (?:you|him|her|them) (?:to )?(?:tak|us|start|hav)(?:e|ing)|(?:not|n['’]t) want (?:you|him|her) on|"
    r"never|instead of|rather than|not a (?:candidate|good)|against|stay(?:ing)? away from|without)\b",
    re.IGNORECASE,
)
_ENDS = re.compile(rf"\b(?:{_TAKEN_OFF}|{_HELD_OR_OFF}|instead of)\b", re.IGNORECASE)
_TAKEN_UNTIL_NOW = re.compile(
    rf"\b(?:{_TAKEN_OFF}|{_HELD}|instead of (?:the|your|his|her)|drop(?:ping)?)\b", re.IGNORECASE
)
_HOLDS = re.compile(rf"\b(?:break from|{_HELD}|pause|pausing)\b", re.IGNORECASE)
_FOR_A_WHILE = re.compile(
    r"\W*(?:\w+ ){0,3}?(?:for (?:now|the moment|the time being|the next|a few|a couple|\d+)|until|till|temporarily|"
    r"while (?:you|he|she)(?:['’]re| are|['’]s| is| have|['’]ve| has))\b(?! from now)",
    re.IGNORECASE,
)
"""Behind what is stopped: it is only held."""
_PUT_AWAY = re.compile(
    r"\b(?:put|throw|chuck|bin|toss|leave|cut) (?:(?:the|your|that|those|any) )?(?:old |rest of (?:the )?)?$",
    re.IGNORECASE,
)
_AWAY = re.compile(r"\W*(?:\w+ ){0,2}(?:away|out|off|alone|in the bin)\b", re.IGNORECASE)
_TAKEN_FROM = re.compile(
    r"\b(?:take|taking|cross|crossing|strike|get) (?:(?:the|your|that|his|her) )?$",
    re.IGNORECASE,
)
_OFF = re.compile(r"\W*(?:right |completely )?off(?: (?:your|the|his|her|of)\b|\W*(?:then\W*)?$)", re.IGNORECASE)
"""Behind what is taken from a list: "I'll take the codeine off your repeat"."""
_NO_LONGER = re.compile(r"\b(?:any ?more|any longer|from now on)\b", re.IGNORECASE)
_SWITCHED = re.compile(r"\b(?:switch\w*|chang\w+|replac\w+|swap\w*|exchang\w+)\b[^,]*$", re.IGNORECASE)
_FOR_ANOTHER = re.compile(r"\s+(?:\w+ ){0,2}(?:to|for|with)\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:increas\w+|decreas\w+|doubl\w+|halv\w+|rais\w+|lower\w*|reduc\w+|go(?:ing)? (?:up|down)|bump\w*|"
    r"cut(?:ting)?(?! out)|titrat\w+|taper\w*(?! you off)|chang\w+ (?:the|your) dos\w+|up (?:the|your)|adjust\w*)\b",
    re.IGNORECASE,
)
_MOVES = re.compile(
    r"\b(?:drop|step|bring|turn|push|put|move|take|get)(?:p?t?ing)? (?:(?:the|your|his|her|that) )?(?:dose of )?$",
    re.IGNORECASE,
)
_TO_A_DOSE = re.compile(
    r"\s*(?:dose )?(?:back |up |down )+|\s*(?:dose )?(?:(?:up|down|back) )*(?:to|by|from) (?:\d|half)", re.IGNORECASE
)
_MAKES = re.compile(r"\bmak(?:e|ing) (?:(?:the|your) )?$", re.IGNORECASE)
_A_DOSE = re.compile(r"\s*(?:dose )?(?:half|\d)", re.IGNORECASE)
_DROPS = re.compile(r"\bdrop(?:ping)? (?:(?:the|your|his|her|that) )?$", re.IGNORECASE)


_BEGINS_ANEW = re.compile(
    r"(?<!\bnot )(?<!\bto )(?<!n['’]t )\b(?:use|take|start|try|begin|put (?:you|him|her)(?: back)? on) (?:(?:the|"
    r"some|your|an?|plain|regular) )*$",
    re.IGNORECASE,
)


_LEFT_FOR = re.compile(
    r"^(?:.*?\W)?(?:instead of|rather than) [^,.;]+,\s*(?=(?:i|we|you|let['’]?s|let us|start|try|take|use|please)\b)",
    re.IGNORECASE,
)
"""The other medicine, named and left before this one: "rather than amlodipine, we'll try"."""


def without_other(before: str) -> str:
    """The words before a medicine without another one that it stands in for, in the same length."""
    return _LEFT_FOR.sub(lambda m: " " * len(m.group()), before)


_ONTO = re.compile(
    r"\b(?:switch|swap|mov|chang|tak|get)\w* (?:you|him|her) off\b.*?(?P<onto>\b(?:on)?to (?:[\w-]+ ){0,2})$", re.I
)
"""The other medicine, left, and this one in its place: "switch you off the lisinopril and onto"."""
_EXPLAINS = re.compile(r",\s*(?=(?:it|that|this|they|which|those)\b)", re.IGNORECASE)
"""Where a sentence goes over to why: "stop the verapamil, it mustn't go with bisoprolol"."""


def _own(before: str) -> str:
    """What is said of a medicine alone, where speech without marks runs on: "stop the Aleve use Tylenol"."""
    before = _EXPLAINS.split(without_other(before))[-1]
    if (onto := _ONTO.search(before)) and find_drugs(before):
        return onto["onto"]
    anew = _BEGINS_ANEW.search(before)
    lead = before[: anew.start()].rstrip() if anew else ""
    ends = [*_STOPS.finditer(lead)]
    return before[anew.start() :] if anew and ends and ends[-1].end() < len(lead) else before


Ending = Literal["stops", "holds", "spared"]


def ending(before: str, after: str) -> Ending | Literal[""]:
    """What the words around a medicine make of it.

    Args:
        before: the clause up to the medicine.
        after: what follows its name.

    Returns:
        `stops` or `holds`, `spared` where it is to be avoided or not begun, or nothing.
    """
    before = _own(before)
    if _ONCE_DONE.search(before) or (_BESIDE.search(before) and find_drugs(before)):
        return ""
    if (
        is_put_away(before, after)
        or is_swapped(before, after)
        or (_DROPS.search(before) and not _TO_A_DOSE.match(after))
    ):
        return "stops"
    if off := _COMES_OFF.match(after):
        return "holds" if is_for_a_while(after[off.end() :]) else "stops"
    if not _STOPS.search(before):
        return ""
    if _ENDS.search(before):
        return "holds" if _HOLDS.search(before) or is_for_a_while(after) else "stops"
    left = _LEAVES_OUT.search(before)
    if left and (left["dose"] or _NEXT_DOSES.match(after) or is_for_a_while(after)):
        return "holds"
    return "stops" if _NO_LONGER.search(after) else "spared"


_BESIDE = re.compile(r"\b(?:with|alongside|while (?:you['’]re|you are|taking|on)) (?:(?:the|your|his|her) )?$", re.I)
"""Before the medicine beside which another is not taken: "avoid ibuprofen with lithium"."""
_ONCE_DONE = re.compile(
    r"\b(?:once|when|after|until|before|if|since) (?:you|he|she|they)(?:['’](?:ve|s|re)| have| has| had| are| is)? "
    r"(?:stopped|finished|come off|off|quit)\b[^,.;]*$",
    re.IGNORECASE,
)
"""What is then, and not now: "once you've stopped the topiramate"."""
_LEAVES_OUT = re.compile(
    r"(?:\bnot|n['’]t) (?:take|use|have|give (?:him|her))(?: any(?: more)?| your| his| her| the)*"
    r"(?P<dose> (?:to(?:night|day|morrow)|this (?:morning|evening))['’]s)? ?$",
    re.I,
)
_NEXT_DOSES = re.compile(
    r"\W*(?:at all |or \w+ )?(?:tonight|today|tomorrow|this (?:morning|evening|week)|over the weekend)\b", re.I
)
"""Behind what is left out for some doses: "don't take any warfarin tonight or tomorrow"."""


def is_for_a_while(after: str) -> bool:
    """Whether what follows a medicine that is stopped makes it one that is only held: "… while you have diarrhea"."""
    return bool(_FOR_A_WHILE.match(after))


def is_swapped(before: str, after: str) -> bool:
    """Whether another takes its place: "switch you from metoprolol to carvedilol"."""
    return bool(_SWITCHED.search(before) and _FOR_ANOTHER.match(after) and not _CHANGES.search(before))


def is_put_away(before: str, after: str) -> bool:
    """Whether a medicine is done with: "you can put the albuterol away"."""
    away = _PUT_AWAY.search(before) and _AWAY.match(after)
    return bool(away or (_TAKEN_FROM.search(before) and _OFF.match(after)))


_COMES_OFF = re.compile(
    r"\W*(?:(?:will|needs?|has|have|should|must|can|is|are|s|going|definitely|probably|just|to|really|ought)\b\W*)+"
    r"(?:come off|stopped|stop(?! (?:you|it|the|your)\b)|be stopped|go(?= (?:completely|altogether|too|as well)|"
    r"\W*$))\b",
    re.IGNORECASE,
)
"""Behind a medicine that ends: "the metformin will need to come off altogether"."""


def was_taken(before: str, after: str) -> bool:
    """Whether the words that end a medicine tell that it was taken: "stop the iron", not "avoid ibuprofen"."""
    before = _own(before)
    return bool(
        _TAKEN_UNTIL_NOW.search(before)
        or _NO_LONGER.search(after)
        or _COMES_OFF.match(after)
        or is_put_away(before, after)
    ) or is_swapped(before, after)


def changes_dose(before: str, after: str) -> bool:
    """Whether a dose is moved: "cut the furosemide down", "bring the carvedilol down to 6.25"."""
    if _IS_MOVED_BY.search(before):
        return False
    moved = (_MOVES.search(before) and _TO_A_DOSE.match(after)) or (_MAKES.search(before) and _A_DOSE.match(after))
    return bool(_CHANGES.search(before) or moved or _MOVED_BEHIND.match(after))


_IS_MOVED_BY = re.compile(
    r"\b(?:it|that|this|they|which|those)(?: (?:can|could|may|might|will|does|do|also|just|really))* "
    r"(?:lower|reduce|raise|increase|decrease|double|halve)s? (?:(?:the|your|his|her) )?$",
    re.IGNORECASE,
)
"""What something else does to a medicine: "because the pill can lower the lamotrigine"."""
_MOVED_BEHIND = re.compile(
    r"\W*(?:i|we|they)(?:['’](?:d|ll|ve)| do| would| will| have)* (?:like to |want to |need to )?(?:go|went|"
    r"gone) (?:up|down) (?:on|with)\b|\W*(?:dose )?(?:(?:needs?|has|have|should|can|will|to|is|going|wants?|"
    r"be)\b ?)+(?:(?:go|come|put|turned) (?:up|down)|increased|reduced|halved|doubled|up to \d|down to \d)\b",
    re.IGNORECASE,
)
"""Behind a medicine named first: "the lisinopril I do want to go up on, to 20"."""
