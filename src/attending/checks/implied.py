"""What a note may say though nobody did: findings that a normal one holds, and the paperwork of writing.

Read by `negation` and `verify`.
"""

import re

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
)
"""Lungs that are clear have no wheezes, rales or rhonchi; normal heart sounds no murmur."""


def implied_denials(words: str) -> frozenset[str]:
    """The symptoms and signs that a normal finding of the visit rules out, by name."""
    return frozenset(name for said, names in _IMPLIED if said.search(words) for name in names)


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
