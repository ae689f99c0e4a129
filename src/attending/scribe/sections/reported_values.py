"""Values that the patient, or who came with, measured or read out: "one twenty eight over seventy nine, and pulse 68".

Read by `note`: they stand in the history, under the name of what was asked for, and are no vital sign of the visit.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.compose import tell
from attending.scribe.content.lines import Line
from attending.scribe.content.order_kinds import DOSE
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Statement, sources_of
from attending.scribe.vocabulary import joined
from attending.terms.spoken import written

_VITALS = (
    (
        "blood pressure",
        r"\b(?:blood pressures?|pressures?|bp)\b",
        r"\b(?:[7-9]\d|1\d\d|2[0-5]\d)/(?:[3-9]\d|1[0-4]\d)\b",
    ),
    (
        "oxygen saturation",
        r"\b(?:sats?|saturation|oximeter|pulse ox|oxygen|finger (?:clip|probe)s?)\b",
        r"\b(?:[6-9]\d|100)\b",
    ),
    ("pulse", r"\b(?:pulse(?! ox)|heart rate)\b", r"\b(?:[3-9]\d|1\d\d|2[0-2]\d)\b"),
    ("temperature", r"\b(?:temperature|temp|fever|thermometer)\b", r"\b(?:3[5-9]|4[01]|9[5-9]|10[0-6])(?:[. ]\d)?\b"),
    ("weight", r"\b(?:weights?|weigh|scales)\b", r"\b\d{1,3}(?:\.\d)? ?(?:kg|kilos?|pounds?|lb|stone)\b"),
    ("peak flow", r"\bpeak flows?\b", r"\b[1-8]\d\d\b"),
)
"""What is measured at home: its name, the words that ask for it, and what its values look like."""
REACH, LONGEST = 4, 30
"""Utterances in which the value was asked for, and words of what is still a reading."""
_NO_READING = re.compile(r"\b(?:years?|weeks?|months?|days|appointment|tablets?|hours|lost|gained|dropped \d|since)\b")

_NO_WEIGHT = re.compile(r"\b(?:lost|lose|losing|gain\w*|put on|born|birth|(?:he|she|they|baby) weigh)\b")
"""Questions of another weight than the patient's own of today: what was lost, or weighed at birth."""
_POINTS_BACK = re.compile(r"(?:(?:i do|yes|and|so|well),? )*(?:it|that|the machine)\b(?: \w+){0,2} \d")
"""A reading that begins with the value of what was asked for: "it says 98, and heart rate 86"."""


def with_reported_values(visit: Visit, lines: Sequence[Line]) -> list[Line]:
    """The history with every such value under its name, where it does not stand yet."""
    told = list(lines)
    for line in _reported(visit):
        answer = line.sources[-1]
        same = [at for at, one in enumerate(told) if answer in one.sources]
        if any(_says_who(told[at].text) or _names_all(told[at].text, line.text) for at in same):
            continue
        place = same[0] if same else sum(one.sources[-1] < line.sources[0] for one in told)
        told = [one for at, one in enumerate(told) if at not in same]
        told.insert(min(place, len(told)), line)
    return told


_SAYS_WHO = re.compile(r"(?:His|Her|Their|He|She|They|The patient)\b(?! (?:is|are) \d).*\d")


def _says_who(text: str) -> bool:
    """Whether a sentence with the value has a subject of its own: "his mother measured it, it was 102.6"."""
    return bool(_SAYS_WHO.match(text))


def _names_all(text: str, whole: str) -> bool:
    """Whether a line says what it is that has this value, and all the numbers."""
    numbers = re.findall(r"\d+(?:[./]\d+)?", whole)
    label = whole.partition(":")[0].lower()
    asked = [words for name, words, _ in _VITALS if not label.startswith("reported") or label.endswith(name)]
    named = any(re.search(words, text.lower()) for words in asked)
    return named and all(number in text for number in numbers)


def _reported(visit: Visit) -> Iterator[Line]:
    for index, utterance in enumerate(visit.utterances):
        text = written(joined(utterance.words)).lower()
        if utterance.role is Role.CLINICIAN or utterance.asks or not re.search(r"\d", text):
            continue
        if len(utterance.words) > LONGEST or DOSE.search(text):
            continue
        named = _named(visit, index, text)
        if named is None:
            continue
        name, at = named
        label = () if at == index else ("reported", *name.split(), ":")
        sources = sources_of(utterance) if at == index else (*sources_of(visit.utterances[at]), *sources_of(utterance))
        statement = Statement((*label, *utterance.words), Role.PATIENT, "told" if label else "said", sources, index)
        spoken = [s.speaker for s in visit.statements if s.at == index and s.kind == "said"]
        statement = replace(statement, speaker=spoken[0] if spoken else "")
        yield Line(tell(statement, visit.person), sources)


def _named(visit: Visit, index: int, text: str) -> tuple[str, int] | None:
    """What was measured, and the utterance that names it: this one, or the question before it."""
    for name, asked, value in _VITALS:
        if re.search(rf"{asked}[^.]*?{value}", text) and not (_NO_READING.search(text) or _POINTS_BACK.match(text)):
            return name, index
    for at in range(index - 1, max(-1, index - 1 - REACH), -1):
        if visit.utterances[at].role is not Role.CLINICIAN:
            continue
        asked_for = joined(visit.utterances[at].words)
        for name, asked, value in _VITALS:
            if re.search(asked, asked_for) and re.search(value, text) and not _NO_WEIGHT.search(asked_for):
                return name, at
    return None
