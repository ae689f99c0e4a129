"""Whether the patient is a woman or a man, from how people speak of and to the patient.

Read by `patient` where the chart is silent. Where what is heard disagrees ("Thank you, sir." to Sarah Smith), nothing
is decided: the note then says "the patient" and "they".
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise

from attending.drafts import Conversation, Role
from attending.scribe.rewrite.person import Sex
from attending.terms.persons import BLOOD, Kind, persons, words_for

_WOMEN = re.compile(
    r"\b(female|woman|lady|ma'am|mrs|ms|(?<!to )(?<!not )(?<!you )(?<!i )(?<!we )(?<!if )miss (?!(?:it|an?|the|"
    r"any\w*|some\w*|out|you|your|that|this|these|those|my|me|him|her|them|us|what|much|too|\d+|one|two|three|four|"
    r"tonight|today|tomorrow|work|school|class|meals?|tablets?|pills?|days?|doses?)\b)|"
    r"fundal height|antenatal|anti-d\b|\d+ weeks (?:today|along)|"
    r"baby (?:been )?moving|(?<!who's )(?<!who is )(?<!someone )pregnan\w*|menstrua\w*|"
    r"mammogram|pap smear|hysterectomy|menopaus\w*|(?:my|your) husband|"
    r"(?:be|become|becoming) a (?:new |first.time )?(?:mother|mom|mum)|ob-?gyn|ovar\w+|uter\w+)\b"
)
_MEN = re.compile(
    r"\b(male|(?<=year-old )man|(?<=year old )man|(?:an?|young|old|older|elderly|pleasant|this) man|gentleman|sir|mr|"
    r"prostate|psa|testic\w*|testosterone|erectile|vasectomy|(?:my|your) wife|"
    r"(?:be|become|becoming) a (?:new |first.time )?(?:father|dad))\b"
)
_SHE, _HE = re.compile(r"\b(she|her)\b"), re.compile(r"\b(he|him|his)\b")
_OWN_WOMEN = re.compile(
    r"\b(my (?:husband|boyfriend|periods?|ovar\w+|womb|uterus|menopause|smear)|"
    r"(?<!wife )(?<!wife is )(?<!partner is )(?<!girlfriend is )pregnan\w*|"
    r"(?:am|was|been|i'm|went|going) (?:on the pill|(?:through (?:the )?)?menopaus\w*))\b"
)
_OWN_MEN = re.compile(
    r"\b(my (?:wife|girlfriend|prostate)|(?<!his )testic\w+|"
    r"(?:be|become|becoming) a (?:new |first.time )?(?:father|dad))\b"
)
_GREETED = re.compile(
    r"\b(?:hi|hey|hello|morning|afternoon|okay|so|is|well|now|alright|patient|seeing|you|mr|thanks)(?=[ ,]+([a-z]+)\b)"
)
_ADDRESSED = re.compile(
    r"(?<!Doctor)(?<!Dr)(?<!Dr\.)(?:,|\b(?:[Uu]h|[Uu]m|OK|so|and|mentioned)) ([A-Z][a-z]+)(?=[,.?!]|$)"
)
"""A first name set apart by a comma: "Do you smoke at all, Kim?"."""
_OWN_NAME = re.compile(r"\b(?:my name is|name's|i am|i'm|it's|it is|this is) (?:u[hm],? )*([a-z]+)\b", re.IGNORECASE)
_NAMES_ITSELF = re.compile(r"\bmy name(?: is|'s),? (?:u[hm],? )*([a-z]+)", re.IGNORECASE)
_NAME_ASKED = re.compile(r"\b(?:full name|your name|names?,? (?:please|and date))\b")
_FOR_ANOTHER = re.compile(
    r"\b(?:about|(?<!there )(?<!care )(?<!caring )for|regarding) "
    rf"(?:my|your) (?P<who>{words_for(*BLOOD, Kind.CHILD, Kind.YOUNG, Kind.PARTNER, Kind.FRIEND)}|"
    r"little (?:boy|girl)|baby)\b"
)
_SEX_OF = {"little girl": "female", "little boy": "male"} | {
    word: person.sex for person in persons() for word in person.words
}
_OPENING_TURNS = 4
"""Turns in which a clinician who speaks of "she" or "he" presents the patient."""
_NAMED_TURNS = 12
"""Turns in which patients say their names."""
_HOW_OLD = re.compile(r"\bhow old (?:is|was) (?P<who>he|she)\b")
_OF_CHILD, _OF_PARENT = re.compile(r"\b(?:he|she|him|his|her)\b"), re.compile(r"\b(?:you|your)\b")
_ASKED_OF = re.compile(r"\b(?:is|does|did|has|was|had|can) (he|she)\b")
OFTEN = 3
"""Questions of "he" or "she" from which it is the patient who is asked after."""
COMPANION = 0.5
"""What a "he" or "she" of a companion counts: mostly the patient, at times somebody else."""
SURER = 1.5
"""More than this many times as much must speak for one sex as for the other."""


@cache
def first_names() -> dict[str, int]:
    """First names: +1 for women's, -1 for men's; names of both are left out."""
    text = (files("attending.scribe") / "first_names.txt").read_text("utf-8")
    lists = {sex: set(names.split()) for sex, _, names in (line.partition(":") for line in text.splitlines())}
    women, men = lists["female"], lists["male"]
    return dict.fromkeys(women - men, 1) | dict.fromkeys(men - women, -1)


def sex_heard(conversation: Conversation) -> Sex:
    """The patient's sex as people speak; empty where nothing tells it or what does disagrees."""
    child = _child_told(conversation)
    if child:
        return child
    heard = [*_spoken_to(conversation), *_said_of_themselves(conversation)]
    women, men = sum(max(one, 0) for one in heard), -sum(min(one, 0) for one in heard)
    if women > 0 and women > SURER * men:
        return "female"
    return "male" if men > 0 and men > SURER * women else ""


_MY_CHILD = re.compile(r"\bmy (?P<who>son|daughter|little (?:boy|girl))\b")


def _child_told(conversation: Conversation) -> Sex:
    """The sex of the child whom a parent speaks of first, where the clinician then asks of "him" or "her"."""
    opening = (t.text.lower() for t in conversation.turns[:_OPENING_TURNS] if t.role is not Role.CLINICIAN)
    told = next((found for text in opening if (found := _MY_CHILD.search(text))), None)
    sex: Sex = ("male" if told["who"] in {"son", "little boy"} else "female") if told else ""
    asked = _ASKED_OF.findall(" ".join(t.text.lower() for t in conversation.turns if t.role is Role.CLINICIAN))
    return sex if asked.count({"male": "he", "female": "she", "": ""}[sex]) >= OFTEN else ""


def _spoken_to(conversation: Conversation) -> Iterator[float]:
    """What clinicians (and companions) say: more than 0 for a woman, less for a man."""
    own = sum(len(t.text.split()) for t in conversation.turns if t.role is Role.PATIENT)
    others = sum(len(t.text.split()) for t in conversation.turns if t.role is Role.OTHER)
    if others > own:  # "Mrs. Patel" is the mother who speaks: the patient is whom she calls "he"
        spoken = " ".join(t.text.lower() for t in conversation.turns)
        heard = [*(1.0,) * len(_SHE.findall(spoken)), *(-1.0,) * len(_HE.findall(spoken))]
        yield from heard
        if heard:
            return
    turns = [t for t in conversation.turns if t.role is not Role.PATIENT]
    child = child_brought([t.text.lower() for t in turns if t.role is Role.CLINICIAN])
    if child:
        yield 6.0 if child == "she" else -6.0
    asked_of = _ASKED_OF.findall(" ".join(t.text.lower() for t in turns if t.role is Role.CLINICIAN))
    if len(asked_of) >= OFTEN:  # asked of whoever brought the patient
        yield from (1.0 if who == "she" else -1.0 for who in asked_of)
    to_another = _asked_of_another(conversation)
    for place, turn in enumerate(turns):
        text, low = turn.text, turn.text.lower()
        if turn.role is Role.OTHER:
            yield from (COMPANION,) * len(_SHE.findall(low))
            yield from (-COMPANION,) * len(_HE.findall(low))
        if turn.number in to_another:
            continue
        yield from (3.0,) * len(_WOMEN.findall(low))
        yield from (-3.0,) * len(_MEN.findall(low))
        yield from (2.0 * first_names().get(name.lower(), 0) for name in _ADDRESSED.findall(text))
        if place < _OPENING_TURNS:
            yield from (1.0,) * len(_SHE.findall(low))
            yield from (-1.0,) * len(_HE.findall(low))
            greeted = (*low.split(maxsplit=1)[:1], *_GREETED.findall(low))
            yield from (2.0 * first_names().get(name, 0) for name in greeted)


def child_brought(asked: Sequence[str]) -> str:
    """What a child is called ("he", "she") whose age the clinician asks at once, and of whom they go on to speak.

    Args:
        asked: what the clinician says, turn by turn, in lower case; a mother's own visit asks of "you" more.
    """
    found = _HOW_OLD.search(" ".join(asked[:_OPENING_TURNS]))
    spoken = " ".join(asked)
    return found["who"] if found and len(_OF_CHILD.findall(spoken)) > len(_OF_PARENT.findall(spoken)) else ""


def _asked_of_another(conversation: Conversation) -> set[int]:
    """Clinicians' turns that another answers ("And Mrs Varga, what did you see?"): the name is not the patient's."""
    pairs = pairwise(conversation.turns)
    return {
        asked.number
        for asked, told in pairs
        if asked.role is Role.CLINICIAN and told.role is Role.OTHER and not _SHOWS_ANOTHER.search(asked.text.lower())
    }


_SHOWS_ANOTHER = re.compile(rf"\b(?:your|with) {words_for(*BLOOD, Kind.CHILD, Kind.PARTNER, Kind.FRIEND)}\b")
"""Said to the patient though another answers: "Hello Mrs Pettigrew, and this is your daughter?"."""


def _said_of_themselves(conversation: Conversation) -> Iterator[float]:
    """What patients say: their names, their bodies, their husbands and wives."""
    own = [(t, t.text) for t in conversation.turns if t.role is Role.PATIENT]
    early = own[:_NAMED_TURNS]
    opening = [t.text for t in conversation.turns[:_OPENING_TURNS] if t.role is not Role.PATIENT]
    texts = (*(text for _, text in early), *opening)
    other = next((found["who"] for text in texts if (found := _FOR_ANOTHER.search(text.lower()))), "")
    if other:
        yield {"female": 6.0, "male": -6.0}.get(_SEX_OF.get(other, ""), 0.0)
        return
    for _, text in own:
        low = text.lower()
        yield from (2.0,) * len(_OWN_WOMEN.findall(low))
        yield from (-2.0,) * len(_OWN_MEN.findall(low))
    said = {t.number: t.text.lower() for t in conversation.turns if t.role is not Role.PATIENT}
    for turn, text in early:
        asked = bool(_NAME_ASKED.search(said.get(turn.number - 1, "")))
        names = (_OWN_NAME if asked else _NAMES_ITSELF).findall(text)
        names = [*names, *(text.split()[:1] if asked else [])]
        known = (first_names().get(name.lower().strip(",."), 0) for name in names)
        yield 3.0 * next((one for one in known if one), 0)
