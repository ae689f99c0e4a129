"""One person in two records: found with reasons, linked only by a signature, and separated again."""

import json

import pytest
from click.testing import CliRunner
from tests.conftest import House
from tests.ward import Ward

from attending.app.cli import main
from attending.errors import BadInput, Blocked, Conflict
from attending.journeys.clinic import Clinic, ImageArchive
from attending.journeys.consultation import revise_note
from attending.journeys.identity import find_duplicates, propose_link, propose_separation
from attending.record.write import put
from attending.review import ReviewStatus
from attending.settings import Settings

EVA = {
    "resourceType": "Patient",
    "id": "eva",
    "name": [{"family": "Sørensen", "given": ["Eva"]}],
    "birthDate": "1950-02-01",
    "gender": "female",
    "address": [{"line": ["12 High Street"], "city": "Leeds", "postalCode": "LS1 4AB"}],
    "telecom": [{"system": "phone", "value": "0113 496 0000"}],
}
AGAIN = {**EVA, "id": "eva2", "name": [{"family": "Sorensen", "given": ["Eva"]}], "active": True}
OTHERS = [
    {
        "resourceType": "Patient",
        "id": f"o{number}",
        "name": [{"family": family, "given": [given]}],
        "birthDate": f"19{60 + number}-0{number + 1}-1{number}",
        "gender": "male" if number % 2 else "female",
        "address": [{"line": [f"{number} {family} Road"], "city": "York", "postalCode": f"YO{number} 1AA"}],
    }
    for number, (family, given) in enumerate([("Ng", "Wei"), ("Diaz", "Ana"), ("Okafor", "Chi"), ("Brown", "Tom")])
]


def condition(name, patient, text):
    return {
        "resourceType": "Condition",
        "id": name,
        "subject": {"reference": f"Patient/{patient}"},
        "code": {"text": text},
    }


@pytest.fixture
def clinic(ward, clock, tmp_path):
    settings = Settings.from_environment({"ATTENDING_HOME": str(tmp_path / "ward")})
    images = ImageArchive(settings.image_archive, keys=House(tmp_path / "ward").keys)
    with ward.store.transaction(grant=ward.grant()) as tx:
        for resource in (EVA, AGAIN, *OTHERS, condition("c1", "eva", "Asthma"), condition("c2", "eva2", "Gout")):
            put(tx, resource)
    return Clinic(record=ward.store, reviews=ward.reviews, images=images, settings=settings, now=clock)


def physician(clinic):
    return Ward(clinic.record, clinic.reviews).grant()


def problems(clinic, patient):
    chart = clinic.record.chart(patient, grant=physician(clinic))
    return {condition["code"]["text"] for condition in chart.all("Condition")}


def linked(clinic):
    grant = physician(clinic)
    review = propose_link("eva", "eva2", to="adams", clinic=clinic, grant=grant)
    for finding in review.findings:
        review = clinic.reviews.answer(review.id, finding.id, "Seen in person.", if_version=review.version, grant=grant)
    return clinic.reviews.sign(review.id, if_version=review.version, grant=grant)


def test_who_is_there_twice_is_found_with_reasons(clinic):
    (pair,) = [pair for pair in find_duplicates(clinic.record, grant=physician(clinic)) if pair.match]
    assert {pair.left.id, pair.right.id} == {"eva", "eva2"}
    assert ("birth date", "the same") in {(reason.name, reason.level) for reason in pair.reasons}


def test_nothing_is_linked_before_somebody_signs(clinic):
    review = propose_link("eva", "eva2", to="adams", clinic=clinic, grant=physician(clinic))
    assert review.status is ReviewStatus.CHECKED
    assert "one person" in review.sections[0].sentences[0].text
    assert problems(clinic, "eva") == {"Asthma"}


def test_a_signed_link_shows_the_facts_of_both_and_moves_nothing(clinic):
    linked(clinic)
    assert problems(clinic, "eva") == {"Asthma", "Gout"}
    gone = clinic.record.read("Patient", "eva2", grant=physician(clinic))
    assert (gone["active"], gone["link"][0]["type"]) == (False, "replaced-by")
    gout = clinic.record.read("Condition", "c2", grant=physician(clinic))
    assert gout["subject"]["reference"] == "Patient/eva2"
    assert all(
        "eva2" not in (pair.left.id, pair.right.id) for pair in find_duplicates(clinic.record, grant=physician(clinic))
    )


def test_a_link_is_undone_by_another_signature(clinic):
    linked(clinic)
    grant = physician(clinic)
    undo = propose_separation("eva", "eva2", to="adams", clinic=clinic, grant=grant)
    clinic.reviews.sign(undo.id, if_version=undo.version, grant=grant)
    assert problems(clinic, "eva") == {"Asthma"}
    assert "link" not in clinic.record.read("Patient", "eva2", grant=grant)
    assert len(clinic.record.history("Patient", "eva2", grant=grant)) == 3
    linked(clinic)
    assert problems(clinic, "eva") == {"Asthma", "Gout"}


def test_an_unsure_pair_cannot_be_signed_unanswered(clinic):
    stranger = {**AGAIN, "id": "eva3", "birthDate": "1991-07-30", "telecom": [], "gender": "male", "address": []}
    with clinic.record.transaction(grant=physician(clinic)) as tx:
        put(tx, stranger)
    review = propose_link("eva", "eva3", to="adams", clinic=clinic, grant=physician(clinic))
    with pytest.raises(Blocked):
        clinic.reviews.sign(review.id, if_version=review.version, grant=physician(clinic))


def test_editing_the_words_does_not_lift_the_blocker(clinic):
    stranger = {**AGAIN, "id": "eva3", "birthDate": "1991-07-30", "telecom": [], "gender": "male", "address": []}
    grant = physician(clinic)
    with clinic.record.transaction(grant=grant) as tx:
        put(tx, stranger)
    review = propose_link("eva", "eva3", to="adams", clinic=clinic, grant=grant)
    revised = revise_note(review.id, review.sections, if_version=review.version, clinic=clinic, grant=grant)
    assert revised.findings == review.findings


def test_what_has_nothing_in_common_is_not_proposed(clinic):
    with pytest.raises(BadInput, match="nothing in common"):
        propose_link("o1", "o2", to="adams", clinic=clinic, grant=physician(clinic))


def test_a_record_is_replaced_once(clinic):
    linked(clinic)
    with pytest.raises((Conflict, BadInput)):
        propose_link("eva", "eva2", to="adams", clinic=clinic, grant=physician(clinic))


def test_a_one_sided_link_from_outside_joins_nothing(clinic):
    claimed = {**EVA, "link": [{"other": {"reference": "Patient/o1"}, "type": "replaces"}]}
    with clinic.record.transaction(grant=physician(clinic)) as tx:
        put(tx, claimed)
        put(tx, condition("c3", "o1", "Migraine"))
    assert problems(clinic, "eva") == {"Asthma"}


def test_the_command_lists_pairs_and_puts_a_link_up_for_review(clinic, tmp_path):
    run = CliRunner().invoke
    home = ["--home", str(tmp_path / "ward"), "patients"]
    (pair,) = [row for row in json.loads(run(main, [*home, "match", "--json"]).stdout) if row["band"] == "match"]
    assert {pair["left"], pair["right"]} == {"eva", "eva2"}
    result = run(main, [*home, "link", "eva", "eva2", "--practitioner", "adams", "--json"])
    assert json.loads(result.stdout)["status"] == "checked"
    assert json.loads(run(main, [*home, "eva2", "--json"]).stdout)[0]["id"] == "eva2"
