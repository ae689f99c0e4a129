"""Oversight: who saw what, whether the trail is whole, and which models may draft."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from attending.app.web.views.cards import DoorView, card_views, door_view
from attending.app.web.views.oversight import audit_rows
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.audit import Verdict
from attending.audit.read import newest_events
from attending.errors import NotConfigured
from attending.models import Registry, open_language_model, open_speech_model
from attending.security import Action
from attending.settings import Settings

router = APIRouter()
NEWEST = 200
"""Events on the page; the whole trail is for `attending audit`."""


@router.get("/audit")
def audit_page(desk: SignedIn) -> HTMLResponse:
    """The newest events of the trail."""
    return _audit(desk)


@router.post("/audit/verify")
def verify(desk: SignedIn, form: Posted) -> HTMLResponse:
    """Walk the whole trail now and say whether it is as it was written."""
    return _audit(desk, desk.clinic.record.audit_verdict())


def _audit(desk: Desk, verdict: Verdict | None = None) -> HTMLResponse:
    with desk.clinic.record.look(grant=desk.grant) as tx:
        tx.require(Action.READ, "AuditEvent", None, None)
        events = newest_events(tx.connection, keys=tx.keys, most=NEWEST)
        tx.audit(Action.READ, interaction="search", what=("AuditEvent",))
    return desk.page("audit.html", "audit", rows=audit_rows(events, desk.name_of), verdict=verdict)


@router.get("/models")
def models(desk: SignedIn) -> HTMLResponse:
    """Every installed model with its card, and the doors to models outside."""
    today = desk.clinic.now().date()
    cards = card_views(Registry.installed().with_own(*desk.clinic.settings.own_folders).models(), today)
    return desk.page("models.html", "models", cards=cards, doors=_doors(desk.clinic.settings))


def _doors(settings: Settings) -> tuple[DoorView, ...]:
    found = []
    for name, open_door in (("Speech model", open_speech_model), ("Language model", open_language_model)):
        try:
            found.append(door_view(open_door(settings).status()))
        except NotConfigured as error:
            found.append(DoorView(name, ready=False, words=str(error)))
    return tuple(found)
