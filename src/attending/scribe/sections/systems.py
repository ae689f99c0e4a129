"""Review of systems and physical examination, by body system.

Read by `note`.
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
from attending.scribe.dialogue.statements import Source, Statement, sources_of
from attending.scribe.rewrite import sentence, third_person
from attending.scribe.sections.advice import advised
from attending.scribe.sections.findings import IMAGED, NAMED_SIGN, felt, findings_told, looked_at
from attending.scribe.sections.instructed import instructed
from attending.scribe.sections.palpated import palpated
from attending.scribe.sections.present import IS_GONE, is_own_and_present, outweighed
from attending.scribe.sections.where_listed import where_listed
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.answers import Said as Spoken
from attending.terms.answers import Stated, stated_symptoms
from attending.terms.drugs import find_drugs
from attending.terms.negation import Status
from attending.terms.persons import words_for
from attending.terms.symptoms import SYSTEMS
from attending.terms.vital_signs import VITAL_SIGN

MAX_DENIED = 12
"""Symptoms of one system named in one sentence of the review."""
LOOSE_WORDS = vocabulary("down low rebound trauma pop slow fit fits tearing bump bumps accidents achy piles catching")
"""Words that name a symptom only sometimes: "slipped and fell down"."""
_UNLISTED = frozenset({"general", "allergic"})
_GENERAL = "General"


def review_systems(visit: Visit) -> list[Line]:
    """One line for what the patient reports and one for what is denied, per body system."""
    return _review_lines(told_symptoms(visit))


@lru_cache(maxsize=REMEMBERED)
def told_symptoms(visit: Visit) -> dict[tuple[str, str], dict[str, list[Source]]]:
    """The patient's own present symptoms by body system and verdict, `Reports` or `Denies`, with their places."""
    spoken = [
        Spoken(
            None if u.role is Role.UNKNOWN else u.role is Role.CLINICIAN,
            u.text + ("?" if u.asks and "?" not in u.text else ""),
        )
        for u in visit.utterances
    ]
    found: dict[tuple[str, str], dict[str, list[Source]]] = {}
    all_stated = stated_symptoms(spoken)
    for stated in all_stated:
        verdict = _verdict(visit, stated)
        if verdict == "Reports" and outweighed(visit.utterances, stated, all_stated):
            continue
        if verdict and stated.symptom.system not in _UNLISTED:
            cited = visit.sources_of(stated.turn)
            cited += visit.sources_of(stated.answered) if stated.answered is not None else []
            system, name = where_listed(visit, stated)
            found.setdefault((system, verdict), {}).setdefault(name, []).extend(cited)
    return found


def _verdict(visit: Visit, stated: Stated) -> str:
    """`Reports`, `Denies`, or nothing where it is somebody else's, past, or only said by the clinician."""
    assertion, utterance = stated.assertion, visit.utterances[stated.turn]
    if assertion.other_person or assertion.past or _names_no_symptom(visit, stated):
        return ""
    if utterance.text[stated.start : stated.end].lower() in LOOSE_WORDS:
        return ""
    if utterance.role is Role.CLINICIAN and stated.answered is None:
        return ""
    if assertion.status is Status.PRESENT:
        return "Reports" if is_own_and_present(visit.utterances, stated) else ""
    return "Denies" if assertion.status is Status.NEGATED and not _denied_in_part(visit, stated) else ""


_IN_PART = re.compile(
    r"^\W*(?:no,? )?not (?:in|at|on|during|when|while|after|before|with)\b|^\W*(?:no|not any) (?:more|worse) than\b",
    re.IGNORECASE,
)
_DENYING = re.compile(
    r"\b(?:no|not|cannot|never|none|nothing|nor|neither|nope|nah|without|fine|good|normal|okay|ok|well)\b|n['’]?t\b|"
    r"\b(?:denie[sd]|mm|uh|free|clear)\b",
    re.IGNORECASE,
)


def _denied_in_part(visit: Visit, stated: Stated) -> bool:
    """Whether an answer denies a symptom only somewhere ("not in between"), or begins by telling of it."""
    if stated.answered is None:
        return False
    first = visit.utterances[stated.answered]
    if first.turn != visit.utterances[stated.turn].turn:
        first = next(u for u in visit.utterances if u.turn == first.turn)
    return bool(_IN_PART.match(first.text)) or not (first.reply or _DENYING.search(first.text))


_NOT_RECALLED = re.compile(r"(?:not|n['’]?t) (?:really |actually )?(?:remember|recall)\b[^.]*$")
_NEARLY = re.compile(r"\b(?:going to|gonna|gon na|about to|nearly|almost|might|could|would) $")
"""What was not remembered is not denied; what nearly happened did not."""
_OF_BLOOD = re.compile(r"^(?:ing|s|ed)? ?(?:up )?(?:any |some |the |of )*blood\b")
"""Coughing up blood is no cough of which nothing more is said."""
LATE = 0.7
"""Share of the visit after which, the examination past, what a patient says unasked is talk of the plan."""
_NO_FALL = re.compile(
    r" (?:asleep|apart|behind|through|off (?:my|his|her|the) (?:diet|wagon)|in love|season|weather)\b"
)
"""What falls without anybody's fall: "it's like it's falling asleep"."""
_OF_THE_PAST = re.compile(
    r"^[^.?!]*\b(?:before(?= ?(?:$|[?,.]|or\b))|in the past|previously)|^ (?:okay|ok|well|normally)\b"
)
"""Behind what is asked of former times ("a cough before?"), or goes as it should ("gaining weight okay")."""
_DIAGNOSES = frozenset({"irritable bowel syndrome"})
"""Names in the list of symptoms that are an illness of its own: they belong in the history."""


def _names_no_symptom(visit: Visit, stated: Stated) -> bool:
    """Whether a symptom is only what a medicine is for, part of another phrase, or told after the examination."""
    utterance, start = visit.utterances[stated.turn], exam_heard(visit)
    before, behind = utterance.text[: stated.start].lower(), utterance.text[stated.end :].lower()
    if stated.symptom.name in _DIAGNOSES:
        return True
    if stated.answered is not None and _OF_THE_PAST.match(behind):
        return True
    if stated.symptom.name == "trauma" and re.search(r"\b(?:before|ever|in the past|previous\w*)\b", behind + before):
        return True
    if stated.symptom.name == "falls" and _NO_FALL.match(behind):
        return True
    if re.search(r"\bfor (?:the|my|his|her)? ?$", before) and find_drugs(utterance.text):
        return True
    compared = utterance.role is not Role.CLINICIAN and _COMPARED_OR_TRIGGER.search(before)
    if compared or _asked_for_triggers(visit, stated.turn) or _is_companions(visit, stated):
        return True
    if _is_of_relative(visit, stated) or _GONE_SINCE.match(behind):
        return True
    if utterance.role is Role.CLINICIAN and _SETS_OFF.match(f"{before}{utterance.text[stated.start :].lower()}"):
        return True
    if stated.symptom.name == "falls" and _NOT_RECALLED.search(before):
        return True
    if stated.symptom.name == "syncope" and _NEARLY.search(before):
        return True
    if stated.symptom.name == "cough" and _OF_BLOOD.match(behind):
        return True
    if stated.symptom.name == "back pain" and re.match(r" of (?:my|the|his|her|your) (?!back|spine)", behind):
        return True
    late = start is not None and stated.turn > max(start, LATE * len(visit.utterances)) and stated.answered is None
    return late and utterance.role is not Role.CLINICIAN and stated.assertion.status is Status.PRESENT


_COMPARED_OR_TRIGGER = re.compile(
    r"\blike (?:(?:a|an|my|the) (?:\w+ )?|period )?$|"
    r"\b(?:when|whenever|if|every time) (?:i|he|she|they|you)['’]?(?:m| am)? $"
)
"""Behind which a symptom is what another is like, or what sets it off: "I leak when I cough"."""
_SETS_OFF = re.compile(
    r"^\W*(?:(?:and|so|okay|now),? )*(?:do|does|did|is|was|if|when) (?!anything|something)(?:\w+[ ,]+){1,8}?"
    r"(?:make|makes|made|bring|brings|set|sets) (?:it|them|that|this|the \w+|any) (?:\w+ )?(?:worse|better|on|off|"
    r"difference)\b"
)
"""A question whether something sets a complaint off: "does coughing make it worse?" asks after no cough."""
_GONE_SINCE = re.compile(rf"^[^.?!;]{{0,30}},? but {IS_GONE}")
"""Behind what was there and is over: "a bit dizzy at first but that's gone"."""
_OWN_I = re.compile(r"\b(i|we|he|she|they|it)\b(?=['’ ])")


def _is_companions(visit: Visit, stated: Stated) -> bool:
    """Whether somebody who speaks for the patient tells a symptom of their own: "I've barely slept, I'm exhausted"."""
    utterance = visit.utterances[stated.turn]
    if utterance.role is Role.CLINICIAN or stated.answered is not None:
        return False
    if not any(s.speaker for s in visit.statements if s.kind == "said" and s.at == stated.turn):
        return False
    who = _OWN_I.findall(utterance.text[: stated.start].lower())
    return bool(who) and who[-1] in {"i", "we"} and bool(_IS_SO.search(utterance.text[: stated.start].lower()))


def _is_of_relative(visit: Visit, stated: Stated) -> bool:
    """Whether "she" is a relative who was named before: "my mother was on that. She had the runs"."""
    own = [s for s in visit.statements if s.kind == "said" and s.at == stated.turn and s.role is Role.PATIENT]
    spoken = visit.utterances[stated.turn].words
    utterance = visit.utterances[stated.turn]
    if utterance.role is not Role.CLINICIAN and _RELATIVE_HAD.match(utterance.text[: stated.start]):
        return True
    other = {"female": "he had", "male": "she had"}.get(visit.patient.sex, "")
    if other and visit.spoken_for and utterance.text[: stated.start].lower().rstrip().endswith(other):
        return True
    return any(s.words != spoken and _MY_RELATIVE.match(joined(s.words)) for s in own)


_MY_RELATIVE = re.compile(rf"^(?:(?:and|but|so|then|because|,) )*my {words_for()}\b")
_RELATIVE_HAD = re.compile(
    rf"(?i)^\W*(?:(?:and|but|so|well)\W+)*my {words_for()}\b[^.?!]*\b(?:he|she|they)\b(?!.*\b(?:i|me|my)\b.*)"
)
_IS_SO = re.compile(
    r"\b(?:i['’]m|i am|i was|i (?:just |really |also |still |do )?(?:feel|felt|get|got|have|had)|i['’]ve|we have|"
    r"we are|we['’]re)(?: \w+){0,4} ?$|\bi(?: just| also| really| still)? ?$"
)
_TRIGGERS = re.compile(
    r"\b(?:makes?|made|making) (?:it|them|that|this|the \w+) (?:any )?worse\b|\bbrings? (?:it|them) on\b"
)


def _asked_for_triggers(visit: Visit, turn: int) -> bool:
    """Whether an utterance answers what makes a complaint worse: "coughing, too"."""
    own = visit.utterances[turn]
    before = [u for u in visit.utterances[max(0, turn - 4) : turn] if u.turn != own.turn][-1:]
    asked = bool(before) and before[0].role is Role.CLINICIAN and before[0].asks
    return own.role is not Role.CLINICIAN and asked and bool(_TRIGGERS.search(joined(before[0].words)))


def _review_lines(found: dict[tuple[str, str], dict[str, list[Source]]]) -> list[Line]:
    lines: list[Line] = []
    for system in SYSTEMS:
        lead = f"{_title(system)}:"
        reported = found.get((system, "Reports"), {})
        denied = {n: s for n, s in found.get((system, "Denies"), {}).items() if n not in reported}
        for verb, names in (("Reports", reported), ("Denies", denied)):
            if names:
                some = list(names)[:MAX_DENIED]
                sources = tuple(dict.fromkeys(s for n in some for s in names[n]))
                lines.append(Line(f"{verb} {listed(some, 'and' if verb == 'Reports' else 'or')}.", sources, lead=lead))
                lead = ""
    return lines


def _title(system: str) -> str:
    words = system.replace("haematological", "hematologic").split()
    return " ".join(w if w == "and" else w.capitalize() for w in words)


def listed(names: list[str], joint: str) -> str:
    """ "a", "a and b", "a, b, and c"."""
    if len(names) < 3:
        return f" {joint} ".join(names)
    return ", ".join(names[:-1]) + f", {joint} {names[-1]}"


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
        latest = latest if goes_on else system_of(text) or system_of(joined(statement.words)) or latest or _GENERAL
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
    system = system_of(line.text) or latest or _GENERAL
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
