"""Copy edits: what makes a finished sentence right by taking words out, or by the verb that it lacks.

Read by `last_reading`.
"""

import re

from attending.scribe.rewrite.verbs import AUXILIARY, FORMS, ing
from attending.terms.content import CONCEPT_WEIGHT, units_of

_ANYWHERE = (
    (r"(?:,? (?:and|so))+ that is that(?=\.$)", ""),
    (r"^([^,.:]* denies [^,.]*?) (?:with|from|on) (?:that|it|this)\.$", r"\1."),
    (r",? excuse (?:me|him|her|them),?", ""),
    (
        r"^([^:]* (?:denies|reports|diagnosed with) [^.:]*(?:conditions?|illness\w*|issues|diseases?|allerg\w+|"
        r"surger\w+|"
        r"injuries|problems|history|symptoms|pressure|diabetes|asthma))(?: that)? (?:he|she|they)(?: (?:has|have))?"
        r"(?: (?:been diagnosed|live|lives|sees?(?: a doctor)?|had|has|have|know|knows))?(?: (?:with|of|for|"
        r"about))?(?=\.$)",
        r"\1",
    ),
    (
        r"^([^:]* (?:denies|reports) [^.:]*?[a-z])(?:,? (?:or|and))?(?:(?<! up) (?:to|that|with|for|of|like|recently "
        r"that))+"
        r"(?=\.$)",
        r"\1",
    ),
    (
        r"^(?:no, )?(?:nothing|not anything) (?:like|of) (?:that|this|those),? (?:really,? )?(?=(?:no|it|she|he|they|"
        r"the) )",
        "",
    ),
    (r"(?:,? (?:and|or)|,) that (?:(?:type|kind|sort) of )?thing\b", ""),
    (
        r"^(?:i (?:think|believe),? )?(?:in terms of |as for )?(?:my|the) (?:overall )?impression"
        r"(?: (?:of (?:him|her|them|the patient)|here))? is(?: that)? ",
        "",
    ),
    (
        r"^(?:but|and|so|or|plus|then|now|again),? (?=(?:no|the|his|her|their|he|she|they|it|there|we|i|on|this) )",
        "",
    ),
    (r"^(?:what (?:i am|we are) seeing(?: here)?|the way i see it) is,? (?:that )?", ""),
    (
        r"^(?:i was notified|i (?:heard|read|hear)|reading here|it says here)(?: here)?"
        r"(?: in (?:his|her|their|the) (?:appointment )?(?:notes?|chart))?,? (?:that )?(?=(?:he|she|they) )",
        "",
    ),
    (r"^(?:in fact|in (?:his|her|their) case|i can say that essentially|like i said|as you know),? ", ""),
    # "she said she she said she found", "she has not she has some": begun anew with the same words
    (r"\b((?:she|he|they|i|we) \w+) (?:\w+ )?(?:(?:she|he|they|i|we) )?\1\b", r"\1"),
    (r"\b(she|he|they) (still )?(has|have|is|are|was|were|did|does) not \1 (?=(?:still )?\3\b)", r"\1 "),
    (r"\b(she|he|they) \1 (?=\w)", r"\1 "),
    (r"\b(said|says) (?:(?:she|he|they) )+\1 ", r"\1 "),
    (r"\bwe will (?=(?:we|i) (?:will|believe|think|can|are)\b)", ""),
    (r",? and based (?:up)?on (?:the|how|what|that|this)\b[^,.]*(?=\.$)", ""),
    (r",? (?:but|and)? ?on (?:the )?(?:\w+ ){0,2}exam(?:ination)?(?=\.$)", ""),
    (
        r"(?<! now)(?<! now and)(?<! before)(?<! until)"
        r"(?:,? (?:and|but|so|or|also|luckily|hopefully|unfortunately|then|and what))+(?=\.$)",
        "",
    ),
    (r"(?<=, )(he|she) (ring|call|come|see|tell)(?= (?:us|me|back|straight|999|911|111|the)\b)", r"\1 \2s"),
    (r"(?<=, )(he|she) go(?= (?:to|back|straight|in)\b)", r"\1 goes"),
    (r"\b(he|she) has surprised\b", r"\1 is surprised"),
    (
        r"^(?P<where>[\w -]+: )?(?:really )?(?:do|did) not (?:see|appreciate|find) (?:any |an? )?(?:evidence of )?"
        r"(?:any |an? )?",
        r"\g<where>no ",
    ),
    (r"\b(an? \w+(?: \w+)?), (?=(?:strain|sprain|fracture|tear|infection|pain|injury)\b)", r"\1 "),
    (r"\b(\w{4,}) \1\b", r"\1"),
    (r"^(?:this|it|the [\w -]{2,20}) is looking at [^,.]*, and what (?:i|we) see(?: here)? is ", ""),
    (r"\bwe will (give|prescribe|start|order) (?:he|she|they|it) (?:will be|is|are) ", r"we will \1 "),
    (r"^have a (?:good|nice|great)[^,.]*? and (?=(?:give|call|let) )", ""),
    (r"^(?:the )?(?P<where>[\w -]+: )?the good news is,? (?:that )?", r"\g<where>"),
    (r"^it looks like here that ", ""),
    (r"^no,? because ", "Because "),
    (r"^(?:most likely|probably|possibly|hopefully),? and (?=(?:i|we|they|he|she) )", ""),
    (
        r"^(because (?:he|she|they|it|there|the|his|her|their) [^,]{2,60}?) (?=(?:i|we) (?:am|are|will|would|have|"
        r"recommended) )",
        r"\1, ",
    ),
    (
        r"^(he|she) (still |just |also )?(?=(?:having|taking|getting|doing|feeling|using|trying|going|working)\b)",
        r"\1 is \2",
    ),
    (r",? so think (?=(?:he|she|they) )", ", so "),
    (r"^(if [^,]*\d) (?=(?:i|we) will )", r"\1, "),
    (r"^what i did (?:is|was),? (?=i )", ""),
    (r"^still think (?=(?:it|he|she|that|this) )", "I still think "),
    (
        r"^i am (?:just )?looking (?:at|through) (?:his|her|their|the) [\w ]+? (?:now |here )?and (?=(?:he|she|"
        r"they|it) )",
        "",
    ),
    (
        r",? and (?:hopefully [^,.]*? and )?(?:i|we) will (?:send|have) my (?:nurse|assistant)\b.*(?=\.$)",
        "",
    ),
)
_OF_EXAMINATION = (
    (r"^looking at (?:him|her|them),? (?:(?:he|she|they) )?(?:do|does) not appear", "does not appear"),
    (r"^looking at (?:him|her|them) (?:in general|generally)?,? ?(?=(?:the|there|no) )", ""),
    (r"^(?:the )?(?:heart|lungs?|abdomen|neck),? an? (?=\S+ )", ""),
    (r"(\d/\d), (?=(?:systolic|diastolic)\b)", r"\1 "),
    (r",? (?:so|and)?,? ?(?:what )?(?:that|this|it) (?:just |basically |also )?(?:means|is telling)\b.*(?=\.$)", ""),
    (r"^i do (?:however )?(?:still )?(?:appreciate|hear|see|notice) (?:that |the |an? )?", ""),
    (r",? (?:that|which) (?:we|i) (?:have )?(?:talked|heard|spoke|discussed|known)\b[^,.]*", ""),
    (r"^listening to (?=the \w+ (?:is|are|sounds?) )", ""),
    (r"^(?:he|she|they) (?:did )?(?:say|said|mention\w*)[^,]*, but ", ""),
    (r",? and (?:those|these|they) are (?:big|just|all)\b.*(?=\.$)", ""),
    (r"^that is \w+, (?:but|and) (?=no )", ""),
    (r"^(?:that|this) (?=(?:grade )?\d)", ""),
    (r",? now (?:we|i|let us)\b.*(?=\.$)", ""),
)
_STROKES, _IN_EXAMINATION = (
    tuple((re.compile(spoken, re.IGNORECASE), written) for spoken, written in table)
    for table in (_ANYWHERE, _OF_EXAMINATION)
)
_MODAL_ING = re.compile(r"\b(?P<modal>will|can|could|should|would|may|might|must) (?P<verb>\w+ing)\b")
_PLAIN = {ing(verb): verb for verb in FORMS} | {"prescribing": "prescribe", "sending": "send"}


def copy_edited(text: str, *, whole: bool, examined: bool) -> str:
    """The sentence mended.

    Args:
        text: a finished sentence of the note.
        whole: whether its section wants sentences with a subject and a verb.
        examined: whether it is a finding of the examination.
    """
    for spoken, written in _STROKES + (_IN_EXAMINATION if examined else ()):
        text = spoken.sub(written, text)
    text = _MODAL_ING.sub(lambda m: f"{m['modal']} {_PLAIN.get(m['verb'], m['verb'])}", text)
    text = " ".join(text.split())
    if whole:
        text = _with_verb(text)
    return text[:1].upper() + text[1:]


_NOUN_FIRST = re.compile(
    r"^(?:maybe |probably |just |mostly |only )?(?:(?P<no>no) |(?:an?|some|slight|slightly|mild|severe|occasional|"
    r"little|a lot of|a few) )(?P<what>[^,.]*)"
)
_DOING = re.compile(
    r"^(?:just )?(?:taking|using|having|feeling|getting|doing|working|trying)\b(?!.*\b(?:is|are|was|were|has|helps?)\b)"
)
_VERB = re.compile(
    rf"\b(?:{AUXILIARY}|denies|reports|takes?|goes|comes|gets?|got|"
    r"feels?|felt|seems?|helps?|hurts?|started|happens?|happened)\b"
)


def _with_verb(text: str) -> str:
    """ "A little weight gain." as "The patient reports a little weight gain.": what is felt, and who feels it."""
    phrase = text[:1].lower() + text[1:]
    if _DOING.match(phrase):
        return f"The patient is {phrase.removeprefix('just ')}"
    found = _NOUN_FIRST.match(phrase)
    if not found or " bit " in f" {found['what']} " or _VERB.search(found["what"]) or ":" in text:
        return text
    if not any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text)):
        return text
    if found["no"]:
        plain = not re.search(r"\b(?:but|though|history)\b", text)
        return f"The patient denies {phrase[found.start('what') :]}" if plain else text
    return f"The patient reports {phrase}"
