"""A decided report and an enhanced series as files for the archive.

Read by the journey that sends them. Nothing here looks at pixels again: it writes down what was decided.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from pydicom.dataset import Dataset
from pydicom.uid import generate_uid

from attending.errors import BadInput
from attending.imaging.decode import iterate_frames
from attending.imaging.enhance import enhance_image
from attending.imaging.finding import Mark
from attending.imaging.header import read_dataset
from attending.imaging.intake import Intake
from attending.imaging.objects import as_file, complete, enhanced_image, presentation_state, segmentations
from attending.imaging.structured import Reader, structured_report
from attending.imaging.study import Instance, Series


@dataclass(frozen=True)
class Decided:
    """The marks of a signed report, and the radiologist's decision on each."""

    marks: Mapping[str, Mark]
    accepted: Mapping[str, bool]
    reader: str
    when: datetime


def report_objects(taken: Intake, decided: Decided, *, version: str) -> dict[str, bytes]:
    """SR with every mark and its decision; SEG and presentation states with the accepted ones, by file name.

    Raises:
        BadInput: nothing was marked, so there is nothing to write: the report itself leaves as FHIR.
    """
    if not decided.marks:
        raise BadInput("No region was marked in this study.", hint="Its report leaves as a FHIR DiagnosticReport.")
    wanted = {uid for mark in decided.marks.values() for uid in _images_of(mark)}
    instances = {i.sop_instance_uid: i for study in taken.studies for i in study.instances}
    sources = [source_of(taken, instance) for uid, instance in instances.items() if uid in wanted]
    by_uid = {str(source.SOPInstanceUID): source for source in sources}
    reader = Reader(name=decided.reader, when=decided.when)
    report = structured_report(sources, decided.marks, decided.accepted, reader=reader, version=version)
    files = {"report-sr.dcm": as_file(report)}
    agreed = [mark for name, mark in decided.marks.items() if decided.accepted.get(name)]
    if agreed:
        for number, made in enumerate(segmentations(sources, agreed, version=version), 1):
            files[f"regions-seg-{number}.dcm"] = as_file(made)
        for number, uid in enumerate(dict.fromkeys(mark.sop_instance_uid for mark in agreed), 1):
            here = [mark for mark in agreed if mark.sop_instance_uid == uid]
            files[f"marks-pr-{number}.dcm"] = as_file(presentation_state(by_uid[uid], here, version=version))
    return files


def series_enhanced(
    taken: Intake, series: Series, factor: int, *, progress: Callable[[int, int], None] | None = None
) -> dict[str, bytes]:
    """Every image of a series, enlarged or denoised, as a derived series.

    Raises:
        BadInput: a series that no network was made for, or a multi-frame file.
    """
    uid, files = generate_uid(), {}
    for number, instance in enumerate(series.instances, 1):
        if instance.frames > 1:
            raise BadInput("Multi-frame files cannot be enhanced yet.", hint="Have them sent as single images.")
        source = source_of(taken, instance)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            (frame,) = iterate_frames(source)
        made = enhance_image(frame, series.modality, factor, quality="fine")
        derived = enhanced_image(
            source, made.pixels, factor=factor, series_uid=uid, number=number, model=f"{made.model} {made.version}"
        )
        files[f"enhanced-x{factor}-{number:04d}.dcm"] = as_file(derived)
        if progress is not None:
            progress(number, len(series.instances))
    return files


def source_of(taken: Intake, instance: Instance) -> Dataset:
    """The data set of an instance, completed for what is derived from it."""
    return complete(read_dataset(taken.read(instance)), instance)


def _images_of(mark: Mark) -> set[str]:
    return {mark.sop_instance_uid, *(uid for uid, _, _ in mark.slices)}
