"""Each medicine and test that is ordered, moved or stopped stands in the plan, under the problem then spoken of.

Read by `complete`. The plan is chosen by how clinicians speak; what the proposals heard as an order and no line of the
plan tells is put there in the clinician's own sentence: "Metformin: 500 mg twice a day". What is given up later goes.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.completeness.placing import PLAN, insert_under, meets
from attending.scribe.content.compose import tell
from attending.scribe.content.lines import Line, Sections
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement, sources_of
from attending.scribe.proposals.courses import given_up, standing_uses
from attending.scribe.proposals.medicines import medicine_uses
from attending.scribe.proposals.orders import orders_told
from attending.scribe.proposals.passages import agreed_offer, read_passages
from attending.scribe.proposals.uses import ENDS, PLANS, Use
from attending.scribe.sections.plan_kinds import LABELS, plan_kind
from attending.scribe.vocabulary import content, joined, parted, vocabulary
from attending.terms.drugs import find_drugs
from attending.terms.spoken import written

TREATMENT = LABELS["treatment"]
_NUMBER = re.compile(r"\d[\d.]*\b")


def with_orders(visit: Visit, sections: Sections) -> Sections:
    """The sections, with a line of the plan for each order of a medicine that it does not tell."""
    uses = medicine_uses(visit)
    lines = _without_given_up(sections.get(PLAN, []), *given_up(uses))
    for use in standing_uses(uses):
        if use.kind in PLANS and use.kind != "continues" and use.clinician and not _stands(use, lines):
            line = _ordered(visit, use)
            bare = next((i for i, one in enumerate(lines) if line and _is_said_without_name(one, line)), -1)
            if line is not None and bare >= 0:
                lines[bare] = replace(line, lead=lines[bare].lead)
            elif line is not None:
                insert_under(lines, line, TREATMENT)
    return {**sections, PLAN: lines}


def with_tests(visit: Visit, sections: Sections) -> Sections:
    """The sections, with a line of the plan for each test and referral that it does not tell."""
    lines = list(sections.get(PLAN, []))
    for sources in orders_told(read_passages(visit)):
        if any(meets(line.sources, sources) for line in lines):
            continue
        for statement in visit.statements:
            done = _as_done(statement) if meets(statement.sources, sources) else None
            text = tell(done, visit.person) if done else ""
            names = set(content(text)) - _COMMAND
            if names and not any(names <= set(content(line.text)) for line in lines):
                kind = plan_kind(text, "testing")
                insert_under(lines, Line(text, statement.sources), LABELS["testing" if kind == "reasoning" else kind])
    return {**sections, PLAN: lines}


_COMMAND = vocabulary("order")
"""What is said to the machine of a test that the patient was told of: "order an ultrasound"."""


def _without_given_up(plan: Sequence[Line], lost: Sequence[Use], left: Sequence[Use]) -> list[Line]:
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
        ordered = all(meets(spans, (source,)) for source in line.sources)
        if ended and only and (named or ordered) and not line.names_problem:
            lead = line.lead or lead
            continue
        lines.append(replace(line, lead=line.lead or lead))
        lead = ""
    return lines


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


def _as_done(statement: Statement) -> Statement | None:
    """A sentence that orders, a question that was agreed to as what is done; None where it is neither of the two.

    What the patient takes, told under the clinician's question, is no order.
    """
    if statement.role is not Role.CLINICIAN or (statement.kind != "said" and not statement.asks):
        return None
    offered = agreed_offer(joined(statement.words)) if statement.asks else ""
    return (
        replace(statement, words=tuple(parted(offered)), asks=False)
        if offered
        else None
        if statement.asks
        else statement
    )


def _is_named(visit: Visit, use: Use) -> bool:
    """Whether the words that the order rests on name the medicine, so that they may stand for its name."""
    cited = (u for u in visit.utterances if meets(sources_of(u), use.sources))
    return any(set(use.ingredients) & set(drug.ingredients) for u in cited for drug in find_drugs(u.text))


def _ordered(visit: Visit, use: Use) -> Line | None:
    """The clinician's sentence, with the medicine's name before it where the sentence only points at it.

    Where a later sentence of the order says the dose, "ten milligrams every morning", that one tells it.
    """
    dose = _NUMBER.search(use.directions[0].dose_words)
    for statement in sorted(visit.statements, key=lambda s: not (dose and dose.group() in written(" ".join(s.words)))):
        done = _as_done(statement) if meets(statement.sources, use.sources) else None
        if done is None:
            continue
        named = set(use.ingredients) <= {i for d in find_drugs(" ".join(statement.words)) for i in d.ingredients}
        if named:
            text = tell(done, visit.person)
        elif use.kind in ENDS or (dose and dose.group() in written(" ".join(statement.words))):
            label = (*parted(use.name.lower()), ":") if _is_named(visit, use) else ()
            text = tell(replace(statement, words=(*label, *statement.words)), visit.person)
        else:
            continue
        if text:
            return Line(
                text, tuple(dict.fromkeys((*use.sources, *statement.sources)) if not named else statement.sources)
            )
    return None
