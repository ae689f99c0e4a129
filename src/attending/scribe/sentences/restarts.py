"""What a speaker begins and begins anew: "there is a bit of, i have a bit of a rash" keeps the second beginning only.

Read by `fluent`. Words are only taken out, and only those of the beginning that was given up: a subject without its
verb, a clause that breaks off at "of" or "the", the same words said again after a filler.
"""

from attending.scribe.rewrite.verbs import ADVERBS, BE_HAVE_DO_FINITE, FORMS, MODALS, PASTS, base_of
from attending.scribe.vocabulary import vocabulary
from attending.terms.drugs import find_drugs
from attending.terms.grammar import PRONOUNS
from attending.terms.numerals import UNITS

_SUBJECTS = frozenset(PRONOUNS)
_OWN = vocabulary("i he she we they")
_AUXILIARIES = BE_HAVE_DO_FINITE | MODALS
_FILLERS = vocabulary("like just so yes well really") | {","}
_BREAKS_OFF = vocabulary("of a an the my your his their")
"""Words after which a subject and its verb never follow: the clause before them was given up."""
_OF_WHAT = vocabulary("know knows knew think thinking aware heard hear because")
_BEFORE_IT = vocabulary("with of for to about on from at by in into over around without")
_CONJUNCTIONS = vocabulary("when if because so that and but where while")
_SEEMS = vocabulary("seemed seems felt feels looked looks thought")
_THIRD = vocabulary("feels hurts gets goes looks seems comes takes starts helps makes keeps stops")
_NUMBERS = frozenset(UNITS) - {"one"}
_FURTHEST = 8
"""Words of a beginning that is given up."""
_SAME = (5, 4, 3, 2)
"""Words that must be said again, with no more than fillers between."""


def without_restarts(words: list[str]) -> list[str]:
    """The words without the beginnings that were given up."""
    kept = list(words)
    for find in (_said_again, _lost_subject, _breaks_off, _begun_anew):
        index = 0
        while index < len(kept):
            start, end = find(kept, index)
            if end > start:
                del kept[start:end]
            else:
                index += 1
    return kept


def _skip(words: list[str], index: int, passed: frozenset[str]) -> int:
    while index < len(words) and words[index] in passed:
        index += 1
    return index


def _said_again(words: list[str], index: int) -> tuple[int, int]:
    """ "that is the main like that is the main trigger"."""
    for size in _SAME:
        first = words[index : index + size]
        again = _skip(words, index + size, _FILLERS)
        if (
            len(first) == size
            and "," not in first
            and again <= index + size + 2
            and words[again : again + size] == first
        ):
            return (index, again) if not any(w[0].isdigit() for w in first) else (0, 0)
    return 0, 0


def _lost_subject(words: list[str], index: int) -> tuple[int, int]:
    """ "i , normally i can", "i , it is", "i , when i am", "i and i can not": a subject that gets no verb."""
    if words[index] not in _OWN | {"you", "it"}:
        return 0, 0
    before = words[index - 1] if index else ""
    handled = before in PASTS or before in FORMS or before.endswith("ed") or base_of(before) or before in _BEFORE_IT
    if words[index] in {"it", "you"} and words[index + 1 : index + 2] in ([","], ["and"]) and handled:
        return 0, 0  # "i measured it, it was…": what was measured; "sick with it, you should…"
    after = index + 1
    if words[index] == "i" and after < len(words) - 1 and (words[after] in _NUMBERS or find_drugs(words[after])):
        return index, after  # "i, um, insulin for my sugar"
    if words[after : after + 2] == ["and", words[index]]:
        return index, after + 1
    if after < len(words) and words[after] == "," and words[after + 1 : after + 2] not in (["and"], ["or"], ["who"]):
        behind = words[after + 1 : after + 3]
        begins = len(behind) == 2 and (behind[0] in _CONJUNCTIONS - {"that", "and"} or _opens(behind))
        if begins:
            return index, after + 1
    behind = words[after : after + 2]
    if (
        len(behind) == 2
        and before not in _OF_A_CLAUSE
        and behind[0] in _IS
        and behind[1] in _SUBJECTS - {"that"}
        and _subject_follows(words, after + 1)
    ):
        return index, after + 1 + (words[after + 2] in _OWN)
    if len(behind) == 2 and behind[0] != words[index] and _opens(behind) and behind[1] in _AUXILIARIES:
        return index, after
    place = _skip(words, after, ADVERBS - {"not"} | {",", "like", "maybe"})
    if after < place < len(words) and words[place] == words[index] and place + 1 < len(words):
        return index, index + 1 + (words[after] == ",")
    return 0, 0


_IS = vocabulary("am is are was were")
_OF_A_CLAUSE = vocabulary("where what how as than who when whatever wherever")
"""Words of which "it is" ends the clause: "keep it where it is, I don't want to push it"."""


def _subject_follows(words: list[str], index: int) -> bool:
    """Whether "it i first started" stands here: another subject, with its verb behind it."""
    following = words[index + 1 : index + 3]
    return len(following) == 2 and (following[0] in _OWN or _opens(words[index : index + 2]))


def _opens(words: list[str]) -> bool:
    """Whether two words are a subject and its verb."""
    verb = words[1] in _AUXILIARIES or words[1] in PASTS or words[1] in ADVERBS or words[1] in _THIRD
    return words[0] in _SUBJECTS - {"that"} and verb


def _breaks_off(words: list[str], index: int) -> tuple[int, int]:
    """ "there is a bit of i have a bit of a rash", "when i flex your when i do", "an it is a scan"."""
    if words[index] not in _BREAKS_OFF or (index and words[index - 1] in _OF_WHAT):
        return 0, 0
    after = _skip(words, index + 1, frozenset({","}))
    following = words[after : after + 3]
    conjunction = following[:1] and following[0] in _CONJUNCTIONS - {"that", "and", "so"}
    subject = following[1:3] if conjunction else following[:2]
    if len(subject) < 2 or subject[0] not in _SUBJECTS - {"that"} or (subject[0] == "you" and words[index] == "of"):
        return 0, 0
    if not (subject[1] in _AUXILIARIES or subject[1] in PASTS or subject[1] in FORMS or subject[1] in ADVERBS):
        return 0, 0
    lowest = max(0, index - _FURTHEST)
    for start in range(index - 1, lowest - 1, -1):
        if words[start] in _SUBJECTS and (start == 0 or words[start - 1] in _CONJUNCTIONS | {","}):
            whole = conjunction and start and words[start - 1] == following[0]
            return start - 1 if whole else start, after
    return (index, after) if words[index] != "of" else (0, 0)


_LIGHT = vocabulary(
    "not have had been got having taking a an the some these those this just like really also still even down in no "
    "actually probably"
)
"""What a clause holds, behind its first verb, that is begun and begun anew with another."""


def _begun_anew(words: list[str], index: int) -> tuple[int, int]:
    """ "i have had i have sores now and then", "it seemed , it was more": a verb given up for another."""
    first, begun = words[index], words[index + 1 : index + 2]
    seems = words[index + 2 : index + 3] == [","] and bool(_SEEMS & set(begun))
    clause = not index or words[index - 1] in _CONJUNCTIONS | {",", "yes", "no"}
    if first not in _SUBJECTS or not (seems or (first in _OWN and clause and BE_HAVE_DO_FINITE & set(begun))):
        return 0, 0
    again = index + 3 if seems else _skip(words, index + 2, _LIGHT | {","})
    verb = words[again + 1] if words[again : again + 1] == [first] and again + 1 < len(words) else ""
    if not verb or words[again + 1 : again + 4] == ["do", "not", "know"]:
        return 0, 0
    return (index, again) if verb in _AUXILIARIES or verb in PASTS or base_of(verb) or verb in FORMS else (0, 0)
