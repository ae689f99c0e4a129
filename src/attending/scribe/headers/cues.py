"""What the words of a short dialogue hint at, heading by heading, and who takes part in it.

Read by `features`. The lists were written after reading which headings were taken for which others in folds of
MTS-Dialog's training set; how much each cue counts for each heading is learned.
"""

import math
import re
from collections.abc import Iterator

from attending.drafts import Conversation, Role
from attending.terms.dates import TIME_UNIT

_LISTS = (
    r"x[- ]?rays?|c t|ct|cat scan|m r i|mri|ultrasound|scan|echo\w*|imaging|radiograph\w*|mammogram|e k g|ekg|doppler",
    r"blood (?:work|test|count|report|result)s?|lab(?:s|oratory)?|cultures?|white (?:blood )?(?:cell )?count|"
    r"hemoglobin|hematocrit|creatinine|potassium|sodium|glucose|enzymes?|urinalysis|urine (?:test|sample)|levels?|"
    r"negative|positive",
    r"emergency (?:room|department)|e r|er|e d|ambulance|i v|given|gave (?:you|him|her)|dose of|monitor\w*|admitted|"
    r"observation",
    r"discharg\w*|go(?:ing)? home|send (?:you|him|her) home|stable|transfer\w*|follow ?up|admit|released|nursing home|"
    r"rehab\w*",
    r"periods?|menstrua\w*|pregnan\w*|pap|miscarriages?|menopaus\w*|gravida|deliver\w*|births?|abortions?|vagina\w*|"
    r"gynecolog\w*|ovar\w*|uter\w*",
    r"vaccin\w*|immuniz\w*|shots?|tetanus|booster",
    r"on (?:the )?exam\w*|physical exam|vitals?|temperature|heart rate|pulse|respirat\w+|oxygen|"
    r"lungs? (?:are |sound )?clear|tender\w*|reflexes|pupils|let me (?:see|look|check|examine|take a look)|"
    r"does (?:this|that|it) hurt|swelling|alert|oriented|soft|normal|intact|clear",
    r"diagnos\w*|i (?:think|believe|suspect)|looks like|seems like|it'?s (?:probably|likely)|you have|consistent with|"
    r"due to|caused by|secondary|condition",
    r"what brings you|what seems to be|what(?:'s| is) going on|why are you here|how can i help|here (?:for|today)|"
    r"reason for (?:your )?visit|what happened|main concern|problem today",
    rf"{TIME_UNIT} (?:ago|now|old)|since|started|began|"
    r"for (?:about |the (?:past|last) )?(?:a|two|three|four|five|six|several|few|some)",
    r"any (?:other )?(?:medical|health) (?:problems?|conditions?|issues?|history)|past medical history|medical history|"
    r"chronic|history of|diagnosed with|high blood pressure|hypertension|diabetes|asthma|cholesterol",
    r"fever|chills|chest pain|shortness of breath|nausea|vomiting|diarrhea|constipation|headaches?|dizz\w*|"
    r"weight (?:loss|gain)|rash|urinat\w*|vision|hearing|palpitations|cough|joint|numbness",
    r"how old|what is your age|years? old|age",
    r"medications?|medicines?|pills?|milligrams?|mg|daily|twice a day|prescription|taking|vitamins?|inhaler",
    r"diet|activity|exercise|walk|eat|low (?:salt|sodium|fat)|return to work|restrictions?|wound|dressing|"
    r"call (?:us|me|the office)|questions or concerns",
    r"procedure|biopsy|scope|colonoscopy|endoscopy|catheter\w*|injection|incision|drain\w*|stent",
    r"nothing (?:has )?changed|no changes?|unchanged|same as (?:before|last)|non ?contributory|unremarkable|last visit|"
    r"previous(?:ly)?",
    r"code status|resuscitate|healthcare proxy|power of attorney|restraints?",
)
_CUES = tuple(re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for words in _LISTS)
_PARTS, _SHORTEST, _LENGTHS = 4, 20, (40, 80, 160)
CUES = _PARTS * 3 * len(_CUES) + 8 + len(_LENGTHS)
"""How many numbers `cues_of` gives."""


def cues_of(conversation: Conversation) -> list[float]:
    """How often each list is met in all that was said, by the clinician, by the others, and first; who takes part."""
    turns = conversation.turns
    parts = (
        " ".join(turn.text for turn in turns),
        " ".join(turn.text for turn in turns if turn.role is Role.CLINICIAN),
        " ".join(turn.text for turn in turns if turn.role is not Role.CLINICIAN),
        turns[0].text if turns else "",
    )
    return [*(number for part in parts for number in _met(part)), *_company(conversation, parts[0])]


def _met(text: str) -> Iterator[float]:
    length = max(len(text.split()), _SHORTEST)
    for cue in _CUES:
        count = len(cue.findall(text))
        yield min(count, 5) / 5
        yield 10 * count / length
        yield float(count > 0)


def _company(conversation: Conversation, text: str) -> Iterator[float]:
    roles = [turn.role for turn in conversation.turns]
    words = len(text.split())
    yield float(Role.OTHER in roles)
    yield float(Role.PATIENT not in roles)
    yield float(bool(roles) and roles[0] is not Role.CLINICIAN)
    yield roles.count(Role.OTHER) / max(len(roles), 1)
    yield math.log1p(words)
    yield from (float(words < length) for length in _LENGTHS)
    yield float("?" not in text)
    yield float(text.count("?"))
    yield float(len(roles))
