"""Why the patient comes, in the patient's own words, where nothing that was named is surely the reason.

Read by `complaint`. A symptom that is only told when asked for ("any nausea?" "a bit") is not why somebody comes; what
they said first is, whatever it is about.
"""

import re

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, is_sentence
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.sections.history import opening_question
from attending.scribe.vocabulary import content, joined
from attending.terms.content import CONCEPT_WEIGHT, units_of

_LEADS = re.compile(r"^(?:(?:yeah|yes|yep|no|well|so|um|uh|er|hi|hello|okay|right|oh)\b[ ,.]*)+", re.IGNORECASE)
LEAST, LONGEST = 2, 24
"""Words with a meaning of their own that an opening has, and words of it that are quoted."""
_FURTHEST = 12
"""Turns in which a patient begins to tell."""
_NO_OPENING = re.compile(
    r"\b(?:told me to|said i should|sent me|made me come|thanks?|thank you|sorry|traffic|parking|weather|weekend was|"
    r"nice to|how are you|not (?:so|too) bad|usually see|doctor i saw|say (?:hello|hi)|shy|happy birthday)\b|"
    r"^(?:this|that|it) is [a-z]+(?:,? (?:he|she) is \w+(?: (?:years|months|weeks)(?: old)?)?)?$|"
    r"^(?:he|she) is (?:\w+|\w+ (?:years|months|weeks) old)$"
)


def opening_told(visit: Visit) -> list[Statement]:
    """The statements of the first turn in which the patient, or who speaks for them, tells what is the matter."""
    asked = opening_question(visit)
    begins = asked.turn if asked else visit.utterances[0].turn
    last = begins + _FURTHEST
    own = [s for s in visit.statements if s.kind == "said" and s.role is not Role.CLINICIAN and not s.asks]
    for statement in own:
        turn = statement.sources[0].turn
        if begins < turn <= last and _tells(statement):
            return [s for s in own[own.index(statement) :] if s.sources[0].turn == turn]
    return []


def _tells(statement: Statement) -> bool:
    text = joined(statement.words)
    if is_empty_talk(statement) or _NO_OPENING.search(text):
        return False
    if any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text)) or _IT_IS_ABOUT.match(text):
        return True
    whole = is_sentence(statement.words) or bool(_OF_SOMEBODY.search(text))
    return bool(_NOT_WELL.search(text)) or (whole and len(set(content(text))) >= LEAST)


_OF_SOMEBODY = re.compile(r"\b(?:i|he|she|it|they|we) (?:am|is|are|was|were|has|have|had|can|could|do|does|did)\b")
_NOT_WELL = re.compile(r"\bnot (?:been )?(?:(?:him|her|my)self|right|well)\b")


_IT_IS_ABOUT = re.compile(
    r"^(?:(?:well|so|i think|yes|,) )*it is (?:about |just |all )?(?:the|my|his|her|our|this) \w+"
)


def is_reason(visit: Visit, line: Line) -> bool:
    """Whether a complaint was named before, in or just behind what the patient told first."""
    opening = opening_told(visit)
    if not opening or not line.sources:
        return True
    first = opening[0].sources[0].turn
    return min(source.turn for source in line.sources) <= first + 2


def in_own_words(visit: Visit) -> list[Line]:
    """What the patient told first, quoted; nothing where nobody told anything."""
    opening = opening_told(visit)
    words: list[str] = []
    sources: list[Source] = []
    for statement in opening:
        spoken = visit.utterances[statement.at]
        added = _LEADS.sub("", spoken.text.strip(" ,.;"))
        if words and len(" ".join([*words, added]).split()) > LONGEST:
            break
        words.append(added)
        sources.extend(statement.sources)
    if not words:
        return []
    said = ". ".join(word[:1].upper() + word[1:] for word in words)
    return [Line(f'"{said}."', tuple(sources))]
