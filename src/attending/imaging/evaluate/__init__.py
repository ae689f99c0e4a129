"""The suites of the imaging models over public data sets, by name; the command line lists and runs them."""

from collections.abc import Callable, Mapping
from typing import Any

from attending.imaging.evaluate.chest import score_chests
from attending.imaging.evaluate.fracture import score_fractures
from attending.imaging.evaluate.lesion import score_lesions
from attending.imaging.evaluate.sharpness import score_sharpness
from attending.imaging.evaluate.tumour import score_tumours

SUITES: Mapping[str, Callable[..., dict[str, Any]]] = {
    "super-resolution": score_sharpness,
    "brain-tumour": score_tumours,
    "fracture": score_fractures,
    "chest-xray": score_chests,
    "ms-lesions": score_lesions,
}
