"""Studies as rows of the worklist, and one study as the viewer needs it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from attending.app.web.views.note import KeyImage
from attending.app.web.views.words import ago, patient_name, record_number
from attending.drafts import ModelOutput, Proposal, Region
from attending.journeys import imaging_view
from attending.journeys.imaging_moving import MOVE_REASONS
from attending.journeys.imaging_study import ArchivedStudy, ReportWish, StudyLine
from attending.journeys.imaging_view import find_image
from attending.record import Resource
from attending.review import NOT_STANDING, WAITING, Review

STATES = {
    "unmatched": ("Whose study?", "warn"),
    "filed": ("Filed", ""),
    "drafting": ("Being drafted", ""),
    "drafted": ("Report drafted", "ok"),
    "decided": ("Report decided", "ok"),
}


@dataclass(frozen=True)
class StudyRow:
    """One study of the worklist."""

    key: str
    patient: str
    mrn: str
    study: str
    modality: str
    taken: str
    """The day of the images; empty where it is not known."""
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
    of: int = -1
    """The series it was enhanced from."""
    factor: int = 1
    can_enhance: tuple[int, ...] = ()
    """What is not made of it yet: sharper by 2 or 4, or 1, with less noise."""


@dataclass(frozen=True)
class ViewerView:
    """One study in the viewer."""

    key: str
    title: str
    started: str
    series: tuple[SeriesView, ...]
    prior: "ViewerView | None"
    identity: Mapping[str, str]
    apart: str
    """Why it waits beside another study of its UID."""
    broken: tuple[tuple[str, str], ...]
    burned_in: str
    review: str
    wish: ReportWish | None
    """A report that is asked for and not there yet."""
    refused: bool = False
    """Whether the radiologist has rejected the draft, so that another can be asked for."""
    marks: tuple[dict[str, Any], ...] = ()
    maps: tuple[dict[str, Any], ...] = ()
    may_mark: bool = False
    """Whether the reader may draw marks, move them, and decide on them here."""
    version: int = 0
    """Of the report's review."""
    changes: tuple[dict[str, Any], ...] = ()
    """Findings then and now, each with its place in this study and in the earlier one."""
    cautions: tuple[str, ...] = ()
    """What a model saw of an image that makes its own answers doubtful, with the model's words."""
    kinds: str = ""
    """Kinds of objects in the study, for one without an image to look at."""


def is_urgent(study: StudyLine, waiting: Collection[str]) -> bool:
    """Whether it stands above others: something urgent is likely, and nobody has decided on its report yet."""
    return bool(study.urgent) and (study.review is None or study.review in waiting)


def study_rows(
    studies: Iterable[StudyLine], patients: Mapping[str, Resource], now: datetime, waiting: Collection[str] = ()
) -> tuple[StudyRow, ...]:
    """Rows, what is urgent first, then the newest; `waiting` are the reports that nobody has decided on."""
    rows = [_row(study, patients, now, waiting) for study in studies]
    return tuple(sorted(rows, key=lambda row: (not row.urgent,)))


def viewer_view(
    study: ArchivedStudy, prior: ArchivedStudy | None, review: Review | None = None, *, reader: str = ""
) -> ViewerView:
    """What the viewer shows of a study."""
    return ViewerView(
        key=study.key,
        title=_title(study),
        started=f"{study.started:%-d %b %Y}" if study.started else "date unknown",
        series=tuple(_series(study, number) for number, one in enumerate(study.series) if one.is_shown),
        prior=viewer_view(prior, None) if prior is not None else None,
        identity=study.identity,
        apart=study.apart,
        broken=study.broken,
        burned_in=study.burned_in,
        review=study.review or "",
        wish=study.wish,
        refused=review is not None and review.status in NOT_STANDING,
        marks=_marks(study, review) if review is not None else (),
        maps=_maps(study) if review is not None else (),
        may_mark=review is not None and review.status in WAITING and review.assigned == reader,
        version=review.version if review is not None else 0,
        kinds=" + ".join(dict.fromkeys(one.modality for one in study.series)),
        changes=_changes(study, prior, review) if review is not None else (),
        cautions=_cautions(review) if review is not None else (),
    )


@dataclass(frozen=True)
class MovingView:
    """What the viewer says of a study's patient: whether it may go to another, and from where it came."""

    stands: str
    """Page of the signed report that stands in the way; empty where none does."""
    drafted: bool
    """Whether a draft waits, which a move withdraws."""
    last: str
    """The last move in words; empty where it never moved."""


def moving_view(study: ArchivedStudy, review: Review | None, name_of: Callable[[str], str]) -> MovingView:
    """What stands in the way of a move, and the last one."""
    stands = ""
    if review is not None and review.stands and review.signed is not None:
        stands = f"/patients/{review.patient}/documents/{review.signed.split('/')[1]}"
    last = study.moves[-1] if study.moves else None
    told = ""
    if last is not None:
        kind, _, who = last.by.partition("/")
        said = f"{MOVE_REASONS[last.reason]}{f' ({last.words})' if last.words else ''}"
        by = name_of(who) if kind == "Practitioner" else "the operator"
        told = f"Moved on {last.when:%-d %b %Y, %H:%M} by {by}. {said}."
    return MovingView(stands, review is not None and review.status in WAITING, told)


def key_images(study: ArchivedStudy, review: Review) -> tuple[KeyImage, ...]:
    """For the report's page: the image of each mark, where its outline is largest."""
    found = []
    for mark in _marks(study, review):
        if not mark["first"]:
            continue
        series = study.series[mark["series"]]
        image, _ = find_image(study, mark["series"], mark["place"])
        several = sum(one.frames for one in series.images) > 1
        found.append(KeyImage(
            label=mark["label"],
            where=" · ".join(filter(None, (series.description, f"image {mark['place'] + 1}" if several else ""))),
            state=mark["state"],
            link=f"/imaging/{study.key}?mark={mark['id']}",
            picture=f"/imaging/{study.key}/series/{mark['series']}/frames/{mark['place']}/picture",
            columns=image.columns,
            rows=image.rows,
            rings=tuple(" ".join(f"{x:.1f},{y:.1f}" for x, y in ring) for ring in mark["rings"]),
        ))  # fmt: skip
    return tuple(found)


def _series(study: ArchivedStudy, number: int) -> SeriesView:
    series = study.series[number]
    source = next((n for n, one in enumerate(study.series) if one.uid == series.derived_from), -1)
    made = {study.factor_of(one) for one in study.series if one.derived_from == series.uid}
    can = FACTORS if source < 0 and series.modality in ENHANCED else ()
    return SeriesView(
        number=number,
        title=series.description or series.body_part.capitalize() or f"Series {number + 1}",
        frames=sum(image.frames for image in series.images),
        modality=series.modality,
        of=source,
        factor=study.factor_of(series),
        can_enhance=tuple(factor for factor in can if factor not in made),
    )


ENHANCED = {"CT", "MR", "CR", "DX"}
"""Modalities that networks for enhancing exist for."""
FACTORS = (2, 4, 1)


def _places(study: ArchivedStudy) -> dict[tuple[str, int], tuple[int, int]]:
    """Instance and frame → number of the series and place in its stack."""
    places: dict[tuple[str, int], tuple[int, int]] = {}
    for number, series in enumerate(study.series):
        place = 0
        for image in series.images:
            for frame in range(1, image.frames + 1):
                places[image.sop_instance_uid, frame] = (number, place)
                place += 1
    return places


def _maps(study: ArchivedStudy) -> tuple[dict[str, Any], ...]:
    """The maps behind the marks, each at its place."""
    places = _places(study)
    return tuple(
        {
            "number": number,
            "series": places[kept.sop_instance_uid, kept.frame][0],
            "place": places[kept.sop_instance_uid, kept.frame][1],
            "label": kept.label,
            "what": "probability" if kept.is_probability else "score",
        }
        for number, kept in enumerate(study.heats)
        if (kept.sop_instance_uid, kept.frame) in places
    )


def _changes(study: ArchivedStudy, prior: ArchivedStudy | None, review: Review) -> tuple[dict[str, Any], ...]:
    """The sentences of the comparison that rest on regions, with the first region of each study."""
    here, there = _places(study), _places(prior) if prior is not None else {}
    found = []
    for claim in review.claims:
        regions = [part for part in claim.evidence if isinstance(part, Region)]
        before = next(
            (there[r.sop_instance_uid, r.frame] for r in regions if (r.sop_instance_uid, r.frame) in there), None
        )
        now = next((here[r.sop_instance_uid, r.frame] for r in regions if (r.sop_instance_uid, r.frame) in here), None)
        if before is not None or (now is not None and ": new." in claim.text):
            found.append({"text": claim.text, "now": now, "before": before})
    return tuple(found)


def _cautions(review: Review) -> tuple[str, ...]:
    """The report's limitations that a model stands for, each with what it said."""
    sections = next((r.get("section", ()) for r in review.draft.resources if r["resourceType"] == "Composition"), ())
    titles = [section.get("title") for section in sections]
    place = f"Composition.section[{titles.index('LIMITATIONS')}]" if "LIMITATIONS" in titles else ""
    return tuple(
        f"{claim.text} ({part.name} {part.version}: {part.value}.)"
        for claim in review.claims if claim.place == place
        for part in claim.evidence if isinstance(part, ModelOutput)
    )  # fmt: skip


def _marks(study: ArchivedStudy, review: Review) -> tuple[dict[str, Any], ...]:
    """Every region of the report's marks, at its place in the stack; solid when accepted, dashed while it is not.

    The first region of a mark is its largest, and the one that the list names.
    """
    places = _places(study)
    drawn = {one.id for one in review.added}
    return tuple(
        {
            "id": proposal.id,
            "series": places[region.sop_instance_uid, region.frame][0],
            "place": places[region.sop_instance_uid, region.frame][1],
            "polygon": region.polygon,
            "rings": imaging_view.rings_of(region.polygon),
            "label": _label(proposal),
            "sure": review.accepts(proposal),
            "state": _state(review, proposal),
            "drawn": proposal.id in drawn,
            "moved": proposal.id in review.choices and bool(review.choices[proposal.id].evidence),
            "first": number == 0,
        }
        for proposal in review.current().proposals
        for number, region in enumerate(part for part in proposal.claim.evidence if isinstance(part, Region))
        if (region.sop_instance_uid, region.frame) in places
    )


def _state(review: Review, proposal: Proposal) -> str:
    choice = review.choices.get(proposal.id)
    return "open" if choice is None else "accepted" if choice.accepted else "declined"


def _label(proposal: Proposal) -> str:
    """The finding, with its probability where it is calibrated."""
    name = str(proposal.resource["code"]["text"])
    if not any(isinstance(part, ModelOutput) for part in proposal.claim.evidence):
        return name
    known = any(part["code"]["text"] == "Probability" for part in proposal.resource.get("component", []))
    return f"{name} {proposal.claim.confidence or 0:.2f}" if known else f"{name}, not calibrated"


def _row(study: StudyLine, patients: Mapping[str, Resource], now: datetime, waiting: Collection[str]) -> StudyRow:
    drafted = "drafted" if study.review in waiting else "decided"
    filed = "drafting" if study.drafting else "filed"
    state = "unmatched" if study.patient is None else drafted if study.review else filed
    patient = patients.get(study.patient or "")
    warnings = []
    if study.burned_in != "no":
        warnings.append("names in the pixels" if study.burned_in == "yes" else "names may stand in the pixels")
    if study.broken:
        warnings.append(f"{study.broken} unreadable file{'s' * (study.broken > 1)}")
    return StudyRow(
        key=study.key,
        patient=patient_name(patient) if patient else "Not matched",
        mrn=record_number(patient) if patient else "",
        study=_title(study),
        modality=" + ".join(dict.fromkeys(series.modality for series in study.series)),
        taken=f"{study.started:%-d %b %Y}" if study.started else "",
        images=study.images,
        moment=study.received.isoformat(),
        age=ago(study.received, now),
        state=STATES[state][0],
        tone=STATES[state][1],
        urgent=study.urgent if is_urgent(study, waiting) else "",
        warnings=tuple(warnings),
    )


def _title(study: ArchivedStudy | StudyLine) -> str:
    parts = (study.description, next((s.body_part.capitalize() for s in study.series if s.body_part), ""))
    return next((part for part in parts if part), "Study")
