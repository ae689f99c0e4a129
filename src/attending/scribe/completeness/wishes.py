"""What is decided of resuscitation, intensive care and who speaks for the patient stands in the plan, wherever said.

Read by `complete`. Such talks have no examination and no order by which a plan is heard; what the patient wants and
does not want is said in the first half, long before anything else is planned.
"""

import re
from collections.abc import Iterator

from attending.drafts import Role
from attending.scribe.completeness.placing import PLAN, insert_under
from attending.scribe.content.compose import is_sentence, tell
from attending.scribe.content.lines import Line, Sections
from attending.scribe.content.quotes import quoted
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.sections.plan_kinds import LABELS
from attending.scribe.vocabulary import joined

_DOCUMENTS = re.compile(
    r"\b(?:d ?n ?a ?c ?p ?r|d ?n ?a ?r|d ?n ?r|polst|molst|respect form|advance (?:care|directive|decision|"
    r"statement)\w*|"
    r"living will|treatment escalation|ceilings? of (?:care|treatment)|code status|full code|comfort care|"
    r"(?:lasting |health )*power of attorney|health ?care proxy|just in case medic\w+|anticipatory medic\w+)\b"
)
"""What is written down of the last things."""
_MEASURES = re.compile(
    r"\b(?:resuscitat\w+|cpr|ventilat\w+|life support|(?:breathing|feeding) (?:machine|tube)s?|on a machine|intubat\w+|"
    r"intensive care|icu|(?:my|the|his|her|your) heart stops?|die at home|hospice|keep (?:me|him|her) alive)\b"
)
"""What may be done to somebody who is dying."""
_WANTS = re.compile(
    r"\b(?:want|wants|wish|wishes|would rather|prefer|no more|let me|let (?:him|her)|do not|not for|would not|bring me "
    r"back|had enough|refuse\w*)\b"
)
_COMMANDS = re.compile(r"^(?:(?:and|so|but|just|please) )*(?:do not|never|no more|let|keep) ")
"""A patient's own command, "don't bring me back", which is told in no third person."""
_ONLY_ASKED = re.compile(r"\b(?:have you (?:thought|heard)|do you know what|what (?:is|does)|talk about|discuss)\b")


def with_wishes(visit: Visit, sections: Sections) -> Sections:
    """The sections, with a line of the plan for each decision on the last things that it does not tell."""
    lines = list(sections.get(PLAN, []))
    cited = {source for line in lines for source in line.sources}
    for statement in _decided(visit):
        commands = statement.role is not Role.CLINICIAN and _COMMANDS.match(joined(statement.words))
        text = f"Said: {quoted(visit.spoken(statement.sources))}." if commands else tell(statement, visit.person)
        if text and not set(statement.sources) & cited:
            insert_under(lines, Line(text, statement.sources), LABELS["treatment"])
    return {**sections, PLAN: lines}


def _decided(visit: Visit) -> Iterator[Statement]:
    for statement in visit.statements:
        text = joined(statement.words)
        if statement.asks or _ONLY_ASKED.search(text) or not is_sentence(statement.words):
            continue
        own = statement.role is Role.CLINICIAN and statement.kind == "said"
        if _DOCUMENTS.search(text) or (_MEASURES.search(text) and (own or _WANTS.search(text))):
            yield statement
