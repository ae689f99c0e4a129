"""Patients: the list and its search, one patient's summary and time line."""

from collections.abc import Iterator

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from attending.app.web.views.patient import (
    KINDS,
    MOST_EVENTS,
    Box,
    active_allergies,
    patient_rows,
    summary_boxes,
    timeline_choices,
    timeline_years,
)
from attending.app.web.views.results import result_trends
from attending.app.web.views.risks import risk_box
from attending.app.web.views.scores import score_box
from attending.app.web.views.words import patient_band
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.journeys.bedside import scores_of
from attending.journeys.risk_list import own_names, untrained
from attending.journeys.shipped_risks import SHIPPED, shipped_entries
from attending.record import Chart, Event
from attending.record.timeline import timeline
from attending.security import Action

router = APIRouter()
MOST = 200
"""Patients on one page: nobody reads on, they type a name."""


@router.get("/patients")
def patients(desk: SignedIn) -> HTMLResponse:
    """Every patient this person may open."""
    return _list(desk, "")


@router.post("/patients/search")
def search(desk: SignedIn, form: Posted) -> HTMLResponse:
    """Patients by name, number or birth date; a POST, so that no name ever stands in an address."""
    return _list(desk, str(form.get("text", ""))[:100].strip())


@router.get("/patients/{patient_id}")
def patient(desk: SignedIn, patient_id: str, show: str = "all") -> HTMLResponse:
    """One patient: summary, results, time line."""
    chart = desk.clinic.record.chart(patient_id, grant=desk.grant)
    events = timeline(chart)
    show = show if show in KINDS else "all"

    def link_of(event: Event) -> str:
        resource_type, _, identifier = event.reference.partition("/")
        return f"/patients/{patient_id}/documents/{identifier}" if resource_type == "Composition" else ""

    return desk.page(
        "patient.html",
        "patients",
        band=patient_band(chart.patient, allergies=active_allergies(chart), on=chart.as_of.date()),
        boxes=(
            *summary_boxes(chart),
            *_risks(desk, patient_id, chart),
            score_box(scores_of(chart)),
        ),
        trends=result_trends(chart),
        kinds=timeline_choices(events),
        show=show,
        most=MOST_EVENTS,
        years=timeline_years(events, show, link_of),
        message=None,
    )


def _risks(desk: Desk, patient_id: str, chart: Chart) -> Iterator[Box]:
    """Learned risks, for a role that may see them."""
    if not desk.grant.covers(Action.READ, "RiskAssessment"):
        return
    watched = desk.clinic.watch.of_patient(patient_id, grant=desk.grant)
    own = own_names(desk.clinic.settings.own_models)
    yield risk_box(
        watched,
        models=own,
        untrained=untrained(desk.clinic.settings.own_models),
        shipped=shipped_entries(chart, known={row.entry.model for row in watched}),
        shipped_names=[name for name in SHIPPED if name not in own],
    )


def _list(desk: Desk, text: str) -> HTMLResponse:
    patients = desk.clinic.record.patients(grant=desk.grant, text=text, most=MOST + 1)
    rows = patient_rows(patients[:MOST], desk.clinic.now().date())
    found = f"{len(rows)} patient{'' if len(rows) == 1 else 's'}"
    if len(patients) > MOST:
        found = f"The first {MOST} patients by name; type more of a name, an identifier or a birth date to find others"
    return desk.page("patients.html", "patients", rows=rows, text=text, found=found)
