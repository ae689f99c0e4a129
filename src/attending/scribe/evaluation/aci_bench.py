"""Suite `aci-bench`: notes for whole visits, scored as the published evaluation scores them, and for grounding.

Read by `suites`. Needs the extra `[evaluate]`.

Source: ROUGE-1/2/Lsum of rouge-score 0.1.2 without stemmer, lines as sentences, plain mean over notes (Yim et al., Sci
Data 2023; the published predictions score to the digits of the published tables this way). An empty division counts as
the published evaluation's own filler, so that two empty ones agree. Speakers are judged by their words first, as in
every transcript that comes in: some of these visits have their tags exchanged.
"""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from attending.drafts import Draft
from attending.scribe.corpora import Visit, read_visits
from attending.scribe.draft import write_note
from attending.scribe.evaluation.divisions import DIVISIONS, divide
from attending.scribe.evaluation.grounding import Grounding
from attending.scribe.evaluation.scoring import DRAFTED, METRICS, mean_rouge, note_text, write_predictions

PUBLISHED = {
    "BART + SAMSum, per division": (53.46, 25.08, 48.62),
    "GPT-4, zero-shot": (51.76, 22.58, 45.97),
    "BioBART, per division": (49.53, 22.47, 44.92),
    "ChatGPT": (47.44, 19.01, 42.47),
    "davinci-003": (47.07, 22.08, 43.11),
    "retrieval (another patient's note)": (43.87, 17.55, 40.47),
    "transcript copied": (32.84, 12.53, 30.61),
}
"""ROUGE-1, -2 and -Lsum of whole notes on test1, to stand beside ours; other visits compare only roughly.

Source: Yim et al., Sci Data 2023, table of test set 1 ("ROUGE-L" there is rougeLsum).
"""
_EMPTY = "#####EMPTY#####"


def score_aci_bench(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> dict[str, Any]:
    """Draft and score every visit of a csv, or of all csv files of a folder with dialogue and note.

    Args:
        data: the table or folder.
        predictions: where to write one JSON line per visit: id, note, sentences with section, turns and evidence.
        progress: called with visits done and visits in all.
    """
    visits = read_visits(data)
    drafts: list[Draft] = []
    started = time.perf_counter()
    for number, visit in enumerate(visits, start=1):
        drafts.append(write_note(visit.conversation, None, now=DRAFTED))
        progress(number, len(visits))
    seconds = (time.perf_counter() - started) / len(visits)
    if predictions:
        write_predictions(predictions, zip((v.id for v in visits), drafts, strict=True))
    grounding = Grounding()
    for visit, draft in zip(visits, drafts, strict=True):
        for claim in draft.claims:
            grounding.add(claim, visit.conversation)
    return {
        "suite": "aci-bench",
        "visits": len(visits),
        **score_notes(visits, [note_text(d) for d in drafts]),
        **grounding.percentages(),
        "seconds_per_visit": round(seconds, 3),
        "published_on_test1": {name: dict(zip(METRICS, row, strict=True)) for name, row in PUBLISHED.items()},
    }


def score_notes(visits: list[Visit], notes: list[str]) -> dict[str, Any]:
    """ROUGE of notes against those of the visits: full note, each division, and full note per data set."""
    pairs = [(v.note, n) for v, n in zip(visits, notes, strict=True)]
    divided = [(divide(reference), divide(note)) for reference, note in pairs]
    kinds = sorted({v.dataset for v in visits if v.dataset})
    return {
        **mean_rouge(pairs),
        "divisions": {d: mean_rouge([(_line(r[d]), _line(n[d])) for r, n in divided]) for d in DIVISIONS},
        "datasets": {k: mean_rouge([p for p, v in zip(pairs, visits, strict=True) if v.dataset == k]) for k in kinds},
        "words_per_note": round(sum(len(n.split()) for n in notes) / len(notes), 1),
    }


def _line(division: str) -> str:
    """A division on one line, as the published evaluation scores it."""
    return division.replace("\n", " __lf1__ ").strip() or _EMPTY
