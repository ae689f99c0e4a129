"""A classic PACS for the tests: C-FIND, C-GET and C-MOVE over some files, by pynetdicom's service classes."""

import io
from collections.abc import Iterator
from fnmatch import fnmatch

import pydicom
from pydicom.dataset import Dataset
from pynetdicom import AE, build_context, evt
from pynetdicom.events import Event

FIND, MOVE, GET = (f"1.2.840.10008.5.1.4.1.2.2.{n}" for n in (1, 2, 3))
_LEVELS = {"STUDY": ("StudyInstanceUID",), "SERIES": ("SeriesInstanceUID",), "IMAGE": ("SOPInstanceUID",)}


class Pacs:
    """Listens at a port of its own until `stop`; `gives` says which ways out it knows."""

    def __init__(self, files: list[bytes], *, gives: tuple[str, ...] = (GET, MOVE), back: int = 0) -> None:
        self.files = [pydicom.dcmread(io.BytesIO(data)) for data in files]
        self.back, self.sent, self.wait = back, 0, lambda: None
        entity = AE(ae_title="PACS")
        entity.require_called_aet = True
        for model in (FIND, *gives):
            entity.add_supported_context(model)
        for one in self.files:
            entity.add_supported_context(one.SOPClassUID, one.file_meta.TransferSyntaxUID, scu_role=True, scp_role=True)
        handlers = [(evt.EVT_C_FIND, self._find), (evt.EVT_C_GET, self._get), (evt.EVT_C_MOVE, self._move)]
        self.server = entity.start_server(("127.0.0.1", 0), block=False, evt_handlers=handlers)
        self.address = f"dicom://PACS@127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        """Let go of the port; again changes nothing."""
        if self.server is not None:
            self.server.shutdown()
        self.server = None

    def _matching(self, asked: Dataset) -> list[Dataset]:
        named = [e for e in asked if e.value and e.keyword not in ("QueryRetrieveLevel", "SpecificCharacterSet")]
        known = [e for e in named if e.keyword in self.files[0]]
        return [one for one in self.files if all(_fits(str(one[e.tag].value), str(e.value)) for e in known)]

    def _find(self, event: Event) -> Iterator[tuple[int, Dataset | None]]:
        seen: set[str] = set()
        (unique,) = _LEVELS[event.identifier.QueryRetrieveLevel]
        for one in self._matching(event.identifier):
            if str(one[unique].value) in seen:
                continue
            seen.add(str(one[unique].value))
            answer = Dataset()
            answer.QueryRetrieveLevel = event.identifier.QueryRetrieveLevel
            for element in event.identifier:
                if element.keyword in one:
                    answer[element.tag] = one[element.tag]
            answer.ModalitiesInStudy, answer.NumberOfStudyRelatedInstances = one.Modality, len(self.files)
            yield 0xFF00, answer

    def _get(self, event: Event) -> Iterator[object]:
        found = self._matching(event.identifier)
        yield len(found)
        for one in found:
            self.wait()
            self.sent += 1
            yield 0xFF00, one

    def _move(self, event: Event) -> Iterator[object]:
        contexts = [build_context(one.SOPClassUID, one.file_meta.TransferSyntaxUID) for one in self.files[:1]]
        yield "127.0.0.1", self.back, {"contexts": contexts, "ae_title": event.move_destination.strip()}
        yield from self._get(event)


def _fits(value: str, asked: str) -> bool:
    """A wildcard, a range of days, or the same."""
    since, dash, until = asked.partition("-")
    if dash and value.isdecimal():
        return since <= value <= (until or "9")
    return fnmatch(value, asked)
