"""Another record at our hooks: who calls, what it may look at, and the chart of a patient that only it knows."""

from collections.abc import Callable
from dataclasses import dataclass

from attending.exchange.cds_hooks import DataMissing, HookRequest, fetch_missing, prefetched_chart
from attending.journeys.clinic import Clinic
from attending.record import Chart
from attending.security import Action, Grant, PractitionerRole


@dataclass(frozen=True)
class Caller:
    """The record that calls: its name in the audit trail, and how its FHIR server is read, where that is allowed."""

    name: str
    server: str = ""
    """The address that the operator has named for it; no other is ever read."""
    fetch: Callable[[str, str], bytes] | None = None
    """Body of the answer at an address, asked with a token."""


def grant_for(caller: str, patient: str | None) -> Grant:
    """An outside record may look at the one patient it asks about, and say what its users did."""
    return Grant(
        who=f"Device/{caller}", role=PractitionerRole.SYSTEM, patients=frozenset({patient} if patient else ()),
        types=None, actions=frozenset({Action.READ, Action.EXECUTE}),
    )  # fmt: skip


def chart_brought(request: HookRequest, caller: Caller, clinic: Clinic) -> Chart:
    """The chart of a patient of the other record: from the prefetch, and from its server where we may read that."""
    prefetch, fetch = request.prefetch, caller.fetch
    if fetch is not None and caller.server and request.fhir_server.rstrip("/") == caller.server.rstrip("/"):
        prefetch = fetch_missing(request, lambda address: fetch(address, request.access_token))
    chart = prefetched_chart(request, prefetch, now=clinic.now())
    if chart is None:
        raise DataMissing(
            "This patient is not known here, and the request brought no Patient.",
            hint="Send the prefetch, or name the FHIR server of this record in ATTENDING_CDS_CLIENTS.",
        )
    return chart
