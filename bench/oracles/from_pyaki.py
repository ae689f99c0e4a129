"""Ask pyAKI (MIT): a baseline six days ago, a sample yesterday, and today's, by its absolute and relative criteria.

Cases whose samples contradict each other (yesterday below the baseline) are not asked.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pandas
from pyaki.probes import AbsoluteCreatinineProbe, RelativeCreatinineProbe
from pyaki.utils import Dataset, DatasetType

Inputs = dict[str, Any]
TODAY = datetime(2020, 1, 10, 12)  # noqa: DTZ001 - any day


def _kdigo(v: Inputs) -> float | None:
    now, baseline = v["creatinine_mg_dl"], v["baseline_mg_dl"]
    yesterday = round(now - v["rise_48h_mg_dl"], 4)
    if yesterday < baseline:
        return None
    times = pandas.DatetimeIndex([TODAY - timedelta(days=6), TODAY - timedelta(days=1), TODAY])
    hourly = pandas.DataFrame({"creat": [baseline, yesterday, now]}, index=times).resample("1h").mean()
    samples = Dataset(DatasetType.CREATININE, hourly)
    person = Dataset(DatasetType.DEMOGRAPHICS, pandas.DataFrame({"weight": [70.0], "age": [50.0]}))
    stages = []
    for probe in (AbsoluteCreatinineProbe(), RelativeCreatinineProbe()):
        found = next(d for d in probe.probe([samples, person]) if d.dataset_type == DatasetType.CREATININE)
        stages.append(float(found.df[probe.RESNAME].iloc[-1]))
    return max(stages)


ANSWERS: dict[str, Callable[[Inputs], float | None]] = {"kidneys.kdigo_aki": _kdigo}
