"""A condition and what it asks for, put together: "if the redness spreads." / "we may need an antibiotic.".

Read by `plan`. Speech is cut into utterances at pauses; half a safety net ("if she gets worse.") tells nobody what to
do.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement
from attending.scribe.rewrite.verbs import FORMS
from attending.scribe.vocabulary import joined

LONGEST = 60
FURTHEST = 3
"""Statements that are joined to a condition at most."""
FURTHEST_TURN = 2
"""Turns in which the clinician may go on, past a patient's "okay"."""
BRIEF = 2
_OPENS = re.compile(
    r"^(?:(?:and|so|but|obviously|however|also|then) ?,? )*(?:if|when|once|while|unless|in case|should you)\b"
)
_DOES = re.compile(
    r"(?:,|\bthen\b|\w) (?:please |just |do |you know,? )*(?:then|we|i|call|come (?:back|in|and)|give (?:us|me)|"
    r"(?:bring|take|get) (?:him|her|them)|"
    r"go (?:to|straight|back|into|and)|let (?:us|me)|ring|contact|phone|seek|get (?:in touch|back|help|seen)|see (?:a|"
    r"us|me|your)|do not|make sure|stop|take|use|try|you (?:should|need|can|would|will|must|may|might|could|want|"
    r"have to)|(?:it|that|this) (?:is|has|have|would|will|may|might|could|should|means)|there (?:is|are|may|might)|"
    r"they (?:will|"
    r"can|may)|dial|attend|speak|book|follow)\b"
)
"""What a condition leads to: words behind it that tell somebody to do something, or what is then so."""


_ANY_SIGN = r"any (?!(?:other |more |further )?(?:questions?|queries|concerns?|time|day|doubts?)\b)\w"
"""How a sign to look out for is named without "if": "any chest pain or a swollen leg, come straight in"."""
_SHOULD = re.compile(
    rf"^(?:(?:and|so|but|also|then|now|okay) ?,? ?)*(?:with |for )?{_ANY_SIGN}|"
    r"\b(?:if|unless|when(?:ever)? (?:you|it|that|this)|should (?:you|it|he|she|things|the|your)|in case|as soon as|"
    r"any of (?:those|that|this))\b"
)
_GETS_HELP = re.compile(
    r"\b(?:(?:give|ring|phone|message|text|contact|call)(?:s|ing)? (?:us|me|in|911|988|999|111|112|nine|one one|"
    r"immediately|(?:right|straight) away|back|for (?:help|an)|(?:the|your|my|our|an) (?:\w+ )?(?:surgery|practice|"
    r"clinic|office|doctor|gp|midwife|nurse|ambulance|team|unit|ward|helpline|line|number|samaritans|pharmac\w+|oncolog\w+))\b|"
    r"let (?:us|me|them|(?:some|any)(?:one|body)|the \w+) know|get in touch|speak to|"
    r"(?:tell|alert|warn) (?:us|me|them|staff|the (?:nurses?|staff|team|midwi\w+|school)|(?:some|any)(?:one|body))\b|"
    r"shout (?:for|out)\b|get (?:some )?help\b|\b(?:999|911|112|nine nine nine|nine one one|triple nine)\b|"
    r"(?:go|goes|come|comes|head|get|take|bring|return|be)(?: (?:him|her|them|it|yourself|on|directly|him ?self))? "
    r"(?:(?:right|straight|directly|back|over|down|along) )*(?:to|into|in|back|seen|checked|looked|up here)\b|"
    r"see (?:an?|us|me|your|someone|somebody|one|the (?:doctor|nurse|gp|midwife))\b|seek\b|emergency|"
    r"a ?(?:&|and) ?e\b|casualty|hospital|ambulance|urgent care|walk.?in|do not wait|book|dial|pull the cord)"
)


def is_safety_net(text: str) -> bool:
    """Whether words, in lower case, say what to look out for and to whom to turn then."""
    return bool(_SHOULD.search(text) and _GETS_HELP.search(text))


_STOPS_IT = re.compile(r"\b(?:stop|hold|skip|miss out) (?:it|that|them|this|one|the \w+)(?: (?:and|then)\b.*)?$")
"""What is then done with a medicine: "if it gives you diarrhoea stop it"."""


def is_open(statement: Statement) -> bool:
    """Whether a statement gives a condition and leaves open what follows from it."""
    return leaves_open(joined(statement.words))


_LAST_IF = re.compile(r"\b(?:and|but|so) (?P<open>if .*)$")


def _ends_open(statement: Statement) -> bool:
    """Whether a statement ends with a condition that the next one answers: "… and if it is still high"."""
    found = _LAST_IF.search(joined(statement.words))
    return found is not None and leaves_open(found["open"])


def leaves_open(text: str) -> bool:
    """Whether words, in lower case, give a condition and leave open what follows from it."""
    opened = _OPENS.match(text)
    if (
        not opened
        or is_safety_net(text)
        or _STOPS_IT.search(text)
        or len(text.split()) <= 2
        or _DOES.search(text[opened.end() :])
    ):
        return False
    return not any(clause.split()[:1] and clause.split()[0] in FORMS for clause in text.split(", ")[1:])


_WARNS = re.compile(
    r"^(?:(?:and|so|but|also|now|okay|then|again|just|remember|obviously|of course|otherwise|,) ?,? ?)*"
    rf"(?:(?:if|unless|should (?:you|he|she|it|they|the|your)|in case)\b|(?:with |for )?{_ANY_SIGN})"
)
_DECIDES = re.compile(
    r"^(?:(?:and|so|but|also|now|okay|then|,) ?,? ?)*if (?:(?:the|your|his|her|it|that|this|those|they|these|any)\b|"
    r"(?:you|he|she)(?= (?:still )?(?:are|is|have|has|do|does|feel|feels|get|gets|can)(?: still| not| no| any)+\b))"
    r"(?:(?!,? (?:i|we|you) \w).)*?"
    r"\b(?:over|under|above|below|more than|less than|positive|negative|high\w*|low\w*|raised|elevated|abnormal|normal|"
    r"clear|worse|up|down|not|no|still|\d+)\b.*?\b(?:i|we|you|he|she|they) (?:will|am going to|are going to|"
    r"is going to|would|need to|should|must)(?: (?:also|then|probably|just|definitely))* "
    r"(?!be (?:fine|okay|alright)|see\b)\w+ |"
    r"^(?:(?:and|so|but|also|now|okay|then|,) ?,? ?)*if (?:the|your|his|her|it|that|they)\b[^,]*?\b(?:over|under|"
    r"above|below|"
    r"up|down|clear|normal|high|low|positive|negative|\d+)\b.*\bwe (?:go ahead|start|restart|carry on|stop|give|can|"
    r"leave)\b"
)


def is_decided_if(text: str) -> bool:
    """Whether words, in lower case, say what is done once something turns out so: "if it is over four, I'll refer"."""
    return bool(_DECIDES.match(text))


def must_stand(text: str) -> bool:
    """Whether words, in lower case, open with a condition and say where to turn or what is then decided."""
    return (
        (bool(_WARNS.match(text)) and is_safety_net(text))
        or is_decided_if(text)
        or sends_for_help(text)
        or _tells_then(text)
    )


_COMES_TRUE = re.compile(
    r"^(?:(?:and|so|but|also|now|okay|then|,) ?,? ?)*if (?:the|your|his|her|it|that|he|she|they|any|you (?:are|have|"
    r"get|feel|"
    r"miss|vomit|throw|bleed|notice|see|develop|forget|become))\b(?! (?:okay|happy|all right|ready|willing|"
    r"any question))"
)
_NEVER_CARE = re.compile(r"^(?:see|tell|show|look|let|say|have a|take a (?:seat|deep)|come (?:on|this)|sit|lie|mind)\b")


def _tells_then(text: str) -> bool:
    """Whether words say what to do once something comes true: "if your sugar is under 4, have some glucose"."""
    if not _COMES_TRUE.match(text):
        return False
    told = [
        re.sub(r"^(?:then|please|just|you (?:should|can|need to|must)) ", "", part) for part in text.split(", ")[1:]
    ]
    return any(part.split()[:1] and part.split()[0] in FORMS and not _NEVER_CARE.match(part) for part in told)


_SENDS = re.compile(
    r"^(?:(?:and|so|but|also|now|okay|then|just|please|do|always|otherwise|remember(?: to)?|make sure (?:that )?you|"
    r"you "
    r"(?:should|must|need to|have to|can|will(?: need to)?)(?: always| just| also)?|i (?:want|would like) you to|"
    r",) ?,? ?)*"
    r"(?:(?:go|come|head|get|bring|take)(?: (?:him|her|them|it|yourself))?(?: (?:right|straight|directly))?"
    r"(?: (?:to|into|in|back|down|over|here))+\b|(?:call|ring|phone|dial) (?:us|me|911|999|988|112|111|an ambulance|"
    r"the|"
    r"your|for|in|back|straight)\b|seek\b|contact (?:us|me|the|your)\b|(?:stop|hold) (?:it|them|the|taking)\b)"
    r".*\b(?:if|should) (?:you|he|she|it|they|the|your|his|her|there|any|that|this|anything|things|one)\b"
)


def sends_for_help(text: str) -> bool:
    """Whether words open with where to turn and close with the condition: "call 911 if you get chest pain"."""
    return bool(_SENDS.match(text))


_REFUSES = re.compile(r"^(?:(?:and|so|but|also|then) )*no (?:more )?\w+(?: \w+)?$")
_ITS_REASON = re.compile(
    r"^(?:you|he|she|they|it|this|that|those) (?:do(?:es)? not|will not|would not|is not|are not) (?:really )?"
    r"(?:need|help|work|do|going to|want)\b.*\b(?:it|that|this|those|them|these|any|anything)$"
)
"""What is refused, and the reason that only points at it: "no antibiotics" / "he doesn't need those"."""


def _reason(visit: Visit, index: int) -> list[int]:
    """The next statement of the turn, where it is the reason of what this one refuses."""
    statement, following = visit.statements[index], visit.statements[index + 1 : index + 2]
    if not following or not _REFUSES.match(joined(statement.words)):
        return []
    near = following[0].sources[0].turn == statement.sources[-1].turn and following[0].role is statement.role
    return [index + 1] if near and _ITS_REASON.match(joined(following[0].words)) else []


def with_conditions(visit: Visit) -> dict[int, tuple[Statement, frozenset[int]]]:
    """By the first of them: statements of a turn that are one sentence, joined, and their indices."""
    found: dict[int, tuple[Statement, frozenset[int]]] = {}
    taken: set[int] = set()
    for index, statement in enumerate(visit.statements):
        if index in taken or statement.role is not Role.CLINICIAN or statement.kind != "said" or statement.asks:
            continue
        opened = is_open(statement) or _ends_open(statement)
        members = [index, *(_goes_on(visit, index) if opened else _reason(visit, index))]
        if len(members) > 1:
            found[index] = together([visit.statements[i] for i in members]), frozenset(members)
            taken |= set(members)
    return found


def _goes_on(visit: Visit, index: int) -> Iterator[int]:
    """The statements that follow in the same turn, to the first that says what to do."""
    first = visit.statements[index]
    words = len(first.words)
    members: list[int] = []
    for place in range(index + 1, min(index + 1 + FURTHEST, len(visit.statements))):
        statement = visit.statements[place]
        words += len(statement.words)
        if statement.role is Role.PATIENT and len(statement.words) <= BRIEF:
            continue
        latest = visit.statements[members[-1]] if members else first
        near = statement.sources[0].turn - latest.sources[0].turn <= (0 if members else FURTHEST_TURN)
        if (
            statement.role is not Role.CLINICIAN
            or statement.kind != "said"
            or not near
            or statement.asks
            or words > LONGEST
        ):
            return
        members.append(place)
        text = joined(statement.words)
        if _RELATIVE.match(text):
            continue
        same = statement.sources[0].turn == first.sources[-1].turn
        if (same and _OPENS.match(text) and is_safety_net(text)) or (
            not _OPENS.match(text) and _DOES.search(", " + text)
        ):
            yield from members
            return


_RELATIVE = re.compile(r"^(?:that|which|who) (?:will|would|does|do|can|could|is|are)(?: not)? (?!be\b)\w+")
"""What only says which one is meant, cut off from it: "… or bleeding." / "that won't stop after ten minutes."."""


def together(statements: list[Statement]) -> Statement:
    """Statements as one sentence, with all that they rest on; "you" is whoever it is in one of them."""
    words: list[str] = []
    for statement in statements:
        words += [",", *statement.words] if words else [*statement.words]
    sources = tuple(source for one in statements for source in one.sources)
    speaker = next((one.speaker for one in statements if one.speaker), "")
    return replace(statements[0], words=tuple(words), sources=sources, speaker=speaker)
