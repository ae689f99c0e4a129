"""Findings told while the clinician examines, known by their words: a part or a sign, and what is found of it.

Read by `physical_examination`. The learned model knows the examinations of its training; a fontanelle or a Weber
test it never saw.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.exam_systems import system_of
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.orders import orders
from attending.scribe.content.problems import diagnosed_problem
from attending.scribe.content.resulted import is_result, is_scored
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.rewrite.verbs import ing
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined
from attending.terms.spoken import written

_STATE = re.compile(
    r"\d|\b(?:normal|clear|fine|good|okay|healthy|great|soft|firm|hard|flat|tender\w*|non ?-?tender|sore|pain\w*|"
    r"intact|equal|reactive|reacting|round|brisk|symmetric\w*|asymmetric\w*|regular|irregular\w*|red|pink|pale|white|"
    r"yellow|blue|purple|swollen|swelling|puffy|bruis\w*|dry|moist|warm|hot|cool|cold|full|reduced|limited|restricted|"
    r"decreased|diminished|absent|present|palpable|enlarged|large|small|stable|positive|negative|unremarkable|bulging|"
    r"dull|deep|quiet|injected|inflamed|clean|healing|healed|open|closed|draining|discharge|oozing|steady|unsteady|"
    r"weak\w*|strong|poor|slow|fast|quick|low|high|blunted|logical|oriented|orientated|alert|smiling|comfortable|"
    r"well|distress\w*|wheez\w*|crackl\w*|crackles|murmurs?|effusion|deformity|rash|wax|exudate|recession|stridor|"
    r"mass\w*|lumps?|scaly|raised|rough|smooth|thick\w*|thin|blocked|perforated|scarred|equivocal|slurred|dressed|"
    r"unkempt|kempt|both sides|bilateral\w*|no|not|without|nothing|there (?:is|are)|you have|got|supple|sharp|"
    r"attached|abnormal|restless|elated|labile|pressured|grandiose|up and down|moves?|moving|goes|lacking|uptake|"
    r"(?:a )?(?:bit|little)|mild\w*|moderate\w*|severe\w*|slight\w*|some|couple|few|head down|breech|symmetry|"
    r"(?:in the )?middle|midline|central)\b"
)
"""What is found of a part: how it is, how much, or that it is not there."""
_NO_FINDING = re.compile(
    r"\b(?:i (?:think|believe|suspect|wonder|would|will|want|am going)|this is|we (?:will|would|can|need|should)|"
    r"let (?:us|me)|if (?:you|it|he|she)|because(?! of)|which is why|shows?|showed|going to|can you|could you|"
    r"would you|tell me|so what|okay with|means|should|would|might|may|used to|want(?:ed)?|for me$|(?:now |just )*"
    r"(?:feel|press|push|look|breathe|hold) (?:along|on|around|under|in|out|up|down)|need|needs|worr\w+|people|usually|"
    r"normally|often|ago|last (?:week|month|time|year)|yesterday|started|take|try|after (?:the|your)|until|concern\w*|"
    r"thank|sorry|you (?:said|told|mentioned|felt)|when (?:did|do|does)|medicines?|tablets?|pills?|follow up)\b|"
    r"\b(?:could|cure|probably|keep \w+ing|levels?|will help|gel|year[ -]old|did not (?:hear|feel)|"
    r"sounds? like|come back|fever or)\b|\bmy (?!fingers?|hand|light|touch)|\bwe\b|"
    r"\bi (?!can|do|could|see|hear|feel|am\b|note|notice|appreciate|find|press|push|touch|bend|move|tap|lift|turn|let)"
    r"\w+|\b(?:blood pressure|oxygen\w*)\b.*\blooks? (?:good|fine)"
)
"""Words of talk, of commands and of plans, with which nothing is found."""
_BARE = re.compile(
    r"^(?:it (?:is|has)|they are|with the|you are (?!right|welcome|going|in good)|no|to the (?:left|right)\b|"
    r"(?:on )?(?:the )?(?:left|right)(?: one| side| eye| ear)?(?:'s| is| has)\b|not|nothing|without|"
    r"some|mild|moderate|slight|a (?:bit|little|few|couple)|there (?:is|are)|about \d+|\d+ degrees|"
    r"(?:you|he|she) can(?: not)?(?: still| just| only| barely| nearly| fully)* (?:move|wiggle|bend|lift|raise|"
    r"straighten|flex|extend|abduct|adduct|rotate|turn|walk|stand|hop|squat|squeeze|grip|push|pull|reach|touch|open|close|"
    r"bear weight|make a fist))\b"
)
"""How a finding begins that names no part: it goes on from the one before."""
_LOOKS_AT = re.compile(
    r"\b(?:(?:look|peek|listen) (?:at|in|to)|feel of|check|see|feel|examine) (?:the|your|his|her) (?P<part>(?!x|mri|ct|"
    r"labs?|result|blood|chart|test)[a-z]+)(?: now| first| then)?$|^(?:(?:and|now|then|okay)\b,? )*(?P<move>bend|"
    r"straighten|lift|raise|turn|rotate|flex|extend)\b(?: it| that| your \w+| the \w+)?(?: up| out| back)?(?: for me)?$"
)
"""A part that is looked at, or a movement that is asked for."""
_SAYS_OF_IT = re.compile(
    r"^(?:(?:it|that) is (?!a |an |the |your |just |not |probably |likely |good$|fine$|great$|all )|"
    r"(?:it|that) is (?=a (?:bit|little) )|you are (?=\d+ degrees)|(?=(?:about |approximately |only )?\d+ degrees))"
)


def looked_at(visit: Visit, statement: Statement) -> tuple[str, str, Utterance] | None:
    """What "it is a little enlarged" says, of what, and where that is named: just before, in the same turn."""
    text = written(joined(statement.words)).lower()
    said, before = _SAYS_OF_IT.match(text), visit.utterances[statement.at - 1] if statement.at else None
    if not said or before is None or before.turn != statement.sources[0].turn or not is_own_telling(statement):
        return None
    named = _LOOKS_AT.search(joined(before.words))
    if not named:
        return None
    return named["part"] or ing(named["move"]), text[said.end() :], before


_LEAD = re.compile(r"^(?:for (?:my|the) (?:notes?|record)|on examination|on exam|okay|right|looking (?:in|at)[^,]*),? ")
_CONCLUDES = re.compile(
    r"^(?:(?:so|well|okay|right|now|and|but)\b,? ?)*(?:i(?:'m| am)? (?:think|believe|suspect|worried|concerned|afraid|"
    r"pretty sure|confident|happy)|(?:the|my) (?:diagnosis|impression|assessment)|what (?:i think|you have|this is|we)|"
    r"for (?:your|the) (?:first|\w+ problem)|in terms of|this (?:is|looks|sounds|could|would|seems))\b"
)
_SO_IT_IS = re.compile(
    r"^(?:so|well)\b,? ?(?:it|that|this|he|she|you|they)(?:'s|'ve| is| has| have)(?: got)? "
    r"(?:just |only |most |probably |likely |definitely )*(?:an?\b|another\b|your|croup|\w+itis\b|wax\b)",
    re.IGNORECASE,
)
_LOOKS_AGAIN = re.compile(
    r"^(?:(?:okay|now|and|so|there we go|good)\b,? ?)*(?:now )?(?:i can (?:see|hear|feel)|on exam)\b"
)
_NOW_IT_IS = re.compile(r"(?i)now,? (?:the|there|he|she|you)\b")


_SENSED = re.compile(
    r"^(?:(?:and|but|so|now|,),? ?)*i (?:(?:can|could|do|am)(?: not)?|am (?:not )?able to)"
    r"(?: just| barely| hardly| still| only| really| clearly| not)* (?:feel|see|hear|touch|find|reach|palpate|get) "
)
"""How a finding is told that only says what the clinician feels or sees: "I can touch bone with the probe"."""


@lru_cache(maxsize=REMEMBERED)
def findings_told(visit: Visit) -> frozenset[int]:
    """Indices of the findings told between the start of the examination and what is made of it."""
    return frozenset(_told(visit))


_EPONYMS = (
    r"(?:dix|hallpike|romberg|tinel|phalen|murphy|rovsing|psoas|obturator|kernig|brudzinski|babinski|hoffmann?|lachman|"
    r"mcmurray|drawer|thompson|simmonds|finkelstein|hawkins|neer|empty can|speed|spurling|straight leg|slump|lasegue|"
    r"homan|trendelenburg|faber|fadir|grind|apprehension|nikolsky|auspitz|head impulse|chvostek|trousseau|log ?roll)"
)
NAMED_SIGN = re.compile(
    rf"\b(?:positive|negative) {_EPONYMS}\b|\b{_EPONYMS}\b[\w' -]{{0,24}}\b(?:is|are|was|were|'s) (?:\w+ )?(?:positive|"
    r"negative|equivocal)\b|^(?:(?:so|and|with|okay|no)\b,? ?)*(?:no )?rebound\b"
)
"""A sign by its name and what it showed: a finding wherever it is told, though "so that's …" opens it."""


def _told(visit: Visit) -> Iterator[int]:
    yield from (
        index
        for index, statement in enumerate(visit.statements)
        if is_own_telling(statement) and NAMED_SIGN.search(joined(statement.words))
    )
    start = exam_heard(visit)
    if start is None:
        return
    planned = orders(visit)
    over, turn = False, -1
    for index, statement in enumerate(visit.statements):
        if statement.at < start - SHORTLY or not is_own_telling(statement):
            continue
        again = _LOOKS_AGAIN.match(joined(statement.words)) or _NOW_IT_IS.match(visit.utterances[statement.at].text)
        text = _LEAD.sub("", written(joined(statement.words)).lower())
        done = statement.at >= start and (index in planned or concludes(visit, statement))
        over = (over and not again) or done
        if over or is_result(text) or is_scored(text) or IMAGED.search(text) or _NO_FINDING.search(text):
            continue
        here = statement.sources[0].turn
        if looked_at(visit, statement) is not None:
            turn = here
            yield index
        if (system_of(text) and (_STATE.search(text) or _SENSED.match(text))) or (turn == here and _BARE.match(text)):
            turn = here
            yield index


SHORTLY = 3
"""Utterances before the examination in which a finding may be told already, as what the nurse has measured."""
IMAGED = re.compile(r"\b(?:x-?rays?|mri|ct|scans?|ultrasound|labs?|results? of|echocardiogram)\b")
"""A test whose result is none of the examination's findings."""


_FELT = re.compile(
    r"\b(?:you|he|she|they) (?:can|can not|could|could not|do not|did not) (?:feel|hear|see|tell|smell)\b|"
    r"\b(?:feels?|felt) the same\b|\bsame on both sides\b"
)


@lru_cache(maxsize=REMEMBERED)
def felt(visit: Visit) -> frozenset[int]:
    """Indices of what the patient answers to feel, see or hear while being examined: "you can feel me touching?"."""
    start = exam_heard(visit)
    return frozenset(
        index
        for index, statement in enumerate(visit.statements)
        if start is not None
        and statement.at >= start
        and statement.kind == "told"
        and statement.role is Role.CLINICIAN
        and _FELT.search(joined(statement.words))
        and not any(i < index for i in orders(visit) if visit.statements[i].at > start)
    )


def is_own_telling(statement: Statement) -> bool:
    """Whether the clinician tells something in the statement."""
    return statement.role is Role.CLINICIAN and statement.kind == "said" and not statement.asks


def concludes(visit: Visit, statement: Statement) -> bool:
    """Whether a statement says what is made of the findings: the examination is over."""
    spoken = visit.utterances[statement.at].text.strip()
    if _CONCLUDES.match(spoken.lower()) or _SO_IT_IS.match(spoken):
        return True
    return bool(re.match(r"(?i)so\b", spoken)) and bool(diagnosed_problem([statement]))
