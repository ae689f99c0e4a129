"""Editing a draft, and amending a signed note: sentence by sentence, each keeping its evidence."""

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import FormData

from attending.app.web.review_desk import OpenReview, back, open_review, version_of
from attending.app.web.views.note import NoteView, SentenceView
from attending.app.web.views.reviewed import with_typed_text
from attending.app.web.visitor import Desk, Posted, SignedIn
from attending.errors import BadInput, Conflict
from attending.journeys import consultation
from attending.record.narrative import SectionText, Sentence
from attending.review import Amendment, ReviewStatus

router = APIRouter()
BLANK = SentenceView(claim="", text="")


@router.get("/reviews/{review_id}/edit")
def edit_page(desk: SignedIn, review_id: str) -> HTMLResponse:
    """The draft as a form, one field for each sentence."""
    opened = open_review(desk, review_id)
    return _edit_page(desk, opened, opened.note)


@router.post("/reviews/{review_id}/edit", response_model=None)
def save(desk: SignedIn, review_id: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Keep the text and examine it again; where somebody else was faster, show both texts."""
    opened = open_review(desk, review_id)
    sections = typed_sections(opened.review.sections, form)
    try:
        consultation.revise_note(review_id, sections, if_version=version_of(form), clinic=desk.clinic, grant=desk.grant)
    except Conflict as error:
        opened = open_review(desk, review_id)
        return _edit_page(desk, opened, with_typed_text(opened.note, sections), conflict=error)
    return back(review_id, "saved")


@router.get("/reviews/{review_id}/amend")
def amend_page(desk: SignedIn, review_id: str) -> HTMLResponse:
    """The signed note as a form."""
    opened = open_review(desk, review_id)
    return _edit_page(desk, opened, opened.note, amending=True)


@router.post("/reviews/{review_id}/amend", response_model=None)
def amend(desk: SignedIn, review_id: str, form: Posted) -> HTMLResponse | RedirectResponse:
    """Sign a corrected version; the first one stays in the history."""
    opened = open_review(desk, review_id)
    sections = typed_sections(opened.review.sections, form)
    reason = str(form.get("reason", "")).strip()
    amendment = Amendment(sections=sections, reason=reason)
    try:
        consultation.amend_note(review_id, amendment, if_version=version_of(form), clinic=desk.clinic, grant=desk.grant)
    except Conflict as error:
        opened = open_review(desk, review_id)
        return _edit_page(desk, opened, with_typed_text(opened.note, sections), amending=True, conflict=error)
    return back(review_id, "amended")


def typed_sections(sections: Sequence[SectionText], form: FormData) -> tuple[SectionText, ...]:
    """The sections as typed: titles and codes stay, sentences come in the form's order; an empty one is removed."""
    lists = [[str(value) for value in form.getlist(name)] for name in ("section", "claim", "lead", "bullet", "text")]
    if len({len(values) for values in lists}) != 1:
        raise BadInput("The form arrived incomplete.", hint="Save again.")
    typed: dict[int, list[Sentence]] = {index: [] for index in range(len(sections))}
    for section, claim, lead, bullet, text in zip(*lists, strict=True):
        words = " ".join(text.split())
        if words and section.isdecimal() and int(section) in typed:
            typed[int(section)].append(Sentence(text=words, claim=claim or None, lead=lead, bullet=bullet == "1"))
    return tuple(
        SectionText(title=section.title, code=section.code, sentences=tuple(typed[index]))
        for index, section in enumerate(sections)
    )


def _edit_page(
    desk: Desk, opened: OpenReview, note: NoteView, *, amending: bool = False, conflict: Conflict | None = None
) -> HTMLResponse:
    page = f"/reviews/{note.id}"
    wanted = ReviewStatus.AMENDED if amending else ReviewStatus.SIGNED
    if not note.may_decide or not opened.review.may_become(wanted):
        raise Conflict("This draft cannot be edited now, or not by you.", hint="Open the review to see why.")
    return desk.page(
        "review.html",
        "inbox",
        status=conflict.status if conflict else 200,
        note=note,
        band=opened.band,
        reasons={},
        mode="edit",
        amending=amending,
        message=None,
        blocked=False,
        save_to=f"{page}/amend" if amending else f"{page}/edit",
        back_to=page,
        conflict=str(conflict) if conflict else "",
        blank=BLANK,
    )
