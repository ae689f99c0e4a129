"""Is what a text mentions there, denied, doubtful, only imagined, asked, or somebody else's?

A small scope finder in the manner of NegEx and ConText, for notes ("Denies chest pain, cough, or fever.") and for
speech without punctuation ("i do n't have any fever i do have a cough"). Read by `answers`, `scribe` and `checks`.

Source: the idea of trigger terms with a scope up to a terminating word is that of Chapman et al., J Biomed Inform
2001;34:301 (NegEx) and Harkema et al., J Biomed Inform 2009;42:839 (ConText); the word lists are our own.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from operator import attrgetter

from attending.terms.persons import BLOOD, Kind, words_for


class Status(StrEnum):
    """What a text says about a thing it mentions."""

    PRESENT = "present"
    NEGATED = "negated"
    UNCERTAIN = "uncertain"
    HYPOTHETICAL = "hypothetical"  # "call me if you get a fever"
    ASKED = "asked"  # "any fever?", to be settled by the answer


@dataclass(frozen=True, slots=True)
class Assertion:
    """The status of a mention, and whether it is about somebody else or about the past."""

    status: Status
    other_person: bool = False
    past: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    kind: str


_PRONOUN = r"(?:i|you|he|she|it|we|they|there|that|that's|it's|i'm|i've|you're|he's|she's|they're|my|your|let's)"
# An answering "no" ("no i have a cough"), and words that only look like a denial.
_PSEUDO = (
    rf"(?:no|nope)[\s,.]+(?=(?:no|nope|{_PRONOUN}|not|just|nothing|but|okay|well|and|actually|only|really)\b)|"
    r"(?<!no\W)(?<!no,\W)(?:no|nope)[\s,.]+(?=(?:uh|um)\b)|"
    r"(?:\w*n['’]t|not)\s+(?:been\s+)?(?:feel(?:ing)?|felt|been)\s+(?:(?:so|very|too|that|really|all)\s+)*(?:good|well|great|right|"
    r"myself)\b|"
    r"(?:do\s?n['’]?t|not)\s+think\s+so\b|no\s+(?:problem|problems\s+with\s+that|worries|doubt|matter|idea|change|significant\s+change|increase|wonder|way|question)\b|"
    r"(?:can|could)(?:n?['’]t|not|\s+not)\s+(?:seem\s+to\s+|quite\s+)?(?:shake|get\s+rid\s+of|get\s+over|kick|bear|"
    r"stand|take|cope\s+with)\b|"
    r"not\s+(?:only|just|bad|too\s+bad|that\s+bad|so\s+bad|great|good|sure\s+why)\b|n't\s+(?:worry|mind|know\s+why)\b|"
    r"non[\s-]+(?:\w+ing|productive|specific|operative|small|cardiac|hodgkin['’]?s?|insulin|st|ischemic|allergic|"
    r"alcoholic|traumatic|invasive|displaced|steroidal|melanoma|infectious|bloody|bilious|purulent|exertional|pleuritic)\b|"
    r"nonproductive\b|nonhealing\b|"
    r"(?:(?:is|are|was)n['’]?t|(?:is|are|was)\s+not)\s+(?:well\s+|really\s+|very\s+|quite\s+|fully\s+|yet\s+)*(?:control\w*|"
    r"where\s+(?:we|i|it)|at\s+(?:goal|target)|under\s+control|great|better|gone|any\s+better|settl\w+|going\s+away)\b|"
    r"without\s+(?:difficulty|further)\b|no\s+further\b|not\s+(?:able|improv\w+|resolv\w+|better|gone|go(?:ing)?\s+away|help\w*|"
    r"reliev\w+|control\w+|respond\w+|work\w*|been\s+able)\b|n't\s+(?:help\w*|work\w*|gone|improv\w+|get(?:ting)?\s+better|reliev\w+|"
    r"resolv\w+|go(?:ing)?\s+away|stop\w*|control\w*)\b"
)
_UNSURE = (
    r"(?:not|n't|un)\s*(?:sure|certain|know|clear|tell)(?:\s+(?:if|whether|that|about))?|possibl[ey]|maybe|perhaps|"
    r"might(?:\s+(?:be|have))?|may\s+(?:be|have)|could\s+(?:be|have)|probabl[ey]|likely|suspect\w*|suspicio\w+|"
    r"concern(?:ed|ing)?\s+(?:for|about|that)|questionable|versus|vs|r/o|rule\s+out|to\s+rule|consider|differential|"
    r"looks\s+like|consistent\s+with|equivocal|suggest\w*"
)
_IMAGINED = (
    r"(?:try(?:ing)?|tried|want(?:s|ed|ing)?|would\s+like|need)\s+to(?=\s+(?:lose|gain)\b)|"
    r"if|should\s+(?:you|he|she|they)|in\s+case|return(?:s|ing)?\s+(?:for|if|with)|watch\s+(?:out\s+)?for|look\s+out\s+for|"
    r"let\s+(?:me|us)\s+know|come\s+(?:back|in)|call\s+(?:me|us|the\s+office|for)|as\s+needed|prn|risks?\s+(?:of|include[sd]?|including)|"
    r"prevent\w*|side\s+effects?|warning\s+signs?|unless|whenever|(?:can|could|may)\s+cause|"
    r"(?:can|could|may|might)\s+(?:sometimes\s+)?(?:give|make)\s+(?:you|people|anyone|them)|"
    r"precautions|worsening\s+of|wish\w*|hope|hoping|to\s+avoid|monitor(?:ing)?\s+for|signs\s+(?:or\s+symptoms\s+)?of"
)
_DENIED_BEFORE = (
    r"(?:i|we|he|she|they|patient)\s+(?:really\s+)?(?:do\s+n't|don't|doesn't|do\s+not|does\s+not|didn't|did\s+not)\s+"
    r"(?:think|believe|remember|recall|feel)\s+(?:that\s+|like\s+)?(?:i've|i|we've|we|he|she|it|there)|"
    r"no(?:t|ne|r)?|n't|dont|doesnt|didnt|cannot|deni(?:es|ed)|deny(?:ing)?|without|never|negative(?:\s+for)?|neither|"
    r"absence\s+of|absent|free\s+of|lack\s+of|rather\s+than|non|nothing|no\s+(?:longer|evidence|signs?|history|complaints?)(?:\s+of)?|"
    r"unremarkable\s+for|ruled\s+out|nothing\s+(?:like|such\s+as)|hasn't|haven't|isn't|wasn't|don't|doesn't|didn't|"
    r"aren't|weren't|hadn't|won't|can't|couldn't"
)
_DENIED_AFTER = (
    r"(?:is|are|was|were|came\s+back|has\s+been|have\s+been)\s+(?:all\s+)?(?:negative|absent|ruled\s+out|denied|not\s+"
    r"(?:seen|noted|present|there|appreciated|observed|reported|found|identified|endorsed)|n't\s+(?:seen|noted|present|there))|"
    r"negative|absent|ruled\s+out|denied|unlikely|not\s+(?:noted|seen|present|appreciated|observed|reported)|"
    r"(?:is|has)\s+(?:resolved|gone)|(?:is|are|has|have)\s+(?:gone\s+away|went\s+away)"
)
_DENIED_ENTRY = (
    r"\s*[:\-–]\s*(?:no|none|never|negative|absent|denie[sd]|nil)\b(?=\s*(?:[.,;]|$))|"
    r"\s*,\s*(?:no|nope|none)\b(?=\s*(?:[.;]|$))"
)
_OTHERS = (
    rf"(?:{words_for(*BLOOD, Kind.CHILD, Kind.PARTNER)}|kids|children|roommate|coworkers?|family\s+history(?:\s+of)?|"
    r"family\s+members?|maternal|paternal|everyone|runs?\s+in\s+(?:the|my|your)\s+family)"
)
_EARLIER = (
    r"history\s+of|in\s+the\s+past|previous(?:ly)?|prior|used\s+to|as\s+a\s+(?:kid|child)|years?\s+ago|when\s+i\s+was|"
    r"status\s+post|s/p|resolved|last\s+year|childhood|h/o"
)
_TRIGGER = re.compile(
    rf"(?<![\w'])(?P<pseudo>{_PSEUDO})|(?<![\w'])(?P<unsure>{_UNSURE})\b|(?<![\w'])(?P<imagined>{_IMAGINED})\b|"
    rf"(?<![\w'])(?P<after>{_DENIED_AFTER})\b|(?P<entry>{_DENIED_ENTRY})|(?<![\w'])(?P<before>{_DENIED_BEFORE})\b|(?P<contracted>n['’]t|(?<=\s)nt|(?<=do|id|es|as|ve|is)nt)\b|"
    rf"(?<![\w'])(?P<others>{_OTHERS})\b|(?<![\w'])(?P<earlier>{_EARLIER})\b",
    re.IGNORECASE,
)
# Where a scope ends inside a clause: a new subject with its verb, or a word of telling.
_NEW_SUBJECT = re.compile(
    rf"\bthere(?:['’]s|\s+(?:is|are|was|were))\s+(?!(?:no|not|any)\b)|(?<!of )\b(?:and\s+|so\s+|then\s+|because\s+|"
    rf"now\s+)*(?:{_PRONOUN})\s+(?!of\b)|\b(?:reports?|endorses?|complains?|complaining|admits?|"
    r"notes?|noted|positive\s+for|presents?|states?|does\s+have|has\s+had|still|which|because|currently|today\s+with|"
    r"(?<!^\s)(?:demonstrates?|reveals?|shows?)|including|secondary|due\s+to|caused\s+by|followed\s+by|other\s+than|aside\s+from|"
    r"apart\s+from|responsible|related\s+to|associated|except|until|causes?|"
    r"and\s+(?:has|had|gets|got|feels|felt)(?!\s+(?:any|ever)\b)|"
    r"(?:that|which)\s+(?:makes?|made|triggers?|brings?|sets?|eases?|relieves?|helps?|worsens?|aggravates?|improves?)|some(?!\s+of)|gon\s+na|going\s+to|a\s+(?:little|bit|lot)|slight(?:ly)?)\b",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"(?<!\bdr)(?<!\bmr)(?<!\bvs)[.!?;](?=\s|$)|\n|\s[.?!](?=\s|$)|"
    r"(?<![\w'])(?:but(?!\s+(?:is\s+|are\s+)?not\s+limited)|however|although|though|except|besides|instead|whereas|while|yet|"
    r"or\s+(?:anything|whatever)(?!\s+(?:like|else|to|that|of|in|on|with|about|unusual|new|abnormal)\b))\b",
    re.IGNORECASE,
)
_QUESTION_START = re.compile(
    r"^(?:\W*(?:okay|ok|alright|all\s+right|so|and|um|uh|well|now|right|great|good|yeah|sure|then|or|great|perfect|hm+)\W+)*"
    r"(?:any|do\s+you|did\s+you|have\s+you|are\s+you|is\s+there|was\s+there|were\s+there|has\s+there|how\s+about|"
    r"what\s+about|had\s+any|having\s+any|does\s+(?:it|he|she)|did\s+(?:it|he|she)|no\s+\w+[^.]*\?$)",
    re.IGNORECASE,
)
_QUESTION_INSIDE = re.compile(
    r"\b(?:do\s+you(?!\s+know\b)|did\s+you|have\s+you|are\s+you|is\s+there|were\s+you|any\s+other|do\s+you\s+have|you\s+have\s+any|"
    r"(?<!without )(?<!not )(?<!have )(?<!had )(?<!for )any)\b",
    re.IGNORECASE,
)
_NEGATION_SCOPE = 160  # characters; longer lists are read to the end of their clause only as far as this
_LIST_SCOPE = 600  # "Denies …, …, … or …": a denial of a written note reaches along the list


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text that one subject and its verb govern."""

    start: int
    end: int
    question: bool
    cues: tuple[_Cue, ...]


def assertion_of(text: str, start: int, end: int) -> Assertion:
    """What the text says of the thing it mentions at `text[start:end]`."""
    clause = _clause_at(text, start)
    status = Status.PRESENT
    for cue in clause.cues:
        found = _effect(text, cue, start, end, clause)
        if found is not None and _WEIGHT[found] > _WEIGHT[status]:
            status = found
    if status is Status.PRESENT and clause.question and _asks(text, clause, start):
        status = Status.ASKED
    if status is Status.PRESENT and _is_act(text[start:end]) and _PROVOKED.search(text[clause.start : start]):
        status = Status.HYPOTHETICAL
    other = any(cue.kind == "others" and _about(text, cue, start, end) for cue in clause.cues)
    other = other or bool(_FRIENDS.search(text[max(0, start - _NEGATION_SCOPE) : start]))
    past = any(cue.kind == "earlier" for cue in clause.cues)
    return Assertion(status, other, past)


_FRIENDS = re.compile(
    rf"\bmy (?:\w+ )?(?:{words_for(Kind.FRIEND, Kind.HOUSEMATE, Kind.WORK, Kind.FURTHER)}|mate)\b[^.?!;]*"
    r"\b(?:he|she|his|her)\b(?:(?!\b(?:i|my|me)\b)[^.?!;])*$",
    re.IGNORECASE,
)
"""Before a symptom that "he" has, who is a friend: "my friend took one and his legs hurt"."""
_PROVOKED = re.compile(
    r"\b(?:worse|worst|better|hurts?|hurting|pain(?:ful)?|sore|aches?|comes? on|brought on|triggered|aggravat\w+|catch"
    r"(?:es)?|stabs?|leaks?|leaking)\b[^.?!;]{0,30}?\b(?:when(?:ever)?|if|every time|with|by|while)\b[^.?!;]{0,40}$",
    re.IGNORECASE,
)
"""What makes another complaint worse, up to the act that does: "it hurts when I move or" cough."""
_ACT = re.compile(r"(?:cough|sneez)(?:e|es|s|ing)?$", re.IGNORECASE)


def _is_act(words: str) -> bool:
    """Whether a symptom is named as what one does, which may only bring on another one."""
    return bool(_ACT.match(words))


@lru_cache(maxsize=512)
def clauses_of(text: str) -> tuple[Clause, ...]:
    """The clauses of a text in order."""
    cuts: list[tuple[int, int]] = []
    start = 0
    for match in _CLAUSE.finditer(text):
        end = match.end() if not match.group().strip().isalpha() else match.start()
        cuts.append((start, end))
        start = end
    cuts.append((start, len(text)))
    return tuple(_clause(text, a, b) for a, b in cuts if text[a:b].strip())


_KIND = {"entry": "after", "contracted": "before"}
_WEIGHT = {Status.PRESENT: 0, Status.ASKED: 1, Status.UNCERTAIN: 2, Status.NEGATED: 3, Status.HYPOTHETICAL: 4}


def _clause(text: str, start: int, end: int) -> Clause:
    cues = tuple(
        _Cue(m.start(), m.end(), _KIND.get(m.lastgroup or "", m.lastgroup or ""))
        for m in _TRIGGER.finditer(text, start, end)
    )
    body = text[start:end].strip()
    question = _is_marked(text, body, end) or bool(_QUESTION_START.match(body))
    return Clause(start, end, question or bool(_QUESTION_INSIDE.search(body)), cues)


_TAG = re.compile(r"\b(?:okay|ok|all\s?right)\W*$", re.IGNORECASE)  # "you have some fluid in your legs , okay ?"


def _is_marked(text: str, body: str, end: int) -> bool:
    """Whether a clause ends in a question mark, and not only in an "okay?"."""
    marked = body.endswith("?") or text[end : end + 3].strip().startswith("?")
    return marked and not (_TAG.search(body) and len(body.split()) > 3)


def _clause_at(text: str, position: int) -> Clause:
    clauses = clauses_of(text)
    index = bisect_right(clauses, position, key=_start) - 1
    if index >= 0 and position < clauses[index].end:
        return clauses[index]
    return Clause(0, len(text), False, ())


_start = attrgetter("start")


def _effect(text: str, cue: _Cue, start: int, end: int, clause: Clause) -> Status | None:
    if cue.kind == "before" and cue.end <= start:
        return Status.NEGATED if _reaches(text, cue, start) else None
    if cue.kind == "after" and cue.start >= end:
        return Status.NEGATED if _follows(text, end, cue.start) else None
    if cue.kind == "after" and cue.end <= start:  # "negative chest pain", "denied fever"
        return Status.NEGATED if _reaches(text, cue, start) else None
    if cue.kind == "imagined" and cue.end <= start and not _NEW_SUBJECT_HARD.search(text, cue.end, start):
        return Status.HYPOTHETICAL
    if cue.kind == "unsure" and cue.end <= start and start - cue.end <= 60:
        return Status.UNCERTAIN
    return None


_NEW_SUBJECT_HARD = re.compile(r"\b(?:then|so|now|okay|alright)\s+(?:i|he|she|we|they)\b", re.IGNORECASE)
_LISTING = re.compile(r"[,/]|\bor\b|\band\b|\bnor\b", re.IGNORECASE)


def _reaches(text: str, cue: _Cue, start: int) -> bool:
    between = text[cue.end : start]
    if len(between) > _LIST_SCOPE or _NEW_SUBJECT.search(between):
        return False
    if len(between) <= 45:
        return True
    return len(between) <= _NEGATION_SCOPE or (
        bool(_LISTING.search(between)) and text[cue.start : cue.end].lower() not in _SHORT
    )


_SHORT = frozenset({"not", "n't", "never", "can't", "cannot", "don't", "doesn't", "didn't", "won't", "couldn't"})


def _follows(text: str, end: int, cue_start: int) -> bool:
    between = text[end:cue_start]
    return len(between) <= 40 and not _NEW_SUBJECT.search(between) and "," not in between


_QUESTION_SCOPE = 90  # characters; in speech without punctuation a question soon gives way to something else
_STATEMENT = re.compile(
    r"\b(?:i|we|it's|there's|let|let's|that's|you\s+do\s+have|you\s+have\s+(?:a|an|some)|on\s+your|your\s+\w+\s+(?:is|are)|okay|"
    r"your\s+\w+\s+\w+\s+(?:is|are))\b",
    re.IGNORECASE,
)


def _asks(text: str, clause: Clause, start: int) -> bool:
    """Whether the mention stands in the part of the clause that asks."""
    body = text[clause.start : clause.end].strip()
    if _is_marked(text, body, clause.end) and len(body) <= _NEGATION_SCOPE:
        return True
    if _QUESTION_START.match(body) and start - clause.start <= _QUESTION_SCOPE:
        return True
    before = text[max(clause.start, start - _QUESTION_SCOPE) : start]
    asking = list(_QUESTION_INSIDE.finditer(before))
    return bool(asking) and not _STATEMENT.search(before, asking[-1].end())


def _about(text: str, cue: _Cue, start: int, end: int) -> bool:
    if cue.end <= start:
        return not re.search(
            r"\b(?:i|she|he|patient)\s+(?:has|have|had|am|is|was)\b", text[cue.end : start], re.IGNORECASE
        )
    return cue.start - end <= 30 and bool(re.search(r"\b(?:in|of|by|with)\b", text[end : cue.start]))
