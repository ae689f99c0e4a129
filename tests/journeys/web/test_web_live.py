"""The words of a visit while it goes on: for the session that records it, from our own page, and never stored."""

import pytest
from starlette.websockets import WebSocketDisconnect
from tests.journeys.web.conftest import Browser, wait_for
from tests.journeys.web.hospital import SYSTEM
from tests.journeys.web.test_web_recordings import ID, begin, send
from tests.voices import answer, needs_espeak, visit

from attending.app.web import live as live_pages
from attending.journeys import live_visit

pytestmark = [needs_espeak, pytest.mark.usefixtures("decoder")]
ADDRESS = f"/recordings/{ID}/live"
OURS = {"origin": "http://testserver"}


@pytest.fixture(scope="session")
def decoder():
    pytest.importorskip("av", reason="pip install 'attending[speech]'")


@pytest.fixture(scope="session")
def webm() -> bytes:
    """The visit as a browser records it."""
    import io

    import av

    file = io.BytesIO()
    with av.open(file, "w", format="webm", options={"live": "1", "cluster_time_limit": "2000"}) as container:
        stream = container.add_stream("libopus", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(visit().mono[None, :], format="fltp", layout="mono")
        frame.rate = 16_000
        faster = av.AudioResampler(format="flt", layout="mono", rate=48_000)
        for one in (*faster.resample(frame), *faster.resample(None)):
            for packet in stream.encode(one):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return file.getvalue()


@pytest.fixture
def listening(listening):
    """The physician whose recording has begun."""
    assert begin(listening, media_type="audio/webm;codecs=opus").status_code == 200
    return listening


def send_all(browser: Browser, data: bytes) -> int:
    pieces = [data[at : at + 40_000] for at in range(0, len(data), 40_000)]
    for number, piece in enumerate(pieces):
        assert send(browser, number, piece).status_code == 200
    return len(pieces)


def test_turns_and_draft_come_while_the_visit_goes_on(listening, webm, clinic):
    with listening.http.websocket_connect(ADDRESS, headers=OURS) as socket:
        number = send_all(listening, webm[: len(webm) * 3 // 4])
        told = socket.receive_json()
        while not (told["sections"] and "ibuprofen" in str(told["turns"])):
            told = socket.receive_json()
        assert told["turns"][0]["speaker"] == "Clinician"
        assert any("cough" in sentence.lower() for one in told["sections"] for sentence in one["sentences"])
        assert clinic.record.every("DocumentReference", grant=SYSTEM)[0]["id"] == "visit-1"  # nothing new is stored
        listening.post(f"/recordings/{ID}/finish", {"pieces": number})
        while not told.get("over"):
            told = socket.receive_json()


def test_the_note_so_far_is_drafted_as_the_visit_grows_and_whole_at_its_end(listening, webm, monkeypatch):
    monkeypatch.setattr(live_visit, "GROWN", 1.0)  # a visit of forty seconds stands for one of an hour
    with listening.http.websocket_connect(ADDRESS, headers=OURS) as socket:
        number = send_all(listening, webm)
        listening.post(f"/recordings/{ID}/finish", {"pieces": number})
        heard = [socket.receive_json()]
        while not heard[-1].get("over"):
            heard.append(socket.receive_json())
    drafted = [bool(told["sections"]) for told in heard[:-1]]
    assert drafted[-1]
    assert 2 * sum(drafted) <= len(drafted)
    assert "bronchitis" in str(heard[-2]["sections"])


def test_a_visit_that_went_on_after_its_tab_died_is_followed_to_its_end(listening, webm):
    cut = len(webm) * 3 // 4
    pieces = [webm[at : min(at + 40_000, cut)] for at in range(0, cut, 40_000)]
    pieces += [webm[at : at + 40_000] for at in range(0, len(webm), 40_000)]
    with listening.http.websocket_connect(ADDRESS, headers=OURS) as socket:
        for number, piece in enumerate(pieces):
            assert send(listening, number, piece).status_code == 200
        listening.post(f"/recordings/{ID}/finish", {"pieces": len(pieces)})
        heard = []
        while not heard or not heard[-1].get("over"):
            heard.append(socket.receive_json())
    last = [turn["text"] for turn in heard[-2]["turns"]]
    assert not heard[-1]["trouble"]
    assert " ".join(last).count("Good morning") == 2
    assert "rest, and call us" in last[-2] + last[-1]


def test_another_site_may_not_listen(listening):
    for headers in ({"origin": "http://elsewhere.example"}, {}):
        with pytest.raises(WebSocketDisconnect), listening.http.websocket_connect(ADDRESS, headers=headers) as socket:
            socket.receive_json()


def test_nobody_listens_without_a_session(listening):
    listening.http.cookies.clear()
    connected = listening.http.websocket_connect(ADDRESS, headers=OURS)
    with pytest.raises(WebSocketDisconnect) as closed, connected as socket:
        socket.receive_json()
    assert closed.value.code == 4401


def test_another_physician_is_told_nothing(listening, clinic, webm):
    send_all(listening, webm[:80_000])
    other = Browser(clinic)
    other.sign_in("baker")
    with other.http.websocket_connect(ADDRESS, headers=OURS) as socket:
        told = socket.receive_json()
    assert told["over"]
    assert "turns" not in told


def test_a_failing_model_is_told_and_the_recording_goes_on(listening, server, webm):
    server.behave = lambda handler, _: answer(handler, {"error": {}}, status=500)
    with listening.http.websocket_connect(ADDRESS, headers=OURS) as socket:
        send_all(listening, webm[: len(webm) // 2])
        assert "status 500" in socket.receive_json()["trouble"]
    assert send(listening, 400, b"more").status_code == 200


def test_a_visit_whose_consent_is_withdrawn_is_not_heard_any_more(listening, webm, clinic):
    live = listening.http.app.state.live
    with listening.http.websocket_connect(ADDRESS, headers=OURS) as socket:
        send_all(listening, webm[: len(webm) // 2])
        socket.receive_json()
        gone = listening.post(f"/recordings/{ID}/delete", {"why": "withdrawn"}, headers={"Accept": "application/json"})
        assert gone.json() == {"id": ID, "state": "deleted"}
        wait_for(lambda: not live._followed)
        assert send(listening, 400, b"more").status_code == 409
    assert clinic.recordings.kept(grant=SYSTEM) == []


def test_whoever_comes_back_soon_is_told_all_and_nothing_is_heard_twice(listening, webm, server):
    half = len(webm) // 2 // 40_000 * 40_000
    with listening.http.websocket_connect(ADDRESS, headers=OURS) as socket:
        number = send_all(listening, webm[:half])
        while not socket.receive_json()["sections"]:
            pass
    with listening.http.websocket_connect(ADDRESS, headers=OURS) as socket:
        again = socket.receive_json()
        assert again["turns"]
        assert again["sections"]
        for more, at in enumerate(range(half, len(webm), 40_000), start=number):
            assert send(listening, more, webm[at : at + 40_000]).status_code == 200
        listening.post(f"/recordings/{ID}/finish", {"pieces": more + 1})
        told = [again]
        while not told[-1].get("over"):
            told.append(socket.receive_json())
    words = " ".join(turn["text"] for turn in told[-2]["turns"])
    assert (words.count("Good morning"), words.count("I have had a cough")) == (1, 1)
    assert "call us if the fever comes back" in words
    asked = sum(len(asked.samples) for asked in server.asked)  # live, and whole once it is over
    assert asked < 2.1 * len(visit().mono)


def test_whoever_leaves_is_not_followed_any_more(listening, webm, monkeypatch):
    monkeypatch.setattr(live_pages, "LINGER_S", 0.1)
    live = listening.http.app.state.live
    with listening.http.websocket_connect(ADDRESS, headers=OURS):
        send_all(listening, webm[:80_000])
    assert wait_for(lambda: not live._followed)
