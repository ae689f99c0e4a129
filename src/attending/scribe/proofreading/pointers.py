"""What a sentence's "it" points at, where the sentence that names it does not stand before it in the note.

Read by `last_reading`. In the conversation "it came on yesterday" follows what came on; in the note that sentence may
have been left out. Where the utterance before names exactly one thing that can be meant, its name stands for "it";
where none or several do, a sentence without a fact of its own is left out. Nothing is guessed.
"""

import re
from dataclasses import replace

from attending.drafts import Role
from attending.scribe.content.compose import test_named
from attending.scribe.content.lines import Line
from attending.scribe.content.visit import Visit
from attending.scribe.dialogue.statements import Source
from attending.scribe.rewrite.verbs import base_of, third
from attending.scribe.vocabulary import joined
from attending.terms.anatomy import find_parts
from attending.terms.content import CONCEPT_WEIGHT, units_of
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

_POINTS = re.compile(r"^It (?P<verb>(?!is his\b)[a-z]+)\b")
_IMPERSONAL = re.compile(
    r"^(?:it (?:is (?:weird|hard|just|not|probably|maybe|only|what|why|when|like) |looks like|sounds like|"
    r"seems (?:like|that)|feels like|appears|hurts? (?:to|when|if|more|a|worse|on)|is "
    r"(?:tender|important|difficult|possible|worse (?:when|with|in|at)|been|his|her|their|the)|has been (?:about |"
    r"approximately "
    r")?(?:\d|an?|the)|was (?:about |approximately )?(?:\d|an?|the|on|in|last|mon|tues|wednes|thurs|fri|satur|sun)|"
    r"(?:started|happened|began|came on)\b)|"
    r"this (?:happened|started|was|is (?:his|her|their|the) first|has been going on|could|means|can be))\b",
    re.IGNORECASE,
)
"""Sentences whose "it" points at nothing, or at why the patient has come."""
_ASKS_OF_IT = re.compile(r"\b(?:it|that|this|they|them)\b|^(?:\w+ ){0,2}\w+$")
"""A question that goes on about what was spoken of; another asks of a thing of its own."""
NEAR = 60
"""Characters of the same turn between two sentences that follow each other."""
LOOKS_BACK = 2
"""Utterances in which the thing is looked for."""


def with_thing_named(visit: Visit, line: Line, before: Line | None) -> Line | None:
    """The line with its "it" named where exactly one thing can be meant; None where it tells nothing without it."""
    found = _POINTS.match(line.text)
    follows, first = _follows(line, before), line.sources[0]
    if not found or _IMPERSONAL.match(line.text) or (follows and before and before.sources[-1].turn == first.turn):
        return line
    at = next(
        (i for i, u in enumerate(visit.utterances) if u.turn == first.turn and u.start <= first.start < u.end), None
    )
    if at is None or _names_itself(line.text):
        return line
    if visit.utterances[at].role is Role.CLINICIAN:
        return line
    denied = any(u.turn == first.turn and u.reply == "no" for u in visit.utterances[max(0, at - LOOKS_BACK) : at + 1])
    for place in range(at - 1, max(-1, at - 1 - LOOKS_BACK), -1):
        asked_of = joined(visit.utterances[place].words)
        things = things_named(asked_of)
        if len(things) == 1:
            name, plural = next(iter(things.items()))
            if denied and not re.search(rf"\b(?:the|your|this|that|his|her) (?:\w+ )?{re.escape(name)}", asked_of):
                break  # "any blood in it?" / "no, it's just watery": what is denied is not what is watery
            if follows and before and name in before.text.lower():
                return line
            verb = plural_verb(found["verb"]) if plural else found["verb"]
            own = visit.utterances[place]
            sources = (Source(own.turn, own.start, own.end), *line.sources)
            return replace(
                line, text=f"The {name} {verb}{line.text[found.end() :]}", sources=tuple(dict.fromkeys(sources))
            )
        asked = visit.utterances[place]
        if things or (asked.role is Role.CLINICIAN and asked.asks and not _ASKS_OF_IT.search(joined(asked.words))):
            break
    if follows:
        return line
    tells = any(unit.weight == CONCEPT_WEIGHT for unit in units_of(line.text)) or _COURSE.search(line.text)
    moves = found["verb"] in {"goes", "went", "comes", "came"} and find_parts(line.text)
    return line if tells or moves else None


_COURSE = re.compile(
    r"\d|\b(?:comes? and goes?|constant\w*|intermittent\w*|worse|better|sudden\w*|gradual\w*|every\w*|dull\w*|"
    r"sharp\w*|throbb\w+|stabb\w+|burn\w+|cramp\w+|tingl\w+|aching|achy|squeez\w+|shooting|tight\w*|stiff\w*|"
    r"faster|slower|watery|loose|bloody|red|swollen|at rest|at night|(?:one|both|either) sides?|"
    r"since|ago|yesterday|(?:last|this) [a-z]+|spread\w*)\b"
)
"""How something goes: it says enough even of an "it"."""


_AGREES = {"is": "are", "was": "were", "has": "have", "does": "do"}


def plural_verb(verb: str) -> str:
    """The verb as it stands behind several: "are", "help"."""
    base = base_of(verb)
    return _AGREES.get(verb) or (base if base and verb == third(base) else verb)


def _follows(line: Line, before: Line | None) -> bool:
    """Whether the sentence before it in the note is the one before it in the conversation."""
    if before is None:
        return False
    last, first = before.sources[-1], line.sources[0]
    if last.turn != first.turn:
        return 0 < first.turn - last.turn <= 1
    return -NEAR <= first.start - last.end <= NEAR


def _names_itself(text: str) -> bool:
    """Whether the sentence says of what it speaks: "it is a throbbing pain"."""
    rest = text.split(" ", 1)[-1]
    return bool(
        find_symptoms(rest) or find_diagnoses(rest) or find_drugs(rest) or test_named(rest.lower().rstrip(".").split())
    )


def things_named(text: str) -> dict[str, bool]:
    """The things that an utterance names, with whether they are several; a pain told as a verb is "pain"."""
    symptoms = find_symptoms(text)
    found = ["pain" if _HURTS.match(m.text) else _WHERE.sub("", m.text) for m in symptoms]
    found += [m.text for m in find_diagnoses(text)] + [m.name for m in find_drugs(text)]
    test = test_named(text.split())
    names = dict.fromkeys([*found, test] if test else found)
    if any(_NO_NOUN.search(name) for name in names):
        return dict.fromkeys([*names, ""], False)
    return {name: name.endswith("s") and not name.endswith(("ss", "is", "us", "diabetes", "herpes")) for name in names}


_HURTS = re.compile(r"^(?:(?:it |that )?hurts?(?: me)?|hurting|ach(?:es?|ing)|sore|painful)$")
_WHERE = re.compile(r" (?:in|of|on|around) (?:my|your|his|her|the)\b.*$")
_NO_NOUN = re.compile(
    r"\b(?:my|your|his|her|their|me|i|you|it|fell|fall|fallen|heard|felt)\b|"
    r"\b(?:of breath|swollen|numb|stiff|weak|sick|faint|unwell|nauseous|anxious|broken|torn|hot|cold|sore)$|"
    r"(?<!swell)(?<!bleed)(?<!vomit)(?<!itch)(?<!tingl)ing$|(?:ed|y|ful)$"
)
