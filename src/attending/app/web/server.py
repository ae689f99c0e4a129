"""The web application: its routes, its errors, its static files; and the server that runs it."""

import logging
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from attending.app.web import failures, headers
from attending.app.web.pages import STATIC
from attending.app.web.routes import (
    conversations,
    documents,
    editing,
    gallery,
    inbox,
    oversight,
    patients,
    review,
    sign_in,
)
from attending.errors import NotConfigured
from attending.journeys.clinic import Clinic
from attending.settings import Settings

log = logging.getLogger("attending.web")

ROUTERS = (sign_in, inbox, review, editing, patients, documents, conversations, oversight, gallery)


@dataclass(frozen=True)
class DemoSignIn:
    """The sign-in that the demo hospital shows at its door."""

    name: str
    password: str


def create_app(clinic: Clinic, *, demo: DemoSignIn | None = None) -> FastAPI:
    """Build the application that serves one clinic; `demo` shows its sign-in and says that nothing here is real."""
    app = FastAPI(title="Attending", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.clinic = clinic
    app.state.demo = demo
    for module in ROUTERS:
        app.include_router(module.router)
    app.add_api_route("/healthz", health, methods=["GET"])
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    failures.add_handlers(app)
    app.add_middleware(headers.Guarded, answer_bug=failures.answer_bug)
    return app


def health() -> JSONResponse:
    """Whether the server answers; says nothing about anybody."""
    return JSONResponse({"status": "ok"})


def run(clinic: Clinic, *, demo: DemoSignIn | None = None) -> None:
    """Serve the clinic at its settings' host and port until interrupted: one process, threads for the record's work.

    Raises:
        NotConfigured: the front-end files are not installed.
    """
    if not (STATIC / "vendor" / "htmx.min.js").is_file():
        raise NotConfigured(
            "The front-end files are not installed.", hint="Run `make setup`, or `python -m attending.app.web.assets`."
        )
    import asyncio

    asyncio.run(_serve(create_app(clinic, demo=demo), clinic.settings))


async def _serve(app: FastAPI, settings: Settings) -> None:
    """Run granian inside this process; Ctrl-C and SIGTERM let running requests end."""
    import asyncio
    import signal

    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.embed import Server

    server = Server(
        app,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_level=LogLevels.error,
    )
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, server.stop)
    await server.serve()
