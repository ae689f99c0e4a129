"""What every scribe suite shares: a draft as text and as a row of predictions, and ROUGE against the clinician's note.

Read by `aci_bench` and `primock57`. Needs the extra `[evaluate]`.
Source: rouge-score 0.1.2 without stemmer, lines as sentences, plain mean over notes (Yim et al., Sci Data 2023).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from attending.drafts import Draft, Words
from attending.record.narrative import from_sections, plain_text

METRICS = ("rouge1", "rouge2", "rougeLsum")
DRAFTED = datetime(2026, 1, 1, tzinfo=UTC)
"""The moment given to every draft of a suite: the notes do not depend on it."""


def note_text(draft: Draft) -> str:
    """The note as text, with its headings."""
    return plain_text(from_sections(draft.resources[0]["section"]))


def prediction(name: str, draft: Draft) -> dict[str, Any]:
    """One visit as `--predictions` writes it."""
    titles = [section["title"] for section in draft.resources[0]["section"]]
    sentences = []
    for claim in draft.claims:
        place = int(claim.place.partition("[")[2].rstrip("]"))
        words = [e for e in claim.evidence if isinstance(e, Words)]
        sentences.append(
            {
                "text": claim.text,
                "section": titles[place],
                "turns": [t for w in words for t in w.turns],
                "evidence": [q for w in words for q in w.quotes],
            }
        )
    return {"id": name, "note": note_text(draft), "sentences": sentences}


def write_predictions(path: Path, drafts: Iterable[tuple[str, Draft]]) -> None:
    """Write one JSON line per visit."""
    path.write_bytes(b"".join(msgspec.json.encode(prediction(name, draft)) + b"\n" for name, draft in drafts))


def mean_rouge(pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
    """Mean F-measures, in per cent, of (reference, note) pairs."""
    from rouge_score.rouge_scorer import RougeScorer  # type: ignore[import-untyped,unused-ignore]

    scorer = RougeScorer(list(METRICS), use_stemmer=False)
    scores = [scorer.score(reference, note) for reference, note in pairs]
    return {m: round(100 * sum(s[m].fmeasure for s in scores) / len(scores), 2) for m in METRICS}
