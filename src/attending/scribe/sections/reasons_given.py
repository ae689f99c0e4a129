"""What a visit names that somebody may come for, with how each place in it speaks of it: who says it, when, and how.

Read by `complaint`, which weighs them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from attending.drafts import Role
from attending.scribe.content.visit import REMEMBERED, Visit
from attending.scribe.dialogue.polarity import NO, YES
from attending.scribe.sections.history import FIRST_TURNS, introduction, opening_question
from attending.scribe.sections.reasons import VAGUE, Kind, Reason, reasons_in
from attending.scribe.sentences.utterances import Utterance
from attending.scribe.vocabulary import joined
from attending.terms.negation import Status, assertion_of

_GAP = (
    r"(?: ?(?!(?:who|which|but|so|because|since|he|she|you|i|we|they|history|it|is|was|are|what|how|when|where|did|"
    r"do|does|"
    r"get|got|have)\b)[a-z0-9'/-]+| ?,){0,7} ?$"
)
"""Between what names a reason and a reason: "here for" (follow-up of her diabetes and) high blood pressure."""
_NAMES = re.compile(
    r"\b(?:(?:here|in|come|came|comes|coming|presents?|presenting|seen|sent|referred|booked|down|appointment|calling|"
    r"call|"
    r"ringing|ring|rang|phone|phoning|phoned|talk|speak|chat|discuss|over|see you|visit|start)(?: (?!for\b|with\b|"
    r"about\b)\w+){0,4}? "
    r"(?:for|with|about|because(?: of)?|regarding|concerning|due to)|complain\w* of|"
    r"(?:evaluation|assessment|management|treatment) (?:of|for)|diagnosed with|discuss|look at|let us see|show me|"
    r"about|"
    r"(?:understand|see|hear|heard|know|notice|noticed|tells? me|told me|says?|said|mentioned|looks like|sounds like|"
    r"put)"
    r"(?: that| here| on (?:my|your|the) \w+)*(?: you(?:r| have| had| are| were)?| (?:he|she)(?: has| had| is)?)"
    r"(?: (?:been|having|had|got|experiencing|getting|in|some|a|an|bit|of|lot|pain|with|for|here)){0,6}|"
    r"(?:noticed|found|asked) (?:that )?your|"
    r"how (?:is|are|has|have|did|was|were) (?:the|your|his|her|that|those)|tell me(?: (?!about)\w+){0,4} about|"
    r"what (?:is|has been) (?:going on|happening|wrong|up) with|what happened (?:to|with)|this is|time for|doing|"
    r"(?:go|going|run|look) (?:over|through)|i have(?: got)?(?= (?:the|your) results\b)|which|result of|you have|"
    r"had an?|had the|was in an?|that is for)" + _GAP
)
"""Before what a clinician names as the reason: "you're here for", "I'm calling about your", "how is the"."""
_STANDS_BEHIND = re.compile(r" (?:is|are|has|have)(?: come)? (?:in|back|here)\b| (?:came|come) back\b")
_FOR_THE = re.compile(r"\bfor (?:the|your|his|her) $")
_WAS_AGO = re.compile(r",? (?:was|were|is) (?:\w+ ){0,2}(?:days?|weeks?|months?|yesterday)\b")
_BARE = re.compile(r"(?:(?:so|right|okay|well|and|now|then|,|the|your|this|it is|is it|his|her) ?)*$")
"""Before a reason that a clinician only names: "so, belly pain."."""
_FOLLOWS = re.compile(
    r"(?:\bfollow(?:ing|ed)?[ -]?ups?(?: \w+){0,3}? (?:of|for|on|with|about|from|after|your)|\b(?:since|last time|"
    r"(?:days?|weeks?|months?|years?) (?:ago|since|out|post|after))(?: (?!for\b)\w+){0,8}? "
    r"(?:for|the|your|from|my|started|began|increased|added)|\bhospital(?:ized)?(?: \w+){0,4}? (?:with|for|after)|"
    r"\b(?:saw|seen) you(?: \w+){0,4}? (?:for|about|with)|\bhow (?:did|has|have|is|was|were) (?:the|your|that))" + _GAP
)
"""Before what is followed up: "since we started … for the", "two weeks out from your"."""
_OWN = re.compile(
    r"(?:\b(?:here|come|came|calling|called|ringing|rang|see you|ask|talk|worried|concerned)(?: \w+){0,4}? "
    r"(?:for|about|because of|with|regarding)|\b(?:trouble|problems?|issues?) (?:with|in)|"
    r"\b(?:it is|this is|just|got|have|having|had|getting|need|want|would like|hoping|wondering|found|noticed|"
    r"developed|need to|"
    r"want to|would like to|started|been)|(?:^|, )(?:my|his|her|the|one is|so|well|yeah|it is)?)" + _GAP
)
"""Before what a patient names as theirs."""
_ASKS_WHETHER = re.compile(
    r"(?<!how )(?<!what )(?<!where )\b(?:any|ever|do you|does (?:he|she)|did you|have you|has (?:he|she)|is there|"
    r"are there)\b"
)
_BACKGROUND = re.compile(
    r"\b(?:history|used to|had (?:a|an|the|my) .{0,30}\bago|years ago|family|runs in|as a (?:kid|child))\b"
    r"(?:(?!\b(?:who|presents|here|today|comes|came|coming)\b).)*$|\bwith (?:the|my) $"
)
"""Before what was, or is known beside the reason: "with a past medical history of"."""
_EFFECT = re.compile(
    r"\b(?:side effects?|gave me|gives me|made me|makes me|br(?:ought|ings) (?:me|him|her) out|from the (?:pill|"
    r"tablet|medic)\w*)\b"
)
_TILL = re.compile(r"\b(?:till|until) (?:i|he|she|it|they) $")
"""Before what only comes of it: "he's scratching till he bleeds"."""
_PUT_RIGHT = re.compile(
    r"\b(?:but|actually|although|no)\b.{0,30}\b(?:i (?:am|was|came|come|want\w*|need)|it is (?:my|the|about)|not why)\b"
)
"""How a patient says that they came for something else."""
_FEARED = re.compile(r"\b(?:worried|scared|afraid|thought|wondering|concerned)\b(?! about)[a-z' ,]{0,40}$")
"""Before what somebody only fears to have, or heard of."""
_LATE = 0.6
"""Share of the visit behind which plans are made."""
_AT_ONCE = 3
"""Turns in which a patient's first telling goes on."""


@dataclass(frozen=True, slots=True)
class Mention:
    """One place in the visit where a reason is named."""

    reason: Reason
    at: int
    """Index of its utterance."""
    turn: int
    clinician: bool
    marks: frozenset[str]
    """Which of the features it has by itself."""


@dataclass
class Candidate:
    """A reason with every place where it is named."""

    mentions: list[Mention] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)

    def has(self, mark: str) -> bool:
        """Whether any of its mentions has a mark."""
        return any(mark in mention.marks for mention in self.mentions)

    @property
    def spoken(self) -> int:
        """Turns that speak of it and do not deny it."""
        return len({m.turn for m in self.mentions if not m.marks & {"denied", "other"}})

    @property
    def kind(self) -> str:
        """What it is; a medicine is told apart from other things."""
        return "drug" if any(key.startswith("drug:") for key in self.keys) else self.best.reason.kind

    @property
    def best(self) -> Mention:
        """The mention by which it is called: one that says what is wrong, where it is given as the reason."""
        pains = {m.turn for m in self.mentions if m.reason.name in SAID_OF and not m.marks & {"denied", "asked"}}
        return max(self.mentions, key=lambda m: _calls(m, hurts=m.turn in pains))


def _calls(mention: Mention, *, hurts: bool) -> tuple[bool, int, int, int]:
    name, kind = mention.reason.name, mention.reason.kind
    given = not mention.clinician or mention.marks & {"names", "follows", "before", "bare"}
    says = bool(given) or name.endswith(_SAYS) or (kind is Kind.SYMPTOM and "assessed" in mention.marks)
    says = says and not mention.marks & {"denied", "asked", "other"} and name not in VAGUE and not mention.reason.bare
    says = says or (hurts and mention.reason.bare and "opens" in mention.marks)
    says = (says or "affirmed" in mention.marks) and not name.startswith("pull")
    return says, min(sum(_CALLS.get(mark, 0) for mark in mention.marks), 3), len(name.split()), -mention.at


_SAYS = (" pain", " injury", " ulcer", " wound", " fracture", " rash", " lump", " infection")
"""Endings of what is wrong with a part of the body, by whomever it is named."""
_CALLS = {"names": 3, "follows": 3, "opens": 3, "goes on": 1, "own": 1, "elicited": -2, "denied": -5, "late": -1}
"""How far a mention's marks make it the one by which a reason is called."""


@lru_cache(maxsize=REMEMBERED)
def candidates(visit: Visit) -> tuple[Candidate, ...]:
    """Everything that the visit names that somebody may come for, as it was first named."""
    found: list[Candidate] = []
    for mention in _mentions(visit):
        same = next((c for c in found if c.keys & mention.reason.keys), None) or _placed(found, mention)
        if same is None:
            found.append(Candidate([mention], set(mention.reason.keys)))
        else:
            same.mentions.append(mention)
            same.keys |= mention.reason.keys if same.mentions[0].reason.name in VAGUE else set()
    return tuple(found)


def _placed(found: list[Candidate], mention: Mention) -> Candidate | None:
    """The candidate that a bare "pain" goes on with, or that a part of the body says the place of."""
    name = mention.reason.name
    near = [c for c in found if mention.turn - c.mentions[-1].turn <= _NEAR]
    if (name in VAGUE or name in SEEN) and "asked" not in mention.marks:
        return next((c for c in reversed(near) if any(key.startswith("part:") for key in c.keys)), None)
    if mention.reason.kind is Kind.PART and (mention.reason.bare or name.endswith(" pain")):
        return next((c for c in near if c.mentions[0].reason.name in VAGUE and len(c.keys) == 1), None)
    return None


SEEN = frozenset({"spot", "mole", "lump", "rash", "ulcer", "wound", "sore", "wart", "cyst", "boil", "bump"})
SAID_OF = SEEN | {"pain"}
"""What may be said apart from the part of the body that has it."""
_NEAR = 4
"""Turns between a pain and its place."""


def _mentions(visit: Visit) -> Iterator[Mention]:
    tells, _ = first_telling(visit)
    companions = {s.at for s in visit.statements if s.speaker and s.kind == "said"}
    led = False
    for at, utterance in enumerate(visit.utterances):
        text = joined(utterance.words)
        for one in reasons_in(text):
            marks = _marks(text, one)
            if utterance.role is Role.CLINICIAN:
                marks |= _of_clinician(visit, at, one, tells)
            else:
                marks |= _of_patient(visit, at, one, tells)
                if at in companions and _COMPANION.search(text[: one.start]):
                    marks.add("other")
                if "opens" in marks and not (led or one.name in VAGUE or one.bare):
                    led = True
                    marks.add("first")
            yield Mention(one, at, utterance.turn, utterance.role is Role.CLINICIAN, frozenset(marks))


def _marks(text: str, one: Reason) -> set[str]:
    """What the words around a reason say of it, whoever speaks."""
    lead, said = text[: one.start], assertion_of(text, one.start, one.end)
    told = {
        "denied": said.status is Status.NEGATED and not _NOT_RID.search(lead),
        "unsure": said.status in (Status.HYPOTHETICAL, Status.UNCERTAIN) or bool(_FEARED.search(lead)),
        "past": said.past,
        "other": said.other_person,
        "background": bool(_BACKGROUND.search(lead)),
        "effect": bool(_EFFECT.search(text) or _TILL.search(lead)),
    }
    return {mark for mark, holds in told.items() if holds}


def _of_patient(visit: Visit, at: int, one: Reason, tells: int) -> set[str]:
    """Whether it opens what the patient tells, goes on with it, or only answers a question after it."""
    utterance, before = visit.utterances[at], visit.utterances[max(at - 1, 0)]
    if utterance.turn == tells:
        marks = {"opens"} | ({"answers"} if first_telling(visit)[1] else set())
    elif before.role is Role.CLINICIAN and before.asks and _asks_for(before, one):
        return {"elicited"}
    else:
        marks = {"goes on"} if tells < utterance.turn <= tells + _AT_ONCE else set()
    named = _OWN.search(joined(utterance.words)[: one.start]) and utterance.turn <= tells + _AT_ONCE
    return marks | ({"own"} if named else set())


@lru_cache(maxsize=REMEMBERED)
def _introduced_at(visit: Visit) -> int | None:
    opening = introduction(visit)
    return opening.at if opening else None


def _asks_for(asked: Utterance, one: Reason) -> bool:
    text = joined(asked.words)
    short = len(asked.plain) <= _SHORT or _ASKS_WHETHER.search(text)
    return bool(short) or any(one.keys & other.keys for other in reasons_in(text))


def _of_clinician(visit: Visit, at: int, one: Reason, tells: int) -> set[str]:
    """Whether a clinician gives it as the reason, asks for it, or comes back to it in the plan."""
    utterance, text = visit.utterances[at], joined(visit.utterances[at].words)
    lead = text[: one.start]
    short = len(utterance.plain) <= _SHORT or utterance.turn > tells
    whether = utterance.asks and bool(_ASKS_WHETHER.search(lead) or short)
    marks = {"asked"} if whether else set()
    after = visit.utterances[at + 1] if at + 1 < len(visit.utterances) else None
    if utterance.asks and after and after.turn != utterance.turn and _affirms(after):
        marks.add("affirmed")
    if at >= _LATE * len(visit.utterances) and not utterance.asks:
        marks |= {"late", "assessed"} if _ASSESSES.search(lead) else {"late"}
    answer = " ".join(joined(u.words) for u in visit.utterances if u.turn == utterance.turn + 1)
    if whether or _PUT_RIGHT.search(answer):
        return marks
    introduced = _introduced_at(visit)
    if utterance.turn <= max(tells, visit.utterances[0].turn + 1) or at == introduced:
        marks |= _named_by(text, one, asks=utterance.asks)
    return marks | ({"before"} if utterance.turn < tells else set())


def _affirms(reply: Utterance) -> bool:
    return reply.reply == YES or (reply.reply != NO and len(reply.plain) <= _SHORT and not reply.asks)


_COMPANION = re.compile(
    r"\b(?:i (?:am|have|can|can not|feel|get|had|was)|my (?!son|daughter|baby|little|boy|girl|child|wife|husband|mum|"
    r"mom|dad)\w+)"
    r"(?: (?!he|she|him|her|his)\w+)*,? $|\b(?:i|my) $"
)
"""Before what somebody who speaks for the patient has themselves."""
_SHORT = 3
"""Words of an answer that says no more than that it is so: "this one", "both really"."""
_NOT_RID = re.compile(
    r"\b(?:shake|get rid of|stop|clear|get over|not (?:\w+ )?heal\w*)(?: (?:off|this|the|my|a|of))* $"
)
"""Before what somebody cannot be rid of, which is there: "I can't shake this cough"."""


_ASSESSES = re.compile(
    r"\b(?:for (?:the|your|his|her)|this is|that is|it is|i think|looks like|likely|probably|these are|your)" + _GAP
)


@lru_cache(maxsize=REMEMBERED)
def first_telling(visit: Visit) -> tuple[int, bool]:
    """The turn in which the patient first tells of something, and whether it answers the opening question."""
    asked = opening_question(visit)
    begins = asked.turn if asked else visit.utterances[0].turn - 1
    spoken = zip(visit.utterances, [None, *visit.utterances], strict=False)
    telling = (u.turn for u, before in spoken if u.role is not Role.CLINICIAN and _tells(u, before))
    first = next((turn for turn in telling if begins < turn <= begins + FIRST_TURNS), begins + _AT_ONCE)
    clinicians = (u.turn for u in visit.utterances if u.role is Role.CLINICIAN and _names(joined(u.words), asks=u.asks))
    named = next(clinicians, first)
    first = named + 1 if named < first else first
    return first, asked is not None and asked.turn < first <= begins + _AT_ONCE


def _named_by(text: str, one: Reason, *, asks: bool) -> set[str]:
    """How a clinician's words give a reason: they name it, or tell that it is followed up."""
    lead, behind = text[: one.start], text[one.end :]
    marks = {"follows"} if _FOLLOWS.search(lead) or _WAS_AGO.match(behind) else set()
    marks |= {"treats"} if marks and _FOR_THE.search(lead) else set()
    bare = _BARE.match(lead) and not behind.strip(" ,") and not asks
    return marks | ({"names"} if _NAMES.search(lead) or _STANDS_BEHIND.match(behind) or bare else set())


def _names(text: str, *, asks: bool) -> bool:
    return not _ASKS_WHETHER.search(text) and any(_named_by(text, one, asks=asks) for one in reasons_in(text))


def _tells(utterance: Utterance, before: Utterance | None) -> bool:
    """Whether a patient tells of something that was not just asked for."""
    text = joined(utterance.words)
    asked = before if before and before.role is Role.CLINICIAN and before.asks else None
    return any(
        (not one.bare or _MINE.search(text[: one.start]))
        and assertion_of(text, one.start, one.end).status in (Status.PRESENT, Status.NEGATED)
        and not (asked and any(one.keys & other.keys for other in reasons_in(joined(asked.words))))
        for one in reasons_in(text)
    )


_MINE = re.compile(r"\b(?:my|me|his|her|both|this)(?: \w+)? $")
