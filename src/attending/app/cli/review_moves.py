"""The acting half of `attending review`: every move is made by a practitioner who gives the password."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.acting import find_review, practitioner_id, signed_in
from attending.app.cli.note_edit import from_text, to_text
from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import Identity, identity_options
from attending.errors import BadInput
from attending.journeys.consultation import amend_note, revise_note
from attending.journeys.note_style import change_style
from attending.journeys.signing import sign_review
from attending.record.narrative import SectionText
from attending.review import REJECTION_REASONS, RETRACTION_REASONS, Amendment, Review

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.clinic import Clinic
    from attending.security import Grant


@dataclass(frozen=True)
class Desk:
    """A practitioner before one review: who, which, and the version they decide about."""

    clinic: "Clinic"
    grant: "Grant"
    review: str
    version: int


Move = Callable[[Desk], Review]

version_option = click.option(
    "--version", type=click.IntRange(1), help="Refuse unless the draft is still this version; the newest otherwise."
)


def deciding(names: str) -> Callable[[Callable[..., None]], click.Command]:
    """A command about one thing of one review, called `names` in its help: ID, its name, the version, who, and JSON."""

    def command(act: Callable[..., None]) -> click.Command:
        act = json_option(click.pass_obj(act))
        act = click.argument("name", metavar=names)(version_option(identity_options(act)))
        return click.command()(click.argument("review_id", metavar="ID")(act))

    return command


file_option = click.option(
    "--file",
    "path",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The new text, as `edit` shows it; without it $EDITOR opens.",
)


@click.command()
@click.argument("review_id", metavar="ID")
@click.argument("practitioner")
@identity_options
@json_option
@click.pass_obj
def assign(standing: Standing, identity: Identity, review_id: str, practitioner: str) -> None:
    """Hand a review to another practitioner.

    PRACTITIONER is the logical id or the sign-in name of whom it goes to.
    """
    move(
        standing,
        identity,
        review_id,
        None,
        lambda desk: desk.clinic.reviews.assign(
            desk.review,
            practitioner_id(desk.clinic.record, practitioner),
            if_version=desk.version,
            grant=desk.grant,
        ),
    )


@click.command()
@click.argument("review_id", metavar="ID")
@click.argument("finding")
@click.option("--text", required=True, help="Your answer, in words.")
@version_option
@identity_options
@json_option
@click.pass_obj
def answer(
    standing: Standing, identity: Identity, review_id: str, finding: str, text: str, version: int | None
) -> None:
    """Answer a finding of the checks."""
    move(
        standing,
        identity,
        review_id,
        version,
        lambda desk: desk.clinic.reviews.answer(desk.review, finding, text, if_version=desk.version, grant=desk.grant),
    )


@click.command()
@click.argument("review_id", metavar="ID")
@version_option
@identity_options
@json_option
@click.pass_obj
def sign(standing: Standing, identity: Identity, review_id: str, version: int | None) -> None:
    """Sign: take responsibility and file the note in the record."""
    move(
        standing,
        identity,
        review_id,
        version,
        lambda desk: sign_review(desk.review, if_version=desk.version, clinic=desk.clinic, grant=desk.grant),
    )


@click.command()
@click.argument("review_id", metavar="ID")
@click.option("--reason", required=True, type=click.Choice(list(REJECTION_REASONS)), help="Why, as a code.")
@click.option("--text", default="", help="Why, in words.")
@version_option
@identity_options
@json_option
@click.pass_obj
def reject(standing: Standing, identity: Identity, review_id: str, reason: str, text: str, version: int | None) -> None:
    """Reject a draft, with a coded reason."""
    move(
        standing,
        identity,
        review_id,
        version,
        lambda desk: desk.clinic.reviews.reject(desk.review, reason, text, if_version=desk.version, grant=desk.grant),
    )


@click.command()
@click.argument("review_id", metavar="ID")
@click.option("--reason", required=True, type=click.Choice(list(RETRACTION_REASONS)), help="Why, as a code.")
@click.option("--text", default="", help="Why, in words.")
@version_option
@identity_options
@json_option
@click.pass_obj
def retract(
    standing: Standing, identity: Identity, review_id: str, reason: str, text: str, version: int | None
) -> None:
    """Take a signed document back that should never have stood.

    It and what was accepted with it become entered in error, signed again; every version stays in the history. One that
    somebody else of your role has signed is retracted in their place with the reason in words (--text).
    """
    move(
        standing,
        identity,
        review_id,
        version,
        lambda desk: desk.clinic.reviews.retract(desk.review, reason, text, if_version=desk.version, grant=desk.grant),
    )


@click.command()
@click.argument("review_id", metavar="ID")
@click.option("--text", default="", help="Why, in words.")
@version_option
@identity_options
@json_option
@click.pass_obj
def withdraw(standing: Standing, identity: Identity, review_id: str, text: str, version: int | None) -> None:
    """Withdraw a draft that should not have been made."""
    move(
        standing,
        identity,
        review_id,
        version,
        lambda desk: desk.clinic.reviews.withdraw(desk.review, text, if_version=desk.version, grant=desk.grant),
    )


@click.command()
@click.argument("review_id", metavar="ID")
@file_option
@version_option
@identity_options
@json_option
@click.pass_obj
def edit(standing: Standing, identity: Identity, review_id: str, path: Path | None, version: int | None) -> None:
    """Change the text of a draft before it is signed.

    One sentence a line, headings as `## TITLE`. The checks look at the new text again.
    """

    def revise(desk: Desk) -> Review:
        sections = _edited(desk.clinic.reviews.read(desk.review, grant=desk.grant), path)
        return revise_note(desk.review, sections, if_version=desk.version, clinic=desk.clinic, grant=desk.grant)

    move(standing, identity, review_id, version, revise)


@deciding("STYLE")
def style(standing: Standing, identity: Identity, review_id: str, name: str, version: int | None) -> None:
    """Put a draft under the headings of another style.

    STYLE is outpatient, soap, h-and-p, uk-gp, brief, or a template of the clinic. Evidence, facts and edits stay.
    """

    def restyle(desk: Desk) -> Review:
        return change_style(desk.review, name, if_version=desk.version, clinic=desk.clinic, grant=desk.grant)

    move(standing, identity, review_id, version, restyle)


@click.command()
@click.argument("review_id", metavar="ID")
@file_option
@click.option("--reason", required=True, help="Why the note is corrected, in words.")
@version_option
@identity_options
@json_option
@click.pass_obj
def amend(
    standing: Standing, identity: Identity, review_id: str, path: Path | None, reason: str, version: int | None
) -> None:
    """Sign a new version of a signed note.

    The record keeps both versions, each with its signature.
    """

    def change(desk: Desk) -> Review:
        sections = _edited(desk.clinic.reviews.read(desk.review, grant=desk.grant), path)
        amendment = Amendment(sections=sections, reason=reason)
        return amend_note(desk.review, amendment, if_version=desk.version, clinic=desk.clinic, grant=desk.grant)

    move(standing, identity, review_id, version, change)


def move(standing: Standing, identity: Identity, review: str, version: int | None, make: Move) -> None:
    """Sign in for this one move, make it, and say where the review stands now."""
    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        id_ = find_review(clinic, review, grant=grant)
        at = clinic.reviews.read(id_, grant=grant).version if version is None else version
        done = make(Desk(clinic, grant, id_, at))

    def draw(console: "Console") -> None:
        console.print(f"{done.id}  {done.status}, version {done.version}", markup=False)
        if done.signed:
            console.print(f"in the record: {done.signed}", markup=False)

    show({"id": done.id, "status": done.status, "version": done.version, "document": done.signed}, draw)


def _edited(review: Review, path: Path | None) -> tuple[SectionText, ...]:
    """The sections as the file or the editor leaves them."""
    if path is not None:
        return from_text(path.read_text(encoding="utf-8"), review.sections)
    text = click.edit(to_text(review.sections), extension=".md")
    if text is None:
        raise BadInput("The editor was left without saving; nothing was changed.")
    return from_text(text, review.sections)
