"""A report is drafted while its reader goes on: with progress, stopped on request, once, through the server's end."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace as changed

import pytest
from msgspec.structs import replace
from tests.journeys.web.conftest import wait_for
from tests.journeys.web.hospital import SYSTEM, bring_studies, open_hospital
from tests.journeys.web.killed import begin_and_be_killed, end_the_server, rays
from tests.networks import BRIGHT, put_network
from tests.onnx_files import bright_network

from attending.app.web.fulfilling import Fulfilling
from attending.database import sqlite
from attending.errors import NotFound
from attending.exchange.dicom.wish import MOST_BEGINNINGS
from attending.journeys import imaging_priority
from attending.journeys.clinic import Clinic, ImageArchive
from attending.journeys.imaging_fulfil import REPORT, ReportWish, put_wish_off
from attending.journeys.imaging_priority import look_ahead
from attending.journeys.imaging_report import draft_study_report
from attending.journeys.imaging_wish import stop_wish, wish_for_report
from attending.review import ReviewStatus


class Gate:
    """A model that looks until it is let go."""

    def __init__(self) -> None:
        self.entered, self.open, self.looks, self.at_once, self.most = threading.Event(), threading.Event(), 0, 0, 0

    @contextmanager
    def within(self) -> Iterator[None]:
        self.looks, self.at_once = self.looks + 1, self.at_once + 1
        self.most = max(self.most, self.at_once)
        self.entered.set()
        assert self.open.wait(60)
        yield
        self.at_once -= 1


@pytest.fixture
def gate(monkeypatch) -> Iterator[Gate]:
    found, look = Gate(), imaging_priority.examine_series

    def slowly(series, read, *, progress, **options):
        with found.within():
            progress(1, 2)
            return look(series, read, progress=progress, **options)

    monkeypatch.setattr(imaging_priority, "examine_series", slowly)
    yield found
    found.open.set()


def drafts(clinic: Clinic) -> list[str]:
    rows = clinic.reviews.queue(grant=SYSTEM, status=None)
    return [row.id for row in rows if row.kind == "imaging-report"]


def test_the_request_ends_at_once_and_the_page_tells_how_far_the_models_are(physician, clinic, gate):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    page = physician.post(f"/imaging/{known}/report", {"radiologist": "rays"})  # the model has not looked yet
    assert (page.status_code, "Stop</button>" in page.text) == (200, True)
    assert "Being drafted" in physician.get("/imaging").text
    gate.open.set()
    part = wait_for(lambda: (t := physician.get(f"/imaging/{known}/report").text) and "<progress" not in t and t)
    review = clinic.images.load(known).review
    assert f'href="/reviews/{review}"' in part and "Report drafted" in part
    assert "Report drafted" in physician.get("/imaging").text
    assert f'href="/reviews/{review}"' in physician.get(f"/imaging/{known}").text
    assert drafts(clinic) == [review]


def test_it_is_stopped_and_asked_for_again(physician, clinic, gate):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    physician.post(f"/imaging/{known}/report", {"radiologist": "rays"})
    assert gate.entered.wait(60)
    assert "is being stopped" in physician.post(f"/imaging/{known}/report/stop").text
    gate.open.set()
    part = wait_for(lambda: (t := physician.get(f"/imaging/{known}/report").text) and "<progress" not in t and t)
    assert "Stopped" in part and "Draft it again" in part
    assert (drafts(clinic), clinic.images.load(known).review) == ([], None)
    physician.get(f"/imaging/{known}")
    physician.post(f"/imaging/{known}/report", {"radiologist": "rays"})
    assert wait_for(lambda: clinic.images.load(known).review) in drafts(clinic)


def test_who_asks_twice_is_given_one_draft(physician, clinic, gate):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    for _ in range(3):
        physician.post(f"/imaging/{known}/report", {"radiologist": "rays"})
    found: list[str] = []
    by_hand = threading.Thread(target=lambda: found.append(
        draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM).id
    ))  # fmt: skip
    by_hand.start()  # as `attending imaging report` would meanwhile
    gate.open.set()
    by_hand.join(60)
    review = wait_for(lambda: clinic.images.load(known).review)
    assert (drafts(clinic), found, gate.most) == ([review], [review], 1)
    assert clinic.images.load(known).wish is None


@pytest.mark.parametrize(("name", "status"), [("nolan", 403), ("adams", 422)])
def test_it_is_asked_for_by_who_may_and_for_a_radiologist(physician, clinic, name, status):
    known, _ = bring_studies(clinic)
    physician.post("/sign-out")
    physician.sign_in(name)
    physician.get(f"/imaging/{known}")
    assert physician.post(f"/imaging/{known}/report", {"radiologist": "baker"}).status_code == status
    assert clinic.images.load(known).wish is None


def test_a_study_of_nobody_known_is_not_drafted(physician, clinic):
    _, unknown = bring_studies(clinic)
    physician.get(f"/imaging/{unknown}")
    answer = physician.post(f"/imaging/{unknown}/report", {"radiologist": "rays"})
    assert (answer.status_code, clinic.images.load(unknown).wish) == (422, None)


def test_a_fault_of_ours_is_told_without_its_words(physician, clinic, monkeypatch, caplog):
    def broken(*_: object, **__: object) -> None:
        raise ValueError("the patient's name")

    monkeypatch.setattr(imaging_priority, "examine_series", broken)
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    physician.post(f"/imaging/{known}/report", {"radiologist": "rays"})
    part = wait_for(lambda: (t := physician.get(f"/imaging/{known}/report").text) and "<progress" not in t and t)
    assert "It failed for a reason of ours." in part and "Draft it again" in part
    assert "patient's name" not in part + caplog.text


def test_the_worklist_leaves_a_study_that_is_being_drafted_to_its_draft(clinic):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
    known, unknown = bring_studies(clinic)
    wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic))
    assert [line.key for line in look_ahead(clinic=clinic, grant=SYSTEM)] == [unknown]


def test_a_rejected_draft_is_made_anew(physician, clinic):
    known, _ = bring_studies(clinic)
    first = draft_study_report(known, practitioner="rays", clinic=clinic, grant=SYSTEM)
    clinic.reviews.reject(first.id, "not-needed", if_version=first.version, grant=rays(clinic))
    assert "Draft it again" in physician.get(f"/imaging/{known}").text
    physician.post(f"/imaging/{known}/report", {"radiologist": "rays"})
    second = wait_for(lambda: (r := clinic.images.load(known).review) != first.id and r)
    assert clinic.reviews.read(second, grant=SYSTEM).status is ReviewStatus.CHECKED


def test_a_killed_server_begins_again_what_it_had_not_ended_and_there_is_one_draft(clinic, tmp_path):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
    known, _ = bring_studies(clinic)
    wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic))
    begin_and_be_killed(clinic, known, REPORT)
    wish = clinic.images.load(known).wish
    assert wish is not None and (wish.state, wish.begun) == ("running", 1)
    server = Fulfilling(clinic, ReportWish)
    server.resume()
    review = wait_for(lambda: clinic.images.load(known).review)
    assert drafts(clinic) == [review]
    server.close()


def busy_server(clinic, monkeypatch, pauses) -> Fulfilling:
    """A server whose record says soon that it is busy."""
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    return Fulfilling(open_hospital(clinic.settings.home, clinic.now), ReportWish, pauses=pauses)


def test_a_record_that_is_busy_for_a_while_is_asked_again(clinic, monkeypatch):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
    known, _ = bring_studies(clinic)
    wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic))
    server = busy_server(clinic, monkeypatch, pauses=(0.2,) * 50)
    with clinic.record.connection().writing():  # as an import does meanwhile
        server.resume()
        wish = wait_for(lambda: (w := clinic.images.load(known).wish) and w.reason and w)
        assert (wish.state, wish.begun, wish.reason) == ("waiting", 0, "The record is busy.")
    review = wait_for(lambda: clinic.images.load(known).review)
    assert drafts(clinic) == [review]
    server.close()


def test_a_record_that_stays_busy_is_told_and_the_report_can_be_asked_for_again(clinic, monkeypatch):
    known, _ = bring_studies(clinic)
    wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic))
    server = busy_server(clinic, monkeypatch, pauses=(0.05, 0.05))
    with clinic.record.connection().writing():
        server.resume()
        wait_for(lambda: server.find(known, REPORT) is None)
    wish = clinic.images.load(known).wish
    assert wish is not None and (wish.state, wish.reason) == ("failed", "The record is busy.")
    assert wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic)).wish.state == "waiting"
    server.close()


def test_what_brings_the_server_down_each_time_is_given_up(clinic):
    known, _ = bring_studies(clinic)
    wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic))
    for _ in range(MOST_BEGINNINGS):
        wish = clinic.images.load(known).wish
        assert wish is not None
        clinic.images.change(known, lambda study, wish=wish: replace(study, wish=wish.begin()))
    server = Fulfilling(clinic, ReportWish)
    server.resume()
    wait_for(lambda: server.find(known, REPORT) is None)
    wish = clinic.images.load(known).wish
    assert wish is not None and (wish.state, drafts(clinic)) == ("failed", [])


def test_a_server_that_is_told_to_end_begins_again_at_its_next_start(clinic, gate):
    known, _ = bring_studies(clinic)
    wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic))
    end_the_server(clinic, ReportWish, gate)
    wish = clinic.images.load(known).wish
    assert wish is not None and (wish.state, drafts(clinic)) == ("waiting", [])
    second = Fulfilling(clinic, ReportWish)
    second.resume()
    assert wait_for(lambda: clinic.images.load(known).review) in drafts(clinic)
    second.close()


class Forgetful(ImageArchive):
    """An archive whose process dies between the draft's review and the study that names it."""

    def change(self, key, how):
        def dies(study):
            changed_study = how(study)
            if changed_study.review is not None:
                raise KeyboardInterrupt
            return changed_study

        return super().change(key, dies)


def test_a_draft_whose_study_does_not_name_it_yet_is_not_made_twice(clinic):
    put_network(clinic.settings.own_networks, "spot", bright_network(0.0), BRIGHT)
    known, _ = bring_studies(clinic)
    study = wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic))
    keys = clinic.images._files._keys
    dying = changed(clinic, images=Forgetful(clinic.settings.image_archive, keys=keys))
    assert study.wish is not None
    with pytest.raises(KeyboardInterrupt):
        draft_study_report(known, practitioner="rays", clinic=dying, grant=rays(clinic), now=study.wish.when)
    (left,) = drafts(clinic)
    server = Fulfilling(clinic, ReportWish)
    server.resume()
    assert wait_for(lambda: clinic.images.load(known).review) == left
    assert drafts(clinic) == [left] and clinic.images.load(known).heats
    server.close()


def test_a_wish_that_waits_is_stopped_at_once_and_a_study_that_is_gone_has_none(clinic):
    known, _ = bring_studies(clinic)
    wish_for_report(known, "rays", clinic=clinic, grant=rays(clinic))
    stopped = stop_wish(known, REPORT, clinic=clinic, grant=rays(clinic)).wish
    assert stopped is not None and stopped.state == "stopped"
    clinic.images.remove(known)
    with pytest.raises(NotFound):
        put_wish_off(known, REPORT, "failed", clinic=clinic)
    assert clinic.images.find(known) is None
