"""How many of the facts of clinicians' checklists our notes hold, on clean transcripts and on what recognisers heard.

Read by `primock57`. Which checklist belongs to which consultation, and which recognised text to which, is known by what
they speak of, never by their names.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from attending.drafts import Conversation
from attending.errors import BadInput
from attending.scribe.evaluation.checklists import Checklist, Rarity, fit, is_found, plain_words, sentences_of
from attending.scribe.transcripts.read import read_conversation
from attending.terms.content import Keys, keys_of

LEAST_FIT = 0.5
"""A checklist of whose content less than this is named in its best transcript belongs to none of them."""
LEAST_SHARED = 0.5
"""Share of a recognised text's words that its consultation's transcript must have."""
_WORD = re.compile(r"[a-z']{3,}")


@dataclass
class Recall:
    """Facts counted: critical and others."""

    found: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    total: dict[bool, int] = field(default_factory=lambda: {True: 0, False: 0})
    missed: list[str] = field(default_factory=list)

    def add(self, checklist: Checklist, note: str, rarity: Rarity) -> None:
        """Count the facts of one checklist in one note."""
        sentences = sentences_of(note)
        for fact in checklist.facts:
            found = is_found(fact, sentences, rarity)
            self.total[fact.critical] += 1
            self.found[fact.critical] += found
            if not found and fact.critical:
                self.missed.append(f"{fact.parent} > {fact.text}" if fact.parent else fact.text)

    def measures(self) -> dict[str, Any]:
        """Shares in per cent, with their counts."""
        names = {True: "critical", False: "other"}
        return {
            **{f"{names[k]}_recall": round(100 * self.found[k] / n, 1) for k, n in self.total.items() if n},
            **{f"{names[k]}_facts": n for k, n in self.total.items()},
        }


def keys_of_conversation(conversation: Conversation) -> Keys:
    """All that a conversation speaks of."""
    return frozenset().union(*(keys_of(plain_words(turn.text)) for turn in conversation.turns))


def assign(checklists: Sequence[Checklist], transcripts: Mapping[str, Keys]) -> list[tuple[Checklist, str]]:
    """The consultation of each checklist: the one that names most of it."""
    found = []
    for checklist in checklists:
        best = max(transcripts, key=lambda name: fit(checklist, transcripts[name]))
        if fit(checklist, transcripts[best]) >= LEAST_FIT:
            found.append((checklist, best))
    return found


def words_of(text: str) -> frozenset[str]:
    """The different words of a text: by these a recognised text is known for its consultation, quickly."""
    return frozenset(_WORD.findall(text.lower()))


def read_recognised(data: Path, spoken: Mapping[str, frozenset[str]]) -> dict[str, dict[str, Conversation]]:
    """Recognised texts by the folder they stand in (one a recogniser), each under the consultation it is of."""
    folders: dict[str, dict[str, Conversation]] = defaultdict(dict)
    for path in sorted(data.rglob("*.txt")):
        raw = path.read_bytes()
        words = words_of(raw.decode("utf-8", errors="replace"))
        best = max(spoken, key=lambda name: len(words & spoken[name]) / max(len(words | spoken[name]), 1))
        if len(words & spoken[best]) < LEAST_SHARED * len(words) or not words:
            continue
        try:
            folders[str(path.parent.relative_to(data))][best] = read_conversation(raw)
        except BadInput:
            continue
    return {name: texts for name, texts in folders.items() if texts}


def recall(pairs: Iterable[tuple[Checklist, str]], note_of: Callable[[str], str | None], rarity: Rarity) -> Recall:
    """Count the facts of all checklists whose consultation has a note."""
    counted = Recall()
    for checklist, name in pairs:
        note = note_of(name)
        if note is not None:
            counted.add(checklist, note, rarity)
    return counted
