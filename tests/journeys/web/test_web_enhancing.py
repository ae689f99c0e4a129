"""A series is made sharper while its reader goes on: with progress, stopped on request, through the server's end."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import told_by
from tests.journeys.web.conftest import wait_for
from tests.journeys.web.hospital import SYSTEM, bring_studies
from tests.journeys.web.killed import begin_and_be_killed, end_the_server, rays

from attending.app.web.fulfilling import Fulfilling
from attending.imaging import outgoing
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_enhance import enhance_in_archive
from attending.journeys.imaging_fulfil import EnhanceWish
from attending.journeys.imaging_wish import change_wish, stop_wish, wish_for_series


def ask(person, known: str, series: str = "0", factor: str = "2"):
    """Ask for a series as the page does."""
    return person.post(f"/imaging/{known}/enhance", {"series": series, "factor": factor})


def ended(person, clinic: Clinic, known: str) -> str:
    """Ask how far it is until nothing goes on; the part of the page then."""
    where = f"/imaging/{known}/enhance?waited=0-1+0-2+0-4"
    return wait_for(lambda: (t := person.get(where).text) and "<progress" not in t and t)


def files_of(clinic: Clinic, known: str) -> int:
    """Images that lie in the study's folder, named by its manifest or not."""
    return sum(
        1 for path in (Path(clinic.settings.image_archive) / known[:2] / known).iterdir() if path.name != "study"
    )


def told(clinic: Clinic) -> list[str]:
    """What the audit trail says of the study."""
    return told_by(clinic.record)


class Gate:
    """A network that works until it is let go."""

    def __init__(self) -> None:
        self.entered, self.open, self.made = threading.Event(), threading.Event(), 0


@pytest.fixture
def gate(monkeypatch) -> Iterator[Gate]:
    found, make = Gate(), outgoing.enhance_instance

    def slowly(*args, **options):
        found.entered.set()
        found.made += 1
        assert found.open.wait(60)
        return make(*args, **options)

    monkeypatch.setattr(outgoing, "enhance_instance", slowly)
    yield found
    found.open.set()


def test_a_series_is_enhanced_from_the_viewer_and_stands_beside_the_original(physician, clinic):
    known, _ = bring_studies(clinic)
    before = [clinic.images.read(known, i.sop_instance_uid) for i in clinic.images.load(known).series[0].images]
    physician.get(f"/imaging/{known}")
    assert ask(physician, known).status_code == 200
    assert f'href="/imaging/{known}?enhanced=0&amp;factor=2"' in ended(physician, clinic, known)
    study = clinic.images.load(known)
    original, enhanced = study.series
    assert (enhanced.derived_from, len(enhanced.images), study.enhancing) == (original.uid, 12, ())
    assert [clinic.images.read(known, i.sop_instance_uid) for i in original.images] == before
    facts = json.loads(physician.get(f"/imaging/{known}/series/1/frames/3").headers["x-frame"])
    assert (facts["rows"], facts["spacing"]) == (128, [0.4, 0.35])
    doubt = physician.get(f"/imaging/{known}/series/1/frames/3/doubt").content
    assert len(doubt) in (0, 128 * 128)
    page = physician.get(f"/imaging/{known}").text
    assert "enhanced ×2, not for diagnosis alone" in page
    assert clinic.record.read("ImagingStudy", known, grant=SYSTEM)["numberOfSeries"] == 1
    again = enhance_in_archive(known, 0, 2, clinic=clinic, grant=SYSTEM)
    assert again.uid == enhanced.uid and len(clinic.images.load(known).series) == 2


def test_one_series_is_made_sharper_by_four_and_quieter_each_beside_the_other(physician, clinic):
    known, _ = bring_studies(clinic)
    assert 'data-can="2 4 1"' in physician.get(f"/imaging/{known}").text
    for factor in ("4", "1"):
        assert ask(physician, known, factor=factor).status_code == 200
    ended(physician, clinic, known)
    page = physician.get(f"/imaging/{known}").text
    assert ('data-can="2"' in page, "enhanced ×4, not for" in page, "denoised, not for" in page) == (True, True, True)
    sides = [series.images[0].rows for series in clinic.images.load(known).series]
    assert sides == [64, 256, 64]
    assert ask(physician, known, factor="3").status_code == 422


@pytest.mark.parametrize("series", ["", "-1", "9"])
def test_a_series_that_is_not_there_is_not_enhanced(physician, clinic, series):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    assert ask(physician, known, series).status_code == 422
    assert clinic.images.load(known).enhancing == ()


def test_a_nurse_may_look_but_not_enhance_nor_stop(physician, clinic, gate):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    ask(physician, known)
    physician.post("/sign-out")
    physician.sign_in("nolan")
    assert physician.get(f"/imaging/{known}").status_code == 200
    assert ask(physician, known, factor="4").status_code == 403
    assert physician.post(f"/imaging/{known}/enhance/stop", {"which": "0-2"}).status_code == 403
    assert [wish.goes_on for wish in clinic.images.load(known).enhancing] == [True]


def test_the_page_tells_how_far_it_is_and_moves_who_asked_there_to_what_is_ready(physician, clinic, gate):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    assert "Stop</button>" in ask(physician, known).text
    assert gate.entered.wait(60)
    assert "Sharper ×2" in physician.get(f"/imaging/{known}").text  # loaded anew, it tells it still
    gate.open.set()
    ended(physician, clinic, known)
    waiting = physician.get(f"/imaging/{known}/enhance?waited=0-2")
    assert "hx-redirect" not in waiting.headers and "Show it" in waiting.text
    asking = physician.get(f"/imaging/{known}/enhance?waited=0-2&asked=0-2")
    assert asking.headers["hx-redirect"] == f"/imaging/{known}?enhanced=0&factor=2"


def test_it_is_stopped_and_leaves_nothing_behind_and_can_be_asked_for_again(physician, clinic, gate):
    known, _ = bring_studies(clinic)
    files = files_of(clinic, known)
    physician.get(f"/imaging/{known}")
    ask(physician, known)
    assert gate.entered.wait(60)
    assert "is being stopped" in physician.post(f"/imaging/{known}/enhance/stop", {"which": "0-2"}).text
    gate.open.set()
    assert "Stopped" in ended(physician, clinic, known)
    assert (len(clinic.images.load(known).series), files_of(clinic, known)) == (1, files)
    ask(physician, known)
    assert "Show it" in ended(physician, clinic, known)


def test_asking_and_stopping_stand_in_the_audit_trail(physician, clinic, gate):
    known, _ = bring_studies(clinic)
    physician.get(f"/imaging/{known}")
    for factor in ("2", "4"):
        ask(physician, known, factor=factor)
    physician.post(f"/imaging/{known}/enhance/stop", {"which": "0-4"})
    gate.open.set()
    ended(physician, clinic, known)
    trail = " ".join(told(clinic))
    said = ("asked for: derived series, x2", "asked for: derived series, x4", "stopped: derived series, x4")
    assert [one in trail for one in said] == [True, True, True]
    states = {wish.factor: wish.state for wish in clinic.images.load(known).enhancing}
    assert states == {4: "stopped"}


def test_a_killed_server_goes_on_where_it_stood_and_the_series_is_whole(clinic, gate):
    known, _ = bring_studies(clinic)
    (wish,) = wish_for_series(known, 0, 2, clinic=clinic, grant=rays(clinic)).enhancing
    begin_and_be_killed(clinic, known, wish.name)
    (left,) = clinic.images.load(known).enhancing
    assert (left.state, left.begun, len(clinic.images.load(known).series)) == ("running", 1, 1)
    gate.open.set()
    server = Fulfilling(clinic, EnhanceWish)
    server.resume()
    wait_for(lambda: not clinic.images.load(known).enhancing)
    server.close()
    study = clinic.images.load(known)
    assert [len(series.images) for series in study.series] == [12, 12]
    assert gate.made < 12  # what the killed server had kept is not made again
    fresh = enhance_in_archive(known, 0, 2, clinic=clinic, grant=SYSTEM)
    assert fresh == study.series[1]


def test_a_server_that_is_told_to_end_goes_on_at_its_next_start(clinic, gate):
    known, _ = bring_studies(clinic)
    (wish,) = wish_for_series(known, 0, 2, clinic=clinic, grant=rays(clinic)).enhancing
    end_the_server(clinic, EnhanceWish, gate)
    (left,) = clinic.images.load(known).enhancing
    assert left.state == "waiting"
    second = Fulfilling(clinic, EnhanceWish)
    second.resume()
    wait_for(lambda: not clinic.images.load(known).enhancing)
    second.close()
    assert len(clinic.images.load(known).series) == 2
    stopped = stop_wish(known, wish.name, clinic=clinic, grant=rays(clinic))  # nothing goes on: nothing is stopped
    assert stopped.enhancing == ()


def test_who_lost_the_account_gets_no_series(clinic):
    known, _ = bring_studies(clinic)
    wish = EnhanceWish(by="gone", series=clinic.images.load(known).series[0].uid, factor=2, when=clinic.now())
    change_wish(known, wish.name, lambda _: wish, clinic=clinic)
    server = Fulfilling(clinic, EnhanceWish)
    server.resume()
    wait_for(lambda: clinic.images.load(known).enhancing[0].state == "failed")
    server.close()
    assert "no account" in clinic.images.load(known).enhancing[0].reason
