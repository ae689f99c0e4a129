"""Another archive's studies, found by QIDO-RS and fetched by WADO-RS, series by series.

Only archives that the hospital allows are asked, and nothing is fetched that was not chosen. Source: DICOM PS3.18,
10.4 (retrieve) and 10.6 (search).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from attending.errors import BadInput, Unavailable
from attending.exchange.dicom.outbox import authorization, check_destination
from attending.exchange.dicom.web import DICOM_JSON, KEYWORDS, read_multipart

Get = Callable[[str, Mapping[str, str]], tuple[int, bytes, str]]
"""GETs an address with headers: status, body and Content-Type; raises `OSError` when nobody answers."""
MOST_FOUND = 100


@dataclass(frozen=True)
class RemoteStudy:
    """One study of another archive."""

    uid: str
    date: str
    modalities: tuple[str, ...]
    description: str
    patient_id: str
    patient_name: str
    instances: int | None


@dataclass(frozen=True)
class RemoteArchive:
    """An archive by the address of its DICOMweb root."""

    root: str
    get: Get
    token: str = ""

    def find(self, query: Mapping[str, str]) -> list[RemoteStudy]:
        """Studies that match attributes by their keywords, the newest first; raises `BadInput`, `Unavailable`."""
        if not query:
            raise BadInput("A search for studies needs a patient, an accession number, a date or a study.")
        fields = ("StudyDescription", "ModalitiesInStudy", "NumberOfStudyRelatedInstances")
        asked = [*query.items(), ("limit", str(MOST_FOUND)), *(("includefield", name) for name in fields)]
        rows = self._json(f"/studies?{urlencode(asked)}")
        return sorted((_study(row) for row in rows), key=lambda study: study.date, reverse=True)

    def fetch(self, study_uid: str) -> Iterator[tuple[str, list[bytes]]]:
        """The UID and the files of each series of a study, one series at a time; raises `BadInput`, `Unavailable`."""
        place = f"/studies/{quote(study_uid, safe='.')}"
        series = [_text(row, "SeriesInstanceUID") for row in self._json(f"{place}/series")]
        if not series:
            raise BadInput("The archive has no such study.")
        for uid in series:
            status, body, kind = self._ask(
                f"{place}/series/{quote(uid, safe='.')}",
                'multipart/related; type="application/dicom"; transfer-syntax=*',
            )
            if status != 200:
                raise Unavailable(f"The archive answered with status {status}.", hint="Try again later.")
            yield uid, list(read_multipart(body, kind))

    def _json(self, path: str) -> list[dict[str, dict[str, object]]]:
        status, body, _ = self._ask(path, DICOM_JSON)
        if status == 204:
            return []
        if status != 200:
            raise Unavailable(f"The archive answered with status {status}.", hint="Is its token or password right?")
        try:
            rows = json.loads(body)
        except ValueError as error:
            raise Unavailable("The archive answered with something that is no DICOM JSON.") from error
        return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []

    def _ask(self, path: str, accept: str) -> tuple[int, bytes, str]:
        try:
            return self.get(f"{self.root}{path}", {"Accept": accept, **authorization(self.token)})
        except OSError as error:
            raise Unavailable("The archive does not answer.", hint="Is it on, and is its address right?") from error


def remote_archive(address: str, get: Get, *, hosts: Iterable[str], token: str = "") -> RemoteArchive:
    """An archive that the hospital allows; raises `BadInput`, `NotAllowed`."""
    return RemoteArchive(check_destination(address, hosts), get, token)


def _study(row: Mapping[str, Mapping[str, object]]) -> RemoteStudy:
    count = _text(row, "NumberOfStudyRelatedInstances")
    return RemoteStudy(
        uid=_text(row, "StudyInstanceUID"),
        date=_text(row, "StudyDate"),
        modalities=tuple(_values(row, "ModalitiesInStudy")),
        description=_text(row, "StudyDescription"),
        patient_id=_text(row, "PatientID"),
        patient_name=_text(row, "PatientName"),
        instances=int(count) if count.isdecimal() else None,
    )


def _values(row: Mapping[str, Mapping[str, object]], keyword: str) -> list[str]:
    element = row.get(KEYWORDS[keyword][0])
    given = element.get("Value") if isinstance(element, Mapping) else None
    values = given if isinstance(given, list) else []
    return [str(v.get("Alphabetic", "")) if isinstance(v, Mapping) else str(v) for v in values if v is not None]


def _text(row: Mapping[str, Mapping[str, object]], keyword: str) -> str:
    return next(iter(_values(row, keyword)), "")
