"""The demo hospital as data: its people, its patients' records, and the consultations recorded there.

Everything is invented; nothing here is random, and dates lie relative to `now`. Read by `attending demo`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import msgspec

from attending.app.demo.expand import Json, Table, bundle, expand, practitioner, visit_today
from attending.security.grant import PractitionerRole

_HOME = files("attending.app.demo")


@dataclass(frozen=True)
class DemoPractitioner:
    """One of the demo hospital's staff; `id` is the Practitioner's logical id and the sign-in name."""

    id: str
    display: str
    role: PractitionerRole
    qualification: str


PRACTITIONERS = (
    DemoPractitioner("adeyemi", "Dr. Tola Adeyemi (demo)", PractitionerRole.PHYSICIAN, "Family medicine"),
    DemoPractitioner("lindqvist", "Dr. Erik Lindqvist (demo)", PractitionerRole.PHYSICIAN, "Internal medicine"),
    DemoPractitioner("marquez", "Rosa Marquez, RN (demo)", PractitionerRole.NURSE, "Registered nurse"),
    DemoPractitioner("kobayashi", "Dr. Hana Kobayashi (demo)", PractitionerRole.RADIOLOGIST, "Diagnostic radiology"),
    DemoPractitioner("wilk", "Tomasz Wilk, PharmD (demo)", PractitionerRole.PHARMACIST, "Clinical pharmacy"),
)


@dataclass(frozen=True)
class DemoConsultation:
    """A recorded visit: the transcript file as the recorder wrote it, and whose it is."""

    name: str
    data: bytes
    patient: str
    practitioner: str
    encounter: str
    reason: str
    start: datetime


def resources(now: datetime) -> list[Json]:
    """Every resource of the demo hospital, in an order in which references point backwards."""
    written = [practitioner(one.id, one.display, one.qualification) for one in PRACTITIONERS]
    for file in sorted(_files("patients", ".toml"), key=lambda found: found.name):
        rows = tomllib.loads(file.read_text(encoding="utf-8"))
        written += expand(Table(_patient_id(rows), rows, now))
    for number, visit in enumerate(consultations(now), start=1):
        written.append(
            visit_today(
                visit.patient,
                number=number,
                practitioner=visit.practitioner,
                reason=visit.reason,
                start=visit.start,
                end=visit.start + timedelta(minutes=15),
            )
        )
    return written


def bundle_bytes(now: datetime) -> bytes:
    """The same as one FHIR collection Bundle in JSON, decimals as written."""
    return msgspec.json.Encoder(decimal_format="number").encode(bundle(resources(now)))


def consultations(now: datetime) -> list[DemoConsultation]:
    """Every recorded consultation, oldest first."""
    rows = tomllib.loads((_HOME / "consultations" / "index.toml").read_text(encoding="utf-8"))["visit"]
    ids = {row["patient"]: _patient_id(_table(row["patient"])) for row in rows}
    return [
        DemoConsultation(
            name=row["file"],
            data=(_HOME / "consultations" / row["file"]).read_bytes(),
            patient=ids[row["patient"]],
            practitioner=row["practitioner"],
            encounter=f"{ids[row['patient']]}-visit-{number}",
            reason=row["reason"],
            start=now.replace(second=0, microsecond=0) - timedelta(minutes=row["minutes_ago"]),
        )
        for number, row in enumerate(rows, start=1)
    ]


def _table(patient: str) -> dict[str, Any]:
    return tomllib.loads((_HOME / "patients" / f"{patient}.toml").read_text(encoding="utf-8"))


def _patient_id(rows: Mapping[str, Any]) -> str:
    """No name in it, since ids stand in addresses."""
    return f"demo-{rows['record_number']}"


def _files(folder: str, ending: str) -> list[Traversable]:
    return [file for file in (_HOME / folder).iterdir() if file.name.endswith(ending)]
