"""How unlike the groups fare at the operating point: the share of events found in the best and the worst of them.

A gap between the largest and the smallest of several shares is never 0: beside it stands the gap that groups of these
sizes would show by chance if every event had the same chance to be found, and an interval over patients. Groups under
`FEWEST_CASES` stand in the table by group, where their intervals tell how little is known of them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from attending.risk.learned.calibration import Array
from attending.risk.learned.conformal import Groups
from attending.risk.learned.model import Risks

FEWEST_CASES = 400
FEWEST_EVENTS = 20
DRAWS = 200
SEED = 20_121_126
INNER = (0.025, 0.975)
DIGITS = 4


def gaps_between(outcome: Array, risks: Risks, who: NDArray[np.int_], groups: Groups) -> dict[str, dict[str, Any]]:
    """The gap in the share of events found, of each grouping with at least two levels large enough.

    Args:
        outcome: 0 or 1, shape (case,).
        risks: what the model said; both its flags are looked at, the shifted and the one threshold for all (`_plain`).
        who: number of the patient of each case; the bootstrap draws patients.
        groups: groupings of the cases; those whose level is not told ("") are a group too, "unknown".
    """
    events = np.flatnonzero(outcome > 0)
    return {
        name: row
        for name, levels in groups.items()
        if (row := _gap(np.array([level or "unknown" for level in levels], object), events, risks, who)) is not None
    }


def _gap(labels: NDArray[np.object_], events: NDArray[np.int_], risks: Risks, who: NDArray[np.int_]) -> Any:
    known = [
        level
        for level in sorted(set(labels))
        if np.sum(labels == level) >= FEWEST_CASES and np.sum(labels[events] == level) >= FEWEST_EVENTS
    ]
    if len(known) < 2:
        return None
    places = {level: place for place, level in enumerate(known)}
    inside = np.array([event for event in events if labels[event] in places])
    place = np.array([places[labels[event]] for event in inside])
    row: dict[str, Any] = {"groups": known, "events": np.bincount(place, minlength=len(known)).tolist()}
    for suffix, flagged in (("", risks.flagged), ("_plain", risks.flagged_plain)):
        measured = _measure(flagged[inside], place, who[inside], known)
        row |= {f"{key.removesuffix('_95')}{suffix}{'_95' * key.endswith('_95')}": v for key, v in measured.items()}
    return row


def _measure(
    found: NDArray[np.bool_], place: NDArray[np.int_], who: NDArray[np.int_], known: list[str]
) -> dict[str, Any]:
    rng = np.random.default_rng(SEED)
    patients, patient = np.unique(who, return_inverse=True)
    shares = _shares(found, place, np.ones(len(found)), len(known))
    drawn = []
    for _ in range(DRAWS):
        times = np.bincount(rng.integers(0, len(patients), len(patients)), minlength=len(patients))
        drawn.append(np.ptp(_shares(found, place, times[patient].astype(float), len(known))))
    alike = found.mean()
    events = np.bincount(place, minlength=len(known))
    chance = np.ptp(rng.binomial(events, alike, (DRAWS * 5, len(known))) / events, axis=1)
    return {
        "tpr_gap": round(float(np.ptp(shares)), DIGITS),
        "tpr_gap_95": [round(float(np.nanquantile(drawn, share)), DIGITS) for share in INNER],
        "tpr_gap_by_chance": round(float(chance.mean()), DIGITS),
        "tpr_gap_by_chance_95": [round(float(np.quantile(chance, share)), DIGITS) for share in INNER],
        "most_found": known[int(np.argmax(shares))],
        "least_found": known[int(np.argmin(shares))],
    }


def _shares(found: NDArray[np.bool_], place: NDArray[np.int_], counts: Array, groups: int) -> Array:
    """Share of the events found in each group, each event counted so often."""
    with np.errstate(invalid="ignore", divide="ignore"):
        shares: Array = np.bincount(place, counts * found, groups) / np.bincount(place, counts, groups)
    return shares
