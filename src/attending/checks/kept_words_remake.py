"""Learn which of a patient's words notes keep, from MTS-Dialog's training set: `attending train kept-words`.

A word counts once a dialogue, and as kept where the note beside it has it in any wording (`terms.content`).
"""

import csv
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from attending.checks.cases import said_in
from attending.checks.kept_words import TABLE, name_of, statements_of
from attending.errors import BadInput
from attending.terms.content import keys_of, units_of

_SMOOTHED, _LEAST_SAID, HALF = 4, 2, 0.5
"""Dialogues as which the mean of all words counts beside a word's own; in how many a word must have been said; the
share from which it stands in the table."""


def remake(data: Path, into: Path, progress: Callable[[str], None]) -> None:
    """Write the table; raises `BadInput` where there is no dialogue with the text of its section."""
    with data.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or not {"dialogue", "section_text"} <= rows[0].keys():
        raise BadInput("Expected a csv with dialogue and section_text.", hint="MTS-Dialog-TrainingSet.csv has them.")
    said: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for row in rows:
        held, turns = keys_of(row["section_text"]), said_in(row["dialogue"])
        units = {
            name_of(unit, clinician=turns[turn].clinician is True): unit
            for turn, asked, answer in statements_of(turns)
            for unit in (*units_of(asked), *units_of(answer))
        }
        said.update(units.keys())
        kept.update(name for name, unit in units.items() if unit.is_in(held))
    mean = kept.total() / said.total()
    shares = {n: (kept[n] + _SMOOTHED * mean) / (said[n] + _SMOOTHED) for n in said if said[n] >= _LEAST_SAID}
    table = [f"{name}\t{share:.2f}" for name, share in sorted(shares.items()) if share >= HALF]
    (into / TABLE).write_text("\n".join(["word\tshare", *table]) + "\n", encoding="utf-8")
    progress(f"{len(rows):,} dialogues, {len(table):,} words kept in half of the notes")
