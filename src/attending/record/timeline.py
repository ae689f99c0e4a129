"""The patient's time line: every encounter, problem, medicine, result, procedure and document, newest first."""

from collections.abc import Callable, Iterator
from datetime import date, datetime

from attending.record.chart import Chart, Event, Resource
from attending.record.summary import (
    allergies,
    is_valid,
    medicines,
    problems,
    reference_of,
    results,
)
from attending.record.when import find_when, is_dated, moment, parse_when
from attending.record.words import concept_text, listed, objects, readable_unit, spaced, text_at

ENCOUNTER_CLASSES = {
    "AMB": "Outpatient visit",
    "EMER": "Emergency visit",
    "IMP": "Hospital stay",
    "ACUTE": "Hospital stay",
    "NONAC": "Hospital stay",
    "SS": "Short stay",
    "OBSENC": "Observation stay",
    "HH": "Home visit",
    "VR": "Virtual visit",
    "FLD": "Visit in the field",
    "PRENC": "Pre-admission",
}
"""HL7 v3 ActCode for Encounter.class, in words."""


def timeline(chart: Chart) -> list[Event]:
    """Everything that says when it happened, newest first; what was entered in error is left out."""
    events = [*_summaries(chart), *_others(chart)]
    return sorted(events, key=lambda event: moment(event.when), reverse=True)


def _summaries(chart: Chart) -> Iterator[Event]:
    for problem in problems(chart):
        detail = listed(problem.status, _filed(problem.dated))
        yield from _event(problem.when, "problem", problem.text, detail, problem.reference)
    for medicine in medicines(chart):
        detail = listed(medicine.dose, medicine.status, _filed(medicine.dated))
        yield from _event(medicine.when, "medicine", medicine.text, detail, medicine.reference)
    for allergy in allergies(chart):
        risk = f"{allergy.criticality} risk" if allergy.criticality in ("low", "high") else ""
        detail = listed(*allergy.reactions, risk, allergy.status, _filed(allergy.dated))
        yield from _event(allergy.when, "allergy", allergy.text, detail, allergy.reference)
    for result in results(chart):
        detail = spaced(result.value, readable_unit(result.unit), f"({result.flag})" if result.flag else "")
        yield from _event(result.when, "result", result.text, detail, result.reference)


def _others(chart: Chart) -> Iterator[Event]:
    for resource_type, (kind, title, detail) in _OTHERS.items():
        for resource in chart.all(resource_type):
            if is_valid(resource):
                name = title(resource) or f"{kind.capitalize()} without a name"
                more = listed(detail(resource), _filed(is_dated(resource)))
                yield from _event(find_when(resource), kind, name, more, reference_of(resource))


def _filed(dated: bool) -> str:
    """What stands beside the date of something that has none of its own."""
    return "" if dated else "no date given: the day of filing"


def _event(when: datetime | date | None, kind: str, title: str, detail: str, reference: str) -> Iterator[Event]:
    """One event, or none when nobody knows when it was."""
    if when is not None:
        yield Event(when=when, kind=kind, title=title, detail=detail, reference=reference)


def _encounter(encounter: Resource) -> str:
    return concept_text(encounter.get("type")) or ENCOUNTER_CLASSES.get(text_at(encounter, "class", "code"), "Visit")


def _encounter_detail(encounter: Resource) -> str:
    ends = parse_when(text_at(encounter, "period", "end"))
    begins = parse_when(text_at(encounter, "period", "start"))
    days = (moment(ends).date() - moment(begins).date()).days if ends and begins else 0
    stay = f"{days} day{'s' if days > 1 else ''}" if days > 0 else ""
    kind = ENCOUNTER_CLASSES.get(text_at(encounter, "class", "code"), "") if encounter.get("type") else ""
    reasons = [concept_text(reason) for reason in objects(encounter, "reasonCode")]
    return listed(kind, stay, *reasons, text_at(encounter, "serviceProvider", "display"))


def _procedure_detail(procedure: Resource) -> str:
    sites = [concept_text(site) for site in objects(procedure, "bodySite")]
    reasons = [concept_text(reason) for reason in objects(procedure, "reasonCode")]
    status = text_at(procedure, "status")
    return listed(*sites, *reasons, "" if status == "completed" else status)


def _immunization_detail(immunization: Resource) -> str:
    status, lot = text_at(immunization, "status"), text_at(immunization, "lotNumber")
    return listed("" if status == "completed" else status, f"lot {lot}" if lot else "")


def _document(document: Resource) -> str:
    return text_at(document, "title") or concept_text(document.get("type")) or text_at(document, "description")


def _document_detail(document: Resource) -> str:
    status = text_at(document, "docStatus") or text_at(document, "status")
    return listed(status, text_at(document, "author", "display"))


def _study(study: Resource) -> str:
    names = [concept_text(code) for code in objects(study, "procedureCode")]
    modalities = [text_at(each, "code") for each in objects(study, "modality")]
    return text_at(study, "description") or listed(*names) or listed(*modalities) or "Imaging study"


def _study_detail(study: Resource) -> str:
    series = list(objects(study, "series"))
    sites = dict.fromkeys(text_at(each, "bodySite", "display") for each in series)
    modalities = dict.fromkeys(text_at(each, "modality", "code") for each in series)
    count = study.get("numberOfSeries") or len(series)
    return listed(*modalities, *sites, f"{count} series" if count else "")


def _relative(history: Resource) -> str:
    conditions = [concept_text(each.get("code")) for each in objects(history, "condition")]
    return f"{concept_text(history.get('relationship')) or 'Relative'}: {listed(*conditions) or 'nothing recorded'}"


def _sequence(sequence: Resource) -> str:
    segment = concept_text(next(objects(sequence, "referenceSeq", "referenceSeqId"), None))
    return segment or f"Sequence ({text_at(sequence, 'type') or 'molecular'})"


_OTHERS: dict[str, tuple[str, Callable[[Resource], str], Callable[[Resource], str]]] = {
    "Encounter": ("encounter", _encounter, _encounter_detail),
    "Procedure": ("procedure", lambda procedure: concept_text(procedure.get("code")), _procedure_detail),
    "Immunization": ("immunization", lambda shot: concept_text(shot.get("vaccineCode")), _immunization_detail),
    "Composition": ("document", _document, _document_detail),
    "DocumentReference": ("document", _document, _document_detail),
    "ImagingStudy": ("image", _study, _study_detail),
    "MolecularSequence": ("genomics", _sequence, lambda sequence: text_at(sequence, "type")),
    "FamilyMemberHistory": ("family", _relative, lambda history: text_at(history, "status")),
    "DiagnosticReport": (
        "document",
        lambda report: concept_text(report.get("code")),
        lambda report: listed(text_at(report, "status"), text_at(report, "conclusion")),
    ),
}
"""Resource type → kind of event, its title and its detail."""
