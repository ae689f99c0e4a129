"""Where in a note something stands that was said and left out: the heading of its style that takes its section.

Read by `left_out`, by `note_style` and by the review page.
"""

from collections.abc import Sequence

from msgspec.structs import replace

from attending.errors import BadInput
from attending.journeys.note_writing import headings_of
from attending.record.narrative import SectionText, Sentence
from attending.review import Noticed
from attending.scribe.styling.placed import placed, title_for
from attending.scribe.styling.styles import STYLES, Heading
from attending.settings import Settings


def heading_in(style: str, section: str, settings: Settings) -> str:
    """The heading of a style under which a sentence of this section stands."""
    return title_for(section, standing_headings(style, settings))


def placed_again(
    sections: tuple[SectionText, ...], added: Sequence[tuple[Sentence, Noticed]], style: str, settings: Settings
) -> tuple[SectionText, ...]:
    """A note in another style with what was added, each under the heading that takes its section."""
    for sentence, noticed in added:
        sections = placed(sections, replace(sentence, lead=""), noticed.section, standing_headings(style, settings))
    return sections


def standing_headings(style: str, settings: Settings) -> tuple[Heading, ...]:
    """The headings of a style; of the outpatient note where the clinic has taken its template away meanwhile."""
    try:
        return headings_of(style, settings)
    except BadInput:
        return STYLES["outpatient"]
