"""What of a visit belongs in its plan: orders, advice, diagnoses, what is said beside them, and what the patient wants.

Read by `plan`, which puts it under its problems.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, is_sentence
from attending.scribe.content.conditions import with_conditions
from attending.scribe.content.diagnosed_by_finding import explained_problem, found_illness, told_outright
from attending.scribe.content.examination import exam_heard, exam_starts
from attending.scribe.content.orders import PAST_REPLY, orders
from attending.scribe.content.problems import (
    MEASURED,
    diagnosed_problem,
    is_aside,
    is_diagnosis,
    names_with_doubt,
    problem_asked,
    problem_named,
    stands_alone,
)
from attending.scribe.content.sides import Corrected, corrected_side
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement, answers_patient
from attending.scribe.sections.advice import advised, doubted
from attending.scribe.sections.agenda import agenda
from attending.scribe.sections.closing import patients_choices, said_beside
from attending.scribe.sections.history import introduction
from attending.scribe.sections.instructed import INSTRUCTED, instructed
from attending.scribe.sections.no_plan import is_history, is_talk, read_out, says_nothing, told_elsewhere
from attending.scribe.sections.physical_examination import is_weighed
from attending.scribe.vocabulary import joined
from attending.terms.content import keys_of
from attending.terms.problems import find_diagnoses


@dataclass(frozen=True, slots=True)
class Planned:
    """What of a visit belongs in the plan, by the indices of its statements."""

    chosen: set[int]
    ordered: dict[int, str]
    named: set[int]
    """Statements that name a diagnosis or weigh the findings for one."""
    elsewhere: set[int]
    first: int
    groups: dict[int, tuple[Statement, frozenset[int]]]
    whole: dict[int, Statement]
    inside: set[int]
    headings: dict[int, str]
    firm: frozenset[int]
    """Statements that come to another problem for good: one of several a patient came for, or one explained."""
    wished: dict[int, Statement]
    """What the patient chose or declined."""


def planned_of(visit: Visit) -> Planned | None:
    """What is planned; None where nothing is."""
    advice = advised(visit)
    told = instructed(visit)
    ordered = {**dict.fromkeys(told, INSTRUCTED), **orders(visit), **advice}
    likely = {i for i in visit.chosen("plan") if not advice or i >= min(advice)}
    permitted = {i for i in ordered if answers_patient(visit.statements[i])}
    chosen = likely | permitted | set(ordered)
    named = set(_diagnoses(visit))
    weighed = {i for i in named if _is_judged(joined(visit.statements[i].words))}
    chosen |= {i for i in named if chosen and (i >= min(chosen) or i in weighed or _opens(visit, i, min(chosen)))}
    if not chosen:
        return None
    first = _start_of_plan(visit, likely or chosen) if not advice else min(advice)
    weighed_too = doubted(visit)
    chosen, named = chosen | weighed_too, named | weighed_too
    chosen |= said_beside(visit, ordered, named)
    groups = with_conditions(visit)
    whole = {start: one for start, (one, members) in groups.items() if members & chosen}
    inside = {i for start in whole for i in groups[start][1]} - set(whole)
    firm = {
        i: name
        for i in range(_headings_from(visit, first, chosen), len(visit.statements))
        if (name := _come_to(visit, whole.get(i, visit.statements[i])))
    }
    headings = {
        i: name
        for i in range(_headings_from(visit, first, chosen), len(visit.statements))
        if (name := firm.get(i) or _heading(visit, i, whole))
        and (i in firm or not is_history(visit, visit.statements[i]))
        and (
            i in chosen
            or visit.statements[i].asks
            or (stands_alone(visit.statements[i]) and i + 1 in chosen)
            or i in firm
            or not (advice or is_aside(whole.get(i, visit.statements[i])))
        )
    }
    elsewhere = (told_elsewhere(visit) - set(ordered)) | read_out(visit, named | set(ordered))
    wished = patients_choices(visit, chosen)
    return Planned(
        chosen | set(wished), ordered, named, elsewhere, first, groups, whole, inside, headings, frozenset(firm), wished
    )


def _opens(visit: Visit, index: int, first: int) -> bool:
    """Whether a diagnosis stands just before what is planned for it: "I'm worried about angina. I'd like an EKG."."""
    before, planned = visit.statements[index], visit.statements[first]
    same = index == first - 1 and before.sources[0].turn == planned.sources[0].turn
    near = planned.sources[0].turn - PAST_REPLY <= before.sources[0].turn and index < first
    return same or (near and found_illness([before]) is not None)


SHOWN_BEFORE = 4
"""Utterances before the examination in which what a picture shows may be told."""
_NAMES_TEST = re.compile(r"\b(?:swabs?|tests?|x-?rays?|scans?|bloods?|samples?|ecg|ekg|ultrasound)\b")


def left_out(visit: Visit, planned: Planned, index: int, statement: Statement) -> bool:
    """Whether a statement has no place in the plan."""
    text = joined(statement.words)
    whole, ordered = index in planned.whole, index in planned.ordered
    corrected = corrected_side(visit)
    return bool(
        (index not in planned.chosen and not whole and index not in planned.headings)
        or statement is introduction(visit)
        or (is_talk(text) and not (planned.ordered.get(index) == "testing" and _NAMES_TEST.search(text)))
        or (not ordered and says_nothing(text))
        or (corrected and index < _said_after(visit, corrected) and corrected.concerns(text))
        or (
            not (ordered or whole or names_with_doubt(text))
            and (is_empty_talk(statement) or not is_sentence(statement.words))
        )
        or (statement.role is not Role.CLINICIAN and index > planned.first and index not in planned.wished)
        or (statement.kind != "said" and statement.words[:1] == ("allergies",))
        or (statement.kind != "said" and statement.at < (exam_heard(visit) or len(visit.utterances)))
        or index in planned.elsewhere
        or (not whole and not ordered and is_history(visit, statement))
    )


def _headings_from(visit: Visit, first: int, chosen: set[int]) -> int:
    """The statement from which problems are announced: one before the first that is planned behind the examination."""
    start = exam_heard(visit)
    behind = (i for i in sorted(chosen) if start is not None and visit.statements[i].at > start)
    opens = max(0, min(first, next(behind, first) - 1))
    return next((i for i in range(opens, first) if not is_history(visit, visit.statements[i])), first)


def _heading(visit: Visit, index: int, whole: Mapping[int, Statement]) -> str:
    """The problem that a statement of the clinician opens; empty where it opens none."""
    statement = whole.get(index, visit.statements[index])
    if statement.role is not Role.CLINICIAN or (statement.asks and statement.kind != "said"):
        return ""
    return (problem_asked(statement) if statement.asks else problem_named(statement)) or ""


def _come_to(visit: Visit, statement: Statement) -> str:
    """What is explained ("the rash is eczema"), else which of several things a patient came for is come to."""
    if statement.role is not Role.CLINICIAN or statement.asks or statement.kind != "said":
        return ""
    explained = explained_problem(statement) or told_outright(statement)
    if explained or not agenda(visit):
        return explained or ""
    opens = keys_of(" ".join(joined(statement.words).split()[:_OPENS]))
    item = next((item for item in agenda(visit) if item.keys & opens), None)
    if item is None:
        return ""
    named = diagnosed_problem([statement])
    return named[0] if named and is_diagnosis(named[0]) else item.name.rstrip(".").lower()


_OPENS = 10
"""Words of a sentence in which it says what it is about: "and the inhaler, I'll put that through"."""


_JUDGES = re.compile(
    r"\b(?:i|we) (?:do )?(?:not )?(?:think|believe|suspect)\b|\b(?:looks|sounds|seems|feels) (?:\w+ )?like\b"
)
"""What the clinician makes of what was found."""


def _is_judged(text: str) -> bool:
    """Whether words weigh what was found for a diagnosis."""
    return is_weighed(text) or (bool(_JUDGES.search(text)) and bool(find_diagnoses(text)))


def _diagnoses(visit: Visit) -> Iterator[int]:
    """Statements in or behind the examination in which the clinician names a diagnosis, or what tells it."""
    start, late = exam_heard(visit), exam_starts(visit) - SHOWN_BEFORE
    for index, statement in enumerate(visit.statements):
        own = statement.role is Role.CLINICIAN and statement.kind == "said" and not statement.asks
        if own and statement.at >= late and found_illness([statement]):
            yield index
        elif start is not None and own and statement.at >= start:
            found = diagnosed_problem([statement])
            text = joined(statement.words)
            if (found and (is_diagnosis(found[0]) or found[0] in MEASURED)) or _is_judged(text):
                yield index


def _said_after(visit: Visit, corrected: Corrected | None) -> int:
    """The first statement behind a correction of the side."""
    turn = corrected.sources[-1].turn if corrected else 0
    return next((i for i, s in enumerate(visit.statements) if s.sources[0].turn > turn), len(visit.statements))


def _start_of_plan(visit: Visit, chosen: set[int]) -> int:
    """The statement from which the clinician speaks of the plan: where half of its weight still lies ahead."""
    weights = [visit.scores.of(i, "plan") if i in chosen else 0.0 for i in range(len(visit.statements))]
    total, gathered = sum(weights), 0.0
    for index, weight in enumerate(weights):
        gathered += weight
        if gathered > 0.15 * total:
            return index
    return 0
