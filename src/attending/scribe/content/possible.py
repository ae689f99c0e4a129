"""Whether a diagnosis is named with nothing but a doubt: "this could be a chest infection".

Read by `plan`, whose heading then says "possible".
"""

import re
from collections.abc import Iterable

from attending.scribe.dialogue.statements import Statement
from attending.scribe.vocabulary import joined
from attending.terms.icd10cm_named import find_conditions

_ONLY_COULD = re.compile(
    r"\b(?:could (?:still |also |just )*have|(?:could|might|may) (?:well |just |also |possibly |potentially )*be"
    r"(?! (?:related|due|caused|from)\b)|possibl[ye]|wonder\w*|concern\w*|worr\w+|rule out|not sure)\b[^,]{0,60}$"
)
"""A diagnosis that only could be, or is feared or wondered about; "you may have" is how one is told."""


def only_possible(name: str, statements: Iterable[Statement]) -> bool:
    """Whether the clinician names a diagnosis only with such a doubt, wherever it is named."""
    own = {one.diagnosis for one in find_conditions(name)}
    named: list[str] = []
    for text in (joined(s.words) for s in statements):
        ways = {found.start() for found in re.finditer(rf"\b{re.escape(name)}\b", text)}
        named += [text[:at] for at in ways | {m.start for m in find_conditions(text) if m.diagnosis in own}]
    return bool(named) and all(_ONLY_COULD.search(before) for before in named)
