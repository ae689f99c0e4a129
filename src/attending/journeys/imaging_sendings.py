"""Files of a sending of several studies that could not be read: they are listed once, with the sending."""

from collections.abc import Iterable
from dataclasses import replace

from attending.exchange.dicom import Received, StudyLine
from attending.exchange.dicom.sendings import Sending
from attending.imaging import Intake
from attending.journeys.clinic import Clinic


def noted(received: Iterable[Received], taken: Intake, clinic: Clinic) -> tuple[Received, ...]:
    """What became of the studies of a sending, each with the files that may belong to any; their list is kept."""
    placed = {one for study in taken.studies for one in study.broken}
    beside = tuple((one.name, one.reason) for one in taken.broken if one not in placed)
    kept = tuple(replace(part, beside=beside) for part in received)
    if beside:
        keys = tuple(dict.fromkeys(one.study.key for one in kept))
        clinic.images.sendings.add(Sending(clinic.now(), keys, beside))
    return kept


def sendings_of(studies: Iterable[StudyLine], *, clinic: Clinic) -> list[Sending]:
    """Sendings with such files, where a person may know of every study of theirs."""
    known = {study.key for study in studies}
    return [sending for sending in clinic.images.sendings.read() if known.issuperset(sending.studies)]
