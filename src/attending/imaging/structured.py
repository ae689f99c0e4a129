"""The marks of a study as DICOM SR, TID 1500: each with its outline, model, probability and the radiologist's decision.

Source: DICOM PS3.16 TID 1500 and 1410; IHE AI Results.
"""

import warnings
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import highdicom as hd
from highdicom.sr.coding import CodedConcept
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes
from pydicom.uid import generate_uid

from attending.imaging.finding import Mark
from attending.imaging.objects import MANUFACTURER, closed, new_series, person_name, scheme_of
from attending.imaging.sites import site_of

Group = hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations | hd.sr.MeasurementsAndQualitativeEvaluations


@dataclass(frozen=True)
class Reader:
    """The radiologist who decided; without one the report says that nobody has verified it."""

    name: str
    when: datetime


def structured_report(
    sources: Sequence[Dataset],
    marks: Mapping[str, Mark],
    accepted: Mapping[str, bool],
    *,
    answers: Mapping[str, str] | None = None,
    changed: Collection[str] = (),
    reader: Reader | None,
    version: str,
) -> Dataset:
    """The marks as measurement groups of TID 1500, each with its outline, model, probability and decision.

    Args:
        sources: the images that carry marks, completed; without marks, some of the study.
        marks: by tracking name.
        accepted: tracking name → the radiologist's decision; without a reader it is ignored.
        answers: question → empty where a model looked and marked nothing, else why none could look.
        changed: tracking names of the marks whose outline the radiologist changed.
        reader: who decided.
        version: of this software.
    """
    by_uid = {str(source.SOPInstanceUID): source for source in sources}
    person = reader.name if reader else MANUFACTURER
    context = hd.sr.ObservationContext(
        observer_person_context=hd.sr.ObserverContext(
            observer_type=codes.DCM.Person,
            observer_identifying_attributes=hd.sr.PersonObserverIdentifyingAttributes(name=person_name(person)),
        ),
        observer_device_context=hd.sr.ObserverContext(
            observer_type=codes.DCM.Device,
            observer_identifying_attributes=hd.sr.DeviceObserverIdentifyingAttributes(
                uid=generate_uid(), manufacturer_name=MANUFACTURER, name=f"{MANUFACTURER} {version}"
            ),
        ),
    )
    groups: list[Group] = [
        _group(name, mark, by_uid[mark.sop_instance_uid], accepted, reader, changed) for name, mark in marks.items()
    ]
    groups += [_unmarked(answers, sources)] if answers else []
    content = hd.sr.MeasurementReport(
        observation_context=context,
        procedure_reported=codes.LN.CTUnspecifiedBodyRegion if _is_ct(sources) else codes.SCT.ImagingProcedure,
        imaging_measurements=groups,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return hd.sr.ComprehensiveSR(
            evidence=list(sources),
            content=content,
            **new_series(9001),
            is_complete=True,
            is_final=reader is not None,
            is_verified=reader is not None,
            verifying_observer_name=person_name(reader.name) if reader else None,
            verifying_organization=MANUFACTURER if reader else None,
            series_description="AI findings",
        )


def _group(
    name: str,
    mark: Mark,
    source: Dataset,
    accepted: Mapping[str, bool],
    reader: Reader | None,
    changed: Collection[str],
) -> hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations:
    algorithm = None if mark.is_drawn else hd.sr.AlgorithmIdentification(name=mark.model, version=mark.version)
    region = hd.sr.ImageRegion(
        graphic_type=hd.sr.GraphicTypeValues.POLYLINE,
        graphic_data=closed(mark.polygon),
        source_image=hd.sr.SourceImageForRegion(
            referenced_sop_class_uid=source.SOPClassUID,
            referenced_sop_instance_uid=source.SOPInstanceUID,
            referenced_frame_numbers=[mark.frame] if int(source.get("NumberOfFrames") or 1) > 1 else None,
        ),
    )
    measured = [
        hd.sr.Measurement(
            name=_measured(measure.name),
            value=round(measure.value, 3),
            unit=CodedConcept(measure.unit, "UCUM", measure.unit),
            algorithm_id=algorithm,
        )
        for measure in mark.measures
    ]
    decision = []
    if reader is not None:
        question = CodedConcept("DECISION", "99ATTENDING", "Radiologist's decision")
        value = _DECISIONS["drawn" if mark.is_drawn else "changed" if name in changed else "accepted"]
        value = value if accepted.get(name, False) else _DECISIONS["rejected"]
        decision = [hd.sr.QualitativeEvaluation(name=question, value=value)]
    site = site_of(mark)
    return hd.sr.PlanarROIMeasurementsAndQualitativeEvaluations(
        finding_sites=[site] if site is not None else None,
        tracking_identifier=hd.sr.TrackingIdentifier(uid=generate_uid(), identifier=name),
        referenced_region=region,
        finding_type=CodedConcept(mark.finding.code, scheme_of(mark.finding.system), mark.finding.display),
        measurements=[*_chance(mark, algorithm), *measured] or None,
        qualitative_evaluations=decision or None,
    )


def _measured(name: str) -> CodedConcept:
    """A measure's name in the codes that other readers know; what is measured at the detector, or of a box, is ours."""
    known = {"area": codes.SCT.Area, "length": codes.SCT.Length, "volume": codes.SCT.Volume}
    short = "".join(word[:4] for word in name.upper().split() if word not in {"OF", "THE", "AT"})[:16]
    concept: CodedConcept = known.get(name) or CodedConcept(short, "99ATTENDING", name.capitalize())
    return concept


_DECISIONS = {
    "accepted": CodedConcept("ACCEPTED", "99ATTENDING", "Accepted"),
    "changed": CodedConcept("ACCEPTED_CHANGED", "99ATTENDING", "Accepted, outline changed by the radiologist"),
    "drawn": CodedConcept("DRAWN", "99ATTENDING", "Drawn by the radiologist"),
    "rejected": CodedConcept("REJECTED", "99ATTENDING", "Rejected"),
}


def _chance(mark: Mark, algorithm: hd.sr.AlgorithmIdentification | None) -> list[hd.sr.Measurement]:
    """The model's probability or score; none of a mark that was drawn by hand."""
    if mark.is_drawn:
        return []
    name = ("PROBABILITY", "Calibrated probability") if mark.is_calibrated else ("SCORE", "Score, not calibrated")
    return [
        hd.sr.Measurement(
            name=CodedConcept(name[0], "99ATTENDING", name[1]),
            value=round(mark.probability, 3),
            unit=CodedConcept("1", "UCUM", "no units"),
            algorithm_id=algorithm,
        )
    ]


def _unmarked(answers: Mapping[str, str], sources: Sequence[Dataset]) -> hd.sr.MeasurementsAndQualitativeEvaluations:
    """The questions without a mark: looked at and nothing marked, or not assessed with its reason (TID 1501).

    A coded value has no room for a reason: it stands in a comment, for the template may be extended.
    """
    nothing = CodedConcept("NOTHING_MARKED", "99ATTENDING", "Nothing marked at the operating point")
    unseen = CodedConcept("NOT_ASSESSED", "99ATTENDING", "Not assessed")
    group = hd.sr.MeasurementsAndQualitativeEvaluations(
        tracking_identifier=hd.sr.TrackingIdentifier(uid=generate_uid(), identifier="questions"),
        finding_type=CodedConcept("QUESTIONS", "99ATTENDING", "Questions put to models"),
        source_images=[
            hd.sr.SourceImageForMeasurementGroup(
                referenced_sop_class_uid=source.SOPClassUID, referenced_sop_instance_uid=source.SOPInstanceUID
            )
            for source in sources
        ],
        qualitative_evaluations=[
            hd.sr.QualitativeEvaluation(
                name=CodedConcept(f"QUESTION_{number}", "99ATTENDING", question[:64]),
                value=unseen if reason else nothing,
            )
            for number, (question, reason) in enumerate(answers.items(), 1)
        ],
    )
    for question, reason in answers.items():
        if reason:
            comment = hd.sr.TextContentItem(
                name=codes.DCM.Comment, value=f"Not assessed: {question}: {reason}",
                relationship_type=hd.sr.RelationshipTypeValues.CONTAINS,
            )  # fmt: skip
            group[0].ContentSequence.append(comment)
    return group


def _is_ct(sources: Sequence[Dataset]) -> bool:
    return all(str(source.get("Modality", "")) == "CT" for source in sources)
