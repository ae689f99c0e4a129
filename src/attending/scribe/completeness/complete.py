"""The nets under the note: each adds what must stand and no line tells, under the heading where it belongs.

Read by `note`, last. A net takes the visit and the sections, and gives the sections back: of a visit with "if his lips
go blue, call 911" whose plan does not tell it, `with_safety_netting` gives a plan that does.
"""

from collections.abc import Callable

from attending.scribe.completeness.answers import with_answers
from attending.scribe.completeness.medicines import with_allergies, with_medicines
from attending.scribe.completeness.orders import with_orders, with_tests
from attending.scribe.completeness.questions import with_questions
from attending.scribe.completeness.safety_netting import with_safety_netting
from attending.scribe.completeness.wishes import with_wishes
from attending.scribe.content.lines import Sections
from attending.scribe.content.visit import Visit

NETS: tuple[Callable[[Visit, Sections], Sections], ...] = (
    with_medicines,
    with_allergies,
    with_orders,
    with_tests,
    with_safety_netting,
    with_wishes,
    with_answers,
    with_questions,
)
"""What is known best comes first; what no net before could tell is quoted by the last."""


def complete(visit: Visit, sections: Sections) -> Sections:
    """The sections with what every net adds."""
    for net in NETS:
        sections = net(visit, sections)
    return sections
