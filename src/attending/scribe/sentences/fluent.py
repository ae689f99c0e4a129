"""Spoken words made fit to be read: fillers, restarts and tags of talk taken out of one statement.

Read by `compose`, last before the change of person. `normalise` takes out what is safe in any use of the words; here
goes what only a written sentence must lose: an answer's "yes" in the middle, a clause begun anew ("i haven't, i felt a
bit hot"), "if you see what i mean". Words are only taken out, and never a number, a medicine or a denial that stands.
"""

import re
from collections.abc import Sequence

from attending.scribe.rewrite.verbs import ADVERBS, FORMS, PASTS, base_of
from attending.scribe.sentences.restarts import without_restarts
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.grammar import PRONOUNS, SEEMING
from attending.terms.numerals import TENS, UNITS

_PRONOUNS = frozenset(PRONOUNS) | {"this"}
_OPENS = _PRONOUNS | vocabulary("my your his her our their the")
_AUXILIARIES = vocabulary("am is are was were have has had do does did will would can could should may might")
_BEGUN = vocabulary(
    "not been like just really also still even actually kind sort feeling going having quite pretty very a bit so , —"
)
"""What may stand in a clause that is given up: no word of content."""
_CONJUNCTIONS = vocabulary(", ; : really well now also just actually basically and but or so because then when if that")
_TAGS = re.compile(
    r",? ?\b(?:(?:(?:and|but),? )?(?:since then|other than that|besides that|apart from that|otherwise),? (?:so )?"
    r"(?:no|yes|not)(?:,? (?:no|yes|not))*|but,? yes|(?:that )?i can think of|if (?:you see|you know|you get|"
    r"you understand)? ?what(?: i mean| i am saying)?|"
    r"if that makes (?:any )?sense|"
    r"(?:or )?something like (?:this|that)|or (?:something|anything|whatever|what not|so)(?: like (?:this|that))?|"
    r"(?:and )?(?:things|stuff) like (?:this|that)|and (?:things|stuff|everything|all that)|etcetera(?: etcetera)?|"
    r"et cetera|"
    r"(?:is there )?anything else(?: that)?(?: (?:you|i|comes|that).*)?|that is it|that is all|that is about it|"
    r"nothing (?:crazy|major|like that)|you know what i mean|what have you|to be honest|i (?:would|will) say|i think|"
    r"i guess|i suppose|is that (?:right|correct|okay)|i (?:think|believe) (?:it|that) (?:is|was)|"
    r"does that (?:make sense|sound.*)|if (?:you do not mind.*|"
    r"that is okay.*)|"
    r"(?:so,? )?(?:yes|no),? i (?:do|have|am|did|was)(?: not)?|"
    r"(?<=, )(?:will|would|can|could|do|does|did|is|are|have|has|should)(?: not)? (?:you|it|they|he|she|we)|"
    r"at least|for now|basically|obviously|actually|really|yes|(?<=,)okay|(?<=, )okay|(?<!the )(?<!my )(?<!your "
    r")(?<!on )(?<!all )right|(?:i am )?sorry|"
    r"though|the thing is|(?<=\d )mind|mind you)$"
)
"""Tags at the end of a statement, with the comma before them."""
_STANDS_FOR_NOW = re.compile(
    r"\b(?:no|not|stop|hold|leave|keep|continue|stay|pause|skip|same|monitor|watch|avoid|off)\b.*\bfor now$"
)
"""What is so only for now: "no antibiotics for now"."""
_LEADS = re.compile(
    r"^(?:(?:sure|actually|honestly|basically|obviously|certainly|definitely|absolutely|correct|exactly|fine|perfect|"
    r"sorry|yes|okay|right|well|thanks|thank you|of course|i mean|i guess|i suppose|you know|the thing is|to be fair|"
    r"as well as|in (?:all )?honesty|alright|first of all|anyway|no worries|fair enough|plus|like|also|(?:a "
    r"(?:little )?bit|a little|sort of|kind of)(?=,? (?:i|he|she|they|it|we)\b))\b ?,? ?)+"
    r"(?=(?:i|you|he|she|it|we|they|there|that|this|my|your|his|her|the|a|an|some|any|no|not|about|for|in|on|\d)\b)"
)
_INSIDE = re.compile(
    r",? ?\b(?:(?:i want to say(?= (?:about |around )?(?:\d|\w+ty|\w+teen|one|two|three|four|five|six|seven|"
    r"eight|nine|ten)\b))|(?:let me (?:see|look|think|check|remember)|(?<=, )what)(?= ?,)|(?<=since, )well(?= "
    r"?,)|(?<=about, )well(?= ?,)|(?<=, )well(?= ?, "
    r"(?:i|he|she|it|"
    r"we|they|my|his|her|the)\b)|(?:(?<=since, )|(?<=for, )|(?<=about, ))i think(?= ?,)|"
    r"(?:(?<=last )|(?<=past )|(?<=about )|(?<=around ))"
    r"i think(?= (?:\d|few|couple|one|two|three|four|five|six|seven|eight|nine|ten)\b)|(?<=it )i think(?=,? "
    r"(?:once|twice|\d|one|two|three|four|five|six)\b)|i (?:would|will) say|i mean|i guess|i suppose|"
    r"(?<!till )(?<!before )(?<!if )(?<!when )(?<!once )(?<!as )(?<!let )(?<!did )(?<!do )"
    r"(?<!what )(?<!sure )(?<!until )"
    r"you know|you see(?=,)|as i (?:say|said)|like i said|"
    r"to be honest|"
    r"how do i say|what is it called|shall we say|if you like|if that makes sense|let us say|"
    r"i do not know(?=,))\b ?,? ?(?!that\b)"
)
_BROKEN_OFF = re.compile(
    r",? (?:with|for|of|about|like|that is|so just)(?:,|(?<=\bwith)) ((?:i|it|he|she|they|we) (?:am|is|are|was|were|"
    r"has|have|had|do|did|got|feel|felt)\b)"
)
"""A noun that never came: "came in today with, i have been having…"."""
_KEEPS_LIKE = frozenset(SEEMING) | vocabulary(
    "feeling looking sounded smell taste would also nothing something anything things stuff symptoms what more bit is "
    "was just do"
)
_SEEMING = frozenset(SEEMING) | {"feeling"}
_NOUNISH = vocabulary(
    "a an the my your his her this that some any when if i you we they he she it somebody someone something nobody "
    "nothing everybody everyone everything"
)


_HANGS = re.compile(
    r"(?:,? (?:and|but|or|because)(?: (?:it is|that is|i am|i was|we are|they are|he is|she is))?|, so|"
    r"(?: (?:from|of|in|with|for|to))?(?<! such)(?<! quite)(?<! many) (?:the|an?))(?:,| )*$"
)
"""What goes on to nothing at the end: "I do have diabetes but", "it came on suddenly and I am"."""


def fluent(words: Sequence[str]) -> list[str]:
    """The words without what only speech needs."""
    kept = parted(_NAMELESS.sub("a ", _NOT_KNOWN.sub("", joined(words)))) or list(words)
    for mend in (
        _without_answers,
        _without_likes,
        _without_repeats,
        without_restarts,
        _without_begun,
        _without_repeats,
    ):
        kept = mend(kept)
    text = joined(kept)
    text = re.sub(r",? ?\b(?:actually|basically|literally|obviously)\b,? ?", " ", text)
    text = re.sub(
        r", so, (?=(?:about |around |maybe )?(?:\d|an?\b|one|two|three|four|five|six|seven|eight|nine|"
        r"ten))",
        ", ",
        text,
    )
    text = re.sub(r"\b(i|you|we|they) got to (?=\w)(?!be \w+ed\b|the\b|a\b|my\b|work\b|see\b)", r"\1 have to ", text)
    text = _HAS.sub(r"\1 has", re.sub(r"\bi am(?= (?:just |only |always |also )?been\b)", "i have", text))
    text = _TOLD_ON.sub(r"\g<has>", _ANEW.sub("", text))
    text = _CLEFT.sub(r"i have \g<verb> \g<what>\g<rest>", _PRESENTED.sub("", _OWNS.sub(r"\1 has ", text)))
    text = _VOCATIVE.sub("", _CALLING.sub("", text))
    text = _POINTING.sub(
        lambda m: " " * m.group().startswith(","),
        re.sub(r"\bto here,? (?=(?:below|above|under|at|just)\b)", "to ", text),
    )
    text = _BROKEN_OFF.sub(_mended, text)
    text = _INSIDE.sub(lambda m: ", " if "," in m.group() and m.start() else " ", text).strip(" ,")
    text = _SET_BEHIND.sub(r"that \g<verb> \g<what>", text)
    for _ in range(3):
        text = _LEADS.sub("", text, count=1)
        shorter = text if _STANDS_FOR_NOW.search(text) else _TAGS.sub("", text).strip(" ,")
        if len(shorter.split()) < 2 or shorter == text:
            break
        text = shorter
    text = _SUBJECT_ANEW.sub(r"\1", _VERB_ANEW.sub("", _SET_FIRST.sub(r"\1 ", text)))
    text = _REASON_FIRST.sub(r"\g<reason>, ", _RUN_ON.sub(r"\g<first>, and ", text))
    text = _HANGS.sub("", _in_order(_without_loose_commas(" ".join(text.split()))))
    return parted(text) if text else kept


_SET_BEHIND = re.compile(r"^(?P<what>(?:an? |the )?[a-z-]+(?: [a-z-]+)?), that (?P<verb>is|was)$")
""" "Cancer, that was"."""
_REASON_FIRST = re.compile(
    r"^(?P<reason>because (?:you|he|she|it|they|your|his|her|the) [^,]+?) (?=(?:i|we) (?:do not|will|would|want|"
    r"need)\b)"
)
"""A reason set before what follows from it: "because you're on the Eliquis I don't want you taking any ibuprofen"."""
_SET_FIRST = re.compile(
    r"^((?:my|his|her|their|our) (?:\w+ )?(?:mother|father|mum|mom|dad|sister|brother|son|daughter|wife|husband|"
    r"partner|"
    r"grand\w+|aunt|uncle|cousin))(?:,? (?:so|well))?,? (?:he|she|they) (?=(?:has|had|have|is|was|died|passed|"
    r"got|did|takes?|took)\b)"
)
"""Whom a sentence is about, set before it: "my dad , he died"."""
_POINTING = re.compile(
    r"\b(?:(?:like|right|just|low|down|up|over|,) )*here,? (?=(?:under|below|above|behind|in|on|at|around|by|between|"
    r"across|just) (?:my|his|her|their|the (?:bone|ribs?|center|centre|middle|left|right|side|back|front|top))\b)"
)
"""Where a finger shows a place that is then named: "like up here under my ribs"."""
_OWNS = re.compile(
    r"\b([a-z]+)(?:'s (?=(?:had|been|got|gone|lost|done|come|started)\b)|"
    r"(?:'s| is) (?=(?:(?:just|only|always|also|still|kind of|pretty much|mostly|mainly) )*been\b))"
)
"""A "'s" that is "has": "his sister's had it", "the cough's pretty much just been there"."""
_PRESENTED = re.compile(r"^this is (?!my\b|the\b|an?\b|his\b|her\b|not\b|all\b)[a-z]+,? (?=(?:he|she) (?:is|has)\b)")
_CLEFT = re.compile(
    r"^it is (?:just |mainly |really )?(?P<what>(?:this|the|my|an?) (?:[a-z-]+ ){0,3}?[a-z-]+) (?:that |which )?i have "
    r"(?P<verb>had|been having|been getting|got)(?P<rest>$| .*)$"
)
"""What is wrong put first: "it's this headache I've had since Saturday"."""
_SUBJECT_ANEW = re.compile(r"\b(is|are|was),? (?:he|she|they|it) \1\b(?= \w)")
"""A short answer told on: "my mom is, she is 90"."""
_ANEW = re.compile(
    r"\bit is (?:(?:just|,|yes) ?)*(?=it (?:is|has|was|feels|does|did|hurts)\b)|\bit is (?=(?:the|my) \w+ (?:is|has|"
    r"was|feels)\b)|"
    r"^there (?=(?:i|he|she|they) (?:have|has) been\b)"
)
_TOLD_ON = re.compile(r"(?P<has>\b(?:has|have|is|was) [a-z]+),? (?:it|he|she|they|i) (?P=has)\b")
"""A sentence begun and begun anew: "it's, the cough is about the same", "the pain has gotten, it has gotten worse"."""
_VERB_ANEW = re.compile(
    r"\b(?:is|are|was),? (?=(?:has|have|had) been\b)|\b(is|was|are|has|will),? (?:just )?(?=\1\b)|"
    r"^we will (?=(?:i|we) will\b)|\b((?:my|the|your|his|her|their) \w+)'s,? (?=\2\b)|"
    r"^i am so (?=(?:over|for|in|during|since)\b.*\bi (?:have|had|was|am)\b)|"
    r"\b(?:we|i|you|it|he|she|they) (?:would|will|can|could) "
    r"(?=(?:you|i|we|it|he|she|they|there) (?:are|is|am|was|were|have|has|had)\b)"
)
"""A verb begun and begun anew: "the pain is , has been going away"."""
_HAS = re.compile(
    r"\b(it|that|this|he|she|there) is"
    r"(?= (?:just |only |always |kind of |all )?(?:been|stayed|gotten|progressed|become|gone)\b)"
)
"""A spoken "it's" before a participle is "it has"."""
_RUN_ON = re.compile(
    r"^(?P<first>(?!.*\b(?:if|when|once|unless|whether|until|while|after|before|because|as|than|then|that|how|what)\b)"
    r"[^,]*\b(?:better|worse|bigger|smaller|tired|weak|nauseous|"
    r"(?:affecting|bothering|hurting|following|upsetting|scaring|worrying) (?:me|him|her|them)))"
    r" (?=(?:it|i|he|she|they|we|there) (?:is|am|are|was|were|has|have|had|feels?|felt|need|needs|do|does|did|can|"
    r"could|"
    r"will|just|started|want|got)\b)"
)
"""Where one clause ends and the next begins without a word between: "it is getting bigger it feels worse"."""
_OFTEN_FIRST = re.compile(
    r"^(?P<often>(?:maybe |about |approximately |probably )?(?:once|twice|\w+ times) an? (?:day|week|month|"
    r"night|year)),? "
    r"(?P<clause>(?:i|he|she|they|we) \w+ (?:it|them|that))$"
)
_OBJECT_FIRST = re.compile(
    r"^(?P<what>the (?:\w+ )?(?:one|tablet|pill|dose)),? (?P<who>i|he|she|they) "
    r"(?P<does>forget|miss|skip|take|hate)(?P<rest>(?: .*)?)$"
)


def _in_order(text: str) -> str:
    """What is said first for its weight, in the order of a sentence: "three times a week I miss it"."""
    text = _OFTEN_FIRST.sub(r"\g<clause> \g<often>", text)
    return _OBJECT_FIRST.sub(r"\g<who> \g<does> \g<what>\g<rest>", text)


def _mended(found: re.Match[str]) -> str:
    """What was broken off goes on as a clause of its own; behind a denial it stays within it."""
    before = found.string[: found.start()].split()[-6:]
    if {"not", "no", "never"} & set(before):
        return found.group().rstrip().replace(f", {found.group(1)}", f" {found.group(1)}")
    return f", and {found.group(1)}"


def _without_answers(words: list[str]) -> list[str]:
    """ "it feels, yes, weak": an answer's "yes" between other words, and a "no" at the end of a denial."""
    kept: list[str] = []
    for index, word in enumerate(words):
        before = words[index - 1] if index else ""
        pause = words[index + 1 : index + 2] == [","]
        if word in {"yes", "okay"} and index and not _means_it(word, before, pause=pause):
            if kept[-1:] == [","] and pause:
                kept.pop()
            continue
        if word == "," and kept[-1:] and kept[-1] in _NO_PAUSE and before in {"yes", "okay"}:
            continue
        kept.append(word)
    while len(kept) > 3 and kept[-1] == "no" and {"not", "no"} & set(kept[:-2]):
        kept.pop()
        while kept and kept[-1] == ",":
            kept.pop()
    return kept


_SAYS = vocabulary(": say says said saying is was a to the")
_NO_PAUSE = vocabulary("the a an my your his her of to in on at for with over")
IS_OKAY = vocabulary(
    "am is are was were be been feel feels felt feeling doing going look looks looking looked seem seems seemed "
    "all quite "
    "pretty working sleeping eating drinking walking urine water that's it's i'm otherwise generally keeping "
    "coping managing things"
)
"""Words after which "okay" says how something is."""


def _means_it(word: str, before: str, *, pause: bool) -> bool:
    """Whether a "yes" or "okay" between other words is told: "is okay", "said yes"."""
    if word == "okay":
        return before in IS_OKAY
    return before == ":" or (before in _SAYS and not pause)


def _without_likes(words: list[str]) -> list[str]:
    """ "mostly like my chest": a "like" that compares nothing."""
    kept: list[str] = []
    for index, word in enumerate(words):
        before = kept[-1] if kept else ""
        after = words[index + 1] if index + 1 < len(words) else ""
        points = after in {"that", "this"} and (words[index + 2 : index + 3] or [","])[0] == ","
        little = before in _SEEMING and words[index + 1 : index + 3] in (["a", "little"], ["a", "bit"])
        loose = (little and "of" not in words[index + 3 : index + 4]) or _is_filler(
            kept[-2] if len(kept) > 1 else "", before, after
        )
        if word == "like" and not points and loose:
            continue
        kept.append(word)
    return kept


_DOES = vocabulary("do does did would")
_DO = vocabulary("try tried trying take took taking using used usually mainly could")
_HAS_ING = vocabulary("having getting see seeing noticed coughing")
_PLAIN_VERBS = vocabulary("stay go get have take feel know think eat see do keep come notice throw pass")
_MAKES = vocabulary("make makes made making")
_INTO = vocabulary("into from by until any can")
_OBJECTS = frozenset(PRONOUNS) | vocabulary("this to him her them me us when what how if being")
_HOW_OFTEN = vocabulary("once twice many probably maybe right")
_BE_PAST = vocabulary("was were am")
"""Where a "like" between a verb and what it does, or before how often, compares nothing: "I took like two"."""
_STATES = vocabulary(
    "tired sick weak dizzy hot cold better worse bad fine good nauseous exhausted really very so pretty slightly"
)
_PLACED = vocabulary("in on at")
_DETERMINERS = vocabulary("the a an my that this these those when i it")
_EARLIER = vocabulary("before last usual normal")
"""What "not like" compares with: "no attacks, not like before"."""


def _is_filler(earlier: str, before: str, after: str) -> bool:
    if after == "," and before in _SEEMING:
        return False
    if before in _PRONOUNS and earlier in {"as", "if", "when", "whatever", "whenever", "how"}:
        return False  # "as much as you like"
    if not after or after == ",":
        return True
    if before in {"been", "always"} and after in {"this", "that"}:
        return False  # "it has been like that since"
    if before == "to" and after in {"this", "that", "it", "the"}:
        return False  # "you are not going to like this part"
    if before == "really" and earlier in _PRONOUNS | {"not"} and after not in ADVERBS:
        return False  # "I do not really like hospitals"
    if (
        before == "not"
        and after not in _PLAIN_VERBS
        and (earlier in _DOES or after in _EARLIER or after in _DETERMINERS)
    ):
        return False
    if before in _SEEMING and after in _STATES:
        return True
    if (after in _HOW_OFTEN and before not in _SEEMING) or (before in _DO and after not in _OBJECTS) or before in _INTO:
        return True
    if (before == "this" or before in _HAS_ING) and after not in _OBJECTS | _EARLIER:
        return True  # "giving me this like headache", "I see like yellow phlegm"
    if before == "it" and earlier in _MAKES:
        return True  # "it makes it like stingy"
    if before == "just" and earlier in _BE_PAST and after.endswith("ing"):
        return True  # "I was just like sitting there"
    if after in _PLACED and before not in _SEEMING:
        return True
    if before in _KEEPS_LIKE:
        return before in {"is", "was", "just", "do"} and after not in _NOUNISH and not after.endswith("ing")
    if before in {"", ","}:
        return after in _PRONOUNS | {"when", "because", "if", "in", "on", "at", "for", "now", "really", "very"}
    if before in _THIRD and after.endswith("s") and base_of(after):
        return True  # "it like keeps me up"
    if before in _PRONOUNS:
        return after in _AUXILIARIES or after in ADVERBS or after.endswith("ed") or after in PASTS
    if before in _BE and after.endswith("s") and after not in _NO_PLURAL and after not in ADVERBS:
        return False  # "they are like balloons"
    if before in _BEFORE_LOOSE:
        return True
    return after in {"really", "very", "super", "quite", "pretty", "constantly", "always"}


_THIRD = vocabulary("it he she that this")
_BE = vocabulary("are were")
_NO_PLURAL = vocabulary("always sometimes as was is this perhaps his its hours days weeks months years times")
_BEFORE_LOOSE = vocabulary(
    "little mostly pretty only even also really about maybe so very to and have has had get got gave of in for "
    "with because "
    "but "
    "not been when where kind quite am are were probably the a an my per"
)


def _without_begun(words: list[str]) -> list[str]:
    """ "i have not , i felt hot": a clause that is given up before its verb, where another begins at once."""
    index = 0
    kept = list(words)
    while index < len(kept):
        end = _given_up(kept, index)
        if end:
            del kept[index:end]
        else:
            index += 1
    return kept


def _given_up(words: list[str], index: int) -> int:
    """Where the clause that begins at `index` and is given up ends; 0 where it goes on."""
    if words[index] not in _PRONOUNS or (index and words[index - 1] not in _CONJUNCTIONS):
        return 0
    place = index + 1
    if place < len(words) and words[place] in _AUXILIARIES:
        place += 1
    comma = False
    while place < len(words) and words[place] in _BEGUN:
        comma = comma or words[place] in {",", "—"}
        place += 1
    if place >= len(words) - 1 or words[place] not in _OPENS or place == index + 1:
        return 0
    restarted = words[place] == words[index] or (words[place] in _PRONOUNS and words[place + 1] in _AUXILIARIES)
    asks = words[index] in {"that", "this", "there", "it"} and words[place] not in _PRONOUNS
    if asks or not (comma or restarted):
        return 0
    if not comma and words[place - 1] in {"like", "feeling"}:
        return 0  # "i have not been feeling like i have chills" is one clause
    following = words[place + 1]
    verb = following in _AUXILIARIES | ADVERBS or following in FORMS or following in PASTS
    return place if verb or comma else 0


def _without_repeats(words: list[str]) -> list[str]:
    """ "for for", "these past these past": the same word or two said again at once."""
    kept: list[str] = []
    for word in words:
        kept.append(word)
        for size in (3, 2, 1):
            last, before = kept[-size:], kept[-2 * size : -size]
            doubled = size == 1 and (word in {"had", "that", "very"} or not word.isalpha() or len(word) > 12)
            if last == before and not doubled and not any(w[0].isdigit() for w in last) and not _NUMBERS & set(last):
                del kept[-size:]
                break
    return kept


_NUMBERS = frozenset({*UNITS, *TENS, "ten"})
_LOOSE_COMMA = re.compile(
    r"\b(quite|feeling|feels|felt|really|just|very|any|currently|seen|because|that|if|when|with|have|has|"
    r"(?<!where it )(?<!what it )(?<!how it )(?<!as it )is|are|was|"
    r"were|the|to|of|for|about|been|some|mainly|maybe|use|uses|noticed|not|which|and|or|but|as well as|only|"
    r"kind of|like|am|i think|i believe|where|called|contacting|"
    r"would|will|since|started|"
    r"can|could|should|getting|having|feeling|taking|try|been noticing|because of|quite a|"
    r"(?:more|mostly|bit|normally|usually|sometimes|recently|last|other)(?!, (?:i|he|she|it|they|we|that|there)\b)), "
)
_NOT_KNOWN = re.compile(
    r"^(?:no,? )?not that (?:i|we) (?:know|can think|am aware|are aware|have noticed|can remember|remember)(?: "
    r"of)?\b,? ?"
    r"(?=\w+ \w+ \w+)"
)
"""A denial before another statement: "not that i know of, i have been around dogs"."""
_NAMELESS = re.compile(
    r"\b(?:like )?an? (?:like )?,? ?i do not know (?:if|whether) (?:it|that|this) (?:is|was) [^,]{2,30}?,? but "
    r"(?:just |like |more )*an? "
)
"""A word that is looked for before the right one comes: "a, I don't know if it was soreness, but just a tickle"."""
_VOCATIVE = re.compile(r",? (?:sir|ma'am|madam|mate)$|^(?:sir|ma'am|madam),? ")
_CALLING = re.compile(
    r"^i (?:am|was|have been|have) ?,? ?(?:contacting|calling|ringing|phoning|called|rung|come to see|coming to "
    r"see|seeing) "
    r"(?:you|up|in)?,? ?(?:today |now )?(?:because|as|since),? (?=(?:i|my|it|the)\b)"
)
"""How a call is opened; what follows is why."""


_BEGUN_NOUN = re.compile(
    r"\b(?:my|your|his|her|their),? (?=(?:noticed|started|felt|had|have) (?:that|to|a|an|my|"
    r"some)\b)"
)
_TWO_DETERMINERS = re.compile(
    r"\b(?:the|a|an|my|your|his|her) (?=(?:the|these|those|this|my|your|his|her|an?)\b(?! (?:lot|few|bit|little)))"
)


def _without_loose_commas(text: str) -> str:
    """A pause is no comma: "feeling, quite, hot"."""
    text = _BEGUN_NOUN.sub("", text)
    text = _TWO_DETERMINERS.sub("", text)
    return _LOOSE_COMMA.sub(
        r"\1 ",
        re.sub(r"^(?:as well as|and|but|so|because(?= (?:i|he|she|they|it|my|his|her|their|we)\b))\b ?,? ", "", text),
    ).strip(" ,")
