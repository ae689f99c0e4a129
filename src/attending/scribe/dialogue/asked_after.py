"""What a question asks after, as a name before its answer: "have you ever hurt that shoulder?" → "shoulder".

Read by `pointers`, for answers that say "it", "one" or "that" of what was asked. Every word is one of the question's;
only its verb may take another form. Where a question names two things, or none, it gives no name.
"""

import re
from collections.abc import Sequence

from attending.scribe.dialogue.declared import without_leads
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.listed import OF_NOTE, find_list
from attending.scribe.dialogue.recast import without_name
from attending.scribe.dialogue.stated_questions import without_tag
from attending.scribe.rewrite.verbs import BE_HAVE_DO, FORMS, base_of, ing
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.persons import person_called
from attending.terms.symptoms import find_symptoms

_PARTICLES = vocabulary("up out off down over around away back on in to along through")
"""Words that belong to a verb: "do you get up at night?" asks after no "up"."""
LONGEST_NAME = 9
"""Words of a name; more are a sentence."""
_TAIL = re.compile(
    r"(?:,? (?:at all|recently|lately|ever|for you|these days|so far|at the moment|right now|now|still|already|yet|"
    r"with (?:it|that|them|this)|from (?:it|that|this)|that (?:you|he|she)(?: have|'ve| has)? noticed|"
    r"(?:in|over) the (?:past|last) (?:\w+ )?\w+|(?:that runs? )?in (?:the|your|his|her) family|or (?:anything|"
    r"something)(?: like that)?|as well|either|too))+$"
)
_DETERMINED = re.compile(
    r"\b(?:your|the|an?|any|some|that|this|his|her|their|which|how (?:many|much)|what (?:kind|sort|type) of) "
    r"(?P<what>[a-z'-]+(?: [a-z'-]+){0,3})"
)
_ENDS_NAME = vocabulary(
    "is are was were do does did have has had can could will would should been being be get gets got getting go goes "
    "going come comes came feel feels felt look looks seem seems start started stop stopped happen happened help "
    "helps helped hurt hurts make makes made wake wakes woke run runs bother bothers ever now then when if that "
    "which who "
    "where while since after before until because as than so and or but for with from in on at to of about like by "
    "you he she it they we i there this these those your his her their the a an any still not no doing today "
    "at recently lately overall well all right alright fine good bad better worse affect affects keep keeps take "
    "takes use uses used at feeling working left"
)
"""Words with which a name ends."""
_NO_NAME = vocabulary(
    "time times moment bit lot day way family house home thing things one ones other others reason idea chance doctor "
    "morning night week month year same first last worst best case past future question kind sort type problem "
    "point end while couple few little name rest most whole trouble problems issues changes history patient"
)
"""Nouns that name nothing by themselves."""
_IN_FAMILY = re.compile(
    r"\b(?:any ?(?:one|body)|family|relatives?|parents|siblings)\b.*\b(?:had|has|have|with|get|got) (?:an? |any |"
    r"trouble "
    r"with |problems with )?(?P<what>(?!you\b|it\b|that\b)[a-z][a-z ,-]+?)(?: (?:in|that runs in) (?:the|your) "
    r"family)?$"
)
_NO_TALK = vocabulary("you okay right sorry")
_IS_SO = re.compile(r"^(?:are|is|were|was) (?:you|he|she|they) (?:ever |still |also )?(?P<how>[a-z]+)$")
_DOES = re.compile(
    r"^(?:do|does|did|can|could) (?:you|he|she|they) (?:(?:ever|still|usually|normally|often|also|manage to|have to|"
    r"need to|tend to) )*(?P<verb>[a-z]+)(?P<rest>(?: .*)?)$"
)
_DOING = re.compile(
    r"^(?:are|is|were|was|have|has|had) (?:you|he|she|they) (?:(?:ever|still|currently|been|also|able to) )*"
    r"(?P<verb>[a-z]+)(?P<rest>(?: .*)?)$"
)
_POINTS = re.compile(r"\b(?:it|that|them|those|these|this|one|ones|anything|something|any|ever|other)\b")


def thing_asked(question: Sequence[str]) -> str:
    """The name of what a question asks after, in the words of the clinician; empty where it has none of its own."""
    text = joined(without_leads(without_tag(without_name(tuple(question)))))
    text = _TAIL.sub("", OF_NOTE.sub("", _TAIL.sub("", text)))
    if text.startswith(("who ", "why ")):
        return ""
    words = tuple(parted(text))
    family = _IN_FAMILY.search(text)
    if family:
        return _named(family["what"])
    listed = find_list(words)
    if listed and listed[0] not in _PARTICLES:
        return _named(re.sub(r"^(?:an?|your|the|his|her) ", "", _TAIL.sub("", joined(listed))))
    if words and is_fragment(words) and not {"what", "how", "why", "when", "where", "who"} & set(words):
        return _named(re.sub(r"^(?:any|the|your|an?|his|her) ", "", text))
    return _only_noun(text) or _done(text)


_NO_END = _PARTICLES | vocabulary("else gradual sudden constant still normal position")
"""Words with which a question goes on, and no name ends: "vacations over?", "onset gradual?"."""


def _named(text: str) -> str:
    """The text where it can be a name."""
    words = text.split()
    if not 0 < len(words) <= LONGEST_NAME or _NO_TALK & set(words) or _POINTS.search(text):
        return ""
    if words[-1] in _NO_END or words[0] == "like" or any(word[0].isdigit() for word in words):
        return ""
    done = len(words) == 1 and base_of(words[0]) is not None and not words[0].endswith("ing")
    if person_called(words[-1]) is not None:
        return ""
    return "" if done or set(words) <= _NO_NAME | {"other", "else"} else text.strip(" ,")


def _only_noun(text: str) -> str:
    """The one thing that a question speaks of with an article or its like."""
    found = []
    for match in _DETERMINED.finditer(text):
        name: list[str] = []
        for word in match["what"].split():
            if word in _ENDS_NAME:
                break
            name.append(word)
        while name and name[-1] in _NO_END:
            name.pop()
        if name and name[-1] not in _NO_NAME and person_called(name[-1]) is None:
            found.append(" ".join(name))
    return found[0] if len(found) == 1 else ""


def _done(text: str) -> str:
    """What is asked whether somebody does or did: "blacking out", "leaking when you cough"."""
    feels = _IS_SO.match(text)
    if feels and find_symptoms(feels["how"]):
        return feels["how"]
    match = _DOES.match(text) or _DOING.match(text)
    if match is None:
        return ""
    verb = match["verb"] if match["verb"].endswith("ing") else ing(base_of(match["verb"]) or "")
    known = match["verb"] in FORMS or match["verb"].endswith("ing") or base_of(match["verb"]) is not None
    if not known or match["verb"] in BE_HAVE_DO or _POINTS.search(match["rest"]):
        return ""
    name = f"{verb}{match['rest']}"
    return name if len(name.split()) <= LONGEST_NAME else ""
