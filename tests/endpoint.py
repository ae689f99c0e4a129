"""A local OpenAI-compatible endpoint for tests: it answers as it is told to, well or badly."""

import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Endpoint:
    """Serves `/v1/chat/completions`; `behave` writes the answer, `asked` holds every request."""

    def __init__(self, behave: Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]) -> None:
        self.asked: list[dict[str, Any]] = []
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                endpoint.asked.append(body)
                behave(self, body)

            def log_message(self, *_: object) -> None:
                """Say nothing: requests carry invented patients."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def answer(content: str | None, *, finish: str = "stop", **message: Any) -> bytes:
    choice = {
        "index": 0,
        "finish_reason": finish,
        "message": {"role": "assistant", "content": content, **message},
    }
    whole = {"id": "a", "object": "chat.completion", "created": 1, "model": "house-model", "choices": [choice]}
    return json.dumps(whole).encode()


def says(content: str, **more: Any) -> Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]:
    return lambda handler, _: send(handler, 200, answer(content, **more))


def dies(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    """Begin an answer and hang up in the middle of it."""
    body = answer("x" * 5000)
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body[:200])
    handler.wfile.flush()
    handler.connection.close()


def hangs(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    """Take the question and say nothing for longer than anybody waits."""
    time.sleep(4)


def drips(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
    """Send a byte now and then, so that no single wait is long."""
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    try:
        for _ in range(40):
            handler.wfile.write(b" ")
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return


def streams(content: str, *, finish: str | None = "stop", pause: float = 0.0) -> Callable[..., None]:
    """Send the answer word by word as events; then finish, wait for so many seconds, or hang up without an end."""

    def behave(handler: BaseHTTPRequestHandler, _: dict[str, Any]) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream")
        handler.end_headers()
        for start in range(0, len(content), 20):
            choice = {"index": 0, "delta": {"content": content[start : start + 20]}, "finish_reason": None}
            handler.wfile.write(f"data: {json.dumps({'choices': [choice]})}\n\n".encode())
        handler.wfile.flush()
        time.sleep(pause)
        if finish:
            last = {"choices": [{"index": 0, "delta": {}, "finish_reason": finish}]}
            handler.wfile.write(f"data: {json.dumps(last)}\n\ndata: [DONE]\n\n".encode())

    return behave
