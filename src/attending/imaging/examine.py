"""Every model that may look at a series looks at it; every other one says why it did not."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput, InvalidCard
from attending.imaging import chests, films, fractures, heads, lesions, scope, tumours
from attending.imaging.decode import decode_frames
from attending.imaging.display import to_grey
from attending.imaging.finding import Caution, Examination, Look, Mark
from attending.imaging.networks import open_network
from attending.imaging.own import OwnNetwork, examine_own
from attending.imaging.study import Frame, Instance, Series
from attending.imaging.whereabouts import in_head, on_limb

Read = Callable[[Instance], bytes]
Progress = Callable[[int, int], None]
RESEARCH_ONLY = "model for research use only; the site has not accepted it (ATTENDING_RESEARCH_USE)"
CHEST_NOTE = (
    "Chest findings are a demonstration: the model learned from text-mined labels and never saw a radiologist's box. "
    "It looks for pneumonia, infiltrate, pleural effusion and pulmonary edema only."
)
FLAIR_ALONE = "with FLAIR in its place the model's probabilities are off by more than 0.05"
"""Measured on 25 unseen patients: `python -m bench.imaging contrasts`; see the README."""
MOST_SLICES = 600


def examine_series(
    series: Series,
    read: Read,
    *,
    research_use: bool,
    others: Sequence[Series] = (),
    networks: Sequence[OwnNetwork] = (),
    progress: Progress | None = None,
) -> Examination:
    """Look at one series.

    Args:
        series: as `take_in` sorted it.
        read: the DICOM bytes of an instance.
        research_use: whether the site has accepted models that are licensed for research only.
        others: the other series of the study; models that want several sequences find them among these.
        networks: the site's own; each looks at what its description allows.
        progress: called with images done and images in all.

    Returns:
        What was found; for what nobody could look at, the reason.
    """
    told = progress or (lambda done, total: None)
    answers = [_films(series, read, told)] if series.modality in {"CR", "DX", "RG"} else []
    if series.modality == "MR":
        answers = [_head(series, read, others, told, research_use=research_use)]
    own = [
        examine_own(network, series, read, research_use=research_use, others=others, progress=told)
        for network in networks
        if series.modality in network.spec.scope.modality
    ]
    missing = tuple(
        f"{what}: no model, for want of data"
        for what in scope.without_model(series)
        if not any(network.spec.question.casefold() == what for network in networks)
    )
    if not answers and not own and not missing:
        known = series.modality in scope.NO_MODEL
        missing = (f"findings: no model for {'this part on' if known else 'modality'} {series.modality or 'unknown'}",)
    answers += own
    assessed = tuple(what for answer in answers for what in answer.assessed)
    return Examination(
        findings=tuple(mark for answer in answers for mark in answer.findings),
        assessed=assessed,
        not_assessed=tuple(reason for answer in answers for reason in answer.not_assessed) + missing,
        notes=tuple(note for answer in answers for note in answer.notes),
        cautions=tuple(caution for answer in answers for caution in answer.cautions),
        models=tuple(dict.fromkeys(name for answer in answers for name in answer.models)),
        asked=(
            *((question, model) for question, model in _ASKED if question in assessed),
            *((network.spec.question, network.name) for network in networks if network.spec.question in assessed),
        ),
    )


_ASKED = (
    (scope.FRACTURE, fractures.NAME),
    (scope.CHEST, chests.NAME),
    (scope.TUMOUR, tumours.NAME),
    (scope.LESIONS, lesions.NAME),
)


def _films(series: Series, read: Read, told: Progress) -> Examination:
    findings: list[Mark] = []
    assessed: list[str] = []
    reasons: list[str] = []
    notes: list[str] = []
    models: list[str] = []
    cautions: list[Caution] = []
    questions = (
        (scope.FRACTURE, fractures.NAME, scope.against_fracture(series), films.examine_bones),
        (scope.CHEST, chests.NAME, scope.against_chest(series), films.examine_chest),
    )
    for question, name, against, look in questions:
        if against is not None:
            reasons.append(f"{question}: {against}")
            continue
        answered = False
        for done, instance in enumerate(series.instances, 1):
            marks, reason, doubts = _film(instance, read, look, known=scope.names_part(series, question))
            findings += (mark if mark.place else replace(mark, place=on_limb(instance, mark.polygon)) for mark in marks)
            cautions += doubts
            answered = answered or reason is None
            if reason is not None:
                reasons.append(f"{question}: {reason}")
            told(done, len(series.instances))
        if answered:
            assessed.append(question)
            notes += [CHEST_NOTE] if question == scope.CHEST else []
            models.append(_stated(name))
    return Examination(
        tuple(findings), tuple(assessed), tuple(dict.fromkeys(reasons)), tuple(notes), tuple(models),
        cautions=tuple(cautions),
    )  # fmt: skip


def _film(instance: Instance, read: Read, look: Callable[..., Look], *, known: bool) -> Look:
    try:
        frame = decode_frames(read(instance), only=1)[0]
        if frame.is_colour:
            return Look(reason="a colour image")
        return look(to_grey(frame), frame.geometry, instance.sop_instance_uid, frame.number, known_part=known)
    except (BadInput, InvalidCard) as error:
        return Look(reason=error.message.rstrip(".").lower())


def _head(series: Series, read: Read, others: Sequence[Series], told: Progress, *, research_use: bool) -> Examination:
    against = scope.against_brain(series)
    if against is not None:
        return Examination(not_assessed=tuple(f"{q}: {against}" for q in (scope.TUMOUR, scope.LESIONS)))
    try:
        volume, places = _volume(series, read)
    except BadInput as error:
        return Examination(not_assessed=(f"{scope.TUMOUR}, {scope.LESIONS}: {error.message}",))
    findings: list[Mark] = []
    assessed: list[str] = []
    reasons: list[str] = []
    notes: list[str] = []
    models: list[str] = []
    if research_use:
        marks, reason, note = _tumour(series, volume, places, others, read, told)
        findings += marks
        notes += [note] if note else []
        (assessed if reason is None else reasons).append(
            scope.TUMOUR if reason is None else f"{scope.TUMOUR}: {reason}"
        )
        models += [_stated(tumours.NAME)] if reason is None else []
    else:
        reasons.append(f"{scope.TUMOUR}: {RESEARCH_ONLY}")
    marks, reason = heads.examine_lesions(volume, places)
    findings = [_in_head(mark, volume, places) for mark in (*findings, *marks)]
    if reason is None:
        assessed.append(scope.LESIONS)
        notes.append("White matter lesions are marked by a rule without calibration: a demonstration.")
        models.append(f"{lesions.NAME} {lesions.VERSION}")
    else:
        reasons.append(f"{scope.LESIONS}: {reason}")
    return Examination(tuple(findings), tuple(assessed), tuple(reasons), tuple(notes), tuple(models))


def _in_head(mark: Mark, volume: NDArray[np.float32], places: Sequence[heads.Place]) -> Mark:
    """A mark with its hemisphere, by the slice that it is largest on."""
    at = next(n for n, place in enumerate(places) if place[:2] == (mark.sop_instance_uid, mark.frame))
    return replace(mark, place=in_head(mark.polygon, volume[at], places[at][2]))


def _tumour(
    series: Series, flair: NDArray[np.float32], places: Sequence[heads.Place], others: Sequence[Series], read: Read,
    told: Progress,
) -> tuple[tuple[Mark, ...], str | None, str]:  # fmt: skip
    shape = (flair.shape[1], flair.shape[2])
    before, after = scope.companions_of(series, others)
    volumes, missing = [], []
    for name, other in (("T1 before contrast", before), ("T1 after contrast", after)):
        held = _same_shape(other, read, flair.shape) if other is not None else None
        missing += [name] if held is None else []
        volumes.append(flair if held is None else held)
    if "T1 before contrast" in missing:
        return (), f"{' and '.join(missing)} missing; {FLAIR_ALONE}", ""
    note = f"Brain tumour: FLAIR stood in for the missing {missing[0]}." if missing else ""
    try:
        channels = tumours.stack_channels(volumes[0], flair, volumes[1])
        marks, reason = heads.examine_tumour(channels, shape, places, told)
    except InvalidCard as error:
        return (), error.message, ""
    return marks, reason, note if reason is None else ""


def _same_shape(series: Series, read: Read, shape: tuple[int, ...]) -> NDArray[np.float32] | None:
    try:
        volume, _ = _volume(series, read)
    except BadInput:
        return None
    return volume if volume.shape == shape else None


def _volume(series: Series, read: Read) -> tuple[NDArray[np.float32], list[heads.Place]]:
    """(slice, row, column) of a series whose slices have one size, and the place of each slice."""
    if series.frames > MOST_SLICES:
        raise BadInput(f"more than {MOST_SLICES} images")
    frames: list[tuple[str, Frame]] = [
        (instance.sop_instance_uid, frame) for instance in series.instances for frame in decode_frames(read(instance))
    ]
    if len({frame.pixels.shape for _, frame in frames}) != 1 or frames[0][1].is_colour:
        raise BadInput("the images of the series differ in size or are in colour")
    volume = np.stack([np.asarray(frame.pixels, np.float32) for _, frame in frames])
    return volume, [(uid, frame.number, frame.geometry) for uid, frame in frames]


def _stated(name: str) -> str:
    network = open_network(name)
    return f"{network.name} {network.version}"
