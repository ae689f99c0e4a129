"""The facts beside a note in the workspace: listed with their words, decided one by one, written with the signature."""

import re

from tests.journeys.web.conftest import Browser
from tests.journeys.web.hospital import SYSTEM
from tests.journeys.web.test_web_note import answer_all, version


def decide(physician, review_id, fact, decision, **more):
    page = physician.get(f"/reviews/{review_id}")
    form = {"version": version(page), "decide": decision, **more}
    return physician.post(f"/reviews/{review_id}/facts/{fact}", form)


def stored(clinic, resource_type):
    return clinic.record.chart("p1", grant=SYSTEM).all(resource_type)


def test_each_fact_stands_under_the_note_with_its_words_and_its_code(physician, review_id):
    text = physician.get(f"/reviews/{review_id}").text
    assert "Takes ibuprofen 400 mg twice a day." in text
    assert "ICD-10-CM M25.562" in text
    assert "Not said: route." in text
    assert "0 accepted, 0 declined, 2 open" in text


def test_an_accepted_fact_is_written_with_the_signature_and_a_declined_one_never(physician, review_id, clinic):
    assert "1 accepted, 0 declined, 1 open" in decide(physician, review_id, "p1", "accept").text
    assert "1 accepted, 1 declined, 0 open" in decide(physician, review_id, "p2", "decline", reason="known").text
    before = len(stored(clinic, "Condition"))
    answer_all(physician, review_id)
    page = physician.get(f"/reviews/{review_id}")
    assert "1 fact you accepted is written with it" in page.text
    physician.post(f"/reviews/{review_id}/sign", {"version": version(page)})
    (statement,) = stored(clinic, "MedicationStatement")
    assert statement["medicationCodeableConcept"]["text"] == "ibuprofen"
    assert len(stored(clinic, "Condition")) == before
    assert clinic.reviews.read(review_id, grant=SYSTEM).choices["p2"].reason == "known"


def test_the_history_counts_the_same_deed_on_end_in_one_line(physician, review_id):
    decide(physician, review_id, "p1", "accept")
    page = decide(physician, review_id, "p2", "accept").text
    assert page.count("Fact accepted by") == 1
    assert re.search(r"Fact accepted by [^<]+, 2 times<", page)


def test_a_fact_is_accepted_in_the_clinicians_words(physician, review_id, clinic):
    page = decide(physician, review_id, "p1", "change", **{"field-directions": "600 mg three times a day"})
    assert "Takes ibuprofen 600 mg 3 times a day." in page.text
    assert "changed here" in page.text
    dosage = clinic.reviews.read(review_id, grant=SYSTEM).accepted()[0].resource["dosage"][0]
    assert dosage["timing"]["repeat"]["frequency"] == 3


def test_a_decision_is_taken_back(physician, review_id):
    decide(physician, review_id, "p1", "accept")
    assert "0 accepted, 0 declined, 2 open" in decide(physician, review_id, "p1", "reconsider").text


def test_wrong_decisions_are_refused_in_words(physician, review_id):
    assert "does not say what was decided" in decide(physician, review_id, "p1", "perhaps").text
    assert "no such proposal" in decide(physician, review_id, "p7", "accept").text.lower()
    assert "no such field" in decide(physician, review_id, "p1", "change", **{"field-colour": "blue"}).text


def test_a_nurse_sees_the_facts_and_decides_nothing(clinic, review_id):
    nurse = Browser(clinic)
    nurse.sign_in("nolan")
    page = nurse.get(f"/reviews/{review_id}")
    assert "Left knee pain." in page.text
    assert 'value="accept"' not in page.text
    assert nurse.post(f"/reviews/{review_id}/facts/p1", {"version": "2", "decide": "accept"}).status_code == 403
