"""Questions that state: "you live with your wife, is that right?", "you haven't brought up any blood?", "live alone?".

Read by `answers` and `statements`. A statement that is asked for stands where the answer agrees with it: a yes to what
is affirmed, a no to what is denied. The other two are heard both ways ("you're not in pain?" "yes") and tell nothing.
"""

import re

from attending.scribe.rewrite.verbs import BE_HAVE_DO, FORMS, MODALS, PARTICIPLES, PASTS
from attending.scribe.vocabulary import joined, parted, vocabulary

_TAG = re.compile(
    r"(?:,? (?:is that(?: right| correct| it| fair)?|(?:am i|is this) (?:right|correct)|"
    r"(?:does|is|has|have|do|did|was|are)(?: not)? (?:it|you|he|she|they|that)|would you say|"
    r"(?:is|does|has|do|have|did|was|are)n't (?:it|you|he|she|they)|yes|(?<!the )(?<!your )(?<!my )right|correct|or))+$"
)
_ONLY_TAG = re.compile(
    r"^(?:(?:and|so|okay|,) ?,? ?)*(?:(?:is|am) (?:that|this|it|i)(?: right| correct| fair)?(?: ,? ?or)?|no|yes|"
    r"if (?:ever|at all|any)|or (?:not|(?:is|are|was|were|has|have|do|does|did) (?:you|he|she|it|they) not))$"
)
_LEADS = re.compile(
    r"^(?:(?:and|so|okay|but|then|now|right|sorry|no|yes|,) ?,? ?|"
    r"(?:you|i think you|i believe you) (?:just |already |also )*(?:said|mentioned|told me|were saying|are saying)"
    r"(?: that)? ?,? ?(?=(?:you|your|it|there|he|she|they|that)\b))+"
)
_PRONOUNS = vocabulary("you it he she there this that your")
_DENYING = vocabulary("not no never n't")
_ASKS = vocabulary("what when where which who how why or any")
LEAST, LONGEST = 3, 22
_UNSURE = re.compile(
    r"(?:, |\w+ \w+ )(?:is|are|was|were|do|does|did|has|have|can) (?:there|he|she|it|they|you|that|any)\b|"
    r"\b(?:i|we|us|me|let|would|should|could|might|may|(?<!urine )(?<!water )(?<!working )"
    r"(?<!eating )(?<!drinking )(?<!sleeping )okay|happy|mind|sorry|hear|mean|understand|know)\b"
)


def without_tag(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words of a question without the "is that right?" at their end."""
    text = joined(words)
    bare = _TAG.sub("", text)
    return tuple(parted(bare)) if bare != text and len(bare.split()) >= LEAST else words


def is_only_tag(words: tuple[str, ...]) -> bool:
    """Whether a question asks only whether what was said before it is right."""
    return bool(_ONLY_TAG.match(joined(words)))


def stated(question: tuple[str, ...], *, yes: bool) -> list[str] | None:
    """The statement that a question holds, where the answer agrees with it; None for any other question."""
    words = parted(_LEADS.sub("", joined(without_tag(question))))
    if words and words[0] in FORMS and words[0] not in BE_HAVE_DO and len(words) <= _SHORT and not _ASKS & set(words):
        return _bare(words, yes=yes)
    if words and words[0] in _HOW_IT_IS and len(words) <= _SHORT + 2 and not (_ASKS | {"than"}) & set(words):
        return ["it", "is", *([] if yes else ["not"]), *words]
    whole, words = words, parted(_SET_BEFORE.sub("", joined(words)))
    if not LEAST <= len(words) <= LONGEST or words[0] not in _PRONOUNS or _UNSURE.search(joined(words)):
        return None
    verb = words[2] if words[0] == "your" and len(words) > LEAST else words[1]
    if not (verb in BE_HAVE_DO | MODALS | PASTS | _DENYING or verb in FORMS or verb in PARTICIPLES or verb[-1:] == "s"):
        return None
    denies = bool(_DENYING & set(words[:5]))
    asks = (_ASKS - {"any", "or"}) & set(parted(_WHEN_ONE.sub("", joined(words))))
    if denies is yes or asks or (yes and "or" in words):
        return None
    return whole


_WHEN_ONE = re.compile(r"(?<=\w) when (?:you|it|he|she|they) (?!(?:is|are|was|were|do|did)\b)[a-z]+\b")
"""On what occasion what is stated is so: "it is better when you lie down"."""
_HOW_IT_IS = vocabulary("worse better constant continuous intermittent throbbing itchy painful sore tender sharp dull")
"""What "worse at night?" says of the complaint."""
_SET_BEFORE = re.compile(
    r"^(?:in|within|after|before|for|about|over|at|since|like) (?:[a-z-]+ ){1,4}?,? ?(?=(?:you|it|your) )"
)
"""When or since when, set before what is stated: "in half an hour you developed the swelling"."""
_SHORT = 4
"""Words of "live alone?" and "drink alcohol?"."""
_BARE = vocabulary("live drink smoke work exercise vape travel drive sleep")


def _bare(words: list[str], *, yes: bool) -> list[str] | None:
    """ "Live alone?" with the "you" that was swallowed."""
    if words[0] not in _BARE:
        return None
    return ["you", *words] if yes else ["you", "do", "not", *words]
