"""The chief complaint: why the patient comes, in the words in which it was given.

Read by `note`.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby, pairwise

from attending.drafts import Role
from attending.scribe.content.compose import is_empty_talk, tell
from attending.scribe.content.lines import Line
from attending.scribe.content.problems import announced_problem, diagnosed_problem, without_its_verb
from attending.scribe.content.sides import corrected_side
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.fragments import is_fragment
from attending.scribe.dialogue.polarity import NO, YES
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.rewrite import third_person
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.rewrite.surface import sentence
from attending.scribe.sections.agenda import agenda
from attending.scribe.sections.answered import ASKS_WHETHER, LONGEST_PLACE, answered, elicited
from attending.scribe.sections.followed_up import (
    PAINFUL,
    SEEN,
    asked_after,
    first_told,
    followed,
    known_illness,
    treated,
)
from attending.scribe.sections.history import FIRST_TURNS, introduction, opening_question
from attending.scribe.sections.most_discussed import most_discussed
from attending.scribe.sections.named_at_once import named_at_once, put_right, tells, wished
from attending.scribe.sections.own_words import in_own_words, is_reason
from attending.scribe.sections.troubles import PULLS, SIDES, over, symptoms_first, troubles
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.anatomy import find_parts, find_sides
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

_EARLY = 0.35
"""The share of the visit in which the reason for it is looked for."""
_LONGEST = 12
"""Words of a chief complaint."""
_STOP = (
    r"(?=$|,? (?:who|which|so|but|what|tell|can|and (?:i|you|we|he|she|what|how|it|they)|is that|since|because|i|how|"
    r"today|in the office|when|where|could|do|does|that|she|he|it|they|okay|is)\b|[.?])"
)
_REASONS = (
    rf"\b(?:presents?|presenting|coming in|comes? in|here|in|seen)\b(?: \w+| ,){{0,3}}? (?:for|with|because of|"
    rf"regarding|"
    rf"complaining of)(?: an?)? (?P<reason>(?!me\b|you\b|your (?:visit|appointment)|about|the past|a while|"
    rf"now).{{3,90}}?){_STOP}",
    rf"\b(?:complaints?|complaining|evaluation|follow up|follow-up) (?:of|for) (?P<reason>.{{3,70}}?){_STOP}",
    rf"\b(?:understand|(?:see|notice|know)(?: here)?(?: (?:on|in) (?:my|your|the) \w+)?(?: here)?|heard|hear|"
    rf"t(?:ells?|old) me|"
    rf"says?|said|"
    rf"(?:mentioned|written|put)(?: \w+){{0,3}} notes)(?: that)? you(?: are| have|'ve)?(?: been)?(?: "
    rf"here (?:for|with)|"
    rf" come in (?:with|for)| having| had| got| experiencing| some)+ (?P<reason>.{{3,70}}?){_STOP}",
    rf"\b(?:here|in|calling|ringing|came|come)(?: today)? about (?P<reason>(?:your|the|a|an|some) .{{3,60}}?){_STOP}",
    rf"\b(?:sent|referred) (?:you|him|her) (?:over |here |up |in |to (?:me|us|see me|see us) )*(?:for|with|because of|"
    rf"about) (?:an? |the |your |some )?(?P<reason>.{{2,60}}?){_STOP}",
    r"\b(?:this is|it is|here for|in for|time for|doing) "
    r"(?:your|his|her|the|[a-z]+'s) (?P<reason>(?:[a-z0-9]+[ -]){0,4}?(?:visit|"
    r"check-?up|check up|"
    r"check|appointment|physical|review|smear|shots|vaccinations?))\b",
    r"\b(?:noticed|found|saw|picked up|thought|said|because)(?: that)? (?:you have |you had )?(?P<reason>(?:your|an?) "
    r"(?:[a-z]+ ){1,3}?(?:is|was|were|are) (?:irregular|high|low|raised|fast|slow|abnormal))\b",
    rf"\blooks like you have been (?:having|experiencing|getting) (?:some )?(?P<reason>.{{3,70}}?){_STOP}",
    rf"\b(?P<reason>(?:hurt|injured|twisted|sprained|broke) your .{{3,50}}?){_STOP}",
    rf"\b(?:you|he|she) (?:just )?(?:had|were in|was in|took) an? (?P<reason>(?:\w+ )?(?:fall|crash|accident|wreck|"
    rf"collision|tumble)){_STOP}",
    rf"\b(?:you|he|she) (?P<reason>(?:came off|fell off|fell from|fell down|got hit by|crashed) .{{3,40}}?){_STOP}",
)  # fmt: skip
_PATIENT_REASONS = (
    r"\bi (?:am |have |just |really |would |also )*(?:ready|want|wanted|like|trying|need|here|help|hoping|decided)\b"
    r"(?: \w+){0,3}? (?P<reason>(?:quit|stop|give up|come off|cut down on|get off) (?:smoking|drinking|vaping|alcohol|"
    r"cigarettes|heroin|cannabis|weed|opioids|pills|the \w+))\b",
    rf"\bi (?:am|have been|was|have)(?: been)?(?: having| experiencing| getting| noticing| feeling| had| got| "
    rf"here (?:for|because of)|"
    rf" in for)+ (?P<reason>.{{3,70}}?){_STOP}",
    rf"\b(?:i have|i got|i have got|i had) (?P<reason>.{{3,70}}?){_STOP}",
)  # fmt: skip
_VISIT = re.compile(
    r"\b(?:follow.?up|annual|check.?up|physical|exam|refill|results?|labs?|injury|fracture|surgery|post.?op|"
    r"diabetes|hypertension|"
    r"cancer|disease|syndrome|blood sugar|blood pressure|consult\w*|evaluation|medication|depression|asthma|"
    r"arthritis|stones?|"
    r"(?:difficulty|trouble) \w+ing|quit\w*|(?:stop|give up) (?:smoking|drinking)|came off|fell|fall|crash\w*|accident|"
    r"wreck|collision|review|"
    r"hepatitis|infection|pregnan\w*|problems?|hurt|bite|rash|transplant|anemia|failure|discharge|visit|check|"
    r"appointment|smear|shots|vaccinations?)\b"
)
_TRAILING = vocabulary("and or with in to of the a an is for that at on as but his her their was has been from by are")


def chief_complaint(visit: Visit) -> list[Line]:
    """One line; nothing where nobody says why the patient is here."""
    several = agenda(visit)
    if several:
        names = [several[0].name.rstrip("."), *(item.name.rstrip(".").lower() for item in several[1:])]
        sources = dict.fromkeys(source for item in several for source in item.sources)
        return [Line(f"{', '.join(names[:-1])} and {names[-1]}.", tuple(sources))]
    named = [replace(line, text=without_its_verb(line.text)) for line in _complaint(visit)]
    lines = [_part_of_back(visit, line) for line in named]
    if lines and lines != _first_announced(visit) and not is_reason(visit, lines[0]):
        lines = in_own_words(visit) or lines
    corrected = corrected_side(visit)
    if not corrected or not lines or not corrected.concerns(lines[0].text):
        return lines
    return [Line(corrected.right(lines[0].text), (*lines[0].sources, *corrected.sources))]


def _part_of_back(visit: Visit, line: Line) -> Line:
    """ "Back pain." as "Lower back pain.", where the patient says early which part of the back it is."""
    if line.text != "Back pain.":
        return line
    for statement in visit.statements:
        if statement.at > FIRST_TURNS or statement.role is not Role.PATIENT:
            continue
        found = re.search(r"\b(lower|upper|middle|mid)(?: part of (?:my|the))? back\b", joined(statement.words))
        if found and not re.search(r"\bnot\b", joined(statement.words)):
            return Line(f"{found[1].capitalize()} back pain.", (*line.sources, *statement.sources))
    return line


def _complaint(visit: Visit) -> list[Line]:
    stated = next(_stated(visit), None)
    named = named_at_once(visit)
    if named and not (stated and stated[0].sources[0].turn <= named[0].sources[0].turn):
        answer = [s for s in _early(visit) if s.role is not Role.CLINICIAN and s.at <= FIRST_TURNS]
        next_turn = [s for s in answer if s.sources[0].turn == named[0].sources[0].turn + 1]
        asked = " ".join(joined(u.words) for u in visit.utterances if u.turn == named[0].sources[0].turn)
        guessed = named[0].text.endswith(" pain.") and not PAINFUL.search(asked)
        vague = named[0].text.endswith(" problem.") or guessed
        told = next(answered(visit, next_turn, moods=False), None) if vague and next_turn else None
        told = told if told and (find_parts(told[1]) or not _ANY_JOINT.match(told[1])) else None
        return [Line(told[1], (*named[0].sources, *told[0].sources))] if told else named
    shown = (
        followed(visit)
        or treated(visit)
        or [line for line in asked_after(visit) if SEEN & set(line.text.lower().rstrip(".").split())]
    )
    if shown:
        return shown
    weak: list[Line] = []
    for statement, given in _candidates(visit):
        reason = given if given in wished(visit, statement) else _as_problem(given)
        if not reason:
            continue
        line = Line(reason, statement.sources)
        pulls = bool(PULLS.search(reason.lower()))
        told_part = (statement.role is not Role.PATIENT or pulls) and bool(find_parts(reason)) and " " in reason
        if pulls and told_part:
            return [_hurts_there(visit, line)]
        if reason in wished(visit, statement) or told_part or _VISIT.search(reason.lower()) or find_symptoms(reason):
            return [line]
        if statement.role is Role.CLINICIAN:
            weak.append(line)
    return (
        asked_after(visit)
        or _supposed(visit)
        or _diagnosis(visit)
        or weak[:1]
        or _first_announced(visit)
        or known_illness(visit)
        or first_told(visit)
        or _likeliest(visit)
    )


_ANY_JOINT = re.compile(r"(?:popping|clicking|locking|catching|stiffness|swelling|tingling|numbness)\.", re.IGNORECASE)
"""What is told of a part of the body that was named before, which alone says less."""
_HURT = re.compile(
    r"^(?:hurt|injured|twisted|sprained|broke|banged) (?:his|her|their|the) (?P<part>(?:right |left )?[a-z ]+?)"
    r"(?: (?:before|here|again|recently|badly))*$"
)
_HURTS = re.compile(r"^(?P<part>(?:right |left )?[a-z ]+?) (?:hurts?|is hurting|(?:is|are) (?:sore|painful))$|"
    r"^pain (?:in )?(?:this|the|my|"
                    r"his|her|their) (?P<other>(?:right |left )?[a-z ]+)$")  # fmt: skip
_STANDS = re.compile(r"^(?P<what>[a-z ]+) (?:is|was|were|are) (?P<how>irregular|high|low|raised|fast|slow|abnormal)$")
_ONLY_WHERE = re.compile(r"^(?:in|on|at|around|under|behind) ")


def _as_problem(reason: str) -> str:
    """A reason as a problem is called: "hurt her knee" as "Knee injury"; empty where it is a mere place."""
    told = reason.rstrip(".").lower()
    text = re.sub(r", [a-z]+$| in the past$| over (?:for|the|a)\b.*$", "", told)
    text = "" if text == told else text
    bare = text or told
    hurt, hurts = _HURT.match(bare), _HURTS.match(bare)
    if hurt and find_parts(hurt["part"]):
        return sentence([hurt["part"], "injury"])
    part = (hurts["part"] or hurts["other"]) if hurts else ""
    if part and find_parts(part):
        return sentence([part, "pain"])
    if _ONLY_WHERE.match(bare):
        return ""
    stands = _STANDS.match(bare)
    if stands:
        return sentence([stands["how"], *stands["what"].split()])
    return sentence([text]) if text else reason


def _hurts_there(visit: Visit, line: Line) -> Line:
    """ "Pulling on left ear." as "Left ear pain.", where a child says to the question that it hurts."""
    part = find_parts(line.text)[0].value
    for asked, reply in pairwise(visit.utterances):
        text = joined(asked.words)
        about = part in {p.value for p in find_parts(text)} and PAINFUL.search(text)
        if (
            asked.role is Role.CLINICIAN
            and asked.asks
            and about
            and reply.role is not Role.CLINICIAN
            and reply.reply != NO
        ):
            sources = [Source(u.turn, u.start, u.end) for u in (asked, reply)]
            return Line(
                sentence([*PULLS.sub("", line.text.lower()).strip(" .").split(), "pain"]), (*line.sources, *sources)
            )
    return line


def _diagnosis(visit: Visit) -> list[Line]:
    """What the clinician found, where nobody says plainly why the patient came."""
    late = visit.statements[len(visit.statements) // 2 :]
    found = diagnosed_problem(s for s in late if s.role is Role.CLINICIAN)
    return [Line(sentence(found[0].split()), found[1].sources)] if found else []


def _supposed(visit: Visit) -> list[Line]:
    """What the clinician takes a vague opening to be: "trouble getting erections?" "yes, six months now"."""
    asked = opening_question(visit)
    opens = asked.turn if asked else visit.utterances[0].turn
    for question, reply in pairwise(visit.utterances):
        if question.role is not Role.CLINICIAN or reply.role is Role.CLINICIAN or not question.asks:
            continue
        text = joined(question.words)
        if opens < question.turn <= opens + _ANSWERED and reply.reply != NO and not ASKS_WHETHER.search(text):
            for found in symptoms_first(text)[:1]:
                sources = tuple(Source(u.turn, u.start, u.end) for u in (question, reply))
                return [Line(sentence([found.symptom.name]), sources)]
    return []


def _first_announced(visit: Visit) -> list[Line]:
    """The first problem that the clinician announces in the plan: "for your first problem of nicotine dependence"."""
    for statement in visit.statements[len(visit.statements) // 2 :]:
        if statement.role is Role.CLINICIAN and (name := announced_problem(statement)) and not find_drugs(name):
            return [Line(sentence(name.split()), statement.sources)]
    return []


def _candidates(visit: Visit) -> Iterator[tuple[Statement, str]]:
    """Reasons given, the most reliable kind first."""
    yield from _stated(visit)
    yield from _opened(visit)
    yield from _named(visit)
    patient = [s for s in _early(visit) if s.role is Role.PATIENT]
    asked = [s for s in visit.statements if s.kind in {"told", "affirmed"} and s.at <= FIRST_TURNS]
    asked = [s for s in asked if ":" not in s.words]
    own = sorted([*patient, *asked], key=lambda s: s.at)
    for _, said in groupby(own, key=lambda s: s.sources[-1].turn):
        told = [one for statement in said for one in troubles(statement)]
        yield from most_discussed(visit, [one for one in told if not elicited(visit, *one)])
    yield from _matched(visit, patient, _PATIENT_REASONS)


def _early(visit: Visit) -> list[Statement]:
    last = max(6, int(_EARLY * len(visit.utterances)))
    return [s for s in visit.statements if s.at < last and s.kind == "said"]


def _stated(visit: Visit) -> Iterator[tuple[Statement, str]]:
    """The reason as the clinician states it: "… who presents with …", "I see you are here for …"."""
    opening = introduction(visit)
    own = (s for s in _early(visit) if s.role is not Role.PATIENT)
    told = [s for s in own if not s.asks or _TELLS_AND_ASKS.match(joined(s.words))]
    yield from _matched(visit, [opening, *told] if opening else told, _REASONS)


def _matched(visit: Visit, statements: list[Statement], patterns: tuple[str, ...]) -> Iterator[tuple[Statement, str]]:
    for statement in statements:
        found = (re.search(pattern, joined(statement.words)) for pattern in patterns)
        reason = next((r for f in found if f and (r := _reason(f.group("reason"), statement, visit))), "")
        if reason and not (statement.role is Role.CLINICIAN and put_right(visit, statement.sources[-1].turn)):
            yield statement, reason


_TELLS_AND_ASKS = re.compile(
    r"^(?:(?:so|and|okay|,|(?!i\b|you\b)[a-z]+\.?),? ){0,3}(?:i (?:understand|see|hear|heard|know)|"
    r"you (?:are|have come)|[a-z]+ tells me|"
    r"(?:the|my|your) [a-z]+(?: [a-z]+)? (?:told me|tells me|said|says|mentioned)(?: that)?|"
    r"your (?:[a-z]+ ){1,4}(?:sent|referred) (?:you|him|her)|this is (?:your|his|her|[a-z]+'s))\b"
)
"""A reason told before a question: "I understand you've come in with knee pain, what is going on?"."""
_HAPPENED_TO = re.compile(r"\bwhat happened (?:to|with) (?:your|the|his|her|that) (?P<part>(?:\w+ )?\w+)")
_ANSWERED = 3
"""Turns after it in which its answer goes on."""


def _opened(visit: Visit) -> Iterator[tuple[Statement, str]]:
    """What the answer to "what brings you in?" names first, a mood too: "feeling really down" → "Depression."."""
    asked = opening_question(visit)
    own = [s for s in visit.statements if s.kind == "said" and s.role is not Role.CLINICIAN and not s.asks]
    told = (u.turn for u in visit.utterances if u.role is not Role.CLINICIAN and tells(u))
    opens = asked.turn if asked else next(told, visit.utterances[0].turn + 1) - 1
    answer = [s for s in own if opens < s.sources[0].turn <= opens + _ANSWERED]
    happened = _HAPPENED_TO.search(joined(asked.words)) if asked else None
    if asked and happened and answer and find_parts(happened.group("part")):
        source = Source(asked.turn, asked.start, asked.end)
        part = find_parts(happened.group("part"))[0].value
        yield replace(answer[0], sources=(source, *answer[0].sources)), sentence([part, "injury"])
    for turn in sorted({s.sources[0].turn for s in answer}):
        yield from answered(visit, [s for s in answer if s.sources[0].turn == turn], moods=asked is not None)
    yield from _only_where(visit, answer[:1])


def _named(visit: Visit) -> Iterator[tuple[Statement, str]]:
    """The first problem of the plan, where it is a symptom."""
    for statement in visit.statements[len(visit.statements) // 2 :]:
        name = announced_problem(statement) if statement.role is Role.CLINICIAN else ""
        if name and (find_symptoms(name) or find_diagnoses(name) or find_parts(name)):
            if find_symptoms(name):
                yield statement, sentence(name.split())
            return


def _reason(words: str, statement: Statement, visit: Visit) -> str:
    text = re.sub(
        r"^(?:an? |the |some |your |my |his |her |their |with |evaluation of |complaints? of |follow up (?:of|"
        r"for) (?:his|her|the) |"
        r"evaluation for |"
        r"pretty |really |this |little |bit |of |for |like )+", "", words,
    ).strip(" ,")  # fmt: skip
    text = re.sub(r",? (?:in|on) (?:the|your) (?:patient )?notes$|,? as well$", "", text)
    text = re.sub(r"\b(?:evaluation of|complaints of)\b ?(?:an? |his |her |the |your |my )?", "", text)
    if len(text) < 3 or re.match(
        r"^(?:me|you|it|that|this|visit|appointment|today|while|us|there|here|problem|been|having|no|not|to|just|"
        r"never|time)\b",
        text,
    ):
        return ""
    clinician = statement.role is not Role.PATIENT
    told = third_person(plain_register(tuple(parted(text)), clinician=clinician), statement.role, visit.person)[
        :_LONGEST
    ]
    while told and (told[-1] in _TRAILING or not told[-1][0].isalnum()):
        told.pop()
    return sentence(told) if told and told not in (["hurt"], ["injured"], ["sick"]) else ""


_ASKS_LEAVE = re.compile(r"^(?:(?:and|so|but|when|how soon) )*(?:(?:can|could|may|should|do) i|is it)\b")
_WISHES = re.compile(r"\bi (?:would|will|want|prefer|'d) ?(?:rather|prefer|like|to|not|try|have)?\b")


def _asks_or_wishes(statement: Statement) -> bool:
    """Whether a patient asks what is allowed or says what they would rather have: no reason for coming."""
    text = joined(statement.words)
    return bool((statement.asks and _ASKS_LEAVE.match(text)) or _WISHES.search(text))


def _likeliest(visit: Visit) -> list[Line]:
    """What the patient answered when asked why they come; else what the model thinks likeliest to open the history."""
    own = [(i, s) for i, s in enumerate(visit.statements) if s.role is Role.PATIENT and not is_empty_talk(s)]
    spoken = [i for i, s in own if not _asks_or_wishes(s) and not over(s)]
    asked = opening_question(visit)
    answer = [i for i in spoken if asked and visit.statements[i].sources[0].turn == asked.turn + 1]
    best = max(answer or spoken, key=lambda i: visit.scores.of(i, "hpi"), default=None)
    if best is None or (visit.spoken_for and not answer):
        return []
    statement = visit.statements[best]
    bare = _ONLY_NAMED.sub("", joined(statement.words))
    if is_fragment(parted(bare)) and answer:
        return [Line(sentence(third_person(parted(bare), Role.PATIENT, visit.person)), statement.sources)]
    return [Line(tell(statement, visit.person, subject="the patient"), statement.sources)]


_ONLY_NAMED = re.compile(
    r"^(?:(?:just|well|so|it is|for|about|because of|really|mainly|a|an|the|my|this|some|,) )+", re.IGNORECASE
)


def _only_where(visit: Visit, said: list[Statement]) -> Iterator[tuple[Statement, str]]:
    """ "My lower back.": a part of the body as the whole answer; pain, where the visit goes on to speak of pain."""
    for statement in said:
        text = joined(statement.words)
        parts = find_parts(text)
        if len(statement.words) > LONGEST_PLACE or len(parts) != 1 or not _ONLY_NAMED.match(text):
            continue
        early = visit.utterances[: int(len(visit.utterances) * _SPOKEN_OF) + 1]
        hurts = any(_HURTS_NOW.search(joined(u.words)) and not u.asks and u.reply != NO for u in early)
        hurts |= any(PAINFUL.search(joined(u.words)) and u.asks and r.reply == YES for u, r in pairwise(early))
        sides = [SIDES.get(s.side, s.side.value) for s in find_sides(text)][:1]
        where = "lower " if re.search(r"\blower back\b", text) else "upper " if "upper back" in text else ""
        kind = re.search(rf"\b(?:big|great|little|index|middle|ring) {parts[0].value}\b", text)
        where += kind.group() if kind else parts[0].value
        yield statement, sentence([*sides, *where.split(), "pain" if hurts and where != "heart" else "problem"])
        return


_HURTS_NOW = re.compile(rf"{PAINFUL.pattern}|\b(?:tender|agony|throbb\w+|woke (?:me|him|her) up|burning)\b")
_SPOKEN_OF = 0.6
"""Share of the visit in which a pain is spoken of that the patient came for."""
