"""Files of a sending of several studies that could not be read: they are listed once, with the sending."""

from collections.abc import Iterable, Sequence

from attending.exchange.dicom import Received, StudyLine
from attending.exchange.dicom.sendings import Sending
from attending.imaging import Intake
from attending.journeys.clinic import Clinic


def beside_of(taken: Intake) -> tuple[tuple[str, str], ...]:
    """Name and reason of each file that may belong to any study of what was sent."""
    placed = {one for study in taken.studies for one in study.broken}
    return tuple((one.name, one.reason) for one in taken.broken if one not in placed)


def note_sending(kept: Sequence[Received], clinic: Clinic) -> None:
    """Keep the list of such files, where there are any."""
    if kept and kept[0].beside:
        keys = tuple(dict.fromkeys(one.study.key for one in kept))
        clinic.images.sendings.add(Sending(clinic.now(), keys, kept[0].beside))


def sendings_of(studies: Iterable[StudyLine], *, clinic: Clinic) -> list[Sending]:
    """Sendings with such files, where a person may know of every study of theirs."""
    known = {study.key for study in studies}
    return [sending for sending in clinic.images.sendings.read() if known.issuperset(sending.studies)]
