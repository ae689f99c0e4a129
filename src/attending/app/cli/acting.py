"""A practitioner at the command line: signed in for one command, with an audit entry for coming and going."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from attending.app.cli.who import OPERATOR, Identity
from attending.app.session import close_session, open_session
from attending.app.wiring import clock
from attending.errors import BadInput
from attending.journeys.clinic import Clinic
from attending.record import Store
from attending.security import Grant
from attending.security.accounts import all_accounts
from attending.security.roles import grant_for

ONE_COMMAND = timedelta(minutes=5)
"""How long the session of a single command may live; it is signed out at the end anyway."""


@contextmanager
def signed_in(record: Store, identity: Identity) -> Iterator[Grant]:
    """The grant of the practitioner who gives the password, for this command alone."""
    name = identity.sign_in_name()
    session = open_session(record, name, identity.password(), now=clock(), idle=ONE_COMMAND, door=OPERATOR.who)
    try:
        yield grant_for(session.account)
    finally:
        close_session(record, session, now=clock())


def practitioner_id(record: Store, name: str) -> str:
    """The logical id of a practitioner, from it or from their sign-in name."""
    known = {account.sign_in_name: account.practitioner for account in all_accounts(record.connection())}
    return known.get(name.strip().casefold(), name)


def find_review(clinic: Clinic, text: str, *, grant: Grant) -> str:
    """The id of a review, from it or from its beginning; raises `BadInput` when more than one begins so."""
    found = [row.id for row in clinic.reviews.queue(grant=grant, status=None) if row.id.startswith(text)]
    if len(found) > 1 and text not in found:
        raise BadInput(f"{len(found)} reviews begin like this.", hint="Give more of the id.")
    return found[0] if len(found) == 1 else text
