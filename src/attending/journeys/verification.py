"""A note of anybody, judged against the conversation it is said to rest on. Nothing is stored."""

from collections import Counter
from collections.abc import Sequence

from attending.checks.facts import FactKind
from attending.checks.omissions import Omission, find_omissions
from attending.checks.others_note import read_note
from attending.checks.verify import Aspect, Judged, Verdict, verify_note
from attending.drafts import Conversation
from attending.scribe import read_conversation
from attending.scribe.transcripts.word_document import is_word_document, read_word_document

__all__ = [
    "Aspect", "Conversation", "FactKind", "Judged", "Omission", "Verdict", "count_verdicts", "judge_note",
    "list_omissions", "read_conversation",
]  # fmt: skip


def judge_note(note: bytes, conversation: Conversation) -> tuple[Judged, ...]:
    """Judge every sentence of a note: supported, contradicted, not found, with the turns and the reasons."""
    return verify_note(_text_of(note), conversation)


def list_omissions(note: bytes, conversation: Conversation) -> tuple[Omission, ...]:
    """What was spoken of and does not stand in a note, worst to miss first."""
    return find_omissions(_text_of(note), conversation)


def _text_of(note: bytes) -> str:
    return read_word_document(note) if is_word_document(note) else read_note(note)


def count_verdicts(judged: Sequence[Judged]) -> dict[str, int]:
    """How many sentences have each verdict, worst first; none left out."""
    counts = Counter(one.verdict for one in judged)
    return {verdict.value: counts[verdict] for verdict in Verdict}
