"""Suite `mts-dialog`: the section header of short dialogues, and the text of that section.

Read by `suites`. Needs the extra `[evaluate]`. A row without a header or text of its own is answered all the same.
Source: Ben Abacha et al., EACL 2023 (MTS-Dialog, 20 section headers); ROUGE as in `scoring`.
"""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from attending.errors import BadInput, NothingSaid
from attending.scribe.corpora import Excerpt, read_excerpt_files
from attending.scribe.evaluation.scoring import DRAFTED, mean_rouge
from attending.scribe.headers.features import read_excerpt
from attending.scribe.headers.model import load_section_model
from attending.scribe.headers.texts import write_section
from attending.scribe.salience.model import load_engine


def score_mts_dialog(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> dict[str, Any]:
    """Section headers and section texts of short dialogues: header accuracy, ROUGE of the texts.

    Args:
        data: a csv with the column dialogue (and ID, section_header, section_text where known), or a folder of them.
        predictions: where to write one JSON line per dialogue: file, id, section_header, section_text.
        progress: called with dialogues done and dialogues in all.
    """
    named = [(name, row) for name, rows in read_excerpt_files(data) for row in rows]
    if not named:
        raise BadInput("Expected a csv, or a folder of csv files, with the column dialogue.")
    engine, model = load_engine(), load_section_model()
    headers, texts = [], []
    started = time.perf_counter()
    for done, (_, row) in enumerate(named, start=1):
        headers.append(model.header(read_excerpt(row.conversation, engine)))
        try:
            texts.append(write_section(row.conversation, headers[-1], now=DRAFTED, engine=engine))
        except NothingSaid:
            texts.append("")
        progress(done, len(named))
    seconds = (time.perf_counter() - started) / len(named)
    if predictions:
        rows = [
            {"file": name, "id": row.id, "section_header": header, "section_text": text}
            for (name, row), header, text in zip(named, headers, texts, strict=True)
        ]
        predictions.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    pairs = [(row.text, text) for (_, row), text in zip(named, texts, strict=True) if row.text]
    return {
        "suite": "mts-dialog",
        "dialogues": len(named),
        **_accuracy([row for _, row in named], headers),
        **(mean_rouge(pairs) if pairs else {}),
        "with_text": len(pairs),
        "seconds_per_dialogue": round(seconds, 3),
    }


def _accuracy(rows: list[Excerpt], headers: list[str]) -> dict[str, Any]:
    """Header accuracy in per cent, and the commonest mistakes, of the rows whose header is known."""
    known = [(row.header, header) for row, header in zip(rows, headers, strict=True) if row.header]
    if not known:
        return {"with_header": 0}
    mistakes = Counter(f"{true} as {given}" for true, given in known if true != given)
    of_header = Counter(true for true, _ in known)
    right = Counter(true for true, given in known if true == given)
    return {
        "with_header": len(known),
        "header_accuracy": round(100 * right.total() / len(known), 2),
        "recall_by_header": {name: round(100 * right[name] / count, 1) for name, count in of_header.most_common()},
        "commonest_mistakes": dict(mistakes.most_common(8)),
    }
