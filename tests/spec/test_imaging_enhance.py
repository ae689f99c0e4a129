"""Sharper images that never contradict the scanner's, and say where not to trust them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.scans import scan

from attending.errors import BadInput
from attending.imaging import enhance_image
from attending.imaging.decode import decode_frames
from attending.imaging.sharpen import average, enlarge, project_into, sharpen, trusted_where

RNG = np.random.default_rng(5)


def rings(side: int) -> np.ndarray:
    """Discs and bars with soft edges, 0..1: structure a scanner could have seen."""
    y, x = np.mgrid[:side, :side] / side - 0.5
    discs = 0.5 + 0.4 * np.tanh(40 * (0.3 - np.hypot(x, y))) - 0.3 * np.tanh(60 * (0.1 - np.hypot(x - 0.1, y)))
    return np.clip(discs, 0, 1).astype(np.float32)


def frame_of(values, **elements):
    return decode_frames(scan(np.asarray(values, np.uint16), **elements))[0]


def error(made, truth) -> float:
    return float(np.mean((made - truth) ** 2))


@pytest.mark.parametrize("factor", [2, 4])
@pytest.mark.parametrize("modality", ["CT", "MR", "DX"])
def test_averaging_the_enlarged_image_gives_back_the_original(modality, factor):
    frame = frame_of(900 + 300 * rings(48), Modality=modality)
    made = enhance_image(frame, modality, factor)
    assert made.pixels.shape == (48 * factor, 48 * factor)
    assert np.abs(average(made.pixels, factor) - frame.pixels).max() < 0.5


@pytest.mark.parametrize("kind", ["ct", "mr"])
@pytest.mark.parametrize("factor", [2, 4])
def test_the_enlarged_image_is_nearer_to_the_truth_than_lanczos_makes_it(kind, factor):
    truth = rings(128)
    given = average(truth, factor)
    made = sharpen(given, kind, factor, quality="fine")
    assert error(made, truth) < error(enlarge(given, factor), truth)


def test_denoising_takes_noise_off():
    truth = rings(96)
    noisy = frame_of(np.clip(1000 + 400 * (truth + RNG.normal(0, 0.08, truth.shape)), 0, None))
    quiet = enhance_image(noisy, "CT", 1)
    clean = 1000 - 1024 + 400 * truth
    assert error(quiet.pixels, clean) < 0.4 * error(noisy.pixels, clean)
    assert quiet.trusted.all()


def test_a_derived_image_names_its_model_and_says_that_it_is_not_for_diagnosis():
    made = enhance_image(frame_of(900 + 300 * rings(32)), "CT", 2)
    assert made.description == "super-resolution x2 by sharpen-fast 2; not for diagnostic use"


def test_invented_structure_is_not_trusted():
    given = average(rings(128), 2)
    made = sharpen(given, "ct", 2)
    made[40:44, 40:44] += 0.6
    trusted = trusted_where(given, made, "ct", 2)
    assert not trusted[40:44, 40:44].any()
    assert trusted.mean() > 0.8


def test_values_beyond_the_display_window_are_kept():
    values = np.full((32, 32), 24, np.uint16)  # −1000 HU: air
    values[8:24, 8:24] = 4024  # 3000 HU: metal
    made = enhance_image(frame_of(values), "CT", 2)
    assert made.pixels[32, 32] == pytest.approx(3000, abs=60)
    assert made.pixels[2, 2] == pytest.approx(-1000, abs=60)


@pytest.mark.parametrize("modality", ["US", "NM", "OT", ""])
def test_a_modality_without_a_network_is_refused(modality):
    with pytest.raises(BadInput, match="CT, MR and X-ray"):
        enhance_image(frame_of(rings(32) * 1000), modality, 2)


def test_colour_and_odd_factors_are_refused():
    with pytest.raises(BadInput, match="grey"):
        enhance_image(decode_frames(scan(np.zeros((32, 32, 3), np.uint8), PhotometricInterpretation="RGB"))[0], "CT", 2)
    with pytest.raises(BadInput, match="factor"):
        enhance_image(frame_of(rings(32) * 1000), "CT", 3)


@settings(max_examples=8, deadline=None)
@given(rows=st.integers(17, 70), columns=st.integers(17, 70), factor=st.sampled_from([2, 4]))
def test_every_size_and_shape_keeps_its_block_means(rows, columns, factor):
    values = (800 + 400 * RNG.random((rows, columns))).astype(np.uint16)
    frame = frame_of(values)
    made = enhance_image(frame, "CT", factor)
    assert made.pixels.shape == (rows * factor, columns * factor) == made.trusted.shape
    assert np.abs(average(made.pixels, factor) - frame.pixels).max() < 0.5


def test_inside_a_window_the_block_means_hold_too():
    truth = np.clip(rings(64) * 3 - 1, 0, 1)
    given = average(truth, 2)
    raw = sharpen(given, "ct", 2)
    made = project_into(raw, given, 2)
    assert made.min() >= 0 and made.max() <= 1
    assert np.abs(average(made, 2) - given).max() < 1e-4
    assert error(made, truth) <= error(raw, truth)
