"""Whose each word is where two people share a microphone: by the voice and by what the words say, weighed together.

Read by `transcript`. "No." lasts a third of a second: its voice says little, but that it follows a question says much.
So the likeliest path of two speakers is sought through all words: each word leans to a speaker by its voice, each
sentence by its wording, and a change is as likely as it is in recorded visits after such a sentence and before such
another. What stays doubtful is said to be. A recogniser that writes no stops gets them first, or nothing would follow a
question.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.models import Word
from attending.speech.separation import Leaning
from attending.speech.word_speakers import ENDS, PAUSE_S
from attending.terms.answers import Answer, answer_of


@dataclass(frozen=True)
class Wording:
    """What is known of how clinicians and patients talk, in the language of the visit."""

    clinician: Callable[[str], float]
    """Log-odds that a clinician, not the patient, says a sentence."""
    marks: Callable[[Sequence[str]], Sequence[str]]
    """What stands behind each word of speech that came without punctuation: nothing, a comma, a stop or "?"."""


VOICE, LONGEST_S = 4.0, 0.5
"""Log-odds of a second of clear voice; of one word no more counts than this."""
MOST_SAID = 4.0
"""The most that the wording of one sentence counts for, in log-odds."""
IN_A_PHRASE, IN_A_PAUSE = 0.0005, 0.03
"""How likely the speaker changes behind a word that ends no sentence."""
END_S = 1.0
"""A pause that ends a sentence whose stop nobody wrote; where nobody writes stops, `PAUSE_S` does."""
STOP_EVERY = 25
"""Words for each stop with which a recogniser writes punctuation."""
SHORT = 3
SURE = 0.9
"""A turn with a sentence that is less likely its speaker's than this is told as unsure."""
CHANGES = np.array([
    [[.70, .72, .82, .83, .63], [.99, .79, .89, .24, .43], [.91, .45, .74, .24, .50], [.98, .78, .93, .39, .33],
     [.97, .81, .90, .35, .27]],
    [[.14, .99, .85, .99, .93], [.01, .45, .25, .48, .38], [.01, .70, .27, .50, .23], [.07, .80, .72, .45, .20],
     [.09, .93, .67, .61, .14]],
])  # fmt: skip
"""How often the speaker changes between two sentences: who says the first (0 patient, 1 clinician), its kind, the kind
of the second; kinds as in `_kind`. Counted in the visits that the speaker-role model was trained with."""


@dataclass(frozen=True)
class Told:
    """The speaker of each word, and how likely the word's sentence is theirs."""

    speakers: list[int]
    likely: list[float]


@dataclass(frozen=True)
class Talk:
    """The words of a recording, cut into sentences, and what these say of their speakers."""

    words: Sequence[Word]
    sentences: list[slice]
    said: NDArray[np.float64]
    """(words,) log-odds that the clinician says a word, by its sentence."""
    kinds: list[int]

    @property
    def questions(self) -> float:
        """How many of the sentences are questions, from 0 to 1."""
        return self.kinds.count(0) / max(1, len(self.kinds))


def told_by(words: Sequence[Word], leaning: Leaning | None, wording: Wording) -> Told:
    """The likeliest of two speakers for each word, in the order of the words; without voices by the words alone."""
    return tell(read_talk(words, wording), leaning)


def read_talk(words: Sequence[Word], wording: Wording) -> Talk:
    """Cut words into sentences, and weigh what these say; marks that nobody wrote are put first."""
    read, pause_s = [word.text.strip() for word in words], END_S
    if sum(text.endswith(ENDS) for text in read) * STOP_EVERY < len(read):
        read, pause_s = _marked(read, wording), PAUSE_S
    sentences = _sentences(words, read, pause_s)
    texts = [" ".join(read[one]) for one in sentences]
    said = np.zeros(len(words))
    for one, text in zip(sentences, texts, strict=True):
        said[one] = np.clip(wording.clinician(text), -MOST_SAID, MOST_SAID) / (one.stop - one.start)
    return Talk(words, sentences, said, [_kind(text) for text in texts])


def tell(talk: Talk, leaning: Leaning | None) -> Told:
    """The likeliest of two speakers for each word of a talk."""
    words = talk.words
    voice = np.array([_voice(word, leaning) if leaning else 0.0 for word in words])
    plain = [IN_A_PAUSE if b.start - a.end > PAUSE_S else IN_A_PHRASE for a, b in itertools.pairwise(words)]
    paths = []
    for clinician in (0, 1):
        change = np.repeat(np.array(plain).reshape(-1, 1), 2, axis=1)
        for one, (before, after) in zip(talk.sentences[:-1], itertools.pairwise(talk.kinds), strict=True):
            change[one.stop - 1] = [CHANGES[int(who == clinician), before, after] for who in (0, 1)]
        paths.append(_path(voice + (talk.said if clinician else -talk.said), change))
    second = max(paths, key=lambda path: path[1])[0]
    likely = np.maximum(second, 1 - second)
    for one in talk.sentences:
        likely[one] = likely[one].min()
    return Told([int(p > 0.5) for p in second], likely.tolist())


def _marked(read: Sequence[str], wording: Wording) -> list[str]:
    """Words, or pieces of several words, with the marks that are heard behind them."""
    single = [text.split() for text in read]
    marks = iter(wording.marks([word for words in single for word in words]))
    return [" ".join(word + next(marks) for word in words) for words in single]


def _kind(text: str) -> int:
    """Question; short yes or no; other short one; longer one that begins as an answer; any other."""
    if text.rstrip().endswith("?"):
        return 0
    answers = answer_of(text) is not Answer.OTHER
    if len(text.split()) <= SHORT:
        return 1 if answers else 2
    return 3 if answers else 4


def _sentences(words: Sequence[Word], read: Sequence[str], pause_s: float) -> list[slice]:
    ends = [
        n
        for n, (word, after) in enumerate(itertools.pairwise(words), start=1)
        if read[n - 1].rstrip("\"')]”’ ").endswith(ENDS) or after.start - word.end > pause_s
    ]
    return [slice(a, b) for a, b in itertools.pairwise([0, *ends, len(words)])]


def _voice(word: Word, leaning: Leaning) -> float:
    """Log-odds of the second speaker by the sound in the middle of a word."""
    middle = (word.start + word.end) / 2
    return VOICE * float(np.tanh(leaning.at(middle))) * min(word.end - word.start, LONGEST_S)


def _path(odds: NDArray[np.float64], change: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """How likely each word is the second speaker's, and how likely all of it is (log): forward and backward.

    Args:
        odds: (words,) log-odds of the second speaker.
        change: (words - 1, 2) how likely the speaker changes behind a word of each speaker.
    """
    emitted, stay, move = np.stack([-odds, odds], axis=1) / 2, np.log1p(-change), np.log(change)
    forward, backward = emitted.copy(), np.zeros_like(emitted)
    for n in range(1, len(odds)):
        forward[n] += np.logaddexp(forward[n - 1] + stay[n - 1], (forward[n - 1] + move[n - 1])[::-1])
    for n in range(len(odds) - 2, -1, -1):
        after = emitted[n + 1] + backward[n + 1]
        backward[n] = np.logaddexp(stay[n] + after, move[n] + after[::-1])
    both = forward + backward
    return 1 / (1 + np.exp(np.clip(both[:, 0] - both[:, 1], -50, 50))), float(np.logaddexp(*forward[-1]))
