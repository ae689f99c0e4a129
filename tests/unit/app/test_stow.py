"""How objects are POSTed to an archive: whole, with their headers, to nobody else."""

import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from attending.app.stow import post


class Archive(BaseHTTPRequestHandler):
    """Answers by its path; keeps what it was sent."""

    seen: list[tuple[str, bytes, str]] = []  # noqa: RUF012 (one test server at a time)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.seen.append((self.path, body, self.headers.get("Authorization", "")))
        if self.path.startswith("/moved"):
            self.send_response(302)
            self.send_header("Location", "/elsewhere")
        else:
            self.send_response(409 if self.path.startswith("/full") else 200)
        self.end_headers()
        self.wfile.write(b"answer")

    def log_message(self, *_):
        """Quiet."""


@pytest.fixture
def archive():
    Archive.seen = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Archive)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_body_arrives_whole_with_its_token_and_the_answer_comes_back(archive):
    body = bytes(range(256)) * 1000
    assert post(f"{archive}/studies", body, {"Authorization": "Bearer t", "Content-Type": "x/y"}) == (200, b"answer")
    assert Archive.seen == [("/studies", body, "Bearer t")]


def test_a_refusal_is_a_status_and_no_error(archive):
    assert post(f"{archive}/full", b"", {})[0] == 409


def test_an_archive_that_leads_elsewhere_is_not_followed(archive):
    assert post(f"{archive}/moved", b"x", {})[0] == 302
    assert [path for path, _, _ in Archive.seen] == ["/moved"]


def test_where_nobody_listens_it_is_an_error_of_the_network():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, and not listening
        with pytest.raises(OSError):
            post(f"http://127.0.0.1:{taken.getsockname()[1]}/studies", b"", {})


def test_a_proxy_of_the_environment_is_not_used(archive, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert post(f"{archive}/studies", b"x", {})[0] == 200
