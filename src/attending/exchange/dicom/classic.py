"""An archive that speaks DIMSE: studies found by C-FIND, fetched by C-GET, or by C-MOVE where it knows no C-GET.

Images come in a thread of its own and are handed on as they come; whoever stops asking ends the association. Needs
pynetdicom. Source: DICOM PS3.4, C.4 (find, move, get); PS3.7, 9.1.
"""

import queue
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from pydicom.dataset import Dataset
from pynetdicom import AE, build_role, evt
from pynetdicom.association import Association
from pynetdicom.events import Event, EventHandlerType
from pynetdicom.pdu_primitives import SCP_SCU_RoleSelectionNegotiation

from attending.errors import BadInput, Unavailable
from attending.exchange.dicom.remote import MOST_FOUND, Batch, RemoteStudy
from attending.exchange.dicom.storage import CLASSES, SUCCESS, SYNTAXES, UNCOMPRESSED, as_file

_FIND, _MOVE, _GET = (f"1.2.840.10008.5.1.4.1.2.2.{n}" for n in (1, 2, 3))
"""Study root."""
SECONDS = 60
MOST_CONTEXTS = 128
"""Of one association. Source: PS3.8, 9.3.2.2."""
_NO_ANSWER = "The archive does not answer, or does not let this title in."
_HINT = "Are its title, host and port right, and does it know ours?"


@dataclass(frozen=True)
class ClassicArchive:
    """An archive by its application entity title, host and port; `own` is our title, `listen` where C-MOVE may send."""

    title: str
    host: str
    port: int
    own: str
    listen: tuple[str, int]

    def find(self, query: Mapping[str, str]) -> list[RemoteStudy]:
        """Studies that match attributes by their keywords, the newest first; raises `BadInput`, `Unavailable`."""
        if not query:
            raise BadInput("A search for studies needs a patient, an accession number, a date or a study.")
        wanted = ("StudyInstanceUID", "StudyDate", "ModalitiesInStudy", "StudyDescription", "PatientID", "PatientName",
                  "NumberOfStudyRelatedInstances")  # fmt: skip
        found = [_study(one) for one in self._ask("STUDY", {**dict.fromkeys(wanted, ""), **query})]
        return sorted(found[:MOST_FOUND], key=lambda study: study.date, reverse=True)

    def fetch(self, study_uid: str) -> Iterator[Batch]:
        """The files of a study as they come; raises `BadInput`, `Unavailable`."""
        series = [str(one.get("SeriesInstanceUID", "")) for one in self._ask(
            "SERIES", {"StudyInstanceUID": study_uid, "SeriesInstanceUID": ""})]  # fmt: skip
        if not series:
            raise BadInput("The archive has no such study.")
        for uid in filter(None, series):
            below = {"StudyInstanceUID": study_uid, "SeriesInstanceUID": uid}
            images = self._ask("IMAGE", {**below, "SOPInstanceUID": "", "SOPClassUID": ""})
            classes = sorted({str(one.get("SOPClassUID") or "") for one in images} - {""})
            yield from self._series(_identifier("SERIES", below), classes)

    def _ask(self, level: str, keys: Mapping[str, str]) -> list[Dataset]:
        entity = _entity(self.own)
        entity.add_requested_context(_FIND)
        line = self._associate(entity)
        if not line.is_established:
            raise Unavailable(_NO_ANSWER, hint=_HINT)
        found: list[Dataset] = []
        try:
            for status, answer in line.send_c_find(_identifier(level, keys), _FIND):
                if "Status" not in status or (status.Status >= 0xA000 and status.Status < 0xFE00):
                    raise Unavailable("The archive refused the search.", hint=_HINT)
                if answer is not None:
                    found.append(answer)
        except ValueError as error:  # no context for the search was accepted
            raise Unavailable("The archive answers no searches (C-FIND).", hint=_HINT) from error
        finally:
            line.release()
        return found

    def _series(self, identifier: Dataset, classes: list[str]) -> Iterator[Batch]:
        entity = _entity(self.own)
        entity.add_requested_context(_GET)
        most = (MOST_CONTEXTS - 1) // len(SYNTAXES)
        for one in classes[:most]:
            entity.add_requested_context(one, list(UNCOMPRESSED))
            for syntax in SYNTAXES[len(UNCOMPRESSED) :]:  # each by itself: the archive sends what it has stored
                entity.add_requested_context(one, syntax)
        coming = _Coming()
        roles = [build_role(one, scp_role=True) for one in classes[:most]]
        line = self._associate(entity, roles, coming)
        if line.is_established and classes and any(c.abstract_syntax == _GET for c in line.accepted_contexts):
            yield from coming.files(line, lambda: line.send_c_get(identifier, _GET))
            return
        if line.is_established:
            line.release()
        yield from self._moved(identifier)

    def _moved(self, identifier: Dataset) -> Iterator[Batch]:
        """By C-MOVE: the archive calls back, where it was told that we listen."""
        coming = _Coming()
        door = _entity(self.own)
        for one in CLASSES:
            door.add_supported_context(one, list(SYNTAXES))
        try:
            server = door.start_server(self.listen, block=False, evt_handlers=[(evt.EVT_C_STORE, coming.take)])
        except OSError as error:
            raise Unavailable(
                "The port at which the archive may send to us is in use.",
                hint="Stop `attending imaging listen`, or choose another with ATTENDING_DICOM_LISTEN.",
            ) from error
        try:
            entity = _entity(self.own)
            entity.add_requested_context(_MOVE)
            line = self._associate(entity)
            if not line.is_established:  # it answered searches a moment ago
                raise Unavailable("The archive gives no images by C-GET or C-MOVE.", hint=_HINT)
            yield from coming.files(line, lambda: line.send_c_move(identifier, self.own, _MOVE))
        finally:
            if server is not None:
                server.shutdown()

    def _associate(
        self, entity: AE, roles: "list[SCP_SCU_RoleSelectionNegotiation] | None" = None, coming: "_Coming | None" = None
    ) -> Association:
        """An association; not established where the archive does not answer or accepts nothing of what is asked."""
        handlers: list[EventHandlerType] = [(evt.EVT_C_STORE, coming.take)] if coming is not None else []
        return entity.associate(
            self.host, self.port, ae_title=self.title, ext_neg=list(roles or ()), evt_handlers=handlers
        )  # fmt: skip


@dataclass
class _Coming:
    """Images on their way from the association's threads to whoever asks for them."""

    waiting: "queue.SimpleQueue[bytes | Dataset | None]" = field(default_factory=queue.SimpleQueue)

    def take(self, event: Event) -> int:
        self.waiting.put(as_file(event))
        return SUCCESS

    def files(self, line: Association, ask: Callable[[], Iterator[tuple[Dataset, Dataset | None]]]) -> Iterator[Batch]:
        """Run a C-GET or C-MOVE, and hand on each image as it comes; raises `Unavailable` when the archive gives up."""

        def work() -> None:
            last: Dataset | None = None
            try:
                for status, _ in ask():
                    last = status
            finally:
                self.waiting.put(last)

        threading.Thread(target=work, name="dicom-fetch", daemon=True).start()
        came = 0
        try:
            while isinstance(one := self.waiting.get(), bytes):
                came += 1
                yield Batch((one,))
            line.release()
        finally:
            if line.is_established:  # nobody asks any longer: nothing more shall come
                line.abort()
        failed = int(one.get("NumberOfFailedSuboperations") or 0) if one is not None else 0
        if one is None or "Status" not in one or (one.Status not in (SUCCESS, 0xB000) and not came):
            raise Unavailable("The archive broke off.", hint="Try again later.")
        if failed:
            yield Batch((), failed)


def classic_archive(address: str, *, own: str, listen: str) -> ClassicArchive:
    """The archive of an address such as `dicom://TITLE@host:104`, which was checked; raises `BadInput`."""
    parts = re.fullmatch(r"dicom://([^@/]{1,16})@([^:/]+):(\d{1,5})", address)
    place = re.fullmatch(r"([^:/]+):(\d{1,5})", listen)
    if parts is None or place is None:
        raise BadInput("A classic archive is named by title, host and port.", hint="dicom://TITLE@pacs.example:104")
    return ClassicArchive(parts[1], parts[2], int(parts[3]), own, (place[1], int(place[2])))


def _entity(title: str) -> AE:
    entity = AE(ae_title=title)
    entity.acse_timeout, entity.dimse_timeout, entity.network_timeout = 15, SECONDS, SECONDS
    entity.connection_timeout, entity.maximum_pdu_size = 10, 0
    return entity


def _identifier(level: str, keys: Mapping[str, str]) -> Dataset:
    made = Dataset()
    made.SpecificCharacterSet = "ISO_IR 192"
    made.QueryRetrieveLevel = level
    for keyword, value in keys.items():
        setattr(made, keyword, value)
    return made


def _study(one: Dataset) -> RemoteStudy:
    modalities = one.get("ModalitiesInStudy") or []
    count = str(one.get("NumberOfStudyRelatedInstances") or "")
    return RemoteStudy(
        uid=str(one.get("StudyInstanceUID", "")),
        date=str(one.get("StudyDate") or ""),
        modalities=(modalities,) if isinstance(modalities, str) else tuple(map(str, modalities)),
        description=str(one.get("StudyDescription") or ""),
        patient_id=str(one.get("PatientID") or ""),
        patient_name=str(one.get("PatientName") or ""),
        instances=int(count) if count.isdecimal() else None,
    )
