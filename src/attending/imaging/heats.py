"""The maps behind the marks, kept beside a study: for the viewer's overlay, and for the parametric maps after signing.

They are no part of the report and of no series: until a radiologist has signed, only the viewer shows them.
"""

import zlib
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.finding import Heat, Mark
from attending.record.study import KeptHeat


def keep_heats(marks: Iterable[Mark], write: Callable[[str, bytes], None], *, draft: str) -> tuple[KeptHeat, ...]:
    """Write the maps of the marks of a draft; the same image and label once, its largest values.

    Args:
        marks: of one study.
        write: keeps bytes under a name.
        draft: its id, so that maps of another draft of the study are not mixed up with these.
    """
    joined: dict[tuple[str, str, str, str, int], Heat] = {}
    for mark in marks:
        for heat in mark.heats:
            place = (mark.label, mark.model, mark.version, heat.sop_instance_uid, heat.frame)
            joined[place] = _joined(joined[place], heat) if place in joined else heat
    kept = []
    for number, ((label, model, version, uid, frame), heat) in enumerate(joined.items()):
        name = f"heat/{draft}/{number}"
        write(name, zlib.compress(np.ascontiguousarray(heat.values).tobytes(), 6))
        rows, columns = heat.values.shape
        kept.append(KeptHeat(name, label, model, version, uid, frame, rows, columns, heat.is_probability))
    return tuple(kept)


def read_heat(kept: KeptHeat, data: bytes) -> NDArray[np.uint8]:
    """The map (row, column), 255 is 1; raises `BadInput` where the bytes are not it."""
    try:
        values = np.frombuffer(zlib.decompress(data), np.uint8)
        return values.reshape(kept.rows, kept.columns)
    except (zlib.error, ValueError) as error:
        raise BadInput("A stored map is damaged.") from error


def of_marks(kept: Sequence[KeptHeat], marks: Iterable[Mark]) -> list[KeptHeat]:
    """The maps of these marks' findings."""
    wanted = {(mark.label, mark.model) for mark in marks}
    return [one for one in kept if (one.label, one.model) in wanted]


def _joined(one: Heat, other: Heat) -> Heat:
    if one.values.shape != other.values.shape:
        return one
    return Heat(one.sop_instance_uid, one.frame, np.maximum(one.values, other.values), one.is_probability)
