"""Whether a file that names an image has all of its pixels: a cut-off transfer must not take the place of a whole one.

Read when files are taken in. Parsers stop at the end of a cut-off file without a word, so it is asked here.
"""

from pydicom.dataset import Dataset
from pydicom.uid import UID

from attending.errors import BadInput
from attending.imaging.header import read_dataset

PIXELS = ("PixelData", "FloatPixelData", "DoubleFloatPixelData")
CUT_OFF = "This DICOM file is not whole: {what}."
AGAIN = "Send it again from its source."


def check_whole(data: bytes) -> None:
    """Refuse an image without pixels, or with fewer than its header says.

    Raises:
        BadInput: cut off, with what is missing.

    Source:
        DICOM PS3.3 C.7.6.3 (image pixel module), PS3.5 8.1.1 (length of uncompressed pixels) and A.4 (encapsulated).
    """
    try:
        dataset = read_dataset(data)
    except BadInput as error:  # its header was read before: the rest ends early
        raise BadInput(CUT_OFF.format(what="its pixels are missing"), hint=AGAIN) from error
    if "Image Storage" not in UID(str(dataset.get("SOPClassUID") or "")).name and "BitsAllocated" not in dataset:
        return  # a report, a plan, a curve: no pixels are expected
    if "BitsAllocated" not in dataset and not dataset.get("Rows"):
        raise BadInput(CUT_OFF.format(what="its header ends before the image"), hint=AGAIN)
    pixels = next((dataset[name].value for name in PIXELS if name in dataset), None)
    if not pixels:
        raise BadInput(CUT_OFF.format(what="its pixels are missing"), hint=AGAIN)
    if not _is_compressed(dataset) and len(pixels) < _bytes_of(dataset):
        raise BadInput(CUT_OFF.format(what="some of its pixels are missing"), hint=AGAIN)


def _is_compressed(dataset: Dataset) -> bool:
    """Compressed pixels that end early leave no `PixelData` at all: the parser finds no end of their sequence."""
    syntax = UID(str(dataset.file_meta.get("TransferSyntaxUID") or "")) if hasattr(dataset, "file_meta") else UID("")
    return syntax.is_transfer_syntax and syntax.is_compressed and syntax.is_encapsulated


def _bytes_of(dataset: Dataset) -> int:
    """How many bytes the header promises; 0 where it does not say."""
    try:
        samples = int(dataset.get("SamplesPerPixel") or 1)
        if str(dataset.get("PhotometricInterpretation", "")) == "YBR_FULL_422":
            samples = 2
        pixels = int(dataset.Rows) * int(dataset.Columns) * samples * max(1, int(dataset.get("NumberOfFrames") or 1))
        return pixels * int(dataset.BitsAllocated) // 8
    except (AttributeError, TypeError, ValueError):
        return 0
