"""What the verifier says of one sentence of a note."""

from attending.checks.verify import Aspect, Judged, verify_note
from attending.drafts import Conversation


def judge(conversation: Conversation, sentence: str, heading: str = "") -> Judged:
    """The judgement of a note of this one sentence."""
    (one,) = verify_note(f"{heading}\n{sentence}" if heading else sentence, conversation)
    return one


def aspects(one: Judged) -> set[Aspect]:
    """What its reasons are about."""
    return {reason.aspect for reason in one.reasons}
