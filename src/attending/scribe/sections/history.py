"""The history: the clinician's presentation of the patient, then the story in order.

Read by `note`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, is_sentence, tell
from attending.scribe.content.elliptic import completed
from attending.scribe.content.examination import exam_heard, exam_starts
from attending.scribe.content.lines import Line
from attending.scribe.content.measured import measured
from attending.scribe.content.orders import orders
from attending.scribe.content.problems import announced_problem, diagnosed_problem
from attending.scribe.content.referents import with_household, with_topic
from attending.scribe.content.sides import corrected_side
from attending.scribe.content.subjects import with_subject_named
from attending.scribe.content.topics import AT_HOME, DESK, FAMILY, IDEAS, ILL, RELATIVES, topics
from attending.scribe.content.visit import DENIES, REMEMBERED, Said, Visit
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.rewrite import third_person
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.denials import gathered
from attending.scribe.sections.review_of_systems import review_systems
from attending.scribe.sections.told import fears_told_late, left_out, states_fact
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import content, joined, parted, vocabulary
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, keys_of, units_of
from attending.terms.persons import Kind, words_for
from attending.terms.spoken import written

_PLANS = re.compile(
    r"\b(?:i (?:think|believe|want|recommend|would like|am going|will|suspect)|let us|we (?:will|are going|can|"
    r"should|need)|my plan|assessment)\b"
)
"""A clinician who says this speaks of the plan, not of the history."""


ADULT = 18
"""Years from which the opening line says woman or man."""
LONGEST_REASON = 8
"""Words of a chief complaint that fit into the opening line."""


def introduction(visit: Visit) -> Statement | None:
    """The clinician's "… is a 62-year-old male with … who presents today with …"."""
    for statement in visit.statements:
        if (
            re.search(r"year[ -]old", joined(statement.words))
            and statement.role is not Role.PATIENT
            and statement.kind == "said"
        ):
            return statement if len(statement.words) > 4 else None
        if statement.at > 0.5 * len(visit.utterances):
            break
    return None


def present_illness(visit: Visit, complaint: list[Line], background: Sequence[Line] = ()) -> list[Line]:
    """The history in order; the clinician's opening line first, or one of the chart and the chief complaint.

    What the background holds already, such as an allergy or what a medicine does, is not told twice.
    """
    held = [source for line in background for source in line.sources]
    stands = {line.text for line in background}
    lines: list[Line] = []
    said = Said()
    opening = introduction(visit)
    if not opening:
        lines += _opening_of_chart(visit, complaint)
    if opening:
        text, sources = _with_reason(opening_line(opening, visit), opening.sources, complaint)
        if said.adds(text):
            lines.append(Line(text, sources, chart=visit.patient.evidence))
    tails: set[int] = set()
    planned, found, wrong = orders(visit), findings(visit), corrected_side(visit)
    elsewhere = _elsewhere(visit)
    left = set(left_out(visit))
    for index in sorted({*visit.chosen("hpi"), *_told_with_number(visit), *left} - elsewhere - small_talk(visit)):
        statement = visit.statements[index]
        named = (statement.kind == "told" and ":" in statement.words) or (statement.kind == "denied" and index in left)
        if statement is opening or index in tails or _stands_in(statement, held):
            continue
        if wrong and wrong.concerns(joined(statement.words)) and statement.sources[0].turn <= wrong.sources[0].turn:
            continue
        reported = statement.kind == "affirmed" and index in left and states_fact(statement, answers=False)
        torn = not (reported or is_sentence(statement.words)) and (
            index not in left or completed(visit, statement) is statement
        )
        if not named and (is_empty_talk(statement) or torn):
            continue
        if _TIME_ONLY.match(written(joined(statement.words))) or (
            statement.role is Role.CLINICIAN and statement.kind == "said" and (index in planned or index in found)
        ):
            continue
        statement, joined_on = _with_tail(visit, index)
        tails |= joined_on
        whole = completed(visit, statement)
        if whole is None:
            continue
        statement = with_topic(visit, with_subject_named(visit, whole))
        if statement.role is Role.CLINICIAN and (
            announced_problem(statement) or _PLANS.search(joined(statement.words)) or _is_advice(statement)
        ):
            continue
        seen = _I_SEE.match(joined(statement.words)) if statement.role is Role.CLINICIAN else None
        if seen:
            statement = replace(statement, words=tuple(parted(joined(statement.words)[seen.end() :])))
        subject = "the patient" if not lines or len(lines) % 4 == 0 else ""
        text = tell(statement, visit.person, subject=subject)
        if statement.kind in {"told", "affirmed"} and not named and _says_again(text, lines):
            continue
        empty = len(text.split()) <= (1 if named else 2) or text in stands or _TELLS_NOTHING.match(text)
        if not empty and said.adds(text):
            lines.append(Line(text, statement.sources, confidence=round(visit.scores.of(index, "hpi"), 3)))
    return [*gathered(_without_beginnings(lines), review_systems(visit)), *_ideas(visit)]


def _without_beginnings(lines: list[Line]) -> list[Line]:
    """The lines without those that the next one begins anew and says whole."""
    bare = [re.sub(r"^(?:He|She|They|The patient) ", "", line.text).rstrip(".") for line in lines]
    return [
        line
        for index, line in enumerate(lines)
        if index + 1 == len(lines)
        or not (bare[index + 1] + " ").startswith(bare[index] + " ")
        or bare[index] == bare[index + 1]
    ]


_TELLS_NOTHING = re.compile(
    r"^(?:The patient|He|She|They) (?:did|does|do), [^,]{3,30}\.$|"
    r"^(?:It is (?:his|her|their|the|the patient's) \w+|It is about .*|The (?:first|last|latter|former)(?: and the "
    r"\w+)?|"
    r"(?:He|She|They|The patient) (?:is|are) (?:doing )?(?:okay|all right|alright)|It (?:is|has been|was) (?:okay|fine|"
    r"going okay|the same(?: things?)?)|(?:He|She|They|The patient) (?:does|do|did) not (?:use|take|get|do)|"
    r"(?:Not|Nothing) (?:significant|major|serious|new|that lasts)(?: like (?:that|"
    r"this))?|(?:He|She|They|The patient) (?:thinks?|wishe?s?|believes?|knows?|did|does|would probably say|feels? "
    r"(?:good|fine|okay))(?: (?:it|that|so)(?: is)?)?|(?:That|It) is (?:what scared|why) (?:him|her|them|\w+ \w+)|"
    r"This so .*|Maybe (?:he|she|they) \w+ it)\.$"
)
"""Answers that say nothing by themselves."""


def _stands_in(statement: Statement, held: Sequence[Source]) -> bool:
    """Whether the background holds the words of a statement."""
    answered = statement.role is not Role.CLINICIAN or statement.kind != "said"
    return answered and all(any(place.holds(source) for place in held) for source in statement.sources)


_OPENS = re.compile(
    r"\bwhat (?:is |has )?(?:brings|brought) (?:you|him|her|us)\b|\bwhat (?:is|has been|"
    r"have been) (?:going on|happening|wrong|"
    r"the matter|troubling|bothering)\b|\bwhat are you (?:here|seen|being seen|coming in) for\b|\b(?:how|what) "
    r"can (?:i|we) (?:help|do for)\b|"
    r"^(?:(?:so|hi|hey|okay|,) ?)*what is up$|"
    r"\bwhat (?:is|has been|was) (?:your |the )?(?:trouble|problem|story|issue|concern|matter)\b|"
    r"\bwhat (?:made|makes) you come\b|\bwhat have you got for (?:me|us)\b|\bwhat is (?:on your mind|been)\b|"
    r"\bwhat (?:seems to be|happened)\b|\bwhy (?:are you|have you come) (?:here|in)\b|\btell me (?:what|why)\b"
)
FIRST_TURNS = 12
"""Turns in which the question is looked for that opens the visit."""


def opening_question(visit: Visit) -> Utterance | None:
    """The clinician's "what brings you in?"; None where nobody asks it early."""
    asked = next((u for u in visit.utterances if u.role is Role.CLINICIAN and _OPENS.search(joined(u.words))), None)
    return asked if asked and asked.turn - visit.utterances[0].turn <= FIRST_TURNS else None


@lru_cache(maxsize=REMEMBERED)
def small_talk(visit: Visit) -> frozenset[int]:
    """What is said before the visit is opened, and between patient and companion, where it tells nothing clinical."""
    opened = opening_question(visit)
    before = opened.turn if opened else -1
    speaks = {u.turn: u.role for u in visit.utterances}
    found = set()
    for index, statement in enumerate(visit.statements):
        turn = statement.sources[0].turn
        aside = statement.role is Role.PATIENT and speaks.get(turn - 1) is Role.OTHER
        if statement.kind == "said" and statement.role is not Role.CLINICIAN and (turn < before or aside):
            text = joined(statement.words)
            if not (find_parts(text) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))):
                found.add(index)
    return frozenset(found)


def _elsewhere(visit: Visit) -> set[int]:
    """Statements that other sections hold: background where nothing is examined, and answers told by their topic."""
    own = topics(visit)
    unexamined = exam_heard(visit) is None
    background = {i for i, topic in own.items() if unexamined or topic in {FAMILY, DESK}}
    labelled = {source for s in visit.statements if s.kind == "told" and ":" in s.words for source in s.sources[1:]}
    told = {source for s in visit.statements if s.kind == "told" for source in s.sources[1:]}
    joined_on = (s for s in visit.statements if s.kind in {"told", "affirmed"})
    whole = [(set(s.sources[1:]), set(content(joined(s.words)))) for s in joined_on]
    return background | {
        i
        for i, s in enumerate(visit.statements)
        if s.kind == "said"
        and len(s.words) <= SHORT
        and (
            s.sources[-1] in labelled
            or (s.sources[-1] in told and is_fragment(s.words))
            or any(
                s.sources[-1] in sources and set(content(joined(s.words))) - _LITTLE <= words
                for sources, words in whole
            )
        )
    }


_LITTLE = vocabulary("bit little lot")
SHORT = 12
"""Words of an answer that its label holds whole."""


def _says_again(text: str, lines: list[Line]) -> bool:
    """Whether a question that was said yes to asks only what stands there already: "you mentioned it is sore"."""
    units, denies = units_of(text), bool(DENIES.search(text.lower()))
    held = [keys_of(line.text) for line in lines if bool(DENIES.search(line.text.lower())) is denies]
    return bool(units) and any(all(unit.is_in(keys) for unit in units) for keys in held)


def _ideas(visit: Visit) -> list[Line]:
    """What the patient thinks, fears and hopes, where the clinician asked or the visit ends."""
    lines: list[Line] = []
    said = Said()
    feared = dict.fromkeys(fears_told_late(visit), IDEAS)
    for index, topic in sorted({**topics(visit), **feared}.items()):
        statement = visit.statements[index]
        if topic != IDEAS or not (is_sentence(statement.words) or _FEARED.match(joined(statement.words))):
            continue
        text = tell(statement, visit.person, subject="the patient" if not lines else "")
        if len(text.split()) > 2 and said.adds(text):
            lines.append(Line(text, statement.sources, lead="Ideas, concerns and expectations:" if not lines else ""))
    return lines


_FEARED = re.compile(r"^that (?:it|this|he|she|they|i|my|the) \w+ \w+")
"""An answer to what somebody fears: "that it is cancer"."""


def _is_advice(statement: Statement) -> bool:
    """A clinician's own doings ("I gave…") and warnings ("if he is not better…"): no history of the patient."""
    text = joined(statement.words)
    return statement.kind == "said" and text.startswith(("i ", "if ")) and not _SEEN_BEFORE.search(text)


_SEEN_BEFORE = re.compile(r"\b(?:saw|seen|see) (?:you|him|her|them)\b|\bsince i\b|^i last\b")
_TIME_ONLY = re.compile(
    r"^(?:(?:in|for|about|approximately|around|since|the|last|past|maybe|over|,) ?)*"
    r"\d(?:[\d ,to-]|or )*"
    r"(?:minutes?|hours?|days?|weeks?|months?|years?|times?|pounds?)?"
    r"(?:,? (?:ago|now|i think|maybe|old|a (?:day|week|month)))*$"
)
_AMOUNT = re.compile(
    r"\b\d[\d.,]* (?:(?:or|to) \d+ )?"
    r"(?:minutes?|hours?|days?|weeks?|months?|years?|times|pounds?|lbs?|kilos?|kg|packs?|"
    r"pillows?|cigarettes?|beers?|drinks?|glasses|blocks?|mg|degrees)\b|\b(?:once|twice) (?:a|this|last)\b"
)
NUMBER_FLOOR = 0.08
"""What a patient tells with an amount or a duration stands in the history from this score of the model."""


def _told_with_number(visit: Visit) -> Iterator[int]:
    """What the patient tells before the examination with an amount or a duration in it."""
    start = exam_starts(visit)
    for index, statement in enumerate(visit.statements):
        own = statement.role is Role.PATIENT or statement.kind == "told"
        likely = statement.at < start and not statement.asks and visit.scores.of(index, "hpi") > NUMBER_FLOOR
        short = len(statement.words) <= LONGEST_TOLD
        text = written(joined(statement.words))
        valued = statement.at < start and re.search(r"\d", text) and _asked_for_value(visit, statement)
        if own and short and ((likely and _AMOUNT.search(text)) or valued):
            yield index


_VALUE_ASKED = re.compile(
    r"\b(?:sugars?|glucose|blood pressures?|pressures?|weights?|temperature|peak flow|readings?|numbers)\b"
)
"""What patients measure at home."""


def _asked_for_value(visit: Visit, statement: Statement) -> bool:
    """Whether the clinician asked just before for something that is measured at home."""
    turn = visit.utterances[statement.at].turn
    before = [u for u in visit.utterances[: statement.at] if u.turn != turn][-2:]
    return any(u.role is Role.CLINICIAN and u.asks and _VALUE_ASKED.search(joined(u.words)) for u in before)


LONGEST_TOLD = 25


def findings(visit: Visit) -> set[int]:
    """What the clinician reads out or finds from the examination on: it has its own sections."""
    start, score = exam_heard(visit), visit.scores.of
    if start is None:
        return {i for i, s in enumerate(visit.statements) if measured(s)}
    return {
        i
        for i, s in enumerate(visit.statements)
        if measured(s)
        or (s.at >= start and s.role is Role.CLINICIAN and s.kind == "said" and diagnosed_problem([s]))
        or (s.at >= start and max(score(i, "exam"), score(i, "results"), score(i, "plan")) > score(i, "hpi"))
    }


def _with_tail(visit: Visit, index: int) -> tuple[Statement, set[int]]:
    """ "It ran out. Two weeks ago." as one statement; and the statements so joined on."""
    statement, tails = visit.statements[index], set[int]()
    for place in range(index + 1, min(index + 3, len(visit.statements))):
        following = visit.statements[place]
        same = following.sources[-1].turn == statement.sources[-1].turn and following.kind == "said"
        if not same or following.asks or not _goes_with(statement, following):
            break
        statement = replace(
            statement,
            words=(*statement.words, ",", *following.words),
            sources=(*statement.sources, *following.sources),
        )
        tails.add(place)
    return statement, tails


_MANNER = re.compile(
    r"^(?:(?:just|only) (?:for|in|on|at|with|when|if|after|because of) .*|"
    r"on (?:both|one|either) sides?|both of them|both sides|not (?:every|all|always|often|much|a lot)\b.*|"
    r"at night|in the "
    r"(?:morning|evening|night)s?|mostly .*|mainly .*|usually .*|every (?:day|night|morning|time).*|now and "
    r"(?:then|again)|"
    r"on and off|(?:just |only )?sometimes|since .*|(?:(?:bright|dark|pale|light) )?(?:red|green|yellow|brown|"
    r"black|white|clear|bloody|pink)\b.*)$"
)
"""How, where or since when: told of what was said just before."""
LONGEST_MANNER = 8


def _goes_with(statement: Statement, following: Statement) -> bool:
    """Whether a fragment only says when, where or how what stands before it is."""
    text = joined(following.words)
    if len(following.words) > LONGEST_MANNER or statement.kind not in {"said", "affirmed"}:
        return False
    if statement.kind == "said" and _TIME_ONLY.match(written(text)):
        return True
    own = statement.role is Role.PATIENT or statement.kind == "affirmed"
    if not own or following.role is not Role.PATIENT:
        return False
    if _MANNER.match(text):
        return is_sentence(statement.words) or statement.kind == "affirmed"
    return (
        statement.kind == "affirmed" and is_fragment(following.words) and not text.startswith(("no ", "just ", "only "))
    )


def _opening_of_chart(visit: Visit, complaint: list[Line]) -> list[Line]:
    """ "Maria Rossi is a 54-year-old woman who presents for knee pain.", where the chart knows her."""
    patient = visit.patient
    if patient.age_years is None or not patient.sex or not complaint or patient.age_years < 1:
        return []
    noun = {
        "female": "woman" if patient.age_years >= ADULT else "girl",
        "male": "man" if patient.age_years >= ADULT else "boy",
    }
    reason = complaint[0].text.rstrip(".")
    reason = reason[0].lower() + reason[1:] if reason[:2].istitle() else reason
    if len(reason.split()) > LONGEST_REASON:
        return []
    article = "an" if str(patient.age_years).startswith("8") or patient.age_years in {11, 18} else "a"
    name = patient.name or "The patient"
    text = f"{name} is {article} {patient.age_years}-year-old {noun[patient.sex]} who presents for {reason}."
    return [Line(text, complaint[0].sources, chart=patient.evidence)]


def _with_reason(text: str, sources: tuple[Source, ...], complaint: Sequence[Line]) -> tuple[str, tuple[Source, ...]]:
    """ "… here for." with the reason that the patient gave when asked."""
    hangs = re.search(r"\b(?:here|presents|presenting)(?: today)? (?:for|with)\.$", text)
    if not hangs or not complaint or len(complaint[0].text.split()) > LONGEST_REASON:
        return re.sub(r" (?:here|presents|presenting)(?: today)? (?:for|with)\.$", ".", text), sources
    reason = complaint[0].text
    reason = reason[0].lower() + reason[1:] if reason[1:2].islower() else reason
    return f"{text.rstrip('.')} {reason}", tuple(dict.fromkeys((*sources, *complaint[0].sources)))


_I_SEE = re.compile(r"^(?:[a-z]+, )?i (?:know|see)(?: that)? ")
"""What a clinician says before telling why the patient is here: "Marcus, I see you're here for your knee"."""
_ASKS_NEXT = re.compile(
    r",? (?:(?:and|so|okay|well),? )*(?:what (?:brings|can|happened|is|are|do)|how (?:are|is|can|have)|tell (?:me|"
    r"us)|hi\b|hello\b|"
    r"hey\b|good (?:morning|afternoon|evening)|nice to|can you|could you|why do not|let us|i understand)\b.*$"
)
"""What a clinician goes on with behind the presentation: "… here for her knee, so what brings you in"."""


def opening_line(statement: Statement, visit: Visit) -> str:
    """The clinician's presentation of the patient as the first sentence of the history."""
    text = joined(statement.words)
    found = re.search(
        r"(?:\b(?:(?:ms|mr|mrs|miss|dr)\.? )?(?:he|she|patient|[a-z]+)(?: [a-z]+)?,? (?:is|was) )?(?:a |an "
        r")?(?:\w+ ){0,2}[\w-]*year[ -]old.*",
        text,
    )
    told_of = _ASKS_NEXT.sub("", found.group() if found else text)
    words = plain_register(tuple(told_of.split()), clinician=True)
    told = third_person(words, Role.CLINICIAN, visit.person)
    if told and told[0] in {"a", "an"}:
        told = ["the", "patient", "is", *told]
    if visit.patient.name and told[1:2] == ["is"]:
        return sentence([visit.patient.name, *told[1:]])
    return sentence(told)


def other_history(visit: Visit, key: str) -> list[Line]:
    """Social, family or past history, medicines: what the model puts there, in order."""
    lines: list[Line] = []
    said = Said()
    for index in visit.chosen(key):
        statement = visit.statements[index]
        told = joined(statement.words)
        if is_empty_talk(statement) or (key == "social" and not _SOCIAL.search(told)):
            continue
        if (key == "family") is not _of_kin(told, asked=topics(visit).get(index) == FAMILY) and key in _OF_HOME:
            continue
        named = with_household(visit, with_topic(visit, statement))
        text = tell(named, visit.person, subject="the patient" if not lines else "")
        if len(text.split()) > 2 and not _TELLS_NOTHING.match(text) and said.adds(text):
            lines.append(Line(text, named.sources, confidence=round(visit.scores.of(index, key), 3)))
    return lines


_OF_HOME = frozenset({"family", "social"})


def _of_kin(text: str, *, asked: bool) -> bool:
    """Whether a statement tells what a relative by blood has or had; who lives or works with a patient is another."""
    if AT_HOME.search(text):
        return False
    if not RELATIVES.search(text):
        return asked
    return asked or bool(ILL.search(text)) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))


_SOCIAL = re.compile(
    r"\b(?:work\w*|job|school|college|student|teach\w*|retired?|office|shifts?|liv(?:e|es|ed|ing)|home|house|"
    r"apartment|married|divorced|"
    rf"{words_for(Kind.CHILD, Kind.YOUNG, Kind.GRANDCHILD, Kind.GRANDPARENT, Kind.PARTNER, Kind.FAMILY)}|"
    r"smok\w*|cigarettes?|tobacco|vap\w+|drink\w*|alcohol|beers?|"
    r"wine|drugs?|marijuana|cannabis|exercis\w*|gym|run\w*|walk\w*|swim\w*|yoga|bik\w+|cycl\w+|golf\w*|tennis|"
    r"sports?|football|soccer|"
    r"play\w*|gardening|yard|diet\w*|eat\w*|meals?|food|fast food|vegetables|salt\w*|coffee|caffeine|travel\w*|"
    r"vacation|trip|moved|"
    r"church|dog|cat|pets?|hobb\w+|stress\w*|sleep\w*|deployed|military|immigrat\w*)\b"
)
"""What a social history speaks of; a story without these stays in the history of the illness."""
