"""What an answer's "it" is: "does the pain come and go?" / "it comes and goes" → "the pain comes and goes".

Read by `history`. "It" is named only where one complaint alone can be meant: the one that the clinician's question
names with "the" or "your", or, where the question says "it" too, the one of the question before with nothing else named
between.
"""

import re
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source, Statement
from attending.scribe.vocabulary import joined, parted

_NOUN = (
    r"(?:pain|cough|headaches?|migraine|rash|fever|swelling|numbness|tingling|bleeding|itch(?:ing|iness)?|discharge|"
    r"phlegm|sputum|dizziness|ringing|hearing loss|diarrhoea|diarrhea|vomiting|nausea|lump|weakness|palpitations|"
    r"shortness of breath|breathlessness|tightness|sore throat|burning|stiffness|fatigue|tiredness|weight loss|"
    r"wheez(?:e|ing)|cramps?)"
)
_NAMED = re.compile(rf"\b(?:the|your|this|that|his|her) (?:[a-z-]+ ){{0,2}}?(?P<what>{_NOUN})\b")
_ANY = re.compile(rf"\b{_NOUN}\b")
_OPENS = re.compile(
    r"^(?P<it>it|that|this) (?P<verb>is|was|has|comes?|came|feels?|felt|started|starts|began|gets|got|goes|went|lasts|"
    r"lasted|hurts|stays|spreads|moves|radiates|does|did|happens|happened|tends|seems|keeps|kept)\b(?P<rest>.*)$"
)
_NOT_OF_IT = re.compile(
    r"^ (?:(?:just |mostly |mainly |also )?(?:my|the|i|it|he|she|they|someone|somebody|like|well|now|where|after|"
    r"before|so|because|when|that|me|over|why|how|what|all i)\b|(?:hard|difficult|easy|possible|okay|fine|good|"
    r"pretty ,)|(?:about |around |less than |more than |maybe )*\d|not (?:really |actually |seem to )*(?:that|help|"
    r"matter)|been (?:\w+ )?(?:hard|difficult|stressful|busy))|"
    r"\b(?:medications?|medicine|tablets?|inhaler|cream|work|job|family|first time|matter)\b"
)
_COLOR = re.compile(r"\b(?:\w*(?:green|yellow|white|brown|red|pink|black|gr[ea]y|colou?r)\w*|clear|cloudy)\b")
_HAS_COLOR = re.compile(r"phlegm|sputum|discharge|rash|swelling|lump|diarrh|vomit")
_SAYS_IT = re.compile(r"\b(?:it|this|that)\b")
_LOOKS_BACK = 2
"""Turns back from a question that says only "it"."""
_PLURAL = re.compile(r"(?:headaches|palpitations|cramps)$")


def with_subject_named(visit: Visit, statement: Statement) -> Statement:
    """The statement with its "it" named, where one complaint alone can be meant; else as it was."""
    told = _OPENS.match(joined(statement.words))
    own = statement.role is Role.PATIENT or statement.kind == "told"
    if told is None or not own or statement.speaker or _NOT_OF_IT.search(told["rest"]) or _ANY.search(told["rest"]):
        return statement
    found = _complaint_asked(visit, statement)
    if found is None or _PLURAL.search(found[0]) or (told["verb"] == "hurts" and found[0] == "pain"):
        return statement
    if _COLOR.search(told["rest"]) and not _HAS_COLOR.search(found[0]):
        return statement  # what a cough brings up is green, not the cough
    words = ("the", *parted(f"{found[0]} {told['verb']}{told['rest']}"))
    sources = (found[1], *(source for source in statement.sources if source != found[1]))
    return replace(statement, words=words, sources=sources)


def _complaint_asked(visit: Visit, statement: Statement) -> tuple[str, Source] | None:
    """The complaint that the clinician's question before a statement names, and where."""
    answer = statement.sources[-1].turn
    asked_in = answer - 1
    first = visit.turns.get(answer, [])
    if statement.kind == "said" and first and visit.utterances[statement.at].start - first[0].start > _FAR:
        return None
    for turn in range(asked_in, max(-1, asked_in - 1 - _LOOKS_BACK), -1):
        spoken = [(i, u) for i, u in enumerate(visit.utterances) if u.turn == turn]
        texts = [(i, u, joined(u.words)) for i, u in spoken]
        asks = bool(spoken) and spoken[0][1].role is Role.CLINICIAN
        named = {m["what"] for _, _, text in texts for m in _NAMED.finditer(text)} if asks else set()
        every = {m.group() for _, _, text in texts for m in _ANY.finditer(text)}
        if len(named) == 1 and every == named:
            what = named.pop()
            index = next(i for i, _, text in reversed(texts) if what in text)
            return what, visit.source_of(index)
        if every:
            return None
        if turn == asked_in and not any(u.asks and _SAYS_IT.search(text) for _, u, text in texts):
            return None
    return None


_FAR = 40
"""Signs from the beginning of an answer within which its "it" is that of the question."""
