"""A public client that was not written for us, fhirpy, works with the FHIR API over a real socket, unchanged."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fhirpy import SyncFHIRClient
from fhirpy.base.exceptions import MultipleResourcesFound, OperationOutcome, ResourceNotFound
from tests.conftest import House

from attending.app.web.server import make_server
from attending.errors import AttendingError
from attending.exchange.routes import FhirApi
from attending.security.tokens import make_token


class Server(threading.Thread):
    """The API behind a socket, in a thread of its own."""

    def __init__(self, house: House) -> None:
        super().__init__(daemon=True)
        self.store = house.open(lambda: datetime.now(UTC))
        now = datetime.now(UTC)
        self.token = make_token(
            self.store.connection(), "fhirpy", now=now, expires=now + timedelta(days=1), writes=True
        )
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.ready = threading.Event()

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        app = FhirApi(
            self.store,
            now=lambda: datetime.now(UTC),
            session_grant=lambda *_: None,
            on_bug=lambda _: AttendingError("bug"),
        )
        self.server = make_server(app, host="127.0.0.1", port=self.port)
        self.ready.set()
        await self.server.serve()
        app.close()

    def __enter__(self) -> "Server":
        self.start()
        self.ready.wait()
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise TimeoutError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self.loop.call_soon_threadsafe(self.server.stop)
        self.join(timeout=10)
        self.store.close()


@pytest.fixture
def client(any_house: House) -> Iterator[SyncFHIRClient]:
    with Server(any_house) as server:
        yield SyncFHIRClient(f"http://127.0.0.1:{server.port}/fhir", authorization=f"Bearer {server.token}")


def make_patient(client: SyncFHIRClient, family: str, value: str, **more: object):
    identifier = [{"system": "http://hospital.example/mrn", "value": value}]
    return client.resource("Patient", name=[{"family": family}], identifier=identifier, **more).create()


def test_resources_are_made_read_changed_and_deleted(client):
    patient = make_patient(client, "Ng", "1", birthDate="1980-05-01")
    assert patient.id
    patient["gender"] = "female"
    patient.save()
    assert client.reference("Patient", patient.id).to_resource()["gender"] == "female"
    patient.patch(active=True)
    assert client.get("Patient", patient.id)["active"] is True
    assert patient.refresh()["meta"]["versionId"] == "3"
    assert patient.is_valid()
    patient.delete()
    with pytest.raises(ResourceNotFound):
        client.get("Patient", patient.id)


def test_searches_page_sort_count_and_include(client):
    patients = [make_patient(client, f"Family{n}", str(n), birthDate=f"19{n + 50}-01-01") for n in range(7)]
    for patient in patients:
        client.resource(
            "Observation",
            status="final",
            code={"coding": [{"system": "http://loinc.org", "code": "8867-4"}]},
            subject=patient.to_reference(),
        ).save()
    found = client.resources("Patient").sort("-birthdate").limit(3).fetch_all()
    assert [one["birthDate"] for one in found] == [f"19{n + 50}-01-01" for n in reversed(range(7))]
    assert client.resources("Patient").count() == 7
    assert client.resources("Patient").search(birthdate__lt="1953-01-01").count() == 3
    assert client.resources("Patient").search(name="family3").first()["birthDate"] == "1953-01-01"
    assert client.resources("Patient").search(identifier="3").get()["birthDate"] == "1953-01-01"
    brought = client.resources("Observation").include("Observation", "subject").limit(2).fetch_raw()
    kinds = [entry["resource"]["resourceType"] for entry in brought["entry"]]
    assert sorted(kinds) == ["Observation", "Observation", "Patient", "Patient"]
    assert client.resources("Patient").has("Observation", "patient", code="8867-4").count() == 7


def test_conditional_interactions(client):
    make_patient(client, "Ng", "1")
    ours = client.resources("Patient").search(identifier="http://hospital.example/mrn|1")
    found, created = ours.get_or_create(client.resource("Patient", name=[{"family": "Other"}]))
    assert (found["name"][0]["family"], created) == ("Ng", False)
    changed, created = ours.update(client.resource("Patient", **{**found, "gender": "male"}))
    assert (changed["gender"], created) == ("male", False)
    assert ours.patch(gender="other")["gender"] == "other"
    make_patient(client, "Ng", "2")
    with pytest.raises(MultipleResourcesFound):
        client.resources("Patient").search(family="Ng").update(client.resource("Patient"))
    ours.delete()
    assert client.resources("Patient").count() == 1


def test_bundles_and_refusals(client):
    bundle = client.resource("Bundle", type="transaction")
    bundle["entry"] = [
        {"request": {"method": "POST", "url": "/Patient"}, "resource": {"resourceType": "Patient", "active": True}},
        {"request": {"method": "GET", "url": "/Patient"}},
    ]
    answered = client.execute("", data=bundle.serialize())
    assert answered["entry"][0]["response"]["status"] == "201 Created"
    with pytest.raises(OperationOutcome, match=r"Patient\.name"):
        client.resource("Patient", name="Ng").save()
