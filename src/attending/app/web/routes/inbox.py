"""The inbox: drafts that wait for their clinician, worst and oldest first."""

from collections.abc import Sequence
from contextlib import suppress

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.pages import render
from attending.app.web.views.inbox import NOTHING, Filter, inbox_rows
from attending.app.web.visitor import Desk, SignedIn
from attending.errors import NotFound
from attending.record import Resource
from attending.review import SIGNED, WAITING, QueueRow, ReviewStatus

router = APIRouter()


@router.get("/")
def home(desk: SignedIn) -> RedirectResponse:
    """The inbox is the home page."""
    return RedirectResponse("/inbox", status_code=303)


@router.get("/inbox")
def inbox(desk: SignedIn, show: str = "mine") -> HTMLResponse:
    """Drafts by filter: mine, all that wait, signed, rejected."""
    lists = _lists(desk)
    show = show if show in lists else "mine"
    words = {"mine": "Mine", "all": "All that wait", "signed": "Signed", "rejected": "Rejected"}
    return desk.page(
        "inbox.html",
        "inbox",
        filters=tuple(Filter(key, words[key], len(rows)) for key, rows in lists.items()),
        show=show,
        waiting=show in ("mine", "all"),
        rows=inbox_rows(lists[show], _read(desk, lists[show]), desk.name_of, desk.clinic.now()),
        nothing=NOTHING[show],
    )


@router.get("/inbox/count")
def count(desk: SignedIn) -> HTMLResponse:
    """The live count in the bar."""
    return render("parts/count.html", desk.frame("inbox"))


def _lists(desk: Desk) -> dict[str, list[QueueRow]]:
    every = desk.clinic.reviews.queue(grant=desk.grant, status=None)
    waiting = [row for row in every if row.status in WAITING]
    newest = sorted(every, key=lambda row: row.created, reverse=True)
    return {
        "mine": [row for row in waiting if row.assigned == desk.person.practitioner],
        "all": waiting,
        "signed": [row for row in newest if row.status in SIGNED],
        "rejected": [row for row in newest if row.status in (ReviewStatus.REJECTED, ReviewStatus.RETRACTED)],
    }


def _read(desk: Desk, rows: Sequence[QueueRow]) -> dict[str, Resource]:
    """The patients and visits of the list by reference, read in one look."""
    wanted = {f"Patient/{row.patient}" for row in rows if row.patient} | {row.visit for row in rows if row.visit}
    found = {}
    with desk.clinic.record.look(grant=desk.grant) as tx:
        for reference in sorted(wanted):
            resource_type, _, identifier = reference.partition("/")
            with suppress(NotFound):  # a visit that was deleted since
                found[reference] = tx.read(resource_type, identifier)
    return found
