"""Studies that somebody has open: the opening is in the audit trail once, and the frames follow without an entry."""

import threading
from collections import OrderedDict

from attending.app.web.visitor import Desk
from attending.journeys import imaging_study
from attending.security import PractitionerRole
from attending.security.accounts import all_accounts

MOST_REMEMBERED = 2_000
_opened: OrderedDict[tuple[str, str], imaging_study.ArchivedStudy] = OrderedDict()
"""Session and study → the study as it was opened."""
_lock = threading.Lock()


def open_once(desk: Desk, key: str) -> imaging_study.ArchivedStudy:
    """The study; its opening in this session is audited once, and again after it has changed."""
    name = (desk.session.csrf, key)
    with _lock:
        known = _opened.get(name)
    if known is not None:
        return known
    return remember(desk, imaging_study.open_study(key, clinic=desk.clinic, grant=desk.grant))


def remember(desk: Desk, study: imaging_study.ArchivedStudy) -> imaging_study.ArchivedStudy:
    """A study that this session has opened, as it stands now: its report may have been drafted since."""
    with _lock:
        _opened[desk.session.csrf, study.key] = study
        while len(_opened) > MOST_REMEMBERED:
            _opened.popitem(last=False)
    return study


def forget(key: str) -> None:
    """The study has changed: whoever looks next reads it anew."""
    with _lock:
        for name in [name for name in _opened if name[1] == key]:
            del _opened[name]


def radiologists(desk: Desk) -> tuple[tuple[str, str], ...]:
    """Who could read it: nobody to choose from for a radiologist, who reads it alone."""
    if desk.session.account.role is PractitionerRole.RADIOLOGIST:
        return ()
    accounts = all_accounts(desk.clinic.record.connection())
    return tuple((a.practitioner, a.display) for a in accounts if a.role is PractitionerRole.RADIOLOGIST)
