"""From an examined study to a Draft: a radiology report whose every sentence names its pixels or its header.

The report says what was looked at, with what, what was marked, and what nobody looked at. It never says "normal": a
model that marks nothing has only marked nothing.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from attending.drafts import Author, Claim, Draft, Element, Evidence, ModelOutput, Proposal, Region
from attending.imaging.comparison import Prior, compare
from attending.imaging.drafted import NOTHING_MARKED, mark_of, name_of
from attending.imaging.drawn import observation_of
from attending.imaging.finding import Caution, Examination, Mark
from attending.imaging.scope import CHEST, NOT_THE_CHEST, NOT_THE_SERIES, part_in_words
from attending.imaging.wording import legend, suspicion
from attending.record.chart import Chart
from attending.record.narrative import SectionText, Sentence, to_sections
from attending.record.study import Series, Study
from attending.terms.coding import LOINC, Coding

KIND = "imaging-report"
AUTHOR = Author(name="imaging-report", version="1.0.0")
_HEADINGS = {
    "TECHNIQUE": "55111-9",
    "COMPARISON": "18834-2",
    "FINDINGS": "59776-5",
    "IMPRESSION": "19005-8",
    "LIMITATIONS": "48767-8",
}
"""Heading → LOINC section code."""
_NAMES = {"CT": "CT", "MR": "MRI", "CR": "Radiograph", "DX": "Radiograph", "US": "Ultrasound", "NM": "Scintigraphy"}
_URGENT = (
    "fracture", "pneumothorax", "tumour", "neoplasm", "haemorrhage", "hemorrhage", "stroke", "infarct", "embolism",
    "dissection",
)  # fmt: skip
"""Words of findings for which a study moves up: waiting can harm."""


@dataclass(frozen=True)
class Examined:
    """One series with what the models said of it."""

    series: Series
    examination: Examination


def draft_report(
    study: Study,
    examined: Sequence[Examined],
    *,
    reference: str,
    chart: Chart,
    prior: Prior | None,
    now: datetime,
    drawn: Sequence[Proposal] = (),
) -> Draft:
    """Draft the report of a study.

    Args:
        study: the study.
        examined: its series with what was found.
        reference: of its ImagingStudy in the record.
        chart: the patient's.
        prior: an earlier study of the same region, or `None`.
        now: the moment of drafting.
        drawn: marks that a radiologist drew before the study was moved here.
    """
    writer = _Writer(reference)
    writer.add("TECHNIQUE", _technique(study), (_element(reference, _technique(study)),))
    marks = [mark for one in examined for mark in one.examination.above()]
    for text, evidence in _comparison(prior, reference, marks, examined):
        writer.add("COMPARISON", text, evidence)
    for one in examined:
        _describe(writer, one, study)
    for own in drawn:
        writer.add("FINDINGS", own.claim.text, own.claim.evidence)
    for text, evidence in _impression(marks, examined, reference, drawn):
        writer.add("IMPRESSION", text, evidence)
    unread = len(study.broken)
    faults = (f"{unread} file{'s' * (unread > 1)} of what was sent could not be read.",) * (unread > 0)
    limits = tuple(dict.fromkeys((*faults, *(note for one in examined for note in one.examination.notes))))
    for doubt in dict.fromkeys(doubt for one in examined for doubt in one.examination.cautions):
        writer.add("LIMITATIONS", doubt.text, _doubt(doubt))
    if any(mark.is_calibrated for mark in marks):
        limits = (*limits, legend())
    for note in limits:
        writer.add("LIMITATIONS", note, (_element(reference, note),))
    patient = str(chart.patient["id"])
    report_id = hashlib.sha256(f"{reference}|{now.isoformat()}".encode()).hexdigest()[:32]
    return Draft(
        id=report_id,
        kind=KIND,
        patient=patient,
        author=AUTHOR,
        created=now,
        resources=(_composition(writer, study, patient, now), _diagnostic_report(study, reference, patient)),
        claims=writer.claims(),
        proposals=(
            *(_proposal(mark, number, study, patient, reference) for number, mark in enumerate(marks, 1)),
            *drawn,
        ),
        not_assessed=_unanswered(examined),
    )


TO_CONFIRM, CONFIRMED = ", to be confirmed by the radiologist.", ", accepted by the radiologist."
NOT_DECIDED = ", not decided by the radiologist."
"""Behind a mark that is open still where one that is no likelier was accepted."""
MOST_PLACES = 3
"""Of one finding; more are not told one by one."""


def conclusion(marks: Sequence[Mark], how: str) -> str:
    """What a report concludes from the marks of one finding, in the words of the likeliest and with their places.

    `how` is `CONFIRMED` when the radiologist has accepted them: then nothing is left of what the model held them for.
    """
    places = list(dict.fromkeys(mark.place for mark in marks if mark.place))
    where = f", {' and '.join(places)}" if 0 < len(places) <= MOST_PLACES else ", in several places" if places else ""
    likeliest = max(marks, key=chance_of)
    return f"{likeliest.label if how == CONFIRMED else suspicion(likeliest)}{where}{how}"


def chance_of(mark: Mark) -> tuple[bool, float]:
    """By which marks are compared: a calibrated probability before a score that nobody calibrated."""
    return mark.is_calibrated, mark.probability


def _unanswered(examined: Sequence[Examined]) -> tuple[str, ...]:
    """Questions that no series answered: where one was the wrong series and another says more, the other's reason.

    Of the chest on films of a limb nobody asks: it is left out where another question was answered.
    """
    answered = {question for one in examined for question in one.examination.assessed}
    reasons: dict[str, list[str]] = {}
    for text in dict.fromkeys(text for one in examined for text in one.examination.not_assessed):
        reasons.setdefault(text.partition(":")[0], []).append(text)
    found = []
    for question, texts in reasons.items():
        telling = [text for text in texts if not text.endswith(NOT_THE_SERIES)]
        beside = answered and question == CHEST and all(text.endswith(NOT_THE_CHEST) for text in texts)
        if question not in answered and not beside:
            found += telling or texts[:1]
    return tuple(found)


def urgency(examined: Sequence[Examined]) -> str:
    """Why a study should be read before others, in words; empty when nothing says so likely enough."""
    marks = [mark for one in examined for mark in one.examination.above() if _is_urgent(mark)]
    worst = max(marks, key=lambda mark: mark.probability, default=None)
    if worst is None:
        return ""
    return suspicion(worst) + (f", probability {worst.probability:.2f}" if worst.is_calibrated else "")


def _is_urgent(mark: Mark) -> bool:
    return mark.pressing and any(word in mark.label.lower() for word in _URGENT)


class _Writer:
    """Collects sentences by heading, each with its claim."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self._claims: list[Claim] = []
        self._headings: list[str] = []
        self._sentences: dict[str, list[Sentence]] = {heading: [] for heading in _HEADINGS}

    def add(self, heading: str, text: str, evidence: tuple[Evidence, ...], confidence: float | None = None) -> None:
        name = f"c{len(self._claims) + 1}"
        self._headings.append(heading)
        self._claims.append(Claim(id=name, text=text, place="", evidence=evidence, confidence=confidence))
        self._sentences[heading].append(Sentence(text=text, claim=name, bullet=heading == "FINDINGS"))

    def claims(self) -> tuple[Claim, ...]:
        """Each with the section it stands in: empty headings are left out, so the places are known only now."""
        written = [heading for heading in _HEADINGS if self._sentences[heading]]
        return tuple(
            replace(claim, place=f"Composition.section[{written.index(heading)}]")
            for claim, heading in zip(self._claims, self._headings, strict=True)
        )

    def sections(self) -> list[SectionText]:
        return [
            SectionText(title=title, code=Coding(system=LOINC, code=code), sentences=tuple(self._sentences[title]))
            for title, code in _HEADINGS.items()
            if self._sentences[title]
        ]


def _technique(study: Study) -> str:
    parts = []
    for modality in study.modalities:
        series = [one for one in study.series if one.modality == modality]
        region = next((part_in_words(one.body_part) for one in series if one.body_part), "")
        images = sum(one.frames for one in series)
        thickness = series[0].instances[0].geometry.thickness_mm
        slices = f", {thickness:.3g} mm slices" if thickness and modality in {"CT", "MR"} else ""
        counted = f"{len(series)} series, {images} image{'s' * (images != 1)}"
        parts.append(f"{_NAMES.get(modality, modality)}{f' of the {region}' if region else ''}: {counted}{slices}")
    return "; ".join(parts) + "." + (f" {PHANTOM}" if any(one.is_phantom for one in study.instances) else "")


PHANTOM = "The header calls what was imaged a phantom: no patient."


def _comparison(
    prior: Prior | None, reference: str, marks: Sequence[Mark], examined: Sequence[Examined]
) -> list[tuple[str, tuple[Evidence, ...]]]:
    """The earlier study, and each finding then and now with its evidence from both."""
    if prior is None:
        text = "No earlier study of this kind is in the archive."
        return [(text, (_element(reference, text),))]
    changes = compare(marks, {name_of(model) for one in examined for model in one.examination.models}, prior)
    how = "; measures of the same model are compared." if changes else ". No model compared the two studies."
    text = f"Earlier study{f' of {prior.when}' if prior.day else ''}{how}"
    found: list[tuple[str, tuple[Evidence, ...]]] = [(text, (_element(prior.reference, text),))]
    series = {i.sop_instance_uid: one.series for one in examined for i in one.series.instances}
    for change in changes:
        here = (part for mark in change.now for part in _evidence(mark, series[mark.sop_instance_uid]))
        there = (part for mark in change.before for part in _evidence(mark, None))
        rule = ModelOutput(name=AUTHOR.name, version=AUTHOR.version, value=change.text)
        found.append((change.text, (*here, *there, rule)))
    return found


def _describe(writer: _Writer, one: Examined, study: Study) -> None:
    examination = one.examination
    for mark in examination.above():
        writer.add("FINDINGS", _sentence(mark, one.series), _evidence(mark, one.series), mark.probability)
    for question in examination.assessed:
        if not examination.marks_for(question):
            text = f"{question[:1].upper()}{question[1:]}{NOTHING_MARKED}"
            writer.add("FINDINGS", text, _looked(examination, text))


def _sentence(mark: Mark, series: Series) -> str:
    place = f", {mark.place}" if mark.place else ""
    where = f"{',' * bool(place)} on image {_image_number(mark, series)}" if series.frames > 1 else ""
    measured = f", {mark.measurement}" if mark.measurement else ""
    return f"{suspicion(mark)}{place}{where}{measured}; {mark.chance}."


def _image_number(mark: Mark, series: Series) -> int:
    place = 0
    for instance in series.instances:
        if instance.sop_instance_uid == mark.sop_instance_uid:
            return place + mark.frame
        place += instance.frames
    return mark.frame


def _evidence(mark: Mark, series: Series | None) -> tuple[Evidence, ...]:
    """The mark's regions and its model's output; without a series it is one of an earlier study."""
    regions = mark.slices or ((mark.sop_instance_uid, mark.frame, mark.polygon),)
    where = f" on image {_image_number(mark, series)}" if series is not None and series.frames > 1 else ""
    where = " on the earlier study" if series is None else where
    value = f"{mark.label}{where}: {mark.chance}"
    value += "".join(f", {told}" for told in (mark.place, mark.measurement) if told)
    return (
        *(Region(sop_instance_uid=uid, frame=frame, polygon=polygon) for uid, frame, polygon in regions),
        ModelOutput(name=mark.model, version=mark.version, value=value, lower=mark.lower, upper=mark.upper),
    )


def _doubt(caution: Caution) -> tuple[Evidence, ...]:
    """The model's own words, and the region that they rest on where there is one."""
    said = ModelOutput(name=caution.model, version=caution.version, value=caution.value)
    if not caution.polygon:
        return (said,)
    return Region(sop_instance_uid=caution.sop_instance_uid, frame=caution.frame, polygon=caution.polygon), said


def _looked(examination: Examination, text: str) -> tuple[Evidence, ...]:
    return tuple(
        ModelOutput(name=name_of(name), version=name.rpartition(" ")[2], value=text) for name in examination.models
    )


NOTHING_LIKELY = (
    "No finding that was marked is more likely than not; the marks under findings are for the radiologist to decide."
)
"""What a report concludes where every mark is less likely than not."""


def _impression(
    marks: Sequence[Mark], examined: Sequence[Examined], reference: str, drawn: Sequence[Proposal]
) -> list[tuple[str, tuple[Evidence, ...]]]:
    """What is more likely than not, or likely enough that its study is read first; the other marks stay under findings.

    A place is marked from the milder operating point on, which would rather be wrong than miss: of such marks the
    radiologist decides one by one, and an impression that lists them all says nothing.
    """
    found: dict[str, list[tuple[Mark, tuple[Evidence, ...]]]] = {}
    for one in examined:
        for mark in one.examination.above():
            found.setdefault(mark.label, []).append((mark, _evidence(mark, one.series)))
    for own in drawn:
        found.setdefault(mark_of(own).label, []).append((mark_of(own), own.claim.evidence))
    evidence = {label: tuple(part for _, parts in of for part in parts) for label, of in found.items()}
    likely = [label for label, of in found.items() if any(_is_concluded(mark) for mark, _ in of)]
    if likely:
        return [(conclusion([mark for mark, _ in found[label]], TO_CONFIRM), evidence[label]) for label in likely]
    if marks:
        return [(NOTHING_LIKELY, tuple(part for parts in evidence.values() for part in parts))]
    if any(one.examination.assessed for one in examined):
        text = "No model marked a region; this does not exclude an abnormality."
        models = tuple(part for one in examined for part in _looked(one.examination, text))
        return [(text, models or (_element(reference, text),))]
    text = "No model looked at these images; the radiologist's own reading stands here."
    return [(text, (_element(reference, text),))]


def _is_concluded(mark: Mark) -> bool:
    return mark.is_drawn or mark.is_likely or _is_urgent(mark)


def _element(reference: str, text: str) -> Element:
    return Element(reference=reference, version=1, path="ImagingStudy", text=text)


def _composition(writer: _Writer, study: Study, patient: str, now: datetime) -> dict[str, Any]:
    return {
        "resourceType": "Composition",
        "status": "preliminary",
        "type": {"coding": [{"system": LOINC, "code": "18748-4", "display": "Diagnostic imaging study"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "date": now.isoformat(),
        "author": [{"display": f"{AUTHOR.name} {AUTHOR.version}"}],
        "title": f"Imaging report: {_title(study)}",
        "section": to_sections(writer.sections()),
    }


def _title(study: Study) -> str:
    first = study.first
    return " ".join(filter(None, (_NAMES.get(first.modality, first.modality), part_in_words(first.body_part)))).strip()


def _diagnostic_report(study: Study, reference: str, patient: str) -> dict[str, Any]:
    return {
        "resourceType": "DiagnosticReport",
        "status": "preliminary",
        "category": [
            {
                "coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0074", "code": "RAD"}],
                "text": "Radiology",
            }
        ],
        "code": {"coding": [{"system": LOINC, "code": "18748-4", "display": "Diagnostic imaging study"}]},
        "subject": {"reference": f"Patient/{patient}"},
        "imagingStudy": [{"reference": reference}],
        **({"effectiveDateTime": study.started.isoformat()} if study.started else {}),
    }


def _proposal(mark: Mark, number: int, study: Study, patient: str, reference: str) -> Proposal:
    """A mark as an Observation that the radiologist accepts or declines by itself."""
    series = next(s for s in study.series if any(i.sop_instance_uid == mark.sop_instance_uid for i in s.instances))
    return Proposal(
        id=f"m{number}",
        claim=Claim(
            id=f"p{number}",
            text=_sentence(mark, series),
            place="Observation",
            evidence=_evidence(mark, series),
            confidence=mark.probability,
        ),
        resource=observation_of(
            mark, patient=patient, reference=reference, started=study.started, body_part=series.body_part,
            said="Marked by a model and accepted by the radiologist",
        ),
        reasons=(f"Above the operating point: {mark.operating_point}.",),
    )  # fmt: skip
