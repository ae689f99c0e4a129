"""The next visit that a clinician asks for, as an Appointment, and the days that "in two weeks" means.

Read by `propose` and `orders`.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.fhir import Fact, Visitor
from attending.scribe.proposals.passages import Passage, clause_at
from attending.terms.dates import WEEKDAYS

_BACK = re.compile(
    r"\b(?:see (?:you|him|her|each other|me|us|one another)(?: back| again)?|catch up|touch base|regroup|"
    r"follow(?:ing)?[- ]?up|come back|return|back (?:to see me|here)|check (?:you|him|her)(?! (?:out|for|in with))\b|"
    r"(?:check|meet|talk|speak) again|re-?check(?: (?:you|him|her))?|(?:video|phone|telephone|follow.?up|next|review|"
    r"another) (?:visit|appointment|call|check|review)|book (?:in|back|another|an appointment)|back (?=in (?:\d|a)\b)|"
    r"(?:i|we)(?:['’]ll| will) (?:ring|phone|telephone|give) (?:you|him|her)(?: (?:a )?(?:ring|call|back))?(?= in \d|"
    r" (?:on )?(?:mon|tues|wednes|thurs|fri|satur)day)|review (?:you|him|her|this|it)|(?:you|he|she)(?:['’]ve| have|"
    r"['’]s| has) (?:got )?an? (?:\w+[ -]?\w* )?appointment\b|we(?:['’]ll| will) (?:speak|talk|chat)(?= again| after|"
    r" then| in \d)|(?:stitches|sutures|staples|clips|cast) (?:come |taken |will come |are )?(?:out|off))\b",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\b(?:in|after|within) (?:about |the next |roughly )?(?P<n>\d+|a couple(?: of)?|a few|an?)(?:[ -](?:to|or|"
    r"-)[ -](?P<most>\d+))? (?P<unit>days?|weeks?|months?|years?)(?:['’] time)?\b|"
    r"\b(?P<tomorrow>(?:the )?day after tomorrow|tomorrow|next week|next month)\b|\b(?:(?:on|until|see you|"
    r"back|next|this) )?(?P<day>monday|tuesday|wednesday|thursday|friday|saturday)\b",
    re.IGNORECASE,
)
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_LOOSE = {"a": 1, "an": 1, "a couple": 2, "a couple of": 2, "a few": 3}
_OTHER_BACK = re.compile(
    r"\b(?:if|unless|results?|call|pain|symptoms?|(?:it|that|they|he|she|this) comes? back|last|ago|saw|since|was|were|"
    r"did|they|normal|sport|work|school)\b",
    re.IGNORECASE,
)


def propose_next_visit(passages: Sequence[Passage], visitor: Visitor) -> Iterator[Fact]:
    """The last sentence that says when to come back."""
    for passage in reversed(passages):
        if passage.patient or passage.asks or passage.conditional:
            continue
        back = _BACK.search(passage.text)
        when = _IN.search(passage.text, back.start()) if back else None
        if back and when is None and _RIGHT_AFTER.match(passage.text, back.end()):
            when = next(iter(reversed([*_IN.finditer(passage.text, 0, back.start())])), None)
        if back is None or when is None or when.start() - back.end() > 60:
            continue
        joined = max(passage.text.rfind(mark, 0, back.start()) for mark in (" and ", ", ", ";"))
        begins = max(clause_at(passage.text, back.start())[0], joined, back.start() - 40)
        if _OTHER_BACK.search(passage.text[begins : when.start()]) or _is_of_a_test(passage.text, back, when):
            continue
        yield _appointment(when, passage.sources, visitor)
        return


_RIGHT_AFTER = re.compile(r"(?: back)?(?: (?:right|straight|just|shortly))? (?:after(?:wards)?|then)\b", re.IGNORECASE)
"""A visit by the time that a test before it is given: "bloods in three months and I'll see you right after that"."""


def _is_of_a_test(text: str, back: re.Match[str], when: re.Match[str]) -> bool:
    """Whether what is done again is a test: "we'll recheck the INR on Friday" is no visit."""
    return back.group().lower().startswith(("recheck", "re-check")) and bool(text[back.end() : when.start()].strip())


def when_said(text: str, start: int) -> re.Match[str] | None:
    """When a thing named before `start` is to be done, where its own clause says so."""
    found = _IN.search(text, start)
    near = found is not None and found.start() - start <= CLOSE and not _OTHER_TIME.search(text, start, found.start())
    return found if near else None


_OTHER_TIME = re.compile(r"[.;?!]|\b(?:today|now|tonight)\b|\band (?:then|repeat|recheck|see|do)\b", re.IGNORECASE)
"""Between a test and a time that is another's: "antibodies today and repeat the thyroid bloods in four weeks"."""
CLOSE = 40
"""Characters between a test and when it is to be done."""


def _appointment(when: re.Match[str], sources: tuple[Source, ...], visitor: Visitor) -> Fact:
    start, end, words = days_asked_for(when, visitor.now)
    resource = {
        "resourceType": "Appointment",
        "status": "proposed",
        "appointmentType": {
            "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0276", "code": "FOLLOWUP"}],
            "text": "Follow-up",
        },
        "description": f"Follow-up {words}",
        "created": visitor.moment,
        "participant": [{"actor": visitor.subject, "required": "required", "status": "needs-action"}],
        "requestedPeriod": [{"start": start.date().isoformat(), "end": end.date().isoformat()}],
    }
    return Fact(f"Follow-up {words}.", resource, sources, ("The days asked for are counted from the visit.",))


def days_asked_for(when: re.Match[str], now: datetime) -> tuple[datetime, datetime, str]:
    """First and last day that are asked for, and the words."""
    words = when.group().lower()
    if when["tomorrow"]:
        days = {"tomorrow": (1, 1), "next week": (7 - now.weekday(), 11 - now.weekday()), "next month": (28, 42)}
        low, high = days.get(words.removeprefix("the "), (2, 2))
        return now + timedelta(days=low), now + timedelta(days=high), words
    if when["day"]:
        ahead = (WEEKDAYS.index(when["day"].lower()) - now.weekday()) % 7 or 7
        return now + timedelta(days=ahead), now + timedelta(days=ahead), f"on {when['day'].capitalize()}"
    unit = _DAYS[when["unit"].lower().rstrip("s")]
    number = when["n"].lower()
    low = _LOOSE.get(number) or int(number)
    high = int(when["most"]) if when["most"] else low
    slack = {1: 0, 7: 3, 30: 7, 365: 30}[unit]
    return now + timedelta(days=low * unit - slack), now + timedelta(days=high * unit + slack), words
