"""Of whom a clause of a visit speaks: of the patient, or of a relative or companion named before it.

Read by the modules of this package. "My mom was bipolar, she was on lithium" tells of no medicine of the patient's, and
a mother's "I've got asthma, he doesn't" of no illness of her child's.
"""

import re

from attending.scribe.proposals.passages import Passage
from attending.terms.persons import Kind, words_for

_RELATIVE = words_for(*(kind for kind in Kind if kind not in (Kind.CHILD, Kind.YOUNG))) + "|ex"
_CHILD = words_for(Kind.CHILD, Kind.YOUNG) + "|baby|boys?|girls?|twins?|toddler|little one"
_ANYBODY = re.compile(rf"\b(?:{_RELATIVE}|{_CHILD})\b", re.IGNORECASE)
_SUBJECT = re.compile(
    rf"\b(?P<own>(?:my|his|her|our|their|the|your)(?: [\w-]+){{0,2}}? (?P<noun>{_RELATIVE}|{_CHILD}))\b(?!['’]s)|"
    r"\b(?P<i>i(?:['’](?:m|ve|d|ll))?|we(?:['’](?:re|ve|d|ll))?)\b|"
    r"\b(?P<third>(?:he|she|they)(?:['’](?:s|re|ve|d|ll))?)\b",
    re.IGNORECASE,
)
_FOR_ME = re.compile(
    r"\b(?:gave|gives?|giving|got|gets?|bought|buys|brings?|brought|put|puts|keeps?|kept|started|starts|takes|told|"
    r"tells|makes?|made|swears?|recommended|recommends|suggested|suggests|says|said) "
    r"(?:by|me|us|that i|for me|i)\b|\bto me\b|\bfor me\b",
    re.IGNORECASE,
)
"""What somebody else gives or tells the patient is the patient's to take."""
_FOR_THEM = re.compile(
    r"\b(?:giv\w+|gave|put|puts|rub\w*|use|used|using|tried|got|get|bought|have)\b.{0,20}\b(?:him|her|them|his|"
    r"their)\b|"
    r"\b(?:giv(?:e|ing|en)|gave)\b",
    re.IGNORECASE,
)
"""What a mother gives or puts on is the child's."""
_OWN_TAKING = re.compile(r"\b(?:for myself|my own)\b", re.IGNORECASE)


def of_another(passage: Passage, position: int, end: int) -> bool:
    """Whether what stands at `position` to `end` of a passage is told of somebody else than the patient."""
    if passage.clinician:
        return False
    text = passage.text
    subject = _last_subject(text[:position])
    rest = text[end:]
    if passage.spoken_for:
        return _of_companion(passage, subject, text[:position], rest)
    if subject is None:
        return bool(_ASKS_OF_OTHERS.search(passage.question)) and not re.search(r"\b(?:i|my|me)\b", text, re.IGNORECASE)
    if subject["i"]:
        return False
    between = text[subject.start() : position]
    if _FOR_ME.search(between) or _FOR_ME.search(rest[:30]):
        return False
    if subject["noun"]:
        return not re.match(r"(?i)the\b|your\b", subject.group())
    said_before = f"{passage.before} {text[: subject.start()]}"
    return bool(_ANYBODY.search(said_before) or _ASKS_OF_OTHERS.search(passage.question))


_ASKS_OF_OTHERS = re.compile(
    rf"\bhow(?:['’]s| is| are|['’]re| has) (?:your|the) (?:{_RELATIVE})\b|"
    rf"\b(?:does|do|did|has|have|is|are|was|were|and|about) (?:your|his|her|their|any (?:of your|other)) (?:[\w-]+ )?"
    rf"(?:{_RELATIVE})\b|\bfamily history\b|\b(?:in|of) (?:your|the) family\b|\brun in\b",
    re.IGNORECASE,
)


def _last_subject(text: str) -> re.Match[str] | None:
    found = list(_SUBJECT.finditer(text))
    return found[-1] if found else None


def _of_companion(passage: Passage, subject: re.Match[str] | None, before: str, rest: str) -> bool:
    """Of whom a companion speaks: the companion's "I" and relatives are somebody else, "he" is the patient."""
    if subject is None:
        return False
    if subject["i"]:
        clause = before[subject.start() :] + rest[:20]
        return not _FOR_THEM.search(clause) or bool(_OWN_TAKING.search(clause))
    if subject["noun"]:
        return not _calls_patient(subject["noun"], passage)
    earlier = _last_subject(before[: subject.start()])
    named = earlier["noun"] if earlier is not None else None
    return bool(named) and not _calls_patient(str(named), passage)


def _calls_patient(noun: str, passage: Passage) -> bool:
    """Whether a companion calls the patient so: "my son", or "my husband" where the visit is the husband's."""
    return noun.lower() in passage.called or bool(re.fullmatch(_CHILD, noun.lower()))
