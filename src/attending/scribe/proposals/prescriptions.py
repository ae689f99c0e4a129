"""Medicines as FHIR: MedicationStatement for what is taken or stopped, MedicationRequest for what is ordered.

Read by `propose`. What the chart holds in the same dose already is not proposed again.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from attending.drafts import Element
from attending.record.chart import Chart
from attending.record.summary import Medicine, medicines
from attending.scribe.proposals.courses import Course, courses
from attending.scribe.proposals.fhir import Fact, Visitor, capitalised, concept
from attending.scribe.proposals.uses import ENDS, RELEASES, Use, release_after
from attending.terms.directions import Directions, read_directions
from attending.terms.dose_steps import in_words, to_dosages
from attending.terms.drugs import find_drugs, is_brand

_TAKING = {
    "takes": "active",
    "took": "completed",
    "stopped": "stopped",
    "ran-out": "not-taken",
    "not-taken": "not-taken",
}
_VERBS = {
    "active": "Takes",
    "completed": "Took",
    "stopped": "Stopped taking",
    "not-taken": "Does not take",
}


def propose_medicines(uses: Sequence[Use], visitor: Visitor, chart: Chart | None) -> Iterator[Fact]:
    """A statement for each medicine that is taken, and a request or a stop for each that is planned."""
    known = [m for m in medicines(chart) if m.active] if chart else []
    for course in courses(uses):
        recorded = _recorded(course, known)
        yield from _before(course, visitor, recorded)
        yield from _planned(course, visitor, recorded)


def _before(course: Course, visitor: Visitor, recorded: Medicine | None) -> Iterator[Fact]:
    use = course.before
    continued = course.plan if course.plan is not None and course.plan.kind == "continues" else None
    use = use or continued
    if use is None or (use.kind == "not-taken" and recorded is None):
        return
    if course.plan is not None and course.plan.kind in ENDS and use.kind in ("takes", "took"):
        return  # one statement says it: taken until now, stopped today
    directions = _fuller(use, continued)
    if use.kind == "stopped" and directions[0].dose is None:
        directions = ()
    status = _TAKING.get(use.kind, "active")
    if status == "active" and recorded is not None and not _differs(directions, recorded):
        return
    reasons = _open(directions) if status == "active" else ()
    if recorded is not None and status == "active":
        reasons = (f"The record says: {recorded.text} {recorded.dose}".rstrip() + ".", *reasons)
    if use.kind == "ran-out":
        reasons = ("Ran out.",)
    sources = tuple(dict.fromkeys((*use.sources, *(continued.sources if continued else ()))))
    name = use.name if use.kind in _TAKING and release_after(f" {course.name.partition(' ')[2]}") else course.name
    text = _sentence(_VERBS[status], name, directions if status != "stopped" else ())
    resource = _statement(name, status, directions, visitor)
    if use.kind == "ran-out":
        resource["statusReason"] = [{"text": "Ran out"}]
        text = f"Ran out of {_named(name)}."
    yield Fact(text, resource, sources, reasons, chart=_element(recorded))


def _planned(course: Course, visitor: Visitor, recorded: Medicine | None) -> Iterator[Fact]:
    plan, before = course.plan, course.before
    if plan is None or plan.kind == "continues":
        return
    taken = before is not None and before.kind in ("takes", "took")
    if plan.kind in ENDS:
        if taken or recorded is not None or plan.presupposed:
            yield _ended(course, plan, visitor, recorded)
        return
    verb = {"changes": "Change the dose of", "refills": "Refill"}.get(plan.kind, "Start")
    if plan.kind == "starts" and (taken or recorded is not None):
        moves = plan.directions[0].moves
        same = not _differs(plan.directions, recorded) and recorded is not None
        verb = "Change the dose of" if moves else "Continue" if same else "Prescribe"
    if plan.here:
        verb = "Give"
    moved = plan.directions[0].dose_words
    lead = " to" if plan.kind == "changes" and moved and not moved.startswith("by ") else ""
    text = _sentence(verb, course.name, plan.directions, lead)
    if plan.here:
        text = f"{text.rstrip('.')} in the visit."
    resource = {
        "resourceType": "MedicationRequest",
        "status": "draft",
        "intent": "order",
        "medicationCodeableConcept": concept(_named(course.name)),
        "subject": visitor.subject,
        "authoredOn": visitor.moment,
        "dosageInstruction": to_dosages(plan.directions),
        "note": [{"text": "Given in the visit."}] if plan.here else [],
    }
    yield Fact(text, _filled(resource), plan.sources, _open(plan.directions), chart=_element(recorded))


def _ended(course: Course, plan: Use, visitor: Visitor, recorded: Medicine | None) -> Fact:
    """Stopped for good, or held until further notice."""
    told = course.before.sources if course.before is not None else ()
    held = plan.kind == "holds"
    resource = _statement(course.name, "on-hold" if held else "stopped", (), visitor)
    if not held:
        resource["effectivePeriod"] = {"end": visitor.moment}
    text = f"{'Hold' if held else 'Stop'} {_named(course.name)}."
    reason = "Held in this visit." if held else "Stopped in this visit."
    sources = tuple(dict.fromkeys((*told, *plan.sources)))
    return Fact(text, resource, sources, (reason,), chart=_element(recorded))


def _statement(name: str, status: str, directions: Sequence[Directions], visitor: Visitor) -> dict[str, Any]:
    return _filled(
        {
            "resourceType": "MedicationStatement",
            "status": status,
            "medicationCodeableConcept": concept(_named(name)),
            "subject": visitor.subject,
            "dateAsserted": visitor.moment,
            "informationSource": visitor.subject,
            "dosage": to_dosages(directions),
        }
    )


def _filled(resource: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if value not in ([], {}, "")}


def _sentence(verb: str, name: str, every: Sequence[Directions], lead: str = "") -> str:
    words = in_words(every)
    stop = ":" if words.startswith(("skip ", "hold,")) else ""
    return f"{verb} {_named(name)}{stop}{lead} {words}".strip().rstrip(".") + "."


def _named(name: str) -> str:
    plain, _, form = name.partition(" ")
    if form and form in RELEASES:
        return f"{_named(plain)} {form}"
    return capitalised(name) if is_brand(name) else name.lower()


def _fuller(use: Use, continued: Use | None) -> tuple[Directions, ...]:
    if continued is not None and use.kind == "takes":
        said = continued.directions[0]
        if said.dose is not None or (said.dose_words and not use.directions[0].dose_words):
            return continued.directions
    return use.directions


def _open(every: Sequence[Directions]) -> tuple[str, ...]:
    """What an order or a statement leaves open, for the clinician to see."""
    first = every[0] if every else Directions()
    bare = first.dose_words.replace(".", "", 1).isdigit()
    in_words = first.dose is None and bool(first.dose_words) and not bare  # "5 mg Mondays and 2.5 the other days"
    missing = [
        word
        for word, known in (
            ("unit of the dose" if bare else "dose", first.dose is not None or in_words),
            ("how often", first.repeat is not None or first.once or first.as_needed or first.most_a_day or in_words),
            ("route", first.route is not None),
        )
        if not known
    ]
    return (f"Not said: {', '.join(missing)}.",) if missing else ()


def _recorded(course: Course, known: Sequence[Medicine]) -> Medicine | None:
    wanted = set(course.ingredients)
    for medicine in known:
        named = {one for drug in find_drugs(medicine.text) for one in drug.ingredients}
        if named and named == wanted:
            return medicine
    return None


def _differs(every: Sequence[Directions], recorded: Medicine | None) -> bool:
    """Whether a dose or a rhythm was said that the record does not hold."""
    if recorded is None:
        return True
    held = read_directions(f"{recorded.text} {recorded.dose}")
    for said in every:
        if said.dose is not None and held.dose is not None and (said.dose, said.unit) != (held.dose, held.unit):
            return True
        if said.repeat and held.repeat and said.repeat.frequency and held.repeat.frequency:
            mine, theirs = said.repeat, held.repeat
            if (mine.frequency, mine.period, mine.unit) != (theirs.frequency, theirs.period, theirs.unit):
                return True
    return False


def _element(recorded: Medicine | None) -> tuple[Element, ...]:
    if recorded is None:
        return ()
    text = f"{recorded.text} {recorded.dose}".strip()
    resource_type = recorded.reference.split("/")[0]
    return (Element(reference=recorded.reference, version=recorded.version, path=resource_type, text=text),)
