"""Build the note: every section that something was said for. `draft` makes FHIR of it.

Read by `draft`.
"""

from attending.drafts import Role
from attending.scribe.compose import is_empty_talk, state_result
from attending.scribe.history import chief_complaint, other_history, present_illness
from attending.scribe.lines import CODES, Line, Section
from attending.scribe.plan import plan_problems
from attending.scribe.systems import examine_systems, review_systems
from attending.scribe.visit import Said, Visit


def build_note(visit: Visit) -> list[Section]:
    """The sections in their order; one for which nothing was said is left out."""
    built = {
        "CHIEF COMPLAINT": chief_complaint(visit),
        "HISTORY OF PRESENT ILLNESS": present_illness(visit),
        "SOCIAL HISTORY": other_history(visit, "social"),
        "FAMILY HISTORY": other_history(visit, "family"),
        "MEDICATIONS": other_history(visit, "medicines"),
        "REVIEW OF SYSTEMS": review_systems(visit),
        "PHYSICAL EXAMINATION": examine_systems(visit),
        "VITALS REVIEWED": _findings(visit, "vitals"),
        "RESULTS": _findings(visit, "results"),
        "ASSESSMENT AND PLAN": plan_problems(visit),
    }
    return [Section(title, built[title]) for title in CODES if built.get(title)]


def _findings(visit: Visit, key: str) -> list[Line]:
    """Vital signs or results of tests, as the clinician read them out."""
    lines: list[Line] = []
    said = Said()
    for index in visit.chosen(key):
        statement = visit.statements[index]
        if is_empty_talk(statement) or statement.role is Role.PATIENT:
            continue
        text = state_result(statement, visit.person)
        if len(text.split()) > 2 and said.adds(text):
            lines.append(Line(text, statement.sources, confidence=round(visit.scores.of(index, key), 3)))
    return lines
