"""What the section model reads of a short dialogue: words of each speaker, letters, named things, answers, meaning.

Read by `model` and by `training.sections`. Every block of features is hashed on its own.
"""

import math
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from attending.drafts import Conversation, Role
from attending.scribe.dialogue.statements import gather_statements
from attending.scribe.headers.cues import CUES, cues_of
from attending.scribe.salience.features import KEYS, PLAN_KEYS
from attending.scribe.salience.model import Engine
from attending.scribe.sentences.sentence_encoder import SIZE, load_sentence_encoder
from attending.scribe.sentences.utterances import read_utterances
from attending.terms.anatomy import find_parts
from attending.terms.answers import Answer, answer_of
from attending.terms.drugs import find_drugs
from attending.terms.problems import find_diagnoses
from attending.terms.symptoms import find_symptoms

BLOCKS = ("patient", "letters", "named")
"""The hashed blocks of a dialogue, in the order of the weights: the patient's words, letters, the turns by kind."""
BUCKETS = 1 << 17
VIEWS = ("all", "clinician", "patient", "first turn")
"""What the sentence encoder reads of a dialogue, each on its own."""
_TOKEN = re.compile(r"[a-z0-9']+|\?")
_FINDERS = (find_drugs, find_diagnoses, find_symptoms, find_parts)
_LEXICONS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"mother|father|mom|dad|mum|brother|sister|siblings?|grand\w+|aunt|uncle|parents?|family|son|daughter|children|"
        r"kids|wife|husband|married|divorced|single",
        r"smok\w+|alcohol|drink\w*|cigarettes?|tobacco|drugs?|work|job|live|retired|occupation",
        r"surg\w+|operat\w+|\w+ectomy|\w+plasty|\w+ostomy|removed|repair|replacement|c section|bypass|tonsils|appendix|"
        r"gallbladder",
        r"i'?d like you|i want you|i'?m going to|let me|let's|follow up|come back|prescri\w+|refer\w*|we'?ll|i'?ll|"
        r"schedule|need to|you should",
        r"allerg\w+|react\w*|hives|anaphyla\w+",
    )
)


@dataclass(frozen=True)
class Excerpt:
    """A short dialogue as the model reads it."""

    blocks: tuple[Counter[int], ...]
    """How often each bucket of each block is hit."""
    dense: NDArray[np.float32]
    """shape (DENSE,): counts of named things, of kinds of words and of answers; scores of the note engine; cues."""
    meaning: NDArray[np.float32]
    """shape (VIEWS, SIZE): where the sentence encoder puts each view."""


def read_excerpt(conversation: Conversation, engine: Engine) -> Excerpt:
    """Read a short dialogue."""
    turns = [(turn.role is Role.CLINICIAN, turn.text) for turn in conversation.turns]
    clinician = " ".join(text for own, text in turns if own)
    patient = " ".join(text for own, text in turns if not own)
    everything = " ".join(text for _, text in turns)
    named = [_named(turn.role, turn.text) for turn in conversation.turns]
    blocks = (
        _words(_tokens(patient), 2),
        _letters(everything, 5),
        _words([word for words in named for word in words], 3),
    )
    dense = [
        *_counts(everything, clinician, patient),
        *_shape(conversation),
        *_engine_scores(conversation, engine),
        *cues_of(conversation),
    ]
    return Excerpt(
        tuple(Counter(_hashed(block)) for block in blocks), np.array(dense, np.float32), _meaning(conversation)
    )


def excerpt_of_text(text: str) -> Excerpt:
    """A section text read as if both had said it: training learns its words too."""
    blocks = (_words(_tokens(text), 2), _letters(text, 5), _words(_named(Role.PATIENT, text), 3))
    meaning = np.tile(load_sentence_encoder().encode(text), (len(VIEWS), 1))
    return Excerpt(tuple(Counter(_hashed(block)) for block in blocks), np.zeros(DENSE, np.float32), meaning)


def _meaning(conversation: Conversation) -> NDArray[np.float32]:
    turns = [(turn.role is Role.CLINICIAN, turn.text) for turn in conversation.turns]
    views = (
        " ".join(f"{'Doctor' if own else 'Patient'}: {text}" for own, text in turns),
        " ".join(text for own, text in turns if own),
        " ".join(text for own, text in turns if not own),
        turns[0][1] if turns else "",
    )
    encoder = load_sentence_encoder()
    return np.stack([encoder.encode(view) for view in views]).reshape(len(VIEWS), SIZE)


def weigh(counts: Counter[int], rarity: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Buckets and their weights: one plus the logarithm of the count, times rarity, on a length of one."""
    buckets = np.array(sorted(counts), np.int64)
    values = np.array([1 + math.log(counts[bucket]) for bucket in sorted(counts)], np.float32) * rarity[buckets]
    length = float(np.sqrt((values**2).sum()))
    return buckets, (values / length if length else values).astype(np.float32)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower())


def _words(tokens: Sequence[str], longest: int) -> Iterator[str]:
    for size in range(1, longest + 1):
        for start in range(len(tokens) - size + 1):
            yield " ".join(tokens[start : start + size])


def _letters(text: str, longest: int) -> Iterator[str]:
    for word in text.lower().split():
        padded = f" {word} "
        for size in range(3, longest + 1):
            for start in range(max(1, len(padded) - size + 1)):
                yield padded[start : start + size]


def _hashed(names: Iterator[str] | Sequence[str]) -> Iterator[int]:
    return (zlib.crc32(name.encode()) % BUCKETS for name in names)


def _named(role: Role, text: str) -> list[str]:
    """A turn with medicines, diagnoses, symptoms, body parts and numbers by their kind, who speaks, and its answer."""
    spans: list[tuple[int, int, str]] = []
    found: list[tuple[str, list[tuple[int, int]]]] = [
        ("DRUGX", [(m.start, m.end) for m in find_drugs(text)]),
        ("PROBX", [(m.start, m.end) for m in find_diagnoses(text)]),
        ("SYMX", [(m.start, m.end) for m in find_symptoms(text)]),
        ("PARTX", [(m.start, m.end) for m in find_parts(text)]),
    ]
    for name, places in found:
        for start, end in places:
            if not any(a < end and start < b for a, b, _ in spans):
                spans.append((start, end, name))
    pieces, done = [], 0
    for start, end, name in sorted(spans):
        pieces += [text[done:start], f" {name} "]
        done = end
    words = re.sub(r"\d+", "NUMX", "".join([*pieces, text[done:]])).split()
    opening = [f"^{role}"] if role is Role.CLINICIAN else [f"^{role}", f"^{answer_of(text)}"]
    return [*opening, *(word.lower() if not word.isupper() else word for word in words)]


def _counts(*texts: str) -> Iterator[float]:
    """How many things and words of each kind each text names, by its length and as such."""
    length = max(len(texts[0].split()), 1)
    for text in texts:
        for number in [*(len(find(text)) for find in _FINDERS), *(len(p.findall(text)) for p in _LEXICONS)]:
            yield 10 * number / length
            yield min(number, 5) / 5


def _shape(conversation: Conversation) -> Iterator[float]:
    """Turns, questions, answers, and who speaks."""
    turns = conversation.turns
    answers = Counter(answer_of(turn.text) for turn in turns if turn.role is not Role.CLINICIAN)
    words = [len(turn.text.split()) for turn in turns]
    asked = sum("?" in turn.text for turn in turns if turn.role is Role.CLINICIAN)
    own = sum(count for turn, count in zip(turns, words, strict=True) if turn.role is Role.CLINICIAN)
    again = sum(one.role is other.role for one, other in pairwise(turns))
    yield asked / max(len(turns), 1)
    yield answers[Answer.NO] / max(len(turns), 1)
    yield answers[Answer.YES] / max(len(turns), 1)
    yield min(len(turns), 30) / 30
    yield float(len(turns) <= 2)
    yield float(len(turns) <= 4)
    yield own / max(sum(words), 1)
    yield float(any(turn.role is Role.OTHER for turn in turns))
    yield again / max(len(turns), 1)
    yield math.log1p(sum(words)) / 7


def _engine_scores(conversation: Conversation, engine: Engine) -> list[float]:
    """What the note engine thinks of the statements: mean and greatest score of each part, mean of each plan kind."""
    utterances = read_utterances(conversation, engine.boundaries)
    statements = gather_statements(utterances)
    if not statements:
        return [0.0] * (2 * len(KEYS) + len(PLAN_KEYS))
    scores = engine.salience.score(statements, utterances)
    return [*scores.parts.mean(axis=0), *scores.parts.max(axis=0), *scores.plan.mean(axis=0)]


_COUNTED = 3 * 2 * (len(_FINDERS) + len(_LEXICONS)) + 10 + 2 * len(KEYS) + len(PLAN_KEYS)
DENSE = _COUNTED + CUES
"""How many dense features there are."""
SCALES = np.repeat(np.array([0.1, 0.06], np.float32), (_COUNTED, CUES))
"""How much each counts once standardised; both chosen by cross-validation."""
