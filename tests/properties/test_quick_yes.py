"""Laws of the quick yes to a resource's shape: it is never given where the walk finds fault."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attending.record.validation import find_shape_fault, validate
from attending.record.validation.quick import has_certain_shape

PATIENT = {
    "resourceType": "Patient",
    "id": "p1",
    "meta": {"versionId": "1", "lastUpdated": "2026-03-02T09:00:00.000+00:00", "profile": ["http://example.org/p"]},
    "active": True,
    "name": [{"family": "Nowak", "given": ["Ada", "Maria"], "period": {"start": "2001-02-03"}}],
    "birthDate": "1980-05-06",
    "multipleBirthInteger": 2,
    "contact": [{"organization": {"reference": "Organization/o1"}}],
    "extension": [{"url": "http://example.org/x", "valueReference": {"reference": "Practitioner/d1"}}],
}
OBSERVATION = {
    "resourceType": "Observation",
    "id": "o1",
    "contained": [{"resourceType": "Device", "id": "d", "owner": {"reference": "Organization/o2"}}],
    "status": "final",
    "code": {"coding": [{"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
    "subject": {"reference": "Patient/p1", "display": "Ada"},
    "device": {"reference": "#d"},
    "effectiveDateTime": "2026-03-02T09:00:00Z",
    "issued": "2026-03-02T09:00:00.123+01:00",
    "component": [{"code": {"text": "x"}, "valueQuantity": {"value": Decimal("1.50"), "unit": "mmol/L"}}],
}
BUNDLE = {
    "resourceType": "Bundle",
    "type": "collection",
    "timestamp": "2026-03-02T09:00:00Z",
    "entry": [{"fullUrl": "urn:uuid:1", "resource": OBSERVATION}, {"resource": PATIENT}],
}

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**33), 2**33),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(
        ["2026-02-30", "2026-13-01", "2026-03-02T25:00:00Z", "2024-02-29", "0000-01-01", "2026-03", "09:00"]
    ),
)
keys = st.sampled_from(["id", "reference", "coding", "value", "_birthDate", "resourceType", "extension", "nothing"])
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    max_leaves=6,
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a value."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, part in parts for place in places(part, (*at, key)))]


@st.composite
def changed(draw: st.DrawFn) -> Any:
    """A resource with one or two things put in the place of others, or added, or taken away."""
    resource: Any = copy.deepcopy(draw(st.sampled_from([PATIENT, OBSERVATION, BUNDLE])))
    for _ in range(draw(st.integers(1, 2))):
        place = draw(st.sampled_from(places(resource)[1:]))
        holder = resource
        for step in place[:-1]:
            holder = holder[step]
        if isinstance(holder, dict):
            kind = draw(st.sampled_from(["replace", "add", "drop"]))
            if kind == "drop":
                del holder[place[-1]]
            else:
                holder[place[-1] if kind == "replace" else draw(keys)] = draw(anything)
        else:
            holder[place[-1]] = draw(anything)
    return resource


def holders(value: Any) -> list[int]:
    """The identities of all objects that hold a reference in words."""
    found = [id(value)] if isinstance(value, dict) and isinstance(value.get("reference"), str) else []
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return found + [one for part in parts for one in holders(part)]


@pytest.mark.parametrize("resource", [PATIENT, OBSERVATION, BUNDLE], ids=lambda one: str(one["resourceType"]))
def test_what_is_right_gets_a_quick_yes_with_every_reference(resource):
    found: list[dict[str, Any]] = []
    assert has_certain_shape(resource, found)
    assert sorted(map(id, found)) == sorted(holders(resource))


@given(changed())
def test_a_quick_yes_is_never_given_to_what_the_walk_refuses(resource):
    found: list[dict[str, Any]] = []
    if has_certain_shape(resource, found):
        assert find_shape_fault(resource) is None
        faults = [issue for issue in validate(resource) if issue.code == "value"]
        assert not any(word in issue.text for issue in faults for word in ("date", "instant", "calendar"))
        assert sorted(map(id, found)) == sorted(holders(resource))


def test_what_nests_too_deeply_gets_none():
    deep: dict[str, Any] = {"url": "http://example.org/x", "valueBoolean": True}
    for _ in range(80):
        deep = {"url": "http://example.org/x", "extension": [deep]}
    assert not has_certain_shape({"resourceType": "Basic", "extension": [deep]}, [])


def test_no_type_gets_none():
    for resource in (
        None,
        [],
        {},
        {"resourceType": "Resource"},
        {"resourceType": ["Patient"]},
        {"resourceType": "Cat"},
    ):
        assert not has_certain_shape(resource, [])
