"""Signed objects and enhanced series go to the hospital's archive by STOW-RS, now or when it answers again."""

import io
from collections.abc import Iterator

import pydicom

from attending.errors import BadInput
from attending.exchange.dicom import outbox
from attending.exchange.dicom.outbox import Outgoing, Post, Waiting, check_destination
from attending.journeys.clinic import Clinic
from attending.journeys.imaging_objects import report_files
from attending.journeys.imaging_study import open_study
from attending.security import Action, Grant

__all__ = ["Post", "Waiting", "check_destination", "listed", "send_due", "send_study"]


def send_study(
    key: str, destination: str, *, clinic: Clinic, grant: Grant, report: bool = True, enhanced: bool = True
) -> int:
    """Put what a study has to give into the outbox: the signed report's objects, and its enhanced series.

    Raises:
        BadInput: there is nothing to send.
        Conflict: the report is asked for and not signed.
        NotAllowed: the archive is not among those the hospital allows.
    """
    kept = open_study(key, clinic=clinic, grant=grant)
    grant.require(Action.READ, "ImagingStudy", kept.patient)
    address = check_destination(destination, clinic.settings.dicom_hosts)
    objects = list(_report_objects(key, clinic, grant)) if report else []
    if enhanced:
        objects += [
            Outgoing(f"{series.description} {image.number}", image.sop_instance_uid,
                     clinic.images.read(key, image.sop_instance_uid))
            for series in kept.series if series.derived_from for image in series.images
        ]  # fmt: skip
    if not objects:
        raise BadInput("This study has nothing to send: no signed report and no enhanced series.")
    return outbox.enqueue(
        clinic.record, clinic.images, kept, objects, destination=address, grant=grant, now=clinic.now()
    )


def send_due(post: Post, *, clinic: Clinic, grant: Grant) -> int:
    """Send what is due; how many objects an archive has stored."""
    return outbox.send_due(
        clinic.record, clinic.images, post, hosts=clinic.settings.dicom_hosts, token=clinic.settings.dicom_token(),
        grant=grant, now=clinic.now(),
    )  # fmt: skip


def listed(*, clinic: Clinic, study: str = "") -> list[Waiting]:
    """What waits, what was sent, what failed."""
    return outbox.waiting(clinic.record, study=study)


def _report_objects(key: str, clinic: Clinic, grant: Grant) -> Iterator[Outgoing]:
    """The objects of the signature, made once: sent again they keep their identity."""
    for name, data in report_files(key, clinic=clinic, grant=grant).items():
        instance = str(pydicom.dcmread(io.BytesIO(data), stop_before_pixels=True).SOPInstanceUID)
        yield Outgoing(name, instance, data)
