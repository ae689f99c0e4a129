"""What the patient tells or answers of the body, an illness or a medicine: it stands in the history, score or no score.

Read by `history`. The learned score knows what the notes of its training held; a fact of another kind of visit would be
left out by it without a trace.
"""

import re
from collections.abc import Iterator
from itertools import groupby, pairwise

from attending.drafts import Role
from attending.scribe.content.compose import is_sentence
from attending.scribe.content.elliptic import completed
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.referents import with_topic
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.sections.advice import advised
from attending.scribe.sections.review_of_systems import review_systems
from attending.scribe.vocabulary import joined
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, Keys, keys_of, units_of

LONGEST = 30
LONGEST_UNEXAMINED = 45
"""Words of a longer story, where no examination follows that would tell the kind of visit."""
TELLING = 3
"""Units of content (`terms.content`) from which a statement says something."""
LATE = 0.8
"""Share of the visit after which patients ask and thank, where no examination is heard."""
FLOOR = 0.03
"""The score from which a clinical fact told before an examination stands in the history; set while reading train."""


def left_out(visit: Visit) -> Iterator[int]:
    """Indices of statements that tell a clinical fact before the examination, whatever their score.

    Where an examination is heard, the score knows the kind of visit: a fact must be told plainly, and reach `FLOOR`.
    """
    start = exam_heard(visit)
    end = plan_begins(visit) if start is None else start
    longest = LONGEST_UNEXAMINED if start is None else LONGEST
    shown = keys_of(" ".join(line.text for line in review_systems(visit)))
    asked = {
        reply.turn
        for question, reply in pairwise(visit.utterances)
        if (question.asks or _INVITES.match(joined(question.words)))
        and question.role is Role.CLINICIAN
        and reply.role is not Role.CLINICIAN
    }
    stories = _story_turns(visit)
    for index, said in enumerate(visit.statements):
        own = said.role is not Role.CLINICIAN or said.kind != "said"
        statement = (completed(visit, said) or said) if own else said
        late = said.at >= end and not (start is None and _answers_late(visit, index))
        if not own or statement.asks or late or len(statement.words) > longest:
            continue
        if OF_VISIT.search(joined(statement.words)):
            continue
        answers = statement.sources[-1].turn in asked or (statement.kind == "told" and len(statement.sources) > 1)
        named = answers and (with_topic(visit, statement) is not statement or _answers_of_body(visit, index))
        likely = visit.scores.of(index, "hpi") >= FLOOR
        plainly = start is None or (
            likely and (named or statement.kind in {"told", "denied"} or states_fact(statement, answers=answers))
        )
        plainly = plainly or (said.sources[-1].turn in stories and _goes_on_telling(said))
        plainly = plainly or (answers and _answers_shortly(visit, index))
        plainly = plainly or (own and bool(_CRITICAL.search(joined(statement.words))))
        if plainly and tells(statement, shown, answers=answers):
            yield index


SHORT_TURN, LIKELY = 3, 0.06
"""Utterances of a turn that only answers, and the score from which its sentences stand in the history."""


def _answers_shortly(visit: Visit, index: int) -> bool:
    """Whether a statement is a sentence of a short answer to a question: talk runs on, answers are facts."""
    statement = visit.statements[index]
    if statement.kind != "said" or not is_sentence(statement.words) or visit.scores.of(index, "hpi") < LIKELY:
        return False
    turn = visit.utterances[statement.at].turn
    said = [
        u for u in visit.utterances[max(0, statement.at - SHORT_TURN) : statement.at + SHORT_TURN] if u.turn == turn
    ]
    text = joined(statement.words)
    return len(said) <= SHORT_TURN and not (OF_PLAN.search(text) or _WHO_SPEAKS.match(text))


_WHO_SPEAKS = re.compile(r"^i am [a-z]+$|^i (?:asked|rang|called|booked)\b")
"""Who came with a patient, and who arranged it."""


_CRITICAL = re.compile(
    r"\b(?:pregnan\w*|miscarr\w*|periods? .{0,20}\b(?:late|missed)|(?:late|missed) (?:my |a |her )?period|"
    r"(?:put|take|bear|get) (?:any |my |his |her )?weight (?:on|through)|"
    r"black(?:ed|ing)? out|pass(?:ed|es|ing)? out|(?:lost|lose|losing|loss of) consciousness|knocked out|"
    r"(?:do|can|could|did) not remember (?!the name|what|which|when|if)\w+ \w+|guns?|rifles?|firearms?|"
    r"inject(?:ed|ing)?|needles?|shoot(?:ing)? up|shot up|overdos\w+|moving (?:less|much)|"
    r"waters? (?:broke|have broken))\b"
)
"""What must not be lost wherever a patient tells or denies it, whatever the score says."""


def _story_turns(visit: Visit) -> frozenset[int]:
    """The turns that answer "what happened?", and those behind them until the clinician asks something else."""
    found: set[int] = set()
    goes_on = False
    first = visit.utterances[0].turn if visit.utterances else 0
    for turn, spoken in groupby(visit.utterances, key=lambda u: u.turn):
        said = list(spoken)
        if said[0].role is not Role.CLINICIAN:
            early = not found and turn - first <= FIRST_TOLD and sum(len(u.plain) for u in said) >= LEAST_STORY
            if goes_on or early:
                found.add(turn)
                goes_on = True
        elif any(_STORY_ASKED.search(joined(u.words)) for u in said):
            goes_on = True
        elif any(u.asks or len(u.plain) > LONGEST_NOD for u in said):
            goes_on = False
    return frozenset(found)


_STORY_ASKED = re.compile(
    r"\bwhat (?:has )?(?:happened|brings|brought)\b|\bwhat (?:is|has been) (?:going on|happening|wrong)\b|"
    r"\bhow did (?:it|this|that|you|he|she) (?:all )?(?:happen|do|hurt|fall|start)\b|"
    r"\btell me (?:what happened|more|a (?:bit|little) more|about (?:it|that|this|what))\b"
)
"""How a clinician asks for the story."""
FIRST_TOLD, LEAST_STORY, LONGEST_NOD = 4, 8, 4
"""Turns in which the story begins, words of its first turn, and those of an "oh dear, go on" that does not end it."""
SHORTEST_TOLD = 5


def _goes_on_telling(statement: Statement) -> bool:
    """Whether a statement of the story is a sentence of somebody's doing or faring, with what it is about."""
    text = joined(statement.words)
    told = statement.kind == "said" and statement.role is not Role.CLINICIAN and not statement.asks
    return (
        told
        and len(statement.words) >= SHORTEST_TOLD
        and is_sentence(statement.words)
        and (bool(_SOMEBODYS.search(text)) and len(units_of(text)) > 1)
    )


_SOMEBODYS = re.compile(r"\b(?:i|he|she|it|they|we|my|his|her|everything|somebody|someone|this|that)\b")


_INVITES = re.compile(
    r"^(?:(?:okay|so|and|well|please|now|right) ?,? )*(?:tell me|describe|talk me through|walk me through)\b"
)
"""With which a clinician asks without a question: "tell me about them"."""
OF_VISIT = re.compile(
    r"\b(?:(?:have|had|has|other|any|not) (?:any |other |more |further )*questions|(?:to|maybe) (?:add|missed|ask)|"
    r"(?:forgot|forgotten) (?:to (?:mention|say|tell)|about) (?:that|it|this)|"
    r"(?:wanted|like|want) to (?:add|mention|talk about|discuss)|going (?:pretty |really |quite )?well(?: now)?$)\b"
)
"""What is said of the visit itself near its end."""


def fears_told_late(visit: Visit) -> Iterator[int]:
    """What the patient fears or hopes for at the end of a visit without examination, where nothing else is history."""
    end = plan_begins(visit) if exam_heard(visit) is None else float("inf")
    for index, statement in enumerate(visit.statements):
        own = statement.role is Role.PATIENT and statement.kind == "said" and not statement.asks
        text = joined(statement.words)
        if own and len(statement.words) <= LONGEST_FEAR and _FEARS.search(text):
            before = [u for u in visit.utterances[: statement.at] if u.role is Role.CLINICIAN][-1:]
            if statement.at >= end or (before and _ASKS_MORE.search(joined(before[0].words))):
                yield index


LONGEST_FEAR = 50
_ASKS_MORE = re.compile(r"\b(?:anything|else|any (?:other )?(?:questions|concerns))\b.*")
_FEARS = re.compile(
    r"\b(?:i (?:am|was|have been|get|got) (?:just |really |a bit |a little |quite |so |very |mainly |mostly |only )*"
    r"(?:worried|concerned|scared|afraid|frightened|anxious|nervous|hoping|curious|wondering)"
    r"(?! about (?:that|it|this)$)|(?:worries|scares|concerns|frightens) me|"
    r"i (?:just |also |really |do )*(?:want(?:ed)? to make sure|hope (?:it|this|that|there))|"
    r"my (?:main |biggest )?(?:worry|concern|fear) (?:is|was))\b(?= \w+ \w+)"
)
"""How somebody says what they fear or hope for."""


def plan_begins(visit: Visit) -> float:
    """The utterance with which the history ends, where no examination is heard: the first advice of the late visit."""
    late = LATE * len(visit.utterances)
    first = min(advised(visit), default=None)
    return late if first is None else max(late, visit.statements[first].at)


def _answers_late(visit: Visit, index: int) -> bool:
    """Whether a statement answers, near the end of a visit, what the clinician asks once more of a symptom.

    What the patient asks, fears or arranges there, and the consent to a plan, is no history.
    """
    statement = visit.statements[index]
    text = joined(statement.words)
    if statement.at >= VERY_LATE * len(visit.utterances) or not states_fact(statement, answers=True):
        return False
    if OF_PLAN.search(text):
        return False
    asked = visit.said_before(statement.at) if statement.kind == "said" else visit.utterances[statement.at]
    if asked is None or not asked.asks:
        return False
    return asked.role is Role.CLINICIAN and not OF_PLAN.search(joined(asked.words))


VERY_LATE = 0.95
"""Share of the visit after which only farewells are said."""
OF_PLAN = re.compile(
    r"\b(?:okay|happy|sense|questions?|sound|agree|would you like|do you want|can you (?:come|get|go|do|make|wait)|"
    r"could you|will|would|should|able to (?:come|get|go|make)|pharmacy|appointment|ambulance|prescription|"
    r"next week|tomorrow|thank\w*|understand|i (?:can|want|need)|going to|let me|if you|if i|anything else)\b"
)


_FUNCTION = re.compile(
    r"\b(?:appetite|sleep\w*|energy|concentration|mood|guilty|worthless|memory|bowels?|stools?|urin\w+|periods?|"
    r"weight|breath\w*|walk\w*|pain|phlegm|eat(?:ing)?|drink(?:ing)?|lock|give way|hurts?|pee(?:ing)?|wee(?:ing)?|"
    r"feeding|wet|dirty|nappies|diapers|hear\w*|swallow\w*|mov(?:e|es|ing)|confused|stand(?:ing)?|climb\w*|stairs)\b"
)
"""What a clinician asks after beside symptoms."""


_OF_COURSE = re.compile(
    r"^(?:(?:and|so|okay|,) ?)*(?:is|was|does|did|has) (?:it|this|that) (?:there|come|go|get|feel|start|been|"
    r"wake|move|spread|happen|always|ever|all|worse|better|constant|still|just)\b|^(?:(?:and|so|okay|,) ?)*"
    r"(?:what|does anything|is there anything|anything)\b.*\b(?:worse|better|brings?|sets?|helps?|eases?|triggers?)\b"
)
"""What a clinician asks of the complaint, which is "it" by then."""


SURE_ANSWER = 0.06
"""The score from which any answer to a question after a symptom or function stands in the history."""


def _answers_of_body(visit: Visit, index: int) -> bool:
    """Whether a statement says something to a question that asked after a symptom or a function."""
    statement = visit.statements[index]
    if visit.scores.of(index, "hpi") < SURE_ANSWER or not units_of(joined(statement.words)):
        return False
    asked = visit.said_before(statement.at) if statement.kind == "said" else None
    if asked is None or asked.role is not Role.CLINICIAN or not asked.asks:
        return False
    text = joined(asked.words)
    return bool(_FUNCTION.search(text) or _OF_COURSE.search(text)) or any(
        unit.weight == CONCEPT_WEIGHT for unit in units_of(text)
    )


def states_fact(statement: Statement, *, answers: bool) -> bool:
    """Whether a statement names an illness, a symptom, a medicine or a place that hurts, or answers how it goes on."""
    text = joined(statement.words)
    concepts = any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))
    concepts = (
        concepts or bool(_INJURED.search(text)) or (statement.kind == "told" and bool(_OF_A_COMPLAINT.match(text)))
    )
    return concepts or bool(find_parts(text)) or (answers and bool(_COURSE.search(text)))


_INJURED = re.compile(
    r"\b(?:i|he|she|they) (?:just |actually |kind of |nearly |almost )*"
    r"(?:twisted|bent (?:down|over)|lifted|fell|jumped|came off|slipped|tripped|rolled|hurt|injured|"
    r"banged|hit|crashed|landed|sprained|cut|burned|burnt|was (?:hit|stung|bitten|knocked|kicked))\b|"
    r"\b(?:gave|gives|giving|give) (?:out|way)\b|\bbuckl\w+|\bcatches\b|\block(?:s|ed)\b|\bwet the bed\b"
)
"""How somebody came to harm, and what a joint or a bladder does: told plainly, and named by no symptom."""
_OF_A_COMPLAINT = re.compile(r"^(?:severity|quality|duration|onset|side|worse with|better with|frequency)\b[a-z ]*:")
"""The names under which a complaint's course is told (`telegraphic`, `timed`, `side_asked`)."""


def _named(keys: Keys) -> Keys:
    """What a unit is, without the words it is told in: "pain" is not the "chest pain" that is shown."""
    return frozenset(key for key in keys if key.partition(":")[0] in {"sx", "dx", "drug"})


_DENIAL = re.compile(r"^(?:i (?:have|do|did|am) not (?:had |have |having |get |got |feel )?(?:any )?|no\b|not\b)")
_COURSE = re.compile(
    r"\b(?:comes? and goes?|coming and going|constant\w*|continuous\w*|on and off|all the time|intermittent\w*|"
    r"worse|better|gradual\w*|sudden\w*|every|since|ago|last (?:year|month|week|summer|winter|spring)|"
    r"(?:hours?|days?|weeks?|months?|minutes?)(?! off)|never|sometimes|now and again|now and then|"
    r"spread\w*|same|at night|wakes?|woke|once|twice|\w+ times|still (?:there|present|here)|"
    r"gone(?: away| off| now)?|settled|cleared up|went away|always|usually|one side|both sides|pounding|"
    r"throbbing|stabbing|burning|dull|sharp|lasts?|red|green|yellow|brown|black|white|bloody|pink)\b"
)
"""How a complaint goes on: it says much where it answers a question, and little elsewhere."""


def tells(statement: Statement, shown: Keys, *, answers: bool = False) -> bool:
    """Whether a statement tells something of the body, an illness or a medicine that is not shown elsewhere."""
    text = joined(statement.words)
    if statement.kind == "told" and ":" in statement.words:
        return True
    if statement.kind == "denied" and text.startswith(("anything that ", "anything else that ", "that any")):
        return True
    concepts = [unit for unit in units_of(text) if unit.weight == CONCEPT_WEIGHT]
    if statement.kind in {"denied", "affirmed"} and concepts:
        held = all(_named(unit.keys) <= shown for unit in concepts)
        return not held or any(not unit.is_in(shown) and unit not in concepts for unit in units_of(text))
    if concepts and _DENIAL.match(text) and all(_named(unit.keys) <= shown for unit in concepts):
        return any(not unit.is_in(shown) and unit not in concepts for unit in units_of(text))
    if statement.kind == "denied":
        return any(not unit.is_in(shown) for unit in units_of(text))
    if answers and (_COURSE.search(text) or any(not unit.is_in(shown) for unit in units_of(text))):
        return True
    return bool(concepts or find_parts(text)) or len(units_of(text)) >= TELLING
