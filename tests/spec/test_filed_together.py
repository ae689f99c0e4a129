"""Transaction Bundles of several clients share one commit, and none can tell: each is whole, or away, for itself."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import House, new_schema
from tests.unit.record import bundle_filer, writer

from attending.errors import Unavailable
from attending.exchange.packing import unpack
from attending.exchange.rest.filing import Filing
from attending.exchange.rest.message import Request
from attending.exchange.rest.packed_bundles import pack
from attending.exchange.rest.service import serve
from attending.record import Store
from attending.security import Action

BASE = "http://house/fhir"
READER = replace(writer.GRANT, actions=frozenset({Action.READ}))
KINDS = ("new", "the same again", "may not", "nobody has it", "no such patient", "a text with NUL", "too old")


def sent(kind: str, name: str) -> Request:
    """A Bundle of a patient and three measurements; what is wrong with it, if anything, is in its last entry."""
    content = json.loads(bundle_filer.bundle("twin" if kind == "the same again" else name))
    last = content["entry"][-1]
    if kind == "nobody has it":
        last["resource"]["performer"] = [{"reference": "Practitioner?identifier=urn:x|9"}]
    elif kind == "no such patient":
        last["resource"]["subject"] = {"reference": "Patient/nobody"}
    elif kind == "a text with NUL":
        content["entry"][0]["resource"]["name"] = [{"family": "No\0wak"}]
    elif kind == "too old":
        last["request"]["ifMatch"] = 'W/"7"'
    return Request("POST", (), headers={}, body=json.dumps(content).encode(), base=BASE)


def filed_together(store: Store, requests: list[tuple[str, Request]]) -> list[int]:
    """Statuses of Bundles that wait at the same moment."""
    filing = Filing(store, lambda error: pytest.fail(str(error)))
    waiting: list = []
    filing._together.put = waiting.append
    answers, alone = [], {}
    for place, (kind, request) in enumerate(requests):
        grant = READER if kind == "may not" else writer.GRANT
        packed = pack(request.body, BASE, "")
        if packed is None:
            alone[place] = lambda grant=grant, request=request: serve(store, grant, request).status
        else:
            answers.append((place, filing.submit(lambda _, grant=grant: grant, request, unpack(packed))))
    filing.file(waiting)
    found = {place: answer.result(0).status for place, answer in answers}
    found |= {place: ask() for place, ask in alone.items()}
    return [found[place] for place in range(len(requests))]


def held(store: Store) -> list[tuple]:
    query = "SELECT type, id, version, patient FROM version ORDER BY type, id, version"
    return store.connection().execute(query).fetchall()


@pytest.fixture
def twins(any_house: House, tmp_path, request):
    url = new_schema(request.getfixturevalue("postgres_server")) if any_house.url else None
    (tmp_path / "other").mkdir()
    stores = [any_house.open(), House(tmp_path / "other", url).open()]
    yield stores
    for store in stores:
        store.close()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kinds=st.lists(st.sampled_from(KINDS), min_size=2, max_size=6), data=st.data())
def test_a_bundle_that_cannot_be_filed_leaves_the_others_whole(twins, kinds, data):
    together, alone = twins
    number = len(held(alone))
    requests = [(kind, sent(kind, f"p{number}-{place}")) for place, kind in enumerate(kinds)]
    expected = [
        serve(alone, READER if kind == "may not" else writer.GRANT, request).status for kind, request in requests
    ]
    assert filed_together(together, requests) == expected
    assert held(together) == held(alone)
    patients = [patient for kind, _, _, patient in held(together) if kind == "Patient"]
    for patient in set(patients) - {"twin"}:
        assert len(together.chart(patient, grant=writer.GRANT).all("Observation")) == writer.MEASUREMENTS


def test_several_bundles_share_one_commit_and_each_has_its_entry_in_the_trail(twins, monkeypatch):
    store = twins[0]
    begun = []
    begin = type(store.connection()).begin
    monkeypatch.setattr(type(store.connection()), "begin", lambda self, mode: begun.append(mode) or begin(self, mode))
    assert filed_together(store, [("new", sent("new", f"p{n}")) for n in range(4)]) == [200] * 4
    assert begun == ["write"]
    verdict = store.audit_verdict()
    assert verdict.ok, verdict.problems
    events = store.connection().execute("SELECT body FROM audit_event").fetchall()
    assert sum("Patient/p2" in body for (body,) in events) == 1


def test_when_it_is_not_known_what_the_commit_did_nobody_is_told_that_it_was_filed(twins, monkeypatch):
    store = twins[0]

    def refuse(*_):
        raise Unavailable("The disk of the record is full: nothing was changed or shown.")

    monkeypatch.setattr(store, "_commit", refuse)
    assert filed_together(store, [("new", sent("new", f"p{n}")) for n in range(3)]) == [503] * 3
    assert held(store) == []


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_what_was_answered_survives_kill_9(tmp_path, request, database):
    if database == "postgresql":
        (tmp_path / "url").write_text(new_schema(request.getfixturevalue("postgres_server")))
    writer.open_store(tmp_path).close()
    answered, shared = set(), 0
    for turn in range(3):
        process = subprocess.Popen(
            [sys.executable, str(Path(bundle_filer.__file__)), str(tmp_path), f"w{turn}"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)},
        )
        assert process.stdout is not None
        lines = [process.stdout.readline()]
        time.sleep(0.4 + 0.3 * turn)
        process.send_signal(signal.SIGKILL)
        words = [line.split() for line in [*lines, *process.stdout.read().split("\n")[:-1]] if line.strip()]
        process.wait()
        answered |= {name for word, name in words if word == "filed"}
        shared += sum(word == "together" and int(number) > 1 for word, number in words)
    assert answered
    assert shared
    with closing(writer.open_store(tmp_path)) as store:
        patients = {id_ for kind, id_, *_ in held(store) if kind == "Patient"}
        assert answered <= patients
        assert len(held(store)) == len(patients) * (writer.MEASUREMENTS + 1)
        for patient in patients:
            assert len(store.chart(patient, grant=writer.GRANT).all("Observation")) == writer.MEASUREMENTS
        verdict = store.audit_verdict()
        assert verdict.ok, verdict.problems
