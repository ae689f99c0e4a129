"""`_filter` and the modifiers that need more than a row: of-type, above, below. The same on both databases."""

from collections.abc import Callable, Iterator

import pytest
from tests.conftest import House

from attending.errors import NotAllowed
from attending.record import Store
from attending.record.search import InvalidSearch, search
from attending.record.search.filter_text import OPERATORS
from attending.record.write import put
from attending.security import Action, Grant, PractitionerRole

EVERYBODY = Grant("Device/t", PractitionerRole.SYSTEM, patients=None, types=None, actions=frozenset(Action))
KINDS = "http://terminology.hl7.org/CodeSystem/v2-0203"
ICD = "urn:icd"


def coded(code: str, system: str = ICD) -> dict[str, object]:
    return {"coding": [{"system": system, "code": code}]}


def location(name: str, whole: str = "") -> dict[str, object]:
    part = {"partOf": {"reference": f"Location/{whole}"}} if whole else {}
    return {"resourceType": "Location", "id": name, **part}


def condition(name: str, patient: str, code: str, onset: str) -> dict[str, object]:
    return {"resourceType": "Condition", "id": name, "subject": {"reference": f"Patient/{patient}"},
            "code": coded(code), "onsetPeriod": {"start": onset, "end": onset[:4]}}  # fmt: skip


RECORD = [
    {
        "resourceType": "Patient", "id": "ann", "gender": "female", "birthDate": "1980-05-01", "active": True,
        "name": [{"family": "Müller-Lüdenscheidt", "given": ["Ann", "Petra"]}],
        "identifier": [{"system": "urn:mrn", "value": "1", "type": coded("MR", KINDS)},
                       {"system": "urn:ssn", "value": "2", "type": coded("SS", KINDS)}],
    },
    {
        "resourceType": "Patient", "id": "bob", "gender": "male", "birthDate": "1990-01-02",
        "name": [{"family": 'O"Hara (old)', "given": ["Bob"]}],
        "identifier": [{"system": "urn:mrn", "value": "2", "type": coded("MR", KINDS)}],
    },
    {"resourceType": "Patient", "id": "nobody"},
    location("house"), location("ward", "house"), location("room", "ward"), location("other"),
    {"resourceType": "Encounter", "id": "e1", "status": "finished", "subject": {"reference": "Patient/ann"},
     "location": [{"location": {"reference": "Location/room"}}]},
    {"resourceType": "CodeSystem", "id": "icd", "status": "active", "content": "complete", "url": ICD, "concept": [
        {"code": "J", "concept": [{"code": "J1", "concept": [{"code": "J18"}]}]},
        {"code": "J44", "property": [{"code": "parent", "valueCode": "J"}]}, {"code": "E"}]},
    condition("pneumonia", "ann", "J18", "2026-01-10"), condition("copd", "bob", "J44", "2024-03-01"),
    condition("diabetes", "bob", "E", "2020-06-01"),
    {"resourceType": "List", "id": "l1", "status": "current", "mode": "working",
     "entry": [{"item": {"reference": "Condition/copd"}}, {"item": {"reference": "Patient/ann"}}]},
    {"resourceType": "ValueSet", "id": "v", "status": "active", "url": "urn:vs",
     "compose": {"include": [{"system": ICD, "concept": [{"code": "E"}]}]}},
]  # fmt: skip

FILTERS = {
    'Patient name eq "muller-ludenscheidt"': "ann",
    "Patient family ne muller-ludenscheidt": "bob",
    'Patient name co "UDEN"': "ann",
    "Patient given sw pet": "ann",
    'Patient given ew "ra"': "ann",
    'Patient family eq "o\\"hara (old)"': "bob",
    "Patient birthdate ge 1980-05-01 and birthdate lt 1990": "ann",
    "Patient birthdate gt 1985": "bob",
    "Patient birthdate le 1985": "ann",
    "Patient birthdate sa 1980-05 or birthdate eb 1980-06": "ann bob",
    "Patient birthdate ap 1990-01-02": "bob",
    "Patient birthdate pr false": "nobody",
    "Patient birthdate pr true": "ann bob",
    "Patient not (gender eq male)": "ann nobody",
    "Patient gender ne male": "ann",
    "Patient gender eq male or gender eq female and active eq true": "ann",  # from the left, no precedence
    "Patient gender eq male or (gender eq female and active eq true)": "ann bob",
    "Patient identifier eq urn:mrn|1": "ann",
    "Patient identifier eq 2 and not (identifier eq urn:ssn|2)": "bob",
    "Patient _id eq bob or _id eq ann": "ann bob",
    "Patient _lastUpdated gt 2020-01-01": "ann bob nobody",
    "Condition code ss urn:icd|J": "copd pneumonia",
    "Condition code sb urn:icd|J": "",
    "Condition code in urn:vs": "diabetes",
    "Condition code ni urn:vs": "copd pneumonia",
    "Condition patient.name co mull": "pneumonia",
    'Condition subject:Patient.family eq "o\\"hara (old)" and code ss urn:icd|J': "copd",
    "Condition patient eq Patient/bob and (code eq E or code eq J18)": "diabetes",
    "Condition patient re Patient/ann": "pneumonia",
    "Condition onset-date po 2024": "copd",
    "Condition onset-date po 2024-12-30": "copd",
    "Condition onset-date eq 2024-12-30": "",
    "Encounter location ss Location/house": "e1",
    "ValueSet url sw urn:": "v",
}
QUERIES = {
    f"Patient?identifier:of-type={KINDS}|MR|2": "bob",
    f"Patient?identifier:of-type={KINDS}|SS|2": "ann",
    f"Patient?identifier:of-type={KINDS}|MR|1,{KINDS}|MR|2": "ann bob",
    "Patient?identifier:of-type=urn:other|MR|2": "",
    "Condition?code:below=urn:icd|J": "copd pneumonia",
    "Condition?code:below=urn:icd|J1": "pneumonia",
    "CodeSystem?code:above=urn:icd|J18": "",
    "Encounter?location:below=Location/house": "e1",
    "Encounter?location:below=house": "e1",
    "Encounter?location:below=Location/other": "",
    "Encounter?location:above=Location/room": "e1",
    "Encounter?location:above=Location/house": "",
    "Patient?_has:Condition:patient:_filter=code ss urn:icd|J and onset-date ge 2026": "ann",
    "Condition?_list=l1": "copd",
    "Patient?_list=l1": "ann",
    "Patient?_list=l2": "",
    "Condition?patient._filter=gender eq male or birthdate lt 1900": "copd diabetes",
}
REFUSED = {
    "Patient?_filter=": None,
    "Patient?_filter=name co": "a value",
    "Patient?_filter=name": "one of",
    "Patient?_filter=name is x": "one of",
    "Patient?_filter=(name co x": "closing bracket",
    "Patient?_filter=name co x y": "and, or, or the end",
    'Patient?_filter=name co "x': "never closed",
    "Patient?_filter=shoe eq 3": "shoe",
    "Patient?_filter=gender co mal": "co is not answered for gender",
    "Patient?_filter=birthdate sw 19": "sw is not answered for birthdate",
    "Patient?_filter=name[use eq usual].given co x": "square brackets",
    "Patient?_filter=birthdate eq 1980-02-31": "birthdate",
    "Patient?_filter=" + "(" * 30 + "active eq true" + ")" * 30: "deep",
    "Patient?_filter=" + " or ".join(["active eq true"] * 80): "criteria",
    "Patient?_list=$current-problems": "functional",
    "Patient?gender:of-type=a|b|c": ":of-type",
    "Patient?identifier:of-type=MR|1": "system|code|value",
    "Condition?code:below=J": "system|code",
    "Condition?code:below=urn:unknown|J": "CodeSystem",
    "Condition?patient:below=Patient/ann": "parts",
    "Condition?code:exact=J": ":exact",
    "Patient?name:not=x": ":not",
    "Patient?_id:missing=true": ":missing",
    "Patient?_id:text=x": ":text",
    "Condition?subject:below=ann": "type",
}


@pytest.fixture
def filled(any_house: House) -> Iterator[Store]:
    store = any_house.open()
    with store.transaction(grant=EVERYBODY) as tx:
        for resource in RECORD:
            put(tx, resource)
    yield store
    store.close()


Find = Callable[[str, str, str], list[str]]


def found(store: Store, asked: str, grant: Grant = EVERYBODY) -> list[str]:
    kind, _, query = asked.partition("?")
    name, _, value = query.partition("=")
    with store.transaction(grant=grant) as tx:
        return sorted(version.id for version in search(tx, kind, [(name, value)]).matches)


def test_a_filter_finds_what_it_states_and_modifiers_find_what_they_name(filled):
    asked = {f"{kind}?_filter={text}": ids for (kind, _, text), ids in
             ((key.partition(" "), ids) for key, ids in FILTERS.items())} | QUERIES  # fmt: skip
    assert {query: found(filled, query) for query in asked} == {query: ids.split() for query, ids in asked.items()}


def test_every_operation_of_the_specification_is_answered_somewhere(filled):
    used = {word for key in FILTERS for word in key.split()}
    assert used >= OPERATORS


def test_what_a_filter_or_modifier_cannot_say_is_refused_by_name(filled):
    for query, said in REFUSED.items():
        if said is None:
            continue  # an empty value asks for nothing
        with pytest.raises(InvalidSearch) as caught:
            found(filled, query)
        assert said in f"{caught.value}{caught.value.hint}", query


def test_a_filter_reaches_no_further_than_its_grant(filled):
    of_bob = Grant("Device/t", PractitionerRole.SYSTEM, patients=frozenset({"bob"}), types=None,
                   actions=frozenset(Action))  # fmt: skip
    assert found(filled, "Patient?_filter=gender eq female or gender eq male", of_bob) == ["bob"]
    assert found(filled, "Patient?_filter=not (gender eq male)", of_bob) == []
    assert found(filled, f"Patient?identifier:of-type={KINDS}|SS|2", of_bob) == []
    assert found(filled, "Condition?_filter=code ss urn:icd|J", of_bob) == ["copd"]
    narrow = Grant("Device/t", PractitionerRole.SYSTEM, patients=None, types=frozenset({"Condition", "Encounter"}),
                   actions=frozenset(Action))  # fmt: skip
    for query in ("Condition?_filter=patient.name co mull", "Encounter?location:below=Location/house",
                  "Condition?code:below=urn:icd|J"):  # fmt: skip
        with pytest.raises(NotAllowed):
            found(filled, query, narrow)
