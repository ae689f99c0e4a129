"""Patients scored per second and core by each shipped risk model, from prepared features: `python -m bench.risk`."""

import time

import numpy as np

from attending.risk.learned import load_model

MODELS = ("icu-mortality", "readmission", "hospital-death", "hospital-death-plain", "icu-series", "deterioration-icu")
CASES, RUNS = 10_000, 5


def main() -> None:
    """One line per model: the best of a few runs, in processor seconds of one thread."""
    rng = np.random.default_rng(1)
    for name in MODELS:
        model = load_model(name)
        domain = model.domain
        table = np.array(domain.centre) + np.array(domain.spread) * rng.normal(size=(CASES, len(model.inputs)))
        table[rng.random(table.shape) < np.array(domain.gaps)] = np.nan
        model.predict(table[:1000])
        seconds = min(_timed(lambda: model.predict(table)) for _ in range(RUNS))  # noqa: B023 - called at once
        print(f"{name}: {CASES / seconds:,.0f} patients a second, {len(model.inputs)} inputs")


def _timed(run: object) -> float:
    start = time.process_time()
    run()  # type: ignore[operator]
    return time.process_time() - start


if __name__ == "__main__":
    main()
