"""The acting half of `attending review`: every move is made by a practitioner who gives the password."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from attending.app.cli.acting import practitioner_id, signed_in
from attending.app.cli.note_edit import from_text, to_text
from attending.app.cli.output import json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import Identity, identity_options
from attending.errors import BadInput
from attending.journeys.consultation import amend_note, revise_note
from attending.record.narrative import SectionText
from attending.review import REJECTION_REASONS, Amendment, Review

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.clinic import Clinic
    from attending.security import Grant

Move = Callable[["Clinic", "Grant", int], Review]

version_option = click.option(
    "--version", type=click.IntRange(1), help="Refuse unless the draft is still this version; the newest otherwise."
)
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
    _move(
        standing,
        identity,
        review_id,
        None,
        lambda clinic, grant, at: clinic.reviews.assign(
            review_id, practitioner_id(clinic.record, practitioner), if_version=at, grant=grant
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
    _move(
        standing,
        identity,
        review_id,
        version,
        lambda clinic, grant, at: clinic.reviews.answer(review_id, finding, text, if_version=at, grant=grant),
    )


@click.command()
@click.argument("review_id", metavar="ID")
@version_option
@identity_options
@json_option
@click.pass_obj
def sign(standing: Standing, identity: Identity, review_id: str, version: int | None) -> None:
    """Sign: take responsibility and file the note in the record."""
    _move(
        standing,
        identity,
        review_id,
        version,
        lambda clinic, grant, at: clinic.reviews.sign(review_id, if_version=at, grant=grant),
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
    _move(
        standing,
        identity,
        review_id,
        version,
        lambda clinic, grant, at: clinic.reviews.reject(review_id, reason, text, if_version=at, grant=grant),
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
    _move(
        standing,
        identity,
        review_id,
        version,
        lambda clinic, grant, at: clinic.reviews.withdraw(review_id, text, if_version=at, grant=grant),
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

    def revise(clinic: "Clinic", grant: "Grant", at: int) -> Review:
        sections = _edited(clinic.reviews.read(review_id, grant=grant), path)
        return revise_note(review_id, sections, if_version=at, clinic=clinic, grant=grant)

    _move(standing, identity, review_id, version, revise)


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

    def change(clinic: "Clinic", grant: "Grant", at: int) -> Review:
        sections = _edited(clinic.reviews.read(review_id, grant=grant), path)
        amendment = Amendment(sections=sections, reason=reason)
        return amend_note(review_id, amendment, if_version=at, clinic=clinic, grant=grant)

    _move(standing, identity, review_id, version, change)


def _move(standing: Standing, identity: Identity, review_id: str, version: int | None, move: Move) -> None:
    """Sign in for this one move, make it, and say where the review stands now."""
    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        at = clinic.reviews.read(review_id, grant=grant).version if version is None else version
        review = move(clinic, grant, at)

    def draw(console: "Console") -> None:
        console.print(f"{review.id}  {review.status}, version {review.version}", markup=False)
        if review.signed:
            console.print(f"in the record: {review.signed}", markup=False)

    show({"id": review.id, "status": review.status, "version": review.version, "document": review.signed}, draw)


def _edited(review: Review, path: Path | None) -> tuple[SectionText, ...]:
    """The sections as the file or the editor leaves them."""
    if path is not None:
        return from_text(path.read_text(encoding="utf-8"), review.sections)
    text = click.edit(to_text(review.sections), extension=".md")
    if text is None:
        raise BadInput("The editor was left without saving; nothing was changed.")
    return from_text(text, review.sections)
