"""Super-resolution and denoising of one slice, and where not to trust it.

The networks cannot contradict their input: averaging each block of the output gives back the input pixel. What they
add inside a pixel is a guess, so `trusted_where` tests the guess and masks the places where it fails.
"""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from attending.imaging.networks import Network, open_network

Picture = NDArray[np.float32]
Quality = Literal["fast", "fine"]
Kind = Literal["ct", "mr", "xray"]

LONGEST = 4096
"""Pixels of the longest side that is sharpened in one piece."""
TILE, RIM = 512, 16
BRIGHTEST = 99.7
"""Percentile of an MR slice that the networks see as 1."""


def kind_of(modality: str) -> Kind | None:
    """The family of networks for a DICOM modality, or none where nothing was trained."""
    families: dict[str, Kind] = {"CT": "ct", "MR": "mr", "CR": "xray", "DX": "xray", "RG": "xray", "MG": "xray"}
    return families.get(modality.upper())


def scale_of(values: Picture, kind: Kind) -> tuple[float, float]:
    """(offset, unit): the networks see (values − offset)/unit. CT: −160 to 240 HU is 0..1. Others: by the slice."""
    if kind == "ct":
        return -160.0, 400.0
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return 0.0, 1.0
    if kind == "mr":
        low, high = min(0.0, float(finite.min())), float(np.percentile(finite, BRIGHTEST))
    else:
        low, high = (float(v) for v in np.percentile(finite, (0.1, 99.9)))
    return low, max(high - low, 1e-6)


def sharpen(picture: Picture, kind: Kind, factor: int, *, quality: Quality = "fast", turns: int = 1) -> Picture:
    """Sharpen a slice.

    Args:
        picture: (row, column), scaled by `scale_of`.
        kind: which family.
        factor: 2 or 4.
        quality: `fast` for the reader who waits, `fine` for a series made in the background (CT and MR only).
        turns: 1 to 8: how many turned and mirrored versions are averaged.

    Returns:
        (row · factor, column · factor); block means equal `picture`.
    """
    if quality == "fine" and kind != "xray":
        made = _turned(picture, open_network("sharpen-fine"), {2: 0, 4: 1}[factor], factor, turns)
    else:
        member = {"ct": 0, "mr": 1, "xray": 2}[kind]
        made = _turned(picture, open_network("sharpen-fast"), member, 2, turns)
        if factor == 4:
            made = _turned(made, open_network("sharpen-fast"), member, 2, turns)
    return project_back(made, picture, factor)


def denoise(picture: Picture) -> Picture:
    """Take noise off a slice scaled by `scale_of`; same shape."""
    return _turned(picture, open_network("denoise"), 0, 1, 1)


def _turned(picture: Picture, network: Network, member: int, factor: int, turns: int) -> Picture:
    if turns == 1:
        return _tiled(picture, network, member, factor)
    total: Picture = np.zeros((picture.shape[0] * factor, picture.shape[1] * factor), np.float32)
    for turn in range(turns):
        given = np.rot90(picture, turn // 2)
        given = given[:, ::-1] if turn % 2 else given
        made = _tiled(given, network, member, factor)
        total += np.rot90(made[:, ::-1] if turn % 2 else made, -(turn // 2))
    made_of: Picture = total / np.float32(turns)
    return made_of


def _tiled(picture: Picture, network: Network, member: int, factor: int) -> Picture:
    """Run a network over tiles that overlap by `RIM`, so that memory does not grow with the picture."""
    height, width = picture.shape
    if max(height, width) <= TILE and not (height % 2 or width % 2):
        whole: Picture = network.run(picture[None, None], member)[0][0, 0]
        return whole
    made: Picture = np.empty((height * factor, width * factor), np.float32)
    for top in range(0, height, TILE):
        for left in range(0, width, TILE):
            bottom, right = min(top + TILE, height), min(left + TILE, width)
            y, x = max(0, top - RIM), max(0, left - RIM)
            piece = picture[y : min(bottom + RIM, height), x : min(right + RIM, width)]
            tall, wide = piece.shape
            even = np.pad(piece, ((0, tall % 2), (0, wide % 2)), mode="edge")
            out = network.run(even[None, None].astype(np.float32), member)[0][0, 0]
            part = out[(top - y) * factor : (bottom - y) * factor, (left - x) * factor : (right - x) * factor]
            made[top * factor : bottom * factor, left * factor : right * factor] = part
    return made


def project_back(made: Picture, picture: Picture, factor: int) -> Picture:
    """Correct each block by a constant, so that its mean is the input pixel (iterative back-projection, one step)."""
    corrected, short = np.empty_like(made), picture - average(made, factor)
    for place in places(factor):
        np.add(made[place], short, out=corrected[place])
    return corrected


def project_into(made: Picture, picture: Picture, factor: int, low: float = 0.0, high: float = 1.0) -> Picture:
    """The nearest picture with values `low` to `high` whose block means are `picture` (which lies between them too).

    Each block is shifted by what makes its clipped mean right, found by bisection.
    """
    spread = float(max(high - made.min(), made.max() - low, high - low))
    least, most = np.full(picture.shape, -spread, np.float32), np.full(picture.shape, spread, np.float32)
    for _ in range(20):
        shift: Picture = (least + most) * np.float32(0.5)
        too_low = average(np.clip(made + _grown(shift, factor), low, high), factor) < picture
        least, most = np.where(too_low, shift, least), np.where(too_low, most, shift)
    inside: Picture = np.clip(made + _grown((least + most) * np.float32(0.5), factor), low, high)
    return inside


def places(factor: int) -> list[tuple[slice, slice]]:
    """The slices that take one pixel out of each block, for each place in it: faster than four axes with short ones."""
    return [
        (slice(row, None, factor), slice(column, None, factor)) for row in range(factor) for column in range(factor)
    ]


def average(picture: Picture, factor: int) -> Picture:
    """Area downsampling; rows and columns must divide."""
    rows = picture[0::factor].copy()
    for row in range(1, factor):
        rows += picture[row::factor]
    means: Picture = rows[:, 0::factor].copy()
    for column in range(1, factor):
        means += rows[:, column::factor]
    means *= np.float32(1 / factor**2)
    return means


def enlarge(picture: Picture, factor: int, *, method: Literal["bicubic", "lanczos"] = "lanczos") -> Picture:
    """The classical enlargement that every network is measured against."""
    way = Image.Resampling.LANCZOS if method == "lanczos" else Image.Resampling.BICUBIC
    size = (picture.shape[1] * factor, picture.shape[0] * factor)
    made: Picture = np.asarray(Image.fromarray(picture).resize(size, way), np.float32)
    return made


def trusted_where(picture: Picture, made: Picture, kind: Kind, factor: int) -> NDArray[np.bool_]:
    """Where the added detail may be believed.

    Two local tests. Scale: the input is made coarser and sharpened again; where that misses the known input by more
    than Lanczos does, and by more than the picture's own noise, the network does not know this structure. Range: what
    rises or falls out of its neighbourhood by half of the neighbourhood's own range is invented.

    Returns:
        (row · factor, column · factor) of the output.
    """
    height, width = (n // 2 * 2 for n in picture.shape)
    known = picture[:height, :width]
    coarse = average(known, 2)
    member = {"ct": 0, "mr": 1, "xray": 2}[kind]
    again = _turned(coarse, open_network("sharpen-fast"), member, 2, 1)
    missed = blur((again - known) ** 2, 4)
    classical = blur((enlarge(coarse, 2) - known) ** 2, 4)
    noise = float(np.median(missed)) + 1e-5
    doubtful = (missed > 1.1 * classical) & (missed > 4 * noise)
    known_well = np.pad(~doubtful, ((0, picture.shape[0] - height), (0, picture.shape[1] - width)), mode="edge")
    low, high = neighbours(picture, np.minimum), neighbours(picture, np.maximum)
    rim = 0.5 * (high - low) + 0.02
    low, high = low - rim, high + rim
    trusted: NDArray[np.bool_] = np.empty(made.shape, bool)
    for place in places(factor):
        part = made[place]
        trusted[place] = (part >= low) & (part <= high) & known_well
    return trusted


def _grown(values: Picture, factor: int) -> Picture:
    grown: Picture = np.repeat(np.repeat(values, factor, 0), factor, 1)
    return grown


def neighbours(picture: Picture, pick: "np.ufunc") -> Picture:
    """The smallest or largest of each pixel's 3 × 3 neighbourhood."""
    padded = np.pad(picture, 1, mode="edge")
    rows = pick(pick(padded[:-2], padded[1:-1]), padded[2:])
    found: Picture = pick(pick(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])
    return found


def blur(values: Picture, radius: int) -> Picture:
    """Mean over a square of 2·radius + 1 pixels, the edge repeated beyond the edge."""
    side = 2 * radius + 1
    padded = np.pad(np.asarray(values, np.float32), radius, mode="edge")
    means: Picture = _run_sums(_run_sums(padded, side).T, side).T / np.float32(side**2)
    return means


def _run_sums(values: Picture, count: int) -> Picture:
    """Sums of `count` rows that follow each other, put together from sums of 1, 2, 4, … rows."""
    rows = len(values) - count + 1
    total, start, power, length = np.zeros((rows, values.shape[1]), np.float32), 0, values, 1
    while length <= count:
        if count & length:
            total += power[start : start + rows]
            start += length
        if 2 * length <= count:
            power = power[:-length] + power[length:]
        length *= 2
    return total
