"""A hospital behind a real socket, for tests that bring a browser or another server."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

from attending.app.web.server import create_app, end_work, make_server
from attending.journeys.clinic import Clinic


class Server(threading.Thread):
    """The hospital behind a real socket, in a thread of its own."""

    def __init__(self, clinic: Clinic) -> None:
        super().__init__(daemon=True)
        self.port = free_port()
        self.clinic = clinic
        self.url = f"http://127.0.0.1:{self.port}"

    def run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self.loop = asyncio.get_running_loop()
        app = create_app(self.clinic)
        self.server = make_server(app, host="127.0.0.1", port=self.port)
        await self.server.serve()
        end_work(app)

    def wait(self) -> None:
        wait_for_port(self.port)

    def stop(self) -> None:
        self.loop.call_soon_threadsafe(self.server.stop)
        self.join(timeout=10)


def served_with_speech(clinic: Clinic, speech: str) -> Iterator[Server]:
    """The hospital, served with a speech server of its own at the address `speech`, until the fixture ends."""
    running = Server(
        replace(clinic, settings=replace(clinic.settings, speech_model=speech, speech_hosts=("127.0.0.1",)))
    )
    running.start()
    running.wait()
    yield running
    running.stop()


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def wait_for_port(port: int) -> None:
    """Wait until somebody listens."""
    for _ in range(400):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError("the server did not start")
