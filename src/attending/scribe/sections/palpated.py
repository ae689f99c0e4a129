"""What the patient answers under the examining hand: "does it hurt here, on the outside?" / "Ow, yeah, right there."

Read by `physical_examination`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Source, sources_of
from attending.scribe.rewrite import sentence, third_person
from attending.scribe.rewrite.verbs import ing
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted

_HURTS = re.compile(
    r"^(?:tender|sore|painful|hurts?)\b|\b(?:(?:does|do|did|is|are|was) (?:that|it|this|these|there|those|"
    r"your \w+)?\b.{0,12}\b(?:hurt|tender|sore|painful|uncomfortable|pain|tenderness)|(?:any|is there) (?:pain|"
    r"tenderness|soreness|discomfort)|that hurt|(?:painful|sore|tender|hurts?|pain) (?:there|here|at all))\b"
)
_LETS_GO = re.compile(r"\b(?:when|if|as) i (?:let go|take my hand (?:off|away)|release)\b")
"""How rebound is asked for."""
_HANDLES = "press|push|touch|bend|move|squeeze|tap|twist|turn|lift|straighten|rotate|pull"
"""What an examining hand does."""
_UNDER_HAND = re.compile(
    rf"\b(?:when|if|where|as) i (?:\w+ )?(?:{_HANDLES}|let go|do (?:this|that)|feel)\b|"
    r"\b(?:with|to) (?:my|the) (?:touch|fingers?|hand)\b"
)
_WHERE = "in|on|at|under|behind|along|over|above|below|around|across"
_NEXT_PLACE = re.compile(
    r"^(?:(?:okay|and|or|then|now|so|what|how|about|if i press)\b,? ?)*(?P<place>(?:over |down |up |around |just )?"
    rf"(?:(?:{_WHERE})\b[\w ,]{{3,60}}|here\b,?[\w ,]{{3,60}}|"
    r"(?:the|your) (?:\w+ ?){1,4}))$"
)
_NOW_PLACE = re.compile(
    r"\b(?:press\w*|push\w*|touch\w*|feel\w*|tap\w*|squeez\w*) (?:gently |down |lightly |just |"
    r"here,? )*(?P<place>(?:on|in|over|along|under|around|across) (?:the |your |his |her |both )?[a-z ]{3,40}|(?:the|"
    r"your|his|her) [a-z ]{3,30})$"
)
_PLACE = re.compile(
    rf"(?P<place>\b(?:{_WHERE}) (?:the|your|his|her|both|either) "
    r"[a-z ]{3,50}(?:, (?:on|along|over|under|around|just|right) [a-z ]{3,40})?)"
)
_ON_DOING = re.compile(
    rf"\b(?:when|if|as) i (?:\w+ )?(?P<verb>{_HANDLES}) "
    r"(?P<what>(?:your|the|his|her|it|them|this|that)\b[a-z ]{0,40})"
)
_POINTLESS = re.compile(r"\b(?:at all|here|there|right now|for me|okay|please|a little|at the moment)\b")
_YES = re.compile(
    r"^(?:(?:okay|oh|um|uh|well|ah),? )*(?:yes|yeah|yep|ow+|ouch|it does|that does|that hurts|it hurts|that's (?:it|"
    r"sore|tender|the spot)|right there|there|sore|tender|very|definitely|a (?:bit|little)|a tiny bit|slightly|"
    r"just there|(?:that|it|he) (?:is|hurts|did|does)|argh?|aah)\b|\bow\b|\bouch\b|\b(?:that|it) (?:hurts|is (?:sore|"
    r"tender|painful|it))\b"
)
_NO = re.compile(
    r"^(?:(?:okay|oh|um|uh|well|ah),? )*(?:no|nope|not (?:really|at all|there|so much|too bad)|nah|(?:that|it)(?:'s|"
    r" is) (?:fine|okay|all right|alright)|(?:that|it) (?:does not|doesn't)|fine|doesn't|nothing)\b"
)
_NO_PAIN = re.compile(r"^(?!.*\b(?:but|except|just|only)\b).*\b(?:no|without) (?:pain|tenderness|soreness)\b")
"""What an answer comes to after all: "uh, yeah, no pain there"."""
_SOME = re.compile(r"\b(?:a (?:tiny |little )?bit|a little|slightly|bit sore)\b")
LONGEST = 14
"""Words of an answer under the hand; more is a story."""
REACH = 4
"""Utterances back in which the place under the hand is looked for."""


@lru_cache(maxsize=REMEMBERED)
def palpated(visit: Visit) -> tuple[Line, ...]:
    """One finding for each question about pain under the hand that the patient answers."""
    return tuple(_answered(visit))


def _answered(visit: Visit) -> Iterator[Line]:
    start, utterances = exam_heard(visit), visit.utterances
    asked_before = False
    for index, question in enumerate(utterances[:-1]):
        text = joined(question.words)
        reply = utterances[index + 1]
        asks = question.role is Role.CLINICIAN and reply.role in {Role.PATIENT, Role.OTHER}
        begun = bool(_UNDER_HAND.search(text)) or (start is not None and index >= start)
        goes_on = asked_before and question.asks and bool(_NEXT_PLACE.match(text))
        if not (asks and begun and (_HURTS.search(text) or goes_on)):
            asked_before = asked_before and not asks
            continue
        asked_before = True
        verdict = _verdict(reply)
        named = ("on letting go", index) if _LETS_GO.search(text) else _place(utterances, index)
        if not verdict or named is None or "like" in named[0].split():
            continue
        place, named_at = named
        sources = dict.fromkeys(s for at in sorted({named_at, index, index + 1}) for s in sources_of(utterances[at]))
        yield _line(visit, verdict, place, tuple(sources))


def _line(visit: Visit, verdict: str, place: str, sources: tuple[Source, ...]) -> Line:
    felt = (
        verdict.replace("tenderness", "pain")
        if place.startswith("on ") and place.split()[1].endswith("ing")
        else verdict
    )
    return Line(sentence(third_person(parted(f"{felt} {place}"), Role.CLINICIAN, visit.person)), sources)


def _verdict(reply: Utterance) -> str:
    """`tenderness`, `a little`, `no`, or nothing where the answer is no clear one."""
    spoken = reply.text.lower().strip(" .!?…")
    if len(spoken.split()) > LONGEST or reply.asks:
        return ""
    if _NO_PAIN.search(spoken):
        return "no tenderness"
    if _SOME.search(spoken):
        return "a little tenderness"
    if reply.reply == "no" or _NO.match(spoken):
        return "no tenderness"
    return "tenderness" if reply.reply == "yes" or _YES.search(spoken) else ""


def _place(utterances: list[Utterance], index: int) -> tuple[str, int] | None:
    """Where the hand lies, and the utterance that says so; None where nobody does."""
    for at in range(index, max(-1, index - REACH), -1):
        if utterances[at].role is not Role.CLINICIAN:
            continue
        text = joined(utterances[at].words)
        own = _in_question(text) if at == index else _of_hand(text)
        if own:
            return own, at
    return None


def _in_question(text: str) -> str:
    moved = _ON_DOING.search(text)
    bare = _POINTLESS.sub("", text)
    bare = re.sub(r"\s+", " ", bare).replace(" ,", ",")
    found = _PLACE.search(bare)
    if found:
        return _cleaned(found["place"])
    if moved and moved["verb"] not in {"press", "push", "touch"} and len(moved["what"].split()) > 1:
        return f"on {ing(moved['verb'])} {_cleaned(moved['what'])}"
    if moved and len(moved["what"].split()) > 1:
        return _cleaned(f"over {moved['what']}")
    following = _NEXT_PLACE.match(text)
    if following:
        place = _cleaned(_POINTLESS.sub("", following["place"]))
        return place if not re.match(r"(?:the|your)\b", place) else f"over {place}"
    return ""


def _of_hand(text: str) -> str:
    found = _NOW_PLACE.search(text)
    if not found:
        return ""
    place = _cleaned(found["place"])
    return place if not re.match(r"(?:the|your|his|her)\b", place) else f"over {place}"


def _cleaned(place: str) -> str:
    """A place without the end of the question ("on your belly does that hurt"); empty where it is no place."""
    bare = re.split(r"\b(?:does|do|is|are|when|if|hurts?|tender|sore|pain|and|or|here|there|this|that)\b", place)[0]
    bare = re.sub(r"\s+", " ", re.sub(r"\b(?:your|his|her)\b", "the", plain(bare))).strip(" ,")
    return bare if len(bare.split()) > 1 and not _TORN.search(bare) else ""


_TORN = re.compile(
    r"\b(?:the|on|in|over|of|a|an|at|side of|just|like|out)$|\bmy\b|^(?:on|in|over|at) (?:it|that|this)?$|"
    r"\b(\w+) (?:the )?\1\b|\bit$|\bdown\b.*\bup\b"
)


def plain(place: str) -> str:
    """A place as it is written: the abdomen for the belly."""
    return re.sub(r"\b(?:belly|tummy|stomach)\b", "abdomen", place)
