"""What a site says of its own network in `network.toml`: which images it may see, how it wants them, what it answers.

Everything has a default that refuses rather than guesses. Read by `folder`; `prepare` and `answer` follow it.
"""

import tomllib
from collections.abc import Callable, Mapping
from typing import Any, Literal

import msgspec

from attending.errors import InvalidCard
from attending.terms.coding import SNOMED

MOST_SECONDS = 600.0


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of the file; a name that is not known is refused, for it may be a misspelt limit."""


class Scope(_Table, frozen=True):
    """Which series the network was made for; every other one gets no answer from it."""

    modality: tuple[str, ...]
    body_part: tuple[str, ...]
    """Words of which the header must name one (BodyPartExamined, else the descriptions); `["ANY"]` asks for none."""
    description: tuple[str, ...] = ()
    """Words of which the series description must hold one, such as FLAIR; empty asks for none."""
    orientation: Literal["any", "axial"] = "any"
    least_side: int = 64
    """Pixels of the shorter side."""
    template: tuple[float, ...] = ()
    """Mean thumbnail (16 × 16, mean 0, deviation 1) of its training pictures; with it, looks are tested too."""
    least_likeness: float = 0.0
    """Correlation with the template that a picture must reach."""


class Normalise(_Table, frozen=True):
    """From modality units to what the network saw in training."""

    kind: Literal["none", "range", "standard", "zscore", "percentile"] = "none"
    low: float = 0.0
    high: float = 1.0
    """`range`: these values become `to_low` and `to_high`. `percentile`: these percentiles do, by slice or volume."""
    to_low: float = 0.0
    to_high: float = 1.0
    clip: bool = True
    mean: tuple[float, ...] = ()
    deviation: tuple[float, ...] = ()
    """`standard`: after `range`, one for each channel."""
    nonzero: bool = False
    """`zscore`: over what is not 0."""


class Together(_Table, frozen=True):
    """One of several series that go in together, known by its description."""

    name: str
    words: tuple[str, ...]
    """The description holds one of these."""
    also: tuple[str, ...] = ()
    """And one of these, where there are some."""
    without: tuple[str, ...] = ()
    """And none of these."""


class Input(_Table, frozen=True):
    """The array that goes in: (1, channel, row, column), or (1, channel, slice, row, column)."""

    dimensions: Literal[2, 3] = 2
    size: tuple[int, ...] = ()
    """Rows and columns, or slices, rows and columns as the axes stand; empty: as large as the image."""
    fit: Literal["letterbox", "stretch", "crop", "patches"] = "letterbox"
    """How an image comes to `size`; `crop` takes its middle, in the shape of `size`; `patches` slides a window."""
    spacing_mm: tuple[float, ...] = ()
    """As many as dimensions; empty: as the image is."""
    resampling: Literal["area", "points"] = "area"
    """How an image comes to `spacing_mm`: `area` averages what falls into one pixel; `points` takes single points, the
    first one kept, as MONAI's Spacing does, noise and all: a network sees best what it saw in training."""
    multiple_of: int = 1
    """Sides are padded to a multiple of it where `size` is empty."""
    channels: Literal[1, 3] = 1
    """3: the same grey three times."""
    together: tuple[Together, ...] = ()
    """Series that go in together, one a channel in this order; the first is looked at and gets the marks."""
    values: Literal["modality", "display", "stored"] = "modality"
    """`modality`: HU or as stored, rescaled; `display`: 0..255 as a screen shows it, bone bright; `stored`: 0..1 over
    all that the bits of a pixel can say, bone bright, whatever the window."""
    axes: Literal["dicom", "ras", "sar"] = "dicom"
    """`ras`: (right, anterior, superior), as MONAI bundles turn volumes; `sar`: (superior, anterior, right), as nnU-Net
    reads volumes that were turned to RAS."""
    pad: Literal["least", "zero"] = "least"
    """What surrounds an image smaller than `size`: its least value, or 0 after normalising."""
    normalise: Normalise = Normalise()


class Output(_Table, frozen=True):
    """What comes out and how it is read."""

    kind: Literal["classification", "segmentation", "boxes"]
    name: str = ""
    """Of the output; empty: the first one."""
    activation: Literal["none", "sigmoid", "softmax"] = "none"
    boxes: str = ""
    scores: str = ""
    labels: str = ""
    """Names of the three outputs of a detector; empty: the first, second and third."""
    corners: Literal["xyxy", "xywh", "cxcywh"] = "xyxy"
    relative: bool = False
    """Whether box corners are parts of the sides rather than pixels of the input."""


class Answer(_Table, frozen=True):
    """One finding the network can tell."""

    display: str
    code: str
    system: str = SNOMED
    label: str = ""
    """Of an nnU-Net model: the class by its name in dataset.json; `display` and `code` are known for many."""
    channel: int = 0
    """Of the output; for boxes the label's number."""
    threshold: float = 0.5
    """From which on it is marked."""
    operating_point: str = ""
    """What the threshold means, such as `90 % sensitivity on 500 own films`."""
    bias: float | None = None
    weight: float = 1.0
    """Logistic calibration of the logit of the score; without a bias the score is told as not calibrated."""
    calibration_error: float = 0.05
    mask_threshold: float = 0.5
    smallest_pixels: int = 10
    """Groups with fewer pixels over all slices are not marked."""


class Spec(_Table, frozen=True):
    """The whole description."""

    question: str
    """What the network answers, in words, such as `lung nodule`."""
    scope: Scope
    output: Output
    findings: tuple[Answer, ...]
    input: Input = Input()
    model: str = ""
    """File in `weights/` (or the bundle's `models/`); empty: the only one there is."""
    research_only: bool = False
    seconds: float = 60.0
    """For one series; then it is stopped."""


def read_table(text: str, name: str) -> dict[str, Any]:
    """The table of `network.toml`, read once; raises `InvalidCard` where it is not TOML."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidCard(f"The description of {name} is not valid: {error}.") from error


def read_spec(
    said: Mapping[str, Any], *, given: Mapping[str, Any], name: str,
    complete: Callable[[dict[str, Any]], dict[str, Any]] = lambda table: table,
) -> Spec:  # fmt: skip
    """Read a description.

    Args:
        said: the table of `network.toml`, by `read_table`.
        given: what a bundle's own files say, which the table may overrule.
        name: of the network, for the words of a refusal.
        complete: fills in what a model's own files know of the findings.

    Raises:
        InvalidCard: it misses something, or contradicts itself.
    """
    try:
        spec = msgspec.convert(complete(_merged(given, said)), Spec)
    except msgspec.ValidationError as error:
        raise InvalidCard(f"The description of {name} is not valid: {error}.") from error
    fault = _fault(spec)
    if fault:
        raise InvalidCard(f"The description of {name} is not valid: {fault}.")
    return spec


def _fault(spec: Spec) -> str:
    given, dimensions = spec.input, spec.input.dimensions
    if not spec.question.strip() or not spec.findings or not spec.scope.modality or not spec.scope.body_part:
        return "a question, a modality, a body part and a finding are needed"
    if given.size and (len(given.size) != dimensions or min(given.size) < 1 or max(given.size) > 4096):
        return f"input.size needs {dimensions} numbers between 1 and 4096"
    if given.spacing_mm and (len(given.spacing_mm) != dimensions or min(given.spacing_mm) <= 0):
        return f"input.spacing_mm needs {dimensions} numbers above 0"
    if given.fit in ("patches", "crop") and not given.size:
        return f"{given.fit} needs input.size"
    if given.fit == "crop" and spec.output.kind != "classification":
        return "crop leaves the margins of an image unseen: it is for classification alone"
    if spec.output.kind == "boxes" and (dimensions != 2 or given.fit == "patches"):
        return "boxes are read from whole two-dimensional images only"
    if given.axes != "dicom" and (dimensions != 3 or spec.scope.orientation != "axial"):
        return f'input.axes "{given.axes}" needs three dimensions and scope.orientation "axial"'
    if given.together and (
        given.channels != 1 or given.values != "modality" or not all(t.words for t in given.together)
    ):
        return "input.together needs words for each series, channels = 1 and values of the modality"
    norm = given.normalise
    if norm.kind in ("range", "percentile", "standard") and norm.high <= norm.low:
        return "input.normalise.high must lie above low"
    if norm.kind == "standard" and not len(norm.mean) == len(norm.deviation) == given.channels:
        return "input.normalise needs a mean and a deviation for each channel"
    if given.multiple_of < 1 or not 0 < spec.seconds <= MOST_SECONDS:
        return f"input.multiple_of is at least 1, and seconds at most {MOST_SECONDS:g}"
    if any(not 0 <= part <= 1 for one in spec.findings for part in (one.threshold, one.mask_threshold)):
        return "thresholds lie between 0 and 1"
    if any(one.channel < 0 or one.smallest_pixels < 1 for one in spec.findings):
        return "channels count from 0, and smallest_pixels from 1"
    return ""


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(under)
    for key, value in over.items():
        both = isinstance(value, Mapping) and isinstance(made.get(key), Mapping)
        made[key] = _merged(made[key], value) if both else value
    return made
