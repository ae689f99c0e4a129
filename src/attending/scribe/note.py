"""Build the note: every section that something was said for. `draft` makes FHIR of it.

Read by `draft`.
"""

from dataclasses import replace

from attending.scribe.completeness import complete
from attending.scribe.content.lines import CODES, Line, Section
from attending.scribe.content.topics import ALLERGIES, FAMILY, MEDICINES, PAST, SOCIAL
from attending.scribe.content.visit import Said, Visit
from attending.scribe.proofreading.last_reading import read_over
from attending.scribe.sections.background import allergies, asked_for, habits
from attending.scribe.sections.complaint import chief_complaint
from attending.scribe.sections.habits import habits_told, labelled_habits
from attending.scribe.sections.history import other_history, present_illness
from attending.scribe.sections.medicines import medicines_taken, without_question
from attending.scribe.sections.physical_examination import examine_systems
from attending.scribe.sections.plan import plan_problems
from attending.scribe.sections.reported_values import with_reported_values
from attending.scribe.sections.results import results, vital_signs
from attending.scribe.sections.review_of_systems import review_systems
from attending.scribe.sections.self_harm import self_harm
from attending.scribe.sentences.wellformed import mended


def build_note(visit: Visit) -> list[Section]:
    """The sections in their order; one for which nothing was said is left out."""
    complaint = chief_complaint(visit)
    allergic = _together(allergies(visit), asked_for(visit, ALLERGIES))
    social = labelled_habits(
        visit, _together(other_history(visit, "social"), habits(visit), asked_for(visit, SOCIAL), habits_told(visit))
    )
    family = _together(other_history(visit, "family"), asked_for(visit, FAMILY))
    medicines = [without_question(line) for line in _together(medicines_taken(visit), asked_for(visit, MEDICINES))]
    past = asked_for(visit, PAST)
    harm = self_harm(visit)
    background = [*past, *allergic, *social, *family, *medicines, *harm]
    built = {
        "CHIEF COMPLAINT": complaint,
        "HISTORY OF PRESENT ILLNESS": present_illness(visit, complaint, background),
        "MEDICAL HISTORY": past,
        "ALLERGIES": allergic,
        "SOCIAL HISTORY": social,
        "FAMILY HISTORY": family,
        "MEDICATIONS": medicines,
        "REVIEW OF SYSTEMS": review_systems(visit),
        "PHYSICAL EXAMINATION": examine_systems(visit),
        "VITALS REVIEWED": vital_signs(visit),
        "RESULTS": results(visit),
        "ASSESSMENT AND PLAN": plan_problems(visit),
    }
    read = {
        title: lines if title == "REVIEW OF SYSTEMS" else read_over(visit, title, _readable(visit, lines))
        for title, lines in built.items()
    }
    read["HISTORY OF PRESENT ILLNESS"] = _history_alone(
        with_reported_values(visit, read["HISTORY OF PRESENT ILLNESS"]), read
    )
    read["HISTORY OF PRESENT ILLNESS"] += harm  # in the words spoken: never read over, never left out
    read = complete(visit, read)
    return [Section(title, read[title]) for title in CODES if read.get(title)]


def _history_alone(lines: list[Line], read: dict[str, list[Line]]) -> list[Line]:
    """The history without what stands among the findings, vital signs and results."""
    held = [set(line.sources) for title in _MEASURED for line in read[title]]
    return [line for line in lines if not any(set(line.sources) <= sources for sources in held)]


_MEASURED = ("PHYSICAL EXAMINATION", "VITALS REVIEWED", "RESULTS")


def _readable(visit: Visit, lines: list[Line]) -> list[Line]:
    """The lines, those of turns that came without punctuation mended or left out; a label goes to the next line."""
    kept: list[Line] = []
    label = ""
    for line in lines:
        label = line.lead or label
        as_is = line.names_problem or not visit.is_unmarked(line.sources)
        for text in [line.text] if as_is else mended(line.text):
            kept.append(replace(line, text=text, lead=label))
            label = ""
    return kept


def _together(*parts: list[Line]) -> list[Line]:
    """Lines of several builders in the order of the visit, none twice."""
    said = Said()
    lines = sorted(
        (line for part in parts for line in part), key=lambda line: (line.sources[0].turn, line.sources[0].start)
    )
    return [line for line in lines if said.adds(line.text)]
