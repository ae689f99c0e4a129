"""Assessment and plan: one numbered problem after the other, each with reasoning, testing, treatment and counselling.

Read by `note`.
"""

import re
from dataclasses import dataclass, field, replace

from attending.drafts import Role
from attending.scribe.content.choices import takes_back
from attending.scribe.content.compose import is_empty_talk, is_sentence, tell
from attending.scribe.content.conditions import is_open
from attending.scribe.content.diagnosed_by_finding import found_illness, told_outright
from attending.scribe.content.examination import exam_heard, exam_starts
from attending.scribe.content.lines import Line
from attending.scribe.content.order_kinds import DOSE
from attending.scribe.content.orders import medicine_before, with_medicine_of_it
from attending.scribe.content.possible import only_possible
from attending.scribe.content.problems import (
    comes_along,
    diagnosed_problem,
    is_aside,
    is_diagnosis,
    is_problem,
    without_announcement,
    without_its_verb,
)
from attending.scribe.content.topics import VACCINES
from attending.scribe.content.visit import Said, Visit
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.agreement import agreement
from attending.scribe.sections.closing import somebody_will
from attending.scribe.sections.complaint import chief_complaint, likeliest_condition
from attending.scribe.sections.guessed import guessed
from attending.scribe.sections.history import LONGEST_REASON, introduction, opening_line
from attending.scribe.sections.instructed import INSTRUCTED, instructs, is_noted
from attending.scribe.sections.no_plan import SURE_OF_PLAN
from attending.scribe.sections.plan_kinds import LABELS, addressed, assesses, plan_kind, points_back
from attending.scribe.sections.planned import SHOWN_BEFORE, Planned, left_out, planned_of
from attending.scribe.sections.reasons import PAPERS
from attending.scribe.vocabulary import content, joined, parted
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.icd10cm_named import find_conditions
from attending.terms.problems import find_diagnoses


@dataclass
class Problem:
    """One problem of the plan: its name, where it was named, and its lines by kind."""

    name: str
    sources: tuple[Source, ...]
    lines: dict[str, list[Line]] = field(default_factory=dict)
    ordered: bool = False
    """Whether anything is ordered for it."""
    asked: bool = False
    """Whether it came up with a question: what to look out for at the end is not about it."""


def plan_problems(visit: Visit) -> list[Line]:
    """The assessment and plan as lines, problem by problem."""
    problems = _problems(visit)
    lines = _summary(visit)
    number = 0
    for problem in (p for p in problems if p.lines):
        if problem.name:
            number += 1
            lines.append(Line(_heading_of(problem, visit), problem.sources, lead=f"{number}."))
        for key, label in LABELS.items():
            for place, line in enumerate(problem.lines.get(key, [])):
                lines.append(
                    Line(line.text, line.sources, lead=label if place == 0 else "", confidence=line.confidence)
                )
    measures = ("treatment", "testing", "education", "followup")
    planned = [line for problem in problems for key in measures for line in problem.lines.get(key, [])]
    return [*lines, *agreement(visit, planned)]


def _heading_of(problem: Problem, visit: Visit) -> str:
    """The name of a problem, "possible" where the clinician names the diagnosis with nothing but a doubt."""
    name = without_its_verb(problem.name)
    own = [s for s in visit.statements if s.role is Role.CLINICIAN and s.kind == "said" and not s.asks]
    doubtful = is_diagnosis(name.lower()) and only_possible(name.lower(), own)
    return sentence([*(["possible"] if doubtful else []), *name.split()])


def _summary(visit: Visit) -> list[Line]:
    """The clinician's own presentation of the patient, where the model puts it into the assessment too."""
    opening = introduction(visit)
    if opening is None or visit.statements.index(opening) not in set(visit.chosen("plan")):
        return []
    return [Line(opening_line(opening, visit), opening.sources, chart=visit.patient.evidence)]


@dataclass(slots=True)
class _Written:
    """The plan as far as it is written."""

    problems: list[Problem] = field(default_factory=list)
    aside: int = -1
    """The turn of a problem that is only set before a sentence."""
    before_aside: Problem = field(default_factory=lambda: Problem("", ()))
    general: Problem = field(default_factory=lambda: Problem("general", ()))
    said: Said = field(default_factory=Said)
    added: list[tuple[Problem, str, Line, int]] = field(default_factory=list)


def _problems(visit: Visit) -> list[Problem]:
    planned = planned_of(visit)
    if planned is None:
        return []
    plan = _Written()
    strong = [i for i in planned.headings if i in planned.firm or not is_aside(visit.statements[i])]
    announced = min(strong, default=len(visit.statements))
    for index, spoken in enumerate(visit.statements):
        named = with_medicine_of_it(visit, index) if index in planned.ordered else spoken
        statement = planned.whole.get(index, planned.wished.get(index, named))
        if index in planned.inside or (index not in planned.whole and is_open(spoken)):
            continue
        if plan.aside >= 0 and spoken.sources[0].turn != plan.aside and len(plan.problems) > 1:
            plan.problems.append(plan.before_aside if len(strong) < MANY else plan.general)
            plan.aside = -1
        if _takes_back(spoken, plan):
            continue
        aside = index not in planned.firm and is_aside(statement)
        headed = _open_problem(planned.headings.get(index, ""), statement, plan, aside=aside)
        if spoken.asks:
            continue
        if left_out(visit, planned, index, statement):
            continue
        if not plan.problems:
            plan.problems.append(_first_problem(visit, planned, announced))
        _turn_to_general(statement, plan, named=bool(strong))
        statement = _with_antecedent(visit, index, planned.chosen, statement)
        _write(visit, planned, index, statement, plan, headed=headed)
    problems = list({id(p): p for p in plan.problems if p is not plan.general}.values())
    for problem in problems:
        _name_in_full(problem, visit)
    return _with_headings([*problems, plan.general] if plan.general.lines else problems, visit)


_ANY_KIND = re.compile(
    r"^(?:(?:simple|small|large|little|big) )?(?:stones?|cysts?|mass|tear|fracture|sprain|strain|lesion|infection|"
    r"virus|nodules?|ulcer|knee|hip|shoulder|ankle|foot|elbow|wrist|hand|back|neck|breast|periods|burn|cut|laceration)$"
)
"""Names that leave open which one, and parts of the body that name no problem."""
_NO_KIND = re.compile(
    r"^(?:an?|the|that|this|your|his|her|any|no|some|possible|of|same|pass|passing|another|your own)$"
)


def _name_in_full(problem: Problem, visit: Visit) -> None:
    """ "Stone" as "kidney stone", where the clinician calls it so elsewhere behind the examination."""
    start = exam_starts(visit)
    if not _ANY_KIND.match(problem.name):
        return
    own = [s for s in visit.statements if set(s.sources) & set(problem.sources)]
    for one in (*own, *visit.statements):
        told = found_illness([one])
        if told and (one in own or told[0].split()[-1] == problem.name.split()[-1]):
            problem.name, problem.sources = told[0], tuple(dict.fromkeys((*problem.sources, *one.sources)))
            return
    for statement in visit.statements:
        if statement.role is not Role.CLINICIAN or statement.at < start or statement.kind != "said":
            continue
        for found in re.finditer(rf"\b([a-z]+) {problem.name}\b", joined(statement.words)):
            name = found.group()
            if not _NO_KIND.match(found[1]) and find_conditions(name):
                problem.name, problem.sources = name, (*problem.sources, *statement.sources)
                return


def _takes_back(spoken: Statement, plan: _Written) -> bool:
    """Whether a clinician changes what was just ordered; it is then taken out."""
    if not plan.added or spoken.role is not Role.CLINICIAN or not takes_back(joined(spoken.words)):
        return False
    problem, key, line, turn = plan.added[-1]
    if turn >= spoken.sources[0].turn - PAST_OBJECTION:
        place = problem.lines[key].index(line)
        problem.lines[key][place : place + 1] = _without_last(line)
        plan.added.pop()
    return True


PAST_OBJECTION = 2
"""Turns back of an order that is taken back: the patient's objection may stand between."""
_LAST_OF_SEVERAL = re.compile(r",? and (?=[^.]*\d)")


def _without_last(line: Line) -> list[Line]:
    """A line that orders two medicines without the second, which is taken back; nothing where it orders one thing."""
    cut = next((m for m in _LAST_OF_SEVERAL.finditer(line.text) if find_drugs(line.text[m.end() :])), None)
    if cut is None or not find_drugs(line.text[: cut.start()]):
        return []
    return [replace(line, text=f"{line.text[: cut.start()].rstrip(' ,')}.")]


def _open_problem(name: str, statement: Statement, plan: _Written, *, aside: bool) -> bool:
    """Go on under the problem that a statement names; False where it names none of its own."""
    if not name or (comes_along(name) and plan.problems):
        return False
    plan.before_aside = plan.problems[-1] if plan.problems else Problem("", ())
    known = next((p for p in plan.problems if _same(p.name, name)), None)
    plan.problems.append(known or Problem(name, statement.sources, asked=statement.asks))
    plan.aside = statement.sources[0].turn if aside and len(plan.problems) > 1 else -1
    return True


def _write(visit: Visit, planned: Planned, index: int, statement: Statement, plan: _Written, *, headed: bool) -> None:
    """Add a statement as a line of the problem that is spoken of."""
    text = joined(statement.words)
    rest = without_announcement(text) if headed or index not in planned.headings else text
    medicine = medicine_before(visit, index) if index in planned.ordered else None
    rest = f"{medicine[0]} {rest}" if medicine else addressed(rest)
    text = tell(replace(statement, words=tuple(parted(rest))), visit.person) if rest else ""
    named = (index in planned.ordered and find_drugs(text)) or (
        planned.ordered.get(index) == INSTRUCTED and (text.startswith("No ") or is_noted(text.lower().rstrip(".")))
    )
    brief = len(text.split()) <= 2 and not (named or planned.ordered.get(index) == "education")
    if brief or _is_ordered_already(text, plan) or not (plan.said.adds(text) or _is_first_return(text, plan)):
        return
    problem, turn = plan.problems[-1], statement.sources[0].turn
    latest = plan.added[-1] if plan.added and plan.added[-1][0] is problem else None
    key = _kind(visit, planned, index, text, latest, turn)
    if key == "followup" and problem.asked and plan.before_aside.name:
        problem = plan.before_aside
    sources = (medicine[1], *statement.sources) if medicine else statement.sources
    line = Line(text, sources, confidence=round(visit.scores.of(index, "plan"), 3))
    problem.lines.setdefault(key, []).append(line)
    problem.ordered |= index in planned.ordered
    problem.sources = problem.sources or sources
    plan.added.append((problem, key, line, turn))
    found = diagnosed_problem([statement]) if not is_diagnosis(problem.name.lower()) else None
    if found and is_diagnosis(found[0]):
        problem.name, problem.sources = found[0], (*problem.sources, *statement.sources)


_SEEN_AGAIN = re.compile(
    r"\b(?:follow up|see (?:you|me|us|him|her|them)|come back) (?:again )?(?:in|on)\b", re.IGNORECASE
)


def _is_first_return(text: str, plan: _Written) -> bool:
    """Whether a sentence says for the first time when to come again, in words that other sentences hold."""
    told = (line.text for _, _, line, _ in plan.added)
    return bool(_SEEN_AGAIN.search(text)) and not any(_SEEN_AGAIN.search(earlier) for earlier in told)


def _is_ordered_already(text: str, plan: _Written) -> bool:
    """Whether "order an echocardiogram" only tells the machine what the patient was told before."""
    ordered = re.match(r"Order (?:an? |the |another )?(.+)", text)
    named = frozenset(content(ordered.group(1))) if ordered else frozenset()
    return bool(named) and any(named <= earlier and not denied for earlier, denied in plan.said.sentences)


def _kind(
    visit: Visit, planned: Planned, index: int, text: str, latest: tuple[Problem, str, Line, int] | None, turn: int
) -> str:
    """Of what kind a line is: what it orders, else what it points back to, else by its words and the model."""
    members = sorted(planned.groups[index][1] if index in planned.whole else {index})
    ordered = next((kind for i in members if (kind := planned.ordered.get(i))), "")
    if index in planned.wished:
        return latest[1] if latest and latest[1] != "followup" else "treatment"
    if ordered == INSTRUCTED:
        kind = plan_kind(text, "treatment" if find_drugs(text) else visit.scores.plan_key(index))
        return _PROMISED if kind == "reasoning" and _PROMISES.match(text) else _told_to_do(kind, text)
    if index not in planned.ordered:
        if index in planned.named:
            return "treatment" if find_drugs(text) and DOSE.search(text) else "reasoning"
        if latest and latest[3] == turn and points_back(text) and not assesses(text):
            return latest[1]
    kind = ordered or plan_kind(text, visit.scores.plan_key(index))
    return _told_to_do(kind, text)


_PROMISES, _PROMISED = re.compile(r"We will\b"), "treatment"
_OBLIGES = re.compile(
    r"^I (?:recommended|advised) |\b(?:some(?:body|one)|you|he|she|they|the patient) (?:has|have|needs?) to\b|^No "
)


def _told_to_do(kind: str, text: str) -> str:
    """The kind, where what the patient is to do was taken for a thought about the illness."""
    does = (instructs(text.lower()) or _OBLIGES.search(text)) and not re.match(r"I (?:am|suspect)\b", text)
    arranged = kind == "reasoning" and somebody_will(text.lower()) and not find_diagnoses(text.lower())
    return "education" if kind == "reasoning" and does else "treatment" if arranged else kind


MANY = 2
"""Announced problems from which what follows an aside belongs to none of them."""
LONGEST_ANTECEDENT = 16


def _with_antecedent(visit: Visit, index: int, chosen: set[int], statement: Statement) -> Statement:
    """ "They're hard on your kidneys" behind what "they" are, said just before."""
    before = visit.statements[index - 1] if index else statement
    near = before.sources[-1].turn == statement.sources[0].turn and before.kind == "said" and not before.asks
    if statement.words[:1] != ("they",) or not near or index - 1 in chosen or before is statement:
        return statement
    if len(before.words) > LONGEST_ANTECEDENT or is_empty_talk(before) or before.words[0] in {"show", "what", "the"}:
        return statement
    words = (*before.words, ",", "and", *statement.words)
    return replace(statement, words=words, sources=(*before.sources, *statement.sources))


def _with_headings(problems: list[Problem], visit: Visit) -> list[Problem]:
    """What was said before any problem was named: thoughts belong to the first, measures to why the patient came."""
    if not problems or problems[0].name:
        return problems
    first, *named = problems
    if named and not first.ordered:
        for key, lines in first.lines.items():
            named[0].lines[key] = [*lines, *named[0].lines.get(key, [])]
        return named
    agreed = guessed(visit)
    if agreed and first.lines:
        first.name, first.sources = agreed
        return problems
    complaint = _reason_of(visit)
    if complaint and first.lines and _names_problem(complaint[0].text) and is_problem(complaint[0].text.lower()):
        first.name, first.sources = complaint[0].text.rstrip("."), complaint[0].sources
    return problems


_MAINTENANCE = re.compile(
    rf"\bdue for (?:your|an?|the|his|her)\b|\b(?:{VACCINES}) (?:shot|vaccine)|\bvaccin\w+|"
    r"\bmammogram|\bpap smear|\beye (?:check|exam)"
)
"""What is due for anybody of that age or illness: it belongs to no single complaint."""


def _turn_to_general(statement: Statement, plan: _Written, *, named: bool) -> None:
    """Write what is due anyway, to the end of its turn, under "General" beside announced problems."""
    if not named or plan.aside >= 0 or plan.problems[-1] is plan.general:
        return
    if _MAINTENANCE.search(joined(statement.words)) and not _MAINTENANCE.search(plan.problems[-1].name.lower()):
        plan.before_aside = plan.problems[-1]
        plan.problems.append(plan.general)
        plan.aside = statement.sources[0].turn


_FIRST = re.compile(r"\b(?:first|1st|main|primary) (?:problem|issue|diagnosis|concern|thing|one)\b")


def _first_problem(visit: Visit, planned: Planned, announced: int) -> Problem:
    """What is said before "for your first problem, …" belongs to it; else to the diagnosis spoken of before."""
    first = announced in planned.headings and _FIRST.search(joined(visit.statements[announced].words))
    if first and not any(index < announced for index in planned.ordered):
        return Problem(planned.headings[announced], visit.statements[announced].sources)
    chosen = planned.chosen
    spoken = [
        s
        for i in sorted(chosen)
        if i < announced and (s := visit.statements[i]).role is Role.CLINICIAN and s.kind == "said"
    ]
    found = diagnosed_problem(spoken)
    if not found or comes_along(found[0]) or not is_diagnosis(found[0]):
        before = _said_before(visit, chosen, announced)
        passing = diagnosed_problem(before)
        felt = None if found and comes_along(found[0]) else found  # "you have got fever" is no diagnosis
        told = found_illness([*spoken, *before])
        found = passing if passing and is_diagnosis(passing[0]) else told or felt
    if found:
        return Problem(found[0], found[1].sources)
    agreed = guessed(visit) or next(
        ((name, s.sources) for s in visit.statements[:announced] if (name := told_outright(s))), None
    )
    if agreed:
        return Problem(*agreed)
    if announced in planned.firm and not any(index < announced for index in planned.ordered):
        return Problem("", ())
    complaint = _reason_of(visit) if exam_heard(visit) is None else []
    named = complaint and _names_problem(complaint[0].text)
    ill = likeliest_condition(visit) if complaint and PAPERS.search(complaint[0].text.lower()) else None
    if ill:
        return Problem(*ill)
    return Problem(complaint[0].text.rstrip("."), complaint[0].sources) if named else Problem("", ())


_FOR_WHAT = re.compile(
    r"^(?:Follow up of|Would like to (?:get|have|go back on|stop|start|come off|quit)) (?:an? |the |his |her |their )?"
)
_HAVING_DONE = re.compile(r" (?:fitted|put in|done|checked|changed|taken out|removed|looked at)(?=\.?$)")
_NO_PROBLEM = re.compile(r"Would like|Review of", re.IGNORECASE)


def _bare(reason: str) -> str:
    """A reason without what is to be done: "Diabetes review" as "Diabetes"."""
    bare = _HAVING_DONE.sub("", _FOR_WHAT.sub("", reason))
    ill = _REVIEW.sub("", bare)
    return ill if is_diagnosis(ill.lower().rstrip(".")) else bare


_REVIEW = re.compile(r" (?:review|follow[ -]?up|check|visit)(?=\.?$)")


def _reason_of(visit: Visit) -> list[Line]:
    """Why the patient comes, as a problem is called: what is followed up by its own name."""
    return [
        replace(line, text=sentence(bare.rstrip(".").split()))
        for line in chief_complaint(visit)
        if (bare := _bare(line.text)) and not _NO_PROBLEM.match(bare)
    ]


SHORT = 5
"""Words of a name that may look like a sentence: "head injury"."""


def _names_problem(reason: str) -> bool:
    """Whether the reason for the visit is the name of a problem, no sentence and no bare date or wish."""
    words = reason.rstrip(".").lower().split()
    if not (is_problem(" ".join(words)) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(reason))):
        return False  # "an apple and some rice cakes"
    named = is_problem(" ".join(words)) or not any(word[0].isdigit() for word in words) or words[-2:-1] == ["of"]
    if find_drugs(reason) and not is_diagnosis(reason.lower()):
        return False  # "sumatriptan 50 and sometimes Excedrin" is what is taken
    short = PAPERS.search(reason.lower()) or len(words) == 1 or (len(words) <= SHORT and is_problem(" ".join(words)))
    return named and len(words) <= LONGEST_REASON and (bool(short) or not is_sentence(words))


_TELLS_WHAT = re.compile(r"^what (?:is happening|is going on|this is|that is|you have|i think) (?:\w+ )?is\b")
"""No question: "what's happening is you've got an underactive thyroid"."""


def _said_before(visit: Visit, chosen: set[int], announced: int) -> list[Statement]:
    """What the clinician says from the examination, or the middle, on, such as "I think this is bronchitis"."""
    start = exam_starts(visit)
    return [
        s
        for i, s in enumerate(visit.statements)
        if i < announced and i not in chosen and s.role is Role.CLINICIAN and s.kind == "said"
        and (not s.asks or _TELLS_WHAT.match(joined(s.words)))
        and (s.at >= start - SHOWN_BEFORE or visit.scores.of(i, "results") > SURE_OF_PLAN)
    ]  # fmt: skip


def _same(one: str, other: str) -> bool:
    first, second = set(one.lower().split()), set(other.lower().split())
    ills = [{found.diagnosis.name for found in find_conditions(name)} for name in (one, other)]
    return bool(first & second and (first <= second or second <= first)) or bool(ills[0] & ills[1])
