"""What a note may say though nobody did: findings that a normal one holds, and the paperwork of writing.

Read by `negation` and `verify`.
"""

import re

from attending.terms.content import Keys
from attending.terms.lexicon import words_of

_NORMAL = r"(?:clear|normal|good|fine|great)"
_IMPLIED = (
    (
        re.compile(
            rf"\b(?:lungs?|chest|breath(?:ing)? sounds)\b[^.?!]{{0,30}}?\b{_NORMAL}\b|\bclear to auscultation\b",
            re.IGNORECASE,
        ),
        frozenset({"wheezing", "crackles", "rhonchi"}),
    ),
    (
        re.compile(rf"\bheart sounds?\b[^.?!]{{0,20}}?\b{_NORMAL}\b", re.IGNORECASE),
        frozenset({"murmur", "gallop", "rub"}),
    ),
    (
        re.compile(
            r"\b(?:neck|jugular)\s+veins?\b[^.?!]{0,20}?\b(?:flat|normal|fine|not\s+(?:distended|raised))\b",
            re.IGNORECASE,
        ),
        frozenset({"jugular venous distention"}),
    ),
)
"""Clear lungs have no wheezes, rales or rhonchi, normal heart sounds no murmur; flat neck veins are not distended."""


def implied_denials(words: str) -> frozenset[str]:
    """The symptoms and signs that a normal finding of the visit rules out, by name."""
    return frozenset(name for said, names in _IMPLIED if said.search(words) for name in names)


_PRESSURE = (
    r"\b(?:high|elevated|raised|up|control\w*|manag\w*|medic\w*|pills?|tablets?|treat\w*|lower\w*|for)\s+(?:\w+\s+){0,3}pressures?\b|"
    r"\bpressures?(?:['’]s|\s+\w+){0,4}?\s+(?:high|up|elevated|medic\w*|pills?|tablets?)\b"
)
_TALKED_OF = {
    "drug:albuterol": r"\b(?:blue|rescue|reliever)\s+(?:inhaler|puffer|one)\b",
    "drug:beclomethasone": r"\b(?:brown|preventer)\s+(?:inhaler|puffer|one)\b",
    "dx:hypertension": _PRESSURE,
    "dx:hypercholesterolemia": r"\bcholesterol\b",
    "dx:hyperlipidemia": r"\bcholesterol\b|\bldl\b|\bstatins?\b",
    "dx:diabetes mellitus": r"\bsugars?\b|\ba1c\b|\binsulin\b",
    "dx:type 2 diabetes mellitus": r"\bsugars?\b|\ba1c\b|\binsulin\b",
    "dx:hypothyroidism": r"\bthyroid\b",
    "dx:gastroesophageal reflux disease": r"\breflux\b|\bheartburn\b",
    "dx:depression": r"\bmood\b|\bphq\b|\bantidepress\w+|\bfeeling\s+(?:low|down|blue)\b|\bdepress\w+",
    "dx:major depressive disorder": r"\bmood\b|\bphq\b|\bantidepress\w+|\bdepress\w+",
    "sx:depression": r"\bmood\b|\bphq\b|\bantidepress\w+|\bfeeling\s+(?:low|down|blue)\b|\bdepress\w+",
    "dx:cholelithiasis": r"\bstones?\b",
    "dx:appendicitis": r"\bappendix\b",
    "dx:prediabetes": r"\bborderline\b|\bpre-?diabet\w+",
    "dx:otitis media": r"\bear\s+infection\b",
    "dx:urinary tract infection": r"\b(?:bladder|water|urine|kidney)\s+infection\b",
}
"""How a visit speaks of an illness that a note names properly."""


def talked_of_as(keys: Keys, words: str) -> str | None:
    """How a visit speaks of a diagnosis without its name: "pressure pills" of hypertension."""
    found = (re.search(_TALKED_OF[key], words, re.IGNORECASE) for key in sorted(keys) if key in _TALKED_OF)
    return next((match.group() for match in found if match), None)


def is_talked_of(keys: Keys, words: str) -> bool:
    """Whether a visit speaks of a diagnosis without its name: "your pressure is up"."""
    return talked_of_as(keys, words) is not None


_PAPERWORK = frozenset(
    re.findall(
        r"\S+",
        """
agreed agreements agreement agree agrees alternatives answered auscultation benefits clinical consent
detail detailed details diagnosis discussed discussion encouraged examination examined exam expressed findings general
goals great importance impression inspection instructions lengthy length limits medical nature normal options palpation
patient performed plan point procedure proceed proper questions radiographic radiographs recommended regard regards
regarding regimen result results review reviewed reviewing risks routine signs standard such symptoms test tests testing
today treatment treatments understanding understands understood verbalized visit vital voiced wishes
his her their the a an of on in at to and or with as well i we she he they was were is are had have been this that for
after all no any some it its be by from these those can will would about
""",
    )
)


def is_paperwork(sentence: str) -> bool:
    """Whether a sentence only documents that something was discussed, examined or agreed, and tells no fact."""
    return all(word.text in _PAPERWORK for word in words_of(sentence))


_BARE_NORMAL = re.compile(
    r"(?P<system>[A-Za-z]+)[^:]{0,20}:\s*(?:is\s+|exam\s+)?(?:wnl|within\s+normal\s+limits|normal|unremarkable|negative)\W*$",
    re.IGNORECASE,
)
_EXAMINED = tuple(
    (re.compile(system, re.IGNORECASE), re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for system, words in (
        (
            r"neuro",
            r"neuro|nerve|reflex|sensation|strength|cranial|gait|pupil|balance|feel (?:this|that)|numb|grip|coordinat",
        ),
        (r"cardi|cv$|heart", r"heart|cardi|pulse|murmur|rhythm|s1"),
        (r"resp|pulm|lung|chest", r"lung|breath|chest|resp|wheez|crackle"),
        (r"abd|gastro|gi$", r"abd|belly|stomach|tummy|bowel|gi\b"),
        (r"skin|integ", r"skin|rash|mole|lesion|wound|bruis"),
        (r"psych", r"psych|mood|affect|depress|anxi|mental"),
        (r"eye", r"eye|pupil|vision|conjunctiv"),
        (r"ent$|hent|heent|ears|nose|throat|mouth", r"ear\b|ears|nose|throat|mouth|tonsil|sinus|eye|head|oral"),
        (r"neck", r"neck|thyroid|lymph|carotid|bruit"),
        (r"genito|gu$", r"genit|urin|bladder|kidney|prostate|gu\b|testic"),
    )
)
"""How a conversation speaks of each system that a note examines."""


def unexamined_system(sentence: str, words: str) -> str | None:
    """The system of a bare "Neuro: WNL" of which nobody spoke; any "normal" of the visit does not bear it out."""
    match = _BARE_NORMAL.match(sentence.strip())
    if match is None:
        return None
    spoken = next((said for system, said in _EXAMINED if system.match(match["system"])), None)
    return match["system"] if spoken is not None and not spoken.search(words) else None
