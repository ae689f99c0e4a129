"""Words without a clause: what an answer says in the frame of its question ("on and off", "7 when i bend").

Read by `elliptic`, `continued` and `history`.
"""

import re
from collections.abc import Iterable, Sequence

from attending.scribe.rewrite.verbs import BE_HAVE_DO, MODALS, PASTS, base_of, ing, third
from attending.scribe.vocabulary import joined, parted, vocabulary

LONGEST = 16
"""Words of an answer without a verb; a longer one was only misread."""
SUBJECTS = vocabulary("i it he she we they you there who which what everything")
_SUBORDINATE = vocabulary("when if because while since after before until as where that who which")
POINTS_BACK = re.compile(
    r"^(?:no|not|none|nothing|and|just|really|,| )*\b(?:like (?:that|this|those|it)|of (?:that|those|these|them)|"
    r"nothing|none|either|at all)$"
)


def is_fragment(words: Iterable[str]) -> bool:
    """Whether words have no clause before their first subordinate one: neither a subject pronoun nor a finite verb."""
    said = list(words)
    if POINTS_BACK.match(joined(said)):
        return True
    main = main_of(said)
    if not 0 < len(main) <= LONGEST or set(main) & (SUBJECTS | BE_HAVE_DO | MODALS):
        return False
    return not any(_finite(word, before) for before, word in zip(["", *main], main, strict=False))


def main_of(words: Sequence[str]) -> list[str]:
    """The words before the first clause that depends on them: "7" of "7 when i bend"."""
    ends = (place for place, word in enumerate(words) if place and word in _SUBORDINATE)
    return list(words[: next(ends, len(words))])


def without_torn_tail(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without a last clause that breaks off: "i use my inhaler rarely , only when i have a bit of"."""
    text = joined(words)
    broken = _BROKEN_TAIL.search(text)
    if len(words) < LEAST_TORN or not broken:
        return words
    whole = tuple(parted(text[: broken.start()].rstrip(" ,")))
    return whole if len(whole) >= LEAST_KEPT and not is_fragment(whole) else words


LEAST_TORN, LEAST_KEPT = 8, 4
"""Words of a statement that is cut, and of what is kept of it."""
_BROKEN_TAIL = re.compile(
    r",? (?:and |so |but )?(?:(?:only |just |especially )?(?:when|if|because|where|since|while)\b|but\b|"
    r", (?:let us say|like|so)\b|and\b)"
    r"(?! (?:not|no)\b)[^,]{0,60}?(?:\b(?:of|with|for|my|your|the|a|an|and|or|because|when|if|from|like|kind|bit of)|"
    r"\bbut (?:it|that|they) (?:did|does|do|has|have) not)$"
)


def _finite(word: str, before: str) -> bool:
    """Whether a word is a finite verb where it stands: "the cough" and "feeling" are none, "complains" is one."""
    base = base_of(word)
    if base is None or word in _NOUNS or word == ing(base) or before in _BEFORE_NOUN:
        return False
    if word == base:
        return bool(before) and before != "," and not before.endswith(("y", "al", "ous", "ing", "ful"))
    return word in PASTS or word == third(base)


_BEFORE_NOUN = vocabulary(
    "a an the my your his her our their some any no of dry bad little more less this that these those in on at with "
    "for from by and or"
)
_NOUNS = vocabulary(
    "cough ache aches pain itch rash burn cut fever sweats test tests work walk drink drinks smoke tear swelling bit "
    "meal meals rest sleep care help change changes stress strain sprain limp stress cramp cramps blood tired left "
    "spasm spasms head heads lower upper check review refill"
)
