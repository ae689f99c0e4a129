"""Does every statement have a source, and is the source really there, word for word?"""

from attending.checks.problem import Problem
from attending.drafts import Claim, Conversation, Element, Words
from attending.record.chart import Chart

MIN_WORDS = 20
"""Fewer words of speech than this are no visit."""
MIN_TURNS = 2


def check_speech(conversation: Conversation) -> list[Problem]:
    """Nothing is drafted from silence."""
    spoken = [turn.text for turn in conversation.turns if any(sign.isalnum() for sign in turn.text)]
    if len(spoken) >= MIN_TURNS and sum(len(text.split()) for text in spoken) >= MIN_WORDS:
        return []
    message = f"The conversation holds fewer than {MIN_TURNS} turns or {MIN_WORDS} words: too little for a note."
    return [Problem("too-little-speech", conversation.id, message)]


def check_evidence(claim: Claim, conversation: Conversation | None, chart: Chart) -> list[Problem]:
    """Problems of a claim's evidence itself, before its content is compared."""
    if not claim.evidence:
        return [Problem("no-evidence", "", "This statement names no source.")]
    problems: list[Problem] = []
    for one in claim.evidence:
        if isinstance(one, Words) and conversation is not None:
            problems += _words(one, conversation)
        elif isinstance(one, Element):
            problems += _element(one, chart)
    return problems


def _words(words: Words, conversation: Conversation) -> list[Problem]:
    if words.conversation != conversation.id:
        return [_broken(words.conversation, "It cites another conversation than this visit's.")]
    if not words.turns or len(words.turns) != len(words.quotes):
        return [_broken("count", "It does not quote each turn that it cites.")]
    problems = []
    for number, quote in zip(words.turns, words.quotes, strict=True):
        if not 0 <= number < len(conversation.turns):
            problems.append(_broken(str(number), f"It cites turn {number + 1}, which the conversation does not have."))
        elif not quote.strip() or quote not in conversation.turns[number].text:
            problems.append(_broken(f"{number}|{quote}", f"Its quote is not what turn {number + 1} says."))
        elif conversation.turns[number].unsure:
            message = f"It is not certain who says {_place(number, conversation)}: please listen."
            problems.append(Problem("speaker-unsure", str(number), message))
    return problems


def _place(number: int, conversation: Conversation) -> str:
    """A turn by its number, and by its time where it has one: where the sound is kept, people look for that."""
    start = conversation.turns[number].start
    if start is None:
        return f"turn {number + 1}"
    minutes, seconds = divmod(int(start), 60)
    hours, minutes = divmod(minutes, 60)
    return f"turn {number + 1}, at {f'{hours}:' if hours else ''}{minutes:02}:{seconds:02}"


def _element(element: Element, chart: Chart) -> list[Problem]:
    resource_type, _, logical_id = element.reference.partition("/")
    candidates = [chart.patient] if resource_type == "Patient" else chart.all(resource_type)
    if any(resource.get("id") == logical_id for resource in candidates):
        return []
    return [_broken(element.reference, "It cites an entry that the patient's chart does not have.")]


def _broken(detail: str, message: str) -> Problem:
    return Problem("broken-evidence", detail, message)
