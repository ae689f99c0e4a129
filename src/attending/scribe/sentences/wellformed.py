"""Whether a sentence made from speech without punctuation can be read: better no sentence than a broken one.

Read by `note`, for lines whose turns came without punctuation: where no one wrote the ends of sentences down, two may
have run into one, or one may be torn. Judged are the finished words of the note.
"""

import re

from attending.scribe.rewrite.verbs import AUXILIARY, PASTS, base_of

LONGEST = 45
"""Words beyond which a sentence of the note is a torrent."""
_SUBJECT = "it|he|she|they|we|i|there|this"
_ASKS_INSIDE = re.compile(
    rf"\b(?:what|how|why|when|where)(?: (?!(?:{_SUBJECT})\b)\w+)? (?:{AUXILIARY}) (?:it|he|she|they|we|i|there|"
    rf"her|his|their|the|you)\b|"
    r"\b(?:do|does|did|have|has|are|is|can|could|would|will) you\b|"
    r"^(?:do(?! (?:not|take|keep|call|ring|come|go|let|use|make|try|stop|finish|drink|eat|rest)\b)|does|did|have|"
    r"how|why) |\?"
)
_OTHER_PERSON = re.compile(r"\b(?:you|your|yours|yourself)\b")
_TWICE = re.compile(r"\b(?!(?:had|that|\d+)\b)(\w+(?: \w+)*) \1\b")
_CLASHES = re.compile(
    r"\b(?:is|are|was|were) (?:her|his|their) \w+ing\b|"
    r"\b(?!a and e\b)(?:the|a|an|my|his|their) (?:and|or|but|is|are|was|were|i|he|she|they|we|it|to|of|if|"
    r"because|when)\b|"
    r"\b(?:at|of|with|from|for) (?:on|at(?! least\b)|of)\b|\b(?:and|or|but) (?:but|or|and) |\band so (?:and|but|or) |"
    r"\b(?:he|she|they|i|we|it) (?:he|she|they|i|we|it|him|us)\b|"
    r"\b(?:is|are|was|were|am) (?:is|are|was|were|am|do|does|did|will|would|can|could|should)\b|"
    r"\b(?:will|would|can|could|should|may|might|must) (?:is|are|was|were|am|does|did|will|would|can|could|should)\b|"
    r"\b(?:he his|she her|they their|it its) |\blet us (?:and|or|but|so)\b|\bhere (?:is|are) my\b|"
    r"\b(?:gets?|takes?|has) (?:do|does|did) |\b(?:has|have|is|are|was|does|will) but\b|\band then so\b|"
    r"\bthere is that\b|\bit is it\b|"
    r"^i let us |^(?:it|he|she|they) (?:when|if|because|where) |^(?:he|she|they) (?:has|have|had) (?:when|if|on) |"
    r"\b(?:we|i|he|she|they) (?:will|would|can|could|should) (?:i|we|he|she|they)\b|"
    r"\b(?:is|are|was|were) (?:i|he|she|they|we) |\b(?:we|they|i) (?:is|was not is|has)\b"
)
_OPEN_END = re.compile(
    r"(?:^| )(?:the|a|an|and|or|but|because|if|is|are|was|were|will|would|should|my|their|which|i|we|he|she|they|into|"
    r"than|as|when|what is|who|so|of|to get|going to|want to|would be|will be|(?:and|but)(?: then|"
    r" over the \w+ \w+)? all of a sudden|and over the \w+ \w+)\W*$"
)
_OPEN_HEAD = re.compile(
    r"^(?:(?:as long as|when|if|because|although|since|once|until|while|unless|where|whenever) (?!.*, )(?!.*\b(?:then|"
    r"please|call|come|go|stop|let|recommended|follow)\b)|(?:when|if|because|although|once|while|unless|as long as) "
    r"[^,]*, (?:but|and|or) (?!if|when|because)|not (?:if|that|when) |(?:sometimes|maybe|probably) and |what (?:i|"
    r"we|he|she|they) (?!.*\b(?:is|was|are)\b)|what (?:i|we) (?:am|are) concerned about(?!.* (?:is|are) )|(?:i|we|"
    r"he|she|they) (?:think|believe)s? (?:is|are|was) |(?:or|than|of|which|who|whose|and then|but then|so that) )"
)
_MODAL = re.compile(r"\b(?:can|could|will|would|should|may|might|must)(?: not| also| just)? (\w+)\b")
_LETS_STAND = re.compile(
    r"\b(?:and|but|or|so|that|which|who|because|if|when|where|while|since|as|than|what|how|until|before|after|once|"
    r"though|although|unless|whether|like|then|now|also|think\w*|thought|believe\w*|kn[eo]w\w*|say\w*|said|feel\w*|"
    r"felt|hop\w+|mean\w*|see\w*|saw|notice\w*|tell\w*|told|sure|report\w*|den\w+|sounds|looks|recommend\w*|suggest\w*|"
    r"wonder\w*|appears|mention\w*|discuss\w*|sometimes|maybe|usually|probably|currently|otherwise|hopefully|"
    r"unfortunately|occasionally|initially|today|(?:what|how|which|where|whose)(?: \w+){1,3}|understand\w*|afraid|"
    r"concerned|worried|happy|glad|time|way|day|ensure|found|guess)$"
)
_NEW_CLAUSE = re.compile(
    rf"\b(?P<who>it|there|this|he|she|they|we|i(?= (?:believe|recommended|do not|notice))) (?:{AUXILIARY}|"
    rf"believe|recommended|notice)\b"
)
_OPENS_ANEW = re.compile(
    r"\b(?:it|him|them|me|us|here|there|now|today|again|too|well|ago|day|night|week|month|year|morning|evening|"
    r"medications?|pain|\d+)$"
)
"""Words behind which "he is", "they are" begin a sentence of their own rather than say which: "the pills he is on"."""
_HEAD = 4
"""Words of an opening such as "at first it was" and "for your knee it looks"."""


def is_well_formed(text: str) -> bool:
    """Whether a line of the note reads as a sentence, or as a phrase that a physician would write."""
    plain = re.sub(r"[.;:]$", "", text.lower().replace("’", "'"))
    if (
        (len(plain.split()) > LONGEST and "year-old" not in plain)
        or _ASKS_INSIDE.search(plain)
        or _OTHER_PERSON.search(plain)
    ):
        return False
    bare = plain.replace(",", "")
    if _TWICE.search(bare) or _CLASHES.search(plain) or _OPEN_END.search(plain) or _OPEN_HEAD.search(plain):
        return False
    if any(_is_past_only(found[1]) for found in _MODAL.finditer(plain)):
        return False
    return not _bare_clauses(plain)


_MENDS = (
    (
        re.compile(
            r"^(?:.*\b)?what (?:i|we) (?:\w+ ){0,5}(?:do|thinking|recommended|recommend)"
            r"(?: \w+){0,2} is (?=(?:i|we|he|she|they) )"
        ),
        "",
    ),
    (re.compile(r"^(?:is|that is) (?=i (?:recommended|believe)|we will)"), ""),
    (
        re.compile(
            r"^((?:if|unless|and if) .{8,}?\w)(?<!\bnot)(?<!\bto)(?<!\bthey)(?<!\bhe)(?<!\bshe) "
            r"(?=(?:bring|take|get) (?:him|her|them) |"
            r"(?:tell|alert|let) (?:us|me|them|staff|someone|somebody|the \w+) |shout |seek |"
            r"(?:call|ring|phone|dial|contact) |"
            r"get (?:straight |right )?to |(?:go|come) (?:to|back|in|straight|right) )"
        ),
        r"\1, ",
    ),
    (
        re.compile(
            r"^((?:if|once|unless) (?:it|that|this|he|she|they|the [\w']+)\b[^,]{4,120}?\w)(?<!\band)(?<!\bor) "
            r"(?=(?:he|she|they|we|i|it) (?:will|would|can|should|may|might)\b|(?:he|she|they) (?:stops?|holds?|must|"
            r"rings?|calls?|go|goes|comes?) )"
        ),
        r"\1, ",
    ),
    (re.compile(r"\b(emergency|999|911) (?=(?:call|give|ring|go)\b)"), r"\1; "),
    (re.compile(r"(?<![,;]) (?=do not wait\b)"), ", "),
    (
        re.compile(
            r"(?<=\w)(?<![^u]s)(?<!\band)(?<!\bor)(?<!\bbut)(?<!\bi)(?<!\bwe)(?<!\bhe)(?<!\bshe)(?<!\bthey)(?<!\bit)"
            r"(?<!\bwho)(?<!\bthat)(?<!\bwhich)(?<!\bso)(?<!\bplease)(?<!\bpatient)(?<!\bpeople) (?=do not (?:stop|"
            r"take|drive|rub|use|give|put|stay|eat|drink|lift|get|let|worry|miss|skip|share|squeeze|scratch)\b)"
        ),
        "; ",
    ),
    (re.compile(r"\b(?:and but|but and)\b"), "but"),
    (re.compile(r"\band or\b"), "or"),
    (re.compile(r"\bit is it (?=\w+s\b)"), "it "),
    (re.compile(r"^(?:he (?=his )|she (?=her )|they (?=their ))"), ""),
    (re.compile(r",? (?:and|but)(?: then)? (?:all of a sudden|over the (?:past|last) \w+)(?=\.?$)"), ""),
    (re.compile(r"\band so and\b"), "and"),
    (re.compile(r"\b((?:it|there|he|she|this|that) (?:is|was|has)) \1\b"), r"\1"),
    (
        re.compile(
            r"(?:,? (?:and|or|but|so|also|because|then)| (?<!better )(?<!worse )"
            r"(?<!days )(?<!weeks )(?<!months )(?<!years )now)+(?=\.?$)"
        ),
        "",
    ),
)
"""What can be taken out so that a sentence reads."""
LEAST_CLAUSE = 4
"""Words that each half of a sentence must have to be parted."""


def mended(text: str) -> list[str]:
    """The text as one or two sentences that read; empty where it cannot be mended by taking words out or a stop."""
    for pattern, instead in _MENDS:
        shorter = re.sub(pattern.pattern, instead, text, flags=re.IGNORECASE)
        text = shorter[:1].upper() + shorter[1:]
    if is_well_formed(text):
        return [text]
    for found in _bare_clauses(text.lower()):
        first, second = text[:found].rstrip(" ,"), text[found:]
        halves = [f"{first}.", second[:1].upper() + second[1:]]
        if all(is_well_formed(half) and len(half.split()) >= LEAST_CLAUSE for half in halves):
            return halves
    return []


def _is_past_only(word: str) -> bool:
    return word in PASTS and base_of(word) != word


def _bare_clauses(plain: str) -> list[int]:
    """Where clauses begin with nothing before them that could join them: "the fascia it is the band"."""
    places = []
    for found in _NEW_CLAUSE.finditer(plain):
        before = plain[: found.start()].rstrip()
        if len(before.split()) <= _HEAD or before.endswith((",", ":", ";")) or _LETS_STAND.search(before):
            continue
        if found["who"] in {"it", "there", "this", "i"} or _OPENS_ANEW.search(before):
            places.append(found.start())
    return places
