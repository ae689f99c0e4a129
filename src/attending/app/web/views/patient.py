"""The patient page: summary boxes and one time line; and patients as rows of a list."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from attending.app.web.views.words import SEXES, age_in_words, day, patient_name, record_number
from attending.record import Chart, Event, Resource
from attending.record.summary import Allergy, Medicine, Problem, allergies, medicines, problems
from attending.record.timeline import timeline


@dataclass(frozen=True)
class ItemView:
    """One line of a summary box."""

    text: str
    when: str = ""
    sub: str = ""
    badge: str = ""
    tone: str = ""
    faded: bool = False


@dataclass(frozen=True)
class Box:
    """One section of the International Patient Summary."""

    key: str
    title: str
    items: tuple[ItemView, ...]
    nothing: str

    @property
    def past(self) -> tuple[ItemView, ...]:
        """What is over, to be folded away where it is more than a few lines."""
        over = tuple(item for item in self.items if item.faded) if self.key in _STANDING else ()
        return over if len(over) > _MOST_OVER else ()

    @property
    def shown(self) -> tuple[ItemView, ...]:
        """What is shown at once."""
        return self.items if not self.past else tuple(item for item in self.items if not item.faded)


@dataclass(frozen=True)
class Moment:
    """One point of the time line."""

    iso: str
    day: str
    kind: str
    kind_words: str
    title: str
    detail: str = ""
    link: str = ""


@dataclass(frozen=True)
class Choice:
    """One filter of the time line."""

    key: str
    words: str
    count: int


@dataclass(frozen=True)
class PatientRow:
    """One patient in a list."""

    id: str
    name: str
    born: str
    age: str
    sex: str
    mrn: str


KINDS = {
    "document": ("Document", "Documents"),
    "encounter": ("Visit", "Visits"),
    "problem": ("Problem", "Problems"),
    "medicine": ("Medicine", "Medicines"),
    "allergy": ("Allergy", "Allergies"),
    "result": ("Result", "Results"),
    "procedure": ("Procedure", "Procedures"),
    "immunization": ("Immunization", "Immunizations"),
    "image": ("Imaging", "Imaging"),
    "genomics": ("Genomics", "Genomics"),
    "family": ("Family history", "Family history"),
}
"""Kind of event → one, many."""
MOST_EVENTS = 300
"""The newest of them; more in one page helps nobody."""
_STANDING = frozenset({"problems", "medicines", "allergies"})
"""Boxes of what begins and ends."""
_MOST_OVER = 2
_MOST_RESULTS = 3
"""Results of one day; more of them are one point of the time line."""


def patient_rows(patients: Iterable[Resource], on: date) -> tuple[PatientRow, ...]:
    """Patients as rows, in the order given."""
    return tuple(_patient_row(patient, on) for patient in patients)


def _patient_row(patient: Resource, on: date) -> PatientRow:
    born = str(patient.get("birthDate", ""))
    return PatientRow(
        id=str(patient["id"]),
        name=patient_name(patient),
        born=day(born) if born else "",
        age=age_in_words(born, on),
        sex=SEXES.get(str(patient.get("gender", "")), ""),
        mrn=record_number(patient),
    )


def summary_boxes(chart: Chart) -> tuple[Box, ...]:
    """Problems, medicines, allergies, procedures, immunizations: what is active first."""
    events = timeline(chart)
    return (
        Box("problems", "Problems", tuple(map(_problem, problems(chart))), "No problem is recorded."),
        Box("medicines", "Medicines", tuple(map(_medicine, medicines(chart))), "No medicine is recorded."),
        Box("allergies", "Allergies", tuple(map(_allergy, allergies(chart))), "No allergy is recorded; ask."),
        Box("procedures", "Procedures", _events_of(events, "procedure"), "No procedure is recorded."),
        Box("immunizations", "Immunizations", _events_of(events, "immunization"), "No immunization is recorded."),
    )


def active_allergies(chart: Chart) -> tuple[str, ...]:
    """The names of allergies that still count, for the band."""
    return tuple(dict.fromkeys(allergy.text for allergy in allergies(chart) if allergy.active))


def _problem(problem: Problem) -> ItemView:
    told = _told_by(problem.sources)
    badge = "" if problem.status == "active" else problem.status
    return ItemView(problem.text, _since(problem), told, badge, faded=not problem.active)


def _medicine(medicine: Medicine) -> ItemView:
    badge = "" if medicine.active else medicine.status
    detail = "; ".join(filter(None, (medicine.dose, _told_by(medicine.sources))))
    return ItemView(medicine.text, _since(medicine), detail, badge, faded=not medicine.active)


def _allergy(allergy: Allergy) -> ItemView:
    risk = {"high": ("high risk", "bad"), "low": ("low risk", "")}.get(allergy.criticality, ("", ""))
    badge, tone = risk if allergy.active else (allergy.status, "")
    detail = "; ".join(filter(None, (", ".join(allergy.reactions), _told_by(allergy.sources))))
    return ItemView(allergy.text, _since(allergy), detail, badge, tone, faded=not allergy.active)


def _events_of(events: Sequence[Event], kind: str) -> tuple[ItemView, ...]:
    return tuple(ItemView(e.title, day(e.when), e.detail) for e in events if e.kind == kind)


def _told_by(sources: tuple[str, ...]) -> str:
    return f"from {len(sources)} sources" if len(sources) > 1 else ""


def _since(line: Problem | Medicine | Allergy) -> str:
    return f"since {line.when.year}" if line.when and line.dated else ""


def timeline_choices(events: Sequence[Event]) -> tuple[Choice, ...]:
    """All, then each kind that occurs."""
    counts = {kind: sum(1 for e in events if e.kind == kind) for kind in KINDS}
    kinds = tuple(Choice(kind, KINDS[kind][1], count) for kind, count in counts.items() if count)
    return (Choice("all", "All", len(events)), *kinds)


def timeline_years(
    events: Sequence[Event], show: str, link_of: Callable[[Event], str]
) -> tuple[tuple[str, tuple[Moment, ...]], ...]:
    """The time line by year, newest first; `link_of` gives the page of an event, or nothing."""
    wanted = [e for e in events if show in ("all", e.kind)][:MOST_EVENTS]
    years = groupby(wanted, key=lambda event: str(event.when.year))
    return tuple((year, tuple(_moments(found, link_of, together=show == "all"))) for year, found in years)


def _moments(events: Iterable[Event], link_of: Callable[[Event], str], *, together: bool) -> Iterator[Moment]:
    """The points of a year; where they stand among others, many results of one day are one point."""
    for _, of_day in groupby(events, key=lambda event: event.when.isoformat()[:10]):
        found = list(of_day)
        results = [event for event in found if event.kind == "result"]
        panel = results if together and len(results) > _MOST_RESULTS else []
        if panel:
            first = panel[0]
            detail = "; ".join(f"{event.title} {event.detail}" for event in panel)
            yield _moment(Event(first.when, "result", f"{len(panel)} results", detail, first.reference), "")
        yield from (_moment(event, link_of(event)) for event in found if not panel or event.kind != "result")


def _moment(event: Event, link: str) -> Moment:
    shown = f"{event.when.day} {event.when:%b}"
    kind = KINDS.get(event.kind, (event.kind, ""))[0]
    return Moment(event.when.isoformat(), shown, event.kind, kind, event.title, event.detail, link)
