"""Somebody wants a report drafted and goes on with their work: the wish lies with the study and outlives the server."""

from collections.abc import Callable

from msgspec.structs import replace

from attending.errors import AttendingError, BadInput, Conflict, NotAllowed, NotFound
from attending.exchange.dicom import ArchivedStudy, ReportWish
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_report import draft_study_report, standing_review
from attending.journeys.imaging_study import open_study
from attending.security import Action, Grant, PractitionerRole
from attending.security.accounts import find_account
from attending.security.roles import grant_for


class Stopped(Conflict):
    """The drafting was told to end; it is raised through the models that are just looking."""


def wish_for_report(key: str, reader: str, *, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    """Ask for a study's report; a wish that goes on, or a draft that stands, is left as it is."""
    kept = open_study(key, clinic=clinic, grant=grant)
    if kept.patient is None:
        raise BadInput("Nobody has said whose study this is.", hint="Choose its patient first.")
    grant.require(Action.CREATE, "Composition", kept.patient)
    account = find_account(clinic.record.connection(), reader)
    if account is None or account.role is not PractitionerRole.RADIOLOGIST:
        raise BadInput("A report is drafted for a radiologist with an account.", hint="Choose one.")
    if standing_review(kept, clinic, grant) is not None:
        return kept
    wish = ReportWish(by=grant.who.removeprefix("Practitioner/"), reader=reader, when=clinic.now())
    return _change(key, clinic, lambda old: old if old is not None and old.goes_on else wish)


def stop_report(key: str, *, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    """Do not want it any more: what waits ends at once, what runs with the image that is just being looked at."""
    kept = open_study(key, clinic=clinic, grant=grant)
    grant.require(Action.CREATE, "Composition", kept.patient)
    return _change(key, clinic, lambda old: old and old.stop())


def wishes(clinic: Clinic) -> list[str]:
    """The studies whose report is wanted, the earliest wish first; after a start, what the last end broke off."""
    found = [clinic.images.load(line.key) for line in clinic.images.lines() if line.drafting]
    return [one.key for one in sorted(found, key=lambda one: str(one.wish and one.wish.when))]


def fulfil_wish(key: str, *, clinic: Clinic, progress: Callable[[int, int], None]) -> None:
    """Draft what is wanted, with the leave of whoever wants it; how it ended stands with the study.

    `progress` may raise `Stopped` to end it; anything else but our own errors is passed on.
    """
    wish = _change(key, clinic, lambda old: old and old.begin()).wish
    if wish is None or wish.state != "running":
        return
    account = find_account(clinic.record.connection(), wish.by)
    try:
        if account is None:
            raise NotAllowed("Whoever asked for it has no account any more.")
        draft_study_report(
            key, practitioner=wish.reader, clinic=clinic, grant=grant_for(account), progress=progress, now=wish.when
        )
    except AttendingError as error:
        state, why = ("stopped", "") if isinstance(error, Stopped) else ("failed", error.message)
        put_wish_off(key, state, why, clinic=clinic)


def put_wish_off(key: str, state: str, reason: str = "", *, clinic: Clinic) -> None:
    """Write down how a wish stands: `stopped`, `failed` with its reason, or `waiting` for the next start."""
    _change(key, clinic, lambda old: old and replace(old, state=state, reason=reason))


def _change(key: str, clinic: Clinic, how: Callable[[ReportWish | None], ReportWish | None]) -> ArchivedStudy:
    def changed(newest: ArchivedStudy | None) -> ArchivedStudy:
        if newest is None:
            raise NotFound("There is no such imaging study, or not for this role.")
        return replace(newest, wish=how(newest.wish))

    return clinic.images.change(key, changed)
