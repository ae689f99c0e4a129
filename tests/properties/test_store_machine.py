"""The Store, on SQLite and on PostgreSQL, against a dict: whatever is done in whatever order, all say the same."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from tests.conftest import House, new_schema

from attending.errors import Conflict, NotAllowed, NotFound
from attending.record import Store, format_resource
from attending.record.write import delete, put
from attending.security import Action, Grant, PractitionerRole

ALL = frozenset({Action.CREATE, Action.READ, Action.UPDATE, Action.DELETE})
HOUSE = Grant("Practitioner/house", PractitionerRole.PHYSICIAN, patients=None, types=None, actions=ALL)
PATIENTS = ("p1", "p2")
patients = st.sampled_from(PATIENTS)
names = st.sampled_from(["a", "b", "c"])
values = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=999)
matches = st.none() | st.integers(0, 3)


@dataclass
class Model:
    """What the record should hold: every version of each observation, None for a deletion."""

    versions: dict[str, list[dict[str, Any] | None]] = field(default_factory=dict)

    def current(self, name: str) -> dict[str, Any] | None:
        return self.versions.get(name, [None])[-1]

    def version(self, name: str) -> int:
        return len(self.versions.get(name, [])) if self.current(name) else 0

    def patient(self, name: str) -> str | None:
        known = [v["subject"]["reference"].split("/")[1] for v in self.versions.get(name, []) if v]
        return known[-1] if known else None


def observation(name: str, patient: str, value: object) -> dict[str, Any]:
    subject = {"reference": f"Patient/{patient}"}
    return {"resourceType": "Observation", "id": name, "subject": subject, "valueQuantity": {"value": value}}


def content(resource: Mapping[str, Any]) -> bytes:
    return format_resource({key: value for key, value in resource.items() if key != "meta"})


class StoreMachine(RuleBasedStateMachine):
    """Puts, deletes, roll-backs, looks with wide and narrow grants, and restarts, in any order."""

    server: str | None = None
    """Of PostgreSQL; None for SQLite."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.house = House(self.folder, new_schema(self.server) if self.server else None)
        self.time = datetime(2026, 1, 1, tzinfo=UTC)
        self.model = Model()
        self.events = 0
        self.store = self.opened()
        with self.store.transaction(grant=HOUSE) as tx:
            for patient in PATIENTS:
                put(tx, {"resourceType": "Patient", "id": patient})

    def opened(self) -> Store:
        return self.house.open(self.now)

    def now(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time

    @rule(name=names, patient=patients, value=values, match=matches)
    def write(self, name: str, patient: str, value: object, match: int | None) -> None:
        resource = observation(name, patient, value)
        fits = match is None or match == self.model.version(name)
        try:
            with self.store.transaction(grant=HOUSE) as tx:
                written = put(tx, resource, if_match=match)
            assert fits
            self.model.versions.setdefault(name, []).append(resource)
            assert written.version == len(self.model.versions[name])
        except Conflict:
            assert not fits

    @rule(name=names)
    def write_the_same_again(self, name: str) -> None:
        current = self.model.current(name)
        if current is not None:
            with self.store.transaction(grant=HOUSE) as tx:
                assert put(tx, current, only_if_changed=True).version == len(self.model.versions[name])

    @rule(name=names)
    def remove(self, name: str) -> None:
        try:
            with self.store.transaction(grant=HOUSE) as tx:
                delete(tx, "Observation", name)
            assert self.model.current(name) is not None
            self.model.versions[name].append(None)
        except NotFound:
            assert self.model.current(name) is None

    @rule(name=names, patient=patients, value=values)
    def write_and_roll_back(self, name: str, patient: str, value: object) -> None:
        try:
            with self.store.transaction(grant=HOUSE) as tx:
                put(tx, observation(name, patient, value))
                raise InterruptedError
        except InterruptedError:
            pass

    @rule(name=names, patient=patients)
    def look_with_a_grant_for_one_patient(self, name: str, patient: str) -> None:
        grant = Grant("Practitioner/x", PractitionerRole.NURSE, patients=frozenset({patient}), types=None, actions=ALL)
        current = self.model.current(name)
        try:
            found = self.store.read("Observation", name, grant=grant)
            assert current is not None
            assert self.model.patient(name) == patient
            assert content(found) == content(current)
        except NotFound:
            assert current is None or self.model.patient(name) != patient

    @rule(name=names, patient=patients, value=values)
    def write_with_a_grant_for_nobody(self, name: str, patient: str, value: object) -> None:
        nobody = Grant("Practitioner/x", PractitionerRole.NURSE, patients=frozenset(), types=None, actions=ALL)
        try:
            with self.store.transaction(grant=nobody) as tx:
                put(tx, observation(name, patient, value))
            raise AssertionError("written without leave")
        except NotAllowed:
            pass

    @rule()
    def restart(self) -> None:
        self.store.close()
        self.store = self.opened()

    @rule(name=names)
    def compare_the_history(self, name: str) -> None:
        expected = self.model.versions.get(name, [])
        try:
            found = self.store.history("Observation", name, grant=HOUSE)
        except NotFound:
            assert not expected
            return
        kept = [None if version.deleted else content(version.resource) for version in reversed(found)]
        assert kept == [None if version is None else content(version) for version in expected]

    @rule(patient=patients)
    def compare_the_chart(self, patient: str) -> None:
        found = {o["id"]: content(o) for o in self.store.chart(patient, grant=HOUSE).all("Observation")}
        current = {
            name: self.model.current(name) for name in self.model.versions if self.model.patient(name) == patient
        }
        assert found == {name: content(resource) for name, resource in current.items() if resource is not None}

    @invariant()
    def the_trail_is_whole_and_grows(self) -> None:
        verdict = self.store.audit_verdict()
        assert verdict.ok, verdict.problems
        assert verdict.events >= self.events
        self.events = verdict.events

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)


SETTINGS = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def test_sqlite_behaves_as_the_model():
    run_state_machine_as_test(StoreMachine, settings=SETTINGS)


def test_postgresql_behaves_as_the_model(postgres_server):
    machine = type("PostgresMachine", (StoreMachine,), {"server": postgres_server})
    run_state_machine_as_test(machine, settings=SETTINGS)
