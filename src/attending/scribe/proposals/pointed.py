"""A medicine that a sentence points back to: "let's halve it", "okay, let's do that, 150 in the morning".

Read by `medicines`.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from attending.scribe.content.choices import picks
from attending.scribe.content.facts import AGREES, THE_MEDICINE
from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.passages import Passage
from attending.scribe.proposals.taken import combined
from attending.terms.directions import read_directions
from attending.terms.drugs import DrugMention, find_drugs

NAMED_FIRST = re.compile(
    r"^\W*(?:(?:so|and|then|for|as|the|your|a|new|medicine|medication|tablet|pain|drug|is)\b\W*)*$", re.IGNORECASE
)
"""What may stand before a medicine that opens a sentence."""
_NOT_DONE = re.compile(
    r"(?:\b(?:not|never|without|if|when|unless|before|after|until|can|could|may|might|would|should)|n['’]t)\b[^,.;]*$",
    re.IGNORECASE,
)
"""Before "stop it": nothing that is done now."""
ANSWERED = 6
"""Sentences back in which what is agreed to was chosen or offered."""
NAMED_BEFORE = 2
"""Sentences of a turn that "it" may look back for its medicine."""


def with_its_medicine(passages: Sequence[Passage], place: int) -> Passage:
    """ "Let's halve it, so 2.5 mg" with the medicine named just before in place of "it"; else the sentence as is."""
    passage = passages[place]
    settled = _SETTLES.search(passage.text)
    if settled and passage.clinician and not passage.asks and not passage.conditional:
        named = _last_named(passages, place, settled)
        if named:
            lead, rest = passage.text[: settled.start()], passage.text[settled.end() :]
            return replace(passage, text=f"{lead}I'd start {named}{rest}")
    agreed = AGREES.search(passage.text)
    if agreed and passage.clinician and not passage.asks and not passage.conditional:
        return _agreed(passages, place, agreed)
    wanted = _WANTS_STOPPED.search(passage.text)
    if wanted and passage.clinician and not passage.asks:
        return _with_stop(passages, place, wanted)
    passage = _with_it(passage)
    found = THE_MEDICINE.search(passage.text) or _KEEPS_AT.search(passage.text)
    if found is None or not passage.clinician or passage.asks or _NOT_DONE.search(passage.text[: found.start()]):
        return passage
    if _ONLY_IF.match(passage.text[found.end() :]):
        return passage
    ahead = combined(passage.text[: found.start()])
    if ahead:
        fronted = len(ahead) == 1 and NAMED_FIRST.match(passage.text[: ahead[0].start])
        return _naming(passage, found, ahead[0].name, since=ahead[0].end) if fronted else passage
    for before in reversed(passages[max(0, place - NAMED_BEFORE) : place]):
        drugs = combined(before.text) if before.turn == passage.turn else []
        if drugs:
            one = len(drugs) == 1 and not before.conditional
            return replace(_naming(passage, found, drugs[0].name), before=before.text) if one else passage
    return passage


_GOES_TO = re.compile(
    r"\b(?:let['’]?s|let us|(?:i|we)(?:['’]ll| will|['’]d| would)(?: like (?:you )?to| (?:just|probably|also))*|we can|"
    r"i want (?:you )?to|i(?:['’]m| am) going to|we(?:['’]re| are) going to) (?P<does>go|move|step|come) (?P<way>up|"
    r"down)"
    r"(?= to (?:\d|half))",
    re.IGNORECASE,
)


def _with_it(passage: Passage) -> Passage:
    """ "Let's go up to 10 mg" as "let's increase it to 10 mg": of the medicine that was just named."""
    found = _GOES_TO.search(passage.text)
    if found is None or not passage.clinician or combined(passage.text):
        return passage
    does = "increase" if found["way"].lower() == "up" else "reduce"
    lead, rest = passage.text[: found.start("does")], passage.text[found.end() :]
    return replace(passage, text=f"{lead}{does} it{rest}")


_ONLY_IF = re.compile(r"(?: [\w']+){0,3}[, ]+(?:if|when|once|unless|should)\b(?! needed)", re.IGNORECASE)
"""Behind "stop it" by which nothing is done now: "… early if it gets raw"."""
_KEEPS_AT = re.compile(r"\b(?:keep(?:ing)?|leav(?:e|ing)|hold(?:ing)?) (?P<it>it|that) (?=(?:at|on) \d)", re.IGNORECASE)
"""A dose that stays: "I'd rather keep it at fifteen"."""
_SETTLES = re.compile(
    r"\b(?:(?:i|we)(?:['’]d| would|['’]ll| will)(?: (?:probably|rather|just))? (?:suggest|recommend|advise|choose|pick|"
    r"favou?r|prefer|go (?:for|with)|start (?:you )?(?:on|with)|try|use)|i (?:suggest|recommend|advise|prefer)|"
    r"(?:let['’]?s|let us) (?:go (?:for|with)|start (?:you )?(?:on|with)|try|use)) "
    r"(?P<it>(?:that|this)(?: one)?|it)(?=\s*(?:$|[,.;]|for you\b|first\b|then\b|instead\b))",
    re.IGNORECASE,
)
"""How a clinician settles on the medicine named last: "sertraline has low levels in milk, so I'd suggest that"."""
_CHOICE = re.compile(r"\b(?:or|versus|nor)\b", re.IGNORECASE)


def _last_named(passages: Sequence[Passage], place: int, settled: re.Match[str]) -> str:
    """The medicine that a clinician named last before settling on it; nothing where several were set side by side."""
    passage = passages[place]
    near = [p for p in reversed(passages[max(0, place - NAMED_BEFORE) : place]) if p.turn == passage.turn]
    for text, closed in ((passage.text[: settled.start()], False), *((p.text, p.conditional or p.asks) for p in near)):
        drugs = combined(text)
        if drugs:
            between = text[drugs[-2].end : drugs[-1].start] if len(drugs) > 1 else ""
            open_yet = closed or _CHOICE.search(between) or _NOT_WANTED.search(text[drugs[-1].end :])
            return "" if open_yet else drugs[-1].name
    return ""


_NOT_WANTED = re.compile(
    r"\b(?:not|never|stop\w*|avoid|instead|rather|physio\w*|surgery|test|scan|allerg\w+)\b|n['’]t\b", re.IGNORECASE
)
"""Behind a medicine: something else, or nothing, is chosen."""
_WANTS_STOPPED = re.compile(
    r"\b(?:i|we)(?:['’]d| would)? (?:want|need|like|prefer) (?:it|that|them|that one) (?:stopped|off|discontinued)\b",
    re.IGNORECASE,
)


def _with_stop(passages: Sequence[Passage], place: int, wanted: re.Match[str]) -> Passage:
    """ "That makes gout worse so I want that stopped" as the stop of the one medicine named in it or just before."""
    passage = passages[place]
    ahead = combined(passage.text[: wanted.start()])
    near = [p for p in passages[max(0, place - NAMED_BEFORE) : place] if p.turn == passage.turn]
    named = ahead or next((found for p in reversed(near) if (found := combined(p.text))), [])
    return replace(passage, text=f"stop {named[-1].name}{passage.text[wanted.end() :]}") if named else passage


def _agreed(passages: Sequence[Passage], place: int, agreed: re.Match[str]) -> Passage:
    """ "Okay, let's do that, 150 in the morning" with the medicine that the patient has just chosen or agreed to."""
    passage = passages[place]
    if find_drugs(passage.text):
        return passage
    reply = [p for p in passages[max(0, place - ANSWERED) : place] if p.turn == passage.turn - 1 and p.patient]
    chosen = [drug for p in reply if picks(p.text) for drug in combined(p.text)]
    if not chosen and read_directions(passage.text[agreed.end() :]).dose_words:
        offered = [p for p in passages[max(0, place - ANSWERED) : place] if p.turn == passage.turn - 2 and p.clinician]
        chosen = [drug for p in offered[-1:] for drug in combined(p.text)] if reply else []
    return _naming(passage, agreed, chosen[0].name) if len(chosen) == 1 else passage


def named_at(passages: Sequence[Passage], place: int, drug: DrugMention) -> tuple[Source, ...]:
    """Where the medicine was named that a sentence calls "it"; nothing where the sentence names it."""
    if drug.name.lower() in passages[place].text.lower():
        return ()
    reach = ANSWERED if AGREES.search(passages[place].text) else NAMED_BEFORE
    named = (p for p in reversed(passages[max(0, place - reach) : place]) if drug.name in p.text)
    return next((p.sources for p in named), ())


def _naming(passage: Passage, found: re.Match[str], name: str, since: int = 0) -> Passage:
    lead = passage.text[since : found.start("it")].lstrip(" ,")
    return replace(passage, text=f"{lead}{name}{passage.text[found.end('it') :]}")
