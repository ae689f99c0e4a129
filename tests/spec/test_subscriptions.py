"""Subscriptions: who wants to know of something is told when it was filed, and of nothing else."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from tests.conftest import House
from tests.spec.test_fhir_api import ANN, NOW, PULSE, Api

from attending.exchange.rest import subscriptions

HOSTS = ("lab.example",)
ASKED = {
    "resourceType": "Subscription",
    "id": "s1",
    "status": "requested",
    "reason": "Pulses of the ward",
    "criteria": "Observation?code=8867-4",
    "channel": {"type": "rest-hook", "endpoint": "https://lab.example/told"},
}


class Receiver:
    """Counts what it is told; can be out of order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.works = True

    def __call__(self, address: str) -> bool:
        self.told.append(address)
        return self.works


@pytest.fixture
def ward(any_house: House) -> Iterator[Api]:
    api = Api(any_house)
    api.put(ANN)
    yield api
    api.app.close()
    api.store.close()


def settle(api: Api, receiver: Receiver, *, later: timedelta = timedelta(days=1)) -> None:
    while subscriptions.step(api.store, receiver, HOSTS, NOW + later):
        pass


def test_a_subscriber_is_told_of_what_meets_its_criteria_and_of_nothing_else(ward):
    receiver = Receiver()
    assert ward.put(ASKED).status_code == 201
    settle(ward, receiver)
    ward.put({**PULSE, "id": "o1"})
    ward.put({**PULSE, "id": "o2", "code": {"text": "something else"}})
    settle(ward, receiver)
    assert receiver.told == ["https://lab.example/told"]
    settle(ward, receiver)
    assert len(receiver.told) == 1


def test_what_was_not_delivered_is_sent_again_after_a_pause(ward):
    receiver = Receiver()
    ward.put(ASKED)
    settle(ward, receiver)
    ward.put({**PULSE, "id": "o1"})
    receiver.works = False
    subscriptions.step(ward.store, receiver, HOSTS, NOW + timedelta(hours=1))
    receiver.works = True
    subscriptions.step(ward.store, receiver, HOSTS, NOW + timedelta(hours=1))
    assert len(receiver.told) == 1
    settle(ward, receiver)
    assert len(receiver.told) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"criteria": "Observation?nonsense=1"},
        {"criteria": "Nonsense?a=b"},
        {"channel": {"type": "email", "endpoint": "mailto:a@lab.example"}},
        {"channel": {"type": "rest-hook", "payload": "application/fhir+json", "endpoint": "https://lab.example"}},
    ],
)
def test_what_cannot_be_served_is_refused(ward, change):
    assert ward.put({**ASKED, **change}).status_code == 400


def test_no_host_is_told_that_the_hospital_has_not_allowed(ward):
    receiver = Receiver()
    ward.put({**ASKED, "channel": {"type": "rest-hook", "endpoint": "https://elsewhere.example/"}})
    ward.put({**ASKED, "id": "s2", "channel": {"type": "rest-hook", "endpoint": "http://lab.example/plain"}})
    settle(ward, receiver)
    ward.put({**PULSE, "id": "o1"})
    settle(ward, receiver)
    assert receiver.told == []


def test_a_token_for_some_patients_cannot_hear_of_all(ward):
    ward.as_("phone", patients=frozenset({"ann"}), writes=True)
    assert ward.put(ASKED).status_code == 403


class Slow(Receiver):
    """Answers at one address, and at the other not before it was mended."""

    def __call__(self, address: str) -> bool:
        self.told.append(address)
        return self.works or "down" not in address


def test_a_receiver_that_is_down_for_a_day_misses_nothing_and_hears_it_once(ward):
    receiver = Receiver()
    receiver.works = False
    ward.put(ASKED)
    settle(ward, receiver)
    for n in range(3):
        ward.put({**PULSE, "id": f"o{n}"})
    for hour in range(1, 31):
        settle(ward, receiver, later=timedelta(hours=hour))
    assert len(receiver.told) == 30
    receiver.works = True
    receiver.told.clear()
    settle(ward, receiver, later=timedelta(hours=40))
    settle(ward, receiver, later=timedelta(hours=50))
    assert len(receiver.told) == 3


def test_one_that_does_not_answer_is_asked_once_a_turn_and_holds_up_no_other(ward):
    receiver = Slow()
    receiver.works = False
    ward.put({**ASKED, "channel": {"type": "rest-hook", "endpoint": "https://lab.example/down"}})
    ward.put({**ASKED, "id": "s2", "channel": {"type": "rest-hook", "endpoint": "https://lab.example/up"}})
    settle(ward, receiver)
    for n in range(5):
        ward.put({**PULSE, "id": f"o{n}"})
    settle(ward, receiver)
    assert (receiver.told.count("https://lab.example/down"), receiver.told.count("https://lab.example/up")) == (1, 5)


@pytest.mark.parametrize("end", ["off", "deleted"])
def test_nobody_is_told_of_what_waits_for_a_subscription_that_has_ended(ward, end):
    receiver = Receiver()
    receiver.works = False
    ward.put(ASKED)
    settle(ward, receiver)
    ward.put({**PULSE, "id": "o1"})
    settle(ward, receiver)
    if end == "off":
        ward.put({**ASKED, "status": "off"})
    else:
        ward.http.delete("/Subscription/s1")
    receiver.works = True
    receiver.told.clear()
    settle(ward, receiver, later=timedelta(days=3))
    ward.put(ASKED)
    settle(ward, receiver, later=timedelta(days=4))
    assert receiver.told == []


def test_criteria_that_can_no_longer_be_answered_hold_up_no_other(ward):
    receiver = Receiver()
    values = {"resourceType": "ValueSet", "id": "v", "url": "http://lab.example/v", "status": "active"}
    compose = {"include": [{"system": "http://loinc.org", "concept": [{"code": "8867-4"}]}]}
    ward.put({**values, "compose": compose})
    ward.put({**ASKED, "id": "s0", "criteria": "Observation?code:in=http://lab.example/v"})
    ward.put(ASKED)
    settle(ward, receiver)
    ward.http.delete("/ValueSet/v")
    ward.put({**PULSE, "id": "o1"})
    settle(ward, receiver)
    assert receiver.told == ["https://lab.example/told"]
