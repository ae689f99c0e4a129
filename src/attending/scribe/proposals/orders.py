"""Tests, imaging and referrals that the clinician orders: ServiceRequest, with when it is to be done where said.

Read by `propose`. What was done before, is only considered, refused or explained becomes nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from attending.scribe.content.choices import asks_to_do, takes_back
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.blood_lists import tests_listed
from attending.scribe.proposals.fhir import Fact, Visitor, concept
from attending.scribe.proposals.next_visit import days_asked_for, when_said
from attending.scribe.proposals.passages import Passage, clause_at
from attending.scribe.proposals.tested import is_tested_for, test_of
from attending.terms.anatomy import Side, find_parts, find_sides
from attending.terms.coding import LOINC, SNOMED, Coding
from attending.terms.dates import LAST_TIME
from attending.terms.drugs import ingredients_of
from attending.terms.icd10cm_named import find_conditions
from attending.terms.lexicon import read_table
from attending.terms.negation import Status, assertion_of

_CATEGORY = {
    "laboratory": Coding(system=SNOMED, code="108252007", display="Laboratory procedure"),
    "imaging": Coding(system=SNOMED, code="363679005", display="Imaging"),
    "procedure": Coding(system=SNOMED, code="71388002", display="Procedure"),
    "referral": Coding(system=SNOMED, code="3457005", display="Patient referral"),
}
_ORDERS = re.compile(
    r"\b(?:order\w*|get(?:ting)?|send(?:ing)?|do(?:ing)?|repeat\w*|schedul\w+|arrang\w+|request\w*|run(?:ning)?|"
    r"set (?:you )?up|need|like|want|obtain|re-?check\w*|check|draw|perform|put(?:ting)? in|have you|recommend|book|"
    r"go(?:ing)? (?:for|ahead)|ask(?:ing)? for|due for|take|add|so|also|then|start with|first|bloods|screen\w*)\b",
    re.IGNORECASE,
)
_WILL = re.compile(
    r"^\W*(?:(?:and|then|also) )?(?:we |i )?(?:screen|repeat|recheck)\b|"
    r"^\W*(?:(?:and|so|then|please|just) )*(?:get|have) (?:your|the|some|an?) (?=[^.;]{0,30}\b(?:checked|done|"
    r"repeated)\b)|\b(?:i(?:'m| am|'ll| will|'d| would| want|"
    r" wan ?na|"
    r" think we| recommend)|we(?:'re| are|'ll| will|'d|"
    r" need| should| can)|(?:i|we)(?: (?:also|just|still|really|do|definitely|both))+ (?:want|would|recommend|need|"
    r"will)|let's|let us|going to|gon ?na|wan ?na|need to|like to|please|dragon|"
    r"order\w*|(?:the|my|our) (?:nurse|assistant|medical assistant|staff|receptionist|team) (?:will|can|is going to)|"
    r"you(?:'ll| will| need|'re going| are going|'re due| should))\b",
    re.IGNORECASE,
)
_DONE = re.compile(
    r"\b(?:had|has|have (?:the|your) (?:results?)|have (?:already )?(?:ordered|sent|done|gotten)|did|was|were|showed|"
    rf"shows|show|came back|looked|looks|look at|looking at|review\w*|results?|reveal\w*|demonstrat\w+|ago|"
    rf"{LAST_TIME}|"
    r"already|from (?:last|before|today|earlier)|normal|negative|positive|elevated|has gone|"
    r"went|is \d|of \d|is (?:also |still |already )?(?:at |fine|good|stable|low|high)|saw|see (?:from|on|in|"
    r"that) (?:the|your))\b",
    re.IGNORECASE,
)
_MAYBE = re.compile(
    r"\b(?:might|maybe|consider\w*|if|unless|possibly|perhaps|would you|whether|eventually|depending|"
    r"until we|not planning|(?:thought|think|thinking) (?:about|of)|talk\b|could)\b",
    re.IGNORECASE,
)
_URGENT = re.compile(
    r"(?<!not )(?<!non)(?<!non[- ])(?<!n['’]t )(?:\b(?:2|two)[- ]week[- ](?:wait|rule)\b|\bcancer pathway\b|"
    r"\burgent\w*|\bstat\b|\bright away\b|\bas soon as possible\b|\bemergen\w+)",
    re.IGNORECASE,
)
_PLAIN_IMAGING = frozenset({"X-ray", "MRI", "CT", "ultrasound"})
_REFERS = re.compile(
    r"\b(?:refer\w*|send(?:ing)? (?:you|him|her) (?:over |out )?to|set(?:ting)? (?:you|him|her) up (?:for|"
    r"with)|consult\w*|appointment with|like (?:you|him|her) seen|like (?:you|him|her) to (?:see|meet|go to|talk|do|"
    r"start)|"
    r"(?:have|"
    r"get) (?:you|him|her) (?:to )?(?:see|seen|meet|into|in with|start)|want (?:you|him|"
    r"her) to (?:see|go to|do|start)|prescrib\w+|order\w*|put(?:ting)? in)\b",
    re.IGNORECASE,
)
_REFERRED_TO = re.compile(
    r"\b(?:refer(?:ral|red|ring)?(?: (?:you|him|her|them|this))?(?: (?:on|over|back|straight|in))* (?:in)?to|"
    r"send(?:ing)? (?:you|him|her|them) (?:on |over |back |straight )?to(?= (?:see )?(?:the |our |an? )?(?:allergy|"
    r"derm|endo|gi|neuro|ortho|rheum|ent|cards|heme|onc|uro|ophtho|gyn)\b)) (?:see )?(?:the |our |an? |"
    r"your )?(?P<who>(?!see\b|hospital\b|casualty\b|you\b|them\b|make\b|get\b|have\b|do\b|take\b|it\b|that\b|be\b|"
    r"rule\b|help\b|check\b)[a-z][\w-]*(?: (?!for\b|about\b|because\b|and\b|to\b|so\b|who\b|in\b|at\b|as\b|on\b|if\b|"
    r"just\b|today\b|now\b|urgently\b|they\b|we\b|then\b|with\b|but\b|here\b|okay\b|which\b|that\b|or\b|i\b|from\b|"
    r"near\b|next\b|as\b|when\b|people\b)[a-z][\w-]*){0,3})",
    re.IGNORECASE,
)
"""To whom a patient is referred, as it is called: "I'll refer you to the palliative care team"."""
_WANTED = re.compile(
    r"\b(?:i(?:['’]d| would) like|i want|get|have|(?:i|we)(?:['’]ll| will| can) ask) (?:the |an? |"
    r"our )?$",
    re.IGNORECASE,
)
"""Right before who is wanted: "I'd like podiatry to deal with that"."""
_TO_WHOM = re.compile(
    r"\b(?P<who>physical therap(?:y|ist)|occupational therap(?:y|ist)|speech therap(?:y|ist)|"
    r"physio(?:therap(?:y|ist))?|cardiac rehab\w*|pulmonary rehab\w*|(?:cardi|dermat|neur|endocrin|gastroenter|"
    r"nephr|pulmon|rheumat|ur|hemat|oncol|ophthalm|allerg|immun|gynec|otolaryng|radi|hepat|psych)olog(?:y|ists?)|"
    r"oncolog(?:y|ist)|audiolog(?:y|ist)|ophthalmolog(?:y|ist)|podiatr(?:y|ist)|psychiatr(?:y|ist)|psychotherap\w+|"
    r"psycholog(?:y|ist)|counsel(?:l?or|l?ing)|therapist|orthop(?:a?edic (?:surge(?:on|ry)|clinic|specialist)|"
    r"a?edics?)|(?:general |vascular |hand |spine |orthop\w+ |plastic )?surge(?:on|ry)|dieti[ct]ian|nutritionist|"
    r"ent\b|ear,? nose,? and throat|pain (?:clinic|management|specialist)|eye doctor|dentist|wound (?:care|clinic)|"
    r"social work(?:er)?|diabet\w+ educat\w+|(?:our )?quit program|smoking cessation(?: program)?|"
    r"(?:memory|falls|breast|headache|heart failure|eye|skin|sleep|fracture|fertility|allergy|asthma|diabetes|"
    r"continence|stroke|tia|rapid access|one.stop|pelvic floor|weight management|stop smoking|talking therap\w+|"
    r"mental health|crisis|drug and alcohol|alcohol|addiction|lipid|thyroid|pain|hernia|community|district|"
    r"palliative|frailty|antenatal|concussion|arrhythmia|heart rhythm|early pregnancy|haematuria|hematuria|"
    r"anticoagulation|"
    r"warfarin|renal|kidney|liver|chest|lung|bone|hand|foot|knee|hip|spine|urogynaecology|dermatology|cardiology|"
    r"respiratory|"
    r"rheumatology|neurology|oncology|surgical|vascular|hospice|home care|health visiting|"
    r"occupational health) (?:clinic|team|service|unit|nurse)s?|"
    r"talking therap(?:y|ies)|sleep specialist|fertility specialist|midwife|obstetric\w+|gynecolog\w+)\b",
    re.IGNORECASE,
)


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
    for passage in passages:
        if passage.clinician and takes_back(passage.text):
            _take_back(told, passage.turn)
        if (passage.asks and not asks_to_do(passage.text)) or passage.patient or passage.conditional:
            continue
        for fact in (*_tests(passage, visitor), *_referrals(passage, visitor)):
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


def _is_of_blood(fact: Fact) -> bool:
    """Whether a test is one that "blood work" may have meant."""
    laboratory = fact.resource["category"][0]["coding"][0]["code"] == _CATEGORY["laboratory"].code
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


def _is_ordered(passage: Passage, found: re.Match[str]) -> bool:
    start, end = clause_at(passage.text, found.start())
    clause, before = passage.text[start:end], passage.text[: found.start()]
    lead = passage.text[start : found.start()]
    if _LEFT_BY.match(passage.text, found.end()) or _SAME_AS_BEFORE.search(lead) or _DECLINED.search(lead):
        return False
    if assertion_of(passage.text, *found.span()).status in (Status.NEGATED, Status.HYPOTHETICAL, Status.UNCERTAIN):
        return False
    purpose = _PURPOSE.search(clause, found.end() - start)
    told = clause[: purpose.start()] if purpose else clause
    asked = asks_to_do(passage.text)
    if (_MAYBE.search(lead) and not asked) or _DONE.search(re.sub(r"\b(?:like|want) to (?:see|look at)\b", "", told)):
        return False
    if _waits(passage.text, found) or _SOMEDAY.search(told) or _AS_THEY_WISH.match(passage.text, found.end()):
        return False
    short = len(before.split()) <= 40
    return (
        asks_to_do(passage.text)
        or (short and bool(_WILL.search(before) and _ORDERS.search(before)))
        or bool(
            re.match(
                r"\W*(?:and )?bloods (?:in \d|today|as well|too|please|"
                r"again)\b",
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
    r"not|"
    r"normal|fine|negative|positive|clear|ok|okay)\b|['’](?:s|re|t)\b",
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
_WAITS = re.compile(r"^\W*(?:(?:and|but|so|then|now|okay)\W+)*(?:if|unless|should|in case)\b", re.IGNORECASE)
STEM = 6
"""Letters by which a patient's word for a specialist is known again: "the physio", "cardiologist"."""


def _waits(text: str, found: re.Match[str]) -> bool:
    """Whether an order waits for something that is told before it: "if it locks again, I'll order an MRI"."""
    return bool(_WAITS.match(text[: found.start()]))


_AS_THEY_WISH = re.compile(r"[^,.;]{0,30}\bif (?:you|he|she|they) (?:want|wish|decide|choose) to\b", re.IGNORECASE)
"""A test that waits for what the patient wants to do: "an ultrasound of it if you want to play again"."""
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
_DECLINED = re.compile(
    r"\b(?:(?:do|does|did|would|wo|should|need)\s?n['’]?t|(?:do|does|would|will|should|need) not|not (?:going|"
    r"think\w*|"
    r"necessary|worth)|no (?:need|reason|point)|hold(?:ing)? off|instead of|rather than|skip|avoid|defer\w*|"
    r"declin\w*|"
    r"refus\w*)\b",
    re.IGNORECASE,
)
"""What is not to be done: "I don't think you need an x-ray"."""


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


def _referrals(passage: Passage, visitor: Visitor) -> Iterator[Fact]:
    named = list(_TO_WHOM.finditer(passage.text))
    called = [
        m for m in _REFERRED_TO.finditer(passage.text) if not any(m.start("who") <= n.start() < m.end() for n in named)
    ]
    there = list(_TO_WHOM.finditer(passage.before))[-1:] if _SENT_THERE.search(passage.text) else []
    for found in there:
        who = _place(found["who"])
        yield request(f"referral to {who}", "referral", None, passage, visitor, f"Refer to {who}.", who)
    for found in (*named, *called):
        start, _ = clause_at(passage.text, found.start())
        begins = found.start("who")
        lead = passage.text[max(start, begins - 90) : begins].rsplit(", but ", 1)[-1]
        if (
            not (_REFERS.search(lead) or _WANTED.search(lead))
            or _MAYBE.search(lead)
            or re.search(r"\b(?:was|were|had|saw|did|last|ago)\b", lead)
        ):
            continue
        if assertion_of(passage.text, *found.span()).status in (Status.NEGATED, Status.HYPOTHETICAL):
            continue
        if _IF_NEEDED.match(passage.text, found.end()) or _DECLINED.search(lead) or _waits(passage.text, found):
            continue
        if passage.offered and found["who"].lower()[:STEM] not in passage.picked.lower():
            continue
        who = _place(found["who"])
        yield request(f"referral to {who}", "referral", None, passage, visitor, f"Refer to {who}.", who)


_SENT_THERE = re.compile(
    r"\bi(?:['’]m| am) (?:also )?(?:referring|sending) (?:you|him|her|them) there\b|"
    r"\bi(?:['’]ll| will) (?:also )?refer (?:you|him|her|them) there\b(?! if)",
    re.IGNORECASE,
)
"""A referral to whom the sentence before names: "bring it to urology" / "I'm referring you there"."""


def _place(said: str) -> str:
    """To whom a patient is referred, by the name of the specialty."""
    who = re.sub(r"ologists?$", "ology", re.sub(r"^our ", "", said.lower())).replace("therapist", "therapy")
    return _SHORT_NAMES.get(who, who)


_SHORT_NAMES = {"ent": "ENT", "gi": "gastroenterology", "pt": "physical therapy", "ot": "occupational therapy",
                "gu": "urology", "obgyn": "gynecology", "ob": "obstetrics", "derm": "dermatology",
                "endo": "endocrinology", "neuro": "neurology", "ortho": "orthopedics", "rheum": "rheumatology",
                "cards": "cardiology", "heme": "hematology", "onc": "oncology", "uro": "urology",
                "ophtho": "ophthalmology", "gyn": "gynecology"}  # fmt: skip
_IF_NEEDED = re.compile(r"[^.?!]{0,30}\bif (?:we|you|it|that|things|symptoms|need\w*|necessary)\b", re.IGNORECASE)
"""A referral that waits for something: "we'll refer you to physical therapy if we need to"."""


def request(
    name: str, kind: str, coding: Coding | None, passage: Passage, visitor: Visitor, text: str, who: str = "",
    *, when: re.Match[str] | None = None,
) -> Fact:  # fmt: skip
    """A draft of an order: by its name, kind and code, with the sentence that says it, for whom and when."""
    category = _CATEGORY[kind]
    resource: dict[str, Any] = {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "order",
        "category": [concept(category.display, category)],
        "code": concept(name[:1].upper() + name[1:], *([coding] if coding else [])),
        "subject": visitor.subject,
        "authoredOn": visitor.moment,
    }
    if when is not None:
        start, end, words = days_asked_for(when, visitor.now)
        resource["occurrencePeriod"] = {"start": start.date().isoformat(), "end": end.date().isoformat()}
        text = f"{text.rstrip('.')} {words}."
    if _URGENT.search(passage.text):
        resource["priority"] = "urgent"
        text = f"{text.rstrip('.')}, urgently."
    if who:
        resource["performerType"] = concept(who[:1].upper() + who[1:])
    return Fact(text, resource, passage.sources)
