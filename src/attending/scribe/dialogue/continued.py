"""What an answer goes on with: "what sets it off?" / "Stairs. Getting up from a chair." is one statement.

Read by `statements`. The first fragment of an answer is joined with its question (`answers`); the fragments behind it
say more of the same, and mean nothing without it. So does what follows a yes: "yeah, every half an hour".
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.dialogue.answers import Joined
from attending.scribe.dialogue.fragments import POINTS_BACK, is_fragment
from attending.scribe.dialogue.polarity import YES
from attending.scribe.dialogue.voice import said_to_patient
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.content import units_of
from attending.terms.numerals import is_number_word

LONGEST_MORE = 12
"""Words of a fragment that goes on with an answer."""
_FILLED = vocabulary("within in after about around at")
"""Words before which a "like" compares nothing."""
_LITTLE = vocabulary("the a an and or but , of in on at it is was just like about maybe probably")
_SAYS_NOTHING = re.compile(
    r"^(?:no|not|none|nothing|never|nope|sorry|pardon|what|hello|okay|fine|sure|whatever|exactly|correct|right|thank|"
    r"thanks|i|it|he|she|they|we|dr|doctor|please|good|great|maybe not|thankfully|luckily|fortunately|honestly|really|"
    r"actually|absolutely|definitely|certainly|of course|"
    r"(?:\w+ )?i (?:think|guess)|that|this|those|these|same|also|like that|something like)\b"
)
_OF_TIME_OR_AMOUNT = re.compile(
    r"\b(?:once|twice|daily|constantly|always|sometimes|occasionally|often|nightly|weekly|mostly|mainly|most "
    r"(?:nights|days|mornings|evenings|weeks|of the time)|a (?:little|"
    r"bit|lot|few|couple)|every \w+|on and off|now and (?:then|again)|at night|all the time|since|yesterday|today|"
    r"left|right|both|"
    r"(?:last|this) (?:night|week|month|year|morning|evening|afternoon))\b"
)
_KINDS = vocabulary(
    "dry wet productive chesty sharp dull mild moderate severe constant watery bloody itchy painful stabbing "
    "burning throbbing "
    "really very quite pretty , and"
)
"""What a complaint is like: "a bit of a cough. Dry."."""


_LIKE = re.compile(r"^\W*(?:it is |it's )?like an?\b", re.IGNORECASE)
_AND = re.compile(r"^\W*and\b", re.IGNORECASE)


def continued(told: Joined, reply: list[Utterance]) -> Joined:
    """The statement with the fragments that its answer goes on with; itself where the answer says no more.

    Args:
        told: a question and the beginning of its answer.
        reply: the utterances of the answer.
    """
    if told.kind not in {"told", "affirmed"}:
        return told
    words = list(told.words)
    rests_on = told.rests_on
    for place, utterance in enumerate(reply):
        begins = place < told.rests_on
        spoken = _without_echo(utterance.words) if begins and utterance.reply == YES else utterance.words
        more = said_to_patient(spoken)
        more = more[1:] if more[:1] == ["like"] and set(more[1:2]) & _FILLED else more
        if set(more) - _LITTLE <= set(words):
            rests_on = max(rests_on, place + 1) if more and place <= rests_on else rests_on
            continue
        if (begins and utterance.reply != YES) or not _goes_on(utterance, spoken, opens=begins):
            if begins:
                continue
            break
        of_it = _OF_TIME_OR_AMOUNT.search(joined(more)) or _WHERE_OR_WHEN.match(joined(more)) or set(more) <= _KINDS
        if told.kind == "affirmed" and not of_it:
            break
        words += [",", *_begun(utterance, more), *more]
        rests_on = place + 1
    return replace(told, words=tuple(words), rests_on=rests_on)


def _begun(utterance: Utterance, more: list[str]) -> list[str]:
    """The "and" or "like" that a fragment began with: "throbbing, like a drum" is no drum."""
    if _LIKE.match(utterance.text) and more[:1] != ["like"]:
        return ["like"]
    return ["and"] if _AND.match(utterance.text) else []


_ECHO = re.compile(
    r"^(?:there (?:is|was|has been)|it (?:is|was|does|did|has)|(?:he|she|they) (?:is|was|does|did|has|do|have)|"
    r"i (?:do|did|have|am|was)),? (?=(?:when|if|after|before|while|only|mostly|mainly|at|in|on|every|most|since)\b)"
)
_WHERE_OR_WHEN = re.compile(
    r"^(?:(?:just|only|mostly|mainly|all|right) )*(?:when|if|after|before|while|(?:on|in|under|behind|around|over|down|"
    r"across|at) (?:my|your|the|both|one|his|her))\b"
)
"""How what was said yes to goes on: where it is, or when it comes."""


def _without_echo(words: Sequence[str]) -> tuple[str, ...]:
    """ "Yes, there was, when he cried" without the "there was" that only says yes again."""
    return tuple(parted(_ECHO.sub("", joined(words))))


def _goes_on(utterance: Utterance, words: Sequence[str], *, opens: bool) -> bool:
    """Whether an utterance is a fragment that says something of what stands before it."""
    if utterance.asks or (utterance.reply and not opens) or not 0 < len(words) <= LONGEST_MORE:
        return False
    text = joined(words)
    if opens and _WHERE_OR_WHEN.match(text):
        return True
    if _SAYS_NOTHING.match(text) or POINTS_BACK.match(text) or not is_fragment(words):
        return False
    return bool(set(words) <= _KINDS or units_of(text) or _OF_TIME_OR_AMOUNT.search(text)) or any(
        map(is_number_word, parted(text))
    )
