"""Tests and imaging that the clinician orders, and referrals: ServiceRequest, with when it is to be done where said.

Read by `propose`. What was done before, is only considered, refused or explained becomes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache

from attending.scribe.content.choices import asks_to_do, is_unwilling, takes_back
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.blood_lists import tests_listed
from attending.scribe.proposals.fhir import Fact, Visitor
from attending.scribe.proposals.next_visit import when_said
from attending.scribe.proposals.passages import ONLY_AGREED, Passage, clause_at
from attending.scribe.proposals.pointed import in_focus
from attending.scribe.proposals.referrals import referrals
from attending.scribe.proposals.requests import CATEGORY, DECLINED, MAYBE, request, waits
from attending.scribe.proposals.tested import is_tested_for, test_of
from attending.terms.anatomy import Side, find_parts, find_sides
from attending.terms.coding import LOINC, Coding
from attending.terms.dates import LAST_TIME
from attending.terms.drugs import find_drugs, ingredients_of
from attending.terms.icd10cm_named import find_conditions
from attending.terms.lexicon import read_table
from attending.terms.negation import Status, assertion_of

_ORDERS = re.compile(
    r"\b(?:order\w*|get(?:ting)?|send(?:ing)?|do(?:ing)?|repeat\w*|schedul\w+|arrang\w+|request\w*|run(?:ning)?|"
    r"set (?:you )?up|needs?|like|want|obtain|re-?check\w*|check|draw|perform|put(?:ting)? in|have you|recommend|book|"
    r"go(?:ing)? (?:for|ahead)|have|appointment with|ask(?:ing)? for|due for|take|add|so|also|then|start with|first|"
    r"bloods|screen\w*)\b",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"^\W*(?:(?:and|then|also) )?(?:we |i )?(?:screen|repeat|recheck)\b|"
    r"^\W*(?:(?:and|so|then|please|just) )*(?:get|have) (?:(?:your|the|some|an?) )?(?=[^.;]{0,30}\b(?:checked|done|"
    r"repeated)\b|(?:more )?blood)|\b(?:your|his|her) (?:gp|own doctor|pcp|surgery) (?:needs? to|will|should|"
    r"is going to)|"
    r"\byou(?:['’]ve| have) got an? (?:repeat\b|(?:\w+ )?appointment\b)|"
    r"\b(?:i(?:'m| am|'ll| will|'d| would| want| wan ?na| think we| recommend)|we(?:'re| are|'ll| will|'d| need|"
    r" should| can)|(?:i|we)(?: (?:also|just|still|really|do|definitely|both))+ (?:want|would|recommend|need|will)|"
    r"let's|let us|going to|gon ?na|wan ?na|need to|like to|please|dragon|order\w*|(?:the|my|our) (?:nurse|assistant|"
    r"medical assistant|staff|receptionist|team) (?:will|can|is going to)|(?:you|he|she|baby)(?:'ll| will| needs?|"
    r"'re going| are going|'re due|'s due| should))\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:had|has|have (?:the|your) (?:results?)|have (?:already )?(?:ordered|sent|done|gotten)|did|was|were|showed|"
    rf"shows|show|came back|looked|looks|look at|looking at|review\w*|results?|reveal\w*|demonstrat\w+|ago|{LAST_TIME}|"
    r"already|from (?:last|before|today|earlier)|normal|negative|positive|elevated|has gone|went|is \d|of \d|"
    r"is (?:also |still |already )?(?:at |fine|good|stable|low|high)|saw|see (?:from|on|in|that) (?:the|your))\b",
    re.IGNORECASE,
)
_PLAIN_IMAGING = frozenset({"X-ray", "MRI", "CT", "ultrasound"})


@dataclass(frozen=True, slots=True)
class Orderable:
    """A test by its name, kind and names as a pattern."""

    name: str
    kind: str
    coding: Coding | None
    names: re.Pattern[str]


@cache
def orderables() -> tuple[Orderable, ...]:
    """The table `orderables.tsv`."""
    return tuple(
        Orderable(
            name,
            kind,
            Coding(system=LOINC, code=loinc, display=name) if loinc else None,
            re.compile(rf"\b(?:{names})\b", re.IGNORECASE),
        )
        for name, kind, loinc, names in read_table("orderables.tsv")
    )


def propose_orders(passages: Sequence[Passage], visitor: Visitor) -> Iterator[Fact]:
    """Each test once and each referral once, in the order in which they were ordered."""
    told: dict[str, Fact] = {}
    for place, spoken in enumerate(passages):
        passage = _with_its_level(passages, place, spoken)
        if passage.clinician and takes_back(passage.text):
            _take_back(told, passage.turn)
        if passage.patient and (is_unwilling(passage.text) or _NOT_YET.match(passage.text)):
            _decline(told, passages, passage.turn - 1)
        if (passage.asks and not asks_to_do(passage.text)) or passage.patient or passage.conditional:
            continue
        for fact in (*_tests(passage, visitor), *referrals(passage, visitor)):
            name = str(fact.resource["code"]["text"])
            known = told.get(name)
            told[name] = fact if known is None else _cite_both(known, fact)
    specific = [f for f in told.values() if f.resource["code"]["text"] != "Blood work"]
    yield from (specific if any(_is_of_blood(fact) for fact in specific) else told.values())


def orders_told(passages: Sequence[Passage]) -> list[tuple[Source, ...]]:
    """Where each test and each referral is ordered that is proposed, whatever the day."""
    return [fact.sources for fact in propose_orders(passages, Visitor(None, datetime(2000, 1, 1, tzinfo=UTC)))]


def _take_back(told: dict[str, Fact], turn: int) -> None:
    """Drop the last order where the clinician takes it back."""
    last = next(reversed(told), "")
    if last and told[last].sources[-1].turn >= turn - 2:
        del told[last]


_NOT_YET = re.compile(
    r"\W*(?:(?:no|oh|well|um|maybe|thanks|thank you)\W+)*(?:not (?:just )?yet|not (?:right |just )?now|"
    r"not at the moment|(?:maybe )?(?:another|some other) time)\b",
    re.IGNORECASE,
)
_OFFERED = re.compile(
    r"\b(?:can|could|happy to|would you (?:like|want)|do you want|if you(?:['’]d)? like)\b", re.IGNORECASE
)


def _decline(told: dict[str, Fact], passages: Sequence[Passage], turn: int) -> None:
    """Drop the last order that was offered in a turn, which the patient does not want: "not just yet"."""
    offered = {s.start for p in passages if p.turn == turn and _OFFERED.search(p.text) for s in p.sources}
    last = next(reversed(told), "")
    if last and told[last].sources[-1].turn == turn and told[last].sources[-1].start in offered:
        del told[last]


def _is_of_blood(fact: Fact) -> bool:
    """Whether a test is one that "blood work" may have meant."""
    laboratory = fact.resource["category"][0]["coding"][0]["code"] == CATEGORY["laboratory"].code
    return laboratory and not _NOT_OF_BLOOD.search(fact.text)


_NOT_OF_BLOOD = re.compile(r"\b(?:COVID-19|influenza|strep|sputum|urine|urinalysis|stool|calprotectin|Clostridioides|"
                           r"pregnancy)\b")  # fmt: skip


def _cite_both(one: Fact, other: Fact) -> Fact:
    """One order told twice: the telling that says when it is to be done counts."""
    best = other if "occurrencePeriod" in other.resource and "occurrencePeriod" not in one.resource else one
    return Fact(best.text, best.resource, tuple(dict.fromkeys((*one.sources, *other.sources)))[:3], best.reasons)


def _tests(passage: Passage, visitor: Visitor) -> Iterator[Fact]:
    taken: list[tuple[int, int]] = []
    for test in orderables():
        for found in test.names.finditer(passage.text):
            if any(start < found.end() and found.start() < end for start, end in taken) or not _is_ordered(
                passage, found
            ):
                continue
            if passage.offered and not test.names.search(passage.picked):
                continue
            taken.append(found.span())
            name = _of_part(test.name, passage.text, found) if test.name in _PLAIN_IMAGING else test.name
            when = when_said(passage.text, found.end())
            yield request(name, test.kind, test.coding, passage, visitor, f"Order {name}.", when=when)
    for found in () if passage.offered else _LEVEL.finditer(passage.text):
        if (
            ingredients_of(found["medicine"])
            and not any(a <= found.start() < b for a, b in taken)
            and _is_ordered(passage, found)
        ):
            name, when = f"{found['medicine'].lower()} level", when_said(passage.text, found.end())
            yield request(name, "laboratory", None, passage, visitor, f"Order {name}.", when=when)
    yield from _tests_in_list(passage, visitor, taken)
    yield from _tests_for(passage, visitor, taken)


def _with_its_level(passages: Sequence[Passage], place: int, passage: Passage) -> Passage:
    """ "Repeat the level in a week" as the level of the medicine that is spoken of."""
    found = _ITS_LEVEL.search(passage.text) if passage.clinician else None
    if found is None:
        return passage
    ahead = find_drugs(passage.text[: found.start()])
    name = ahead[-1].name if ahead else in_focus(passages, place, dosed=True)
    text = f"{passage.text[: found.start()]}a {name} level{passage.text[found.end() :]}"
    return replace(passage, text=text) if name else passage


_ITS_LEVEL = re.compile(r"\b(?:the|your|his|her|a) (?:blood |drug |trough )?level\b(?! of\b)", re.IGNORECASE)


def _tests_in_list(passage: Passage, visitor: Visitor, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """The tests of a list of bloods that are named by an organ or a substance: "thyroid, calcium, kidneys"."""
    for name, found in () if passage.offered else tests_listed(passage.text):
        if any(start < found.end("name") and found.start("name") < end for start, end in taken):
            continue
        if _is_ordered(passage, found):
            coding = next((test.coding for test in orderables() if test.name == name), None)
            when = when_said(passage.text, found.end())
            yield request(name, "laboratory", coding, passage, visitor, f"Order {name}.", when=when)


_LEVEL = re.compile(r"\b(?P<medicine>[a-z]{5,}) (?:(?:trough|blood|serum|plasma) )?levels?\b", re.IGNORECASE)
"""A medicine that is measured: "a lithium level"."""


def _tests_for(passage: Passage, visitor: Visitor, taken: list[tuple[int, int]]) -> Iterator[Fact]:
    """The tests that are named by the illness that they look for: "check you for HIV"."""
    for mention in () if passage.offered else find_conditions(passage.text):
        name = test_of(passage.text, mention)
        if not name or not is_tested_for(passage.text, mention):
            continue
        found = re.compile(re.escape(mention.text)).match(passage.text, mention.start)
        apart = not any(start < mention.end and mention.start < end for start, end in taken)
        if found and apart and _is_ordered(passage, found):
            coding = next((test.coding for test in orderables() if test.name == name), None)
            yield request(name, "laboratory", coding, passage, visitor, f"Order {name}.")


_VALUE = re.compile(r",? (?:that|which|it)(?:['’]s| is| was| came back(?: at)?) \d", re.IGNORECASE)
"""Behind a test that is read out: "the A1c, that's 8.4"."""


def _is_ordered(passage: Passage, found: re.Match[str]) -> bool:
    start, end = clause_at(passage.text, found.start())
    clause, before = passage.text[start:end], passage.text[: found.start()]
    lead = passage.text[start : found.start()]
    if (
        _VALUE.match(passage.text, found.end())
        or _LEFT_BY.match(passage.text, found.end())
        or _SAME_AS_BEFORE.search(lead)
        or DECLINED.search(lead)
    ):
        return False
    if assertion_of(passage.text, *found.span()).status in (Status.NEGATED, Status.HYPOTHETICAL, Status.UNCERTAIN):
        return False
    purpose = _PURPOSE.search(clause, found.end() - start)
    told = clause[: purpose.start()] if purpose else clause
    asked = asks_to_do(passage.text)
    if (MAYBE.search(lead) and not asked) or _DONE.search(re.sub(r"\b(?:like|want) to (?:see|look at)\b", "", told)):
        return False
    if waits(passage.text, found) or _SOMEDAY.search(told) or _AS_THEY_WISH.match(passage.text, found.end()):
        return False
    if _ONLY_IF.match(ONLY_AGREED.sub("", passage.text[found.end() :])):
        return False
    short = len(before.split()) <= 40
    return (
        asks_to_do(passage.text)
        or (short and bool(_WILL.search(before) and _ORDERS.search(before)))
        or bool(
            re.match(
                r"\W*(?:and )?bloods (?:in \d|today|as well|too|please|again)\b",
                passage.text,
                re.IGNORECASE,
            )
        )
        or _is_listed(passage, before)
        or bool(_BRINGS.search(before))
    )


_BRINGS = re.compile(
    r"\b(?:see (?:me|us|you)|back|return|follow[- ]?up)\b[^.;?!]{0,40}\bwith (?:(?:an?|new|repeat|some|your) )*$",
    re.IGNORECASE,
)
"""What is to be had at the next visit: "see me in six weeks with an X-ray"."""


def _is_listed(passage: Passage, before: str) -> bool:
    """Whether a test stands in a sentence without a verb that goes on from an order: "X-ray of both hands."."""
    for test in orderables():
        before = test.names.sub("", before)
    listed = _LISTS.fullmatch(_THAT_IS.sub("", before)) and not _HAS_VERB.search(_THAT_IS.sub("", passage.text))
    return bool(listed and (_WILL.search(passage.before) or _WHEN_DONE.search(passage.text)))


_THAT_IS = re.compile(r",? (?:that|which)(?:['’]s| is)(?= )", re.IGNORECASE)
_LISTS = re.compile(
    r"\W*(?:(?:and|then|also|so|plus|just|bloods?|blood tests?|labs|an?|the|some|for|urine|today|now|your|his|her|"
    r"please|including|of|every|once|twice|other|\d+|weeks?|months?|next|repeat|fasting|routine|check)\b\W*)*",
    re.IGNORECASE,
)
"""What may stand before a test in a list of orders."""
_HAS_VERB = re.compile(
    r"\b(?:is|are|was|were|has|had|shows?|showed|looks?|came|can|may|might|could|means?|tells?|says?|do|does|did|no|"
    r"not|normal|fine|negative|positive|clear|ok|okay|rate of|fibrillation|sinus|rhythm)\b|['’](?:s|re|t)\b",
    re.IGNORECASE,
)
_WHEN_DONE = re.compile(
    r"\b(?:today|please|this (?:week|afternoon|morning)|tomorrow|every \d+ weeks?|"
    r"before (?:then|that|(?:your|the) next)|in (?:\d+|an?|one|two|three|four|six|eight) (?:days?|weeks?|months?))\b",
    re.IGNORECASE,
)


_PURPOSE = re.compile(
    r"\b(?:just )?(?:(?:in order |so as )?to (?:see|make sure|check|find out|know|confirm|rule|look)|"
    r"so (?:that )?(?:we|i)|because|since|as (?:it|you|your|the))\b",
    re.IGNORECASE,
)
"""What a test is for, whatever that tells: "another echo, to see whether the pumping function has come back"."""
_AS_THEY_WISH = re.compile(r"[^,.;]{0,30}\bif (?:you|he|she|they) (?:want|wish|decide|choose) to\b", re.IGNORECASE)
"""A test that waits for what the patient wants to do: "an ultrasound of it if you want to play again"."""
_ONLY_IF = re.compile(
    r"[^.;,]{0,30}(?<!and )(?<!but )\bif (?:it|that|this|things|symptoms|there|they|your|the|he|she)(?:['’]s|['’]re)?\b"
    r"(?! (?:ok|possible))",
    re.I,
)
"""A test that waits for what is still to come: "they'll do an MRI if it's still tender"."""
_SOMEDAY = re.compile(r"\b(?:at some point|some ?day|down the (?:road|line)|in the future|later on)\b", re.IGNORECASE)


_LEFT_BY = re.compile(
    r"\W*(?:pills?|tablets?|supplements?|capsules?|sites?|scars?|wounds?|incisions?|findings?|images?|films?|"
    r"pictures?|reports?|proven|confirmed)\b",
    re.IGNORECASE,
)
"""What an earlier test left: "a bit wider than your biopsy site"."""
_SAME_AS_BEFORE = re.compile(
    r"(?<!check )(?<!update )\b(?:than|as|from|like|on|since) (?:(?:your|the|this|that|his|her)\s+)(?:(?:current|"
    r"previous|earlier|recent|first|last|old|prior)\s+)?$",
    re.IGNORECASE,
)
"""A test that is there already: "from what I'm seeing on your x-ray"."""
_GOES_BACK = re.compile(r"\b(?:go(?:es|ing)?|com(?:e|es|ing)|get(?:s|ting)?) back\b", re.IGNORECASE)
"""No part of the body."""


def _of_part(name: str, text: str, found: re.Match[str]) -> str:
    """ "X-ray of the left knee", where a part of the body is named close by."""
    text = _GOES_BACK.sub(lambda m: " " * len(m.group()), text)
    parts = [p for p in find_parts(text) if abs(p.start - found.end()) <= 40 or abs(found.start() - p.end) <= 25]
    if not parts:
        return name
    part = min(parts, key=lambda p: min(abs(p.start - found.end()), abs(found.start() - p.end)))
    sides = {s.side for s in find_sides(text) if min(abs(s.start - part.start), abs(s.end - part.start)) <= 25}
    side = sides.pop() if len(sides) == 1 else None
    where = f"both {part.value}s" if side is Side.BOTH else f"the {f'{side.value} ' if side else ''}{part.value}"
    return f"{name} of {where}"
