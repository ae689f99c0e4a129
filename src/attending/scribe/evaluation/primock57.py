"""Suite `primock57`: notes from pairs of TextGrids, scored against the clinician's own note, checklists, and sources.

Read by `suites`. Files are known by content (a TextGrid, a JSON object with a note) and paired by what their names
share once the words for the two speakers are left out, else by the day and number in the note.
"""

import json
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from attending.drafts import Conversation
from attending.errors import BadInput, NothingSaid
from attending.scribe.draft import write_note
from attending.scribe.evaluation.checklist_recall import assign, keys_of_conversation, read_recognised, recall, words_of
from attending.scribe.evaluation.checklists import Rarity, read_checklists
from attending.scribe.evaluation.grounding import Grounding
from attending.scribe.evaluation.scoring import DRAFTED, mean_rouge, note_text, write_predictions
from attending.scribe.transcripts.read import read_conversation

_SPEAKER = re.compile(r"(?:^|[^a-z])(?:doctor|clinician|dr|patient|pt|gp)(?=$|[^a-z])")


@dataclass(frozen=True)
class Consultation:
    """One consultation and, where the folder has it, the note its clinician wrote."""

    id: str
    conversation: Conversation
    note: str | None


def score_primock57(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> dict[str, Any]:
    """Draft and score every consultation of a folder of TextGrid pairs and notes.

    Args:
        data: the folder; its subfolders are searched too.
        predictions: where to write one JSON line per consultation: id, note, sentences with section, turns, evidence.
        progress: called with consultations done and consultations in all.
    """
    consultations = read_consultations(data)
    grounding = Grounding()
    drafts = []
    started = time.perf_counter()
    for number, consultation in enumerate(consultations, start=1):
        drafts.append(write_note(consultation.conversation, None, now=DRAFTED))
        progress(number, len(consultations))
    seconds = (time.perf_counter() - started) / len(consultations)
    for consultation, draft in zip(consultations, drafts, strict=True):
        for claim in draft.claims:
            grounding.add(claim, consultation.conversation)
    if predictions:
        write_predictions(predictions, zip((c.id for c in consultations), drafts, strict=True))
    notes = [note_text(draft) for draft in drafts]
    pairs = [(c.note, note) for c, note in zip(consultations, notes, strict=True) if c.note]
    return {
        "suite": "primock57",
        **_checklist_recall(data, consultations, notes, progress),
        "consultations": len(consultations),
        "with_note": len(pairs),
        **(mean_rouge(pairs) if pairs else {}),
        **grounding.percentages(),
        "words_per_note": round(sum(len(note.split()) for note in notes) / len(notes), 1),
        "seconds_per_visit": round(seconds, 3),
    }


def _checklist_recall(
    data: Path, consultations: list[Consultation], notes: list[str], progress: Callable[[int, int], None]
) -> dict[str, Any]:
    """Recall of the checklists below the folder, on clean transcripts and on every recogniser's text beside them."""
    checklists = read_checklists(data)
    if not checklists:
        return {}
    transcripts = {c.id: keys_of_conversation(c.conversation) for c in consultations}
    rarity = Rarity(tuple(transcripts.values()))
    pairs = assign(checklists, transcripts)
    drafted = dict(zip(transcripts, notes, strict=True))
    clean = recall(pairs, drafted.get, rarity)
    wanted = {name for _, name in pairs}
    spoken = {c.id: words_of(" ".join(t.text for t in c.conversation.turns)) for c in consultations}
    recognised = read_recognised(data, spoken)
    by_recogniser = {}
    for done, (folder, texts) in enumerate(recognised.items(), start=1):
        heard = {name: _note(texts[name]) for name in wanted & texts.keys()}
        same = recall(pairs, lambda name, h=heard: drafted.get(name) if name in h else None, rarity)  # type: ignore[misc]
        by_recogniser[folder] = {
            **recall(pairs, heard.get, rarity).measures(),
            "critical_recall_clean": same.measures().get("critical_recall"),
        }
        progress(done, len(recognised))
    own = recall(pairs, {c.id: c.note for c in consultations}.get, rarity)
    return {
        "checklists": len(pairs),
        **clean.measures(),
        "critical_recall_of_clinicians_notes": own.measures().get("critical_recall"),
        "critical_recall_of_whole_transcripts": recall(
            pairs, {c.id: "\n".join(t.text for t in c.conversation.turns) for c in consultations}.get, rarity
        ).measures().get("critical_recall"),
        "by_recogniser": by_recogniser,
    }  # fmt: skip


def _note(conversation: Conversation) -> str:
    try:
        return note_text(write_note(conversation, None, now=DRAFTED))
    except NothingSaid:
        return ""


def read_consultations(data: Path) -> list[Consultation]:
    """Read every consultation of a folder, in order of its name.

    Raises:
        BadInput: the folder holds no TextGrid.
    """
    grids: dict[str, list[Path]] = defaultdict(list)
    notes: dict[str, str] = {}
    for path in sorted(data.rglob("*")) if data.is_dir() else []:
        if path.is_file() and _is_textgrid(path):
            grids[_name(path)].append(path)
        elif path.suffix.lower() == ".json":
            notes.update(_read_notes(path))
    if not grids:
        raise BadInput("Expected a folder with Praat TextGrids, two for each consultation, and notes in JSON.")
    return [Consultation(name, _read_pair(paths), _find_note(name, notes)) for name, paths in sorted(grids.items())]


def _is_textgrid(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(400).replace(b"\0", b"")
    return b"ooTextFile" in head and b"TextGrid" in head


def _name(path: Path) -> str:
    return _SPEAKER.sub("", path.stem.lower()).strip("_- .")


def _read_pair(paths: list[Path]) -> Conversation:
    if len(paths) > 2:
        raise BadInput("More than two TextGrids share a name.", hint="Each consultation has one per speaker.")
    partner = paths[1].read_bytes() if len(paths) == 2 else None
    return read_conversation(paths[0].read_bytes(), name=paths[0].name, partner=partner)


def _read_notes(path: Path) -> Iterator[tuple[str, str]]:
    """Read a note under the name of its file, and under the day and number written in it."""
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError):
        return
    if not isinstance(document, dict) or not isinstance(document.get("note"), str):
        return
    yield _name(path), document["note"]
    day, number = document.get("day"), document.get("consultation")
    if isinstance(day, int) and isinstance(number, int):
        yield _by_numbers((str(day), str(number))), document["note"]


def _find_note(name: str, notes: dict[str, str]) -> str | None:
    return notes.get(name) or notes.get(_by_numbers(re.findall(r"\d+", name)))


def _by_numbers(numbers: Iterable[str]) -> str:
    return "#" + "-".join(str(int(number)) for number in numbers)
