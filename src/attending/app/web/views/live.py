"""What was said so far, and the note so far, as the page draws it while a visit is recorded."""

from typing import Any

from attending.app.web.views.sources import SPEAKERS, turn_time
from attending.app.web.views.words import clock_time, heading
from attending.journeys.live_visit import Heard

MOST_TURNS = 400
"""The newest; the whole transcript comes when the visit is over."""


def live_view(heard: Heard) -> dict[str, Any]:
    """One message of the socket."""
    turns = heard.conversation.turns[-MOST_TURNS:] if heard.conversation else ()
    return {
        "until": clock_time(heard.seconds),
        "trouble": heard.trouble,
        "turns": [
            {"number": t.number, "role": t.role.value, "speaker": SPEAKERS[t.role.value], "time": turn_time(t),
             "text": t.text}
            for t in turns
        ],
        "sections": [
            {"title": heading(one.title), "sentences": [f"{s.lead} {s.text}".strip() for s in one.sentences]}
            for one in heard.sections
        ],
    }  # fmt: skip
