"""A medicine in several doses: parts of a day, a loading dose, a taper, a slow rise; each with its own directions.

Read by `scribe`. Doses of one day stand together ("80 mg in the morning and 40 mg in the afternoon"); what comes after
another is a step ("100 at bedtime for a week, then 300 at bedtime"), as FHIR R4 parts them by `Dosage.sequence`.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from attending.terms.dates import DAY_NAME
from attending.terms.directions import Directions, read_directions
from attending.terms.dosage import to_dosage
from attending.terms.spoken import written

_AND = re.compile(
    r"(?:\band|,(?: and)?)\s+(?:add |take |another |then )*(?=\d[\d.,]* (?:with (?:breakfast|lunch|dinner|supper)|"
    r"in the (?:morning|afternoon|evening)|"
    r"at (?:night|bedtime|noon|lunch\w*))\b|\d[\d.,]* ?(?:(?:mg|mcg|g|ml|units?|puffs?|tablets?)\b|a day\b|once\b|"
    r"twice\b|daily\b|every\b))",
    re.IGNORECASE,
)
_THEN = re.compile(
    r",\s+(?=(?:and )?(?:go|going|titrat\w+|increas\w+|work\w*|step\w*) (?:it |your way )?(?:(?:up|down) )?by\b)|"
    r",?\s+and\s+(?=(?:go|going|come|move|titrate|increase|work) (?:it |your way )?(?:up|down|by)\b)|"
    r"[,;.]?\s*\b(?:and |but )?(?:then|after (?:that|which)|thereafter|followed by)\b,?\s+|"
    r",\s+(?!\d+ times?\b)(?=(?:and )?(?:down to |up to |back to )?\d[\d.]* ?(?:(?:mg|mcg|g|ml|units?|puffs?|"
    r"tablets?) )?(?:\w+ ){0,4}?(?:after|for) (?:the )?(?:next |another |a |an |\d))",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^\W*(?:(?:and|you|we|i|can|will|'ll|he|she|they|want|to|go|goes|come|back|drop|reduce|increase|cut|move|take|use|"
    r"give|restart|start|again|back|it|that|them|just|only|stay|on|at|have|down(?! by)|up(?! by)|is|it's|one|dose|"
    r"of)\b\s*)*?(?=(?:(?:up|down) )?by \d|\d|half\b|once\b|twice\b|every\b|(?:on|at) weekends?\b|one\b|as needed\b|"
    r"daily\b|(?:off|stop)\b|$)",
    re.IGNORECASE,
)
"""What leads to the dose of a step: "then you go up to…"."""
_MOVED = re.compile(
    r"^(?:(?:(?P<way>up|down) )?by (?P<dose>\d[\d.]* ?(?:mg|mcg|units?|puffs?|tablets?|g|ml)?)|"
    r"(?:another )?(?P<change>\d[\d.]* ?(?:mg|mcg|units?|puffs?|tablets?|g|ml)?) (?P<than>more|extra|less|fewer)\b)",
    re.IGNORECASE,
)
"""By how much a dose is moved: "up by 10", "2 more every 3 days"."""
_UNTIL = re.compile(
    r"\buntil [^.;,]{3,70}|(?<!from )(?<!goes )\b(?:up )?to (?:a (?:max\w*|total) of )?(?>\d+(?:\.\d+)?)(?: ?(?:mg|"
    r"mcg|units?|"
    r"g|ml))?"
    r"(?=\W*$|[.,;]| (?:if|as|a|per|once|at)\b)",
    re.IGNORECASE,
)
_BARE_STEP = re.compile(r"^(?P<dose>\d[\d.]*)\b(?!\.?\d| ?(?:times|days?|weeks?|months?|hours?|/|%))")
_BARE_FOR = re.compile(r"\bfor (?:the )?(?:next |another )?(?P<n>\d+)\W*$")
_AFTER = re.compile(r"\bafter (?:about )?(?:an?|\d+) (?:day|week|month)s?\b", re.IGNORECASE)
_NOW = re.compile(r"\b(?:today|tonight)\b", re.IGNORECASE)
_LONG = {"d": "day", "wk": "week", "mo": "month", "h": "hour", "a": "year"}
_UNEVEN = re.compile(
    rf"\d[\d.]*(?: ?(?:mg|mcg|units?|tablets?))? (?:every|each|a) day (?:except|but|apart from)(?: on|"
    rf" for)? (?:{DAY_NAME}s?)\b[^.;]{{0,30}}?\b\d[\d.]*(?: ?(?:mg|mcg|units?|tablets?))?\b|"
    rf"\d[\d.]*(?: ?(?:mg|mcg|units?|tablets?))? (?:once (?:a|every) |every |each |a )day,? (?:except|but not|"
    rf"apart from)(?: on| for)? (?:the day (?:of|you|he|she|that)[^.;,]{{3,40}}|(?:your )?[a-z]+ days?\b|{DAY_NAME}s?)|"
    rf"\d[\d.]*(?: ?(?:mg|mcg|tablets?|capsules?))?(?: at night)? (?:for|on) (?:the )?(?:last|"
    rf"first) \d+ days of (?:the|each|every|your) (?:month|cycle)|"
    rf"\d[\d.]*(?: ?(?:mg|mcg|units?|tablets?))?(?: on| every)? (?:{DAY_NAME}s?|weekdays)\b.*?\b\d[\d.]*(?: ?(?:mg|mcg|"
    rf"units?|tablets?))?\b.{{0,24}}?\b(?:days?|{DAY_NAME}s?|week|weekends?)\b(?:(?:,| and|,? and) {DAY_NAME}s?)*",
    re.IGNORECASE,
)
"""Other doses on other days ("5 mg Monday, Wednesday, Friday and 2.5 the other days"): kept in words, never as one."""


_FROM = re.compile(r"\b(?:(?:down|up) )?from \d+(?:\.\d+)?\b[^.;]{0,40}? (?:down |up )?to (?=\d)", re.IGNORECASE)
"""The dose that is left behind: "from 1 mg three times a day to 0.5 mg"."""
_TAKING = re.compile(r"\b(?:i|you|he|she|they) takes? (?=\d)", re.IGNORECASE)


def read_all_directions(text: str) -> tuple[Directions, ...]:
    """The directions of each part of a day and of each step, in their order; one where there is but one dose."""
    plain = re.sub(r"\s+", " ", written(text))
    uneven = _UNEVEN.search(plain)
    if uneven:
        return (Directions(dose_words=_TAKING.sub("", uneven.group().strip(" ,"))),)
    parted = _THEN.split(_in_order(_FROM.sub("", plain)))
    steps = _steps(parted) if len(parted) > 1 else []
    if len(steps) > 1:
        return tuple(steps)
    parts = [read_directions(part) for part in _AND.split(plain.strip(" ,"))]
    if (
        len(parts) < 2
        or "," in parts[0].dose_words
        or not all(part.dose_words and (part.repeat or part.days or part.today or part.once) for part in parts)
    ):
        return (steps[0] if steps else read_directions(text),)
    last, started = parts[-1], parts[0].today or bool(parts[0].once)
    return tuple(
        replace(
            part,
            days=part.days if part.days or part.today or part.once else last.days,
            days_words=part.days_words if part.days or part.today or part.once else last.days_words,
            then=started and place > 0,
        )
        for place, part in enumerate(parts)
    )


_STARTS_LOWER = re.compile(
    r"^[\W]*(?P<then>\d[\d.]* ?(?:mg|mcg|g|ml|units?|puffs?|tablets?)\b[^,.;]*)[,.;]\s*(?:but |and |so )?"
    r"(?:(?:you |i'd |to )?(?:start|begin)(?:ing)?(?: off)?|take(?= (?:just |only )?half\b)) "
    r"(?:with |on |at )?(?:just |only )?"
    r"(?P<first>(?:half|\d)[^.;]*? for (?:the )?(?:first |about )*(?:an?|\d+) (?:days?|weeks?|months?))\b(?P<rest>.*)$",
    re.IGNORECASE,
)
"""A dose with a smaller one before it: "fifty milligrams, start with half a tablet for the first six days"."""


def _in_order(text: str) -> str:
    """What is taken first before what is taken then, whichever is said first."""
    found = _STARTS_LOWER.search(text)
    return f"{found['first']}, then {found['then']}{found['rest']}" if found else text


def _steps(parts: Sequence[str]) -> list[Directions]:
    """Each step, to the first that says nothing of doses: "then call me"."""
    found: list[Directions] = []
    for place, part in enumerate(parts):
        lead = _LEADS.match(part)
        step = _step(part[lead.end() :] if lead and place else part.strip(" ,"), found[-1] if found else None)
        if place and (step.is_empty or not (lead and part[lead.end() :])):
            break
        both = [read_directions(one) for one in _AND.split(part.strip(" ,"))]
        if len(both) > 1 and all(one.dose_words and one.repeat and "," not in one.dose_words for one in both):
            last = both[-1]
            both = [one if one.days else replace(one, days=last.days, days_words=last.days_words) for one in both]
            found += [replace(one, then=place > 0 and one is both[0]) for one in both]
        elif not step.is_empty:
            found.append(replace(step, then=place > 0))
    return found


def _step(text: str, before: Directions | None) -> Directions:
    """One step; its bare number is a dose, and its bare "for two" is in the unit of the step before."""
    skipped = re.match(r"(?i)\W*skip [a-z0-9 ,]{3,40}", text)
    if skipped:
        return Directions(dose_words=skipped.group().strip(" ,").lower())
    if before is not None and _ENDS.fullmatch(text):
        return Directions(dose_words="stop")
    moved = _MOVED.match(text)
    until = _end_of(text)
    step = read_directions(text[: until.start()] if until else text)
    if moved:
        more = {"more": "up ", "extra": "up ", "less": "down ", "fewer": "down "}.get((moved["than"] or "").lower(), "")
        way = f"{moved['way'].lower()} " if moved["way"] else more
        change = (moved["dose"] or moved["change"]).strip()
        step = replace(step, dose=None, dose_most=None, unit="", dose_words=f"{way}by {change}")
    bare = _BARE_STEP.match(text)
    if bare and step.dose is None and not step.dose_words:
        step = replace(step, dose_words=bare["dose"].rstrip("."))
    counted, after, now = _BARE_FOR.search(text), _AFTER.search(text), _NOW.search(text)
    if counted and step.days is None and before is not None and before.days is not None:
        unit = _LONG[before.days[1]]
        step = read_directions(f"{text.rstrip(' .')} {unit}s")
        step = replace(step, dose_words=step.dose_words or (bare["dose"] if bare else ""))
    elif after and step.days is None:
        step = replace(step, days_words=after.group().lower())
    elif now and step.repeat is None and step.days is None and not step.today:
        step = replace(step, days_words=now.group().lower())
    return replace(step, until=re.sub(r"\byour\b", "the", until.group().rstrip())) if until else step


def _end_of(text: str) -> re.Match[str] | None:
    """How long a step goes on: "until …", or to the dose that it ends at, which "to 36 units" alone is not."""
    ends = _UNTIL.finditer(text)
    return next((one for one in ends if "until" in one.group().lower() or _DIGIT.search(text[: one.start()])), None)


_ENDS = re.compile(r"(?:off|stop)(?: it| altogether| completely)?\W*", re.IGNORECASE)
"""The last step of a taper: "then off"."""
_DIGIT = re.compile(r"\d")


def told_together(dosages: Iterable[Mapping[str, Any]]) -> str:
    """The texts of FHIR Dosages as one phrase, which `read_all_directions` reads as the same Dosages."""
    words, before = "", None
    for one in dosages:
        sequence = one.get("sequence")
        words += (" and " if sequence == before else ", then ") * bool(words) + str(one.get("text", ""))
        before = sequence
    return words


def in_words(every: Sequence[Directions]) -> str:
    """Directions as one phrase: parts of a day joined by "and", steps by "then"."""
    words = ""
    for one in every:
        if one.words:
            words += f"{', then ' if one.then else ' and '}{one.words}" if words else one.words
    return words


def to_dosages(every: Sequence[Directions]) -> list[dict[str, Any]]:
    """The directions as FHIR Dosages: those of one step share their sequence."""
    said = [directions for directions in every if not directions.is_empty]
    if len(said) < 2:
        return [to_dosage(directions) for directions in said]
    found, sequence = [], 1
    for place, directions in enumerate(said):
        sequence += directions.then and place > 0
        found.append({"sequence": sequence, **to_dosage(directions)})
    return found
