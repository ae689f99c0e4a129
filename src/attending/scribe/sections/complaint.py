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
from attending.scribe.dialogue.polarity import NO
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.rewrite import third_person
from attending.scribe.rewrite.phrases import plain_register
from attending.scribe.rewrite.surface import sentence
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
from attending.scribe.sections.systems import LOOSE_WORDS
from attending.scribe.vocabulary import joined, parted, vocabulary
from attending.terms.anatomy import Side, find_parts, find_sides
from attending.terms.drugs import find_drugs
from attending.terms.negation import Status, assertion_of
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import SymptomMention, find_symptoms

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
    r"hepatitis|infection|pregnan\w*|problems?|hurt|bite|rash|transplant|anemia|failure|discharge|visit)\b"
)
_TRAILING = vocabulary("and or with in to of the a an is for that at on as but his her their was has been from by are")
_ADJECTIVES = {"abdomen": "abdominal"}
_VAGUE = frozenset({"pain", "anxiety", "weakness", "malaise", "swelling", "depression", "stress"})
"""Symptoms too general to be why a patient comes, unless nothing else is said."""
_OF_THE_MIND = frozenset({"anxiety", "depression", "stress"})
_PULLS = re.compile(r"\b(?:pulling|tugging|pulls|tugs|pulled|tugged) (?:on|at)\b")
"""What a child does that cannot say where it hurts."""
_STUNG = re.compile(r"\b(?:stung|bitten|bit|scratched) by an? (?!bit\b|few\b)[a-z]+\b")


def chief_complaint(visit: Visit) -> list[Line]:
    """One line; nothing where nobody says why the patient is here."""
    named = [replace(line, text=without_its_verb(line.text)) for line in _complaint(visit)]
    lines = [_part_of_back(visit, line) for line in named]
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
    shown = (
        followed(visit)
        or treated(visit)
        or [line for line in asked_after(visit) if line.text.lower().rstrip(".").split()[-1] in SEEN]
    )
    if shown:
        return shown
    weak: list[Line] = []
    for statement, given in _candidates(visit):
        reason = _as_problem(given)
        if not reason:
            continue
        line = Line(reason, statement.sources)
        pulls = bool(_PULLS.search(reason.lower()))
        told_part = (statement.role is not Role.PATIENT or pulls) and bool(find_parts(reason)) and " " in reason
        if pulls and told_part:
            return [_hurts_there(visit, line)]
        if told_part or _VISIT.search(reason.lower()) or find_symptoms(reason):
            return [line]
        if statement.role is Role.CLINICIAN:
            weak.append(line)
    return (
        asked_after(visit)
        or _diagnosis(visit)
        or weak[:1]
        or _first_announced(visit)
        or known_illness(visit)
        or first_told(visit)
        or _likeliest(visit)
    )


_HURT = re.compile(
    r"^(?:hurt|injured|twisted|sprained|broke|banged) (?:his|her|their|the) (?P<part>(?:right |left )?[a-z ]+?)"
    r"(?: (?:before|here|again|recently|badly))*$"
)
_HURTS = re.compile(r"^(?P<part>(?:right |left )?[a-z ]+?) (?:hurts?|is hurting|(?:is|are) (?:sore|painful))$|"
    r"^pain (?:in )?(?:this|the|my|"
                    r"his|her|their) (?P<other>(?:right |left )?[a-z ]+)$")  # fmt: skip
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
                sentence([*_PULLS.sub("", line.text.lower()).strip(" .").split(), "pain"]), (*line.sources, *sources)
            )
    return line


def _diagnosis(visit: Visit) -> list[Line]:
    """What the clinician found, where nobody says plainly why the patient came."""
    late = visit.statements[len(visit.statements) // 2 :]
    found = diagnosed_problem(s for s in late if s.role is Role.CLINICIAN)
    return [Line(sentence(found[0].split()), found[1].sources)] if found else []


def _first_announced(visit: Visit) -> list[Line]:
    """The first problem that the clinician announces in the plan: "for your first problem of nicotine dependence"."""
    for statement in visit.statements[len(visit.statements) // 2 :]:
        if statement.role is Role.CLINICIAN and (name := announced_problem(statement)) and not find_drugs(name):
            return [Line(sentence(name.split()), statement.sources)]
    return []


def _candidates(visit: Visit) -> Iterator[tuple[Statement, str]]:
    """Reasons given, the most reliable kind first."""
    opening = introduction(visit)
    early = [s for s in visit.statements if s.at < max(6, int(_EARLY * len(visit.utterances))) and s.kind == "said"]
    clinician = ([opening] if opening else []) + [
        s for s in early if s.role is not Role.PATIENT and (not s.asks or _TELLS_AND_ASKS.match(joined(s.words)))
    ]
    patient = [s for s in early if s.role is Role.PATIENT]
    for statements, patterns in ((clinician, _REASONS), (patient, _PATIENT_REASONS)):
        for statement in statements:
            found = (re.search(pattern, joined(statement.words)) for pattern in patterns)
            reason = next((r for f in found if f and (r := _reason(f.group("reason"), statement, visit))), "")
            if reason:
                yield statement, reason
        if statements is clinician:
            yield from _opened(visit)
            yield from _named(visit)
            asked = [s for s in visit.statements if s.kind in {"told", "affirmed"} and s.at <= FIRST_TURNS]
            asked = [s for s in asked if ":" not in s.words]
            own = sorted([*patient, *asked], key=lambda s: s.at)
            for _, said in groupby(own, key=lambda s: s.sources[-1].turn):
                yield from most_discussed(visit, [one for statement in said for one in _troubles(statement)])


_TELLS_AND_ASKS = re.compile(
    r"^(?:(?:so|and|okay|,|(?!i\b|you\b)[a-z]+),? ){0,3}(?:i (?:understand|see|hear|heard|know)|you (?:are|have come)|"
    r"[a-z]+ tells me|"
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
    if asked is None:
        return
    own = [s for s in visit.statements if s.kind == "said" and s.role is not Role.CLINICIAN and not s.asks]
    answer = [s for s in own if asked.turn < s.sources[0].turn <= asked.turn + _ANSWERED]
    happened = _HAPPENED_TO.search(joined(asked.words))
    if happened and answer and find_parts(happened.group("part")):
        source = Source(asked.turn, asked.start, asked.end)
        part = find_parts(happened.group("part"))[0].value
        yield replace(answer[0], sources=(source, *answer[0].sources)), sentence([part, "injury"])
    for turn in sorted({s.sources[0].turn for s in answer}):
        said = _with_what_hurts([s for s in answer if s.sources[0].turn == turn])
        for statement in said:
            function = _FUNCTION.match(joined(statement.words))
            if function:
                yield statement, sentence([function["what"] or function["part"], "problem"])
        told = [one for moods in (False, True) for statement in said for one in _troubles(statement, moods=moods)]
        yield from most_discussed(visit, told)
    yield from _only_where(visit, answer[:1])


_FUNCTION = re.compile(
    r"^(?:(?:well|so|just|really|it is|it is about|about|,) )*(?:my|his|her|their) (?P<what>memory|hearing|vision|"
    r"eyesight|balance|sleep|mood|bowels|waterworks|breathing|periods|weight|voice|speech|appetite|skin)(?:$|, )|"
    r"^my (?P<part>(?:left |right |lower )?(?:back|neck|knee|hip|shoulder)) (?:just )?(?:went(?: out)?|gave out|"
    r"seized(?: up)?|locked(?: up)?|has gone|is playing up|is acting up)\b"
)
"""What does not work as it should, where no more is said than its name."""
_THAT_HURTS = re.compile(r"^(?:it|they|both|that)\b")


def _with_what_hurts(said: list[Statement]) -> list[Statement]:
    """ "It's my right upper arm. It hurts really bad." as one, and so "It's my knee. It's been swollen."."""
    while said and len(said[0].words) <= GREETING and not find_parts(joined(said[0].words)):
        said = said[1:]
    if len(said) < 2 or not find_parts(joined(said[0].words)) or not _THAT_HURTS.match(joined(said[1].words)):
        return said
    first, second = said[:2]
    troubles = joined(second.words)
    if PAINFUL.search(joined(first.words)) or not (PAINFUL.search(troubles) or _symptoms_first(troubles)):
        return said
    words, sources = (*first.words, ",", *second.words), (*first.sources, *second.sources)
    return [replace(first, words=words, sources=sources), *said[2:]]


GREETING = 3
"""Words of "morning doctor", before the part that troubles is named."""


def _named(visit: Visit) -> Iterator[tuple[Statement, str]]:
    """The first problem of the plan, where it is a symptom."""
    for statement in visit.statements[len(visit.statements) // 2 :]:
        if statement.role is Role.CLINICIAN and (name := announced_problem(statement)):
            if find_symptoms(name):
                yield statement, sentence(name.split())
            return


def _troubles(statement: Statement, *, moods: bool = False) -> Iterator[tuple[Statement, str]]:
    """Everything that one statement tells of: its first trouble as it is called, the others by their names."""
    if statement.speaker and _OF_COMPANION.search(joined(statement.words)):
        return
    yield from _pains([statement], moods=moods)
    text = joined(plain_register(statement.words, clinician=False))
    for mention in _symptoms_first(text)[1:]:
        present = assertion_of(text, mention.start, mention.end).status is Status.PRESENT
        if present and not _COMPARED.search(text[: mention.start]) and mention.symptom.name not in _VAGUE:
            yield statement, sentence([_told(mention)])


_OF_COMPANION = re.compile(
    r"^(?:(?:and|but|so) )*(?:my (?!son|daughter|child|baby|little|boy|girl)\w+\b|(?:i|we) (?:(?:just|also|really|have|"
    r"can|could) )*(?!think|thought|notic|saw|see|seen|found|find|know|knew|gave|give|took|take|brought|chang|guess|"
    r"believe|hear|heard|felt (?:a|his|her)|feel (?:a|his|her|like he|like she)|call|rang)\w+)"
)
"""What somebody who speaks for the patient tells of their own state."""


def _pains(statements: list[Statement], *, moods: bool = False) -> Iterator[tuple[Statement, str]]:
    """ "my right knee hurts" → "Right knee pain."; `moods` lets a mood count too."""
    for statement in statements:
        text = joined(plain_register(statement.words, clinician=False))
        present = [
            m
            for m in _symptoms_first(text)
            if assertion_of(text, m.start, m.end).status is Status.PRESENT
            and not _COMPARED.search(text[: m.start])
            and not _NOT_THOUGHT.search(text[: m.start])
        ]
        parts = find_parts(text)
        sides = [_SIDES.get(s.side, s.side.value) for s in find_sides(text) if parts and s.part == parts[0].value]
        if parts and not sides and _PAIRED.search(text[parts[0].start : parts[0].end]) and _BOTH.search(text):
            sides = ["bilateral"]
        stung = _STUNG.search(text)
        if stung:
            yield statement, sentence(stung.group().split())
            return
        if parts and _PULLS.search(text):
            yield statement, sentence(["pulling", "on", *sides[:1], parts[0].value])
            return
        injured = _INJURED.search(text)
        if injured and find_parts(injured["part"]):
            yield statement, sentence([*injured["part"].split(), "injury"])
            return
        if parts and (PAINFUL.search(text) or present) and not re.search(r"\bnot\b", text):
            symptom = _told(present[0]) if present and present[0].symptom.name != "pain" else "pain"
            symptom = present[0].symptom.name if present and present[0].symptom.name in _AT_A_PLACE else symptom
            part = [] if parts[0].value in symptom else [_ADJECTIVES.get(parts[0].value, parts[0].value)]
            if part == ["head"] and symptom == "pain":
                part, symptom = [], "headache"
            if symptom == "headache":
                sides = [f"{side}-sided" for side in sides]
            if not part or symptom in {"pain"} | _AT_A_PLACE:
                yield statement, sentence([*sides[:1], *part, symptom])
                return
        if present and present[0].symptom.name not in (_VAGUE - _OF_THE_MIND if moods else _VAGUE):
            named = _told(present[0]) if statement.kind == "said" else present[0].symptom.name
            yield statement, sentence([named])
            return


_COMPARED = re.compile(r"\blike (?:a |an |my |the )?(?:\w+ )?$")
"""Behind which a symptom is only what another is like."""
_NOT_THOUGHT = re.compile(r"\bdo not (?:think|believe)\b")
_SIDES = {Side.BOTH: "bilateral"}
_AT_A_PLACE = frozenset({"swelling", "weakness", "numbness", "stiffness", "tingling"})
"""Symptoms that stand with the part of the body they are in."""
_INJURED = re.compile(
    r"\b(?:hurt|injured|twisted|sprained|broke|banged|landed on|rolled|jammed|burnt|burned|cut) "
    r"(?:my|his|her|their) (?P<part>(?:left |right )?[a-z]+)\b"
)
_PAIRED = re.compile(r"\b(?:knees|hips|ankles|wrists|elbows|shoulders|feet|hands|legs|arms|ears|eyes|calves|heels)$")
_BOTH = re.compile(r"\b(?:both|my|the two)\b")


def _symptoms_first(text: str) -> list[SymptomMention]:
    """The symptoms a text names, known illnesses behind them: "with the IBS I had diarrhea"."""
    named = (m for m in find_symptoms(text) if m.text.lower() not in LOOSE_WORDS)
    return sorted(named, key=lambda m: (bool(find_diagnoses(m.text)), m.symptom.name == "malaise"))


def _told(mention: SymptomMention) -> str:
    """The symptom as it was said; by its clinical name where one lay word or the patient's "my" was used."""
    lay = " " not in mention.text or re.search(r"\b(?:my|me|i|your|is|are|has|have|not)\b|'s\b", mention.text)
    return mention.symptom.name if lay else mention.text


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
    spoken = [i for i, s in own if not _asks_or_wishes(s)]
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
        hurts = any(PAINFUL.search(joined(u.words)) and u.reply != NO for u in early)
        sides = [_SIDES.get(s.side, s.side.value) for s in find_sides(text)][:1]
        where = "lower " if re.search(r"\blower back\b", text) else "upper " if "upper back" in text else ""
        yield statement, sentence([*sides, *f"{where}{parts[0].value}".split(), "pain" if hurts else "problem"])
        return


LONGEST_PLACE = 12
"""Words of an answer that only says where something is wrong."""
_SPOKEN_OF = 0.6
"""Share of the visit in which a pain is spoken of that the patient came for."""
