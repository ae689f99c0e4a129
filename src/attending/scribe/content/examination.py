"""Where the examination begins: with "let me have a listen to your chest", or with the findings of one turn.

Read by the builders of `sections` and by `completeness`. A visit in, the number of an utterance out.
"""

import re
from functools import lru_cache
from itertools import groupby

from attending.drafts import Role
from attending.scribe.content.exam_systems import system_of
from attending.scribe.content.measured import measured
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.vocabulary import joined

LATE = 0.5
"""Share of the visit after which orders are looked for where no examination is heard."""
_EXAMINING = re.compile(
    r"\b(?:(?:want to|need to|going to) (?:just |quickly )?examine (?:you|him|her|your|his)|let me (?:just "
    r")?(?:examine|"
    r"have a (?:quick )?(?:look|listen|feel)|press (?:on )?(?:your|his|her)|feel (?:of )?(?:your|his|her)|take a "
    r"(?:quick )?(?:look|listen)|listen|"
    r"check|do a)|let us,? (?:just )?(?:examine|(?:have|take) a (?:quick |good )?look(?: at (?:you|him|her|it|"
    r"that|this|the "
    r"(?!x|mri|ct|labs?|results?|blood|chart|test|report|picture|number|scan|image)\w+|your "
    r"(?!x|mri|ct|labs?|results?|blood|chart|test|report|picture|number|scan|image)\w+)|$))|i will (?:just "
    r")?(?:do (?:a|an|your|my|the|some)|examine|have a (?:quick )?look|check)|let me (?:just )?(?:look|see) at "
    r"(?:it|you|him|them)\b|let me (?:just )?(?:look|peek) (?:in|into|inside|at) (?:your|his|her|that|the) "
    r"(?!x|mri|ct|labs?|results?|blood|chart|test|report|picture|number|scan|image|record|note|file)\w+|(?:do|"
    r"doing) (?:an?|your|my|the) "
    r"(?:\w+ ){0,2}(?:exam(?:ination)?|check)\b|physical exam|^(?:and |so |okay )*on exam(?:ination)?\b|\bon "
    r"(?:your|this|the|his|"
    r"her) (?:\w+ ){0,2}exam(?:ination)?\b|\bexamination is\b|"
    r"\b(?:focused|my) exam(?:ination)?\b|\byou (?:do )?look (?:pale|well|unwell|tired|flushed|jaundiced|"
    r"comfortable)\b|\bthe (?:left|right) (?:canal|drum|eardrum|ear canal) (?:is|has)\b|"
    r"blood pressure (?:today )?(?:is|was) (?:\d|one|two|1))"
)
_EXAMINED_LATER = re.compile(
    r"\b(?:(?:we|you|i) (?:would|could) (?:need|have|want|still|normally|usually)|we would|could|might|need|needs|"
    r"history first|normally|usually|confirmed|someone|clinic|appointment|in person|face.to.face|prescription|"
    r"referral|warrant\w*|depends|book|arrange|organi[sz]e|blood test)\b"
)
"""An examination that is spoken of and not done: over a telephone it stands for later."""
_DO_THIS = re.compile(
    r"^(?:(?:okay|now|and|so|right|then|just|good|great|please|can you|could you|i want you to|"
    r"i would like you to)\b,? ?)*"
    r"(?:smile (?:for me|please)|close your eyes|open (?:wide|your mouth)|say a+h+|(?:take )?(?:a )?(?:nice |big |"
    r"few )*deep "
    r"breaths?|breathe in|follow my finger|squeeze my|push against|(?:hop|pop|jump|get|climb) (?:up |"
    r"yourself )*on(?:to)? "
    r"the (?:table|couch|bed|scales?)|lie (?:back|down|flat)|(?:shoes and socks|shirt|shoe|sock)s? off|lift (?:your|up "
    r"your) (?:shirt|arm|leg|top)|straighten (?:your|the)|bend (?:your|the)|pop your (?:top|shirt|shoes?) off|"
    r"show me (?:the|"
    r"your) (?!x|list|pill|med|tablet)\w+|stick (?:out )?your tongue|look (?:straight|up) (?:ahead|for me)|"
    r"roll (?:up )?your|"
    r"let me see (?:the|your|it|that)\b|turn (?:your|on your)|put your)\b"
)
"""What a clinician asks the patient to do who examines."""


def exam_starts(visit: Visit) -> int:
    """The utterance with which the examination begins; where none is heard, half of the visit."""
    heard = exam_heard(visit)
    return int(LATE * len(visit.utterances)) if heard is None else heard


@lru_cache(maxsize=REMEMBERED)
def exam_heard(visit: Visit) -> int | None:
    """The utterance with which the clinician begins to examine, None where nobody says so."""
    early = int(LATE * len(visit.utterances)) // 3
    for at, utterance in enumerate(visit.utterances):
        text = joined(utterance.words)
        if utterance.role is Role.CLINICIAN and _DO_THIS.match(text) and _finds(visit, at, within=SOON):
            return at
        if utterance.role is not Role.CLINICIAN or not _EXAMINING.search(text) or _EXAMINED_LATER.search(text):
            continue
        if at <= early:
            if _finds(visit, at, within=AT_ONCE):
                return at
        elif at < ANNOUNCED * len(visit.utterances) or _finds(visit, at):
            told = _findings_told_at_once(visit)
            return at if told is None else min(at, told)
    return _findings_told_at_once(visit)


def _findings_told_at_once(visit: Visit) -> int | None:
    """The first finding of a turn in which the clinician tells several: nobody announces each examination."""
    read_out = False
    for _, group in groupby(enumerate(visit.statements), key=lambda one: one[1].sources[0].turn):
        told = [(index, s) for index, s in group if s.role is Role.CLINICIAN and s.kind == "said" and not s.asks]
        if any(_SUMS_UP.search(joined(s.words)) for _, s in told):
            continue
        likely = [score for index, _ in told if (score := visit.scores.of(index, "exam")) >= FOUND]
        if len(likely) >= SEVERAL and max(likely) >= TOLD:
            return told[0][1].at
        measures = any(measured(s) == "vitals" for _, s in told)
        if measures and any(_PLAINLY_FOUND.match(joined(s.words)) for _, s in told):
            return told[0][1].at
        read_out = measures or (read_out and not told)
        named = [s for index, s in told if visit.scores.of(index, "exam") >= POSSIBLE and system_of(joined(s.words))]
        if read_out and len(named) >= SEVERAL:
            return told[0][1].at
    return None


_PLAINLY_FOUND = re.compile(
    r"^(?:(?:and|the|your|his|her|both) )*(?:tummy|belly|abdomen|chest|lungs?|heart|throat|tonsils|ears?|drums?|calves|"
    r"neck|skin|joint|reflexes|pupils)(?:['’]s| is| are) (?:a (?:bit|little) |slightly |very |not )?(?:soft|clear|"
    r"normal|tender|red|swollen|regular|irregular|dull|distended|enlarged|fine)\b"
)
"""One finding that needs no announcement where vital signs are read out beside it: "tummy's soft"."""
_SUMS_UP = re.compile(r"^you (?:also )?(?:mentioned|said|told me)\b|, (?:yes|is that right|is that correct)$")
"""What the patient told, said back to be confirmed: "no fits, yeah?"."""
TOLD, SEVERAL = 0.4, 2
"""The score that one finding of a turn must reach where no examination was announced, and how many make one."""
POSSIBLE = 0.1
"""The score from which a sentence that names a part is a finding, in a turn in which vital signs are read out."""
AT_ONCE = 2
"""Utterances within which an examination near the beginning must find something: few words were said before it."""
SOON = 8
"""Utterances within which what the patient is told to do must have shown something."""
ANNOUNCED = 0.8
"""Share of the visit after which an examination is announced for later, unless something is found yet."""
FOUND = 0.2
"""The score from which a clinician's sentence is a finding."""


def _finds(visit: Visit, at: int, within: int | None = None) -> bool:
    """Whether the clinician tells a finding after an utterance, or within so many."""
    last = len(visit.utterances) if within is None else at + within
    return any(
        at < statement.at <= last
        and statement.role is Role.CLINICIAN
        and not statement.asks
        and visit.scores.of(index, "exam") >= FOUND
        for index, statement in enumerate(visit.statements)
    )
