"""What a clinician tells that was heard without marks, though its ends sound like a question's: a warning, a ban.

Read by `utterances`. The boundary model takes "no smoking in the house or the car" for a question; what is asked
nobody writes into a plan.
"""

import re
from collections.abc import Sequence

from attending.scribe.sentences.words import Word

_CONDITION = re.compile(
    r"^(?:(?:and|so|but|then|okay|well|now) )*if (?!(?:i|we)\b)"
    r"(?!.*\b(?:what(?! you (?:should )?do is\b)|how|which|who|when would|"
    r"(?:do|did|have|are|would|can|could|will|(?<!do )is|does) (?:you|it|he|she|they|that)|right(?! away\b)|correct)\b)"
)
"""A condition: "if you get black stools or bleeding"."""
_COMMAND = re.compile(
    r"^(?:(?:and|so|but|also) )*(?:no (?:more )?(?:\w+ )?(?:smoking|lifting|driving|swimming|running|jumping|bending|"
    r"twisting|squatting|sports?|sex|baths|alcohol)|do not (?!you\b)\w+|"
    r"have (?:some(?:one|body)|your \w+) (?!been\b|had\b|got\b|ever\b)\w+)\b"
)
"""What is forbidden or bidden: "no smoking in the house or the car", "have someone pick you up"."""


def asks_nothing(words: Sequence[Word]) -> bool:
    """Whether a clinician's words, heard without marks, are a condition or a command."""
    text = " ".join(word.text for word in words if not word.is_mark)
    return bool(_CONDITION.match(text) or _COMMAND.match(text))
