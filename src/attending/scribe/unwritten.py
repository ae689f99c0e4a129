"""What was said in a visit as sentences that could stand in its note, each with its section and what it is worth.

Read by `journeys`, which offers to a clinician what no sentence of the note holds. The learned score knows the notes of
its training set; the signs below are those that any physician looks for, and they count where the score knows nothing.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache

from attending.drafts import Conversation, Role
from attending.errors import BadInput, NothingSaid
from attending.scribe.completeness.answers import TALK
from attending.scribe.content.compose import examine, is_empty_talk, is_sentence, state_result, tell, test_named
from attending.scribe.content.conditions import is_open, must_stand, with_conditions
from attending.scribe.content.elliptic import completed
from attending.scribe.content.examination import exam_heard, exam_starts
from attending.scribe.content.lines import Line
from attending.scribe.content.topics import ALLERGIES, DESK, FAMILY, MEDICINES, PAST, SOCIAL, topics
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source, Statement, sources_of
from attending.scribe.draft import check_speech, read_visit
from attending.scribe.english import without_other_languages
from attending.scribe.names import find_names, with_names
from attending.scribe.proofreading.last_reading import read_over
from attending.scribe.rewrite.person import Sex
from attending.scribe.salience.features import KEYS
from attending.scribe.salience.model import load_engine
from attending.scribe.sections.findings import findings_told
from attending.scribe.sections.history import small_talk
from attending.scribe.sections.instructed import instructs
from attending.scribe.sections.no_plan import is_talk
from attending.scribe.sections.plan_kinds import addressed, assesses, points_back
from attending.scribe.sections.told import OF_VISIT, TELLING, plan_begins
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.sentences.wellformed import mended
from attending.scribe.vocabulary import joined, parted
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.spoken import find_quantities, written

HISTORY, EXAM, RESULTS, PLAN = "HISTORY OF PRESENT ILLNESS", "PHYSICAL EXAMINATION", "RESULTS", "ASSESSMENT AND PLAN"
_BACKGROUND = {
    PAST: "MEDICAL HISTORY",
    FAMILY: "FAMILY HISTORY",
    SOCIAL: "SOCIAL HISTORY",
    MEDICINES: "MEDICATIONS",
    ALLERGIES: "ALLERGIES",
}
LONGEST = 40
"""Words of a sentence that is offered."""


@dataclass(frozen=True, slots=True)
class Unwritten:
    """One statement as a sentence of the note."""

    text: str
    section: str
    sources: tuple[Source, ...]
    spoken: str
    """The words it was said in, which a note may hold in its own."""
    worth: float
    """How likely a physician would want it in the note, 0 to 1."""


@lru_cache(maxsize=8)
def sentences_said(conversation: Conversation, sex: Sex | None = None) -> tuple[Unwritten, ...]:
    """Every statement of a visit that reads as a sentence of a note, in the order of the visit.

    Args:
        conversation: the visit; of one in another language, or with too little speech, nothing is told.
        sex: of the patient, for the pronouns; None where it is to be heard from the visit.
    """
    try:
        check_speech(conversation)
        english, _ = without_other_languages(conversation)
    except (NothingSaid, BadInput):
        return ()
    visit = read_visit(english, None, now=_NO_TIME, engine=load_engine(), sex=sex)
    names = find_names(conversation)
    return tuple(replace(one, text=with_names(one.text, names)) for one in _sentences(visit)) if visit else ()


_NO_TIME = datetime(1, 1, 1, tzinfo=UTC)
"""The age of the patient is in no sentence here."""


def _sentences(visit: Visit) -> Iterator[Unwritten]:
    talk, own_topics, groups = small_talk(visit), topics(visit), with_conditions(visit)
    inside = {i for first, (_, members) in groups.items() for i in members if i != first}
    for index, spoken in enumerate(visit.statements):
        statement = groups[index][0] if index in groups else completed(visit, spoken) or spoken
        if spoken.asks or index in talk or index in inside or own_topics.get(index) == DESK:
            continue
        if _is_talk(statement) or not units_of(joined(statement.words)):
            continue
        section = _section(visit, index, own_topics.get(index, ""))
        signs = signs_of(visit, index, statement, section)
        matters = any(signs[name] for name in _MATTERS)
        text, sources = _written(visit, index, statement, section, matters=matters)
        if text and not _is_unclear(text, section):
            yield Unwritten(text, section, sources, joined(statement.words), worth_of(signs))


_MATTERS = ("critical", "wishes", "instructs", "forbids", "decides", "explains", "arranges")
"""Signs of which one is enough to quote what cannot be written."""


def _is_unclear(text: str, section: str) -> bool:
    """Whether a sentence tells nobody what is meant: torn, said twice over, or in the voice of nobody knows whom."""
    if len(text.split()) < SHORTEST and not _BRIEF.match(text):
        return True
    return bool(_TWICE.search(text) or (section != PLAN and '"' not in text and _OWN_VOICE.search(text)))


SHORTEST = 4
_BRIEF = re.compile(r"(?i)(?:denies|reports|no|not|do not|avoid|stop) |.*:|.*\b(?:is|are)\b|.*'s ")
_TWICE = re.compile(r"\b(?!that that|had had|no no)([a-z']+(?: [a-z']+)?) \1\b", re.IGNORECASE)
_OWN_VOICE = re.compile(r"\b(?:I|me|my|you|your)\b")


def _is_talk(statement: Statement) -> bool:
    """Whether a statement only keeps the conversation going; one that is full of content is none."""
    text = _LEADS.sub("", joined(statement.words))
    if must_stand(text):
        return False
    if OF_VISIT.search(text) or _COURTESY.search(text):
        return True
    if (
        len(units_of(text)) >= FULL
        or re.search(r"\d", written(text))
        or (find_drugs(text) and len(statement.words) > SHORT)
    ):
        return False
    if is_empty_talk(statement):
        return True
    own = statement.role is not Role.CLINICIAN or statement.kind != "said"
    return bool(statement.kind == "said" and TALK.search(text)) if own else is_talk(text)


FULL, SHORT = 5, 6
"""Units of content from which a statement says something however it begins; words beside the name of a medicine."""
_COURTESY = re.compile(
    r"\b(?:thanks?|thank you|sorry|hello|hi|good (?:morning|afternoon|evening)|how are you|nice to|"
    r"bless (?:you|him|her)|tell me|let me (?:see|look|have|get|feel|check|listen|take)|no rush|"
    r"take your time|come (?:on )?in|"
    r"i (?:have to|need to|want to|am going to|will|would like to) (?:ask|examine|have a)|"
    r"questions?|i am ringing|"
    r"i (?:hear|understand|know)\b|does that|is that okay|makes? sense|no bother|good (?:for|job))\b"
)


def _section(visit: Visit, index: int, topic: str) -> str:
    """Where a statement stands: by its topic, by who said it when, and by the learned score."""
    statement, start = visit.statements[index], exam_starts(visit)
    own = statement.role is not Role.CLINICIAN or statement.kind != "said"
    if own:
        after = exam_heard(visit) is not None and statement.at >= start
        late = statement.at >= plan_begins(visit)
        planned = (after or late) and statement.kind == "said" and _OF_PLAN.search(joined(statement.words))
        return PLAN if planned else _BACKGROUND.get(topic, HISTORY)
    scores = {key: visit.scores.of(index, key) for key in ("hpi", "exam", "results", "plan")}
    text = joined(statement.words)
    if instructs(text) or must_stand(text) or assesses(text):
        return PLAN
    if statement.sources[0].turn in _turns_of_findings(visit) and _FOUND.search(text):
        return EXAM
    likely = max(scores, key=lambda key: scores[key])
    if exam_heard(visit) is None:
        return HISTORY if likely == "hpi" and statement.at < plan_begins(visit) else PLAN
    if (likely == "hpi" and statement.at >= start) or _BIDS.search(text):
        return PLAN
    return {"hpi": HISTORY, "exam": EXAM, "results": RESULTS, "plan": PLAN}[likely]


_BIDS = re.compile(r"\byou (?:need|should|must|can|have) (?:not |to )*(?:be|go|come|see|do|take|stay|get|keep|have)\b")


def _turns_of_findings(visit: Visit) -> frozenset[int]:
    """The turns in which the clinician tells what was found."""
    return frozenset(visit.statements[index].sources[0].turn for index in findings_told(visit))


_FOUND = re.compile(
    r"^(?!.*\b(?:i am (?:worried|going)|i will|we will|i would|should|need|want)\b).*\b(?:is|are|was|has|no|scored|"
    r"there|lying|standing|shows?|measures?|looks?)\b|\w's (?:a |an |not |very |quite |slightly )?\w+\b"
)
_OF_PLAN = re.compile(
    r"\b(?:will|would|want|rather|prefer|can not|could not|happy to|going to|afraid of|worr(?:y|ied))\b"
)


def _written(
    visit: Visit, index: int, statement: Statement, section: str, *, matters: bool
) -> tuple[str, tuple[Source, ...]]:
    """The statement as a sentence of its section; one that only another explains, behind it or quoted with it."""
    text = _sentence(visit, statement, section)
    asked, reply = _asked(visit, statement), visit.spoken(statement.sources)
    asked = [] if any(_COURTESY.search(joined(utterance.words)) for utterance in asked) else asked
    if text and not (points_back(text) or (asked and _NEEDS_QUESTION.match(text))):
        return text, statement.sources
    behind = _behind(visit, index, statement, section) if text else None
    if behind:
        return behind
    if asked and reply and sum(len(u.words) for u in asked) <= LONGEST_QUESTION and len(statement.words) <= LONGEST:
        return f"Asked {_quoted(asked)}, answered {_quoted(reply)}.", (
            *(source for u in asked for source in sources_of(u)),
            *statement.sources,
        )
    if text or not reply or len(statement.words) > LONGEST:
        return "", ()
    if statement.role is Role.CLINICIAN:
        spoken = joined(statement.words)
        must = (
            _CONDITION.match(spoken)
            or _FORBIDS.match(spoken)
            or (matters and len(units_of(spoken)) >= TELLING and is_sentence(statement.words))
        )
        return (f"Said: {_quoted(reply)}.", statement.sources) if must and section == PLAN else ("", ())
    quoted = matters and not asked and not _OWN_VOICE.match(joined(statement.words))
    return (f"The patient said {_quoted(reply)}.", statement.sources) if quoted else ("", ())


_CONDITION = re.compile(r"^(?:(?:and|so|but|then|now) )*if\b(?=.*\w+ \w+ \w+ \w+ \w+ \w+)")
"""What is to be done if something comes, which is quoted where it cannot be written."""
LONGEST_QUESTION = 20
_NEEDS_QUESTION = re.compile(r"(?i)^(?:there|the (?:top|bottom|left|right|first|last|second|other) one|maybe|since)\b")
"""How an answer begins that only its question explains."""


def _behind(visit: Visit, index: int, statement: Statement, section: str) -> tuple[str, tuple[Source, ...]] | None:
    """A sentence that points back, behind the one it points at, or under the name of what was just spoken of."""
    before = visit.statements[index - 1] if index else None
    if before is None:
        return None
    text, sources = _sentence(visit, statement, section), (*before.sources, *statement.sources)
    here = before.role is statement.role and before.sources[-1].turn == statement.sources[0].turn
    first = "" if before.asks or _is_talk(before) or not here else _sentence(visit, before, section)
    if first and not points_back(first) and len(before.words) + len(statement.words) <= LONGEST:
        return f"{first.rstrip('.')}; {text[:1].lower()}{text[1:]}", sources
    thing, value = _thing(before, parts=here), _IT_IS.match(text)
    if not thing or not value or statement.sources[0].turn - before.sources[-1].turn > 1:
        return None
    rest = text[value.end() :]
    if not value["is"]:
        return f"{thing[:1].upper()}{thing[1:]} {rest}" if find_drugs(thing) else f"The {thing} {rest}", sources
    return (f"{thing[:1].upper()}{thing[1:]}: {rest}", sources) if units_of(rest) or re.search(r"\d", rest) else None


_IT_IS = re.compile(
    r"(?:It|That|This|They) (?:(?P<is>is|was|are|were) |"
    r"(?=(?:shows?|showed|could|may|might|means?|has|had|came|says?) ))"
)


def _thing(statement: Statement, *, parts: bool) -> str:
    """The one test or medicine that a statement names, or with `parts` the last part of the body."""
    text = joined(statement.words)
    drugs = {text[drug.start : drug.end] for drug in find_drugs(text)}
    if len(drugs) > 1:
        return ""
    places = find_parts(text)[-1:] if parts else []
    return next(filter(None, (test_named(statement.words), *drugs, *(text[p.start : p.end] for p in places))), "")


def _quoted(spoken: Sequence[Utterance]) -> str:
    text = _JOINS.sub("", " ".join(utterance.text.strip() for utterance in spoken).rstrip(".,;: "))
    return f'"{text[:1].upper()}{text[1:]}"'


_JOINS = re.compile(r"^(?:(?:and|but|so|then|um|uh|er|well)\b,? )+(?=\w+ \w+)", re.IGNORECASE)


def _asked(visit: Visit, statement: Statement) -> list[Utterance]:
    """The question that a patient's statement answers, at the end of the turn before; with what a tag hangs on."""
    turn = visit.utterances[statement.at].turn
    if statement.role is Role.CLINICIAN or statement.kind != "said":
        return []
    before = [u for u in visit.utterances[: statement.at] if u.turn != turn][-2:]
    if not before or before[-1].role is not Role.CLINICIAN or not before[-1].asks:
        return []
    hangs = len(before) > 1 and before[0].turn == before[1].turn and not units_of(joined(before[1].words))
    return before if hangs else before[-1:]


def _sentence(visit: Visit, statement: Statement, section: str) -> str:
    """The statement in the third person, read over as its section is; empty where it does not read."""
    if is_open(statement) or len(statement.words) > LONGEST:
        return ""
    text = _ENDS.sub("", _LEADS.sub("", joined(statement.words)))
    statement = replace(statement, words=tuple(parted(text)))
    spoken = statement
    whole = is_sentence(statement.words) or ":" in statement.words or must_stand(text)
    whole = whole or (statement.role is Role.CLINICIAN and bool(_FORBIDS.search(text) or _EXPLAINS.search(text)))
    if (statement.kind == "said" and not whole) or (statement.role is not Role.CLINICIAN and _ORDERS.match(text)):
        return ""
    if section == PLAN and statement.role is Role.CLINICIAN:
        spoken = replace(statement, words=tuple(parted(addressed(joined(statement.words)))))
    if statement.kind == "said" and _QUESTION.match(text):
        return ""
    if section == EXAM:
        told = examine(spoken, visit.person)
    else:
        told = state_result(spoken, visit.person) if section == RESULTS else tell(spoken, visit.person)
    read = read_over(visit, section, [Line(told, statement.sources)]) if told else []
    return " ".join(mended(read[0].text)) if len(read) == 1 else ""


_QUESTION = re.compile(
    r"^(?:(?:and|so|but) )?(?:is|are|do(?! not)|does|did|can|could|would|will|has|have|any|what|how|why)\b"
)
"""What begins like a question that nobody wrote a mark behind."""
_LEADS = re.compile(
    r"^(?:i am afraid(?: not)?|i (?:understand|know|hear you)(?:[^,]{0,20})?,? but|"
    r"(?:looking|having a look) at (?:it|that|this|you|him|her|them)|mum|look|in the meantime|"
    r"that is [^,]*(?=, you (?:should|must) ))\b ?,? ?(?=\w+ \w+)"
)
_ENDS = re.compile(r" ?,? (?:please|for me|okay|all right|to be honest|if i am honest)$")
_ORDERS = re.compile(r"^(?:(?:just|please|so|and|but) )*(?:do not|you (?!know\b)|let)\b")
"""What a patient bids or asks the clinician without a question mark: "don't put me back in there"."""


def signs_of(visit: Visit, index: int, statement: Statement, section: str) -> dict[str, float]:
    """What speaks for a statement and against it."""
    text = joined(statement.words)
    known = 1 - math.prod(1 - visit.scores.of(index, key) for key in KEYS)
    units = units_of(text)
    own = statement.role is not Role.CLINICIAN or statement.kind != "said"
    return {
        "known": math.log(max(known, 0.01) / max(1 - known, 0.01)),
        "concept": min(sum(u.weight == CONCEPT_WEIGHT for u in units), 3),
        "words": min(len(units), 8) / 2,
        "number": bool(find_quantities(text)),
        "part": bool(find_parts(text)),
        "drug": bool(find_drugs(text)),
        "own": own,
        "joined": statement.kind != "said",
        "answers": bool(_asked(visit, statement)),
        "denies": statement.kind == "denied" or bool(_NOT.search(text)),
        "instructs": not own and instructs(text),
        "stands": not own and must_stand(text),
        "assesses": not own and (assesses(text) or bool(_JUDGES.search(text))),
        "forbids": not own and bool(_FORBIDS.search(text)),
        "decides": not own and bool(_DECIDES.search(text)),
        "arranges": not own and bool(_ARRANGES.search(text)),
        "found": not own and section in (EXAM, RESULTS),
        "explains": not own and bool(_EXPLAINS.search(text)),
        "course": bool(_COURSE.search(text)),
        "critical": bool(_CRITICAL.search(" ".join([text, *(joined(u.words) for u in _asked(visit, statement))]))),
        "social": own and bool(_SOCIAL.search(text)),
        "wishes": own and bool(_WISHES.search(text)),
    }


_NOT = re.compile(r"\b(?:no|not|never|none|nothing|without)\b")
_JUDGES = re.compile(
    r"\b(?:concern\w*|worr\w+|suspect|likely|probabl\w+|consistent with|looks like|sounds like|it is (?:just )?an? \w+|"
    r"viral|virus|risk\w*|reassur\w+|improv\w+|worse|stable|mild|moderate|severe|serious)\b"
)
_FORBIDS = re.compile(
    r"^(?:(?:and|so|but|please|until then|for now|meanwhile) ?,? )*(?:do not|never|avoid|stop|no)\b|"
    r"\b(?:should|must|can) not\b"
)
_DECIDES = re.compile(
    r"\b(?:i|we) (?:do not want|would not|will not|can not|would|would rather|am not going to)\b(?! (?:like to )?"
    r"(?:examine|ask|look|say|think|know|be))"
)
_ARRANGES = re.compile(
    r"\b(?:will (?:come|call|ring|see|visit|contact|be seen|be in touch)|on (?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    r"(?:this|next) week|within|booked|straight away|right now|now, not)\b"
)
_EXPLAINS = re.compile(r"\b(?:means?|because|that is why|caused by|makes? the|interacts?|old wives)\b")
_COURSE = re.compile(
    r"\b(?:since|ago|started|begins?|began|comes? and goes?|constant\w*|on and off|sudden\w*|gradual\w*|worse|better|"
    r"first|only when|just when|every|at night|wakes?|(?:right|left|both|one) (?:side|one|leg|arm|foot|hand|eye|ear)|"
    r"spread\w*|gone|settled|days?|weeks?|months?|years?|hours?|minutes?)\b"
)
_CRITICAL = re.compile(
    r"\b(?:pregnan\w*|suicid\w*|kill\w*|harm\w*|hurt (?:him|her|my|them)sel\w+|cutting|overdos\w+|black(?:ed)? out|"
    r"pass(?:ed|es)? out|faint\w*|collaps\w+|fell|falls?|bleed\w*|bled|blood|chok\w+|blue|seizures?|fits?|"
    r"hospital\w*|intensive care|icu|ambulance|emergency|surgery|operation|allerg\w+|anaphyla\w+|swell\w*|"
    r"weight|drooling|safe|unsafe|hits?|scared of|driv\w+|alone)\b"
)
_SOCIAL = re.compile(
    r"\b(?:liv(?:e|es|ing)|alone|work(?:s|ing)?|job|school|college|stairs|driv\w+|carer|care for|looks? after|"
    r"widow\w*|divorced|smok\w+|vap\w+|drink\w*|alcohol|drugs?|weed|retired|shifts?|lift(?:ing)?|afford|cost|"
    r"insurance|travel\w*|flight|pets?|dog|cat|stress\w*)\b"
)
_WISHES = re.compile(
    r"\b(?:i (?:do not|would not|will not) (?:want|like|take)|i (?:would|will) rather|prefer|refus\w+|afraid|scared|"
    r"worried|skip\w*|stopped (?:taking|it)|forget|forgot|ran out|missed|can not afford|do not take|"
    r"i am not (?:giving|going|having|doing|taking))\b"
)

WEIGHTS = {
    "known": 0.9, "concept": 0.4, "words": 0.2, "number": 0.5, "part": 0.2, "drug": 0.5, "own": 0.0, "joined": 0.2,
    "answers": 0.4, "denies": 0.2, "instructs": 0.9, "stands": 1.5, "assesses": 0.8, "forbids": 0.8, "explains": 0.4,
    "decides": 0.9, "arranges": 0.9, "found": 0.9, "course": 0.3, "critical": 0.9, "social": 0.5, "wishes": 0.9,
}  # fmt: skip
BIAS = -1.2


def worth_of(signs: Mapping[str, float]) -> float:
    """The signs weighed, 0 to 1."""
    return 1 / (1 + math.exp(-(BIAS + sum(WEIGHTS[name] * float(value) for name, value in signs.items()))))
