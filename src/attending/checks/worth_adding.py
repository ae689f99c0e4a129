"""Of what a note leaves out, the little that a clinician may want in it, each as the sentence that would be added.

Read by `journeys` for the review page. `omissions` lists every fact; here stand those that are the patient's own, told
in this visit and wanted in a note: not what is said of people in general, asked and not answered, read out from a list
of laboratory values or called a slip. What one turn tells of one kind is one sentence. Beside named facts stand whole
statements that no sentence of the note holds (`unheld`). Each sentence has passed the verifier, so that none is offered
which would be doubted once it stands in the note.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain, islice

import msgspec

from attending.checks.facts import Fact, FactKind, facts_told
from attending.checks.left_out_words import EXAMINED, JUDGED, PAST_ILLNESS, TOLD_OF_YOU, place_of, sentence_of
from attending.checks.omissions import left_out
from attending.checks.source import said_in
from attending.checks.unheld import Telling, not_held
from attending.checks.verify import Verdict, Visit
from attending.drafts import Conversation, Role
from attending.terms.answers import Said

MOST = 6
"""More than this nobody reads beside a note; `attending verify` lists everything."""
LONGEST_QUOTE = 160
"""Characters of a turn that are shown around what it tells."""


class Addition(msgspec.Struct, frozen=True, kw_only=True):
    """A sentence that could be added, and the words it rests on; turns count from 0, as in a conversation."""

    id: str
    kind: str
    """A kind of fact, or in one word where the statement belongs."""
    facts: tuple[str, ...]
    """Names of the facts it tells, by which a decision about it is known again."""
    sentence: str
    section: str
    """Heading of the outpatient note under which it belongs."""
    turns: tuple[int, ...]
    quotes: tuple[str, ...]


def worth_adding(
    held: str, conversation: Conversation, *, decided: Collection[str] = (), told: Sequence[Telling] = ()
) -> tuple[Addition, ...]:
    """What a note and the facts beside it hold in no wording and a clinician may want to add, worst to miss first.

    Args:
        held: the text of the note, of its draft, and of every fact that was proposed, under their headings.
        conversation: the visit.
        decided: names of facts that the clinician added or dismissed before.
        told: the statements of the visit as sentences that could stand in the note.
    """
    said = said_in(conversation)
    held = "\n".join([held, *(name.removeprefix(SAID) for name in decided if name.startswith(SAID))])
    others = {turn.number for turn in conversation.turns if turn.role is Role.OTHER}
    missing = [
        fact
        for fact in left_out(held, facts_told(said))
        if _is_worth(fact, said) and not (fact.turn in others and _OF_ONESELF.search(said[fact.turn].text))
    ]
    wanted = [fact for fact in missing if fact.name not in decided]
    visit = Visit(said)
    named = [one for one in (_addition(group, said) for group in _grouped(wanted)) if _holds(one, visit)]
    more = "\n".join([held, *(around(said[fact.turn].text, fact.span) for fact in missing)])
    whole = (one for one in map(_whole, not_held(more, told)) if one.facts[0] not in decided and _holds(one, visit))
    urgent = [one for one in named if one.kind in URGENT]
    return tuple(islice(chain(urgent, whole, (one for one in named if one.kind not in URGENT)), MOST))


URGENT = frozenset({FactKind.ALLERGY, FactKind.WARNING_SIGN, FactKind.NEW_MEDICINE})
"""Named facts that stand before anything else."""


_OF_ONESELF = re.compile(r"\bI(?:['’]m| am|['’]ve| have)\b", re.IGNORECASE)
"""A companion who speaks of themselves: what ails a carer is no symptom of the patient."""
SAID = "said: "
"""How the name of a statement begins, behind which its words stand."""


def _whole(one: Telling) -> Addition:
    """A statement as an addition; it is known again by its words, whoever the patient is."""
    name = f"{SAID}{one.spoken}"
    return Addition(
        id=_id_of((name,)),
        kind=_STANDS_IN.get(one.section, one.section.lower()),
        facts=(name,),
        sentence=one.sentence,
        section=one.section,
        turns=one.turns,
        quotes=one.quotes,
    )


_STANDS_IN = {
    "HISTORY OF PRESENT ILLNESS": "history",
    "MEDICAL HISTORY": "history",
    "PHYSICAL EXAMINATION": "finding",
    "RESULTS": "result",
    "MEDICATIONS": "medicine",
    "ALLERGIES": "allergy",
    "ASSESSMENT AND PLAN": "plan",
}
"""What a statement is called beside named facts, by its section."""


def _id_of(names: Sequence[str]) -> str:
    return f"o-{hashlib.sha256('|'.join(names).encode()).hexdigest()[:12]}"


def _holds(one: Addition, visit: Visit) -> bool:
    verdict = visit.judge(one.sentence, one.section).verdict
    return verdict in (Verdict.SUPPORTED, Verdict.NOT_ASSESSED)


_TOGETHER = {
    FactKind.WARNING_SIGN: FactKind.SYMPTOM,
    FactKind.SYMPTOM: FactKind.SYMPTOM,
    FactKind.DENIED: FactKind.DENIED,
    FactKind.DIAGNOSIS: FactKind.DIAGNOSIS,
    FactKind.MEDICINE: FactKind.MEDICINE,
}
"""Kinds of which several told in one turn are one sentence."""


def _grouped(facts: Sequence[Fact]) -> list[list[Fact]]:
    """The facts by turn and kind, in the order of the worst of each; an illness is no symptom beside itself."""
    illnesses = {fact.words for fact in facts if fact.kind is FactKind.DIAGNOSIS}
    groups: dict[tuple[object, ...], list[Fact]] = {}
    for fact in facts:
        if fact.kind in (FactKind.SYMPTOM, FactKind.WARNING_SIGN) and fact.words in illnesses:
            continue
        together = _TOGETHER.get(fact.kind)
        groups.setdefault((together, fact.turn) if together else (fact.kind, fact.words, fact.turn), []).append(fact)
    return list(groups.values())


def _addition(group: Sequence[Fact], said: Sequence[Said]) -> Addition:
    first = group[0]
    context = around(said[first.turn].text, first.span)
    place = place_of(first, said[first.turn].clinician, context)
    turns = {first.turn: context}
    turns |= {f.answered: said[f.answered].text[:LONGEST_QUOTE] for f in group if f.answered is not None}
    names = tuple(fact.name for fact in group)
    return Addition(
        id=_id_of(names),
        kind=first.kind,
        facts=names,
        sentence=sentence_of(group, place, said[first.turn].clinician, context),
        section=place,
        turns=tuple(turns),
        quotes=tuple(turns.values()),
    )


_END = re.compile(r"(?<!\d)\s*[.?!](?=\s|$)")


def around(text: str, span: tuple[int, int]) -> str:
    """The sentence of a turn that names a fact, word for word; where it is long, the words near it."""
    start, end = span if span != (0, 0) else (0, len(text))
    first = max((match.end() for match in _END.finditer(text, 0, start)), default=0)
    behind = _END.search(text, end)
    last = behind.end() if behind else len(text)
    room = max(0, LONGEST_QUOTE - (end - start)) // 2
    if start - first > room:
        first = text.find(" ", start - room, start) + 1 or start
    if last - end > room:
        cut = text.rfind(" ", end, end + room)
        last = cut if cut >= end else end
    return text[first:last].strip()


_IN_GENERAL = re.compile(
    r"\b(?:people|patients|guys|men|women|folks|kids|someone|somebody|anyone|everyone|most\s+of\s+the\s+time|"
    r"possible\s+causes?|reasons?\s+why|can\s+(?:be\s+)?caused?|causes?\s+of|risks?\s+(?:of|for)|such\s+as|things\s+like|"
    r"correlation|diseases?\s+like|can\s+be|look(?:s|ing)?\s+for|n['’]t\s+think|rule\s+out|could\s+be|might\s+be|in\s+case|if\s+you|unless)\b",
    re.IGNORECASE,
)
_SLIP = re.compile(
    r"\W{0,3}(?:or\s+)?\W{0,3}(?:uh\W+|um\W+)?(?:i['’]?m\s+sorry|sorry|i\s+mean|rather)\b", re.IGNORECASE
)
_TIMES_OF_COVID = re.compile(
    r"\b(?:during|since|before|after|with|because\s+of|thanks\s+to)\s+(?:the\s+)?(?:covid|pandemic|corona)",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(r"\bago\b|\bsaw\b|\blast\s+(?:seen|visit|time|saw)\b", re.IGNORECASE)
_ORDERED = re.compile(
    r"\b(?:order\w*|schedul\w+|set\s+(?:you|that|it|up)|send\w*|refer\w*|need\w*|like\s+(?:you\s+)?to|want|wan\s?na|"
    r"gon\s?na|going\s+to|let['’]?s\s+(?:get|do|have|order|go\s+ahead)|recheck|repeat|request\w*|arrang\w+|book\w*|"
    r"i['’]?ll\s+(?:get|do|have))\b",
    re.IGNORECASE,
)
_READ_OUT = re.compile(
    r"\bshow\s+me\b|\blook(?:ing|ed)?\s+at\b|\breview\w*|\bresults?\s+of\b|\bcame\s+back\b", re.IGNORECASE
)
_TAKEN = re.compile(
    r"\b(?:tak(?:e|es|en|ing)|took|us(?:e|es|ed|ing)|on|dos(?:e|es|ing|age)|milligrams?|mg|refill\w*|continue\w*|"
    r"prescri\w+|giv(?:e|es|en|ing)|gave|tabl\w+|pills?|inhalers?|cream|drops|injection\w*|shots?)\b",
    re.IGNORECASE,
)
_FIRST_PERSON = re.compile(
    r"\b(?:i\s+(?:start|get|got|have|had|keep|kept)|i['’]?(?:ve|m)\s+(?:been|had|got|having))\b", re.IGNORECASE
)
_ASLEEP = re.compile(r"\bf(?:e|a)ll(?:s|en|ing)?\s+asleep\b", re.IGNORECASE)
"""No fall."""
_OFFERED = r"\b(?:try|start|give|add|prescribe|put\s+you\s+on)\s+(?:\w+\s+){{0,3}}?{name}"
_UNSURE = re.compile(r"n['’]?t\s+know\s+if\b|\bwhether\b|\bor\s+not\b|\bdid\s+(?:we|i)\b", re.IGNORECASE)
_HABITS = frozenset({"cigarette", "alcohol", "drug use"})


def _is_worth(fact: Fact, said: Sequence[Said]) -> bool:
    """Whether a fact is the patient's, of this visit, and wanted in a note."""
    one = said[fact.turn]
    words = around(one.text, fact.span)
    theirs = one.clinician is False or fact.answered is not None
    if _SLIP.match(one.text, fact.span[1]) and fact.span[1]:
        return False
    return all(_checks(fact, words, theirs=theirs, asked="?" in words))


def _checks(fact: Fact, words: str, *, theirs: bool, asked: bool) -> Iterator[bool]:
    """What must hold of a fact of its kind; `theirs`: the patient told it, or answered."""
    match fact.kind:
        case FactKind.SYMPTOM | FactKind.WARNING_SIGN:
            told = TOLD_OF_YOU.search(words) or EXAMINED.search(words) or _FIRST_PERSON.search(words)
            yield not _ASLEEP.search(words)
            yield theirs or (not asked and told is not None and not _IN_GENERAL.search(words))
        case FactKind.DENIED:
            yield theirs
        case FactKind.MEDICINE:
            yield theirs or (_TAKEN.search(words) is not None and not _IN_GENERAL.search(words))
        case FactKind.DIAGNOSIS:
            yield not _TIMES_OF_COVID.search(words)
            named = PAST_ILLNESS.search(words) or JUDGED.search(words)
            yield theirs or not (asked or named is None or _IN_GENERAL.search(words))
        case FactKind.TEST:
            yield _ORDERED.search(words) is not None
            yield not (_READ_OUT.search(words) or asked)
        case FactKind.FOLLOW_UP:
            yield not _LONG_AGO.search(words)
        case FactKind.HABIT:
            yield theirs and fact.words in _HABITS
        case FactKind.ALLERGY:
            name = re.escape(fact.words.partition(" (")[0])
            yield not re.search(_OFFERED.format(name=name), words, re.IGNORECASE)
        case FactKind.NEW_MEDICINE:
            yield not _UNSURE.search(words) and (theirs or not asked)
        case FactKind.FAMILY | FactKind.MEASUREMENT:
            yield not (asked and not theirs)
        case FactKind.STATEMENT:
            yield theirs
