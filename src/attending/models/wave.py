"""Sound as a WAV file of 16 bits, as every speech model takes it."""

import struct

import numpy as np
from numpy.typing import NDArray

RATE = 16_000


def wave_file(samples: NDArray[np.float32]) -> bytes:
    """One channel at 16 kHz, from -1 to 1, as a WAV file; what is no number becomes silence."""
    body = (np.nan_to_num(samples).clip(-1.0, 1.0) * 32_767).round().astype("<i2").tobytes()
    form = struct.pack("<IHHIIHH", 16, 1, 1, RATE, 2 * RATE, 2, 16)
    head = b"RIFF" + struct.pack("<I", 36 + len(body)) + b"WAVEfmt " + form
    return head + b"data" + struct.pack("<I", len(body)) + body
