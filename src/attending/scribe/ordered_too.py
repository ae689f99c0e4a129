"""Each medicine and test that is ordered, moved or stopped stands in the plan, under the problem then spoken of.

Read by `never_lost` and `warned_too`. The plan is chosen by how clinicians speak; what the proposals heard as an
order and no line of the plan tells is put there in the clinician's own sentence.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.compose import tell
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.uses import ENDS, PLANS, Use
from attending.scribe.sections.plan_kinds import LABELS, plan_kind
from attending.scribe.vocabulary import content, parted, vocabulary
from attending.terms.drugs import find_drugs
from attending.terms.spoken import written

TREATMENT = LABELS["treatment"]
_NUMBERED = re.compile(r"\d+\.$")
_NUMBER = re.compile(r"\d[\d.]*\b")


def with_orders(visit: Visit, plan: Sequence[Line], uses: Sequence[Use]) -> list[Line]:
    """The plan, with a line for each order of a medicine that it does not tell."""
    lines = list(plan)
    for use in uses:
        if use.kind in PLANS and use.kind != "continues" and use.clinician and not _stands(use, lines):
            line = _ordered(visit, use)
            bare = next((i for i, one in enumerate(lines) if line and _is_said_without_name(one, line)), -1)
            if line is not None and bare >= 0:
                lines[bare] = replace(line, lead=lines[bare].lead)
            elif line is not None:
                insert_under(lines, line, TREATMENT)
    return lines


def with_tests(visit: Visit, plan: Sequence[Line], ordered: Sequence[Sequence[Source]]) -> list[Line]:
    """The plan, with a line for each test and referral that is proposed and of which it tells nothing."""
    lines = list(plan)
    for sources in ordered:
        if any(_meets(line.sources, sources) for line in lines):
            continue
        for statement in visit.statements:
            own = statement.role is Role.CLINICIAN and statement.kind == "said" and not statement.asks
            text = tell(statement, visit.person) if own and _meets(statement.sources, sources) else ""
            names = set(content(text)) - _COMMAND
            if names and not any(names <= set(content(line.text)) for line in lines):
                kind = plan_kind(text, "testing")
                insert_under(lines, Line(text, statement.sources), LABELS["testing" if kind == "reasoning" else kind])
    return lines


_COMMAND = vocabulary("order")
"""What is said to the machine of a test that the patient was told of: "order an ultrasound"."""


def without_given_up(plan: Sequence[Line], lost: Sequence[Use], left: Sequence[Use]) -> list[Line]:
    """The plan without the sentences that only order, or think of, what is given up later on.

    Args:
        plan: the lines.
        lost: the orders that were given up.
        left: where medicines were given up of which nothing else is planned or taken.
    """
    spans = [source for use in lost for source in use.sources]
    lines: list[Line] = []
    lead = ""
    for line in plan:
        named = {i for drug in find_drugs(line.text) for i in drug.ingredients}
        last = line.sources[-1]
        ended = [use for use in left if (use.sources[0].turn, use.sources[0].start) > (last.turn, last.start)]
        only = named <= {one for use in ended for one in use.ingredients}
        ordered = all(_meets(spans, (source,)) for source in line.sources)
        if ended and only and (named or ordered) and not _NUMBERED.match(line.lead):
            lead = line.lead or lead
            continue
        lines.append(replace(line, lead=line.lead or lead))
        lead = ""
    return lines


def _meets(one: Sequence[Source], other: Sequence[Source]) -> bool:
    return any(a.turn == b.turn and a.start < b.end and b.start < a.end for a in one for b in other)


def _is_said_without_name(line: Line, named: Line) -> bool:
    """Whether a line of the plan is the same sentence, without the medicine that it points at."""
    return line.text.lower() in named.text.lower() and set(line.sources) <= set(named.sources)


def _stands(use: Use, lines: Sequence[Line]) -> bool:
    """Whether a line names the medicine, with its dose where one was said."""
    dose = _NUMBER.search(use.directions[0].dose_words) if use.directions else None
    return any(
        set(use.ingredients) <= {i for drug in find_drugs(line.text) for i in drug.ingredients}
        and (dose is None or dose.group() in line.text)
        for line in lines
    )


def _ordered(visit: Visit, use: Use) -> Line | None:
    """The clinician's sentence, with the medicine's name before it where the sentence only points at it."""
    for statement in visit.statements:
        if not _meets(statement.sources, use.sources) or statement.asks or statement.role is not Role.CLINICIAN:
            continue
        if statement.kind != "said":
            continue  # what the patient takes, told under the clinician's question, is no order
        named = set(use.ingredients) <= {i for d in find_drugs(" ".join(statement.words)) for i in d.ingredients}
        dose = _NUMBER.search(use.directions[0].dose_words)
        if named:
            text = tell(statement, visit.person)
        elif use.kind in ENDS or (dose and dose.group() in written(" ".join(statement.words))):
            text = tell(replace(statement, words=(*parted(use.name.lower()), ":", *statement.words)), visit.person)
        else:
            continue
        if text:
            return Line(
                text, tuple(dict.fromkeys((*use.sources, *statement.sources)) if not named else statement.sources)
            )
    return None


def insert_under(lines: list[Line], line: Line, kind: str) -> None:
    """Put a line under a label, such as the treatment, of the problem that was spoken of when it was said."""
    said = (line.sources[-1].turn, line.sources[-1].start)
    earlier = [i for i, one in enumerate(lines) if (one.sources[0].turn, one.sources[0].start) <= said]
    near = max(earlier, key=lambda i: (lines[i].sources[0].turn, lines[i].sources[0].start), default=-1)
    first = next((i for i in range(near, -1, -1) if _NUMBERED.match(lines[i].lead)), -1) + 1
    last = next((i for i in range(first, len(lines)) if _NUMBERED.match(lines[i].lead)), len(lines))
    label, place = "", last
    for at in range(first, last):
        label = lines[at].lead or label
        order = list(LABELS.values())
        if label == kind and (lines[at].sources[0].turn, lines[at].sources[0].start) <= said:
            place = at + 1
        elif place == last and label in order and order.index(label) > order.index(kind):
            place = at
            break
    within = any(one.lead == kind for one in lines[first:place])
    following = place < last and lines[place].lead == kind
    if following:
        lines[place] = replace(lines[place], lead="")
    lines.insert(place, replace(line, lead="" if within else kind))
