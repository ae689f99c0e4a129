"""Ask akiFlagger (MIT): a baseline six days ago, a sample yesterday, and today's.

It looks at creatinine's multiples and its rise, not at the 4 mg/dL of stage 3 nor at dialysis. Cases whose samples
contradict each other (yesterday below the baseline) are not asked.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pandas
from akiFlagger import AKIFlagger

Inputs = dict[str, Any]
TODAY = datetime(2020, 1, 10, 12)  # noqa: DTZ001 - any day


def _kdigo(v: Inputs) -> float | None:
    now, baseline = v["creatinine_mg_dl"], v["baseline_mg_dl"]
    yesterday = round(now - v["rise_48h_mg_dl"], 4)
    if yesterday < baseline or now >= 4:
        return None
    table = pandas.DataFrame(
        {
            "patient_id": [1, 1, 1],
            "time": [TODAY - timedelta(days=6), TODAY - timedelta(days=1), TODAY],
            "inpatient": [True] * 3,
            "creatinine": [baseline, yesterday, now],
        }
    )
    return float(AKIFlagger(padding="0hours").returnAKIpatients(table)["aki"].iloc[-1])


ANSWERS: dict[str, Callable[[Inputs], float | None]] = {"kidneys.kdigo_aki": _kdigo}
