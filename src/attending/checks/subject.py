"""Is the note about a man, the visit about a woman? Read by `verify`, for notes whose patient no chart knows."""

import re
from collections.abc import Sequence

from attending.checks.problem import Problem, quoted
from attending.checks.topic import relatives_in
from attending.terms.answers import Said

_ADDRESSED = {
    "male": re.compile(r"\b(?:sir|mister|mr)\b|\bi\s+am\s+(?:a\s+)?(?:man|male)\b", re.IGNORECASE),
    "female": re.compile(
        r"\b(?:ma'?am|mrs|missus)\b|\b(?:hi|hello|hey|morning|afternoon),?\s+miss\b|"
        r"\bi\s+am\s+(?:a\s+)?(?:woman|female)\b|"
        r"\bi(?:'m| am)\s+pregnant\b|\bmy\s+(?:last\s+)?(?:period|menstrual)",
        re.IGNORECASE,
    ),
}
_WRITTEN = {
    "male": re.compile(r"\b(?:male|gentleman|man|boy)\b", re.IGNORECASE),
    "female": re.compile(r"\b(?:female|lady|woman|girl|gentlewoman)\b", re.IGNORECASE),
}
_PRONOUN = {"male": re.compile(r"^(?:He|His)\b"), "female": re.compile(r"^(?:She|Her)\b")}
_OTHER = {"male": "female", "female": "male"}


def sex_heard(said: Sequence[Said]) -> str | None:
    """The sex in which the clinician addresses the patient, where only one is heard."""
    spoken = [one.text for one in said if one.clinician is not False]
    own = [one.text for one in said if one.clinician is False]
    heard = {
        sex
        for sex, pattern in _ADDRESSED.items()
        if any(pattern.search(text) for text in spoken) or (sex == "female" and any(map(_is_hers, own)))
    }
    return heard.pop() if len(heard) == 1 else None


def _is_hers(text: str) -> bool:
    return bool(re.search(r"\bmy\s+(?:last\s+)?period\b|\bi(?:'m| am)\s+pregnant\b", text, re.IGNORECASE))


def check_sex(sentence: str, heard: str | None) -> list[Problem]:
    """A sentence about a patient of the other sex than the one that was addressed."""
    if heard is None or relatives_in(sentence):
        return []
    for pattern in (_WRITTEN[_OTHER[heard]], _PRONOUN[_OTHER[heard]]):
        match = pattern.search(sentence)
        if match and not _WRITTEN[heard].search(sentence):
            message = f"{quoted(match.group())} stands here, but the patient is addressed as {heard}."
            return [Problem("wrong-sex", match.group().lower(), message)]
    return []
