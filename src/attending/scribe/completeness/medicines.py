"""Each medicine taken or stopped, and each thing reacted to, stands in the note.

Read by `complete`. What the proposals find and no sentence of the note names is told in the patient's own sentence, or
under the name of what was asked for where the answer is no sentence: "Allergies: latex".
"""

from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.completeness.placing import ALLERGIES, HISTORY, MEDICATIONS, PLAN, in_order
from attending.scribe.content.compose import is_sentence, tell
from attending.scribe.content.lines import Line, Sections
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.proposals.allergies import allergies_told
from attending.scribe.proposals.courses import standing_uses
from attending.scribe.proposals.medicines import medicine_uses
from attending.scribe.proposals.passages import read_passages
from attending.scribe.proposals.uses import PLANS
from attending.scribe.sections.background import of_companion
from attending.scribe.sections.medicines import with_effect
from attending.scribe.sentences.fluent import fluent
from attending.scribe.vocabulary import joined, parted
from attending.terms.drugs import find_drugs, ingredients_of

TELLS_OF_MEDICINES = (MEDICATIONS, HISTORY, "MEDICAL HISTORY", ALLERGIES)
LONGEST = 40
"""Words of a sentence that is told whole."""


def with_medicines(visit: Visit, sections: Sections) -> Sections:
    """The sections, with a line for each medicine taken, stopped or run out of that none of them names."""
    listed = _ingredients(*sections.get(MEDICATIONS, []))
    named = _ingredients(*(line for title in TELLS_OF_MEDICINES for line in sections.get(title, [])))
    planned = _ingredients(*sections.get(PLAN, []))
    more: list[Line] = []
    for use in standing_uses(medicine_uses(visit)):
        if use.kind in PLANS or use.kind == "not-taken":
            continue
        known = named if use.kind == "took" else listed | planned if use.clinician else listed
        wanted = set(use.ingredients)
        if wanted <= known or any(wanted <= _ingredients(line) for line in more):
            continue
        line = _told(visit, use.sources, use.name, _LABELS.get(use.kind, "medicines"), use.directions[0].words)
        more += [line] if line else []
    told = [_as_told(line, sections.get(HISTORY, [])) for line in more]
    return _moved(sections, MEDICATIONS, told)


_LABELS = {"stopped": "stopped medicines", "took": "earlier medicines", "ran-out": "ran out of"}
"""Under what a medicine stands that no sentence can tell of."""


def with_allergies(visit: Visit, sections: Sections) -> Sections:
    """The sections, with a line for each thing reacted to that the allergies do not name."""
    held = " ".join(line.text.lower() for line in sections.get(ALLERGIES, []))
    more: dict[str, Line] = {}
    for one in allergies_told(read_passages(visit)):
        if not one.refuted and one.substance.lower() not in held:
            line = _told(visit, one.sources, one.substance, "allergies")
            more |= {line.text: line} if line else {}
    return _moved(sections, ALLERGIES, list(more.values()))


def _moved(sections: Sections, title: str, more: Sequence[Line]) -> Sections:
    """The sections with lines more under a heading, and without what the history tells of nothing but them."""
    moved = [source for line in more for source in line.sources]
    history = [
        line
        for line in sections.get(HISTORY, [])
        if line.lead or not all(any(place.holds(source) for place in moved) for source in line.sources)
    ]
    return {**sections, title: in_order(sections.get(title, []), more), HISTORY: history}


def _as_told(line: Line, history: Sequence[Line]) -> Line:
    """A line in the words in which the history tells the same."""
    same = (told for told in history if not told.lead and set(told.sources) == set(line.sources))
    return next((replace(line, text=told.text) for told in same if _ingredients(told)), line)


def _ingredients(*lines: Line) -> set[str]:
    return {i for line in lines for drug in find_drugs(line.text) for i in drug.ingredients}


def _told(visit: Visit, sources: Sequence[Source], name: str, label: str, how: str = "") -> Line | None:
    """The sentence that names a thing, or the thing under its label."""
    wanted = set(ingredients_of(name))

    def names(text: str) -> bool:
        found = {i for drug in find_drugs(text) for i in drug.ingredients}
        return name.lower() in text.lower() or bool(wanted and wanted <= found)

    for index, statement in enumerate(visit.statements):
        here = any(s.turn == o.turn and s.start <= o.start < s.end for s in sources for o in statement.sources)
        if not here or statement.asks or of_companion(statement) or len(statement.words) > LONGEST:
            continue
        if not names(joined(statement.words)):
            continue
        if not is_sentence(statement.words):
            labelled = replace(statement, words=(*label.split(), ":", *fluent(statement.words)), kind="told")
            return Line(tell(labelled, visit.person), statement.sources)
        whole = with_effect(visit, index) if label != "allergies" else statement
        told = tell(whole, visit.person)
        if names(told):
            return Line(told, whole.sources)
    spoken = parted(f"{name.lower()} {how}".strip())
    statement = Statement((*label.split(), ":", *spoken), visit.utterances[0].role, "told", tuple(sources), 0)
    text = tell(statement, visit.person)
    return Line(text, tuple(sources)) if text else None
