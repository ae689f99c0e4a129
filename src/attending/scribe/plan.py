"""Assessment and plan: one numbered problem after the other, each with reasoning, testing, treatment and counselling.

Read by `note`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from attending.drafts import Role
from attending.scribe.advice import advised
from attending.scribe.complaint import chief_complaint
from attending.scribe.compose import is_empty_talk, is_sentence, tell
from attending.scribe.conditions import is_open, with_conditions
from attending.scribe.facts import DOSE, exam_heard, exam_starts, measured, medicine_before, orders
from attending.scribe.history import introduction, opening_line
from attending.scribe.lines import Line
from attending.scribe.normalise import read_words
from attending.scribe.plan_kinds import LABELS, assesses, plan_kind, points_back
from attending.scribe.problems import (
    comes_along,
    diagnosed_problem,
    is_aside,
    is_diagnosis,
    is_problem,
    problem_named,
    stands_alone,
    without_announcement,
)
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sides import Corrected, corrected_side
from attending.scribe.statements import Source, Statement
from attending.scribe.systems import examine_systems, is_weighed
from attending.scribe.utterances import Utterance
from attending.scribe.visit import Said, Visit
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import written


@dataclass
class Problem:
    """One problem of the plan: its name, where it was named, and its lines by kind."""

    name: str
    sources: tuple[Source, ...]
    lines: dict[str, list[Line]] = field(default_factory=dict)
    ordered: bool = False
    """Whether anything is ordered for it."""


def plan_problems(visit: Visit) -> list[Line]:
    """The assessment and plan as lines, problem by problem."""
    problems = _problems(visit)
    lines = _summary(visit)
    number = 0
    for problem in (p for p in problems if p.lines):
        if problem.name:
            number += 1
            lines.append(Line(sentence(problem.name.split()), problem.sources, lead=f"{number}."))
        for key, label in LABELS.items():
            for place, line in enumerate(problem.lines.get(key, [])):
                lines.append(
                    Line(line.text, line.sources, lead=label if place == 0 else "", confidence=line.confidence)
                )
    measures = ("treatment", "testing", "education", "followup")
    planned = [line for problem in problems for key in measures for line in problem.lines.get(key, [])]
    return [*lines, *_agreement(visit, planned)]


def _summary(visit: Visit) -> list[Line]:
    """The clinician's own presentation of the patient, where the model puts it into the assessment too."""
    opening = introduction(visit)
    if opening is None or visit.statements.index(opening) not in set(visit.chosen("plan")):
        return []
    return [Line(opening_line(opening, visit), opening.sources, chart=visit.patient.evidence)]


def _problems(visit: Visit) -> list[Problem]:
    advice = advised(visit)
    ordered = {**orders(visit), **advice} if advice else orders(visit)
    likely = {i for i in visit.chosen("plan") if not advice or i >= min(advice)}
    chosen = likely | {i for i in ordered if not advice or i >= min(advice)}
    named = set(_diagnoses(visit))
    weighed = {i for i in named if is_weighed(joined(visit.statements[i].words))}
    chosen |= {i for i in named if chosen and (i >= min(chosen) or i in weighed)}
    if not chosen:
        return []
    first = _start_of_plan(visit, likely or chosen) if not advice else min(advice)
    elsewhere = _told_elsewhere(visit) - set(ordered)
    opening = introduction(visit)
    problems: list[Problem] = []
    aside, before_aside, general = -1, Problem("", ()), Problem("general", ())
    said = Said()
    groups = with_conditions(visit)
    corrected = corrected_side(visit)
    first_after = _said_after(visit, corrected)
    whole = {first: one for first, (one, members) in groups.items() if members & chosen}
    inside = {i for first in whole for i in groups[first][1]} - set(whole)
    latest: tuple[int, str] | None = None
    added: list[tuple[Problem, str, Line, int]] = []
    headings = {
        i: name
        for i in range(_headings_from(visit, first, chosen), len(visit.statements))
        if (name := _heading(visit, i, whole))
        and (
            i in chosen
            or (stands_alone(visit.statements[i]) and i + 1 in chosen)
            or not (advice or is_aside(whole.get(i, visit.statements[i])))
        )
    }
    several = sum(not is_aside(visit.statements[i]) for i in headings)
    announced = min((i for i in headings if not is_aside(visit.statements[i])), default=len(visit.statements))
    for index, spoken in enumerate(visit.statements):
        statement = whole.get(index, spoken)
        if index in inside or (index not in whole and is_open(spoken)):
            continue
        if aside >= 0 and spoken.sources[0].turn != aside and len(problems) > 1:
            problems.append(before_aside if several < MANY else general)
            aside = -1
        if added and _TAKES_BACK.match(joined(spoken.words)) and spoken.role is Role.CLINICIAN:
            problem, key, line, turn = added[-1]
            if turn == spoken.sources[0].turn:
                problem.lines[key].remove(line)
                added.pop()
            continue
        name = headings.get(index, "")
        if name and comes_along(name) and problems:
            name = ""
        elif name:
            before_aside = problems[-1] if problems else Problem("", ())
            problems.append(
                next((p for p in problems if _same(p.name, name)), None) or Problem(name, statement.sources)
            )
            aside = spoken.sources[0].turn if is_aside(statement) and len(problems) > 1 else -1
        if (
            (index not in chosen and index not in whole and index not in headings)
            or statement is opening
            or is_talk(joined(statement.words))
            or (index not in ordered and _says_nothing(joined(statement.words)))
            or (corrected and index < first_after and corrected.concerns(joined(statement.words)))
            or (
                index not in ordered
                and index not in whole
                and (is_empty_talk(statement) or not is_sentence(statement.words))
            )
            or (statement.role is not Role.CLINICIAN and index > first)
            or (statement.kind != "said" and exam_heard(visit) is None)
            or index in elsewhere
        ):
            continue
        if not problems:
            problems.append(_first_problem(visit, chosen, announced))
        statement = _with_antecedent(visit, index, chosen, statement)
        rest = (
            without_announcement(joined(statement.words)) if name or index not in headings else joined(statement.words)
        )
        medicine = medicine_before(visit, index) if index in ordered else None
        rest = f"{medicine[0]} {rest}" if medicine else rest
        text = tell(replace(statement, words=tuple(parted(rest))), visit.person) if rest else ""
        if len(text.split()) > 2 and said.adds(text):
            turn = statement.sources[0].turn
            kinds = (ordered.get(i) for i in sorted(groups[index][1] if index in whole else {index}))
            key = next((kind for kind in kinds if kind), "") or plan_kind(text, visit.scores.plan_key(index))
            if index in named and index not in ordered:
                key = "treatment" if find_drugs(text) and DOSE.search(text) else "reasoning"
            elif latest and latest[0] == turn and points_back(text) and index not in ordered and not assesses(text):
                key = latest[1]
            latest = turn, key
            sources = (medicine[1], *statement.sources) if medicine else statement.sources
            line = Line(text, sources, confidence=round(visit.scores.of(index, "plan"), 3))
            problems[-1].lines.setdefault(key, []).append(line)
            problems[-1].ordered |= index in ordered
            problems[-1].sources = problems[-1].sources or sources
            added.append((problems[-1], key, line, turn))
            found = diagnosed_problem([statement]) if not is_diagnosis(problems[-1].name.lower()) else None
            if found and is_diagnosis(found[0]):
                problems[-1].name, problems[-1].sources = found[0], (*problems[-1].sources, *statement.sources)
    return _with_headings(list({id(p): p for p in problems}.values()), visit)


def _headings_from(visit: Visit, first: int, chosen: set[int]) -> int:
    """The statement from which problems are announced: the one before the first behind the examination that is "
    "planned."""
    start = exam_heard(visit)
    behind = (i for i in sorted(chosen) if start is not None and visit.statements[i].at > start)
    return max(0, min(first, next(behind, first) - 1))


_TAKES_BACK = re.compile(
    r"^(?:actually ,? ?|no ,? ?|wait ,? ?)*(?:let (?:me|us) change (?:it|that|this)|"
    r"scratch that|strike that)$"
)
"""With which a clinician takes back what was just ordered."""
MANY = 2
"""Announced problems from which what follows an aside belongs to none of them."""
_POINTLESS = re.compile(
    r"^(?:it|that|this) is (?:the|an?|not the)\b|^(?:it|that|this) is \w+$|^\d+ \w+ ago "
    r"(?:it|they) (?:was|were)\b"
)


def _says_nothing(text: str) -> bool:
    """Whether a sentence that points back names nothing of medicine: "it is the last seat on the bus"."""
    text = written(text)
    clinical = find_parts(text) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text)) or is_problem(text)
    return bool(_POINTLESS.match(text)) and not clinical and not find_drugs(text)


def _with_antecedent(visit: Visit, index: int, chosen: set[int], statement: Statement) -> Statement:
    """ "They're hard on your kidneys" behind what "they" are, said just before."""
    before = visit.statements[index - 1] if index else statement
    near = before.sources[-1].turn == statement.sources[0].turn and before.kind == "said" and not before.asks
    if statement.words[:1] != ("they",) or not near or index - 1 in chosen or before is statement:
        return statement
    words = (*before.words, ",", "and", *statement.words)
    return replace(statement, words=words, sources=(*before.sources, *statement.sources))


def _heading(visit: Visit, index: int, whole: Mapping[int, Statement]) -> str:
    """The problem that a statement of the clinician opens; empty where it opens none."""
    statement = whole.get(index, visit.statements[index])
    own = statement.role is Role.CLINICIAN and not statement.asks
    return (problem_named(statement) or "") if own else ""


def _diagnoses(visit: Visit) -> Iterator[int]:
    """Statements in or behind the examination in which the clinician names a diagnosis."""
    start = exam_heard(visit)
    for index, statement in enumerate(visit.statements):
        own = statement.role is Role.CLINICIAN and statement.kind == "said" and not statement.asks
        if start is not None and own and statement.at >= start:
            found = diagnosed_problem([statement])
            if (found and find_diagnoses(found[0])) or is_weighed(joined(statement.words)):
                yield index


def _with_headings(problems: list[Problem], visit: Visit) -> list[Problem]:
    """What was said before any problem was named: thoughts belong to the first, measures to why the patient came."""
    if not problems or problems[0].name:
        return problems
    first, *named = problems
    if named and not first.ordered:
        for key, lines in first.lines.items():
            named[0].lines[key] = [*lines, *named[0].lines.get(key, [])]
        return named
    complaint = chief_complaint(visit)
    if complaint and first.lines and is_problem(complaint[0].text.rstrip(".").lower()):
        first.name, first.sources = complaint[0].text.rstrip("."), complaint[0].sources
    return problems


SURE_OF_PLAN = 0.25
"""A finding that stands under the examination stands in the plan too only at twice this score."""


def _said_after(visit: Visit, corrected: Corrected | None) -> int:
    """The first statement behind a correction of the side."""
    turn = corrected.sources[-1].turn if corrected else 0
    return next((i for i, s in enumerate(visit.statements) if s.sources[0].turn > turn), len(visit.statements))


def _told_elsewhere(visit: Visit) -> set[int]:
    """History and answers before the examination, and its findings: results alone are told again, as reasons."""
    start = exam_heard(visit)
    if start is None:
        return set()
    examined = {line.sources[0] for line in examine_systems(visit)}
    history, exam, results = (set(visit.chosen(key)) for key in ("hpi", "exam", "results"))
    return {
        i
        for i, s in enumerate(visit.statements)
        if (i in history and s.at < start and (s.role is Role.PATIENT or s.kind == "told") and s.kind != "denied")
        or (i in exam and visit.scores.of(i, "exam") > visit.scores.of(i, "plan"))
        or measured(s)
        or (s.sources[0] in examined and visit.scores.of(i, "plan") < 2 * SURE_OF_PLAN)
        or (i in results and any(c.isdigit() for c in written(joined(s.words))))
    }


def _start_of_plan(visit: Visit, chosen: set[int]) -> int:
    """The statement from which the clinician speaks of the plan: where half of its weight still lies ahead."""
    weights = [visit.scores.of(i, "plan") if i in chosen else 0.0 for i in range(len(visit.statements))]
    total, gathered = sum(weights), 0.0
    for index, weight in enumerate(weights):
        gathered += weight
        if gathered > 0.15 * total:
            return index
    return 0


def _first_problem(visit: Visit, chosen: set[int], announced: int) -> Problem:
    """A plan that names no problem: the diagnosis the clinician speaks of before another is announced, if any."""
    spoken = [s for i in sorted(chosen) if i < announced and (s := visit.statements[i]).role is Role.CLINICIAN]
    found = diagnosed_problem(spoken)
    if not found or comes_along(found[0]):
        passing = diagnosed_problem(_said_before(visit, chosen, announced))
        found = passing if passing and find_diagnoses(passing[0]) else None  # "you have got fever" is no diagnosis
    if found:
        return Problem(found[0], found[1].sources)
    complaint = chief_complaint(visit) if exam_heard(visit) is None else []
    return Problem(complaint[0].text.rstrip("."), complaint[0].sources) if complaint else Problem("", ())


def _said_before(visit: Visit, chosen: set[int], announced: int) -> list[Statement]:
    """What the clinician says from the examination, or the middle, on, such as "I think this is bronchitis"."""
    start = exam_starts(visit)
    return [
        s
        for i, s in enumerate(visit.statements)
        if i < announced and i not in chosen and s.role is Role.CLINICIAN and s.kind == "said" and not s.asks
        and s.at >= start
    ]  # fmt: skip


def _same(one: str, other: str) -> bool:
    first, second = set(one.lower().split()), set(other.lower().split())
    return bool(first & second) and (first <= second or second <= first)


_TALK = re.compile(
    r"\b(?:we will|let us|i will) (?:just )?(?:see (?:what|how (?:it|that|things) go)|see$|leave it (?:like|at|"
    r"there|for now)|go from there|"
    r"take it from there|figure|be back|be in touch|try and get (?:you|him|her) better)\b|\b(?:questions?|bear in "
    r"mind|cheaper|no worries|"
    r"(?:take|have) a (?:quick )?(?:look|listen)|go ahead and examine|injection template|good to (?:see|meet))\b|"
    r"^i see here\b|^(?:it|that) does not (?:really )?matter|^(?:that|it) is (?:okay|fine|all right|great|"
    r"good)$|\bcheck ?out$|"
    r"^(?:you|he|she) did an? (?:\w+ )?(?:thing|job)\b|^(?:we|i) (?:will )?(?:have a stage|may be coming)\b|"
    r"\b(?:tell me (?:about|what|how)|nice (?:to see|seeing|"
    r"meeting))\b"
)


def is_talk(text: str) -> bool:
    """Whether words only keep the conversation going where a plan is spoken of: "we will see", "any questions?"."""
    return bool(_TALK.search(text)) and not find_drugs(text)


AGREES_WITHIN = 2
"""Turns before the patient's consent in which something of the plan was said."""
_AGREES = re.compile(
    r"\b(?:(?:sounds?|looks?) (?:good|great|like a (?:good )?plan|fine|okay|perfect|reasonable)|that (?:works|is fine|"
    r"is good|is great|is perfect)|that would be (?:good|great|fine|nice|perfect)|i (?:agree|am okay with|"
    r"can do that|will do that|am happy with|am fine with|would like that)|let us do (?:that|it)|yes,? please|"
    r"will do|happy to do|(?<!great )(?<!good )(?<!to )deal)\b"
)
_CONSENTS = re.compile(
    r"^(?:(?:yes|okay|sure|all right|perfect|great|good|fine|absolutely|of course|definitely)\b\W*)+"
)
_SEEKS_CONSENT = re.compile(
    r"\bsounds? (?:good|okay|all right|fine|like a plan|reasonable)|\b(?:is|are) (?:that|this|you|we|it) (?:okay|"
    r"all right|fine|good|comfortable|on board|happy|willing)|\bdo you agree|\b(?:does|do) (?:that|this|it) (?:work|"
    r"make sense|seem)|\bokay with (?:that|this)|\bwhat do you think|\bdeal$|\b(?:can|could|will|would) you do that\b"
)
_DISAGREES = vocabulary("not but worried rather unsure maybe if")


def _agreement(visit: Visit, planned: list[Line]) -> list[Line]:
    """The patient's consent, where the patient clearly spoke it after something was planned."""
    if not planned:
        return []
    turns = {source.turn for line in planned for source in line.sources}
    first = min(turns)
    for index in range(len(visit.utterances) - 1, 0, -1):
        utterance = visit.utterances[index]
        if utterance.turn <= first:
            break
        near = bool(turns & set(range(utterance.turn - AGREES_WITHIN, utterance.turn)))
        if utterance.role is Role.PATIENT and near and _agrees(visit, index):
            text = "The patient understands and agrees with the recommended medical treatment plan."
            return [Line(text, (visit.source_of(index),), lead="Patient Agreements:")]
    return []


def _agrees(visit: Visit, index: int) -> bool:
    """Whether an utterance is a clear yes to the plan: by its words, or as the answer to "does that sound good?"."""
    utterance, before = visit.utterances[index], visit.utterances[index - 1]
    if utterance.asks or _DISAGREES & set(utterance.words):
        return False
    text = _plain_text(utterance)
    if _AGREES.search(text):
        return True
    sought = (
        before.role is Role.CLINICIAN and before.turn < utterance.turn and _SEEKS_CONSENT.search(_plain_text(before))
    )
    return bool(sought) and (utterance.reply == "yes" or bool(_CONSENTS.match(text)))


def _plain_text(utterance: Utterance) -> str:
    return joined([w.text for w in read_words(utterance.text)])
