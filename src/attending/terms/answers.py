"""Question and answer fused: "any fever?" "no" means that fever is denied.

Read by `scribe` (review of systems) and `checks` (was it denied or reported?).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from attending.terms.content import Keys, units_of
from attending.terms.negation import Assertion, Status, assertion_of
from attending.terms.self_harm import admits_self_harm, speaks_of_self_harm
from attending.terms.symptoms import Symptom, find_symptoms


class Answer(StrEnum):
    """How an utterance answers the question before it."""

    YES = "yes"
    NO = "no"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Said:
    """An utterance: whether the clinician says it (None when unknown), and the words."""

    clinician: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Stated:
    """A symptom of a dialogue and what was said of it, answers taken into account."""

    symptom: Symptom
    assertion: Assertion
    turn: int
    """Index of the utterance that names it."""
    answered: int | None
    """Index of the utterance that answers, where the naming one was a question."""
    start: int
    end: int
    near: str = ""
    """The words around it, in which a body part or a circumstance may be named."""


NEAR = 70  # characters around a mention that still speak of it
_FILLER = r"(?:(?:uh|um|well|oh|hm+|so|you\s+know|like|i\s+mean|actually|okay|ok|let's\s+see)[\s,.]+)*"
_NO = re.compile(
    rf"^\W*{_FILLER}(?:(?:yeah|yes)[\s,]+(?=no\b))?(?:no|nope|nah|naw|never|none|neither|not\s+(?:really|at\s+all|"
    r"that|lately|recently|currently|anymore|since|to\s+my|yet|right\s+now|so\s+far|often)|uh-?uh|negative|"
    r"nothing|i\s+never|it\s+(?:does|did|is|has)\s*n['’o]?t|(?:my|our)\s+\w+\s+says?\s+(?:no|i\s+do\s*n['’o]?t)|"
    r"there\s+(?:is|was|are|were|has)\s*n['’o]?t|doesn['’]?t)\b",
    re.IGNORECASE,
)
_NO_BY_VERB = re.compile(
    rf"^\W*{_FILLER}(?:(?:i\s+)*(?:do|have|did|was)\s*n['’o]?t|i\s*(?:am|['’]m|['’]ve|have|do|did|was)\s+not)"
    r"(?:\s+(?:really|actually|even|ever|yet|usually|particularly|currently|necessarily))*(?:\W*$|\s*[,.;!?]|\s+(?:"
    r"think|believe|suppose|say|had(?!\s+(?:a|the|much)\s+(?:chance|time))|have(?!\s+(?:an?|the|my|much)\b)|notic\w+|feel\w*|"
    r"felt|experienc\w+|get\w*|got(?!\s+(?:an?|the|my)\b)|seen?|do|any|anything|that|those|as|so|at|no|on|taking|aware|too|"
    r"been(?=\W*$|\s+(?:having|feeling|getting|experiencing|noticing|any|that|too|so|on|taking))|having|i)\b)",
    re.IGNORECASE,
)
"""A verb denied on its own account: "I haven't noticed"; not "I haven't been walking far" or "I don't remember"."""
_YES = re.compile(
    rf"^\W*{_FILLER}(?:yes|yeah|yep|yup|yea|ya|mm-?hm+|uh-?huh|mhm|i\s+(?:do|have|did|am|was|sure)\b(?=\W*$|[.,;!]|\s+(?:a|an|some|get|feel|notice|too|sometimes|occasionally)\b)|sure|"
    r"definitely|absolutely|correct|right|exactly|sometimes|occasionally|a\s+(?:little|bit|lot|few)|much\s+(?:more|worse)|lots|once|some|often|always|"
    r"every(?!\s+\w+day\b)|just\s+a|it\s+(?:does|did|is|has|was)\b(?!\s*n['’o]?t)|of\s+course|oh\s+yeah|quite)\b",
    re.IGNORECASE,
)


def answer_of(text: str) -> Answer:
    """Whether an utterance begins as a yes, a no, or neither."""
    if _NO.match(text) or _NO_BY_VERB.match(text):
        return Answer.NO
    return Answer.YES if _YES.match(text) else Answer.OTHER


def stated_symptoms(dialogue: Sequence[Said]) -> list[Stated]:
    """Every symptom of the dialogue in order; one that was asked carries the status its answer gives it."""
    found: list[Stated] = []
    for turn, said in enumerate(dialogue):
        for mention in find_symptoms(said.text):
            assertion = assertion_of(said.text, mention.start, mention.end)
            answered: int | None = None
            if _awaits_answer(said, mention.start, mention.end, assertion.status):
                assertion, answered = _settled(dialogue, turn, mention.symptom, assertion)
            near = said.text[max(0, mention.start - NEAR) : mention.end + NEAR]
            found.append(Stated(mention.symptom, assertion, turn, answered, mention.start, mention.end, near))
    return found


def assertion_in(dialogue: Sequence[Said], turn: int, start: int, end: int, keys: Keys) -> tuple[Assertion, int | None]:
    """What a dialogue says of the thing named at `dialogue[turn].text[start:end]`, and the turn that answered.

    `keys` are the thing's names (`content.Unit.keys`): an answer that names it again decides by what it says of it.
    """
    said = dialogue[turn]
    assertion = assertion_of(said.text, start, end)
    if not _awaits_answer(said, start, end, assertion.status):
        return assertion, None

    def again(text: str) -> Assertion | None:
        for unit in units_of(text):
            if unit.keys & keys:
                return assertion_of(text, unit.start, unit.end)
        return None

    return _settle(dialogue, turn, assertion, again)


_OPEN_END = 120  # characters to the end of the turn: what stands further off is not what the answer is about
_OPEN_QUESTION = re.compile(r"[^.!?;]{0,60}\?")  # the sentence that names the symptom ends in the question mark
_BARE_LIST = 6  # words; "okay coughing headache" from a clinician is a question without its question mark


_PRESUPPOSED = re.compile(
    r"\b(?:(?:when|while|whenever|before|until|since)\s+(?:you|he|she|it|they)\b(?:(?!\b(?:do|did|have|has|had|any|is|are|were)\b)[^?.,]){0,40}|"
    r"(?:with|during|for|before|after|because\s+of|due\s+to)\s+(?:your|the|these|this|those|that|his|her)\s+(?:\w+\s+)?|"
    r"(?:regards?\s+to|regarding|about|as\s+for|terms\s+of|in|of)\s+(?:your|the|these|this|those|his|her)\s+|"
    r"(?:you|he|she)\s+(?:say|said|says|mention\w*)\b(?:(?!\bany)[^.?!]){0,40}|talked\s+about\s+|(?:other\s+than|besides|aside\s+from|apart\s+from)\b(?:(?!\bany|\byou\b)[^.?!]){0,40}|this\s+kind\s+of\s+|(?:is|was)\s+(?:this|it|that)\s+a\s+(?:new\s+)?|"
    r"(?:try(?:ing)?|want(?:ing)?)\s+to\s+|"
    r"(?:did|does|do|has|have|is|are|was|were)\s+(?:the|this|that|these|those|your|his|her)\s+)$",
    re.IGNORECASE,
)
"""What a question takes for given: "does it hurt when you cough?", "anything for the pain?", "did the pain move?"."""


_OFFERS_CHOICE = re.compile(r"[^.!?]{0,40}?,?\s+or\s+(?:is\s+it\s+|was\s+it\s+)?(?:just|only|rather)\b", re.IGNORECASE)
"""Another thing to choose: a yes to "wheezy, or just tight?" says not which."""


def _awaits_answer(said: Said, start: int, end: int, status: Status) -> bool:
    if _OFFERS_CHOICE.match(said.text[end:]):
        return False
    if len(said.text) - end > _OPEN_END or _PRESUPPOSED.search(said.text, max(0, start - 80), start):
        return False
    if status is Status.ASKED:
        return True
    rest = said.text[end:]
    bare = len(said.text.split()) <= _BARE_LIST and status is Status.PRESENT
    return said.clinician is True and (_OPEN_QUESTION.match(rest) is not None or bare)


def _settled(dialogue: Sequence[Said], turn: int, symptom: Symptom, asked: Assertion) -> tuple[Assertion, int | None]:
    def again(text: str) -> Assertion | None:
        found = [m for m in find_symptoms(text) if m.symptom == symptom]
        return assertion_of(text, found[-1].start, found[-1].end) if found else None

    return _settle(dialogue, turn, asked, again)


_NO_OF_ONE = re.compile(rf"^\W*{_FILLER}no\s+(?![,.])", re.IGNORECASE)
_BUT = re.compile(r"\b(?:but|except|although|though|only)\b", re.IGNORECASE)
_FIRST_NAMED = 12  # characters behind "no" within which the symptom stands that it denies


def _denies_a_part(text: str) -> bool:
    """Whether "no nausea" answers for one of the things asked, and leaves the rest open."""
    opening = _NO_OF_ONE.match(text)
    named = find_symptoms(text) if opening else []
    near = _FIRST_NAMED if _BUT.search(text) else 0
    return bool(opening and named and named[0].start - opening.end() <= near)


_NOT_DONE = re.compile(rf"^\W*{_FILLER}i\s*(?:['’]ve|have|did|do|am)\s*(?:n['’]t|not)\b", re.IGNORECASE)


def _names_alike(text: str, question: str) -> bool:
    """Whether an answer names one of the symptoms asked: "nausea, vomiting?" / "I have not thrown up"."""
    return not {m.symptom for m in find_symptoms(text)}.isdisjoint(m.symptom for m in find_symptoms(question))


def _taken_back(
    dialogue: Sequence[Said], no: int, again: Callable[[str], Assertion | None]
) -> tuple[Assertion, int] | None:
    """ "Not really. Yeah. Maybe a bit of nausea.": what the same speaker goes on to report after a first no."""
    for later in range(no + 1, min(no + 3, len(dialogue))):
        if dialogue[later].clinician is not dialogue[no].clinician:
            return None
        named = again(dialogue[later].text)
        if named is not None:
            return (named, later) if named.status in {Status.PRESENT, Status.UNCERTAIN} and not named.past else None
    return None


_IN_PART = re.compile(
    rf"^\W*{_FILLER}no(?:t\s+really)?\b\W+(?:(?:not\s+(?:initially|at\s+first|always|constantly))\b|(?:(?:uh|um|i\s+mean)\W+)*"
    r"(?:well|but|just|only|except|like\s+it)\b.*\b(?:sometimes|occasionally|maybe|a\s+(?:little|bit)|when|since|after|if|yeah)\b)",
    re.IGNORECASE,
)
"""A no that goes on to tell when it is so after all: "no, not at first, but since Friday", "no, just when I cough"."""


def _denies_in_part(text: str) -> bool:
    """Whether a no leaves open what was asked: it goes on with the when and how much of nothing else."""
    named = (
        assertion_of(text, m.start, m.end).status
        for m in find_symptoms(text)
        if m.symptom.name not in {"cough", "pain"}
    )
    return bool(_IN_PART.match(text)) and Status.PRESENT not in named


def _admits_after_all(dialogue: Sequence[Said], asked: int, no: int) -> bool:
    """Whether a "no" about self-harm goes on to admit the thought: nothing is denied then, the words are quoted."""
    if not speaks_of_self_harm(dialogue[asked].text):
        return False
    reply = takewhile(lambda said: said.clinician is dialogue[no].clinician, dialogue[no:])
    return any(admits_self_harm(said.text) for said in reply)


def _settle(
    dialogue: Sequence[Said], turn: int, asked: Assertion, again: Callable[[str], Assertion | None]
) -> tuple[Assertion, int | None]:
    """The status after the answer: the next utterance of somebody else, hesitations skipped."""
    for later in range(turn + 1, min(turn + 3, len(dialogue))):
        text = dialogue[later].text
        named = again(text)
        if named is not None:
            return named, later
        answer = answer_of(text)
        if answer is Answer.OTHER and _NOT_DONE.match(text) and _names_alike(text, dialogue[turn].text):
            answer = Answer.NO
        in_part = answer is Answer.NO and (_denies_a_part(text) or _denies_in_part(text))
        if in_part or (answer is Answer.NO and _admits_after_all(dialogue, turn, later)):
            return asked, None
        if answer is Answer.NO:
            after = _taken_back(dialogue, later, again)
            return after or (Assertion(Status.NEGATED, asked.other_person, asked.past), later)
        if answer is Answer.YES:
            # "any fever or chills?" "yes, chills"
            status = Status.UNCERTAIN if find_symptoms(text) else Status.PRESENT
            return Assertion(status, asked.other_person, asked.past), later
        if len(text.split()) > 3:
            break
    return asked, None
