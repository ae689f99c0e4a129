"""What the verifier says of one sentence of a note."""

from attending.checks.verify import Aspect, Judged, Verdict, verify_note
from attending.drafts import Conversation


def judge(conversation: Conversation, sentence: str, heading: str = "") -> Judged:
    """The judgement of a note of this one sentence."""
    (one,) = verify_note(f"{heading}\n{sentence}" if heading else sentence, conversation)
    return one


def aspects(one: Judged) -> set[Aspect]:
    """What its reasons are about."""
    return {reason.aspect for reason in one.reasons}


def tells_apart(conversation: Conversation, right: str, wrong: str) -> None:
    """Assert that a right sentence is supported and a wrong one contradicted."""
    good, bad = judge(conversation, right), judge(conversation, wrong)
    assert good.verdict is Verdict.SUPPORTED, good.reasons
    assert bad.verdict is Verdict.CONTRADICTED, bad.reasons
