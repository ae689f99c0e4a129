"""The web application: its routes, its errors, its static files; and the server that runs it."""

import asyncio
import logging
import signal
from dataclasses import dataclass
from threading import Timer
from typing import TYPE_CHECKING

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from fastapi.staticfiles import StaticFiles

from attending.app.web import failures, headers
from attending.app.web.fhir import Door, fhir_api
from attending.app.web.fulfilling import Fulfilling
from attending.app.web.live import LiveVisits
from attending.app.web.looking import LookingAhead
from attending.app.web.pages import STATIC
from attending.app.web.routes import (
    cds_hooks,
    conversations,
    dicomweb,
    documents,
    duplicates,
    editing,
    facts,
    gallery,
    imaging,
    imaging_archive,
    imaging_enhance,
    imaging_marks,
    imaging_moving,
    imaging_report,
    imaging_volume,
    inbox,
    left_out,
    live,
    oversight,
    patients,
    recordings,
    review,
    risks,
    sign_in,
    verification,
    wording,
)
from attending.app.web.sending import Sender
from attending.app.web.transcribing import Transcriber
from attending.errors import AttendingError, NotConfigured
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_fulfil import EnhanceWish, ReportWish
from attending.journeys.imaging_moving import finish_moves
from attending.journeys.retention import keep_the_time
from attending.journeys.shipped_risks import warm_up
from attending.security.hook_clients import HookClients
from attending.settings import Settings

if TYPE_CHECKING:
    from granian.server.embed import Server

ROUTERS = (
    sign_in,
    inbox,
    review,
    facts,
    left_out,
    editing,
    patients,
    duplicates,
    risks,
    documents,
    conversations,
    recordings,
    live,
    verification,
    wording,
    imaging,
    imaging_archive,
    imaging_enhance,
    imaging_marks,
    imaging_moving,
    imaging_report,
    imaging_volume,
    oversight,
    gallery,
)


SWEEP_SECONDS = 3600.0
WARM_AFTER_SECONDS = 2.0
"""The risk models are read when the server is up, so that neither its start nor the first page waits for them."""


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
    app.state.hook_clients = HookClients.read(clinic.settings.cds_clients)
    app.state.transcriber, app.state.live = Transcriber(clinic), LiveVisits(clinic)
    app.state.drafting, app.state.enhancing = Fulfilling(clinic, ReportWish), Fulfilling(clinic, EnhanceWish)
    app.include_router(cds_hooks.router)  # of machines: a signed token for each call, no session
    app.add_api_route("/healthz", health, methods=["GET"])
    app.state.fhir = fhir_api(clinic)
    app.mount(dicomweb.PREFIX, dicomweb.dicom_web(clinic))
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    failures.add_handlers(app)
    app.add_middleware(Door, api=app.state.fhir)
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
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    warming = Timer(WARM_AFTER_SECONDS, warm_up)
    warming.daemon = True
    warming.start()
    asyncio.run(_serve(create_app(clinic, demo=demo), clinic.settings))


async def _serve(app: FastAPI, settings: Settings) -> None:
    """Serve until Ctrl-C or SIGTERM; running requests end first."""
    server = make_server(app, host=settings.host, port=settings.port)
    for ending in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(ending, server.stop)
    app.state.fhir.start()  # jobs that a restart broke off go on before anybody asks
    app.state.drafting.resume()
    app.state.enhancing.resume()
    app.state.transcriber.resume()
    sender = Sender(app.state.clinic)
    sender.start()
    looking = LookingAhead(app.state.clinic)
    looking.start()
    sweeping = asyncio.create_task(_keep_the_time(app.state.clinic))
    try:
        await server.serve()
    finally:
        sweeping.cancel()
        sender.close()
        looking.close()
        end_work(app)


def end_work(app: FastAPI) -> None:
    """Let go of what runs beside the requests; what was broken off goes on from where it stood at the next start."""
    app.state.drafting.close()
    app.state.enhancing.close()
    app.state.live.close()
    app.state.transcriber.close()
    app.state.fhir.close()


async def _keep_the_time(clinic: Clinic) -> None:
    """Delete recordings whose time is over and finish moves of studies that were cut off: at once, and every hour."""
    while True:
        for work, failed in ((keep_the_time, "recordings were not swept"), (finish_moves, "moves were not finished")):
            try:
                await asyncio.to_thread(work, clinic)
            except AttendingError as error:
                logging.getLogger("attending.web").warning("%s: %s", failed, type(error).__name__)
        await asyncio.sleep(SWEEP_SECONDS)


def make_server(app: FastAPI, *, host: str, port: int) -> "Server":
    """Granian inside this process, to be awaited in the loop that runs; `stop()` ends it."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server.embed import Server

    return Server(app, address=host, port=port, interface=Interfaces.ASGI, websockets=True, log_level=LogLevels.error)
