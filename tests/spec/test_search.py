"""Search: every kind of R4 search parameter finds what it names, within the grant.

Laws over random records stand in `tests/properties/test_search_laws.py`.
"""

from collections.abc import Callable, Iterator

import pytest
from tests.conftest import House

from attending.errors import NotAllowed
from attending.record import Store
from attending.record.index.parameters import parameters_of, resource_types
from attending.record.search import InvalidSearch, search
from attending.record.write import delete, put
from attending.security import Action, Grant, PractitionerRole

EVERYBODY = Grant("Device/t", PractitionerRole.SYSTEM, patients=None, types=None, actions=frozenset(Action))
UCUM = "http://unitsofmeasure.org"
RECORD = [
    {
        "resourceType": "Patient",
        "id": "ann",
        "meta": {"tag": [{"system": "urn:x", "code": "vip"}], "profile": ["http://example.org/p"]},
        "name": [{"family": "Müller", "given": ["Ann"]}],
        "telecom": [{"system": "phone", "value": "555"}, {"system": "email", "value": "a@b.example"}],
        "birthDate": "1980-05-01",
        "deceasedDateTime": "2025-01-01",
        "identifier": [{"system": "urn:mrn", "value": "1", "type": {"text": "Record number"}}],
        "generalPractitioner": [{"identifier": {"system": "urn:npi", "value": "9"}}],
    },
    {"resourceType": "Patient", "id": "bob", "name": [{"family": "Smith"}], "deceasedBoolean": False},
    {"resourceType": "Encounter", "id": "e1", "status": "finished", "subject": {"reference": "Patient/ann"},
     "period": {"start": "2026-01-01T08:00:00Z"}},
    {
        "resourceType": "Observation",
        "id": "weight",
        "status": "final",
        "code": {"coding": [{"system": "http://loinc.org", "code": "29463-7", "display": "Body weight"}]},
        "subject": {"reference": "Patient/ann"},
        "encounter": {"reference": "Encounter/e1"},
        "effectivePeriod": {"start": "2026-01-01", "end": "2026-01-03"},
        "valueQuantity": {"value": 70, "unit": "kg", "system": UCUM, "code": "kg"},
    },
    {
        "resourceType": "Observation",
        "id": "pressure",
        "status": "final",
        "code": {"text": "Blood pressure, sitting"},
        "subject": {"reference": "Patient/bob"},
        "component": [
            {"code": {"coding": [{"code": code}]}, "valueQuantity": {"value": value, "code": "mm[Hg]", "system": UCUM}}
            for code, value in (("8480-6", 150), ("8462-4", 90))
        ],
    },
    {"resourceType": "ValueSet", "id": "v", "status": "active", "url": "http://example.org/vs/weights",
     "compose": {"include": [{"system": "http://loinc.org", "concept": [{"code": "29463-7"}]}]}},
    {"resourceType": "Location", "id": "north", "position": {"latitude": 48.1, "longitude": 11.6}},
    {"resourceType": "RiskAssessment", "id": "r1", "status": "final", "subject": {"reference": "Patient/ann"},
     "prediction": [{"probabilityDecimal": 0.25}]},
]  # fmt: skip

Find = Callable[[str], list[str]]


@pytest.fixture
def any_store(any_house: House) -> Iterator[Store]:
    opened = any_house.open()
    yield opened
    opened.close()


@pytest.fixture
def find(any_store: Store) -> Find:
    store = any_store
    with store.transaction(grant=EVERYBODY) as tx:
        for resource in RECORD:
            put(tx, resource)

    def find_ids(asked: str, grant: Grant = EVERYBODY) -> list[str]:
        kind, _, query = asked.partition("?")
        pairs = [tuple(part.split("=", 1)) for part in query.split("&") if part]
        with store.transaction(grant=grant) as tx:
            found = search(tx, kind, pairs)
        return sorted(version.id for version in [*found.matches, *found.included])

    return find_ids


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("Patient?name=muller", "ann"),
        ("Patient?name:exact=Muller", ""),
        ("Patient?family:contains=ull", "ann"),
        ("Patient?phonetic=Smyth", "bob"),
        ("Patient?phone=555", "ann"),
        ("Patient?email=555", ""),
        ("Patient?birthdate=1980", "ann"),
        ("Patient?birthdate=lt1980-05", ""),
        ("Patient?deceased=true", "ann"),
        ("Patient?deceased=false", "bob"),
        ("Patient?identifier=urn:mrn|1", "ann"),
        ("Patient?identifier=|1", ""),
        ("Patient?identifier:text=record", "ann"),
        ("Patient?general-practitioner:identifier=urn:npi|9", "ann"),
        ("Patient?birthdate:missing=true", "bob"),
        ("Patient?_id=ann,bob", "ann bob"),
        ("Patient?_id=nobody", ""),
        ("Patient?_tag=vip", "ann"),
        ("Patient?_profile=http://example.org/p", "ann"),
        ("Patient?_profile:below=http://example.org", "ann"),
        ("Patient?_lastUpdated=gt2020", "ann bob"),
        ("Patient?_has:Observation:patient:code=29463-7", "ann"),
        ("Patient?_has:Observation:patient:_has:Provenance:target:_id=x", ""),
        ("Observation?code:text=sitting", "pressure"),
        ("Observation?code:text=body", "weight"),
        ("Observation?code:in=http://example.org/vs/weights", "weight"),
        ("Observation?code:not-in=http://example.org/vs/weights", "pressure"),
        ("Observation?code:not=29463-7", "pressure"),
        ("Observation?date=2026-01", "weight"),
        ("Observation?date=2026-01-02", ""),
        ("Observation?date=ap2026-01-02", "weight"),
        ("Observation?date=sa2025", "weight"),
        ("Observation?date=eb2026-01-03", ""),
        ("Observation?value-quantity=70|http://unitsofmeasure.org|kg", "weight"),
        ("Observation?value-quantity=70000|http://unitsofmeasure.org|g", "weight"),
        ("Observation?value-quantity=gt69||kg", "weight"),
        ("Observation?value-quantity=70", "weight"),
        ("Observation?value-quantity=ap75", "weight"),
        ("Observation?component-code-value-quantity=8480-6$gt140", "pressure"),
        ("Observation?component-code-value-quantity=8462-4$gt140", ""),
        ("Observation?code-value-quantity=29463-7$70", "weight"),
        ("Observation?combo-code-value-quantity=8480-6$gt140,29463-7$gt60", "pressure weight"),
        ("Observation?subject:Patient.name=smith", "pressure"),
        ("Observation?patient.birthdate=1980", "weight"),
        ("Observation?encounter.patient.family=mull", "weight"),
        ("Observation?patient=ann&_include=Observation:patient&_include:iterate=Patient:link", "ann weight"),
        ("Encounter?_revinclude=Observation:encounter", "e1 weight"),
        ("RiskAssessment?probability=0.25", "r1"),
        ("RiskAssessment?probability=gt0.3", ""),
        ("Location?near=48.11|11.61|5|km", "north"),
        ("Location?near=50|8|5|km", ""),
        ("ValueSet?url=http://example.org/vs/weights", "v"),
        ("ValueSet?url:above=http://example.org/vs/weights/more", "v"),
    ],
)
def test_a_query_finds_what_was_asked_for(find, asked, expected):
    assert find(asked) == expected.split()


@pytest.mark.parametrize(
    "asked",
    ["Patient?nonsense=1", "Patient?name:above=x", "Observation?value-quantity=heavy", "Observation?date=2026-13",
     "Observation?code:in=http://example.org/unknown", "Patient?name.family=x", "Patient?_count=many",
     "Patient?_has:Observation:code:code=x", "Observation?code-value-quantity:missing=true",
     "Observation?code-value-quantity=29463-7", "Patient?_sort=nonsense"],
)  # fmt: skip
def test_what_cannot_be_searched_is_refused(find, asked):
    with pytest.raises(InvalidSearch):
        find(asked)


def test_a_deleted_or_changed_resource_is_found_as_it_is_now(find, any_store):
    store = any_store
    with store.transaction(grant=EVERYBODY) as tx:
        delete(tx, "Observation", "pressure")
        put(tx, {**RECORD[1], "name": [{"family": "Jones"}]})
    assert find("Observation?status=final") == ["weight"]
    assert (find("Patient?name=smith"), find("Patient?name=jones")) == ([], ["bob"])


def test_a_chain_through_a_type_that_the_grant_does_not_cover_is_refused(find):
    narrow = Grant(
        "Device/t", PractitionerRole.SYSTEM, patients=None, types=frozenset({"Observation"}), actions=frozenset(Action)
    )
    assert find("Observation?patient=ann&_include=Observation:patient", narrow) == ["weight"]
    with pytest.raises(NotAllowed):
        find("Observation?patient.name=mull", narrow)


def test_every_type_can_be_searched_by_every_parameter_it_lists(find):
    sample = {"date": "2026", "number": "1", "quantity": "1", "composite": "a$1", "special": "1|1|1|km"}
    for kind in resource_types():
        for code, parameter in parameters_of(kind).items():
            if code == "_content":
                continue  # a setting; see test_search_words
            value = "a$2026" if parameter.parts[1:] == ("date",) else sample.get(parameter.kind, "a")
            stored = {resource["id"] for resource in RECORD if resource["resourceType"] == kind}
            assert set(find(f"{kind}?{code}={value}")) <= stored, f"{kind}?{code}"


def test_a_record_whose_index_another_version_built_gets_a_new_one(find, any_store, any_house):
    store = any_store
    assert find("Patient?name=smith") == ["bob"]
    for table in ("token", "string"):
        store.connection().execute(f"DELETE FROM index_{table}")
    store.connection().execute("UPDATE house SET value = ? WHERE name = 'index'", (b"another",))
    assert find("Patient?name=smith") == []
    store.close()
    opened = any_house.open()
    with opened.transaction(grant=EVERYBODY) as tx:
        assert [version.id for version in search(tx, "Patient", [("name", "smith")]).matches] == ["bob"]
    assert opened.rebuild_index() == len(RECORD)
    opened.close()
