"""CDS Hooks over HTTP: discovery for everybody, cards and feedback for records with a signed token."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from attending.app.stow import get
from attending.app.web.failures import operation_outcome
from attending.app.web.visitor import clinic_of
from attending.errors import AttendingError, NotFound, SignInRequired
from attending.journeys.hooks import SERVICES, Caller, answer, answer_feedback, discover
from attending.security.hook_clients import HookClients

router = APIRouter()
FETCH_SECONDS = 4.0
"""A card that comes later than this is not waited for."""


@router.get("/cds-services")
def services() -> JSONResponse:
    """The discovery document; it says nothing about anybody."""
    return JSONResponse(discover())


@router.post("/cds-services/{service}")
async def call(request: Request, service: str) -> JSONResponse:
    """Cards for the patient whose chart was opened elsewhere."""
    data = await request.body()

    def work() -> dict[str, Any]:
        caller = _admit(request, service)
        address = str(request.base_url).rstrip("/")
        return answer(SERVICES[service], data, caller=caller, address=address, clinic=clinic_of(request))

    return await _answer(work)


@router.post("/cds-services/{service}/feedback")
async def feedback(request: Request, service: str) -> JSONResponse:
    """What users did with cards."""
    data = await request.body()

    def work() -> dict[str, Any]:
        answer_feedback(data, caller=_admit(request, service).name, clinic=clinic_of(request))
        return {}

    return await _answer(work)


async def _answer(work: Callable[[], dict[str, Any]]) -> JSONResponse:
    try:
        return JSONResponse(await run_in_threadpool(work))
    except AttendingError as error:
        return JSONResponse(operation_outcome(error), status_code=error.status, media_type="application/fhir+json")


def _admit(request: Request, service: str) -> Caller:
    """The record that calls; raises unless its token is valid for this address."""
    clients: HookClients = request.app.state.hook_clients
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise SignInRequired("A signed token is needed for each call.")
    issuer = clients.admit(token, audience=str(request.url), now=clinic_of(request).now())
    if service not in SERVICES:
        raise NotFound("There is no such service.")
    name = "cds-client-" + re.sub(r"[^A-Za-z0-9.-]+", "-", issuer.removeprefix("https://"))
    return Caller(name, clients.servers.get(issuer, ""), _read)


def _read(address: str, token: str) -> bytes:
    """Read from the FHIR server that the operator has named: no redirect, no proxy, and soon or not at all."""
    headers = {"Accept": "application/fhir+json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    status, body, _ = get(address, headers, seconds=FETCH_SECONDS)
    if status != HTTPStatus.OK:
        raise OSError(f"the FHIR server answered {status}")
    return body
