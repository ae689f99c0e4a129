"""Accounts as the command line makes them, each with a Practitioner in the record."""

import json
import re

from attending.app.cli.who import OPERATOR
from attending.app.wiring import clock, open_keys
from attending.audit import Entry
from attending.errors import Conflict, NotFound
from attending.journeys.incoming import receive_resources
from attending.record import Store
from attending.security import Action, PractitionerRole, accounts
from attending.security.accounts import Account
from attending.settings import Settings


def add_person(
    record: Store,
    settings: Settings,
    *,
    sign_in_name: str,
    display: str,
    role: PractitionerRole,
    password: str,
    practitioner: str | None = None,
) -> Account:
    """Make an account, and the Practitioner it stands for unless one is named."""
    id_ = practitioner or re.sub(r"[^a-z0-9.-]", "-", sign_in_name.strip().lower())[:64]
    if practitioner is not None:
        record.read("Practitioner", practitioner, grant=OPERATOR)
    elif _is_known(record, id_):
        raise Conflict(
            "The record holds a Practitioner of this name.", hint=f"Is it this one? Then --practitioner {id_}."
        )
    made = accounts.create_account(
        record.connection(),
        open_keys(settings),
        practitioner=id_,
        sign_in_name=sign_in_name,
        display=display,
        role=role,
        password=password,
        now=clock(),
    )
    if practitioner is None:
        resource = {"resourceType": "Practitioner", "id": id_, "active": True, "name": [{"text": display}]}
        receive_resources(json.dumps(resource).encode(), record=record, grant=OPERATOR)
    note_account(record, Action.CREATE, made.practitioner)
    return made


def _is_known(record: Store, practitioner: str) -> bool:
    try:
        record.read("Practitioner", practitioner, grant=OPERATOR)
    except NotFound:
        return False
    return True


def note_account(record: Store, action: Action, id_: str, kind: str = "Practitioner") -> None:
    """Leave an audit entry about an account, or the token of a Device."""
    record.audit(
        Entry(
            action=action,
            who=OPERATOR.who,
            role=OPERATOR.role,
            purpose=OPERATOR.purpose,
            when=clock(),
            what=(f"{kind}/{id_}",),
            type="account",
        )
    )


def as_row(account: Account) -> dict[str, str]:
    """An account as it is listed."""
    return {
        "sign_in_name": account.sign_in_name,
        "display": account.display,
        "role": account.role.value,
        "practitioner": account.practitioner,
    }
