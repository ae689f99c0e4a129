"""Recordings over HTTP: pieces acknowledged, transcribed in the background, heard again, deleted."""

import base64
import hashlib
from datetime import UTC, datetime
from threading import Event

import pytest
from tests.journeys.test_cli_scribe import VISIT
from tests.journeys.web.conftest import Browser, wait_for
from tests.journeys.web.hospital import SYSTEM
from tests.voices import answer, needs_espeak, visit

from attending.app.web.transcribing import Job, Pace, Transcriber
from attending.app.web.views.recordings import recording_view
from attending.exchange.recordings import Recording
from attending.journeys.awaited import broken_off, want_note
from attending.models.wave import wave_file
from attending.speech.wav import read_wav

pytestmark = needs_espeak
ID = "ab" * 16
PIECE = 256 * 1024


def begin(browser: Browser, **more: str):
    form = {"id": ID, "patient": "p1", "media_type": "audio/wav", "consent": "1", **more}
    return browser.post("/recordings", form, headers={"Accept": "application/json"})


def send(browser: Browser, number: int, data: bytes, **headers: str):
    given = {"X-CSRF": browser.token, "X-SHA256": hashlib.sha256(data).hexdigest(), "Accept": "application/json"}
    return browser.http.put(f"/recordings/{ID}/pieces/{number}", content=data, headers=given | headers)


def record(browser: Browser, sound: bytes) -> None:
    assert begin(browser).status_code == 200
    pieces = [sound[at : at + PIECE] for at in range(0, len(sound), PIECE)]
    for number, data in enumerate(pieces):
        assert send(browser, number, data).json() == {"number": number, "new": True}
    finished = browser.post(f"/recordings/{ID}/finish", {"pieces": len(pieces)})
    assert finished.status_code == 200, finished.text


def wait_for_review(browser: Browser) -> str:
    def drafted() -> str:
        told = browser.http.get(f"/recordings/{ID}/progress")
        assert 'role="alert"' not in told.text, told.text
        return str(told.headers.get("hx-redirect", ""))

    return wait_for(drafted)


def test_a_recorded_visit_becomes_a_note_that_waits(listening, clinic):
    record(listening, visit().wav)
    review = listening.get(wait_for_review(listening).split("?")[0])
    assert "10 days" in review.text
    consent = clinic.record.every("Consent", grant=SYSTEM)
    assert [one["patient"]["reference"] for one in consent] == ["Patient/p1"]
    documents = clinic.record.every("DocumentReference", grant=SYSTEM)
    assert [{"reference": f"Media/{ID}"}] in [one.get("context", {}).get("related") for one in documents]


def test_a_turn_is_heard_again_while_the_sound_is_kept(listening):
    record(listening, visit().wav)
    wait_for_review(listening)
    line = visit().lines[7]
    clip = listening.http.get(f"/recordings/{ID}/clip?start={line.start}&end={line.end}")
    assert clip.headers["content-type"] == "audio/wav"
    read = read_wav(clip.content)
    assert read is not None
    assert read.samples / read.rate == pytest.approx(line.end - line.start + 0.7, abs=0.05)
    assert abs(read.take(0, read.samples)).max() > 0.1
    assert listening.http.get(f"/recordings/{ID}/clip?start=5&end=4").status_code == 422
    listening.post(f"/recordings/{ID}/delete", {"why": "withdrawn"})
    assert listening.http.get(f"/recordings/{ID}/clip?start=1&end=4").status_code == 404


def test_the_whole_recording_is_at_the_address_that_its_media_names(listening, clinic):
    record(listening, visit().wav)
    wait_for_review(listening)
    media = clinic.record.read("Media", ID, grant=SYSTEM)
    whole = listening.http.get(media["content"]["url"])
    assert whole.content == visit().wav
    assert whole.headers["content-type"] == "audio/wav"
    assert base64.b64decode(media["content"]["hash"]) == hashlib.sha1(visit().wav).digest()  # noqa: S324 (FHIR's)


def test_the_consent_of_a_transcript_is_stored_too(physician, clinic):
    form = {"patient": "p1", "consent": "1", "text": VISIT}
    physician.get("/conversations/new")
    assert physician.post("/conversations", form).status_code == 200
    (consent,) = clinic.record.every("Consent", grant=SYSTEM)
    (about,) = consent["provision"]["data"]
    assert about["reference"]["reference"].startswith("DocumentReference/conversation-")


def test_without_a_speech_model_the_recording_is_kept_and_the_page_says_so(physician):
    physician.get("/recordings/new")
    record(physician, visit().wav)
    page = physician.get(f"/recordings/{ID}")
    assert "No speech model configured" in page.text
    assert ID in physician.get("/recordings/new").text


def test_a_failed_try_is_told_and_can_be_repeated(listening, server):
    well, server.behave = server.behave, lambda handler, _: answer(handler, b"{}", status=500)
    record(listening, visit().wav)
    wait_for(lambda: "Try again" in listening.get(f"/recordings/{ID}").text)
    assert "status 500" in listening.get(f"/recordings/{ID}").text
    server.behave = well
    listening.post(f"/recordings/{ID}/draft")
    assert wait_for_review(listening).startswith("/reviews/")


def test_how_long_the_rest_takes_is_told_by_the_parts_heard_last():
    times = iter([0.0, 0.1, 0.2, 0.3, *(10.0 * n for n in range(1, 20))])
    pace = Pace(lambda: next(times))
    assert [pace.left_s(40 - n) for n in range(3)] == [None] * 3  # nobody can tell yet
    told = [pace.left_s(37 - n) for n in range(20)]
    assert told[0] == pytest.approx(3.7)  # what was heard before the restart comes at once
    assert told[-1] == pytest.approx(180.0)
    view = recording_view(
        Recording(
            id=ID, patient="p1", by="Practitioner/adams", started=datetime.now(UTC), media_type="audio/wav", consent="c"
        ),
        Job(done=20, of=38, left_s=told[-1]),
    )
    assert view.left == "about 3 minutes left"


def reviews_of(clinic) -> list[str]:
    return [one.review for one in clinic.recordings.kept(grant=SYSTEM) if one.review]


@pytest.fixture
def killed(listening, server):
    """A recording whose server was left for good in the middle of it, as a killed one is left."""
    well, dead = server.behave, Event()
    server.behave = lambda handler, asked: (len(server.asked) > 1 and dead.wait(), well(handler, asked))
    record(listening, visit().wav)
    wait_for(lambda: len(server.asked) > 1)
    server.behave, server.asked[:] = well, []
    yield listening.http.app.state
    dead.set()


def test_what_a_killed_server_was_transcribing_goes_on_at_the_next_start(killed, server):
    clinic = killed.clinic
    Transcriber(clinic).resume()
    wait_for(lambda: reviews_of(clinic))
    assert len(server.asked) == killed.transcriber.find(ID).of - 1
    assert clinic.recordings.read(ID, grant=SYSTEM).wanted_by == ""


def test_a_recording_that_ends_every_server_is_left_to_its_clinician(killed):
    clinic = killed.clinic
    assert [one.id for one, _ in broken_off(clinic)] == [ID]
    for _, grant in broken_off(clinic) * 2:
        want_note(ID, practitioner="adams", clinic=clinic, grant=grant)
    assert broken_off(clinic) == []


def test_a_server_that_ends_stops_hearing_and_the_next_goes_on(listening, server):
    well, let = server.behave, Event()
    server.behave = lambda handler, asked: (let.wait(), well(handler, asked))
    record(listening, visit().wav)
    clinic, ending = listening.http.app.state.clinic, listening.http.app.state.transcriber
    wait_for(lambda: server.asked)
    ending.close()
    let.set()
    wait_for(lambda: not ending.find(ID).running)
    assert clinic.recordings.read(ID, grant=SYSTEM).failure == ""
    Transcriber(clinic).resume()
    wait_for(lambda: reviews_of(clinic))


def test_a_server_killed_between_draft_and_its_note_makes_no_second_draft(listening, monkeypatch):
    clinic = listening.http.app.state.clinic
    with monkeypatch.context() as patched:
        patched.setattr(clinic.recordings, "drafted", lambda *_, **__: 1 / 0)
        record(listening, visit().wav)
        wait_for(lambda: "Something went wrong" in listening.get(f"/recordings/{ID}").text)
    before = clinic.reviews.count_waiting("adams")
    Transcriber(clinic).resume()
    wait_for(lambda: reviews_of(clinic))
    assert clinic.reviews.count_waiting("adams") == before


def test_transcribing_is_stopped_on_request_and_goes_on_from_there(listening, server):
    well, let = server.behave, Event()
    server.behave = lambda handler, asked: (let.wait(), well(handler, asked))
    record(listening, visit().wav)
    wait_for(lambda: server.asked)
    nurse = Browser(listening.http.app.state.clinic)
    nurse.sign_in("nolan")
    assert nurse.post(f"/recordings/{ID}/stop").status_code == 403
    assert "Stop transcribing" in listening.get(f"/recordings/{ID}").text
    assert "stops behind the part" in listening.post(f"/recordings/{ID}/stop").text
    let.set()
    wait_for(lambda: "Transcribing was stopped" in listening.get(f"/recordings/{ID}").text)
    heard = len(server.asked)
    listening.post(f"/recordings/{ID}/draft")
    assert wait_for_review(listening).startswith("/reviews/")
    assert len(server.asked) == listening.http.app.state.transcriber.find(ID).of
    assert 0 < heard < len(server.asked)


def test_nothing_is_recorded_without_consent_or_patient(listening):
    assert begin(listening, consent="").status_code == 422
    assert begin(listening, patient="").status_code == 422
    assert begin(listening, patient="nobody").status_code == 404


def test_a_piece_needs_the_session_its_token_and_our_own_page(listening):
    begin(listening)
    assert send(listening, 0, b"sound", **{"X-CSRF": "other"}).status_code == 403
    assert send(listening, 0, b"sound", **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert send(listening, 0, b"sound", **{"X-SHA256": "0" * 64}).status_code == 422
    listening.http.cookies.clear()
    assert send(listening, 0, b"sound").status_code == 401


def test_a_nurse_does_not_record(clinic):
    browser = Browser(clinic)
    browser.sign_in("nolan")
    browser.get("/recordings/new")
    assert begin(browser).status_code == 403


def test_the_silent_recording_says_that_nobody_speaks(listening):
    import numpy as np

    record(listening, wave_file(np.zeros(16_000 * 12, dtype=np.float32)))
    assert wait_for(lambda: "Nobody speaks" in listening.get(f"/recordings/{ID}").text)
