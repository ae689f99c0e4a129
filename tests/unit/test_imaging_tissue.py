"""The second opinion on each pixel of a brain slice: it learns what is bright for its own brain, and moves a mask."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from attending.imaging import tissue


def head(row: int, column: int, *, shade: float = 0.4) -> tuple[np.ndarray, np.ndarray]:
    """A slice (3, 256, 256) 0..1 with a spot that only FLAIR shows, and the spot's mask."""
    rng = np.random.default_rng(row * 256 + column)
    at = np.arange(256) - 128
    brain = at[:, None] ** 2 + at[None] ** 2 < 90**2
    channels = np.where(brain, shade + 0.03 * rng.standard_normal((3, 256, 256)), 0).astype(np.float32)
    mask = (np.arange(256)[:, None] - row) ** 2 + (np.arange(256)[None] - column) ** 2 < 18**2
    channels[1][mask] += 0.3 * shade / 0.4
    return np.clip(channels, 0, 1), mask


@pytest.fixture(scope="module")
def trees() -> str:
    places = [(100, 90), (150, 160), (120, 170), (160, 100), (90, 140), (130, 80)]
    slices = [head(row, column, shade=0.3 + 0.03 * k) for k, (row, column) in enumerate(places)]
    images = np.stack([(255 * channels).astype(np.uint8) for channels, _ in slices])
    return tissue.train_trees(images, np.stack([mask for _, mask in slices]), rounds=30)


def test_trees_know_a_bright_spot_on_a_head_they_never_saw(trees):
    channels, mask = head(140, 150, shade=0.5)
    doubtful = np.full((256, 256), 0.4, np.float32)
    (found,) = tissue.blend([doubtful], [trees], channels)
    inside = found[mask].mean()
    assert inside > 0.45 > 0.3 > found[~mask].mean()
    assert found.shape == (256, 256) and found.dtype == np.float32


def test_each_network_is_asked_with_its_own_trees_and_a_missing_one_is_no_answer(trees):
    channels, _ = head(140, 150)
    low, high = np.full((256, 256), 0.1, np.float32), np.full((256, 256), 0.9, np.float32)
    first, second = tissue.blend([low, high], [trees, trees], channels)
    assert (first < second).all()
    with pytest.raises(ValueError):
        tissue.blend([low, high], [trees], channels)


def test_a_black_slice_has_no_brain_and_loses_its_mask(trees):
    facts, brain = tissue.facts_of(np.zeros((3, 256, 256), np.float32))
    assert facts.shape == (0, tissue.FACTS) and not brain.any()
    sure = np.full((256, 256), 0.6, np.float32)
    assert tissue.blend([sure], [trees], np.zeros((3, 256, 256), np.float32))[0].max() < 0.4


@settings(max_examples=20, deadline=None)
@given(arrays(np.float32, (3, 16, 16), elements=st.floats(0, 1, width=32)))
def test_any_slice_gives_finite_facts_and_its_mirror_image_has_as_many(coarse):
    channels = np.kron(coarse, np.ones((16, 16), np.float32)).astype(np.float32)
    facts, brain = tissue.facts_of(channels)
    mirrored, _ = tissue.facts_of(np.ascontiguousarray(channels[..., ::-1]))
    assert np.isfinite(facts).all() and facts.shape == (int(brain.sum()) if len(facts) else 0, tissue.FACTS)
    assert facts.shape == mirrored.shape
