"""Suite `icd-suggestions`: are the ICD-10-CM codes suggested for diagnoses in words the right ones?

Read by `suites`. A suggestion counts as right in full where it is one of the codes given, or lies below one that has
since been split; by category where the first three signs agree. ICD-9-CM titles count as often as they were billed.
"""

import time
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from attending.scribe.evaluation.coded_cases import Case, read_cases
from attending.terms.icd10cm_written import suggest_for_diagnosis

_COMMON = 12


def score_icd_suggestions(
    data: Path, *, predictions: Path | None = None, progress: Callable[[int, int], None] = lambda done, of: None
) -> dict[str, Any]:
    """ICD-10-CM suggestions for written diagnoses: how many get one, and how many of these are right.

    Args:
        data: a csv with the columns diagnosis and icd10cm, or a folder as `coded_cases` reads it.
        predictions: where to write one JSON line per diagnosis: file, id, diagnosis, codes, reasons.
        progress: called with diagnoses done and diagnoses in all.
    """
    cases = read_cases(data)
    suggest_for_diagnosis("hypertension")  # the list is read before the clock starts
    started, given = time.perf_counter(), []
    for done, case in enumerate(cases, start=1):
        given.append(suggest_for_diagnosis(case.text))
        progress(done, len(cases))
    seconds = (time.perf_counter() - started) / len(cases)
    if predictions:
        rows = [
            {
                "file": case.file,
                "id": case.id,
                "diagnosis": case.text,
                "codes": [one.coding.code for one in found],
                "reasons": [one.reason for one in found],
            }
            for case, found in zip(cases, given, strict=True)
        ]
        predictions.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    codes = [[one.coding.code for one in found] for found in given]
    known = [(case, found) for case, found in zip(cases, codes, strict=True) if case.codes]
    halves = {half: [pair for pair in known if _half(pair[0]) == half] for half in ("even", "odd")}
    return {
        "suite": "icd-suggestions",
        "diagnoses": len(cases),
        **_shares(known),
        "by_half": {half: _shares(pairs) for half, pairs in halves.items()},
        "commonest_without": _commonest([case for case, found in known if not found]),
        "commonest_wrong": _commonest([case for case, found in known if found and not _category(case, found[0])]),
        "seconds_per_diagnosis": round(seconds, 4),
    }


def _half(case: Case) -> str:
    """The rules were written with the titles of even check sums in view; the odd ones were kept apart."""
    return "odd" if zlib.crc32(case.id.encode()) % 2 else "even"


def _shares(pairs: Sequence[tuple[Case, list[str]]]) -> dict[str, Any]:
    """In per cent: diagnoses with a suggestion, right ones among all and among those with one."""
    total = sum(case.weight for case, _ in pairs)
    given = sum(case.weight for case, found in pairs if found)
    first = sum(case.weight for case, found in pairs if found and _right(case, found[0]))
    five = sum(case.weight for case, found in pairs if any(_right(case, one) for one in found[:5]))
    category = sum(case.weight for case, found in pairs if found and _category(case, found[0]))
    if not total:
        return {"with_code": 0}
    return {
        "with_code": total,
        "suggested": _percent(given, total),
        "first_right": _percent(first, total),
        "first_five_right": _percent(five, total),
        "category_right": _percent(category, total),
        "precision": _percent(first, given),
        "category_precision": _percent(category, given),
    }


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _right(case: Case, code: str) -> bool:
    return any(code.startswith(one) for one in case.codes)


def _category(case: Case, code: str) -> bool:
    return code[:3] in {one[:3] for one in case.codes}


def _commonest(cases: Sequence[Case]) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for case in cases:
        counts[case.text] += case.weight
    return dict(counts.most_common(_COMMON))
