"""Signing in and out with an audit entry for each, a refusal too. Read by the command line."""

from datetime import datetime, timedelta

from attending.audit import Entry, Outcome
from attending.errors import SignInRequired
from attending.record import Store
from attending.security import Action, Grant, PractitionerRole, Purpose, accounts
from attending.security.accounts import Session
from attending.security.roles import grant_for


def open_session(record: Store, name: str, password: str, *, now: datetime, idle: timedelta, door: str) -> Session:
    """Sign in through a door such as `Device/command-line`; raises `SignInRequired`.

    A refusal is noted under the door: the name that was typed may be a password.
    """
    try:
        session = accounts.sign_in(record.connection(), name, password, now=now, idle=idle)
    except SignInRequired:
        nobody = Grant(door, PractitionerRole.SYSTEM, Purpose.OPERATIONS)
        record.audit(_entry(nobody, "sign-in", now, Outcome.REFUSED))
        raise
    record.audit(_entry(grant_for(session.account), "sign-in", now))
    return session


def close_session(record: Store, session: Session, *, now: datetime) -> None:
    """Sign out; the session's token is worth nothing afterwards."""
    accounts.sign_out(record.connection(), session.token)
    record.audit(_entry(grant_for(session.account), "sign-out", now))


def _entry(grant: Grant, kind: str, now: datetime, outcome: Outcome = Outcome.SUCCESS) -> Entry:
    return Entry(
        action=Action.EXECUTE,
        who=grant.who,
        role=grant.role,
        purpose=grant.purpose,
        when=now,
        type=kind,
        outcome=outcome,
    )
