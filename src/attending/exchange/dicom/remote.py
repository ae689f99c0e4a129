"""Another archive's studies, found by QIDO-RS and fetched by WADO-RS, a few images at a time.

Only archives that the hospital allows are asked, and nothing is fetched that was not chosen. Source: DICOM PS3.18,
10.4 (retrieve) and 10.6 (search).
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlencode

from attending.errors import BadInput, Unavailable
from attending.exchange.dicom.outbox import authorization, check_destination
from attending.exchange.dicom.qido import KEYWORDS
from attending.exchange.dicom.web import DICOM_JSON, read_multipart

Get = Callable[[str, Mapping[str, str]], tuple[int, bytes, str]]
"""GETs an address with headers: status, body and Content-Type; raises `OSError` when nobody answers."""
MOST_FOUND = 100
SIDE_BY_SIDE = 4
"""Requests for images at a time."""
LOST = frozenset({200, 404, 406, 410, 500})
"""Answers for one image that say nothing of the next."""


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
class Batch:
    """Some images of a study as files; `missing` ones the archive names and did not give."""

    files: tuple[bytes, ...]
    missing: int = 0


class Archive(Protocol):
    """Another archive, by DICOMweb or by DIMSE."""

    def find(self, query: Mapping[str, str]) -> list[RemoteStudy]:
        """Studies that match attributes by their keywords, the newest first; raises `BadInput`, `Unavailable`."""

    def fetch(self, study_uid: str) -> Iterator[Batch]:
        """The files of a study as they come; whoever stops asking ends it. Raises `BadInput`, `Unavailable`."""


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

    def fetch(self, study_uid: str) -> Iterator[Batch]:
        """The files of a study, a few at a time; raises `BadInput`, `Unavailable`."""
        place = f"/studies/{quote(study_uid, safe='.')}"
        series = [_text(row, "SeriesInstanceUID") for row in self._json(f"{place}/series")]
        if not series:
            raise BadInput("The archive has no such study.")
        for uid in series:
            below = f"{place}/series/{quote(uid, safe='.')}"
            images = [_text(row, "SOPInstanceUID") for row in self._json(f"{below}/instances")]
            if images:
                yield from self._images([f"{below}/instances/{quote(one, safe='.')}" for one in images])
                continue
            status, files = self._files(below)  # it lists no images: all of the series at once
            if status != 200:
                raise Unavailable(f"The archive answered with status {status}.", hint="Try again later.")
            yield Batch(files)

    def _images(self, places: Sequence[str]) -> Iterator[Batch]:
        """Each image by itself, so that one can stop in the middle, and that one image that is lost stops no other."""
        came = 0
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for start in range(0, len(places), SIDE_BY_SIDE):
                answers = list(pool.map(self._files, places[start : start + SIDE_BY_SIDE]))
                files = tuple(file for _, found in answers for file in found)
                lost = [status for status, found in answers if not found]
                came += len(files)
                if not came or any(status not in LOST for status in lost):
                    raise Unavailable(f"The archive answered with status {lost[0]}.", hint="Try again later.")
                yield Batch(files, len(lost))

    def _files(self, path: str) -> tuple[int, tuple[bytes, ...]]:
        status, body, kind = self._ask(path, 'multipart/related; type="application/dicom"; transfer-syntax=*')
        return status, tuple(read_multipart(body, kind)) if status == 200 else ()

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
