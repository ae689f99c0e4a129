"""The FHIR API as the house runs it: its tokens, its search index, its place in the web application."""

import json

import pytest
from click.testing import CliRunner, Result
from starlette.testclient import TestClient

from attending.app.cli import main
from attending.app.web.server import create_app
from attending.app.wiring import open_clinic
from attending.record.write import put
from attending.settings import Settings


def attending(house, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(house.folder), *arguments])


@pytest.fixture
def record(house, physician):
    store = house.open()
    with store.transaction(grant=physician) as tx:
        put(tx, {"resourceType": "Patient", "id": "p1", "name": [{"family": "Santos"}]})
    store.close()
    return house


def test_a_token_opens_the_api_of_the_web_application_until_it_is_revoked(record):
    made = json.loads(attending(record, "account", "token", "add", "lab", "--type", "Patient", "--json").stdout)
    clinic = open_clinic(Settings(home=record.folder, master_key_file=record.folder / "master.key"))
    with TestClient(create_app(clinic)) as client:
        headers = {"Authorization": f"Bearer {made['token']}"}
        assert client.get("/fhir/metadata").json()["resourceType"] == "CapabilityStatement"
        assert client.get("/fhir/Patient/p1").status_code == 401
        assert client.get("/fhir/Patient/p1", headers=headers).json()["name"] == [{"family": "Santos"}]
        assert client.get("/fhir/Observation", headers=headers).status_code == 403
        assert client.delete("/fhir/Patient/p1", headers=headers).status_code == 403
        batch = {"resourceType": "Bundle", "type": "batch", "entry": []}
        for root in ("/fhir", "/fhir/"):
            assert client.post(root, json=batch, headers=headers, follow_redirects=False).status_code == 200
        assert attending(record, "account", "token", "revoke", "lab").exit_code == 0
        assert client.get("/fhir/Patient/p1", headers=headers).status_code == 401
    clinic.close()


def test_tokens_are_listed_without_their_secret(record):
    made = json.loads(attending(record, "account", "token", "add", "lab", "--write", "--json").stdout)
    listed = attending(record, "account", "token", "list", "--json").stdout
    assert made["token"] not in listed
    assert json.loads(listed)[0] | {"until": ""} == {
        "system": "lab",
        "may": "look and file",
        "types": "all",
        "patients": "all",
        "until": "",
    }


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "lab", "--type", "Nonsense"), 2),
        (("add", "la b"), 2),
        (("revoke", "nobody"), 4),
    ],
)
def test_what_makes_no_sense_is_refused(record, arguments, code):
    assert attending(record, "account", "token", *arguments).exit_code == code


def test_a_system_has_one_token(record):
    attending(record, "account", "token", "add", "lab")
    assert attending(record, "account", "token", "add", "lab").exit_code == 5


def test_the_index_is_built_anew(record):
    assert json.loads(attending(record, "index", "--json").stdout) == {"resources": 1}
