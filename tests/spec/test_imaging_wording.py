"""How a report says how likely something is: one table of words, stronger ones for more, and their meaning beside."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.spec.test_imaging_report import chest_report, impression_of, mark, report

from attending.imaging.wording import BANDS, band_of, legend, suspicion

probabilities = st.floats(0, 1)


@given(probabilities, probabilities)
def test_more_likely_is_never_said_in_weaker_words(one, two):
    low, high = sorted((one, two))
    assert BANDS.index(band_of(high)) <= BANDS.index(band_of(low))


@given(probabilities)
def test_every_probability_has_one_word_and_a_word_says_nothing_its_band_does_not_hold(probability):
    band = band_of(probability)
    above = [one.least for one in BANDS if one.least > band.least]
    written = round(probability, 2)
    assert band.least <= written and all(written < least for least in above)


def test_the_bands_reach_from_certain_to_none_in_falling_order():
    least = [band.least for band in BANDS]
    assert least == sorted(set(least), reverse=True) and least[-1] == 0
    assert len({band.words for band in BANDS}) == len(BANDS)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.97, "Very likely fracture of bone"), (0.9, "Very likely fracture of bone"), (0.7, "Likely fracture of bone"),
        (0.5, "Possible fracture of bone"), (0.2, "Low suspicion of fracture of bone"),
        (0.08, "Very low suspicion of fracture of bone"),
    ],
)  # fmt: skip
def test_a_finding_is_said_in_the_words_of_its_band(probability, words):
    assert suspicion(mark("1.2.3", probability)) == words


def test_the_word_agrees_with_the_probability_as_it_is_written():
    almost = mark("1.2.3", 0.6496)
    assert suspicion(almost) == "Likely fracture of bone" and almost.chance.startswith("probability 0.65")


def test_what_nobody_calibrated_has_no_word_for_a_probability():
    assert suspicion(mark("1.2.3", 0.93, lower=0.0, upper=1.0)) == "Marked as fracture of bone"
    assert suspicion(mark("1.2.3", 0.5, lower=0.0, upper=1.0, model="")) == "Fracture of bone"


def test_the_report_says_what_its_words_mean_where_it_uses_them():
    assert [claim.text for claim in report([0.81])[0].claims].count(legend()) == 1
    assert not any(claim.text == legend() for claim in report()[0].claims)
    for band in BANDS:
        assert band.words.lower() in legend()
    assert [float(found) for found in re.findall(r"\d\.\d+", legend())] == [0.9, 0.65, 0.35, 0.1, 0.1]


def test_a_mark_that_is_unlikely_is_never_called_possible():
    draft = chest_report(("Pneumonia", 0.62, False), ("Pulmonary edema", 0.08, False))
    told = [claim.text for claim in draft.claims]
    assert any(text.startswith("Very low suspicion of pulmonary edema") for text in told)
    assert not any("ossible pulmonary edema" in text for text in told)


def test_a_mark_below_its_operating_point_stands_neither_in_the_findings_nor_in_the_impression():
    draft = chest_report(("Pneumonia", 0.62, False), above=False)
    assert not any("neumonia" in claim.text for claim in draft.claims)
    assert draft.proposals == () and not any("neumonia" in text for text in impression_of(draft))
