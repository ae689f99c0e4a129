"""What a text speaks of, in units that compare between a note and a conversation: "dyspnea" is "short of breath".

Read by `checks` (is a sentence of a note found in the visit?) and `scribe` (does a note hold a checklist?).
Symptoms, medicines and diagnoses are compared by what they are; other words by their stem and by `wordings.tsv`, a
table of our own: its pairs were collected with a word alignment (IBM model 1) of the MTS-Dialog training set, read one
by one, and completed with British and everyday words.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from attending.terms.drugs import find_drugs
from attending.terms.lexicon import Lexicon, read_table, words_of
from attending.terms.possible import possible_numbers
from attending.terms.problems import find_diagnoses
from attending.terms.spoken import find_quantities
from attending.terms.symptoms import find_symptoms

CONCEPT_WEIGHT, WORD_WEIGHT = 1.5, 1.0
"""A symptom, medicine or diagnosis says more than any other word."""

Keys = frozenset[str]
"""Names under which a unit is compared; one in common is enough."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that a text speaks of, at `text[start:end]`."""

    keys: Keys
    text: str
    start: int
    end: int
    weight: float = WORD_WEIGHT
    parts: tuple[Keys, ...] = ()
    """The keys of its single words, where it has several: "chest pain" is also a chest that hurts."""

    def is_in(self, keys: Iterable[str] | set[str] | Keys) -> bool:
        """Whether a text with those keys speaks of this unit."""
        known = keys if isinstance(keys, (set, frozenset)) else set(keys)
        if self.keys & known:
            return True
        return bool(self.parts) and all(part & known for part in self.parts)


@lru_cache(maxsize=2048)
def units_of(text: str) -> tuple[Unit, ...]:
    """The units of a text in order; words that carry no content, and numbers, are left out."""
    units = _concepts(text)
    taken = [(unit.start, unit.end) for unit in units]
    taken += [(q.start, q.end) for q in find_quantities(text)]
    for word in words_of(text):
        if any(start < word.end and word.start < end for start, end in taken):
            continue
        if word.text in _EMPTY or word.text.isdigit() or len(word.text) < 2:
            continue
        units.append(Unit(_keys_of_word(word.text), text[word.start : word.end], word.start, word.end))
    return tuple(sorted(units, key=lambda unit: unit.start))


@lru_cache(maxsize=4096)
def keys_of(text: str) -> Keys:
    """Every key under which something in the text can be found: concepts, words, phrases, numbers."""
    keys: set[str] = set()
    for unit in _concepts(text):
        keys |= unit.keys
    for mention in _phrases().find(text):
        keys |= mention.value
    for word in words_of(text):
        keys |= _keys_of_word(word.text)
    keys |= {number_key(value) for value in possible_numbers(text)}
    return frozenset(keys)


def number_key(value: object) -> str:
    """The key of a number."""
    shown = f"{value:f}" if hasattr(value, "as_tuple") else str(value)
    return "#" + (shown.rstrip("0").rstrip(".") if "." in shown else shown)


def stem(word: str) -> str:
    """A word without the endings of number, time and manner; crude, but the same for both texts."""
    for ending, least in (("ies", 5), ("ied", 5)):
        if word.endswith(ending) and len(word) >= least:
            return word[: -len(ending)] + "y"
    for ending in ("ingly", "edly", "ing", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            root = word[: -len(ending)]
            double = len(root) > 3 and root[-1] == root[-2] and root[-1] not in "lsz"
            return (root[:-1] if double else root).rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def _concepts(text: str) -> list[Unit]:
    """Symptoms, medicines and diagnoses, and phrases of the table; the first of two that overlap is kept."""
    found: list[Unit] = []

    def add(start: int, end: int, keys: Keys, weight: float) -> None:
        if any(unit.start < end and start < unit.end for unit in found):
            return
        words = words_of(text[start:end])
        parts = tuple(_keys_of_word(word.text) for word in words if word.text not in _EMPTY) if len(words) > 1 else ()
        own = frozenset(keys | (_keys_of_word(words[0].text) if len(words) == 1 else frozenset()))
        found.append(Unit(own, text[start:end], start, end, weight, parts))

    for drug in find_drugs(text):
        add(drug.start, drug.end, frozenset(f"drug:{one}" for one in drug.ingredients), CONCEPT_WEIGHT)
    for diagnosis in find_diagnoses(text):
        add(diagnosis.start, diagnosis.end, frozenset({f"dx:{diagnosis.diagnosis.name}"}), CONCEPT_WEIGHT)
    for symptom in find_symptoms(text):
        add(symptom.start, symptom.end, frozenset({f"sx:{symptom.symptom.name}"}), CONCEPT_WEIGHT)
    for phrase in _phrases().find(text):
        if len(words_of(text[phrase.start : phrase.end])) > 1:
            add(phrase.start, phrase.end, phrase.value, WORD_WEIGHT)
    return [unit for unit in found if not unit.keys <= _BOILERPLATE]


@cache
def _keys_of_word(word: str) -> Keys:
    return frozenset({f"={stem(word)}"} | (_phrases().get(word) or frozenset()))


@cache
def _phrases() -> Lexicon[Keys]:
    table: dict[str, set[str]] = {}
    for clinical, spoken in read_table("wordings.tsv"):
        for name in (clinical, *spoken.split("|")):
            table.setdefault(name, set()).add(f"~{clinical}")
    return Lexicon((name, frozenset(keys)) for name, keys in table.items())


_BOILERPLATE = frozenset({"~report", "~denies", "~history", "~daily"})
_EMPTY = frozenset(
    re.findall(
        r"\S+",
        """
a an the this that these those there here and or but nor so yet if then than as of in on at to for from by with without
into onto over under about after before during until while when where which who whom whose what why how all any some
each every both either neither no not none nothing never also too very just only even still again ever already yet
i me my mine we us our you your he him his she her hers it its they them their himself herself themselves
am is are was were be been being do does did doing done have has had having will would shall should can could may might
must not n't
patient patients patient's pt reports report reported reporting states state stated describes describe described
denies deny denied notes note noted presents present presented presenting presentation complains complaining complaint
endorses endorsed says said mentions mentioned admits tells told asked discussed discussion
old year years significant history secondary status regarding currently current today now recent recently time times
approximately around back well however since due associated including include includes included per via upon within
otherwise additional additionally furthermore moreover further other others another several multiple various
above below mentioned reviewed unchanged
mr mrs ms miss dr name first last known unknown one ones thing things way lot kind sort bit
seen visit clinic office follow followup up along out off down get got getting go going goes went come came comes
continue continues having made make makes given give gives taken take takes taking use uses used using
""",
    )
)
