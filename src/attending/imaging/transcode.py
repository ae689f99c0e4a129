"""A DICOM file for those who cannot read how it is stored, and its frames for those who can.

Read when other systems fetch files. Source: DICOM PS3.5 A.2 and A.4, PS3.18 8.7.3.
"""

import io
import warnings
from collections.abc import Sequence

from pydicom.dataset import Dataset
from pydicom.encaps import get_frame
from pydicom.uid import UID, ExplicitVRLittleEndian

from attending.errors import BadInput
from attending.imaging.decode import stored_frames
from attending.imaging.header import read_dataset


def syntax_of(data: bytes) -> str:
    """The transfer syntax of a file; empty where it does not say."""
    return str(read_dataset(data, pixels=False).file_meta.get("TransferSyntaxUID") or "")


def plain_file(data: bytes) -> bytes:
    """The same file in explicit VR little endian, without compression; one that is so already comes as it is.

    Raises:
        BadInput: its pixels cannot be decoded here, or it cannot be written again.
    """
    syntax = UID(syntax_of(data))
    if syntax == ExplicitVRLittleEndian:
        return data
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dataset, made = read_dataset(data), io.BytesIO()
        try:
            if "PixelData" in dataset and syntax.is_transfer_syntax and syntax.is_encapsulated:
                dataset.decompress(generate_instance_uid=False)
            elif "PixelData" in dataset and not syntax.is_little_endian:
                pixels = b"".join(stored_frames(data))
                dataset.PixelData = pixels + b"\0" * (len(pixels) % 2)
            fresh = Dataset()  # a data set that was read will not be written in another order of bytes
            fresh.update({element.tag: element for element in dataset})
            fresh.file_meta = dataset.file_meta
            fresh.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
            fresh.save_as(made, implicit_vr=False, little_endian=True, enforce_file_format=True)
        except BadInput:
            raise
        except Exception as error:  # decoders and writers raise what they like on damaged elements
            raise BadInput(
                "This file cannot be given without compression.", hint="Accept it with transfer-syntax=*."
            ) from error
    return made.getvalue()


def compressed_frames(data: bytes, numbers: Sequence[int]) -> list[bytes]:
    """Frames (from 1) of a compressed file as they are stored; raises `BadInput`."""
    dataset = read_dataset(data)
    count = max(1, int(dataset.get("NumberOfFrames") or 1))
    if not all(1 <= number <= count for number in numbers):
        raise BadInput(f"This image has {count} frame{'s' * (count > 1)}.")
    try:
        return [get_frame(dataset.PixelData, number - 1, number_of_frames=count) for number in numbers]
    except Exception as error:
        raise BadInput("The pixels of this file are damaged or cut off.", hint="Send it again.") from error
