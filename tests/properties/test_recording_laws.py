"""Laws of recordings: pieces in any order are the same sound; sampling keeps time; speech is found as it comes."""

import hashlib
from itertools import pairwise
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.conftest import House

from attending.exchange.recordings import Beginning, Piece, Recordings
from attending.exchange.recordings.recordings import numbered
from attending.models import Heard
from attending.models.wave import wave_file
from attending.record.write import put
from attending.security import Action, Grant, PractitionerRole
from attending.speech.activity import FRAME, Region, Regions
from attending.speech.blocks import LONGEST_BLOCK_S, blocks
from attending.speech.filters import keep_spoken
from attending.speech.separation import smooth
from attending.speech.sound import RATE, resample
from attending.speech.wav import read_wav

GRANT = Grant("Practitioner/adams", PractitionerRole.PHYSICIAN, patients=None, types=None, actions=frozenset(Action))
ID = "ef" * 16


@settings(max_examples=12)
@given(st.lists(st.binary(min_size=1, max_size=400), min_size=1, max_size=9), st.data())
def test_pieces_in_any_order_and_number_give_one_sound(parts, data):
    order = data.draw(st.permutations(range(len(parts))))
    again = data.draw(st.lists(st.sampled_from(range(len(parts))), max_size=6))
    with TemporaryDirectory() as folder:
        store = House(Path(folder)).open()
        with store.transaction(grant=GRANT) as tx:
            put(tx, {"resourceType": "Patient", "id": "p1"})
        recordings = Recordings(store)
        recordings.begin(Beginning(id=ID, patient="p1", media_type="audio/webm"), grant=GRANT)
        for number in (*order, *again):
            piece = Piece(number, parts[number], hashlib.sha256(parts[number]).hexdigest())
            recordings.append(ID, piece, grant=GRANT)
        recordings.finish(ID, len(parts), grant=GRANT)
        assert recordings.sound(ID, grant=GRANT) == b"".join(parts)
        store.close()


@given(st.binary(max_size=5000), st.integers(1, 700))
def test_a_file_cut_in_pieces_is_the_file(data, size):
    pieces = list(numbered(data, size=size))
    assert b"".join(piece.data for piece in pieces) == data
    assert [piece.number for piece in pieces] == list(range(len(pieces)))
    assert all(hashlib.sha256(piece.data).hexdigest() == piece.sha256 for piece in pieces)


@given(st.integers(1, 3000), st.sampled_from([8000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000]), st.integers(1, 2))
def test_a_new_sampling_rate_keeps_the_time(length, rate, channels):
    samples = np.random.default_rng(length).uniform(-1, 1, (channels, length)).astype(np.float32)
    made = resample(samples, rate)
    assert made.shape == (channels, ceil(length * RATE / rate))
    assert np.isfinite(made).all()


@given(st.floats(-1, 1), st.sampled_from([8000, 44_100, 48_000]))
def test_a_constant_stays_what_it_is(level, rate):
    made = resample(np.full((1, 4000), level, dtype=np.float32), rate)
    middle = made[0, made.shape[1] // 3 : 2 * made.shape[1] // 3]
    assert np.allclose(middle, level, atol=1e-3)


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=200))
def test_a_wave_file_is_read_as_it_was_written(samples):
    given_ = np.array(samples, dtype=np.float32)
    read = read_wav(wave_file(given_))
    assert read is not None
    assert read.rate == RATE
    assert np.abs(read.take(0, read.samples)[0] - given_).max() < 1e-4


probabilities = st.lists(st.floats(0, 1), max_size=300)


@given(probabilities, st.integers(1, 50))
def test_regions_are_the_same_however_they_come(heard, step):
    whole = list(Regions().hear(heard, last=True))
    finder, parts = Regions(), []
    for at in range(0, len(heard), step):
        parts += finder.hear(heard[at : at + step])
    assert [*parts, *finder.hear((), last=True)] == whole


@given(probabilities)
def test_regions_never_overlap_and_blocks_hold_them_all(heard):
    regions = list(Regions().hear(heard, last=True))
    assert all(a.end <= b.start for a, b in pairwise(regions))
    mono = np.zeros(int((len(heard) + 1) * FRAME), dtype=np.float32)
    made = blocks(regions, mono, longest_pause_s=1.5)
    assert all(block.seconds <= LONGEST_BLOCK_S + 1e-6 for block in made)
    assert all(any(b.start <= r.start and r.end <= b.end for b in made) for r in regions if r.seconds < LONGEST_BLOCK_S)


@given(st.lists(st.tuples(st.floats(0, 50), st.floats(0, 5), st.text(max_size=40)), max_size=20))
def test_what_the_filters_keep_was_heard_where_somebody_speaks(pieces):
    heard = [Heard(start, start + length, text) for start, length, text in pieces]
    kept = keep_spoken(heard, [Region(0.0, 10.0)])
    assert all(one in heard and one.start < 10 for one in kept.heard)
    assert len(kept.heard) + len(kept.skipped) <= len(heard)


@given(st.integers(2, 4), st.integers(1, 60))
def test_a_speaker_who_is_always_clearest_is_never_left(speakers, cells):
    scores = np.zeros((speakers, cells))
    scores[1] = 1.0
    assert set(smooth(scores, cost=0.5)) == {1}
