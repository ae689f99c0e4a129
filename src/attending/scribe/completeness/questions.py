"""No answer about the body is lost: where no line of the note rests on it, question and answer stand as they were said.

Read by `complete`, last. What the rules can neither join nor rewrite is quoted, which is never false: the physician
reads `Asked "Any rash?", answered "Not that I saw".`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from attending.drafts import Role
from attending.scribe.completeness.answers import SECTIONS
from attending.scribe.completeness.placing import HISTORY, place_of
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.lines import Sections
from attending.scribe.content.quotes import question_and_answer
from attending.scribe.content.topics import asked_about
from attending.scribe.content.visit import DENIES, Visit
from attending.scribe.dialogue.polarity import NO, polarity
from attending.scribe.sections.told import OF_PLAN, plan_begins
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined
from attending.terms.content import CONCEPT_WEIGHT, Keys, keys_of, units_of

_OTHERS = frozenset({"CHIEF COMPLAINT", "ASSESSMENT AND PLAN", "PHYSICAL EXAMINATION", "VITALS REVIEWED", "RESULTS"})
"""Sections that hold no answer of the history."""
LONGEST_ASKED, LONGEST_ANSWERED = 24, 30
"""Words of what is quoted."""
_SAYS_NOTHING = re.compile(
    r"^\W*(?:(?:um|uh|well|so|oh|okay|ok|right|yes|yeah|yep|sure|no|thanks?|thank you|please|hello|hi|sorry|pardon|"
    r"what|i (?:do not|don't) know|not sure|i'm not sure|good|fine)\W*)*$",
    re.IGNORECASE,
)
_BARE = re.compile(r"^\W*(?:(?:um|uh|well|oh|god)\W*)*(?:yes|yeah|yep|no|nope|nah)\b", re.IGNORECASE)
_POINTS = re.compile(
    r"^\W*(?:no|yes|yeah|nope)?\W*(?:just|only)? ?(?:that|this|those|these|the same|nothing else)(?: ones?)?\W*$",
    re.IGNORECASE,
)
"""What only points at what was said before."""
_TALK = re.compile(
    r"\b(?:sorry|pardon|thank|thanks|hello|how are you|can you hear|is that okay|is it okay|all right with you|"
    r"mean|questions?|may i|can i|shall we)\b",
    re.IGNORECASE,
)


def with_questions(visit: Visit, sections: Sections) -> Sections:
    """The sections, with each answered question of the history that no line of them rests on."""
    told = [line for title, lines in sections.items() if title not in _OTHERS for line in lines]
    held = {source.turn for line in told for source in line.sources}
    texts = [line.text for lines in sections.values() for line in lines]
    named = keys_of(" ".join(texts)) if exam_heard(visit) is not None else None
    by_verdict = {
        no: keys_of(" ".join(t for t in texts if bool(DENIES.search(t.lower())) is no)) for no in (True, False)
    }
    whole = {title: list(lines) for title, lines in sections.items()}
    for question, reply in _answered(visit):
        new = named is None or _is_new([*question, *reply], named)
        if reply[0].turn not in held and new and not _is_told(question[0], reply, by_verdict):
            line = question_and_answer(question, reply)
            lines = whole.setdefault(SECTIONS.get(asked_about(joined(question[0].words)), HISTORY), [])
            lines.insert(place_of(lines, line.sources[-1]), line)
    return whole


def _is_told(question: Utterance, reply: list[Utterance], told: dict[bool, Keys]) -> bool:
    """Whether the note says already what a bare yes or no says of everything that was asked."""
    verdict = polarity(reply, [question])
    units = [*units_of(joined(question.words)), *units_of(" ".join(joined(u.words) for u in reply))]
    return bool(verdict) and all(unit.is_in(told[verdict == NO]) for unit in units)


def _is_new(spoken: list[Utterance], named: Keys) -> bool:
    """Whether none of what question and answer name is named in the note: an examination tells what the visit is of."""
    concepts = [unit for u in spoken for unit in units_of(joined(u.words)) if unit.weight == CONCEPT_WEIGHT]
    return not any(u.heard for u in spoken) and not any(unit.is_in(named) for unit in concepts)


def _answered(visit: Visit) -> Iterator[tuple[list[Utterance], list[Utterance]]]:
    """Questions about the body before the examination or the plan, each with the turn that answers it."""
    start = exam_heard(visit)
    end = plan_begins(visit) if start is None else start
    at = {id(utterance): place for place, utterance in enumerate(visit.utterances)}
    turns = visit.turns.values()
    for spoken, reply in pairwise(turns):
        asked = [u for u in spoken if u.asks]
        if spoken[0].role is not Role.CLINICIAN or reply[0].role is Role.CLINICIAN or not asked:
            continue
        if at[id(asked[-1])] < end and _tells(asked[-1], reply):
            yield asked[-1:], reply


def _tells(question: Utterance, reply: list[Utterance]) -> bool:
    """Whether question and answer are about a symptom, an illness or a medicine, and the answer is one."""
    asked, told = joined(question.words), " ".join(joined(u.words) for u in reply)
    said = " ".join(u.text for u in reply)
    if len(question.words) > LONGEST_ASKED or len(said.split()) > LONGEST_ANSWERED or any(u.asks for u in reply):
        return False
    if _TALK.search(question.text) or _TALK.search(said) or OF_PLAN.search(asked):
        return False
    named = _names_concept(asked)
    if _POINTS.match(said):
        return False
    if _SAYS_NOTHING.match(said):
        return named and bool(_BARE.match(said))
    return named or _names_concept(told)


def _names_concept(text: str) -> bool:
    return any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text))
