"""An archive or a viewer searches by QIDO-RS or C-FIND: studies within its leave, and what lies below them."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from attending.audit import Entry
from attending.errors import BadInput, NotFound
from attending.exchange.dicom import qido
from attending.journeys.clinic import Clinic
from attending.journeys.dicomweb_fields import with_fields
from attending.journeys.imaging_study import ArchivedStudy, StudyLine, open_study, studies_of
from attending.security import Action, Grant


def open_uid(study_uid: str, *, clinic: Clinic, grant: Grant) -> ArchivedStudy:
    """One study by the UID that other systems know it by, with the look in the audit trail."""
    found = clinic.images.find_uid(study_uid)
    return open_study(found.key if found else clinic.images.key_of(study_uid), clinic=clinic, grant=grant)


def find_studies(query: Mapping[str, str], *, clinic: Clinic, grant: Grant) -> list[dict[str, Any]]:
    """QIDO-RS over the studies this system may know of; what it was shown stands in the audit trail."""
    grant.require(Action.READ, "ImagingStudy", None)
    shown = qido.search_studies(_reachable(clinic, grant), query)
    return _noted(with_fields(shown, query, clinic=clinic), clinic, grant)


def find_below(
    query: Mapping[str, str], *, instances: bool, clinic: Clinic, grant: Grant
) -> list[dict[str, Any]]:  # fmt: skip
    """The series of the study that the query names, or the instances of its series; raises `BadInput` without one."""
    asked = {name: value for name, value in query.items() if name not in qido.PATIENT_KEYWORDS}
    study, series = asked.pop("StudyInstanceUID", ""), asked.get("SeriesInstanceUID", "")
    if not study or (instances and not series):
        raise BadInput("A query below the study names the study, and below the series the series too.")
    try:
        kept = open_uid(study, clinic=clinic, grant=grant)
    except NotFound:
        return []
    if instances:
        return qido.search_instances(kept, asked.pop("SeriesInstanceUID"), asked)
    return qido.search_series(kept, asked)


def find_anywhere(
    query: Mapping[str, str], *, instances: bool, clinic: Clinic, grant: Grant
) -> list[dict[str, Any]]:  # fmt: skip
    """QIDO-RS over the series, or the instances, of every study this system may know of; noted in the audit trail."""
    grant.require(Action.READ, "ImagingStudy", None)
    lines = _reachable(clinic, grant)
    shown = qido.search_below(
        ((line, lambda key=line.key: clinic.images.load(key)) for line in lines),  # type: ignore[misc]
        query,
        instances=instances,
    )
    return _noted(with_fields(shown, query, clinic=clinic), clinic, grant)


def _reachable(clinic: Clinic, grant: Grant) -> list[StudyLine]:
    """Studies that a UID leads to: of several patients that have one, the first; the others wait for a person."""
    lines = studies_of(clinic, grant=grant)
    several = Counter(line.uid for line in lines)
    return [line for line in lines if several[line.uid] == 1 or line.key == clinic.images.key_of(line.uid)]


def _noted(shown: list[dict[str, Any]], clinic: Clinic, grant: Grant) -> list[dict[str, Any]]:
    """The answer, once the audit trail has the studies that it tells of."""
    uids = {found["0020000D"]["Value"][0] for found in shown}
    keys = [line.key for line in _reachable(clinic, grant) if line.uid in uids]
    clinic.record.audit(
        Entry(
            action=Action.EXECUTE, who=grant.who, role=grant.role, purpose=grant.purpose, when=clinic.now(),
            what=tuple(f"ImagingStudy/{key}" for key in keys), interaction="search",
        )
    )  # fmt: skip
    return shown
