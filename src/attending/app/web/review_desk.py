"""What every page about a review needs: the review, its chart and conversation, and the three panes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from attending.app.web.opened import open_once
from attending.app.web.pages import Message
from attending.app.web.views.encounters import encounter_words
from attending.app.web.views.imaging import key_images
from attending.app.web.views.left_out import left_out_views
from attending.app.web.views.note import Band, KeyImage, LeftOutView, NoteView
from attending.app.web.views.patient import active_allergies
from attending.app.web.views.reviewed import Reader, images_page, note_view
from attending.app.web.views.words import patient_band
from attending.app.web.visitor import Desk
from attending.drafts import Conversation
from attending.errors import BadInput, Blocked, Conflict, NotAllowed, NotFound
from attending.journeys import consultation
from attending.journeys.left_out import LeftOut, left_out_of
from attending.journeys.left_out_place import heading_in
from attending.journeys.listening import kept_sound
from attending.journeys.note_writing import note_styles
from attending.record import Chart
from attending.review import DECLINE_REASONS, REJECTION_REASONS, WAITING, Review
from attending.security import Action


@dataclass(frozen=True)
class OpenReview:
    """A review on the desk."""

    review: Review
    chart: Chart
    conversation: Conversation | None
    note: NoteView
    band: Band


def open_review(desk: Desk, review_id: str) -> OpenReview:
    """Read a review with its patient's chart and its conversation."""
    clinic = desk.clinic
    review = clinic.reviews.read(review_id, grant=desk.grant)
    if review.patient is None:
        raise NotFound("This draft is not about a patient.", hint="Its page is not built yet.")
    chart = clinic.record.chart(review.patient, grant=desk.grant)
    conversation = consultation.conversation_of(review, clinic=clinic, grant=desk.grant)
    may = desk.session.account.role is review.accountable and Action.EXECUTE in desk.grant.actions
    mine = review.assigned == desk.person.practitioner
    reader = Reader(clinic.now(), desk.name_of, decides=may and mine, takes_over=may and not mine)
    asked = review.kind == "note" and review.status in WAITING
    found = left_out_of(review, conversation, chart) if asked else LeftOut(assessed=False)
    note = replace(
        note_view(review, tuple(clinic.reviews.edits(review)), conversation, reader),
        compared=found.assessed if asked else None,
        left_out=tuple(_left_out(desk, review, found, conversation)),
        sound=kept_sound(review_id, clinic=clinic, grant=desk.grant),
        pictures=_pictures(desk, review),
    )
    return OpenReview(review, chart, conversation, note, _band(review, chart))


def _left_out(desk: Desk, review: Review, found: LeftOut, conversation: Conversation | None) -> Iterator[LeftOutView]:
    turns = {turn.number: turn for turn in conversation.turns} if conversation else {}
    return left_out_views(review, found, turns, lambda section: heading_in(review.style, section, desk.clinic.settings))


def _pictures(desk: Desk, review: Review) -> tuple[KeyImage, ...]:
    """The images of a report's marks; none where the study is gone or not for this person."""
    page = images_page(review)
    try:
        return key_images(open_once(desk, page.removeprefix("/imaging/")), review) if page else ()
    except (NotFound, NotAllowed):
        return ()


def review_page(
    desk: Desk, opened: OpenReview, *, message: Message | None = None, blocked: bool = False, status: int = 200
) -> HTMLResponse:
    """The three panes, for reading and deciding."""
    return desk.page(
        "review.html",
        "inbox",
        status=status,
        note=opened.note,
        band=opened.band,
        reasons=REJECTION_REASONS,
        decline_reasons=DECLINE_REASONS,
        mode="read",
        styles=note_styles(desk.clinic.settings) if opened.note.restylable else (),
        message=message,
        blocked=blocked,
    )


def back(review_id: str, done: str) -> RedirectResponse:
    """After a move, to the review."""
    return RedirectResponse(f"/reviews/{review_id}?done={done}", status_code=303)


def after(move: Callable[[], None], desk: Desk, review_id: str, done: str) -> HTMLResponse | RedirectResponse:
    """Make a move; what it refuses is said on the page of the review as it stands now."""
    try:
        move()
    except (Conflict, BadInput) as error:
        opened, message = open_review(desk, review_id), Message(str(error), "bad")
        return review_page(desk, opened, message=message, blocked=isinstance(error, Blocked), status=error.status)
    return back(review_id, done)


def version_of(form: FormData) -> int:
    """The version of the review that the form was made from."""
    text = str(form.get("version", ""))
    if not text.isdecimal():
        raise BadInput("The form does not say which version it was made from.", hint="Load the page again.")
    return int(text)


def _band(review: Review, chart: Chart) -> Band:
    encounters = {f"Encounter/{e['id']}": e for e in chart.all("Encounter")}
    visit = encounter_words(encounters[review.visit]) if review.visit in encounters else ""
    return patient_band(chart.patient, allergies=active_allergies(chart), on=chart.as_of.date(), visit=visit)
