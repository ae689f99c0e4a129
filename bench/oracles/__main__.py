"""Record what outside programs answer: `python -m bench.oracles`; docs/reference/bedside-scores.md tells how.

Writes one line of JSON for each score into tests/oracle_answers/PROGRAM-VERSION.jsonl. Programs that are not installed
are passed over. None of them is a dependency of Attending: some ask for a later Python, and
one is under a licence that we do not ship.
"""

import importlib
import importlib.metadata
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.oracles.cases import INPUTS, cases

INTO = Path(__file__).parents[2] / "tests" / "oracle_answers"
PROGRAMS = {
    "akiflagger": "from_akiflagger",
    "clincalc": "from_clincalc",
    "comorbidipy": "from_comorbidipy",
    "medcalc": "from_medcalc",
    "medimetry": "from_medimetry",
    "pyaki": "from_pyaki",
    "pycomorb": "from_pycomorb",
    "pyprevent": "from_pyprevent",
}


def main() -> None:
    """Ask each program that is installed."""
    INTO.mkdir(exist_ok=True)
    for program, module in PROGRAMS.items():
        try:
            version = importlib.metadata.version(program)
            asked = importlib.import_module(f"bench.oracles.{module}")
        except ImportError as missing:
            print(f"{program}: not asked ({missing})")
            continue
        answers: Mapping[str, Callable[[dict[str, Any]], float | None]] = asked.ANSWERS
        told = {score: _asked(score, answer) for score, answer in answers.items()}
        text = "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in told.values())
        (INTO / f"{program}-{version}.jsonl").write_text(text, encoding="utf-8")
        print(f"{program} {version}: {sum(len(row['cases']) for row in told.values())} answers to {len(told)} scores")


def _asked(score: str, answer: Callable[[dict[str, Any]], float | None]) -> dict[str, Any]:
    """The names of the inputs, and of each case their values with the answer at the end."""
    rows = []
    for inputs in cases(score):
        told = answer(inputs)
        if told is not None:
            rows.append([*inputs.values(), round(float(told), 6)])
    return {"score": score, "inputs": list(INPUTS[score]), "cases": rows}


if __name__ == "__main__":
    main()
