"""The sentence encoder: pieces of words, directions of passages."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attending.errors import BadInput
from attending.scribe.sentences.sentence_encoder import SIZE, load_sentence_encoder
from attending.scribe.sentences.wordpiece import UNKNOWN, pieces
from attending.scribe.training.encoder import read_tensors, remake

SMALL = {UNKNOWN: 0, "knee": 1, "##s": 2, "pain": 3, "?": 4, "naive": 5, "'": 6, "s": 7}


def test_words_are_cut_into_the_longest_pieces():
    assert list(pieces("Knees? PAIN", SMALL)) == [1, 2, 4, 3]


def test_accents_and_case_make_no_difference():
    assert list(pieces("Naïve", SMALL)) == [5]


def test_a_word_that_cannot_be_cut_is_one_unknown_piece():
    assert list(pieces("elbow knee", SMALL)) == [0, 1]


def test_passages_about_alike_things_point_alike():
    encoder = load_sentence_encoder()
    chest, heart, roof = (
        encoder.encode(text)
        for text in ("I have pain in my chest.", "My chest hurts badly.", "They mended the roof of the school.")
    )
    assert chest @ heart > 0.5 > chest @ roof


def test_nothing_said_points_nowhere():
    assert not load_sentence_encoder().encode("  ").any()


@given(st.text(max_size=200))
def test_every_text_has_a_finite_direction(text):
    found = load_sentence_encoder().encode(text)
    assert found.shape == (SIZE,)
    assert np.isfinite(found).all()
    assert np.linalg.norm(found) == pytest.approx(1, abs=1e-4) or not found.any()


def test_without_the_wheel_it_says_which_one(tmp_path):
    with pytest.raises(BadInput, match="all_minilm"):
        remake(tmp_path, tmp_path, print)


def test_tensors_are_read_by_their_header():
    values = np.array([[1, 2], [3, 4]], np.float32)
    head = b'{"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"__metadata__":{"format":"pt"}}'
    data = len(head).to_bytes(8, "little") + head + values.tobytes()
    assert (read_tensors(data)["w"] == values).all()
