"""`_text` finds words of the narrative, `_content` any word where the record indexes them; on both databases."""

import base64

import pytest
from tests.conftest import Clock, House

from attending.exchange.rest.capability import capability_statement
from attending.record import Store
from attending.record.index.writing import forget_patient
from attending.record.search import InvalidSearch, search
from attending.record.write import put
from attending.security import Action, Grant, PractitionerRole

EVERYBODY = Grant("Device/t", PractitionerRole.SYSTEM, patients=None, types=None, actions=frozenset(Action))
NOTE = base64.b64encode("Der Patient klagt über Röntgenangst.".encode()).decode()


def told(name: str, patient: str, div: str, **more: object) -> dict[str, object]:
    return {"resourceType": "DiagnosticReport", "id": name, "status": "final", "code": {"text": "Report"},
            "subject": {"reference": f"Patient/{patient}"},
            "text": {"status": "generated", "div": f"<div>{div}</div>"}, **more}  # fmt: skip


RECORD = [
    {"resourceType": "Patient", "id": "ann"}, {"resourceType": "Patient", "id": "bob"},
    told("liver", "ann", "<b>Liver</b> metastasis, seen on X&#45;ray", conclusion="Suspicious nodule"),
    told("bone", "bob", "Bone<br/>metastases &amp; M&uuml;ller's fracture"),
    told("clear", "bob", "No change of the liver", presentedForm=[{"contentType": "text/plain", "data": NOTE}]),
]  # fmt: skip
TEXTS = {
    "liver": "clear liver",
    "LIVER": "clear liver",
    "muller": "bone",
    "x-ray": "liver",
    "liver metastasis": "liver",
    "(bone OR liver) and metastas*": "bone liver",
    "bone or liver and metastasis": "bone liver",
    "liver not change": "liver",
    "not (liver or bone)": "",
    "bone,change": "bone clear",
    "liver*": "clear liver",
    "nodule": "",
    "div": "",
}
CONTENTS = {"nodule": "liver", "suspicious metastasis": "liver", "rontgenangst": "clear", "klagt": "clear"}


def filled(house: House, *, content: bool = False) -> Store:
    store = Store.open(house.url or house.database, keys=house.keys, anchor=house.anchor, now=Clock(), content=content)
    with store.transaction(grant=EVERYBODY) as tx:
        for resource in RECORD:
            put(tx, resource, only_if_changed=True)
    return store


def found(store: Store, value: str, name: str = "_text", grant: Grant = EVERYBODY) -> list[str]:
    with store.transaction(grant=grant) as tx:
        return sorted(version.id for version in search(tx, "DiagnosticReport", [(name, value)]).matches)


def test_words_of_the_narrative_are_found_joined_as_asked(any_house):
    store = filled(any_house)
    assert {text: found(store, text) for text in TEXTS} == {text: ids.split() for text, ids in TEXTS.items()}
    for text in ('"liver metastasis"', "(liver", "liver)", "and liver", "liver or", "x-ra*", "!"):
        with pytest.raises(InvalidSearch):
            found(store, text)
    store.close()


def test_the_whole_content_is_found_where_the_record_indexes_every_word_and_refused_where_not(any_house):
    store = filled(any_house)
    with pytest.raises(InvalidSearch, match="_content is not answered"):
        found(store, "nodule", "_content")
    store.close()
    store = filled(any_house, content=True)  # another setting: the index is built anew
    assert {text: found(store, text, "_content") for text in CONTENTS} == {t: i.split() for t, i in CONTENTS.items()}
    assert found(store, "nodule") == []
    store.close()
    listed = {one: {p["name"] for r in capability_statement("", content=one)["rest"][0]["resource"]
                    for p in r["searchParam"]} for one in (True, False)}  # fmt: skip
    assert "_content" in listed[True] - listed[False]
    assert {"_text", "_filter"} <= listed[False]


def test_words_reach_no_further_than_the_grant_and_go_with_an_erased_patient(any_house):
    store = filled(any_house, content=True)
    of_bob = Grant("Device/t", PractitionerRole.SYSTEM, patients=frozenset({"bob"}), types=None,
                   actions=frozenset(Action))  # fmt: skip
    assert found(store, "liver", grant=of_bob) == ["clear"]
    assert found(store, "not bone", grant=of_bob) == ["clear"]
    assert found(store, "nodule", "_content", of_bob) == []
    assert words(store) >= {"nodule", "liver", "rontgenangst"}
    connection = store.connection()
    with connection.writing():
        forget_patient(connection, "ann")
    assert "nodule" not in words(store)
    assert "liver" in words(store)  # bob's
    store.close()


def words(store: Store) -> set[str]:
    return {word for (word,) in store.connection().execute("SELECT word FROM index_word").fetchall()}
