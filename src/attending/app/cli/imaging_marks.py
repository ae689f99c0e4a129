"""`attending imaging marks`: the marks of a study's report listed, and drawn, moved, decided by its radiologist."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from attending.app.cli.acting import signed_in
from attending.app.cli.output import draw_table, json_option, show
from attending.app.cli.standing import Standing
from attending.app.cli.who import OPERATOR, Identity, identity_options
from attending.errors import BadInput
from attending.review.states import DECLINE_REASONS

if TYPE_CHECKING:
    from rich.console import Console

    from attending.journeys.clinic import Clinic
    from attending.journeys.imaging_marked import ListedMark
    from attending.review import Review
    from attending.security import Grant

    Change = Callable[[Clinic, Grant, int], Review]

Points = list[tuple[float, float]]


class _Marks(click.Group):
    """`marks STUDY` lists; a word of the commands does that."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["list", *args])


@click.group(cls=_Marks)
def marks() -> None:
    """List the marks of a study's report, or draw, move and decide them: `marks STUDY`, `marks add STUDY …`.

    Series and images are counted from 1; points are COLUMN,ROW in pixels, the middle of the first pixel is 0.5,0.5.
    """


@marks.command("list")
@click.argument("study")
@json_option
@click.pass_obj
def list_them(standing: Standing, study: str) -> None:
    """List the marks of a study's report."""
    from attending.journeys.imaging_marked import list_marks

    with standing.clinic() as clinic:
        review, found = list_marks(study, clinic=clinic, grant=OPERATOR)
    _show(review, found)


_outline = click.option("--outline", metavar="POINTS", help="Its corners: '10,10 30,10 30,20'.")
_box = click.option("--box", metavar="LEFT,TOP,WIDTH,HEIGHT", help="A rectangle instead of corners.")
_series = click.option("--series", type=click.IntRange(1), default=1, show_default=True, help="Series of the study.")
_image = click.option("--image", type=click.IntRange(1), default=1, show_default=True, help="Image of its stack.")
_version = click.option("--version", type=click.IntRange(1), help="Refuse unless the report is still this version.")


@marks.command("add")
@click.argument("study")
@click.option("--finding", metavar="NAME", help="What it is; the names of the page get their code, other words do not.")
@_series
@_image
@_outline
@_box
@click.option(
    "--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='JSON list of {"finding", "series", "image", "outline": [[column, row], …] or "box": [l, t, w, h]}.',
)  # fmt: skip
@_version
@identity_options
@json_option
@click.pass_obj
def add(
    standing: Standing, /, identity: Identity, study: str, path: Path | None, version: int | None, **one: Any
) -> None:  # fmt: skip
    """Draw marks of your own; each is measured, accepted, and told under the findings."""
    from attending.journeys.imaging_marks import add_mark

    wanted = _read(path) if path is not None else [_one(one, "The mark")]

    def change(clinic: "Clinic", grant: "Grant", at: int) -> "Review":
        for place, polygon, name in wanted:
            review = add_mark(study, place, polygon, name, if_version=at, clinic=clinic, grant=grant)
            at = review.version
        return review

    _change(standing, identity, study, version, change)


@marks.command("move")
@click.argument("study")
@click.argument("mark")
@_series
@_image
@_outline
@_box
@_version
@identity_options
@json_option
@click.pass_obj
def move(
    standing: Standing, /, identity: Identity, study: str, mark: str, version: int | None, **one: Any
) -> None:  # fmt: skip
    """Give a mark another outline on one of its images, which accepts it; area, length and volume follow."""
    from attending.journeys.imaging_marks import move_mark

    place, polygon, _ = _one({**one, "finding": mark}, "The mark")
    _change(standing, identity, study, version, lambda clinic, grant, at: move_mark(
        study, mark, place, polygon, if_version=at, clinic=clinic, grant=grant
    ))  # fmt: skip


@marks.command("remove")
@click.argument("study")
@click.argument("mark")
@_version
@identity_options
@json_option
@click.pass_obj
def remove(standing: Standing, identity: Identity, study: str, mark: str, version: int | None) -> None:
    """Take a mark of your own away, and the sentence that told of it; a model's mark is declined."""
    from attending.journeys.imaging_marks import take_mark_away

    _change(standing, identity, study, version, lambda clinic, grant, at: take_mark_away(
        study, mark, if_version=at, clinic=clinic, grant=grant
    ))  # fmt: skip


def _deciding(name: str, accept: bool | None, told: str) -> click.Command:
    reason = click.option(
        "--reason", default="", type=click.Choice(["", *DECLINE_REASONS]), help="Why, as a code.",
        hidden=accept is not False,
    )  # fmt: skip

    @marks.command(name, help=told)
    @click.argument("study")
    @click.argument("mark")
    @reason
    @_version
    @identity_options
    @json_option
    @click.pass_obj
    def decide(
        standing: Standing, identity: Identity, study: str, mark: str, reason: str, version: int | None
    ) -> None:  # fmt: skip
        from attending.journeys.imaging_marked import decide_mark

        _change(standing, identity, study, version, lambda clinic, grant, at: decide_mark(
            study, mark, accept, reason=reason, if_version=at, clinic=clinic, grant=grant
        ))  # fmt: skip

    return decide


_deciding("accept", True, "Accept a mark as it stands.")
_deciding("decline", False, "Decline a mark: it stays out of the record, and the decision is kept.")
_deciding("reconsider", None, "Take back a decision about a mark.")


def _change(standing: Standing, identity: Identity, study: str, version: int | None, change: "Change") -> None:
    """Sign in for this one change, make it, and list the marks as they stand now."""
    from attending.journeys.imaging_marked import list_marks

    with standing.clinic() as clinic, signed_in(clinic.record, identity) as grant:
        at = version or list_marks(study, clinic=clinic, grant=grant)[0].version
        change(clinic, grant, at)
        review, found = list_marks(study, clinic=clinic, grant=grant)
    _show(review, found)


def _show(review: "Review", found: "Iterable[ListedMark]") -> None:
    def draw(console: "Console") -> None:
        table = [
            (one.id, one.finding, one.series, ", ".join(map(str, one.images)), one.measures,
             "" if one.probability is None else f"{one.probability:.2f}", one.model, one.state)
            for one in found
        ]  # fmt: skip
        columns = ("Mark", "Finding", "Series", "Images", "Measures", "Probability", "Made by", "State")
        draw_table(console, columns, table, empty="Nothing is marked in this report.")
        console.print(f"Report {review.id}: {review.status}, version {review.version}", markup=False)

    show({"review": review.id, "status": review.status, "version": review.version, "marks": list(found)}, draw)


def _read(path: Path) -> list[tuple[tuple[int, int], Points, str]]:
    """The marks of a JSON file, all of them understood before the first is drawn."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise BadInput("The file of marks is no JSON.", hint="It is a list of objects, one a mark.") from error
    if not isinstance(found, list) or not found or not all(isinstance(one, dict) for one in found):
        raise BadInput("The file of marks is no list of objects.", hint="It is a list of objects, one a mark.")
    return [_one(one, f"Mark {number} of the file") for number, one in enumerate(found, 1)]


def _one(one: dict[str, Any], what: str) -> tuple[tuple[int, int], Points, str]:
    """Place (series and image, from 0), outline and finding of one mark."""
    name = str(one.get("finding") or "")
    if not name:
        raise BadInput(f"{what} has no finding.", hint="Say what it is: --finding NAME.")
    series, image = one.get("series", 1), one.get("image", 1)
    if not all(isinstance(number, int) and number > 0 for number in (series, image)):
        raise BadInput(f"{what} has no image.", hint="Series and image are whole numbers from 1.")
    if (one.get("outline") is None) == (one.get("box") is None):
        raise BadInput(f"{what} needs an outline or a box.", hint="Such as --outline '10,10 30,10 30,20'.")
    return (series - 1, image - 1), _points(one, what), name


def _points(one: dict[str, Any], what: str) -> Points:
    outline, box = one.get("outline") or "", one.get("box")
    try:
        if box is not None:
            parts = box.split(",") if isinstance(box, str) else box
            left, top, width, height = (float(part) for part in parts)
            return [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]
        pairs = [pair.split(",") for pair in outline.split()] if isinstance(outline, str) else outline
        return [(float(x), float(y)) for x, y in pairs]
    except (TypeError, ValueError) as error:
        raise BadInput(f"The outline of {what.lower()} is no list of points.",
                       hint="COLUMN,ROW in pixels, such as '10,10 30,10 30,20'.") from error  # fmt: skip
