"""A site's network looks at a series: within its scope, in its own process, and every failure becomes a reason."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging import scope
from attending.imaging.decode import decode_frames
from attending.imaging.display import to_grey
from attending.imaging.finding import Examination, Mark
from attending.imaging.heads import Place, spacing_between
from attending.imaging.own.answer import Box, boxes_of, classes_of, maps_of
from attending.imaging.own.folder import OwnNetwork
from attending.imaging.own.marks import MOST_MARKS, box_mark, image_mark, region_marks
from attending.imaging.own.prepare import Prepared, prepare_together
from attending.imaging.own.process import NetworkFailed, Worker
from attending.imaging.own.sequences import channels_of, leads
from attending.imaging.own.spec import Answer, Scope
from attending.imaging.study import Frame, Instance, Series

Floats = NDArray[np.float32]
MOST_SLICES = 600
RESEARCH_ONLY = "model for research use only; the site has not accepted it (ATTENDING_RESEARCH_USE)"


def _of_bits(frame: Frame) -> Floats:
    """0..1 over what the bits of a pixel can say; the largest is bright."""
    if frame.full_range is None:
        raise _OutOfScope("its pixels are no integers of a known depth")
    low, high = frame.full_range
    share = (np.asarray(frame.pixels, np.float32) - np.float32(low)) / np.float32(max(high - low, 1e-6))
    return 1 - share if frame.inverted else share


class _OutOfScope(Exception):
    """The images are none that the network was made for."""


def examine_own(
    network: OwnNetwork,
    series: Series,
    read: Callable[[Instance], bytes],
    *,
    research_use: bool,
    others: Sequence[Series] = (),
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Examination:
    """What the network says of a series, or the reason why it says nothing; it never raises."""
    spec = network.spec
    against = RESEARCH_ONLY if spec.research_only and not research_use else against_scope(series, spec.scope)
    together = spec.input.together
    if against is None and together and not leads(series, together):
        if any(leads(other, together) for other in others):
            return Examination()  # it is taken along when that one is looked at
        against = f"the study has no series of {together[0].name}"
    if against is None:
        try:
            marks = tuple(_Look(network, series, others, read, progress).marks())
        except (NetworkFailed, _OutOfScope, BadInput) as error:
            words = error.message if isinstance(error, BadInput) else str(error)
            against = f"{network.name}: {words.rstrip('.')}"
    if against is not None:
        return Examination(not_assessed=(f"{spec.question}: {against}",))
    open_scores = [one.display for one in spec.findings if one.bias is None]
    note = f"{network.stated} is this site's own network; nobody calibrated its scores here."
    return Examination(marks, (spec.question,), (), (note,) if open_scores else (), (network.stated,))


def against_scope(series: Series, said: Scope) -> str | None:
    """Why the header rules the network out; none where it may look."""
    if series.modality not in said.modality:
        return f"the network knows {', '.join(said.modality)}, not {series.modality or 'an unknown modality'}"
    named = series.body_part.upper() or scope.said_part(series)
    if "ANY" not in said.body_part and not any(part.upper() in named for part in said.body_part):
        what = "shows another part" if series.body_part else "does not say that it shows this part"
        return f"the series {what} ({', '.join(said.body_part)})"
    if said.description and not any(word.upper() in series.description.upper() for word in said.description):
        return f"the series is no {' or '.join(said.description)}"
    if said.orientation == "axial" and not _is_axial(series):
        return "the slices are not axial, or do not say so"
    if min(series.instances[0].rows, series.instances[0].columns) < said.least_side:
        return f"fewer than {said.least_side} pixels a side"
    return f"more than {MOST_SLICES} images" if series.frames > MOST_SLICES else None


def _is_axial(series: Series) -> bool:
    orientation = series.instances[0].geometry.orientation
    return orientation is not None and bool(np.allclose(orientation, (1, 0, 0, 0, 1, 0), atol=0.1))


class _Look:
    """One network on one series."""

    def __init__(
        self, network: OwnNetwork, series: Series, others: Sequence[Series], read: Callable[[Instance], bytes],
        told: Callable[[int, int], None],
    ) -> None:  # fmt: skip
        self.others = others
        self.network, self.spec, self.series, self.read, self.told = network, network.spec, series, read, told

    def marks(self) -> Iterator[Mark]:
        """Every mark, the likeliest of each finding first."""
        with Worker(self.network) as worker:
            if self.spec.input.dimensions == 3:
                yield from self._volume(worker)
            else:
                yield from self._slices(worker)

    def _frames(self) -> Iterator[tuple[Place, Floats]]:
        for instance in self.series.instances:
            for frame in decode_frames(self.read(instance)):
                if frame.is_colour:
                    raise _OutOfScope("a colour image")
                self._check_looks(frame)
                yield (instance.sop_instance_uid, frame.number, frame.geometry), self._values(frame)

    def _values(self, frame: Frame) -> Floats:
        wanted = self.spec.input.values
        if wanted == "stored":
            return _of_bits(frame)
        values = to_grey(frame) if wanted == "display" else frame.pixels
        return np.nan_to_num(np.asarray(values, np.float32))

    def _check_looks(self, frame: Frame) -> None:
        said = self.spec.scope
        if said.template and scope.likeness(to_grey(frame), said.template) < said.least_likeness:
            raise _OutOfScope("the picture does not look like those the network was trained on")

    def _channels(self) -> Iterator[tuple[Place, list[Floats]]]:
        """Each slice with all its channels: its own values, and those of the series that go in together with it."""
        together = self.spec.input.together
        if not together:
            yield from ((place, [values]) for place, values in self._frames())
            return
        frames = self._sorted()
        places, volume = [place for place, _ in frames], np.stack([values for _, values in frames])
        volumes = channels_of(self.series, self.others, together, places, volume, self.read)
        yield from ((place, [one[number] for one in volumes]) for number, place in enumerate(places))

    def _sorted(self) -> list[tuple[Place, Floats]]:
        frames = sorted(self._frames(), key=lambda one: one[0][2].along_normal_mm or 0.0)
        if len({values.shape for _, values in frames}) != 1:
            raise _OutOfScope("the images of the series differ in size")
        return frames

    def _prepared(self, channels: Sequence[Floats], places: Sequence[Place]) -> Prepared:
        spacing: tuple[float, ...] | None = places[0][2].spacing_mm
        if channels[0].ndim == 3:
            between = spacing_between(places)
            spacing = (between, *spacing) if spacing is not None and between is not None else None
        if self.spec.input.spacing_mm and spacing is None:
            raise _OutOfScope("the spacing of the pixels is not known")
        return prepare_together(channels, spacing, self.spec.input)

    def _slices(self, worker: Worker) -> Iterator[Mark]:
        """Slice by slice; what one segments is joined over neighbours where the slices are a stack."""
        best: dict[str, tuple[float, Place, tuple[int, ...]]] = {}
        boxes: list[tuple[Box, Place]] = []
        maps: list[tuple[Place, dict[int, Floats]]] = []
        total = self.series.frames
        for done, (place, channels) in enumerate(self._channels(), 1):
            prepared = self._prepared(channels, [place])
            if self.spec.output.kind == "classification":
                for answer, score in self._told(classes_of(worker, prepared, self.spec)):
                    if answer.display not in best or score > best[answer.display][0]:
                        best[answer.display] = (score, place, channels[0].shape)
            elif self.spec.output.kind == "boxes":
                boxes += [(box, place) for box in boxes_of(worker, prepared, self.spec)]
            else:
                maps.append((place, maps_of(worker, prepared, self.spec)))
            self.told(done, total)
        for answer in self.spec.findings:
            if answer.display in best:
                score, at, shape = best[answer.display]
                yield image_mark(self.network, answer, score, at, shape)
            mine = sorted((pair for pair in boxes if pair[0].label == answer.channel), key=lambda pair: -pair[0].score)
            yield from (box_mark(self.network, answer, box, place) for box, place in mine[:MOST_MARKS])
            for stack in _stacks(maps, joined=self.series.modality not in {"CR", "DX", "RG"}):
                volume = np.stack([found[answer.channel] for _, found in stack])
                yield from region_marks(self.network, answer, volume, [place for place, _ in stack])

    def _volume(self, worker: Worker) -> Iterator[Mark]:
        each = list(self._channels()) if self.spec.input.together else [(p, [v]) for p, v in self._sorted()]
        places = [place for place, _ in each]
        volumes = [np.stack([channels[number] for _, channels in each]) for number in range(len(each[0][1]))]
        prepared = self._prepared(volumes, places)
        if self.spec.output.kind == "classification":
            middle = places[len(places) // 2]
            for answer, score in self._told(classes_of(worker, prepared, self.spec)):
                yield image_mark(self.network, answer, score, middle, volumes[0].shape[1:])
        else:
            maps = maps_of(worker, prepared, self.spec)
            for answer in self.spec.findings:
                yield from region_marks(self.network, answer, maps[answer.channel], places)
        self.told(len(places), len(places))

    def _told(self, scores: Floats) -> Iterator[tuple[Answer, float]]:
        return ((answer, float(scores[answer.channel])) for answer in self.spec.findings)


Maps = list[tuple[Place, dict[int, Floats]]]


def _stacks(maps: Maps, *, joined: bool) -> list[Maps]:
    """The slices as stacks: one where all have a size, else each by itself."""
    if joined and maps and len({found.shape for _, planes in maps for found in planes.values()}) == 1:
        return [maps]
    return [[one] for one in maps]
