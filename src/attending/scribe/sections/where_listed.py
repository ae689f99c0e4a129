"""Where the review of systems lists a symptom that many parts can have: burning, swelling, a discharge.

Read by `review_of_systems`.
"""

import re

from attending.scribe.content.visit import Visit
from attending.terms.answers import Stated

_ENT = "ears, nose, mouth and throat"
NEAR = 2
"""Utterances before the symptom in which its place may be named."""
_BURNS = (
    (re.compile(r"\b(?:pee\w*|urin\w*|wee\w*|water(?:works)?|bathroom|toilet)\b"), ("genitourinary", "dysuria")),
    (re.compile(r"\b(?:throat|mouth|tongue|swallow\w*)\b"), (_ENT, "burning pain")),
    (re.compile(r"\b(?:chest|stomach|heart ?burn|gullet|reflux)\b"), ("gastrointestinal", "burning pain")),
    (re.compile(r"\b(?:skin|rash|itch\w*|blister\w*|spots?|sun)\b"), ("skin", "burning")),
)
"""What burns says where it is listed."""
_MOUTH = re.compile(r"\b(?:mouth|tongue|lips?)\b")
_BY_PLACE = {
    "burning sensation": _BURNS,
    "skin discharge": (
        (re.compile(r"\bears?\b"), (_ENT, "ear discharge")),
        (re.compile(r"\b(?:sputum|phlegm|mucus)\b"), ("respiratory", "purulent sputum")),
        (re.compile(r"\b(?:nose|nostrils?|nasal|sinus\w*)\b"), (_ENT, "nasal discharge")),
        (re.compile(r"\beyes?\b"), ("eyes", "eye discharge")),
        (re.compile(r"\b(?:vagina\w*|down below|penis|private)\b"), ("genitourinary", "discharge")),
    ),
    "pallor": ((re.compile(r"\b(?:stools?|poos?|bowels?|motions?)\b"), ("gastrointestinal", "pale stools")),),
    "sores": ((_MOUTH, (_ENT, "mouth sores")),),
    "nasal congestion": (
        (re.compile(r"\b(?:bowels?|constipat\w+|motions?|stools?|poos?)\b"), ("gastrointestinal", "constipation")),
    ),
    "swelling": (
        (re.compile(r"\b(?:throat|tonsils?|swallow\w*)\b"), (_ENT, "swelling of the throat")),
        (re.compile(r"\b(?:legs|ankles|feet)\b"), ("cardiovascular", "edema")),
    ),
}
"""Symptoms that are listed by where they are."""


def where_listed(visit: Visit, stated: Stated) -> tuple[str, str]:
    """The body system and name under which a symptom is listed: "burning" goes by what burns."""
    places = _BY_PLACE.get(stated.symptom.name, ())
    near = visit.utterances[max(0, stated.turn - NEAR) : stated.turn + 1] if places else []
    texts = (stated.near.lower(), " ".join(u.text for u in reversed(near)).lower())
    found = (place for text in texts for pattern, place in places if pattern.search(text))
    return next(found, (stated.symptom.system, stated.symptom.name))
