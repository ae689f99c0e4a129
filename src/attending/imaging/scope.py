"""Which model may look at which series: by modality, body part and quality, and by what the image itself looks like.

A model answers for no image it was not made for; the reason goes to `Examination.not_assessed`.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attending.imaging.study import Geometry, Series

FRACTURE, CHEST, TUMOUR, LESIONS = "fracture", "chest findings", "brain tumour", "white matter lesions"

_HEAD_ASKED, _CHEST_ASKED, _BONES_ASKED = "head", "chest", "bones"
NO_MODEL = {
    "CT": {
        "intracranial haemorrhage": _HEAD_ASKED, "stroke": _HEAD_ASKED, "lung nodule": _CHEST_ASKED,
        "fracture": _BONES_ASKED,
    },
    "MR": {"stroke": _HEAD_ASKED, "intracranial haemorrhage": _HEAD_ASKED},
    "CR": {"lung nodule": _CHEST_ASKED, "pneumothorax": _CHEST_ASKED},
    "DX": {"lung nodule": _CHEST_ASKED, "pneumothorax": _CHEST_ASKED},
}  # fmt: skip
"""Questions that people expect of a part and that no openly licensed data here could teach."""

_BONES = re.compile(
    r"HAND|WRIST|FINGER|THUMB|FOREARM|RADIUS|ULNA|ELBOW|ARM|HUMERUS|SHOULDER|CLAVICLE|SCAPULA|EXTREMIT"
    r"|LEG|FOOT|TOE|ANKLE|HEEL|CALCANE|TIBIA|FIBULA|KNEE|PATELLA|FEMUR|THIGH|HIP|PELVIS"
)
_CHEST = re.compile(r"CHEST|THORAX|LUNG")
_HEAD = re.compile(r"HEAD|BRAIN|SKULL|CRANI|NEURO")
_ELSEWHERE = re.compile(r"ABDOM|LIVER|KIDNEY|RENAL|PROSTAT|BREAST|NECK|CARDIA|HEART|BOWEL|COLON|PANCREA|UTER")
_PARTS = {_HEAD_ASKED: _HEAD, _CHEST_ASKED: _CHEST, _BONES_ASKED: _BONES, "elsewhere": _ELSEWHERE}
_XRAY = {"CR", "DX", "RG"}
NOT_THE_SERIES, NOT_THE_CHEST = "not a FLAIR series", "the film does not show the chest"
SMALLEST = 128
"""Pixels of the shorter side; below it fine lines are gone."""


def said_part(series: Series) -> str:
    """Body part and descriptions, upper case: all that the header says of what is shown."""
    first = series.instances[0]
    return " ".join((series.body_part, first.series_description, first.study_description)).upper()


def part_in_words(body_part: str) -> str:
    """A body part of the header as a sentence says it; empty where it names none, as PARTIALBODY.

    Source of the defined terms: DICOM PS3.16 annex L, written there without spaces.
    """
    said = " ".join(body_part.replace("_", " ").split()).upper()
    return _PART_WORDS.get(said.replace(" ", ""), said.lower())


def part_named(body_part: str, described: str = "") -> str:
    """The part of a film of bones in words: of the header's attribute, else the first one that a description names."""
    named = part_in_words(body_part)
    found = _BONES.search(described.upper()) if not named else None
    return _DESCRIBED.get(found.group(), found.group().lower()) if found else named


_DESCRIBED = {"EXTREMIT": "extremity", "CALCANE": "heel", "ARM": "arm"}


_PART_WORDS = {
    "CSPINE": "cervical spine", "TSPINE": "thoracic spine", "LSPINE": "lumbar spine", "SSPINE": "sacrum",
    "CTSPINE": "cervicothoracic spine", "TLSPINE": "thoracolumbar spine", "LSSPINE": "lumbosacral spine",
    "HEADNECK": "head and neck", "CHESTABDOMEN": "chest and abdomen", "ABDOMENPELVIS": "abdomen and pelvis",
    "CHESTABDPELVIS": "chest, abdomen and pelvis", "TAPELVIS": "chest, abdomen and pelvis",
    "NECKCHEST": "neck and chest", "NECKCHESTABDOMEN": "neck, chest and abdomen",
    "NECKCHESTABDPELV": "neck, chest, abdomen and pelvis", "WHOLEBODY": "whole body", "HIPJOINT": "hip",
    "TMJOINT": "temporomandibular joint", "SIJOINT": "sacroiliac joint", "ACJOINT": "acromioclavicular joint",
    "SCJOINT": "sternoclavicular joint", "UPRARM": "upper arm", "LOWERLIMB": "lower limb", "UPPERLIMB": "upper limb",
    "EXTREMITY": "extremity", "JAWREGION": "jaw", "IAC": "internal auditory canal", "PARTIALBODY": "", "NONE": "",
    "OTHER": "", "UNKNOWN": "", "SPECIAL": "",
}  # fmt: skip


def names_part(series: Series, question: str) -> bool:
    """Whether the header names a part that the question is about."""
    return bool((_BONES if question == FRACTURE else _CHEST).search(said_part(series)))


def without_model(series: Series) -> tuple[str, ...]:
    """What people expect of such a series and no model here answers; of a part nobody names, everything."""
    expected = NO_MODEL.get(series.modality, {})
    said = said_part(series)
    named = {part for part, words in _PARTS.items() if words.search(said)}
    return tuple(question for question, part in expected.items() if not named or part in named)


def against_fracture(series: Series) -> str | None:
    """Why the header rules the fracture model out; none where it may look."""
    return _against_film(series, _BONES, "hand, arm, shoulder, hip, leg or foot")


def against_chest(series: Series) -> str | None:
    """Why the header rules the chest model out; none where it may look."""
    first = series.instances[0]
    if first.view.upper() in {"LL", "RL", "LAT", "LATERAL", "LLO", "RLO"}:
        return "the film is lateral, the model knows frontal films"
    return _against_film(series, _CHEST, NOT_THE_CHEST.removeprefix("the film does not show "))


def _against_film(series: Series, parts: re.Pattern[str], words: str) -> str | None:
    if series.modality not in _XRAY:
        return "not an X-ray film"
    said = series.body_part.upper() or said_part(series)
    if said.strip() and not parts.search(said) and (_BONES.search(said) or _CHEST.search(said) or series.body_part):
        return f"the film does not show {words}"
    if min(series.instances[0].rows, series.instances[0].columns) < SMALLEST:
        return f"fewer than {SMALLEST} pixels a side"
    return None


def against_brain(series: Series) -> str | None:
    """Why the header rules the brain models out; none where they may look."""
    if series.modality != "MR":
        return "not an MR series"
    said = series.body_part.upper()
    if said and not _HEAD.search(said):
        return "the series does not show the head"
    if not is_flair(series):
        return NOT_THE_SERIES
    orientation = series.instances[0].geometry.orientation
    if orientation is not None:
        normal = np.abs(np.cross(orientation[:3], orientation[3:]))
        if int(normal.argmax()) != 2:
            return "not axial"
    if min(series.instances[0].rows, series.instances[0].columns) < SMALLEST:
        return f"fewer than {SMALLEST} pixels a side"
    return None


def is_flair(series: Series) -> bool:
    """By its description."""
    return bool(re.search(r"FLAIR|TIRM|DARK.?FLUID", series.description.upper()))


def companions_of(flair: Series, others: Sequence[Series]) -> tuple[Series | None, Series | None]:
    """The T1 series before and after contrast that were taken like the FLAIR series: axial, of as many slices."""
    before = after = None
    for other in others:
        said = other.description.upper()
        if other.uid == flair.uid or not re.search(r"T1|MPRAGE|SPGR|BRAVO", said) or not _alike(flair, other):
            continue
        if re.search(r"GD|GAD|POST|\+ ?C|CONTRAST|KM|C\+|CE\b", said):
            after = after or other
        else:
            before = before or other
    return before, after


def _alike(one: Series, two: Series) -> bool:
    a, b = one.instances[0].geometry, two.instances[0].geometry
    same_plane = a.orientation is None or b.orientation is None or np.allclose(a.orientation, b.orientation, atol=0.05)
    if not same_plane or len(one.instances) != len(two.instances):
        return False
    ends = [(series.instances[0].geometry, series.instances[-1].geometry) for series in (one, two)]
    return all(_near(first, second) for first, second in zip(*ends, strict=True))


def _near(one: Geometry, two: Geometry) -> bool:
    """Whether two slices lie at one place along their normal, as far as they say it."""
    a, b = one.along_normal_mm, two.along_normal_mm
    return a is None or b is None or abs(a - b) <= SAME_PLACE_MM


SAME_PLACE_MM = 1.0


def thumbnail(grey: NDArray[np.uint8] | NDArray[np.float32], side: int = 16) -> NDArray[np.float32]:
    """A picture squeezed to a square of `side` pixels, mean 0 and deviation 1."""
    image = Image.fromarray(np.asarray(grey, np.float32)).resize((side, side), Image.Resampling.BOX)
    small = np.asarray(image, np.float32)
    found: NDArray[np.float32] = (small - small.mean()) / (small.std() + 1e-6)
    return found


def likeness(grey: NDArray[np.uint8] | NDArray[np.float32], template: Sequence[float]) -> float:
    """Correlation of a picture's thumbnail with the mean of the training pictures, −1 to 1."""
    wanted = np.asarray(template, np.float32)
    side = int(len(wanted) ** 0.5)
    small = thumbnail(grey, side).ravel()
    return float(np.corrcoef(small, wanted)[0, 1]) if small.std() > 0.5 else 0.0
