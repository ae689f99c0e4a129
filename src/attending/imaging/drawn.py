"""Marks that the radiologist draws, and outlines that the radiologist moves: measured on the image, as a model's are.

Read by the journey that puts them into a report under review. A drawn mark has no model and no probability.
"""

from collections.abc import Sequence
from datetime import datetime
from math import isfinite
from typing import Any

from msgspec.structs import replace

from attending.drafts import Claim, Proposal, Region
from attending.errors import BadInput, Conflict
from attending.imaging.decode import decode_frames
from attending.imaging.drafted import PROBABILITY
from attending.imaging.finding import UNKNOWN, Mark, Measure, Point
from attending.imaging.outline import MOST_POINTS, inside_of, measures_of
from attending.record.narrative import SectionText, Sentence
from attending.terms.coding import LOINC, SNOMED, UCUM, Coding

OTHER = Coding(system=SNOMED, code="118247008", display="Radiologic finding")
CHOICES = (
    Coding(system=SNOMED, code="125605004", display="Fracture of bone"),
    Coding(system=SNOMED, code="233604007", display="Pneumonia"),
    Coding(system=SNOMED, code="60046008", display="Pleural effusion"),
    Coding(system=SNOMED, code="36118008", display="Pneumothorax"),
    Coding(system=SNOMED, code="126952004", display="Neoplasm of brain"),
    Coding(system=SNOMED, code="1386000", display="Intracranial hemorrhage"),
)
"""Findings by name; everything else is written in words under `OTHER`."""
LEAST_PIXELS = 4
FINDINGS, IMPRESSION = "59776-5", "19005-8"
"""LOINC codes of the sections that tell of marks, and of what they mean."""
_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category"


def finding_of(name: str) -> Coding:
    """What the radiologist calls it: one of `CHOICES`, or other words; raises `BadInput` for none or too many."""
    said = " ".join(name.split())
    if not 0 < len(said) <= 64:
        raise BadInput("A mark is named in 1 to 64 characters.")
    known = next((one for one in CHOICES if one.display.casefold() == said.casefold()), None)
    return known or Coding(system=OTHER.system, code=OTHER.code, display=said)


def draw_mark(data: bytes, *, uid: str, frame: int, polygon: Sequence[Point], finding: Coding) -> Mark:
    """A mark on one frame of an image, measured.

    Args:
        data: the DICOM file.
        uid: its SOPInstanceUID.
        frame: from 1.
        polygon: (column, row) in pixels.
        finding: its name.

    Raises:
        BadInput: an outline that is none, or lies outside the image.
    """
    if not all(isfinite(part) for point in polygon for part in point):
        raise BadInput("The outline arrived damaged.", hint="Draw it again.")
    shown = decode_frames(data, only=frame)[0]
    rows, columns = shown.pixels.shape[:2]
    outline = tuple((min(max(x, 0.0), float(columns)), min(max(y, 0.0), float(rows))) for x, y in polygon)
    if not 3 <= len(outline) <= MOST_POINTS:
        raise BadInput(f"An outline has 3 to {MOST_POINTS} corners.")
    mask = inside_of(outline, rows, columns)
    if int(mask.sum()) < LEAST_PIXELS:
        raise BadInput("The outline holds no part of the image.", hint="Draw it larger, on the image.")
    return Mark(
        finding, UNKNOWN, 0.0, 1.0, "", True, uid, frame, outline, measures_of(mask, shown.geometry)
    )  # fmt: skip


def drawn_proposal(
    mark: Mark, *, name: str, image: int | None, patient: str, reference: str, started: datetime | None, body_part: str
) -> Proposal:
    """A drawn mark as a fact of the report; `image` is its number where the series has several."""
    where = f" on image {image}" if image is not None else ""
    measured = f", {mark.measurement}" if mark.measurement else ""
    region = Region(sop_instance_uid=mark.sop_instance_uid, frame=mark.frame, polygon=mark.polygon)
    text = f"{mark.label}{where}{measured}; marked by the radiologist."
    return Proposal(
        id=name,
        claim=Claim(id=f"p-{name}", text=text, place="Observation", evidence=(region,)),
        resource=observation_of(
            mark, patient=patient, reference=reference, started=started, body_part=body_part,
            said="Marked by the radiologist",
        ),
    )  # fmt: skip


def kept_proposal(proposal: Proposal, number: int, patient: str) -> Proposal:
    """A drawn mark of a report that was set aside, as an open mark of the next one, which may be of another patient."""
    claim = replace(proposal.claim, id=f"p-kept{number}")
    resource = {**proposal.resource, "subject": {"reference": f"Patient/{patient}"}, "status": "preliminary"}
    return Proposal(id=f"kept{number}", claim=claim, resource=resource, reasons=(KEPT,))


KEPT = "Drawn by the radiologist before the study was moved."


def moved_proposal(proposal: Proposal, before: Mark, mark: Mark, volume: Measure | None) -> Proposal:
    """A mark's proposal with another outline on one image: its measures and its sentence follow.

    Args:
        proposal: as it stands.
        before: the mark as it stands.
        mark: the new outline, measured.
        volume: of all its outlines, as they are now; none where the mark has no volume.

    Raises:
        Conflict: the mark does not reach that image.
    """
    place = (mark.sop_instance_uid, mark.frame)
    if not reaches(proposal, place):
        raise Conflict("The mark does not reach this image.", hint="Draw another one here.")
    evidence = tuple(
        Region(sop_instance_uid=place[0], frame=place[1], polygon=mark.polygon)
        if isinstance(part, Region) and (part.sop_instance_uid, part.frame) == place
        else part
        for part in proposal.claim.evidence
    )
    first = (before.sop_instance_uid, before.frame) == place
    flat = mark.measures if first else tuple(one for one in before.measures if one.name != "volume")
    measures = (*flat, volume) if volume is not None else flat
    kept = [part for part in proposal.resource.get("component", []) if part["code"]["text"] == PROBABILITY]
    resource = {**proposal.resource, "component": [*kept, *(_component_of(measure) for measure in measures)]}
    told = ", ".join(str(measure) for measure in measures)
    text = proposal.claim.text.replace(before.measurement, told) if before.measurement and told else proposal.claim.text
    said = MOVED if volume is None else f"{MOVED}, volume summed over its outlines"
    text = text if MOVED in text else f"{text.rstrip('.')}; {said}."
    claim = Claim(
        id=proposal.claim.id, text=text, place=proposal.claim.place, evidence=evidence,
        confidence=proposal.claim.confidence,
    )  # fmt: skip
    return Proposal(id=proposal.id, claim=claim, resource=resource, reasons=proposal.reasons, choices=proposal.choices)


def reaches(proposal: Proposal, place: tuple[str, int]) -> bool:
    """Whether a mark has an outline on an image: SOPInstanceUID and frame."""
    return any((r.sop_instance_uid, r.frame) == place for r in proposal.claim.evidence if isinstance(r, Region))


def told_in(sections: Sequence[SectionText], before: Claim | None, after: Claim | None) -> tuple[SectionText, ...]:
    """A report's text with the sentence of a mark added, changed or taken away under its findings."""
    made = list(sections)
    if after is not None and not any(one.code.code == FINDINGS for one in made):  # no model had looked
        at = next((n for n, one in enumerate(made) if one.code.code == IMPRESSION), len(made))
        made.insert(at, SectionText(title="FINDINGS", code=Coding(system=LOINC, code=FINDINGS), sentences=()))
    return tuple(_with_sentence(one, before, after) if one.code.code == FINDINGS else one for one in made)


def _with_sentence(section: SectionText, before: Claim | None, after: Claim | None) -> SectionText:
    sentences = list(section.sentences)
    at = next((n for n, one in enumerate(sentences) if before is not None and one.text == before.text), None)
    if at is not None:
        sentences[at : at + 1] = [replace(sentences[at], text=after.text)] if after is not None else []
    elif after is not None:
        sentences.append(Sentence(text=after.text, bullet=True))
    return replace(section, sentences=tuple(sentences))


MOVED = "outline changed by the radiologist"


def observation_of(
    mark: Mark, *, patient: str, reference: str, started: datetime | None, body_part: str, said: str
) -> dict[str, Any]:
    """A mark as an Observation: finding, measures, and its probability where there is one."""
    coding = {"system": mark.finding.system, "code": mark.finding.code}
    display = OTHER.display if mark.finding.code == OTHER.code else mark.finding.display
    chance = [_component(PROBABILITY, round(mark.probability, 3), "1")] if mark.is_calibrated else []
    return {
        "resourceType": "Observation",
        "status": "preliminary",
        "category": [{"coding": [{"system": _CATEGORY, "code": "imaging"}]}],
        "code": {"coding": [{**coding, "display": display}], "text": mark.label},
        "subject": {"reference": f"Patient/{patient}"},
        "derivedFrom": [{"reference": reference}],
        **({"effectiveDateTime": started.isoformat()} if started else {}),
        **({"bodySite": {"text": site}} if (site := mark.place or body_part.capitalize()) else {}),
        "valueCodeableConcept": {"text": said},
        "component": [*chance, *(_component_of(measure) for measure in mark.measures)],
    }


def _component_of(measure: Measure) -> dict[str, Any]:
    return _component(measure.name.capitalize(), round(measure.value, 2), measure.unit)


def _component(name: str, value: float, unit: str) -> dict[str, Any]:
    return {
        "code": {"text": name},
        "valueQuantity": {"value": value, "unit": unit, "system": UCUM, "code": unit},
    }
