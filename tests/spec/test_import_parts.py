"""One large file is cut over the cores and filed as if it were not: whole or not at all, the same record."""

import json

import pytest
from tests.spec.test_import import NPI, bundle, entry
from tests.spec.test_import_many import DOCTORS, AtOnce, contents, file, life, twins  # noqa: F401 (a fixture)

from attending.errors import BadInput
from attending.exchange import parts
from attending.exchange.parts import cut


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch):
    monkeypatch.setattr(parts, "LARGE", 2_000)
    monkeypatch.setattr(parts, "_PART", 1_000)


def one_bundle(*lives: bytes) -> bytes:
    """Several lives as one Bundle, every resource with an id of its own; a Provenance needs its target beside it."""
    found = [one for data in lives for one in json.loads(data)["entry"]]
    entries = [one for one in found if one["resource"]["resourceType"] != "Provenance"]
    for number, one in enumerate(entries):
        one["resource"].setdefault("id", f"r{number}")
    return json.dumps({"resourceType": "Bundle", "type": "transaction", "entry": entries}).encode()


def lines(number: int, about: str = "p{}") -> bytes:
    """NDJSON: patients, and an observation of each that stands in another part."""
    patients = [{"resourceType": "Patient", "id": f"p{n}", "name": [{"family": f"Name {n}"}]} for n in range(number)]
    seen = [{"resourceType": "Observation", "id": f"o{n}", "status": "final", "code": {"text": "x" * 90},
             "subject": {"reference": f"Patient/{about.format(n)}"},
             "performer": [{"reference": "Organization/elsewhere"}]} for n in range(number)]  # fmt: skip
    return b"".join(json.dumps(one).encode() + b"\n" for one in [*seen, *patients])


@pytest.mark.parametrize("sent", [lines(20), one_bundle(*map(life, range(6)))], ids=["ndjson", "bundle"])
def test_a_cut_file_is_the_same_record(twins, interface, sent):  # noqa: F811
    (plain, keys), (other, others) = twins
    workers = AtOnce()
    reports = file(plain, [DOCTORS, sent], interface), file(other, [DOCTORS, sent], interface, workers)
    assert len(cut(sent)[1]) > 3
    assert workers.ready == 1 + len(cut(sent)[1])  # every part was made ready by itself
    assert reports[0] == reports[1]
    assert contents(plain, keys)["bodies"] == contents(other, others)["bodies"]
    assert all(store.audit_verdict().ok for store, _ in twins)
    assert file(other, [sent], interface, AtOnce())[0].unchanged == reports[1][1].created


def test_of_a_cut_file_with_a_fault_nothing_is_filed_and_the_plain_way_says_which(store, interface):
    before = file(store, [DOCTORS], interface)[0].created
    faulty = lines(20, about="nobody{}")
    with pytest.raises(BadInput, match=r"Line 1 .*not in the record"):
        file(store, [faulty], interface, AtOnce())
    assert store.connection().execute("SELECT count(*) FROM version").fetchone() == (before,)
    assert store.audit_verdict().ok


@pytest.mark.parametrize(
    "sent",
    [
        b"{" * 3000,
        lines(20) + b"{broken",
        lines(20) + lines(1),  # the same resource twice
        bundle(*(entry({"resourceType": "Organization", "name": "x" * 200}) for _ in range(20))),  # no ids
        lines(20).replace(b'"p3"', b"3"),
    ],
)
def test_what_is_not_plain_is_not_cut(sent):
    assert cut(sent) is None


def test_a_file_of_what_is_filed_only_once_is_made_ready_and_asks_for_all_at_once(twins, interface):  # noqa: F811
    def once(number: int) -> dict[str, object]:
        doctor = {"resourceType": "Practitioner", "id": f"n{number}", "identifier": [
            {"system": NPI, "value": f"5{number}"}]}  # fmt: skip
        request = {"method": "POST", "url": "Practitioner", "ifNoneExist": f"identifier={NPI}|5{number}"}
        return {"resource": doctor, "request": request}

    sent = [bundle(*(once(n) for n in range(8))), bundle(*(once(n) for n in range(5, 12)))]
    (plain, _), (other, _) = twins
    workers = AtOnce()
    reports = file(plain, sent, interface), file(other, sent, interface, workers)
    assert workers.ready == 2
    assert reports[0] == reports[1]
    assert [(one.created, one.unchanged) for one in reports[1]] == [(8, 0), (4, 3)]


def test_a_bundle_that_gives_a_name_twice_is_left_whole_and_refused(store, interface):
    sent = one_bundle(life(1))[:-1] + b',"type":"batch"}'
    assert cut(sent) is None
    with pytest.raises(BadInput, match='"type"'):
        file(store, [sent], interface, AtOnce())
