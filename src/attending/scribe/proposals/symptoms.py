"""Symptoms that the patient reports or denies, as Observations, with the words of their onset.

Read by `propose`. They are those of the review of systems: relatives', past and imagined ones are left out there.
"""

import re
from collections.abc import Iterator, Sequence

from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.fhir import Fact, Visitor, capitalised, concept
from attending.scribe.proposals.habits import observation
from attending.scribe.proposals.passages import Passage
from attending.scribe.sections.review_of_systems import told_symptoms
from attending.terms.anatomy import find_parts
from attending.terms.coding import LOINC, SNOMED, Coding
from attending.terms.dates import SURE_MONTHS, TIME_UNIT
from attending.terms.problems import diagnosis_named
from attending.terms.symptoms import find_symptoms

SYMPTOM = Coding(system=LOINC, code="75325-1", display="Symptom")
ONSET = Coding(system=LOINC, code="11368-8", display="Illness or injury onset date and time")
PRESENT = Coding(system=SNOMED, code="52101004", display="Present")
ABSENT = Coding(system=SNOMED, code="2667000", display="Absent")
_N = r"(?:\d+|an?|a couple(?: of)?|a few|several|two or three)"
_DURATION = re.compile(
    rf"\b(?:(?:for|over|in|during) (?:about |maybe |almost |at least )?(?:the )?(?:last |past )?(?:about |"
    rf"maybe )?{_N}(?: (?:or|to) \d+)? {TIME_UNIT}|since (?:about )?(?:yesterday|last \w+|"
    rf"\w+day\b|(?:the |my )?(?:weekend|summer|winter|spring|fall|accident|surgery|injury|birth|pregnancy)|"
    rf"{'|'.join(SURE_MONTHS)})|(?:about |maybe )?{_N}(?: (?:or|to) \d+)? {TIME_UNIT} "
    rf"(?:ago|now)|yesterday|last (?:night|week|month)|this morning)\b",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"^\W*(?:(?:oh|uh|um|well|so|it's been|about|maybe|like|i think|probably|i'd say|"
    rf"for)\W+)*(?P<when>{_N}(?: (?:or|to) \d+)? {TIME_UNIT})\b",
    re.IGNORECASE,
)
_ASKS_WHEN = re.compile(r"\b(?:how long|when did|since when|when was)\b", re.IGNORECASE)
_OTHER_TOPIC = re.compile(
    r"\b(?:since you|take|taking|smok\w+|last|medic\w+|married|work\w*|diagnos\w+|surger\w+|visit)\b", re.IGNORECASE
)
_NO_SYMPTOMS = frozenset({"trauma", "irritable bowel syndrome", "popping", "sores"})
"""Of the review of systems, but no symptom that a record would count."""
REACH = 3
"""Sentences after a symptom in which "how long has that been?" still asks about it."""


def propose_symptoms(visit: Visit, passages: Sequence[Passage], visitor: Visitor) -> Iterator[Fact]:
    """Reported symptoms first, then denied ones, each once."""
    found = told_symptoms(visit)
    reported = {name for (_, verdict), names in found.items() if verdict == "Reports" for name in names}
    for wanted in ("Reports", "Denies"):
        for (_, verdict), names in found.items():
            for name, sources in names.items():
                if name in _NO_SYMPTOMS or diagnosis_named(name) or _is_finding(sources, passages):
                    continue
                if _is_misread(name, wanted, sources, passages):
                    continue
                if verdict == wanted and not (wanted == "Denies" and name in reported):
                    onset, more = _onset(name, sources, passages) if wanted == "Reports" else ("", ())
                    cited = tuple(dict.fromkeys((*sources, *more)))
                    part = _part(name, sources, passages)
                    yield _fact(name, part, wanted == "Reports", onset, cited, visitor)


_ANYWHERE = frozenset(
    {"swelling", "pain", "numbness", "tingling", "rash", "skin redness", "weakness", "stiffness", "itching", "bruising"}
)
"""Symptoms that mean little without the part of the body."""


_FOUND = re.compile(
    r"\bi (?:do |can |also )*(?:notice|see|hear|feel|appreciate|find)\b|\byou (?:do )?have (?:some|a little)\b",
    re.IGNORECASE,
)


def _is_finding(sources: Sequence[Source], passages: Sequence[Passage]) -> bool:
    """Whether all that is cited is the clinician's own finding, to which the patient only nods."""
    places = {(s.turn, s.start) for s in sources}
    spoken = [p for p in passages if (p.turn, p.sources[0].start) in places]
    return bool(spoken) and all(p.patient or _FOUND.search(p.text) for p in spoken) and any(p.clinician for p in spoken)


_NOT_HAD = re.compile(
    r"n['’ ]?o?t (?:think|believe)\b.{0,30}\b(?:ever|have|had)\b|\btry\w* to (?:lose|gain)|\bwant\w* to (?:lose|gain)|"
    r"\bdid have\b|\bused to\b",
    re.IGNORECASE,
)
_WARNS = re.compile(
    r"^\W*(?:any|a) [^?]*, (?:please )?(?:stop|call|ring|phone|come|go|let|tell|see|get)\b", re.IGNORECASE
)
"""A sign that is feared, not asked: "any rash, stop it and ring us"."""
_NO_AFTER = re.compile(r"\W{0,3}(?:no|nope|none)\W*$", re.IGNORECASE)  # "diarrhea no"
_NO_BREATH = re.compile(r"\bcatch (?:my|your|his|her) breath\b", re.IGNORECASE)


def _is_misread(name: str, verdict: str, sources: Sequence[Source], passages: Sequence[Passage]) -> bool:
    """ "I don't think I ever had heartburn" reports none, and "can't catch my breath" denies none."""
    places = {(s.turn, s.start) for s in sources}
    cited = [p for p in passages if (p.turn, p.sources[0].start) in places]
    if verdict == "Reports" and any(
        m.symptom.name == name and _NO_AFTER.match(p.text, m.end) for p in cited for m in find_symptoms(p.text)
    ):
        return True
    if verdict == "Denies" and any(p.clinician and _WARNS.search(p.text) for p in cited):
        return True
    pattern = _NOT_HAD if verdict == "Reports" else _NO_BREATH
    return any(pattern.search(f"{p.text} {p.answer}") for p in cited)


def _part(name: str, sources: Sequence[Source], passages: Sequence[Passage]) -> str:
    """The one part of the body that is named with a symptom."""
    if name not in _ANYWHERE:
        return ""
    places = {(s.turn, s.start) for s in sources}
    if any(len(find_symptoms(p.text)) > 1 for p in passages if (p.turn, p.sources[0].start) in places):
        return ""
    named = {
        m.value for p in passages for s in p.sources[:1] if (s.turn, s.start) in places for m in find_parts(p.text)
    }
    return named.pop() if len(named) == 1 else ""


def _fact(name: str, part: str, present: bool, onset: str, sources: tuple[Source, ...], visitor: Visitor) -> Fact:
    resource = observation(SYMPTOM, "survey", visitor, capitalised(name))
    resource["valueCodeableConcept"] = concept(*(("Present", PRESENT) if present else ("Absent", ABSENT)))
    if part:
        resource["bodySite"] = concept(part)
        name = f"{name} ({part})"
    if onset:
        resource["component"] = [{"code": concept("Onset", ONSET), "valueString": onset}]
    text = f"Reports {name}{f', {onset}' if onset else ''}." if present else f"Denies {name}."
    return Fact(text, resource, sources)


def _onset(name: str, sources: Sequence[Source], passages: Sequence[Passage]) -> tuple[str, tuple[Source, ...]]:
    """Since when: in the sentence of the symptom, or in the answer to a question after it."""
    for source in sources:
        place = next(
            (
                i
                for i, p in enumerate(passages)
                if p.turn == source.turn and p.sources[0].start <= source.start < p.sources[0].end
            ),
            None,
        )
        if place is None:
            continue
        here = passages[place]
        own = None if here.asks else _DURATION.search(here.text)
        if own and len(find_symptoms(here.text)) == 1:
            return own.group().lower(), ()
        for passage in passages[place + 1 : place + 1 + REACH]:
            if (
                passage.asks
                and passage.clinician
                and _ASKS_WHEN.search(passage.text)
                and not _OTHER_TOPIC.search(passage.text)
            ):
                named = {m.symptom.name for m in find_symptoms(passage.text)}
                if named and name not in named:
                    break
                when = _DURATION.search(passage.answer) or _BARE.search(passage.answer)
                if when:
                    words = when.groupdict().get("when") or when.group()
                    return words.lower(), passage.sources
            if find_symptoms(passage.text):
                break
    return "", ()
