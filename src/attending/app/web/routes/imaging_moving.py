"""A study that is filed with the wrong patient: moved, and moved back."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from attending.app.web.opened import forget
from attending.app.web.pages import Message
from attending.app.web.routes.imaging import viewer_page
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import BadInput, Conflict
from attending.journeys.imaging_moving import Moved, Moving, move_study, undo_move

router = APIRouter()


@router.post("/imaging/{key}/move", response_model=None)
def move(desk: SignedIn, key: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Move a study to the chosen patient, or to nobody."""

    def moved() -> Moved:
        nobody, patient = bool(form.get("nobody")), str(form.get("patient", ""))
        if not nobody and not patient:
            raise BadInput("Nobody was chosen.", hint="Find the right patient, or take it from this one.")
        moving = Moving(None if nobody else patient, str(form.get("reason", "")), str(form.get("words", "")))
        return move_study(key, moving, clinic=desk.clinic, grant=desk.grant)

    return _after(desk, key, moved)


@router.post("/imaging/{key}/move-back", response_model=None)
def move_back(desk: SignedIn, key: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Undo the last move."""
    return _after(desk, key, lambda: undo_move(key, clinic=desk.clinic, grant=desk.grant))


def _after(desk: Desk, key: str, make: Callable[[], Moved]) -> HTMLResponse | RedirectResponse:
    """Where it went; what was refused is said on the page of the study as it stands."""
    try:
        make()
    except (BadInput, Conflict) as error:
        return viewer_page(desk, key, message=Message(str(error), "bad"), status=error.status)
    finally:
        forget(key)
    return RedirectResponse(f"/imaging/{key}?done=moved", status_code=303)
