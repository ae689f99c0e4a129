"""An answer that only points back, under the name of what was asked: "how is your diet?" / "it's been a struggle".

Read by `history`. Away from its question "it has been a struggle" says nothing; "Diet: it has been a struggle" does.
"""

import re
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.listed import find_list, is_single
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.spoken import written
from attending.terms.vital_signs import VITAL_SIGN

_IT = re.compile(
    r"\b(?:it|that|this) (?:is|was|has|had|does|did|goes|went|helps?|helped|could|can|comes?|came|gets?|got|"
    r"feels?|felt|sounds?|"
    r"(?:just |only |probably )?(?:started|began|happened|lasts?|lasted|stays?|stopped))\b|"
    r"\b(?:with|about|on|of|to|for|up) (?:it|that|this|them)$|"
    r"^(?:(?:maybe|probably|perhaps|just|only|a|an|the|bit|little|lot|much|slightly|about|no|not|quite|pretty) )*"
    r"(?:more|less|better|worse|the same|same)\b.*\b(?:usual\w*|normal\w*|before)\b"
)
"""What says nothing without what was asked."""
_NOUNS = (
    r"(?P<topic>(?:(?!\b(?:you|it|that|this|i|we|been|doing|going|is|are|was|has|have|and|or|if|at|in|on|to|so|do|does|"
    r"did|lately|overall|today|now|since|right|when|what|because)\b)[a-z'-]+ ?){1,3}?)"
)
_ENDS = (
    r"(?=\s*(?:$|,| been\b| doing\b| going\b| lately\b| overall\b| today\b| now\b| at home\b| since\b| right\b| so\b))"
)
_FUNCTION = (
    r"(?P<topic>speech|vision|hearing|eyesight|swallowing|balance|walking|memory|sleep|mood|breathing|appetite|voice|"
    r"concentration)\b"
)
_LED = (
    r"\b(?:how|what) (?:about|is|are|was|has|have)",
    r"\bhow (?:are|is|have|has|were|was)? ?(?:you|he|she) (?:have |has )?(?:been )?doing (?:with|on|watching)(?: "
    r"your)?",
    r"\b(?:check|checking|watching|monitor|monitoring|measure|measuring)",
    r"\b(?:in terms of|as far as)",
)
_ASKED = (
    *(re.compile(rf"{lead} (?:the|your|his|her) {_NOUNS}{_ENDS}") for lead in _LED),
    re.compile(
        rf"^(?:(?:and|so|okay|now) )*(?:with )?(?:the|your|his|her) {_NOUNS}(?=, (?:are|do|have|is|has|does|how)\b)"
    ),
    re.compile(
        r"\b(?:you are|are you|you have been|have you been) (?:still )?"
        r"(?P<topic>(?:eating|drinking|sleeping|passing urine|passing water)(?: and drinking)?)\b"
    ),
    re.compile(rf"\b(?:any|your|with) {_FUNCTION} (?:trouble|problems?|issues?|changes?|loss)\b"),
    re.compile(rf"\b(?:is|problems? with|trouble with|changes? (?:to|in)|difficult(?:y|ies) with) your {_FUNCTION}"),
)
"""Questions that name what they ask about, the surest first."""
_NO_TOPIC = re.compile(r"^(?:day|weekend|family|name|summer|week|trip|vacation|holiday|\w+ doing|.*things?|life|work)$")
LONGEST = 24
"""Words of an answer that may stand behind a label."""


def with_topic(visit: Visit, statement: Statement) -> Statement:
    """The statement behind the name of what was asked, where it only points back; itself otherwise."""
    text = joined(statement.words)
    if statement.role is not Role.PATIENT or statement.kind != "said" or ":" in statement.words:
        return statement
    if len(statement.words) > LONGEST or not _IT.search(text) or _names_something(text):
        return statement
    turn = visit.utterances[statement.at].turn
    first = next(u for u in visit.turns[turn] if u.words)
    before = [u for u in visit.utterances[: statement.at] if u.turn == turn]
    if statement.sources[0].start != first.start and (
        not re.search(r"\d", written(text)) or any(_names_something(joined(u.words)) for u in before)
    ):
        return statement
    asked = _asked(visit, statement.at, turn)
    if asked is None:
        return statement
    utterance, topic = asked
    sources = (Source(utterance.turn, utterance.start, utterance.end), *statement.sources)
    return replace(statement, words=(*parted(topic), ":", *statement.words), kind="told", sources=sources)


def with_household(visit: Visit, statement: Statement) -> Statement:
    """ "Who is at home with you?" / "My wife, and my grandson since August." behind what was asked."""
    own = statement.role is Role.PATIENT and statement.kind == "said" and ":" not in statement.words
    if not own or not _SOMEBODY.match(joined(statement.words)) or len(statement.words) > LONGEST:
        return statement
    turn = visit.utterances[statement.at].turn
    first = next(u for u in visit.turns[turn] if u.words)
    before = visit.said_before(statement.at)
    asked = _WHO.search(joined(before.words)) if before and before.role is Role.CLINICIAN else None
    if before is None or asked is None or statement.sources[0].start != first.start:
        return statement
    label = ("support",) if asked["helps"] else ("at", "home")
    sources = (Source(before.turn, before.start, before.end), *statement.sources)
    return replace(statement, words=(*label, ":", *statement.words), kind="told", sources=sources)


_WHO = re.compile(
    r"\b(?:who|anyone|anybody|somebody|someone)(?: else)?(?: is| do you have| have you got| lives?| do you live)? "
    r"(?:(?P<helps>supporting you|helping you|support|looking after you|around to help)|"
    r"(?:(?:at|in the) (?:home|house)|living with|with you at home|live with|with at home)\b)|"
    r"\bhome\b.*\bwho is with you\b"
)
_SOMEBODY = re.compile(
    r"^(?:(?:just|it is|there is|only|,) )*(?:(?:me and )?(?:my|our)|the (?:kids|children|wife|husband|dog))\b"
)
"""How an answer begins that names who is there."""
_POINTS_ELSEWHERE = re.compile(r"^(?!.*\b(?:doing|going)\b).*\b(?:it|that|those|these|them)\b")
"""A question that points at something else that was said between: "you enrolled into therapy. Is that helping?"."""
_MEASURE = re.compile(rf"\b(?:sugars?|weight|{VITAL_SIGN})\b")


def _names_something(text: str) -> bool:
    """Whether words name a symptom, an illness, a medicine or a part of the body themselves."""
    return bool(find_parts(text) or _MEASURE.search(text)) or any(
        unit.weight == CONCEPT_WEIGHT for unit in units_of(text)
    )


_FROM_IT = re.compile(r" (?:from|with|of|in|on) (?:it|that|this|them)$|(?: at all| lately| recently| before)+$")
_YES_NO = re.compile(r"^\W*(?:no|yes|yeah|yep|nope|not|never)\b", re.IGNORECASE)


def _reply(visit: Visit, turn: int) -> str:
    """How a turn begins."""
    return visit.turns[turn][0].text


def _asked(visit: Visit, at: int, turn: int) -> tuple[Utterance, str] | None:
    """The clinician's utterance just before a turn that names its topic, and the topic."""
    before = [u for u in visit.utterances[:at] if u.turn != turn]
    if not before or before[-1].role is not Role.CLINICIAN:
        return None
    for utterance in reversed([u for u in before[-4:] if u.turn == before[-1].turn]):
        listed = find_list(utterance.words) if utterance.asks else None
        if listed and is_single(listed) and _names_something(joined(listed)) and not _YES_NO.match(_reply(visit, turn)):
            return utterance, _FROM_IT.sub("", joined(listed))
        for pattern in _ASKED:
            found = pattern.search(joined(utterance.words))
            topic = found.group("topic").strip() if found else ""
            if topic and not _NO_TOPIC.match(topic):
                return utterance, topic
        if _POINTS_ELSEWHERE.search(joined(utterance.words)):
            return None
    return None
