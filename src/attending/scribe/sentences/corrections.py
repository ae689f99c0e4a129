"""When a speaker corrects himself, only what he meant stays: "for ten, sorry, twenty days" → "for twenty days".

Read by `utterances`. What is taken back goes with the words that take it back; where it is not clear what is taken
back, a firm "no, wait" takes its whole sentence, and a mere "sorry" takes nothing.
"""

from collections.abc import Sequence
from itertools import pairwise

from attending.scribe.sentences.words import STOPS, Word
from attending.scribe.vocabulary import vocabulary
from attending.terms.dates import MONTHS, WEEKDAYS
from attending.terms.drugs import find_drugs
from attending.terms.numerals import is_number_word

_FIRM = (
    ("no", "actually", "scratch", "that"),
    ("actually", "scratch", "that"),
    ("wait", "scratch", "that"),
    ("no", "scratch", "that"),
    ("scratch", "that"),
    ("no", "wait"),
    ("wait", "no"),
    ("no", "sorry"),
    ("sorry", "no"),
    ("no", "actually"),
    ("actually", "no"),
    ("no", "i", "tell", "a", "lie"),
    ("i", "tell", "a", "lie"),
    ("no", "i", "lie"),
    ("no", "before", "that"),
)
_IN_ONE_BREATH = frozenset({("actually", "no"), ("sorry", "no")})
"""Cues that no stop cuts: "my mouth's sore, actually. No fever." takes nothing back."""
_MILD = (
    ("or", "i", "am", "sorry"),
    ("i", "am", "sorry"),
    ("or", "sorry"),
    ("i", "mean"),
    ("or", "rather"),
    ("make", "that"),
    ("sorry",),
    ("wait",),
    ("actually",),
)
_LEADS = vocabulary(
    "that is it make should be i meant mean a an the on in at for about to we will do your my his her , —"
)
_NOT_BEFORE_SORRY = vocabulary("am so very are feel felt be was really i not do what")
_SIDES = vocabulary("left right")
_DAYS = frozenset(WEEKDAYS)
_MONTHS = frozenset(MONTHS) - {"may", "march"}
_UNITS = vocabulary(
    "minutes hours days nights weeks months years minute hour day night week month year ago old percent mg milligrams "
    "pounds kilos stone times"
)
"""What a number that is taken back leaves to the one in its place: "for three days. No, four."."""
_INSIDE_NUMBER = vocabulary("oh point over and")
_BEFORE_AMOUNT = vocabulary("for at to by in of about")
_OPENERS = vocabulary("okay ok oh alright all right well so yes yeah hmm")
"""Words before a correction that are none of what it takes back: "okay, scratch that" is about an earlier turn."""
_NO_COUNT = vocabulary("of that who thing day more")
"""Behind a "one" that counts nothing: "it's actually one of the reasons"."""
_REACH = 8
"""Words back from a mild "sorry" in which it finds what it corrects."""


def without_corrected(words: list[Word]) -> list[Word]:
    """A turn without what its speaker takes back in it."""
    index = 1
    while index < len(words):
        cue, firm = _cue_at(words, index)
        own = cue and not all(word.is_mark or word.text in _OPENERS for word in words[:index])
        mended = _mend(words[:index], words[index + cue :], firm=firm) if own else None
        if mended is None:
            index += 1
        else:
            words = mended
            index = 1
    return words


def taken_back(earlier: list[Word], later: list[Word]) -> tuple[list[Word], list[Word]]:
    """Two turns of one speaker; where the later opens with "no, wait", the earlier loses what is taken back."""
    cue, firm = _cue_at(later, 0)
    if not cue or not firm or not earlier:
        return earlier, later
    rest = later[cue:]
    start, lead = _superseded(earlier, rest, firm=True)
    return earlier[:start], rest[lead:] if lead and start == _sentence_start(earlier) else rest


def _cue_at(words: Sequence[Word], index: int) -> tuple[int, bool]:
    """How many words from `index` are a cue of correction with its marks, and whether it is a firm one."""
    before = words[index - 1] if index else None
    for cue in (*_FIRM, *_MILD):
        length = _matches(words, index, cue)
        firm = cue in _FIRM
        fits = (
            (before is None or before.is_mark)
            if firm
            else (before is not None and before.text not in _NOT_BEFORE_SORRY)
        )
        if length and fits:
            return length, firm
    return _bare_no(words, index), True


def _bare_no(words: Sequence[Word], index: int) -> int:
    """The length of a "no," behind a mark that puts a number, a side, a day or a month in another's place."""
    here = [word.text for word in words[index : index + 2]]
    if not index or here != ["no", ","] or not words[index - 1].is_mark:
        return 0
    behind = next((word for word in words[index + 2 :] if word.text not in _LEADS), None)
    near = words[max(index - _REACH, _sentence_start(list(words[:index]))) : index]
    kind = _kind(behind) if behind else ""
    return 2 if kind not in {"", "drug"} and any(_kind(word) == kind for word in near) else 0


def _matches(words: Sequence[Word], index: int, cue: tuple[str, ...]) -> int:
    place = index
    for wanted in cue:
        while place > index and place < len(words) and words[place].is_mark:
            if cue in _IN_ONE_BREATH and words[place].text in STOPS:
                return 0
            place += 1
        if place >= len(words) or words[place].text != wanted:
            return 0
        place += 1
    while place < len(words) and words[place].text in {",", "...", "…", "—", "."}:
        place += 1
    return place - index


def _mend(before: list[Word], after: list[Word], *, firm: bool) -> list[Word] | None:
    start, lead = _superseded(before, after, firm=firm)
    if start == len(before) and not firm:
        return None
    clause = firm and not lead and 0 < start != _sentence_start(before) and not (after and _kind(after[0]))
    stop = [Word(".", before[start - 1].end, before[start - 1].end)] if clause else []
    kept = _with_unit(before[start:], list(after[lead:]))
    return [*before[:start], *stop, *_drug_lost(before[start:], after[lead:]), *kept]


def _with_unit(dropped: Sequence[Word], kept: list[Word]) -> list[Word]:
    """The later number with the unit that only the earlier one had: "three days. No, four." is about days."""
    numbers = [place for place, word in enumerate(dropped) if _kind(word) == "number"]
    last = next((n for n, word in enumerate(kept) if _kind(word) != "number"), len(kept))
    if not numbers or not last or (last < len(kept) and not kept[last].is_mark):
        return kept
    tail = dropped[numbers[-1] + 1 :]
    units = tail[: next((n for n, word in enumerate(tail) if word.text not in _UNITS), len(tail))]
    end = kept[last - 1].end
    return [*kept[:last], *(Word(word.text, end, end) for word in units), *kept[last:]]


def _drug_lost(dropped: list[Word], kept: list[Word]) -> list[Word]:
    """A medicine named only in the words taken back stays: "10 mg of lisinopril, sorry, 20 mg" is about lisinopril."""
    named = [w for w in dropped if _kind(w) == "drug"]
    if not named or not kept or any(_kind(w) in {"drug"} for w in kept[:_REACH]) or _kind(kept[0]) != "number":
        return []
    return named[-1:]


def _superseded(before: list[Word], after: list[Word], *, firm: bool) -> tuple[int, int]:
    """From which word the earlier words are taken back (their length: none), and how many words lead the later."""
    opening = _sentence_start(before)
    lead = 0
    while lead < len(after) and after[lead].text in _LEADS:
        lead += 1
    behind = [word.text for word in after[lead : lead + 2]]
    kind = _kind(after[lead]) if behind and not (behind[0] == "one" and behind[-1] in _NO_COUNT) else ""
    if kind:
        lowest = opening if firm else max(opening, len(before) - _REACH)
        same = [i for i in range(lowest, len(before)) if _kind(before[i]) == kind]
        if same:
            return _run_start(before, same[-1], opening), lead
    if not firm:
        return len(before), 0
    units = _units(after)
    shared = [
        i for i in range(opening, len(before) - 1) if _kind(before[i]) == "number" and before[i + 1].text in units
    ]
    if shared:
        start = _run_start(before, shared[-1], opening)
        while start > opening and (before[start - 1].text in _BEFORE_AMOUNT or before[start - 1].text == ","):
            start -= 1
        return start, 0
    return opening, 0


def _sentence_start(words: Sequence[Word]) -> int:
    """Where the last sentence begins; the stop that ends it counts as part of it."""
    last = len(words)
    while last and words[last - 1].is_mark:
        last -= 1
    while last and words[last - 1].text not in STOPS:
        last -= 1
    return last


def _run_start(words: Sequence[Word], index: int, lowest: int) -> int:
    """Where the number begins that holds word `index`: "one oh four over"."""
    if _kind(words[index]) != "number":
        return index
    while index > lowest and (
        _kind(words[index - 1]) == "number"
        or (words[index - 1].text in _INSIDE_NUMBER and index - 2 >= lowest and _kind(words[index - 2]) == "number")
    ):
        index -= 1
    return index


def _units(words: Sequence[Word]) -> set[str]:
    return {b.text for a, b in pairwise(words) if _kind(a) == "number" and b.text.isalpha()}


def _kind(word: Word) -> str:
    if not word.text[0].isalnum():
        return ""
    if word.text[0].isdigit() or is_number_word(word.text) or word.text in {"couple", "few"}:
        return "number"
    if word.text in _SIDES:
        return "side"
    if word.text in _DAYS:
        return "day"
    if word.text in _MONTHS:
        return "month"
    if word.text.endswith(("ology", "ologist", "ologists", "iatry", "iatrist")):
        return "specialty"
    return "drug" if len(word.text) > 4 and find_drugs(word.text) else ""
