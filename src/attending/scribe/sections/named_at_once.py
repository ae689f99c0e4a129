"""What a clinician or a patient names at once as the reason for meeting, before any question about it was asked.

Read by `complaint`: "so, belly pain. When did that start?", "I saw you for the diabetes", "your INR came back at 5.8";
"it's about his speech", "I'd like to go back on the pill".
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from attending.drafts import Role
from attending.scribe.content.lines import Line
from attending.scribe.content.problems import MEASURED, is_problem
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.polarity import NO, YES
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.rewrite import third_person
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.followed_up import PAINFUL, SEEN
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined, parted
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

_LATEST = 12
"""Turns in which a reason is named at once; chatter may stand before it."""
_NP = r"(?P<what>(?!the\b|your\b|you\b|it\b|that\b|this\b|me\b|any\b|some\b|how\b|what\b)[a-z0-9][a-z0-9' -]{1,40}?)"
_ENDS = (
    r"(?=$|,| (?:and|so|but|is|are|was|has|have|today|again|right|now|then|last|this|since|because|when|where|how|what|"
    r"that|which|at|for|from|i|you|we|it|he|she|they|my|your|going|been|doing|if|a few|the other|came|come|or|after|"
    r"before|ever|all|over the|in the|to (?:see|discuss|talk|check))\b)"
)
_FOLLOWED = (
    r"\b(?:saw|seen|see|seeing|treat\w*|manag\w+|started|put|gave|increased|changed|switched|follow\w*|"
    r"(?<=last time )(?:we|you) (?:talked|spoke|discussed))"
    rf"(?: \w+){{0,5}}? (?:for|about|regarding) (?:your |the |his |her |that )+{_NP}{_ENDS}",
    rf"\b(?:in|to|from) (?:the )?hospital(?: \w+){{0,3}}? (?:with|for|after) (?:your |the |an? |his |her |that "
    rf")*{_NP}{_ENDS}",
    r"\b(?:days?|weeks?|months?|years?) (?:out|post-?op|since|after|on)(?: now)?(?: from| after| since)? "
    rf"(?:your|the|his|her) {_NP}{_ENDS}",
)
"""What is followed up: a treated illness, a stay in hospital, an operation."""
_NAMING = (
    r"\b(?:here|in|down|booked|come|came|appointment|call\w*|ring\w*|rang|talk|speak|chat|discuss|check on|see|"
    r"looking at|"
    r"(?:start|begin|kick off) with)(?: (?:today|in|just|you|me|us|a bit|to talk|to discuss))*(?: about| for| "
    r"regarding|"
    rf" with|(?<=discuss)|(?<=start with)|(?<=begin with)|(?<=check on)) (?:an? (?:flare|bout|attack) of "
    rf")?(?:your |the |his |her |that |those |"
    rf"these )+{_NP}{_ENDS}",
    rf"\b(?:that is|is that|is this|this is) (?:all )?(?:for|about) (?:your |the |his |her )+{_NP}{_ENDS}",
    rf"\bhow (?:is|are|has|have) (?:the|your|his|her|that|those|things with (?:the|your)) {_NP}(?: (?:been|"
    rf"doing|getting on|"
    rf"going|coming along|behaving|today|now|at the moment|these days))*(?: since .*| after .*)?$",
    rf"\b(?:tell me|hear)(?: a (?:bit|little))?(?: more)? about (?:the|this|these|your|that|those|his|her) "
    rf"{_NP}{_ENDS}",
    rf"\bwhat (?:is|has been|has) (?:going on|happening|happened|up|wrong) with (?:the|this|these|your|that|his|"
    rf"her) {_NP}{_ENDS}",
    rf"\b(?:you|he|she) (?:have|has|had)(?: got| been having| been getting| been)? (?:an? |some |this |that |"
    rf"these |those )+"
    rf"(?!lots?\b|good\b|nice\b|few\b|couple\b){_NP}{_ENDS}",
    r"^(?:(?:so|right|okay|well|and|now|then|,|is it|it is|the) ?)*(?:your )?"
    r"(?P<what>(?!any\b|no\b|some\b)(?:[a-z'-]+ ){0,4}[a-z'-]+)$",
)
"""What the clinician knows before asking: an appointment "about your X", "how's the X?", or its bare name."""
_PUT = re.compile(
    r"\b(?:any|ever|no|not|never|if|family|do you|have you|are you|did you|could you|does|when|how many|thank|sorry)\b"
)
"""Questions that ask what is not known yet, and talk about others."""
_DONE = re.compile(
    r"\b(?:surgery|operation|procedure|replacement|transplant|bypass|hysterectomy|\w+ectomy|\w+plasty|\w+scopy|"
    r"caesarean|"
    r"c-section|delivery|stent|fusion|repair|stay|discharge|admission|stroke|heart attack|fracture|concussion)\b"
)
_THING = re.compile(
    r"\b(?:pill|coil|iud|implant|depo|injections?|contracepti\w+|smear|hrt|statins?|inhalers?|medications?|"
    r"medicines|tablets|"
    r"weight|mood|memory|hearing|sleep|breathing|speech|periods?|bowels|waterworks|skin|eyesight|vision|balance|"
    r"drinking|"
    r"smoking|pregnancy|vaccin\w+|jabs|shots|travel\w*|scan|x-?ray|mri|biopsy|form|certificate|sick note|fit "
    r"note|annual|check|"
    r"physical|check-?up|review|follow-?up|wellness)\b"
)
_VALUE = re.compile(
    r"\b(?:your|his|her|the) (?P<what>inr|tsh|a1c|hba1c|hemoglobin|haemoglobin|potassium|sodium|creatinine|egfr|"
    r"psa|ferritin|"
    r"calcium|cholesterol|ldl|platelets?|white (?:blood )?(?:cell )?count|liver (?:tests?|enzymes|function)|"
    r"kidney function|"
    r"vitamin d|vitamin b ?12|b12|uric acid|crp|glucose|blood sugar|iron|thyroid(?: levels?| tests?)?)"
    r"(?: level)? (?:was |is |has |have |are |were |went |gone |came |come |back |up |down |a bit |quite |very |"
    r"a little |at |to |"
    r"out |slightly |too |still )+(?P<value>\d+(?:\.\d+)?|[a-z]+ (?:point [a-z]+)|high|low|raised|elevated|"
    r"abnormal|off)\b"
)


def named_at_once(visit: Visit) -> list[Line]:
    """The reason that the clinician names before the patient tells of anything; nothing where none is named."""
    first = visit.utterances[0].turn if visit.utterances else 0
    for index, utterance in enumerate(visit.utterances):
        if utterance.turn - first > _LATEST:
            break
        if utterance.role is not Role.CLINICIAN:
            if tells(utterance):
                break
            continue
        name = _named(visit, index)
        if name and not put_right(visit, utterance.turn):
            return [Line(name[0], name[1])]
    return []


def tells(utterance: Utterance) -> bool:
    """Whether a patient tells something clinical, or what they wish."""
    text = joined(utterance.words)
    return bool(
        find_parts(text) or any(unit.weight == CONCEPT_WEIGHT for unit in units_of(text)) or _WISH.search(text)
        or _ABOUT.search(text) or _FORM.search(text)
    )  # fmt: skip


def put_right(visit: Visit, turn: int) -> bool:
    """Whether the patient answers that it is about something else."""
    answer = " ".join(joined(u.words) for u in visit.utterances if u.turn == turn + 1)
    return bool(_OTHER_REASON.search(answer))


_OTHER_REASON = re.compile(
    r"\b(?:but|actually|although)\b.{0,40}\b(?:i (?:am|was) (?:really |actually )?(?:here|worried)|i (?:came|"
    r"come|wanted|want|"
    r"need)|is (?:really|actually)|it is (?:my|the|about|this)|that is not why)\b"
)


def _named(visit: Visit, index: int) -> tuple[str, tuple[Source, ...]] | None:
    utterance = visit.utterances[index]
    text = joined(utterance.words)
    source = (visit.source_of(index),)
    value = _VALUE.search(text)
    if value:
        return _valued(value), source
    for pattern in _FOLLOWED:
        found = re.search(pattern, text)
        name = called(visit, found["what"]) if found else ""
        if name:
            return sentence(["follow", "up", "of", *name.lower().rstrip(".").split()]), source
    if _TESTS_TOLD.search(text) and not (utterance.asks and _PUT.search(text)):
        return _results(visit, index)
    if _PUT.search(text):
        return None
    first = not utterance.asks or utterance.turn == visit.utterances[0].turn or visit.utterances[index].reply == YES
    for pattern in _NAMING if first else _NAMING[:-1]:
        found = re.search(pattern, text)
        name = called(visit, found["what"]) if found else ""
        if name:
            return name, source
    return None


_TESTS_TOLD = re.compile(
    r"\b(?:your|the|his|her) (?:(?:blood|lab|scan|ultrasound|mri|ct|biopsy|test)s? (?:and )?)*(?:bloods|labs|results?|"
    r"tests?|scan|ultrasound|biopsy) (?:is|are|have|has|came) (?:come )?back\b|"
    r"\b(?:go over|go through|talk about|discuss|got|have|had|see|about|look at|back|did|done|took|came? for|here for|"
    r"in for) (?:back )?"
    r"(?:your|the|his|her|some) "
    r"(?:(?:recent|latest|last|blood|lab|test|mri|ct|x-?ray|scan|biopsy|ultrasound|smear) )*(?:bloods|labs|"
    r"blood ?work|results?|blood tests?|tests?)\b"
)


def _results(visit: Visit, index: int) -> tuple[str, tuple[Source, ...]] | None:
    """Results that are the reason: the first value told of them, else that they are reviewed."""
    turn = visit.utterances[index].turn
    for later, utterance in enumerate(visit.utterances[index:], index):
        if utterance.turn > turn + _LATEST:
            break
        found = _VALUE.search(joined(utterance.words)) if utterance.role is Role.CLINICIAN else None
        if found:
            return _valued(found), (visit.source_of(index), visit.source_of(later))
    told = re.search(
        r"\b(?:(?:blood|lab|test|mri|ct|x-?ray|scan|biopsy|ultrasound|smear) )*(?:bloods|labs|blood ?work|"
        r"results?|tests?)\b",
        joined(visit.utterances[index].words),
    )
    return (sentence(["review", "of", *told.group().split()]), (visit.source_of(index),)) if told else None


def _valued(found: re.Match[str]) -> str:
    value = found["value"]
    if value in {"high", "low", "raised", "elevated", "abnormal"}:
        return sentence([value, *found["what"].split()])
    return sentence(
        [*found["what"].split(), "of", *value.split()] if value != "off" else ["abnormal", *found["what"].split()]
    )


def called(visit: Visit, words: str) -> str:
    """What was named as a complaint is called; empty where it is none."""
    text = re.sub(r"^(?:just |really |little |old |poor |recent |new |bit of (?:an? )?)+", "", words.strip(" ,'-"))
    text = re.sub(
        r"(?: (?:though|please|there|here|doing|lately|recently|thing|problem|issue|trouble|yes|yeah))+$", "", text
    )
    text = re.sub(r"(?: (?:of|on|over|in|to|with|about))+$", "", text)
    if (
        len(text.split()) > _LONGEST
        or _CLAUSE.search(text)
        or text in {"", "pain", "history", "family", "problem", "medication", "test", "doctor", "nurse"}
    ):
        return ""
    parts = find_parts(text)
    if parts and _ONLY_PART.sub("", text) in {parts[0].value, text[parts[0].start : parts[0].end]}:
        return _part(visit, text)
    known = (
        PAINFUL.search(text)
        or find_symptoms(text)
        or find_diagnoses(text)
        or text in MEASURED
        or _THING.search(text)
        or _DONE.search(text)
    )
    seen = text.split()[-1] in SEEN and len(text.split()) > 1
    if known or seen or find_drugs(text) or (is_problem(text) and len(text.split()) > 1 and not parts):
        return sentence(text.split())
    if text.split()[-1] in SEEN:
        return sentence(text.split())
    return ""


_LONGEST = 6
"""Words of the name of a reason."""
_CLAUSE = re.compile(
    r"\b(?:you|he|she|i|we|they|me|my|it|that|this|show|tell|let|hurts?|really|is|are|was|were|am|came|taking|"
    r"think|do|did|does|have|has|had|here|not|no|okay|history)\b"
)
"""Words that no name holds."""
_ONLY_PART = re.compile(r"^(?:(?:right|left|both|other|bad|upper|lower) )+")


def _part(visit: Visit, part: str) -> str:
    """A part of the body with what the clinician calls it later, else "pain" where it hurts, else "problem"."""
    bare = _ONLY_PART.sub("", part)
    hurts = any(
        PAINFUL.search(joined(u.words)) and (u.role is not Role.CLINICIAN or (not u.asks)) for u in visit.utterances
    )
    for utterance in visit.utterances:
        called = re.search(rf"\b{bare} (?:ulcer|wound|sore|lump|rash|injury|fracture)\b", joined(utterance.words))
        if called and utterance.role is Role.CLINICIAN:
            return sentence([*part.split(), called.group().split()[-1]])
    for utterance in visit.utterances:
        hurt = _HURT_IT.search(joined(utterance.words)) if utterance.role is not Role.CLINICIAN else None
        if hurt and utterance.turn - visit.utterances[0].turn <= _LATEST:
            return sentence([*part.split(), "injury"])
    answered = any(
        asked.asks and PAINFUL.search(joined(asked.words)) and reply.reply not in (NO, None, "")
        for asked, reply in pairwise(visit.utterances)
    )
    return sentence([*part.split(), "pain" if hurts or answered else "problem"])


_HURT_IT = re.compile(
    r"\bi (?:have )?(?:[a-z]+ (?:and|then) ){0,2}(?:i )?(?:twisted|sprained|hurt|injured|banged|tore|jammed|rolled|"
    r"landed|fell)\b|"
    r"\b(?:heard|felt) (?:it |a )(?:pop|snap|crack|rip)\b"
)
_ABOUT = re.compile(
    r"\b(?:it is|is|here|came|come|wanted|called|calling|ring\w*|talk|ask|see you|worried|concerned)(?: "
    r"\w+){0,4}? about "
    rf"(?:my|his|her|their|the|this) {_NP}{_ENDS}"
)
_WISH = re.compile(
    r"\bi (?:really |just |think i |was told i )*(?:would like|would love|want(?:ed)?|need(?:ed)?|(?:am|was) "
    r"hoping|was wondering|"
    r"(?:have )?decided (?:i (?:want|would like)|to)|am after)\b(?: to)? "
    r"(?!(?:talk|see|ask|know|say|show|tell|speak|discuss|be|help|advice|something|you|it|that|a (?:bit|word))\b)"
    r"(?P<what>[a-z].{3,70})"
)


def wished(visit: Visit, statement: Statement) -> Iterator[str]:
    """What a patient says the visit is about, or what they wish to have or do."""
    text = joined(statement.words)
    about, wish = _ABOUT.search(text), _WISH.search(text)
    named = called(visit, about["what"]) if about else ""
    form = next(papers(statement), "")
    if form:
        yield form
    elif named:
        yield sentence(plain_register(tuple(parted(named.rstrip(".").lower())), clinician=False))
    elif wish and (_MEDICAL.search(wish["what"]) or _DONE.search(wish["what"])):
        yield _wish(visit, text, wish)


def papers(statement: Statement) -> Iterator[str]:
    """The paper that somebody says they come for: "Form for school."."""
    form = _FORM.search(joined(statement.words))
    if form:
        yield sentence(re.sub(r" (?:fill|sign)\w*(?: in| out)?\b", "", form["what"]).split())


PAPERS = re.compile(r"\b(?:forms?|certificate|paperwork|medical report|(?:fit|sick|doctor's) note)\b")
_FORM = re.compile(
    r"\b(?:have|got|needs?|wants?|brought|about|for|like|after|get|sign|fill in|fill out) (?:got )?(?:this|these|an?|"
    r"another|some|my|the|new) (?P<what>(?:(?!of\b)[a-z]+ ){0,2}?"
    rf"{PAPERS.pattern}(?: (?:filling in|filled in|filled out|signing|signed))?(?: for (?:the |my )?"
    r"(?!my\b|the\b|his\b|her\b)[a-z]+)?)\b"
)
"""Papers that somebody comes for: "I've got this form for the DVLA"."""
_MEDICAL = re.compile(
    rf"{_THING.pattern}|\b(?:stop|start|go back on|come off|get off|renew|refill|repeat|pack in|quit|cut down|"
    rf"give up|lose|"
    r"medical (?:done|for)|"
    r"checked|tested|check|test|referr\w+|prescription|antibiotics?|tablets?|injection|vaccine|cream|letter|scan)\b"
)


def _wish(visit: Visit, text: str, wish: re.Match[str]) -> str:
    told = re.sub(
        r",? (?:please|really|if (?:that|i|it|you)\b.*|actually|i think|because\b.*|since\b.*|so\b.*|but\b.*|"
        r"today|doctor|again)$",
        "",
        wish["what"],
    )
    told = re.split(r",| (?:because|so that|but|if) ", told)[0]
    acts = re.search(r" to $", text[: wish.start("what")])
    words = third_person(plain_register(tuple(parted(told)), clinician=False), Role.PATIENT, visit.person)
    if acts:
        return sentence(["would", "like", "to", *words])
    return sentence(re.sub(r"^(?:an? |another |some |my |the |his |her |their |more )+", "", joined(words)).split())
