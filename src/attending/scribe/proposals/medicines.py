"""Medicines of a visit: taken, stopped, ordered, each with the words that say so. `resources` makes FHIR of them.

Taken and stopped become MedicationStatements, ordered ones MedicationRequests. What is only talked about, offered,
feared or taken by somebody else becomes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from attending.scribe.proposals.passages import Passage, clause_at
from attending.scribe.proposals.taken import OUT, STOPPED, TOOK, Taken, answer_about, answered, combined, told
from attending.scribe.proposals.whose import of_another
from attending.scribe.statements import Source
from attending.terms.directions import Directions, read_all_directions, read_directions
from attending.terms.drugs import DrugMention, classes, find_drugs
from attending.terms.negation import Status, assertion_of

Kind = Literal["takes", "took", "stopped", "ran-out", "not-taken", "starts", "changes", "refills", "continues", "stops"]
PLANS: frozenset[str] = frozenset({"starts", "changes", "refills", "continues", "stops"})

DOSE_REACH = 3
"""Sentences after a medicine in which its dose may still follow: "You take it twice a day."."""

SHORT_QUESTION = 14
"""Words of a question about a medicine whose answer tells how it is taken."""
_STOPS = re.compile(
    r"\b(?:stop\w*|discontinu\w+|come off|get (?:you )?off|hold(?:ing)?(?! on)|no more|quit|avoid\w*|"
        r"don'?t (?:use|take|start|need)|do not (?:use|take|start|need)|"
    r"not (?:going to|use|take|start|need|planning)|never|instead of|rather than|not a (?:candidate|good)|"
        r"against|staying away from|stay away from|"
    r"wean\w*|taper you off|without)\b",
    re.IGNORECASE,
)  # fmt: skip
_STOPS_NOW = re.compile(
    r"\b(?:stop\w*|discontinu\w+|come off|get (?:you )?off|hold(?:ing)?(?! on)|no more|quit|wean|"
    r"taper you off|instead of)\b",
    re.IGNORECASE,
)
_STARTS = re.compile(
    r"\b(?:start\w*|begin\w*|prescrib\w+|prescription|put(?:ting)? (?:you|him|her) (?:back )?on|"
    r"give (?:you|him|her)|giving (?:you|him|her)|"
    r"add(?:ing)?|order\w*|send(?:ing)? (?:in|over|you)|call(?:ing)? in|switch\w*|chang\w+ (?:you|it|"
    r"that)?|have (?:you|him|her) (?:take|on|use|start)|"
    r"(?:you|him|her) (?:to )?(?:take|try|use|start)|recommend\w*|writ(?:e|ing)|restart\w*|try\w*|"
    r"go(?:ing)? (?:ahead )?with|treat\w* (?:\w+ ){0,4}with|"
    r"do|use|take|like|want|need|get (?:you|him|her))\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"\b(?:i(?:'m| am| will|'ll|'d| would| want| think| recommend| suggest| prescribe)|we(?:'re| are| will|"
    r"'ll|'d| can| should| need| could)|"
    r"let'?s|let us|please|going to|gonna|gon na|you (?:can|should|need|will)|you'll|need to|start|take|"
    r"use|restart|so)\b",
    re.IGNORECASE,
)
_DONE_BEFORE = re.compile(
    r"\b(?:(?:i|we|they|he|she|who|dr\.? \w+) (?:had |have |'ve )?(?:started|put|prescribed|gave|given|"
    r"increased|switched|placed|tried|did)|"
    r"you (?:were|had been|had|got|tried|took|used|started) (?:\w+ ){0,2}?|last (?:time|visit|year|month|"
    r"week)|\bago\b|used to|previously|when you (?:were|had)|"
    r"in the past|already|had (?:you|him|her) on)\b",
    re.IGNORECASE,
)
_STARTS_NOW = re.compile(
    r"\b(?:gon ?na|going to|will|'ll|let's|let us|wan ?na|want(?:ed)? to|want you to|like (?:you )?to|"
    r"should|need to|can|i'm|i am|we're)\b.{0,60}?\b"
    r"(?:re)?(?:start|begin|put|give|add|prescrib\w+|order|send|call in|switch|chang\w+|try|recommend|"
    r"write|go|take|use|treat|starting|putting|giving|adding|have)\b"
    r"|\bdragon\b.{0,20}\border\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"^\W*(?:and |so |then )*later\b|\blike (?:when |if )?(?:you|someone|people) (?:have|had|has|get|got)\b.*\bgive\b|"
    r"\b(?:when|once) you(?:'re| are)\b.*,",
    re.IGNORECASE,
)
_SWITCHED = re.compile(r"\b(?:switch\w*|chang\w+|replac\w+)\b[^,]*$", re.IGNORECASE)
_MISSPOKE = re.compile(r"^\W*(?:or\W+)?(?:i'm sorry|i mean|sorry|no wait|scratch that)\b", re.IGNORECASE)
_CHANGES = re.compile(
    r"\b(?:increas\w+|decreas\w+|doubl\w+|rais\w+|lower\w*|reduc\w+|go(?:ing)? (?:up|down)|bump\w*|"
    r"cut(?:ting)? (?:back|down)|titrat\w+|"
    r"chang\w+ (?:the|your) dos\w+|up (?:the|your)|adjust\w*)\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"\b(?:continu\w+|keep\w*|stay\w* on|remain\w* on|carry on|stick with|same dose|not chang\w+|"
    r"no change\w*|go on with|leave (?:you|the|your))\b",
    re.IGNORECASE,
)
_REFILLS = re.compile(r"\b(?:refill\w*|renew\w*)\b", re.IGNORECASE)
_MAYBE = re.compile(
    r"\b(?:might|may|maybe|could (?:also )?(?:consider|try|think|add|start|do|use)|consider\w*|think about|"
    r"thinking about|possibly|perhaps|would you (?:like|be)|"
    r"option\w*|eventually|down the (?:road|line)|in the future|later on|some people|patients|if (?:that|"
    r"this|it|you|we|your|the|he|she)|unless|depending|"
    r"before we|until|next step|wish|side effects?|risk|works?|work by|class|similar to|like an?|compared|"
    r"interact\w*|thought about|talk about|discuss\w*)\b",
    re.IGNORECASE,
)
_TOLD_TAKING = re.compile(
    r"\b(?:you(?:'re| are| were|'ve been| have been)(?: still| currently| also| now)? (?:on|taking|using)|"
    r"you(?: still| currently| also)? (?:take|use)|"
    r"(?:he|she|patient)(?:'s| is)? (?:on|takes|taking)|currently on|managed (?:with|on)|which (?:you|he|"
    r"she) takes?|controlled (?:with|on)|(?:put|started) (?:you|him|her) on)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Use:
    """One medicine as one sentence speaks of it."""

    name: str
    ingredients: tuple[str, ...]
    kind: Kind
    directions: tuple[Directions, ...]
    sources: tuple[Source, ...]
    clinician: bool


def medicine_uses(passages: Sequence[Passage]) -> list[Use]:
    """Every sentence that says a medicine is taken, was taken, or is ordered; in order."""
    uses: list[Use] = []
    spoken_of: dict[int, Taken] = {}
    for place, passage in enumerate(passages):
        drugs = combined(passage.text)
        for number, drug in enumerate(drugs):
            kind = _kind(passage, drug, spoken_of.get(passage.turn))
            words, more = _words_about(passages, place, drugs, number)
            if kind is None and more and _is_named_first(passage, drug) and _is_whole(words):
                kind = "starts"
            if kind is None:
                continue
            if kind == "stopped" and passage.after and not STOPPED.search(passage.text):
                more = (*more, *passages[place + 1].sources)
            if passage.patient and (kind == "takes" or kind == "took"):
                spoken_of[passage.turn] = kind
            uses.append(
                Use(
                    drug.name,
                    drug.ingredients,
                    kind,
                    read_all_directions(words),
                    (*passage.sources, *more),
                    passage.clinician,
                )
            )
    return uses


_NAMED_FIRST = re.compile(
    r"^\W*(?:(?:so|and|then|for|as|the|your|a|new|medicine|medication|tablet|pain|drug|is)\b\W*)*$", re.IGNORECASE
)


def _is_named_first(passage: Passage, drug: DrugMention) -> bool:
    """Whether the clinician opens with a medicine, as "for the medicine, sertraline": its dose may follow."""
    clause = passage.text[slice(*clause_at(passage.text, drug.start))]
    own = passage.clinician and not passage.asks and not passage.conditional
    return own and bool(_NAMED_FIRST.match(passage.text[: drug.start])) and not OUT.search(clause)


def _is_whole(words: str) -> bool:
    """Whether the words give a dose and how often, as only an order does."""
    directions = read_directions(words)
    return directions.dose is not None and directions.repeat is not None


def _kind(passage: Passage, drug: DrugMention, before: Taken | None) -> Kind | None:
    assertion = assertion_of(passage.text, drug.start, drug.end)
    if (
        assertion.other_person
        or of_another(passage, drug.start, drug.end)
        or "vaccines" in classes(drug.ingredients[0])
        or _MISSPOKE.match(passage.text[drug.end :])
    ):
        return None
    if passage.conditional:
        return None
    if passage.asks:
        return answered(passage, drug) if passage.clinician else None
    if passage.clinician:
        return _ordered(passage, drug, assertion.status)
    return told(passage, drug, assertion.status, before) if passage.patient else None


def _ordered(passage: Passage, drug: DrugMention, status: Status) -> Kind | None:
    start, end = clause_at(passage.text, drug.start)
    before, clause = passage.text[start : drug.start], passage.text[start:end]
    if OUT.search(clause) or status is Status.ASKED:
        return None
    if (
        _SWITCHED.search(before)
        and re.match(r"\s+(?:\w+ ){0,2}to\b", passage.text[drug.end :])
        and not _CHANGES.search(before)
    ):
        return None if _LATER.search(passage.text) else "stops"
    if _STOPS.search(before):
        return "stops" if _STOPS_NOW.search(before) and not _DONE_BEFORE.search(before) else None
    if status in (Status.NEGATED, Status.HYPOTHETICAL) or (_MAYBE.search(clause) and not _sure(clause)):
        return None
    if status is Status.UNCERTAIN or re.search(r"n['’]?t think\b|\bnot think\b", before) or _LATER.search(passage.text):
        return None
    if _REFILLS.search(clause):
        return "refills"
    if _CONTINUES.search(before):
        return "continues"
    if _STARTS_NOW.search(before) and not _CHANGES.search(before):
        return "starts"
    if _DONE_BEFORE.search(clause) or _TOLD_TAKING.search(before):
        return None if TOOK.search(clause) and not _TOLD_TAKING.search(before) else "takes"
    if _CHANGES.search(before):
        return "changes"
    directions = read_directions(passage.text[drug.start :])
    dosed = directions.dose is not None or directions.repeat is not None
    if _STARTS.search(before) and (_ORDERS.search(before) or dosed):
        return "starts"
    bare = len(before.split()) <= 4 and directions.dose is not None and directions.repeat is not None
    return "starts" if bare else None


def _sure(clause: str) -> bool:
    """ "I'd like to start…" with "if" only as needed: an order all the same, once a dose is in it."""
    directions = read_directions(clause)
    return (
        directions.dose is not None
        and directions.repeat is not None
        and not re.search(r"\b(?:might|maybe|consider)\b", clause)
    )


def _words_about(
    passages: Sequence[Passage], place: int, drugs: Sequence[DrugMention], number: int
) -> tuple[str, tuple[Source, ...]]:
    """The words around a medicine that speak of its dose, and where those of the next sentences stand."""
    passage, drug = passages[place], drugs[number]
    end = drugs[number + 1].start if number + 1 < len(drugs) else len(passage.text)
    words = passage.text[drug.end : end]
    lead = re.search(
        r"(?:\d[\d.,]* ?(?:mg|mcg|g|ml|units?)|(?:\d+|an?|one|two) (?:puffs?|tablets?)) (?:of )?(?:the |your )?$",
        passage.text[: drug.start],
        re.IGNORECASE,
    )
    if lead:
        words = f"{lead.group()} {words}"
    changed = (
        re.search(r"\bfrom \d[^,]*? to \d[\d.]* ?(?:mg|mcg|units?|g)\b", passage.text[: drug.start])
        if len(drugs) == 1
        else None
    )
    if changed:
        words = f"{changed.group()} {words}"
    if number + 1 < len(drugs) and re.match(r"\W*(?:and|or|,|plus|with)\W*$", words.strip()):
        return "", ()
    more: list[Source] = []
    words = re.split(r"\bthen\b(?! (?:take|\d))", words)[0]
    if re.search(r"\bincreas\w+", passage.text[: drug.start], re.IGNORECASE):
        words = re.sub(r"\bup to\b", "to", words)
    if passage.asks:
        brief = len(drugs) == 1 and len(passage.text.split()) <= SHORT_QUESTION
        told_how = answer_about(passage, drug) if brief else ""
        return f"{words} {told_how}" if not told_how or read_directions(words).dose_words else told_how, ()
    last = number + 1 == len(drugs)
    for following in passages[place + 1 : place + 1 + DOSE_REACH] if last else ():
        if (
            following.turn != passage.turn
            or following.asks
            or find_drugs(following.text)
            or not _only_directions(following.text)
            or (following.patient and _EARLIER.search(following.text))
        ):
            break
        words += f" {following.text}"
        more += following.sources
    return words, tuple(more)


_EARLIER = re.compile(r"\b(?:was|were|used to|at one point|before|had been)\b", re.IGNORECASE)
"""How it was taken once says nothing of how it is taken."""
_DIRECTS = re.compile(
    r"^\W*(?:(?:and |so )?(?:you |take |i'd |i want |that's )|that's |that is |it's |take |you(?:'ll| will|"
    r" can| should|'re going to)? |i want you to |i'd like you to |just |"
    r"he |she |i |maybe |about |approximately |the |one |two |three |half |\d)",
    re.IGNORECASE,
)


def _only_directions(text: str) -> bool:
    """Whether a sentence does nothing but go on about how it is taken: "You take that twice a day."."""
    found = read_directions(text)
    says = found.dose is not None or found.repeat is not None or found.days is not None or found.as_needed
    return says and len(text.split()) <= 14 and bool(_DIRECTS.match(text))


@dataclass(frozen=True, slots=True)
class Course:
    """All that a visit says of one medicine: how it stood before, and what is planned."""

    name: str
    ingredients: tuple[str, ...]
    before: Use | None
    plan: Use | None


def courses(uses: Sequence[Use]) -> list[Course]:
    """One course for each medicine, in the order in which they came up; what was said last counts."""
    order: dict[tuple[str, ...], list[Use]] = {}
    for use in uses:
        order.setdefault(use.ingredients, []).append(use)
    return [_course(ingredients, spoken) for ingredients, spoken in order.items()]


def _course(ingredients: tuple[str, ...], spoken: list[Use]) -> Course:
    before = list(_merged([use for use in spoken if use.kind not in PLANS]))
    plans = [use for use in spoken if use.kind in PLANS]
    plan = _plan(plans)
    current = before[-1] if before else None
    name = max(spoken, key=lambda use: use.kind in PLANS).name
    return Course(name, ingredients, current, plan)


def _merged(uses: list[Use]) -> Iterator[Use]:
    """Sentences of one kind as one use: the directions come from the sentence that has most of them."""
    for use in uses:
        same = [u for u in uses if u.kind == use.kind or {u.kind, use.kind} <= {"takes", "took"}]
        best = max(same, key=lambda u: _fullness(u.directions))
        sources = tuple(dict.fromkeys(s for u in same for s in u.sources))
        kind: Kind = "takes" if any(u.kind == "takes" for u in same) and use.kind == "took" else use.kind
        yield replace(use, kind=kind, directions=best.directions, sources=sources)


def _plan(plans: list[Use]) -> Use | None:
    if not plans:
        return None
    decisive = [p for p in plans if p.kind != "continues"] or plans
    last = decisive[-1]
    same = [p for p in decisive if (p.kind == "stops") == (last.kind == "stops")]
    best = max(same, key=lambda u: (_fullness(u.directions), plans.index(u)))
    kind: Kind = next((p.kind for p in same if p.kind in ("changes", "refills")), best.kind)
    return replace(best, kind=kind, sources=tuple(dict.fromkeys(s for p in same for s in p.sources)))


def _fullness(every: tuple[Directions, ...]) -> int:
    directions = every[0]
    parts = (
        directions.dose is not None,
        directions.repeat is not None,
        directions.days is not None,
        directions.route is not None,
    )
    return sum(parts)
