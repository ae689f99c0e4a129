"""A question put so that its answer can be joined with it: "in your family, are there any heart problems that run in
the family?" as "any family history of heart problems?".

Read by `answers`, before it joins. Only the order and the frame of the question change; what it asks for stays word for
word.
"""

import re

from attending.scribe.rewrite.verbs import BE_HAVE_DO, FORMS
from attending.scribe.sex_heard import first_names
from attending.scribe.vocabulary import joined, parted

_LEAD = r"(?:(?:and|so|okay|but|then|now|well|alright|great|good|just|,) ?,? ?)*"
_OF_FAMILY = re.compile(
    rf"^{_LEAD}(?:in|of|within|regarding|concerning|in terms of|as for|as far as|with) (?:the|your) "
    r"family(?: (?:history|members|in general|itself))*,? (?:(?:is|are|was|were) (?:there )?)*"
    r"(?:(?:does|has|have|do|is|are) )?(?:(?:anyone|anybody|any|there) )*(?:(?:who|that) (?:has|have|had)|with|have|"
    r"had|has|conditions such as|illnesses such as|diseases such as|suffer(?:s|ed|ing)? (?:from|with))? ?(?:any |"
    r"a |an )*(?:a |any )*(?:history of )?(?:a |any )*(?P<what>(?!you\b|they\b|he\b|she\b|there\b|alive\b|well\b|"
    r"healthy\b|ever\b|history\b|members\b|any\w+\b|(?:passed|died|lost|been|gone|got|smok\w*|liv\w*|\w+ing|\w+ed)\b|"
    r"is\b|are\b|that\b|who\b)[a-z].*?)(?:,? (?:that|which) runs? in (?:the|your) family)?$"
)
_OF_FAMILY_AT_ALL = re.compile(
    rf"^{_LEAD}(?:(?:in terms of|regarding|concerning|as for|what about|how about|any) )?(?:your |the )?"
    r"family(?: medical)? history,? (?:is|are|was) there (?:anything|any (?:illness(?:es)?|conditions?|problems?))\b"
    r"(?:.*? (?P<what>related to (?!what\b|the\b|this\b|your (?:symptoms|problem)\b).+))?"
)
_FINDS = re.compile(
    rf"^{_LEAD}(?:do|did|have|would) you (?:also )?(?:find|found|notice|noticed|say|feel|think) (?:that )?"
    r"(?:(?:ultimately|generally|overall|mostly|usually|normally),? )?"
    r"(?P<told>(?:your|the|it|you|this) (?!mean\b).+)$"
)
_IF_HAD = re.compile(rf"^{_LEAD}(?:i )?if you (?:have |have had |had |ever had |have ever had )(?=any\b)")
_ASKED_ANEW = re.compile(
    r"^(?P<first>(?P<asks>have|do|did|are|were) you .+?),? or (?:(?P=asks) you )(?:ever |also )?(?P<second>\w+ .*)$"
)
_DOING = re.compile(
    rf"^{_LEAD}(?=(?:feeling|having|getting|taking|eating|drinking|sleeping|bringing|coughing|using|passing|working) )"
)
_HOW_ANY = re.compile(rf"^{_LEAD}how (?:is|are|was) (?:an? )?(?=any\b)")
_BEGUN_ANEW = re.compile(
    rf"^{_LEAD}(?:any|(?:did|do|does|has|have|is|are) (?:you|he|she|they)(?: (?:have|had|been|get|got))?)"
    r" ?,? (?=(?:did|do|does|has|have|is|are) (?:you|he|she|they)\b)"
)
"""What a question gives up before it is asked: "did he have, does he have any nausea"."""
_BROKEN_OFF = re.compile(
    r"^(?:.{0,60}?\b(?:is|are|was|were|do|does|did|has|have)"
    r"(?: (?:it|that|there|you|he|she|they|the \w+|your \w+)(?: (?:ever|been|had|have))?)?"
    r"(?:,? (?P<of>with (?:the|your|this) \w+))?(?: or)? ?,? (?:well,? )?"
    r"(?=how (?:is|has|have|are) |(?:is|are|was|were|do|does|did|has|have) (?:you|he|she|it|they|there|everything) \w|"
    r"(?:is|are|was|were|do|does|did) (?:your|the) \w)|(?:do|is|are) (?=any \w))"
)
"""A question left for another: "is it, is your breathing worse", "is the cough, do you bring up any phlegm"."""
_ASKED_ONCE_MORE = re.compile(
    r"^have you ever (?:had|tried|used|been) or (?=(?:do|are) you\b)|,? do you (?:think|find)$"
)
_WOULD_SAY = re.compile(
    r"\b(?P<how>how (?:much|many|often|long|far)(?: \w+)?) would you say (?:that )?you(?P<have> have\b)? "
)
_ALL_NORMAL = re.compile(
    rf"^{_LEAD}(?:(?:how|what) about )?(?P<what>your [a-z]+(?: [a-z]+)?),?(?: is that,?)? "
    r"(?:have|has|are|is) (?:they|it|that|everything|those)(?: all| been)* "
    r"(?P<how>normal|regular|okay|fine|good|all right)\b|"
    r"^(?:is|are) (?:things|everything) (?:all )?(?P<thus>normal|okay|fine|good|all right) (?:with|in) "
    r"(?P<of>your [a-z]+(?: [a-z]+)?)$"
)
"""Whether all is well with something: "how about your stools, have they been normal?"."""
_AFTER_THANKS = re.compile(
    r"^no (?:worries|problem)\b,? ?(?:and )?(?:then )?(?:(?:aside|apart) from that,? )?(?=any\b)"
)
_WHERE_AND_WHO = re.compile(rf"^{_LEAD}where do you live,? and (?=who do you live with\b)")
_WHEN_YOU_SAY = re.compile(
    rf"^{_LEAD}(?:(?:when|if) you (?:say|mention) .{{2,40}}?|"
    r"(?:can|could) i (?:just )?(?:double[ -]?check|check|ask)(?: you| with you)?)"
    r",? (?=(?:do|does|did|is|are|was|were|have|has) (?:it|you|they|that|this|there|he|she|anyone|anybody|your)\b)"
)
"""What a question takes up before it asks: "when you say annoying, does it hurt to look at lights?"."""
_PAUSE = re.compile(
    r"(?<=\b(?:do|is|of|in|or|to|an))(?<! or), (?=(?:you|your|he|she|it|they|there|any|the|a|an)\b)|"
    r"(?<=\b(?:any|are|did|has|was|for|the|you|had)), (?=(?:you|your|he|she|it|they|there|been|had|noticed|any|"
    r"other|the)\b)|"
    r"(?<=\b(?:have|does|were|with|your|been)), (?=(?:you|your|he|she|it|they|there|been|had|noticed|any|a|the)\b)"
)
"""A pause in the middle of a question: "do, you feel breathless?"."""
_PAUSE_BEHIND = re.compile(
    r"\b(any|recently|ever|also), (?=(?:had|been|noticed|any|have|taken|recent|other|(?<=any, )[a-z]+)\b)"
)
_CLEFT = re.compile(
    rf"^{_LEAD}(?P<what>what|where|when|who|which \w+|how (?:many|much|long|often)) (?:is|was) it (?:that )?"
    r"(?P<who>you|he|she|they|it) (?P<verb>[a-z]+)(?P<rest>(?: .*)?)$"
)
"""A question asked in two: "what is it that you drink?"."""
_EXPOSED = re.compile(
    rf"^{_LEAD}any (?P<what>(?:(?:recent|sick|known|close) )*(?:exposures?|contacts?) (?:to|with) (?:anyone|anybody|"
    r"someone|somebody|people)\b.*)$"
)


def recast(question: tuple[str, ...], *, yes: bool) -> tuple[str, ...]:
    """The question as the other rules read it; itself where no rule here knows it.

    Args:
        question: its cleaned words.
        yes: whether it was said yes to, since "do you find it worse?" / "no" denies the finding, not the thing.
    """
    question = ("have", "you", *question) if _SWALLOWED.match(joined(question)) else question
    text = _PAUSE_BEHIND.sub(r"\1 ", _PAUSE.sub(" ", joined(question)))
    text = _WHERE_AND_WHO.sub("", _AFTER_THANKS.sub("", _ASKED_ONCE_MORE.sub("", text)))
    text = _WOULD_SAY.sub(lambda m: f"{m['how']} {'have' if m['have'] else 'do'} you ", text)
    well = _ALL_NORMAL.match(text)
    if well:
        what, how = well["what"] or well["of"], well["how"] or well["thus"]
        return tuple(parted(f"{'have' if what.endswith('s') else 'has'} {what} been {how}"))
    broken = _BROKEN_OFF.match(text)
    text = f"{text[broken.end() :]} {broken['of'] or ''}".strip() if broken else text
    text = _BEGUN_ANEW.sub("", _HOW_ANY.sub("", _WHEN_YOU_SAY.sub("", text)))
    cleft = _CLEFT.match(text)
    if cleft and cleft["verb"] in FORMS and cleft["verb"] not in BE_HAVE_DO:
        asks = "does" if cleft["who"] in {"he", "she", "it"} else "do"
        return tuple(parted(f"{cleft['what']} {asks} {cleft['who']} {cleft['verb']}{cleft['rest']}"))
    family = _OF_FAMILY.match(text)
    if family and not yes:
        return tuple(parted(f"any family history of {family['what']}"))
    at_all = _OF_FAMILY_AT_ALL.match(text)
    if at_all and not yes:
        return tuple(parted(f"any family history {at_all['what'] or ''}".strip()))
    finds = _FINDS.match(text)
    if finds and yes and " or " not in f" {finds['told']} ":
        return tuple(parted(finds["told"]))
    exposed = _EXPOSED.match(text)
    if exposed:
        return tuple(parted(f"have you had any {exposed['what']}"))
    anew = _ASKED_ANEW.match(_IF_HAD.sub("have you had ", text))
    if anew and not yes:
        return tuple(parted(f"{anew['first']} or {anew['second']}"))
    return tuple(parted(_DOING.sub("are you ", _IF_HAD.sub("have you had ", text), count=1)))


_SWALLOWED = re.compile(r"^(?:ever (?:had|been|tried|taken|used|smoked|injected)|been (?:abroad|away|in)|eaten)\b")
"""What "ever had mono?" begins with, its "have you" swallowed."""


_ADDRESSED = re.compile(r",? \b(?:mr|mrs|ms|miss|dr)\.? [a-z'-]+$|^(?:mr|mrs|ms|miss|dr)\.? [a-z'-]+ , ")
"""Whom a question is put to: "any burning, Mr. Whitaker?"."""


def without_name(words: tuple[str, ...]) -> tuple[str, ...]:
    """ "When was this, Jack?" without whom it is asked of."""
    words = tuple(parted(_ADDRESSED.sub("", joined(words))))
    called = words[-1:] and words[-1] in first_names() and words[-2:-1] in ((",",), ("this",), ("it",), ("that",))
    return tuple(parted(joined(words[:-1]).rstrip(" ,"))) if called else words
