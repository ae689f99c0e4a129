"""Marks in the viewer: drawn, moved, taken away, accepted, declined; the page is shown again with the mark in view."""

import json

from fastapi import APIRouter
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from attending.app.web.opened import forget
from attending.app.web.review_desk import version_of
from attending.app.web.visitor import Posted, SignedIn
from attending.errors import BadInput
from attending.journeys import imaging_marked, imaging_marks
from attending.review import Review

router = APIRouter()
DECISIONS: dict[str, bool | None] = {"accept": True, "decline": False, "reconsider": None}


@router.post("/imaging/{key}/marks", response_model=None)
def mark(desk: SignedIn, key: str, form: Posted) -> RedirectResponse:
    """One change of one mark, by whoever reads the study."""
    what, name = str(form.get("do", "")), str(form.get("mark", ""))
    version, clinic, grant = version_of(form), desk.clinic, desk.grant
    review: Review
    if what == "add":
        finding = str(form.get("words", "")).strip() or str(form.get("finding", ""))
        review = imaging_marks.add_mark(
            key, _place(form), _polygon(form), finding, if_version=version, clinic=clinic, grant=grant
        )
        name = review.added[-1].id
    elif what == "move":
        imaging_marks.move_mark(key, name, _place(form), _polygon(form), if_version=version, clinic=clinic, grant=grant)
    elif what == "remove":
        imaging_marks.take_mark_away(key, name, if_version=version, clinic=clinic, grant=grant)
    elif what in DECISIONS:
        imaging_marked.decide_mark(key, name, DECISIONS[what], if_version=version, clinic=clinic, grant=grant)
    else:
        raise BadInput("The form does not say what was done.", hint="Load the page again.")
    forget(key)
    return RedirectResponse(f"/imaging/{key}?mark={name}", status_code=303)


def _place(form: FormData) -> tuple[int, int]:
    numbers = [str(form.get(name, "")) for name in ("series", "place")]
    if not all(number.isdecimal() for number in numbers):
        raise BadInput("The form does not say which image it is.", hint="Load the page again.")
    return int(numbers[0]), int(numbers[1])


def _polygon(form: FormData) -> list[tuple[float, float]]:
    try:
        return [(float(x), float(y)) for x, y in json.loads(str(form.get("polygon", "")))]
    except (ValueError, TypeError) as error:
        raise BadInput("The outline arrived damaged.", hint="Draw it again.") from error
