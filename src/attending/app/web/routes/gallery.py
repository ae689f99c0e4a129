"""The gallery: every component once, with invented content; screenshots and accessibility tests read it."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from attending.app.web.views import specimen
from attending.app.web.visitor import SignedIn
from attending.review.states import REJECTION_REASONS

router = APIRouter()


@router.get("/gallery")
def gallery(desk: SignedIn) -> HTMLResponse:
    """Every component of the workspace."""
    return desk.page(
        "gallery.html",
        note=specimen.NOTE,
        band=specimen.BAND,
        trends=(specimen.TREND,),
        reasons=REJECTION_REASONS,
        mode="gallery",
        message=None,
    )
