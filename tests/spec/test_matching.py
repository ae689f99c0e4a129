"""Patient matching: which records are one person, how surely, and why."""

import csv
import json
import random

import pytest

from attending.errors import BadInput
from attending.record.matching import evaluate, link
from attending.record.matching.person import Person, find_columns, person_of_patient
from attending.record.matching.strings import edits, jaro_winkler

GIVEN = "ada ben clara david emma farid grace hiro ines jonas kofi lena mateo nora omar priya".split()  # noqa: SIM905
FAMILY = "anders brown chowdhury diaz evans fischer garcia huang ivanov jansen kowalski lim".split()  # noqa: SIM905


def town(number, seed=7):
    rng = random.Random(seed)  # noqa: S311
    return [
        Person(
            f"p{place}",
            "a",
            {
                "given": rng.choice(GIVEN),
                "family": rng.choice(FAMILY),
                "birth_date": f"{rng.randint(1930, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}",
                "postcode": f"{rng.randint(1000, 9999)}",
                "street": f"{rng.choice(FAMILY)} street",
                "identifier": f"{rng.randint(10**6, 10**7)}",
            },
        )
        for place in range(number)
    ]


def again(person, source="a", **changes):
    return Person(f"{person.id}-again", source, {**person.fields, **changes})


def matches(persons):
    return {frozenset((pair.left.id, pair.right.id)) for pair in link(persons) if pair.match}


def test_nobody_is_somebody_else():
    assert matches(town(300)) == set()


@pytest.mark.parametrize(
    "change",
    [
        {"given": "adda"},
        {"birth_date": "19310201"},
        {"identifier": ""},
        {"identifier": "", "postcode": ""},
        {"street": "", "postcode": "1234"},
    ],
)
def test_one_mistyped_detail_hides_nobody(change):
    persons = town(300)
    twice = [again(person, **change) for person in persons[:30]]
    assert len(matches(persons + twice)) == 30


def test_exchanged_names_are_seen_and_said():
    persons = town(300)
    first = persons[0]
    twice = [again(first, given=first["family"], family=first["given"])]
    twice += [again(person) for person in persons[1:30]]
    (pair,) = [pair for pair in link(persons + twice) if pair.right.id == "p0-again" and pair.match]
    assert "exchanged with the other name" in {reason.level for reason in pair.reasons}
    assert pair.probability > 0.99


def test_two_sources_are_linked_one_to_one():
    persons = town(200)
    others = [again(person, "b") for person in persons]
    found = matches(persons + others)
    assert found == {frozenset((person.id, f"{person.id}-again")) for person in persons}


def test_what_is_one_person_hangs_together():
    persons = town(200)
    for copy in range(3):
        persons += [Person(f"{person.id}-{copy}", "a", person.fields) for person in persons[:20]]
    assert len(matches(persons)) == 20 * 6


def test_a_few_persons_are_enough():
    persons = town(6)
    assert matches([*persons, again(persons[0], postcode="")]) == {frozenset(("p0", "p0-again"))}
    assert link(persons[:1]) == []


def test_words_and_digits_are_compared_as_clerks_err():
    assert edits("1980", "1890") == 1
    assert edits("smith", "smyth") == 1
    assert edits("abc", "xyzabcdef") == 3
    assert jaro_winkler("martha", "marhta") == pytest.approx(0.9611, abs=1e-4)
    assert jaro_winkler("dwayne", "duane") == pytest.approx(0.84, abs=1e-4)


def test_columns_are_found_by_usual_names():
    assert find_columns([" First Name", "SURNAME", "dob", "Zip Code", "notes"]) == {
        "given": " First Name",
        "family": "SURNAME",
        "birth_date": "dob",
        "postcode": "Zip Code",
    }


def test_a_patient_is_read_from_fhir():
    patient = {
        "id": "p1",
        "name": [{"family": "Ng", "given": ["Ada", "May"]}],
        "birthDate": "1980-05-01",
        "address": [{"line": ["12 High Street"], "city": "Leeds", "postalCode": "LS1 4AB"}],
        "identifier": [
            {"value": "77"},
            {"type": {"coding": [{"code": "SS"}]}, "value": "123-45-6789"},
        ],
    }
    person = person_of_patient(patient)
    assert (person["given"], person["birth_date"], person["street_number"]) == ("ada", "19800501", "12")
    assert (person["postcode"], person["identifier"]) == ("ls14ab", "123456789")


def test_the_suite_writes_a_row_per_pair(tmp_path):
    persons = town(100)
    rows = [(f"rec-{n}-org", person) for n, person in enumerate(persons)]
    rows += [(f"rec-{n}-dup-0", person) for n, person in enumerate(persons[:10])]
    with (tmp_path / "any.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["rec_id", " given_name", " surname", " date_of_birth", " postcode"])
        for name, person in rows:
            writer.writerow([name, *(f" {person[f]}" for f in ("given", "family", "birth_date", "postcode"))])
    report = evaluate.run(tmp_path, predictions=tmp_path / "p.jsonl", progress=lambda done, total: None)
    assert (report["real_pairs"], report["f1"]) == (10, 1.0)
    first = json.loads((tmp_path / "p.jsonl").read_text().splitlines()[0])
    assert set(first) == {"left", "right", "probability", "match"}
    (tmp_path / "any.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BadInput, match="No persons"):
        evaluate.run(tmp_path, predictions=None, progress=lambda done, total: None)
