"""The atlas of the chest is laid onto films that are shifted and stretched, and points follow what is drawn on them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from attending.imaging import chests
from attending.imaging.atlas import SIDE, Atlas, Lay, build_atlas, lay
from attending.imaging.networks import open_network
from attending.imaging.orientation import Laid, chance_straight, fit_orientation
from attending.imaging.pointing import SIGNS, both_ways
from attending.imaging.squares import cells, gaussians, sample

SETTINGS = open_network(chests.NAME).settings
ATLAS = Atlas.of(SETTINGS["atlas"])
NOTHING = np.zeros((32, 32), np.float32)
STRAIGHT = Lay((0.0, 0.0), (1.0, 1.0, 1.0))
shares = st.floats(0.0, 1.0)


def film(how: Lay = STRAIGHT, *, spots: tuple[tuple[float, float, float, float], ...] = ()):
    """The mean film, with denser spots (in its own frame), shifted and stretched as `how` says."""
    mean = ATLAS.mean + 70 * gaussians(*cells(SIDE), spots)
    seen = sample(mean, *how.to_atlas(*cells(SIDE)))
    large = Image.fromarray(seen.astype(np.float32)).resize((256, 256), Image.Resampling.BILINEAR)
    return np.clip(np.asarray(large), 0, 255).astype(np.uint8)


def point(small, label: str, evidence=NOTHING) -> tuple[float, float]:
    """Across and down, 0..1 of the film."""
    place = both_ways(small, SETTINGS).place(label, evidence)
    assert place.sum() == pytest.approx(1, abs=1e-3) and place.min() >= 0
    row, column = np.unravel_index(place.argmax(), place.shape)
    return (column + 0.5) / place.shape[1], (row + 0.5) / place.shape[0]


def test_a_mirrored_film_is_seen_as_such_and_its_points_are_mirrored_too():
    small = film(Lay((0.02, -0.03), (0.9, 0.9, 0.95)), spots=((0.28, 0.58, 0.06, 0.06),))
    mirror = np.ascontiguousarray(small[:, ::-1])
    assert both_ways(small, SETTINGS).straight > 0.95 and both_ways(mirror, SETTINGS).straight < 0.3
    for label in ("Cardiomegaly", "Effusion", "Pneumonia"):
        (across, down), (other, deep) = point(small, label), point(mirror, label)
        assert abs(across - (1 - other)) < 0.04 and abs(down - deep) < 0.04


def test_the_orientation_learns_on_which_side_something_lies_and_says_how_well():
    rng, nothing = np.random.default_rng(5), np.zeros((SIDE, SIDE))
    heart = gaussians(*cells(SIDE), ((0.6, 0.6, 0.1, 0.1),))
    pairs = []
    for _ in range(60):
        seen = heart + 0.3 * rng.standard_normal((SIDE, SIDE))
        pairs.append((Laid(STRAIGHT, seen), Laid(STRAIGHT, np.ascontiguousarray(seen[:, ::-1]))))
    weights, told = fit_orientation(pairs, range(60))
    assert told["orientation_right"] == 1.0
    settings = {"orientation": weights}
    film_of, mirror_of = pairs[0]
    assert chance_straight(film_of, mirror_of, settings) > 0.9 > 0.5 > chance_straight(mirror_of, film_of, settings)
    assert chance_straight(Laid(STRAIGHT, nothing), Laid(STRAIGHT, nothing), settings) > 0.8  # few films are mirrored
    assert chance_straight(mirror_of, film_of, {}) == 1.0


@given(shares, shares, st.floats(-0.1, 0.1), st.floats(-0.1, 0.1), st.floats(0.7, 1.3), st.floats(0.7, 1.3))
def test_to_the_film_and_back_is_the_same_place(across, down, right, lower, wide, tall):
    how = Lay((right, lower), (wide, tall, 1.1))
    assert how.to_atlas(*how.to_film(across, down)) == pytest.approx((across, down), abs=1e-9)


@pytest.mark.parametrize(
    "how",
    [STRAIGHT, Lay((0.05, -0.06), (0.9, 0.85, 1.0)), Lay((-0.04, 0.05), (0.85, 0.8, 0.75))],
)
def test_a_shifted_and_stretched_chest_is_found(how):
    found = lay(film(how), ATLAS)
    assert found.match > 0.9
    corners = np.array([0.2, 0.8, 0.3, 0.7]), np.array([0.2, 0.2, 0.65, 0.65])
    assert np.abs(np.array(found.to_film(*corners)) - np.array(how.to_film(*corners))).max() < 0.05


def test_what_is_no_chest_lies_as_most_films_do():
    noise = np.random.default_rng(1).integers(0, 255, (256, 256)).astype(np.uint8)
    assert lay(noise, ATLAS) == Lay()
    assert point(np.zeros((256, 256), np.uint8), "Effusion")[1] > 0.5


@pytest.mark.parametrize("label", ["Pneumonia", "Infiltration", "Effusion", "Atelectasis"])
@pytest.mark.parametrize("side", [0.28, 0.73])
@pytest.mark.parametrize("how", [STRAIGHT, Lay((0.03, -0.05), (0.9, 0.85, 0.9))])
def test_the_point_lies_on_the_denser_side_of_the_film(label, side, how):
    small = film(how, spots=((side, 0.58, 0.06, 0.06),))
    across, down = how.to_atlas(*point(small, label))
    assert abs(across - side) < 0.12 and 0.42 < down < 0.72


def test_a_pneumothorax_is_looked_for_where_the_apex_is_darker():
    small = film(spots=((0.27, 0.28, 0.06, 0.09),))  # denser on the right: the left is the darker one
    across, down = point(small, "Pneumothorax")
    assert across > 0.6 and down < 0.4


def test_the_evidence_of_the_network_decides_between_sides_that_look_alike():
    at = cells(32)
    for side in (0.3, 0.7):
        evidence = gaussians(*at, ((side, 0.5, 0.1, 0.1),)).astype(np.float32)
        assert abs(point(film(), "Pneumonia", evidence)[0] - side) < 0.15


@pytest.mark.parametrize("label", sorted(SIGNS))
def test_every_point_lies_inside_the_chest_and_that_of_the_heart_on_the_heart(label):
    for how in (STRAIGHT, Lay((0.04, -0.07), (0.85, 0.8, 0.8))):
        across, down = how.to_atlas(*point(film(how), label))
        assert 0.13 <= across <= 0.87 and 0.1 <= down <= 0.8
        if label == "Cardiomegaly":
            assert abs(across - 0.555) < 0.06 and abs(down - 0.61) < 0.06


def test_an_atlas_is_built_from_films_and_kept_in_whole_numbers():
    places = [Lay((0.02 * k, -0.02 * k), (1 - 0.04 * k, 1.0, 1.0)) for k in range(4)]
    made = Atlas.of(build_atlas([film(how) for how in places], rounds=1).table())
    assert np.corrcoef(made.pattern.ravel(), ATLAS.pattern.ravel())[0, 1] > 0.8
    assert np.isfinite(made.spread).all() and made.spread.min() >= 3.9
