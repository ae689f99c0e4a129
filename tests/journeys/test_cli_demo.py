"""The demo hospital: made at once, kept over restarts, thrown away on request, and never in anybody's real record."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
from click.testing import CliRunner, Result

from attending.app.cli import main


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One demo hospital for all tests below, which run in order of what they do to it."""
    folder = tmp_path_factory.mktemp("demo") / "hospital"
    assert attending(folder, "demo", "--no-serve").exit_code == 0
    (folder / "password").write_text("attending-demo")
    return folder


def attending(folder, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["--home", str(folder), *arguments])


def answer(folder, *arguments: str):
    done = attending(folder, *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def sign(folder, review: str) -> Result:
    return attending(folder, "review", "sign", review, "--as", "adeyemi", "--password-file", str(folder / "password"))


def test_it_holds_patients_and_drafts_that_wait(home):
    assert len(answer(home, "patients")) >= 25
    waiting = answer(home, "review", "list")
    assert len(waiting) >= 6
    assert waiting[0]["blockers"] >= 1


def test_the_inbox_holds_no_draft_without_citations(home):
    for row in answer(home, "review", "list"):
        claims = answer(home, "review", "show", row["id"])["claims"]
        assert claims
        assert all(claim["evidence"] for claim in claims)


def test_starting_it_again_keeps_what_was_signed(home):
    clear = next(row for row in answer(home, "review", "list") if not row["blockers"] and row["assigned"] == "adeyemi")
    assert sign(home, clear["id"][:8]).exit_code == 0
    assert attending(home, "demo", "--no-serve").exit_code == 0
    assert [row["id"] for row in answer(home, "review", "list", "--status", "signed")] == [clear["id"]]
    assert attending(home, "audit", "verify").exit_code == 0


def test_an_unanswered_blocker_stops_the_signature(home):
    blocked = next(row for row in answer(home, "review", "list") if row["blockers"] and row["assigned"] == "adeyemi")
    refused = sign(home, blocked["id"])
    assert refused.exit_code == 5
    assert "blocker" in refused.stderr


@pytest.mark.slow
def test_reset_begins_anew(home):
    assert attending(home, "demo", "--no-serve", "--reset").exit_code == 0
    assert answer(home, "review", "list", "--status", "signed") == []
    assert attending(home, "audit", "verify").exit_code == 0


def test_a_real_record_is_neither_filled_nor_reset(tmp_path):
    assert attending(tmp_path / "clinic", "init").exit_code == 0
    for options in ([], ["--reset"]):
        refused = attending(tmp_path / "clinic", "demo", "--no-serve", *options)
        assert refused.exit_code == 5
        assert "not a demo" in refused.stderr
    assert answer(tmp_path / "clinic", "patients") == []


def test_a_port_that_is_taken_is_named(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = attending(tmp_path / "new", "demo", "--port", str(taken.getsockname()[1]))
    assert refused.exit_code == 5
    assert "another --port" in refused.stderr
    assert not (tmp_path / "new").exists()


@pytest.mark.slow
def test_it_serves_its_pages_until_it_is_told_to_stop(home):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = os.environ | {"PORT": str(port), "ATTENDING_HOME": str(home)}
    command = [sys.executable, "-m", "attending", "demo"]
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as server:
        try:
            status = _status_when_up(port)
        finally:
            server.send_signal(signal.SIGINT)
        printed = server.communicate(timeout=30)[0]
    assert status == 200
    assert f"http://127.0.0.1:{port}" in printed
    assert "adeyemi" in printed
    assert server.returncode == 0


def _status_when_up(port: int) -> int:
    for _ in range(900):  # the first start fills the hospital; a busy machine takes its time
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            return connection.getresponse().status
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not come up")
