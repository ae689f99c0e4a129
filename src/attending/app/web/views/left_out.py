"""What was said and does not stand in the note, as the review page shows it: to be added, dismissed, or taken back."""

from collections.abc import Callable, Iterator, Mapping

from attending.app.web.views.note import Chip, LeftOutView
from attending.app.web.views.sources import chips_of
from attending.app.web.views.words import heading
from attending.drafts import Claim, Evidence, Turn, Words
from attending.journeys.left_out import URGENT, Addition, LeftOut
from attending.review import Review


def left_out_views(
    review: Review, found: LeftOut, turns: Mapping[int, Turn], heading_of: Callable[[str], str]
) -> Iterator[LeftOutView]:
    """What is open, worst to miss first, then what was decided; `heading_of` names the heading of a section."""
    for one in found.additions:
        yield LeftOutView(
            id=one.id,
            kind=one.kind.capitalize(),
            tone="warn" if one.kind in URGENT else "",
            sentence=one.sentence,
            heading=heading(heading_of(one.section)),
            said=tuple(zip(_chips(one, turns), one.quotes, strict=False)),
            state="open",
        )
    for name, decided in review.noticed.items():
        yield LeftOutView(
            id=name,
            kind="",
            tone="",
            sentence=decided.sentence,
            heading=heading(heading_of(decided.section)),
            said=(),
            state="added" if review.includes(decided) else "dismissed",
        )


def _chips(one: Addition, turns: Mapping[int, Turn]) -> tuple[Chip, ...]:
    words: Evidence = Words(conversation="", turns=one.turns, quotes=one.quotes)
    return chips_of(Claim(id=one.id, text=one.sentence, place="", evidence=(words,)), turns)
