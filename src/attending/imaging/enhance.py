"""A sharper or quieter image of one frame, in the frame's own units, with the mask of where to trust it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attending.errors import BadInput
from attending.imaging.networks import open_network
from attending.imaging.sharpen import LONGEST, Quality, denoise, kind_of, scale_of, sharpen, trusted_where
from attending.imaging.study import Frame
from attending.models.card import Card


@dataclass(frozen=True)
class Enhanced:
    """A derived image; the original stays what it was.

    `pixels`: (row · factor, column · factor) float32 in the units of the frame. `trusted`: same shape, false where
    the added detail failed the hallucination check.
    """

    pixels: NDArray[np.float32]
    trusted: NDArray[np.bool_]
    factor: int
    model: str
    version: str

    @property
    def description(self) -> str:
        """For DerivationDescription."""
        what = f"super-resolution x{self.factor}" if self.factor > 1 else "denoising"
        return f"{what} by {self.model} {self.version}; not for diagnostic use"


def enhance_image(frame: Frame, modality: str, factor: int, *, quality: Quality = "fast") -> Enhanced:
    """Enlarge a frame by 2 or 4, or denoise it with factor 1.

    Args:
        frame: grey, in modality units.
        modality: the DICOM modality; networks exist for CT, MR, CR and DX.
        factor: 1, 2 or 4.
        quality: `fast`, or `fine` for a series that is made in the background.

    Raises:
        BadInput: colour, a modality without a network, or an image too large.
    """
    kind, card = kind_of(modality), network_for(modality, factor, quality)
    if kind is None or frame.is_colour:
        raise BadInput(_GREY)
    if max(frame.pixels.shape) * factor > 2 * LONGEST or min(frame.pixels.shape) < 16:
        raise BadInput(f"The enhanced image must have at most {2 * LONGEST} pixels a side, the original at least 16.")
    values = np.nan_to_num(np.asarray(frame.pixels, np.float32))
    offset, unit = scale_of(values, kind)
    picture = (values - np.float32(offset)) / np.float32(unit)
    if factor == 1:
        made, trusted = denoise(picture), np.ones(picture.shape, bool)
    else:
        made = sharpen(picture, kind, factor, quality=quality)
        trusted = trusted_where(picture, made, kind, factor)
    pixels = made * np.float32(unit) + np.float32(offset)
    return Enhanced(pixels, trusted, factor, card.name, card.version)


def network_for(modality: str, factor: int, quality: Quality) -> Card:
    """The card of the network that enhances images of a modality; raises `BadInput` where there is none."""
    kind = kind_of(modality)
    if kind is None:
        raise BadInput(_GREY)
    if factor not in (1, 2, 4):
        raise BadInput("The factor must be 1 (denoise), 2 or 4.")
    sharper = "sharpen-fine" if quality == "fine" and kind != "xray" else "sharpen-fast"
    return open_network("denoise" if factor == 1 else sharper).card


_GREY = "Only grey CT, MR and X-ray images can be enhanced."
