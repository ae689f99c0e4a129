"""What was said, between quotation marks: never false, where no sentence can be made of it.

Read by `sections.self_harm` and `completeness`: two utterances in, `Asked "Any rash?", answered "Not that I saw".` out.
"""

import re
from collections.abc import Sequence

from attending.scribe.content.lines import Line
from attending.scribe.dialogue.statements import Source
from attending.scribe.sentences.utterances import Utterance

_SPACED = re.compile(r"\s+([,.;:?!])")
"""A tokeniser's blank before a mark."""


def quoted(spoken: Sequence[Utterance]) -> str:
    """What was said, between quotation marks, without its last stop."""
    text = _SPACED.sub(r"\1", " ".join(utterance.text.strip() for utterance in spoken))
    return f'"{text.rstrip(".,;:… ")}"'


def sources_said(spoken: Sequence[Utterance]) -> tuple[Source, ...]:
    """Where it was said."""
    return tuple(Source(utterance.turn, utterance.start, utterance.end) for utterance in spoken)


def question_and_answer(question: Sequence[Utterance], reply: Sequence[Utterance]) -> Line:
    """A question and its answer, both quoted."""
    return Line(f"Asked {quoted(question)}, answered {quoted(reply)}.", sources_said([*question, *reply]))
