"""Facts beside a note at the command line: accepted, changed, declined, each by its number."""

import click

from attending.app.cli.output import json_option
from attending.app.cli.review_moves import Desk, move, version_option
from attending.app.cli.standing import Standing
from attending.app.cli.who import Identity, identity_options
from attending.errors import BadInput
from attending.journeys.proposed_facts import accept_changed
from attending.review import DECLINE_REASONS, Review


@click.command()
@click.argument("review_id", metavar="ID")
@click.argument("proposal")
@click.option(
    "--set", "changes", multiple=True, metavar="FIELD=VALUE", help="Change a field, as `review show` lists it."
)
@version_option
@identity_options
@json_option
@click.pass_obj
def accept(
    standing: Standing, identity: Identity, review_id: str, proposal: str, changes: tuple[str, ...], version: int | None
) -> None:
    """Accept a proposed fact, as it stands or changed.

    PROPOSAL is its number, such as p3. It is written to the record when the note is signed, not before.
    """
    values = _values(changes)

    def choose(desk: Desk) -> Review:
        if values:
            return accept_changed(
                desk.review, proposal, values, if_version=desk.version, clinic=desk.clinic, grant=desk.grant
            )
        return _decide(desk, proposal, True)

    move(standing, identity, review_id, version, choose)


@click.command()
@click.argument("review_id", metavar="ID")
@click.argument("proposal")
@click.option("--reason", default="", type=click.Choice(["", *DECLINE_REASONS]), help="Why, as a code.")
@version_option
@identity_options
@json_option
@click.pass_obj
def decline(
    standing: Standing, identity: Identity, review_id: str, proposal: str, reason: str, version: int | None
) -> None:
    """Decline a proposed fact; it is kept as a decision.

    Nothing of it is written to the record.
    """
    move(standing, identity, review_id, version, lambda desk: _decide(desk, proposal, False, reason))


@click.command()
@click.argument("review_id", metavar="ID")
@click.argument("proposal")
@version_option
@identity_options
@json_option
@click.pass_obj
def reconsider(standing: Standing, identity: Identity, review_id: str, proposal: str, version: int | None) -> None:
    """Take back a decision about a proposed fact."""
    move(standing, identity, review_id, version, lambda desk: _decide(desk, proposal, None))


def _decide(desk: Desk, proposal: str, accept: bool | None, reason: str = "") -> Review:
    from attending.journeys.imaging_decided import decide_fact

    return decide_fact(
        desk.review, proposal, accept, reason=reason, if_version=desk.version, clinic=desk.clinic, grant=desk.grant
    )


def _values(changes: tuple[str, ...]) -> dict[str, str]:
    pairs = [change.partition("=") for change in changes]
    if any(not sign for _, sign, _ in pairs):
        raise BadInput("Expected FIELD=VALUE.", hint="Such as --set 'directions=20 mg once a day'.")
    return {name.strip(): value for name, _, value in pairs}
