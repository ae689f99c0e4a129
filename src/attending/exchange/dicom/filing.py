"""Files a study in the patient's record as an ImagingStudy; the images themselves lie in the archive.

The resource is what the hospital's scanner sent, so it is filed like any message: no clinician signs it.
"""

from typing import Any

from attending.exchange.dicom.manifest import ArchivedSeries, ArchivedStudy
from attending.record import Resource, Store
from attending.record.write import put
from attending.security import Action, Grant

UID_SYSTEM = "urn:dicom:uid"
_MODALITIES = "http://dicom.nema.org/resources/ontology/DCM"
_ACCESSION = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "ACSN"}]}


def file_imaging_study(store: Store, study: ArchivedStudy, *, grant: Grant) -> str:
    """Write the ImagingStudy of a matched study and return its id; the same study again makes no new version.

    Raises:
        NotAllowed: the grant does not cover imaging studies of this patient.
    """
    if study.patient is None:
        raise ValueError("a study is filed when its patient is known")
    with store.transaction(grant=grant) as tx:
        written = put(tx, imaging_study(study, study.patient), only_if_changed=True)
        tx.audit(Action.EXECUTE, what=(written.reference,), patient=study.patient, type="import")
        return written.id


def imaging_study(study: ArchivedStudy, patient: str) -> dict[str, Any]:
    """The FHIR R4 ImagingStudy of a manifest."""
    identifier: list[dict[str, Any]] = [{"system": UID_SYSTEM, "value": f"urn:oid:{study.uid}"}]
    if study.accession:
        identifier.append({"type": _ACCESSION, "value": study.accession})
    sent = [series for series in study.series if not series.derived_from]
    resource: dict[str, Any] = {
        "resourceType": "ImagingStudy",
        "id": study.key,
        "identifier": identifier,
        "status": "available",
        "modality": [_modality(m) for m in dict.fromkeys(series.modality for series in sent) if m],
        "subject": {"reference": f"Patient/{patient}"},
        "started": study.started.isoformat() if study.started else None,
        "numberOfSeries": len(sent),
        "numberOfInstances": sum(len(series.images) for series in sent),
        "description": study.description,
        "series": [_series(series, number) for number, series in enumerate(sent, 1)],
    }
    return {name: value for name, value in resource.items() if value not in (None, "", [])}


def study_of(resource: Resource) -> str:
    """The StudyInstanceUID of an ImagingStudy; empty when it has none."""
    values = [i.get("value", "") for i in resource.get("identifier", []) if i.get("system") == UID_SYSTEM]
    return str(next(iter(values), "")).removeprefix("urn:oid:")


def _series(series: ArchivedSeries, number: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "uid": series.uid,
        "number": number,
        "modality": _modality(series.modality or "OT"),
        "description": series.description,
        "numberOfInstances": len(series.images),
        "bodySite": {"display": series.body_part.capitalize()} if series.body_part else None,
        "instance": [
            {
                "uid": image.sop_instance_uid,
                "sopClass": {"system": "urn:ietf:rfc:3986", "code": f"urn:oid:{image.sop_class_uid}"},
                "number": image.number,
            }
            for image in series.images
        ],
    }
    return {name: value for name, value in made.items() if value not in (None, "")}


def _modality(code: str) -> dict[str, str]:
    return {"system": _MODALITIES, "code": code}
