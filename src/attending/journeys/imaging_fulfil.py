"""What is wanted of studies is made, one wish after the other, with the leave of whoever wants it."""

from collections.abc import Callable

from msgspec.structs import replace

from attending.errors import AttendingError, Conflict, NotAllowed, Unavailable
from attending.exchange.dicom import REPORT, ArchivedStudy, EnhanceWish, ReportWish, Wish
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_enhance import enhance_in_archive
from attending.journeys.imaging_report import draft_study_report
from attending.journeys.imaging_wish import change_wish
from attending.security import Grant
from attending.security.accounts import find_account
from attending.security.roles import grant_for

__all__ = ["REPORT", "EnhanceWish", "ReportWish", "Stopped", "Wish", "fulfil_wish", "put_wish_off", "wishes"]

Progress = Callable[[int, int], None]


class Stopped(Conflict):
    """The work was told to end; it is raised through what is just being done."""


def wishes(clinic: Clinic, kind: type[Wish]) -> list[tuple[str, str]]:
    """Study and name of each wish of a kind, the earliest first; after a start, what the last end broke off."""
    keys = [one.key for one in clinic.images.lines() if (one.drafting if kind is ReportWish else one.enhancing)]
    found = [(key, wish) for key in keys for wish in clinic.images.load(key).wishes]
    going = sorted((wish.when, key, wish.name) for key, wish in found if isinstance(wish, kind) and wish.goes_on)
    return [(key, name) for _, key, name in going]


def fulfil_wish(key: str, name: str, *, clinic: Clinic, progress: Progress) -> None:
    """Make what is wanted; how it ended stands with the study.

    `progress` may raise `Stopped` to end it; anything else but our own errors is passed on.

    Raises:
        Unavailable: the record is busy or out of reach; the wish waits, to be begun again.
    """
    kept = change_wish(key, name, lambda old: old and old.begin(), clinic=clinic)
    wish = next((one for one in kept.wishes if one.name == name), None)
    if wish is None or wish.state != "running":
        return
    try:
        account = find_account(clinic.record.connection(), wish.by)
        if account is None:
            raise NotAllowed("Whoever asked for it has no account any more.")
        _make(kept, wish, clinic, grant_for(account), progress)
    except Unavailable as error:
        put_wish_back(key, name, error.message, clinic=clinic)
        raise
    except AttendingError as error:
        state, why = ("stopped", "") if isinstance(error, Stopped) else ("failed", error.message)
        put_wish_off(key, name, state, why, clinic=clinic)


def put_wish_off(key: str, name: str, state: str, reason: str = "", *, clinic: Clinic) -> None:
    """Write down how a wish stands: `stopped`, `failed` with its reason, or `waiting` for the next start."""
    change_wish(key, name, lambda old: old and replace(old, state=state, reason=reason), clinic=clinic)


def put_wish_back(key: str, name: str, reason: str, *, clinic: Clinic) -> None:
    """Write down that a wish waits again for a reason that will pass."""
    change_wish(key, name, lambda old: old and old.put_back(reason), clinic=clinic)


def _make(kept: ArchivedStudy, wish: Wish, clinic: Clinic, grant: Grant, progress: Progress) -> None:
    if isinstance(wish, EnhanceWish):
        place = next((n for n, one in enumerate(kept.series) if one.uid == wish.series), -1)
        enhance_in_archive(kept.key, place, wish.factor, clinic=clinic, grant=grant, progress=progress)
    elif isinstance(wish, ReportWish):
        draft_study_report(
            kept.key, practitioner=wish.reader, clinic=clinic, grant=grant, progress=progress, now=wish.when
        )
