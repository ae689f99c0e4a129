"""Spoken words with their places: "I did n't" is read as `i`, `did`, `not`, each knowing where it stood in the turn.

Read by every module of this package; `normalise` cleans them.
"""

import re
from dataclasses import dataclass, replace

from attending.scribe.rewrite.verbs import ADVERBS, FORMS, PASTS
from attending.scribe.sentences.broken_off import without_broken_off
from attending.scribe.sentences.contractions import OF_A_NOUN, with_apostrophe
from attending.scribe.vocabulary import vocabulary
from attending.terms.grammar import PRONOUNS

_WORD = re.compile(
    r"\b[A-Za-z]\. ?(?=(?i:diff(?:icile)?|pylori|coli|influenzae|aureus|pneumoniae)\b)|"
    r"\d+(?:[.,/:]\d+)*(?:st|nd|rd|th|s)?[%+]?(?![A-Za-z\d])|\.\d+|"
    r"[A-Za-zÀ-ÿ0-9]+(?:[.'’/&-](?=[A-Za-zÀ-ÿ0-9])[A-Za-zÀ-ÿ0-9]+)*(?:-(?![A-Za-z0-9]))?"
    r"|['’](?:s|re|ve|ll|d|m|cause|em|til|n|bout)\b|\.{2,}|…|[.,?!;:%]|—|–|(?<= )--(?= )"
)
STOPS = frozenset({".", "?", "!", "...", "…", ";"})
MARKS = STOPS | {",", ":", "—", "–"}
_NOISE = re.compile(
    r"[\[(](?:laugh\w*|cough\w*|cries|crying|sigh\w*|sniff\w*|pause|silence|inaudible|noise)[\])]", re.I
)
"""What a transcriber notes of sounds: no word was said."""
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "st", "vs"})
_TORN = {
    tuple(torn.split()): whole
    for torn, whole in (
        ("gon na", "gonna"), ("wan na", "wanna"), ("got ta", "gotta"), ("lem me", "lemme"), ("can not", "cannot"),
        ("you guys", "you"),
    )
}  # fmt: skip
_WHOLE = {
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "have to",
    "lemme": "let me",
    "gimme": "give me",
    "'cause": "because",
    "cuz": "because",
    "'em": "them",
    "'til": "until",
    "can't": "can not",
    "cannot": "can not",
    "won't": "will not",
    "ain't": "is not",
    "let's": "let us",
    "shan't": "shall not",
    "i'm": "i am",
    "y'all": "you",
    "alright": "okay",
    "ok": "okay",
    "kinda": "kind of",
    "sorta": "sort of",
    "mm-hmm": "yes",
    "mhm": "yes",
    "mhmm": "yes",
    "mm-mm": "no",
    "uh-huh": "yes",
    "uh-uh": "no",
    "nuh-uh": "no",
    "yeah": "yes",
    "yep": "yes",
    "aye": "yes",
    "yup": "yes",
    "nope": "no",
    "noo": "no",
    "nah": "no",
    "'bout": "about",
    "should've": "should have",
    "would've": "would have",
    "could've": "could have",
}
_TAIL = {"'re": "are", "'ve": "have", "'ll": "will", "'m": "am"}
_IS_BEFORE = vocabulary(
    "it that there here he she what where who how when this everything something nothing anything someone "
    "everyone one which nobody everybody pain knee back heart"
)
_HAS_AFTER = vocabulary("been got gotten had become gone done kept started taken made seen worsened improved")
FILLERS = vocabulary(
    "oof mmm ooo uum umh ohh ooh ahh um uh uhm er erm em ah hmm hm mm umm uhh huh geez jeez ugh wow eh oh"
)


@dataclass(frozen=True, slots=True)
class Word:
    """One cleaned word, lower case, and where its source stands in the turn's text: characters `start` to `end`."""

    text: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        """Whether this is punctuation."""
        return self.text in MARKS


def read_words(text: str) -> list[Word]:
    """Split a turn into lower-case words and punctuation marks, with contractions opened."""
    heard = _NOISE.sub(lambda m: " " * len(m.group()), text)
    raw = [
        Word(_STUTTERED.sub(_unstuttered, m.group().lower().replace("’", "'").strip()), *m.span())
        for m in _WORD.finditer(heard)
    ]
    return _open(_mend(without_broken_off(raw)))


_STUTTERED = re.compile(r"^(?:([a-z']{1,4})-)+(?=\1)(?=[a-z'])")
_HYPHENED = re.compile(r"^(?:so-so|no-no|co-|de-|re-|bye-bye|pooh-pooh|tip-)")


def _unstuttered(found: re.Match[str]) -> str:
    """ "y-you", "and-and": what was begun goes; "co-codamol" is a word."""
    return found.group() if _HYPHENED.match(found.string) else ""


SUBJECTS = vocabulary("i he she we they")


def _mend(words: list[Word]) -> list[Word]:
    """Join what a tokeniser separated, and drop the full stop of "Dr."."""
    mended: list[Word] = []
    for word in words:
        before = mended[-1] if mended else None
        if before and word.text == "n't" and before.text.isalpha():
            mended[-1] = Word(before.text + "n't", before.start, word.end)
        elif (
            before
            and word.text[0] == "'"
            and word.text[1:] in {"s", "re", "ve", "ll", "d", "m"}
            and before.text[-1].isalnum()
        ):
            mended[-1] = Word(before.text + word.text, before.start, word.end)
        elif before and (before.text, word.text) in _TORN:
            mended[-1] = Word(_TORN[before.text, word.text], before.start, word.end)
        elif before and word.text == "%" and before.text[-1].isdigit():
            mended[-1] = Word(before.text + "%", before.start, word.end)
        elif before and word.text == "." and before.text in _TITLES:
            mended[-1] = Word(before.text + ".", before.start, word.end)
        else:
            mended.append(word)
    return mended


def _open(words: list[Word]) -> list[Word]:
    """Open contractions; each part keeps the place of the whole."""
    opened: list[Word] = []
    following_words = [*(word.text for word in words[1:]), ""]
    marked = [with_apostrophe(word.text, after) for word, after in zip(words, following_words, strict=False)]
    words = [replace(word, text=text) for word, text in zip(words, marked, strict=True)]
    for index, word in enumerate(words):
        following = words[index + 1].text if index + 1 < len(words) else ""
        if following == "," and index + 2 < len(words) and words[index + 2].text in _HAS_AFTER:
            following = words[index + 2].text
        skips = following in ADVERBS or word.text == "long's"
        beyond = words[index + 2].text if skips and index + 2 < len(words) else ""
        if _has_done_so(words, index):
            opened.extend(Word(part, word.start, word.end) for part in (word.text[:-2], "has"))
            continue
        opened.extend(Word(part, word.start, word.end) for part in _parts(word.text, following, beyond))
    return opened


_ASIDES = vocabulary(", kind sort of really just also definitely actually probably")
_HAS_OBJECT = vocabulary("me him her us them it my his our their build get keep")


def _has_done_so(words: list[Word], index: int) -> bool:
    """Whether "that's" is "that has": a past form follows, past fillers, and behind it whom it was done to."""
    if words[index].text not in {"that's", "it's", "this's"}:
        return False
    rest = [w.text for w in words[index + 1 : index + 8]]
    while rest and rest[0] in _ASIDES:
        rest.pop(0)
    return len(rest) > 1 and rest[0] in _HAS_DONE and rest[0] != "called" and rest[1] in _HAS_OBJECT


def _parts(text: str, following: str, after_adverb: str = "") -> list[str]:
    if text == "it's" and following == "own":
        return ["its"]
    if text in _WHOLE:
        return _WHOLE[text].split()
    if text.endswith("n't") and len(text) > 3:
        return [text[:-3], "not"]
    stem, apostrophe, tail = text.rpartition("'")
    if not apostrophe or not stem:
        return [text]
    if "'" + tail in _TAIL:
        return [stem, _TAIL["'" + tail]]
    if tail == "d" and stem in PRONOUNS:
        had = following in _HAS_AFTER | {"better", "a", "an"} or (following.endswith("ed") and following not in FORMS)
        return [stem, "had" if had else "would"]
    if tail == "s" and stem in {"he", "she"} and following in _HAS_DONE:
        return [stem, "has"]
    if tail == "s" and following in {"ever", "never"} and after_adverb in PASTS:
        return [stem, "has"]
    if tail == "s" and stem in _IS_BEFORE:
        return [stem, "has" if following in _HAS_AFTER or after_adverb in _HAS_AFTER else "is"]
    if text == "long's":
        return [stem, "has" if after_adverb in _HAS_AFTER else "is"]
    if tail == "s" and (following in OF_A_NOUN or after_adverb in OF_A_NOUN):
        return [stem, "has" if {"been", "gone"} & {following, after_adverb} else "is"]
    return [text]


_HAS_DONE = PASTS - vocabulary(
    "tired worried concerned scared hurt bored relaxed dressed trained used married retired allowed supposed mixed"
)
"""Past forms behind "he's" that are no state: "he's peed twice"."""
