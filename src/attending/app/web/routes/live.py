"""The words of a visit while it goes on, over a WebSocket: for the session that records it, from our own page only."""

import asyncio
import contextlib
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from attending.app.web.live import LiveVisits
from attending.app.web.views.live import live_view
from attending.app.web.visitor import SESSION_COOKIE, idle_time
from attending.errors import AttendingError
from attending.journeys.clinic import Clinic
from attending.journeys.live_visit import Heard
from attending.security import Grant, accounts
from attending.security.roles import grant_for

router = APIRouter()

REFUSED, SIGNED_OUT = 4403, 4401
"""Close codes of our own; the page knows both."""


@router.websocket("/recordings/{recording}/live")
async def live(socket: WebSocket, recording: str) -> None:
    """Send the turns and the draft each time there is more; end when the recording does, or the session."""
    clinic: Clinic = socket.app.state.clinic
    visits: LiveVisits = socket.app.state.live
    grant = await asyncio.to_thread(_grant, socket, clinic)
    if not _is_our_page(socket) or grant is None:
        await socket.close(REFUSED if grant else SIGNED_OUT)
        return
    await socket.accept()
    loop, news = asyncio.get_running_loop(), asyncio.Queue[dict[str, Any] | None]()

    def say(message: dict[str, Any] | None) -> None:
        with contextlib.suppress(RuntimeError):  # the server is stopping
            loop.call_soon_threadsafe(news.put_nowait, message)

    def tell(heard: Heard) -> None:
        say(live_view(heard))

    def over(why: str) -> None:
        say({"over": True, "trouble": why})
        say(None)

    try:
        stop = visits.follow(recording, grant=grant, tell=tell, over=over)
    except AttendingError as error:
        await socket.send_json({"over": True, "trouble": str(error)})
        await socket.close()
        return
    gone = asyncio.create_task(_until_gone(socket))
    try:
        while (message := await _next(news, gone)) is not None:
            if await asyncio.to_thread(_grant, socket, clinic) is None:
                await socket.close(SIGNED_OUT)
                return
            await socket.send_json(message)
        if not gone.done():
            await socket.close()
    finally:
        stop()
        gone.cancel()


async def _next(news: "asyncio.Queue[dict[str, Any] | None]", gone: "asyncio.Task[None]") -> dict[str, Any] | None:
    """The next message; None at the end, or when nobody reads any more."""
    waiting = asyncio.ensure_future(news.get())
    done, _ = await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
    if waiting in done:
        return waiting.result()
    waiting.cancel()
    return None


async def _until_gone(socket: WebSocket) -> None:
    """Read until the page leaves; it has nothing to say."""
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):
        while True:
            await socket.receive_text()


def _is_our_page(socket: WebSocket) -> bool:
    """Browsers name the page's origin in every handshake, and let any page try: only ours is let in."""
    origin = socket.headers.get("origin", "")
    return bool(origin) and urlsplit(origin).netloc == socket.headers.get("host")


def _grant(socket: WebSocket, clinic: Clinic) -> Grant | None:
    """The leave of the living session that the handshake brought."""
    token = socket.cookies.get(SESSION_COOKIE, "")
    found = accounts.find_session(clinic.record.connection(), token, now=clinic.now(), idle=idle_time(clinic))
    return grant_for(found.account) if token and found else None
