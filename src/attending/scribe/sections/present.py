"""Whether a symptom that was named is the patient's own and there now: not long past, no reaction to a medicine.

Read by `review_of_systems`. Where it is unsure, the symptom is left out of the review; the history still tells
the story.
"""

import re
from collections.abc import Sequence

from attending.drafts import Role
from attending.scribe.sentences.utterances import Utterance
from attending.terms.answers import Stated
from attending.terms.drugs import find_drugs
from attending.terms.negation import Status, assertion_of
from attending.terms.symptoms import find_symptoms

IS_GONE = (
    r"(?:that|it|they|those|which)(?: is| are| has| have|['’]s|['’]ve)?(?: (?:all|since|now|pretty much|mostly))* "
    r"(?:gone|went away|settled|cleared(?: up)?|resolved|over|better now|stopped|passed|worn off)\b"
)
"""How what was there is told to be over: "but that's gone"."""
_LONG_AGO = re.compile(
    r"\bin (?:high school|college|grade school)\b|\bat (?:university|college|school)\b|"
    r"\bsince (?:i|he|she) was\b|\bin (?:['’]?\d\d(?!\d| (?:min|hour|day|week|month))|(?:19|20)\d\d)\b|"
    r"\byears? ago\b|\byears? back\b|\blast year\b|\bin (?:my|his|her) (?:teens|twenties|thirties|forties|fifties)\b|"
    r"\bas an? (?:kid|child|baby|teenager)\b|\bwhen (?:i|he|she) was (?:a |an |about |like |in |\d|\w+teen|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|young|little)|\bused to (?:get|have|be)\b",
    re.IGNORECASE,
)
_HAD = re.compile(r"\b(?:fainted|passed|got|had|was|were|took|went|felt|did)\b", re.IGNORECASE)
_REACTIONS = frozenset(
    {
        "hives",
        "rash",
        "itching",
        "shortness of breath",
        "wheezing",
        "allergic reaction",
        "syncope",
        "nausea",
        "vomiting",
        "swelling",
        "edema",
        "lump",
    }
)
_ALLERGIC = re.compile(
    r"\ballerg\w+|\breact(?:ed|ions?)\b|\banaphyla\w+|\blatex\b|\bpeanuts?\b|\bshellfish\b|"
    r"\b(?:gave|gives|give|made|makes) me\b",
    re.IGNORECASE,
)
_AFTER_TAKING = re.compile(r"\bwhat (?:happens|happened)\b.*\b(?:take|took|had|have)\b", re.IGNORECASE)
_BOTH = re.compile(r"\b(?:both|all (?:of (?:them|those|that|the above)|that)|everything)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:i|i'm|i've|my|me)\b", re.IGNORECASE)


def is_own_and_present(utterances: Sequence[Utterance], stated: Stated) -> bool:
    """Whether a symptom that is not denied may stand as reported."""
    named = utterances[stated.turn]
    if named.role is not Role.CLINICIAN:
        if named.asks or (named.role is Role.OTHER and _I.search(named.text)):
            return False
        return not _belongs_to_the_past(utterances, stated.turn, stated)
    if stated.answered is None:
        return False
    if _EVER_HAD.search(named.text):
        return False
    if any(_belongs_to_the_past(utterances, place, stated) for place in (stated.turn, stated.answered)):
        return False
    return _is_confirmed(utterances, stated)


_EVER_HAD = re.compile(r"\bever had\b|\bhad\b[^.?]*\b(?:before|in the past)\b", re.IGNORECASE)
"""A question of the past: a yes reports nothing that is there now."""


def _turn_text(utterances: Sequence[Utterance], index: int) -> str:
    return " ".join(u.text for u in utterances if u.turn == utterances[index].turn)


def _belongs_to_the_past(utterances: Sequence[Utterance], index: int, stated: Stated) -> bool:
    """A story of years ago, or what a medicine once did."""
    spoken = utterances[index].text
    if _LONG_AGO.search(spoken):
        return True
    if _HAD.search(spoken) and _LONG_AGO.search(_turn_text(utterances, index)):
        return True
    turn = utterances[index].turn
    story = [u.text for u in utterances[max(0, index - STORY) : index] if 0 < turn - u.turn <= STORY_TURNS]
    if _HAD.search(spoken) and not _NOW.search(spoken) and any(_LONG_AGO.search(text) for text in story):
        return True
    told = _turn_text(utterances, index)
    before = [u for u in utterances[:index] if u.turn != turn][-1:]
    asked = before[0] if before and before[0].role is Role.CLINICIAN else None
    if _SIDE_EFFECT.search(spoken) and (find_drugs(told) or (asked and find_drugs(asked.text))):
        return True
    if (
        asked
        and stated.symptom.name in _REACTIONS
        and (_ALLERGIC.search(asked.text) or _AFTER_TAKING.search(asked.text))
    ):
        return True
    return stated.symptom.name in _REACTIONS and bool(_ALLERGIC.search(told) or find_drugs(told))


_SIDE_EFFECT = re.compile(
    r"\b(?:it|they|that|which|those|this) (?:\w+ )?(?:gave|gives|give|made|makes|make|caused) (?:me|him|her|us)\b",
    re.IGNORECASE,
)
"""What a medicine did or does: told with the medicine."""
STORY, STORY_TURNS = 12, 8
"""Utterances and turns in which a story of years ago goes on, as long as it is told in the past."""
_NOW = re.compile(
    r"\b(?:i have|i've|is|are|now|today|yesterday|this|since|(?:few|two|three) (?:days|weeks))\b", re.IGNORECASE
)


def _is_confirmed(utterances: Sequence[Utterance], stated: Stated) -> bool:
    """A yes to a question that lists several symptoms confirms only those that the answer names."""
    if stated.answered is None:
        return False
    asked = {m.symptom for m in find_symptoms(utterances[stated.turn].text)}
    reply = _turn_text(utterances, stated.answered)
    status = {m.symptom: assertion_of(reply, m.start, m.end).status for m in find_symptoms(reply)}
    if status.get(stated.symptom) is Status.NEGATED:
        return False
    named = {symptom for symptom, found in status.items() if found is Status.PRESENT}
    if stated.symptom in named or _BOTH.search(reply):
        return True
    return len(asked) == 1 and not named & (asked - {stated.symptom})


LONGEST_ASKED = 12
"""Words of a question that asks for a symptom by its name and for nothing else of it."""
_OF_A_KIND = re.compile(
    r"\b(?:with|when|while|during|before|after|in the past|blood|worse|better|trigger\w*|besides|aside|other than|"
    r"flat)\b",
    re.IGNORECASE,
)
_ILL = re.compile(r"^(?:been|being) sick$", re.IGNORECASE)
_OVER = re.compile(
    r"\b(?:last (?:week|month)|(?:weeks?|months?) (?:ago|back)|not anymore|went away|always|usually|sometimes)\b",
    re.IGNORECASE,
)


def outweighed(utterances: Sequence[Utterance], reported: Stated, all_stated: Sequence[Stated]) -> bool:
    """Whether a symptom told in passing is plainly denied where it was asked for by its name.

    "Any vomiting?" / "No." outweighs "he's been sick for a week", a cough of last week, and a headache that wine gives.
    """
    spoken = utterances[reported.turn].text
    if any(s.turn == reported.turn and s.start > reported.end and _is_same(s, reported) for s in all_stated):
        return spoken[: reported.start].strip() == ""  # "Fevers, no fevers."
    loose = _ILL.match(spoken[reported.start : reported.end]) or _OVER.search(_turn_text(utterances, reported.turn))
    return bool(loose) and any(
        _is_same(s, reported)
        and s.answered is not None
        and len(utterances[s.turn].plain) <= LONGEST_ASKED
        and not _OF_A_KIND.search(utterances[s.turn].text)
        for s in all_stated
    )


def _is_same(stated: Stated, reported: Stated) -> bool:
    return stated.symptom == reported.symptom and stated.assertion.status is Status.NEGATED
