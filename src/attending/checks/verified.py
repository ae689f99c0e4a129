"""Suite `note-verifier`: verdicts on notes of anybody, and how they agree with people's scores of automatic summaries.

Read by `suites`; what may stand in the data is said in `cases`.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from msgspec import to_builtins

from attending.checks.agreement import agreement
from attending.checks.cases import Case, read_cases, said_in
from attending.checks.facts import Fact
from attending.checks.note import headed_sentences
from attending.checks.omissions import everything_told, left_out
from attending.checks.seeded import NOTE_SEEDS
from attending.checks.verify import Aspect, Opinion, Verdict, Visit
from attending.checks.wanted import count_wanted, measures_of

_VITAL_SIGNS = ("bp", "blood pressure", "pulse", "heart rate", "respiratory", "temperature", "oxygen", "rr ", "hr ")


@dataclass
class Tally:
    """Verdicts on the notes of one table."""

    notes: int = 0
    sentences: Counter[str] = field(default_factory=Counter)
    aspects: Counter[str] = field(default_factory=Counter)
    unsaid_vital_signs: list[str] = field(default_factory=list)
    facts: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def measures(self) -> dict[str, Any]:
        """Counts and shares, ready for JSON."""
        total = self.sentences.total()
        return {
            "notes": self.notes,
            "sentences": total,
            **{f"share_{v.value.replace(' ', '_')}": round(self.sentences[v] / total, 4) for v in Verdict if total},
            "reasons": dict(self.aspects.most_common()),
            "notes_with_unsaid_vital_signs": self.unsaid_vital_signs,
            "facts_told": self.facts,
            "facts_left_out": dict(self.left_out.most_common()),
        }


def score_verifier(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, total: None
) -> dict[str, Any]:
    """Verdicts of the note verifier, and their agreement with manual fact and hallucination scores.

    Args:
        data: a csv or a folder of them: visits with notes, others' notes of them, scored automatic summaries.
            In the notes that stand beside their dialogue errors are planted, and those found are counted.
        predictions: where to write one JSON line per note: file, id, verdicts, unsupported_share, sentences.
        progress: called with notes judged and notes in all.
    """
    cases = read_cases(data)
    lines: list[str] = []
    tallies: dict[str, Tally] = {}
    scored: list[tuple[float, float, Mapping[str, float]]] = []
    visits: dict[str, Visit] = {}
    told: dict[str, tuple[Fact, ...]] = {}
    planted: Counter[tuple[str, str]] = Counter()
    wanted: Counter[str] = Counter()
    for done, case in enumerate(cases, start=1):
        visit = visits.setdefault(case.dialogue, Visit(said_in(case.dialogue)))
        judged = [(sentence, visit.judge(sentence, heading)) for heading, sentence in headed_sentences(case.note)]
        tally = tallies.setdefault(case.file, Tally())
        _count(tally, case.id, judged)
        if case.beside:
            planted.update(_plant(visit, case.note))
        share = unsupported_share([opinion for _, opinion in judged])
        facts = told.setdefault(case.dialogue, everything_told(visit.said))
        omitted = left_out(case.note, facts)
        tally.facts += len(facts)
        tally.left_out.update(fact.kind for fact in omitted)
        if case.reference:
            wanted.update(count_wanted(omitted, case.note, case.reference))
        scored.append((share, len(omitted) / len(facts) if facts else 0.0, case.scores))
        lines.append(_line(case, judged, share, omitted))
        progress(done, len(cases))
    if predictions:
        predictions.write_text("".join(lines), encoding="utf-8")
    return {
        "suite": "note-verifier",
        "cases": len(cases),
        "tables": {name: tally.measures() for name, tally in tallies.items()},
        "planted_errors_found": {name: _found(planted, name) for name in NOTE_SEEDS if planted[name, "planted"]},
        "omissions_against_references": measures_of(wanted) if wanted else {},
        "agreement_with_people": agreement(scored),
    }


def _plant(visit: Visit, note: str) -> Iterator[tuple[str, str]]:
    """What becomes of one wrong number, medicine, denial and side in each supported sentence of a clinician's note."""
    for heading, sentence in headed_sentences(note):
        if visit.judge(sentence, heading).verdict is not Verdict.SUPPORTED:
            continue
        for name, spoil in NOTE_SEEDS.items():
            wrong = spoil(sentence, random.Random(crc32(sentence.encode())))  # noqa: S311 - seeded errors, not secrets
            if wrong is not None:
                verdict = visit.judge(wrong, heading).verdict
                yield name, "planted"
                yield from ((name, v.value) for v in (Verdict.CONTRADICTED, Verdict.NOT_FOUND) if v is verdict)


def _found(planted: Mapping[tuple[str, str], int], name: str) -> dict[str, float | int]:
    total = planted[name, "planted"]
    called = {v: planted[name, v.value] for v in (Verdict.CONTRADICTED, Verdict.NOT_FOUND)}
    return {
        "n": total,
        "found": round(sum(called.values()) / total, 4),
        "called_contradicted": round(called[Verdict.CONTRADICTED] / total, 4),
    }


def unsupported_share(opinions: Sequence[Opinion]) -> float:
    """Of what a note says, the share that the visit does not hold: missing content and each fault of another kind."""
    said = missing = 0.0
    for opinion in opinions:
        faults = sum(
            reason.aspect is not Aspect.CONTENT and reason.verdict is not Verdict.SUPPORTED
            for reason in opinion.reasons
        )
        said += sum(unit.weight for unit in opinion.support.units) + faults
        missing += sum(unit.weight for unit in opinion.support.missing) + faults
    return missing / said if said else 0.0


def _count(tally: Tally, name: str, judged: Sequence[tuple[str, Opinion]]) -> None:
    tally.notes += 1
    for sentence, opinion in judged:
        tally.sentences[opinion.verdict] += 1
        tally.aspects.update(f"{reason.aspect} {reason.verdict}" for reason in opinion.reasons)
        unsaid = any(reason.aspect is Aspect.NUMBER for reason in opinion.reasons)
        if unsaid and any(sign in sentence.lower() for sign in _VITAL_SIGNS) and name not in tally.unsaid_vital_signs:
            tally.unsaid_vital_signs.append(name)


def _line(case: Case, judged: Sequence[tuple[str, Opinion]], share: float, omitted: Sequence[Fact]) -> str:
    sentences = [
        {
            "text": sentence,
            "verdict": opinion.verdict,
            "turns": list(opinion.support.turns),
            "reasons": [to_builtins(reason) for reason in opinion.reasons],
        }
        for sentence, opinion in judged
    ]
    counts = Counter(opinion.verdict for _, opinion in judged)
    row = {
        "file": case.file,
        "id": case.id,
        "verdicts": counts,
        "unsupported_share": round(share, 4),
        "sentences": sentences,
        "left_out": [{"kind": fact.kind, "fact": fact.words, "turn": fact.turn} for fact in omitted],
    }
    return json.dumps(row, ensure_ascii=False) + "\n"
