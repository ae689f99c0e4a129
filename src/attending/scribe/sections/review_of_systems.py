"""Review of systems: the symptoms reported and denied, by body system: "Respiratory: Reports cough. Denies wheezing."

Read by `note`, `reasons` and `proposals.symptoms`. What somebody else has, what nearly came and what an illness
warns of is no symptom of the patient's.
"""

import re
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.examination import exam_heard
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.statements import Source
from attending.scribe.sections.present import IS_GONE, is_own_and_present, outweighed
from attending.scribe.sections.where_listed import where_listed
from attending.scribe.vocabulary import joined, vocabulary
from attending.terms.answers import Said as Spoken
from attending.terms.answers import Stated, stated_symptoms
from attending.terms.drugs import find_drugs
from attending.terms.negation import Status
from attending.terms.persons import words_for
from attending.terms.symptoms import SYSTEMS

MAX_DENIED = 12
"""Symptoms of one system named in one sentence of the review."""
LOOSE_WORDS = vocabulary("down low rebound trauma pop slow fit fits tearing bump bumps accidents achy piles catching")
"""Words that name a symptom only sometimes: "slipped and fell down"."""
UNLISTED = frozenset({"general", "allergic"})
GENERAL = "General"


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
        if verdict and stated.symptom.system not in UNLISTED:
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


_OF_ITS_COURSE = re.compile(
    r"\b(?:this|these|that|those|similar|like th(?:is|at)|such) ?[^?]*\b(?:before|in the past|previously)\b|"
    r"\banything\b[^?]*\b(?:makes?|brings?|triggers?|causes?)\b",
    re.IGNORECASE,
)
"""What a question asks of a symptom that is there: whether it was so before, and what brings it on."""


def _denied_in_part(visit: Visit, stated: Stated) -> bool:
    """Whether an answer denies a symptom only somewhere ("not in between"), or begins by telling of it."""
    if stated.answered is None:
        return False
    if _OF_ITS_COURSE.search(visit.utterances[stated.turn].text):
        return True
    first = visit.utterances[stated.answered]
    if first.turn != visit.utterances[stated.turn].turn:
        first = visit.turns[first.turn][0]
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
    asked = visit.said_before(turn) if own.role is not Role.CLINICIAN else None
    asks = asked is not None and asked.role is Role.CLINICIAN and asked.asks
    return asked is not None and asks and bool(_TRIGGERS.search(joined(asked.words)))


def _review_lines(found: dict[tuple[str, str], dict[str, list[Source]]]) -> list[Line]:
    lines: list[Line] = []
    for system in SYSTEMS:
        lead = f"{title_of(system)}:"
        reported = found.get((system, "Reports"), {})
        denied = {n: s for n, s in found.get((system, "Denies"), {}).items() if n not in reported}
        for verb, names in (("Reports", reported), ("Denies", denied)):
            if names:
                some = list(names)[:MAX_DENIED]
                sources = tuple(dict.fromkeys(s for n in some for s in names[n]))
                lines.append(Line(f"{verb} {listed(some, 'and' if verb == 'Reports' else 'or')}.", sources, lead=lead))
                lead = ""
    return lines


def title_of(system: str) -> str:
    """A system as it heads its line: "Ears, Nose and Throat"."""
    words = system.replace("haematological", "hematologic").split()
    return " ".join(w if w == "and" else w.capitalize() for w in words)


def listed(names: list[str], joint: str) -> str:
    """ "a", "a and b", "a, b, and c"."""
    if len(names) < 3:
        return f" {joint} ".join(names)
    return ", ".join(names[:-1]) + f", {joint} {names[-1]}"
