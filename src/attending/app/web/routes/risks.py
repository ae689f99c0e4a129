"""The risk list: who may get worse, why, and what people did about it."""

from contextlib import suppress

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.pages import Message
from attending.app.web.views.inbox import Filter
from attending.app.web.views.patient import active_allergies
from attending.app.web.views.risks import SORTS, budget_view, model_tabs, risk_view, risk_views
from attending.app.web.views.words import patient_band
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import BadInput, Conflict, NotFound
from attending.journeys.risk_list import own_names, put_on_record
from attending.journeys.shipped_risks import SHIPPED
from attending.record import Resource
from attending.review.watch import ACTIONS, DISMISSALS, WatchRow, WatchState
from attending.security import Action

router = APIRouter()

MOST = 200
"""Rows of the list; nobody looks at more, and the alerts stand first."""
DONE = {
    "seen": Message("Noted as seen."),
    "acted": Message("Noted as acted on."),
    "dismissed": Message("Dismissed. It comes back when the risk rises or after a week."),
}


@router.get("/risks")
def risks(desk: SignedIn, model: str = "", sort: str = "risk", show: str = "open") -> HTMLResponse:
    """The newest risks of one model, alerts first."""
    runs = desk.clinic.watch.newest(grant=desk.grant)
    tabs = model_tabs(runs)
    run = next((run for name in (model, *(tab.name for tab in tabs)) for run in runs if run.model == name), None)
    rows = desk.clinic.watch.rows(run, most=MOST, grant=desk.grant) if run else []
    lists = _lists(rows)
    show, sort = show if show in lists else "open", sort if sort in SORTS else "risk"
    words = {"open": "Open", "alerts": "Alerts", "done": "Acted or dismissed", "silent": "Not assessed"}
    return desk.page(
        "risks.html",
        "risks",
        run=run,
        budget=budget_view(run, unproven=_unproven(desk, run.model)) if run else None,
        tabs=tabs,
        sorts=SORTS,
        sort=sort,
        show=show,
        filters=tuple(Filter(key, words[key], len(some)) for key, some in lists.items()),
        rows=risk_views(lists[show], _people(desk, lists[show]), desk.name_of, sort=sort),
        models=own_names(desk.clinic.settings.own_models),
    )


@router.get("/risks/{model}/{patient_id}")
def risk(desk: SignedIn, model: str, patient_id: str, done: str = "") -> HTMLResponse:
    """One risk: its course, its drivers, what people said."""
    return _page(desk, model, patient_id, DONE.get(done))


@router.post("/risks/{model}/{patient_id}/{state}", response_model=None)
def say(desk: SignedIn, model: str, patient_id: str, state: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Say that it was seen, acted on or dismissed; or draft its RiskAssessment for signing."""
    reason, text = str(form.get("reason", "")), str(form.get("text", ""))
    try:
        if state == "record":
            review = put_on_record(
                model, patient_id, clinic=desk.clinic, practitioner=desk.person.practitioner, grant=desk.grant
            )
            return RedirectResponse(f"/reviews/{review.id}", status_code=303)
        if state not in set(WatchState):
            raise NotFound("There is no such step.")
        desk.clinic.watch.say(model, patient_id, WatchState(state), reason=reason, text=text, grant=desk.grant)
    except (BadInput, Conflict) as error:
        return _page(desk, model, patient_id, Message(str(error), "bad"), status=error.status)
    return RedirectResponse(f"/risks/{model}/{patient_id}?done={state}", status_code=303)


def _page(desk: Desk, model: str, patient_id: str, message: Message | None, status: int = 200) -> HTMLResponse:
    rows = desk.clinic.watch.of_patient(patient_id, grant=desk.grant)
    row = next((row for row in rows if row.entry.model == model), None)
    if row is None:
        raise NotFound("There is no such risk, or not for this role.")
    chart = desk.clinic.record.chart(patient_id, grant=desk.grant)
    return desk.page(
        "risk.html",
        "risks",
        status=status,
        band=patient_band(chart.patient, allergies=active_allergies(chart), on=chart.as_of.date()),
        risk=risk_view(row, chart.patient, desk.name_of),
        unproven=_unproven(desk, model),
        decides=Action.EXECUTE in desk.grant.actions,
        actions={code: words for code, words in ACTIONS.items() if code != "on-record"},
        dismissals=DISMISSALS,
        message=message,
    )


def _unproven(desk: Desk, model: str) -> bool:
    """Whether it came with Attending; a hospital's own model was measured on the hospital's own patients."""
    return model in SHIPPED and model not in own_names(desk.clinic.settings.own_models)


def _lists(rows: list[WatchRow]) -> dict[str, list[WatchRow]]:
    done = (WatchState.ACTED, WatchState.DISMISSED)
    spoken = [row for row in rows if row.entry.probability is not None]
    return {
        "open": [row for row in spoken if row.state not in done],
        "alerts": [row for row in spoken if row.alerted],
        "done": [row for row in spoken if row.state in done],
        "silent": [row for row in rows if row.entry.probability is None],
    }


def _people(desk: Desk, rows: list[WatchRow]) -> dict[str, Resource]:
    """The patients of the list, read in one look."""
    found = {}
    with desk.clinic.record.look(grant=desk.grant) as tx:
        for patient in sorted({row.entry.patient for row in rows}):
            with suppress(NotFound):  # a patient whose record was removed since
                found[patient] = tx.read("Patient", patient)
    return found
