"""`attending risk scores` on a small record."""

import json

import pytest
from click.testing import CliRunner

from attending.app.cli import main
from attending.record.write import put
from attending.terms.coding import LOINC


@pytest.fixture
def record(house, physician):
    """A woman with a weight and a height, and no laboratory."""
    store = house.open()
    with store.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p", "birthDate": "1961-05-04", "gender": "female"})
        for name, code, value, unit in (("weight", "29463-7", 70, "kg"), ("height", "8302-2", 175, "cm")):
            put(
                tx,
                {
                    "resourceType": "Observation",
                    "id": name,
                    "status": "final",
                    "code": {"text": name, "coding": [{"system": LOINC, "code": code}]},
                    "subject": {"reference": "Patient/p"},
                    "effectiveDateTime": "2026-03-01",
                    "valueQuantity": {"value": value, "unit": unit},
                },
            )
    store.close()
    return house


def scores(record, *arguments):
    return CliRunner().invoke(main, ["--home", str(record.folder), "risk", "scores", *arguments])


def test_what_can_be_computed_is_and_what_cannot_says_why(record):
    found = {row["name"]: row for row in json.loads(scores(record, "p", "--json").stdout)}
    assert found["bmi"]["score"]["value"] == 22.9
    assert found["bmi"]["evidence"][0]["reference"] == "Observation/weight"
    assert found["egfr"]["missing"] == ["creatinine"]
    assert found["egfr"]["score"] is None


def test_the_table_says_not_assessed(record):
    table = scores(record, "p")
    assert table.exit_code == 0
    assert "not assessed" in " ".join(table.stdout.split())


def test_an_unknown_patient_is_not_found(record):
    assert scores(record, "nobody").exit_code == 4
