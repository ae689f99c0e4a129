"""The page of possible duplicates: found with reasons, put up for review, signed, and shown in one chart."""

import re

import pytest
from tests.journeys.web.hospital import SYSTEM

from attending.record.write import put

EVA = {
    "resourceType": "Patient",
    "id": "eva",
    "name": [{"family": "Nordqvist", "given": ["Eva"]}],
    "birthDate": "1950-02-01",
    "gender": "female",
    "address": [{"line": ["12 High Street"], "city": "Leeds", "postalCode": "LS1 4AB"}],
    "telecom": [{"system": "phone", "value": "0113 496 0000"}],
}
OTHERS = [
    {
        "resourceType": "Patient",
        "id": f"o{number}",
        "name": [{"family": family, "given": [given]}],
        "birthDate": f"19{60 + number}-0{number + 1}-1{number}",
        "gender": "male" if number % 2 else "female",
    }
    for number, (family, given) in enumerate([("Ng", "Wei"), ("Diaz", "Ana"), ("Okafor", "Chi"), ("Brown", "Tom")])
]
GOUT = {"resourceType": "Condition", "subject": {"reference": "Patient/eva2"}, "code": {"text": "Gout of the big toe"}}


@pytest.fixture
def twice(clinic):
    with clinic.record.transaction(grant=SYSTEM) as tx:
        for resource in (
            EVA,
            {**EVA, "id": "eva2", "name": [{"family": "Nordquist", "given": ["Eva"]}]},
            *OTHERS,
            GOUT,
        ):
            put(tx, resource)
    return clinic


def test_a_pair_is_linked_from_the_page_to_the_chart(twice, physician):
    page = physician.get("/duplicates").text
    assert page.count("Keep eva") == 2
    assert "birth date the same" in page

    review = physician.post("/duplicates/link", {"keep": "eva", "other": "eva2"})
    assert "Record eva2 is replaced by record eva" in review.text
    assert "Gout of the big toe" not in physician.get("/patients/eva").text

    path = review.url.path
    for finding in re.findall(rf'action="{path}/answers/([^"]+)"', review.text):
        version = re.search(r'name="version" value="(\d+)"', review.text)[1]
        review = physician.post(f"{path}/answers/{finding}", {"version": version, "text": "Seen in person."})
    version = re.search(r'name="version" value="(\d+)"', review.text)[1]
    assert "Signed and filed" in physician.post(f"{path}/sign", {"version": version}).text

    assert "Gout of the big toe" in physician.get("/patients/eva").text
    assert "Nobody stands here twice" in physician.get("/duplicates").text


def test_a_form_without_two_records_is_refused_in_words(twice, physician):
    physician.get("/duplicates")
    answer = physician.post("/duplicates/link", {"keep": "eva"})
    assert answer.status_code == 422
    assert "names no two records" in answer.text


def test_a_nurse_sees_pairs_but_no_button(twice, browser):
    browser.sign_in("nolan")
    page = browser.get("/duplicates").text
    assert "NORDQVIST, Eva" in page
    assert "Keep eva" not in page
