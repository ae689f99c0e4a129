"""A decided report and an enhanced series as files for the archive.

Read by the journey that sends them. Nothing here looks at pixels again: it writes down what was decided.
"""

import hashlib
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from attending.errors import BadInput
from attending.imaging.decode import groups_of, iterate_frames
from attending.imaging.derived import derived_image, image_uid, series_uid
from attending.imaging.enhance import enhance_image, network_for
from attending.imaging.finding import Mark
from attending.imaging.header import read_dataset, read_geometry, uid_of
from attending.imaging.heats import of_marks, read_heat
from attending.imaging.intake import Intake
from attending.imaging.objects import as_file, complete, presentation_states
from attending.imaging.pictures import annotated_copy, parametric_map
from attending.imaging.regions import Plane, plane_of, segmentations
from attending.imaging.sharpen import Quality
from attending.imaging.sop_classes import MULTI_FRAME, is_multi_frame
from attending.imaging.structured import Reader, structured_report
from attending.imaging.study import Instance, Series
from attending.record.study import KeptHeat


@dataclass(frozen=True)
class Decided:
    """The marks of a signed report, and the radiologist's decision on each."""

    marks: Mapping[str, Mark]
    accepted: Mapping[str, bool]
    reader: str
    when: datetime
    answers: Mapping[str, str] = field(default_factory=dict)
    """Questions without a mark: true where a model looked, false where none could."""
    changed: frozenset[str] = frozenset()
    """The marks whose outline the radiologist changed."""


def report_objects(
    taken: Intake, decided: Decided, *, version: str, heats: Sequence[tuple[KeptHeat, bytes]] = ()
) -> dict[str, bytes]:
    """SR with every mark and its decision; of the accepted ones SEG, presentation states, maps and annotated copies.

    A study without marks leaves an SR too: which questions were looked at, and which were not assessed.
    """
    wanted = {uid for mark in decided.marks.values() for uid in _images_of(mark)}
    if not wanted:
        wanted = {series.instances[0].sop_instance_uid for study in taken.studies for series in study.series}
    instances = {i.sop_instance_uid: i for study in taken.studies for i in study.instances}
    sources = [source_of(taken, instance) for uid, instance in instances.items() if uid in wanted]
    by_uid = {str(source.SOPInstanceUID): source for source in sources}
    reader = Reader(name=decided.reader, when=decided.when)
    report = structured_report(
        sources,
        decided.marks,
        decided.accepted,
        answers=decided.answers,
        changed=decided.changed,
        reader=reader,
        version=version,
    )
    made = {"report-sr.dcm": report}
    agreed = [mark for name, mark in decided.marks.items() if decided.accepted.get(name)]
    if agreed:
        moved = [decided.marks[name] for name in decided.changed if name in decided.marks]
        for number, regions in enumerate(segmentations(sources, agreed, version=version, changed=moved), 1):
            made[f"regions-seg-{number}.dcm"] = regions
        for number, state in enumerate(presentation_states(by_uid, agreed, version=version), 1):
            made[f"marks-pr-{number}.dcm"] = state
        made |= _maps(taken, agreed, heats, version)
        made |= _copies(by_uid, agreed)
    for one in made.values():
        _say_part(one, sources)
    return {name: as_file(_named(one, name, decided)) for name, one in made.items()}


def _say_part(made: Dataset, sources: Sequence[Dataset]) -> None:
    """Body part, side and orientation of the images, where all agree: archives sort by them (PS3.3 C.7.3.1, C.7.6.1).

    What a film does not say of its side and orientation stands empty, as type 2C asks for: unknown, not left out.
    """
    if made.get("Modality") == "SR":
        return
    projection = not any(_is_placed(source) for source in sources)
    asked = "PatientOrientation" if made.get("Modality") == "SEG" else "Laterality"
    for keyword in dict.fromkeys(("BodyPartExamined", "Laterality", asked)):
        said = {_said_of(source, keyword) for source in sources}
        agreed = said.pop() if len(said) == 1 else ()
        if keyword not in made and (agreed or (projection and keyword == asked)):
            setattr(made, keyword, list(agreed) if len(agreed) > 1 else "".join(agreed))


def _is_placed(source: Dataset) -> bool:
    """Whether it says how it lies in the patient, itself or in its functional groups."""
    shared, own = groups_of(source)
    return read_geometry(source, own[0] if own else None, shared).orientation is not None


def _said_of(source: Dataset, keyword: str) -> tuple[str, ...]:
    """The values of an attribute; the side of a film may stand with its image instead of its series."""
    value = source.get(keyword) or (source.get("ImageLaterality") if keyword == "Laterality" else None) or ()
    values = (value,) if isinstance(value, str) else tuple(str(one) for one in value)
    return () if keyword == "Laterality" and not set(values) <= {"R", "L"} else values


def _named(made: Dataset, name: str, decided: Decided) -> Dataset:
    """The object with UIDs that the signature gives it: made or sent again, it is the same object."""
    signature = hashlib.sha256(f"{made.StudyInstanceUID}|{decided.when.isoformat()}".encode()).digest()
    series = name.rpartition("-")[0] if "-sc-" in name else name
    made.SOPInstanceUID, made.SeriesInstanceUID = uid_of(signature, name), uid_of(signature, f"series {series}")
    return made


def _maps(
    taken: Intake, agreed: Sequence[Mark], heats: Sequence[tuple[KeptHeat, bytes]], version: str
) -> dict[str, Dataset]:
    """A parametric map for each accepted finding and series that has maps.

    Of a multi-frame image it is one of its own. Films, and frames that do not say where they lie, get an annotated copy
    with the map instead.
    """
    contents = {kept.name: data for kept, data in heats}
    chosen = of_marks([kept for kept, _ in heats], agreed)
    instances = {i.sop_instance_uid: i for study in taken.studies for i in study.instances}
    groups: dict[tuple[object, ...], list[KeptHeat]] = {}
    for kept in chosen:
        if kept.sop_instance_uid in instances:
            one = instances[kept.sop_instance_uid]
            alone = one.sop_instance_uid if one.sop_class_uid in MULTI_FRAME else ""
            facts = (kept.label, kept.model, one.series_uid, one.rows, one.columns, alone)
            groups.setdefault(facts, []).append(kept)
    files: dict[str, Dataset] = {}
    for number, own in enumerate(groups.values(), 1):
        sources = {
            uid: source_of(taken, instances[uid]) for uid in dict.fromkeys(kept.sop_instance_uid for kept in own)
        }
        planes = [plane_of(sources[kept.sop_instance_uid], kept.frame) for kept in own]
        if _is_stack(planes):
            made = parametric_map(
                planes, [read_heat(kept, contents[kept.name]) for kept in own], label=own[0].label, model=own[0].model,
                version=own[0].version, is_probability=own[0].is_probability, software=version,
            )  # fmt: skip
            files[f"map-pm-{number}.dcm"] = made
            continue
        uid = generate_uid()
        for place, kept in enumerate(own, 1):
            heat, source = read_heat(kept, contents[kept.name]), sources[kept.sop_instance_uid]
            made = annotated_copy(source, (), frame=kept.frame, number=place, series_uid=uid, heat=heat)
            files[f"map-sc-{number}-{place}.dcm"] = made
    return files


def _is_stack(planes: Sequence[Plane]) -> bool:
    """Whether all say where they lie: in one direction, and of a multi-frame image no two at one place."""
    turns = {tuple(round(part, 4) for part in plane.geometry.orientation or ()) for plane in planes}
    places = {plane.geometry.position_lps_mm for plane in planes}
    apart = len(places) == len(planes) or not is_multi_frame(planes[0].source)
    return all(plane.is_placed for plane in planes) and len(turns) == 1 and apart


def _copies(by_uid: Mapping[str, Dataset], agreed: Sequence[Mark]) -> dict[str, Dataset]:
    series: str = generate_uid()
    files: dict[str, Dataset] = {}
    for number, (uid, frame) in enumerate(dict.fromkeys((m.sop_instance_uid, m.frame) for m in agreed), 1):
        here = [mark for mark in agreed if (mark.sop_instance_uid, mark.frame) == (uid, frame)]
        made = annotated_copy(by_uid[uid], here, frame=frame, number=number, series_uid=series)
        files[f"marks-sc-{number}.dcm"] = made
    return files


FINE_PIXELS = 1_500_000
"""Of a series that the finer network still enlarges in a quarter of a minute; larger ones get the fast one."""


def quality_of(series: Series) -> Quality:
    """The network for a whole series: `fine` where a reader need not wait long for it."""
    first = series.instances[0]
    return "fine" if first.rows * first.columns * series.frames <= FINE_PIXELS else "fast"


def enhance_series(
    taken: Intake, series: Series, factor: int, *, quality: Quality | None = None, threads: int = 2,
    before: Callable[[str], Dataset | None] = lambda _: None,
) -> Iterator[Dataset]:  # fmt: skip
    """The derived images of a series in order, a few at a time; networks let go of Python's lock, so threads help.

    Args:
        taken: where the images are read.
        series: one of its series.
        factor: 1, 2 or 4.
        quality: of the network; by the size of the series where nobody says.
        threads: how many images at once.
        before: the derived image of that UID, where it was made by an earlier run.

    Raises:
        BadInput: like `enhance_instance`, where that is so for every image; one that cannot be enhanced is left out.
    """
    work = partial(_enhanced, taken, series, factor=factor, quality=quality or quality_of(series), before=before)
    last: BadInput | None = None
    made = 0
    with ThreadPoolExecutor(threads) as pool:
        for start in range(0, len(series.instances), 2 * threads):
            for one in pool.map(work, range(start, min(start + 2 * threads, len(series.instances)))):
                if isinstance(one, BadInput):
                    last = one
                    continue
                made += 1
                yield one
    if last is not None and not made:
        raise last


def _enhanced(
    taken: Intake, series: Series, place: int, *, factor: int, quality: Quality,
    before: Callable[[str], Dataset | None],
) -> Dataset | BadInput:  # fmt: skip
    """The derived image, or why there is none: an image with damaged pixels must not stop its series."""
    try:
        model = network_for(series.modality, factor, quality)
        uid = image_uid(series.instances[place].sop_instance_uid, factor, f"{model.name} {model.version}")
        return before(uid) or enhance_instance(taken, series, place, factor=factor, quality=quality)
    except BadInput as error:
        return error


def enhance_instance(taken: Intake, series: Series, place: int, *, factor: int, quality: Quality) -> Dataset:
    """The derived image of one instance of a series (from 0), every frame enlarged or denoised.

    Raises:
        BadInput: a modality that no network was made for, colour, or an image too large.
    """
    source = source_of(taken, series.instances[place])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        made = [enhance_image(frame, series.modality, factor, quality=quality) for frame in iterate_frames(source)]
    uid = series_uid(series.uid, factor, f"{made[0].model} {made[0].version}")
    return derived_image(source, made, number=place + 1, series=uid)


def source_of(taken: Intake, instance: Instance) -> Dataset:
    """The data set of an instance, completed for what is derived from it."""
    return complete(read_dataset(taken.read(instance)), instance)


def _images_of(mark: Mark) -> set[str]:
    return {mark.sop_instance_uid, *(uid for uid, _, _ in mark.slices)}
