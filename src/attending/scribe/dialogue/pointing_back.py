"""What an answer's "one", "some", "them" or "it" is: "any chest pain?" / "I had some last month" → "I had some chest
pain last month"; "have you had a smear test?" / "I've never had one" → "I've never had a smear test".

Read by `statements`, for every sentence of an answer that names the thing nowhere itself. What names it is cited too:
the question, where it asks after one thing alone, else the last of the clinician's words that speaks of having one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from attending.drafts import Role
from attending.scribe.dialogue.antecedents import where_blood_is
from attending.scribe.dialogue.declared import without_leads
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.listed import find_list
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content, joined, parted
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, units_of

LONGEST_THING, LONGEST_ANSWER = 4, 30
"""Words of a thing that has a name, and of an answer that is read as one."""
LONGEST_WITHOUT_QUESTION = 24
"""The same of an answer whose thing the question itself does not ask after."""
QUESTION_WITHIN, NAMED_WITHIN = 4, 12
"""Utterances before an answer in which its question, and other words of the clinician before it, are looked for."""
LOOKS_BACK = 3
"""Utterances of the clinician just before, in one of which the thing was named."""
_NOT_ASKED = re.compile(
    r"(?:,? (?:at all|or anything(?: like that)?|before|ever|recently|"
    r"lately|in the past|so far|with (?:it|that|them)|then))+$"
)
_IN_FAMILY = re.compile(
    r"\b(?:any ?(?:one|body)|family|relatives?)\b.*\b(?:had|has|have|with|get|got|of) (?:an? |any )?"
    r"(?P<what>[a-z][a-z ,-]+?)(?: (?:in|that runs in) (?:the|your|his|her) family)?$|"
    r"^any (?P<of>[a-z-]+(?: [a-z-]+)?) in (?:the|your|his|her) family$"
)
_THEIRS = r"(?:the|your|his|her) (?:[a-z-]+ ){0,2}[a-z-]+"
_OWNED = re.compile(
    r"^(?:are|have|do|did|is|has) (?:you|he|she|they) (?:still |been |regularly |always )*(?:taking|take|took|on|using|"
    rf"use|stopped|had|wear|wearing|doing|do) (?P<what>{_THEIRS})$|"
    rf"^how (?:are things|is (?:it|everything|life)|are you (?:doing|getting on)) (?:going )?with (?P<with>{_THEIRS})$|"
    rf"\bup to date (?:with|on) (?P<date>{_THEIRS})$|^how (?:is|are) (?P<how>{_THEIRS})$"
)
_HAS_ONE = re.compile(
    r"^(?:has|have|had|do|does|did|is there|was there) ?(?:you|he|she|they)? ?(?:ever |still |been )*"
    r"(?:got|had|have|get|having|getting|notice|noticed)? ?(?P<one>an? (?!bit\b|lot\b|little\b)[a-z-]+(?: [a-z-]+)?)$"
)
_SPOKEN_OF = re.compile(
    rf"^tell me (?:a (?:little|bit) )?(?:more )?about (?P<about>{_THEIRS})$|^(?:(?:what|how) about )?"
    r"(?P<bare>the (?:[a-z-]+ )?[a-z-]+)$|^when (?:was|is|did you have) (?:the|your|his|her) (?P<last>last [a-z-]+)$"
)
_SUBJECT = re.compile(
    r"^(?P<it>it|that|they) (?=(?:is|are|was|were|has|have|come|comes|came|go|goes|went|started|starts|hurts?|feels?|"
    r"lasts?|lasted|helped|helps|made|did|does|do|used|stopped|settled|eased)\b(?! (?:my|the (?:same|first)|about)\b))"
)
_PLACE = re.compile(r"(?<=s) in (?:the|your|his|her) (?:hands?|feet|foot|legs?|arms?|fingers?|toes)$")
"""Where it was asked for: the answer names its own place."""
_ONE = re.compile(
    r"\b(?P<verb>had|has|have|get|gets|got|getting|having|noticed) (?P<it>one|some|any|them|it)"
    r"(?= (?:in|on|an?|at|last|this|for|since|when|while|after|before|as|but|too|now|"
    r"then|every|once|twice|yesterday|today|about|over|years?|months?|weeks?|bad|badly|terribly|\d+)\b|,|$)"
)
_HANDLED = re.compile(
    r"\b(?P<verb>stopped|stop|did|done|doing|tried|try|wear|wore|take|takes|taking|took|taken|use|uses|used|"
    r"using|need|quit|missed|forget|forgot|skipped) "
    r"(?P<it>them|it|those)\b(?! (?:easy|out|off|up|slow))"
)
_LAST_ONES = re.compile(
    r"\b(?:the (?:last|first|other|next)|little|small|tiny|big|huge|underactive|overactive|weak|bad) (?P<it>ones?)\b"
)
_TROUBLE = re.compile(r" (?:troubles?|problems?|issues?|disease)$")
_SOME_OF_THAT = re.compile(r"\b(?:a (?:little )?bit|some|a lot|a little) of (?P<it>that|it)\b")
_USED_TO = re.compile(r"^(?P<before>(?:i|he|she|they) used to)(?=,? (?:in|when|as|but|until|years|a)\b|$)")
_WORSE = re.compile(
    r"(?P<before>^|, |^(?:if|when|after) .{3,30} )(?P<it>it) (?=(?:is|gets|got|was|has been) (?:\w+ )?(?:worse|"
    r"better)\b)"
)
_TYPE = re.compile(r"\btype (?:1|2|one|two)\b(?! diab)")
_HAD_ONE = re.compile(
    r"\b(?<=i )(?P<told>(?:\w+ ){0,4})(?P<verb>had|have|has|got|get|getting|done|used|use|own|taken|take|carry) one\b"
    r"(?! of\b| \w+ed\b)"
)
_SPOKEN_OF_HAVING = re.compile(
    r"\b(?:last|had an?|have an?|got an?|get an?|have any|had any|use an?|carry an?|given an?|been for an?) "
    r"(?P<what>(?!(?:time|week|month|year|night|few|lot|bit|chance|look|think|question|problem)s?\b)"
    r"(?:[a-z-]+ ){0,2}?[a-z-]+)(?=$|,| (?:done|before|recently|at all|yet|for|with|in|on|at|by|from|when|ever)\b)"
)
_BLOOD = re.compile(
    r"\bblood\b(?! (?:pressure|sugars?|tests?|counts?|clots?|thinners?|group|results?|work|in|on|from|when))"
)
_ELSEWHERE = re.compile(r"\b(?:threw up|throw\w*|vomit\w*|sick|cough\w*|spat|nose|gums?|wip\w+|toilet|paper)\b")
"""Where an answer says itself that the blood was."""
_VOWEL = re.compile(r"[aeio]|u(?!ni|s|r)|(?:std|sti|ecg|ekg|mri|hiv|x)\b")
"""How a name begins that "an" stands before."""


@dataclass(frozen=True, slots=True)
class Named:
    """An answer whose "one", "some" or "it" is written out."""

    words: tuple[str, ...]
    said_in: Utterance
    """What was said before that names the thing."""


def with_thing_asked(utterances: Sequence[Utterance], index: int) -> Named | None:
    """An answer with the name of what was asked for in the place of what points back to it; None where nothing does.

    Args:
        utterances: the whole visit.
        index: of one sentence of the answer.
    """
    answer = utterances[index]
    if answer.role is Role.CLINICIAN or len(answer.words) > LONGEST_ANSWER:
        return None
    question = next(reversed(_before(utterances, index, QUESTION_WITHIN)), None)
    if question and question.role is Role.CLINICIAN and (question.asks or question.words[:2] == ("tell", "me")):
        words = _with_thing_of(question, answer)
        if words:
            return Named(words, question)
    earlier = _before(utterances, index, NAMED_WITHIN)
    if not earlier or answer.asks or len(answer.words) > LONGEST_WITHOUT_QUESTION:
        return None
    return _with_one_named(earlier, answer) if _HAD_ONE.search(joined(answer.words)) else _with_place(earlier, answer)


def _before(utterances: Sequence[Utterance], index: int, reach: int) -> list[Utterance]:
    """What was said within reach before the turn of an utterance."""
    return [u for u in utterances[max(0, index - reach) : index] if u.turn != utterances[index].turn]


def _last_asked(earlier: Sequence[Utterance]) -> list[Utterance]:
    """The clinician's last words before an answer."""
    return [u for u in earlier[-LOOKS_BACK:] if u.role is Role.CLINICIAN and u.turn == earlier[-1].turn]


def _with_one_named(earlier: Sequence[Utterance], answer: Utterance) -> Named | None:
    """The answer with the name of what the clinician last spoke of having: "when was your last smear? I've had one"."""
    for utterance in reversed(_last_asked(earlier)):
        thing = _SPOKEN_OF_HAVING.search(joined(utterance.words))
        if thing:
            named = rf"\g<told>\g<verb> {_with_article(thing['what'])}"
            return Named(tuple(parted(_HAD_ONE.sub(named, joined(answer.words), count=1))), utterance)
    return None


def _with_place(earlier: Sequence[Utterance], answer: Utterance) -> Named | None:
    """ "Any blood in your urine?" / "a little blood today" with the place that was asked of."""
    text = joined(answer.words)
    found = _BLOOD.search(text)
    if not found or _ELSEWHERE.search(text) or not any("blood" in u.words for u in _last_asked(earlier)):
        return None
    place = where_blood_is(("blood",), earlier)
    if place is None or place[0] in answer.words:
        return None
    words = parted(f"{text[: found.end()]} in the {place[0]}{text[found.end() :]}")
    return Named(tuple(words), earlier[-place[1]])


def _with_thing_of(question: Utterance, answer: Utterance) -> tuple[str, ...] | None:
    """The words of an answer with the one thing that its question asks after; None where that stands nowhere in it."""
    text, asked = joined(answer.words), _NOT_ASKED.sub("", joined(without_leads(question.words)))
    if "diabetes" in asked and _TYPE.search(text):
        return tuple(parted(_TYPE.sub(r"\g<0> diabetes", text)))
    owned, told_of = _OWNED.search(asked), _SPOKEN_OF.match(asked)
    found = _thing(asked, question)
    if found is None or (set(content(found)) - {"last"}) & set(content(text)):
        return None
    named = re.sub(r"^(?:the|your|his|her|an?|any|some) ", "", found)
    subject = _SUBJECT.match(text) if told_of or (owned and owned["how"] and text.startswith("they ")) else None
    if subject and (subject["it"] == "they") is _many(named) and (answer.first or (told_of and not told_of["last"])):
        return tuple(parted(f"the {named}{text[subject.end('it') :]}"))
    if told_of and told_of["last"]:
        named = named.removeprefix("last ")
        named = named if _many(named) else f"{named}s"
    place = _where(text, named, held=owned is not None)
    if place is None:
        return None
    start, end, told = place
    return tuple(parted(f"{text[:start]}{told}{text[end:]}"))


def _where(text: str, named: str, *, held: bool) -> tuple[int, int, str] | None:
    """What of an answer the thing stands in for, and in which form; `held` is one that the patient has or takes."""
    many = _many(named)
    used = None if held else _USED_TO.match(text)
    if used:
        return used.end(), used.end(), f" get {named}"
    last = _LAST_ONES.search(text)
    if last and not _names(text[: last.start()]):
        bare = _TROUBLE.sub("", named)
        return *last.span("it"), _one_of(bare).split(" ", 1)[-1] if last["it"] == "one" else bare
    some = _SOME_OF_THAT.search(text)
    if some and not _names(text):
        return *some.span("it"), named
    one = None if held else _ONE.search(text)
    if one and not _names(text[: one.start()]) and (one["it"] != "them" or many):
        told = {"one": _one_of(named), "some": f"some {named}", "any": f"any {named}"}.get(one["it"], named)
        return *one.span("it"), told
    handled = _HANDLED.search(text) if held else None
    if handled and not find_parts(named) and (handled["it"] == "it") is not many:
        return *handled.span("it"), f"the {named}"
    worse = _WORSE.search(text)
    if worse and not many and not _names(text):
        return *worse.span("it"), f"the {named}"
    return None


def _thing(asked: str, question: Utterance) -> str | None:
    """The one thing that a question asks after."""
    matches = (_OWNED.search(asked), _IN_FAMILY.search(asked), _SPOKEN_OF.match(asked), _HAS_ONE.match(asked))
    found = next((group for match in matches if match for group in match.groups() if group), "")
    if not found:
        found = _NOT_ASKED.sub("", joined(find_list(question.words) or _bare(asked)))
        if not (_names(found) or _ANY_OF_IT.match(asked) or _TROUBLE.search(found)):
            return None
    found = _PLACE.sub("", found)
    words = found.split()
    if (
        not 0 < len(words) <= LONGEST_THING
        or {"or", "and", "you", "your", "other"} & set(found.replace("pins and needles", "").split()) - {words[0]}
        or "," in found
    ):
        return None
    return found


_ANY_OF_IT = re.compile(r"^any (?!other|more|idea|chance|problem|trouble|change|thing|questions?)[a-z-]+s$")
"""A question after one kind of thing: "any lows?"."""


def _bare(asked: str) -> list[str]:
    """A question that is only a name: "pins and needles in the hand?"."""
    return parted(asked) if is_fragment(parted(asked)) else []


def _names(text: str) -> bool:
    """Whether words name a symptom, an illness or a medicine."""
    return any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))


def _many(named: str) -> bool:
    return named.endswith("s") and not named.endswith(("ss", "us", "is", "betes"))


def _one_of(named: str) -> str:
    """ "Migraines" as "a migraine"; "diabetes", of which there is no "one", as it is."""
    if _many(named):
        return _with_article(named[:-1])
    return named if named.endswith("s") else _with_article(named)


def _with_article(named: str) -> str:
    return f"{'an' if _VOWEL.match(named) else 'a'} {named}"
