"""Learn the weights of the chief complaint (`scribe.sections.complaint.WEIGHTS`) and say how often they choose rightly.

Run as `python -m bench.complaint ACI.csv MTS.csv`: notes with a CHIEF COMPLAINT, short dialogues with the header CC.
The visits of `complaints.txt`, each with what a clinician would write, are our own. Logistic regression; no weight
may have a sign against its meaning, and each is drawn towards `PRIOR`; 5 folds. Needs the extra `[train]`.
"""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from attending.drafts import Conversation, Role, Turn
from attending.scribe.content.visit import Visit
from attending.scribe.corpora import read_excerpts, read_visits
from attending.scribe.draft import read_visit
from attending.scribe.salience.model import load_engine
from attending.scribe.sections.complaint import FEATURES, features
from attending.scribe.sections.reasons import reasons_in
from attending.scribe.sections.reasons_given import Candidate, candidates
from attending.scribe.vocabulary import vocabulary

AGAINST = vocabulary(
    "elicited_first asked_first denied past other background effect unsure_first general vague problem"
)
AGAINST |= vocabulary("drug beside late_thing position")
EITHER = vocabulary("condition part thing visit event")
PRIOR = {
    **{"vague": -1.5, "general": -1.0, "treated": 1.0, "other": -2.0, "past": -1.0, "effect": -1.0, "late thing": -1.5},
    **{"background": -1.0, "unsure first": -1.0, "elicited first": -1.0, "denied": -1.0},
}
STRENGTH, FOLDS = 0.3, 5
WORTH = (2.0, 1.0, 0.7)
"""What a candidate of our own visits, of ACI-BENCH and of MTS-Dialog counts."""
ROLES = {"D": Role.CLINICIAN, "P": Role.PATIENT, "M": Role.OTHER}
_SECTION = re.compile(r"CHIEF COMPLAINT\s*:?\s*(.*?)\n\s*\n", re.DOTALL)
_PLAIN = vocabulary("pain right left problem with follow bilateral evaluation patient history")


def examples(aci: Path, mts: Path) -> Iterator[tuple[Conversation, list[str], float]]:
    """Each conversation, the names any of which is right, and what it is worth."""
    for block in Path(__file__).with_name("complaints.txt").read_text(encoding="utf-8").strip().split("\n\n"):
        names, *lines = block.splitlines()
        turns = tuple(Turn(number=n, role=ROLES[one[0]], text=one[2:].strip()) for n, one in enumerate(lines))
        yield Conversation(id="own", turns=turns), re.split(r"[|&]", names.removeprefix("=")), WORTH[0]
    for visit in read_visits(aci):
        if found := _SECTION.search(visit.note):
            yield visit.conversation, found[1].split("\n"), WORTH[1]
    for excerpt in read_excerpts(mts):
        if excerpt.header == "CC":
            yield excerpt.conversation, [excerpt.text], WORTH[2]


def is_right(candidate: Candidate, names: list[str]) -> bool:
    """Whether a candidate is what one of the names says: by a key in common, else by its words."""
    told = [set(mention.reason.name.split()) for mention in candidate.mentions]
    for name in names:
        text = re.sub(r"[.,]", " , ", name.lower().strip(" ."))
        keys = {key for one in reasons_in(text) for key in one.keys} - {"visit"}
        words = {word for word in re.findall("[a-z]{4,}", text) if word not in _PLAIN}
        if keys & candidate.keys or (words and any(words <= own for own in told)):
            return True
    return False


def fit(rows: NDArray[np.float64], right: NDArray[np.float64], worth: NDArray[np.float64]) -> NDArray[np.float64]:
    """The weights in the order of `FEATURES`, and the bias behind them."""
    prior = np.array([PRIOR.get(name, 0.0) for name in FEATURES])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        value = rows @ weights[:-1] + weights[-1]
        error = STRENGTH * worth * (1 / (1 + np.exp(-value)) - right)
        away = weights[:-1] - prior
        cost = STRENGTH * float((worth * (np.logaddexp(0, value) - right * value)).sum()) + float(away @ away) / 2
        return cost, np.r_[rows.T @ error + away, error.sum()]

    signs = [
        (None, 0) if n.replace(" ", "_") in AGAINST else (None, None) if n in EITHER else (0, None) for n in FEATURES
    ]
    found = minimize(loss, np.zeros(len(FEATURES) + 1), jac=True, bounds=[*signs, (None, None)], method="L-BFGS-B")
    return np.asarray(found.x, np.float64)


def main(aci: Path, mts: Path) -> None:
    """Print how many visits of five folds are chosen rightly, then the weights of all."""
    engine, now = load_engine(), datetime(2026, 1, 1, tzinfo=UTC)
    table: list[tuple[list[float], bool, float, int]] = []
    for number, (conversation, names, worth) in enumerate(examples(aci, mts)):
        visit: Visit | None = read_visit(conversation, None, now=now, engine=engine)
        found = candidates(visit) if visit else ()
        rights = [is_right(candidate, names) for candidate in found]
        if visit and any(rights):
            rows = (list(features(visit, candidate).values()) for candidate in found)
            table += [(row, right, worth, number) for row, right in zip(rows, rights, strict=True)]
    rows, right = np.array([one[0] for one in table]), np.array([one[1] for one in table], float)
    worths, owner = np.array([one[2] for one in table]), np.array([one[3] for one in table])
    for worth in WORTH:
        chosen = 0
        for number in set(owner[worths == worth]):
            own, others = owner == number, owner % FOLDS != number % FOLDS
            weights = fit(rows[others], right[others], worths[others])
            chosen += bool(right[own][(rows[own] @ weights[:-1]).argmax()])
        print(f"worth {worth}: {chosen} of {len(set(owner[worths == worth]))}")
    weights = fit(rows, right, worths)
    print("\n".join(f'    "{n}": {w:.2f},' for n, w in zip((*FEATURES, "bias"), weights, strict=True)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
