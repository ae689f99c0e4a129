"""Each safety net and each decision under a condition stands in the plan of the note, whatever else is left out.

Read by `complete`. What the clinician says to do if something comes ("if the lips go blue, call 911"), and what is
decided once something turns out so, is a matter of safety: a sentence that cannot be made well formed is quoted.
"""

import re
from collections.abc import Iterator, Sequence

from attending.drafts import Role
from attending.scribe.completeness.placing import PLAN, insert_under, meets
from attending.scribe.content.compose import tell
from attending.scribe.content.conditions import (
    FURTHEST,
    is_open,
    is_safety_net,
    must_stand,
    sends_for_help,
    together,
    with_conditions,
)
from attending.scribe.content.examination import exam_starts
from attending.scribe.content.lines import Line, Sections
from attending.scribe.content.quotes import quoted
from attending.scribe.content.visit import REPEATED, Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.sections.plan_kinds import LABELS, plan_kind
from attending.scribe.sentences.wellformed import mended
from attending.scribe.vocabulary import content, joined

FOLLOW_UP = LABELS["followup"]


def with_safety_netting(visit: Visit, sections: Sections) -> Sections:
    """The sections, with a line of the plan for each such sentence that it does not tell."""
    lines = list(sections.get(PLAN, []))
    for statement in _warnings(visit):
        text = _told(visit, statement)
        if not _stands(statement, text, lines):
            kind = FOLLOW_UP if is_safety_net(joined(statement.words)) else LABELS[plan_kind(text, "treatment")]
            insert_under(lines, Line(text, statement.sources), kind)
    return {**sections, PLAN: lines}


def _warnings(visit: Visit) -> Iterator[Statement]:
    """What must stand, each condition with what follows from it."""
    groups, start = with_conditions(visit), exam_starts(visit)
    inside = {i for first, (_, members) in groups.items() for i in members if i != first}
    for index, spoken in enumerate(visit.statements):
        statement = groups[index][0] if index in groups else _with_what_follows(visit, index)
        own = spoken.role is Role.CLINICIAN and spoken.kind == "said" and not spoken.asks and index not in inside
        if not own:
            continue
        text = joined(statement.words)
        if (must_stand(text) and (spoken.at >= start or sends_for_help(text))) or _ONLY_NUMBER.search(text):
            yield statement
        elif _TO_EMERGENCY.search(text):
            yield _with_its_condition(visit, index, statement)


_ONLY_NUMBER = re.compile(r"^\w.+, (?:911|999|112)$")
"""Signs and whom to call, without a verb: "face drooping, arm weakness, 911"."""
_TO_EMERGENCY = re.compile(
    r"(?<!not )\b(?:(?:call|ring|dial|phone)(?:ing)? (?:999|911|112|nine nine nine|nine one one|triple nine|"
    r"an ambulance)|(?:go|come|get|head|get (?:him|her|them|yourself)|take (?:him|her|them)|straight|right) "
    r"(?:straight |right |down |back |over )*to (?:a ?(?:&|and) ?e|casualty|(?:the |an? |your )?(?:nearest )?(?:er|"
    r"emergency \w+|hospital))|come (?:straight|right) (?:back|in)|shout for help|"
    r"(?:that is|it is) an? (?:emergency|999|911|nine nine nine|"
    r"nine one one))\b"
)
"""Where somebody is sent who is in danger, however the sentence around it is torn."""


def _with_its_condition(visit: Visit, index: int, statement: Statement) -> Statement:
    """A sentence that sends for help, behind the conditions before it in its turn that say when."""
    first = index
    while first and index - first < FURTHEST and not _WHEN.search(joined(statement.words)):
        before = visit.statements[first - 1]
        if before.sources[-1].turn != statement.sources[0].turn or before.kind != "said":
            break
        first -= 1
        if _WHEN.search(joined(before.words)):
            return together([*visit.statements[first:index], statement])
    return statement


_WHEN = re.compile(r"\b(?:if|any|unless|should (?:you|he|she|it|they))\b")


def _with_what_follows(visit: Visit, index: int) -> Statement:
    """A condition that is left open with the next sentences of its turn, questions by their form too, to what to do."""
    whole = visit.statements[index]
    if not is_open(whole):
        return whole
    for following in visit.statements[index + 1 : index + 1 + FURTHEST]:
        if following.kind != "said" or following.sources[0].turn != whole.sources[-1].turn:
            break
        whole = together([whole, following])
        if must_stand(joined(whole.words)):
            return whole
    return visit.statements[index]


def _told(visit: Visit, statement: Statement) -> str:
    """The sentence as it is written, or in quotation marks as it was said."""
    text = tell(statement, visit.person)
    text = " ".join(mended(text)) if text and visit.is_unmarked(statement.sources) else text
    return text or f"Said: {quoted(visit.spoken(statement.sources))}."


def _stands(statement: Statement, text: str, lines: Sequence[Line]) -> bool:
    """Whether a line is made of these words, or says the same in others."""
    words, sent = set(content(text)), bool(_TO_EMERGENCY.search(joined(statement.words)))
    return any(
        (meets(line.sources, statement.sources) and not (sent and not _TO_EMERGENCY.search(line.text.lower())))
        or len(words & set(content(line.text))) >= REPEATED * len(words)
        for line in lines
    )
