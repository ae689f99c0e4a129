"""Studies as rows of the worklist, and one study as the viewer needs it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from attending.app.web.views.words import ago, patient_name, record_number
from attending.drafts import Region
from attending.journeys.imaging_study import ArchivedStudy
from attending.record import Resource
from attending.review import Review

STATES = {
    "unmatched": ("Whose study?", "warn"),
    "filed": ("Filed", ""),
    "drafted": ("Report drafted", "ok"),
}


@dataclass(frozen=True)
class StudyRow:
    """One study of the worklist."""

    key: str
    patient: str
    mrn: str
    study: str
    modality: str
    images: int
    moment: str
    age: str
    state: str
    tone: str
    urgent: str
    """Why it stands above others; empty for most."""
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class SeriesView:
    """One series of the viewer."""

    number: int
    title: str
    frames: int
    modality: str


@dataclass(frozen=True)
class ViewerView:
    """One study in the viewer."""

    key: str
    title: str
    started: str
    series: tuple[SeriesView, ...]
    prior: "ViewerView | None"
    identity: Mapping[str, str]
    broken: tuple[tuple[str, str], ...]
    burned_in: str
    review: str
    marks: tuple[dict[str, Any], ...] = ()


def study_rows(
    studies: Iterable[ArchivedStudy], patients: Mapping[str, Resource], now: datetime
) -> tuple[StudyRow, ...]:
    """Rows, what is urgent first, then the newest."""
    rows = [_row(study, patients, now) for study in studies]
    return tuple(sorted(rows, key=lambda row: (not row.urgent,)))


def viewer_view(study: ArchivedStudy, prior: ArchivedStudy | None, review: Review | None = None) -> ViewerView:
    """What the viewer shows of a study."""
    return ViewerView(
        key=study.key,
        title=_title(study),
        started=f"{study.started:%-d %b %Y}" if study.started else "date unknown",
        series=tuple(
            SeriesView(
                number=number,
                title=series.description or series.body_part.capitalize() or f"Series {number + 1}",
                frames=sum(image.frames for image in series.images),
                modality=series.modality,
            )
            for number, series in enumerate(study.series)
        ),
        prior=viewer_view(prior, None) if prior is not None else None,
        identity=study.identity,
        broken=study.broken,
        burned_in=study.burned_in,
        review=study.review or "",
        marks=_marks(study, review) if review is not None else (),
    )


def _marks(study: ArchivedStudy, review: Review) -> tuple[dict[str, Any], ...]:
    """Every region of the report's marks, at its place in the stack; solid when accepted, dashed while it is not."""
    places: dict[tuple[str, int], tuple[int, int]] = {}
    for number, series in enumerate(study.series):
        place = 0
        for image in series.images:
            for frame in range(1, image.frames + 1):
                places[image.sop_instance_uid, frame] = (number, place)
                place += 1
    return tuple(
        {
            "series": places[region.sop_instance_uid, region.frame][0],
            "place": places[region.sop_instance_uid, region.frame][1],
            "polygon": region.polygon,
            "label": f"{proposal.resource['code']['text']} {proposal.claim.confidence or 0:.2f}",
            "sure": review.accepts(proposal),
        }
        for proposal in review.draft.proposals
        for region in proposal.claim.evidence
        if isinstance(region, Region) and (region.sop_instance_uid, region.frame) in places
    )


def _row(study: ArchivedStudy, patients: Mapping[str, Resource], now: datetime) -> StudyRow:
    state = "unmatched" if study.patient is None else "drafted" if study.review else "filed"
    patient = patients.get(study.patient or "")
    warnings = []
    if study.burned_in == "yes":
        warnings.append("names in the pixels")
    if study.broken:
        warnings.append(f"{len(study.broken)} unreadable file{'s' * (len(study.broken) > 1)}")
    return StudyRow(
        key=study.key,
        patient=patient_name(patient) if patient else "Not matched",
        mrn=record_number(patient) if patient else "",
        study=_title(study),
        modality=" + ".join(dict.fromkeys(series.modality for series in study.series)),
        images=study.images,
        moment=study.received.isoformat(),
        age=ago(study.received, now),
        state=STATES[state][0],
        tone=STATES[state][1],
        urgent=study.urgent,
        warnings=tuple(warnings),
    )


def _title(study: ArchivedStudy) -> str:
    parts = (study.description, next((s.body_part.capitalize() for s in study.series if s.body_part), ""))
    return next((part for part in parts if part), "Study")
