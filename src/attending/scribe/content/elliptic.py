"""Answers without a verb made whole: "any blurred vision?" / "on and off" → "reports blurred vision, on and off".

Read by `history`. What is added are words of the question, which is then cited too, or of a closed list ("it is",
"reports", "feels"). An answer that only points back ("nothing like that") says nothing by itself and is left out: what
it denies stands in the review of systems.
"""

import re
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.fragments import POINTS_BACK, SUBJECTS, is_fragment
from attending.scribe.dialogue.listed import find_list
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.rewrite.verbs import BE_HAVE_DO, MODALS
from attending.scribe.sentences.fluent import fluent
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.drugs import find_drugs
from attending.terms.numerals import ONE_TO_TEN
from attending.terms.symptoms import find_symptoms

SHORT = 3
"""Words of a denial that the review of systems holds whole."""
LONGEST_FINDING = 4
"""Words of what a question asks for, to be said again before its answer."""

_PLACE = re.compile(
    r"^(?:(?:just|mainly|mostly|only|especially|more|all|right|sort of|kind of|down|up) )*"
    r"(?:on|in|at|by|under|around|behind|across|along|inside|over|above|below|near|between|round) "
    r"(?:the|my|your|both|one|each|either|here|there)\b"
)
_HOW_MUCH = re.compile(
    r"^(?:a (?:little|bit|lot)|some|sometimes|on and off|off and on|mostly|mainly|only|just|usually|occasionally|"
    r"now and (?:then|again)|every (?:day|night|morning|now|time|evening)|once|twice|at night|"
    r"in the (?:morning|evening|night)s?|when|after|before|all the time|constantly|quite a (?:bit|lot)|slightly|"
    r"very much|not (?:much|often|always)|(?:the |my )?(?:left|right|other)(?= )|both\b|"
    r"(?:about |around |up to )?\d+(?:[.,/]\d+)?|"
    r"(?:last|this) (?:night|week|month|morning|evening|afternoon)|yesterday|(?:on|in|around|over|under|behind|down|"
    r"across|at) (?:the|my|both|one))\b"
)
_AS_ONE_FEELS = re.compile(
    r"^(?:(?:a (?:little|bit)|just|quite|pretty|really|very|so|too|generally|always|still|kind of|sort of|all|not|more|"
    r"less|extremely|,|and|or) ?)*"
    r"(?:tired|weak|dizzy|sick|nauseous|nauseated|queasy|anxious|(?:low|down)(?! (?:down|to|in|into|on|at|by|my|the|"
    r"here|there|through|inside|below|around)\b)|stressed|worried|unwell|rough|shaky|hot|cold|"
    r"feverish|light ?headed|exhausted|drained|sleepy|drowsy|stiff|sore(?! throat)|bloated|breathless|wheezy|faint|"
    r"irritable|sad|nervous|restless|fine|okay|poorly|(?:good|well)(?=,)|hopeless|hungry|thirsty|bad|better|worse)\b"
)
_LASTED = re.compile(
    r"^(?:(?:maybe|about|around|approximately|like|almost|nearly|over|at least|a good|the last|the past|for|just|a) )*"
    rf"(?:\d+|{ONE_TO_TEN}|couple of|few|several|half an?) "
    r"(?:(?:or|to) (?:\d+|\w+) )?(?:minute|hour|day|night|week|month|year)s?(?: now| or so)*$"
)
_HAS_BEEN = re.compile(r"\b(?:it|this|that) (?:has|is|has just) been\b")
_DENIED = re.compile(r"^no (?!more\b|longer\b|idea\b)[a-z ]+(?:,? (?:and |or )?no [a-z ]+)*$")
_BEGINS_OTHERWISE = re.compile(
    r"^(?:before|after|then|and|but|so|or|because|like|than|except|apart|other|either|as|if|when|while|since|until|"
    r"for example|however|the|that|those|these|which|in|not really|sometimes|usually|only|just|mostly|once|twice|"
    r"every|all|at|with|to|of|about|maybe|around|approximately|good|not|going|moving|coming|\w+ly)\b"
)
"""Beginnings before which "reports" would be no sentence."""


def completed(visit: Visit, statement: Statement) -> Statement | None:
    """The statement, made whole where it is an answer without a verb; None where it then says nothing.

    Statements joined of question and answer, and the clinician's, stay as they are; of the clinician, a phrase without
    a verb is dropped.
    """
    if statement.kind != "said":
        return statement
    prompted = _prompted(visit, statement) if statement.role is Role.PATIENT else None
    if prompted:
        return prompted
    words = fluent(statement.words)
    if words and _third_without_subject(words) and statement.role is Role.PATIENT:
        return replace(statement, words=("it", *words))
    if not is_fragment(words):
        return statement
    if statement.role is not Role.PATIENT:
        return None if statement.role is Role.CLINICIAN else statement
    text = joined(words)
    if POINTS_BACK.match(text) or _ONLY_A_PART.match(text) or _GREETED.match(text):
        return None
    asked = _asked(visit, statement)
    somewhere = find_list(asked.words) if asked and _PLACE.match(text) else None
    if asked and somewhere and _names_one(somewhere) and _opens_turn(visit, statement):
        sources = (Source(asked.turn, asked.start, asked.end), *statement.sources)
        return replace(statement, words=(*somewhere, *words), kind="affirmed", sources=sources)
    whole = _whole(text, words, statement)
    if whole:
        return whole
    finding = _finding(asked)
    if asked and finding and _denied(visit, statement) and _BUT_THIS.match(text):
        sources = (Source(asked.turn, asked.start, asked.end), *statement.sources)
        only = ("only", *words[1:]) if words[1:] and words[0] == "just" else words
        return replace(statement, words=(*finding, ",", *only), kind="denied", sources=sources)
    names_own = bool(find_symptoms(text)) or (asked is not None and asked.words[:1] == ("no",))
    if asked and finding and not names_own and _HOW_MUCH.match(text) and not set(finding) & set(words):
        sources = (Source(asked.turn, asked.start, asked.end), *statement.sources)
        return replace(statement, words=(*finding, ",", *words), kind="affirmed", sources=sources)
    if len(words) > SHORT and _DENIED.match(text):
        return replace(statement, words=tuple(parted(re.sub(r"\bno ", "", text))), kind="denied")
    if len(words) <= SHORT and words[0] == "no":
        return statement
    if _BEGINS_OTHERWISE.match(text) or not (find_symptoms(text) or find_drugs(text)):
        return statement
    return replace(statement, kind="affirmed")


_ONLY_A_PART = re.compile(
    r"^(?:(?:just|only|it is|well|my|the|your|his|her|both|left|right|lower|upper|middle) )*(?:back|neck|head|knees?|"
    r"hips?|ankles?|shoulders?|elbows?|wrists?|hands?|feet|foot|legs?|arms?|stomach|tummy|belly|chest|throat|ears?|"
    r"eyes?|one|ones)$"
)
"""A part of the body and no more: no sentence, wherever it was asked for."""
_GREETED = re.compile(r"^not (?:too |so )?bad$")
"""What answers a greeting."""
_BUT_THIS = re.compile(r"^(?:just|only)\b")
_NO_OBJECT = re.compile(
    r"^(?!.*\b(?:it|them|that|smoking|drinking|taking)\b).*\bi (?:have |just |had to "
    r")?(?:stopped|quit|gave up)$"
)
LONGEST_PROMPT = 2


def _names_one(findings: list[str]) -> bool:
    """Whether a question's findings can be said again: "numbness or tingling"."""
    unfit = {"you", "your", "other", ","} & set(findings)
    return len(findings) <= LONGEST_FINDING and not unfit and bool(find_symptoms(joined(findings)))


def _opens_turn(visit: Visit, statement: Statement) -> bool:
    """Whether a statement is the first of its turn, with no yes or no before it."""
    first = visit.turns[visit.utterances[statement.at].turn][0]
    return first.start == statement.sources[-1].start and not first.reply


def _denied(visit: Visit, statement: Statement) -> bool:
    """Whether the turn of a statement opens with a no."""
    first = visit.turns[visit.utterances[statement.at].turn][0]
    return first.reply == "no"


def _prompted(visit: Visit, statement: Statement) -> Statement | None:
    """ "And walking?" / "with the bad weather I stopped": what was stopped stands before it."""
    asked = _asked(visit, statement)
    if asked is None or not _NO_OBJECT.match(joined(statement.words)):
        return None
    topic = [w for w in asked.words if w not in _PROMPTS]
    if not 0 < len(topic) <= LONGEST_PROMPT or set(topic) & (SUBJECTS | BE_HAVE_DO | MODALS):
        return None
    sources = (Source(asked.turn, asked.start, asked.end), *statement.sources)
    return replace(statement, words=(*topic, ":", *statement.words), kind="told", sources=sources)


_PROMPTS = vocabulary("and how what about the your any , so then")


def _third_without_subject(words: list[str]) -> bool:
    """ "Makes me a bit tired": the subject was swallowed."""
    return words[0] in _OF_A_COMPLAINT and len(words) > 1


_OF_A_COMPLAINT = vocabulary(
    "makes hurts comes goes feels starts gets lasts takes helps happens keeps wakes stops spreads radiates burns "
    "itches throbs worsens eases"
)
"""What a complaint does."""


_STARTED = re.compile(
    r"^(?:started|began|came on) (?:(?:just|about|around|only|maybe|probably|approximately) )*(?:on|in|at|a|an|last|"
    r"this|yesterday|when|after|"
    r"over|off|with my|suddenly|gradually|\d|" + ONE_TO_TEN + r")\b"
)
"""When a complaint began, told without it."""


def _whole(text: str, words: list[str], statement: Statement) -> Statement | None:
    """A duration, a place or a feeling with its verb."""
    if _LASTED.match(text) and _HAS_BEEN.search(joined(statement.words)):
        told = parted(re.sub(r"^for | now$", "", text))
        return replace(statement, words=("it", "has", "been", *told))
    if _STARTED.match(text):
        return replace(statement, words=("it", *words))
    if _PLACE.match(text):
        return replace(statement, words=("it", "is", *words))
    if _AS_ONE_FEELS.match(text):
        feels = ("do", "not", "feel", *words[1:]) if words[0] == "not" else ("feel", *words)
        return replace(statement, words=("i", *feels))
    return None


def _asked(visit: Visit, statement: Statement) -> Utterance | None:
    """The question that the turn of a statement answers."""
    asked = visit.said_before(statement.at)
    return asked if asked and asked.role is Role.CLINICIAN and asked.asks else None


def _finding(asked: Utterance | None) -> list[str] | None:
    """The one finding that a question asks for, where it can be said again."""
    found = find_list(asked.words) if asked else None
    if not found or len(found) > LONGEST_FINDING or {"or", ",", "and", "you", "your", "other"} & set(found):
        return None
    return found
