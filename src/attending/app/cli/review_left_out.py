"""What was said and does not stand in the note, at the command line: added, dismissed, each by its id."""

from attending.app.cli.review_moves import deciding, move
from attending.app.cli.standing import Standing
from attending.app.cli.who import Identity
from attending.journeys.left_out import add_left_out, dismiss_left_out, take_back_left_out


@deciding("LEFT_OUT")
def include(standing: Standing, identity: Identity, review_id: str, name: str, version: int | None) -> None:
    """Add what was said and left out of the note.

    LEFT_OUT is its id, such as o-1f0c, as `review show` lists it. It becomes a sentence of your own with the words it
    rests on, examined like the draft.
    """
    move(
        standing, identity, review_id, version,
        lambda desk: add_left_out(desk.review, name, if_version=desk.version, clinic=desk.clinic, grant=desk.grant),
    )  # fmt: skip


@deciding("LEFT_OUT")
def dismiss(standing: Standing, identity: Identity, review_id: str, name: str, version: int | None) -> None:
    """Leave out what was said, for good; it is not listed again."""
    move(
        standing, identity, review_id, version,
        lambda desk: dismiss_left_out(desk.review, name, if_version=desk.version, clinic=desk.clinic, grant=desk.grant),
    )  # fmt: skip


@deciding("LEFT_OUT")
def notice(standing: Standing, identity: Identity, review_id: str, name: str, version: int | None) -> None:
    """Take back what was decided about something left out.

    An added sentence leaves the note, and it is listed again.
    """
    move(
        standing, identity, review_id, version,
        lambda desk: take_back_left_out(
            desk.review, name, if_version=desk.version, clinic=desk.clinic, grant=desk.grant
        ),
    )  # fmt: skip
