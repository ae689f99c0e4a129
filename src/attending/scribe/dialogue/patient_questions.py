"""What a patient may, must or should do, where the patient asks and the clinician answers in a fragment.

Read by `statements`. "Can I drive?" "Not until you can do an emergency stop." says "you can not drive until you can do
an emergency stop": without the question the answer says nothing, and it is advice that someone will hold the clinician
to.
"""

import re
from dataclasses import dataclass

from attending.scribe.dialogue.polarity import NO, YES
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted


@dataclass(frozen=True, slots=True)
class Answered:
    """A question and its answer as one sentence in the clinician's voice."""

    words: tuple[str, ...]
    whole: bool
    """Whether the answer says nothing beside: of "no, keep it dry" the second half stands by itself."""


LONGEST_DEED = 10
"""Words of what is asked for; a longer question tells a story."""
_QUESTION = re.compile(
    r"^(?:(?:and|so|but|okay|oh|doctor|,) )*(?:(?P<when>when|how soon) (?P<able>can|could|may|should) i|(?P<modal>can|"
    r"could|may|should) i|is it (?:ok(?:ay)?|all right|alright|fine|safe) (?:for me )?(?:to|if i)|am i (?:allowed|able|"
    r"safe) to|(?P<need>do i (?:still )?(?:have|need) to)) (?:still |also |just |go ahead and )*(?P<deed>.+)$"
)
_YOURS = {"my": "your", "me": "you", "i": "you", "myself": "yourself", "mine": "yours"}
_NOT_OF_CARE = re.compile(
    r"^(?:ask|say|tell|show|mention|check|see (?:it|that)|have (?:a copy|your|the|that|it)|get (?:a copy|your|that|it)|"
    r"be honest|just|speak|talk)\b"
)
"""A request to the clinician, no question after what is allowed."""
_UNLESS_OR_UNTIL = re.compile(
    r"^not (?P<rest>(?:until|till|before|for|unless|while|during|yet|this|on|with|in|at)\b.*)$"
)
_ONLY = re.compile(
    r"^(?:(?:you|he|she|they) can,? )?"
    r"(?P<rest>(?:only |just )?(?:if|when|once|after|as long as|as soon as|from|with|at|for)\b.*)$"
)
_WHEN = re.compile(
    r"^(?:(?:not )?(?P<not>until|till|before) )?(?P<rest>(?:in|after|once|when|from|about|next|tomorrow|today|within|"
    r"at|as soon as|the|a|an|\d+|one|two|three|four|five|six|ten|twelve) .*|tomorrow|today|now|any time)$"
)
_WHY_FIRST = re.compile(r"^(?!(?:so|if|when) )(?:\w+ ){2,8}?so (?P<then>.+)$")
"""A reason before what is allowed: "it's your right knee, so once you can slam on the brake"."""
_REFUSES = re.compile(
    r"^(?:absolutely not|definitely not|better not|no|i would not|i would rather you did not|please do not)$"
)
_NO_NEED = re.compile(r"\b(?:difference|as (?:normal|usual)|no need|do not (?:need|have) to|up to you)\b")
"""What denies that something must be, and does not forbid it: "should I stay in bed?" "no, it makes no difference"."""
_ALLOWS = re.compile(
    r"^(?:of course|sure|absolutely|definitely|that is (?:fine|okay|ok|all right)|you can|go ahead|fine)$"
)


def answered(question: Utterance, answer: Utterance) -> Answered | None:
    """The whole sentence that a patient's question and the clinician's answer say together; None where they do not."""
    asked = _QUESTION.match(joined(question.words))
    if asked is None or _NOT_OF_CARE.match(asked["deed"]) or len(asked["deed"].split()) > LONGEST_DEED:
        return None
    said, when = joined(answer.plain), asked["when"] is not None
    read = _reading(said, answer.reply, when=when)
    if read is None and (because := _WHY_FIRST.match(said)):
        read = _reading(because["then"], "", when=when)
    if read is None:
        return None
    if asked["need"]:
        verb = "do not need to" if read.denies else "need to"
    else:
        modal = "should" if (asked["modal"] or asked["able"]) == "should" else "can"
        verb = f"{modal} not" if read.denies else modal
        if verb == "should not" and _NO_NEED.search(joined(answer.plain)):
            verb = "do not need to"
    deed = " ".join(_YOURS.get(word, word) for word in asked["deed"].split())
    if read.rest and deed.split()[-1] in read.rest.split():
        deed = " ".join(deed.split()[:-1])  # "can I play Saturday?" "not this Saturday"
    return Answered(tuple(parted(f"you {verb} {deed} {read.rest}".strip())), whole=read.whole)


@dataclass(frozen=True, slots=True)
class _Reading:
    rest: str
    denies: bool
    whole: bool = True


def _reading(said: str, reply: str, *, when: bool) -> _Reading | None:
    """What an answer adds behind the deed, whether it forbids, and whether that is all of it."""
    if when:
        found = _WHEN.match(said)
        if found is None:
            return None
        return _Reading(f"{found['not']} {found['rest']}", True) if found["not"] else _Reading(found["rest"], False)
    if found := _UNLESS_OR_UNTIL.match(said):
        return _Reading(found["rest"], True)
    if found := _ONLY.match(said):
        return _Reading(found["rest"], reply == NO)
    if _REFUSES.match(said) or _ALLOWS.match(said):
        return _Reading("", bool(_REFUSES.match(said)))
    return _Reading("", reply == NO, whole=not said) if reply in (YES, NO) else None
