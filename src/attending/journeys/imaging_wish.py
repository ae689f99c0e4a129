"""Somebody wants a report drafted or a series enhanced and goes on with their work: the wish outlives the server."""

from collections.abc import Callable

from attending.audit import Entry
from attending.errors import BadInput, NotFound
from attending.exchange.dicom import ArchivedStudy, EnhanceWish, ReportWish, Wish, with_wish
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_report import standing_review
from attending.journeys.imaging_study import open_study
from attending.security import Action, Grant, PractitionerRole
from attending.security.accounts import find_account


def wish_for_report(key: str, reader: str, *, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    """Ask for a study's report; a wish that goes on, or a draft that stands, is left as it is."""
    kept = open_study(key, clinic=clinic, grant=grant)
    if kept.patient is None:
        raise BadInput("Nobody has said whose study this is.", hint="Choose its patient first.")
    wish = ReportWish(by=grant.who.removeprefix("Practitioner/"), reader=reader, when=clinic.now())
    grant.require(Action.CREATE, wish.makes, kept.patient)
    account = find_account(clinic.record.connection(), reader)
    if account is None or account.role is not PractitionerRole.RADIOLOGIST:
        raise BadInput("A report is drafted for a radiologist with an account.", hint="Choose one.")
    if standing_review(kept, clinic, grant) is not None:
        return kept
    return _wished(kept, wish, clinic, grant)


def wish_for_series(key: str, series: int, factor: int, *, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    """Ask for a series (from 0) sharper by 2 or 4, or quieter (1); one that is there or on its way is left as it is."""
    kept = open_study(key, clinic=clinic, grant=grant)
    if not 0 <= series < len(kept.series) or kept.series[series].derived_from:
        raise BadInput("There is no such series from the scanner.")
    if factor not in {1, 2, 4}:
        raise BadInput("A series is enhanced by 2 or 4, or by 1, which takes noise away alone.")
    uid = kept.series[series].uid
    wish = EnhanceWish(by=grant.who.removeprefix("Practitioner/"), series=uid, factor=factor, when=clinic.now())
    grant.require(Action.CREATE, wish.makes, kept.patient)
    return kept if kept.enhanced(uid, factor) is not None else _wished(kept, wish, clinic, grant)


def stop_wish(key: str, name: str, *, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    """Do not want it any more: what waits ends at once, what runs with the image that is just in work."""
    kept = open_study(key, clinic=clinic, grant=grant)
    wish = next((one for one in kept.wishes if one.name == name), None)
    if wish is None:  # it was fulfilled meanwhile
        return kept
    grant.require(Action.CREATE, wish.makes, kept.patient)
    _note(kept, f"stopped: {_said(wish)}", clinic, grant)
    return change_wish(key, name, lambda old: old and old.stop(), clinic=clinic)


def change_wish(key: str, name: str, how: Callable[[Wish | None], Wish | None], *, clinic: Clinic) -> ArchivedStudy:
    """Write down how the wish of that name stands now; raises `NotFound` where the study is gone."""

    def changed(newest: ArchivedStudy | None) -> ArchivedStudy:
        if newest is None:
            raise NotFound("There is no such imaging study, or not for this role.")
        return with_wish(newest, name, how(next((one for one in newest.wishes if one.name == name), None)))

    return clinic.images.change(key, changed)


def _wished(kept: ArchivedStudy, wish: Wish, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    _note(kept, f"asked for: {_said(wish)}", clinic, grant)
    return change_wish(kept.key, wish.name, lambda old: old if old and old.goes_on else wish, clinic=clinic)


def _said(wish: Wish) -> str:
    return f"derived series, x{wish.factor}" if isinstance(wish, EnhanceWish) else "drafted report"


def _note(kept: ArchivedStudy, detail: str, clinic: Clinic, grant: Grant) -> None:
    clinic.record.audit(Entry(
        action=Action.UPDATE, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
        what=(f"ImagingStudy/{kept.key}",), patient=kept.patient, detail=detail,
    ))  # fmt: skip
