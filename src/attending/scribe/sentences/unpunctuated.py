"""Which turns came without punctuation, as a recogniser writes them: judged turn by turn beside the whole conversation.

Read by `utterances`.
"""

import re

from attending.drafts import Conversation, Turn

MARKED_SHARE = 0.6
"""A conversation counts as punctuated when this share of its turns of more than `LONG_TURN` words holds a stop."""
LONG_TURN = 12
RUN_ON = 60
"""Words from which a turn without a single stop lacks its punctuation, also in a conversation that has some."""
COMMA_EVERY = 20
"""Words for each comma with which such a turn is one long sentence after all."""
STOP_EVERY = 25
"""Words for each stop with which a turn has its punctuation, also in a conversation that lacks it."""
_STOP = re.compile(r"(?<!\d)[.?!](?=\s|$)(?!\s*\d)")


def unpunctuated(conversation: Conversation) -> list[int]:
    """The numbers of the turns whose sentences are to be heard, not read."""
    marked = _is_marked(conversation)
    return [turn.number for turn in conversation.turns if _lacks_marks(turn, marked)]


def _is_marked(conversation: Conversation) -> bool:
    long = [t for t in conversation.turns if len(t.text.split()) > LONG_TURN]
    if not long:
        return any(re.search(r"[.?!]", t.text) for t in conversation.turns)
    return sum(bool(re.search(r"[.?!](\s|$)", t.text)) for t in long) >= MARKED_SHARE * len(long)


def _lacks_marks(turn: Turn, marked: bool) -> bool:
    count = len(turn.text.split())
    stops = len(_STOP.findall(turn.text))
    if marked:
        return count >= RUN_ON and not stops and turn.text.count(",") * COMMA_EVERY < count
    return not stops or stops * STOP_EVERY < count
