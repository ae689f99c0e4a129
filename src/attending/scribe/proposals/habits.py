"""Smoking and alcohol, in the patient's own words, as social-history Observations.

Read by `propose`. "Do you smoke?" "No." says that the patient does not smoke now, not that it never was so.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from attending.scribe.dialogue.statements import Source
from attending.scribe.proposals.fhir import SYSTEMS, Fact, Visitor, concept, quantity
from attending.scribe.proposals.passages import Passage
from attending.terms.coding import LOINC, SNOMED, Coding
from attending.terms.persons import BLOOD, Kind, words_for

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
_TOBACCO = re.compile(r"\b(?:smok\w*|cigarettes?|cigs?|ciggies|fags|tobacco|packs?)\b", re.IGNORECASE)
_DRINKS = (
    "alcohol|units (?:a|per) week|sherry|gin|vodka|rum|cider|lager|prosecco|"
    "beers?|wine|liquor|whisk(?:e)?y|booze|pints?"
)
"""What is drunk, by its name or its measure: a pattern."""
_ALCOHOL = re.compile(rf"\b(?:{_DRINKS})\b", re.IGNORECASE)
_DRINK = re.compile(rf"\b(?:drink(?:s|ing|er)?|{_DRINKS})\b", re.IGNORECASE)
_NOT_ALCOHOL = re.compile(r"\b(?:water|coffee|soda|tea|fluids?|milk|juice|enough|soft drinks?|pop)\b", re.IGNORECASE)
_OTHERS = re.compile(
    rf"\b(?:he|she|they|everybody|{words_for(*BLOOD, Kind.PARTNER, Kind.FRIEND, Kind.HOUSEMATE)})\b", re.IGNORECASE
)
_FAMILY = re.compile(rf"\b{words_for(*BLOOD, Kind.PARTNER, Kind.FAMILY)}\b")
_NEVER = re.compile(
    r"\bnever (?:really )?(?:smoked|have|did|been|a smoker)|\bnever\b(?=\W*$)|"
    r"\bnever,",
    re.IGNORECASE,
)
_QUIT = re.compile(
    r"\b(?:quit|stopped|(?:gave|given) (?:(?:it|them|that|smoking|the \w+) )?up|(?:gave|given) up|kicked (?:it|"
    r"the habit)|packed (?:(?:it|them|smoking|the \w+) )?in|packed in|off the (?:fags|cigarettes|cigs)|used to smoke|"
    r"former smoker|ex-?smoker|haven't smoked)\b",
    re.IGNORECASE,
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
LONGEST_WORDS = 40
PACKS_A_DAY = Coding(system=LOINC, code="8663-7", display="Cigarettes smoked current (pack per day) - Reported")
PACK_YEARS = Coding(system=LOINC, code="8664-5", display="Cigarettes smoked total (pack per year) - Reported")
CIGARETTES_A_PACK = 20
_CANNABIS = re.compile(r"\b(?:weed|pot|marijuana|cannabis|joints?|thc|hash)\b", re.IGNORECASE)
_SAYS_NO = re.compile(r"\W*(?:no|nope|never)\b", re.IGNORECASE)
_PLAINLY_TOBACCO = re.compile(r"\b(?:cigarettes?|tobacco|packs?)\b", re.IGNORECASE)
_SMOKED = re.compile(
    r"(?<!['’]ve )(?<!have )(?<!has )(?<!never )"
    r"\b(?:smoked|used to smoke|was smoking|was (?:on )?(?:an? packs?|up to|half a pack|\d+) (?:\w+ )?a day)\b",
    re.IGNORECASE,
)
"""How smoking of the past is told of; "I've smoked since I was 18" still goes on."""
_SOMETIMES = re.compile(
    r"\b(?:socially|occasional\w*|weekends?|now and (?:then|again)|once in a while)\b", re.IGNORECASE
)
_DOWN_TO = re.compile(
    r"\b(?:down to|cut (?:down|back) to) (?:\w+ )?(?:\d+|half|one|two|three|a few)\b",
    re.IGNORECASE,
)
_DOWN_TO_NUMBER = re.compile(r"\b(?:down|back) to (?:about |around |maybe )?(?P<n>\d+)(?! packs?)\b", re.IGNORECASE)
_ASKED_OF_BEFORE = re.compile(
    r"\b(?:were|was|did|had) (?:you|he|she)\b.*\b(?:smok\w+|have|quit|stop)|\bused to\b", re.IGNORECASE
)
_STARTED_AGAIN = re.compile(
    r"\b(?:started|took it|picked it|am|i['’]m|went) (?:back )?(?:up )?(?:smoking )?(?:again|back)\b", re.IGNORECASE
)
_SOBER = re.compile(
    r"\b(?:sober|teetotal\w*|in recovery|(?:quit|stopped|gave up) (?:drinking|alcohol|the drink)|"
    r"(?:don't|do not|never) (?:touch|drink) (?:it|alcohol|the stuff|a drop)|"
    r"(?:haven't|have not) (?:had a (?:drink|drop)|touched|drunk)|not a drop)\b",
    re.IGNORECASE,
)
"""Who drinks no more."""
_IN_WORDS = {"a": "1", "one": "1", "half": "0.5", "half a": "0.5", "1/2": "0.5", "two": "2", "a couple of": "2"}
_PACKS = re.compile(
    r"\b(?P<n>\d+(?:\.\d+)?|half a|half|one|two|a) (?P<what>packs?|cigarettes?)"
    r"(?: of cigarettes)? (?:a|per|each|every) day\b",
    re.IGNORECASE,
)
_FOR_YEARS = re.compile(
    r"\bfor (?:about |around |maybe |like |over |almost |nearly )?(?P<n>\d+) years\b", re.IGNORECASE
)


_NOT_MUCH = re.compile(
    r"\bi (?:don't|do not) (?:really )?drink (?:too |that |very |so )?(?:much|often|a lot|heavily|excessively)\b",
    re.IGNORECASE,
)
"""Who does not drink too much, drinks."""
_OF_OTHERS = re.compile(
    r"\b(?:do|does|is|are|has) (?:any(?:one|body)|some(?:one|body)|(?:your|the|his|her) "
    rf"{words_for(*BLOOD, Kind.PARTNER, Kind.FAMILY)})\b",
    re.IGNORECASE,
)
"""Asked of those around the patient: it says nothing of the patient."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What one sentence, or one question with its answer, says of a habit."""

    state: Coding
    words: str
    sources: tuple[Source, ...]
    past: bool = False
    """Whether it tells only how it was: "I smoked a pack a day"."""


def propose_habits(passages: Sequence[Passage], visitor: Visitor) -> Iterator[Fact]:
    """At most one fact on smoking and one on alcohol: how it is now, with all that was said of it."""
    smoking = [told for p in passages if (told := _smoking(p)) is not None]
    alcohol = [told for p in passages if (told := _alcohol(p)) is not None]
    if smoking:
        resource = _habit("Smoking", SMOKING, _state_of(smoking, (NEVER, FORMER, SMOKES)), smoking, visitor)
        state = resource.resource["valueCodeableConcept"]["coding"][0]["code"]
        amounts = list(amounts_smoked(" ".join(told.words for told in smoking), now=state == SMOKES.code))
        if amounts and state in (SMOKES.code, FORMER.code):
            resource.resource["component"] = amounts
        yield resource
    if alcohol:
        yield _habit("Alcohol", ALCOHOL, _state_of(alcohol, (DRINKS,)), alcohol, visitor)


def _state_of(told: Sequence[_Told], telling: Sequence[Coding]) -> Coding:
    """The state of now: the last that tells one, "I quit" before what was smoked, and any before a bare no."""
    now = [one for one in told if not one.past] or list(told)
    if any(one.state is FORMER for one in told) and not any(one.state is SMOKES for one in now):
        return FORMER
    plain = [one.state for one in now if one.state in telling]
    return plain[-1] if plain else now[-1].state


def _smoking(passage: Passage) -> _Told | None:
    words, about = _own_words(passage, _TOBACCO)
    if not about or _INTENDS.search(passage.text) or _OF_OTHERS.search(passage.text):
        return None
    vapes = bool(re.search(r"\bvap\w+", words, re.IGNORECASE)) and not _TOBACCO.search(words)
    if vapes or (_CANNABIS.search(words) and not _PLAINLY_TOBACCO.search(words)):
        return _Told(NO_SMOKER, "No.", passage.sources) if passage.asks and _SAYS_NO.match(passage.answer) else None
    past = bool(_SMOKED.search(words) or _ASKED_OF_BEFORE.search(passage.text if passage.asks else passage.question))
    past = past and not _STARTED_AGAIN.search(words) and not _DOWN_TO.search(words)
    asked_alone = not (_DRINK.search(passage.text) and passage.asks)
    if _NEVER.search(words):
        state = NEVER
    elif _STARTED_AGAIN.search(words):
        state = SMOKES
    elif past or (
        _QUIT.search(words)
        and not re.search(
            r"\b(?:want|need|should|try\w*|help|going to|will)\b",
            words,
        )
    ):
        state = FORMER
    elif _TOBACCO.search(words) and _NO.search(words) and not _SMOKES.search(words):
        state = NO_SMOKER
    elif (
        (_SMOKES.search(words) and not _NO.search(words))
        or (passage.asks and passage.said == "yes" and asked_alone)
        or (passage.asks and _SOMETIMES.search(words) and not _NO.search(words) and asked_alone)
    ):
        state = SMOKES
    elif passage.asks and passage.said == "no" and re.search(r"\bsmok\w*|\btobacco\b", passage.text, re.IGNORECASE):
        state = NO_SMOKER
    else:
        return None
    return _Told(state, words, passage.sources, past)


def _alcohol(passage: Passage) -> _Told | None:
    words, about = _own_words(passage, _DRINK)
    if not about or _NOT_ALCOHOL.search(passage.text) or _INTENDS.search(passage.text) or _ADVISES.search(passage.text):
        return None
    if _NOT_MUCH.search(words):
        return _Told(DRINKS, words, passage.sources)
    if _SOBER.search(words):
        return _Told(NO_ALCOHOL, words, passage.sources)
    drinks_said = _ALCOHOL.search(words) or (passage.asks and _DRINK.search(words))
    if (
        not passage.asks
        and not _ALCOHOL.search(words)
        and not re.search(r"\bi (?:don't|do not|never) drink\b(?! (?:enough|much water))", words, re.IGNORECASE)
    ):
        return None
    if re.search(r"\bi (?:don't|do not|never) drink\b", words, re.IGNORECASE):
        return _Told(NO_ALCOHOL, words, passage.sources)
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
    past = bool(re.search(r"\b(?:used to|quit|stopped|gave up|back in|when i was)\b", words, re.IGNORECASE))
    return _Told(state, words, passage.sources, past)


def _own_words(passage: Passage, topic: re.Pattern[str]) -> tuple[str, bool]:
    """The patient's words on a topic: an answer to a question on it, or a sentence of the patient's own."""
    if passage.asks and passage.clinician:
        about = bool(topic.search(passage.text)) and bool(passage.answer) and not _FAMILY.search(passage.text)
        return _sentence(passage.answer, topic), about
    if passage.patient and not passage.asks and topic.search(passage.text):
        return passage.text, not _OTHERS.search(passage.text)
    return "", False


def _sentence(answer: str, topic: re.Pattern[str]) -> str:
    parts = re.split(r"(?<=[.!?])\s+", answer)
    on_topic = [part for part in parts if topic.search(part) or _QUIT.search(part) or _DOWN_TO.search(part)]
    return " ".join(on_topic or parts[:2])


def _habit(name: str, code: Coding, state: Coding, told: Sequence[_Told], visitor: Visitor) -> Fact:
    resource = observation(code, "social-history", visitor, name)
    resource["valueCodeableConcept"] = concept(state.display, state)
    spoken = [part for one in told for part in re.split(r"(?<=[.!?])\s+", one.words.strip())]
    kept = [part for part in dict.fromkeys(spoken) if len(part.split()) > 1]
    while kept and sum(len(words.split()) for words in kept) > LONGEST_WORDS:
        kept.pop(0)
    if kept:
        resource["note"] = [{"text": f"In the patient's words: {' '.join(kept)}"}]
    sources = tuple(dict.fromkeys(source for one in told for source in one.sources))
    return Fact(f"{name}: {state.display.lower()}.", resource, sources)


def amounts_smoked(words: str, *, now: bool) -> Iterator[dict[str, Any]]:
    """Packs a day of who smokes now, and pack-years where the years are told too, as components of the Observation."""
    less = _DOWN_TO_NUMBER.search(words)
    if now and less is not None:
        packs_now = Decimal(less["n"]) / CIGARETTES_A_PACK
        yield {"code": concept("Packs a day", PACKS_A_DAY), "valueQuantity": quantity(packs_now, "{pack}/d")}
    daily = _PACKS.search(words)
    if daily is None:
        return
    number = Decimal(_IN_WORDS.get(daily["n"].lower(), daily["n"]))
    packs = number / CIGARETTES_A_PACK if daily["what"].lower().startswith("cig") else number
    if now and less is None:
        yield {"code": concept("Packs a day", PACKS_A_DAY), "valueQuantity": quantity(packs, "{pack}/d")}
    years = _FOR_YEARS.search(words)
    if years is not None:
        smoked = packs * Decimal(years["n"])
        yield {"code": concept("Pack-years", PACK_YEARS), "valueQuantity": quantity(smoked, "{pack-year}")}


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
