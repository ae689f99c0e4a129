"""Smoking and alcohol, in the patient's own words, as social-history Observations.

Read by `propose`. "Do you smoke?" "No." says that the patient does not smoke now, not that it never was so.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from attending.scribe.proposals.fhir import SYSTEMS, Fact, Visitor, concept
from attending.scribe.proposals.passages import Passage
from attending.scribe.statements import Source
from attending.terms.coding import LOINC, SNOMED, Coding

SMOKING = Coding(system=LOINC, code="72166-2", display="Tobacco smoking status")
ALCOHOL = Coding(system=LOINC, code="11331-6", display="History of Alcohol use")
_STATES: dict[str, Coding] = {
    code: Coding(system=SNOMED, code=code, display=display)
    for code, display in (
        ("266919005", "Never smoked tobacco"),
        ("8517006", "Ex-smoker"),
        ("77176002", "Smoker"),
        ("8392000", "Non-smoker"),
        ("105542008", "Current non drinker of alcohol"),
        ("219006", "Current drinker of alcohol"),
    )
}
NEVER, FORMER, SMOKES, NO_SMOKER, NO_ALCOHOL, DRINKS = _STATES.values()
_TOBACCO = re.compile(r"\b(?:smok\w*|cigarettes?|tobacco|packs?)\b", re.IGNORECASE)
_DRINK = re.compile(r"\b(?:alcohol|drink(?:s|ing|er)?|beers?|wine|liquor|whisk(?:e)?y|booze|pints?)\b", re.IGNORECASE)
_ALCOHOL = re.compile(r"\b(?:alcohol|beers?|wine|liquor|whisk(?:e)?y|booze|pints?)\b", re.IGNORECASE)
_NOT_ALCOHOL = re.compile(r"\b(?:water|coffee|soda|tea|fluids?|milk|juice|enough|soft drinks?|pop)\b", re.IGNORECASE)
_OTHERS = re.compile(
    r"\b(?:he|she|they|wife|husband|mother|father|mom|dad|brother|sister|roommate|everybody|parents?|"
    r"friends?|grand\w+)\b",
    re.IGNORECASE,
)
_NEVER = re.compile(r"\bnever (?:really )?(?:smoked|have|did|been|a smoker)|\bnever\b(?=\W*$)|\bnever,", re.IGNORECASE)
_QUIT = re.compile(
    r"\b(?:quit|stopped|gave (?:it )?up|used to smoke|former smoker|ex-?smoker|haven't smoked)\b", re.IGNORECASE
)
_SMOKES = re.compile(
    r"\b(?:i (?:still |do |currently )?smoke\b|i'm (?:still )?smok\w+|\d+ (?:packs?|cigarettes?)|(?:a|"
    r"half a|one|two) packs?|packs? (?:a|per) day|a day\b)",
    re.IGNORECASE,
)
_NO = re.compile(r"\b(?:no|don't|do not|doesn't|not|nope)\b|n't\b", re.IGNORECASE)
_INTENDS = re.compile(
    r"\b(?:thought about|thinking|want to|trying to|try to|would like|plan\w*|ready|cut(?:ting)? (?:down|"
    r"back)|help you)\b",
    re.IGNORECASE,
)
_ADVISES = re.compile(r"\b(?:avoid|limit|stay away|try (?:not|to)|stop|no more)\b", re.IGNORECASE)
_HEAVILY = re.compile(
    r"\b(?:heavy|heavily|excess\w*|much|abuse|binge|history of|problems? with|dependen\w+)\b", re.IGNORECASE
)
"""A no to "a history of heavy alcohol use?" leaves open whether the patient drinks."""
LONGEST_WORDS = 14


_NOT_MUCH = re.compile(
    r"\bi (?:don't|do not) (?:really )?drink (?:too |that |very |so )?(?:much|often|a lot|heavily|excessively)\b",
    re.IGNORECASE,
)
"""Who does not drink too much, drinks."""
_OF_OTHERS = re.compile(
    r"\b(?:do|does|is|are|has) (?:any(?:one|body)|some(?:one|body)|(?:your|the|his|her) (?:parents|family|husband|wife|"
    r"partner|mother|mum|mom|father|dad))\b",
    re.IGNORECASE,
)
"""Asked of those around the patient: it says nothing of the patient."""


def propose_habits(passages: Sequence[Passage], visitor: Visitor) -> Iterator[Fact]:
    """At most one fact on smoking and one on alcohol: what was said last counts."""
    smoking = [f for p in passages if (f := _smoking(p, visitor)) is not None]
    alcohol = [f for p in passages if (f := _alcohol(p, visitor)) is not None]
    yield from (facts[-1] for facts in (_decided(smoking), alcohol) if facts)


def _decided(facts: list[Fact]) -> list[Fact]:
    """ "Do you smoke?" "No." then "I quit ten years ago.": the more telling one counts."""
    telling = [f for f in facts if f.resource["valueCodeableConcept"]["coding"][0]["code"] != NO_SMOKER.code]
    return telling or facts


def _smoking(passage: Passage, visitor: Visitor) -> Fact | None:
    words, about = _own_words(passage, _TOBACCO)
    if not about or _INTENDS.search(passage.text) or _OF_OTHERS.search(passage.text):
        return None
    asked_alone = not (_DRINK.search(passage.text) and passage.asks)
    if _NEVER.search(words):
        state = NEVER
    elif _QUIT.search(words) and not re.search(r"\b(?:want|need|should|try\w*|help|going to|will)\b", words):
        state = FORMER
    elif _TOBACCO.search(words) and _NO.search(words) and not _SMOKES.search(words):
        state = NO_SMOKER
    elif (_SMOKES.search(words) and not _NO.search(words)) or (passage.asks and passage.said == "yes" and asked_alone):
        state = SMOKES
    elif passage.asks and passage.said == "no" and re.search(r"\bsmok\w*|\btobacco\b", passage.text, re.IGNORECASE):
        state = NO_SMOKER
    else:
        return None
    return _habit("Smoking", SMOKING, state, words, passage.sources, visitor)


def _alcohol(passage: Passage, visitor: Visitor) -> Fact | None:
    words, about = _own_words(passage, _DRINK)
    if not about or _NOT_ALCOHOL.search(passage.text) or _INTENDS.search(passage.text) or _ADVISES.search(passage.text):
        return None
    if _NOT_MUCH.search(words):
        return _habit("Alcohol", ALCOHOL, DRINKS, words, passage.sources, visitor)
    drinks_said = _ALCOHOL.search(words) or (passage.asks and _DRINK.search(words))
    if (
        not passage.asks
        and not _ALCOHOL.search(words)
        and not re.search(r"\bi (?:don't|do not|never) drink\b(?! (?:enough|much water))", words, re.IGNORECASE)
    ):
        return None
    if re.search(r"\bi (?:don't|do not|never) drink\b", words, re.IGNORECASE):
        return _habit("Alcohol", ALCOHOL, NO_ALCOHOL, words, passage.sources, visitor)
    if drinks_said and re.search(r"\b(?:don't|do not|never|doesn't|no)\b", words, re.IGNORECASE):
        state = NO_ALCOHOL
    elif passage.asks and passage.said == "no":
        if _HEAVILY.search(passage.text):
            return None
        both = _TOBACCO.search(passage.text) and not re.search(
            r"\b(?:neither|either|none|both)\b", words, re.IGNORECASE
        )
        if both:
            return None
        state = NO_ALCOHOL
    elif (passage.asks and passage.said == "yes" and not _TOBACCO.search(passage.text)) or (
        drinks_said
        and re.search(
            r"\b(?:\d|a|couple|few|occasional\w*|social\w*|sometimes|every|weekend\w*|drink)\b", words, re.IGNORECASE
        )
    ):
        state = DRINKS
    else:
        return None
    return _habit("Alcohol", ALCOHOL, state, words, passage.sources, visitor)


def _own_words(passage: Passage, topic: re.Pattern[str]) -> tuple[str, bool]:
    """The patient's words on a topic: an answer to a question on it, or a sentence of the patient's own."""
    if passage.asks and passage.clinician:
        about = (
            bool(topic.search(passage.text))
            and bool(passage.answer)
            and not re.search(r"\b(?:family|mother|father|wife|husband)\b", passage.text)
        )
        return _sentence(passage.answer, topic), about
    if passage.patient and not passage.asks and topic.search(passage.text):
        return passage.text, not _OTHERS.search(passage.text)
    return "", False


def _sentence(answer: str, topic: re.Pattern[str]) -> str:
    parts = re.split(r"(?<=[.!?])\s+", answer)
    on_topic = [part for part in parts if topic.search(part)]
    return " ".join(on_topic or parts[:2])


def _habit(name: str, code: Coding, state: Coding, words: str, sources: tuple[Source, ...], visitor: Visitor) -> Fact:
    resource = observation(code, "social-history", visitor, name)
    resource["valueCodeableConcept"] = concept(state.display, state)
    spoken = words.strip()
    if 2 < len(spoken.split()) <= LONGEST_WORDS:
        resource["note"] = [{"text": f"In the patient's words: {spoken}"}]
    return Fact(f"{name}: {state.display.lower()}.", resource, sources)


def observation(code: Coding, category: str, visitor: Visitor, text: str) -> dict[str, Any]:
    """An Observation of this visit, told by the patient."""
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [{"coding": [{"system": f"{SYSTEMS}observation-category", "code": category}]}],
        "code": concept(text, code),
        "subject": visitor.subject,
        "effectiveDateTime": visitor.moment,
        "performer": [visitor.subject],
    }
