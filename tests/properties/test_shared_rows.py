"""A parameter whose rows are kept under others finds what a walk over all resources finds, on both databases."""

import itertools
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.conftest import Clock, House

from attending.record.index.extract import extract
from attending.record.index.parameters import parameters_of, resource_types
from attending.record.search import search
from attending.record.write import put
from attending.security import Action, Grant, PractitionerRole

EVERYBODY = Grant("Device/t", PractitionerRole.SYSTEM, patients=None, types=None, actions=frozenset(Action))
CODES = ["8480-6", "8462-4", "718-7"]
OUTSIDE = "http://elsewhere.example/fhir"
TARGETS = ["Patient/{}p1", "Patient/{}p2", "Group/{}p1", "Device/{}p1", f"{OUTSIDE}/Patient/{{}}p1"]
TARGETS += [f"{OUTSIDE}/Group/{{}}p1", "urn:uuid:c757873d-ec9a-4326-a141-556f43239520", "Patient/{}p1/_history/2"]

concepts = st.builds(
    lambda codes: {"coding": [{"system": "http://loinc.org", "code": code} for code in codes]},
    st.lists(st.sampled_from(CODES), max_size=2),
)
quantities = st.builds(lambda v: {"value": Decimal(v), "code": "g", "unit": "g"}, st.sampled_from(["1", "5", "5.0"]))
subjects = st.builds(lambda target: {"reference": target}, st.sampled_from(TARGETS)) | st.just(
    {"identifier": {"system": "urn:mrn", "value": "7"}}
)
observations = st.fixed_dictionaries(
    {"code": concepts},
    optional={
        "subject": subjects,
        "valueQuantity": quantities,
        "component": st.lists(
            st.fixed_dictionaries({"code": concepts}, optional={"valueQuantity": quantities}), min_size=1, max_size=2
        ),
    },
)
Holds = Callable[[dict[str, Any], str], bool]


def target_of(observation: dict[str, Any]) -> str:
    return str(observation.get("subject", {}).get("reference", "")).removesuffix("/_history/2")


def is_patients(observation: dict[str, Any]) -> bool:
    return "Patient/" in target_of(observation)


def codes_of(observation: dict[str, Any]) -> set[str]:
    holders = [observation, *observation.get("component", [])]
    return {coding["code"] for holder in holders for coding in holder["code"]["coding"]}


def values_of(observation: dict[str, Any]) -> list[Decimal]:
    holders = [observation, *observation.get("component", [])]
    return [holder["valueQuantity"]["value"] for holder in holders if "valueQuantity" in holder]


QUERIES: list[tuple[str, str, Holds]] = [
    ("patient", "{}p1", lambda o, mark: target_of(o) == f"Patient/{mark}p1"),
    ("patient", "Patient/{}p1,Patient/{}p2", lambda o, mark: target_of(o)[:-1] == f"Patient/{mark}p"),
    ("patient", f"{OUTSIDE}/Patient/{{}}p1", lambda o, mark: target_of(o) == f"{OUTSIDE}/Patient/{mark}p1"),
    ("patient", f"{OUTSIDE}/Group/{{}}p1", lambda o, mark: False),
    ("patient:missing", "false", lambda o, mark: is_patients(o)),
    ("patient:missing", "true", lambda o, mark: not is_patients(o)),
    ("patient:identifier", "urn:mrn|7", lambda o, mark: "identifier" in o.get("subject", {})),
    ("patient.gender", "male", lambda o, mark: target_of(o) == f"Patient/{mark}p1"),
    ("subject:missing", "true", lambda o, mark: not target_of(o)),
    ("combo-code", CODES[0], lambda o, mark: CODES[0] in codes_of(o)),
    ("combo-code", ",".join(CODES[:2]), lambda o, mark: not codes_of(o).isdisjoint(CODES[:2])),
    ("combo-code:not", CODES[0], lambda o, mark: CODES[0] not in codes_of(o)),
    ("combo-code:missing", "true", lambda o, mark: not codes_of(o)),
    ("combo-value-quantity", "ge5||g", lambda o, mark: any(value >= 5 for value in values_of(o))),
    ("combo-value-quantity:missing", "true", lambda o, mark: not values_of(o)),
    ("code", CODES[0], lambda o, mark: any(c["code"] == CODES[0] for c in o["code"]["coding"])),
]


def marked(value: Any, mark: str) -> Any:
    """The same with the ids of this example, for all examples share one record."""
    if isinstance(value, dict):
        return {key: marked(part, mark) for key, part in value.items()}
    if isinstance(value, list):
        return [marked(part, mark) for part in value]
    return value.replace("{}", mark) if isinstance(value, str) else value


@pytest.mark.parametrize("many", [1, 2])
def test_a_shared_parameter_finds_what_a_walk_finds(any_house: House, many: int):
    store, numbers = any_house.open(Clock()), itertools.count()

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(observations, min_size=3, max_size=8), st.lists(st.sampled_from(QUERIES), min_size=8, max_size=8))
    def holds(drawn: list[dict[str, Any]], queries: list[tuple[str, str, Holds]]) -> None:
        mark = f"e{next(numbers)}-"
        mine = {f"{mark}o{n}": marked(one, mark) for n, one in enumerate(drawn)}
        with store.transaction(grant=EVERYBODY) as tx:
            put(tx, {"resourceType": "Patient", "id": f"{mark}p1", "gender": "male"})
            put(tx, {"resourceType": "Group", "id": f"{mark}p1", "type": "person", "actual": True})
            for id_, one in mine.items():
                put(tx, {"resourceType": "Observation", "id": id_, "status": "final", **one})
        for start in range(0, len(queries), many):
            asked = queries[start : start + many]
            pairs = [(name, value.replace("{}", mark)) for name, value, _ in asked]
            for order in ([], [("_sort", "patient")], [("_sort", "-combo-code")]):
                with store.look(EVERYBODY) as tx:
                    found = search(tx, "Observation", [("_id", ",".join(mine)), *pairs, *order, ("_count", "100")])
                ids = [version.id for version in found.matches]
                assert len(ids) == len(set(ids))
                assert set(ids) == {id_ for id_, one in mine.items() if all(h(one, mark) for _, _, h in asked)}, pairs

    holds()
    store.close()


def test_groups_are_no_patients(any_house: House):
    """`patient` shares the rows of `subject`, which may lead to a Group."""
    store = any_house.open(Clock())
    with store.transaction(grant=EVERYBODY) as tx:
        put(tx, {"resourceType": "Patient", "id": "p"})
        put(tx, {"resourceType": "Group", "id": "g", "type": "person", "actual": True})
        for n, target in enumerate(["Patient/p", "Group/g"]):
            code = {"coding": [{"code": "x"}]}
            put(tx, {"resourceType": "Observation", "id": f"o{n}", "code": code, "subject": {"reference": target}})

    def found(kind: str, *pairs: tuple[str, str]) -> list[str]:
        with store.look(EVERYBODY) as tx:
            listed = search(tx, kind, list(pairs))
        return [f"{one.type}/{one.id}" for one in (*listed.matches, *listed.included)]

    assert found("Group", ("_has:Observation:subject:code", "x")) == ["Group/g"]
    assert found("Patient", ("_has:Observation:patient:code", "x")) == ["Patient/p"]
    assert sorted(found("Observation", ("_include", "Observation:patient"))) == [
        "Observation/o0",
        "Observation/o1",
        "Patient/p",
    ]
    assert found("Group", ("_id", "g"), ("_revinclude", "Observation:patient")) == ["Group/g"]
    assert found("Patient", ("_revinclude", "Observation:patient")) == ["Patient/p", "Observation/o0"]
    assert found("Group", ("_revinclude", "Observation:subject")) == ["Group/g", "Observation/o1"]
    store.close()


def test_only_what_others_hold_all_of_is_left_out():
    for resource_type in resource_types():
        known = parameters_of(resource_type)
        by_number = {parameter.number: parameter for parameter in known.values()}
        for parameter in known.values():
            holders = [by_number[number] for number in parameter.held]
            assert all(holder.held == (holder.number,) and holder.kind == parameter.kind for holder in holders)
            end = f">{parameter.only}" if parameter.only else ""
            paths = {path + end for holder in holders for path in holder.paths}
            assert paths == set(parameter.paths), parameter


def test_a_reference_to_the_patient_is_one_row():
    subject = {"reference": "Patient/p"}
    rows = extract({"resourceType": "Observation", "id": "o", "subject": subject, "code": {"text": "x"}})
    assert [target for _, target in rows.reference] == ["Patient/p"]
