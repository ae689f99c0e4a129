"""Reads by id that wait at the same moment are asked for together, and each sees and notes what it would see alone."""

from contextlib import closing
from dataclasses import replace

import pytest
from tests.unit.record.writer import GRANT

from attending.errors import SignInRequired
from attending.exchange.rest.message import Request
from attending.exchange.rest.service import Looks
from attending.record.write import delete, put
from attending.security import Action

READER = replace(GRANT, actions=frozenset({Action.READ}))
OF_ANN = replace(READER, who="Device/ann", patients=frozenset({"ann"}))
NO_PATIENTS = replace(READER, who="Device/lab", types=frozenset({"Observation"}))
GRANTS = {"Bearer all": READER, "Bearer ann": OF_ANN, "Bearer lab": NO_PATIENTS}


@pytest.fixture
def store(any_house):
    with closing(any_house.open()) as opened:
        with opened.transaction(grant=replace(GRANT, actions=frozenset(Action))) as tx:
            for name in ("ann", "ben"):
                put(tx, {"resourceType": "Patient", "id": name})
                put(
                    tx, {"resourceType": "Observation", "id": f"of-{name}", "subject": {"reference": f"Patient/{name}"}}
                )
            put(tx, {"resourceType": "Observation", "id": "gone", "subject": {"reference": "Patient/ann"}})
            delete(tx, "Observation", "gone")
            put(tx, {"resourceType": "Organization", "id": "house"})
        yield opened


def looked(store, *asked):
    """Statuses of looks that wait at the same moment, each (token, path)."""
    looks, waiting = Looks(store), []
    looks._together.put = waiting.append

    def authenticate(request):
        if request.headers["authorization"] not in GRANTS:
            raise SignInRequired("This token is unknown.")
        return GRANTS[request.headers["authorization"]]

    answers = [
        looks.submit(authenticate, Request("GET", tuple(path.split("/")), headers={"authorization": token}, base="x"))
        for token, path in asked
    ]
    looks._do(waiting)
    return [answer.result(0).status for answer in answers]


ASKED = [
    (token, path)
    for token in (*GRANTS, "Bearer unknown")
    for path in (
        *("Patient/ann", "Observation/of-ann", "Observation/of-ben", "Observation/gone", "Observation/none"),
        *("Organization/house", "Observation/of-ben/_history/1", "Observation/a\0b"),
    )
]


def test_together_each_sees_what_it_would_see_alone(store):
    alone = [looked(store, one)[0] for one in ASKED]
    assert looked(store, *ASKED) == alone
    assert set(alone) >= {200, 401, 403, 404, 410}
    assert alone[ASKED.index(("Bearer ann", "Observation/of-ben"))] == 404
    assert store.audit_verdict().ok


def test_every_look_is_in_the_trail_with_who_looked(store):
    looked(store, *[(token, "Observation/of-ann") for token in GRANTS])
    events = [body for (body,) in store.connection().execute("SELECT body FROM audit_event ORDER BY seq")]
    for who in ("Device/writer", "Device/ann", "Device/lab"):
        assert any(
            who in body and "Observation/of-ann/_history/1" in body and '"action":"R"' in body for body in events
        )


def test_what_is_asked_for_together_is_one_statement_for_a_type_and_one_for_the_keys(store, monkeypatch):
    execute, said = type(store.connection()).execute, []
    monkeypatch.setattr(
        type(store.connection()), "execute", lambda self, sql, values=(): said.append(sql) or execute(self, sql, values)
    )
    statuses = looked(store, *[("Bearer all", f"Observation/of-{name}") for name in ("ann", "ben") * 8])
    assert statuses == [200] * 16
    assert sum("JOIN version" in sql for sql in said) == 1
    assert sum("patient_key" in sql for sql in said) == 1


def test_a_look_whose_client_is_gone_hinders_no_other(store):
    looks, waiting = Looks(store), []
    looks._together.put = waiting.append
    request = Request("GET", ("Patient", "ann"), headers={}, base="x")
    gone, other = (looks.submit(lambda _: READER, request) for _ in range(2))
    assert gone.cancel()
    looks._do(waiting)
    assert other.result(0).status == 200
