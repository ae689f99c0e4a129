"""Clean what was said: fillers, false starts and stutters go, "i i was like um dizzy" is `i was dizzy`.

Read by `utterances`. Every word keeps its place in the turn; no number is changed and no negation dropped.
"""

from attending.scribe.rewrite.verbs import PASTS, base_of
from attending.scribe.sentences.words import FILLERS, MARKS, STOPS, SUBJECTS, Word
from attending.scribe.vocabulary import phrases, vocabulary
from attending.terms.anatomy import find_parts
from attending.terms.drugs import find_drugs
from attending.terms.grammar import SEEMING
from attending.terms.numerals import TENS, UNITS, is_number_word

_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in phrases(
        "i mean | sort of | kind of | or whatever | or so | and so forth | to be honest | to tell you the truth | i "
        "guess | "
        "you see | as you know | go ahead and | at all | for sure | my gosh | gosh"
    )
)
_PHRASES_BY_FIRST = {first: tuple(p for p in _PHRASES if p[0] == first) for first in {p[0] for p in _PHRASES}}
_KEEP_YOU_KNOW = vocabulary("do did let as if would lets when that anyone till until before once")


def clean_words(words: list[Word]) -> list[Word]:
    """Drop fillers, false starts and stutters."""
    spoken = [w for i, w in enumerate(words) if w.text not in FILLERS or _is_zero(words, i) or _is_room(words, i)]
    return _tidy_marks(_drop_stutters(_drop_false_starts(_drop_stutters(_drop_phrases(spoken)))))


def _is_zero(words: list[Word], index: int) -> bool:
    """Whether an "oh" stands between number words: "one oh eight", "point oh five"."""
    if words[index].text != "oh" or not 0 < index < len(words) - 1:
        return False
    before = words[index - 1].text
    return (before == "point" or is_number_word(before)) and is_number_word(words[index + 1].text)


def _is_room(words: list[Word], index: int) -> bool:
    """Whether "er" is the emergency room: "in the er", "from the er of …", not "the, er, knee"."""
    if words[index].text != "er" or not index:
        return False
    before = words[index - 2].text if index > 1 else ""
    after = words[index + 1].text if index + 1 < len(words) else ""
    if words[index - 1].text not in {"the", "an", "this", "that", "to", "local"}:
        return after[:1].isdigit() and bool(find_drugs(words[index - 1].text))  # "metformin ER 500"
    return before in _TO_A_ROOM or after in _BEHIND_A_ROOM or (after == "or" and before == "is")


_TO_A_ROOM = vocabulary("in at to from by went through of leave left visit into visited")
_BEHIND_A_ROOM = vocabulary("doctor visit visits physician room and , . ? because for again last did said gave told")


def _drop_false_starts(words: list[Word]) -> list[Word]:
    """Drop a subject at once replaced by another ("i he has") and "like" before a number or a past form."""
    kept: list[Word] = []
    for index, word in enumerate(words):
        following = words[index + 1].text if index + 1 < len(words) else ""
        before = kept[-1].text if kept else ""
        if (
            word.text in SUBJECTS
            and following in SUBJECTS | {"it", "you"}
            and before not in {"and", "or", "than", "as"}
        ):
            continue
        if word.text in _RESTARTED and _restarts(words, index):
            continue
        if _said_anew(words, index) or (word.text in _OPENERS_INSIDE and before in SUBJECTS and following == before):
            continue
        if (
            word.text == "like"
            and before not in {"more", "less"}
            and not _is_plural(before)
            and before not in _LOOKS | _DO
            and not _compares(words, index, before)
            and (following in _AFTER_LIKE or following[:1].isdigit() or following in PASTS)
            and next((w.text for w in reversed(kept) if not w.is_mark), "") not in _SEEMING
        ):
            continue
        if word.text == "like" and before in SUBJECTS and following.endswith("ed"):
            continue
        compared = following in _COMPARED | MARKS or _compares(words, index, before)
        if word.text == "like" and before in _BEFORE_FILLER and following and not compared:
            continue
        kept.append(word)
    return kept


def _compares(words: list[Word], index: int, before: str) -> bool:
    """Whether "was like an egg", "are like balloons" compares: a thing follows, and no amount or time."""
    following = [w.text for w in words[index + 1 : index + 3]]
    if following[:1] in (["a"], ["an"]) and following[1:2] and following[1] in _LIKENED:
        return True
    ends = index + 3 >= len(words) or words[index + 3].is_mark
    if before in MARKS | {""} and following[:1] in (["a"], ["an"]) and ends and len(following) > 1:
        return following[1] not in _AMOUNTS and not following[1].endswith(("ly", "ed", "ing"))
    if before in {"is", "was"} and following[:1] and following[0].endswith("ing") and following[1:] in _UPON:
        return True
    if before in {"is", "was"} and following[:1] in (["a"], ["an"]) and len(following) > 1:
        return following[1] not in _AMOUNTS and not following[1].endswith(("ly", "ed"))
    return before in {"are", "were"} and bool(following) and _is_plural(following[0]) and following[0] not in _AMOUNTS


_LIKENED = vocabulary(
    "horse pig baby log chimney fish bird dog duck train rock robot zombie drum sieve leaf sheet ghost"
)
"""What people liken eating, sleeping, smoking, shaking to: never an amount or a thing that is eaten."""
_UPON = (["on"], ["in"], ["through"], ["under"], ["against"], ["into"])
"""What follows a comparison with something done: "like walking on pebbles"."""
_AMOUNTS = vocabulary(
    "bit little lot few couple minute hour day week month year hours days weeks months years times minutes really very "
    "good bad big small huge mild slight always sometimes one two three four five six seven eight nine ten half"
)


def _is_plural(word: str) -> bool:
    """Whether a "like" behind this word gives an example: "infections like a cold"."""
    return len(word) > SHORTEST_PLURAL and word.endswith("s") and not word.endswith("ss") and base_of(word) is None


SHORTEST_PLURAL = 4
_LOOKS = vocabulary("swollen red hard white black blue big sharp burning stabbing puffy shaped tight cold hot stiff")
"""Words after which "like a" compares: "swollen like a grapefruit"."""
_SEEMING = frozenset(SEEMING) | vocabulary("would sounded sounding looking smells smelled smelt tastes tasted")
_BEFORE_FILLER = vocabulary("is was are were because but maybe then")
"""Words after which "like" compares only where one of these follows: "it is like a knife", but "it is like worse"."""
_COMPARED = vocabulary(
    "a an the that this it these those when if to my your his her our their something someone somebody anybody nobody "
    "anything you i he she they we is was one someone's somebody's people being having"
)
_RESTARTED = vocabulary("my our your a an the")
_OPENERS_INSIDE = vocabulary("yes well no so")
_AUXILIARIES = vocabulary("is are am was were has have had")


def _said_anew(words: list[Word], index: int) -> bool:
    """Whether "she is" of "she is she has come in" stands here: a subject and its verb, said anew with another verb."""
    texts = [w.text for w in words[max(0, index - 1) : index + 4]]
    first = texts[1:] if index else texts
    if len(first) == 4 and first[0] in SUBJECTS and first[1] in _AUXILIARIES:
        return first[2] == first[0] and first[3] in _AUXILIARIES
    after = [w.text for w in words[index - 1 : index + 3]] if index else []
    begun = len(after) == 4 and after[0] in SUBJECTS and after[1] in _AUXILIARIES
    return begun and after[2] == after[0] and after[3] in _AUXILIARIES


def _restarts(words: list[Word], index: int) -> bool:
    """Whether "my, I'm forty": a speaker begins with a noun in mind and goes on with a subject."""
    following = [w.text for w in words[index + 1 : index + 3]]
    if following[:1] == [","]:
        following = following[1:]
    return following[:1] != [] and following[0] in SUBJECTS


_DO = frozenset({"do", "does", "eat", "eats", "sleep", "sleeps"})
"""Behind which "like" is what somebody likes, or compares: "I do like a whisky", "she eats like a sparrow"."""
_AFTER_LIKE = vocabulary("one two three four five six seven eight nine ten a an about maybe really super very so")


def _drop_phrases(words: list[Word]) -> list[Word]:
    kept: list[Word] = []
    index = 0
    while index < len(words):
        text = words[index].text
        following = words[index + 1].text if index + 1 < len(words) else ""
        before = kept[-1].text if kept else ""
        if text == "you" and following == "know" and before not in _KEEP_YOU_KNOW:
            index += 2
            continue
        if text == "like" and following == "," and (before in MARKS or not kept):
            index += 1
            continue
        options = _PHRASES_BY_FIRST.get(text, ())
        phrase = next((p for p in options if tuple(w.text for w in words[index : index + len(p)]) == p), None)
        if phrase == ("you", "see") and before not in MARKS | {""} and words[index + 2 : index + 3] != []:
            phrase = phrase if words[index + 2].text == "," else None
        if phrase and not (
            phrase[0] in {"kind", "sort"} and before in {"what", "some", "any", "the", "a", "this", "that"}
        ):
            index += len(phrase)
            continue
        kept.append(words[index])
        index += 1
    return kept


SHORTEST_WHOLE = 6
"""Letters of a word at which the other cut in, from which it is taken as whole: "refer you to physical therapy-"."""
_TESTS = vocabulary("mri ct ekg ecg emg echo scan labs tsh a1c psa cbc x-ray xray")


def _is_known(word: str) -> bool:
    """Whether a short word is whole: a part of the body or a test, as in "order an mri-"."""
    return word in _TESTS or any(part.end - part.start == len(word) for part in find_parts(word))


def _drop_stutters(words: list[Word]) -> list[Word]:
    """Drop torn words ("y- you") and repetitions of one to four words ("my my knee", "in the , in the")."""
    kept: list[Word] = []
    for index, word in enumerate(words):
        if word.text.endswith("-") and len(word.text) > 1:
            if index < len(words) - 1 or not (len(word.text) >= SHORTEST_WHOLE or _is_known(word.text.rstrip("-"))):
                continue
            kept.append(Word(word.text.rstrip("-"), word.start, word.end))
            continue
        kept.append(word)
        following = words[index + 1].text if index + 1 < len(words) else ""
        for size in (4, 3, 2, 1):
            if _repeats(kept, size, following):
                del kept[-size:]
                while kept and kept[-1].text == ",":
                    kept.pop()
                break
    return kept


def _repeats(words: list[Word], size: int, following: str) -> bool:
    """Whether the last `size` words say again what stands before them, at most a comma between."""
    if len(words) < 2 * size:
        return False
    second = words[-size:]
    rest = len(words) - size
    while rest and words[rest - 1].text == ",":
        rest -= 1
    first = words[rest - size : rest] if rest >= size else []
    texts = [w.text for w in second]
    if not first or [w.text for w in first] != texts or any(t in STOPS for t in texts) or texts[0] == ",":
        return False
    if size > 1:
        return not any(t[0].isdigit() for t in texts)
    if texts[0][0].isdigit() or texts[0] in _DIGIT_WORDS:
        return following in _AFTER_NUMBER
    if texts == ["it"] and following in _AUXILIARIES and rest < len(words) - size and rest > 1:
        return not words[rest - 2].text.endswith("ed")  # "I measured it, it was 102": an object, then a subject
    if following == "of" and rest < len(words) - size and texts[0] not in _PARTITIVE:
        return False  # "weight loss, loss of appetite" is a list
    return texts[0] not in _DOUBLED or rest < len(words) - size


_PARTITIVE = vocabulary("lot bit kind sort type couple some one out all most because full half of the a part")
_DIGIT_WORDS = frozenset({*UNITS, *TENS, "ten", "oh"})
_AFTER_NUMBER = vocabulary("days weeks months years hours minutes day week month year milligrams pills tablets times")
_DOUBLED = frozenset({"had", "that", "very", "no", "yes", "really"})
_NO_COMMA_AFTER = vocabulary(
    "the a an your my his her of to in on for with at is are was were be been has have had will we i you he she "
    "it they very got "
    "and or order some this these those from by about"
)
_HEAD_NOUNS = vocabulary("strain sprain fracture tear infection disease injury failure syndrome hernia stenosis pain")
_ADJECTIVAL = ("ar", "al", "ic", "ous", "acute", "viral", "cuff", "muscle")
"""Ends of words between which and their noun a pause is no comma: "an acute lumbar, um, strain"."""
_AFTER_IT = (
    _AUXILIARIES | PASTS | vocabulary("does do did can could will would just like really also not feels hurts comes")
)
"""Words before which a comma behind "it" is only a pause."""
_CLAUSES = [*([first, "it", "is"] for first in ("where", "what", "how", "as")), ["from", "now", "on"]]
_BEFORE_SUBJECT = vocabulary(
    ", . ? ! ; : — and but so because when if that than then as while though since where what how is was does did do "
    "has had can could will would should may might think guess know like say feel yes no well okay just or maybe"
)
"""Words behind which "it" begins a clause; behind any other something is done with it: "ice it, keep it up"."""


def _tidy_marks(words: list[Word]) -> list[Word]:
    """Leave one mark where several meet, and none at the start."""
    kept: list[Word] = []
    for index, word in enumerate(words):
        if word.is_mark and not kept:
            continue
        following = words[index + 1].text if index + 1 < len(words) else ""
        again = kept and kept[-1].text == "it" and following not in _AFTER_IT  # "I measured it, it was 102"
        ended = [w.text for w in kept[-3:]] in _CLAUSES  # "keep it where it is, I don't want…"
        done = [w.text for w in kept[-1:]] == ["it"] and len(kept) > 1 and kept[-2].text not in _BEFORE_SUBJECT
        if word.text == "," and kept[-1].text in _NO_COMMA_AFTER and not (again or ended or done):
            continue
        if word.text == "," and following in _HEAD_NOUNS and kept[-1].text.endswith(_ADJECTIVAL):
            continue
        if word.is_mark and kept[-1].is_mark:
            if word.text in STOPS and kept[-1].text not in STOPS:
                kept[-1] = word
            continue
        kept.append(word)
    return kept
