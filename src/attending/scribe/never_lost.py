"""What must stand in a note whatever else is left out: each medicine taken or stopped, each thing reacted to,
and what is to be done if something comes.

Read by `note`, last. What the proposals find and no sentence of the note names is told in the patient's own sentence,
or under the name of what was asked for where the answer is no sentence.
"""

from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.content.compose import is_sentence, tell
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.ordered_too import with_orders, with_tests, without_given_up
from attending.scribe.proposals.allergies import allergies_told
from attending.scribe.proposals.courses import given_up
from attending.scribe.proposals.medicines import medicine_uses
from attending.scribe.proposals.orders import orders_told
from attending.scribe.proposals.passages import read_passages
from attending.scribe.proposals.uses import PLANS, Use
from attending.scribe.sections.background import of_companion
from attending.scribe.sections.medicines import with_effect
from attending.scribe.sentences.fluent import fluent
from attending.scribe.vocabulary import joined, parted
from attending.scribe.warned_too import with_warnings
from attending.scribe.wished_too import with_wishes
from attending.terms.drugs import find_drugs, ingredients_of

ALLERGIES, MEDICATIONS, HISTORY = "ALLERGIES", "MEDICATIONS", "HISTORY OF PRESENT ILLNESS"
PLAN = "ASSESSMENT AND PLAN"
TELLS_OF_MEDICINES = (MEDICATIONS, HISTORY, "MEDICAL HISTORY", ALLERGIES)
LONGEST = 40
"""Words of a sentence that is told whole."""


def with_nothing_lost(visit: Visit, sections: dict[str, list[Line]]) -> dict[str, list[Line]]:
    """The sections, with a line for each medicine and each allergy that none of them names."""
    passages = read_passages(visit, spoken_for=visit.spoken_for)
    uses = medicine_uses(passages)
    lost, left = given_up(uses)
    uses = [use for use in uses if use.kind != "left" and not any(use is one for one in lost)]
    taken = [use for use in uses if use.kind not in PLANS and use.kind not in ("not-taken", "left")]
    listed = {i for line in sections.get(MEDICATIONS, []) for i in _ingredients(line.text)}
    named = {i for title in TELLS_OF_MEDICINES for line in sections.get(title, []) for i in _ingredients(line.text)}
    planned = {i for line in sections.get(PLAN, []) for i in _ingredients(line.text)}
    missing = [
        use
        for use in taken
        if not set(use.ingredients) <= (named if use.kind == "took" else listed | planned if use.clinician else listed)
    ]
    whole = dict(sections)
    more = [_as_told(line, sections.get(HISTORY, [])) for line in _medicines(visit, missing)]
    whole[MEDICATIONS] = _with(sections.get(MEDICATIONS, []), more)
    held = " ".join(line.text.lower() for line in sections.get(ALLERGIES, []))
    reacted = [
        _told(visit, one.sources, one.substance, "allergies")
        for one in allergies_told(passages)
        if one.substance.lower() not in held and not one.refuted
    ]
    whole[ALLERGIES] = _with(sections.get(ALLERGIES, []), list({line.text: line for line in reacted if line}.values()))
    kept = without_given_up(sections.get(PLAN, []), lost, left)
    planned_too = with_tests(visit, with_orders(visit, kept, uses), orders_told(passages))
    whole[PLAN] = with_wishes(visit, with_warnings(visit, planned_too))
    moved = [source for line in (*more, *reacted) if line for source in line.sources]
    whole[HISTORY] = [
        line
        for line in sections.get(HISTORY, [])
        if line.lead or not all(any(_holds(m, source) for m in moved) for source in line.sources)
    ]
    return whole


def _as_told(line: Line, history: Sequence[Line]) -> Line:
    """A line in the words in which the history tells the same."""
    same = (told for told in history if not told.lead and set(told.sources) == set(line.sources))
    return next((replace(line, text=told.text) for told in same if _ingredients(told.text)), line)


def _holds(outer: Source, inner: Source) -> bool:
    return outer.turn == inner.turn and outer.start <= inner.start and inner.end <= outer.end


def _ingredients(text: str) -> set[str]:
    return {i for drug in find_drugs(text) for i in drug.ingredients}


def _medicines(visit: Visit, missing: Sequence[Use]) -> list[Line]:
    lines: list[Line] = []
    for use in missing:
        known = any(set(use.ingredients) <= _ingredients(line.text) for line in lines)
        line = (
            None
            if known
            else _told(visit, use.sources, use.name, _LABELS.get(use.kind, "medicines"), use.directions[0].words)
        )
        if line:
            lines.append(line)
    return lines


_LABELS = {"stopped": "stopped medicines", "took": "earlier medicines", "ran-out": "ran out of"}
"""Under what a medicine stands that no sentence can tell of."""


def _told(visit: Visit, sources: Sequence[Source], name: str, label: str, how: str = "") -> Line | None:
    """The sentence that names a thing, or the thing under its label."""
    wanted = set(ingredients_of(name))
    for index, statement in enumerate(visit.statements):
        here = any(s.turn == o.turn and s.start <= o.start < s.end for s in sources for o in statement.sources)
        text = joined(statement.words)
        names = name.lower() in text or (wanted and wanted <= _ingredients(text))
        if here and names and not statement.asks and not of_companion(statement) and len(statement.words) <= LONGEST:
            if not is_sentence(statement.words):
                labelled = replace(statement, words=(*label.split(), ":", *fluent(statement.words)), kind="told")
                return Line(tell(labelled, visit.person), statement.sources)
            whole = with_effect(visit, index) if label != "allergies" else statement
            told = tell(whole, visit.person)
            if name.lower() in told.lower() or (wanted and wanted <= _ingredients(told)):
                return Line(told, whole.sources)
    spoken = parted(f"{name.lower()} {how}".strip())
    statement = Statement((*label.split(), ":", *spoken), visit.utterances[0].role, "told", tuple(sources), 0)
    text = tell(statement, visit.person)
    return Line(text, tuple(sources)) if text else None


def _with(lines: list[Line], more: list[Line]) -> list[Line]:
    """Lines of a section with more of them, in the order of the visit."""
    if not more:
        return lines
    return sorted([*lines, *more], key=lambda line: (line.sources[-1].turn, line.sources[-1].start))
