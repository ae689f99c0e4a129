"""A sharper or quieter series beside the original, which stays as it is."""

from collections.abc import Callable

from attending.errors import NotFound
from attending.imaging.outgoing import series_enhanced
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_study import open_study, taken_again
from attending.security import Grant

Progress = Callable[[int, int], None]


def enhance_series(
    key: str, series: int, factor: int, *, clinic: Clinic, grant: Grant, progress: Progress | None = None
) -> dict[str, bytes]:
    """A derived series beside the original, by file name; the original stays as it is."""
    kept = open_study(key, clinic=clinic, grant=grant)
    taken = taken_again(kept, clinic)
    if not 0 <= series < len(taken.studies[0].series):
        raise NotFound("There is no such series.")
    return series_enhanced(taken, taken.studies[0].series[series], factor, progress=progress)
