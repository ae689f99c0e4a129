"""Physical examination: the findings of a visit by body system: "Lungs: Clear to auscultation bilaterally."

Read by `note`. What was seen from afar or felt under the hand counts too; what is concluded from it
belongs to the plan.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.compose import examine, is_empty_talk, tell
from attending.scribe.content.exam_systems import system_of
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.lines import Line
from attending.scribe.content.measured import is_vital_sign
from attending.scribe.content.orders import orders
from attending.scribe.content.problems import diagnosed_problem
from attending.scribe.content.resulted import is_result
from attending.scribe.content.visit import REMEMBERED, Said, Visit
from attending.scribe.dialogue.statements import Statement, sources_of
from attending.scribe.rewrite import sentence, third_person
from attending.scribe.sections.advice import advised
from attending.scribe.sections.findings import IMAGED, NAMED_SIGN, felt, findings_told, looked_at
from attending.scribe.sections.instructed import instructed
from attending.scribe.sections.palpated import palpated
from attending.scribe.sections.review_of_systems import GENERAL
from attending.scribe.vocabulary import joined, parted
from attending.terms.vital_signs import VITAL_SIGN

_NOT_VITAL = re.compile(r"(?i)\b(?:heart rate|respirat\w+|pulses?|(?:on|in) \w+ air)\b")
_VITAL_FIRST = re.compile(rf"^(?:your |the |his |her )?{VITAL_SIGN}\b")
"""How a reading begins that is no finding, whatever is said of it: "pulse is 92 and regular, BP 150/95"."""


@lru_cache(maxsize=REMEMBERED)
def examine_systems(visit: Visit) -> list[Line]:
    """Findings of the examination grouped by body system, in the order they were first spoken of."""
    groups: dict[str, list[Line]] = {}
    said = Said()
    latest = ""
    results = set(visit.chosen("results"))
    start = exam_heard(visit)
    chosen = _seen_from_afar(visit) if start is None else _seen_in_time(visit, start)
    told = findings_told(visit)
    planned = {index for index in (*orders(visit), *instructed(visit)) if index not in told}
    under_hand = list(palpated(visit))
    for index in sorted({*chosen, *_mental_state(visit), *told, *felt(visit)} - planned):
        statement = visit.statements[index]
        while under_hand and under_hand[0].sources[-1] < statement.sources[0]:
            latest = _add_under_hand(groups, under_hand.pop(0), latest)
        if index in felt(visit):
            line = Line(tell(statement, visit.person), statement.sources)
            latest = _add_under_hand(groups, line, latest) if line.text and said.adds(line.text) else latest
            continue
        if is_empty_talk(statement) or statement.role is not Role.CLINICIAN or statement.kind != "said":
            continue
        weighed = joined(statement.words)
        if index in results and (IMAGED.search(weighed) or _images_before(visit, statement)):
            continue
        if is_result(weighed) and index not in told:
            continue
        signed = NAMED_SIGN.search(weighed)
        summed = _CONCLUDES.search(weighed) or _SO_THIS_IS.match(visit.utterances[statement.at].text.strip())
        if not signed and (is_weighed(weighed) or (summed and diagnosed_problem([statement]))):
            continue
        spoken = replace(statement, words=tuple(parted(_SO_IT_IS.sub("", weighed)))) if signed else statement
        text, sources = examine(spoken, visit.person), statement.sources
        thing = looked_at(visit, statement) if index in told else None
        if thing:
            text = sentence(third_person(parted(f"{thing[0]} : {thing[1]}"), Role.CLINICIAN, visit.person))
            sources = (*sources_of(thing[2]), *sources)
        if _NO_FINDING_TOLD.search(weighed) or _ONLY_A_PLACE.match(weighed):
            continue
        if is_vital_sign(statement) and (_VITAL_FIRST.match(weighed) or not system_of(_NOT_VITAL.sub("", text))):
            continue
        if (len(text.split()) < 2 and not signed) or not said.adds(text):
            continue
        goes_on = bool(latest) and _OF_ANY_PART.match(text) and groups[latest][-1].sources[-1].turn == sources[0].turn
        latest = latest if goes_on else system_of(text) or system_of(joined(statement.words)) or latest or GENERAL
        groups.setdefault(latest, []).append(Line(text, sources, confidence=round(visit.scores.of(index, "exam"), 3)))
    for line in under_hand:
        latest = _add_under_hand(groups, line, latest)
    return [
        replace(line, text=_without_heading(line.text, system), lead=f"{system}:" if place == 0 else "")
        for system, lines in groups.items()
        for place, line in enumerate(lines)
    ]


_OF_ANY_PART = re.compile(
    r"(?i)^no (?:obvious |other |significant |palpable |real )?(?:tenderness|swelling|mass(?:es)?|lumps?|redness|"
    r"bruising|erythema|deformit(?:y|ies)|warmth|pain)(?:,? (?:or|no|and) \w+)?\.$"
)
"""A finding that names no part is of the one told just before: "Abdomen soft." "No tenderness."."""
_SO_THIS_IS = re.compile(r"so,? (?:this|that|it)(?: is|['’]s) \w", re.IGNORECASE)
_SO_IT_IS = re.compile(r"^(?:(?:so|and|okay)\b,? ?)*(?:(?:that|this|it)(?: is|'s) )?(?:an? )?")


def _add_under_hand(groups: dict[str, list[Line]], line: Line, latest: str) -> str:
    """List what was answered under the hand; the system that it stands under."""
    system = system_of(line.text) or latest or GENERAL
    groups.setdefault(system, []).append(line)
    return system


def _without_heading(text: str, system: str) -> str:
    """ "Neck: tender nodes" under the heading "Neck" as "Tender nodes"."""
    found = re.match(rf"{re.escape(system)}\s?[:,] (?=\w)", text)
    rest = text[found.end() :] if found else text
    return rest[:1].upper() + rest[1:]


def _seen_in_time(visit: Visit, start: int) -> Iterator[int]:
    """What the model puts into the examination, from shortly before it begins on; earlier only what it is sure of."""
    for index in visit.chosen("exam"):
        if visit.statements[index].at >= start - SHORTLY or visit.scores.of(index, "exam") > CERTAIN:
            yield index


SHORTLY = 3
CERTAIN = 0.4


def is_weighed(text: str) -> bool:
    """Whether findings are counted for a diagnosis: "that's four out of four points"."""
    return bool(_WEIGHED.search(text))


def _images_before(visit: Visit, statement: Statement) -> bool:
    """Whether the clinician speaks of images in the same turn before."""
    turn = statement.sources[0].turn
    return any(
        u.turn == turn and u.start < statement.sources[0].start and IMAGED.search(joined(u.words))
        for u in visit.utterances
    )


_CONCLUDES = re.compile(
    r"\b(?:i (?:think|believe|suspect)|consistent with|diagnos\w+|(?:you|he|she|\w+) (?:has|have) an? acute)\b"
)
_WEIGHED = re.compile(r"\b\w+ (?:out of \w+ )?points\b|\bcriteria\b|^you have (?:got )?(?:a )?fever\b")
"""Words with which a finding is weighed: they stand in the assessment."""
_NO_FINDING_TOLD = re.compile(
    r"\bfor me$|^(?:now |just |and )*(?:feel|press|push|look|breathe|hold) (?:along|on|around|under|in|out|up|down)\b|"
    r"^you (?:missed|felt|got|did not feel) (?:it|that)\b|^(?:(?:and|so|then|now) )*(?:in (?:summary|"
    r"conclusion)|to (?:sum|summari[sz]e)|(?:that|this|it|which) "
    r"(?:just |basically )?means)\b|"
    r"\bmakes? (?:the|your|it|them|\w+) .*\b(?:worse|better)\b|\b(?:over|under)active thyroid\b|\bin (?:19|20)\d\d\b|"
    r"\byou (?:should|need to|have to|have got to|must)\b|\b(?:injection template|recommend\w*)\b|^tell me\b"
)
"""Words of an examination that find nothing: a summing-up, an explanation, advice."""
_ONLY_A_PLACE = re.compile(
    r"^(?:so )?(?:when|if) i (?:press|push|touch|bend|lift|move)\b(?!.*\b(?:pain|tender|hurt|sore))[^,]{0,50}$|"
    r"^(?:okay |so |and |now |, )*(?:(?:otherwise )?on (?:the|your|his|her) \w* ?exam(?:ination)?|"
    r"(?:around|over|on|in) (?:the|your|his|her) \w+(?:,? and (?:the|your|his|her) \w+)?|"
    r"(?:the |your )?(?:right|left) \w+|(?:my )?(?:assessment|impression|diagnosis)\b.*|(?:so )?(?:for|as for) "
    r"(?:the|your|his|her) (?:first|second|third|next|last|other) (?:problem|issue|concern|diagnosis|thing)\b.*|"
    r"i am (?:just )?(?:feeling|listening|looking|checking|pressing|pushing)\b(?:(?! and )[^,])*|"
    r"i (?:do )?(?:think|believe) (?:that )?(?:this|it|you|he|she|\w+) (?:does |do )?(?:is|have|has|are)\b.*)$"
)
"""Where the clinician looks, or what is made of it, without a finding."""
_SEEN = re.compile(
    r"\b(?:looks?|seems?|appears?|sounds?)\b.*\b(?:to me|from here|on (?:the )?(?:camera|video|screen))\b|\bi (?:can|"
    r"could|do)(?: not)? (?:see|hear)\b|"
    r"\b(?:do|does) not (?:seem|look|appear)\b"
)
_SUMS_UP = re.compile(r"\b(?:you|he|she) (?:have been|has been|mentioned|said|told|had|felt|feel)\b")
SURE = 0.5
"""Where no examination is heard, a finding must be this likely, or said to be seen."""


def _seen_from_afar(visit: Visit) -> Iterator[int]:
    """What a clinician sees or hears over a video line."""
    end = min(advised(visit), default=len(visit.statements))
    for index, statement in enumerate(visit.statements[:end]):
        text = joined(statement.words)
        if (
            statement.role is not Role.CLINICIAN
            or statement.kind != "said"
            or statement.asks
            or _NO_FINDING.search(text)
            or _SUMS_UP.search(text)
        ):
            continue
        likely = visit.scores.of(index, "exam") > SURE and visit.scores.of(index, "exam") > visit.scores.of(
            index, "plan"
        )
        if system_of(text) and (likely or _SEEN.search(text)):
            yield index


_NO_FINDING = re.compile(
    r"\b(?:i think|i believe|this is|we will|let us|i will|i want|i would|if you|because|shows?|going to|can you|"
    r"could you|tell me|so what|okay with|lie|sit|turn|breathe|open|means)\b"
)
_MENTAL_STATE = re.compile(
    r"\b(?:eye contact|(?:the|your|his|her) mood (?:is|seems|appears)|"
    r"affect (?:is|seems)|mood and affect|speak\w* (?:slowly|softly|fast|quickly)|"
    r"(?:clear|organized|logical)\b.* in (?:your|his|her|the) think\w+|well groomed)\b"
)


def _mental_state(visit: Visit) -> Iterator[int]:
    """How the patient looks, speaks and thinks, wherever behind the examination it is told."""
    start = exam_heard(visit)
    for index, statement in enumerate(visit.statements):
        if statement.role is not Role.CLINICIAN or statement.kind != "said" or statement.asks:
            continue
        text = joined(statement.words)
        several = len(set(_OF_MIND.findall(text))) >= SEVERAL_OF_MIND
        if several if start is None else statement.at >= start and _MENTAL_STATE.search(text):
            yield index


_OF_MIND = re.compile(
    r"\b(?:eye contact|speech|affect|mood|thoughts|thought process|thinking|insight|judge?ment|groomed|dressed|"
    r"oriented|orientated|attention|concentrating|psychomotor)\b"
)
SEVERAL_OF_MIND = 2
"""Traits of the mental state that one sentence must name where no examination was announced."""
